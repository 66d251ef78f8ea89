"""What a line says by its label or its sign: a list of users, a row of a table whose signs have been explained."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from jobs.extract.certainty import hedging
from jobs.extract.licence.licences import Kind
from jobs.extract.names.subjects import own_trade, unique
from jobs.extract.statements import rows
from jobs.extract.statements.page import Page
from jobs.extract.statements.statement import Place, Statement
from jobs.extract.statements.telling import of_company
from jobs.extract.text.sentences import Clause
from storage.domain.claim import GAINS, ClaimStatus
from storage.domain.licence import LicenceKind, Role

#: How many sentences after a gain a list of its users may stand.
_REACH = 3


def cell(
    page: Page, number: int, legend: dict[str, rows.Meaning], kind: Kind | None, before: Sequence[Statement]
) -> Iterator[Statement]:
    """What a row with a sign of the legend says of its company: what the legend says of it."""
    low, high = page.spans[number]
    entity = page.people[number][0]
    meaning = rows.cell(page.text[low:high], legend)
    kind = Kind(kind=meaning.kind) if meaning and meaning.kind else kind
    if meaning is None or kind is None or (meaning.kind is None and kind.kind is not LicenceKind.GENERAL):
        return
    clause = Clause.whole((low, high), page.inside[number])
    place = Place(page=page, clause=clause, number=number, turns=(), before=before)
    said = hedging.Said(status=meaning.status, at=entity.end)
    if told := of_company(place, entity, said, kind, question=False, inherited=False):
        yield told


def users(page: Page, number: int, kind: Kind | None, before: Sequence[Statement]) -> Iterator[Statement]:
    """ "End users: A, B and C", after a general licence that somebody was told to have: those it names."""
    held = any(
        raw.status in GAINS and raw.licence.kind is LicenceKind.GENERAL and number - raw.sentence <= _REACH
        for raw in before
    )
    if kind is None or kind.kind is not LicenceKind.GENERAL or not kind.ours or not held:
        return
    clause = Clause.whole(page.spans[number], page.inside[number])
    place = Place(page=page, clause=clause, number=number, turns=(), before=())
    for entity in unique(page.people[number]):
        if own_trade(entity) or (entity.company is not None and Role.EXPORTER in entity.company.roles):
            continue
        user = replace(entity, role=entity.role or Role.CUSTOMER, plain=True)
        said = hedging.Said(status=ClaimStatus.COVERED, at=entity.start)
        if told := of_company(place, user, said, kind, question=False, inherited=False):
            yield told
