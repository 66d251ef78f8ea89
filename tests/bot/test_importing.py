"""Many names and many sources, pasted into a form, and copied out again."""

from typing import Any

import pytest
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from storage import audit, sources, watchlist
from tests.bot.conftest import Desk
from tests.bot.limits import words
from tests.bot.pressing import Person, answering
from tests.fake_slack import FakeSlack

NAMES = "name,role,aliases,tickers\nWuyang Magnets,exporter,武阳磁材; Wuyang,600001.SH\nNova Cars,customer,,\n"


@pytest.fixture
async def boss(desk: Desk, slack: FakeSlack) -> Person:
    await desk.appoint("U0BOSS")
    client = AsyncWebClient(token="xoxb-1", base_url=slack.url, retry_handlers=[])
    app: AsyncApp = answering(client, desk)
    return Person(app, slack, user="U0BOSS")


async def form_of(boss: Person, slack: FakeSlack, typed: str) -> dict[str, Any]:
    await boss.types(typed)
    view: dict[str, Any] = (await slack.wait_for("views.open"))[-1]["view"]
    return view


async def test_names_are_pasted_as_csv_and_each_is_in_the_audit(desk: Desk, boss: Person, slack: FakeSlack) -> None:
    view = await form_of(boss, slack, "admin watch import")
    answered = await boss.sends(view, names=NAMES)
    assert "2 names new on the watchlist, 0 brought up to date." in answered.body
    async with desk.db.read() as session:
        nova, wuyang = await watchlist.all(session)
        lines = [(line.who, line.action, line.target) for line in await audit.since(session, desk.now)]
    assert (wuyang.aliases, wuyang.tickers) == (("武阳磁材", "Wuyang"), ("600001.SH",))
    assert nova.role.value == "customer"
    assert ("U0BOSS", "watch added", "wuyang-magnets") in lines
    assert "General licence: not known" in await desk.says("武阳磁材")


async def test_what_cannot_be_taken_is_named_and_the_rest_is(desk: Desk, boss: Person, slack: FakeSlack) -> None:
    view = await form_of(boss, slack, "admin watch import")
    answered = await boss.sends(view, names="name,role,aliases\nA Magnets,boss,\nB Magnets,,兰溪磁业\nC Magnets,,\n")
    assert "1 name new on the watchlist" in answered.body
    assert "is no role" in answered.body
    assert "is a name of Lanxi Magnetics already" in answered.body


async def test_a_list_with_nothing_in_it_keeps_the_form_open(boss: Person, slack: FakeSlack) -> None:
    view = await form_of(boss, slack, "admin watch import")
    answered = await boss.sends(view, names="name,role\nA Magnets,boss\n")
    assert '"response_action": "errors"' in answered.body
    assert "No row can be taken." in answered.body


async def test_what_is_exported_is_imported_again(desk: Desk, boss: Person, slack: FakeSlack) -> None:
    await boss.sends(await form_of(boss, slack, "admin watch import"), names=NAMES)
    await boss.types("admin watch export")
    sheet = (await slack.wait_for("respond"))[-1]["blocks"][-1]["text"]["text"]
    assert (sheet[:3], sheet[-3:]) == ("```", "```")
    answered = await boss.sends(await form_of(boss, slack, "admin watch import"), names=sheet.strip("`"))
    assert "0 names new on the watchlist, 2 brought up to date." in answered.body


async def test_two_companies_of_one_list_keep_their_names_apart(desk: Desk) -> None:
    wanted = [
        watchlist.Wanted(name="One Magnets", aliases=("Shared",)),
        watchlist.Wanted(name="Two", aliases=("shared",)),
    ]
    async with desk.db.write() as session:
        taken = await watchlist.add_all(session, wanted, "U0BOSS", desk.now)
    assert (taken.added, len(taken.faults)) == (1, 1)


async def test_addresses_are_pasted_one_a_line(desk: Desk, boss: Person, slack: FakeSlack) -> None:
    view = await form_of(boss, slack, "admin source import")
    wrong = await boss.sends(view, addresses="https://a.example/feed\nnonsense\n")
    assert '"response_action": "errors"' in wrong.body
    assert "nonsense" in wrong.body
    answered = await boss.sends(view, addresses="https://a.example/feed\n# later\nhttps://b.example/news\n")
    assert "2 sources watched now, 0 already on record." in answered.body
    async with desk.db.read() as session:
        assert {view.url for view in await sources.all(session)} == {"https://a.example/feed", "https://b.example/news"}
    assert "https://a.example/feed" in await desk.says("admin source export")


async def test_a_form_kept_open_since_before_somebody_lost_the_right_does_nothing(
    desk: Desk, boss: Person, slack: FakeSlack
) -> None:
    view = await form_of(boss, slack, "admin source import")
    await desk.appoint("U0VICE")
    await desk.ask("admin revoke <@U0BOSS>")
    answered = await boss.sends(view, addresses="https://a.example/feed")
    assert "Only admins may do that" in answered.body


async def test_a_terminal_is_told_where_a_file_is_taken(desk: Desk) -> None:
    assert "`lodestone watch import FILE`" in await desk.says("admin watch import")
    assert "`lodestone source import FILE`" in await desk.says("admin source import")


async def test_a_source_is_paused_resumed_removed_and_each_undone(desk: Desk) -> None:
    url = "https://example.org/feed.xml"
    await desk.ask(f"admin source add {url}")
    for word, state in (("pause", "paused"), ("resume", "active"), ("remove", "removed")):
        answer = await desk.ask(f"admin source {word} <{url}>")
        assert answer.understood
        undo = answer.as_slack()["blocks"][-1]["elements"][0]["value"]
        if word != "resume":
            assert (await desk.ask(undo)).understood, (state, undo)
    assert "is not among the sources" in await desk.says("admin source pause https://other.example/")


async def test_a_source_is_asked_now_unless_its_server_wants_peace(desk: Desk) -> None:
    url = "https://example.org/feed.xml"
    await desk.ask(f"admin source add {url}")
    assert "is asked at the next tick" in await desk.says(f"admin source run {url}")
    await desk.ask(f"admin source pause {url}")
    assert "is not among the sources that are asked" in await desk.says(f"admin source run {url}")
    listed = await desk.says("admin source list example.org")
    assert "paused" in listed
    assert "No source is on record" in await desk.says("admin source list nowhere")


async def test_the_words_of_a_refusal_are_seen_by_the_asker_alone(boss: Person, slack: FakeSlack) -> None:
    await Person(boss.app, slack).types("admin source export")
    (refusal,) = await slack.wait_for("respond")
    assert refusal["response_type"] == "ephemeral"
    assert "Only admins may do that" in words(refusal)


async def test_a_claim_is_filed_in_a_form_and_a_wrong_day_or_link_keeps_it_open(
    desk: Desk, boss: Person, slack: FakeSlack
) -> None:
    view = await form_of(boss, slack, "admin claim add Wuyang")
    for wrong in ({"link": "nonsense"}, {"link": "https://a.example/1", "date": "2031-01-01"}):
        answered = await boss.sends(view, **wrong)
        assert '"response_action": "errors"' in answered.body
    answered = await boss.sends(view, link="https://a.example/1", date="2026-11-20", words="they said so")
    assert "is on record: Wuyang" in answered.body
    assert "they said so" in await desk.says("evidence Wuyang")
