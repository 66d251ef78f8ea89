"""RSS, Atom and RDF: text in, items out, by feedparser. Also says what a text is that is not a feed."""

import hashlib
import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urljoin

from jobs.fetch import dates, markup
from jobs.fetch.errors import FetchError
from jobs.fetch.offer import Item

MAX_ITEMS = 2_000
MAX_TEXT = 200_000
MAX_TITLE = 500
MAX_URL = 2_000
MAX_NAME = 200

#: So much (characters) of a document that is not well-formed is read. The lenient parser that is needed for it takes
#: seconds for a quarter of a million characters made to hurt it, and four times as long for twice as many.
_LENIENT_UP_TO = 256 * 1024
_MAX_DEPTH = 200
_MAX_ELEMENTS = 300_000

_FEED_ROOTS = frozenset({"rss", "feed", "rdf", "channel"})
_PROLOGUE = re.compile(r"\s+|<\?.*?\?>|<!--.*?-->|<!DOCTYPE(?:[^\[>]|\[.*?\]\s*(?=>))*>", re.IGNORECASE | re.DOTALL)
_DOCTYPE = re.compile(r"<!DOCTYPE(?:[^\[>]|\[.*?\]\s*(?=>))*>", re.IGNORECASE | re.DOTALL)
_ELEMENT = re.compile(r"<\w")
_CHARACTER_REFERENCE = re.compile(r"&#(x[0-9a-f]{1,400}|[0-9]{1,400});?", re.IGNORECASE)
_TAG = re.compile(r"<(?:[\w.-]+:)?([A-Za-z][\w.-]*)")
_FEED_START = re.compile(r"<\?xml|<rss[\s>]|<feed[\s>]|<rdf:RDF[\s>]", re.IGNORECASE)
_ITEM_END = re.compile(r"</(?:[\w.-]+:)?(?:item|entry)\s*>", re.IGNORECASE)
_FEED_END = re.compile(r"</(?:[\w.-]+:)?(?:rss|feed|rdf|channel)\s*>\s*(?:<!--.*?-->\s*)*\Z", re.IGNORECASE | re.DOTALL)
_XML_ENCODING = re.compile(r"(<\?xml[^>]{0,200}?)\s+encoding\s*=\s*([\"'])[^\"']*\2", re.IGNORECASE)
_ALTERNATE = re.compile(r"<link\b[^>]{0,500}?application/(?:rss|atom|feed)\+(?:xml|json)[^>]{0,500}>", re.IGNORECASE)
_HREF = re.compile(r"href\s*=\s*[\"']?([^\"'\s>]+)", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What a document offered, before it is joined with what the headers said."""

    items: tuple[Item, ...]
    title: str | None
    language: str | None


def root_of(text: str) -> str | None:
    """The name of a document's first element, lower case and without prefix; None when it does not begin with one."""
    at = 0
    while at < len(text) and (skip := _PROLOGUE.match(text, at)):
        at = skip.end()
    tag = _TAG.match(text, at)
    return tag[1].lower() if tag else None


def is_feed(text: str) -> bool:
    return root_of(text) in _FEED_ROOTS


def read(text: str, url: str, now: datetime) -> Reading:
    """The items of a feed. Raises FetchError, in one sentence, for whatever is not one."""
    text = _without_leading_noise(text)
    root = root_of(text)
    if root not in _FEED_ROOTS:
        raise FetchError(_what_it_is(text, root, url))
    parsed = _parse(text, url)
    entries = parsed.entries
    if not _FEED_END.search(text[-2_000:]):
        # The last entry of a feed that was cut may have lost the half of its text that says "denied".
        entries = entries[:-1]
    if parsed.bozo and not entries:
        raise FetchError("the feed is damaged: its XML is not well-formed and no item can be read")
    items = [item for entry in entries[:MAX_ITEMS] if (item := _item(entry, url, now))]
    return Reading(
        items=tuple(items),
        title=markup.one_line(markup.plain_text(_text(parsed.feed, "title"), MAX_TITLE), MAX_TITLE) or None,
        language=language(_text(parsed.feed, "language")),
    )


def language(tag: str) -> str | None:
    """A language tag in lower case with hyphens, or None where it is none."""
    tag = tag.strip().lower().replace("_", "-")[:35]
    return tag if re.fullmatch(r"[a-z]{2,3}(-[a-z0-9]{1,8})*", tag) else None


def absolute(link: str, base: str) -> str | None:
    """A link as an absolute web address, blanks in it encoded; None where it leads elsewhere (`mailto:`)."""
    link = link.strip().replace(" ", "%20")
    if not link:
        return None
    try:
        link = urljoin(base, link)
    except ValueError:
        return None
    if len(link) > MAX_URL or not link.lower().startswith(("http://", "https://")):
        return None
    return None if re.search(r"[\x00-\x20\x7f\ud800-\udfff]", link) else link


def own_address(base: str, key: str) -> str:
    """The address of an item that has no link of its own: its feed's, with a mark that stays the same."""
    return f"{base}#lodestone-item-{hashlib.sha256(key.encode('utf-8', 'replace')).hexdigest()[:16]}"


def _without_leading_noise(text: str) -> str:
    """Some scripts print a warning or an advertisement before the feed they make."""
    if not text.strip():
        raise FetchError("the answer is empty")
    start = _FEED_START.search(text[:4_000])
    if start and start.start() and "<" not in text[: start.start()].replace("<br", "").replace("<b>", ""):
        return text[start.start() :]
    return text.lstrip("\ufeff \t\r\n")


def _what_it_is(text: str, root: str | None, url: str) -> str:
    if root is None:
        return "the answer is not a feed: it is not XML"
    if root != "html" and not re.match(r"\s*<!doctype html", text, re.IGNORECASE):
        return f"the answer is XML but not a feed: its root element is <{root[:40]}>"
    for link in _ALTERNATE.findall(text[:200_000]):
        href = _HREF.search(link)
        if href and (address := absolute(markup.plain_text(href[1], MAX_URL), url)):
            return f"the answer is a web page, not a feed; the page names one: {address}"
    return "the answer is a web page, not a feed"


def _parse(text: str, url: str) -> Any:
    import feedparser

    text = _without_document_type(text)
    ends = [end.end() for end in _ITEM_END.finditer(text)]
    if len(ends) > MAX_ITEMS:
        text = text[: ends[MAX_ITEMS - 1]] + text[ends[-1] :]
    if not _well_formed(text):
        if len(text) > _LENIENT_UP_TO:
            text = text[: max((end for end in ends if end <= _LENIENT_UP_TO), default=_LENIENT_UP_TO)]
        text = _CHARACTER_REFERENCE.sub(_possible_reference, text)
    # Decoded already: from here on it is UTF-8, whatever its first line says.
    data = _XML_ENCODING.sub(r"\1", text, count=1).encode("utf-8", "replace")
    try:
        return feedparser.parse(
            io.BytesIO(data),
            response_headers={"content-type": "application/xml; charset=utf-8", "content-location": url},
            resolve_relative_uris=False,  # concerns markup inside texts only, of which we keep the text
            sanitize_html=False,
        )
    except (ValueError, LookupError, TypeError, AttributeError, AssertionError, RecursionError) as error:
        # feedparser's lenient parser meets what nobody thought of.
        raise FetchError("the feed is damaged beyond reading") from error


def _possible_reference(reference: re.Match[str]) -> str:
    """feedparser's lenient parser falls over references to characters that do not exist (`&#xD800;`)."""
    number = int(reference[1][1:], 16) if reference[1][0] in "xX" else int(reference[1])
    return reference[0] if 0 < number < 0xD800 or 0xE000 <= number < 0x110000 else ""


def _without_document_type(text: str) -> str:
    """feedparser takes out only entities declared on a line of their own; here the document type goes as a whole."""
    found = _DOCTYPE.search(text)
    if found and not _ELEMENT.search(text[: found.start()]):
        text = text[: found.start()] + text[found.end() :]
    first = _ELEMENT.search(text)
    if "<!ENTITY" in text[: first.start() if first else len(text)].upper():
        _refuse_document_type()
    return text


def _refuse_document_type(*_: object) -> None:
    raise FetchError("the feed is damaged: it declares entities in a way that is not read")


def _well_formed(text: str) -> bool:
    """Whether the XML is. Raises FetchError when it is nested or cut up so that parsing it would eat the machine."""
    from xml.parsers import expat

    depth = elements = 0

    def start(*_: object) -> None:
        nonlocal depth, elements
        depth += 1
        elements += 1
        if depth > _MAX_DEPTH or elements > _MAX_ELEMENTS:
            raise FetchError("the feed is damaged: it has too many elements, or too many inside each other")

    def end(*_: object) -> None:
        nonlocal depth
        depth -= 1

    parser = expat.ParserCreate("utf-8")
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.StartDoctypeDeclHandler = _refuse_document_type
    try:
        parser.Parse(_XML_ENCODING.sub(r"\1", text, count=1).encode("utf-8", "replace"), True)
    except expat.ExpatError:
        return False
    return True


def _item(entry: Any, url: str, now: datetime) -> Item | None:
    title = markup.one_line(_plain(entry, "title", MAX_TITLE * 2), MAX_TITLE)
    summary = _plain(entry, "summary", MAX_TEXT)
    content = max((_shown(part, MAX_TEXT) for part in dict.get(entry, "content") or ()), key=len, default="")
    if content == summary:
        # feedparser fills an absent summary from the content.
        summary, content = ("", content) if dict.get(entry, "content") else (summary, "")
    identity = markup.one_line(_text(entry, "id"), MAX_URL)
    link = absolute(_text(entry, "link"), url) or absolute_identity(identity)
    if not (title or summary or content or link):
        return None
    key = identity or link or f"{title}\n{summary}\n{content}"
    return Item(
        url=link or own_address(url, key),
        title=title,
        summary=summary,
        content=content,
        published=_published(entry, now),
        publisher=_publisher(entry),
        id=identity or link or own_address(url, key),
    )


def absolute_identity(identity: str) -> str | None:
    return absolute(identity, "") if identity.startswith(("http://", "https://")) else None


def _published(entry: Any, now: datetime) -> str | None:
    for name in ("published", "updated", "created"):
        if found := dates.published(_text(entry, name), now):
            return found
    for name in ("published_parsed", "updated_parsed", "created_parsed"):
        if parts := dict.get(entry, name):
            year, month, day, hour, minute, second = parts[:6]
            moment = datetime(year, month, day, hour, minute, min(second, 59), tzinfo=UTC)
            return dates.published(moment.isoformat(), now)
    return None


def _publisher(entry: Any) -> str | None:
    """Item `<source>` before dc:publisher; who printed it, not who wrote it."""
    source = dict.get(entry, "source") or {}
    for name in (_text(source, "title"), _text(entry, "publisher")):
        if said := markup.one_line(markup.plain_text(name, MAX_NAME), MAX_NAME):
            return said
    return None


def _plain(entry: Any, name: str, limit: int) -> str:
    detail = dict.get(entry, f"{name}_detail")
    if detail is None:
        return markup.plain_text(_text(entry, name), limit)
    return _shown(detail, limit)


def _shown(detail: Any, limit: int) -> str:
    value = _text(detail, "value")
    as_text: Callable[[str, int], str] = markup.clean if dict.get(detail, "type") == "text/plain" else markup.plain_text
    return as_text(value, limit)


def _text(of: Any, name: str) -> str:
    # dict.get: feedparser's own look-up guesses other fields and warns about it.
    value = dict.get(of, name)
    return value if isinstance(value, str) else ""
