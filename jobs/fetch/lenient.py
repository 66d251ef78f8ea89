"""Feeds that are damaged or strange, by feedparser: slow, and it takes everything."""

import io
from datetime import UTC, datetime
from typing import Any

from jobs.fetch import dates
from jobs.fetch.entries import Channel, Entry, Said
from jobs.fetch.errors import FetchError


def read(data: bytes, url: str) -> tuple[Channel, bool]:
    """The feed, and whether feedparser found it damaged. Raises FetchError where even feedparser falls over it."""
    import feedparser

    try:
        parsed = feedparser.parse(
            io.BytesIO(data),
            response_headers={"content-type": "application/xml; charset=utf-8", "content-location": url},
            resolve_relative_uris=False,  # concerns markup inside texts only, of which we keep the text
            sanitize_html=False,
        )
    except (ValueError, LookupError, TypeError, AttributeError, AssertionError, RecursionError) as error:
        # feedparser's lenient parser meets what nobody thought of.
        raise FetchError("the feed is damaged beyond reading") from error
    channel = Channel(
        entries=[_entry(entry) for entry in parsed.entries],
        title=_text(parsed.feed, "title"),
        language=_text(parsed.feed, "language"),
    )
    return channel, bool(parsed.bozo)


def _entry(entry: Any) -> Entry:
    source = dict.get(entry, "source") or {}
    return Entry(
        title=_said(entry, "title"),
        summary=_said(entry, "summary"),
        contents=[_part(part) for part in dict.get(entry, "content") or ()],
        id=_text(entry, "id"),
        link=_text(entry, "link"),
        source=_text(source, "title"),
        publisher=_text(entry, "publisher"),
        dates=tuple(filter(None, (_date(entry, name) for name in ("published", "updated", "created")))),
    )


def _date(entry: Any, name: str) -> str:
    """The date as printed, or where only feedparser understands it, as it understands it."""
    printed = _text(entry, name)
    parts = dict.get(entry, f"{name}_parsed")
    if parts is None or dates.understood(printed):
        return printed
    year, month, day, hour, minute, second = parts[:6]
    try:
        return datetime(year, month, day, hour, minute, min(second, 59), tzinfo=UTC).isoformat()
    except ValueError:
        return printed


def _said(entry: Any, name: str) -> Said | None:
    detail = dict.get(entry, f"{name}_detail")
    if detail is not None:
        return _part(detail)
    value = _text(entry, name)
    return Said(value, True) if value else None


def _part(detail: Any) -> Said:
    return Said(_text(detail, "value"), dict.get(detail, "type") != "text/plain")


def _text(of: Any, name: str) -> str:
    # dict.get: feedparser's own look-up guesses other fields and warns about it.
    value = dict.get(of, name)
    return value if isinstance(value, str) else ""
