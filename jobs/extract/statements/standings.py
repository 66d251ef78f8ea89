"""Where somebody stands who has gained nothing: asked, hopes, was refused or left out, keeps silent, gets by.

Such statements seldom name the licence: "X has applied", "no comment from Y", "Z: pending". They are read beside the
discourse, from the name onwards, where the text talks of licences: the first telling expression behind the name decides
(or the one right before the name, or its list). What stands in the tables under [standing] are expressions.
None of this moves a door: it is evidence, and never a gain nor the end of one.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from typing import NamedTuple

from jobs.extract.certainty import hedging
from jobs.extract.licence import licences, materials
from jobs.extract.names.subjects import Entity
from jobs.extract.statements import piecemeal, receivers
from jobs.extract.statements.page import Page
from jobs.extract.statements.statement import Place, Statement
from jobs.extract.statements.telling import of_company
from jobs.extract.text.cues import LANGUAGES, LICENCE_TAGS, table, within
from jobs.extract.text.expressions import Lists, either
from jobs.extract.text.sentences import Clause
from storage.domain.claim import GAINS, ClaimStatus, SubjectKind
from storage.domain.licence import LicenceKind

_STATUS = {
    "unconfirmed": ClaimStatus.NOT_CONFIRMED,
    "denied": ClaimStatus.DENIED,
    "excluded": ClaimStatus.EXCLUDED,
    "applied": ClaimStatus.APPLIED,
    "expected": ClaimStatus.EXPECTED,
}
#: What ends the name of a list of expressions that stand before a name.
_OF = "_of"
#: How many sentences away the talk of licences may be.
_NEAR = 3
#: How far behind a name its expression may stand, in characters of a Latin and of a Chinese text.
_REACH, _REACH_HAN = 90, 26
_TELLS = frozenset(("get", "give", "renew", "cover", "revoke", "suspend", "expire", "restore", "stands"))
#: What leaves open whether somebody is served by single licences.
_UNSURE = frozenset(("neg", "deny", "rumour", "cond"))
#: How close to its expression a name must stand that might be another thing's than a company's.
_CLOSE = 24


#: What stands for a company named before, how soon in its sentence, and how many sentences before.
_STANDS_FOR = frozenset(("firm", "we", "it"))
_OPENS, _OPENS_HAN, _BACK = 24, 14, 2


class Found(NamedTuple):
    """What an expression says, where it stands, and whether it speaks of individual licences."""

    status: ClaimStatus
    at: int
    individual: bool


@cache
def _behind(languages: tuple[str, ...]) -> Lists:
    return Lists("standing", list(_STATUS), languages)


@cache
def _before(languages: tuple[str, ...]) -> Lists:
    return Lists("standing", [name + _OF for name in _STATUS], languages)


def beside(page: Page, statements: Sequence[Statement]) -> list[Statement]:
    """What the text says in passing of companies that no statement was read of, in its order."""
    told = {(raw.entity.key, raw.sentence) for raw in statements}
    read = {raw.entity.key for raw in statements}
    general = page.headline_general or any(not tags.isdisjoint(("general", "streamlined")) for tags in page.tags)
    speaks = [not LICENCE_TAGS.isdisjoint(tags) for tags in page.tags]
    out: dict[tuple[str, ClaimStatus], Statement] = {}
    for number, people in enumerate(page.people):
        if not (page.headline_general or any(speaks[max(0, number - _NEAR) : number + _NEAR + 1])):
            continue
        people = people or _meant(page, number)
        goes_on = not people
        people = people or _going_on(page, number)
        if not people or licences.foreign(page.inside[number]) or page.asks[number]:
            continue
        if all((one.key, number) in told for one in people):
            continue
        for entity, found, clause in _of_sentence(page, number, people):
            if goes_on and not found.individual:
                continue
            if (entity.key, number) in told or (found.status is ClaimStatus.NOT_CONFIRMED and entity.key in read):
                continue
            spoken_of = LicenceKind.GENERAL if general else LicenceKind.UNSPECIFIED
            kind = LicenceKind.INDIVIDUAL if found.individual else spoken_of
            place = Place(page=page, clause=clause, number=number, turns=(), before=statements)
            said = hedging.Said(status=found.status, at=found.at, hedged="hedge" in clause.tags)
            raw = of_company(place, entity, said, licences.Kind(kind=kind), question=False, inherited=True)
            if raw is not None:
                out.setdefault((entity.key, raw.status), raw)
    for raw in _without_cobalt(page, statements):
        out.setdefault((raw.entity.key, raw.status), raw)
    for raw in statements:
        if (used := _used_beside(page, raw)) is not None:
            out.setdefault((raw.entity.key, used.status), used)
    return [*out.values(), *piecemeal.found(page, [*statements, *out.values()])]


def _without_cobalt(page: Page, statements: Sequence[Statement]) -> Iterator[Statement]:
    """Holders whose licence is said not to be for samarium-cobalt: left out, asked for or refused beside what is there."""
    held = {
        raw.entity.key: raw for raw in statements if raw.status in GAINS and raw.licence.kind is LicenceKind.GENERAL
    }
    held = {key: raw for key, raw in held.items() if raw.kind is not SubjectKind.CUSTOMER}
    for number, tags in enumerate(page.tags) if held else ():
        if "SmCo" not in tags or page.asks[number]:
            continue
        holder = next((held[one.key] for one in page.people[number] if one.key in held), None)
        if holder is None and not page.people[number]:
            before = [raw for raw in held.values() if 0 < number - raw.sentence <= _BACK]
            holder = before[0] if len(before) == 1 else None
        for hit in page.inside[number]:
            if holder is None or "SmCo" not in hit.tags or not materials.left_out(hit, page.text):
                continue
            near = within(page.inside[number], hit.start - _ABOUT_GOODS, hit.end + _ABOUT_GOODS)
            found = frozenset().union(*(one.tags for one in near))
            status = next((status for tag, status in _OF_GOODS if tag in found), ClaimStatus.EXCLUDED)
            yield replace(
                holder,
                kind=SubjectKind.SMCO_PRODUCER,
                status=status,
                sentence=number,
                at=hit.start,
                doubts=[],
                hedged=False,
                materials=("SmCo",),
            )
            break


#: How far from samarium-cobalt it is told what became of it, and what its words say.
_ABOUT_GOODS = 44
_OF_GOODS = (
    ("refuse", ClaimStatus.DENIED),
    ("apply", ClaimStatus.APPLIED),
    ("individual", ClaimStatus.EXCLUDED),
    ("expect", ClaimStatus.EXPECTED),
)


def _used_beside(page: Page, raw: Statement) -> Statement | None:
    """The individual licences that the rest of a sentence says its company works with, or asks for one by one.

    "X has no general licence and ships under individual ones", "……，其余客户仍逐单报批".
    """
    _, high = page.spans[raw.sentence]
    if raw.licence.kind is LicenceKind.INDIVIDUAL or "individual" not in page.tags[raw.sentence]:
        return None
    after = max(raw.at, raw.entity.end)
    others = [one.start for one in page.people[raw.sentence] if one.key != raw.entity.key and one.start > after]
    end = min([high, *others])
    for clause in page.clauses(raw.sentence):
        hit = next((one for one in clause.having("individual") if after < one.start < end), None)
        if hit is None or licences.background(hit, page.text):
            continue
        if raw.status in GAINS and not _THE_REST.search(page.text, clause.start, hit.start):
            continue
        if any(after < one.start < hit.start and one.tags & _UNSURE for one in clause.hits):
            continue
        if _NOT_USED.search(page.text, hit.end, min(clause.end, hit.end + _REACH_HAN)) or _SUPPOSED.search(
            page.text, page.spans[raw.sentence][0], hit.start
        ):
            continue
        asked = any(
            abs(one.start - hit.end) <= _ASKED and "apply" in one.tags and page.text[one.start] not in _handles()
            for one in clause.hits
            if one != hit
        )
        asked = asked or _ASKS_EACH.search(page.text, hit.end, min(clause.end, hit.end + _ASKED_BEHIND)) is not None
        held = ClaimStatus.COVERED if raw.kind is SubjectKind.CUSTOMER else ClaimStatus.GRANTED
        status = ClaimStatus.APPLIED if asked or "apply" in hit.tags else held
        kind = licences.Kind(kind=LicenceKind.INDIVIDUAL)
        return replace(raw, status=status, licence=kind, at=hit.start, doubts=[], hedged=False)
    return None


#: Of whom a holder of a general licence serves the others one by one.
_THE_REST = Lists("beside", ["the_rest"])
#: "若向这些实体供货，须改走单项许可"; "单项许可也拿不到".
_SUPPOSED = Lists("beside", ["supposed"])
_NOT_USED = Lists("beside", ["not_used"])
_ASKS_EACH, _ASKED_BEHIND = Lists("beside", ["asks_each"]), 12
#: How close to "one by one" a word of asking stands, in characters.
_ASKED = 8


@cache
def _handles() -> frozenset[str]:
    """What begins a word of handling papers, which asks for nothing by itself."""
    return frozenset(char for language in LANGUAGES for char in table(language).get("joints", {}).get("handles", ()))


def _meant(page: Page, number: int) -> list[Entity]:
    """Whom "it", "we" or "the company" means at the beginning of a sentence: the only one spoken of just before."""
    low = page.spans[number][0]
    opening = next((hit for hit in page.inside[number] if not hit.tags.isdisjoint(_STANDS_FOR)), None)
    reach = _OPENS_HAN if opening is not None and page.text[opening.start] > "\u2e7f" else _OPENS
    ours = opening is not None and "we" in opening.tags and "individual" in page.tags[number]
    if opening is None or opening.start - low > (2 * reach if ours else reach):
        return []
    for before in range(number - 1, max(-1, number - 1 - _BACK), -1):
        if people := page.people[before]:
            alone = all(one.key == people[0].key for one in people)
            return [replace(people[0], start=opening.start, end=opening.end)] if alone else []
    return []


def _going_on(page: Page, number: int) -> list[Entity]:
    """Whom a sentence without a name means that says goods go out one by one: the only company of the one before."""
    tags = page.tags[number]
    if number == 0 or "individual" not in tags or tags & _OF_OTHERS or page.tags[number] & _UNSURE:
        return []
    people = page.people[number - 1]
    if not people or any(one.key != people[0].key for one in people):
        return []
    low = page.spans[number][0]
    if _OTHERS_ONE_BY_ONE.search(page.text, *page.spans[number]):
        return []
    return [replace(people[0], start=low, end=low)]


#: Of whom else a sentence may speak: those it counts, an office, buyers and suppliers.
_OF_OTHERS = frozenset(("group", "issuer", "goods", "expect", "general"))
#: "Rivals", "other exporters", "a second supplier": others than whoever was named.
_OTHERS_ONE_BY_ONE = Lists("beside", ["others"])


def _of_sentence(page: Page, number: int, people: list[Entity]) -> Iterator[tuple[Entity, Found, Clause]]:
    low, high = page.spans[number]
    whole: Clause | None = None
    for place, entity in enumerate(people):
        if receivers.aside(page, entity) or (found := _found(page, low, high, people, place)) is None:
            continue
        if not (entity.plain or abs(found.at - entity.end) <= _CLOSE):
            continue
        whole = whole or Clause.whole((low, high), page.inside[number])
        yield entity, found, whole


@cache
def _link() -> re.Pattern[str]:
    """What stands between two names of one list, perhaps with a bracket behind the first."""
    return re.compile(
        r"\s*(?:\([^()]{1,16}\)|（[^（）]{1,16}）)?\s*(?:,|、|，|/)?\s*"
        rf"(?:{either('joints', 'link')})?\s*(?:{either('joints', 'article')})?"
    )


def _found(page: Page, low: int, high: int, named: list[Entity], place: int) -> Found | None:
    """The first telling expression behind a name, or behind the list it stands in; else the one right before it."""
    text = page.text
    first = last = place
    while last + 1 < len(named) and _link().fullmatch(text, named[last].end, named[last + 1].start):
        last += 1
    while first and _link().fullmatch(text, named[first - 1].end, named[first].start):
        first -= 1
    end = named[last + 1].start if last + 1 < len(named) else high
    return behind(page, low, end, named[first].start, named[last].end)


def behind(page: Page, low: int, high: int, opened: int, start: int) -> Found | None:
    """What is told up to `high` of somebody named at `opened`:`start`: behind the name, else from `low` up to it."""
    text, inside = page.text, page.inside[page.sentence_of(low)]
    end = min(high, start + (_REACH_HAN if text[opened] > "\u2e7f" else _REACH))
    after = within(inside, start, end)
    single = next((hit for hit in after if "individual" in hit.tags and not licences.background(hit, text)), None)
    match = _behind(page.languages).search(text, start, end)
    tells = next((hit.start for hit in after if hit.tags & _TELLS), end)
    if match is not None and match.start() <= tells:
        general = any("general" in hit.tags for hit in after)
        return Found(_STATUS[str(match.lastgroup)], match.start(), single is not None and not general)
    if found := _before(page.languages).search(text, max(low, opened - _REACH), opened):
        return Found(_STATUS[str(found.lastgroup).removesuffix(_OF)], found.start(), False)
    if single is not None and not any(hit.start < single.start and hit.tags & _UNSURE for hit in after):
        return Found(ClaimStatus.GRANTED, single.start, True)
    return None
