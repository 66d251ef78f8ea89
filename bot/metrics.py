"""`/metrics` for Prometheus: what this process counted, and what lies in the record, asked when it is scraped.

`lodestone_record_...` is the same from whichever process is asked (take the largest, not the sum); all else is this
process's own.
"""

import asyncio
import logging
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from importlib.metadata import version

from prometheus_client import generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlalchemy.exc import SQLAlchemyError

from bot import health
from bot.serving import Listener, Receive, Scope, Send, answer, serve
from jobs.deliver import NOBODY
from jobs.liveness import ASK_RECORD, Liveness
from storage import backlog, metrics
from storage.backlog import Backlog
from storage.database import Database, RecordError, revisions

log = logging.getLogger(__name__)

PATH = "/metrics"
#: Seconds between two looks at how late the event loop is.
LOOK_EVERY = 0.5
#: Seconds for which what the record said holds, however many scrape.
HOLDS = 1.0
#: A connection without a request is closed after so many seconds; more requests at once than this are turned away.
PATIENCE, AT_ONCE = 10.0, 20


class Scraped:
    """An ASGI application: `/metrics`, `/healthz`, `/readyz` and nothing else. `clock` is aware UTC."""

    def __init__(self, db: Database, liveness: Liveness, clock: Callable[[], datetime]) -> None:
        self._db, self._liveness, self._now = db, liveness, clock
        self._held: tuple[float, Backlog | None] | None = None
        self._asking: asyncio.Task[Backlog | None] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 - ASGI's three
        assert scope["type"] == "http", "nothing else is served"
        path = scope["path"]
        if path not in (PATH, *health.PATHS):
            await answer(send, 404)
        elif scope["method"] not in ("GET", "HEAD"):
            await answer(send, 405)
        elif path == PATH:
            await answer(send, 200, await self.page(), {"content-type": CONTENT_TYPE_PLAIN_0_0_4})
        else:
            await health.tell(path, self._liveness, send)

    async def page(self) -> bytes:
        """All of it in Prometheus's text format; a record that cannot be read leaves out what lies there."""
        return generate_latest(_Page(await self._backlog(), self._now()))

    async def _backlog(self) -> Backlog | None:
        now = asyncio.get_running_loop().time()
        if self._held is not None and now - self._held[0] < HOLDS:
            return self._held[1]
        if self._asking is None or self._asking.done():
            self._asking = asyncio.create_task(self._ask(), name="backlog")
        # Left to itself when it takes long: a statement that is cancelled would lose its connection.
        done, _ = await asyncio.wait({self._asking}, timeout=ASK_RECORD)
        found = self._asking.result() if done else None
        self._held = (asyncio.get_running_loop().time(), found)
        return found

    async def _ask(self) -> Backlog | None:
        try:
            async with self._db.read() as session:
                return await backlog.look(session, self._now(), unspoken=(NOBODY,))
        except (RecordError, SQLAlchemyError) as error:
            log.info(
                "scraped without the record: %s", error if isinstance(error, RecordError) else type(error).__name__
            )
            return None


class _Page(Collector):
    def __init__(self, found: Backlog | None, now: datetime) -> None:
        self._found, self._now = found, now

    def collect(self) -> Iterator[Metric]:
        yield from metrics.REGISTRY.collect()
        up = GaugeMetricFamily("lodestone_database_up", "1 when this process could read the record just now, else 0.")
        up.add_metric([], float(self._found is not None))
        yield up
        if self._found is not None:
            yield from _in_the_record(self._found, self._now)


def _in_the_record(found: Backlog, now: datetime) -> Iterator[Metric]:
    yield _gauge(
        "deliveries",
        "Deliveries that have not arrived, by state. Held, uncertain and failed ones wait for their time or a person.",
        {state: each.number for state, each in found.deliveries.items()},
        "state",
    )
    yield _gauge(
        "delivery_age_seconds",
        "How long ago the oldest delivery in this state was learnt of; 0 when there is none.",
        {state: _age(each.since, now) for state, each in found.deliveries.items()},
        "state",
    )
    yield _gauge(
        "delivery_overdue_seconds",
        "For how long a delivery has been due and unsent though nothing outside keeps it; 0 when none is.",
        found.overdue.total_seconds(),
    )
    yield _gauge(
        "outlets_halted",
        "Outlets that take nothing for now (outlet), and ways of speaking that do not work at all (everything).",
        found.halted,
        "what",
    )
    yield _gauge(
        "queue_depth",
        "Work that waits, by kind: documents to be read, requests of people, notices to admins, reviews that need a"
        " person, and jobs handed on between processes.",
        {queue: each.number for queue, each in found.queues.items()},
        "queue",
    )
    yield _gauge(
        "queue_age_seconds",
        "How long the oldest work of this kind has waited; 0 when there is none.",
        {queue: _age(each.since, now) for queue, each in found.queues.items()},
        "queue",
    )
    yield _gauge("documents_unreadable", "Texts that could not be read, for good.", found.unreadable)
    sources = found.sources
    yield _gauge("sources", "Sources, by state.", sources.by_state, "state")
    yield _gauge("sources_failing", "Watched sources that failed at their last visit.", sources.failing)
    yield _gauge("sources_due", "Watched sources that should be asked by now and are not.", sources.due)
    yield _gauge(
        "source_lag_seconds",
        "How much later than planned the longest waiting source is; 0 when none waits.",
        sources.late.total_seconds(),
    )
    yield _gauge(
        "source_success_timestamp_seconds",
        "When any source answered last, in seconds since 1970; 0 when none did.",
        sources.newest_success.timestamp() if sources.newest_success else 0.0,
    )


def _gauge(name: str, meaning: str, value: float | Mapping[str, float], label: str = "") -> Metric:
    """A gauge of the record: one number, or one for each value of a label."""
    family = GaugeMetricFamily(f"lodestone_record_{name}", meaning, labels=[label] if label else None)
    for key, number in value.items() if isinstance(value, Mapping) else ():
        family.add_metric([key], number)
    if not isinstance(value, Mapping):
        family.add_metric([], value)
    return family


def _age(since: datetime | None, now: datetime) -> float:
    return max(timedelta(), now - since).total_seconds() if since is not None else 0.0


class Window:
    """The port on which this process is scraped, with a look at how late its event loop is while it is open."""

    def __init__(self, listener: Listener) -> None:
        self._listener, self.port = listener, listener.port
        self._looking = asyncio.create_task(_watch_the_loop(), name="event loop lag")

    async def close(self) -> None:
        self._looking.cancel()
        with suppress(asyncio.CancelledError):
            await self._looking
        await self._listener.close()


def show(host: str, port: int, db: Database, liveness: Liveness, clock: Callable[[], datetime]) -> Window:
    """Answer whoever scrapes, until it is closed. Raises OSError when the port is taken."""
    python = ".".join(map(str, sys.version_info[:3]))
    metrics.BUILD.labels(version("lodestone"), python, revisions()[-1]).set(1)
    return Window(serve(Scraped(db, liveness, clock), host, port, PATIENCE, at_once=AT_ONCE))


async def _watch_the_loop() -> None:
    loop = asyncio.get_running_loop()
    while True:
        due = loop.time() + LOOK_EVERY
        await asyncio.sleep(LOOK_EVERY)
        metrics.LOOP_LAG.observe(max(0.0, loop.time() - due))
