"""The outbox at work: every alert is a row before it is said, and every outlet's copy of it is a row of its own.

Outlets are told beside each other, each in its order. What an outlet refuses waits there and holds up no other; what
it may have got is looked for, or a person is asked, before it is ever sent again.
"""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from datetime import datetime, timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from jobs.speaking import CannotLook, Card, DeliveryError, Notifier
from storage import admins, follows, metrics, notices, outbox, outlets, settling, tracing
from storage.database import TO_TELL, Database, RecordError
from storage.outbox import Head, Taken
from storage.settling import Halted

__all__ = ["CannotLook", "Card", "DeliveryError", "Notifier", "Outbox", "deliver_pending"]

log = logging.getLogger(__name__)


#: Why a delivery waits for an outlet that no notifier speaks to.
NOBODY = "waits: nothing that speaks to this outlet is connected"

#: The kind of a notice that an outlet does not take its alerts; its text is the outlet and, on the next line, why.
UNDELIVERED = "undelivered"

#: How long until one card is tried at what refused everything; the last pause repeats.
PROBES = tuple(timedelta(seconds=seconds) for seconds in (2, 5, 15, 60, 300, 600))

#: How long a card waits after its n-th failure; the last pause repeats.
PAUSES = tuple(timedelta(seconds=seconds) for seconds in (5, 30, 120, 600, 1800))

#: A card is begun to be sent this soon after it was taken, or not at all.
FRESH = timedelta(seconds=5)

#: Outlets told at the same moment.
AT_ONCE = 24
#: A pause longer than this is not waited out in one go: the next look at the outbox finds it over.
PATIENCE = 5.0
#: What was chosen and could not be taken is looked at again after this, in seconds.
AGAIN = 0.02
#: Without any sign of change the outbox is looked at as often as this, in seconds.
LOOK_EVERY = 10.0
#: What was said is noted as soon as the record can be written again; tried every so many seconds.
NOTE_EVERY = 0.5


async def deliver_pending(
    db: Database, notifiers: Sequence[Notifier], clock: Callable[[], datetime], stopping: Callable[[], bool]
) -> int:
    """Send and edit everything that is due; the answer is how many cards were told. One bad outlet stops no other."""
    return await Outbox(db, notifiers, clock, stopping).drain()


class Outbox:
    """Drains the outbox, again and again. One task an outlet, so that a slow one keeps only itself waiting."""

    def __init__(
        self,
        db: Database,
        notifiers: Sequence[Notifier],
        clock: Callable[[], datetime],
        stopping: Callable[[], bool] = lambda: False,
        by: str = "another command",
    ) -> None:
        self._by = by
        self._db, self._notifiers, self._now, self._stopping = db, notifiers, clock, stopping
        self._hands: dict[str, asyncio.Task[int]] = {}
        self._news = asyncio.Event()
        self._look_at = 0.0

    def wake(self) -> None:
        """Something was written that may have to be told."""
        self._news.set()

    def has_work(self) -> bool:
        """Whether it is time to look: something was written, or the time that was known to matter has come."""
        return self._news.is_set() or asyncio.get_running_loop().time() >= self._look_at

    async def take_over(self) -> None:
        """This process alone delivers under this name, so whoever did before is gone."""
        async with self._write() as session:
            await outbox.take_over(session, self._by, self._now())

    async def drain(self) -> int:
        """Tell everything that is due, at the pace of its outlets. The answer is how many cards were told."""
        told = 0
        try:
            while True:
                self._news.clear()
                wait = None if self._stopping() else await self._hand_out()
                if not self._hands and (wait is None or wait > PATIENCE):
                    break
                told += await self._something_happens(wait)
        except asyncio.CancelledError:
            for hand in self._hands.values():
                hand.cancel()
            raise
        finally:
            if self._hands:
                await asyncio.wait(self._hands.values())
                told += self._done()
        await self._rest(wait)
        return told

    async def _something_happens(self, wait: float | None) -> int:
        """A card is through, news came, or the time is up; the answer is how many cards were told."""
        news = asyncio.ensure_future(self._news.wait())
        try:
            await asyncio.wait({news, *self._hands.values()}, timeout=wait, return_when=asyncio.FIRST_COMPLETED)
        finally:
            news.cancel()
        return self._done()

    def _done(self) -> int:
        through = [outlet for outlet, hand in self._hands.items() if hand.done()]
        return sum(self._hands.pop(outlet).result() for outlet in through)

    async def _rest(self, wait: float | None) -> None:
        """Say when the outbox is to be looked at again: when something in it is known to change, or in a while."""
        now = self._now()
        async with self._db.read() as session:
            change = await outbox.next_change(session, now)
            until = [halt.until for halt in await settling.halts(session) if halt.until > now]
        ahead = [(moment - now).total_seconds() for moment in (*until, change) if moment is not None]
        seconds = min((LOOK_EVERY, *ahead, *([wait] if wait is not None else [])))
        self._look_at = asyncio.get_running_loop().time() + max(0.0, seconds)

    @contextlib.asynccontextmanager
    async def _write(self) -> AsyncIterator[AsyncSession]:
        """What the outbox itself writes is no reason to look at it again."""
        async with self._db.write() as session:
            session.info[TO_TELL] = None
            yield session

    # -- taking -----------------------------------------------------------------------------------------------------

    async def _hand_out(self) -> float | None:
        """Take what may go now, a task for each outlet. The answer: seconds until more may go, None if nothing may."""
        now = self._now()
        async with self._db.read() as session:
            found = await outbox.heads(session, now)
            halted = {halt.outlet: halt for halt in await settling.halts(session)}
            people = await admins.outlets(session) if await settling.any_to_ask(session) else ()
            chores = bool(people) or await outbox.any_stuck(session, now) or await outbox.any_let_go(session, now)
            nobody = [head.outlet for head in found if self._speaker(head.outlet) is None]
            unnoted = bool(nobody) and await outbox.any_unnoted(session, nobody, NOBODY)
        chosen, wait = self._choose(found, halted, now)
        if not (chosen or chores or unnoted):
            return wait
        hands: list[Taken | None] = []
        async with self._write() as session:
            for outlet in nobody if unnoted else ():
                await outbox.note_waiting(session, outlet, NOBODY)
            await outbox.sweep(session, now)
            await settling.ask(session, people, now)
            # In the transaction that takes: nothing that an outlet does not want now slips through in between.
            await outlets.hold_and_free(session, {head.outlet for head in chosen if head.do == "send"}, now)
            # Only now the record is surely ours: a lease must not have run while we waited for other writers.
            now = self._now()
            for head in chosen:
                hands.append(await outbox.take(session, head, now, self._by))
        for head, taken in zip(chosen, hands, strict=True):
            if taken is not None:
                self._hands[taken.outlet] = asyncio.create_task(self._deliver(taken, head), name=f"to {taken.outlet}")
        if chosen and not any(hands):
            # What was chosen has to wait, for what comes before it or to travel with others: the rest is seen at once.
            return AGAIN
        return 0.0 if chores else wait if wait is not None or not chosen else PATIENCE

    def _choose(
        self, found: Sequence[Head], halted: Mapping[str, Halted], now: datetime
    ) -> tuple[list[Head], float | None]:
        """What may go now by order, halts and pacing; and how long until pacing lets more go."""
        chosen: list[Head] = []
        waits: list[float] = []
        probing = {hand.get_name() for hand in self._hands.values()}
        for head in found:
            notifier = self._speaker(head.outlet)
            if notifier is None or head.outlet in self._hands or (head.due is not None and head.due > now):
                continue
            if len(self._hands) + len(chosen) >= AT_ONCE:
                break
            everywhere = [halted[key] for key in (notifier.name, f"{notifier.name} {head.do}") if key in halted]
            stopped = [*everywhere, *([halted[head.outlet]] if head.outlet in halted else [])]
            if any(halt.until > now for halt in stopped):
                continue
            if everywhere and (probing or chosen):
                # What stopped all of them is tried with one card first.
                continue
            wait = notifier.turn(head.outlet, head.do)
            if wait > 0:
                waits.append(wait)
            else:
                chosen.append(head)
        return chosen, min(waits, default=None)

    # -- telling ----------------------------------------------------------------------------------------------------

    async def _deliver(self, taken: Taken, head: Head) -> int:
        """How many cards were said, with the ids of what they say in every line that is logged meanwhile."""
        alerts = " ".join(alert.id for alert in taken.alerts)
        with tracing.about(alert=alerts, delivery=" ".join(f"D{number}" for number in taken.versions)):
            return await self._say(taken, head)

    async def _say(self, taken: Taken, head: Head) -> int:
        notifier = self._speaker(taken.outlet)
        assert notifier is not None, "only what somebody can say is taken"
        late = head.do == "send" and taken.tried_at is not None and self._now() - taken.tried_at > FRESH
        if self._stopping() or late:
            # Not begun, so nothing is lost; and what slept through half of its lease may be somebody else's soon.
            async with self._write() as session:
                await outbox.release(session, taken)
            return 0
        card = Card(
            outlet=taken.outlet,
            alerts=taken.alerts,
            first_reading_of=taken.first_reading_of,
            gathered=taken.gathered,
            reference=taken.reference,
            home=taken.home,
            thread=taken.thread,
            broadcast=taken.broadcast,
            sequels=taken.sequels,
        )
        try:
            if head.do == "look":
                found = await self._look(notifier, card, taken)
                metrics.CARDS.labels("look", "done" if found else "refused").inc()
                return found
            reference = taken.reference or ""
            if head.do == "send":
                reference = await notifier.send(card)
            else:
                await notifier.edit(card)
        except asyncio.CancelledError:
            await self._stopped(taken, head)
            raise
        except Exception as fault:
            # A card that trips the notifier must not stop the cards behind it; whether it was said is not known.
            error = fault if isinstance(fault, DeliveryError) else DeliveryError(f"stumbled: {fault!r}", uncertain=True)
            if error is not fault:
                log.exception("delivery to %s", taken.outlet)
                error.permanent = head.do == "edit"
            await self._refused(notifier, taken, head, error)
            return 0
        await self._note(lambda session: self._taken_well(session, notifier, taken, reference))
        metrics.CARDS.labels(head.do, "done").inc()
        log.info("told %s by %s", taken.outlet, notifier.name)
        return 1

    async def _taken_well(self, session: AsyncSession, notifier: Notifier, taken: Taken, reference: str) -> None:
        await outbox.mark_sent(session, taken, reference, self._now())
        await self._lift(session, notifier, taken.outlet)

    async def _lift(self, session: AsyncSession, notifier: Notifier, outlet: str) -> None:
        for halt in await settling.halts(session):
            ours = halt.outlet == outlet or halt.outlet.partition(" ")[0] == notifier.name
            if ours and halt.until <= self._now():
                log.info("%s takes alerts again", halt.outlet)
                await settling.go_on(session, halt.outlet)

    async def _refused(self, notifier: Notifier, taken: Taken, head: Head, error: DeliveryError) -> None:
        result = "uncertain" if error.uncertain else "failed" if error.permanent else "refused"
        metrics.CARDS.labels(head.do, result).inc()
        log.info("delivery to %s: %s", taken.outlet, error.reason)
        pause = error.retry_after or PAUSES[min(taken.attempts, len(PAUSES) - 1)]
        stops = {"outlet": taken.outlet, "method": f"{notifier.name} {head.do}", "all": notifier.name}.get(error.stops)

        async def note(session: AsyncSession) -> None:
            held = next((halt for halt in await settling.halts(session) if halt.outlet == stops), None)
            now = self._now()
            await outbox.mark_failed(
                session,
                taken,
                error.reason,
                now,
                permanent=error.permanent,
                uncertain=error.uncertain,
                # What is stopped as a whole goes on as a whole.
                not_before=None if stops else now + pause,
            )
            if stops:
                if error.stops == "method" and error.retry_after is not None:
                    until = now + error.retry_after
                elif held is not None and held.until > now:
                    until = held.until  # another card was refused while this one was under way
                else:
                    until = now + PROBES[min(held.times if held else 0, len(PROBES) - 1)]
                await self._halt(session, stops, taken.outlet, error, until)

        await self._note(note)

    async def _halt(self, session: AsyncSession, what: str, outlet: str, error: DeliveryError, until: datetime) -> None:
        begun = await settling.halt(session, what, error.reason, until, self._now())
        if begun:
            # A pause that Slack asks for is all in a day's work.
            level = logging.INFO if error.stops == "method" else logging.WARNING
            log.log(level, "%s takes no alerts for now: %s", what, error.reason)
        if what != outlet:
            return
        await outbox.note_waiting(session, outlet, f"waits: {error.reason}")
        if error.mended_there and begun:
            await _tell_those_concerned(session, outlet, error.reason, self._now())

    async def _stopped(self, taken: Taken, head: Head) -> None:
        """The program ends while this is under way: whether it arrived is looked into after the next start."""

        async def note(session: AsyncSession) -> None:
            if head.do == "send":
                why = "the program was stopped while sending: the outlet may or may not have it"
                await outbox.mark_failed(session, taken, why, self._now(), uncertain=True)
            else:
                await outbox.release(session, taken)

        with contextlib.suppress(RecordError):
            async with self._write() as session:
                await note(session)

    async def _look(self, notifier: Notifier, card: Card, taken: Taken) -> int:
        """Look for a card that may have arrived; where that is not possible, a person is asked."""
        assert taken.tried_at is not None, "what may have arrived was sent once"
        try:
            reference = await notifier.find(card, taken.tried_at)
        except CannotLook as error:
            why = str(error)
            await self._note(lambda session: settling.mark_unreadable(session, taken, why, None))
            return 0
        except DeliveryError as error:
            again = None if error.permanent else self._now() + (error.retry_after or PAUSES[1])
            why = error.reason
            await self._note(lambda session: settling.mark_unreadable(session, taken, why, again))
            return 0
        if reference is None:
            await self._note(lambda session: settling.mark_missing(session, taken, self._now()))
            return 0
        await self._note(lambda session: outbox.mark_sent(session, taken, reference, self._now(), found=True))
        return 1

    async def _note(self, note: Callable[[AsyncSession], Awaitable[object]]) -> None:
        """Keep what came of it, however long the record cannot be written: it was said, and that must not be lost."""
        said = False
        while True:
            try:
                async with self._write() as session:
                    await note(session)
                    return
            except RecordError as error:
                if self._stopping():
                    raise
                if not said:
                    log.error("what was told cannot be noted, so its outlet waits: %s", error)
                said = True
            await asyncio.sleep(NOTE_EVERY)

    def _speaker(self, outlet: str) -> Notifier | None:
        return speaker(self._notifiers, outlet)


def speaker(notifiers: Sequence[Notifier], outlet: str) -> Notifier | None:
    """Who speaks to this outlet."""
    return next((notifier for notifier in notifiers if notifier.takes(outlet)), None)


async def _tell_those_concerned(session: AsyncSession, outlet: str, why: str, now: datetime) -> None:
    """Once a day at most: admins, and those who had this outlet follow, learn that it takes nothing, and why."""
    if await notices.told_since(session, UNDELIVERED, outlet, now - timedelta(days=1)):
        return
    makers = [maker for maker in await follows.makers(session, outlet) if maker[:1] in ("U", "W")]
    people = dict.fromkeys((*makers, *await admins.outlets(session)))
    await notices.tell(
        session, UNDELIVERED, outlet, f"{outlet}\n{why}", [each for each in people if each != outlet], now
    )
