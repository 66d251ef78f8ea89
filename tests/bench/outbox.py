"""The outbox: how near the drain comes to what the pacing allows, and what ten thousand waiting deliveries cost."""

import asyncio
import os
import sqlite3
import sys
import tempfile
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psutil
from slack_sdk.web.async_client import AsyncWebClient

from bot.notifier import SlackNotifier
from bot.pacing import METHODS
from jobs.deliver import deliver_pending
from tests.chaos.storm import Plan, template
from tests.chaos.unruly import CALM, UnrulySlack, unruly_slack
from tests.chaos.writers import race

POST = METHODS["chat.postMessage"]
WAITING = 10_000
SECONDS = 60.0


def main() -> None:
    """Print both; each figure beside what it may be."""
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(_drain(Path(folder), cards=200, channels=40))
        asyncio.run(_drain(Path(folder), cards=10, channels=1))
        asyncio.run(_wait(Path(folder)))
        tally = asyncio.run(race(Path(folder) / "race.db", rounds=50, writers=100))
        print(
            f"100 writers of the same first report: one change and one alert in {tally.right} of {tally.rounds} rounds"
        )


async def _drain(folder: Path, *, cards: int, channels: int) -> None:
    """`cards` in so many channels, to a Slack that answers at once."""
    plan = Plan(alerts=2 * cards, channels=channels)
    path = folder / f"{channels}.db"
    db = await template(path, plan)
    async with unruly_slack(1, temper=CALM) as slack:
        client = AsyncWebClient(token="xoxb-1", base_url=slack.url, retry_handlers=[])
        began = time.monotonic()
        told = await deliver_pending(db, [SlackNotifier(client)], lambda: datetime.now(UTC), lambda: False)
        took = time.monotonic() - began
    await db.close()
    assert told == len(slack.posts) == cards
    # In one channel a card a second, the first at once; over all of them the workspace's rate after its burst.
    allowed = max(cards / channels - 1, (cards - POST.burst) * POST.every)
    print(f"{cards} cards in {channels:2} channels: {took:.1f} s, pacing allows {allowed:.1f} s: {allowed / took:.1%}")


async def _wait(folder: Path) -> None:
    """`lodestone run` with nothing that may go out: with an empty outbox, and with ten thousand that wait."""
    path = folder / "waiting.db"
    await (await template(path, Plan(alerts=100, channels=50))).close()
    async with unruly_slack(1, temper=CALM) as slack:
        figures = []
        for waiting in (0, WAITING):
            _fill(path, waiting)
            figures.append(await _run(path, slack))
    (empty, _), (full, cpu) = figures
    print(f"{WAITING} deliveries wait: {full - empty:+.0f} MB over an empty outbox ({empty:.0f} MB), at most 50")
    print(
        f"CPU while they only wait: {cpu:.1%} of one core over {SECONDS:.0f} s, at most 2 % ({figures[0][1]:.1%} empty)"
    )


def _fill(path: Path, waiting: int) -> None:
    """Half of them wait for their time, half for an outlet that takes nothing."""
    now = datetime.now(UTC)
    far, text = (now + timedelta(days=1)).replace(tzinfo=None).isoformat(" "), now.replace(tzinfo=None).isoformat(" ")
    with closing(sqlite3.connect(path)) as record, record:
        record.execute("DELETE FROM delivery")
        record.executemany(
            "INSERT INTO delivery (alert_id, outlet, card, not_before, learnt_at, sequel,"
            " state, why, reason, version, attempts, trouble, pace, held_by, settle, subject)"
            " VALUES (?, ?, ?, ?, ?, ?, 'pending', 'waits', 'W1', 0, 0, '', 'now', '', '', '')",
            [(n % 50 + 1, f"C{n % 100:03}", f"wait {n}", far if n % 2 else None, text, n + 1) for n in range(waiting)],
        )
        record.executemany(
            "INSERT OR REPLACE INTO halt (outlet, why, times, since, until) VALUES (?, 'is_archived', 1, ?, ?)",
            [(f"C{n:03}", text, far) for n in range(0, 100, 2)],
        )


async def _run(path: Path, slack: UnrulySlack) -> tuple[float, float]:
    """Resident megabytes, and the share of a core, of a process that waits."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("SLACK_", "LODESTONE_", "DATABASE_"))}
    slacks = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1", "SLACK_API_URL": slack.url}
    environment = kept | slacks | {"DATABASE_URL": f"sqlite:///{path}", "LODESTONE_SEEDS": "none"}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "run", stdin=-3, stdout=-3, stderr=-3, env=environment
    )
    await asyncio.sleep(15)
    seen = psutil.Process(process.pid)
    before, began = seen.cpu_times(), time.monotonic()
    await asyncio.sleep(SECONDS)
    after, memory = seen.cpu_times(), seen.memory_info().rss / 1e6
    spent = after.user + after.system - before.user - before.system
    share = spent / (time.monotonic() - began)
    process.terminate()
    await process.wait()
    return memory, share


if __name__ == "__main__":
    main()
