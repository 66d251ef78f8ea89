"""What a buyer is told, in the sentences that matter."""

from zoneinfo import ZoneInfo

import pytest

from bot.access import Asker
from bot.commands import VERBS
from tests.bot.conftest import ANN, HALDEN, LANXI, ORRIN, Desk
from tests.bot.limits import check


async def test_the_first_screen_says_who_holds_who_is_covered_and_what_is_not_known(desk: Desk) -> None:
    screen = await desk.says("")
    assert "Lanxi Magnetics: reported, not confirmed; for some of its customers, none named" in screen
    assert "Orrin Motors" in screen
    assert "Halden Cars: left out, according to one report" in screen
    assert "No public confirmation that a samarium-cobalt producer holds a general licence." in screen
    assert "1 reading waits for a person to check it." in screen


async def test_status_is_the_first_screen(desk: Desk) -> None:
    assert await desk.says("status") == await desk.says("")


@pytest.mark.parametrize(
    "typed", ["who Lanxi Magnetics", "lanxi magnetics", "LANXI MAGNETICS?", "兰溪磁业", "who “兰溪磁业”"]
)
async def test_a_company_is_found_under_every_name_it_has(desk: Desk, typed: str) -> None:
    card = await desk.says(typed)
    assert "General licence: reported, not confirmed by the company or MOFCOM" in card
    assert f'"{LANXI}"' in card
    assert "Example Wire, unnamed sources; origin Example Wire" in card
    assert "1 report, 1 origin: Example Wire" in card


async def test_a_licence_card_says_what_the_licence_does_not_cover(desk: Desk) -> None:
    card = await desk.says("who lanxi magnetics")
    assert "does not cover new customers, parts or end uses, is not retroactive, is not transferable" in card


async def test_an_end_nobody_published_is_a_window_not_a_day(desk: Desk) -> None:
    assert "about 2 Dec 2026, issue date unknown" in await desk.says("who lanxi magnetics")


async def test_a_customer_is_covered_and_never_said_to_hold_anything(desk: Desk) -> None:
    card = await desk.says("orrin")
    assert "Covered by a general licence of its suppliers" in card
    assert "A customer holds no licence of its own." in card
    assert ORRIN in card


async def test_a_customer_left_out_is_said_to_be_so_by_one_report(desk: Desk) -> None:
    card = await desk.says("customers")
    assert "Halden Cars: left out, according to one report" in card
    assert HALDEN in card


async def test_holders_are_narrowed_by_filters_that_the_answer_repeats(desk: Desk) -> None:
    assert "Lanxi Magnetics" in await desk.says("holders certainty:reported")
    none = await desk.says("holders certainty:confirmed material:smco")
    assert (
        "Nobody on record is reported to hold a general licence for SmCo at least confirmed, as far as known. "
        "Looked until 22 Nov 2026, 09:40 UTC: 0 news pages and feeds watched"
    ) in none


async def test_a_word_that_can_only_be_a_value_is_the_filter_it_would_be(desk: Desk) -> None:
    assert "Only at least reported." in await desk.says("holders reported")
    none = await desk.says("holders for samarium-cobalt")
    assert "Nobody on record is reported to hold a general licence for SmCo, as far as known." in none
    assert "> /licence smco" in none


async def test_what_stands_behind_admin_is_found_without_it(desk: Desk) -> None:
    said = await desk.says("review")
    assert "`review` is for admins, and stands behind `admin`. Nearest that works: `/licence admin review`" in said


async def test_nothing_about_smco_is_a_dated_absence(desk: Desk) -> None:
    answer = await desk.says("smco")
    assert "No public confirmation that a samarium-cobalt producer holds a general licence." in answer
    assert (
        "Looked until 22 Nov 2026, 09:40 UTC: 0 news pages and feeds watched, 0 read in the last 24 hours; " in answer
    )
    assert "articles read in all, searched for 0 SmCo makers on record." in answer


async def test_a_list_says_how_old_its_news_is(desk: Desk) -> None:
    for typed in ("holders", "customers"):
        said = await desk.says(typed)
        assert "The newest report among these is of 10 Dec 2025, 11 months ago; nothing newer on them was read." in said
    assert "Nothing on record says that a general licence is revoked." in await desk.says("holders state:revoked")


async def test_a_confirmed_claim_wears_the_badge_of_its_card_and_says_what_would_end_it(desk: Desk) -> None:
    card = await desk.says("who Orrin")
    assert "🟢 Covered by a general licence of its suppliers: confirmed" in card
    assert "`C2` 🟢 Orrin Motors" in card
    assert "Would end it: a denial by Orrin Motors" in card
    assert "Would confirm it" not in card


async def test_a_report_on_a_group_is_shown_as_one_where_it_is_filed_with_a_company(shipped: Desk) -> None:
    assert "German carmakers as a group, Volkswagen among them: left out" in await shipped.says("customers")
    checked = await shipped.says("check JL Mag for Volkswagen SmCo")
    assert "Volkswagen, or a group it belongs to, is reported as left out; nobody with standing says so" in checked


async def test_times_are_shown_in_the_readers_zone_and_named(desk: Desk) -> None:
    berlin = Asker(user="console", channel="#console", timezone=ZoneInfo("Europe/Berlin"), admin_console=True)
    assert "22 Nov 2026, 10:40 CET" in await desk.says("smco", berlin)


async def test_all_evidence_lists_claims_and_figures_with_their_series(desk: Desk) -> None:
    listed = await desk.says("evidence")
    assert "left out, according to one report" in listed
    assert "no public confirmation of a general licence" in listed
    assert "series not named, 2025-11: +13.0 %" in listed


async def test_one_claim_is_shown_in_full_by_its_short_id(desk: Desk) -> None:
    full = await desk.says("evidence c1")
    assert full.startswith("C1: Lanxi Magnetics")
    assert f'"{LANXI}"' in full
    assert "10 Dec 2025, Example Wire https://news.example/magnets" in full
    assert "graded source B" in full


async def test_a_company_abroad_is_said_to_hold_none_and_a_customer_to_be_in_no_report(shipped: Desk) -> None:
    for typed in ("can bosch hold a licence", "who gm"):
        said = await shipped.says(typed)
        assert "Holds no licence of its own: only an exporter in China can, as far as known." in said
        assert "No report says that it is covered by a general licence" in said
    assert "Holds no licence of its own: only an exporter in China" in await shipped.says("who vacuumschmelze")


@pytest.mark.parametrize("typed", ["mute for a week", "mute 7d"])
async def test_a_mute_without_a_name_is_asked_what_to_mute(shipped: Desk, typed: str) -> None:
    assert "`mute` needs a company or a source." in await shipped.says(typed)


async def test_changes_say_from_what_to_what_and_why(desk: Desk) -> None:
    moved = await desk.says("changes 7d")
    assert "Lanxi Magnetics (exporter): General licence: new on record, reported (from reports)." in moved
    assert not {"→", "cause:"} & set(moved.split())


async def test_expiring_counts_the_days_and_promises_no_end(desk: Desk) -> None:
    answer = await desk.says("expiring 30d")
    assert (
        "Lanxi Magnetics (exporter): period ends about 2 Dec 2026, issue date unknown (in about 10 days); "
        "reckoned a year from 2 Dec 2025, its reported start; no renewal on record"
    ) in answer
    assert "is not proof that the licence ended" in answer


async def test_a_name_nobody_has_is_never_answered_with_another_companys_card(desk: Desk) -> None:
    answer = await desk.says("who Lanxi Magnetcs")
    assert "No company on record is called `Lanxi Magnetcs`." in answer
    assert "Nearest: `/licence who Lanxi Magnetics`" in answer
    assert "reported" not in answer


async def test_help_is_made_from_the_verbs_and_hides_what_only_admins_may(desk: Desk) -> None:
    for_all = await desk.says("help all", ANN)
    assert all(verb.help.replace("`", "") in for_all.replace("`", "") for verb in VERBS if not verb.admin)
    assert "admin watch add" not in for_all
    assert "admin watch add" in await desk.says("help all")


async def test_the_first_screen_of_help_is_what_most_want_and_names_the_rest(desk: Desk) -> None:
    said = await desk.says("help", ANN)
    assert sum(verb.wanted in said for verb in VERBS if verb.wanted) == 10
    assert all(
        f"`{verb.name}`" in said or f"/licence {verb.name}" in said for verb in VERBS[:25] if verb.name != "help"
    )
    assert "admin" not in said
    assert "`admin`" in await desk.says("help")
    assert await desk.says("help me please", ANN) == said


async def test_every_example_in_help_is_understood(desk: Desk) -> None:
    for verb in VERBS:
        if not verb.admin:
            answer = await desk.ask(verb.example.replace("{company}", "Lanxi Magnetics"))
            assert answer.verb == verb.name
            assert answer.understood or verb.name == "unfollow"


@pytest.mark.parametrize(
    "typed",
    ["", "help", "holders", "evidence", "smco", "changes", "expiring", "lanxi magnetics", "folow", "admin review"],
)
async def test_every_answer_fits_slack_and_is_for_the_asker_alone(desk: Desk, typed: str) -> None:
    payload = (await desk.ask(typed)).as_slack()
    check(payload)
    assert payload["response_type"] == "ephemeral"


@pytest.mark.parametrize("typed", ["", "help", "evidence", "lanxi magnetics", "changes"])
async def test_a_terminal_answer_is_readable_at_eighty_columns(desk: Desk, typed: str) -> None:
    for line in (await desk.ask(typed)).as_text().splitlines():
        assert len(line) <= 80 or "https://" in line
