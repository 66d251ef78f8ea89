"""What being watched costs: counting beside a call of Slack, and a scrape of a large record.

Calls go to a Slack on this machine that answers at once, by turns through the SDK's own client and through ours. The
record has 1,000 sources, 100,000 pieces of evidence and 10,000 deliveries that have not arrived.
"""

import asyncio
import logging
import tempfile
import time
from datetime import timedelta
from pathlib import Path

from prometheus_client import generate_latest
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import insert

from bot.client import Client
from bot.metrics import Scraped
from jobs.liveness import Liveness
from storage import backlog, metrics
from storage.database import Database
from storage.models import Alert, Delivery
from tests.bench.answers import percentile
from tests.bench.large_record import NOW, Size, fill
from tests.fake_slack import fake_slack

CALLS, ROUNDS, SCRAPES = 200, 5, 40
SIZE = Size(companies=2_000, evidence=100_000, licences=200, sources=1_000)
DELIVERIES, OUTLETS = 10_000, 50


def main() -> None:
    logging.disable(logging.WARNING)
    _counting()
    asyncio.run(_calls())
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(_scrapes(Path(folder) / "record.db"))


def _counting() -> None:
    times = 20_000
    started = time.process_time()
    for _ in range(times):
        metrics.slack_called("chat.postMessage", "ok", 0.1)
    each = (time.process_time() - started) / times * 1e6
    started = time.process_time()
    for _ in range(times):
        metrics.POLLS.labels("ok").inc()
    once = (time.process_time() - started) / times * 1e6
    print(f"counting a call of Slack {each:.1f} µs, a visit {once:.1f} µs of processor time")


async def _calls() -> None:
    spent: dict[str, list[float]] = {"the SDK's client": [], "ours": []}
    async with fake_slack() as slack:
        clients = {
            "the SDK's client": AsyncWebClient(token="xoxb-1", base_url=slack.url, retry_handlers=[]),
            "ours": Client("xoxb-1", slack.url),
        }
        for _ in range(ROUNDS):
            for name, client in clients.items():
                started = time.perf_counter()
                for _ in range(CALLS):
                    await client.api_call("auth.test")
                spent[name].append((time.perf_counter() - started) / CALLS * 1e3)
    plain, ours = (min(each) for each in spent.values())
    print(f"a call of Slack, ms, best of {ROUNDS} x {CALLS}: the SDK's client {plain:.2f}, ours {ours:.2f}")


async def _scrapes(path: Path) -> None:
    db = Database(f"sqlite+aiosqlite:///{path}")
    await db.upgrade()
    await fill(db, SIZE)
    await _undelivered(db)
    app = Scraped(db, Liveness(db, lambda: NOW), lambda: NOW)
    try:
        await app.page()
        looks, whole, bare = [], [], []
        for _ in range(SCRAPES):
            started = time.perf_counter()
            async with db.read() as session:
                await backlog.look(session, NOW)
            looks.append((time.perf_counter() - started) * 1e3)
            app._held = None
            started = time.perf_counter()
            text = await app.page()
            whole.append((time.perf_counter() - started) * 1e3)
            started = time.perf_counter()
            generate_latest(metrics.REGISTRY)
            bare.append((time.perf_counter() - started) * 1e3)
    finally:
        await db.close()
    print(f"a scrape, {SIZE.sources:,} sources, {SIZE.evidence:,} pieces of evidence, {DELIVERIES:,} deliveries")
    for what, taken in (("whole", whole), ("of it the record", looks), ("this process alone", bare)):
        print(f"{what:20} p50 {percentile(taken, 50):6.1f} ms   p99 {percentile(taken, 99):6.1f} ms")
    print(f"{len(text):,} bytes, {text.count(b'lodestone_')} lines of ours")


async def _undelivered(db: Database) -> None:
    states = ("held", "pending", "pending", "uncertain", "failed")
    alert = {
        "subject_key": "", "subject": "", "kind": "exporter", "event": "gained", "status": "granted",
        "certainty": "reported", "support": "reported", "text": "", "raised_at": NOW,
    }  # fmt: skip
    async with db.write() as session:
        connection = await session.connection()
        await connection.execute(insert(Alert), [alert | {"period": str(n)} for n in range(DELIVERIES)])
        rows = [
            {
                "alert_id": n + 1,
                "outlet": f"C{n % OUTLETS}",
                "card": f"alert {n + 1}",
                "state": states[n % len(states)],
                "why": "waits to be sent",
                "reason": "W1",
                "learnt_at": NOW - timedelta(seconds=n),
            }
            for n in range(DELIVERIES)
        ]
        await connection.execute(insert(Delivery), rows)


if __name__ == "__main__":
    main()
