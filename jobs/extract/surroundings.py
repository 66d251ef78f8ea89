"""What speaks against a gain around it: other statements of the text, corrections, denials, rumours and conditions."""

import re
from collections.abc import Sequence, Set

from jobs.extract import hedging
from jobs.extract.cues import LICENCE_TAGS, Hit, tags_of
from jobs.extract.page import Page
from jobs.extract.statements import Statement
from storage.domain.claim import ClaimStatus, SubjectKind
from storage.domain.licence import LicenceKind

#: A short answer to what was just said: "It wasn't.", "It has not, a spokesman said", "We wish he were right".
_SHORT_NO = re.compile(
    r"\W*(?:(?:it|they|he|she|we|this|that|the company|neither|both) (?:is|was|did|does|has|had|have|were|are|do|will|would)"
    r"(?:n[’']t| not)\s*(?:[.:;,—–!]|so\b|yet\b|true\b|the case\b|right\b)|no licen[cs]e\b|no such\b|nor\b|not (?:so|yet|quite|true|at all)\s*[.:;,—–!]|(?:it|they|he|she|we) (?:did|does|has|had|is|was|were) (?:no such thing|nothing)\b|"
    r"we wish (?:he|she|they|it|that|this)\b|sorry\b|nothing of the (?:kind|sort)\b|never happened\b|(?:that|this|it) never\b|(?:in )?(?:truth|reality|fact),)",
    re.IGNORECASE,
)
_NOBODY = re.compile(
    r"\W*(?:nobody|no one|none of|but no|no document|no proof|that is (?:not|wrong|false)|this is (?:not|wrong|false)|not so|wrong|false)\b|并非如此|没有人",
    re.IGNORECASE,
)
_THE_CLAIM = re.compile(
    r"\b(?:claims?|reports?|story|mistakes?|errors?|allegations?|rumou?rs?|posts?|documents?|pictures?|photographs?|alerts?|headlines?|items?|articles?|dispatch(?:es)?|tweets?|this|information|news)\b|此说|說法|说法|消息|传闻|傳聞|报道|報導",
    re.IGNORECASE,
)


def otherwise(raw: Statement, others: Sequence[Statement]) -> bool:
    """Whether the text also says of the company that it has none, was left out or would not confirm it."""
    generals = [other for other in others if other.licence.kind is LicenceKind.GENERAL and not other.question]
    against = {other.status for other in generals if other.kind is raw.kind}
    if raw.kind is SubjectKind.EXPORTER and not raw.materials:
        against |= {other.status for other in generals if other.kind is SubjectKind.SMCO_PRODUCER}
    return bool(against & {ClaimStatus.DENIED, ClaimStatus.EXCLUDED, ClaimStatus.NOT_CONFIRMED})


def sourced(page: Page, number: int) -> bool:
    """Whether a source stands behind a softened statement: in its own sentence or in the lead."""
    places = (place for place in (0, 1, number) if place < len(page.spans))
    return any(page.tags[place] & {"newspaper", "anonymous"} for place in places)


def corrections(page: Page) -> list[frozenset[str]]:
    """The companies named by each sentence that corrects, denies or doubts a claim; an empty set means anybody."""
    found = [
        frozenset(entity.key for entity in page.people[number])
        for number in range(len(page.spans))
        if _doubts_a_claim(page, number)
    ]
    if page.headline_tags & {"deny", "rumour"}:
        found.append(frozenset(entity.key for entity in page.headline))
    return found


def _doubts_a_claim(page: Page, number: int) -> bool:
    tags = page.tags[number]
    return bool(tags & {"deny", "rumour"}) and (
        bool(tags & LICENCE_TAGS) or number == 0 or bool(_THE_CLAIM.search(page.text, *page.spans[number]))
    )


def shaken(page: Page, raw: Statement) -> bool:
    """Whether rumour, denial or a condition stands so close that a reader would look twice."""
    tags: Set[str] = page.tags[raw.sentence]
    if tags & {"rumour", "deny"} and not raw.again:
        return True
    if raw.kind is not SubjectKind.SMCO_PRODUCER:
        return False
    around: set[str] = set()
    for place in range(max(0, raw.sentence - 1), min(len(page.spans), raw.sentence + 2)):
        found = _tags_about(page, raw, place)
        around |= found
        if place == raw.sentence:
            tags = found
    return bool(
        around & {"rumour", "deny", "unconfirmed", "hedge"} or tags & {"neg", "cond", "expect", "apply", "refuse"}
    )


def taken_away(page: Page, raw: Statement) -> bool:
    """Whether the same sentence speaks of a licence taken away or put on hold."""
    return any(
        hit.tags & {"revoke", "suspend"} and not hedging.cancels_something_else(page.text, hit)
        for hit in hits_about(page, raw, raw.sentence)
    )


def _tags_about(page: Page, raw: Statement, number: int) -> frozenset[str]:
    return tags_of(hits_about(page, raw, number))


def hits_about(page: Page, raw: Statement, number: int) -> list[Hit]:
    """Cues of a sentence without its statements about other companies alone."""
    people = page.people[number]
    if all(one.key == raw.entity.key for one in people):
        return page.inside[number]
    found: list[Hit] = []
    for clause in page.clauses(number):
        named = {one.key for one in people if clause.holds(one.start)}
        if not named or raw.entity.key in named:
            found.extend(clause.hits)
    return found


def denied_next(page: Page, number: int) -> bool:
    """Whether the next sentence takes back what this one tells, or doubts it."""
    if number + 1 >= len(page.spans):
        return False
    if _answered_no(page, number):
        return True
    low, high = page.spans[number + 1]
    if page.people[number + 1] and not _THE_CLAIM.search(page.text, low, high):
        return False
    tags = page.tags[number + 1]
    denies = "deny" in tags and not tags & {"revoke", "suspend", "expire"}
    if denies and (tags & LICENCE_TAGS or _THE_CLAIM.search(page.text, low, high)):
        return True
    return bool(_NOBODY.match(page.text, low, high))


def _answered_no(page: Page, number: int) -> bool:
    """Whether one of the next sentences says in short that it is not so, or that the licence is another country's."""
    for place in range(number + 1, min(len(page.spans), number + 5)):
        if _SHORT_NO.match(page.text, *page.spans[place]):
            return True
        tags = page.tags[place]
        if "issuer" in tags and "it" in tags and "general" not in tags:
            return True
    return False
