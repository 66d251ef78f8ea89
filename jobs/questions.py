"""Questions to the admins: a reading that was not plain reaches them as a card, and the card shows who decided."""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Protocol

from jobs.deliver import PAUSES, DeliveryError
from storage import admins, review_cards, tracing
from storage.database import Database
from storage.domain.views import ReviewView
from storage.review_cards import Due

log = logging.getLogger(__name__)

#: What the reference of a list begins with: it keeps its lines, what was decided is seen when the queue is opened.
_LIST = "list "


class Questioner(Protocol):
    """Who puts questions to admins. Both calls raise DeliveryError and nothing else."""

    async def ask(self, outlet: str, reviews: Sequence[ReviewView], *, reminder: bool) -> str:
        """One question as a card, several as a list; the answer is the outlet's reference to the message."""
        ...

    async def show(self, reference: str, review: ReviewView) -> None:
        """Bring a card up to date: who decided, and what."""
        ...


async def ask_admins(
    db: Database, questioner: Questioner, admin_channel: str | None, clock: Callable[[], datetime]
) -> int:
    """Send and update every question that is due; the answer is how many cards were told."""
    async with db.read() as session:
        outlets = await admins.outlets(session, admin_channel)
        if not await review_cards.any_due(session, outlets, clock()):
            return 0
    async with db.write() as session:
        await review_cards.plan(session, outlets, clock())
    told = 0
    while True:
        async with db.write() as session:
            due = await review_cards.take(session, clock())
        if not due:
            return told
        with tracing.about(review=" ".join(str(each.review.id) for each in due)):
            told += await _tell(db, questioner, due, clock)


async def _tell(db: Database, questioner: Questioner, due: Sequence[Due], clock: Callable[[], datetime]) -> int:
    first = due[0]
    try:
        reference = first.reference or ""
        if first.reference is None or first.reminder:
            reference = await questioner.ask(first.outlet, [each.review for each in due], reminder=first.reminder)
            reference = f"{_LIST}{reference}" if len(due) > 1 else reference
        elif not reference.startswith(_LIST):
            await questioner.show(reference, first.review)
    except DeliveryError as error:
        log.info("a question to %s: %s", first.outlet, error.reason)
        # A question may be asked twice and never be lost: it says its number.
        pause = error.retry_after or PAUSES[min(3, len(PAUSES) - 1)]
        async with db.write() as session:
            await review_cards.mark_failed(session, due, error.reason, None if error.permanent else clock() + pause)
        return 0
    async with db.write() as session:
        await review_cards.mark_shown(session, due, reference)
    return 1
