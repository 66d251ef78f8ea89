"""@Lodestone in a channel and direct messages: answered to the asker alone, once, and to nobody else's messages."""

import json
import logging
from typing import Any

import pytest
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.web.async_client import AsyncWebClient

from bot import mentions
from bot.mentions import Heard
from storage import follows
from tests.bot.conftest import Desk
from tests.bot.limits import words
from tests.bot.pressing import answering
from tests.fake_slack import FakeSlack, Reaction

QUESTION = "<@U0BOT> who holds a general licence?"


@pytest.fixture
async def app(desk: Desk, slack: FakeSlack) -> AsyncApp:
    client = AsyncWebClient(token="xoxb-1", base_url=slack.url, retry_handlers=[])
    return answering(client, desk)


async def write(app: AsyncApp, text: str, event_id: str = "Ev1", **told: Any) -> None:
    """Somebody writes, and Slack tells the bot."""
    event = {"type": "app_mention", "user": "U0ANN", "channel": "C0MAGNETS", "text": text, "ts": "1.1", "team": "T1"}
    body = {
        "type": "event_callback",
        "team_id": "T1",
        "event_id": event_id,
        "authorizations": [{"team_id": "T1", "user_id": "U0BOT", "is_bot": True}],
        "event": event | told,
    }
    assert (await app.async_dispatch(AsyncBoltRequest(body=json.dumps(body), mode="socket_mode"))).status == 200


async def direct(app: AsyncApp, text: str, event_id: str = "Ev1", **told: Any) -> None:
    await write(app, text, event_id, **{"type": "message", "channel_type": "im", "channel": "D0ANN", **told})


async def test_a_mention_is_answered_to_its_asker_alone_with_the_command_that_ran(
    app: AsyncApp, slack: FakeSlack
) -> None:
    await write(app, QUESTION)
    (answer,) = await slack.wait_for("chat.postEphemeral")
    assert (answer["channel"], answer["user"]) == ("C0MAGNETS", "U0ANN")
    assert "I ran `/licence holders`:" in words(answer)
    assert "Lanxi Magnetics" in words(answer)
    assert not slack.posted("chat.postMessage")


async def test_a_mention_in_a_thread_is_answered_in_the_thread(app: AsyncApp, slack: FakeSlack) -> None:
    await write(app, QUESTION, thread_ts="1.0")
    assert (await slack.wait_for("chat.postEphemeral"))[0]["thread_ts"] == "1.0"


async def test_where_the_channel_takes_no_answer_it_comes_as_a_direct_message(app: AsyncApp, slack: FakeSlack) -> None:
    slack.react("chat.postEphemeral", Reaction(error="not_in_channel"))
    await write(app, QUESTION, thread_ts="1.0")
    (answer,) = await slack.wait_for("chat.postMessage")
    assert answer["channel"] == "U0ANN"
    assert "thread_ts" not in answer


async def test_a_direct_message_is_a_command_or_a_question(app: AsyncApp, slack: FakeSlack) -> None:
    await direct(app, "who lanxi magnetics")
    await slack.wait_for("chat.postMessage")
    await direct(app, "Is orrin covered?", event_id="Ev2")
    command, question = await slack.wait_for("chat.postMessage", times=2)
    assert command["channel"] == question["channel"] == "U0ANN"
    assert "I ran" not in words(command)
    assert "I ran `/licence who orrin`:" in words(question)


async def test_what_is_not_understood_is_said_and_not_guessed(app: AsyncApp, slack: FakeSlack) -> None:
    await write(app, "<@U0BOT> what is the meaning of life?")
    (answer,) = await slack.wait_for("chat.postEphemeral")
    assert "I did not understand that as a question about licences." in words(answer)


async def test_an_event_that_comes_twice_is_answered_once(app: AsyncApp, slack: FakeSlack) -> None:
    await write(app, QUESTION)
    await slack.wait_for("chat.postEphemeral")
    await write(app, QUESTION)
    await write(app, QUESTION, event_id="Ev2")
    assert len(await slack.wait_for("chat.postEphemeral", times=2)) == 2


@pytest.mark.parametrize(
    "told",
    [
        {"type": "message", "channel_type": "channel"},
        {"type": "message", "channel_type": "im", "subtype": "message_changed"},
        {"type": "message", "channel_type": "im", "bot_id": "B2"},
        {"bot_id": "B2"},
        {"user": "U0BOT"},
        {"user": None},
    ],
)
def test_other_peoples_messages_edits_and_bots_are_not_answered(told: dict[str, Any]) -> None:
    event = {"type": "app_mention", "user": "U0ANN", "channel": "C0MAGNETS", "text": QUESTION}
    assert mentions.said(event, "U0BOT") is not None
    assert mentions.said(event | told, "U0BOT") is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("<@U0BOT> who holds one?", "who holds one?"),
        ("<@U0BOT|lodestone>: smco", "smco"),
        ("who holds one, <@U0BOT>?", "who holds one?"),
        ("<@U0BOT>", ""),
        ("<@U0BOT> admin grant <@U0DON>", "admin grant <@U0DON>"),
    ],
)
def test_the_bots_own_name_is_no_part_of_the_question(text: str, said: str) -> None:
    event = {"type": "app_mention", "user": "U0ANN", "text": text}
    assert mentions.said(event, "U0BOT") == said


async def test_a_question_changes_nothing_but_a_command_does(app: AsyncApp, slack: FakeSlack, desk: Desk) -> None:
    await write(app, "<@U0BOT> tell us when an SmCo producer gets one")
    assert "A question changes nothing" in words((await slack.wait_for("chat.postEphemeral"))[0])
    async with desk.db.read() as session:
        assert await follows.of(session, "C0MAGNETS") == ()
    await write(app, "<@U0BOT> follow smco", event_id="Ev2")
    await slack.wait_for("chat.postEphemeral", times=2)
    async with desk.db.read() as session:
        assert len(await follows.of(session, "C0MAGNETS")) == 1


async def test_a_stranger_in_a_shared_channel_is_told_so_and_nothing_else(app: AsyncApp, slack: FakeSlack) -> None:
    await write(app, QUESTION, user="U9EVE", user_team="T9OTHER", team="T9OTHER")
    (answer,) = await slack.wait_for("chat.postEphemeral")
    assert answer["user"] == "U9EVE"
    assert "Lodestone answers people of the workspace that runs it." in words(answer)
    assert "Lanxi" not in words(answer)


async def test_a_card_is_shared_by_a_mention_as_by_a_command(app: AsyncApp, slack: FakeSlack) -> None:
    await write(app, "<@U0BOT> share C1")
    (shared,) = await slack.wait_for("chat.postMessage")
    assert shared["channel"] == "C0MAGNETS"


async def test_the_log_does_not_say_what_was_asked(
    app: AsyncApp, slack: FakeSlack, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, logger="bot"):
        await write(app, "<@U0BOT> does Lanxi Magnetics cover our secret project?")
        await slack.wait_for("chat.postEphemeral")
    assert "verb=" in caplog.text
    assert "secret" not in caplog.text
    assert "Lanxi" not in caplog.text


def test_events_are_remembered_for_a_while_and_not_for_ever() -> None:
    heard = Heard()
    assert heard.first("Ev0")
    assert not heard.first("Ev0")
    assert all(heard.first(f"Ev{number}") for number in range(1, 1_002))
    assert heard.first("Ev0")
