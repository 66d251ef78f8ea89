"""RSS, Atom and RDF: text in, items out. Also says what a text is that is not a feed.

The fast reader (dialects) comes first. What it cannot take is mended where the accident is a usual one, and what is
still damaged or strange goes to feedparser (lenient), which is thirty times slower.
"""

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from html.entities import html5
from urllib.parse import urljoin

from jobs.fetch import caching, dates, dialects, lenient, markup
from jobs.fetch.entries import Channel, Entry, Said
from jobs.fetch.errors import FetchError
from jobs.fetch.offer import Item, Wishes

MAX_ITEMS = 2_000
MAX_TEXT = 200_000
MAX_TITLE = 500
MAX_URL = 2_000
MAX_NAME = 200

#: So much (characters) of a document that is not well-formed is read. The lenient parser that is needed for it takes
#: seconds for a quarter of a million characters made to hurt it, and four times as long for twice as many.
_LENIENT_UP_TO = 256 * 1024
_MAX_DEPTH = 200
#: Tags, and attributes, beyond which a document is no feed but an attempt on our memory.
_MAX_TAGS = 300_000

_FEED_ROOTS = frozenset({"rss", "feed", "rdf", "channel"})
_SPACE = re.compile(r"\s*")
_DOCTYPE = re.compile(r"<!DOCTYPE", re.IGNORECASE)
_SUBSET_OR_END = re.compile(r"[\[>]")
_SUBSET_END = re.compile(r"\]\s{0,100}>")
_TAG = re.compile(r"<(?:[\w.-]{1,100}:)?([A-Za-z][\w.-]{0,100})")
_FEED_START = re.compile(r"<\?xml|<rss[\s>]|<feed[\s>]|<rdf:RDF[\s>]", re.IGNORECASE)
_ITEM_END = re.compile(r"</(?:[\w.-]{1,100}:)?(?:item|entry)\s{0,100}>", re.IGNORECASE)
_FEED_END = re.compile(r"</(?:[\w.-]{1,100}:)?(?:rss|feed|rdf|channel)\b\s{0,100}>?", re.IGNORECASE)
_ALTERNATE = re.compile(r"<link\b[^>]{0,500}?application/(?:rss|atom|feed)\+(?:xml|json)[^>]{0,500}>", re.IGNORECASE)
_HREF = re.compile(r"href\s*=\s*[\"']?([^\"'\s>]+)", re.IGNORECASE)
#: A reference, or an ampersand that begins none; CDATA is stepped over as a whole.
_REFERENCE = re.compile(
    r"<!\[CDATA\[.*?\]\]>|&(?:#(?:x([0-9a-f]{1,400})|([0-9]{1,400}));?|([a-z]\w{0,40});)?", re.I | re.S
)
_NO_ADDRESS = re.compile(r"[\x00-\x20\x7f\ud800-\udfff]")
_XML_NAMES = frozenset({"amp", "lt", "gt", "quot", "apos"})


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What a document offered, before it is joined with what the headers said."""

    items: tuple[Item, ...]
    title: str | None
    language: str | None
    wishes: Wishes | None = None


def root_of(text: str) -> str | None:
    """The name of a document's first element, lower case and without prefix; None when it does not begin with one."""
    tag = _TAG.match(text, _root_at(text))
    return tag[1].lower() if tag else None


def is_feed(text: str) -> bool:
    return root_of(text) in _FEED_ROOTS


def read(text: str, url: str, now: datetime) -> Reading:
    """The items of a feed. Raises FetchError, in one sentence, for whatever is not one."""
    text = _without_leading_noise(text)
    root = root_of(text)
    if root not in _FEED_ROOTS:
        raise FetchError(_what_it_is(text, root, url))
    # What stands before the root goes: it was decoded already, and no document type is ever read.
    channel = _channel(text[_root_at(text) :], url)
    items = [item for entry in channel.entries[:MAX_ITEMS] if (item := _item(entry, url, now))]
    return Reading(
        items=tuple(items),
        title=markup.one_line(markup.plain_text(channel.title, MAX_TITLE), MAX_TITLE) or None,
        language=language(channel.language),
        wishes=caching.wishes(text),
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
    if not link.startswith(("http://", "https://")):
        try:
            link = urljoin(base, link)
        except ValueError:
            return None
    if len(link) > MAX_URL or not link.lower().startswith(("http://", "https://")):
        return None
    return None if _NO_ADDRESS.search(link) else link


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


def _root_at(text: str) -> int:
    """Where the first element begins: after declarations, comments and a document type."""
    at = 0
    while True:
        space = _SPACE.match(text, at)
        at = space.end() if space else at
        if text.startswith("<?", at):
            end = text.find("?>", at) + 2
        elif text.startswith("<!--", at):
            end = text.find("-->", at) + 3
        elif _DOCTYPE.match(text, at):
            end = _after_document_type(text, at)
        else:
            return at
        if end <= at:
            return len(text)  # it never ends
        at = end


def _after_document_type(text: str, at: int) -> int:
    inside = _SUBSET_OR_END.search(text, at)
    if inside is not None and inside[0] == "[":
        inside = _SUBSET_END.search(text, inside.end())
    return inside.end() if inside else 0


def _channel(text: str, url: str) -> Channel:
    if _too_large(text):
        ends = [end.end() for end in _ITEM_END.finditer(text)]
        text = text[: ends[MAX_ITEMS - 1]] + text[ends[-1] :] if len(ends) > MAX_ITEMS else text
        if _too_large(text):
            raise FetchError("the feed is damaged: it has too many elements or attributes")
    channel = dialects.read(text.encode("utf-8", "replace"), url)
    if channel is not None:
        return channel
    mended, whole = _up_to_its_end(markup.without_controls(text))
    mended = _REFERENCE.sub(_possible_reference, mended)
    channel = dialects.read(mended.encode("utf-8", "replace"), url) if mended != text else None
    return channel if channel is not None else _lenient(mended, url, whole=whole)


def _too_large(text: str) -> bool:
    return text.count("<") > _MAX_TAGS or text.count("=") > _MAX_TAGS


def _lenient(text: str, url: str, *, whole: bool) -> Channel:
    """What feedparser makes of it. Raises FetchError where that is nothing."""
    if not _well_formed(text) and len(text) > _LENIENT_UP_TO:
        ends = [end.end() for end in _ITEM_END.finditer(text, 0, _LENIENT_UP_TO)]
        text, whole = text[: ends[-1] if ends else _LENIENT_UP_TO], bool(ends)
    channel, damaged = lenient.read(text.encode("utf-8", "replace"), url)
    # The last entry of a feed that was cut may have lost the half of its text that says "denied".
    entries = channel.entries if whole or not damaged else channel.entries[:-1]
    if damaged and not entries:
        raise FetchError("the feed is damaged: its XML is not well-formed and no item can be read")
    return Channel(entries=entries, title=channel.title, language=channel.language)


def _up_to_its_end(text: str) -> tuple[str, bool]:
    """The feed without what a server appended to it, and whether its end is there at all."""
    tail = max(0, len(text) - 10_000)
    ends = list(_FEED_END.finditer(text, tail))
    if not ends:
        return text, False
    return text[: ends[-1].end()].rstrip(">") + ">", True


def _possible_reference(found: re.Match[str]) -> str:
    """A reference XML knows: HTML's names by their numbers, a bare ampersand spelt out, the impossible left out."""
    hexadecimal, decimal, name = found.groups()
    if hexadecimal or decimal:
        number = int(hexadecimal, 16) if hexadecimal else int(decimal)
        allowed = (
            number in (9, 10, 13)
            or 0x20 <= number < 0xD800
            or 0xE000 <= number < 0xFFFE
            or 0x10000 <= number < 0x110000
        )
        return f"&#{number};" if allowed else ""
    if name and name not in _XML_NAMES:
        letters = html5.get(f"{name};")
        return "".join(f"&#{ord(letter)};" for letter in letters) if letters else f"&amp;{found[0][1:]}"
    return "&amp;" if found[0] == "&" else found[0]


def _well_formed(text: str) -> bool:
    """Whether the XML is. Raises FetchError when it is nested so that feedparser would eat the machine."""
    from xml.parsers import expat

    depth = 0

    def start(*_: object) -> None:
        nonlocal depth
        depth += 1
        if depth > _MAX_DEPTH:
            raise FetchError("the feed is damaged: it has too many elements inside each other")

    def end(*_: object) -> None:
        nonlocal depth
        depth -= 1

    parser = expat.ParserCreate("utf-8")
    parser.StartElementHandler, parser.EndElementHandler = start, end
    try:
        parser.Parse(text.encode("utf-8", "replace"), True)
    except expat.ExpatError:
        return False
    return True


def _item(entry: Entry, url: str, now: datetime) -> Item | None:
    title = markup.one_line(_shown(entry.title, MAX_TITLE * 2), MAX_TITLE)
    summary = _shown(entry.summary, MAX_TEXT)
    content = max((_shown(part, MAX_TEXT) for part in entry.contents), key=len, default="")
    if content == summary:
        # An absent summary was filled from the content.
        summary, content = ("", content) if entry.contents else (summary, "")
    identity = markup.one_line(entry.id, MAX_URL)
    link = absolute(entry.link, url) or absolute_identity(identity)
    if not (title or summary or content or link):
        return None
    key = identity or link or f"{title}\n{summary}\n{content}"
    return Item(
        url=link or own_address(url, key),
        title=title,
        summary=summary,
        content=content,
        published=next((found for date in entry.dates if (found := dates.published(date, now))), None),
        publisher=_publisher(entry),
        id=identity or link or own_address(url, key),
    )


def absolute_identity(identity: str) -> str | None:
    return absolute(identity, "") if identity.startswith(("http://", "https://")) else None


def _publisher(entry: Entry) -> str | None:
    """Item `<source>` before dc:publisher; who printed it, not who wrote it."""
    for name in (entry.source, entry.publisher):
        if name and (said := markup.one_line(markup.plain_text(name, MAX_NAME), MAX_NAME)):
            return said
    return None


def _shown(said: Said | None, limit: int) -> str:
    if said is None:
        return ""
    as_text: Callable[[str, int], str] = markup.plain_text if said.html else markup.clean
    return as_text(said.value, limit)
