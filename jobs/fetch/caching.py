"""What a publisher's headers, and a feed itself, say about asking again. Pure; times are aware UTC."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from jobs.fetch.offer import Wishes

#: No publisher can silence a source for longer than this.
LONGEST = timedelta(days=1)

_MAX_AGE = re.compile(r'(?:^|[,\s])max-age\s*=\s*"?(\d+)"?(?=$|[,;\s])', re.IGNORECASE)
_NOT_KEPT = re.compile(r"(?:^|[,\s])no-(?:store|cache)\s*(?=$|[,;])", re.IGNORECASE)


def retry_after(value: str | None, now: datetime) -> datetime | None:
    """When a `Retry-After` in seconds or as a date ends; None for garbage, for the past and for no header at all."""
    value = (value or "").strip()
    if not value:
        return None
    if value.isascii() and value.isdigit():
        return now + _seconds(value) if value.strip("0") else None
    until = http_date(value)
    return min(until, now + LONGEST) if until is not None and until > now else None


def fresh_until(headers: Mapping[str, str], now: datetime) -> datetime | None:
    """How long an answer asks to be taken for the newest: `max-age` less `Age`, else `Expires` less `Date`."""
    control = headers.get("cache-control", "")
    if _NOT_KEPT.search(control):
        return None
    if limit := _MAX_AGE.search(control):
        age = headers.get("age", "").strip()
        lifetime = _seconds(limit[1]) - (_seconds(age) if age.isascii() and age.isdigit() else timedelta())
    elif expires := http_date(headers.get("expires", "")):
        lifetime = expires - (http_date(headers.get("date", "")) or now)
    else:
        return None
    return now + min(lifetime, LONGEST) if lifetime > timedelta() else None


_ITEM = re.compile(r"<(?:[\w.-]+:)?(?:item|entry)[\s>/]", re.IGNORECASE)
_TTL = re.compile(r"<ttl\s*>\s*(\d{1,9})\s*</ttl\s*>", re.IGNORECASE)
_SKIP_HOURS = re.compile(r"<skipHours\s*>(.{0,2000}?)</skipHours\s*>", re.IGNORECASE | re.DOTALL)
_SKIP_DAYS = re.compile(r"<skipDays\s*>(.{0,1000}?)</skipDays\s*>", re.IGNORECASE | re.DOTALL)
_HOUR = re.compile(r"<hour\s*>\s*(\d{1,2})\s*</hour\s*>", re.IGNORECASE)
_DAY = re.compile(r"<day\s*>\s*(\w{6,9})\s*</day\s*>", re.IGNORECASE)
_PERIOD = re.compile(r"<sy:updatePeriod\s*>\s*(hourly|daily|weekly|monthly|yearly)\s*<", re.IGNORECASE)
_FREQUENCY = re.compile(r"<sy:updateFrequency\s*>\s*(\d{1,6})\s*<", re.IGNORECASE)
_PERIODS = {"hourly": 60, "daily": 1_440, "weekly": 10_080, "monthly": 43_200, "yearly": 525_600}
WEEK = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_HEAD = 64 * 1024
_TAIL = 4 * 1024


def wishes(text: str) -> Wishes:
    """ttl, skipHours and skipDays of a feed (https://www.rssboard.org/rss-specification#optionalChannelElements), else
    what its syndication module says (https://web.resource.org/rss/1.0/modules/syndication/). They stand before the
    items or after them; whoever skips every hour or every day has asked for nothing.
    """
    head = text[:_HEAD]
    first = _ITEM.search(head)
    around = (head[: first.start()] + text[-_TAIL:]) if first else head
    ttl = int(found[1]) if (found := _TTL.search(around)) else None
    if ttl is None and (period := _PERIOD.search(around)):
        frequency = int(found[1]) if (found := _FREQUENCY.search(around)) else 1
        ttl = _PERIODS[period[1].lower()] // max(1, frequency)
    hours = _HOUR.findall(found[1]) if (found := _SKIP_HOURS.search(around)) else []
    days = _DAY.findall(found[1]) if (found := _SKIP_DAYS.search(around)) else []
    skipped_hours = sorted({int(hour) % 24 for hour in hours if int(hour) <= 24})
    skipped_days = [day for day in WEEK if day.lower() in {each.lower() for each in days}]
    return Wishes(
        ttl=min(ttl, 1_440) if ttl else None,
        skip_hours=tuple(skipped_hours) if len(skipped_hours) < 24 else (),
        skip_days=tuple(skipped_days) if len(skipped_days) < 7 else (),
    )


def http_date(value: str) -> datetime | None:
    """An HTTP date in any of its three forms; None for anything else."""
    try:
        read = parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return read.replace(tzinfo=UTC) if read.tzinfo is None else read.astimezone(UTC)


def _seconds(digits: str) -> timedelta:
    return LONGEST if len(digits.lstrip("0")) > 6 else min(timedelta(seconds=int(digits)), LONGEST)
