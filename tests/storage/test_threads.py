"""One card per subject and truth: what comes later goes into its thread, and what falls is struck with the reason."""

from datetime import timedelta

import pytest
from sqlmodel import select

from jobs.deliver import Card, deliver_pending
from storage import alerts, filing, follows, outlets, sequels
from storage.database import Database
from storage.domain.claim import Attribution, ClaimStatus
from storage.domain.licence import Certainty, Event
from storage.domain.telling import Settings
from storage.domain.views import AlertView
from storage.models import Notice
from tests.fakes import Loudspeaker
from tests.telling import MAKER, T0, company, day, denial, follow, kept, record, reuters, says, told

HOUR = timedelta(hours=1)


class Channel:
    """Everything one channel was told, by a clock that goes on an hour a time."""

    def __init__(self, db: Database) -> None:
        self.db, self.now, self.speaker = db, T0, Loudspeaker()

    async def hears(self) -> list[Card]:
        before = len(self.speaker.said)
        self.now += HOUR
        await deliver_pending(self.db, [self.speaker], lambda: self.now, lambda: False)
        return self.speaker.said[before:]

    def shows(self) -> AlertView:
        """The first card, as it was edited last."""
        edits = [card for card in self.speaker.edited if card.reference == "said 1"]
        return edits[-1].alerts[0]


@pytest.fixture
async def channel(db: Database) -> Channel:
    """A channel that was told of one gain."""
    await company(db)
    await follow(db, minimum=Certainty.CLAIMED)
    return Channel(db)


async def gain(channel: Channel) -> None:
    await record(channel.db, reuters())
    [card] = await channel.hears()
    assert card.thread is None


async def own_word(channel: Channel) -> None:
    """The company says it itself, in a paper that is trusted."""
    said = says(attribution=Attribution.COMPANY, speaker=MAKER)
    await record(channel.db, said, grade="B")
    await channel.hears()


# -- news of the same truth -------------------------------------------------------------------------------------------


async def test_a_repeat_changes_the_counter_and_nothing_is_said(channel: Channel) -> None:
    await gain(channel)
    await record(channel.db, says(), published=day(1))
    assert await channel.hears() == []
    licence = channel.shows().licence
    assert licence is not None
    assert licence.articles == 2


async def test_a_new_origin_is_told_in_the_thread_and_not_in_the_channel(channel: Channel) -> None:
    await gain(channel)
    await record(channel.db, reuters(outlet="Nikkei"), published=day(1))
    [reply] = await channel.hears()
    assert (reply.thread, reply.broadcast, reply.sequels[0].kind) == ("said 1", False, "origin")


async def test_a_confirmation_is_shown_in_the_channel_too(channel: Channel) -> None:
    await gain(channel)
    await record(channel.db, says(attribution=Attribution.COMPANY, speaker=MAKER), grade="B", published=day(1))
    [reply] = await channel.hears()
    assert (reply.thread, reply.broadcast) == ("said 1", True)
    assert "Now confirmed; until now reported" in reply.sequels[0].text


async def test_a_rise_that_changes_no_class_stays_in_the_thread(channel: Channel) -> None:
    await record(channel.db, says())
    await channel.hears()
    await record(channel.db, reuters(), published=day(1))
    [reply] = await channel.hears()
    assert (reply.sequels[0].kind, reply.broadcast) == ("certainty", False)


async def test_a_reading_by_a_better_parser_tells_no_thread(channel: Channel) -> None:
    await gain(channel)
    await record(channel.db, reuters(outlet="Nikkei"), published=day(1), cause="parser")
    assert await channel.hears() == []


async def test_with_threads_off_only_what_changes_everything_is_said(channel: Channel) -> None:
    async with channel.db.write() as session:
        await outlets.change(session, Settings(outlet="C1", threads=False), "U1", T0)
    await gain(channel)
    await record(channel.db, reuters(outlet="Nikkei"), published=day(1))
    assert await channel.hears() == []
    await record(channel.db, says(status=ClaimStatus.REVOKED, attribution=Attribution.MINISTRY), published=day(2))
    [card] = await channel.hears()
    assert (card.thread, card.alerts[0].event) == (None, Event.REVOKED)


async def test_with_broadcast_off_nothing_of_a_thread_is_shown_in_the_channel(channel: Channel) -> None:
    async with channel.db.write() as session:
        await outlets.change(session, Settings(outlet="C1", broadcast=False), "U1", T0)
    await gain(channel)
    await record(channel.db, says(status=ClaimStatus.REVOKED, attribution=Attribution.MINISTRY), published=day(2))
    [reply] = await channel.hears()
    assert (reply.thread, reply.broadcast) == ("said 1", False)


# -- what falls -------------------------------------------------------------------------------------------------------


async def test_what_its_speaker_takes_back_is_withdrawn(channel: Channel) -> None:
    await own_word(channel)
    await record(channel.db, denial(), grade="B", published=day(3))
    [reply] = await channel.hears()
    assert [alert.event for alert in reply.alerts] == [Event.WITHDRAWN]
    assert (reply.thread, reply.broadcast) == ("said 1", True)
    assert reply.alerts[0].because == f"{MAKER} took back its own statement on {day(3)}."
    card = channel.shows()
    assert card.fate is Event.WITHDRAWN
    assert "holds a general export licence: confirmed" in card.struck
    assert [claim.state for claim in await kept(channel.db) if claim.status is ClaimStatus.GRANTED] == ["withdrawn"]


async def test_what_others_report_stands_when_one_speaker_takes_his_word_back(channel: Channel) -> None:
    await gain(channel)
    await own_word(channel)
    await record(channel.db, denial(), grade="B", published=day(3))
    [reply] = await channel.hears()
    assert reply.sequels[0].kind == "certainty"
    assert "took back its own statement" in reply.sequels[0].text
    assert channel.shows().fate is None
    assert channel.shows().certainty is Certainty.CONTESTED


async def test_another_speakers_denial_withdraws_nothing(channel: Channel) -> None:
    await gain(channel)
    await record(channel.db, denial(), grade="B", published=day(3))
    [reply] = await channel.hears()
    assert reply.sequels[0].text.startswith("Now contested")
    assert reply.broadcast
    assert channel.shows().fate is None


async def test_what_we_misread_is_corrected_and_not_withdrawn(channel: Channel) -> None:
    await gain(channel)
    async with channel.db.write() as session:
        await filing.retract(session, "C1", "U1", "another company", T0)
    [reply] = await channel.hears()
    assert (reply.alerts[0].event, reply.thread) == (Event.CORRECTED, "said 1")
    assert "We were wrong" in reply.alerts[0].because
    assert channel.shows().fate is Event.CORRECTED
    assert await told(channel.db) == [(MAKER, "gained"), (MAKER, "corrected")]


async def test_a_correction_taken_back_lets_the_card_stand_again(channel: Channel) -> None:
    await gain(channel)
    for again in (False, True):
        async with channel.db.write() as session:
            await filing.retract(session, "C1", "U1", "another company", T0)
        await channel.hears()
        async with channel.db.write() as session:
            await filing.restore(session, "C1", "U1", T0)
        [reply] = await channel.hears()
        assert reply.sequels[0].text.startswith("It holds again"), again
    assert (channel.shows().fate, channel.shows().struck) == (None, "")
    assert [event for _, event in await told(channel.db)] == ["gained", "corrected", "corrected"]


async def test_a_revocation_is_told_in_the_thread_of_the_gain_and_strikes_its_card(channel: Channel) -> None:
    await gain(channel)
    await record(channel.db, says(status=ClaimStatus.REVOKED, attribution=Attribution.MINISTRY), published=day(5))
    [reply] = await channel.hears()
    assert (reply.alerts[0].event, reply.thread, reply.broadcast) == (Event.REVOKED, "said 1", True)
    card = channel.shows()
    assert card.fate is Event.REVOKED
    assert card.because.startswith("Its end or suspension was told by")
    assert "holds a general export licence" in card.struck


async def test_whoever_was_told_hears_that_it_fell_whatever_they_follow_by_now(channel: Channel) -> None:
    await gain(channel)
    async with channel.db.write() as session:
        await follows.remove(session, "C1", None, "U1", T0)
    await record(channel.db, says(status=ClaimStatus.REVOKED, attribution=Attribution.MINISTRY), published=day(5))
    assert [card.thread for card in await channel.hears()] == ["said 1"]


async def test_a_correction_is_no_news_to_those_who_were_never_told(channel: Channel) -> None:
    await gain(channel)
    await follow(channel.db, "C2", kinds=("losses", "exporters"))
    async with channel.db.write() as session:
        await filing.retract(session, "C1", "U1", "another company", T0)
    assert [card.outlet for card in await channel.hears()] == ["C1"]


async def test_everybody_who_used_a_button_is_told_once_that_it_fell(channel: Channel) -> None:
    await gain(channel)
    async with channel.db.write() as session:
        for user, button in (("U0ANN", "seen"), ("U0BOB", "follow"), ("U0ANN", "dispute")):
            await sequels.press(session, "A1", "C1", user, button, T0)
    await record(channel.db, says(status=ClaimStatus.REVOKED, attribution=Attribution.MINISTRY), published=day(5))
    async with channel.db.read() as session:
        rows = (await session.exec(select(Notice).where(Notice.kind == sequels.FELL))).all()
    assert sorted(row.outlet for row in rows) == ["U0ANN", "U0BOB"]
    assert rows[0].text.splitlines()[:3] == ["A2", "revoked", MAKER]


# -- many at once -----------------------------------------------------------------------------------------------------


async def makers(channel: Channel, numbers: range) -> None:
    for number in numbers:
        await company(channel.db, f"Maker {number} Magnetics")
        await record(channel.db, reuters(f"Maker {number} Magnetics"), url=f"https://wire.example/{number}")


async def test_ten_cards_come_one_by_one_and_more_as_one_with_a_list(channel: Channel) -> None:
    await makers(channel, range(11))
    [card] = await channel.hears()
    assert len(card.alerts) == 11


async def test_ten_cards_in_five_minutes_are_ten_cards(channel: Channel) -> None:
    await makers(channel, range(10))
    assert [len(card.alerts) for card in await channel.hears()] == [1] * 10


async def test_after_ten_cards_the_rest_of_five_minutes_waits_and_comes_as_one(channel: Channel) -> None:
    await makers(channel, range(10))
    await channel.hears()
    await makers(channel, range(10, 13))
    channel.now += timedelta(minutes=1) - HOUR
    assert await channel.hears() == []
    assert all("more than 10 cards" in d.why for a in await all_of(channel) for d in a.deliveries if d.state != "sent")
    channel.now += timedelta(minutes=5) - HOUR
    assert [len(card.alerts) for card in await channel.hears()] == [3]


async def all_of(channel: Channel) -> tuple[AlertView, ...]:
    async with channel.db.read() as session:
        return await alerts.all(session, channel.now)
