"""A process that does not do its work is started anew; one that is kept from it from outside is left alone."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import update

from jobs.deliver import NOBODY, DeliveryError, deliver_pending
from jobs.liveness import Condition, Liveness
from storage import backlog, outbox, outlets, settling
from storage.database import Database
from storage.models import Delivery
from tests.fakes import Loudspeaker, Mute
from tests.telling import T0, company, follow, record, reuters

STUCK_AFTER = timedelta(minutes=10)
LATER = T0 + timedelta(minutes=14)
WELL = Condition()


@dataclass
class Watch:
    """The clock of a process, or its share in the work of several."""

    leading_for: float | None = 3_600.0
    silent: float = 0.5

    def silent_for(self) -> float:
        return self.silent


async def fares(db: Database, now: datetime = LATER, watch: Watch | None = None) -> Condition:
    return await Liveness(db, lambda: now, STUCK_AFTER, watch or Watch()).condition()


async def news(db: Database, *channels: str) -> None:
    await company(db)
    for channel in channels or ("C1",):
        await follow(db, channel)
    await record(db, reuters())


async def drain(db: Database, speaker: Loudspeaker, now: datetime = T0) -> None:
    await deliver_pending(db, [speaker], lambda: now, lambda: False)


async def test_what_was_told_is_not_waited_for(db: Database) -> None:
    await news(db)
    await drain(db, Loudspeaker())
    assert await fares(db) == WELL


async def test_an_alert_that_nobody_sends_is_stuck_when_it_was_due_for_long(db: Database) -> None:
    await news(db)
    assert await fares(db, T0 + timedelta(minutes=9)) == WELL
    stuck = await fares(db)
    assert stuck.broken == "Deliveries are stuck: one has been due for 14 minutes, and nothing is sent."


async def test_what_a_channel_does_not_want_now_is_not_stuck(db: Database) -> None:
    await follow(db)
    async with db.write() as session:
        wanted = replace(await outlets.settings(session, "C1"), paused=True)
        await outlets.change(session, wanted, "U1", T0)
    await news(db)
    await drain(db, Loudspeaker())
    assert await fares(db, T0 + timedelta(days=3)) == WELL


@pytest.mark.parametrize(
    ("error", "outside"),
    [
        (DeliveryError("Slack could not be reached", stops="all"), True),
        (DeliveryError("Slack asks for a pause", retry_after=timedelta(hours=1), stops="method"), True),
        (DeliveryError("the channel is archived", retry_after=timedelta(minutes=10), stops="outlet"), False),
        (DeliveryError("busy", retry_after=timedelta(hours=1)), False),
        (DeliveryError("the answer did not arrive", uncertain=True), False),
        (DeliveryError("it is too long", permanent=True), False),
    ],
    ids=lambda each: each.reason if isinstance(each, DeliveryError) else "",
)
async def test_what_slack_does_not_take_for_hours_is_no_reason_to_start_anew(
    db: Database, error: DeliveryError, outside: bool
) -> None:
    await news(db)
    slack = Mute(error)
    slack.name = "slack"
    for minutes in (0, 20, 59):
        now = T0 + timedelta(minutes=minutes)
        await drain(db, slack, now)
        found = await fares(db, now + timedelta(minutes=1))
        assert found.broken == ""
        assert found.outside.startswith("Slack takes nothing since ") is outside


async def test_a_pause_that_is_over_and_that_nobody_ends_is_stuck(db: Database) -> None:
    await news(db)
    async with db.write() as session:
        await settling.halt(session, "slack", "Slack could not be reached", T0 + timedelta(minutes=5), T0)
    assert (await fares(db)).broken == ""
    assert "15 minutes" in (await fares(db, T0 + timedelta(minutes=20))).broken


async def test_what_nobody_here_speaks_to_waits_for_somebody_who_does(db: Database) -> None:
    await news(db)
    await deliver_pending(db, [], lambda: T0, lambda: False)
    assert await fares(db) == WELL
    async with db.read() as session:
        assert (await backlog.look(session, LATER, unspoken=(NOBODY,))).overdue == timedelta()


async def test_a_long_queue_that_is_told_one_by_one_moves(db: Database) -> None:
    await news(db, "C1", "C2")
    await drain(db, Loudspeaker(lambda card: DeliveryError("busy") if card.outlet == "C2" else None), LATER)
    assert await fares(db, LATER + timedelta(seconds=10)) == WELL
    assert (await fares(db, LATER + timedelta(minutes=14))).broken


async def test_a_lost_answer_that_nobody_looks_for_is_stuck_and_one_that_a_person_is_asked_of_is_not(
    db: Database,
) -> None:
    await news(db)
    await drain(db, Mute(DeliveryError("the answer did not arrive", uncertain=True)))
    assert (await fares(db)).broken
    async with db.write() as session:
        await session.exec(update(Delivery).values(settle="asked"))
    assert await fares(db) == WELL


async def test_a_new_process_is_given_as_long_as_the_one_before(db: Database) -> None:
    await news(db)
    assert await fares(db, watch=Watch(leading_for=30)) == WELL
    assert (await fares(db, watch=Watch(leading_for=601))).broken


async def test_who_does_not_keep_the_clock_answers_for_its_own_pulse_alone(db: Database) -> None:
    await news(db)
    assert await fares(db, watch=Watch(leading_for=None)) == WELL
    silent = await fares(db, watch=Watch(leading_for=None, silent=90))
    assert silent.broken == "The clock of this process has not ticked for 90 seconds."


async def test_a_record_that_cannot_be_read_is_said_and_no_reason_to_start_anew(tmp_path: Path) -> None:
    (tmp_path / "broken.db").write_bytes(b"no database" * 1_000)
    broken = Database(f"sqlite+aiosqlite:///{tmp_path / 'broken.db'}")
    found = await fares(broken)
    await broken.close()
    assert (found.broken, found.record) == ("", False)
    assert "is not an intact SQLite database" in found.outside


async def test_what_was_being_sent_when_nobody_came_back_is_stuck(db: Database) -> None:
    await news(db)
    async with db.write() as session:
        assert await outbox.take_next(session, T0) is not None
    assert (await fares(db, T0 + timedelta(minutes=10))).broken == ""
    assert (await fares(db, T0 + timedelta(minutes=11))).broken
    await drain(db, Loudspeaker(), T0 + timedelta(minutes=11))
    assert (await fares(db, T0 + timedelta(minutes=12))).broken == ""
