"""A storm: a real `lodestone run` against an unruly Slack, killed at random points, while alerts keep being raised."""

import asyncio
import os
import random
import shutil
import sqlite3
import sys
import time
from collections import Counter, defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from sqlmodel import col, select

from bot.access import CONSOLE_CHANNEL
from storage import alerts, companies, evidence, follows
from storage.database import Database
from storage.domain.claim import ClaimStatus, Reading
from storage.domain.licence import Certainty, Event, Role
from storage.models import Company, Licence
from tests.chaos.unruly import Temper, UnrulySlack, unruly_slack
from tests.patience import HANGS
from tests.telling import keep, reuters

ADMIN = "U0ADMIN"
#: What a process asks Slack first.
OPENED = "apps.connections.open"
#: What a channel may answer for a while, one channel each.
REFUSALS = ("is_archived", "not_in_channel", "channel_not_found", "restricted_action", "ekm_access_denied")
#: States of a delivery in which something is still to happen by itself.
OPEN = ("pending", "sending", "held")


@dataclass(frozen=True, kw_only=True)
class Plan:
    """How much, how rough, and with which scope. Half of the alerts are there at the start, half come meanwhile."""

    alerts: int = 1_000
    channels: int = 50
    kills: int = 20
    #: Of the writers who record the same first report; `make bench` has fifty.
    rounds: int = 5
    seed: int = 1
    history: bool = True
    temper: Temper = field(default_factory=Temper)
    refusals: tuple[str, ...] = REFUSALS
    #: Whether to wait until what may have arrived was looked into: it takes twenty seconds to be sure that it did not.
    to_the_end: bool = True
    longest: float = 420.0
    #: Seconds without a card before news is raised of what Slack may never have taken.
    patience: float = 40.0


@dataclass(kw_only=True)
class Outcome:
    """What became of every alert. `lost`, `twice` and `disordered` name alerts and subjects, `uncertain` says why."""

    plan: Plan
    seconds: float = 0.0
    messages: int = 0
    once: int = 0
    lost: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)
    uncertain: dict[str, str] = field(default_factory=dict)
    disordered: list[str] = field(default_factory=list)
    kills: int = 0
    early: int = 0
    met: Counter[str] = field(default_factory=Counter)
    #: Seconds until the process ended when it was asked to; its exit status beside it.
    stopping: tuple[float, int] = (0.0, 0)


def subject(number: int, channels: int) -> tuple[str, str]:
    """The n-th company, and the one channel that follows it."""
    return f"Kunpeng {number:04} Magnetics", f"C{number % channels:03}"


def _key(name: str) -> str:
    return name.lower().replace(" ", "-")


async def template(path: Path, plan: Plan) -> Database:
    """A record in which half of the alerts were raised: a first gain for every company."""
    db = Database(f"sqlite+aiosqlite:///{path}")
    await db.upgrade()
    now = datetime.now(UTC)
    followed: dict[str, list[str]] = defaultdict(list)
    for number in range(plan.alerts // 2):
        name, channel = subject(number, plan.channels)
        followed[channel].append(name)
    async with db.write() as session:
        for channel, names in followed.items():
            for name in names:
                await companies.add(session, name, now=now, cause="seed", roles=(Role.EXPORTER,), key=_key(name))
            rule = follows.Rule(companies=tuple(map(_key, names)), minimum=Certainty.CLAIMED)
            await follows.add(session, channel, rule, ADMIN, now)
    for number in range(plan.alerts // 2):
        name, _ = subject(number, plan.channels)
        document = await keep(db, now=now, published=now.date().isoformat())
        async with db.write() as session:
            await evidence.record(session, document, Reading(claims=(reuters(name),)), now)
    return db


async def renew(db: Database, numbers: list[int], channels: int) -> None:
    """Later news of the same companies: a renewal each, so that every subject has an order to be kept."""
    for number in numbers:
        name, _ = subject(number, channels)
        async with db.write() as session:
            company = (await session.exec(select(Company).where(Company.name == name))).one()
            licence = (await session.exec(select(Licence).where(col(Licence.company_id) == company.id))).first()
            await alerts.raise_alert(
                session,
                company=company,
                licence_id=licence.id if licence else None,
                kind=Role.EXPORTER,
                event=Event.RENEWED,
                period="renewed",
                status=ClaimStatus.RENEWED,
                certainty=Certainty.REPORTED,
                support=Certainty.REPORTED,
                now=datetime.now(UTC),
            )


async def storm(plan: Plan, made: Path, folder: Path) -> Outcome:
    """Let it rage over a copy of the record `made`. What came of it."""
    path = folder / "lodestone.db"
    shutil.copy(made, path)
    db = Database(f"sqlite+aiosqlite:///{path}")
    chance = random.Random(plan.seed)
    outcome = Outcome(plan=plan)
    began = time.monotonic()
    async with unruly_slack(plan.seed, history=plan.history, temper=plan.temper) as slack:
        for number, code in enumerate(plan.refusals):
            slack.closed[f"C{number:03}"] = code
        raising = asyncio.create_task(_raise_rest(db, plan, slack, chance))
        mending = asyncio.create_task(_mend(slack))
        async with _lodestone(folder, slack) as bot:
            while outcome.kills < plan.kills:
                # A kill before it is up would meet nothing.
                await bot.is_up()
                await _some_messages(slack, chance.randint(1, max(2, plan.alerts // max(1, plan.kills))))
                await asyncio.sleep(chance.uniform(0, 0.15))
                await bot.kill()
                outcome.kills += 1
                await bot.start()
            await raising
            await mending
            await _settled(path, plan, began + plan.longest)
            await bot.is_up()
            outcome.stopping = await bot.stop()
        outcome.seconds = time.monotonic() - began
        with closing(sqlite3.connect(path)) as record:
            judge(outcome, slack, record)
    await db.close()
    return outcome


async def _raise_rest(db: Database, plan: Plan, slack: UnrulySlack, chance: random.Random) -> None:
    """A renewal for every company, once Slack has its gain: it goes into the thread of that card.

    What Slack never took is renewed in the end all the same.
    """
    left = list(range(plan.alerts // 2))
    chance.shuffle(left)
    patience = time.monotonic() + plan.patience
    while left:
        there = {alert for post in slack.posts for alert in post.alerts}
        ready = [number for number in left if f"A{number + 1}" in there or time.monotonic() > patience]
        await renew(db, ready[:20], plan.channels)
        if ready:
            patience = time.monotonic() + plan.patience
        left = [number for number in left if number not in ready[:20]]
        await asyncio.sleep(0.5)


async def _mend(slack: UnrulySlack) -> None:
    """Somebody puts right what keeps channels shut, one after the other."""
    await slack.wait_for(OPENED)
    for channel in list(slack.closed):
        await asyncio.sleep(2)
        del slack.closed[channel]


async def _some_messages(slack: UnrulySlack, number: int) -> None:
    """Wait until so many more came, or for some seconds: a channel that is all that is left may be in a pause."""
    wanted = len(slack.posts) + number
    with suppress(TimeoutError):
        async with asyncio.timeout(6):
            await slack.has_taken(wanted)


async def _settled(path: Path, plan: Plan, until: float) -> None:
    """Wait until nothing is left to happen by itself."""
    looked = "settle IN ('look', 'ask')" if plan.to_the_end else "FALSE"
    blocked = "" if plan.to_the_end else " AND outlet NOT IN (SELECT outlet FROM delivery WHERE settle = 'look')"
    query = f"SELECT count(*) FROM delivery WHERE state IN {OPEN}{blocked} OR {looked}"
    with closing(sqlite3.connect(path)) as record:
        while record.execute(query).fetchone()[0] and time.monotonic() < until:  # noqa: ASYNC110  another process
            await asyncio.sleep(0.5)


class Bot:
    """A real process; killed without a word."""

    def __init__(self, folder: Path, slack: UnrulySlack) -> None:
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("SLACK_", "LODESTONE_", "DATABASE_"))}
        self._environment = kept | {
            "DATABASE_URL": f"sqlite:///{folder / 'lodestone.db'}",
            "LODESTONE_SEEDS": "none",
            "LODESTONE_ADMINS": ADMIN,
            "SLACK_BOT_TOKEN": "xoxb-test",
            "SLACK_APP_TOKEN": "xapp-test",
            "SLACK_API_URL": slack.url,
        }
        self._slack, self._opened = slack, 0
        self._log = (folder / "log").open("ab")
        self._process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        self._opened = len(self._slack.posted(OPENED))
        command = (sys.executable, "-m", "bot", "run")
        self._process = await asyncio.create_subprocess_exec(
            *command, stdin=asyncio.subprocess.DEVNULL, stdout=self._log, stderr=self._log, env=self._environment
        )

    async def is_up(self) -> None:
        await self._slack.wait_for(OPENED, self._opened + 1)

    async def kill(self) -> None:
        assert self._process is not None
        with suppress(ProcessLookupError):
            self._process.kill()
        await self._process.wait()

    async def stop(self) -> tuple[float, int]:
        """Ask it to end; how long that took, and its exit status. Raises TimeoutError when it does not."""
        assert self._process is not None
        began = time.monotonic()
        self._process.terminate()
        status = await asyncio.wait_for(self._process.wait(), HANGS)
        return time.monotonic() - began, status

    async def end(self) -> None:
        await self.kill()
        self._log.close()


@asynccontextmanager
async def _lodestone(folder: Path, slack: UnrulySlack) -> AsyncIterator[Bot]:
    bot = Bot(folder, slack)
    await bot.start()
    try:
        yield bot
    finally:
        await bot.end()


def judge(outcome: Outcome, slack: UnrulySlack, record: sqlite3.Connection) -> None:
    """Compare what Slack has with what was raised: by alert id, on a card of its own or as a line of a list."""
    got: Counter[tuple[str, str]] = Counter()
    for post in slack.posts:
        got.update((f"{alert}", post.channel) for alert in post.alerts)
    rows = record.execute(
        "SELECT 'A' || d.alert_id, d.outlet, d.state, d.why, a.subject"
        " FROM delivery d JOIN alert a ON a.id = d.alert_id WHERE d.outlet != ? ORDER BY d.id",
        (CONSOLE_CHANNEL,),
    ).fetchall()
    for alert, channel, state, why, _ in rows:
        times = got[(alert, channel)]
        if times > 1:
            outcome.twice.append(alert)
        if state == "uncertain":
            said = slack.unanswered.get(alert)
            there = "Slack has it" if times else "Slack does not have it"
            outcome.uncertain[alert] = f"{said}; {there}" if said else f"killed while it was sent; {there} ({why})"
        elif state in OPEN:
            outcome.waiting.append(f"{alert} {state} {why}")
        elif times == 0:
            outcome.lost.append(alert)
        if times == 1:
            outcome.once += 1
    order: dict[tuple[str, str], list[str]] = defaultdict(list)
    for post in slack.posts:
        for alert in post.alerts:
            order[(post.channel, next(r[4] for r in rows if r[0] == alert))].append(alert)
    outcome.disordered = [name for (_, name), ids in order.items() if ids != sorted(ids, key=lambda id: int(id[1:]))]
    outcome.messages, outcome.met, outcome.early = len(slack.posts), slack.met, slack.early
