"""The clock: which job runs how often. What is *due* lies in the source table and survives restarts."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from jobs.calendar import remind
from jobs.deliver import Notifier, Outbox
from jobs.dispatch import Dispatcher, Inline
from jobs.fetch import Fetcher
from jobs.health import KEEP_TEXTS, Outlets, look_after, prune
from jobs.notify import deliver_notices
from jobs.poll import Outcome, Poller
from jobs.questions import Questioner, ask_admins
from jobs.reading import reread, retry_articles
from jobs.requests import Answerer, read_requests
from storage import metrics, visits
from storage.database import Database, RecordError
from storage.visits import Due

Job = Callable[[], Awaitable[None]]

log = logging.getLogger(__name__)

#: Sources begun in one second at least, and the seconds over which a backlog is spread.
AT_LEAST = 20
AT_LEAST_TOGETHER = 100
SPREAD_OVER = 30

#: How long work in hand gets to finish when the process is asked to stop, in seconds.
GRACE = 7.0


class Clock:
    """Runs the jobs until it is stopped. `told` hears how each source fared; `admins` says where those are told what
    breaks and heals (None: nowhere). `alone`: no other clock works on this record, so what an earlier one left is ours.

    With a `dispatcher` the sources that are due are handed to it, and whoever takes them asks them; without one this
    process asks them itself. `leads`: whether this clock is still the one of the record; while it is not, nothing is
    begun. Work in hand gets `grace` seconds to finish when the clock is stopped.

    APScheduler cancels running coroutines when it shuts down, so jobs run as tasks of our own that `stop` waits for.
    """

    def __init__(
        self,
        db: Database,
        fetcher: Fetcher,
        notifiers: Sequence[Notifier],
        *,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        told: Callable[[Outcome], None] = lambda _: None,
        questioner: Questioner | None = None,
        admin_channel: str | None = None,
        answerer: Answerer | None = None,
        admins: Outlets | None = None,
        keep_texts: int = KEEP_TEXTS,
        alone: bool = False,
        dispatcher: Dispatcher | None = None,
        leads: Callable[[], bool] = lambda: True,
        grace: float = GRACE,
    ) -> None:
        self._questioner, self._admin_channel = questioner, admin_channel
        self._answerer = answerer
        self._db, self._fetcher, self._notifiers, self._now, self._told = db, fetcher, notifiers, clock, told
        self._stopping, self._started = False, clock()
        self._admins, self._keep_texts = admins, keep_texts
        self._leads = leads
        self._grace = grace
        self._outbox = Outbox(db, notifiers, clock, self._rests, by="run")
        self._unlisten = db.listen(self._written)
        self._poller = None if dispatcher else Poller(db, fetcher, clock, self._heard)
        self._dispatcher = dispatcher or Inline({"poll": self._poll})
        # Others share the work, so more may be begun.
        self._at_least = AT_LEAST if dispatcher is None else AT_LEAST_TOGETHER
        self._prepared, self._taken_over = False, not alone
        self._running: dict[str, asyncio.Task[None]] = {}
        self._ticked = self._begun = time.monotonic()
        self._pausing: set[str] = set()
        self._scheduler = AsyncIOScheduler(timezone=UTC)
        for name, job, seconds in (
            ("poll", self._poll_due, 1),
            ("deliver", self._deliver, 1),
            ("notify", self._notify, 1),
            ("reread", self._reread, 1),
            ("articles", self._retry_articles, 60),
            ("ask", self._ask, 1),
            ("requests", self._read_requests, 0.5),
            ("health", self._look_after, 30),
            ("calendar", self._remind, 60),
            ("prune", self._prune, 6 * 3600),
        ):
            self._scheduler.add_job(
                self._tick,
                "interval",
                args=(name, job),
                id=name,
                seconds=seconds,
                next_run_time=datetime.now(UTC),
                # A tick that comes late runs once: what is due is read from the record.
                coalesce=True,
                max_instances=1,
                misfire_grace_time=None,
            )

        if self._poller is not None:
            # However late the start: by default it would be left out when it is a second late.
            self._scheduler.add_job(
                self._tick, args=("waiting", self._poller.read_waiting), id="waiting", misfire_grace_time=None
            )

    @property
    def leading_for(self) -> float | None:
        """For how many seconds this has been the clock of the record; None when it is not."""
        return time.monotonic() - self._begun if self._leads() else None

    def silent_for(self) -> float:
        """Seconds since the last tick."""
        return time.monotonic() - self._ticked

    async def start(self) -> None:
        self._scheduler.start()

    async def stop(self) -> None:
        """Take no more work and let what is in hand finish for a while; what is left is taken up again later."""
        self._stopping = True
        self._unlisten()
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)
        if self._poller is None:
            await self._finish()
        else:
            await asyncio.gather(self._poller.stop(self._grace), self._dispatcher.stop(self._grace), self._finish())

    async def _finish(self) -> None:
        tasks = [task for task in self._running.values() if not task.done()]
        if tasks:
            _, late = await asyncio.wait(tasks, timeout=self._grace)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    def _rests(self) -> bool:
        """Whether nothing is to be begun."""
        return self._stopping or not self._leads()

    async def _tick(self, name: str, job: Job) -> None:
        # A coroutine, because APScheduler runs plain functions in threads.
        self._ticked = time.monotonic()
        metrics.CLOCK_TICK.set_to_current_time()
        self._begin(name, job)

    def _begin(self, name: str, job: Job, *, again: bool = False) -> None:
        """Run a job unless it runs; with `again` it then runs once more: it may have looked before there was work."""
        held = self._running.get(name)
        if self._rests():
            return
        if held is None or held.done():
            self._running[name] = asyncio.create_task(self._guarded(name, job), name=name)
        elif again:
            held.add_done_callback(lambda _: self._begin(name, job))

    async def _guarded(self, name: str, job: Job) -> None:
        try:
            await job()
            if name in self._pausing:
                self._pausing.discard(name)
                log.warning("%s goes on", name)
        except RecordError as error:
            # A full disk or a locked record mends itself or is mended; the next tick tries again. Said once.
            metrics.JOBS_FAILED.labels(name, "record").inc()
            if name not in self._pausing:
                log.error("%s pauses: %s", name, error)
            self._pausing.add(name)
        except Exception:  # the loop's edge: the next tick must come whatever happened here
            metrics.JOBS_FAILED.labels(name, "fault").inc()
            log.exception("%s failed", name)

    async def _poll_due(self) -> None:
        """Begin what is due. After a long sleep everything is: then a part of it each second, not a herd."""
        if not self._prepared and self._poller is not None:
            await self._poller.prepare()
            self._prepared = True
        async with self._db.read() as session:
            due = await visits.due(session, self._now())
        # What waits for others of its host is due as well, and must not stand in the way of other hosts.
        in_hand = self._dispatcher.in_hand
        due = tuple(each for each in due if _key(each) not in in_hand)
        for each in due[: max(self._at_least, len(due) // SPREAD_OVER)]:
            await self._dispatcher.submit(
                "poll", _key(each), lane=f"host {each.host}", source_id=each.id, host=each.host
            )

    async def _poll(self, source_id: int, host: str) -> None:
        assert self._poller is not None, "only a clock that asks by itself is told to"
        await self._poller.ask(Due(id=source_id, host=host))

    def _heard(self, outcome: Outcome) -> None:
        self._told(outcome)
        if outcome.alerts or outcome.new:
            self._outbox.wake()

    def news(self) -> None:
        """Something was committed somewhere that may have to be told."""
        self._written(True)

    def _written(self, to_tell: bool) -> None:
        """Something was committed in this process; `to_tell`: there is something new to tell."""
        self._outbox.wake()
        if to_tell:
            self._begin("deliver", self._deliver, again=True)
            self._begin("notify", self._notify, again=True)

    async def _deliver(self) -> None:
        if not self._taken_over:
            await self._outbox.take_over()
            self._taken_over = True
        # Asked every second, and nearly always there is nothing: then the record is left alone.
        if self._outbox.has_work():
            await self._outbox.drain()

    async def _notify(self) -> None:
        await deliver_notices(self._db, self._notifiers, self._now, self._rests)

    async def _look_after(self) -> None:
        if self._admins is not None:
            await look_after(self._db, self._now(), self._admins)

    async def _remind(self) -> None:
        await remind(self._db, self._now(), self._started)

    async def _prune(self) -> None:
        await prune(self._db, self._now(), self._keep_texts)

    async def _retry_articles(self) -> None:
        await retry_articles(self._db, self._fetcher, self._now)

    async def _read_requests(self) -> None:
        if self._answerer is not None:
            await read_requests(self._db, self._fetcher, self._answerer, self._now)

    async def _ask(self) -> None:
        if self._questioner is not None:
            await ask_admins(self._db, self._questioner, self._admin_channel, self._now)

    async def _reread(self) -> None:
        await reread(self._db, self._now)


def _key(due: Due) -> str:
    return f"source {due.id}"
