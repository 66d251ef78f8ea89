"""Readings that are not plain reach the admins as a card; the first answer counts, and the card shows it."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.notifier import SlackNotifier
from jobs.questions import ask_admins
from storage import claims, documents, evidence, licences, reviews, sources
from storage.domain.claim import Claim, ClaimStatus, Door, Reading, SubjectKind
from storage.domain.licence import LicenceKind
from tests.bot.conftest import PINGSHAN, Desk
from tests.bot.limits import check, words
from tests.bot.pressing import Person, answering
from tests.fake_slack import FakeSlack, Reaction

FIVE = ["review_accept", "review_misread", "review_reject", "review_merge", "review_block"]


@pytest.fixture
def client(slack: FakeSlack) -> AsyncWebClient:
    return AsyncWebClient(token="xoxb-1", base_url=slack.url, retry_handlers=[])


@pytest.fixture
async def app(desk: Desk, client: AsyncWebClient) -> AsyncApp:
    await desk.appoint("U0BOSS")
    await desk.appoint("U0VICE")
    return answering(client, desk)


@pytest.fixture
def boss(app: AsyncApp, slack: FakeSlack) -> Person:
    return Person(app, slack, user="U0BOSS", channel="D0BOSS")


async def ask(desk: Desk, client: AsyncWebClient, channel: str | None = None) -> int:
    return await ask_admins(desk.db, SlackNotifier(client), channel, lambda: desk.now)


async def another(desk: Desk, number: int) -> None:
    """One more reading that is not plain, from a source that is watched."""
    async with desk.db.write() as session:
        if number == 0:
            await sources.add(session, "https://mill.example/feed", "feed", "U1", desk.now)
        url, text = f"https://mill.example/{number}", f"Maker {number} may have one."
        await documents.keep(session, url=url, title="", text=text, now=desk.now, source_id=1)
        claim = Claim(
            subject=f"Maker {number}",
            kind=SubjectKind.EXPORTER,
            licence=LicenceKind.GENERAL,
            status=ClaimStatus.GRANTED,
            quote=text,
            door=Door.REVIEW,
            reason="“may” is a hedge.",
        )
        await evidence.record(session, number + 2, Reading(claims=(claim,)), desk.now)


def actions_of(message: dict[str, Any]) -> list[str]:
    blocks = [block for block in message["blocks"] if block["type"] == "actions"]
    return [element["action_id"].split(":")[1] for block in blocks for element in block["elements"]]


async def test_each_admin_gets_a_card_with_quote_reason_and_the_answers(
    desk: Desk, app: AsyncApp, slack: FakeSlack, client: AsyncWebClient
) -> None:
    assert await ask(desk, client) == 2
    assert await ask(desk, client) == 0
    first, second = slack.posted()
    assert [first["channel"], second["channel"]] == ["U0BOSS", "U0VICE"]
    assert PINGSHAN in words(first)
    assert "is a hedge" in words(first)
    assert actions_of(first) == FIVE[:4]


async def test_the_channel_of_the_admins_gets_the_card_instead_of_each(
    desk: Desk, app: AsyncApp, slack: FakeSlack, client: AsyncWebClient
) -> None:
    await ask(desk, client, "C0ADMINS")
    assert [card["channel"] for card in slack.posted()] == ["C0ADMINS"]


async def test_a_decision_shows_on_every_card_with_who_took_it(
    desk: Desk, slack: FakeSlack, client: AsyncWebClient, boss: Person
) -> None:
    await ask(desk, client)
    await boss.presses("review_accept", "1")
    (told,) = await slack.wait_for("respond")
    assert "is decided: read correctly" in words(told)
    await ask(desk, client)
    edits = slack.posted("chat.update")
    assert len(edits) == 2
    assert all("Decided: read correctly* by <@U0BOSS>" in words(edit) for edit in edits)
    assert all(not {*actions_of(edit)} & {*FIVE} for edit in edits)


async def test_of_two_who_press_at_once_the_first_wins_and_the_second_is_told(
    desk: Desk, app: AsyncApp, slack: FakeSlack, boss: Person
) -> None:
    vice = Person(app, slack, user="U0VICE", channel="D0VICE")
    await asyncio.gather(boss.presses("review_accept", "1"), vice.presses("review_reject", "1"))
    answers = await slack.wait_for("respond", times=2)
    said = sorted(words(answer) for answer in answers)
    assert sum("is decided:" in text for text in said) == 1
    assert sum("was decided first by <@U0" in text for text in said) == 1
    async with desk.db.read() as session:
        assert (await reviews.get(session, 1)).decided_by in ("U0BOSS", "U0VICE")


async def test_misread_asks_what_it_really_says_and_keeps_both(desk: Desk, slack: FakeSlack, boss: Person) -> None:
    await boss.presses("review_misread", "1")
    (opened,) = await slack.wait_for("views.open")
    unchanged = await boss.sends(opened["view"], reason="?")
    assert "This is what we read." in unchanged.body
    done = await boss.sends(opened["view"], status="applied", reason="it only applied")
    assert "misread, put right" in done.body
    async with desk.db.read() as session:
        said = [await claims.named(session, claim_id) for claim_id in ("C5", "C6")]
    assert {(claim.status.value, claim.state) for claim in said if claim} == {
        ("granted", "superseded"),
        ("applied", "reported"),
    }


async def test_merge_looks_the_company_up_while_one_types(desk: Desk, slack: FakeSlack, boss: Person) -> None:
    asked = {"type": "block_suggestion", "action_id": "find", "block_id": "company", "value": "兰溪"}
    found = await boss.request(asked)
    assert "Lanxi Magnetics" in found.body
    await boss.presses("review_merge", "1")
    (opened,) = await slack.wait_for("views.open")
    assert "Choose the company it is." in (await boss.sends(opened["view"])).body
    assert "filed under a known company" in (await boss.sends(opened["view"], company="lanxi-magnetics")).body


async def test_block_source_pauses_it_and_closes_the_question(desk: Desk, slack: FakeSlack, boss: Person) -> None:
    await another(desk, 0)
    await boss.presses("review_block", "2")
    (told,) = await slack.wait_for("respond")
    assert "is paused: nothing more is read from it" in words(told)
    async with desk.db.read() as session:
        assert [view.state for view in await sources.all(session)] == ["paused"]
        assert (await reviews.get(session, 2)).state == "rejected"


@pytest.mark.parametrize("action", FIVE)
async def test_a_button_in_a_channel_decides_nothing_for_who_is_no_admin(
    desk: Desk, app: AsyncApp, slack: FakeSlack, action: str
) -> None:
    await Person(app, slack).presses(action, "1")
    (told,) = await slack.wait_for("respond")
    assert "Only admins may do that" in words(told)
    async with desk.db.read() as session:
        assert (await reviews.get(session, 1)).state == "open"


async def test_a_backlog_comes_as_one_list(desk: Desk, slack: FakeSlack, client: AsyncWebClient, app: AsyncApp) -> None:
    for number in range(6):
        await another(desk, number)
    await ask(desk, client, "C0ADMINS")
    (listed,) = slack.posted()
    assert "7 readings to check" in words(listed)
    assert actions_of(listed) == ["0"]


async def test_a_question_nobody_answered_is_mentioned_once_more_after_three_days(
    desk: Desk, slack: FakeSlack, client: AsyncWebClient, app: AsyncApp
) -> None:
    await ask(desk, client, "C0ADMINS")
    for _ in range(3):
        desk.now += timedelta(days=3, minutes=1)
        await ask(desk, client, "C0ADMINS")
    first, again = slack.posted()
    assert "has waited for three days" not in words(first)
    assert "has waited for three days" in words(again)


async def test_a_card_slack_did_not_take_is_sent_later(
    desk: Desk, slack: FakeSlack, client: AsyncWebClient, app: AsyncApp
) -> None:
    slack.react("chat.postMessage", Reaction(error="not_in_channel"))
    assert await ask(desk, client, "C0ADMINS") == 0
    slack.react("chat.postMessage", Reaction())
    desk.now += timedelta(hours=2)
    assert await ask(desk, client, "C0ADMINS") == 1


async def test_a_company_on_no_list_is_told_and_asked_about_by_the_same_card(
    desk: Desk, slack: FakeSlack, client: AsyncWebClient, boss: Person
) -> None:
    claim = Claim(
        subject="Wuyang Magnets",
        kind=SubjectKind.EXPORTER,
        licence=LicenceKind.GENERAL,
        status=ClaimStatus.GRANTED,
        quote="Wuyang Magnets has been granted a general licence.",
        door=Door.ALERT,
    )
    async with desk.db.write() as session:
        await documents.keep(session, url="https://n.example/w", title="", text=claim.quote, now=desk.now)
        await evidence.record(session, 2, Reading(claims=(claim,)), desk.now)
    await ask(desk, client, "C0ADMINS")
    card = slack.posted()[-1]
    check(card)
    assert "Is this a new company? Wuyang Magnets" in words(card)
    await boss.presses("review_accept", "2")
    await slack.wait_for("respond")
    async with desk.db.read() as session:
        found = await licences.look_up(session, "Wuyang Magnets", desk.now)
    assert not found.proposed  # type: ignore[union-attr]
