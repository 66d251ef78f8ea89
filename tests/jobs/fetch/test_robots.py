"""robots.txt is obeyed, and hosts are asked politely."""

import asyncio
import time
from collections import Counter
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from jobs.fetch import Fetcher, Refused, SourceToFetch
from jobs.fetch.robots import Kept, parse
from tests.newsstand import Newsstand, Story, article, rss
from tests.patience import HANGS

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
    """Answers when so many were asked for `together`, and counts how many are asked for at a time, per host."""

    def __init__(self, together: int = 1) -> None:
        self.asked = asyncio.Barrier(together)
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
        await self.asked.wait()
        self.now[host] -= 1
        return httpx.Response(200, text=rss(Story(title="x")))


async def test_a_host_has_one_request_in_flight_while_others_go_on() -> None:
    web = CountingTransport(together=3)
    async with (
        Fetcher(contact=None, allow_private=(), transport=web, clock=lambda: T0) as fetcher,
        asyncio.timeout(HANGS),
    ):
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


#: RFC 9309 2.2.2 and 5.1, and how people write such files.
RULES = """
User-agent: *
Disallow: /
User-Agent: GreedyBot
User-agent: LODESTONE/1.0   # a version is no part of the name
Disallow: /news
Allow: /news/licences
Disallow: /*.pdf$
Disallow: /a*b*c
Allow: /~desk
Disallow: /%7Edesk/private
Disallow: /公告
Disallow:
Crawl-delay: 2.5
User-agent: other
Disallow: /open
"""


@pytest.mark.parametrize(
    ("path", "permitted"),
    [
        ("/", True),
        ("/open", True),
        ("/news", False),
        ("/newspaper", False),
        ("/News", True),
        ("/news/licences/2026", True),
        ("/annual.pdf", False),
        ("/annual.pdf?page=2", True),
        ("/a-to-b-to-c", False),
        ("/a-to-c", True),
        ("/%7Edesk", True),
        ("/~desk/private/1", False),
        ("/%E5%85%AC%E5%91%8A/1", False),
    ],
)
def test_the_longest_rule_of_our_own_group_decides(path: str, permitted: bool) -> None:
    assert parse(RULES).permits(path) == permitted


def test_between_rules_of_one_length_the_one_that_allows_decides() -> None:
    assert parse("User-agent: *\nDisallow: /a\nAllow: /a").permits("/a/b")


def test_a_pattern_made_to_hurt_costs_nothing() -> None:
    rules = parse(f"User-agent: *\nDisallow: /{'*a' * 500}$\n")
    assert rules.permits("/" + "a" * 20_000 + "b")


@pytest.mark.parametrize("said", ["1e9", "-1", "soon", "", "1" * 9])
def test_a_crawl_delay_that_is_none_is_none(said: str) -> None:
    assert parse(f"User-agent: *\nCrawl-delay: {said}").delay == 0


async def test_a_crawl_delay_is_kept_also_on_this_machine(stand: Newsstand) -> None:
    web = CountingTransport()
    async with Fetcher(contact=None, allow_private=(), transport=web, clock=lambda: T0) as fetcher:
        until = T0 + timedelta(days=1)
        fetcher.remember_robots(
            [Kept(origin="https://a.example", text="User-agent: *\nCrawl-delay: 0.05", until=until)]
        )
        for n in range(2):
            await fetcher.fetch(SourceToFetch(url=f"https://a.example/{n}", kind="feed"))
        assert fetcher.robots_learnt() == []
    assert web.started[1] - web.started[0] >= 0.06


async def test_what_a_host_said_is_remembered_for_the_next_process(stand: Newsstand) -> None:
    stand.offers(ROBOTS, "User-agent: *\nDisallow: /private")
    async with fetcher(stand) as web:
        await web.fetch(FEED)
        learnt = web.robots_learnt()
    assert [(kept.origin, kept.until) for kept in learnt] == [("https://wire.example", T0 + timedelta(days=1))]
    async with fetcher(stand) as web:
        web.remember_robots(learnt)
        await web.fetch(FEED)
    assert [str(request.url) for request in stand.requests].count(ROBOTS) == 1


def test_a_robots_txt_of_very_many_names_costs_no_more_than_its_length() -> None:
    crowd = "".join(f"User-agent: robot{number}\n" for number in range(25_000))
    private = "Disallow: /private\n" * 1_000
    started = time.process_time()
    rules = parse(f"{crowd}User-agent: Lodestone\n{private}User-agent: *\nDisallow: /\n")
    assert time.process_time() - started < 1
    assert rules.permits("/news")
    assert not rules.permits("/private/news")


def test_several_groups_that_name_us_count_together_and_an_empty_one_permits_everything() -> None:
    rules = parse(
        "User-agent: lodestone\nDisallow: /a\n\nUser-agent: *\nDisallow: /\n\nUser-agent: lodestone\nDisallow: /b"
    )
    assert [rules.permits(path) for path in ("/a", "/b", "/c")] == [False, False, True]
    assert parse("User-agent: lodestone\n\nUser-agent: other\nAllow: /\n\nUser-agent: *\nDisallow: /").permits("/a")
