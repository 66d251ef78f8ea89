"""Whose word a claim is: the company's own, the ministry's, somebody unnamed, an analyst's or only the report's.

A company is quoted only where it speaks itself: its readers take that for a confirmation. What another company says of
it, and what nobody is named for, is the report's own word.
"""

from collections.abc import Iterator
from functools import cache

from jobs.extract.statements.page import Page
from jobs.extract.statements.statement import Statement
from jobs.extract.text.cues import Hit, within
from jobs.extract.text.expressions import Lists
from storage.domain.claim import Attribution

_OTHER_SPEAKERS = frozenset(("newspaper", "ministry", "anonymous", "analyst"))
_SPEAKERS = (
    ("analyst", Attribution.ANALYST),
    ("newspaper", Attribution.MEDIA),
)
#: How far behind a name, an office or an officer the verb of saying may stand, in characters of Latin and Chinese texts.
_REACH, _REACH_HAN = 56, 22
#: How many sentences before may name whose word the whole passage is.
_BACK = 2


@cache
def _lists(languages: tuple[str, ...], name: str) -> Lists:
    return Lists("source", [name], languages)


def of(page: Page, raw: Statement) -> Attribution:
    """Who stands behind a statement, as its sentence says, else those right before it."""
    number = raw.sentence
    if speaks(page, raw):
        return Attribution.COMPANY
    if (own := _of_sentence(page, number)) is not None:
        return own
    for before in range(number - 1, max(-1, number - 1 - _BACK), -1):
        if (told := _of_sentence(page, before)) is not None:
            return told if told is Attribution.ANONYMOUS else Attribution.MEDIA
        if page.people[before] and not any(one.key == raw.entity.key for one in page.people[before]):
            break
    return Attribution.MEDIA


def speaks(page: Page, raw: Statement) -> bool:
    """Whether the company of a statement speaks: the text is its own, or its sentence quotes it, its officer or its paper."""
    number = raw.sentence
    if any(_own_voice(page, one.start, one.end) for one in page.entities if one.key == raw.entity.key):
        return True
    own = [one for one in page.people[number] if one.key == raw.entity.key]
    others = [one for one in page.people[number] if one.key != raw.entity.key]
    low, high = page.spans[number]
    if raw.inherited and not others and "we" in page.tags[number]:
        return True
    if _labelled(page, raw, low):
        return True
    for match in _lists(page.languages, "own").finditer(page.text, low, high):
        # "The company said": of the only one that is spoken of.
        if not others or (own and not any(own[0].start < one.start < match.start() for one in others)):
            return not _meant_for_another(page, match.start(), number)
    return any(_said_by(page, one.start, one.end, number) for one in own)


#: How long the label before an answer may be, in characters.
_LABEL = 60


def _labelled(page: Page, raw: Statement, low: int) -> bool:
    """Whether the line of a sentence is headed by the company as who answers: "A (X, board office): ...", "X回复：……"."""
    line = page.text.rfind("\n", 0, low) + 1
    colon = min((place for mark in ":：" if (place := page.text.find(mark, line, line + _LABEL)) >= 0), default=-1)
    if colon < 0 or not any(one.key == raw.entity.key for one in page.entities_in(line, colon)):
        return False
    return any(page.text.startswith(word, line) for word in _ANSWERS) or "says" in {
        tag for hit in within(page.hits, line, colon) for tag in hit.tags
    }


_ANSWERS = ("A ", "A:", "A：", "A(", "A（", "答", "回复", "回覆", "Answer", "Reply")


def _own_voice(page: Page, start: int, end: int) -> bool:
    """Whether a mention is the word by which a text's own voice speaks of itself."""
    return start >= 0 and _lists(page.languages, "voice").whole.fullmatch(page.text, start, end) is not None


def _meant_for_another(page: Page, at: int, number: int) -> bool:
    """Whether an office or an outlet stands right before "the company said" as the one who retells it."""
    return any(
        0 <= at - hit.end <= 3 and not hit.tags.isdisjoint(_OTHER_SPEAKERS)
        for hit in within(page.inside[number], *page.spans[number])
    )


def _said_by(page: Page, start: int, end: int, number: int) -> bool:
    """Whether a verb of saying stands behind a name, or an officer of the named is quoted before it."""
    low, high = page.spans[number]
    reach = min(high, end + (_REACH_HAN if page.text[start] > "\u2e7f" else _REACH))
    for hit in within(page.hits, end, reach):
        if not hit.tags.isdisjoint(_TOLD):
            break
        if not hit.tags.isdisjoint(_SAYING):
            told = page.text[hit.end : hit.end + 1] in _OF_WHAT_IS_SAID
            up_to = _lists(page.languages, "up_to_saying").whole.fullmatch(page.text, end, hit.start)
            if up_to is not None and not told and not _somebody_between(page, end, hit.start):
                return True
            break
    match = _lists(page.languages, "said_by").search(page.text, low, start)
    return match is not None and match.end() == start


_SAYING = frozenset(("says", "deny"))
#: What is told of a company before anybody is said to speak is not told by it.
_TOLD = frozenset(
    ("neg", "get", "give", "cover", "renew", "revoke", "suspend", "expire", "general", "individual", "exclude")
)
#: "公告中的", "披露的": no saying, but what was said.
_OF_WHAT_IS_SAID = frozenset("的中")


def _somebody_between(page: Page, low: int, high: int) -> bool:
    """ "..., Reuters reported": who speaks is named between the company and the verb."""
    return bool(page.entities_in(low, high)) or any(
        hit.tags & _OTHER_SPEAKERS and not _is_officer(page, hit) for hit in within(page.hits, low, high)
    )


def _is_officer(page: Page, hit: Hit) -> bool:
    """Whether a word for a speaker of the ministry may be anybody's: "spokesman", 发言人."""
    return _lists(page.languages, "officer").match(page.text, hit.start, hit.end) is not None


def _of_sentence(page: Page, number: int) -> Attribution | None:
    """Whose word a sentence says it is, apart from the companies it names."""
    tags = page.tags[number]
    if "anonymous" in tags:
        return Attribution.ANONYMOUS
    if "ministry" in tags and any(_office_speaks(page, hit, number) for hit in _offices(page, number)):
        return Attribution.MINISTRY
    return next((attribution for tag, attribution in _SPEAKERS if tag in tags), None)


def _offices(page: Page, number: int) -> Iterator[Hit]:
    return (hit for hit in page.inside[number] if "ministry" in hit.tags and not _is_officer(page, hit))


def _office_speaks(page: Page, hit: Hit, number: int) -> bool:
    """Whether an office is the one who says it: "the ministry said", "according to the ministry"."""
    low, high = page.spans[number]
    reach = min(high, hit.end + (_REACH_HAN if page.text[hit.start] > "\u2e7f" else _REACH))
    for verb in within(page.hits, hit.end, reach):
        if "neg" in verb.tags:
            return False
        if "says" in verb.tags:
            return not page.entities_in(hit.end, verb.start)
    match = _lists(page.languages, "by").search(page.text, max(low, hit.start - _REACH_HAN), hit.start)
    return match is not None and match.end() == hit.start
