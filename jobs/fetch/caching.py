"""What a publisher's headers say about asking again. Pure; times are aware UTC."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

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


def http_date(value: str) -> datetime | None:
    """An HTTP date in any of its three forms; None for anything else."""
    try:
        read = parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return read.replace(tzinfo=UTC) if read.tzinfo is None else read.astimezone(UTC)


def _seconds(digits: str) -> timedelta:
    return LONGEST if len(digits.lstrip("0")) > 6 else min(timedelta(seconds=int(digits)), LONGEST)
