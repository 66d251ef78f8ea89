"""robots.txt is obeyed, and hosts are asked politely."""

import asyncio
from collections import Counter
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from jobs.fetch import Fetcher, Refused, SourceToFetch
from tests.newsstand import Newsstand, Story, article, rss

T0 = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
FEED = SourceToFetch(url="https://wire.example/rss", kind="feed")
ROBOTS = "https://wire.example/robots.txt"


@pytest.fixture
def stand() -> Newsstand:
    stand = Newsstand()
    stand.feed(FEED.url, Story(title="Alpha gets a licence", url="https://wire.example/a"))
    stand.page("https://wire.example/a", article("Alpha got it."))
    return stand


def fetcher(stand: Newsstand, now: list[datetime] | None = None) -> Fetcher:
    times = now or [T0]
    return Fetcher(contact=None, allow_private=(), transport=stand.transport, clock=lambda: times[-1])


async def test_what_robots_txt_forbids_is_not_asked(stand: Newsstand) -> None:
    stand.offers(ROBOTS, "User-agent: *\nDisallow: /rss")
    async with fetcher(stand) as web:
        with pytest.raises(Refused, match=r"wire\.example does not want this address read \(robots\.txt\)"):
            await web.fetch(FEED)
        assert stand.asked == []
        assert (await web.article("https://wire.example/a")).text


async def test_a_rule_for_another_robot_is_not_ours(stand: Newsstand) -> None:
    stand.offers(ROBOTS, "User-agent: greedybot\nDisallow: /\n\nUser-agent: Lodestone\nDisallow: /private")
    async with fetcher(stand) as web:
        assert (await web.fetch(FEED)).outcome == "ok"


async def test_an_admin_may_overrule_it_for_a_source(stand: Newsstand) -> None:
    stand.offers(ROBOTS, "User-agent: *\nDisallow: /")
    async with fetcher(stand) as web:
        read = await web.fetch(SourceToFetch(url=FEED.url, kind="feed", ignore_robots=True))
    assert read.outcome == "ok"
    assert [str(request.url) for request in stand.requests] == [FEED.url]


async def test_a_redirect_into_a_forbidden_corner_is_not_followed(stand: Newsstand) -> None:
    stand.offers("https://other.example/robots.txt", "User-agent: *\nDisallow: /")
    stand.redirects(FEED.url, "https://other.example/rss")
    async with fetcher(stand) as web:
        with pytest.raises(Refused, match=r"other\.example"):
            await web.fetch(FEED)
    assert stand.asked == [FEED.url]


async def test_robots_txt_is_read_once_a_day(stand: Newsstand) -> None:
    now = [T0]
    async with fetcher(stand, now) as web:
        await web.fetch(FEED)
        await asyncio.gather(web.fetch(FEED), web.article("https://wire.example/a"))
        now.append(T0 + timedelta(hours=23))
        await web.fetch(FEED)
        assert [str(request.url) for request in stand.requests].count(ROBOTS) == 1
        now.append(T0 + timedelta(hours=25))
        await web.fetch(FEED)
    assert [str(request.url) for request in stand.requests].count(ROBOTS) == 2


@pytest.mark.parametrize("status", [401, 403, 404, 500, 503])
async def test_a_robots_txt_that_cannot_be_had_forbids_nothing(stand: Newsstand, status: int) -> None:
    stand.fails(ROBOTS, status)
    async with fetcher(stand) as web:
        assert (await web.fetch(FEED)).outcome == "ok"


async def test_without_a_network_robots_txt_is_not_the_story(stand: Newsstand) -> None:
    stand.is_unreachable(ROBOTS)
    async with fetcher(stand) as web:
        with pytest.raises(Exception, match="no route") as caught:
            await web.fetch(FEED)
    assert caught.value.offline  # type: ignore[attr-defined]
    assert stand.asked == []


class CountingTransport(httpx.AsyncBaseTransport):
    """Takes a moment for each answer and counts how many are asked for at a time, per host."""

    def __init__(self) -> None:
        self.now: Counter[str] = Counter()
        self.most: Counter[str] = Counter()
        self.started: list[float] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        host = request.url.host
        self.now[host] += 1
        self.most[host] = max(self.most[host], self.now[host])
        self.most["anywhere"] = max(self.most["anywhere"], sum(self.now.values()))
        self.started.append(asyncio.get_running_loop().time())
        await asyncio.sleep(0.01)
        self.now[host] -= 1
        return httpx.Response(200, text=rss(Story(title="x")))


async def test_a_host_has_one_request_in_flight_while_others_go_on() -> None:
    web = CountingTransport()
    async with Fetcher(contact=None, allow_private=(), transport=web, clock=lambda: T0) as fetcher:
        sources = [f"https://{host}.example/{n}" for host in "abc" for n in range(4)]
        await asyncio.gather(*(fetcher.fetch(SourceToFetch(url=url, kind="feed")) for url in sources))
    assert {host: most for host, most in web.most.items() if host != "anywhere"} == dict.fromkeys(
        ["a.example", "b.example", "c.example"], 1
    )
    assert web.most["anywhere"] == 3


async def test_a_host_is_left_a_gap_between_two_requests() -> None:
    web = CountingTransport()
    async with Fetcher(contact=None, allow_private=(), transport=web, clock=lambda: T0, gap=0.05) as fetcher:
        for n in range(2):
            await fetcher.fetch(SourceToFetch(url=f"https://a.example/{n}", kind="feed", ignore_robots=True))
    assert web.started[1] - web.started[0] >= 0.06
