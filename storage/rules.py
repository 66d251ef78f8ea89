"""The rules buyers ask about and what happened to them, as the record keeps them: each with its source."""

from datetime import UTC, date, datetime

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.domain import law
from storage.domain.law import Ending, EventView, Printed, RuleView
from storage.models import RegimeEvent, Rule


async def rules(session: AsyncSession) -> dict[str, RuleView]:
    """Every rule by its topic, in the order of the record."""
    found = (await session.exec(select(Rule).order_by(col(Rule.id)))).all()
    return {row.topic: _rule(row) for row in found}


async def events(session: AsyncSession) -> tuple[EventView, ...]:
    """What happened to the rules and what is due, oldest first."""
    found = (await session.exec(select(RegimeEvent).order_by(col(RegimeEvent.held_from), col(RegimeEvent.id)))).all()
    return tuple(_event(row) for row in found)


async def printed(session: AsyncSession, key: str) -> tuple[Printed, ...]:
    """Where one can read about an event: its own source, then the texts that name its day."""
    known = await events(session)
    event = next((each for each in known if each.key == key), None)
    if event is None:
        return ()
    own = Printed(says=event.title, url=event.url, publisher=event.publisher, published=event.published)
    texts = [text for text in law.texts(event, known) if text.url != event.url]
    beside = (next((each for each in known if each.url == text.url), None) for text in texts)
    return (
        own,
        *(
            Printed(
                says=text.says,
                url=text.url,
                publisher=other.publisher if other else None,
                published=other.published if other else None,
            )
            for text, other in zip(texts, beside, strict=True)
        ),
    )


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
