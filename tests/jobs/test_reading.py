"""From what a source lists to what is known: the article behind a summary, a filing behind a link."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
import pytest_asyncio

from jobs.fetch import Fetcher
from jobs.poll import poll_due
from jobs.reading import retry_articles
from storage import sources
from storage.database import Database
from storage.models import Document
from tests import pdfs
from tests.newsstand import Newsstand, Story, article
from tests.telling import T0, all_alerts, company

FEED = "https://wire.example/feed"
PAGE = "https://wire.example/1"
MAKER = "Lodemag Materials"
GRANTED = (
    f"{MAKER} has received a general licence to export rare-earth magnets, Reuters reported. "
    "The licence covers shipments to several customers, and it is valid for one year from today."
)


@pytest.fixture
def newsstand() -> Newsstand:
    stand = Newsstand()
    stand.feed(FEED, Story(title="Magnets", text="A short word on magnets.", url=PAGE))
    return stand


@pytest_asyncio.fixture
async def fetcher(newsstand: Newsstand) -> AsyncIterator[Fetcher]:
    async with Fetcher(contact=None, allow_private=(), transport=newsstand.transport, clock=lambda: T0) as made:
        yield made


async def watch(db: Database, url: str = FEED, kind: str = "feed", selector: str | None = None) -> None:
    await company(db)
    async with db.write() as session:
        await sources.add(session, url, kind, "U1", T0, selector=selector)


async def retry(db: Database, fetcher: Fetcher, minutes: int) -> int:
    recorded = await retry_articles(db, fetcher, lambda: T0 + timedelta(minutes=minutes))
    return sum(one.alerts for one in recorded)


async def document(db: Database) -> Document:
    async with db.read() as session:
        return await session.get_one(Document, 1)


async def test_an_article_that_is_late_is_read_when_it_comes(
    db: Database, newsstand: Newsstand, fetcher: Fetcher
) -> None:
    await watch(db)
    newsstand.fails(PAGE, 503)
    await poll_due(db, fetcher, lambda: T0, everything=True)
    assert (await document(db)).text == "A short word on magnets."
    assert await retry(db, fetcher, 5) == 0  # too early
    assert newsstand.asked.count(PAGE) == 1
    assert await retry(db, fetcher, 16) == 0
    assert await retry(db, fetcher, 20) == 0  # the pauses grow
    assert newsstand.asked.count(PAGE) == 2
    newsstand.page(PAGE, article(GRANTED, title="Magnets"))
    assert await retry(db, fetcher, 40) == 1
    assert [alert.subject for alert in await all_alerts(db)] == [MAKER]
    assert await retry(db, fetcher, 300) == 0
    assert newsstand.asked.count(PAGE) == 3


@pytest.mark.parametrize("trouble", ["gone", "login", "nothing to read", "old"])
async def test_an_article_that_will_never_come_is_not_asked_for_again(
    db: Database, newsstand: Newsstand, fetcher: Fetcher, trouble: str
) -> None:
    await watch(db)
    if trouble == "nothing to read":
        newsstand.page(PAGE, "<script>only()</script>")
    else:
        newsstand.fails(PAGE, {"gone": 410, "login": 401, "old": 503}[trouble])
    await poll_due(db, fetcher, lambda: T0, everything=True)
    assert await retry(db, fetcher, 3_000 if trouble == "old" else 60) == 0
    assert newsstand.asked.count(PAGE) == 1


async def test_a_filing_behind_a_link_is_evidence_with_its_page(
    db: Database, newsstand: Newsstand, fetcher: Fetcher
) -> None:
    listing = "https://office.example/news"
    await watch(db, listing, "list", "ul a")
    newsstand.page(listing, '<html><ul><li>2026-03-01 <a href="/n7.pdf">Announcement No. 7</a></li></ul></html>')
    filing = pdfs.filing("Announcement No. 7", GRANTED.replace(" and it", "\nand it"), title="No. 7")
    newsstand.offers("https://office.example/n7.pdf", filing, content_type="text/html")
    [outcome] = await poll_due(db, fetcher, lambda: T0, everything=True)
    assert (outcome.outcome, outcome.items, outcome.alerts) == ("ok", 1, 1)
    [alert] = await all_alerts(db)
    assert [said.url for said in alert.evidence] == ["https://office.example/n7.pdf#page=2"]


async def test_a_list_that_lost_its_links_is_in_trouble(db: Database, newsstand: Newsstand, fetcher: Fetcher) -> None:
    listing = "https://office.example/news"
    await watch(db, listing, "list")
    newsstand.page(listing, "<html><p>Please verify that you are human.</p></html>")
    [outcome] = await poll_due(db, fetcher, lambda: T0, everything=True)
    assert (outcome.outcome, outcome.error) == ("error", "the page has no link to an article")
