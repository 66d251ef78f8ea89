"""Those whom a text does not name: "European carmakers", "部分企业", whoever got a licence; and the office that gives them.

A group or a regulator is evidence and never a gain: nothing here moves a door. A clause that names a company is about
that company; one that names a group by a noun of trade, or only says that licences are given, is about the unnamed.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache

from jobs.extract.certainty import attribution, frames, hedging
from jobs.extract.licence import licences, materials
from jobs.extract.names.subjects import Entity
from jobs.extract.statements import receivers, standings
from jobs.extract.statements.page import Page
from jobs.extract.statements.statement import Statement
from jobs.extract.text import expressions
from jobs.extract.text.cues import LICENCE_TAGS
from jobs.extract.text.phrases import Phrase
from jobs.extract.text.sentences import TELLING, Clause
from storage.domain.claim import GAINS, Claim, ClaimStatus, SubjectKind
from storage.domain.licence import LicenceKind

_NAMED = Phrase("groups", "named", capitals=True)
#: Licences given to nobody in particular.
_EXPORTERS = "exporters (unnamed)"
_NOBODY = {"zh": "出口商（未点名）", "ja": "輸出業者（社名なし）", "ko": "수출업체(미공개)"}
_UNNAMED = frozenset((_EXPORTERS, *_NOBODY.values()))


@cache
def _pattern(languages: tuple[str, ...], name: str) -> expressions.Lists:
    return expressions.Lists("unnamed", [name], languages)


def read(page: Page, statements: Sequence[Statement], known: list[Claim]) -> list[Claim]:
    """What a text says of those it does not name, beside the `known` claims about groups; one claim a group and status."""
    general = page.headline_general or any(not tags.isdisjoint(("general", "streamlined")) for tags in page.tags)
    told = {raw.sentence for raw in statements if raw.status in GAINS}
    known = [replace(claim, status=_of_buyers(claim.subject, claim.status)) for claim in known]
    out = {(claim.subject.casefold(), claim.status): claim for claim in known}
    seen = {(claim.status, claim.licence) for claim in known if claim.status in GAINS}
    for number, inside in enumerate(page.inside):
        if page.tags[number].isdisjoint(LICENCE_TAGS) or licences.foreign(inside):
            continue
        if page.granted_abroad(number) or page.asks[number]:
            continue
        for clause in page.clauses(number):
            for claim in _of_clause(page, clause, number, general=general):
                # Who got the licences is told once: by name, as a group, or as nobody.
                if claim.subject in _UNNAMED and (number in told or (claim.status, claim.licence) in seen):
                    continue
                seen.add((claim.status, claim.licence))
                name = claim.subject.casefold()
                for shorter in [key for key, one in out.items() if key[0] in name and one.quote == claim.quote]:
                    del out[shorter]
                out.setdefault((name, claim.status), claim)
    return list(out.values())


def _of_clause(page: Page, clause: Clause, number: int, *, general: bool) -> Iterator[Claim]:
    """What one clause says of a group, of whoever gets licences, or of the office."""
    if clause.tags.isdisjoint(_TELLS):
        return
    named = page.named_in(clause)
    if span := _group(page, clause, named):
        said = page.said(clause)
        if named and named[0].start < span[0] and not _theirs(page, said, named, span):
            return
        found = standings.behind(page, clause.start, clause.end, *span)
        status, at = said.status, said.at
        if status is None or at < span[0] or (found and found.at < at):
            status, at = (found.status, found.at) if found else (None, -1)
        if status is not None and not _muddled(clause, status):
            yield _claim(page, clause, number, page.text[slice(*span)], status, at, general=general)
    elif (
        not named
        and not clause.tags.isdisjoint(LICENCE_TAGS)
        and (office := _pattern(page.languages, "office").search(page.text, clause.start, clause.end))
    ):
        yield from _of_office(page, clause, number, office, general=general)


def _muddled(clause: Clause, status: ClaimStatus) -> bool:
    """Whether a hope stands beside a negation, or an application beside its outcome: nothing plain is said then."""
    if status is ClaimStatus.EXPECTED:
        return bool(clause.having("neg", "lacks", "refuse"))
    return status is ClaimStatus.APPLIED and bool(clause.having("give", "get"))


def _of_office(page: Page, clause: Clause, number: int, office: re.Match[str], *, general: bool) -> Iterator[Claim]:
    """What a clause says of licences without saying whose: that the office uses or will give them, or gave some."""
    said = page.said(clause)
    status: ClaimStatus | None = None
    if said.at < 0:
        return
    if _pattern(page.languages, "uses").search(page.text, office.end(), clause.end):
        status = said.status if said.status is ClaimStatus.EXPECTED else ClaimStatus.GRANTED
    elif said.verb and _TO_COME.search(page.text, office.end(), max(office.end(), said.verb.start)):
        status = ClaimStatus.EXPECTED
    elif said.status is ClaimStatus.EXPECTED and "general" in clause.tags and not _muddled(clause, said.status):
        first = clause.having("general")[0].start
        status = said.status if office.start() < max(said.at, first) else None
    elif said.status is ClaimStatus.GRANTED and _given(page, clause, number, said):
        name = _NOBODY.get(page.languages[0], _EXPORTERS)
        yield _claim(page, clause, number, name, said.status, said.at, general=general)
    if status is not None and "general" in clause.tags:
        yield _claim(page, clause, number, office[0], status, said.at, general=general, kind=SubjectKind.REGULATOR)


def _group(page: Page, clause: Clause, named: list[Entity]) -> tuple[int, int] | None:
    """Where a clause names a group, and none of its members."""
    found = _pattern(page.languages, "groups").search(page.text, clause.start, clause.end)
    if found is None:
        return None
    after = min((one.start for one in named if one.start >= found.end()), default=None)
    if after is not None and _NAMED.fullmatch(page.text, found.end(), after):
        return None
    return found.span()


def _theirs(page: Page, said: hedging.Said, named: list[Entity], span: tuple[int, int]) -> bool:
    """ "X said several of its suppliers have one": theirs, and X's that it is covered."""
    gained = said.status in GAINS and said.verb is not None and span[1] <= said.verb.start
    return gained and receivers.buyer(named) and _SUPPLIERS.search(page.text, *span) is not None


_SUPPLIERS = Phrase("groups", "suppliers")
_TO_COME = Phrase("groups", "to_come", capitals=True)
#: A clause without one of these tells nothing of anybody.
_TELLS = TELLING | {"individual", "have", "neg", "silent", "whether"}
_OF_SOMEBODY = frozenset(("firm", "we", "it", "cond", "goods", "issuer", "neg", "expect"))
_IN_GENERAL = Phrase("groups", "in_general", capitals=True)


def _given(page: Page, clause: Clause, number: int, said: hedging.Said) -> bool:
    """Whether licences are plainly said to have been given."""
    verb = said.verb
    if verb is None or "give" not in verb.tags or said.doubts or not clause.tags.isdisjoint(_OF_SOMEBODY):
        return False
    if frames.around(page.text, *page.spans[number], verb.start, page.languages) is not None:
        return False
    return _IN_GENERAL.search(page.text, max(clause.start, verb.start - 24), verb.start) is None


_BUYERS = Phrase("groups", "buyers")


def _of_buyers(name: str, status: ClaimStatus) -> ClaimStatus:
    """What a status is for a group of buyers, who hold nothing: they are covered by a licence or left out of it."""
    if not _BUYERS.search(name):
        return status
    if status in (ClaimStatus.GRANTED, ClaimStatus.RENEWED):
        return ClaimStatus.COVERED
    return ClaimStatus.EXCLUDED if status is ClaimStatus.DENIED else status


def _claim(
    page: Page, clause: Clause, number: int, name: str, status: ClaimStatus, at: int, *, general: bool,
    kind: SubjectKind = SubjectKind.GROUP,
) -> Claim:  # fmt: skip
    inside = page.inside[number]
    one = licences.explicit(clause.hits, page.text, at) or licences.explicit(inside, page.text, at)
    licence = one.kind if one else LicenceKind.GENERAL if general else LicenceKind.UNSPECIFIED
    return Claim(
        subject=name,
        kind=kind,
        licence=licence,
        status=_of_buyers(name, status) if kind is SubjectKind.GROUP else status,
        quote=page.quote(number, at),
        materials=materials.of(inside, page.text),
        attribution=attribution.source(inside, own=False),
        outlet=page.outlet(number),
        hedged="hedge" in clause.tags,
    )
