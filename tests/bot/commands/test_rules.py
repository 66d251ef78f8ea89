"""What a buyer is told about the rules: the record, both sides of a disagreement, and no advice."""

from datetime import UTC, datetime

import pytest

from tests.bot.conftest import Desk
from tests.bot.limits import check


async def test_a_rule_is_told_beside_what_is_often_heard_with_its_basis_source_and_date(shipped: Desk) -> None:
    card = await shipped.says("explain general")
    assert "Often heard: “A general licence lets its holder ship anything to anybody.”" in card
    assert (
        "On record: A general licence allows repeated exports to one or more named end users inside its scope" in card
    )
    assert "Basis: Dual-use regulations, as explained by the ministry on 2025-09-16." in card
    assert "Read in Magsees https://magsees.com/" in card
    assert "25 Sep 2025; a named source." in card
    assert "as far as known; no legal advice" in card


async def test_a_practice_is_said_to_have_no_text_of_law(shipped: Desk) -> None:
    card = await shipped.says("explain threshold")
    assert "That is their practice, not law, and never applies to samarium-cobalt." in card
    assert "no text of law was read for it" in card
    assert "another rule, and suspended as far as known" in card


async def test_a_page_without_a_date_says_so(shipped: Desk) -> None:
    assert "undated, seen 2026-11-22" in await shipped.says("explain papers")


async def test_the_topics_are_listed_with_what_people_call_them(shipped: Desk) -> None:
    listed = await shipped.says("explain")
    assert "`transfer` distributor, sister plant" in listed
    assert "Smaller ones:" in listed


@pytest.mark.parametrize(
    ("typed", "topic"),
    [
        ("explain backlog", "backlog"),
        ("explain Backlog?", "backlog"),
        ("explain distributor", "transfer"),
        ("explain sister plant", "transfer"),
        ("explain dfars", "defence"),
        ("explain 0.1%", "threshold"),
        ("explain 通用许可", "general"),
        ("explain watch list", "watch list"),
        ("rules", None),
    ],
)
async def test_a_topic_is_found_under_every_word_for_it(shipped: Desk, typed: str, topic: str | None) -> None:
    said = await shipped.says(typed)
    assert said.startswith(f"The rules: {topic}") if topic else "`/licence explain`" in said


@pytest.mark.parametrize(
    ("slip", "nearest"), [("bakclog", "backlog"), ("treshold", "threshold"), ("our sister plant abroad", "transfer")]
)
async def test_a_slip_gets_the_nearest_topic(shipped: Desk, slip: str, nearest: str) -> None:
    answer = await shipped.ask(f"explain {slip}")
    assert not answer.understood
    assert f"Nearest that works: `/licence explain {nearest}`" in " ".join(answer.as_text(500).split())


async def test_what_is_no_topic_is_said_to_be_none(shipped: Desk) -> None:
    assert "There is no topic and no material `zzz` here; `/licence explain` lists the topics." in await shipped.says(
        "explain zzz"
    )


async def test_where_texts_disagree_both_are_shown_and_neither_is_chosen(shipped: Desk) -> None:
    card = await shipped.says("regime")
    assert "until 10 Nov 2026 (12 days ago), says: Announcement 70 as printed https://www.worldjournal.com/" in card
    assert "until 10 Jan 2027 (in 49 days), says: Ministry statement of 2026-09-28" in card
    assert "The texts disagree about the day; each is shown with its source and none is chosen." in card
    assert "Another text names 10 Nov 2026: Announcement 70 as printed" in card
    assert "controls are back" not in card
    assert "controls are off" not in card


async def test_the_regime_says_what_is_in_force_by_which_text_and_what_is_ahead(shipped: Desk) -> None:
    card = await shipped.says("regime")
    assert "In force - Seven rare earths need a licence, 4 Apr 2025" in card
    assert "27 Nov 2026 (in 5 days): Suspension for gallium" in card
    assert "1 Jan 2027 (in 40 days): US defence contracts exclude Chinese magnets." in card


async def test_once_every_printed_day_has_passed_it_is_not_known_what_holds(shipped: Desk) -> None:
    shipped.now = datetime(2027, 2, 1, tzinfo=UTC)
    card = await shipped.says("regime")
    assert "Every day in print has passed; whether the suspension still holds is not known." in card
    assert "No day ahead is on record." in card


@pytest.mark.parametrize("typed", ["explain", "explain general", "explain papers", "regime"])
async def test_rules_fit_slack(shipped: Desk, typed: str) -> None:
    check((await shipped.ask(typed)).as_slack())


async def test_without_rules_on_record_that_is_what_is_said(desk: Desk) -> None:
    assert "No rules are on record" in await desk.says("explain")
    assert "Nothing about the regime is on record" in await desk.says("regime")
