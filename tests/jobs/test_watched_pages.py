"""A page that is watched, from visit to visit: noise is no news, a wall is a fault, and a change is read once."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import datetime, timedelta

import pytest
import pytest_asyncio

from jobs.fetch import Fetcher
from jobs.poll import Outcome, poll_due
from storage import sources
from storage.database import Database
from storage.models import Source
from tests.newsstand import Newsstand, article
from tests.telling import T0, all_alerts, company, kept, licence, told, who

Visit = Callable[..., Awaitable[Outcome]]

PAGE = "https://paper.example/licences"
MAKER, OTHER = "Lodemag Materials", "Tarnmag Works"
LEAD = "Beijing has begun to hand out papers for magnets, and makers queue for them, Reuters reported."
GAIN = f"{MAKER} has received a general licence to export rare-earth magnets, Reuters reported."
MORE = f"{OTHER} has received a general licence to export rare-earth magnets, Reuters reported."
END = "The harbour office in Ghent had nothing to add on Monday evening."


@pytest.fixture
def newsstand() -> Newsstand:
    return Newsstand()


@pytest_asyncio.fixture
async def fetcher(newsstand: Newsstand) -> AsyncIterator[Fetcher]:
    async with Fetcher(contact=None, allow_private=(), transport=newsstand.transport, clock=lambda: T0) as made:
        yield made


@pytest_asyncio.fixture
async def visit(db: Database, newsstand: Newsstand, fetcher: Fetcher) -> Visit:
    """Show the page, visit it, and hear how that went; each visit is an hour after the last."""
    await company(db, MAKER)
    await company(db, OTHER)
    async with db.write() as session:
        await sources.add(session, PAGE, "page", "U1", T0)
    hours = iter(range(1_000))

    async def look(*paragraphs: str, html: str = "", around: str = "") -> Outcome:
        page = html or article("\n\n".join(paragraphs), title="Papers for magnets", published="2026-03-01T08:00:00Z")
        newsstand.page(PAGE, page.replace("</body>", f"{around}</body>"))
        now: datetime = T0 + timedelta(hours=next(hours))
        [outcome] = await poll_due(db, fetcher, lambda: now, everything=True)
        return outcome

    return look


async def row(db: Database) -> Source:
    async with db.read() as session:
        return await session.get_one(Source, 1)


async def test_a_page_that_only_ticks_is_unchanged(db: Database, visit: Visit) -> None:
    first = await visit(LEAD, GAIN, END, around="<p>Updated 10:01:22</p><p>1,204 views</p>")
    again = await visit(LEAD, GAIN, END, around="<p>Updated 11:07:09</p><p>1,377 views</p>")
    assert (first.outcome, first.new, again.outcome, again.new) == ("ok", 1, "unchanged", 0)
    assert await told(db) == [(MAKER, "gained")]


async def test_a_paragraph_that_is_added_is_read_and_what_stood_there_is_not_told_again(
    db: Database,
    visit: Visit,
) -> None:
    await visit(LEAD, GAIN, END)
    outcome = await visit(LEAD, GAIN, END, MORE)
    assert (outcome.new, outcome.alerts) == (1, 1)
    assert await told(db) == [(MAKER, "gained"), (OTHER, "gained")]
    assert [claim.subject for claim in await kept(db)].count(MAKER) == 1


async def test_what_is_added_of_somebody_does_not_take_back_what_still_stands_there(db: Database, visit: Visit) -> None:
    await visit(LEAD, GAIN, END)
    await visit(LEAD, GAIN, END, f"{MAKER} has received an individual licence for one shipment, Reuters reported.")
    assert len(await kept(db)) > 1
    assert (await licence(db)).state == "granted"


WALL = "<html><head><title>Just a moment...</title></head><body><p>Verify you are human.</p></body></html>"


async def test_a_wall_is_the_sources_fault_in_plain_words_and_changes_nothing(db: Database, visit: Visit) -> None:
    await visit(LEAD, GAIN, END)
    outcome = await visit(html=WALL)
    assert (outcome.outcome, outcome.new) == ("error", 0)
    assert outcome.error == "the address shows a check for robots instead of the page"
    assert (await row(db)).failures == 1
    back = await visit(LEAD, GAIN, END)
    assert (back.outcome, back.new) == ("unchanged", 0)
    assert (await licence(db)).state == "granted"
    assert len(await all_alerts(db)) == 1


async def test_a_wall_that_stands_there_from_the_first_is_never_read(db: Database, visit: Visit) -> None:
    outcome = await visit(html=WALL.replace("human", f"human, said {MAKER}, which was granted a general licence"))
    assert outcome.outcome == "error"
    assert await kept(db) == ()


async def test_one_word_that_is_corrected_takes_the_gain_back_and_says_that_it_was_corrected(
    db: Database, visit: Visit
) -> None:
    await visit(LEAD, GAIN, END)
    assert (await licence(db)).state == "granted"
    outcome = await visit(LEAD, GAIN.replace("has received", "has not received"), END)
    assert outcome.new == 1
    assert (await who(db, MAKER)).licences == () or (await licence(db)).certainty == "not known"
    assert await told(db) == [(MAKER, "gained"), (MAKER, "corrected")]


async def test_a_rephrased_gain_is_the_same_gain(db: Database, visit: Visit) -> None:
    await visit(LEAD, GAIN, END)
    outcome = await visit(LEAD, GAIN.replace("rare-earth magnets", "rare-earth magnets abroad"), END)
    assert (outcome.new, outcome.alerts) == (1, 0)
    assert (await licence(db)).articles == 1


async def test_a_statement_that_is_taken_out_is_put_to_a_person_and_stands(db: Database, visit: Visit) -> None:
    await visit(LEAD, GAIN, END, "The town of Porto sent its greetings to everybody.")
    outcome = await visit(LEAD, END, "The town of Porto sent its greetings to everybody.")
    assert (outcome.new, outcome.reviews) == (1, 1)
    assert (await licence(db)).state == "granted"
