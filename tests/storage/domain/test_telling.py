"""When an outlet is told: its digest's hour in its own zone, pauses, mutes."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest

from storage.domain.telling import Mute, Pace, Settings, hold, next_digest, quiet_until, soonest

BERLIN = Settings(outlet="C1", timezone="Europe/Berlin", digest_at=time(8, 30))
NOW = datetime(2026, 11, 22, 9, 40, tzinfo=UTC)


def held(settings: Settings = BERLIN, mutes: tuple[Mute, ...] = (), pace: Pace = Pace.NOW, **facts: object) -> str:
    known = {"company": "lanxi", "publishers": frozenset({"Wire"}), "learnt_at": NOW, "now": NOW, **facts}
    why = hold(settings, mutes, pace, **known)  # type: ignore[arg-type]
    return why.why if why else ""


@pytest.mark.parametrize(
    ("after", "due"),
    [
        ("2026-11-22T07:00", "2026-11-22T07:30"),
        ("2026-11-22T07:30", "2026-11-23T07:30"),
        # Clocks go back on 25 October 2026 and forward on 28 March 2027: the reader's hour stays.
        ("2026-10-24T12:00", "2026-10-25T07:30"),
        ("2027-03-27T12:00", "2027-03-28T06:30"),
    ],
)
def test_a_daily_digest_comes_at_the_readers_hour_whatever_the_clocks_do(after: str, due: str) -> None:
    moment = datetime.fromisoformat(after).replace(tzinfo=UTC)
    assert next_digest(moment, BERLIN, weekly=False) == datetime.fromisoformat(due).replace(tzinfo=UTC)


def test_an_hour_that_the_clocks_skip_comes_once() -> None:
    early = replace(BERLIN, digest_at=time(2, 30))
    first = next_digest(datetime(2027, 3, 27, 12, tzinfo=UTC), early, weekly=False)
    assert next_digest(first, early, weekly=False) - first >= timedelta(hours=22)


def test_a_weekly_digest_comes_on_its_day() -> None:
    friday = replace(BERLIN, digest_day=4)
    assert next_digest(NOW, friday, weekly=True) == datetime(2026, 11, 27, 7, 30, tzinfo=UTC)


def test_a_pause_holds_everything_and_says_until_when() -> None:
    paused = replace(BERLIN, paused=True, paused_until=NOW + timedelta(hours=2))
    assert held(paused) == "paused until 22 Nov 2026, 12:40 CET"
    assert held(paused, now=NOW + timedelta(hours=2)) == ""
    assert held(replace(BERLIN, paused=True)) == "paused until somebody ends it"


def test_a_mute_holds_its_company_or_what_its_publisher_alone_told() -> None:
    company = Mute(id=1, outlet="C1", name="Lanxi", until=NOW + timedelta(days=7), muted_by="U1", company="lanxi")
    assert held(mutes=(company,)) == "Lanxi is muted until 29 Nov 2026, 10:40 CET"
    assert held(mutes=(company,), company="orrin") == ""
    wire = replace(company, company=None, publisher="Wire", name="Wire")
    assert held(mutes=(wire,)).startswith("Wire is muted")
    assert held(mutes=(wire,), publishers=frozenset({"Wire", "Gazette"})) == ""


def test_a_digest_is_due_at_its_first_hour_after_the_news_and_not_again() -> None:
    assert held(pace=Pace.DAILY) == "waits for the daily digest at 23 Nov 2026, 08:30 CET"
    assert held(pace=Pace.DAILY, now=NOW + timedelta(days=1)) == ""
    assert held(replace(BERLIN, digest=Pace.WEEKLY)).startswith("waits for the weekly digest")


def test_of_several_follows_the_soonest_counts() -> None:
    assert soonest([Pace.WEEKLY, Pace.NOW, Pace.DAILY]) is Pace.NOW


# -- quiet hours ------------------------------------------------------------------------------------------------------

NIGHTLY = Settings(outlet="C1", timezone="Europe/Berlin", quiet=(time(22), time(7)))


@pytest.mark.parametrize(
    ("now", "until"),
    [
        ("2026-11-22T20:59:00Z", None),
        ("2026-11-22T21:00:00Z", "2026-11-23T06:00:00Z"),
        ("2026-11-23T05:59:59Z", "2026-11-23T06:00:00Z"),
        ("2026-11-23T06:00:00Z", None),
        # The night the clocks go forward is an hour shorter, the night they go back an hour longer.
        ("2026-03-28T21:00:00Z", "2026-03-29T05:00:00Z"),
        ("2026-10-24T20:00:00Z", "2026-10-25T06:00:00Z"),
        ("2026-10-25T05:59:00Z", "2026-10-25T06:00:00Z"),
    ],
)
def test_quiet_hours_are_wall_time_also_in_the_nights_of_change(now: str, until: str | None) -> None:
    expected = datetime.fromisoformat(until) if until else None
    assert quiet_until(NIGHTLY, datetime.fromisoformat(now)) == expected


@pytest.mark.parametrize(
    ("now", "until"),
    [
        ("2026-10-25T00:29:00Z", "2026-10-25T00:30:00Z"),  # 02:29 summer time
        ("2026-10-25T01:10:00Z", None),  # 02:10 a second time, in winter time: they ended at the first 02:30
        ("2026-03-29T01:10:00Z", "2026-03-29T01:30:00Z"),  # 03:10; the 02:30 that is skipped comes as 03:30
    ],
)
def test_quiet_hours_that_end_in_the_hour_of_change_end_once(now: str, until: str | None) -> None:
    short = replace(NIGHTLY, quiet=(time(1), time(2, 30)))
    expected = datetime.fromisoformat(until) if until else None
    assert quiet_until(short, datetime.fromisoformat(now)) == expected


def test_what_quiet_hours_hold_says_until_when() -> None:
    now = datetime.fromisoformat("2026-11-22T23:00:00Z")
    held = hold(NIGHTLY, (), Pace.NOW, None, frozenset(), now, now)
    assert held is not None
    assert (held.by, held.why) == ("quiet", "quiet hours until 23 Nov 2026, 07:00 CET")
