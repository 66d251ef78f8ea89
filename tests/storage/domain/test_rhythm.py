"""When a source is asked again."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.domain import rhythm
from storage.domain.rhythm import LONGEST, SHORTEST, START

T0 = datetime(2026, 11, 22, 9, 40, tzinfo=UTC)  # a Sunday
HOUR = timedelta(hours=1)

spans = st.timedeltas(min_value=timedelta(), max_value=timedelta(days=400))
chances = st.floats(min_value=0, max_value=1)
moments = st.timedeltas(timedelta(), timedelta(days=400)).map(lambda later: T0 + later)


@given(st.none() | spans, st.none() | spans)
def test_between_two_visits_lie_five_minutes_to_a_day(known: timedelta | None, silence: timedelta | None) -> None:
    assert SHORTEST <= rhythm.pause(known, silence) <= LONGEST


@given(spans, spans, spans)
def test_a_source_that_changes_more_often_is_never_asked_less_often(a: timedelta, b: timedelta, c: timedelta) -> None:
    quick, slow = sorted((a, b))
    assert rhythm.pause(quick, c) <= rhythm.pause(slow, c)
    assert rhythm.pause(c, quick) <= rhythm.pause(c, slow)


def test_a_source_nothing_is_known_of_is_asked_every_ten_minutes() -> None:
    assert rhythm.pause(None, None) == START == timedelta(minutes=10)


@given(st.lists(spans, min_size=1, max_size=30))
def test_a_rhythm_stays_within_what_was_observed(gaps: list[timedelta]) -> None:
    known = None
    for gap in gaps:
        known = rhythm.learnt(known, gap)
    assert known is not None
    assert min(gaps) - HOUR / 3600 <= known <= max(gaps) + HOUR / 3600


def test_the_dates_of_its_items_show_a_rhythm_at_once() -> None:
    assert rhythm.of_dates([T0 - HOUR * n * 6 for n in range(5)] + [T0 - timedelta(days=300)]) == HOUR * 6
    assert rhythm.of_dates([T0, T0, T0 - HOUR]) is None


@given(moments, spans, chances, st.none() | spans, st.none() | st.integers(1, 1_440))
def test_a_visit_is_never_before_what_was_promised(
    now: datetime, wait: timedelta, chance: float, promised: timedelta | None, ttl: int | None
) -> None:
    not_before = now + promised if promised is not None else None
    at = rhythm.next_visit(now, wait, chance, not_before=not_before, ttl=ttl)
    assert at >= now + SHORTEST
    assert not_before is None or at >= not_before
    assert ttl is None or at >= now + timedelta(minutes=ttl)
    latest = max(now + LONGEST, not_before or now) + timedelta(minutes=2)
    assert at <= latest


@given(
    moments,
    spans,
    chances,
    st.sets(st.integers(0, 23), max_size=23),
    st.sets(st.sampled_from(["Monday", "Tuesday", "Wednesday", "Saturday", "Sunday"]), max_size=5),
)
def test_an_hour_or_day_without_news_is_waited_out(
    now: datetime, wait: timedelta, chance: float, hours: set[int], days: set[str]
) -> None:
    at = rhythm.next_visit(now, wait, chance, skip_hours=hours, skip_days=days)
    assert at.hour not in hours
    assert at.strftime("%A") not in days


def test_whoever_skips_everything_skips_nothing() -> None:
    at = rhythm.next_visit(T0, START, 0.5, skip_hours=range(24))
    assert at == T0 + START


def test_sources_that_were_added_together_drift_apart() -> None:
    visits = {rhythm.next_visit(T0, HOUR, n / 100, not_before=T0 + HOUR * 2) for n in range(100)}
    assert len(visits) == 100


def test_pauses_double_with_each_failure_up_to_a_day() -> None:
    pauses = [rhythm.back_off(START, failures) for failures in range(1, 40)]
    assert pauses[:4] == [START, START * 2, START * 4, START * 8]
    assert pauses[8:] == [LONGEST] * len(pauses[8:])


@given(spans, st.integers(1, 10_000))
def test_without_a_network_half_an_hour_is_the_most(wait: timedelta, failures: int) -> None:
    assert rhythm.back_off(wait, failures, offline=True) <= timedelta(minutes=30)
    assert rhythm.back_off(wait, failures) <= LONGEST


@pytest.mark.parametrize(
    ("known", "silence", "unusual"),
    [
        (HOUR, timedelta(days=2), False),
        (HOUR, timedelta(days=4), True),
        (timedelta(days=1), timedelta(days=5), False),
        (timedelta(days=1), timedelta(days=7), True),
        (None, timedelta(days=900), False),
    ],
)
def test_silence_is_unusual_by_the_sources_own_rhythm(
    known: timedelta | None, silence: timedelta, unusual: bool
) -> None:
    assert rhythm.is_silent(known, T0 - silence, T0) == unusual
