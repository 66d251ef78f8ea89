"""Days of the regime that come near: told to whoever follows them, each step once, with every text that names a day."""

from datetime import datetime

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage import alerts, rules
from storage.domain import deadlines, law
from storage.domain.claim import ClaimStatus
from storage.domain.law import EventView
from storage.domain.licence import Certainty, Event
from storage.models import Alert, RegimeEvent

KIND = "regime"


async def any_due(session: AsyncSession, now: datetime) -> bool:
    """Whether a day of the regime is to be reminded of."""
    return bool(await _due(session, now))


async def remind(session: AsyncSession, now: datetime) -> int:
    """Raise an alert for every day whose next step has come; the answer is how many."""
    known = await rules.events(session)
    due = await _due(session, now)
    for event, step in due:
        texts = law.texts(event, known)
        support = _support(event)
        contested = len({text.on for text in texts}) > 1
        alert = Alert(
            subject_key=event.key,
            subject=event.title,
            kind=KIND,
            event=Event.REMINDER,
            period=_period(event, step),
            status=ClaimStatus.EXPECTED,
            certainty=Certainty.CONTESTED if contested else support,
            support=support,
            text=deadlines.day_in_words(event, texts, now.date()),
            raised_at=now,
        )
        await alerts.announce(session, alert, now)
    return len(due)


async def _due(session: AsyncSession, now: datetime) -> list[tuple[EventView, int]]:
    """(deadline, step) for what has come and was not raised, the soonest first."""
    learnt = dict((await session.exec(select(RegimeEvent.key, RegimeEvent.learnt_at))).all())
    days = [event for event in await rules.events(session) if event.state == "deadline"]
    due = [
        (event, step)
        for event in days
        if (step := deadlines.due_day(event.on, now.date(), learnt[event.key].date())) is not None
    ]
    if not due:
        return []
    told = set((await session.exec(select(Alert.subject_key, Alert.period).where(Alert.kind == KIND))).all())
    return [(event, step) for event, step in due if (event.key, _period(event, step)) not in told]


def _period(event: EventView, step: int) -> str:
    """The days left are part of what makes a reminder one of its own."""
    left = "on the day" if step == deadlines.OVER else f"{step} days left" if step > 1 else "1 day left"
    return f"{event.on:%Y-%m-%d}, {left}"


def _support(event: EventView) -> Certainty:
    """How far its source carries a day: an official statement, a report, a single page."""
    if event.confidence >= 5:
        return Certainty.CONFIRMED
    return Certainty.REPORTED if event.confidence >= 3 else Certainty.CLAIMED
