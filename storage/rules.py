"""The rules buyers ask about and what happened to them, as the record keeps them: each with its source."""

from datetime import UTC, date, datetime

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.domain.law import Ending, EventView, RuleView
from storage.models import RegimeEvent, Rule


async def rules(session: AsyncSession) -> dict[str, RuleView]:
    """Every rule by its topic, in the order of the record."""
    found = (await session.exec(select(Rule).order_by(col(Rule.id)))).all()
    return {row.topic: _rule(row) for row in found}


async def events(session: AsyncSession) -> tuple[EventView, ...]:
    """What happened to the rules and what is due, oldest first."""
    found = (await session.exec(select(RegimeEvent).order_by(col(RegimeEvent.held_from), col(RegimeEvent.id)))).all()
    return tuple(_event(row) for row in found)


async def event(session: AsyncSession, key: str) -> EventView | None:
    row = (await session.exec(select(RegimeEvent).where(RegimeEvent.key == key))).first()
    return _event(row) if row is not None else None


def _rule(row: Rule) -> RuleView:
    return RuleView(
        topic=row.topic,
        summary=row.summary,
        myth=row.myth,
        basis=row.basis,
        related=tuple(row.related),
        words=tuple(row.words),
        url=row.url,
        publisher=row.publisher,
        published=row.published,
        confidence=row.confidence,
        openable=row.openable,
    )


def _event(row: RegimeEvent) -> EventView:
    return EventView(
        key=row.key,
        on=_day(row.held_from),
        title=row.title,
        state=row.state,
        until=tuple(Ending(on=_day(text["date"]), says=text["says"], url=text["url"]) for text in row.until),
        tags=tuple(row.tags),
        summary=row.summary,
        url=row.url,
        publisher=row.publisher,
        published=row.published,
        confidence=row.confidence,
    )


def _day(iso: str) -> date:
    return datetime.strptime(iso, "%Y-%m-%d").replace(tzinfo=UTC).date()
