"""After the first connection the first admin gets one message, and never a second."""

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.access import Asker
from bot.notifier import SlackNotifier
from jobs.notify import deliver_notices
from storage import admins
from tests.bot.conftest import Desk
from tests.bot.limits import words
from tests.fake_slack import FakeSlack, Reaction

ANN = Asker(user="U0ANN", channel="C0MAGNETS")


@pytest.fixture
def client(slack: FakeSlack) -> AsyncWebClient:
    return AsyncWebClient(token="xoxb-1", base_url=slack.url, retry_handlers=[])


async def connect(desk: Desk, client: AsyncWebClient) -> None:
    """What a start does once Slack is connected, and the clock after it."""
    async with desk.db.write() as session:
        await admins.welcome(session, desk.now)
    await deliver_notices(desk.db, [SlackNotifier(client)], lambda: desk.now, lambda: False)


async def test_an_admin_named_in_the_settings_is_told_three_things_and_how_to_add_a_channel(
    desk: Desk, slack: FakeSlack, client: AsyncWebClient
) -> None:
    await desk.appoint("U0BOSS")
    await desk.appoint("U0VICE")
    for _ in range(3):
        await connect(desk, client)
    (told,) = slack.posted()
    assert told["channel"] == "U0BOSS"
    text = words(told)
    assert "Three things to try" in text
    assert text.count("`/licence") >= 3
    assert "`/invite @Lodestone`" in text


async def test_whoever_types_the_code_is_told_and_the_next_start_says_nothing(
    desk: Desk, slack: FakeSlack, client: AsyncWebClient
) -> None:
    await connect(desk, client)
    assert not slack.posted()
    async with desk.db.write() as session:
        code = await admins.one_time_code(session)
    assert "A message to you says what to try first" in await desk.says(f"admin become {code}", ANN)
    await connect(desk, client)
    await connect(desk, client)
    assert [message["channel"] for message in slack.posted()] == ["U0ANN"]


async def test_everything_it_says_to_type_works(desk: Desk, slack: FakeSlack, client: AsyncWebClient) -> None:
    await desk.appoint("U0BOSS")
    await connect(desk, client)
    (told,) = slack.posted()
    boss = Asker(user="U0BOSS", channel="D0BOSS")
    for element in told["blocks"][-1]["elements"]:
        assert (await desk.ask(element["value"], boss)).understood
    for typed in ('admin watch add "Example Magnetics" alias:示例磁业', "follow exporters customers smco", "smco", ""):
        assert f"/licence {typed}".strip() in words(told)
        assert (await desk.ask(typed, boss)).understood


async def test_when_slack_does_not_answer_it_is_not_sent_a_second_time_by_itself(
    desk: Desk, slack: FakeSlack, client: AsyncWebClient
) -> None:
    await desk.appoint("U0BOSS")
    slack.react("chat.postMessage", Reaction(hangs_up=True))
    await connect(desk, client)
    await connect(desk, client)
    assert len(slack.posted()) == 1
    assert "Admins were not told in U0BOSS" in await desk.says("admin status")
