"""Values people give to filters, as words of the domain. Pure; a slip raises Misunderstood with the nearest."""

from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta
from typing import TypeVar

from bot import grammar
from bot.grammar import Misunderstood
from bot.messages.parts import shown
from storage.domain.licence import Certainty, LicenceState, Role

T = TypeVar("T")

#: Chemical facts: the symbols that reports and the record use, and what else people call them.
_SYMBOLS = "NdFeB SmCo Sc Y La Ce Pr Nd Sm Eu Gd Tb Dy Ho Er Tm Yb Lu Ga Ge Sb In W graphite"
_NAMES = """
neodymium-iron-boron=NdFeB 钕铁硼=NdFeB 釹鐵硼=NdFeB samarium-cobalt=SmCo 钐钴=SmCo 釤鈷=SmCo scandium=Sc yttrium=Y
lanthanum=La cerium=Ce praseodymium=Pr neodymium=Nd samarium=Sm europium=Eu gadolinium=Gd terbium=Tb dysprosium=Dy
holmium=Ho erbium=Er thulium=Tm ytterbium=Yb lutetium=Lu gallium=Ga germanium=Ge antimony=Sb indium=In tungsten=W
镝=Dy 鏑=Dy 铽=Tb 鋱=Tb 钐=Sm 釤=Sm 钇=Y 釔=Y
"""
_MATERIALS = {symbol.casefold(): symbol for symbol in _SYMBOLS.split()} | {
    name: symbol for name, _, symbol in (pair.partition("=") for pair in _NAMES.split())
}
_CERTAINTIES = {
    **{certainty.value.replace(" ", "-"): certainty for certainty in reversed(Certainty)},
    "not known": Certainty.NOT_KNOWN,
    "unknown": Certainty.NOT_KNOWN,
}
_STATES = {
    **{state.value: state for state in LicenceState if " " not in state.value},
    "lapsed": LicenceState.LAPSED,
}
_ROLES = {
    "exporter": Role.EXPORTER,
    "smco_producer": Role.SMCO_PRODUCER,
    "smco-producer": Role.SMCO_PRODUCER,
    "smco": Role.SMCO_PRODUCER,
    "customer": Role.CUSTOMER,
}


def filter_of(typed: str) -> str:
    """The filter that takes this word as its value and no other does; empty when it is none's."""
    word = typed.strip(",;").casefold()
    choices: dict[str, Collection[str]] = {"material": _MATERIALS, "certainty": _CERTAINTIES, "state": _STATES}
    return next((key for key, known in choices.items() if word in known), "")


def material(typed: str, before: str) -> str:
    """`SmCo` from `smco`, `samarium-cobalt`, 钐钴. `before` is the command up to the value."""
    return one_of(typed, _MATERIALS, "material", before)


def certainty(typed: str, before: str) -> Certainty:
    return one_of(typed, _CERTAINTIES, "degree of certainty", before)


def state(typed: str, before: str) -> LicenceState:
    return one_of(typed, _STATES, "state of a licence", before)


def role(typed: str, before: str) -> Role:
    return one_of(typed, _ROLES, "role", before)


def tier(typed: str, before: str) -> str:
    """The worst publisher grade wanted, A to F."""
    return one_of(typed, {letter.casefold(): letter for letter in "ABCDEF"}, "grade", before)


def since(typed: str, now: datetime, before: str) -> date:
    """A day, or a length of time back from today. The future is a slip."""
    back = grammar.span(typed)
    day = now.date() - back if back is not None else grammar.day(typed, now.date())
    if day is None:
        raise Misunderstood(
            f"{shown(typed)} is no day I can read; write it as 2026-11-02 or 7d.", odd=typed, nearest=f"{before}7d"
        )
    if day > now.date():
        raise Misunderstood(f"{shown(typed)} lies in the future.", odd=typed, nearest=f"{before}7d")
    return day


def days(typed: str, before: str, most: int) -> int:
    """A length of time in days: `90d`, `3m`, or just `90`."""
    length = (
        timedelta(days=int(typed)) if typed.isascii() and typed.isdigit() and len(typed) < 5 else grammar.span(typed)
    )
    if length is None or not 1 <= length.days <= most:
        raise Misunderstood(
            f"{shown(typed)} is no number of days between 1 and {most}.", odd=typed, nearest=f"{before}90d"
        )
    return length.days


def one_of(typed: str, choices: Mapping[str, T], what: str, before: str) -> T:
    """The value a word stands for. Raises Misunderstood with the nearest, or the first, that works."""
    folded = typed.strip(" ,;").casefold()
    if folded in choices:
        return choices[folded]
    near = grammar.nearest(folded, [choice for choice in choices if choice.isascii()])
    words: dict[T, str] = {}
    for word, value in choices.items():
        words.setdefault(value, word)
    known = ", ".join(f"`{word}`" for word in list(words.values())[:6])
    offered = words[choices[near]] if near else next(iter(choices))
    raise Misunderstood(
        f"{shown(typed)} is no {what} I know, such as {known}.", odd=typed, nearest=f"{before}{offered}"
    )
