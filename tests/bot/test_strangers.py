"""A channel shared with another company: its people see our cards and nothing behind them."""

from typing import Any

import pytest
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.strangers import is_stranger
from storage import follows
from tests.bot.conftest import Desk
from tests.bot.limits import words
from tests.bot.pressing import Person, answering
from tests.fake_slack import FakeSlack


@pytest.fixture
async def app(desk: Desk, slack: FakeSlack) -> AsyncApp:
    client = AsyncWebClient(token="xoxb-1", base_url=slack.url, retry_handlers=[])
    return answering(client, desk)


def press(slack: FakeSlack, value: str, team: str) -> dict[str, Any]:
    return {
        "type": "block_actions",
        "user": {"id": "U9EVE", "team_id": team},
        "team": {"id": "T1"},
        "channel": {"id": "C0SHARED"},
        "response_url": slack.response_url,
        "actions": [{"type": "button", "action_id": "say:0", "block_id": "b", "value": value}],
    }


@pytest.mark.parametrize("value", ["evidence C1", "who lanxi magnetics", "follow smco", "following", "admin status"])
async def test_a_stranger_who_presses_a_button_sees_nothing_and_changes_nothing(
    desk: Desk, app: AsyncApp, slack: FakeSlack, value: str
) -> None:
    response = await Person(app, slack, user="U9EVE").request(press(slack, value, "T9OTHER"))
    assert response.status == 200
    (answer,) = await slack.wait_for("respond")
    assert answer["response_type"] == "ephemeral"
    assert "Lodestone answers people of the workspace that runs it." in words(answer)
    assert "Lanxi" not in words(answer)
    async with desk.db.read() as session:
        assert await follows.of(session, "C0SHARED") == ()


async def test_our_own_people_are_answered_in_a_shared_channel(app: AsyncApp, slack: FakeSlack) -> None:
    await Person(app, slack).request(press(slack, "evidence C1", "T1"))
    assert "Lanxi Magnetics" in words((await slack.wait_for("respond"))[-1])


async def test_a_stranger_gets_no_form_and_sends_none(app: AsyncApp, slack: FakeSlack) -> None:
    body = press(slack, "A1", "T9OTHER")
    body["actions"][0]["action_id"] = "do:dispute:0"
    await Person(app, slack).request(body)
    view = {
        "id": "V1",
        "type": "modal",
        "callback_id": "claim_add",
        "private_metadata": "",
        "blocks": [],
        "state": {"values": {}},
    }
    sent = {"type": "view_submission", "user": {"id": "U9EVE", "team_id": "T9"}, "team": {"id": "T1"}, "view": view}
    assert (await Person(app, slack).request(sent)).status == 200
    assert not slack.posted("views.open")


@pytest.mark.parametrize(
    ("body", "stranger"),
    [
        ({"team_id": "T1"}, False),
        ({"team_id": "T2"}, True),
        ({"user": {"id": "U1", "team_id": "T1"}, "team": {"id": "T2"}}, False),
        ({"user": {"id": "U1", "team_id": "T2"}, "team": {"id": "T1"}}, True),
        ({"user": {"id": "U1"}, "team": None}, False),
        ({"team_id": "T2", "enterprise_id": "E1"}, False),
        ({"team_id": "T2", "enterprise_id": "E2"}, True),
        ({"user": {"id": "U1", "team_id": "E1"}}, False),
        ({}, False),
        # The request names our own organisation beside a person of another workspace: it is theirs that counts.
        ({"user": {"id": "U9", "team_id": "T9"}, "team": {"id": "T1"}, "enterprise": {"id": "E1"}}, True),
        ({"user": {"id": "U2", "team_id": "T2"}, "team": {"id": "T2"}, "enterprise": {"id": "E1"}}, False),
        ({"team_id": "T1", "enterprise_id": "E1", "event": {"type": "app_mention", "user_team": "T9"}}, True),
        ({"team_id": "T1", "enterprise_id": "E1", "event": {"type": "app_mention", "user_team": "E1"}}, False),
        # A channel shared with others, and nothing says whose words these are.
        ({"team_id": "T1", "is_ext_shared_channel": True, "event": {"type": "app_mention"}}, True),
        ({"team_id": "T1", "is_ext_shared_channel": True, "event": {"type": "app_mention", "team": "T1"}}, False),
        ({"team_id": "T1", "is_ext_shared_channel": False, "event": {"type": "app_home_opened"}}, False),
    ],
)
def test_who_is_a_stranger(body: dict[str, Any], stranger: bool) -> None:
    assert is_stranger(body, "T1", "E1") is stranger
