"""A channel that takes no alerts: whoever had it follow learns why, once a day, and nothing is lost."""

from datetime import timedelta

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.access import Asker
from bot.notifier import SlackNotifier
from jobs.deliver import deliver_pending
from jobs.notify import deliver_notices
from storage import outbox
from tests.bot.conftest import Desk
from tests.bot.limits import words
from tests.fake_slack import FakeSlack, Reaction

ANN = Asker(user="U0ANN", channel="C0QUIET")
NEWS = 'admin claim add "Wuyang Magnets" https://forum.example/thread'


async def tell(desk: Desk, client: AsyncWebClient, later: timedelta = timedelta()) -> None:
    desk.now += later
    notifiers = [SlackNotifier(client)]
    await deliver_pending(desk.db, notifiers, lambda: desk.now, lambda: False)


async def notify(desk: Desk, client: AsyncWebClient) -> None:
    await deliver_notices(desk.db, [SlackNotifier(client)], lambda: desk.now, lambda: False)


@pytest.mark.parametrize(
    ("code", "advice"),
    [
        ("not_in_channel", "type /invite and its name there"),
        ("channel_not_found", "invite it there"),
        ("is_archived", "that channel is archived"),
    ],
)
async def test_whoever_had_the_channel_follow_is_told_what_to_do_and_the_alert_goes_out_once_mended(
    desk: Desk, slack: FakeSlack, code: str, advice: str
) -> None:
    client = AsyncWebClient(token="xoxb-1", base_url=slack.url, retry_handlers=[])
    assert (await desk.ask("follow exporters min:claimed", ANN)).understood
    await desk.ask(NEWS)
    slack.react("chat.postMessage", Reaction(error=code))
    await tell(desk, client)
    await tell(desk, client, timedelta(minutes=11))
    slack.react("chat.postMessage", Reaction())
    await notify(desk, client)
    told = [message for message in slack.posted() if message["channel"] == "U0ANN"]
    assert len(told) == 1
    assert "Alerts for <#C0QUIET> do not arrive: " in words(told[0])
    assert advice in words(told[0])
    command = told[0]["blocks"][-1]["elements"][0]["value"]
    assert (await desk.ask(command, ANN)).understood
    await tell(desk, client, timedelta(minutes=11))
    async with desk.db.read() as session:
        assert (await outbox.counts(session)) == {"sent": 1}


async def test_a_token_that_slack_refuses_is_not_the_askers_to_mend(desk: Desk, slack: FakeSlack) -> None:
    client = AsyncWebClient(token="xoxb-1", base_url=slack.url, retry_handlers=[])
    await desk.ask("follow exporters min:claimed", ANN)
    await desk.ask(NEWS)
    slack.react("chat.postMessage", Reaction(error="token_revoked"))
    await tell(desk, client)
    slack.react("chat.postMessage", Reaction())
    await notify(desk, client)
    assert [message["channel"] for message in slack.posted()] == ["C0QUIET"]
