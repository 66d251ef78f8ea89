"""Whatever comes in which order: no alert is lost, none is told twice without a person, none before an earlier one.

A machine plays the news, the channels, a Slack that fails in every way, kills and restarts. At the end everything that
holds something back is ended, a person who looked settles what is uncertain, and then all of it must have arrived.
`make fuzz` plays many more and longer games.
"""

import asyncio
import shutil
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlmodel import select

from jobs.deliver import CannotLook, Card, DeliveryError, deliver_pending
from storage import admins, deliveries, filing, follows, outlets
from storage.database import Database
from storage.domain.claim import Attribution, ClaimStatus
from storage.domain.licence import Certainty
from storage.domain.telling import Pace
from storage.models import Alert, Delivery, Evidence
from storage.outbox import LEASE
from tests.telling import T0, company, day, denial, follow, record, reuters, says

MAKERS = ("Alder Alloys", "Birch Magnetics", "Cedar Metals")
NEWS = ("nobody", "Reuters", "Nikkei", "own", "denied", "revoked")
CHANNELS = ("C1", "C2")
WEATHER = ("fine", "refused", "lost answer", "never came", "killed before", "killed after")


class Killed(BaseException):
    """The process is gone in the middle of a call."""


class Slack:
    """Takes what it is sent, or not, and says so, or not. `weather` is what the next calls meet."""

    name = "slack"

    def __init__(self, *, readable: bool) -> None:
        self.readable, self.weather = readable, list[str]()
        self.accepted: list[tuple[str, tuple[str, ...], str]] = []

    def takes(self, outlet: str) -> bool:
        return True

    def turn(self, outlet: str, do: str) -> float:
        return 0.0

    async def send(self, card: Card) -> str:
        met = self.weather.pop(0) if self.weather else "fine"
        if met == "refused":
            raise DeliveryError("busy")
        if met == "never came":
            raise DeliveryError("no answer", uncertain=True)
        if met == "killed before":
            raise Killed
        self.accepted.append((card.outlet, ids(card), f"ts{len(self.accepted) + 1}"))
        if met == "lost answer":
            raise DeliveryError("no answer", uncertain=True)
        if met == "killed after":
            raise Killed
        return self.accepted[-1][2]

    async def edit(self, card: Card) -> None:
        if self.weather and self.weather.pop(0) != "fine":
            raise DeliveryError("busy")

    async def find(self, card: Card, since: datetime) -> str | None:
        if not self.readable:
            raise CannotLook("no scope to read history")
        return next((ts for outlet, held, ts in self.accepted if (outlet, held) == (card.outlet, ids(card))), None)

    def has(self, outlet: str, name: str) -> bool:
        return any(outlet == where and name in held for where, held, _ in self.accepted)


def ids(card: Card) -> tuple[str, ...]:
    return tuple(each.id for each in (card.sequels or card.alerts))


def name_of(row: Delivery) -> str:
    return f"S{row.sequel}" if row.sequel else f"A{row.alert_id}"


class Telling(RuleBasedStateMachine):
    template: Path
    folder: Path
    games = 0

    def __init__(self) -> None:
        super().__init__()
        type(self).games += 1
        self.file = Path(shutil.copy(self.template, self.folder / f"{self.games}.db"))
        self.runner = asyncio.Runner()
        self.db = Database(f"sqlite+aiosqlite:///{self.file}")
        self.now, self.days = T0, 0
        self.by_person: set[int] = set()

    def do(self, work: Any) -> Any:
        return self.runner.run(work)

    async def write(self, work: Callable[[Any], Any]) -> None:
        async with self.db.write() as session:
            await work(session)

    @initialize(readable=st.booleans(), daily=st.booleans())
    def begin(self, readable: bool, daily: bool) -> None:
        self.slack = Slack(readable=readable)

        async def set_up() -> None:
            await self.write(lambda session: admins.grant(session, "U0ADA", "console", T0))
            for maker in MAKERS:
                await company(self.db, maker)
            await follow(self.db, "C1", minimum=Certainty.CLAIMED)
            pace = Pace.DAILY if daily else Pace.NOW
            await follow(self.db, "C2", kinds=("exporters",), minimum=Certainty.REPORTED, pace=pace)
            await follow(self.db, "C2", kinds=("losses",), minimum=Certainty.REPORTED)

        self.do(set_up())

    # -- the news -----------------------------------------------------------------------------------------------------

    @rule(news=st.lists(st.tuples(st.sampled_from(MAKERS), st.sampled_from(NEWS)), min_size=1, max_size=4))
    def papers_print(self, news: list[tuple[str, str]]) -> None:
        for maker, kind in news:
            self.days += 1
            claim = {
                "nobody": lambda maker=maker: says(maker),
                "Reuters": lambda maker=maker: reuters(maker),
                "Nikkei": lambda maker=maker: reuters(maker, outlet="Nikkei"),
                "own": lambda maker=maker: says(maker, attribution=Attribution.COMPANY, speaker=maker),
                "denied": lambda maker=maker: denial(maker),
                "revoked": lambda maker=maker: says(maker, ClaimStatus.REVOKED, attribution=Attribution.MINISTRY),
            }[kind]()
            self.do(record(self.db, claim, published=day(self.days), grade="B", now=T0 + timedelta(days=self.days)))

    @rule(which=st.integers(0, 20), back=st.booleans())
    def an_admin_takes_a_claim_back(self, which: int, back: bool) -> None:
        async def take() -> None:
            async with self.db.write() as session:
                found = (await session.exec(select(Evidence.id).order_by(Evidence.id))).all()
                if not found:
                    return
                claim = f"C{found[which % len(found)]}"
                try:
                    if back:
                        await filing.restore(session, claim, "U0ADA", self.now)
                    else:
                        await filing.retract(session, claim, "U0ADA", "wrong", self.now)
                except filing.CannotFile:
                    return

        self.do(take())

    # -- the channels -------------------------------------------------------------------------------------------------

    @rule(channel=st.sampled_from(CHANNELS), what=st.sampled_from(("pause", "quiet", "daily", "threads", "nothing")))
    def a_channel_chooses(self, channel: str, what: str) -> None:
        async def choose(session: Any) -> None:
            plain = replace(
                await outlets.settings(session, channel), paused=False, quiet=None, digest=Pace.NOW, threads=True
            )
            wanted = {
                "pause": replace(plain, paused=True, paused_until=self.now + timedelta(hours=3)),
                "quiet": replace(plain, quiet=(time(8), time(16))),
                "daily": replace(plain, digest=Pace.DAILY),
                "threads": replace(plain, threads=False),
                "nothing": plain,
            }[what]
            await outlets.change(session, wanted, "U1", self.now)

        self.do(self.write(choose))

    @rule(channel=st.sampled_from(CHANNELS), maker=st.sampled_from(MAKERS), hours=st.integers(0, 30))
    def a_channel_mutes(self, channel: str, maker: str, hours: int) -> None:
        async def mute(session: Any) -> None:
            key = maker.casefold().replace(" ", "-")
            until = self.now + timedelta(hours=hours)
            await outlets.mute(session, channel, maker, until, "U1", self.now, company=key)

        self.do(self.write(mute))

    @rule()
    def a_channel_follows_anew(self) -> None:
        async def anew(session: Any) -> None:
            await follows.remove(session, "C2", None, "U1", self.now)
            await follows.add(session, "C2", follows.Rule(minimum=Certainty.REPORTED), "U1", self.now)

        self.do(self.write(anew))

    # -- Slack, kills and time ----------------------------------------------------------------------------------------

    @rule(weather=st.lists(st.sampled_from(WEATHER), max_size=4))
    def the_weather_changes(self, weather: list[str]) -> None:
        self.slack.weather = weather

    @rule(minutes=st.sampled_from((0, 1, 6, 90, 1500)))
    def time_goes_on_and_the_outbox_is_told(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes, seconds=1)
        self.tell()

    def tell(self) -> None:
        async def told() -> None:
            try:
                await deliver_pending(self.db, [self.slack], lambda: self.now, lambda: False)
            except Killed:
                # Whoever dies takes nothing along; the next process finds the record as it was left.
                await self.db.close()
                self.db = Database(f"sqlite+aiosqlite:///{self.file}")

        self.do(told())

    @rule()
    @precondition(lambda self: not self.slack.readable)
    def a_person_looks_and_settles(self) -> None:
        async def settle() -> None:
            async with self.db.write() as session:
                rows = (await session.exec(select(Delivery).where(Delivery.state == "uncertain"))).all()
                for row in [row for row in rows if row.settle != "look"][:1]:
                    sent = self.slack.has(row.outlet, name_of(row))
                    # What is sent again by a person may come after what was told meanwhile.
                    same = [r.id or 0 for r in rows if (r.outlet, r.card) == (row.outlet, row.card)]
                    self.by_person |= set() if sent else set(same)
                    await deliveries.settle(session, f"D{row.id}", "U0ADA", self.now, sent=sent)

        self.do(settle())

    # -- what must hold -----------------------------------------------------------------------------------------------

    @invariant()
    def nothing_is_told_twice(self) -> None:
        told = Counter(
            (outlet, name) for outlet, held, _ in getattr(self, "slack", Slack(readable=True)).accepted for name in held
        )
        assert [key for key, times in told.items() if times > 1] == []

    def teardown(self) -> None:
        if hasattr(self, "slack"):
            self.let_everything_out()
            self.look_at_the_end()
        self.do(self.db.close())
        self.runner.close()
        self.file.unlink(missing_ok=True)

    def let_everything_out(self) -> None:
        self.slack.weather = []
        # A long game prints its news on later days than it has been told at; what those left to do is due after them.
        self.now = max(self.now, T0 + timedelta(days=self.days))
        for channel in CHANNELS:
            self.a_channel_chooses(channel, "nothing")
        for _ in range(12):
            self.now += timedelta(days=2) + LEASE
            self.tell()
            self.nothing_is_told_twice()
            if not self.slack.readable:
                self.a_person_looks_and_settles()

    def look_at_the_end(self) -> None:
        async def look() -> tuple[list[Delivery], list[Alert]]:
            async with self.db.read() as session:
                rows = (await session.exec(select(Delivery).order_by(Delivery.id))).all()
                return list(rows), list((await session.exec(select(Alert))).all())

        rows, alerts = self.do(look())
        assert [(row.outlet, name_of(row), row.state, row.why) for row in rows if row.state != "sent"] == []
        assert [(row.outlet, name_of(row)) for row in rows if not self.slack.has(row.outlet, name_of(row))] == []
        # C1 follows everything from the start: whatever was raised, except a correction of what it never had, is there.
        had = {row.alert_id for row in rows if row.outlet == "C1"}
        assert {a.id for a in alerts if a.event not in ("corrected", "withdrawn")} <= had
        self.order_was_kept(rows)

    def order_was_kept(self, rows: list[Delivery]) -> None:
        place = {(where, name): at for at, (where, held, _) in enumerate(self.slack.accepted) for name in held}
        for channel in CHANNELS:
            for subject in {row.subject for row in rows}:
                own = [r for r in rows if (r.outlet, r.subject) == (channel, subject) and r.id not in self.by_person]
                came = [place[(channel, name_of(row))] for row in own]
                assert came == sorted(came), [(name_of(row), at) for row, at in zip(own, came, strict=True)]


def play(template: Path, folder: Path, examples: int, steps: int) -> None:
    machine = type("Game", (Telling,), {"template": template, "folder": folder})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            derandomize=examples < 100,
        ),
    )


def test_no_sequence_loses_repeats_or_reorders_an_alert(upgraded_file: Path, tmp_path: Path, fuzz: bool) -> None:
    play(upgraded_file, tmp_path, *((1_500, 50) if fuzz else (8, 16)))
