"""The outbox: every alert is a row before it is said, and every outlet's copy of it is a row of its own."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from sqlmodel.ext.asyncio.session import AsyncSession

from storage import follows, notices, outbox, outlets
from storage.database import Database
from storage.domain.views import AlertView
from storage.notices import NoticeView

log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Card:
    """One message to one outlet: a single alert, or several as a list.

    A list is what a source's first reading brought (`first_reading_of`), or what waited for a digest or for the end of
    a pause (`gathered` is its title).

    `reference` is what the outlet called the message when it was sent (Slack's `ts`), None before. With a `notice` it
    is that instead: something about the watching itself, for admins.
    """

    outlet: str
    alerts: tuple[AlertView, ...]
    first_reading_of: str | None = None
    gathered: str = ""
    reference: str | None = None
    notice: NoticeView | None = None


class DeliveryError(Exception):
    """An outlet did not take a card.

    `permanent`: trying again makes no sense until somebody mends it. `retry_after`: the outlet named a time.
    `uncertain`: the outlet may have taken it (the answer did not arrive), so it must not be sent again blindly.
    `mended_there`: whoever had the outlet follow can mend it, for example by an invitation, so they are told.
    """

    def __init__(
        self,
        reason: str,
        *,
        permanent: bool = False,
        uncertain: bool = False,
        mended_there: bool = False,
        retry_after: timedelta | None = None,
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.permanent = permanent
        self.uncertain = uncertain
        self.mended_there = mended_there
        self.retry_after = retry_after


class Notifier(Protocol):
    """How an alert is said. Both calls raise DeliveryError and nothing else."""

    def takes(self, outlet: str) -> bool:
        """Whether this notifier speaks to that outlet (`#console`, a Slack channel, a person)."""
        ...

    async def send(self, card: Card) -> str:
        """Say it for the first time; the answer is the outlet's reference to the message."""
        ...

    async def edit(self, card: Card) -> None:
        """Bring a card that was sent up to date (badge, counter of origins)."""
        ...


#: Why a delivery waits for an outlet that no notifier speaks to.
NOBODY = "waits: nothing that speaks to this outlet is connected"

#: The kind of a notice that an outlet does not take its alerts; its text is the outlet and, on the next line, why.
UNDELIVERED = "undelivered"

#: How long a card waits after its n-th failure; the last pause repeats.
PAUSES = tuple(timedelta(seconds=seconds) for seconds in (5, 30, 120, 600, 1800))


async def deliver_pending(
    db: Database, notifiers: Sequence[Notifier], clock: Callable[[], datetime], stopping: Callable[[], bool]
) -> int:
    """Send and edit everything that is due; the answer is how many cards were told. One bad outlet stops no other."""
    told = 0
    async with db.read() as session:
        waiting = await outbox.waiting_outlets(session)
        nobody = [outlet for outlet in waiting if _speaker(notifiers, outlet) is None]
        unnoted = bool(nobody) and await outbox.any_unnoted(session, nobody, NOBODY)
        if not unnoted and not await outbox.any_due(session, clock(), nobody):
            return told
    async with db.write() as session:
        await outbox.sweep(session, clock())
        if nobody:
            await outbox.note_waiting(session, nobody, NOBODY)
    while not stopping():
        async with db.write() as session:
            # In the transaction that takes: nothing that an outlet does not want now slips through in between.
            await outlets.hold_and_free(session, clock())
            taken = await outbox.take_next(session, clock(), without=nobody)
        if taken is None:
            return told
        told += await _tell(db, notifiers, taken, clock)
    return told


async def _tell(db: Database, notifiers: Sequence[Notifier], taken: outbox.Taken, clock: Callable[[], datetime]) -> int:
    notifier = _speaker(notifiers, taken.outlet)
    card = Card(
        outlet=taken.outlet,
        alerts=taken.alerts,
        first_reading_of=taken.first_reading_of,
        gathered=taken.gathered,
        reference=taken.reference,
    )
    try:
        if notifier is None:
            raise DeliveryError("nothing that speaks to this outlet is connected")
        if taken.reference is None:
            reference = await notifier.send(card)
        else:
            await notifier.edit(card)
            reference = taken.reference
    except Exception as fault:
        # A card that trips the notifier must not stop the cards behind it; whether it was said is not known.
        error = fault if isinstance(fault, DeliveryError) else DeliveryError(f"stumbled: {fault!r}", uncertain=True)
        if error is not fault:
            log.exception("delivery to %s", taken.outlet)
            error.permanent = taken.reference is not None
        pause = error.retry_after or PAUSES[min(taken.attempts, len(PAUSES) - 1)]
        log.info("delivery to %s: %s", taken.outlet, error.reason)
        async with db.write() as session:
            await outbox.mark_failed(
                session,
                taken,
                error.reason,
                permanent=error.permanent,
                uncertain=error.uncertain,
                not_before=clock() + pause,
            )
            if error.mended_there:
                await _tell_makers(session, taken.outlet, error.reason, clock())
        return 0
    async with db.write() as session:
        await outbox.mark_sent(session, taken, reference, clock())
    return 1


async def _tell_makers(session: AsyncSession, outlet: str, why: str, now: datetime) -> None:
    """Once a day at most: those who had this outlet follow learn that what they wait for does not arrive, and why."""
    if not await notices.told_since(session, UNDELIVERED, outlet, now - timedelta(days=1)):
        makers = [maker for maker in await follows.makers(session, outlet) if maker[:1] in ("U", "W")]
        await notices.tell(session, UNDELIVERED, outlet, f"{outlet}\n{why}", makers, now)


async def deliver_notices(
    db: Database, notifiers: Sequence[Notifier], clock: Callable[[], datetime], stopping: Callable[[], bool]
) -> int:
    """Send the notices that are due; the answer is how many were. One bad outlet stops no other."""
    told = 0
    while not stopping():
        async with db.read() as session:
            if not await notices.any_due(session, clock()):
                return told
        async with db.write() as session:
            taken = await notices.take_next(session, clock())
        if taken is not None:
            told += await _notify(db, notifiers, taken, clock)
    return told


async def _notify(db: Database, notifiers: Sequence[Notifier], taken: NoticeView, clock: Callable[[], datetime]) -> int:
    notifier = _speaker(notifiers, taken.outlet)
    try:
        if notifier is None:
            raise DeliveryError("nothing that speaks to this outlet is connected")
        reference = await notifier.send(Card(outlet=taken.outlet, alerts=(), notice=taken))
    except Exception as fault:
        # A notice that trips the notifier must not stop those behind it; whether it was said is not known.
        error = fault if isinstance(fault, DeliveryError) else DeliveryError(f"stumbled: {fault!r}", uncertain=True)
        if error is not fault:
            log.exception("notice to %s", taken.outlet)
        pause = error.retry_after or PAUSES[min(taken.attempts, len(PAUSES) - 1)]
        async with db.write() as session:
            await notices.mark_failed(
                session,
                taken.id,
                error.reason,
                permanent=error.permanent,
                uncertain=error.uncertain,
                not_before=clock() + pause,
            )
        return 0
    async with db.write() as session:
        await notices.mark_sent(session, taken.id, reference, clock())
    return 1


def _speaker(notifiers: Sequence[Notifier], outlet: str) -> Notifier | None:
    return next((notifier for notifier in notifiers if notifier.takes(outlet)), None)
