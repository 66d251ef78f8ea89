"""Plain questions as commands: "does Yunsheng's licence cover SmCo for Bosch?" is `check Yunsheng for Bosch SmCo`.

No model: names are found by the record's own index, and a table of patterns says which command a question asks for. To
teach it another question, add a row to `named` or `matters` (the first that fits wins); its example is its test.
Pure; only commands that look are ever run, never one that changes something.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from bot.grammar import quoted
from bot.questions.parties import Asked, take_apart
from bot.questions.phrases import ORDER, WE
from bot.questions.table import PATTERNS, Pattern
from bot.questions.words import begins, is_greeting, is_question, mostly_ordinary, ordinary, respelt, spelt_out

#: Matters that the record says nothing of: a rule about the same metal would answer another question.
_ELSEWHERE = re.compile(
    r"\b(prices?|priced|cost|costs|share price|stock price|weather)\b|价格|價格|[报報][价價]|股[价價]"
)


@dataclass(frozen=True, kw_only=True)
class Understood:
    """`command` answers the question; not to be run when only `offered`, for which `why` may say another reason than
    that it changes something. `rest` is what it does not answer."""

    command: str
    offered: bool = False
    why: str = ""
    rest: tuple["Rest", ...] = ()


@dataclass(frozen=True, kw_only=True)
class Rest:
    """A part of a question that its answer leaves out, and the command that takes it up; none for a day to come."""

    what: str
    command: str = ""


def understand(asked: Asked, topics: Mapping[str, Iterable[str]]) -> Understood | None:
    """The command a question asks for; None when no pattern and no topic fits, however its words are spelt. `topics`
    are rules with their words."""
    if not asked.name and out_of_reach(asked.words):
        return None
    meant = replace(asked, words=respelt(asked.words))
    found = _fitting(asked) or _fitting(meant)
    if found:
        return found
    topic = spoken_of(asked.words, topics) or spoken_of(meant.words, topics)
    topic = topic or asked.goods or _unknown_goods(asked.words)
    return Understood(command=f"explain {topic}") if topic else None


#: What somebody takes for goods, whatever it is.
_CONTROLLED = re.compile(
    r"^(?:is|are|does|do) (?:an? |the |our )?(?P<goods>[\w-]+(?: [\w-]+)?) (?:now |still |really |also |export )*"
    r"(?:controlled|restricted|regulated|banned|licen[cs]able|(?:need|require)s? (?:an? )?(?:export )?licen[cs]e)\b"
)


def _unknown_goods(words: str) -> str:
    found = _CONTROLLED.match(words)
    return found["goods"] if found and not all(ordinary(word) for word in found["goods"].split()) else ""


def out_of_reach(words: str) -> str:
    """The matter a question is about of which the record says nothing; empty when there is none."""
    found = _ELSEWHERE.search(words)
    return found[0] if found else ""


def _fitting(asked: Asked) -> Understood | None:
    for pattern in PATTERNS:
        filled = all(getattr(asked, slot) for slot in pattern.needs)
        if filled and not any(getattr(asked, slot) for slot in pattern.lacks) and re.search(pattern.asks, asked.words):
            rest = () if pattern.offered else tuple(_rest(pattern, asked))
            return Understood(command=_filled(pattern.runs, asked), offered=pattern.offered, why=pattern.why, rest=rest)
    return None


def _rest(pattern: Pattern, asked: Asked) -> Iterator[Rest]:
    """What an answer about one name says nothing of: goods, use and place of an order, the other names, a day."""
    if not re.search(r"\{(?:supplier|customer|name)\}", pattern.runs):
        return
    if asked.facts and "{facts}" not in pattern.runs:
        parties = f"{quoted(asked.supplier)}" if asked.supplier else f"for {quoted(asked.customer)}"
        said = {"material": asked.goods, "use": asked.use, "country": asked.place}
        filters = " ".join(f"{key}:{quoted(value)}" for key, value in said.items() if value)
        yield Rest(what=", ".join(value for value in said.values() if value), command=f"check {parties} {filters}")
    elif asked.supplier and not asked.customer and re.search(_OUR_ORDER, asked.words):
        yield Rest(what="an order", command=f"check {quoted(asked.supplier)}")
    one = replace(asked, also="")
    for other in asked.others[:_OTHERS]:
        about = replace(one, customer=other.name) if other.buys else replace(one, supplier=other.name)
        asked_about = "{also}" in pattern.runs and asked.also.endswith(f" {other.name}")
        if not asked_about and not (other.buys and "{customer}" not in pattern.runs and asked.supplier):
            yield Rest(what=other.name, command=_filled(pattern.runs, about))
    if asked.when and "{day}" not in pattern.runs:
        yield Rest(what=asked.when)


_OUR_ORDER = rf"^(?=.*(?:{WE}))(?=.*(?:{ORDER}))"
#: Other names with a command of their own.
_OTHERS = 3


def spoken_of(words: str, topics: Mapping[str, Iterable[str]]) -> str | None:
    """The topic whose words a text uses most, counted in letters."""
    text = f" {re.sub(r'[^a-z0-9%.一-鿿]+', ' ', words.casefold())} ".replace(". ", " ")
    weights: dict[str, int] = {}
    for topic, called in topics.items():
        names = {name.casefold().replace("-", " ").replace("/", " ") for name in (topic, *called)}
        weights[topic] = sum(len(name) for name in names if _speaks_of(name, text))
    best = max(weights, key=lambda topic: weights[topic], default="")
    return best if weights.get(best) else None


def _speaks_of(name: str, text: str) -> bool:
    """Chinese does not part its words."""
    return f" {name} " in text or f" {name}s " in text if name.isascii() else name in text


#: At the end of an order these are no part of a name, unless they stand in quotes.
_WISHES = ("share", "edit", "anyway")


def _filled(runs: str, asked: Asked) -> str:
    facts = {slot: getattr(asked, slot) for slot in ("supplier", "customer", "also", "name", "facts", "day", "claim")}
    if asked.customer.casefold().endswith(_WISHES):
        facts["customer"] = f'"{asked.customer}"'
    facts["goods"] = asked.goods
    return " ".join(runs.format(**facts).split())


__all__ = [
    "PATTERNS",
    "Asked",
    "Pattern",
    "Understood",
    "begins",
    "is_greeting",
    "is_question",
    "mostly_ordinary",
    "out_of_reach",
    "respelt",
    "spelt_out",
    "spoken_of",
    "take_apart",
    "understand",
]
