"""Admins are told what breaks and heals, and texts are not kept for ever."""

from datetime import timedelta

import pytest
from sqlmodel import update

from jobs.deliver import DeliveryError
from jobs.fetch import Fetcher
from jobs.health import look_after, prune
from jobs.notify import deliver_notices
from jobs.poll import poll_due
from storage import documents, sources
from storage.database import Database
from storage.models import Document, Notice, Source
from tests.desk import Desk, desk
from tests.newsstand import Newsstand, Story, article
from tests.telling import T0

FEED, OTHER, THIRD = (f"https://{name}.example/feed" for name in ("wire", "paper", "agency"))


async def look(made: Desk) -> list[tuple[str, str]]:
    """The sources are looked after; the notices that are told for it, each with its outlet."""

    async def outlets(session: object) -> tuple[str, ...]:
        return ("CADMIN",)

    before = len(made.ear.sent)
    await look_after(made.db, made.now, outlets)
    await deliver_notices(made.db, [made.ear], lambda: made.now, lambda: False)
    return [(card.outlet, card.notice.kind if card.notice else "") for card in made.ear.sent[before:]]


async def test_a_source_that_breaks_and_heals_is_two_notices(record_url: str) -> None:
    async with desk(record_url, seeds=None) as made:
        for url in (FEED, OTHER, THIRD):
            await made.watch(url)
            made.newsstand.feed(url, Story(title="x", url=f"{url}/1"))
        await made.poll()
        assert await look(made) == []
        made.newsstand.fails(FEED, 500)
        told = []
        for _ in range(6):
            await made.poll()
            told += await look(made)
        assert told == [("CADMIN", "failing")]
        made.newsstand.feed(FEED, Story(title="x", url=f"{FEED}/1"))
        for _ in range(3):
            await made.poll()
            told += await look(made)
        assert told == [("CADMIN", "failing"), ("CADMIN", "recovered")]


async def test_a_notice_that_did_not_go_out_goes_out_later(record_url: str) -> None:
    async with desk(record_url, seeds=None) as made:
        await made.watch(FEED)
        made.newsstand.fails(FEED, 410)
        await made.poll()
        made.ear.fails_with.append(DeliveryError("Slack could not be reached"))
        assert await look(made) == []
        assert await look(made) == []
        made.now += timedelta(minutes=1)
        assert await look(made) == [("CADMIN", "failing")]
        async with made.db.read() as session:
            assert (await session.get_one(Notice, 1)).state == "sent"


async def test_without_a_network_there_is_one_notice_and_one_when_it_is_back(record_url: str) -> None:
    async with desk(record_url, seeds=None) as made:
        for url in (FEED, OTHER, THIRD):
            await made.watch(url)
            made.newsstand.is_unreachable(url)
        told = []
        for _ in range(6):
            await made.poll()
            told += await look(made)
        assert told == [("CADMIN", "offline")]
        async with made.db.read() as session:
            due = (await session.get_one(Source, 1)).next_check_at
        assert due is not None
        assert due - made.now <= timedelta(minutes=40), "a night without a network must not cost a day"
        for url in (FEED, OTHER, THIRD):
            made.newsstand.feed(url, Story(title="x", url=f"{url}/1"))
        for _ in range(3):
            await made.poll()
            told += await look(made)
        assert told == [("CADMIN", "offline"), ("CADMIN", "online")]


async def test_old_texts_are_forgotten_and_are_no_news_when_they_are_seen_again(record_url: str) -> None:
    async with desk(record_url, seeds=None) as made:
        await made.watch(FEED)
        await made.watch(OTHER, "page")
        made.newsstand.feed(FEED, Story(title="Alpha", full_text="Alpha said so. " * 100, url="https://wire.example/1"))
        made.newsstand.page(OTHER, article("Alpha said so at length. " * 10, title="News"))
        await made.poll()
        assert await prune(made.db, made.now + timedelta(days=89), 90) == 0
        assert await prune(made.db, made.now + timedelta(days=91), 90) == 1
        async with made.db.read() as session:
            texts = {row.source_id: row.text for row in [await session.get_one(Document, n) for n in (1, 2)]}
        assert texts[1] == ""
        assert texts[2], "the next version of a page is read against this one"
        await forget_validators(made.db)
        assert [outcome.new for outcome in await made.poll()] == [0, 0]


async def forget_validators(db: Database) -> None:
    async with db.write() as session:
        for number in (1, 2):
            row = await session.get_one(Source, number)
            row.etag = row.last_modified = row.digest = None
            session.add(row)


async def test_many_texts_are_forgotten_some_at_a_time_so_that_others_can_write_between(db: Database) -> None:
    async with db.write() as session:
        for number in range(7):
            await documents.keep(session, url=f"https://wire.example/{number}", title="x", text=f"{number}", now=T0)
        await session.exec(update(Document).values(state="read"))
    kept: list[bool] = []
    db.listen(kept.append)
    assert await prune(db, T0 + timedelta(days=91), 90, at_once=3) == 7
    assert len(kept) == len(("requests heard", "three", "three", "one"))


@pytest.mark.parametrize(("state", "kept"), [("new", True), ("failed", True), ("read", False)])
async def test_a_page_keeps_its_text_until_a_later_one_was_read_against_it(
    db: Database, state: str, kept: bool
) -> None:
    page = "https://ministry.example/notices"
    async with db.write() as session:
        await sources.add(session, page, "page", "U1", T0)
        for moment, text in ((T0, "before"), (T0 + timedelta(days=100), "after")):
            await documents.keep(session, url=page, title="x", text=text, now=moment, source_id=1)
        for number, reading in ((1, "read"), (2, state)):
            (await session.get_one(Document, number)).state = reading
    await prune(db, T0 + timedelta(days=100), 90)
    async with db.read() as session:
        assert bool((await session.get_one(Document, 1)).text) is kept


async def test_what_nobody_has_read_yet_is_not_forgotten(db: Database) -> None:
    async with db.write() as session:
        await documents.keep(session, url="https://wire.example/1", title="x", text="y", now=T0)
    assert await prune(db, T0 + timedelta(days=900), 90) == 0


async def test_a_dead_page_is_no_evidence_that_a_measure_ended(record_url: str) -> None:
    async with desk(record_url) as made:
        told = "JL Mag Rare-Earth has received a general licence to export rare-earth magnets, Reuters reported. " * 3
        await made.watch(OTHER, "page")
        made.newsstand.page(OTHER, article(told, title="JL Mag gets a licence"))
        await made.poll()
        before = await made.evidence()
        assert before
        for status in (404, 410):
            made.newsstand.fails(OTHER, status)
            await made.poll()
        assert [each.state for each in await made.evidence()] == [each.state for each in before]


async def test_an_address_that_moved_for_good_is_asked_there_and_forgotten_when_it_fails(record_url: str) -> None:
    async with desk(record_url, seeds=None) as made:
        await made.watch(FEED)
        made.newsstand.redirects(FEED, OTHER, 301)
        made.newsstand.feed(OTHER, Story(title="x", url="https://wire.example/1"))
        for _ in range(2):
            [outcome] = await made.poll()
            assert outcome.url == FEED, "it is called what it was added as"
        assert feeds(made.newsstand) == [FEED, OTHER, OTHER]
        made.newsstand.fails(OTHER, 410)
        await made.poll()
        made.newsstand.feed(FEED, Story(title="x", url="https://wire.example/1"))
        [outcome] = await made.poll()
        assert outcome.outcome == "ok"
        assert feeds(made.newsstand) == [FEED, OTHER, OTHER, OTHER, FEED]


async def test_a_late_tick_asks_each_source_once(db: Database) -> None:
    newsstand = Newsstand()
    async with db.write() as session:
        for url in (FEED, OTHER):
            await sources.add(session, url, "feed", "U1", T0)
            newsstand.feed(url, Story(title="x", url=f"{url}/1"))
    async with Fetcher(contact=None, allow_private=(), transport=newsstand.transport, clock=lambda: T0) as web:
        await poll_due(db, web, lambda: T0)
        late = T0 + timedelta(days=3)
        assert len(await poll_due(db, web, lambda: late)) == 2
        assert await poll_due(db, web, lambda: late) == []
    assert sorted(feeds(newsstand)) == sorted([FEED, OTHER] * 2)


def feeds(newsstand: Newsstand) -> list[str]:
    return [url for url in newsstand.asked if url.endswith("/feed")]
