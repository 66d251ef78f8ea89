"""What Slack did not say arrived: looked for where that is allowed, else an admin is asked, and never sent blindly."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.access import Asker
from bot.notifier import SlackNotifier
from jobs.deliver import deliver_pending
from jobs.notify import deliver_notices
from storage import alerts
from tests.bot.conftest import Desk
from tests.bot.limits import words
from tests.bot.pressing import Person, answering
from tests.chaos.unruly import CALM, Temper, UnrulySlack, unruly_slack

ANN = Asker(user="U0ANN", channel="C0QUIET")
NEWS = 'admin claim add "Wuyang Magnets" https://forum.example/thread'
DROPPED = Temper(limited=0, unavailable=0, broken=0, dropped=1, delayed=0)
BROKEN = Temper(limited=0, unavailable=0, broken=1, dropped=0, delayed=0)


@pytest.fixture(params=["history"])
async def unruly(request: pytest.FixtureRequest) -> AsyncIterator[UnrulySlack]:
    async with unruly_slack(1, history=request.param == "history", temper=CALM) as slack:
        yield slack


class Telling:
    """The record's news on its way to Slack, with a clock by hand."""

    def __init__(self, desk: Desk, slack: UnrulySlack) -> None:
        self.desk, self.slack = desk, slack
        slack.clock = lambda: desk.now.timestamp()
        self.client = AsyncWebClient(token="xoxb-1", base_url=slack.url, retry_handlers=[])
        self.notifier = SlackNotifier(self.client)

    async def news(self) -> None:
        await self.desk.appoint("U0BOSS")
        assert (await self.desk.ask("follow exporters min:claimed", ANN)).understood
        await self.desk.ask(NEWS)

    async def tell(self, later: float = 0) -> None:
        self.desk.now += timedelta(seconds=later)
        await deliver_pending(self.desk.db, [self.notifier], lambda: self.desk.now, lambda: False)
        await deliver_notices(self.desk.db, [self.notifier], lambda: self.desk.now, lambda: False)

    async def stands(self) -> tuple[str, list[str]]:
        """The state of the one delivery, and what came of each attempt."""
        async with self.desk.db.read() as session:
            every = await alerts.all(session, self.desk.now)
        [delivery] = [delivery for alert in every for delivery in alert.deliveries]
        return delivery.state, [attempt.outcome for attempt in delivery.attempts]

    def cards(self) -> int:
        return sum(bool(post.alerts) for post in self.slack.posts)


@pytest.fixture
def telling(desk: Desk, unruly: UnrulySlack) -> Telling:
    return Telling(desk, unruly)


async def test_a_card_whose_answer_got_lost_is_found_in_the_history_and_not_sent_again(
    telling: Telling, unruly: UnrulySlack
) -> None:
    await telling.news()
    unruly.temper = DROPPED
    await telling.tell()
    assert await telling.stands() == ("uncertain", ["uncertain"])
    unruly.temper = CALM
    await telling.tell(3)
    assert await telling.stands() == ("sent", ["uncertain", "found"])
    assert telling.cards() == 1


async def test_a_card_that_the_history_does_not_have_is_sent_again_once_that_is_sure(
    telling: Telling, unruly: UnrulySlack
) -> None:
    await telling.news()
    unruly.temper = BROKEN
    await telling.tell()
    unruly.temper = CALM
    await telling.tell(3)
    assert telling.cards() == 0, "so soon it proves nothing"
    await telling.tell(20)
    assert await telling.stands() == ("sent", ["uncertain", "missing", "sent"])
    assert telling.cards() == 1


@pytest.mark.parametrize("unruly", ["no history"], indirect=True)
@pytest.mark.parametrize(("label", "state", "cards"), [("Sent", "sent", 1), ("Send again", "sent", 2)])
async def test_without_the_scope_an_admin_says_whether_it_arrived(
    telling: Telling, unruly: UnrulySlack, label: str, state: str, cards: int
) -> None:
    await telling.news()
    unruly.temper = DROPPED
    await telling.tell()
    unruly.temper = CALM
    await telling.tell(3)
    await telling.tell()
    [asked] = [post.body for post in unruly.posts if not post.alerts]
    assert asked["channel"] == "U0BOSS"
    assert "Did <#C0QUIET> get this?" in words(asked)
    await telling.tell(100_000)
    assert await telling.stands() == ("uncertain", ["uncertain", "asked"])
    assert telling.cards() == 1, "nobody sends it again but a person"
    boss = Person(_app(telling), unruly, user="U0BOSS", channel="D0BOSS")
    [buttons] = [block for block in asked["blocks"] if block["type"] == "actions"]
    [button] = [each for each in buttons["elements"] if each["text"]["text"] == label]
    await boss.presses(button["action_id"].split(":")[1], button["value"])
    await unruly.wait_for("respond")
    await telling.tell(2)
    assert (await telling.stands())[0] == state
    assert telling.cards() == cards


def _app(telling: Telling) -> AsyncApp:
    return answering(telling.client, telling.desk)


async def test_a_channel_that_refuses_is_tried_with_one_card_and_all_of_it_waits_in_order(
    telling: Telling, unruly: UnrulySlack
) -> None:
    await telling.news()
    await telling.desk.ask('admin claim add "Qingtian Alloys" https://forum.example/other')
    unruly.closed["C0QUIET"] = "is_archived"
    for _ in range(3):
        await telling.tell(0.5)
    assert unruly.met["answered"] - len(unruly.posts) == 1, "one card was tried"
    told = [post.body["channel"] for post in unruly.posts]
    assert sorted(told) == ["U0ANN", "U0BOSS"], "whoever can mend it is told, once each"
    unruly.closed.clear()
    await telling.tell(600)
    assert telling.cards() == 2


async def test_a_revoked_token_stops_everything_and_is_tried_with_one_card_only(
    telling: Telling, unruly: UnrulySlack
) -> None:
    await telling.news()
    for channel in ("C1", "C2", "C3"):
        await telling.desk.ask("follow exporters min:claimed", Asker(user="U0ANN", channel=channel))
    await telling.desk.ask('admin claim add "Qingtian Alloys" https://forum.example/other')
    unruly.closed["*"] = "token_revoked"
    await telling.tell()
    calls = sum(unruly.met.values())
    await telling.tell(3)
    assert sum(unruly.met.values()) == calls + 1
    unruly.closed.clear()
    await telling.tell(600)
    assert telling.cards() == 5
