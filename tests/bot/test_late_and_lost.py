"""Triggers, forms and addresses that ran out before the answer was there: it reaches its asker all the same."""

import asyncio
from typing import Any

import pytest
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.access import Asker
from bot.app import build_app
from bot.messages.parts import Message, say
from bot.settings import load
from bot.speaker import Speaker
from tests.bot.conftest import Desk
from tests.bot.limits import words
from tests.bot.pressing import TOKENS, Person, answering
from tests.fake_slack import FakeSlack, Reaction

IN_HOME: dict[str, Any] = {"view": {"id": "V9", "type": "home", "private_metadata": "", "blocks": []}}


@pytest.fixture
def client(slack: FakeSlack) -> AsyncWebClient:
    return AsyncWebClient(token="xoxb-1", base_url=slack.url, retry_handlers=[])


@pytest.fixture
def app(desk: Desk, client: AsyncWebClient) -> AsyncApp:
    return answering(client, desk)


@pytest.fixture
def ann(app: AsyncApp, slack: FakeSlack) -> Person:
    return Person(app, slack)


async def test_a_press_in_the_home_that_slack_gives_no_window_is_answered_in_the_direct_messages(
    ann: Person, slack: FakeSlack
) -> None:
    slack.react("views.open", Reaction(error="expired_trigger_id"))
    await ann.presses("evidence", "C1", **IN_HOME)
    (aside,) = await slack.wait_for("chat.postMessage")
    assert aside["channel"] == "U0ANN"
    assert "Lanxi Magnetics" in words(aside)


async def test_an_answer_to_a_form_that_was_closed_meanwhile_comes_as_a_direct_message(
    client: AsyncWebClient, slack: FakeSlack
) -> None:
    slack.react("views.update", Reaction(error="not_found"))
    done = Message(title="Done", parts=(say("W1 is followed."),), summary="W1 is followed.")
    await Speaker(client).update("V1", "U0ANN", done)
    (aside,) = await slack.wait_for("chat.postMessage")
    assert aside["channel"] == "U0ANN"
    assert "W1 is followed." in words(aside)


async def test_a_form_that_takes_long_says_so_and_is_answered_in_its_window(
    desk: Desk, client: AsyncWebClient, slack: FakeSlack
) -> None:
    app = build_app(client, desk.db, load(TOKENS), lambda: desk.now, form_seconds=0)
    app.listener_runner.process_before_response = True
    ann = Person(app, slack)
    await ann.types("follow")
    (opened,) = await slack.wait_for("views.open")
    meanwhile = await ann.sends(opened["view"], kinds=["smco"], where="C0MAGNETS")
    assert "The record is busy; the answer appears here." in meanwhile.body
    (answer,) = await slack.wait_for("views.update")
    assert answer["view_id"] == "V1"
    assert "W1" in words(answer["view"])


async def test_a_card_to_share_whose_answer_address_ran_out_is_posted_in_the_channel(
    ann: Person, slack: FakeSlack
) -> None:
    slack.react("respond", Reaction(error="expired_url", status=404))
    await ann.presses("share", "C1")
    (card,) = await slack.wait_for("chat.postMessage")
    assert card["channel"] == "C0MAGNETS"
    assert "Lanxi Magnetics" in words(card)


async def test_a_card_that_cannot_be_shared_late_is_not_said_to_be_shared(ann: Person, slack: FakeSlack) -> None:
    slack.react("respond", Reaction(error="expired_url", status=404))
    slack.react("chat.postMessage", Reaction(error="not_in_channel"))
    await ann.presses("share", "C1")
    (aside,) = await slack.wait_for("chat.postEphemeral")
    assert "Not shared in <#C0MAGNETS>" in words(aside)
    assert aside["blocks"][-1]["elements"][0]["value"] == "share C1 in <#C0MAGNETS>"


async def test_what_may_have_been_shared_is_said_to_be_uncertain(ann: Person, slack: FakeSlack) -> None:
    slack.react("chat.postMessage", Reaction(hangs_up=True))
    await ann.types("share C1 in <#C0OTHER|other>")
    (answer,) = await slack.wait_for("respond")
    assert "it may have arrived" in words(answer)
    assert "Mend that" not in words(answer)


async def test_the_home_shown_last_is_the_newest_however_slow_slack_was_with_the_one_before(
    desk: Desk, ann: Person, slack: FakeSlack
) -> None:
    let_go = asyncio.Event()
    slack.react_once("views.publish", Reaction(after=let_go))
    first = asyncio.create_task(ann.comes_home())
    await slack.wait_for("views.publish")
    await desk.ask("follow smco", Asker(user="U0ANN", channel="D0ANN"))
    second = asyncio.create_task(ann.comes_home())
    await asyncio.sleep(0.03)
    assert len(slack.posted("views.publish")) == 1
    let_go.set()
    await asyncio.gather(first, second)
    older, newer = await slack.wait_for("views.publish", times=2)
    assert "Stop W1" not in words(older["view"])
    assert "Stop W1" in words(newer["view"])


async def test_letters_typed_into_a_select_are_never_answered_with_messages(slack: FakeSlack, desk: Desk) -> None:
    """Every letter is a request: a stranger's is answered with nothing to choose."""
    client = AsyncWebClient(token="xoxb-1", base_url=slack.url, retry_handlers=[])
    app = answering(client, desk)
    typed = {
        "type": "block_suggestion",
        "action_id": "find",
        "block_id": "companies",
        "value": "lan",
        "view": {"type": "modal", "private_metadata": "", "callback_id": "follow"},
    }
    ours = await Person(app, slack).request(typed)
    assert "Lanxi Magnetics" in ours.body
    theirs = await Person(app, slack).request({**typed, "user": {"id": "U9EVE", "team_id": "T9"}})
    assert (theirs.status, "Lanxi" in theirs.body) == (200, False)
    assert {call.method for call in slack.calls} <= {"auth.test"}
