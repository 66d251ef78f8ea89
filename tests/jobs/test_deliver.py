"""The outbox: an alert is a row before it is said, and is said once."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from jobs.deliver import Card, DeliveryError, Outbox, deliver_pending
from storage import alerts, outbox
from storage.database import Database, RecordError
from storage.models import Delivery
from tests.fakes import Loudspeaker, Mute
from tests.patience import HANGS
from tests.telling import MAKER, T0, company, day, follow, outlets, record, reuters


def at(seconds: float = 0) -> Callable[[], datetime]:
    return lambda: T0 + timedelta(seconds=seconds)


def never() -> bool:
    return False


async def deliver(db: Database, speaker: Loudspeaker, seconds: float = 0) -> int:
    return await deliver_pending(db, [speaker], at(seconds), never)


async def news(db: Database, *channels: str) -> None:
    await company(db)
    for channel in channels or ("C1",):
        await follow(db, channel)
    await record(db, reuters())


async def test_a_card_is_said_once_and_edited_when_more_is_known(db: Database) -> None:
    await news(db)
    speaker = Loudspeaker()
    assert await deliver(db, speaker) == 1
    assert await deliver(db, speaker, 10) == 0
    await record(db, reuters(outlet="Nikkei"), published=day(1))
    assert await deliver(db, speaker, 20) == 2
    assert [card.reference for card in speaker.edited] == ["said 1"]
    [card, reply] = speaker.said
    assert ([alert.subject for alert in card.alerts], card.sequels) == ([MAKER], ())
    assert (reply.thread, [news.kind for news in reply.sequels]) == ("said 1", ["origin"])
    assert await deliver(db, speaker, 30) == 0


async def test_two_posters_at_once_say_it_once(db: Database) -> None:
    await news(db, "C1", "C2")
    speaker = Loudspeaker()
    await asyncio.gather(*(deliver(db, speaker) for _ in range(5)))
    assert sorted(card.outlet for card in speaker.said) == ["C1", "C2"]


async def test_a_channel_that_fails_keeps_no_other_waiting_and_is_tried_again(db: Database) -> None:
    await news(db, "C1", "C2")
    refuses = Loudspeaker(lambda card: DeliveryError("busy") if card.outlet == "C1" else None)
    assert await deliver(db, refuses) == 1
    assert sorted(await outlets(db)) == [("C1", "pending"), ("C2", "sent")]
    well = Loudspeaker()
    assert await deliver(db, well, 4) == 0
    assert await deliver(db, well, 6) == 1
    assert [card.outlet for card in well.said] == ["C1"]


@pytest.mark.parametrize(
    ("error", "state"),
    [
        (DeliveryError("channel_not_found", permanent=True), "failed"),
        (DeliveryError("the answer did not arrive", uncertain=True), "uncertain"),
    ],
)
async def test_what_may_have_arrived_or_never_can_is_not_sent_again(
    db: Database, error: DeliveryError, state: str
) -> None:
    await news(db)
    await deliver(db, Mute(error))
    assert await outlets(db) == [("C1", state)]
    speaker = Loudspeaker()
    assert await deliver(db, speaker, 100_000) == 0
    assert speaker.said == []


async def test_a_named_pause_is_kept(db: Database) -> None:
    await news(db)
    await deliver(db, Mute(DeliveryError("too fast", retry_after=timedelta(seconds=90))))
    speaker = Loudspeaker()
    assert await deliver(db, speaker, 89) == 0
    assert await deliver(db, speaker, 91) == 1


async def test_a_crash_while_sending_leaves_the_card_uncertain(db: Database) -> None:
    await news(db)
    async with db.write() as session:
        assert await outbox.take_next(session, T0) is not None
    speaker = Loudspeaker()
    assert await deliver(db, speaker, 19) == 0
    assert await outlets(db) == [("C1", "sending")]
    assert await deliver(db, speaker, 21) == 0
    assert await outlets(db) == [("C1", "uncertain")]
    assert speaker.said == []


async def test_what_nobody_can_say_waits_and_says_why(db: Database) -> None:
    await news(db)
    assert await deliver_pending(db, [], at(), never) == 0
    async with db.read() as session:
        [alert] = await alerts.all(session, T0)
    assert [(d.state, d.why) for d in alert.deliveries] == [
        ("pending", "waits: nothing that speaks to this outlet is connected")
    ]
    assert await deliver(db, Loudspeaker(), 1) == 1


async def test_nothing_new_is_taken_when_it_is_time_to_stop(db: Database) -> None:
    await news(db, "C1", "C2")
    heard: list[Card] = []

    class Slow(Loudspeaker):
        async def send(self, card: Card) -> str:
            heard.append(card)
            return await super().send(card)

    assert await deliver_pending(db, [Slow()], at(), lambda: len(heard) == 1) == 1
    assert sorted(state for _, state in await outlets(db)) == ["pending", "sent"]


class FullDisk(Database):
    """A record that cannot be written while there is no space."""

    full = False

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncSession]:
        if self.full:
            raise RecordError("The record cannot grow, the disk is full.")
        async with super().write() as session:
            yield session


async def test_what_was_said_on_a_full_disk_is_noted_once_there_is_space(record_file: Path) -> None:
    db = FullDisk(f"sqlite+aiosqlite:///{record_file}")
    await news(db)

    begun = asyncio.Event()

    class Filling(Loudspeaker):
        async def send(self, card: Card) -> str:
            db.full = True
            begun.set()
            return await super().send(card)

    speaker = Filling()
    telling = asyncio.create_task(deliver(db, speaker))
    await begun.wait()
    assert await outlets(db) == [("C1", "sending")]
    db.full = False
    assert await telling == 1
    assert await outlets(db) == [("C1", "sent")]
    assert len(speaker.said) == 1
    await db.close()


async def test_a_slow_channel_keeps_no_other_waiting(db: Database) -> None:
    await news(db, "C1", "C2", "C3")
    others = asyncio.Event()

    class Slow(Loudspeaker):
        async def send(self, card: Card) -> str:
            if card.outlet == "C1":
                await asyncio.wait_for(others.wait(), HANGS)
            said = await super().send(card)
            if len(self.said) == 2:
                others.set()
            return said

    speaker = Slow()
    assert await deliver(db, speaker) == 3
    assert [card.outlet for card in speaker.said][-1] == "C1"


async def test_a_card_that_slept_through_half_of_its_lease_is_not_begun(db: Database) -> None:
    """The machine slept between taking and sending: somebody else may look for the card soon, and send it."""
    await news(db)
    looks = iter([0, 0])
    speaker = Loudspeaker()
    await Outbox(db, [speaker], lambda: T0 + timedelta(seconds=next(looks, 15))).drain()
    async with db.read() as session:
        [delivery] = (await session.exec(select(Delivery))).all()
    assert (delivery.state, len(speaker.said)) == ("sent", 1)
    assert delivery.tried_at == T0 + timedelta(seconds=15), "it was let go, and taken anew"
