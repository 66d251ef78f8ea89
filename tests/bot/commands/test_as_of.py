"""What was known on an earlier day, and how well it went, as a buyer reads it."""

from datetime import timedelta

import pytest
from sqlmodel import select

from storage import rosters
from storage.models import Roster, RosterEntry
from tests.bot.conftest import Desk


@pytest.mark.parametrize(
    "typed",
    ["who Lanxi Magnetics as-of 2025-12-31", "lanxi magnetics as of 31 Dec 2025", 'who "兰溪磁业" as-of:2025-12-31'],
)
async def test_a_day_before_the_record_began_says_that_it_did_not_learn_then(desk: Desk, typed: str) -> None:
    card = await desk.says(typed)
    assert "Lanxi Magnetics, as of 31 Dec 2025" in card
    assert "so this is what had been printed by 31 Dec 2025, as far as read since" in card
    assert "General licence: reported, not confirmed by the company or MOFCOM" in card


async def test_before_the_first_report_nothing_was_known(desk: Desk) -> None:
    assert "General licence: not known" in await desk.says("who lanxi magnetics as-of 2025-11-30")


async def test_today_is_what_the_record_had_learnt(desk: Desk) -> None:
    card = await desk.says("who lanxi magnetics as-of today")
    assert "What this record had learnt by 22 Nov 2026" in card


async def test_a_list_counts_from_its_day_and_from_when_this_record_had_it(shipped: Desk) -> None:
    """Announced on 24 February 2026; a name learnt later changes no answer about a day before that."""
    assert "watch list" not in await shipped.says("who Subaru as-of 2026-02-23")
    assert "On the Japan watch list, February 2026" in await shipped.says("who Subaru as-of 2026-02-24")
    now = await shipped.says("who Subaru as-of today")
    assert "On the Japan watch list, February 2026" in now
    shipped.now += timedelta(days=30)
    async with shipped.db.write() as session:
        [roster] = (await session.exec(select(Roster).where(Roster.key == "japan-watch-2026-02"))).all()
        late = {"confidence": 5, "cause": "seed", "learnt_at": shipped.now}
        session.add(RosterEntry(roster_id=roster.id or 0, name="Toyota", **late))
        await rosters.touch(session)
    assert "On the Japan watch list" in await shipped.says("who Toyota")
    assert "On the Japan watch list" not in await shipped.says("who Toyota as-of 2026-11-25")
    assert await shipped.says("who Subaru as-of 2026-11-22") == now


async def test_quality_says_how_few_judgements_it_rests_on(desk: Desk) -> None:
    said = await desk.says("quality")
    assert "2 alerts on licences: 0 found right by a person, 0 wrong, 2 judged by nobody." in said
    assert "Nobody has judged a reading yet, so nothing here says how often we are right" in said
    await desk.ask("admin review accept 1 the text says so")
    said = await desk.says("quality")
    assert "This rests on 1 judgement of people on readings (1 read correctly" in said
    assert "That is few: take the numbers as a hint." in said


async def test_customs_figures_stand_beside_a_holders_claims_and_raise_none(shipped: Desk) -> None:
    card = await shipped.says("who JL Mag")
    assert "Customs counted 5,238 t of magnets in March 2026, of all exporters" in card
    assert "consistent with licences in use, and does not prove this one" in card
    assert "General licence: reported, not confirmed" in card
    for typed in ("who Chengdu Galaxy Magnets", "who Ford", "who JL Mag as-of 2026-01-15"):
        assert "Customs counted" not in await shipped.says(typed)
