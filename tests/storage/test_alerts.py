"""What is worth telling, and how each outlet's copy of it fares."""

import asyncio
from datetime import datetime, timedelta

import pytest
from sqlmodel import select

from storage import documents, outbox, sources, visits
from storage.database import Database
from storage.domain.licence import Certainty
from storage.models import Document
from storage.outbox import LEASE, Taken
from storage.visits import Answered
from tests.telling import (
    MAKER,
    T0,
    all_alerts,
    company,
    day,
    denial,
    follow,
    licence,
    outlets,
    record,
    reuters,
    says,
    source,
)


async def take(db: Database, now: datetime = T0) -> Taken | None:
    async with db.write() as session:
        return await outbox.take_next(session, now)


async def taken(db: Database, now: datetime = T0) -> Taken:
    found = await take(db, now)
    assert found is not None, "nothing is due"
    return found


async def sent(db: Database, card: Taken, reference: str = "ts1", now: datetime = T0) -> None:
    async with db.write() as session:
        await outbox.mark_sent(session, card, reference, now)


async def failed(
    db: Database, card: Taken, *, permanent: bool = False, uncertain: bool = False, until: datetime | None = None
) -> None:
    async with db.write() as session:
        await outbox.mark_failed(
            session, card, "channel_not_found", T0, permanent=permanent, uncertain=uncertain, not_before=until
        )


async def answered(db: Database, source_id: int) -> None:
    """The source was asked and answered; nothing it brought waits to be read."""
    async with db.write() as session:
        await visits.settle(session, [Answered(source=await visits.look(session, source_id), now=T0)])
        for document in (await session.exec(select(Document))).all():
            await documents.mark_read(session, document.id or 0, T0)


async def end_first_reading(db: Database, source_id: int) -> None:
    async with db.write() as session:
        await sources.end_first_reading(session, source_id, T0)


# -- who hears it -----------------------------------------------------------------------------------------------------


async def test_an_alert_is_a_row_whether_or_not_anybody_follows(db: Database) -> None:
    await company(db)
    await record(db, reuters())
    assert len(await all_alerts(db)) == 1
    assert await outlets(db) == []


async def test_a_new_follow_brings_no_past_alerts(db: Database) -> None:
    await company(db)
    await record(db, reuters())
    summary = await follow(db)
    assert [view.name for view in summary.holding] == [MAKER]
    assert await outlets(db) == []


async def test_a_claim_reaches_whoever_asked_for_reports_when_it_rises(db: Database) -> None:
    await company(db)
    await follow(db, "C1", minimum=Certainty.REPORTED)
    await follow(db, "C2", minimum=Certainty.CLAIMED)
    await record(db, says())
    assert await outlets(db) == [("C2", "pending")]
    await record(db, reuters(), published=day(1))
    assert sorted(await outlets(db)) == [("C1", "pending"), ("C2", "pending")]


async def test_an_alert_says_in_words_what_its_certainty_is_now(db: Database) -> None:
    await company(db)
    await record(db, says())
    await record(db, reuters(), published=day(1))
    [alert] = await all_alerts(db)
    assert alert.certainty is Certainty.REPORTED
    assert "no source named" not in alert.text


async def test_a_denied_rumour_is_not_brought_to_whoever_asked_for_reports(db: Database) -> None:
    await company(db)
    await follow(db, minimum=Certainty.REPORTED)
    await record(db, says())
    await record(db, denial(), published=day(1))
    assert await outlets(db) == []


async def test_several_follows_of_one_channel_bring_an_alert_once(db: Database) -> None:
    await company(db)
    await follow(db, kinds=("exporters",))
    await follow(db, kinds=("exporters", "customers"))
    await record(db, reuters())
    assert await outlets(db) == [("C1", "pending")]


# -- first reading ----------------------------------------------------------------------------------------------------


async def test_what_a_first_reading_brings_waits_and_goes_out_as_one_card(db: Database) -> None:
    wire = await source(db)
    await follow(db)
    for name in ("Alder Alloys", "Birch Magnetics"):
        await company(db, name)
        await record(db, reuters(name), published=day(-60), source_id=wire, first_reading=True)
    await answered(db, wire)
    assert await outlets(db) == [("C1", "held"), ("C1", "held")]
    assert await take(db) is None
    await end_first_reading(db, wire)
    card = await taken(db)
    assert [a.subject for a in card.alerts] == ["Alder Alloys", "Birch Magnetics"]
    assert card.first_reading_of == "Wire"
    assert await take(db) is None


@pytest.mark.parametrize(("age", "state"), [(13, "pending"), (14, "pending"), (15, "held")])
async def test_a_gain_of_the_last_fourteen_days_has_a_card_of_its_own(db: Database, age: int, state: str) -> None:
    wire = await source(db)
    await follow(db)
    await company(db)
    await record(db, reuters(), published=day(-age), source_id=wire, first_reading=True)
    assert await outlets(db) == [("C1", state)]


async def test_a_source_paused_in_its_first_reading_keeps_nobody_waiting_for_ever(db: Database) -> None:
    wire = await source(db)
    await follow(db)
    await company(db)
    await record(db, reuters(), published=day(-60), source_id=wire, first_reading=True)
    async with db.write() as session:
        await sources.set_state(session, "https://wire.example/feed", "removed", "U1", T0)
    assert await outlets(db) == [("C1", "pending")]


# -- taking and sending -----------------------------------------------------------------------------------------------


async def test_of_many_posters_one_takes_a_card(db: Database) -> None:
    await company(db)
    await follow(db)
    await record(db, reuters())
    cards = await asyncio.gather(*(take(db) for _ in range(8)))
    assert len([card for card in cards if card]) == 1


async def test_what_waited_longest_goes_first(db: Database) -> None:
    await follow(db)
    for name in ("Alder Alloys", "Birch Magnetics", "Cedar Metals"):
        await company(db, name)
        await record(db, reuters(name))
    for name in ("Alder Alloys", "Birch Magnetics", "Cedar Metals"):
        card = await taken(db)
        assert card.alerts[0].subject == name
        assert await take(db) is None, "the next one waits until this one is through"
        await sent(db, card)


async def test_a_poster_that_died_leaves_the_card_uncertain_and_nobody_sends_it_again(db: Database) -> None:
    await company(db)
    await follow(db)
    await record(db, reuters())
    await taken(db)
    later = T0 + LEASE + timedelta(seconds=1)
    async with db.write() as session:
        assert await outbox.sweep(session, later) == 1
    assert await outlets(db) == [("C1", "uncertain")]
    assert await take(db, later) is None


@pytest.mark.parametrize(
    ("permanent", "uncertain", "state"),
    [(False, False, "pending"), (True, False, "failed"), (False, True, "uncertain")],
)
async def test_a_card_that_was_not_taken_says_how_it_stands_and_why(
    db: Database, permanent: bool, uncertain: bool, state: str
) -> None:
    await company(db)
    await follow(db)
    await record(db, reuters())
    await failed(db, await taken(db), permanent=permanent, uncertain=uncertain, until=T0 + timedelta(seconds=5))
    [alert] = await all_alerts(db)
    assert [(d.state, d.why) for d in alert.deliveries] == [(state, "channel_not_found")]
    assert await take(db) is None
    assert (await take(db, T0 + timedelta(seconds=5)) is not None) is (state == "pending")


# -- edits ------------------------------------------------------------------------------------------------------------


async def told_once(db: Database) -> None:
    await company(db)
    await follow(db)
    await record(db, reuters())
    await sent(db, await taken(db))
    assert await take(db) is None


async def test_a_second_report_edits_the_card_that_was_sent_and_is_told_in_its_thread(db: Database) -> None:
    await told_once(db)
    await record(db, reuters(outlet="Nikkei"), published=day(1))
    reply = await taken(db)
    assert (reply.thread, reply.broadcast) == ("ts1", False)
    assert [news.text for news in reply.sequels] == ["New origin: Nikkei; 2 origins now."]
    await sent(db, reply, "ts2")
    edit = await taken(db)
    assert edit.reference == "ts1"
    assert edit.alerts[0].licence is not None
    assert edit.alerts[0].licence.origins == ("Reuters", "Nikkei")
    await sent(db, edit)
    assert await take(db) is None
    assert await outlets(db) == [("C1", "sent")]


async def test_news_that_comes_while_a_card_is_sent_is_shown_by_the_next_edit(db: Database) -> None:
    await company(db)
    await follow(db)
    await record(db, reuters())
    card = await taken(db)
    await record(db, reuters(outlet="Nikkei"), published=day(1))
    await sent(db, card)
    await sent(db, await taken(db), "the reply")
    assert (await taken(db)).reference == "ts1"


async def test_an_edit_that_can_never_work_is_not_tried_for_ever(db: Database) -> None:
    """The card was deleted in Slack: editing it fails for good."""
    await told_once(db)
    await record(db, reuters(outlet="Nikkei"), published=day(1))
    await sent(db, await taken(db), "the reply")
    await failed(db, await taken(db), permanent=True, until=T0)
    assert await take(db, T0 + timedelta(days=1)) is None
    assert await outlets(db) == [("C1", "sent")]


async def test_reading_the_same_again_edits_nothing(db: Database) -> None:
    await told_once(db)
    held = await licence(db)
    async with db.write() as session:
        assert await outbox.heads(session, T0) == ()
    assert held.articles == 1
