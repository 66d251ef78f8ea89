"""JSON interfaces by a declared mapping: which list holds the items, and which fields are what.

A mapping is a JSON object of paths, for instance `{"items": "results", "title": "headline", "url": "links[0].href"}`. A
path is names separated by dots, each with an optional `[number]`; nothing in it is executed. `url` and `id` may be a
template instead: `https://example.org/{year}/{file}`, whose braces hold paths.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from typing import Any

from jobs.fetch import dates, feed, json_feed, markup
from jobs.fetch.errors import FetchError
from jobs.fetch.feed import MAX_ITEMS, MAX_NAME, MAX_TEXT, MAX_TITLE, MAX_URL, Reading
from jobs.fetch.offer import Item

_STEP = re.compile(r"([^.\[\]{}]{1,100})((?:\[-?\d{1,4}\])*)")
_INDEX = re.compile(r"\[(-?\d+)\]")
_HOLE = re.compile(r"\{([^{}]{1,300})\}")
_LONGEST = 2_000
#: Numbers above this are milliseconds, not seconds, since 1970.
_MILLISECONDS = 10_000_000_000

Path = tuple[str | int, ...]


class BadMapping(ValueError):
    """The mapping cannot be used; the message is one sentence."""


@dataclass(frozen=True, kw_only=True)
class Shape:
    """A checked mapping. An empty `items` path means that the answer itself is the list."""

    items: str = ""
    title: str = ""
    url: str = ""
    id: str = ""
    date: str = ""
    text: str = ""
    publisher: str = ""
    language: str = ""


def shape(mapping: str) -> Shape:
    """A mapping from its JSON. Raises BadMapping; names beginning with `_` are notes (where the shape was read)."""
    try:
        told = json.loads(mapping) if len(mapping) <= _LONGEST else None
    except (ValueError, RecursionError):
        told = None
    if not isinstance(told, dict):
        raise BadMapping(
            "A mapping is a JSON object of at most 2,000 characters, such as "
            '{"items": "results", "title": "title", "url": "html_url"}.'
        )
    known = {field.name for field in fields(Shape)}
    for name, path in told.items():
        if name.startswith("_"):
            continue
        if name not in known:
            raise BadMapping(f"A mapping has no field “{name[:40]}”: use {', '.join(sorted(known))}.")
        if not isinstance(path, str) or not _usable(name, path):
            raise BadMapping(f"“{str(path)[:60]}” is no path for {name}: write names with dots, such as hits.list[0].")
    if not (told.get("title") or told.get("text")):
        raise BadMapping("A mapping needs at least a title or a text.")
    return Shape(**{name: path for name, path in told.items() if name in known})


def read(text: str, url: str, now: datetime, how: Shape) -> Reading:
    """The items of an answer. Raises FetchError when it has not the shape that was declared."""
    found = _at(json_feed.load(text), _path(how.items))
    if not isinstance(found, list):
        raise FetchError(f"the answer has no list at “{how.items or 'the top'}”: the interface has changed")
    entries = [entry for entry in found[:MAX_ITEMS] if isinstance(entry, dict)]
    items = [item for entry in entries if (item := _item(entry, url, now, how)) is not None]
    if found and not items:
        raise FetchError(
            "the answer has a list, but nothing in it is where the mapping says: the interface has changed"
        )
    languages = {_string(entry, how.language) for entry in entries}
    language = languages.pop() if len(languages) == 1 else ""
    return Reading(items=tuple(items), title=None, language=feed.language(language))


def _item(entry: dict[str, Any], url: str, now: datetime, how: Shape) -> Item | None:
    title = markup.one_line(markup.plain_text(_string(entry, how.title), MAX_TITLE * 2), MAX_TITLE)
    content = markup.plain_text(_string(entry, how.text), MAX_TEXT)
    link = feed.absolute(_string(entry, how.url), url)
    if not (title or content):
        return None
    identity = markup.one_line(_string(entry, how.id), MAX_URL)
    key = identity or link or f"{title}\n{content}"
    return Item(
        url=link or feed.own_address(url, key),
        title=title,
        summary=content,
        content="",
        published=dates.published(_date(_value(entry, how.date)), now),
        publisher=markup.one_line(_string(entry, how.publisher), MAX_NAME) or None,
        id=identity or link or feed.own_address(url, key),
    )


def _date(value: Any) -> str:
    """A date as text; a number counts seconds or milliseconds since 1970."""
    if isinstance(value, str) and value.isdecimal() and len(value) in (10, 13):
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return value if isinstance(value, str) else ""
    try:
        return datetime.fromtimestamp(value / 1000 if value > _MILLISECONDS else value, UTC).isoformat()
    except (ValueError, OverflowError, OSError):
        return ""


def _string(entry: dict[str, Any], path: str) -> str:
    value = _value(entry, path)
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""


def _value(entry: Mapping[str, Any], path: str) -> Any:
    if not path:
        return None
    if "{" not in path:
        return _at(entry, _path(path))
    holes = [_at(entry, _path(hole)) for hole in _HOLE.findall(path)]
    if not all(isinstance(part, str | int) and not isinstance(part, bool) and part != "" for part in holes):
        return None  # an address with a part missing leads elsewhere
    parts: Iterator[Any] = iter(holes)
    return _HOLE.sub(lambda _: str(next(parts))[:MAX_URL], path)


def _at(value: Any, path: Path) -> Any:
    for step in path:
        if isinstance(step, int):
            inside = isinstance(value, list) and -len(value) <= step < len(value)
        else:
            inside = isinstance(value, dict) and step in value
        if not inside:
            return None
        value = value[step]
    return value


def _usable(name: str, path: str) -> bool:
    if "{" in path or "}" in path:
        rest = _HOLE.sub("", path)
        return name in ("url", "id") and "{" not in rest and "}" not in rest and all(map(_is_path, _HOLE.findall(path)))
    return _is_path(path) or (name == "items" and not path)


def _is_path(path: str) -> bool:
    return bool(path) and len(path) <= 300 and all(_STEP.fullmatch(step) for step in path.split("."))


def _path(path: str) -> Path:
    steps: list[str | int] = []
    for part in path.split(".") if path else ():
        found = _STEP.fullmatch(part)
        assert found, "a Shape's paths were checked"
        steps.append(found[1])
        steps += [int(index) for index in _INDEX.findall(found[2])]
    return tuple(steps)
