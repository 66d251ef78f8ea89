"""What admins are told about the watching itself, on its way out."""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime

from jobs.deliver import PAUSES, Card, DeliveryError, Notifier, speaker
from storage import notices, tracing
from storage.database import Database
from storage.notices import NoticeView

log = logging.getLogger(__name__)


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
            with tracing.about(notice=taken.id):
                told += await _notify(db, notifiers, taken, clock)
    return told


async def _notify(db: Database, notifiers: Sequence[Notifier], taken: NoticeView, clock: Callable[[], datetime]) -> int:
    notifier = speaker(notifiers, taken.outlet)
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
