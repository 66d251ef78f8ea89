"""Sources from the web to the record. Read this first.

Sources of one host are asked one after the other, in a lane of their own; lanes run side by side. What comes of a visit
is written down by the ledger, many visits at a time, and what an answer brought is read afterwards (jobs/reading.py).
"""

import asyncio
import logging
import os
import secrets
import socket
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine, Iterable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Literal
from urllib.parse import urlsplit

from jobs import reading
from jobs.fetch import Fetched, Fetcher, FetchError, Item, Refused, SourceToFetch
from jobs.fetch.robots import Kept
from jobs.ledger import Hold, Ledger, NotWritten
from storage import documents, metrics, publishers, sources, tracing, visits
from storage.database import Database, RecordError
from storage.documents import Draft
from storage.evidence import Recorded
from storage.visits import Answered, Due, Failed, Rested, Taken, Visit

log = logging.getLogger(__name__)

#: A failure that looks like a missing network is the source's own while others answered so recently.
_REACHED = timedelta(minutes=1)
#: Seconds for which the outlets and their grades are taken as they were.
_BOOK_KEPT = 60.0
_TOKEN = secrets.token_hex(4)

Reader = Callable[[Database, Fetcher, Taken, Callable[[], datetime]], Awaitable[list[Recorded]]]


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """How one source fared. `refused`: we did not ask. `offline`: it looks as if there were no network at all."""

    url: str
    outcome: Literal["ok", "unchanged", "error", "refused"]
    items: int = 0
    new: int = 0
    alerts: int = 0
    reviews: int = 0
    error: str | None = None
    offline: bool = False


@dataclass
class _Reading:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    wanted_by: int = 0


class Poller:
    """Asks sources, politely and side by side. `told` hears how each fared, once `read` has read what it brought.

    `seat` is the name of this process's place among those that ask the same sources; None: this one asks alone.
    """

    def __init__(
        self,
        db: Database,
        fetcher: Fetcher,
        clock: Callable[[], datetime],
        told: Callable[[Outcome], None] = lambda _: None,
        read: Reader = reading.read_all,
        seat: str | None = None,
    ) -> None:
        self._db, self._fetcher, self._clock, self._told, self._reader = db, fetcher, clock, told, read
        self._by = seat or _who()
        self._ledger = Ledger(db, fetcher, clock, by=self._by, if_due=seat is not None)
        self._lanes: dict[str, deque[int]] = {}
        self._in_hand: dict[int, asyncio.Future[None]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._readings: dict[int, _Reading] = {}
        self._stopping = False
        self._broken: RecordError | None = None
        self._pausing = False
        self._reached: datetime | None = None
        self._book: tuple[float, publishers.Book] | None = None
        self._opening = asyncio.Lock()

    async def prepare(self) -> None:
        """What earlier processes learnt from hosts, and what those that died had taken."""
        now = self._clock()
        async with self._db.read() as session:
            known = await visits.robots(session, now)
        self._fetcher.remember_robots(Kept(origin=r.origin, text=r.text, until=r.kept_until) for r in known)
        async with self._db.write() as session:
            await visits.free_orphans(session, lives)

    def begin(self, due: Iterable[Due]) -> None:
        """Have these sources asked; those in hand already are left as they are."""
        for each in due:
            if each.id in self._in_hand:
                continue
            self._in_hand[each.id] = asyncio.get_running_loop().create_future()
            lane = self._lanes.get(each.host)
            if lane is not None:
                lane.append(each.id)
            else:
                self._lanes[each.host] = deque([each.id])
                self._spawn(self._run(each.host))

    async def ask(self, due: Due) -> None:
        """Have a source asked, and wait until what came of it is written down; reading it may take longer."""
        self.begin([due])
        if (asked := self._in_hand.get(due.id)) is not None:
            await asyncio.wait([asked])

    async def finish(self) -> None:
        """Wait until everything in hand is asked and read. Raises RecordError when the record cannot be used."""
        while self._tasks:
            await asyncio.wait(self._tasks)
        if self._broken is not None:
            raise self._broken

    async def stop(self, seconds: float) -> None:
        """Begin nothing more and let what is in hand finish, for so long; what is left is taken up again later."""
        self._stopping = True
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=seconds)
            unfinished = tuple(self._in_hand)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
            if unfinished:
                with suppress(RecordError):
                    async with self._db.write() as session:
                        await visits.free(session, unfinished, self._by)
        await self._ledger.close()

    def _spawn(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(self._guarded(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _guarded(self, work: Coroutine[None, None, None]) -> None:
        try:
            await work
        except RecordError as error:
            # A full disk or a locked record mends itself or is mended; whoever waits is told. Said once.
            if not self._pausing:
                log.error("polling pauses: %s", error)
            self._broken, self._pausing = error, True

    async def _run(self, host: str) -> None:
        lane = self._lanes[host]
        try:
            while lane and not self._stopping:
                source_id = lane.popleft()
                try:
                    with tracing.about(source=source_id):
                        await self._visit(source_id)
                finally:
                    self._done(source_id)
        finally:
            for source_id in lane:
                self._done(source_id)
            del self._lanes[host]

    def _done(self, source_id: int) -> None:
        asked = self._in_hand.pop(source_id)
        if not asked.done():
            asked.set_result(None)

    async def _visit(self, source_id: int) -> None:
        """Take, ask, write down; what it brought is read while the next source of the host is asked."""
        hold = await self._ledger.take(source_id)
        if hold is None:
            return
        try:
            visit, outcome = await self._ask(hold.source)
        except RecordError:
            self._ledger.leave(source_id)
            raise
        new = 0
        try:
            new = await self._ledger.settle(visit)
            if self._pausing:
                self._pausing = False
                log.warning("polling goes on")
        except NotWritten as error:
            visit, outcome = self._stumbled(hold.source, error)
            await self._ledger.settle(visit)
        metrics.POLLS.labels(outcome.outcome).inc()
        outcome = replace(outcome, new=new)
        # What was kept is read whatever the source answers now: it may never answer again.
        if new or hold.unread or (hold.source.first_reading and isinstance(visit, Answered)):
            self._spawn(self._read(hold, outcome))
        else:
            self._told(outcome)

    async def read_waiting(self) -> None:
        """Read what an earlier process kept and did not come to read, also of sources that are asked no more."""
        async with self._db.read() as session:
            waiting = [await visits.look(session, number) for number in await documents.waiting_sources(session)]
        for source in waiting:
            with tracing.about(source=source.id):
                await self._read_alone(source)

    async def _read_alone(self, source: Taken) -> list[Recorded]:
        """One reader a source: a second one would ask for the same articles again. It waits, and reads what is left."""
        reading = self._readings.setdefault(source.id, _Reading())
        reading.wanted_by += 1
        try:
            async with reading.lock:
                return await self._reader(self._db, self._fetcher, source, self._clock)
        finally:
            reading.wanted_by -= 1
            if not reading.wanted_by:
                del self._readings[source.id]

    async def _read(self, hold: Hold, outcome: Outcome) -> None:
        recorded = await self._read_alone(hold.source)
        self._told(replace(outcome, alerts=sum(r.alerts for r in recorded), reviews=sum(r.reviews for r in recorded)))

    async def _ask(self, source: Taken) -> tuple[Visit, Outcome]:
        now = self._clock()
        if source.fresh_until is not None and source.fresh_until > now:
            return Rested(source=source, now=now), Outcome(url=source.named, outcome="unchanged")
        try:
            fetched = await self._fetcher.fetch(to_fetch(source))
            visit = await self._answered(source, fetched)
        except FetchError as error:
            return self._failed(source, error)
        except RecordError:
            raise
        except Exception as error:  # one source that trips us must not stop the others
            log.exception("source %s", source.id)
            return self._stumbled(source, error)
        self._reached = self._clock()
        return visit, Outcome(url=source.named, outcome=fetched.outcome, items=len(fetched.items))

    def _failed(self, source: Taken, error: FetchError) -> tuple[Visit, Outcome]:
        log.info("source %s: %s", source.id, error.reason)
        now = self._clock()
        offline = error.offline and (self._reached is None or now - self._reached > _REACHED)
        visit = Failed(
            source=source,
            now=now,
            trouble=error.reason,
            retry_after=error.retry_after,
            gone=error.gone,
            offline=offline,
        )
        word: Literal["error", "refused"] = "refused" if isinstance(error, Refused) else "error"
        return visit, Outcome(url=source.named, outcome=word, error=error.reason, offline=offline)

    def _stumbled(self, source: Taken, error: Exception) -> tuple[Visit, Outcome]:
        trouble = "this program stumbled over it"
        visit = Failed(source=source, now=self._clock(), trouble=trouble)
        return visit, Outcome(url=source.named, outcome="error", error=f"{trouble}: {error}"[:500])

    async def _answered(self, source: Taken, fetched: Fetched) -> Answered:
        drafts: list[Draft] = []
        dates: list[datetime] = []
        if fetched.items:
            drafts = _drafts(fetched, source, await self._outlets())
            dates = [at for item in fetched.items if item.published and (at := moment(item.published))]
        wishes = fetched.wishes
        return Answered(
            source=source,
            now=self._clock(),
            etag=fetched.etag,
            last_modified=fetched.last_modified,
            digest=fetched.digest,
            moved_to=fetched.moved_to,
            fresh_until=fetched.fresh_until,
            title=fetched.title,
            drafts=drafts,
            dates=dates,
            items=len(fetched.items) if fetched.outcome == "ok" else None,
            memory=fetched.memory,
            wishes=(wishes.ttl, wishes.skip_hours, wishes.skip_days) if wishes else None,
        )

    async def _outlets(self) -> publishers.Book:
        async with self._opening:  # many ask for it at once
            now = asyncio.get_running_loop().time()
            if self._book is None or now - self._book[0] > _BOOK_KEPT:
                async with self._db.read() as session:
                    self._book = (now, await publishers.book(session))
            return self._book[1]


async def poll_due(
    db: Database, fetcher: Fetcher, clock: Callable[[], datetime], *, everything: bool = False
) -> list[Outcome]:
    """Ask every source that is due, once; one bad source never stops the others.

    With `everything` every active one is asked, and those that are paused are named as refused.
    """
    outcomes: list[Outcome] = []
    poller = Poller(db, fetcher, clock, outcomes.append)
    await poller.prepare()
    async with db.read() as session:
        due = await visits.due(session, clock(), everything=everything)
        paused = await sources.paused(session) if everything else ()
    poller.begin(due)
    await poller.finish()
    outcomes += [Outcome(url=url, outcome="refused", error=f"paused{f': {why}' if why else ''}") for url, why in paused]
    return outcomes


async def poll(db: Database, fetcher: Fetcher, source_id: int, clock: Callable[[], datetime]) -> Outcome | None:
    """Fetch, keep, read, record one source. None when somebody else is asking it right now."""
    outcomes: list[Outcome] = []
    poller = Poller(db, fetcher, clock, outcomes.append)
    poller.begin([Due(id=source_id, host="")])
    await poller.finish()
    return outcomes[0] if outcomes else None


def moment(published: str) -> datetime | None:
    """An item's date as a time; a day begins at midnight UTC."""
    try:
        read = datetime.fromisoformat(published)
    except ValueError:
        return None
    return read if read.tzinfo else datetime.combine(date(read.year, read.month, read.day), time(), UTC)


def to_fetch(source: Taken) -> SourceToFetch:
    """A source as the fetcher wants it."""
    return SourceToFetch(
        url=source.url,
        kind=source.kind,
        name=source.name,
        etag=source.etag,
        last_modified=source.last_modified,
        digest=source.digest,
        publisher=source.publisher,
        ignore_robots=source.ignore_robots,
        memory=source.memory,
        selector=source.selector,
        mapping=source.mapping,
        items=source.items,
    )


def _drafts(fetched: Fetched, source: Taken, book: publishers.Book) -> list[Draft]:
    """What an answer offers, oldest first as feeds have it."""
    home = _host(source.url)
    drafts = []
    for item in reversed(fetched.items):
        host = _host(item.url)
        own = not item.publisher and host in ("", home)
        publisher = book.name_of(_publisher(item, source, host, own=own))
        drafts.append(
            Draft(
                url=item.url,
                title=item.title,
                text=item.content or item.summary or item.title,
                publisher=publisher,
                grade=book.grade_of(publisher) or (source.grade if own else None),
                published=item.published,
                language=fetched.language or source.language,
                needs_article=item.needs_article,
            )
        )
    return drafts


def _publisher(item: Item, source: Taken, host: str, *, own: bool) -> str:
    """Who printed it: what the item names, else the source when the link is its own, else the link's host."""
    if item.publisher:
        return item.publisher
    if source.publisher and own:
        return source.publisher
    return host or source.name


def _host(url: str) -> str:
    return _host_at("/".join(url.split("/", 3)[:3]))


@lru_cache(4_096)  # the links of a feed lead to few hosts
def _host_at(origin: str) -> str:
    return (urlsplit(origin).hostname or "").removeprefix("www.")


def _who() -> str:
    return f"{socket.gethostname()} {os.getpid()} {_TOKEN}"


def lives(taker: str) -> bool:
    """Whether the process that took a source may still be at work. One on another machine may."""
    machine, number, token = [*taker.split(" "), "", ""][:3]
    if machine != socket.gethostname() or not number.isdigit():
        return True
    if int(number) == os.getpid():
        return token == _TOKEN
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True


def summary(outcomes: Iterable[Outcome]) -> dict[str, int]:
    """Counts over all outcomes, in the words of `poll --once --json`."""
    everything = list(outcomes)
    counts = {"polled": len(everything)}
    for word in ("ok", "unchanged", "error", "refused"):
        counts[word] = sum(1 for outcome in everything if outcome.outcome == word)
    counts["new"] = sum(outcome.new for outcome in everything)
    counts["alerts"] = sum(outcome.alerts for outcome in everything)
    counts["reviews"] = sum(outcome.reviews for outcome in everything)
    return counts
