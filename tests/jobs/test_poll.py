"""One source from the web to the record: nothing is lost, and one bad thing stops nothing else."""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import datetime, timedelta

import httpx
import pytest
import pytest_asyncio

from jobs.fetch import Fetcher
from jobs.poll import Outcome, Poller, poll, poll_due
from storage import sources, visits
from storage.database import Database, is_postgres
from storage.evidence import Recorded
from storage.models import Source
from storage.visits import Due
from tests.newsstand import Newsstand, Story, article
from tests.telling import T0, all_alerts, company, follow, outlets, told, waiting

FEED = "https://wire.example/feed"
OTHER = "https://paper.example/feed"
MAKER = "Lodemag Materials"


def story(name: str = MAKER, number: int = 1, published: str = "Mon, 02 Mar 2026 08:00:00 GMT") -> Story:
    told = (
        f"{name} has received a general licence to export rare-earth magnets, Reuters reported. "
        "The licence covers shipments to several customers. "
    )
    return Story(
        title=f"{name} wins export licence",
        text=told,
        full_text=told,
        url=f"https://wire.example/{number}",
        published=published,
    )


@pytest.fixture
def newsstand() -> Newsstand:
    return Newsstand()


@pytest_asyncio.fixture
async def fetcher(newsstand: Newsstand) -> AsyncIterator[Fetcher]:
    async with Fetcher(contact=None, allow_private=(), transport=newsstand.transport, clock=lambda: T0) as made:
        yield made


async def watch(db: Database, *urls: str) -> None:
    async with db.write() as session:
        for url in urls:
            await sources.add(session, url, "feed", "U1", T0)


def at(moment: datetime) -> Callable[[], datetime]:
    return lambda: moment


async def ask(db: Database, fetcher: Fetcher, minutes: int = 0, *, everything: bool = True) -> list[Outcome]:
    return await poll_due(db, fetcher, at(T0 + timedelta(minutes=minutes)), everything=everything)


async def row(db: Database, number: int = 1) -> Source:
    async with db.read() as session:
        return await session.get_one(Source, number)


async def test_a_feed_becomes_documents_claims_and_an_alert(
    db: Database, newsstand: Newsstand, fetcher: Fetcher
) -> None:
    await company(db)
    await watch(db, FEED)
    newsstand.feed(FEED, story())
    [outcome] = await ask(db, fetcher)
    assert (outcome.outcome, outcome.items, outcome.new, outcome.alerts) == ("ok", 1, 1, 1)
    assert await told(db) == [(MAKER, "gained")]
    assert (await row(db)).first_read_at == T0


async def test_polling_again_tells_nothing_again_and_keeps_the_validators(
    db: Database, newsstand: Newsstand, fetcher: Fetcher
) -> None:
    await company(db)
    await watch(db, FEED)
    newsstand.feed(FEED, story())
    await ask(db, fetcher)
    etag = (await row(db)).etag
    # A server need not repeat its validators with a 304.
    newsstand.shelf[FEED] = lambda request: httpx.Response(304 if request.headers.get("if-none-match") == etag else 500)
    for minutes in (30, 60):
        [outcome] = await ask(db, fetcher, minutes)
        assert (outcome.outcome, outcome.new, outcome.alerts) == ("unchanged", 0, 0)
        assert (await row(db)).etag == etag is not None
    assert len(await all_alerts(db)) == 1


async def test_a_crash_between_keeping_and_reading_loses_nothing(
    db: Database, newsstand: Newsstand, fetcher: Fetcher
) -> None:
    """Items were kept with the source's validators, then the process died: the next poll hears only 304."""
    await company(db)
    await follow(db)
    await watch(db, FEED)
    newsstand.feed(FEED, story(published="Fri, 02 Jan 2026 08:00:00 GMT"))
    await keep_and_die(db, fetcher)
    assert (await row(db)).first_read_at is None
    [outcome] = await ask(db, fetcher, 30)
    assert (outcome.outcome, outcome.alerts) == ("unchanged", 1)
    assert await told(db) == [(MAKER, "gained")]
    assert (await row(db)).first_read_at is not None
    assert await outlets(db) == [("C1", "pending")]


@pytest.mark.parametrize("status", [500, 410])
async def test_kept_documents_are_read_although_the_source_answers_no_more(
    db: Database, newsstand: Newsstand, fetcher: Fetcher, status: int
) -> None:
    await company(db)
    await watch(db, FEED)
    newsstand.feed(FEED, story())
    await keep_and_die(db, fetcher)
    newsstand.fails(FEED, status)
    await ask(db, fetcher, 30)
    assert await told(db) == [(MAKER, "gained")]
    assert await waiting(db, 1) == ()


async def test_kept_documents_are_read_although_the_source_may_not_be_asked_yet(
    db: Database, newsstand: Newsstand, fetcher: Fetcher
) -> None:
    await company(db)
    await watch(db, FEED)
    newsstand.feed(FEED, story())
    await keep_and_die(db, fetcher)
    async with db.write() as session:
        held = await session.get_one(Source, 1)
        held.fresh_until = T0 + timedelta(hours=20)
        session.add(held)
    [outcome] = await ask(db, fetcher, 30)
    assert outcome.outcome == "unchanged"
    assert await told(db) == [(MAKER, "gained")]


async def keep_and_die(db: Database, fetcher: Fetcher) -> None:
    """As far as a poll comes when the process dies right after the items were committed."""
    poller = Poller(db, fetcher, at(T0))
    async with db.read() as session:
        source = await visits.look(session, 1)
    visit, _ = await poller._ask(source)
    async with db.write() as session:
        assert await visits.settle(session, [visit]) == {1: 1}


@pytest.mark.parametrize(
    ("body", "status"), [("", 200), ("not a feed at all", 200), ("<rss><channel><item>", 200), ("", 500), ("", 404)]
)
async def test_one_bad_source_does_not_stop_the_others(
    db: Database, newsstand: Newsstand, fetcher: Fetcher, body: str, status: int
) -> None:
    await company(db)
    await watch(db, OTHER, FEED)
    newsstand.offers(OTHER, body, status=status)
    newsstand.feed(FEED, story())
    outcomes = {o.url: o for o in await ask(db, fetcher)}
    assert outcomes[FEED].alerts == 1
    assert outcomes[OTHER].outcome == "error" or body.startswith("<rss"), outcomes[OTHER]
    assert "\n" not in (outcomes[OTHER].error or "")


async def test_a_source_that_makes_our_reading_stumble_does_not_stop_the_others(
    db: Database, newsstand: Newsstand, fetcher: Fetcher
) -> None:
    """A JSON Feed may carry half a character, which no database takes."""
    await company(db)
    await watch(db, OTHER, FEED)
    newsstand.offers(
        OTHER,
        r'{"version":"https://jsonfeed.org/version/1.1","title":"x","items":[{"id":"1","url":"https://paper.example/1",'
        r'"title":"half \ud800 a character","content_text":"half \ud800 a character"}]}',
        content_type="application/feed+json",
    )
    newsstand.feed(FEED, story())
    outcomes = {o.url: o for o in await ask(db, fetcher)}
    assert outcomes[FEED].alerts == 1
    assert (await row(db)).next_check_at != T0, "it would be asked again every second"


async def test_a_source_that_makes_our_fetching_stumble_does_not_stop_the_others(
    db: Database, newsstand: Newsstand, fetcher: Fetcher
) -> None:
    """A mistake of ours, met by one source only: it is that source's error, and it has to wait its turn again."""

    def stumble(request: httpx.Request) -> httpx.Response:
        raise ArithmeticError("a slip of ours")

    await company(db)
    await watch(db, OTHER, FEED)
    newsstand.shelf[OTHER] = stumble
    newsstand.feed(FEED, story())
    outcomes = {o.url: o for o in await ask(db, fetcher)}
    assert (outcomes[FEED].alerts, outcomes[OTHER].outcome) == (1, "error")
    due_again = (await row(db)).next_check_at
    assert due_again is not None
    assert due_again > T0, "it would be asked again every second"


async def test_a_document_that_cannot_be_recorded_does_not_stop_those_after_it(
    db: Database, newsstand: Newsstand, fetcher: Fetcher
) -> None:
    await company(db)
    await watch(db, FEED)
    refuse = (
        "ALTER TABLE evidence ADD CONSTRAINT poison CHECK (subject NOT LIKE 'Poisoned%')"
        if is_postgres(db.url)
        else "CREATE TRIGGER poison BEFORE INSERT ON evidence WHEN NEW.subject LIKE 'Poisoned%' "
        "BEGIN SELECT RAISE(ABORT, 'poison'); END"
    )
    async with db.write() as session:
        await (await session.connection()).exec_driver_sql(refuse.replace("%", "%%") if is_postgres(db.url) else refuse)
    newsstand.feed(FEED, story(), story("Poisoned Magnetics", 2))
    [outcome] = await ask(db, fetcher)
    assert outcome.alerts == 1
    assert await told(db) == [(MAKER, "gained")]
    assert await waiting(db, 1) == ()
    assert (await row(db)).first_read_at == T0


async def test_without_a_network_it_is_said_to_look_so(db: Database, newsstand: Newsstand, fetcher: Fetcher) -> None:
    await watch(db, FEED)
    newsstand.is_unreachable(FEED)
    [outcome] = await ask(db, fetcher)
    assert (outcome.outcome, outcome.offline) == ("error", True)


async def test_a_source_that_is_gone_is_not_asked_again(db: Database, newsstand: Newsstand, fetcher: Fetcher) -> None:
    await watch(db, FEED)
    newsstand.fails(FEED, 410)
    await ask(db, fetcher)
    assert (await row(db)).state == "paused"
    assert await ask(db, fetcher, 60, everything=False) == []
    [outcome] = await ask(db, fetcher, 60)
    assert (outcome.outcome, outcome.error) == (
        "refused",
        "paused: wire.example says that this address is gone for good (410)",
    )
    assert newsstand.asked == [FEED]


async def test_a_promise_not_to_ask_is_kept_even_when_everything_is_asked(
    db: Database, newsstand: Newsstand, fetcher: Fetcher
) -> None:
    await watch(db, FEED)
    newsstand.fails(FEED, 503, Retry_After="3600")
    await ask(db, fetcher)
    before = len(newsstand.asked)
    [outcome] = await ask(db, fetcher, 30)
    assert outcome.outcome == "unchanged"
    assert len(newsstand.asked) == before
    await ask(db, fetcher, 61)
    assert len(newsstand.asked) == before + 1


async def test_a_source_somebody_else_is_asking_is_left_alone(
    db: Database, newsstand: Newsstand, fetcher: Fetcher
) -> None:
    await watch(db, FEED)
    async with db.write() as session:
        await visits.take(session, [1], T0, by="another machine")
    assert await poll(db, fetcher, 1, at(T0)) is None
    assert newsstand.asked == []
    newsstand.feed(FEED)
    later = T0 + visits.LEASE + timedelta(seconds=1)
    assert await poll(db, fetcher, 1, at(later)) is not None


def teaser(number: int, link: str = "") -> Story:
    link = link or f"https://wire.example/{number}"
    return Story(title=f"What happened on day {number}", text=f"A few words about day {number}.", url=link)


async def test_what_is_being_read_is_not_read_by_a_second_reader_as_well(
    db: Database, newsstand: Newsstand, fetcher: Fetcher
) -> None:
    """A feed of many summaries may be due again while their articles are still asked for, and so after a restart."""
    newsstand.feed(FEED, *(teaser(number) for number in range(6)))
    for number in range(6):
        newsstand.page(f"https://wire.example/{number}", article(f"All that is to be said about day {number}. " * 9))
    await watch(db, FEED)

    async def kept_only(*_: object) -> list[Recorded]:
        return []

    poller = Poller(db, fetcher, at(T0), read=kept_only)
    poller.begin([Due(id=1, host="wire.example")])
    await poller.finish()
    again = Poller(db, fetcher, at(T0 + timedelta(hours=1)))
    again.begin([Due(id=1, host="wire.example")])
    await asyncio.gather(again.finish(), again.read_waiting())
    assert sorted(newsstand.asked) == sorted([FEED, FEED, *(f"https://wire.example/{number}" for number in range(6))])


async def test_items_that_lead_to_one_page_ask_for_it_once(
    db: Database, newsstand: Newsstand, fetcher: Fetcher
) -> None:
    home = "https://wire.example/news"
    newsstand.feed(FEED, *(teaser(number, home) for number in range(6)))
    newsstand.page(home, article("All that is to be said about these days stands here, on one page. " * 9))
    await watch(db, FEED)
    await ask(db, fetcher)
    assert newsstand.asked == [FEED, home]


async def test_a_host_that_wants_to_be_left_alone_is_not_asked_for_the_next_article(
    db: Database, newsstand: Newsstand, fetcher: Fetcher
) -> None:
    newsstand.feed(FEED, *(teaser(number) for number in range(4)))
    for number in range(4):
        newsstand.fails(f"https://wire.example/{number}", 429, Retry_After="3600")
    await watch(db, FEED)
    await ask(db, fetcher)
    assert len(newsstand.asked) == 2


async def test_items_whose_ids_are_made_anew_for_every_visitor_are_new_once(
    db: Database, newsstand: Newsstand, fetcher: Fetcher
) -> None:
    words = "All that is to be said about this day stands here in the feed itself. " * 20

    def offer(visit: int, published: str) -> None:
        link = f"https://wire.example/1?session={visit}"
        newsstand.feed(FEED, Story(title="A day", full_text=words, url=link, published=published))

    await watch(db, FEED)
    new = []
    for visit, day in enumerate((2, 2, 2, 9)):
        offer(visit, f"Mon, 0{day} Feb 2026 08:00:00 GMT")
        [outcome] = await ask(db, fetcher, 60 * visit)
        new.append(outcome.new)
    assert new == [1, 0, 0, 1], "the same words on another day may be news"
