"""Dates as publishers print them, into ISO form. Nothing is guessed: an ambiguous date is no date."""

import re
from datetime import UTC, date, datetime, timedelta, timezone
from email.utils import parsedate_tz
from functools import lru_cache

_ISO = re.compile(
    r"(\d{4})-?(\d\d)-?(\d\d)"
    r"(?:[T\s]+(\d\d):?(\d\d)(?::?(\d\d)(?:[.,]\d+)?)?\s*(Z|UTC|GMT|[+-]\d\d:?(?:\d\d)?)?)?",
    re.IGNORECASE,
)
_CHINESE = re.compile(r"(\d{4})\s*[年/.]\s*(\d{1,2})\s*[月/.]\s*(\d{1,2})\s*日?(?:\s.*)?")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = rf"(?:{'|'.join(_MONTHS)})[a-z]*"
_WRITTEN = re.compile(
    rf"(?:[a-z]+,?\s+)?(?:(\d{{1,2}})\s+({_MONTH})|({_MONTH})\.?\s+(\d{{1,2}})),?\s+(\d{{4}})", re.IGNORECASE
)
#: The form nearly every RSS feed has. "-0000" says that the zone is not known.
_RFC_822 = re.compile(
    rf"(?:(?:mon|tue|wed|thu|fri|sat|sun), )?(\d{{1,2}}) ({'|'.join(_MONTHS)}) (\d{{4}}) (\d\d):(\d\d):(\d\d) "
    r"(?:(?!-0000)([+-])(\d\d)(\d\d)|GMT)",
    re.IGNORECASE,
)
_ZONE = re.compile(r"\d:\d\d.*?\s(?:[+-]\d{4}|UTC?|GMT|Z|[EMP][SD]T|CDT)(?:\s|$)", re.IGNORECASE)
_OLDEST = 1990
#: How far ahead of us a publisher's clock may be. A date beyond that says nothing about publication.
_AHEAD = timedelta(days=2)


def understood(text: str) -> bool:
    """Whether a date can be read at all, however far in the past or the future it lies."""
    try:
        return _read(text.strip()[:80]) is not None
    except (ValueError, OverflowError):
        return False


def published(text: str | None, now: datetime) -> str | None:
    """An ISO date, or an aware ISO time in the zone as printed; None for garbage and for the far future."""
    text = (text or "").strip()[:80]
    if not text:
        return None
    try:
        read = _read(text)
        if read is None:
            return None
        moment = read if isinstance(read, datetime) else datetime(read.year, read.month, read.day, tzinfo=UTC)
        return read.isoformat() if moment.year >= _OLDEST and moment <= now + _AHEAD else None
    except (ValueError, OverflowError):
        return None


@lru_cache(4_096)  # each is asked for twice, and the same feeds come back with the same dates
def _read(text: str) -> date | datetime | None:
    return _iso(text) or _rfc822(text)


def _iso(text: str) -> date | datetime | None:
    found = _ISO.fullmatch(text)
    if not found:
        chinese = _CHINESE.fullmatch(text)
        return date(int(chinese[1]), int(chinese[2]), int(chinese[3])) if chinese else None
    day = date(int(found[1]), int(found[2]), int(found[3]))
    if found[4] is None or found[7] is None:
        return day
    sign = found[7].upper()
    if sign in ("Z", "UTC", "GMT"):
        zone = UTC
    else:
        digits = sign[1:].replace(":", "").ljust(4, "0")
        offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
        zone = timezone(-offset if sign[0] == "-" else offset)
    return datetime(day.year, day.month, day.day, int(found[4]), int(found[5]), int(found[6] or 0), tzinfo=zone)


def _rfc822(text: str) -> date | datetime | None:
    if written := _WRITTEN.fullmatch(text):
        day, month, year = written[1] or written[4], written[2] or written[3], written[5]
        return date(int(year), _MONTHS.index(month[:3].lower()) + 1, int(day))
    if usual := _RFC_822.fullmatch(text):
        return _usual(usual)
    read = parsedate_tz(text)
    if read is None or not re.search(r"[A-Za-z]{3}", text):  # 01/02/2026: which is the month?
        return None
    year, month, day, hour, minute, second = read[:6]
    # For the library a zone it does not know, and none at all, are UTC; and CST is America's, not China's.
    if not _ZONE.search(text) or read[9] is None:
        return date(year, month, day)
    # A leap second is a second too many for Python.
    return datetime(year, month, day, hour, minute, min(second, 59), tzinfo=timezone(timedelta(seconds=read[9])))


def _usual(found: re.Match[str]) -> datetime:
    day, month, year, hour, minute, second, sign, hours, minutes = found.groups()
    zone = UTC
    if sign is not None:
        offset = timedelta(hours=int(hours), minutes=int(minutes))
        zone = timezone(-offset if sign == "-" else offset)
    number = _MONTHS.index(month.lower()) + 1
    # A leap second is a second too many for Python.
    return datetime(int(year), number, int(day), int(hour), int(minute), min(int(second), 59), tzinfo=zone)
