"""Who may change things, and what they change."""

import pytest

from storage import admins, audit, sources, watchlist
from tests.bot.conftest import ANN, Desk
from tests.bot.limits import check

ADMIN_ONLY = (
    "admin watch add Newname",
    "admin watch remove Lanxi Magnetics",
    "admin watch list",
    "admin source add https://example.org/feed.xml",
    "admin source list",
    "admin source pause https://example.org/feed.xml",
    "admin source resume https://example.org/feed.xml",
    "admin source remove https://example.org/feed.xml",
    "admin source run https://example.org/feed.xml",
    "admin source test https://example.org/feed.xml",
    "admin source import",
    "admin source export",
    "admin watch import",
    "admin watch export",
    "admin grant <@U0EVE>",
    "admin revoke <@U0EVE>",
    "admin channel <#C0ADMINS>",
    "admin claim add Newname https://example.org/report",
    "admin claim retract C1 why",
    "admin claim restore C1",
    "admin status",
    "admin audit",
    "admin review",
    "admin review accept 1 why",
    "admin review reject 1 why",
    "admin review edit 1 status:applied why",
    "admin review merge 1 Orrin why",
)


@pytest.mark.parametrize("typed", ADMIN_ONLY)
async def test_until_there_is_an_admin_everybody_is_refused_and_told_how_to_become_one(desk: Desk, typed: str) -> None:
    answer = await desk.says(typed, ANN)
    assert "Nobody is an admin yet." in answer
    assert "`/licence admin become CODE`" in answer


@pytest.mark.parametrize("typed", ADMIN_ONLY)
async def test_others_are_refused_and_told_whom_to_ask(desk: Desk, typed: str) -> None:
    await desk.appoint("U0BOSS")
    answer = await desk.says(typed, ANN)
    assert "Only admins may do that, so nothing was done." in answer
    assert "Ask U0BOSS." in answer


async def test_the_code_of_the_first_start_makes_one_admin_and_no_second(desk: Desk) -> None:
    async with desk.db.write() as session:
        code = await admins.one_time_code(session)
    assert "That is not the code." in await desk.says("admin become 0000", ANN)
    assert "You are the first admin" in await desk.says(f"admin become {code}", ANN)
    assert "You are an admin already." in await desk.says(f"admin become {code}", ANN)
    assert (await desk.ask("admin watch list", ANN)).understood


async def test_a_name_is_looked_for_in_every_script_it_was_given(desk: Desk) -> None:
    answer = await desk.says(
        'admin watch add "Wuyang Magnets" role:smco alias:武阳磁材 --alias Wuyang ticker:600001.SH'
    )
    assert "Wuyang Magnets is looked for now, as SmCo producer" in answer
    assert "General licence: not known" in await desk.says("武阳磁材")
    async with desk.db.read() as session:
        assert [view.name for view in await watchlist.all(session)] == ["Wuyang Magnets"]


async def test_an_alias_of_another_company_is_not_taken_from_it(desk: Desk) -> None:
    answer = await desk.ask("admin watch add Newname alias:兰溪磁业")
    assert not answer.understood
    assert "Lanxi Magnetics" in answer.as_text()


async def test_taking_a_name_off_keeps_what_is_known_of_it(desk: Desk) -> None:
    await desk.ask('admin watch add "Lanxi Magnetics"')
    assert "Its record, evidence and names stay." in await desk.says("admin watch remove lanxi magnetics")
    assert "reported, not confirmed" in await desk.says("lanxi magnetics")
    assert "is not on the watchlist" in await desk.says("admin watch remove lanxi magnetics")


async def test_the_undo_in_an_answer_undoes_it(desk: Desk) -> None:
    added = await desk.ask('admin watch add "Wuyang Magnets"')
    undo = added.as_slack()["blocks"][-1]["elements"][-1]["value"]
    assert "is no longer looked for" in await desk.says(undo)


@pytest.mark.parametrize(
    "typed", ["https://example.org/feed.xml", "<https://example.org/feed.xml|example.org/feed.xml>"]
)
async def test_a_source_is_added_by_its_address(desk: Desk, typed: str) -> None:
    assert "is watched now" in await desk.says(f"admin source add {typed}")
    async with desk.db.read() as session:
        assert [view.url for view in await sources.all(session)] == ["https://example.org/feed.xml"]
    assert "not read yet" in await desk.says("admin source list")


async def test_an_address_that_cannot_be_watched_is_said_to_be_none(desk: Desk) -> None:
    assert "is not an http or https address" in await desk.says("admin source add ftp:example")


async def test_a_review_shows_quote_and_reason_and_is_decided_once(desk: Desk) -> None:
    shown = await desk.ask("admin review")
    check(shown.as_slack())
    assert "Pingshan Alloys" in shown.as_text()
    assert "is a hedge" in shown.as_text()
    assert "is decided: read correctly" in await desk.says("admin review accept 1 it says so")
    again = await desk.says("admin review reject 1 no")
    assert "already" in again
    assert "No reading waits for a person." in await desk.says("admin review")


async def test_a_misread_claim_is_put_right_with_a_reason(desk: Desk) -> None:
    assert "is decided: misread, put right" in await desk.says("admin review edit 1 status:applied it only applied")


async def test_a_name_is_merged_with_a_known_company(desk: Desk) -> None:
    assert "filed under a known company" in await desk.says('admin review merge 1 "Lanxi Magnetics" same firm')


async def test_a_decision_without_a_reason_is_not_taken(desk: Desk) -> None:
    assert "needs a reason" in await desk.says("admin review accept 1")
    assert "Pingshan Alloys" in await desk.says("admin review")


async def test_every_change_is_in_the_audit_with_who(desk: Desk) -> None:
    await desk.appoint("U0ANN")
    await desk.ask("admin watch add Newname", ANN)
    async with desk.db.read() as session:
        assert ("U0ANN", "watch added") in [(entry.who, entry.action) for entry in await audit.since(session, desk.now)]
