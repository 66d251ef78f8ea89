"""Admins among themselves: who they are, where they are told, how things fare, who changed what."""

import pytest

from bot.access import Asker
from storage import admins, notices
from tests.bot.conftest import ANN, CONSOLE, Desk
from tests.bot.limits import check

BOSS = Asker(user="U0BOSS", channel="C0MAGNETS")


async def told(desk: Desk) -> list[tuple[str, str, str]]:
    async with desk.db.read() as session:
        return [(view.kind, view.outlet, view.text) for view in await notices.recent(session)]


@pytest.mark.parametrize("typed", ["<@U0ANN|ann>", "<@U0ANN>", "@U0ANN", "U0ANN"])
async def test_an_admin_makes_another_who_is_told(desk: Desk, typed: str) -> None:
    await desk.appoint("U0BOSS")
    assert "U0ANN is an admin now" in await desk.says(f"admin grant {typed}", BOSS)
    assert (await desk.ask("admin status", ANN)).understood
    assert await told(desk) == [("admin granted", "U0ANN", "U0BOSS")]
    assert "That person is an admin already" in await desk.says(f"admin grant {typed}", BOSS)


async def test_whom_slack_does_not_know_becomes_no_admin(desk: Desk) -> None:
    answer = await desk.says("admin grant @ann")
    assert "`@ann` is no person Slack knows" in answer


async def test_an_admin_is_one_no_more_but_the_last_one_stays(desk: Desk) -> None:
    await desk.appoint("U0BOSS")
    assert "That is the only admin" in await desk.says("admin revoke <@U0BOSS>", BOSS)
    await desk.ask("admin grant <@U0ANN>", BOSS)
    assert "U0ANN is an admin no more." in await desk.says("admin revoke <@U0ANN>", BOSS)
    assert "Only admins may do that" in await desk.says("admin status", ANN)
    assert "That person is no admin" in await desk.says("admin revoke <@U0ANN>", BOSS)


async def test_whoever_is_named_in_the_settings_is_said_to_come_back(desk: Desk) -> None:
    await desk.appoint("U0BOSS")
    await desk.appoint("U0ANN")
    assert "`LODESTONE_ADMINS` names them" in await desk.says("admin revoke <@U0ANN>", BOSS)


async def test_a_channel_for_admins_is_chosen_told_and_taken_back(desk: Desk) -> None:
    await desk.appoint("U0BOSS")
    assert "Admins are told in U0BOSS." in await desk.says("admin channel", BOSS)
    chosen = await desk.ask("admin channel <#C0ADMINS|admins>", BOSS)
    assert "Admins are told in C0ADMINS from now on." in chosen.as_text()
    assert await told(desk) == [("admin channel", "C0ADMINS", "U0BOSS")]
    undo = chosen.as_slack()["blocks"][-1]["elements"][0]["value"]
    assert "Admins are told in U0BOSS from now on." in await desk.says(undo, BOSS)
    assert "is no channel Slack knows" in await desk.says("admin channel #admins", BOSS)


async def test_the_settings_channel_is_known_where_the_settings_are_not(desk: Desk) -> None:
    async with desk.db.write() as session:
        await admins.remember(session, "C0OPS")
    assert "Admins are told in C0OPS." in await desk.says("admin channel")


async def test_status_says_how_it_fares_and_what_needs_a_person(desk: Desk) -> None:
    await desk.appoint("U0BOSS")
    answer = await desk.ask("admin status", BOSS)
    check(answer.as_slack())
    text = " ".join(answer.as_text().split())
    assert "All is well." in text
    assert "1 question open" in text
    assert "Admins: U0BOSS." in text
    await desk.ask("admin channel <#C0ADMINS>", BOSS)
    async with desk.db.write() as session:
        why = "the bot is not in that channel"
        await notices.mark_failed(session, 1, why, permanent=True, uncertain=False, not_before=desk.now)
    assert "Admins were not told in C0ADMINS: the bot is not in that channel" in await desk.says("admin status", BOSS)


async def test_the_audit_says_who_when_before_and_after_and_offers_to_undo(desk: Desk) -> None:
    await desk.appoint("U0BOSS")
    assert "admin granted U0BOSS" in await desk.says("admin audit", BOSS)
    await desk.ask('admin watch add "Wuyang Magnets" alias:武阳磁材', BOSS)
    await desk.ask("admin channel <#C0ADMINS>", BOSS)
    answer = await desk.ask("admin audit 7d", BOSS)
    check(answer.as_slack())
    text = " ".join(answer.as_text(width=10_000).split())
    assert "U0BOSS: watch added Wuyang Magnets, after: Wuyang Magnets, 武阳磁材" in text
    assert "22 Nov 2026, 09:40 UTC" in text
    undos = [element["value"] for element in answer.as_slack()["blocks"][-1]["elements"]]
    assert undos == ["admin channel off", 'admin watch remove "Wuyang Magnets"']
    assert "no longer looked for" in await desk.says(undos[1], BOSS)


UNDONE = (
    ('admin watch add "Wuyang Magnets"', "admin watch list", "Wuyang Magnets"),
    ("admin grant <@U0EVE>", "admin status", "U0EVE"),
    ("admin channel <#C0ADMINS>", "admin channel", "C0ADMINS"),
    ("admin source add https://mill.example/feed.xml", "admin source list", "mill.example"),
)


@pytest.mark.parametrize(("change", "shows", "what"), UNDONE)
async def test_what_the_audit_offers_to_undo_is_undone(desk: Desk, change: str, shows: str, what: str) -> None:
    await desk.appoint("U0BOSS")
    assert (await desk.ask(change)).understood
    assert what in await desk.says(shows, CONSOLE)
    undo = (await desk.ask("admin audit 1d")).as_slack()["blocks"][-1]["elements"][0]["value"]
    assert (await desk.ask(undo)).understood, undo
    assert what not in (await desk.says(shows, CONSOLE)), undo


async def test_an_older_change_is_not_undone_over_a_newer_one(desk: Desk) -> None:
    await desk.ask('admin watch add "Wuyang Magnets"')
    await desk.ask('admin watch remove "Wuyang Magnets"')
    undos = (await desk.ask("admin audit")).as_slack()["blocks"][-1]["elements"]
    assert [undo["value"] for undo in undos] == ['admin watch add "Wuyang Magnets" role:exporter']


async def test_an_audit_without_changes_says_so(desk: Desk) -> None:
    assert "Nobody changed anything." in await desk.says("admin audit 1d")
    assert "is no number of days" in await desk.says("admin audit yesterday")
