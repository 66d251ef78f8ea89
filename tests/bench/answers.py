"""What an answer costs: our own processor time for each verb and the Home, and how long people wait for it in Slack.

The record has 100,000 pieces of evidence on 2,000 companies, 200 licences with five to fifty pieces each. Waiting is
measured through the real app against a Slack of our own, beside a handler that answers a constant, in the same run.
`large` has a record of one million.
"""

import asyncio
import logging
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from aiohttp import web
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.context.respond.async_respond import AsyncRespond
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.web.async_client import AsyncWebClient

from bot import commands, home
from bot.access import Asker
from bot.actions import suggest
from bot.app import build_app
from bot.messages import views
from bot.service import keep
from bot.settings import load
from storage import admins, companies
from storage.database import Database
from tests.bench.large_record import NOW, USUAL, Size, fill, name_of
from tests.fake_slack import fake_slack

#: At most so many milliseconds of our own at the 99th percentile.
PROMISED = 25
RUNS = 40
#: Commands that come at once, and how often they do.
AT_ONCE, ROUNDS = 16, 25
#: Seconds to Slack and back: none, which shows our own part, and what an office elsewhere measures.
ROUND_TRIPS = (0.0, 0.08)
ADMIN = "U7"
COMPANY = name_of(7)
#: Forms beside the example that each verb has for help.
FORMS = (
    COMPANY,
    "Maker 7 Magnetcs",
    "holders",
    "holders material:NdFeB certainty:reported",
    f"customers {name_of(4)}",
    "evidence",
    "evidence page:40",
    "evidence smco",
    "evidence C77",
    "changes 90d",
    "help",
    f"does {COMPANY} hold a general licence?",
    f"does {COMPANY.casefold()}'s licence cover SmCo for {name_of(4)}?",
    "what is the meaning of life?",
)
#: What people type most; each round asks them in turn.
ASKED = ("", COMPANY, "holders", "smco", "evidence", "changes 7d", "expiring 90d", f"evidence {COMPANY}")


def main() -> None:
    asyncio.run(_measure())


async def _measure() -> None:
    logging.disable(logging.WARNING)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "record.db"
        db = await filled(path, USUAL)
        try:
            await costs(db, USUAL)
            for round_trip in ROUND_TRIPS:
                await _waits(db, round_trip)
        finally:
            await db.close()


async def filled(path: Path, size: Size) -> Database:
    db = Database(f"sqlite+aiosqlite:///{path}")
    await db.upgrade()
    await fill(db, size)
    async with db.write() as session:
        await admins.appoint(session, [ADMIN], NOW)
    return db


async def costs(db: Database, size: Size) -> None:
    """Our own processor time of every verb, dearest first."""
    asker = Asker(user=ADMIN, channel="C1")

    async def ask(text: str) -> None:
        (await commands.answer(text, asker, db, NOW)).as_slack()

    async def open_home() -> None:
        views.home(await home.view(asker, db, NOW))

    measured: list[tuple[Callable[[], Awaitable[Any]], str]] = [
        (open_home, "Home"),
        (lambda: suggest("maker 19", db), "looking a company up while one types"),
        *((lambda text=text: ask(text), f"/licence {text}") for text in (*_examples(), *FORMS)),
    ]
    await open_home()
    async with db.read() as session:
        await companies.index(session)
    keep()
    rows = sorted([(*await _timed(doing), what) for doing, what in measured], key=lambda row: row[1], reverse=True)
    print(f"Our own processor time per answer, ms ({size.evidence:,} pieces of evidence, {size.companies:,} companies)")
    print(f"{'':58} {'p50':>7} {'p99':>7}   (at most {PROMISED})")
    for median, most, what in rows:
        print(f"{what[:58]:58} {median:7.1f} {most:7.1f}{'   over' if most > PROMISED else ''}")


def _examples() -> list[str]:
    """Each verb as help shows it; no other verb can be forgotten."""
    return [verb.example.replace("{company}", COMPANY) for verb in commands.VERBS]


async def _timed(doing: Callable[[], Awaitable[Any]]) -> tuple[float, float]:
    await doing()
    taken = []
    for _ in range(RUNS):
        started = time.process_time()
        await doing()
        taken.append((time.process_time() - started) * 1_000)
    return percentile(taken, 50), percentile(taken, 99)


def percentile(values: list[float], which: int) -> float:
    return sorted(values)[min(len(values) * which // 100, len(values) - 1)]


class _Clock:
    """Notes when each answer is seen: a response_url for every question, on a Slack of its own."""

    def __init__(self, round_trip: float) -> None:
        self.seen: dict[str, asyncio.Future[float]] = {}
        self.url = ""
        self._way = round_trip / 2

    async def travel(self) -> None:
        """As long as a message is on its way between Slack and here."""
        if self._way:
            await asyncio.sleep(self._way)

    async def handle(self, request: web.Request) -> web.Response:
        await request.read()
        await self.travel()
        self.seen[request.match_info["of"]].set_result(time.perf_counter())
        await self.travel()
        return web.Response(text="ok")


async def _waits(db: Database, round_trip: float) -> None:
    """Sixteen at once, ours and the constant one by turns, with Slack so many seconds away and back."""
    async with fake_slack() as slack:
        client = AsyncWebClient(token="xoxb-1", base_url=slack.url, retry_handlers=[])
        settings = load({"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1"})
        apps = {"ours": build_app(client, db, settings, lambda: NOW), "constant": _constant(client)}
        clock = _Clock(round_trip)
        server = web.Application()
        server.router.add_post("/{of}", clock.handle)
        runner = web.AppRunner(server, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        clock.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        taken: dict[str, list[tuple[float, float]]] = {name: [] for name in apps}
        try:
            for number in range(ROUNDS + 1):
                for name, app in apps.items():
                    round_ = await asyncio.gather(
                        *(_asked(app, clock, f"{name}{number}x{n}", n) for n in range(AT_ONCE))
                    )
                    taken[name] += round_ if number else []
        finally:
            await runner.cleanup()
    away = f"Slack {round_trip * 1_000:.0f} ms away and back" if round_trip else "Slack on this machine"
    print(f"\nWaiting, ms, {away}, {AT_ONCE} commands at once, {AT_ONCE * ROUNDS} of each in turns")
    _compared(taken)


def _compared(taken: dict[str, list[tuple[float, float]]]) -> None:
    print(f"{'':24} {'ours p50':>9} {'p99':>7} {'longest':>8}   {'constant p50':>12} {'p99':>7}   p99 to p99 (1.5)")
    for which, what in enumerate(("acknowledged", "first visible answer")):
        ours, constant = ([row[which] * 1_000 for row in taken[name]] for name in ("ours", "constant"))
        most, least = percentile(ours, 99), percentile(constant, 99)
        print(
            f"{what:24} {percentile(ours, 50):9.1f} {most:7.1f} {max(ours):8.1f}   {percentile(constant, 50):12.1f}"
            f" {least:7.1f}   {most / least:.2f}"
        )


def _constant(client: AsyncWebClient) -> AsyncApp:
    """The least that answers a command: acknowledged, then one sentence to the response_url."""
    app = AsyncApp(client=client, signing_secret="", request_verification_enabled=False)

    async def answer(ack: AsyncAck, respond: AsyncRespond) -> None:
        await ack()
        await respond(text="All is well.", response_type="ephemeral")

    app.command("/licence")(answer)
    return app


async def _asked(app: AsyncApp, clock: _Clock, of: str, n: int) -> tuple[float, float]:
    """Seconds until a command was acknowledged, and until its answer was seen."""
    seen = clock.seen[of] = asyncio.get_running_loop().create_future()
    body = {
        "command": "/licence",
        "text": ASKED[n % len(ASKED)],
        "user_id": ADMIN,
        "channel_id": "C1",
        "team_id": "T1",
        "response_url": f"{clock.url}/{of}",
        "trigger_id": "1.1",
    }
    started = time.perf_counter()
    await clock.travel()
    await app.async_dispatch(AsyncBoltRequest(body=urlencode(body), mode="socket_mode"))
    await clock.travel()
    acknowledged = time.perf_counter() - started
    return acknowledged, await asyncio.wait_for(seen, timeout=30) - started


if __name__ == "__main__":
    main()
