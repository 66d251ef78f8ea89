"""When to ask a source again, and when its silence is unusual. Pure: `chance` (0 to 1) is drawn by the caller.

Between two visits lie 5 minutes to 24 hours, by how far apart a source's news are. Whatever it asked for itself (ttl,
hours and days without news, max-age, Retry-After) comes on top.
"""

from collections.abc import Collection, Iterable
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from statistics import median

SHORTEST = timedelta(minutes=5)
LONGEST = timedelta(hours=24)
#: How often a source is asked when nothing else is known.
START = timedelta(minutes=10)

#: Visits between two news of a source that keeps its rhythm, and visits during a silence so far.
_VISITS = 8
_VISITS_IN_SILENCE = 16
#: How much of what was observed last goes into a rhythm.
_WEIGHT = 0.25
#: Where a publisher's or our own times end, visits are spread over this long.
_SPREAD = timedelta(seconds=60)
_WEEK = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

#: Failures in a row after which somebody is told.
FAILURES = 3
#: A silence is unusual after so many rhythms, and after no less than so long.
_RHYTHMS = 6
_SILENCE = timedelta(days=3)


def pause(rhythm: timedelta | None, silence: timedelta | None) -> timedelta:
    """How long until the next visit, when news come `rhythm` apart and there were none for `silence`."""
    if rhythm is None and silence is None:
        return START
    by_rhythm = rhythm / _VISITS if rhythm is not None else START
    by_silence = silence / _VISITS_IN_SILENCE if silence is not None else timedelta()
    return _within(max(by_rhythm, by_silence))


def learnt(rhythm: timedelta | None, gap: timedelta, news: int = 1) -> timedelta:
    """The rhythm after so many news that came `gap` after those before."""
    gap = max(gap, timedelta()) / max(news, 1)
    return gap if rhythm is None else rhythm * (1 - _WEIGHT) + gap * _WEIGHT


def of_dates(published: Iterable[datetime]) -> timedelta | None:
    """The rhythm that the dates of a feed's items show; None for fewer than three. Times are aware."""
    newest = sorted(set(published), reverse=True)[:20]
    if len(newest) < 3:
        return None
    return timedelta(seconds=median((a - b).total_seconds() for a, b in pairwise(newest)))


def next_visit(
    now: datetime,
    wait: timedelta,
    chance: float,
    *,
    not_before: datetime | None = None,
    ttl: int | None = None,
    skip_hours: Collection[int] = (),
    skip_days: Collection[str] = (),
) -> datetime:
    """When to ask again. `wait` varies by a tenth, so that sources that were added together drift apart.

    Never before `not_before` (max-age, Retry-After) nor within `ttl` minutes; an hour (GMT) or day the feed skips is
    waited out, and its end is not met by everybody at once.
    """
    least = timedelta(minutes=ttl or 0)
    due = now + max(_within(wait * (0.9 + 0.2 * chance)), min(least, LONGEST))
    if not_before is not None and due < not_before:
        due = not_before + chance * _SPREAD
    return _after_skipped(due, chance, skip_hours, skip_days)


def _after_skipped(due: datetime, chance: float, hours: Collection[int], days: Collection[str]) -> datetime:
    if len(hours) >= 24 or len(days) >= 7:
        return due
    there = due.astimezone(UTC)
    for _ in range(8 * 24):
        if there.hour not in hours and _WEEK[there.weekday()] not in days:
            return there
        # The first minutes of the next hour that may be better.
        there = there.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1) + chance * _SPREAD * 5
    return due


def back_off(wait: timedelta, failures: int, *, offline: bool = False) -> timedelta:
    """The pause after the n-th failure in a row: it doubles each time, up to a day.

    Where it looks as if there were no network, half an hour is the most: that is nobody's fault, and when it is back
    there is something to catch up on.
    """
    grown = _within(wait) * (1 << min(max(failures, 1) - 1, 10))
    return min(grown, timedelta(minutes=30) if offline else LONGEST)


def is_silent(rhythm: timedelta | None, last_new: datetime | None, now: datetime) -> bool:
    """Whether a source has been without news for longer than it ever should; never without a known rhythm."""
    if rhythm is None or last_new is None:
        return False
    return now - last_new > max(rhythm * _RHYTHMS, _SILENCE)


def _within(wait: timedelta) -> timedelta:
    return min(max(wait, SHORTEST), LONGEST)
