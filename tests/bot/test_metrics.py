"""What whoever watches over it sees: what this process did, what waits in the record, and nothing that anybody said."""

import asyncio
import re
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from prometheus_client.metrics_core import Metric
from prometheus_client.parser import text_string_to_metric_families
from slack_sdk.errors import SlackApiError

from bot.client import Client
from bot.metrics import Scraped, show
from jobs.deliver import DeliveryError
from jobs.liveness import Liveness
from storage import metrics, settling
from storage.database import Database
from tests.desk import T0, Desk, desk
from tests.fake_slack import FakeSlack, Reaction
from tests.hot_queries import heard
from tests.scenarios.stories import FIVE

FEED = "https://wire.example/feed"
TWO = FIVE[1:3]


@pytest.fixture
async def table(record_url: str) -> AsyncIterator[Desk]:
    async with desk(record_url) as made:
        yield made


def scraped(db: Database, at: Any = None) -> Scraped:
    clock = at or (lambda: T0)
    return Scraped(db, Liveness(db, clock), clock)


async def page(db: Database, at: Any = None) -> str:
    return (await scraped(db, at).page()).decode()


def value(text: str, name: str, **labels: str) -> float:
    [found] = [
        sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
        if sample.name == name and sample.labels == labels
    ]
    return found


async def test_a_port_of_this_machine_shows_how_it_fares_and_nothing_else(db: Database) -> None:
    window = show("127.0.0.1", 0, db, Liveness(db, lambda: T0), lambda: T0)
    try:
        async with aiohttp.ClientSession(f"http://127.0.0.1:{window.port}") as session:
            async with session.get("/metrics") as answer:
                assert answer.content_type == "text/plain"
                assert value(await answer.text(), "lodestone_database_up") == 1
            async with session.get("/healthz") as answer:
                assert await answer.json() == {"ok": True}
            asked = (
                ("GET", "/readyz", 200),
                ("GET", "/", 404),
                ("GET", "/slack/events", 404),
                ("POST", "/metrics", 405),
            )
            for method, path, status in asked:
                async with session.request(method, path) as answer:
                    assert answer.status == status
    finally:
        await window.close()


async def test_visits_texts_and_claims_are_counted_by_what_came_of_them(table: Desk) -> None:
    before = await page(table.db)
    await table.watch(FEED)
    await table.watch("https://gone.example/feed")
    table.newsstand.feed(FEED, *TWO)
    await table.poll()
    after = await page(table.db)

    def more(name: str, **labels: str) -> float:
        return value(after, name, **labels) - value(before, name, **labels)

    assert more("lodestone_polls_total", outcome="ok") == 1
    assert more("lodestone_polls_total", outcome="error") == 1
    assert more("lodestone_documents_total", result="read") == len(TWO)
    assert more("lodestone_reading_seconds_count") == len(TWO)
    doors = [more("lodestone_claims_total", door=door) for door in ("alert", "review", "none")]
    assert sum(doors) == len(await table.evidence())
    assert doors[0] > 0


async def test_what_has_not_arrived_is_shown_by_state_with_its_age_to_whichever_process_asks(table: Desk) -> None:
    await table.watch(FEED)
    await table.follow("C1")
    await table.follow("C2")
    table.newsstand.feed(FEED, *TWO)
    table.ear.fails_with = [DeliveryError("it is too long", permanent=True), DeliveryError("busy")]
    await table.poll()
    learnt = table.now
    table.now += timedelta(minutes=14)
    second = Database(table.db.url)
    one, other = await page(table.db, lambda: table.now), await page(second, lambda: table.now)
    await second.close()
    waiting = value(one, "lodestone_record_deliveries", state="pending")
    assert waiting > 0
    assert value(one, "lodestone_record_deliveries", state="failed") > 0
    assert value(one, "lodestone_record_delivery_age_seconds", state="pending") == (table.now - learnt).total_seconds()
    assert value(one, "lodestone_record_delivery_overdue_seconds") > 10 * 60

    def told(text: str) -> list[str]:
        return [line for line in text.splitlines() if line.startswith("lodestone_record_")]

    assert told(one) == told(other)


async def test_sources_are_late_when_they_should_have_been_asked(table: Desk) -> None:
    await table.watch(FEED)
    text = await page(table.db, lambda: table.now + timedelta(minutes=20))
    assert value(text, "lodestone_record_sources", state="active") == 1
    assert value(text, "lodestone_record_sources_due") == 1
    assert value(text, "lodestone_record_source_lag_seconds") == 20 * 60
    assert value(text, "lodestone_record_source_success_timestamp_seconds") == 0


async def test_what_waits_for_people_and_what_takes_nothing_is_counted(table: Desk) -> None:
    await table.watch(FEED)
    table.newsstand.feed(FEED, *TWO)
    await table.poll()
    async with table.db.write() as session:
        for outlet in ("slack send", "C1"):
            await settling.halt(session, outlet, "refused", T0 + timedelta(hours=9), T0)
    text = await page(table.db)
    assert value(text, "lodestone_record_queue_depth", queue="reviews") == len(await table.reviews())
    assert value(text, "lodestone_record_queue_depth", queue="documents") == 0
    assert value(text, "lodestone_record_outlets_halted", what="outlet") == 1
    assert value(text, "lodestone_record_outlets_halted", what="everything") == 1


@pytest.mark.parametrize(
    ("reaction", "result"),
    [
        (Reaction(), "ok"),
        (Reaction(error="ratelimited", status=429, headers={"Retry-After": "3"}), "ratelimited"),
        (Reaction(error="channel_not_found"), "refused"),
        (Reaction(error="internal_error"), "failed"),
        (Reaction(raw="<html>", status=502), "failed"),
        (Reaction(hangs_up=True), "lost"),
    ],
    ids=["ok", "429", "refused", "stumbled", "unreadable", "hung up"],
)
async def test_calls_of_slack_are_counted_by_method_and_result(
    slack: FakeSlack, reaction: Reaction, result: str
) -> None:
    slack.react("auth.test", reaction)
    labels = {"method": "auth.test", "result": result}
    before = metrics.REGISTRY.get_sample_value("lodestone_slack_calls_total", labels) or 0
    try:
        await Client("xoxb-1", slack.url).auth_test()
    except (SlackApiError, aiohttp.ClientError):
        assert result != "ok"
    assert metrics.REGISTRY.get_sample_value("lodestone_slack_calls_total", labels) == before + 1


async def test_a_slack_that_is_not_there_is_unreachable() -> None:
    labels = {"method": "other", "result": "unreachable"}
    before = metrics.REGISTRY.get_sample_value("lodestone_slack_calls_total", labels) or 0
    with pytest.raises(aiohttp.ClientConnectorError):
        await Client("xoxb-1", "http://127.0.0.1:1/").api_call("a.method.of.tomorrow")
    assert metrics.REGISTRY.get_sample_value("lodestone_slack_calls_total", labels) == before + 1


async def test_no_address_no_name_and_no_channel_is_a_label(table: Desk) -> None:
    await table.watch(FEED)
    await table.follow("C0MAGNETS")
    table.newsstand.feed(FEED, *TWO)
    table.ear.fails_with = [DeliveryError("C0MAGNETS: who secret plans", stops="outlet")]
    await table.poll()
    text = await page(table.db)
    subjects = {alert.subject for alert in await table.alerts()}
    assert subjects
    assert not any(word in text for word in (FEED, "wire.example", "C0MAGNETS", "secret", *subjects))


async def test_a_record_that_cannot_be_read_leaves_the_rest_to_be_seen(tmp_path: Path) -> None:
    (tmp_path / "broken.db").write_bytes(b"no database" * 1_000)
    broken = Database(f"sqlite+aiosqlite:///{tmp_path / 'broken.db'}")
    text = await page(broken)
    await broken.close()
    assert value(text, "lodestone_database_up") == 0
    assert value(text, "lodestone_polls_total", outcome="ok") >= 0
    assert "lodestone_record_" not in text


async def test_many_who_scrape_at_once_ask_the_record_once(db: Database) -> None:
    one = scraped(db)
    await one.page()
    with heard(db) as asked:
        await asyncio.gather(*(one.page() for _ in range(20)))
    assert asked == []


async def test_every_metric_is_explained_and_named_as_prometheus_names_them(table: Desk) -> None:
    await table.watch(FEED)
    found: dict[str, Metric] = {f.name: f for f in text_string_to_metric_families(await page(table.db))}
    ours = {name: family for name, family in found.items() if name.startswith("lodestone_")}
    assert len(ours) > 20
    for name, family in ours.items():
        assert family.documentation.endswith("."), name
        assert re.fullmatch(r"lodestone_[a-z_]+", name)
        # https://prometheus.io/docs/practices/naming/: base units, and counters end in _total.
        assert not re.search(r"_(ms|millis|minutes|hours|count|total_total)$", name), name
        if family.type == "histogram" or "ago" in family.documentation or "How long" in family.documentation:
            assert name.endswith("_seconds"), name
        for sample in family.samples:
            assert set(sample.labels) <= LABELS, name
            if family.type == "counter":
                assert sample.name.endswith("_total"), name


#: Each of a closed set.
LABELS = {
    *("outcome", "result", "door", "what", "method", "job", "why", "doing", "where", "state", "queue"),
    *("version", "python", "schema", "le"),
}
