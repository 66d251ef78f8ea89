"""A crew: real `lodestone worker` processes on one PostgreSQL record, killed and frozen while sources fall due."""

import asyncio
import itertools
import os
import random
import signal
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
from aiohttp import web

from storage import companies, follows, sources
from storage.database import Database, is_postgres
from storage.domain.licence import Certainty, Role
from storage.postgres import WRITERS, plain
from storage.seats import CLOCK, PRESENT
from tests.chaos.unruly import CALM, UnrulySlack

ADMIN = "U0ADMIN"

#: Writes down every visit that is settled, and plans the next one at once: a day of slots passes in seconds.
_BOOKKEEPER = """
CREATE TABLE visited (source int, slot timestamptz, at timestamptz DEFAULT clock_timestamp(), by text);
CREATE FUNCTION book() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF OLD.leased_by IS NOT NULL AND NEW.leased_by IS NULL AND NEW.next_check_at IS DISTINCT FROM OLD.next_check_at THEN
    INSERT INTO visited (source, slot, by) VALUES (OLD.id, OLD.next_check_at, OLD.leased_by);
    NEW.next_check_at := clock_timestamp() + interval '{pause} seconds';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER book BEFORE UPDATE ON source FOR EACH ROW EXECUTE FUNCTION book();
"""


@dataclass(frozen=True, kw_only=True)
class Plan:
    """How many workers, how much work, and what befalls them. `frozen`: seconds for which one is stopped, once."""

    workers: int = 2
    sources: int = 100
    polls: int = 1_000
    alerts: int = 50
    channels: int = 10
    pause: float = 1.0
    kill_every: float | None = 5.0
    kills: int | None = None
    frozen: float = 0.0
    seed: int = 1
    longest: float = 900.0


@dataclass(kw_only=True)
class Outcome:
    """`twice` are slots settled twice; `lost` and `repeated` alerts; `gap` the longest time without any poll."""

    plan: Plan
    seconds: float = 0.0
    polls: int = 0
    requests: int = 0
    twice: int = 0
    starved: int = 0
    gap: float = 0.0
    kills: int = 0
    #: How long others could not write while one was frozen in the middle of a unit of work.
    held: float = 0.0
    successions: list[float] = field(default_factory=list)
    alerts: int = 0
    lost: list[str] = field(default_factory=list)
    repeated: list[str] = field(default_factory=list)
    uncertain: int = 0

    def line(self) -> str:
        after = f"{max(self.successions):.2f} s" if self.successions else "-"
        return (
            f"{self.plan.workers:7} {self.polls:7,} {self.twice:6} {self.requests - self.polls:12} {self.starved:8}"
            f" {self.gap:9.1f} s {self.held:6.1f} s {self.kills:6} {after:>10} {self.alerts:7} {len(self.lost):5}"
            f" {len(self.repeated):6} {self.uncertain:10} {self.seconds:5.0f} s"
        )


HEADING = (
    "workers   polls  twice  asked again  starved  longest gap  held up  kills  new clock  alerts  lost  twice"
    "  uncertain   took"
)


class Newsstand:
    """Feeds on 127.0.x.y; a feed that has news says it from then on. `asked` counts requests by source."""

    def __init__(self) -> None:
        self.asked: Counter[int] = Counter()
        self.news: set[int] = set()
        self.port = 0

    def address(self, number: int) -> str:
        return f"http://127.0.{number // 200}.{number % 200 + 1}:{self.port}/feed/{number}"

    async def handle(self, request: web.Request) -> web.Response:
        number = int(request.match_info["number"])
        self.asked[number] += 1
        version = "news" if number in self.news else "old"
        if request.headers.get("If-None-Match") == f'"{version}"':
            return web.Response(status=304, headers={"ETag": f'"{version}"'})
        items = _item(number, "old", "Magnet prices were little changed on Monday, traders said.")
        if version == "news":
            items = _item(number, "news", sentence(number)) + items
        text = f'<rss version="2.0"><channel><title>Wire {number}</title>{items}</channel></rss>'
        return web.Response(text=text, content_type="application/rss+xml", headers={"ETag": f'"{version}"'})

    @asynccontextmanager
    async def served(self) -> AsyncIterator[None]:
        app = web.Application()
        app.router.add_get("/feed/{number}", self.handle)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
        await runner.setup()
        await web.TCPSite(runner, "0.0.0.0", 0).start()
        self.port = runner.addresses[0][1]
        try:
            yield
        finally:
            await runner.cleanup()


def subject(number: int) -> str:
    return f"Kunpeng {number:04} Magnetics"


def sentence(number: int) -> str:
    name = subject(number)
    return (
        f"{name} has received a general licence to export rare-earth magnets, Reuters reported. "
        "The licence covers shipments to several customers."
    )


def _item(number: int, name: str, text: str) -> str:
    content = f"<description>{text}</description>" + f"<content:encoded>{text}</content:encoded>"
    title = f"{subject(number)} wins licence" if name == "news" else f"Market report {number}"
    spaces = 'xmlns:content="http://purl.org/rss/1.0/modules/content/"'
    return f"<item {spaces}><title>{title}</title><link>http://127.0.0.1:9/{number}/{name}</link>{content}</item>"


async def prepare(url: str, plan: Plan, stand: Newsstand) -> None:
    """Sources that are due at once, companies, channels that follow them, and the book of visits."""
    now = datetime.now(UTC) - timedelta(minutes=1)
    db = Database(url)
    await db.upgrade()
    async with db.write() as session:
        for number in range(plan.sources):
            await sources.add(session, stand.address(number), "feed", "U1", now)
        for number in range(plan.alerts):
            await companies.add(
                session, subject(number), now=now, cause="seed", roles=(Role.EXPORTER,), key=f"kunpeng-{number}"
            )
        for channel in range(plan.channels):
            keys = tuple(f"kunpeng-{number}" for number in range(channel, plan.alerts, plan.channels))
            rule = follows.Rule(companies=keys, minimum=Certainty.CLAIMED)
            await follows.add(session, f"C{channel:03}", rule, ADMIN, now)
    await db.close()
    if not is_postgres(url):
        return
    with psycopg.connect(plain(url), autocommit=True) as connection:
        connection.execute(_BOOKKEEPER.format(pause=plan.pause).encode())


class Worker:
    """A `lodestone worker` process, or one of another verb; started again after every death."""

    def __init__(self, number: int, environment: dict[str, str], folder: Path, verb: str = "worker") -> None:
        self.number, self._environment, self._verb = number, environment, verb
        self._log = (folder / f"worker-{number}.log").open("ab")
        self._process: asyncio.subprocess.Process | None = None

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    @property
    def ended(self) -> bool:
        return self._process is None or self._process.returncode is not None

    async def start(self) -> None:
        self._process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", self._verb),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=self._log,
            stderr=self._log,
            env=self._environment,
        )

    def send(self, what: signal.Signals) -> None:
        os.kill(self.pid, what)

    async def kill(self) -> None:
        assert self._process is not None
        with suppress(ProcessLookupError):
            self._process.kill()
        await self._process.wait()

    async def stop(self) -> int:
        """Ask it to end; its exit status. Raises TimeoutError after fifteen seconds."""
        assert self._process is not None
        self._process.terminate()
        return await asyncio.wait_for(self._process.wait(), 15)

    async def end(self) -> None:
        if not self.ended:
            await self.kill()
        self._log.close()


def surroundings(url: str, slack: UnrulySlack) -> dict[str, str]:
    """The environment of a process that works on this record and speaks to this Slack."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("SLACK_", "LODESTONE_", "DATABASE_"))}
    return kept | {
        "DATABASE_URL": url,
        "LODESTONE_SEEDS": "none",
        "LODESTONE_ADMINS": ADMIN,
        "LODESTONE_ALLOW_PRIVATE_HOSTS": "127.0.0.0/8",
        "SLACK_BOT_TOKEN": "xoxb-test",
        "SLACK_APP_TOKEN": "xapp-test",
        "SLACK_API_URL": slack.url,
        # A start without byte code takes three times as long.
        "PYTHONDONTWRITEBYTECODE": "",
    }


@asynccontextmanager
async def crew(url: str, number: int, slack: UnrulySlack, folder: Path) -> AsyncIterator[list[Worker]]:
    environment = surroundings(url, slack)
    workers = [Worker(n, environment, folder) for n in range(number)]
    try:
        for worker in workers:
            await worker.start()
        yield workers
    finally:
        for worker in workers:
            await worker.end()


class Ledger:
    """What the harness reads from the record, over a connection of its own."""

    def __init__(self, url: str) -> None:
        self._url = plain(url)
        self._connection: psycopg.AsyncConnection[Any] | None = None
        self._one = asyncio.Lock()

    async def ask(self, query: str, *arguments: object) -> list[Any]:
        async with self._one:
            try:
                return await self._ask(query, arguments)
            except psycopg.OperationalError:
                # The server was away since it was asked last.
                return await self._ask(query, arguments)

    async def _ask(self, query: str, arguments: tuple[object, ...]) -> list[Any]:
        if self._connection is None or self._connection.closed:
            self._connection = await psycopg.AsyncConnection.connect(self._url, autocommit=True)
        return await (await self._connection.execute(query.encode(), arguments)).fetchall()

    async def close(self) -> None:
        if self._connection is not None:
            await self._connection.close()

    async def polls(self) -> int:
        return int((await self.ask("SELECT count(*) FROM visited"))[0][0])

    async def leader(self) -> int | None:
        """The process that keeps the clock; None when none does."""
        return await self.holder(CLOCK)

    async def holder(self, lock: int) -> int | None:
        """The process that holds this lock of the server's; None when none does."""
        rows = await self.ask(
            "SELECT application_name FROM pg_locks JOIN pg_stat_activity USING (pid) WHERE locktype = 'advisory'"
            " AND granted AND objsubid = 1 AND (classid::bigint << 32) | objid::bigint = %s",
            lock,
        )
        return int(rows[0][0].split()[-1]) if rows else None

    async def up(self) -> set[int]:
        """The processes that have a seat."""
        rows = await self.ask(
            "SELECT DISTINCT application_name FROM pg_locks JOIN pg_stat_activity USING (pid)"
            " WHERE locktype = 'advisory' AND granted AND objsubid = 2 AND classid = %s",
            PRESENT,
        )
        return {int(name.split()[-1]) for (name,) in rows}

    async def led(self, longest: float = 300.0) -> int:
        """Whoever keeps the clock, once somebody does. Raises TimeoutError."""
        async with asyncio.timeout(longest):
            while (leader := await self.leader()) is None:  # noqa: ASYNC110  another process
                await asyncio.sleep(0.02)
        return leader

    async def open(self) -> int:
        """Deliveries to channels to which something is still to happen by itself."""
        query = (
            "SELECT count(*) FROM delivery WHERE outlet LIKE 'C%%'"
            " AND (state IN ('pending', 'sending', 'held') OR settle IN ('look', 'ask'))"
        )
        return int((await self.ask(query))[0][0])


async def shift(plan: Plan, url: str, folder: Path) -> Outcome:
    """Let a crew work until the polls are done and the alerts told; the record is looked through after that."""
    outcome, stand, slack = Outcome(plan=plan), Newsstand(), UnrulySlack(seed=plan.seed, temper=CALM)
    began = time.monotonic()
    async with stand.served(), slack.served():
        await prepare(url, plan, stand)
        ledger = Ledger(url)
        try:
            async with crew(url, plan.workers, slack, folder) as workers:
                await _watched(plan, workers, ledger, stand, outcome, began + plan.longest)
                outcome.seconds = time.monotonic() - began
                await judge(outcome, ledger, stand, slack)
        finally:
            await ledger.close()
    return outcome


async def _watched(
    plan: Plan, workers: list[Worker], ledger: Ledger, stand: Newsstand, outcome: Outcome, until: float
) -> None:
    trouble = asyncio.create_task(_trouble(plan, workers, ledger, outcome))
    try:
        await _worked(plan, ledger, stand, until)
    finally:
        trouble.cancel()
        [ended] = await asyncio.gather(trouble, return_exceptions=True)
    if isinstance(ended, Exception):
        # A run in which nobody was killed shows nothing.
        raise ended
    for worker in workers:
        if worker.ended:
            await worker.start()
    while await ledger.open() and time.monotonic() < until:  # noqa: ASYNC110  others work
        await asyncio.sleep(0.5)


async def _worked(plan: Plan, ledger: Ledger, stand: Newsstand, until: float) -> None:
    """News breaks evenly over the polls, once a source was read for the first time."""
    while (done := await ledger.polls()) < plan.polls and time.monotonic() < until:
        ready = max(0, done - 2 * plan.sources)
        share = ready / max(1, plan.polls - 4 * plan.sources)
        stand.news.update(range(min(plan.alerts, int(plan.alerts * share))))
        await asyncio.sleep(0.25)
    stand.news.update(range(plan.alerts))
    # What is not told by then is counted as lost.
    with suppress(TimeoutError):
        async with asyncio.timeout(max(0.0, until - time.monotonic())):
            await _all_raised(plan, ledger)


async def _all_raised(plan: Plan, ledger: Ledger) -> None:
    while (await ledger.ask("SELECT count(*) FROM alert"))[0][0] < plan.alerts:  # noqa: ASYNC110  others work
        await asyncio.sleep(0.5)


async def _trouble(plan: Plan, workers: list[Worker], ledger: Ledger, outcome: Outcome) -> None:
    chance = random.Random(plan.seed)
    await ledger.led()
    for turn in itertools.count(1):
        if plan.kill_every is None or outcome.kills == plan.kills:
            return
        await asyncio.sleep(plan.kill_every)
        leader = await ledger.leader()
        # Every other time whoever keeps the clock; never one that has not come up again yet.
        there = [worker for worker in workers if worker.pid in await ledger.up()]
        leads = next((worker for worker in there if worker.pid == leader), None)
        if not there:
            continue
        chosen = leads if leads is not None and turn % 2 else chance.choice(there)
        if plan.frozen and turn == 2:
            await _freeze_a_writer(workers, plan.frozen, ledger, outcome)
            continue
        await chosen.kill()
        killed = time.monotonic()
        outcome.kills += 1
        if chosen is leads and len(there) > 1:
            await ledger.led()
            outcome.successions.append(time.monotonic() - killed)
        await chosen.start()
        while chosen.pid not in await ledger.up():  # noqa: ASYNC110  another process
            await asyncio.sleep(0.1)


async def _freeze_a_writer(workers: list[Worker], seconds: float, ledger: Ledger, outcome: Outcome) -> None:
    """Stop one where it does the most harm: in the middle of a unit of work, while all others wait to write."""
    async with asyncio.timeout(60):
        while True:
            holder = await ledger.holder(WRITERS)
            caught = next((worker for worker in workers if worker.pid == holder), None)
            if caught is None:
                continue
            caught.send(signal.SIGSTOP)
            if await ledger.holder(WRITERS) == holder:
                break
            caught.send(signal.SIGCONT)
    stopped = time.monotonic()
    try:
        while await ledger.holder(WRITERS) == holder and time.monotonic() - stopped < seconds:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
        outcome.held = time.monotonic() - stopped
        await asyncio.sleep(max(0.0, seconds - outcome.held))
    finally:
        caught.send(signal.SIGCONT)


async def judge(outcome: Outcome, ledger: Ledger, stand: Newsstand, slack: UnrulySlack) -> None:
    """Count slots by the book of visits, and alerts by what Slack has."""
    outcome.polls = await ledger.polls()
    outcome.requests = sum(stand.asked.values())
    again = "SELECT count(*) FROM (SELECT 1 FROM visited GROUP BY source, slot HAVING count(*) > 1) AS again"
    outcome.twice = (await ledger.ask(again))[0][0]
    never = "SELECT count(*) FROM source WHERE id NOT IN (SELECT source FROM visited)"
    outcome.starved = (await ledger.ask(never))[0][0]
    between = "SELECT max(gap) FROM (SELECT extract(epoch FROM at - lag(at) OVER (ORDER BY at)) AS gap FROM visited) g"
    outcome.gap = float((await ledger.ask(between))[0][0] or 0)
    rows = await ledger.ask(TOLD)
    compare(outcome, rows, slack)
    outcome.lost += ["never raised"] * (outcome.plan.alerts - len(rows))


#: Every alert of a channel, and what the record says became of it.
TOLD = "SELECT 'A' || alert_id, state FROM delivery WHERE outlet LIKE 'C%%'"


def compare(outcome: Outcome, rows: Sequence[tuple[str, str]], slack: UnrulySlack) -> None:
    """Count what the record has against what Slack has."""
    got = Counter(alert for post in slack.posts for alert in post.alerts)
    outcome.alerts = len(rows)
    for alert, state in rows:
        if got[alert] > 1:
            outcome.repeated.append(alert)
        if state == "uncertain":
            outcome.uncertain += 1
        elif got[alert] == 0:
            outcome.lost.append(f"{alert} {state}")
