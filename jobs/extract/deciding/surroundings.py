"""What speaks against a gain around it: other statements of the text, corrections, denials, rumours and conditions."""

import re
from collections.abc import Sequence, Set
from typing import NamedTuple

from jobs.extract.certainty import bearing, endings
from jobs.extract.licence import materials
from jobs.extract.statements import spoilers
from jobs.extract.statements.page import Page
from jobs.extract.statements.statement import Statement
from jobs.extract.text.cues import LICENCE_TAGS, Hit, tags_of
from jobs.extract.text.phrases import Phrase
from storage.domain.claim import GAINS, ClaimStatus, SubjectKind
from storage.domain.licence import LicenceKind

_SHORT_NO = Phrase("surroundings", "short_no")
_NOBODY = Phrase("surroundings", "nobody")
_THE_CLAIM = Phrase("surroundings", "the_claim")


_STANDS_FOR_IT = Phrase("surroundings", "stands_for_it")


#: What contradicts a gain.
_AGAINST = frozenset((ClaimStatus.DENIED, ClaimStatus.EXCLUDED, ClaimStatus.NOT_CONFIRMED))


def otherwise(page: Page, raw: Statement, others: Sequence[Statement]) -> bool:
    """Whether the text also says of the company that it has none, was left out or would not confirm it."""
    generals = [
        other
        for other in others
        if other.status in _AGAINST
        and other.licence.kind is LicenceKind.GENERAL
        and not other.question
        and not _of_other_goods(page, raw, other)
        and not _over(page, raw, other)
    ]
    against = {other.status for other in generals if other.kind is raw.kind and _of_itself(page, other)}
    if raw.kind is SubjectKind.EXPORTER and not raw.materials:
        against |= {other.status for other in generals if other.kind is SubjectKind.SMCO_PRODUCER}
    if raw.kind is SubjectKind.SMCO_PRODUCER:
        # Who has none at all has none for samarium-cobalt.
        against |= {
            other.status
            for other in generals
            if other.kind is SubjectKind.EXPORTER and not other.materials and _of_itself(page, other)
        }
    if raw.shown and raw.kind is not SubjectKind.CUSTOMER:
        # Whose licence it is has one, whoever else was left out of it.
        against -= {ClaimStatus.EXCLUDED}
    if against:
        return True
    return _still_waits(raw, others)


def _still_waits(raw: Statement, others: Sequence[Statement]) -> bool:
    """Whether the text goes on that the company ships under individual licences while its application is open."""
    later = [other for other in others if other.kind is raw.kind and other.sentence > raw.sentence]
    return any(
        other.licence.kind is LicenceKind.INDIVIDUAL and other.status is ClaimStatus.GRANTED for other in later
    ) and any(
        other.licence.kind is LicenceKind.GENERAL and other.status in (ClaimStatus.APPLIED, ClaimStatus.EXPECTED)
        for other in later
    )


def _of_other_goods(page: Page, raw: Statement, other: Statement) -> bool:
    """Whether the two statements name goods, and none in common: it has one for these and none for those."""
    if not raw.materials:
        return False
    clause = next((one for one in page.clauses(other.sentence) if one.holds(other.at)), None)
    named = (
        clause.tags & frozenset(materials.NAMES) if clause is not None and other.status not in GAINS else frozenset()
    )
    goods = named or set(other.materials)
    return bool(raw.materials and goods) and set(raw.materials).isdisjoint(goods)


def _over(page: Page, raw: Statement, other: Statement) -> bool:
    """Whether the other statement tells of a time before this one: "was not on last year's list; now it is"."""
    low, high = page.spans[other.sentence]
    return (
        other.sentence <= raw.sentence
        and other.at < raw.at
        and bearing.before_now(page.text, low, min(high, max(other.at, low)), page.languages)
    )


def _of_itself(page: Page, other: Statement) -> bool:
    """Whether a statement is plainly about its company: it names it, or opens with a word that stands for it."""
    if not other.inherited or page.text[other.at : other.at + 1] > "\u2e7f":
        return True
    return bool(_STANDS_FOR_IT.search(page.text[page.spans[other.sentence][0] : other.at + 1]))


def ended_later(page: Page, raw: Statement) -> bool:
    """Whether a later sentence that names nobody else speaks of the end of a licence, and denies it not."""
    return any(
        not tags.isdisjoint(("revoke", "suspend", "expire"))
        and not tags.isdisjoint(LICENCE_TAGS)
        and tags.isdisjoint(("deny", "neg", "restore", "stands", "rumour"))
        and all(one.key == raw.entity.key for one in page.people[number])
        for number, tags in enumerate(page.tags[raw.sentence + 1 :], raw.sentence + 1)
    )


def sourced(page: Page, number: int) -> bool:
    """Whether a source stands behind a softened statement: in its own sentence or in the lead."""
    places = (place for place in (0, 1, number) if place < len(page.spans))
    return any(page.tags[place] & {"newspaper", "anonymous"} for place in places)


class Doubter(NamedTuple):
    """A sentence (-1: the title) that corrects, denies or doubts a claim; `named` are the companies it names."""

    number: int
    named: frozenset[str]
    #: It only says that something told before was wrong.
    corrects: bool


_CORRECTS = Phrase("surroundings", "corrects")
_TOLD_BEFORE = Phrase("surroundings", "told_before")
_QUOTES = re.compile("[\"“”‘]|(?<!\\w)'|'(?!\\w)")


def doubters(page: Page) -> list[Doubter]:
    """The sentences that correct, deny or doubt a claim."""
    found = [
        Doubter(
            number,
            _doubted(page, number),
            "rumour" not in page.tags[number] and bool(_CORRECTS.search(page.text, *page.spans[number])),
        )
        for number in range(len(page.spans))
        if _doubts_a_claim(page, number)
    ]
    if page.headline_tags & {"deny", "rumour"} and not any(spoilers.proved(page, *span) for span in page.spans):
        corrects = "rumour" not in page.headline_tags and bool(_CORRECTS.search(page.document.title))
        found.append(Doubter(-1, frozenset(entity.key for entity in page.headline), corrects))
    return found


def retold(page: Page, raw: Statement, found: Sequence[Doubter]) -> bool:
    """Whether one of the `found` sentences may speak of this claim, and is not itself put right by it.

    What is told plainly after a correction, or before its apology, is the truth that the correction states.
    """
    latin = page.text[raw.at : raw.at + 1] < "\u2e80"
    final = latin and bool(found) and _told_as_true(page, raw.sentence)
    corrected = any(one.corrects and one.number < raw.sentence for one in found)
    for one in found:
        if one.named and raw.entity.key not in one.named:
            continue
        if settled(page, raw, one.number):
            continue
        if final and one.corrects and (one.number < raw.sentence or corrected):
            continue
        if final and 0 <= one.number < raw.sentence and "rumour" not in page.tags[one.number] and raw.direct:
            continue
        return True
    return False


def _put_right(page: Page, number: int) -> bool:
    """Whether a sentence tells what is true after the text has said that something told before was wrong."""
    before = (page.text[low:high] for low, high in page.spans[:number])
    corrected = any(_CORRECTS.search(each) for each in (page.document.title, *before))
    return corrected and _told_as_true(page, number)


def _told_as_true(page: Page, number: int) -> bool:
    """Whether a sentence neither doubts, nor quotes, nor repeats what was told before."""
    return page.tags[number].isdisjoint(("deny", "rumour", "unconfirmed", "cond")) and not (
        _TOLD_BEFORE.search(page.text, *page.spans[number]) or _QUOTES.search(page.text, *page.spans[number])
    )


def _doubted(page: Page, number: int) -> frozenset[str]:
    """Whom a sentence doubts: those named in its doubting clauses, else all that it names."""
    clauses = [clause for clause in page.clauses(number) if clause.tags & {"deny", "rumour"}]
    people = page.people[number]
    named = frozenset(one.key for one in people if any(clause.holds(one.start) for clause in clauses))
    return named or frozenset(one.key for one in people)


def settled(page: Page, raw: Statement, number: int) -> bool:
    """Whether a gain is told after the sentence that doubts one, by somebody who must know or as checked."""
    low, high = page.spans[raw.sentence]
    return raw.sentence > number and bearing.vouched(page.text, low, high, page.languages)


def _doubts_a_claim(page: Page, number: int) -> bool:
    tags = page.tags[number]
    return (
        bool(tags & {"deny", "rumour"})
        and (bool(tags & LICENCE_TAGS) or number == 0 or bool(_THE_CLAIM.search(page.text, *page.spans[number])))
        and not spoilers.proved(page, *page.spans[number])
    )


def shaken(page: Page, raw: Statement) -> bool:
    """Whether rumour, denial or a condition stands so close that a reader would look twice."""
    tags: Set[str] = page.tags[raw.sentence]
    if tags & {"rumour", "deny"} and not raw.again and _tags_about(page, raw, raw.sentence) & {"rumour", "deny"}:
        return True
    if raw.kind is not SubjectKind.SMCO_PRODUCER:
        return False
    around: set[str] = set()
    for place in range(max(0, raw.sentence - 1), min(len(page.spans), raw.sentence + 2)):
        found = _tags_about(page, raw, place)
        around |= found
        if place == raw.sentence:
            tags = _up_to(page, raw)
    return bool(
        around & {"rumour", "deny", "unconfirmed", "hedge"} or tags & {"neg", "cond", "expect", "apply", "refuse"}
    )


def _up_to(page: Page, raw: Statement) -> frozenset[str]:
    """Cue tags of what is said about the company up to the end of the clause that tells of the gain."""
    end = next((clause.end for clause in page.clauses(raw.sentence) if clause.holds(raw.at)), raw.at)
    return tags_of(hit for hit in hits_about(page, raw, raw.sentence) if hit.start < end)


def taken_away(page: Page, raw: Statement) -> bool:
    """Whether the same sentence speaks of a licence taken away or put on hold."""
    return any(
        hit.tags & {"revoke", "suspend"} and not endings.cancels_something_else(page.text, hit)
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
        taken_back = not (_CORRECTS.search(page.text, low, high) and _put_right(page, number))
    else:
        taken_back = bool(_NOBODY.match(page.text, low, high))
    return taken_back and not spoilers.proved(page, low, high)


def _answered_no(page: Page, number: int) -> bool:
    """Whether one of the next sentences says in short that it is not so, or that the licence is another country's."""
    for place in range(number + 1, min(len(page.spans), number + 5)):
        if _SHORT_NO.match(page.text, *page.spans[place]):
            return True
        tags = page.tags[place]
        if "issuer" in tags and "it" in tags and "general" not in tags:
            return True
    return False
