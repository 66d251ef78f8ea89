"""The record as rows, for whoever takes it elsewhere. Read in small pieces: a large record never holds up anything."""

from collections.abc import AsyncGenerator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from storage import licences
from storage.domain.claim import ClaimState, ClaimStatus, SubjectKind
from storage.domain.views import LicenceView
from storage.models import Company, Evidence, Licence, StatusChange

#: What can be taken, in the order people read it.
KINDS = ("holders", "customers", "evidence", "changes")
#: Rows fetched at a time: a few milliseconds of the event loop, then others have their turn.
BATCH = 500

Row = Sequence[Any]

_STANDING = (
    *("company", "name", "role", "licence", "state", "certainty", "scope", "materials", "customers", "first_reported"),
    *("valid_from", "valid_until", "issue_date_known", "origins", "reports"),
)
_CLAIM = (
    *("id", "subject", "kind", "company", "licence", "status", "state", "scope", "materials", "customers", "date"),
    *("attribution", "speaker", "outlet", "hedged", "quote", "summary", "url", "title", "publisher", "grade"),
    *("published", "origin", "origin_counts", "learnt_at"),
)
_CHANGE = (
    *("id", "at", "company", "name", "role", "old_state", "new_state", "old_certainty", "new_certainty", "cause"),
    *("because", "evidence"),
)
#: The header of each file. Columns are only added: people's spreadsheets rely on them.
COLUMNS = {"holders": _STANDING, "customers": _STANDING, "evidence": _CLAIM, "changes": _CHANGE}

_OF_EVIDENCE: tuple[Any, ...] = (
    *(Evidence.id, Evidence.subject, Evidence.kind, Company.key, Evidence.licence, Evidence.status, Evidence.state),
    *(Evidence.scope, Evidence.materials, Evidence.customers, Evidence.stated_date, Evidence.attribution),
    *(Evidence.speaker, Evidence.outlet, Evidence.hedged, Evidence.quote, Evidence.summary, Evidence.url),
    *(Evidence.title, Evidence.publisher, Evidence.grade, Evidence.published, Evidence.origin),
    *(Evidence.origin_counts, Evidence.learnt_at),
)
_OF_CHANGES: tuple[Any, ...] = (
    *(StatusChange.id, StatusChange.learnt_at, Company.key, Company.name, Licence.role, StatusChange.old_state),
    *(StatusChange.new_state, StatusChange.old_certainty, StatusChange.new_certainty, StatusChange.cause),
    *(StatusChange.because, StatusChange.evidence_id),
)


async def rows(session: AsyncSession, kind: str, now: datetime) -> AsyncGenerator[list[Row], None]:
    """Batches of rows with the columns of this kind; lists, days and times come as they are."""
    if kind == "evidence":
        evidence = select(*_OF_EVIDENCE).join(Company, col(Evidence.company_id) == col(Company.id), isouter=True)
        async for batch in _in_pieces(session, evidence, col(Evidence.id)):
            yield [(f"C{row[0]}", *row[1:]) for row in batch]
    elif kind == "changes":
        moved = (
            select(*_OF_CHANGES)
            .join(Licence, col(StatusChange.licence_id) == col(Licence.id))
            .join(Company, col(Licence.company_id) == col(Company.id))
            .where(col(StatusChange.cause) != "seed")
        )
        async for batch in _in_pieces(session, moved, col(StatusChange.id)):
            yield [(*row[:-1], f"C{row[-1]}" if row[-1] else None) for row in batch]
    else:
        asked = licences.holders if kind == "holders" else licences.customers
        held = (await asked(session, now)).rows
        for start in range(0, len(held), BATCH):
            yield [_standing(view) for view in held[start : start + BATCH]]
        if kind == "customers":
            yield await _left_out(session)


async def _in_pieces(session: AsyncSession, query: Any, number: Any) -> AsyncGenerator[Sequence[Row], None]:
    """A query by the number of its rows. Plain columns: an object for each row would cost several times as much."""
    connection, after = await session.connection(), 0
    while batch := (await connection.execute(query.where(number > after).order_by(number).limit(BATCH))).all():
        yield batch
        after = batch[-1][0]


def _standing(view: LicenceView) -> Row:
    return (
        *(view.company, view.name, view.role.value, view.kind.value, view.state.value, view.certainty.value),
        *(view.scope.value if view.scope else None, view.materials, view.customers, view.first_reported),
        *(view.valid_from, view.valid_until, view.issue_date_known, view.origins, view.articles),
    )


async def _left_out(session: AsyncSession) -> list[Row]:
    """Customers who were said to be left out: they stand beside those who are covered, or the file would mislead."""
    query = (
        select(col(Company.key), Evidence.subject, Evidence.licence, Evidence.published)  # type: ignore[call-overload]
        .join(Company, col(Evidence.company_id) == col(Company.id), isouter=True)
        .where(
            col(Evidence.kind) == SubjectKind.CUSTOMER.value,
            col(Evidence.status) == ClaimStatus.EXCLUDED.value,
            col(Evidence.state).in_((ClaimState.REPORTED.value, ClaimState.CONTESTED.value)),
        )
        .order_by(col(Evidence.id))
    )
    found = (await (await session.connection()).execute(query)).all()
    return [
        (key, subject, "customer", licence, "left out", None, None, (), (), published, None, None, None, (), 1)
        for key, subject, licence, published in found
    ]
