"""The one door through which an export figure comes to count: it fits published totals, or an admin says so.

What a report states is kept once, filed under the series and months it belongs to, with the reason. Whatever comes to
count may complete a sum that others waited for, so what waits is held against the totals again each time.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import func
from sqlmodel import col, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from storage import alerts, audit, figures
from storage.domain import proposals as deciding
from storage.domain import series as sums
from storage.domain.claim import ClaimStatus, Series, day_of
from storage.domain.claim import Figure as Stated
from storage.domain.figure_views import FigureView
from storage.domain.licence import Certainty, Event
from storage.domain.proposals import Judged, Verdict
from storage.domain.series import Known
from storage.models import Alert, Document, Figure, Source

#: A figure published this recently gets a card of its own even in a source's first reading.
RECENT = timedelta(days=14)

_KIND = {
    Verdict.COUNTS: "proposed",
    Verdict.WAITS: "proposed",
    Verdict.REPEATS: "repeated",
    Verdict.WRONG_SERIES: "conflict",
    Verdict.WRONG_PERIOD: "conflict",
    Verdict.CONTRADICTED: "conflict",
    Verdict.BESIDE: "beside",
    Verdict.NOT_NAMED: "beside",
}
#: What an admin can still decide about.
_OPEN = ("proposed", "conflict")


class NotOpen(LookupError):
    """There is nothing to decide about this figure; the message is one sentence."""


async def keep(session: AsyncSession, document: Document, stated: Stated, now: datetime, cause: str) -> bool:
    """Keep a figure once, filed where it belongs; False when it was kept before."""
    told = (stated.series.value, stated.period, stated.tonnes, stated.change_pct, stated.basis, stated.country)
    key = "\x1f".join((document.url, *(str(part) for part in told)))
    if (await session.exec(select(Figure.id).where(Figure.figure_key == key))).first() is not None:
        return False
    row = Figure(
        figure_key=key,
        document_id=document.id,
        series=stated.series.value,
        period=stated.period,
        stated_series=stated.series.value,
        stated_period=stated.period,
        tonnes=stated.tonnes,
        change_pct=stated.change_pct,
        basis=stated.basis,
        country=stated.country,
        kind="proposed",
        publisher=document.publisher,
        url=document.url,
        published=document.published,
        quote=stated.quote,
        cause=cause,
        learnt_at=now,
    )
    await _judge(session, row)
    return True


async def settle(
    session: AsyncSession, touched: Sequence[str], now: datetime, *, document: Document | None = None
) -> int:
    """Hold what waits in these series against the totals; what fits counts from now on. Answers the alerts raised.

    `document` is what brought the news; without one (seeds, a parser) nobody is told.
    """
    raised = 0
    for key in dict.fromkeys(touched):
        if key == Series.NOT_NAMED.value:
            continue
        held = [known for known in await figures.known(session) if known.series.value == key]
        waits = (Figure.series == key, Figure.kind == "proposed")
        waiting = list((await session.exec(select(Figure).where(*waits).order_by(col(Figure.id)))).all())
        for known, why in deciding.settle(held, [_known(row) for row in waiting]):
            rows = [row for row in waiting if row.period == known.period]
            counted = next(row for row in rows if row.tonnes == known.tonnes)
            await _count(session, counted, why)
            for row in rows:
                if row is not counted:
                    await _judge(session, row)
            if document is not None and counted.cause == "source" and sums.is_month(counted.period):
                raised += await _tell(session, counted, document, now)
    return raised


async def judge_again(session: AsyncSession, now: datetime) -> None:
    """What waits or fits nowhere, held against a record that has changed: seeds were loaded. Nobody is told."""
    rows = await session.exec(select(Figure).where(col(Figure.kind).in_(("proposed", "beside", "conflict"))))
    touched = []
    for row in rows.all():
        if row.cause != "seed" and row.decided_by is None:
            await _judge(session, row)
            touched.append(row.series)
    await settle(session, touched, now)


async def open(session: AsyncSession, limit: int = 20) -> tuple[tuple[FigureView, ...], int]:
    """What waits for a total it fits, or for an admin, newest first; and how many there are."""
    query = select(Figure).where(Figure.kind == "proposed").order_by(col(Figure.id).desc()).limit(limit)
    count = select(func.count()).select_from(Figure).where(Figure.kind == "proposed")
    rows = (await session.exec(query)).all()
    return tuple(figures.view(row) for row in rows), (await session.exec(count)).one()


async def accept(session: AsyncSession, figure_id: str, who: str, reason: str, now: datetime) -> FigureView:
    """An admin vouches that this is the published figure. It counts, and what waited for it may. Raises NotOpen."""
    row = await _decidable(session, figure_id, _OPEN)
    if row.tonnes is None or row.country is not None or sums.span_of(row.period) is None:
        raise NotOpen(f"{figure_id} is no whole month or total of a series, so it cannot be part of one.")
    row.series, row.period = row.stated_series or row.series, sums.canonical(row.stated_period or row.period)
    if row.series == Series.NOT_NAMED.value:
        raise NotOpen(f"{figure_id} names no series, so it cannot be part of one.")
    held = next(
        (k for k in await figures.known(session) if (k.series.value, k.period) == (row.series, row.period)), None
    )
    if held is not None and not held.derived:
        raise NotOpen(
            f"{sums.in_words(held.period)} is on record with {sums.tonnes(held.tonnes)}; reject that figure first."
        )
    await _decide(session, row, "reported", who, reason, now)
    row.verdict = Verdict.COUNTS.value
    await audit.write(session, who, "figure accepted", figure_id, now, after=_said(row, reason))
    document = await session.get(Document, row.document_id) if row.document_id else None
    if document is not None and sums.is_month(row.period):
        await _tell(session, row, document, now)
    await settle(session, [row.series], now, document=document)
    return figures.view(row)


async def reject(session: AsyncSession, figure_id: str, who: str, reason: str, now: datetime) -> FigureView:
    """An admin says that this is not the figure: it is kept, with why, and counts no more. Raises NotOpen."""
    row = await _decidable(session, figure_id, (*_OPEN, "reported"))
    before = row.kind
    if before == "reported" and row.cause == "seed":
        raise NotOpen(f"{figure_id} came with the seeds; file what contradicts it as a claim with a link.")
    await _decide(session, row, "rejected", who, reason, now)
    await audit.write(session, who, "figure rejected", figure_id, now, before=before, after=_said(row, reason))
    if before == "reported":
        await _take_back(session, row, reason)
    return figures.view(row)


async def _decidable(session: AsyncSession, figure_id: str, kinds: Sequence[str]) -> Figure:
    row = await session.get(Figure, int(figure_id[1:]), populate_existing=True)
    if row is None:
        raise NotOpen(f"There is no figure {figure_id} on record.")
    if row.kind not in kinds:
        by = f", by {row.decided_by}" if row.decided_by else ""
        raise NotOpen(f"There is nothing to decide about {figure_id}: it is {_WORDS.get(row.kind, row.kind)}{by}.")
    return row


async def _decide(session: AsyncSession, row: Figure, kind: str, who: str, reason: str, now: datetime) -> None:
    """The first to decide wins. Raises NotOpen for everybody else."""
    before = row.kind
    moved = await session.exec(
        update(Figure).where(col(Figure.id) == row.id, col(Figure.kind) == before).values(kind=kind)
    )
    if moved.rowcount != 1:
        raise NotOpen(f"F{row.id} was decided already.")
    row.kind, row.reason, row.decided_by, row.decided_at = kind, reason, who, now
    session.add(row)
    await session.flush()


_WORDS = {
    "reported": "on record as published",
    "derived": "our own arithmetic",
    "repeated": "what is on record already",
    "rejected": "rejected",
    "beside": "part of no series",
}


async def _judge(session: AsyncSession, row: Figure) -> None:
    """File a figure where it belongs, seen alone; whether it counts is settled with all that wait."""
    stated = Stated(
        series=Series(row.stated_series or row.series),
        period=row.stated_period if row.stated_series else row.period,
        quote=row.quote,
        tonnes=row.tonnes,
        change_pct=row.change_pct,
        basis=row.basis,
        country=row.country,
    )
    found = deciding.judge(stated, await figures.known(session), await figures.disproved(session))
    row.stated_series, row.stated_period = stated.series.value, stated.period
    row.series, row.period = found.series.value, found.period
    row.kind, row.verdict, row.reason = _KIND[found.verdict], found.verdict.value, found.reason
    session.add(row)
    await session.flush()
    if found.verdict is Verdict.REPEATS:
        await _complete(session, row, found)


async def _complete(session: AsyncSession, row: Figure, found: Judged) -> None:
    """A report that repeats a figure may give a change of it that was not on record."""
    held = await session.exec(
        select(Figure).where(
            Figure.series == found.series.value, Figure.period == found.period, Figure.kind == "reported"
        )
    )
    for counted in held.all():
        if row.basis == "mom" and counted.mom_pct is None:
            counted.mom_pct = row.change_pct
        elif row.basis in ("yoy", "ytd_yoy") and counted.yoy_pct is None:
            counted.yoy_pct = row.change_pct
        session.add(counted)
    await session.flush()


async def _count(session: AsyncSession, row: Figure, why: str) -> None:
    row.kind, row.verdict, row.reason = "reported", Verdict.COUNTS.value, why
    if row.basis == "mom":
        row.mom_pct = row.change_pct
    elif row.basis is not None:
        row.yoy_pct = row.change_pct
    session.add(row)
    await session.flush()


async def _tell(session: AsyncSession, row: Figure, document: Document, now: datetime) -> int:
    """One alert for each series and month. A figure confirms nobody's licence, and its status says so."""
    printed = day_of(row.published)
    recent = (printed or date.min) >= now.date() - RECENT
    source = await session.get(Source, document.source_id) if document.source_id else None
    first = source.id if source is not None and document.first_reading and not recent else None
    name = await figures.name_of(session, row.series)
    alert = Alert(
        subject_key=row.series,
        subject=name,
        kind="figures",
        event=Event.FIGURE,
        period=row.period or "",
        status=ClaimStatus.NOT_CONFIRMED,
        certainty=Certainty.REPORTED,
        support=Certainty.REPORTED,
        text=_sentence(name, row),
        first_reading_of=first,
        raised_at=now,
    )
    return int(await alerts.announce(session, alert, now) is not None)


def _sentence(name: str, row: Figure) -> str:
    changes = [
        f"{change:+.1f} % on the {base} before".replace("+", "up ").replace("-", "down ")
        for change, base in ((row.mom_pct, "month"), (row.yoy_pct, "year"))
        if change is not None
    ]
    return f"{name}, {sums.in_words(row.period or '')}: " + ", ".join([sums.tonnes(row.tonnes or 0.0), *changes]) + "."


async def _take_back(session: AsyncSession, row: Figure, reason: str) -> None:
    """Cards that told this figure show that it was taken back."""
    own = (
        col(Alert.kind) == "figures",
        col(Alert.subject_key) == row.series,
        col(Alert.period) == (row.period or ""),
    )
    rows = await session.exec(select(Alert).where(*own))
    for alert in rows.all():
        alert.text = f"Taken back: {_sentence(alert.subject, row)} {reason}".strip()
        alert.version += 1
        session.add(alert)
    await alerts.outdate(session, *own)


def _said(row: Figure, reason: str) -> str:
    amount = sums.tonnes(row.tonnes) if row.tonnes is not None else "no tonnage"
    return f"{row.series} {row.period}: {amount}; {reason}"


def _known(row: Figure) -> Known:
    return Known(series=Series(row.series), period=row.period or "", tonnes=row.tonnes or 0.0, publisher=row.publisher)
