"""JSON Feed, versions 1 and 1.1 (https://www.jsonfeed.org/version/1.1/): text in, items out."""

import json
from datetime import datetime
from typing import Any

from jobs.fetch import dates, feed, markup
from jobs.fetch.errors import FetchError
from jobs.fetch.feed import MAX_ITEMS, MAX_TEXT, MAX_TITLE, MAX_URL, Reading
from jobs.fetch.offer import Item

#: An object in memory is thirty times what it is in the text.
_MAX_THINGS = 300_000


def is_json(text: str) -> bool:
    return text.lstrip("\ufeff \t\r\n").startswith("{")


def read(text: str, url: str, now: datetime) -> Reading:
    """The items of a JSON Feed. Raises FetchError for other JSON and for what only begins like JSON."""
    document = load(text)
    if not isinstance(document, dict) or not isinstance(document.get("items"), list):
        raise FetchError("the answer is JSON but not a JSON Feed")
    items = [_item(entry, url, now) for entry in document["items"][:MAX_ITEMS] if isinstance(entry, dict)]
    return Reading(
        items=tuple(item for item in items if item is not None),
        title=markup.one_line(_string(document, "title"), MAX_TITLE) or None,
        language=feed.language(_string(document, "language")),
    )


def load(text: str) -> Any:
    """What JSON says. Raises FetchError where it is damaged, or made to fill the memory with empty things."""
    if text.count("{") + text.count("[") > _MAX_THINGS or text.count(",") > 2 * _MAX_THINGS:
        raise FetchError("the answer is damaged: its JSON has too many values")
    try:
        return json.loads(text.lstrip("\ufeff"))
    except (ValueError, RecursionError):
        raise FetchError("the answer is damaged JSON") from None


def _item(entry: dict[str, Any], url: str, now: datetime) -> Item | None:
    title = markup.one_line(_string(entry, "title"), MAX_TITLE)
    summary = markup.clean(_string(entry, "summary"), MAX_TEXT)
    content = markup.clean(_string(entry, "content_text"), MAX_TEXT)
    content = content or markup.plain_text(_string(entry, "content_html"), MAX_TEXT)
    identity = markup.one_line(_identity(entry), MAX_URL)
    link = feed.absolute(_string(entry, "url"), url) if _string(entry, "url") else feed.absolute_identity(identity)
    if not (title or summary or content or link):
        return None
    key = identity or link or f"{title}\n{summary}\n{content}"
    printed = dates.published(_string(entry, "date_published"), now)
    return Item(
        url=link or feed.own_address(url, key),
        title=title,
        summary=summary,
        content=content,
        published=printed or dates.published(_string(entry, "date_modified"), now),
        publisher=None,
        id=identity or link or feed.own_address(url, key),
    )


def _identity(entry: dict[str, Any]) -> str:
    # Version 1 had numbers here in practice.
    value = entry.get("id")
    return str(value) if isinstance(value, int | float | str) and not isinstance(value, bool) else ""


def _string(of: dict[str, Any], name: str) -> str:
    value = of.get(name)
    return value if isinstance(value, str) else ""
