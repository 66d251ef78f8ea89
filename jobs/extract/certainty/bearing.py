"""What a word of doubt or of loss bears on, before anything is read: one that bears on something else is dropped.

The words stand in the cue tables under [bearing], as expressions. `details` is what somebody may keep to himself
without leaving the licence open ("has not disclosed the customers"), `formula` what filings and corrections end with
whatever they say, `vouches` what shows that somebody who must know stands behind a statement, `before_now` what tells
of a time that is over, `wished` what a licence was that has come since ("the licence it had applied for has arrived"). A loss that the text itself denies ("the report that it was revoked is untrue") is no loss, and its
denial no doubt, where the text goes on to say what holds.
"""

from bisect import bisect_left
from functools import cache

from jobs.extract.text import expressions
from jobs.extract.text.cues import LICENCE_TAGS, Hit, within
from jobs.extract.text.phrases import Phrase
from jobs.extract.text.sentences import Span

_LOSS = frozenset(("revoke", "suspend", "expire", "exclude", "refuse"))
_HOLDS = frozenset(("get", "give", "cover", "renew", "stands"))
_REPORTED = frozenset(("rumour", "deny"))
#: Tags of a title that tells of a loss which the text denies.
TOLD_OF_A_LOSS = _LOSS | _REPORTED
#: How far before a denial the loss may stand that it denies, how far behind it, and how far what holds may follow.
_BEFORE, _BEHIND, _GOES_ON = 90, 24, 90
#: How far before a word of giving it shows that goods are cleared and no licence is given.
_NEAR = 24
_CONTRAST = Phrase("bearing", "contrast", capitals=True)


@cache
def _pattern(languages: tuple[str, ...], name: str) -> expressions.Lists:
    return expressions.Lists("bearing", [name], languages)


def vouched(text: str, low: int, high: int, languages: tuple[str, ...]) -> bool:
    """Whether a passage says that what it tells has been checked or comes from the company itself."""
    return _pattern(languages, "vouches").search(text, low, high) is not None


def before_now(text: str, low: int, high: int, languages: tuple[str, ...]) -> bool:
    """Whether a passage tells of a time that is over."""
    return _pattern(languages, "before_now").search(text, low, high) is not None


def own_goods(text: str, low: int, high: int, languages: tuple[str, ...]) -> bool:
    """Whether a passage speaks of magnets as what the company itself makes."""
    return 0 <= low < high and _pattern(languages, "own_goods").search(text, low, high) is not None


def weigh(text: str, found: list[Hit], spans: list[Span], languages: tuple[str, ...]) -> list[Hit]:
    """The cues of a text without those that bear on something else than a licence."""
    found = _without_wishes(text, _without_details(text, found, languages), languages)
    return _without_denied_losses(text, found, spans)


def _without_details(text: str, found: list[Hit], languages: tuple[str, ...]) -> list[Hit]:
    details, formula = _pattern(languages, "details"), _pattern(languages, "formula")
    cleared, risk = _pattern(languages, "cleared"), _pattern(languages, "risk")
    if not (details and formula):
        return found
    return [
        hit
        for hit in found
        if not (
            ("unconfirmed" in hit.tags and details.match(text, hit.end))
            or (hit.tags & {"unconfirmed", "deny"} and formula.match(text, max(0, hit.start - 2)))
            or (hit.tags & _LOSS and risk.match(text, hit.end))
            or ("give" in hit.tags and cleared.search(text, max(0, hit.start - _NEAR), hit.end))
        )
    ]


def _without_wishes(text: str, found: list[Hit], languages: tuple[str, ...]) -> list[Hit]:
    """The cues without those that only say of a licence that has come that somebody had wished or asked for it."""
    wished = _pattern(languages, "wished")
    if not wished or all(hit.tags.isdisjoint(_WISHES) for hit in found):
        return found
    passages = [match.span() for match in wished.finditer(text)]
    return (
        [
            hit
            for hit in found
            if hit.tags.isdisjoint(_WISHES) or not any(low <= hit.start < high for low, high in passages)
        ]
        if passages
        else found
    )


#: What is said of a licence before it has come.
_WISHES = frozenset(("apply", "expect", "past"))


def _without_denied_losses(text: str, found: list[Hit], spans: list[Span]) -> list[Hit]:
    dropped: set[Hit] = set()
    for hit in found:
        if "deny" not in hit.tags or not text[hit.start] > "\u2e7f":
            continue
        number = max(0, bisect_left(spans, (hit.start + 1,)) - 1)
        low, high = spans[number]
        low = spans[max(0, number - 1)][0]
        if _CONTRAST.search(text, low, hit.start):
            continue
        before = [one for one in within(found, max(low, hit.start - _BEFORE), hit.start) if one.tags & (_LOSS | _HOLDS)]
        loss = before[-1] if before else None
        if loss is None or not loss.tags & _LOSS:
            behind = [
                one for one in within(found, hit.end, min(high, hit.end + _BEHIND)) if one.tags & (_LOSS | _HOLDS)
            ]
            loss = behind[0] if behind and behind[0].tags & _LOSS and not before else None
        if loss is None:
            continue
        last = max(hit.end, loss.end)
        ahead = within(found, last, min(len(text), last + _GOES_ON))
        holds = next((one for one in ahead if one.tags & _HOLDS), None)
        if holds is None or any(
            one.tags & (_LOSS | {"neg", "expect", "cond"}) for one in ahead if one.start < holds.start
        ):
            continue
        dropped.update((hit, loss))
        dropped.update(one for one in within(found, low, last) if one.tags & _REPORTED and not one.tags & LICENCE_TAGS)
    return [hit for hit in found if hit not in dropped] if dropped else found
