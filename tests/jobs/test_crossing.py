"""What crosses on the way: two who send or settle the same card, lists in several messages, holds beside each other."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import col, select

from jobs.deliver import Card, DeliveryError, deliver_pending
from storage import admins, deliveries, outbox, outlets, settling
from storage.database import Database
from storage.models import Delivery, Sequel
from storage.outbox import Taken
from tests.fakes import Loudspeaker, Mute
from tests.telling import MAKER, T0, company, follow, record, reuters

MINUTE = timedelta(minutes=1)


async def news(db: Database, name: str = MAKER, now: datetime = T0) -> None:
    await company(db, name)
    await record(db, reuters(name), now=now)


async def take(db: Database, now: datetime, do: str = "send") -> Taken:
    async with db.write() as session:
        await outbox.sweep(session, now)
        [head] = [head for head in await outbox.heads(session, now) if head.do == do]
        taken = await outbox.take(session, head, now)
    assert taken is not None
    return taken


async def write(db: Database, work: Callable[[Any], Awaitable[Any]]) -> Any:
    async with db.write() as session:
        return await work(session)


async def tell(db: Database, speaker: Loudspeaker, now: datetime) -> int:
    return await deliver_pending(db, [speaker], lambda: now, lambda: False)


async def states(db: Database, outlet: str = "C1") -> list[str]:
    query = select(Delivery.state).where(Delivery.outlet == outlet).order_by(col(Delivery.id))
    async with db.read() as session:
        return list((await session.exec(query)).all())


async def change(db: Database, outlet: str, now: datetime = T0, **wanted: Any) -> None:
    async with db.write() as session:
        await outlets.change(session, replace(await outlets.settings(session, outlet), **wanted), "U1", now)


# -- two who have the same card in hand ------------------------------------------------------------------------------


async def test_a_refusal_noted_too_late_sends_nothing_again(db: Database) -> None:
    await follow(db)
    await news(db)
    slept = await take(db, T0)
    later = T0 + MINUTE
    looked = await take(db, later, "look")
    await write(db, lambda session: settling.mark_missing(session, looked, later))
    again = await take(db, later)
    await write(db, lambda session: outbox.mark_sent(session, again, "said 1", later))
    # The first poster wakes up: it was refused, a minute ago.
    await write(db, lambda session: outbox.mark_failed(session, slept, "busy", later))
    assert await states(db) == ["sent"]
    assert await tell(db, Loudspeaker(), later + MINUTE) == 0


async def test_an_answer_that_comes_while_it_is_looked_for_counts(db: Database) -> None:
    await follow(db)
    await news(db)
    slow = await take(db, T0)
    looked = await take(db, T0 + MINUTE, "look")
    await write(db, lambda session: outbox.mark_sent(session, slow, "said 1", T0 + MINUTE))
    await write(db, lambda session: settling.mark_missing(session, looked, T0 + MINUTE))
    assert await states(db) == ["sent"]


async def test_what_a_person_settled_while_it_was_looked_for_stays_settled(db: Database) -> None:
    await follow(db)
    await news(db)
    await tell(db, Mute(DeliveryError("no answer", uncertain=True)), T0)
    looked = await take(db, T0 + MINUTE, "look")
    await write(db, lambda session: deliveries.settle(session, "D1", "U1", T0 + MINUTE, sent=True))
    await write(db, lambda session: settling.mark_missing(session, looked, T0 + MINUTE))
    assert await states(db) == ["sent"]
    await write(db, lambda session: settling.mark_unreadable(session, looked, "no scope", None))
    async with db.read() as session:
        assert not await settling.any_to_ask(session)
    assert await tell(db, Loudspeaker(), T0 + 2 * MINUTE) == 0


async def test_a_refusal_that_comes_after_all_leaves_nobody_to_be_asked(db: Database) -> None:
    await follow(db)
    await news(db)
    slow = await take(db, T0)
    looked = await take(db, T0 + MINUTE, "look")
    await write(db, lambda session: settling.mark_unreadable(session, looked, "no scope", None))
    await write(db, lambda session: outbox.mark_failed(session, slow, "busy", T0 + MINUTE))
    await write(db, lambda session: admins.grant(session, "U0ADA", "console", T0))
    speaker = Loudspeaker()
    assert await tell(db, speaker, T0 + 2 * MINUTE) == 1
    assert await states(db) == ["sent"]


# -- a list that takes several messages ------------------------------------------------------------------------------


async def long_list(db: Database, lines: int) -> None:
    """So many alerts that a pause held and that go out together now: more than one message takes."""
    await follow(db)
    await change(db, "C1", paused=True)
    for number in range(lines):
        await news(db, f"Maker {number:02} Alloys")
    await tell(db, Loudspeaker(), T0)
    await change(db, "C1", paused=False)


async def test_what_a_person_says_of_one_message_is_not_said_of_the_next(db: Database) -> None:
    await long_list(db, 42)
    for minutes in range(1, 4):
        await tell(db, Mute(DeliveryError("no answer", uncertain=True)), T0 + minutes * MINUTE)
    assert await states(db) == ["uncertain"] * 42
    await write(db, lambda session: deliveries.settle(session, "D1", "U1", T0 + 5 * MINUTE, sent=True))
    assert await states(db) == ["sent"] * 40 + ["uncertain"] * 2
    await write(db, lambda session: deliveries.settle(session, "D41", "U1", T0 + 6 * MINUTE, sent=False))
    speaker = Loudspeaker()
    await tell(db, speaker, T0 + 7 * MINUTE)
    assert [len(card.alerts) for card in speaker.said] == [2]
    assert await states(db) == ["sent"] * 42


# -- holding and letting go beside each other ------------------------------------------------------------------------


async def test_a_paused_channel_stays_quiet_behind_hundreds_that_wait_elsewhere(db: Database) -> None:
    await follow(db, "C0")
    await news(db)
    async with db.write() as session:
        first = (await session.exec(select(Delivery))).one()
        plain = first.model_dump(exclude={"id"})
        session.add_all(Delivery(**plain | {"sequel": number}) for number in range(1, 600))
        await settling.halt(session, "C0", "archived", T0 + timedelta(days=9), T0)
    await change(db, "C0", quiet=(T0.time().replace(hour=1), T0.time().replace(hour=2)))
    await follow(db, "C1")
    await change(db, "C1", paused=True)
    await news(db, "Birch Magnetics")
    speaker = Loudspeaker()
    assert await tell(db, speaker, T0 + MINUTE) == 0
    assert await states(db, "C1") == ["held"]
    await change(db, "C1", T0 + MINUTE, paused=False)
    assert await tell(db, speaker, T0 + 2 * MINUTE) == 1


async def test_what_a_person_lets_go_in_a_pause_does_not_overtake_what_came_before_it(db: Database) -> None:
    await follow(db)
    await change(db, "C1", paused=True)
    await news(db)
    await tell(db, Loudspeaker(), T0)
    async with db.write() as session:
        first = (await session.exec(select(Delivery))).one()
        session.add(Sequel(id=1, alert_id=1, kind="origin", key="2", text="Another says so.", learnt_at=T0))
        await session.flush()
        session.add(Delivery(**first.model_dump(exclude={"id"}) | {"sequel": 1, "card": "sequel 1"}))
    await news(db, "Birch Magnetics")
    await tell(db, Loudspeaker(), T0)
    assert await states(db) == ["held"] * 3
    await write(db, lambda session: deliveries.release(session, "D2", "U1", T0))
    speaker = Loudspeaker()
    await tell(db, speaker, T0 + MINUTE)
    assert await states(db) == ["sent", "sent", "held"]
    assert [card.alerts[0].id for card in speaker.said] == ["A1", "A1"]


async def test_a_clock_put_back_does_not_keep_a_burst_for_long(db: Database) -> None:
    await follow(db)
    for number in range(10):
        await news(db, f"Maker {number:02} Alloys")
    hour = timedelta(hours=1)
    assert await tell(db, Loudspeaker(), T0 + hour) == 10
    await news(db, "Birch Magnetics")
    assert await tell(db, Loudspeaker(), T0) == 0
    assert await tell(db, Loudspeaker(), T0 + timedelta(minutes=6)) == 1


# -- looking that cannot succeed -------------------------------------------------------------------------------------


class Shut(Loudspeaker):
    """Shows nobody what it was told."""

    async def find(self, card: Card, since: datetime) -> str | None:
        raise DeliveryError("Slack refused: not_allowed_here", permanent=True)


async def test_a_history_that_will_never_be_shown_keeps_nothing_waiting(db: Database) -> None:
    await follow(db)
    await news(db)
    lost = Mute(DeliveryError("no answer", uncertain=True))
    await tell(db, lost, T0)
    await news(db, "Birch Magnetics")
    assert await tell(db, Shut(), T0 + MINUTE) == 1
    assert await states(db) == ["uncertain", "sent"]
