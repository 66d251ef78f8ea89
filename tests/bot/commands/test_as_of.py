"""What was known on an earlier day, and how well it went, as a buyer reads it."""

import pytest

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


async def test_quality_says_how_few_judgements_it_rests_on(desk: Desk) -> None:
    said = await desk.says("quality")
    assert "2 alerts on licences: 0 found right by a person, 0 wrong, 2 judged by nobody." in said
    assert "This rests on 0 judgements of people on readings" in said
    assert "That is few: take the numbers as a hint." in said
