"""What happens while the record cannot be written: the server is away, or the disk is full; and after that."""

import asyncio
import contextlib
import resource
import sqlite3
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from tests.chaos.unruly import CALM, UnrulySlack
from tests.records import Server
from tests.scale.crew import TOLD, Ledger, Newsstand, Outcome, Plan, Worker, compare, crew, prepare, surroundings

#: A source that has nothing new is asked again after five minutes at the soonest; here it is due at once.
_DUE = "UPDATE source SET next_check_at = NULL"


@dataclass(kw_only=True)
class Outage:
    """`ended`: processes that gave up; `lines`: written to their logs meanwhile; `resumed`: seconds until they worked
    again; `told`: seconds until all was told that had waited.
    """

    what: str
    seconds: float
    told: Outcome
    meanwhile: int = 0
    ended: int = 0
    lines: int = 0
    resumed: float = 0.0
    all_told: float = 0.0
    said: tuple[str, ...] = ()

    def line(self) -> str:
        told = self.told
        return (
            f"{self.what:20} {self.seconds:6.0f} s {self.meanwhile:13} {self.ended:6} {self.lines:10}"
            f" {self.resumed:8.1f} s {self.all_told:8.1f} s {told.alerts:7} {len(told.lost):5} {len(told.repeated):6}"
            f" {told.uncertain:10}"
        )


HEADING = (
    "away                    for  news meanwhile  ended  log lines    resumed   all told  alerts  lost  twice"
    "  uncertain"
)


async def server_away(server: Server, seconds: float, folder: Path, alerts: int = 60) -> Outage:
    """Two workers in the middle of telling half of the news when the server goes down; the rest breaks meanwhile."""
    server.keep_promises()
    url = server.new()
    plan = Plan(workers=2, sources=alerts, alerts=alerts, channels=10, pause=3.0)
    outage = Outage(what="PostgreSQL stopped", seconds=seconds, told=Outcome(plan=plan), meanwhile=alerts // 2)
    stand, slack = Newsstand(), UnrulySlack(seed=plan.seed, temper=CALM)
    async with stand.served(), slack.served():
        await prepare(url, plan, stand)
        ledger = Ledger(url)
        try:
            async with crew(url, plan.workers, slack, folder) as workers:
                await _until(lambda: _everything_read(ledger, plan))
                stand.news.update(range(alerts // 2))
                await slack.has_taken(5)
                written = _lines(folder)
                await asyncio.to_thread(server.crash)
                stand.news.update(range(alerts))
                await asyncio.sleep(seconds)
                outage.said = _lines(folder)[len(written) :]
                outage.lines = len(outage.said)
                before = sum(stand.asked.values())
                await asyncio.to_thread(server.start_again)
                back = time.monotonic()
                await _until(lambda: _true(sum(stand.asked.values()) > before))
                outage.resumed = time.monotonic() - back
                await _until(lambda: _all_told(ledger, plan))
                outage.all_told = time.monotonic() - back
                outage.ended = sum(worker.ended for worker in workers)
                compare(outage.told, await ledger.ask(TOLD), slack)
        finally:
            await ledger.close()
    return outage


async def disk_full(seconds: float, folder: Path, alerts: int = 30) -> Outage:
    """`lodestone run` on a file that may not grow for a while, by a limit of the system's on the process."""
    url = f"sqlite:///{folder / 'record.db'}"
    plan = Plan(workers=1, sources=alerts, alerts=alerts, channels=10)
    outage = Outage(what="SQLite, disk full", seconds=seconds, told=Outcome(plan=plan), meanwhile=alerts // 2)
    stand, slack = Newsstand(), UnrulySlack(seed=plan.seed, temper=CALM)
    async with stand.served(), slack.served():
        await prepare(f"sqlite+aiosqlite:///{folder / 'record.db'}", plan, stand)
        bot = Worker(0, surroundings(url, slack), folder, "run")
        with contextlib.closing(sqlite3.connect(folder / "record.db", timeout=30, isolation_level=None)) as record:
            try:
                await bot.start()
                await _until(lambda: _true(_one(record, "SELECT min(first_read_at) IS NOT NULL FROM source")))
                stand.news.update(range(alerts // 2))
                record.execute(_DUE)
                await slack.has_taken(5)
                written = _lines(folder)
                resource.prlimit(bot.pid, resource.RLIMIT_FSIZE, (4_096, resource.RLIM_INFINITY))
                stand.news.update(range(alerts))
                record.execute(_DUE)
                await asyncio.sleep(seconds)
                outage.said = _lines(folder)[len(written) :]
                outage.lines = len(outage.said)
                before = _one(record, "SELECT count(*) FROM evidence") + len(slack.posts)
                resource.prlimit(bot.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
                back = time.monotonic()
                await _until(lambda: _true(_one(record, "SELECT count(*) FROM evidence") + len(slack.posts) > before))
                outage.resumed = time.monotonic() - back
                await _until(lambda: _true(_told_from(record, plan)))
                outage.all_told = time.monotonic() - back
                outage.ended = int(bot.ended)
                compare(outage.told, record.execute(TOLD.replace("%%", "%")).fetchall(), slack)
            finally:
                await bot.end()
    return outage


async def _until(happened: Callable[[], Awaitable[bool]], longest: float = 300.0) -> None:
    """Raises TimeoutError."""
    async with asyncio.timeout(longest):
        while not await happened():  # noqa: ASYNC110  other processes
            await asyncio.sleep(0.1)


async def _true(it: object) -> bool:
    return bool(it)


async def _everything_read(ledger: Ledger, plan: Plan) -> bool:
    rows = await ledger.ask("SELECT count(*) FROM source WHERE first_read_at IS NOT NULL")
    return int(rows[0][0]) == plan.sources


async def _all_told(ledger: Ledger, plan: Plan) -> bool:
    raised = (await ledger.ask("SELECT count(*) FROM alert"))[0][0]
    return raised >= plan.alerts and await ledger.open() == 0


_OPEN = (
    "SELECT count(*) FROM delivery WHERE outlet LIKE 'C%'"
    " AND (state IN ('pending', 'sending', 'held') OR settle IN ('look', 'ask'))"
)


def _told_from(record: sqlite3.Connection, plan: Plan) -> bool:
    return _one(record, "SELECT count(*) FROM alert") >= plan.alerts and not _one(record, _OPEN)


def _one(record: sqlite3.Connection, query: str) -> int:
    return int(record.execute(query).fetchone()[0])


def _lines(folder: Path) -> tuple[str, ...]:
    return tuple(line for path in sorted(folder.glob("worker-*.log")) for line in path.read_text().splitlines())
