"""Who has a licence in a text about one maker of magnets: told without its name, or by a short answer to a question.

A text that names one maker and nobody else who could hold a licence is about it: what a plain sentence tells of "the
general licence" is told of this maker.
"""

import re
from dataclasses import replace
from functools import cache

from jobs.extract.deciding.known import Known
from jobs.extract.deciding.overlooked import NOT_PLAIN, SOMEBODY_ELSE, TALK, makes
from jobs.extract.licence import licences
from jobs.extract.names.subjects import Entity, unique
from jobs.extract.statements.page import Page
from jobs.extract.statements.statement import Statement, without_reserve
from jobs.extract.text.cues import tags_of
from jobs.extract.text.expressions import Lists, either
from jobs.extract.text.phrases import Phrase
from storage.domain.claim import GAINS, SubjectKind

#: How many sentences after a maker's name, or before it, a licence is still plainly the maker's.
_AFTER, _BEFORE = 3, 1
#: "The holder is X": whose licence it is that was just spoken of.
_HOLDER_IS = Lists("plain", ["holder_is"])
#: One licence that is there, not licences as such.
_ONE = Lists("plain", ["one"])
_MANY = Lists("plain", ["many"])
_YOU = Lists("plain", ["you"])
UNTIL_WHEN = Phrase("protagonists", "until_when")
#: "Is that so?": it asks for what the sentence before said.
_SO = Lists("plain", ["so"])
#: "Who was granted a general licence": the heading of an answer that is not there.
_WHO = Lists("plain", ["who"])


@cache
def _yes() -> re.Pattern[str]:
    """A sentence that says yes, perhaps after who answers and a greeting."""
    label = rf"(?:{either('answers', 'answer')}|[\w .&’'-]{{1,40}}|[\w（）()]{{1,20}})\s*[:：]"
    return re.compile(
        rf"\W*(?:{label})?\W*(?:(?:{either('answers', 'thanks')})[\W]*)*"
        rf"(?:{either('answers', 'yes')})(?!,? (?:{either('answers', 'goes_on')}))",
        re.IGNORECASE,
    )


@cache
def _greeting() -> re.Pattern[str]:
    return re.compile(rf"[^.!。！:：]{{0,40}}[:：]?\s*(?:{either('answers', 'greeting')})\W*", re.IGNORECASE)


def found(known: Known) -> list[Statement]:
    """Makers of whom a plain sentence or a short answer tells that they have a general licence.

    Takes out of `statements` the questions that have been answered.
    """
    page, statements = known.page, known.statements
    out: list[Statement] = []
    sole = _sole_maker(page)
    for number in range(len(page.spans)):
        low = page.spans[number][0]
        if page.asks[number]:
            if one := _answered(page, number, sole):
                statements[:] = [raw for raw in statements if not (raw.question and raw.entity.key == one.key)]
                if all(raw.entity.key != one.key for raw in statements):
                    out.append(without_reserve(page, one, SubjectKind.EXPORTER, number + 1, page.spans[number + 1][0]))
            continue
        told = {raw.entity.key for raw in (*statements, *out)}
        if (one := _holder(page, number)) and one.key not in told:
            out.append(without_reserve(page, one, SubjectKind.EXPORTER, number, one.start))
        elif sole is not None and sole.key not in told and (at := _told_of_it(page, number, sole)) is not None:
            here = replace(sole, start=low, end=low)
            out.append(without_reserve(page, here, SubjectKind.EXPORTER, number, at))
    return out


def _sole_maker(page: Page) -> Entity | None:
    """The one maker of magnets that a text and its title name."""
    those = unique([one for one in (*page.entities, *page.headline) if makes(one) or one.home])
    return those[0] if len(those) == 1 and makes(those[0]) else None


def _holder(page: Page, number: int) -> Entity | None:
    """ "The holder is X", after a sentence that speaks of a general licence somebody is named on or has."""
    before = page.tags[max(0, number - 1)] | page.tags[number]
    if "general" not in before or before & (NOT_PLAIN - {"past", "harmless", "hedge"}):
        return None
    for one in page.people[number]:
        if makes(one) and _HOLDER_IS.search(page.text, max(page.spans[number][0], one.start - 60), one.start):
            return one
    return None


def _told_of_it(page: Page, number: int, sole: Entity) -> int | None:
    """Where a plain sentence that names no company tells of a general licence of the maker that the text is about."""
    tags = page.tags[number]
    if "general" not in tags or tags & NOT_PLAIN or not tags.isdisjoint(("individual", "group")) or page.people[number]:
        return None
    low, high = page.spans[number]
    if _WHO.match(page.text, low):
        return None
    if any(pattern.search(page.text, low, high) for pattern in (SOMEBODY_ELSE, TALK, _MANY)):
        return None
    if licences.foreign(page.inside[number]) or licences.for_something_else(page.inside[number], page.text):
        return None
    mentions = [page.sentence_of(one.start) for one in page.entities if one.key == sole.key]
    if not any(-_BEFORE <= number - place <= _AFTER for place in mentions):
        return None
    hit = next(one for one in page.inside[number] if "general" in one.tags)
    if not _ONE.search(page.text, max(low, hit.start - 40), hit.start):
        return None
    for clause in page.clauses(number):
        said = page.said(clause)
        if said.status is not None and (said.status not in GAINS or said.doubts):
            return None
        if said.status in GAINS and clause.holds(hit.start):
            return said.at
    return None


def _answered(page: Page, number: int, sole: Entity | None) -> Entity | None:
    """Of whom a question asks whether it has a general licence, where the next sentence says yes."""
    after = _past_greeting(page, number + 1)
    if after >= len(page.spans):
        return None
    tags = page.tags[number] | (page.tags[number - 1] if number else frozenset())
    if "general" not in tags or not page.tags[number].isdisjoint(("neg", "goods", "issuer", "SmCo")):
        return None
    said = tags_of(hit for hit in page.inside[after] if not UNTIL_WHEN.match(page.text, hit.start))
    if not _yes().match(page.text, *page.spans[after]) or not said.isdisjoint(NOT_PLAIN - {"past", "harmless"}):
        return None
    low, high = page.spans[number]
    people = page.people[number] or (page.people[number - 1] if number and _SO.search(page.text, low, high) else [])
    keys = {one.key for one in people}
    if len(keys) == 1 and makes(people[0]):
        return people[0]
    return sole if not people and sole is not None and _YOU.search(page.text, low, high) else None


def _past_greeting(page: Page, number: int) -> int:
    """The next sentence that says more than "Hello!"."""
    while number < len(page.spans) and _greeting().fullmatch(page.text, *page.spans[number]):
        number += 1
    return number
