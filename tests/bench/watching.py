"""What watching costs: quiet feeds, first readings, memory and the way to Slack, beside the peers in the same run.

The news web and the peers come from ../shared/bench (or LODESTONE_PEER_BENCH); a peer that cannot be installed is named
as missing. Ratios are per CPU-second. Every figure of ours includes database writes, robots.txt with its Crawl-delay,
turns at each host and the check of every address.
"""

import asyncio
import importlib
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network
from pathlib import Path
from typing import Any

BENCH = Path(os.environ.get("LODESTONE_PEER_BENCH") or Path(__file__).parents[3] / "shared" / "bench")
HERE = [ip_network("127.0.0.0/8")]
FEEDS = 1_000
PORT = 8_960
#: What the peers need (../shared/bench/README.md), in a throw-away environment outside the repository.
NEEDS = ("reader", "sgmllib3k", "feedparser", "httpx", "psutil")
#: Sizes for which it is shown that the cost of a feed does not depend on how many there are.
SIZES = (100, 1_000)


def main() -> None:
    """Print the tables; `--full` adds 5,000 and 10,000 feeds, which takes a quarter of an hour."""
    if not (BENCH / "feed_server.py").exists():
        print(f"no news web at {BENCH}: watching is not measured (LODESTONE_PEER_BENCH names another place)")
        return
    full = "--full" in sys.argv
    ours = _ours(FEEDS)
    _beside_the_peers(ours, _peers())
    _promises()
    print("\nfeeds     quiet feeds a CPU-s   first reading   memory over idle, quiet / first reading (MB)")
    for size in (*SIZES, *((5_000, 10_000) if full else ())):
        row = ours if size == FEEDS else _ours(size)
        print(
            f"{size:6,} {row['quiet']:20.0f} {row['first']:15.0f}"
            f" {row['memory']:18.0f} / {row['memory_first']:.0f}   (at most 40 at 1,000, 90 at 5,000)"
        )
    _child("latency")


def _beside_the_peers(ours: dict[str, Any], peers: dict[str, dict[str, float] | None]) -> None:
    print(f"{'feeds a CPU-second, 1,000 feeds':44} {'quiet':>8} {'first reading':>14}")
    print(f"{'ours (claims off)':44} {ours['quiet']:8.0f} {ours['first']:14.0f}")
    print(f"{'ours, first reading with claims read':44} {'':8} {ours['first_with_claims']:14.0f}")
    for name, row in peers.items():
        print(f"{name:44} " + (f"{row['quiet']:8.0f} {row['first']:14.0f}" if row else "missing: could not be run"))
    if reader := peers["reader"]:
        print(f"ours / reader: quiet {ours['quiet'] / reader['quiet']:.1f} (at least 3, aim 5)", end="; ")
        print(f"first reading {ours['first'] / reader['first']:.1f} (at least 3, aim 6)")
    if naive := peers["bare httpx + feedparser"]:
        print(f"ours / bare httpx + feedparser: quiet {ours['quiet'] / naive['quiet']:.1f} (more than 1)")
    print(f"requests per due quiet feed       {ours['requests']:.3f} (1.000)")
    print(f"bytes per quiet feed, validators  {ours['bytes']:.0f} (at most 360, aim 300)")


def _promises() -> None:
    kept = _child("promises")
    print(f"asked before max-age or Retry-After was over: {kept['before']} (0)")
    print(f"requests in flight at one host: {kept['flight']} (1)")


# -- the peers ---------------------------------------------------------------------------------------------------------


def _peers() -> dict[str, dict[str, float] | None]:
    python = _environment()
    found: dict[str, dict[str, float] | None] = {}
    for name, script, extra in (
        ("reader", "peer_reader.py", ["--workers", "16"]),
        ("bare httpx + feedparser", "limit_poller.py", ["--mode", "naive"]),
    ):
        found[name] = _peer(python, script, extra) if python else None
    return found


def _peer(python: Path, script: str, extra: list[str]) -> dict[str, float] | None:
    command = [str(python), script, "--feeds", str(FEEDS), "--rounds", "0", "--clean", *extra]
    done = subprocess.run(command, cwd=BENCH, capture_output=True, text=True, check=False)
    for line in done.stdout.splitlines():
        if line.startswith("RESULT "):
            phases = {row["phase"].split()[0]: row["feeds_per_cpu_s"] for row in json.loads(line[7:])["phases"]}
            return {"quiet": phases["steady"], "first": phases["first"]}
    return None


def _environment() -> Path | None:
    """A Python that has the peers: LODESTONE_PEERS, or one made now; None when it cannot be."""
    if named := os.environ.get("LODESTONE_PEERS"):
        return Path(named)
    folder = Path(tempfile.gettempdir()) / "lodestone-peers"
    python = folder / "bin" / "python"
    if not python.exists():
        venv.create(folder, with_pip=True)
    installed = subprocess.run(
        [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *NEEDS],
        capture_output=True,
        check=False,
    )
    return python if installed.returncode == 0 else None


# -- our side, in a process of its own --------------------------------------------------------------------------------


def _ours(feeds: int) -> dict[str, Any]:
    return _child("rounds", str(feeds))


def _child(what: str, *arguments: str) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.watching", what, *arguments], stdout=subprocess.PIPE, text=True, check=True
    )
    *said, last = done.stdout.strip().splitlines()
    print("\n".join(said), end="\n" if said else "")
    found = json.loads(last)
    assert isinstance(found, dict)
    return found


def _server(feeds: int, *extra: str) -> Any:
    sys.path.insert(0, str(BENCH))
    return importlib.import_module("_common").Server(feeds, PORT, "--changed", "0", *extra)


@asynccontextmanager
async def _record(urls: list[str]) -> AsyncIterator[Any]:
    from storage import sources
    from storage.database import Database

    with tempfile.TemporaryDirectory() as folder:
        db = Database(f"sqlite+aiosqlite:///{folder}/record.db")
        await db.upgrade()
        async with db.write() as session:
            for url in urls:
                await sources.add(session, url, "feed", "bench", datetime.now(UTC))
        try:
            yield db
        finally:
            await db.close()


async def _rounds(feeds: int) -> dict[str, Any]:
    """A first reading and three quiet rounds, each two days later, so that everything is due."""
    server = _server(feeds, "--clean")
    try:
        async with _record(server.urls()) as db:
            return await _measured(db, server, feeds)
    finally:
        server.close()


async def _measured(db: Any, server: Any, feeds: int) -> dict[str, Any]:
    import psutil
    from sqlalchemy import text

    import bot.service  # noqa: F401 - what the idle bot has in memory
    from jobs.fetch import Fetcher

    found: dict[str, Any] = {}
    now = datetime.now(UTC)
    async with Fetcher(contact="https://desk.example/bot", allow_private=HERE) as fetcher:
        await _warm(db, fetcher, now)
        idle = psutil.Process().memory_info().rss
        cpu, _, peak = await _round(db, fetcher, server, lambda: now)
        found["first"] = (feeds - 1) / cpu
        found["memory_first"] = (peak - idle) / 2**20
        async with db.read() as session:
            connection = await session.connection()
            [(documents,)] = (await connection.execute(text("SELECT count(*) FROM document"))).all()
        assert documents > feeds * 10, "the first reading brought too little"
        await _as_read(db)
        rounds = []
        for day in (2, 4, 6):
            later = now + timedelta(days=day)
            cpu, stats, peak = await _round(db, fetcher, server, lambda later=later: later)  # type: ignore[misc]
            rounds.append(feeds / cpu)
            found["requests"] = stats["requests"] / feeds
            found["memory"] = (peak - idle) / 2**20
        found["quiet"] = statistics.median(rounds)
        async with db.write() as session:
            connection = await session.connection()
            bare = "UPDATE source SET state = 'disabled' WHERE etag IS NULL AND last_modified IS NULL"
            without = (await connection.execute(text(bare))).rowcount
        _, stats, _ = await _round(db, fetcher, server, lambda: now + timedelta(days=8))
        found["bytes"] = (stats["bytes_in"] + stats["bytes_out"]) / (feeds - without)
        cost = await _claims(db, fetcher)
        found["first_with_claims"] = 1 / (1 / found["first"] + cost * documents / feeds)
    return found


async def _warm(db: Any, fetcher: Any, now: datetime) -> None:
    """An idle bot has started and read a feed: its libraries are loaded, its names are indexed."""
    from jobs.poll import Poller
    from storage import seeding, visits

    async with db.write() as session:
        await seeding.seed(session, now, only=("companies",))
        due = await visits.due(session, now)
    poller = Poller(db, fetcher, lambda: now, read=_unread)
    poller.begin(due[:1])
    await poller.finish()
    await _claims(db, fetcher, sample=3)


async def _round(
    db: Any, fetcher: Any, server: Any, clock: Callable[[], datetime]
) -> tuple[float, dict[str, Any], float]:
    """Ask all that is due: CPU seconds, the server's counters and the peak of resident memory."""
    import psutil

    from jobs.poll import Outcome, Poller
    from storage import visits

    outcomes: list[Outcome] = []
    poller = Poller(db, fetcher, clock, outcomes.append, read=_unread)
    process = psutil.Process()
    server.get("/_stats?reset=1")
    began = time.process_time()
    await poller.prepare()
    async with db.read() as session:
        due = await visits.due(session, clock())
    poller.begin(due)
    asking = asyncio.create_task(poller.finish())
    peak = 0
    while not asking.done():
        peak = max(peak, process.memory_info().rss)
        await asyncio.wait({asking}, timeout=0.1)
    await asking
    spent = time.process_time() - began
    failed = [outcome for outcome in outcomes if outcome.error]
    assert len(outcomes) == len(due), (len(outcomes), len(due))
    assert not failed, failed[:3]
    return spent, server.get("/_stats?reset=1"), peak


async def _unread(*_: object) -> list[Any]:
    """Claims off: what was kept stays unread."""
    return []


async def _claims(db: Any, fetcher: Any, sample: int = 300) -> float:
    """CPU-seconds to read a stored text for claims and record them; articles are not fetched."""
    from sqlalchemy import text

    from jobs import reading
    from storage import visits

    async with db.write() as session:
        connection = await session.connection()
        await connection.execute(text("UPDATE document SET needs_article = 0, state = 'new'"))
        rows = await connection.execute(text("SELECT source_id, id FROM document ORDER BY id LIMIT :n"), {"n": sample})
        chosen = rows.all()
        source = await visits.look(session, chosen[0][0])
    began = time.process_time()
    for _, document in chosen:
        await reading._read_one(db, fetcher, source, document, lambda: datetime.now(UTC))
    return (time.process_time() - began) / len(chosen)


async def _as_read(db: Any) -> None:
    from sqlalchemy import text

    async with db.write() as session:
        connection = await session.connection()
        await connection.execute(text("UPDATE document SET state = 'read'"))
        await connection.execute(text("UPDATE source SET first_read_at = learnt_at"))


async def _kept() -> dict[str, Any]:
    """Two rounds at once over servers that asked for time: how often they were asked before it was over."""
    from jobs.fetch import Fetcher
    from jobs.poll import Poller
    from storage import visits

    server = _server(400, "--slow", "0", "--throttled", ".1", "--unavailable", ".1", "--retry-after", "300")
    try:
        async with _record(server.urls()) as db, Fetcher(contact=None, allow_private=HERE) as fetcher:
            for _ in range(2):
                poller = Poller(db, fetcher, lambda: datetime.now(UTC), read=_unread)
                async with db.read() as session:
                    poller.begin(await visits.due(session, datetime.now(UTC), everything=True))
                await poller.finish()
            stats = server.get("/_stats")
    finally:
        server.close()
    return {
        "before": stats["retry_after_violations"] + stats["within_max_age"],
        "flight": stats["max_inflight_one_host"],
    }


# -- from the end of a fetch to Slack ----------------------------------------------------------------------------------

ALERTS = 25


async def _latency() -> dict[str, Any]:
    """Fetch finished to alert handed to Slack, beside the bare call, against the same stand-in for Slack."""
    from aiohttp import web
    from slack_sdk.web.async_client import AsyncWebClient

    from bot.notifier import SlackNotifier
    from jobs.fetch import Fetched, Fetcher, SourceToFetch
    from jobs.scheduler import Clock
    from storage import companies, follows, sources
    from storage.domain.licence import Certainty

    posted: asyncio.Queue[float] = asyncio.Queue()
    told = {"number": 0}

    async def post(_: web.Request) -> web.Response:
        posted.put_nowait(time.perf_counter())
        return web.json_response({"ok": True, "channel": "C1", "ts": f"1795300000.{posted.qsize():06}", "message": {}})

    async def feed(_: web.Request) -> web.Response:
        items = "".join(
            f"<item><title>Maker{n:03} Magnetics wins licence</title><link>http://127.0.0.1/{n}</link>"
            f"<content:encoded>Maker{n:03} Magnetics has received a general licence to export rare-earth magnets, "
            "Reuters reported. The licence covers shipments to several customers.</content:encoded></item>"
            for n in range(told["number"], max(-1, told["number"] - 10), -1)
        )
        spaces = 'xmlns:content="http://purl.org/rss/1.0/modules/content/"'
        return web.Response(
            text=f'<rss version="2.0" {spaces}><channel><title>x</title>{items}</channel></rss>',
            content_type="application/rss+xml",
        )

    ended: list[tuple[float, float]] = []

    class Timed(Fetcher):
        async def fetch(self, source: SourceToFetch) -> Fetched:
            fetched = await super().fetch(source)
            ended.append((time.perf_counter(), time.process_time()))
            return fetched

    async with _site({"/api/chat.postMessage": post, "/feed": feed}) as port, _record([]) as db:
        client = AsyncWebClient(token="xoxb-1", base_url=f"http://127.0.0.1:{port}/api/", retry_handlers=[])
        calls = []
        for _ in range(ALERTS):
            began = time.perf_counter()
            await client.chat_postMessage(channel="C1", text="x")
            calls.append((await posted.get() - began) * 1_000)
        async with db.write() as session:
            for n in range(ALERTS + 1):
                await companies.add(session, f"Maker{n:03} Magnetics", now=datetime.now(UTC), cause="seed")
            rule = follows.Rule(kinds=("exporters",), minimum=Certainty.CLAIMED)
            await follows.add(session, "C1", rule, "U1", datetime.now(UTC))
            await sources.add(session, f"http://127.0.0.1:{port}/feed", "feed", "U1", datetime.now(UTC))
        async with Timed(contact=None, allow_private=HERE) as fetcher:
            clock = Clock(db, fetcher, [SlackNotifier(client)])
            await clock.start()
            await posted.get()  # the first reading
            took, spent = [], []
            for number in range(1, ALERTS + 1):
                told["number"] = number
                await asyncio.sleep(0.3)
                await _due_now(db)
                arrived = await posted.get()
                took.append((arrived - ended[-1][0]) * 1_000)
                spent.append((time.process_time() - ended[-1][1]) * 1_000)
            await clock.stop()
    p50, p99 = statistics.median(took), max(took)
    call, cpu = statistics.median(calls), statistics.median(spent)
    print(f"\nfetch finished to alert at Slack: p50 {p50:.0f} ms, longest of {ALERTS} {p99:.0f} ms (p99 at most 250)")
    print(f"of that the processor's own time: {cpu:.0f} ms; the rest is disk, and waiting for a machine that is shared")
    print(f"Slack's call itself, here without any network: p50 {call:.1f} ms; a real one takes 100 ms and more")
    return {"p50": p50, "p99": p99, "call": call}


async def _due_now(db: Any) -> None:
    from sqlalchemy import text

    async with db.write() as session:
        await (await session.connection()).execute(text("UPDATE source SET next_check_at = learnt_at"))


@asynccontextmanager
async def _site(pages: dict[str, Callable[[Any], Awaitable[Any]]]) -> AsyncIterator[int]:
    from aiohttp import web

    app = web.Application()
    for path, page in pages.items():
        app.router.add_route("*", path, page)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield runner.addresses[0][1]
    finally:
        await runner.cleanup()


if __name__ == "__main__":
    work = {"rounds": lambda: _rounds(int(sys.argv[2])), "promises": _kept, "latency": _latency}
    print(json.dumps(asyncio.run(work[sys.argv[1]]())))
