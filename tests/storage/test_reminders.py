"""A licence that comes to its end is told in steps, each once; what evidence moves is told by the evidence."""

from datetime import datetime, timedelta

import pytest

from storage import changes, reminders
from storage.database import Database
from storage.domain.claim import Attribution, ClaimStatus, SubjectKind
from storage.domain.licence import Role
from tests.telling import BUYER, MAKER, T0, all_alerts, company, day, follow, outlets, record, reuters, source, told

#: A licence reported on day 0 is reported as year-long.
END = 365


async def until(db: Database, last: int, *, first: int = 1, step: int = 1) -> list[str]:
    """The calendar goes on, a look every few days; the reminders that brought, by their period."""
    for number in range(first, last + 1, step):
        await look(db, T0 + timedelta(days=number))
    return [f"{alert.event}: {alert.text}" for alert in await all_alerts(db) if alert.event != "gained"]


async def look(db: Database, now: datetime) -> int:
    async with db.write() as session:
        due = await reminders.any_due(session, now)
        raised = await reminders.remind(session, now)
        assert due == bool(raised)
        return raised


async def granted(db: Database) -> None:
    await company(db)
    await record(db, reuters(), published=day(0), grade="B")


async def test_sixty_thirty_fourteen_seven_and_one_day_before_and_when_it_lapsed(db: Database) -> None:
    await granted(db)
    assert await until(db, END - 61, step=30) == []
    days = [number for number in range(END - 61, END + 3) if await look(db, T0 + timedelta(days=number))]
    assert days == [END - 60, END - 30, END - 14, END - 7, END - 1, END + 1]
    assert [event for _, event in await told(db)] == ["gained", *["reminder"] * 5, "lapsed"]


async def test_after_a_week_away_only_the_newest_reminder_is_told(db: Database) -> None:
    await granted(db)
    assert await look(db, T0 + timedelta(days=END - 5)) == 1
    assert await look(db, T0 + timedelta(days=END - 5)) == 0
    assert await look(db, T0 + timedelta(days=END + 20)) == 1
    assert [event for _, event in await told(db)] == ["gained", "reminder", "lapsed"]


async def test_what_was_learnt_after_its_day_is_not_reminded_of(db: Database) -> None:
    """A report read ten days before the end has said when that is; the next step is a week before."""
    await company(db)
    await record(db, reuters(), published=day(0), grade="B", now=T0 + timedelta(days=END - 10))
    assert await look(db, T0 + timedelta(days=END - 10)) == 0
    assert await look(db, T0 + timedelta(days=END - 7)) == 1


async def test_a_renewal_ends_the_reminders_of_the_old_period(db: Database) -> None:
    await granted(db)
    await look(db, T0 + timedelta(days=END - 30))
    later = T0 + timedelta(days=END - 3)
    await record(db, reuters(status=ClaimStatus.RENEWED), published=later.date().isoformat(), grade="B", now=later)
    for number in (END - 1, END + 1, END + 300):
        await look(db, T0 + timedelta(days=number))
    assert [event for _, event in await told(db)] == ["gained", "reminder", "renewed"]
    assert await look(db, later + timedelta(days=END - 60)) == 1


async def test_an_end_that_evidence_moves_is_reminded_of_anew(db: Database) -> None:
    """Reminded of the end that was assumed; then the company says when it was issued, three months later."""
    await granted(db)
    assert [await look(db, T0 + timedelta(days=END - left)) for left in (60, 30)] == [1, 1]
    await _issued(db, END - 20)
    left = [number for number in range(110, -2, -1) if await look(db, T0 + timedelta(days=END + 90 - number))]
    assert left == [60, 30, 14, 7, 1, -1]


async def test_a_lapse_told_too_soon_is_told_again_when_the_true_end_has_passed(db: Database) -> None:
    await granted(db)
    assert await look(db, T0 + timedelta(days=END + 1)) == 1
    await _issued(db, END + 5)
    assert await look(db, T0 + timedelta(days=END + 6)) == 0
    assert await look(db, T0 + timedelta(days=END + 91)) == 1
    assert await look(db, T0 + timedelta(days=END + 92)) == 0


async def test_an_end_that_moves_by_days_is_not_reminded_of_twice(db: Database) -> None:
    await granted(db)
    assert await look(db, T0 + timedelta(days=END - 30)) == 1
    await _issued(db, END - 29, issued=4)
    assert [await look(db, T0 + timedelta(days=number)) for number in range(END - 28, END - 10)].count(1) == 1


async def _issued(db: Database, when: int, issued: int = 90) -> None:
    said = reuters(attribution=Attribution.COMPANY, speaker=MAKER, date=day(issued))
    await record(db, said, published=day(when), grade="A", now=T0 + timedelta(days=when))


@pytest.mark.parametrize("status", [ClaimStatus.REVOKED, ClaimStatus.EXPIRED])
async def test_what_ended_by_evidence_is_neither_reminded_of_nor_lapses(db: Database, status: ClaimStatus) -> None:
    await granted(db)
    ended = reuters(status=status, attribution=Attribution.MINISTRY, speaker="MOFCOM")
    await record(db, ended, published=day(100), grade="B", now=T0 + timedelta(days=100))
    assert await until(db, END + 3, first=END - 60, step=7) == [
        f"{alert.event}: {alert.text}" for alert in (await all_alerts(db))[1:2]
    ]


async def test_a_suspended_licence_is_not_reminded_of_and_lapses(db: Database) -> None:
    await granted(db)
    await record(db, reuters(status=ClaimStatus.SUSPENDED), published=day(100), grade="B", now=T0 + timedelta(days=100))
    await until(db, END + 1, first=END - 60, step=7)
    await look(db, T0 + timedelta(days=END + 1))
    assert [event for _, event in await told(db)] == ["gained", "suspended", "lapsed"]


async def test_seeds_that_are_loaded_late_bring_no_old_reminder(db: Database) -> None:
    await company(db)
    now = T0 + timedelta(days=END + 5)
    await record(db, reuters(), published=day(0), grade="B", cause="seed", now=now)
    assert await look(db, now + timedelta(days=30)) == 0


async def test_followers_of_the_kind_and_of_losses_are_reminded(db: Database) -> None:
    await company(db, BUYER, Role.CUSTOMER)
    await granted(db)
    await record(db, reuters(BUYER, ClaimStatus.COVERED, kind=SubjectKind.CUSTOMER), published=day(0), grade="B")
    for outlet, kind in (("CEXP", "exporters"), ("CCUS", "customers"), ("CLOS", "losses"), ("CREG", "regime")):
        await follow(db, outlet, kinds=(kind,))
    assert await look(db, T0 + timedelta(days=END - 30)) == 2
    assert sorted(outlet for outlet, _ in await outlets(db)) == ["CCUS", "CEXP", "CLOS", "CLOS"]


async def test_a_reminder_is_for_its_day_and_not_for_who_is_reached_later(db: Database) -> None:
    await company(db)
    await follow(db)
    await record(db, reuters(attribution=Attribution.NONE, outlet=None), published=day(0))
    await look(db, T0 + timedelta(days=END - 30))
    assert await outlets(db) == []
    later = T0 + timedelta(days=END - 20)
    await record(db, reuters(), published=day(0), grade="B", now=later)
    assert [alert.event.value for alert in await all_alerts(db) if alert.deliveries] == ["gained"]


async def test_a_reminder_says_how_sure_the_licence_is_now(db: Database) -> None:
    await granted(db)
    await look(db, T0 + timedelta(days=END - 30))
    said = reuters(attribution=Attribution.COMPANY, speaker=MAKER)
    await record(db, said, published=day(336), grade="A", now=T0 + timedelta(days=336))
    assert f"of {MAKER} (confirmed) may end" in (await all_alerts(db))[-1].text


async def test_a_lapse_is_a_change_that_came_by_the_clock(db: Database) -> None:
    await granted(db)
    await source(db)
    lapsed = T0 + timedelta(days=END + 1)
    await look(db, lapsed)
    async with db.read() as session:
        [change] = await changes.moved(session, T0 + timedelta(days=1))
    assert (change.old, change.new, change.cause) == ("granted", "lapsed as far as known", "clock")
    assert "no renewal was seen" in change.because
