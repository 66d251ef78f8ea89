"""Export figures that reports state. What is read is a proposal beside the published series, never a part of them."""

from datetime import datetime

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.domain.claim import Figure as Stated
from storage.domain.claim import Series
from storage.models import Document, Figure


async def keep(session: AsyncSession, document: Document, stated: Stated, now: datetime, cause: str) -> None:
    """Keep a figure once. One whose series the text does not name gets the one that published this very figure."""
    series = stated.series
    if stated.tonnes is not None and series is Series.NOT_NAMED:
        series = await _published(session, stated.tonnes, stated.period) or series
    told = (series.value, stated.period, stated.tonnes, stated.change_pct, stated.basis, stated.country)
    key = "\x1f".join((document.url, *(str(part) for part in told)))
    if (await session.exec(select(Figure.id).where(Figure.figure_key == key))).first() is not None:
        return
    session.add(
        Figure(
            figure_key=key,
            document_id=document.id,
            series=series.value,
            period=stated.period,
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
    )
    await session.flush()


async def _published(session: AsyncSession, tonnes: float, period: str | None) -> Series | None:
    """The one published series with this very figure; None when there is none, or more than one."""
    query = select(Figure.series).where(Figure.tonnes == tonnes, col(Figure.kind) == "reported")
    if period is not None:
        query = query.where(Figure.period == period)
    found = set((await session.exec(query)).all())
    return Series(found.pop()) if len(found) == 1 else None
