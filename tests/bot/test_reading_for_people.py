"""A message or a page somebody asks about: a row at once, read by a job, answered to them alone, kept nowhere."""

from collections.abc import AsyncIterator

import pytest
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient
from sqlmodel import select

from bot.answerer import SlackAnswerer
from bot.grammar import message
from jobs.fetch import Fetcher
from jobs.requests import read_requests
from storage.models import Evidence, ReadRequest
from tests.bot.conftest import Desk
from tests.bot.limits import words
from tests.bot.pressing import Person, answering
from tests.fake_slack import FakeSlack, Reaction
from tests.newsstand import Newsstand, article

SAYS = "Lanxi Magnetics has been granted a general export licence by China's commerce ministry, Reuters reported."
PAGE = article(f"{SAYS}\n\nIt may ship magnets to customers that it has named.", title="Licences")


@pytest.fixture
def client(slack: FakeSlack) -> AsyncWebClient:
    return AsyncWebClient(token="xoxb-1", base_url=slack.url, retry_handlers=[])


@pytest.fixture
async def app(desk: Desk, client: AsyncWebClient) -> AsyncApp:
    return answering(client, desk)


@pytest.fixture
async def fetcher(desk: Desk) -> AsyncIterator[Fetcher]:
    stand = Newsstand()
    stand.page("https://news.example/page", PAGE)
    async with Fetcher(contact=None, allow_private=(), transport=stand.transport, clock=lambda: desk.now) as made:
        yield made


async def shortcut(ann: Person, text: str) -> None:
    await ann.request(
        {
            "type": "message_action",
            "callback_id": "read_message",
            "channel": {"id": ann.channel},
            "message": {"type": "message", "text": text, "ts": "1.2"},
            "message_ts": "1.2",
            "response_url": ann.slack.response_url,
        }
    )


async def served(desk: Desk, client: AsyncWebClient, fetcher: Fetcher) -> int:
    return await read_requests(desk.db, fetcher, SlackAnswerer(client), lambda: desk.now)


async def rows(desk: Desk) -> list[tuple[str, str, str]]:
    async with desk.db.read() as session:
        return [(row.state, row.url, row.text) for row in (await session.exec(select(ReadRequest))).all()]


async def test_a_message_is_read_for_the_one_who_asked_and_kept_nowhere(
    desk: Desk, app: AsyncApp, slack: FakeSlack, client: AsyncWebClient, fetcher: Fetcher
) -> None:
    async with desk.db.read() as session:
        before = len((await session.exec(select(Evidence.id))).all())
    await shortcut(Person(app, slack), SAYS)
    assert "Reading that message" in words((await slack.wait_for("respond"))[0])
    assert await rows(desk) == [("waiting", "", SAYS)]
    assert await served(desk, client, fetcher) == 1
    told = (await slack.wait_for("respond", times=2))[1]
    assert told["response_type"] == "ephemeral"
    assert "Lanxi Magnetics*: general licence: granted" in words(told)
    assert "nothing of it was put on record" in words(told)
    assert await rows(desk) == [("answered", "", "")]
    async with desk.db.read() as session:
        assert len((await session.exec(select(Evidence.id))).all()) == before


@pytest.mark.parametrize("typed", ["read <https://news.example/page>", "<https://news.example/page|news.example/page>"])
async def test_a_pasted_link_is_read_as_a_page(
    desk: Desk, app: AsyncApp, slack: FakeSlack, client: AsyncWebClient, fetcher: Fetcher, typed: str
) -> None:
    await Person(app, slack).types(typed)
    await slack.wait_for("respond")
    await served(desk, client, fetcher)
    assert "Lanxi Magnetics" in words((await slack.wait_for("respond", times=2))[1])


async def test_a_message_that_only_links_to_a_page_is_the_page(
    desk: Desk, app: AsyncApp, slack: FakeSlack, client: AsyncWebClient, fetcher: Fetcher
) -> None:
    await shortcut(Person(app, slack), "have you seen <https://news.example/page>?")
    await slack.wait_for("respond")
    await served(desk, client, fetcher)
    assert "<https://news.example/page|Licences>" in words((await slack.wait_for("respond", times=2))[1])


async def test_a_page_that_cannot_be_read_is_said_to_be_so(
    desk: Desk, app: AsyncApp, slack: FakeSlack, client: AsyncWebClient, fetcher: Fetcher
) -> None:
    await Person(app, slack).types("read https://gone.example/page")
    await slack.wait_for("respond")
    await served(desk, client, fetcher)
    assert "The page could not be read:" in words((await slack.wait_for("respond", times=2))[1])


async def test_an_answer_that_came_too_late_for_its_address_is_a_direct_message(
    desk: Desk, app: AsyncApp, slack: FakeSlack, client: AsyncWebClient, fetcher: Fetcher
) -> None:
    await shortcut(Person(app, slack), SAYS)
    await slack.wait_for("respond")
    slack.react("respond", Reaction(error="expired_url", status=404))
    await served(desk, client, fetcher)
    (told,) = slack.posted()
    assert told["channel"] == "U0ANN"


async def test_one_person_has_at_most_three_things_read_at_once(desk: Desk, app: AsyncApp, slack: FakeSlack) -> None:
    for _ in range(4):
        await Person(app, slack).types("read https://news.example/page")
    assert "still being read" in words((await slack.wait_for("respond", times=4))[-1])


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ("see <https://a.example/x?a=1&amp;b=2|this>", ("see this", "https://a.example/x?a=1&b=2")),
        ("<@U1|ann> said &lt;no&gt; in <#C1|general>", ("ann said <no> in general", "")),
        ("<https://a.example> <https://b.example>", ("", "https://a.example")),
        ("", ("", "")),
    ],
)
def test_a_slack_message_is_read_as_a_person_reads_it(sent: str, read: tuple[str, str]) -> None:
    assert message(sent) == read


async def test_a_source_is_tried_out_for_the_admin_who_asked_and_nothing_is_kept(
    desk: Desk, app: AsyncApp, slack: FakeSlack, client: AsyncWebClient, fetcher: Fetcher
) -> None:
    await desk.appoint("U0BOSS")
    boss = Person(app, slack, user="U0BOSS")
    await boss.types("admin source test https://news.example/page")
    assert "appears here in a moment" in words((await slack.wait_for("respond"))[0])
    assert await served(desk, client, fetcher) == 1
    told = (await slack.wait_for("respond", 2))[-1]
    assert told["response_type"] == "ephemeral"
    assert "https://news.example/page: read as a page" in words(told)
    assert "would alert" in words(told)
    watch = told["blocks"][-1]["elements"][0]["value"]
    assert watch == "admin source add https://news.example/page kind:page"
    assert await rows(desk) == [("answered", "", "")]
    assert "No source is on record" in await desk.says("admin source list")


async def test_a_source_that_cannot_be_tried_says_why(
    desk: Desk, app: AsyncApp, slack: FakeSlack, client: AsyncWebClient, fetcher: Fetcher
) -> None:
    await desk.appoint("U0BOSS")
    await Person(app, slack, user="U0BOSS").types("admin source test https://news.example/none")
    await slack.wait_for("respond")
    await served(desk, client, fetcher)
    told = words((await slack.wait_for("respond", 2))[-1])
    assert "404" in told
    assert "is not an http or https address" in await desk.says("admin source test ftp:x")
