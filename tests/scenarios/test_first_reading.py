"""The main job end to end: five reports in, four alerts out, every answer with its evidence."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from itertools import permutations

import pytest

from storage.domain.claim import ClaimStatus, SubjectKind
from storage.domain.licence import Certainty
from storage.domain.views import CompanyView
from tests.desk import Desk, desk
from tests.newsstand import Story
from tests.scenarios.stories import EXPLAINER, FIVE, MARKET_NOTE, ROUND_UP, TECH_NEWS

FEED = "https://wire.example/feed"
EXPECTED = {
    ("Beijing Zhong Ke San Huan", "exporter"),
    ("Ford", "customer"),
    ("JL Mag Rare-Earth", "exporter"),
    ("Ningbo Yunsheng", "exporter"),
}


@pytest.fixture
async def table(named_url: str) -> AsyncIterator[Desk]:
    async with desk(named_url, seeds=None) as made:
        yield made


async def read_five(table: Desk, *stories: Story) -> None:
    await table.follow()
    table.newsstand.feed(FEED, *(stories or FIVE))
    await table.watch(FEED)
    await table.poll()


async def told(table: Desk) -> set[tuple[str, str]]:
    return {(alert.subject, alert.kind) for alert in await table.alerts()}


async def test_five_reports_raise_exactly_four_alerts(table: Desk) -> None:
    await read_five(table)
    alerts = await table.alerts()
    assert {(a.subject, a.kind) for a in alerts} == EXPECTED
    assert len(alerts) == 4
    for alert in alerts:
        assert alert.certainty is Certainty.REPORTED
        assert all(e.quote and e.publisher and e.published for e in alert.evidence)
        assert any(e.origin for e in alert.evidence)


async def test_the_channel_gets_one_card_with_four_lines(table: Desk) -> None:
    await read_five(table)
    assert [sorted(subjects) for subjects in table.ear.subjects()] == [sorted(name for name, _ in EXPECTED)]
    assert table.ear.sent[0].first_reading_of


async def test_three_articles_of_one_reuters_story_are_one_origin(table: Desk) -> None:
    await read_five(table)
    found = await table.who("jl mag")
    assert isinstance(found, CompanyView)
    licence = found.licences[0]
    assert (licence.articles, licence.origins) == (3, ("Reuters",))


async def test_who_was_left_out_and_what_is_not_confirmed_is_kept_as_evidence(table: Desk) -> None:
    await read_five(table)
    said = await table.evidence()
    left_out = [e for e in said if e.status is ClaimStatus.EXCLUDED and e.kind is SubjectKind.CUSTOMER]
    assert {"Volkswagen"} <= {e.subject for e in left_out}
    absent = [e for e in said if e.status is ClaimStatus.NOT_CONFIRMED and "SmCo" in e.materials]
    assert [e.publisher for e in absent] == ["Reseller Notes"]


@pytest.mark.parametrize("again", ["the same feed", "other addresses", "another feed", "with new ids and dates"])
async def test_the_same_texts_never_raise_a_fifth_alert(table: Desk, again: str) -> None:
    await read_five(table)
    elsewhere = [replace(story, url=story.url.replace("example", "mirror.example")) for story in FIVE]
    match again:
        case "the same feed":
            table.newsstand.feed(FEED, *reversed(FIVE))
        case "other addresses":
            table.newsstand.feed(FEED, *elsewhere)
        case "another feed":
            table.newsstand.feed("https://mirror.example/feed", *elsewhere)
            await table.watch("https://mirror.example/feed")
        case _:
            later = [replace(s, url=s.url + "?2", published="Tue, 20 Jan 2026 08:00:00 GMT") for s in FIVE]
            table.newsstand.feed(FEED, *later)
    await table.poll()
    await table.poll()
    assert len(await table.alerts()) == 4
    assert len(table.ear.sent) == 1


@pytest.mark.parametrize("order", list(permutations(range(5)))[::17], ids=lambda o: "".join(map(str, o)))
async def test_the_order_in_which_they_arrive_does_not_matter(table: Desk, order: tuple[int, ...]) -> None:
    await table.follow()
    await table.watch(FEED)
    shown: list[Story] = []
    for index in order:
        shown.insert(0, FIVE[index])
        table.newsstand.feed(FEED, *shown)
        await table.poll()
    assert await told(table) == EXPECTED
    assert len(await table.alerts()) == 4
    found = await table.who("JL Mag")
    assert isinstance(found, CompanyView)
    assert found.licences[0].origins == ("Reuters",)


async def test_a_restart_repeats_nothing(named_url: str) -> None:
    async with desk(named_url, seeds=None) as table:
        await read_five(table)
    async with desk(named_url, seeds=None) as table:
        table.newsstand.feed(FEED, *FIVE)
        await table.poll(timedelta(hours=2))
        assert len(await table.alerts()) == 4
        assert table.ear.sent == []


async def test_nothing_in_them_is_new_to_a_seeded_record(record_url: str) -> None:
    async with desk(record_url, seeds=()) as table:
        await read_five(table)
        assert await table.alerts() == ()
        assert table.ear.sent == []


async def test_a_denial_read_first_does_not_swallow_the_later_gain(table: Desk) -> None:
    denial = Story(
        title="Yunsheng: nothing received",
        url="https://wire.example/denial",
        published="Mon, 01 Dec 2025 08:00:00 GMT",
        source="Exchange Watch",
        full_text="Ningbo Yunsheng said on Monday that it has not received a general export licence from the ministry.",
    )
    await read_five(table, denial)
    assert await table.alerts() == ()
    table.newsstand.feed(FEED, TECH_NEWS, denial)
    await table.poll()
    gains = [alert for alert in await table.alerts() if alert.subject == "Ningbo Yunsheng"]
    assert len(gains) == 1
    assert any(e.status is ClaimStatus.DENIED for e in gains[0].evidence)


async def test_no_confirmation_read_first_does_not_swallow_the_later_gain(table: Desk) -> None:
    await read_five(table, EXPLAINER)
    assert await table.alerts() == ()
    table.newsstand.feed(FEED, MARKET_NOTE, TECH_NEWS, ROUND_UP, EXPLAINER)
    await table.poll()
    assert await told(table) == EXPECTED


async def test_news_after_the_first_reading_is_its_own_card_and_a_second_outlet_only_moves_its_counter(
    table: Desk,
) -> None:
    await read_five(table)
    news = Story(
        title="Anhui magnet maker gets general licence",
        url="https://wire.example/anhui",
        published="Sun, 22 Nov 2026 09:00:00 GMT",
        source="Reuters",
        full_text=(
            "Magnet maker Anhui Fengyuan Magnetics Co., Ltd. has been granted a general export licence by China's "
            "commerce ministry, the company said on Sunday. It may ship NdFeB magnets to named customers for a year."
        ),
    )
    table.newsstand.feed(FEED, news, *FIVE)
    await table.poll(timedelta(minutes=1))
    assert len(table.ear.sent) == 2
    [own] = table.ear.sent[1].alerts
    assert "Fengyuan" in own.subject
    assert own.licence is not None
    assert own.licence.articles == 1
    second = replace(
        news, url="https://other.example/anhui", source="Metals Digest", title="General licence for Anhui firm"
    )
    table.newsstand.feed(FEED, second, news, *FIVE)
    await table.poll(timedelta(minutes=11))
    assert len(table.ear.sent) == 2
    [edited] = table.ear.edits[-1].alerts
    assert edited.licence is not None
    assert edited.licence.articles == 2


async def test_legal_names_alone_are_enough(record_url: str) -> None:
    async with desk(record_url, seeds=None) as table:
        from storage import companies
        from storage.seeding import known_companies

        async with table.db.write() as session:
            for row in known_companies():
                if row.get("legal_name"):
                    await companies.add(session, row["legal_name"], now=table.now, cause="seed", key=row["key"])
        await read_five(table)
        found = {(a.company, a.kind) for a in await table.alerts()}
        asked = {(r.subject, r.kind) for r in await table.reviews()}
        for key in ("jl-mag-rare-earth", "ningbo-yunsheng", "beijing-zhong-ke-san-huan"):
            assert (key, "exporter") in found or any(key.split("-")[0] in s.casefold() for s, _ in asked)
        assert ("ford", "customer") in found or any("ford" in s.casefold() for s, _ in asked)
        assert len(found) <= 4
