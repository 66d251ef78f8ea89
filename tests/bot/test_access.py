"""Somebody who may not, asks; an admin grants with one press; both are told once."""

import pytest
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.notifier import SlackNotifier
from jobs.notify import deliver_notices
from storage import admins
from tests.bot.conftest import Desk
from tests.bot.limits import words
from tests.bot.pressing import Person, answering
from tests.fake_slack import FakeSlack


@pytest.fixture
def client(slack: FakeSlack) -> AsyncWebClient:
    return AsyncWebClient(token="xoxb-1", base_url=slack.url, retry_handlers=[])


@pytest.fixture
async def app(desk: Desk, client: AsyncWebClient) -> AsyncApp:
    await desk.appoint("U0BOSS")
    return answering(client, desk)


async def tell(desk: Desk, client: AsyncWebClient) -> None:
    await deliver_notices(desk.db, [SlackNotifier(client)], lambda: desk.now, lambda: False)


async def test_a_refusal_names_who_grants_and_takes_the_request_to_them(
    desk: Desk, app: AsyncApp, slack: FakeSlack, client: AsyncWebClient
) -> None:
    ann, boss = Person(app, slack), Person(app, slack, user="U0BOSS", channel="D0BOSS")
    await ann.types("admin watch add Newname")
    (refusal,) = await slack.wait_for("respond")
    assert "Only admins may do that, so nothing was done." in words(refusal)
    button = refusal["blocks"][-1]["elements"][0]
    assert (button["text"]["text"], button["action_id"]) == ("Request access", "do:access_request:0")
    await ann.presses("access_request", button["value"])
    assert "The admins were asked: <@U0BOSS>" in words((await slack.wait_for("respond", 2))[-1])
    await tell(desk, client)
    (asked,) = slack.posted()
    assert asked["channel"] == "U0BOSS"
    assert "<@U0ANN> wants to change things" in words(asked)
    grant = asked["blocks"][-1]["elements"][0]
    assert grant["action_id"] == "do:access_grant:0"
    await boss.presses("access_grant", grant["value"])
    assert "<@U0ANN> is an admin now" in words((await slack.wait_for("respond", 3))[-1])
    await tell(desk, client)
    assert slack.posted()[-1]["channel"] == "U0ANN"
    assert "made you an admin" in words(slack.posted()[-1])


async def test_the_admins_are_not_asked_twice_a_day(
    desk: Desk, app: AsyncApp, slack: FakeSlack, client: AsyncWebClient
) -> None:
    ann = Person(app, slack)
    for _ in range(3):
        await ann.presses("access_request", "admin")
    assert "asked already" in words((await slack.wait_for("respond", 3))[-1])
    await tell(desk, client)
    assert len(slack.posted()) == 1


async def test_the_second_who_grants_is_told_that_somebody_was_first(
    desk: Desk, app: AsyncApp, slack: FakeSlack
) -> None:
    await desk.appoint("U0VICE")
    for boss in ("U0BOSS", "U0VICE"):
        await Person(app, slack, user=boss).presses("access_grant", "U0ANN")
    assert "somebody was first" in words((await slack.wait_for("respond", 2))[-1])


async def test_nobody_grants_themselves(desk: Desk, app: AsyncApp, slack: FakeSlack) -> None:
    await Person(app, slack).presses("access_grant", "U0ANN")
    assert "Only admins may do that" in words((await slack.wait_for("respond"))[-1])
    async with desk.db.read() as session:
        assert not await admins.is_admin(session, "U0ANN")
