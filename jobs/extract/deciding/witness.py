"""What a careful reader looks at twice: words in and behind a sentence that leave a gain told in it unproven.

The words stand in the cue tables under [twice], as expressions: `ended_before` (a licence is taken away, or somebody is
struck off a list, before the gain is told), `hearsay_before` (those who say so are not ones to know), `untrue_behind`
(later in the sentence, or in the next two, nobody could confirm or believe it) and `goods` (what a licence is for).
A gain they stand by is asked about and never told.
"""

import re
from functools import cache

from jobs.extract.deciding import matter
from jobs.extract.reasons import Reason
from jobs.extract.statements import heads, receivers
from jobs.extract.statements.page import Page
from jobs.extract.statements.statement import Statement
from jobs.extract.text import expressions
from jobs.extract.text.cues import LICENCE_TAGS, within
from jobs.extract.text.phrases import Phrase
from storage.domain.claim import SubjectKind

#: How many sentences behind a statement may take it back, and how many before it a pronoun's company was named.
_BEHIND, _BACK = 2, 2
_SUBJECT = Phrase("witness", "subject")
#: How far before a statement a word of supposition still bears on it, in characters.
_NEAR = 60
_DATELINE = re.compile(r"[A-Z][A-Z' -]{2,20}(?:\([^)]{2,20}\))?,? (?:[A-Z][a-z]{2,8}\.? \d|\d)")
_AWAY = Phrase("witness", "away")
_OTHERS = Phrase("witness", "others")
_OF_THE_REST = Phrase("witness", "of_the_rest", capitals=True)
_ITS_OWN = Phrase("witness", "its_own")
_NOTIFIED = Phrase("witness", "notified", capitals=True)
_LISTED = Phrase("witness", "listed", capitals=True)
_BELONGS = Phrase("witness", "belongs", capitals=True)
_TOLD_ASIDE = Phrase("witness", "told_aside", capitals=True)
_TELLS = frozenset(("get", "give", "cover", "renew"))
_OURS = Phrase("witness", "ours")


def doubts(page: Page, raw: Statement) -> list[Reason]:
    """Reasons to ask a person about a gain told of a company."""
    english = page.languages[0] == "en"
    return [
        reason
        for reason, here in (
            (Reason.TAKEN, _ended_before(page, raw)),
            (Reason.HEARSAY, _hearsay(page, raw)),
            (Reason.DENIED_NEXT, _untrue_behind(page, raw)),
            (Reason.OTHER_GOODS, _other_goods(page, raw)),
            (Reason.NO_FACT, _no_fact(page, raw)),
            (Reason.NO_VERB, english and _no_verb(page, raw)),
            (Reason.UNNAMED, english and _unnamed(page, raw)),
            (Reason.OTHER_MATTER, matter.another(page, raw)),
            (Reason.ANOTHER, (english and _another_between(page, raw)) or _of_another_head(page, raw)),
        )
        if here
    ]


@cache
def _pattern(languages: tuple[str, ...], name: str) -> expressions.Lists:
    return expressions.Lists("twice", [name], languages)


def _ended_before(page: Page, raw: Statement) -> bool:
    if raw.again:
        return False
    pattern = _pattern(page.languages, "ended_before")
    low, high = page.spans[raw.sentence]
    for match in pattern.finditer(page.text, low, high):
        if match.start() < max(raw.at, raw.entity.start) and not any(
            one.key != raw.entity.key for one in page.entities_in(match.end(), max(raw.at, match.end()))
        ):
            return True
    return False


def _hearsay(page: Page, raw: Statement) -> bool:
    return bool(_pattern(page.languages, "hearsay_before").search(page.text, page.spans[raw.sentence][0], raw.at))


def _no_fact(page: Page, raw: Statement) -> bool:
    pattern = _pattern(page.languages, "supposed")
    low, high = page.spans[raw.sentence]
    return any(
        match.end() > raw.at - _NEAR
        and all(one.key == raw.entity.key for one in page.entities_in(max(raw.at, low), match.start()))
        for match in pattern.finditer(page.text, low, high)
    )


def _no_verb(page: Page, raw: Statement) -> bool:
    """Whether what is told stands on no verb: a dateline taken for a row, or a name that only follows a licence."""
    if raw.shown or raw.inherited or raw.kind is SubjectKind.CUSTOMER:
        return False
    low, high = page.spans[raw.sentence]
    if _DATELINE.match(page.text, raw.at, high):
        return True
    if raw.entity.start > raw.at and not any(
        one.key == raw.entity.key and one.start <= raw.at for one in page.entities_in(low, high)
    ):
        return bool(_AWAY.search(page.text, raw.at, raw.entity.start))
    return False


def _untrue_behind(page: Page, raw: Statement) -> bool:
    pattern = _pattern(page.languages, "untrue_behind")
    places = [(max(raw.at, page.spans[raw.sentence][0]), page.spans[raw.sentence][1])]
    places += page.spans[raw.sentence + 1 : raw.sentence + 1 + _BEHIND]
    for number, (low, high) in enumerate(places):
        named = {one.key for one in page.entities_in(low, high)}
        if number and named and raw.entity.key not in named:
            return False
        match = pattern.search(page.text, low, high)
        if match and not number and "clarif" in match[0].lower():
            # Who clarifies in the same sentence tells what is so.
            continue
        if match and not _OF_THE_REST.search(page.text, low, match.start()):
            between = page.entities_in(low, match.start())
            if not between or between[-1].key == raw.entity.key or not number:
                return True
    return False


def _unnamed(page: Page, raw: Statement) -> bool:
    """Whether the company is only meant, in a sentence without a licence: "our course explains what won approval"."""
    return raw.inherited and not raw.again and LICENCE_TAGS.isdisjoint(page.tags[raw.sentence])


def _other_goods(page: Page, raw: Statement) -> bool:
    match = _pattern(page.languages, "goods").search(page.text, *page.spans[raw.sentence])
    return match is not None and not _OURS.search(match["named"])


def _of_another_head(page: Page, raw: Statement) -> bool:
    """Whether the company is only named in the modifier of who receives: "a supplier of X has obtained one"."""
    if raw.inherited and not raw.tabled:
        return _only_in_modifiers(page, raw)
    if raw.tabled or raw.entity.start < 0:
        return False
    if raw.kind is SubjectKind.CUSTOMER and receivers.buyer([raw.entity]):
        return False
    told = (hit.start for hit in within(page.inside[raw.sentence], raw.entity.end, raw.at) if hit.tags & _TELLS)
    return heads.another(page, raw.entity, next(told, raw.at))


def _only_in_modifiers(page: Page, raw: Statement) -> bool:
    """Whether the text last named the company only to say who somebody else is: "a rival of X has one. It ships on it"."""
    for number in range(raw.sentence, max(-1, raw.sentence - 1 - _BACK), -1):
        low, high = page.spans[number]
        own = [one for one in page.entities_in(low, min(high, raw.at)) if one.key == raw.entity.key]
        if own:
            return not LICENCE_TAGS.isdisjoint(page.tags[number]) and all(
                heads.in_modifier(page, one, low) for one in own
            )
    return False


def _another_between(page: Page, raw: Statement) -> bool:
    """Whether the verb has a subject of its own that is another company: "with the takeover of X, Y acquires"."""
    if raw.shown or raw.inherited or raw.kind is SubjectKind.CUSTOMER or raw.entity.end > raw.at:
        return False
    somebody = _OTHERS.search(page.text, raw.entity.end, raw.at)
    if somebody is not None:
        # "Notified X that its application had been approved": its own one.
        return not (
            _ITS_OWN.match(somebody[0]) and _NOTIFIED.search(page.text, page.spans[raw.sentence][0], raw.entity.start)
        )
    between = page.entities_in(raw.entity.end, raw.at)
    others = [one for one in between if one.key != raw.entity.key]
    if not others or others[-1] is not between[-1] or not _SUBJECT.fullmatch(page.text, others[-1].end, raw.at):
        return False
    place = raw.entity.end
    for other in others:
        told = page.text[place : other.start]
        if _BELONGS.search(told) or (_TOLD_ASIDE.match(told) and page.text[other.end : other.end + 1] == ","):
            return False
        if not _LISTED.fullmatch(told):
            return True
        place = other.end
    return False
