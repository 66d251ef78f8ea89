"""What admins are told about the sources: once when something breaks, once when it heals."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from storage.domain import health
from storage.domain.health import Standing, Told

T0 = datetime(2026, 11, 22, 9, 40, tzinfo=UTC)
HOUR = timedelta(hours=1)


def source(number: int = 1, **facts: object) -> Standing:
    well = Standing(
        id=number,
        name=f"Wire {number}",
        url=f"https://wire{number}.example/feed",
        active=True,
        failures=0,
        failing_since=None,
        offline=False,
        trouble="",
        noticed="",
        rhythm=HOUR,
        last_success_at=T0 - HOUR,
        last_new_at=T0 - HOUR,
    )
    return replace(well, **facts)  # type: ignore[arg-type]


def broken(number: int = 1, failures: int = 3, **facts: object) -> Standing:
    because = {"trouble": "wire.example has a fault of its own (500)", "failing_since": T0 - HOUR / 2} | facts
    return source(number, failures=failures, **because)


def told(*standings: Standing, offline_since: datetime | None = None, last_told: datetime | None = None) -> list[Told]:
    return health.notices(standings, T0, offline_since=offline_since, last_told=last_told)


def kinds(found: list[Told]) -> list[tuple[str, tuple[int, ...]]]:
    return [(each.kind, each.about) for each in found]


def test_a_source_that_fails_is_told_once_after_the_third_time() -> None:
    assert told(broken(failures=1), broken(2, failures=2)) == []
    [notice] = told(broken(), source(2))
    assert notice.text == (
        "Wire 1 (https://wire1.example/feed) fails: wire.example has a fault of its own (500); "
        "3 failures in a row since 2026-11-22 09:10 UTC."
    )
    assert told(broken(failures=4, noticed=notice.noticed)) == []


def test_it_is_told_once_when_it_is_well_again() -> None:
    [notice] = told(source(noticed="failing"))
    assert (notice.kind, notice.noticed) == ("recovered", "")
    assert "can be read again" in notice.text


def test_a_source_that_is_gone_is_asked_no_more_and_that_is_said() -> None:
    [notice] = told(broken(active=False, trouble="gone for good (410)"), source(2))
    assert notice.text.endswith("gone for good (410); it is asked no more.")


def test_many_that_fail_are_one_notice() -> None:
    [notice] = told(*(broken(n) for n in range(1, 15)), source(20), source(21))
    assert len(notice.about) == 14
    assert notice.text.startswith("14 sources fail:")
    assert notice.text.endswith("and 4 more; `lodestone source list` has them all.")


def test_those_that_follow_soon_are_gathered() -> None:
    assert told(broken(), last_told=T0 - health.GATHERED / 2) == []
    assert kinds(told(broken(), last_told=T0 - health.GATHERED)) == [("failing", (1,))]


def test_no_network_is_one_notice_and_no_sources_fault() -> None:
    cut_off = [broken(n, failures=3, offline=True, last_success_at=T0 - HOUR) for n in range(1, 41)]
    [notice] = told(*cut_off)
    assert (notice.kind, notice.about) == ("offline", ())
    assert notice.text.startswith("No connection: 40 of 40 sources cannot be reached since 2026-11-22 09:10 UTC")
    assert told(*cut_off, offline_since=T0 - HOUR / 4) == []


def test_when_the_connection_is_back_that_is_said_once() -> None:
    still = [broken(n, offline=True) for n in range(1, 40)]
    back = source(40, last_success_at=T0)
    assert kinds(told(*still, back, offline_since=T0 - HOUR * 2)) == [("online", ())]
    assert told(*still, back) == []


def test_one_name_that_is_no_more_is_no_lost_connection() -> None:
    assert told(broken(offline=True), source(2), source(3)) == []


def test_unusual_silence_is_told_once_and_its_end_too() -> None:
    quiet = source(last_new_at=T0 - timedelta(days=5))
    [notice] = told(quiet)
    assert notice.text == (
        "Wire 1 (https://wire1.example/feed) is unusually silent: nothing new for 5 days, "
        "while its news usually come 1 hour apart."
    )
    assert told(replace(quiet, noticed="silent")) == []
    assert kinds(told(source(noticed="silent"))) == [("heard", (1,))]
