"""Export figures as they are on record. Reads only; `storage.proposals` decides what becomes of a new one."""

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from sqlalchemy import bindparam, func
from sqlalchemy import select as columns
from sqlmodel import col, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.domain import series as sums
from storage.domain.claim import Series
from storage.domain.figure_views import ConflictView, FigureView, MonthView, SeriesView
from storage.domain.proposals import Disproved
from storage.domain.series import Known
from storage.models import Conflict, ExportSeries, Figure
from storage.prepared import Prepared

#: Kinds that are part of a series: as published, and worked out by us.
COUNTS = ("reported", "derived")
#: Months shown when none are asked for.
MONTHS = 12
#: Proposals shown beside a series; all of them are in the admins' list.
_WAITING = 5


#: Conflicts read in reports that are looked through for each series, newest first.
_CONFLICTS = 20


class NoSeries(LookupError):
    """That series is not on record: it comes with the seeds."""


async def known(session: AsyncSession) -> tuple[Known, ...]:
    """Every figure that counts, for holding others against. A month we worked out gives way to a published one."""
    rows = await session.exec(select(Figure).where(col(Figure.kind).in_(COUNTS), col(Figure.country).is_(None)))
    return tuple(_known(row) for row in _current(rows.all()))


async def disproved(session: AsyncSession) -> tuple[Disproved, ...]:
    """Figures in print that were found not to fit."""
    rows = await session.exec(select(Conflict).where(col(Conflict.tonnes).is_not(None)))
    return tuple(
        Disproved(
            series=Series(row.series),
            period=row.period or "",
            tonnes=row.tonnes or 0.0,
            country=row.country,
            verdict=row.verdict,
            reason=row.reason,
        )
        for row in rows.all()
        if row.series is not None
    )


async def over(session: AsyncSession, key: Series, first: str | None = None, last: str | None = None) -> SeriesView:
    """A series from one month to another (both included, `2025-11`); without them its last twelve months on record.

    Raises NoSeries.
    """
    about = await session.get(ExportSeries, key.value)
    if about is None:
        raise NoSeries(f"Nothing is on record about the series {key.value}.")
    rows = await session.exec(
        select(Figure).where(Figure.series == key.value, col(Figure.kind).in_(COUNTS), col(Figure.country).is_(None))
    )
    counted = _current(rows.all())
    months = {row.period: row for row in counted if row.period and sums.is_month(row.period)}
    recorded = sorted(months)
    shown = [period for period in recorded if (first or "") <= period <= (last or "9999")]
    if first is None and last is None:
        shown = shown[-MONTHS:]
    wanted = sums.months_of(f"{first or shown[0]}/{last or shown[-1]}") if shown else ()
    totals = [row for row in counted if row.period not in months and _ends_in(row.period, wanted)]
    waits, waiting = await _waiting(session, key)
    return SeriesView(
        key=about.key,
        name=about.name,
        hs=about.hs,
        publisher=about.publisher,
        release_day=about.release_day,
        summary=about.summary,
        url=about.url,
        months=tuple(_month(months[period], months) for period in shown),
        missing=tuple(period for period in wanted if period not in months),
        totals=tuple(view(row) for row in sorted(totals, key=lambda row: (row.period or "").split("/")[::-1])),
        conflicts=await _conflicts(session, key, wanted),
        waiting=waiting,
        waits=waits,
        checked=sums.check(_known(row) for row in counted),
    )


async def recent(session: AsyncSession, limit: int = 20, offset: int = 0) -> tuple[FigureView, ...]:
    """Export figures on record, newest period first, whatever became of them."""
    newest = select(Figure).order_by(col(Figure.period).desc(), col(Figure.id))
    return tuple(view(row) for row in (await session.exec(newest.offset(offset).limit(limit))).all())


async def count(session: AsyncSession) -> int:
    """How many figures are on record, whatever became of them."""
    return (await session.exec(select(func.count()).select_from(Figure))).one()


async def one(session: AsyncSession, figure_id: str) -> FigureView | None:
    """One figure by its short id (`F12`); None when there is none."""
    row = await session.get(Figure, int(figure_id[1:]))
    return view(row) if row is not None else None


async def newest(session: AsyncSession, key: Series) -> FigureView | None:
    """The newest published month of a series; None when there is none."""
    row = await _newest().one(session, series=key.value)
    return view(row) if row is not None else None


@cache
def _newest() -> Prepared:
    month = (col(Figure.kind) == "reported", func.length(Figure.period) == len("2025-11"))
    query: Any = columns(*Figure.__table__.columns)  # type: ignore[attr-defined]
    query = query.where(col(Figure.series) == bindparam("series"), *month, col(Figure.country).is_(None))
    return Prepared(query.order_by(col(Figure.period).desc()).limit(1))


async def told_by(session: AsyncSession, key: str, period: str) -> tuple[FigureView, ...]:
    """What reports brought on record for a series and period: what an alert about it rests on."""
    rows = await session.exec(
        select(Figure)
        .where(
            Figure.series == key,
            Figure.period == period,
            Figure.cause == "source",
            col(Figure.kind).in_(("reported", "repeated", "rejected")),
        )
        .order_by(col(Figure.kind) == "repeated", col(Figure.id))
    )
    return tuple(view(row) for row in rows.all())


async def name_of(session: AsyncSession, key: str) -> str:
    row = await session.get(ExportSeries, key)
    return row.name if row is not None else key


def view(row: Figure) -> FigureView:
    moved = (row.stated_series or row.series, row.stated_period or row.period) != (row.series, row.period)
    return FigureView(
        id=f"F{row.id}",
        series=row.series,
        period=row.period,
        tonnes=row.tonnes,
        change_pct=row.change_pct,
        basis=row.basis,
        kind=row.kind,
        verdict=row.verdict,
        reason=row.reason,
        stated_series=row.stated_series if moved else None,
        stated_period=row.stated_period if moved else None,
        publisher=row.publisher,
        url=row.url,
        published=row.published,
        quote=row.quote,
        note=row.note,
        country=row.country,
        cause=row.cause,
        decided_by=row.decided_by,
    )


def _current(rows: Iterable[Figure]) -> list[Figure]:
    """One row for each series and period: the published one, before one of ours."""
    best: dict[tuple[str, str | None], Figure] = {}
    for row in rows:
        held = best.get((row.series, row.period))
        if held is None or (held.kind == "derived" and row.kind == "reported"):
            best[(row.series, row.period)] = row
    return list(best.values())


def _known(row: Figure) -> Known:
    changes = (row.mom_pct, row.yoy_pct, row.change_pct)
    return Known(
        series=Series(row.series),
        period=row.period or "",
        tonnes=row.tonnes or 0.0,
        derived=row.kind == "derived",
        made_from=tuple(row.made_from),
        publisher=row.publisher,
        changes=tuple(change for change in changes if change is not None),
    )


def _month(row: Figure, months: dict[str, Figure]) -> MonthView:
    index = (sums.span_of(row.period) or (0, 0))[0]
    mom, mom_ours = _change(row.mom_pct, row, months.get(sums.month_name(index - 1)))
    yoy, yoy_ours = _change(row.yoy_pct, row, months.get(sums.month_name(index - 12)))
    return MonthView(
        period=row.period or "", figure=view(row), mom_pct=mom, yoy_pct=yoy, mom_ours=mom_ours, yoy_ours=yoy_ours
    )


def _change(published: float | None, row: Figure, before: Figure | None) -> tuple[float | None, bool]:
    """The change as published, else as two figures on record make it."""
    if published is not None:
        return published, False
    if before is None or not before.tonnes or row.tonnes is None:
        return None, False
    return round((row.tonnes / before.tonnes - 1) * 100, 1), True


def _ends_in(period: str | None, months: Sequence[str]) -> bool:
    return bool(months) and period is not None and sums.span_of(period) is not None and period[-7:] in months


async def _conflicts(session: AsyncSession, key: Series, months: Sequence[str]) -> tuple[ConflictView, ...]:
    """What does not fit in these months: what the seeds list, then what was read here and judged."""
    listed = await session.exec(
        select(Conflict).where(or_(Conflict.series == key.value, Conflict.taken_for == key.value))
    )
    # Asked for each series by itself, the newest come straight from the index; together they would have to be sorted.
    read = [
        row
        for series in Series
        for row in (
            await session.exec(
                select(Figure)
                .where(Figure.kind == "conflict", Figure.series == series.value)
                .order_by(col(Figure.id).desc())
                .limit(_CONFLICTS)
            )
        ).all()
        if key.value in (row.series, row.stated_series)
    ]
    known = list(listed.all())
    found = [
        ConflictView(claim=row.claim, said_by=row.said_by, verdict=row.verdict, reason=row.reason, url=row.url)
        for row in known
        if row.period is None or _ends_in(row.period, months)
    ]
    said = {(row.period, row.tonnes) for row in known}
    for row in read:
        if (row.period, row.tonnes) in said or not _ends_in(row.period, months):
            continue
        said.add((row.period, row.tonnes))
        period = sums.in_words(row.stated_period or row.period or "")
        found.append(
            ConflictView(
                claim=f"{period}: {sums.tonnes(row.tonnes or 0.0)}" + (f" to {row.country}" if row.country else ""),
                said_by=row.publisher or "publisher not known",
                verdict=row.verdict,
                reason=row.reason,
                url=row.url,
            )
        )
    return tuple(found)


async def _waiting(session: AsyncSession, key: Series) -> tuple[int, tuple[FigureView, ...]]:
    mine = (Figure.series == key.value, Figure.kind == "proposed")
    count = (await session.exec(select(func.count()).select_from(Figure).where(*mine))).one()
    if not count:
        return 0, ()
    rows = await session.exec(select(Figure).where(*mine).order_by(col(Figure.id).desc()).limit(_WAITING))
    return count, tuple(view(row) for row in rows.all())
