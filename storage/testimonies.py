"""Evidence rows as they are weighed: who said it first-hand, on which day it holds, whether it weighs at all."""

from datetime import date, timedelta
from typing import Any

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage import companies, stories
from storage.domain.claim import Attribution, ClaimState, ClaimStatus, Scope, SubjectKind, day_of
from storage.domain.licence import LicenceKind, Role
from storage.domain.names import KnownCompany, NameIndex
from storage.domain.origins import Testimony
from storage.models import Company, Evidence

#: What weighs: claims that were read plainly or that a person vouched for.
WEIGHS = (ClaimState.REPORTED, ClaimState.CONTESTED)


async def of(session: AsyncSession, company: Company, kind: SubjectKind) -> list[Testimony]:
    """Everything said, also what its speaker took back: whether that stands is weighed each time."""
    names = await companies.index(session)
    rows = await session.exec(
        select(Evidence)
        .where(
            Evidence.company_id == company.id,
            col(Evidence.kind) == kind.value,
            col(Evidence.state).in_((*WEIGHS, ClaimState.WITHDRAWN)),
            col(Evidence.weighs),
        )
        .order_by(col(Evidence.id))
    )
    found = rows.all()
    told = await stories.of(session, {row.document_id for row in found if row.document_id is not None})
    return [from_row(row, company.key, names, row.learnt_at.date(), told.get(row.document_id or 0)) for row in found]


def from_row(row: Any, company: str, names: NameIndex, learnt: date, story: int | None = None) -> Testimony:
    """A claim on the company of this key as it is weighed; `story` is the one its document tells (storage.stories)."""
    # Nothing was printed after we read it; a day's grace is for publishers east of Greenwich.
    published = min(day_of(row.published) or learnt, learnt + timedelta(days=1))
    stated = day_of(row.stated_date)
    exact = stated is not None and len(row.stated_date or "") >= len("2025-12-02")
    speaker = names.resolve(row.speaker) if row.speaker else None
    printed = names.resolve(row.publisher) if row.publisher else None
    if stated is not None and not exact and (stated.year, stated.month) == (published.year, published.month):
        # "In early December", printed on the 15th: all that is known is that it was no later than that.
        held_on = published
    else:
        # Nobody can report a grant before it happens: a later day in the text is a slip or a plan.
        held_on = min(stated, published) if stated else published
    return Testimony(
        id=row.id or 0,
        subject=row.subject,
        kind=SubjectKind(row.kind),
        licence=LicenceKind(row.licence),
        status=ClaimStatus(row.status),
        held_on=held_on,
        published_on=published,
        stated=stated is not None,
        exact=exact,
        attribution=Attribution(row.attribution),
        # One name for one speaker, however each report writes it: they are counted.
        speaker=speaker.company.name if speaker else row.speaker,
        self_spoken=row.speaker is None or _speaks_for(speaker.company if speaker else None, company, row.kind),
        own_publication=row.grade == "A" or (printed is not None and printed.company.key == company),
        outlet=row.outlet,
        publisher=row.publisher,
        grade=row.grade,
        hedged=row.hedged,
        scope=Scope(row.scope) if row.scope else None,
        materials=tuple(row.materials),
        customers=tuple(row.customers),
        story=story,
    )


def _speaks_for(speaker: KnownCompany | None, company: str, kind: str) -> bool:
    """The subject itself; for a customer also the exporter who names it."""
    if speaker is None:
        return False
    return speaker.key == company or (kind == SubjectKind.CUSTOMER and Role.EXPORTER in speaker.roles)
