"""Days of the regime are told before they come: each step once, with both days where the texts disagree."""

from datetime import UTC, date, datetime, timedelta

import pytest

from bot import export
from bot.messages import alert as messages
from bot.messages import slack, terminal
from jobs.calendar import remind
from storage import alerts, follows, seeding
from storage.database import Database
from storage.domain import deadlines
from storage.domain.licence import Certainty
from storage.domain.views import AlertView
from tests.bot.limits import check

SEEDED = datetime(2026, 9, 1, 9, 0, tzinfo=UTC)


def on(day: str) -> datetime:
    return datetime.fromisoformat(f"{day}T08:00:00+00:00")


@pytest.fixture
async def record(db: Database) -> Database:
    """The shipped regime, and a channel that follows it from reported on."""
    async with db.write() as session:
        await seeding.seed(session, SEEDED, only=("sources", "regime"))
        await follows.add(session, "C1", follows.Rule(kinds=("regime",)), "U1", SEEDED)
        await follows.add(session, "C2", follows.Rule(kinds=("losses", "exporters")), "U1", SEEDED)
    return db


async def told(db: Database) -> tuple[AlertView, ...]:
    async with db.read() as session:
        return await alerts.all(session, SEEDED)


@pytest.mark.parametrize(
    ("today", "step"),
    [
        ("2026-09-01", None),
        ("2026-10-03", 60),
        ("2026-11-01", 60),
        ("2026-11-02", 30),
        ("2026-11-18", 14),
        ("2026-11-25", 7),
        ("2026-11-30", 7),
        ("2026-12-01", 1),
        ("2026-12-02", 0),
        ("2026-12-09", 0),
        ("2026-12-10", None),
    ],
)
def test_the_newest_step_that_has_come_is_due(today: str, step: int | None) -> None:
    due = deadlines.due_day(date(2026, 12, 2), date.fromisoformat(today), date(2026, 9, 1))
    assert due == step


def test_what_had_come_when_we_learnt_of_the_day_is_not_told_afterwards() -> None:
    assert deadlines.due_day(date(2026, 12, 2), date(2026, 11, 22), date(2026, 11, 22)) is None
    assert deadlines.due_day(date(2026, 12, 2), date(2026, 11, 25), date(2026, 11, 22)) == 7


async def test_each_step_is_an_alert_of_its_own_and_told_exactly_once(record: Database) -> None:
    now = on("2026-11-01")
    while now < on("2026-12-04"):
        await remind(record, now, SEEDED)
        await remind(record, now, SEEDED)
        now += timedelta(days=1)
    days = [view for view in await told(record) if view.subject.startswith("One year since")]
    assert [view.event for view in days] == ["reminder"] * 6
    assert [view.raised_at.date().isoformat() for view in days] == [
        "2026-11-01",
        "2026-11-02",
        "2026-11-18",
        "2026-11-25",
        "2026-12-01",
        "2026-12-02",
    ]
    assert days[-1].text.startswith("2 Dec 2026 is today.")
    assert {delivery.outlet for view in days for delivery in view.deliveries} == {"C1"}


async def test_whoever_slept_through_a_step_hears_of_the_newest_only(record: Database) -> None:
    await remind(record, on("2026-11-26"), SEEDED)
    (year,) = [view for view in await told(record) if view.subject.startswith("One year since")]
    assert year.text.startswith("2 Dec 2026 is 6 days away.")


async def test_a_day_on_which_texts_disagree_says_so_and_names_both(record: Database) -> None:
    await remind(record, on("2026-11-09"), SEEDED)
    (day,) = [view for view in await told(record) if "October controls" in view.subject]
    assert day.certainty is Certainty.CONTESTED
    assert (
        "In print: 10 Nov 2026 (Announcement 70 as printed); 10 Jan 2027 (Ministry statement of 2026-09-28" in day.text
    )
    assert "each is shown with its source and none is chosen" in day.text
    assert [delivery.outlet for delivery in day.deliveries] == ["C1"]


async def test_the_card_leads_to_every_text_and_fits_slack(record: Database) -> None:
    await remind(record, on("2026-12-27"), SEEDED)
    shown = await told(record)
    (day,) = [view for view in shown if view.subject.startswith("Kuala Lumpur")]
    card = messages.single(day)
    check(slack.payload(card))
    text = " ".join(terminal.render(card, width=10_000).split())
    assert text.startswith("Reminder: Kuala Lumpur arrangement ends as announced")
    assert "10 Jan 2027 is 14 days away." in text
    assert "https://www.mofcom.gov.cn/" in text
    assert "https://www.worldjournal.com/" in text
    assert "does not cover new customers" not in text
    check(slack.payload(messages.card(shown, gathered="Weekly digest")))


async def test_a_script_gets_the_pages_it_rests_on(record: Database) -> None:
    await remind(record, on("2026-11-09"), SEEDED)
    given = [export.alert(view) for view in await told(record)]
    (day,) = [each for each in given if "October controls" in each["subject"]]
    assert (day["kind"], day["event"]) == ("regime", "reminder")
    assert day["evidence"][0]["url"].startswith("https://www.worldjournal.com/")
    assert day["evidence"][0]["published"] == "2025-11-07"


async def test_seeding_reminds_of_nothing(db: Database) -> None:
    async with db.write() as session:
        await seeding.seed(session, on("2026-11-22"), only=("regime",))
    assert await remind(db, on("2026-11-22"), SEEDED) == 0
