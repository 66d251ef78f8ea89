"""Well-formed RSS (0.90 to 2.0), RDF and Atom (0.3 and 1.0) by lxml: the fast reader.

It reads what it knows exactly as feedparser would and *doubts* the rest: None means that feedparser should look. The
rules that are not in any specification (which of two titles counts, when a description is a content) are feedparser's.
"""

import re
from contextlib import suppress
from typing import Any
from urllib.parse import urljoin

from jobs.fetch import dates
from jobs.fetch.entries import Channel, Entry, Said, looks_like_html

_BASE = (
    *("", "http://backend.userland.com/rss", "http://blogs.law.harvard.edu/tech/rss", "http://purl.org/rss/1.0/"),
    *("http://my.netscape.com/rdf/simple/0.9/", "http://purl.org/pie/", "http://purl.org/echo/"),
    *("http://purl.org/atom/ns#", "http://www.w3.org/2005/atom", "http://purl.org/rss/1.0/modules/rss091#"),
    *("http://example.com/newformat#", "http://example.com/necho", "uri/of/echo/namespace#"),
)
_NAMESPACES = dict.fromkeys(_BASE, "") | {
    "http://purl.org/rss/1.0/modules/content/": "content",
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://purl.org/dc/terms/": "dcterms",
    "http://search.yahoo.com/mrss": "media",
    "http://search.yahoo.com/mrss/": "media",
    "http://www.itunes.com/dtds/podcast-1.0.dtd": "itunes",
    "http://example.com/dtds/podcast-1.0.dtd": "itunes",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#": "rdf",
    "http://www.w3.org/1999/xhtml": "xhtml",
    "http://www.w3.org/xml/1998/namespace": "xml",
}
_RDF_ABOUT = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"
_XML_BASE = "{http://www.w3.org/XML/1998/namespace}base"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"

_TITLES = frozenset({"title", "dc:title", "media:title"})
_PUBLISHED = frozenset({"pubdate", "published", "issued", "dcterms:issued"})
_UPDATED = frozenset({"updated", "modified", "lastbuilddate", "dc:date", "dcterms:modified"})
_CREATED = frozenset({"created", "dcterms:created"})
_PUBLISHERS = frozenset({"webmaster", "dc:publisher"})
#: What each field's text is when its element does not say.
_PLAIN, _HTML, _XHTML = "text/plain", "text/html", "application/xhtml+xml"
_DESCRIPTIONS = {"description": _HTML, "dc:description": _HTML, "abstract": _PLAIN}
_SUMMARIES = {"summary": _PLAIN, "itunes:summary": _PLAIN}
_CONTENTS = {"content": _PLAIN, "content:encoded": _HTML, "fullitem": _HTML, "body": _XHTML, "xhtml:body": _XHTML}
_LANGUAGES = frozenset({"language", "dc:language"})
_TYPES = {"text": _PLAIN, "html": _HTML, "xhtml": _XHTML}
_FIELDS = (
    _TITLES
    | _PUBLISHED
    | _UPDATED
    | _CREATED
    | _PUBLISHERS
    | {"link", "id", "guid", "item", "entry", "source", "media:description"}
) | {*_DESCRIPTIONS, *_SUMMARIES, *_CONTENTS}
_PERSONS = frozenset({"author", "contributor", "itunes:owner"})

#: Windows' letters where Unicode has controls: the accident of a text that was declared Latin-1.
_CONTROLS = re.compile("[\x80-\x9f]")
_WINDOWS = {code: bytes((code,)).decode("cp1252", "ignore") or chr(code) for code in range(0x80, 0xA0)}


class _Doubt(Exception):
    """This feed has something that only feedparser knows how to take."""


def read(data: bytes, url: str) -> Channel | None:
    """The feed, or None where it is not well-formed or has something unusual. Entities are never expanded."""
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError:
        return None
    try:
        return _Reader(root, url, has_bases=b"base" in data).channel()
    except _Doubt:
        return None


class _Reader:
    """One feed being read. Names are looked up once for each spelling of an element."""

    def __init__(self, root: Any, url: str, *, has_bases: bool) -> None:
        self._root = root
        self._url = url
        self._has_bases = has_bases
        self._names: dict[tuple[str, str | None], str] = {}
        self._atom = False

    def channel(self) -> Channel:
        root, name = self._root, self.name(self._root)
        if name not in ("rss", "rdf:rdf", "feed"):
            raise _Doubt
        self._atom = name == "feed"
        base = self.base(root, self._url)
        head = root
        bases = {}
        tops = [root]
        if not self._atom:
            channels = [child for child in root if self.name(child) == "channel"]
            if len(channels) != 1:
                raise _Doubt
            head = channels[0]
            tops.append(head)
        items = []
        for top in tops:
            bases[top] = self.base(top, base)
            for child in top:
                if self.name(child) in ("item", "entry"):
                    items.append((child, bases[top]))
        return Channel(
            entries=[self._entry(item, self.base(item, base)) for item, base in items],
            title=self._first_title(head),
            language=self._language(root, head),
        )

    def name(self, element: Any) -> str:
        """feedparser's name of an element: lower case, the prefix that is usual for its namespace."""
        tag = element.tag
        if not isinstance(tag, str):
            raise _Doubt  # a reference that was not expanded
        key = (tag, element.prefix)
        name = self._names.get(key)
        if name is None:
            space, _, local = tag.rpartition("}")
            space = space[1:].lower()
            if "backend.userland.com/rss" in space:
                space = ""
            prefix = _NAMESPACES.get(space, (element.prefix or "").lower())
            name = self._names[key] = f"{prefix}:{local.lower()}" if prefix else local.lower()
        return name

    def base(self, element: Any, base: str) -> str:
        if not self._has_bases:
            return base
        own = element.get(_XML_BASE) or element.get("base")
        try:
            return urljoin(base, own) if own else base
        except ValueError:
            raise _Doubt from None

    def _entry(self, item: Any, base: str) -> Entry:
        entry = Entry(contents=[], id=item.get(_RDF_ABOUT) or "")
        if item.get("href") or item.get("lastmod"):
            raise _Doubt  # CDF
        _Filling(self, entry, base).fill(item)
        return entry

    def text(self, element: Any) -> str:
        """An element's own text. Markup inside it that nobody announced is left to feedparser."""
        if len(element):
            raise _Doubt
        text = element.text
        return _mended(text.strip()) if text else ""

    def said(self, element: Any, default: str) -> Said:
        """The text of an element that may carry markup, escaped or as it is."""
        kind = element.get("type") or default
        kind = _TYPES.get(kind, kind)
        if kind not in (_PLAIN, _HTML, _XHTML) or element.get("mode", "escaped") == "base64":
            raise _Doubt
        if kind == _XHTML:
            return Said(_markup_inside(element), True)
        value = self.text(element)
        return Said(value, kind == _HTML or (not self._atom and looks_like_html(value)))

    def _first_title(self, head: Any) -> str:
        for child in head:
            if self.name(child) in ("title", "dc:title") and (said := self.said(child, _PLAIN)).value:
                return said.value
        return ""

    def _language(self, root: Any, head: Any) -> str:
        language = root.get(_XML_LANG) or root.get("lang") or ""
        for child in head:
            if self.name(child) in _LANGUAGES:
                language = self.text(child)
        return language


class _Filling:
    """One entry being filled, element by element, in the order in which they stand."""

    def __init__(self, reader: _Reader, entry: Entry, base: str) -> None:
        self._reader, self._entry, self._base = reader, entry, base
        self._has_content = self._title_stands = False
        self._caption: Said | None = None
        self._link: str | None = None
        self._dates: dict[str, str] = {}

    def fill(self, item: Any) -> None:
        for child in item:
            self._take(child)
        # A caption: where the item says something itself it is no text of the article.
        self._entry.summary = self._entry.summary or self._caption
        found = self._dates
        self._entry.dates = tuple(found[kind] for kind in ("published", "updated", "created") if found.get(kind))
        self._entry.link = self._link or ""

    def _take(self, element: Any) -> None:
        name = self._reader.name(element)
        if name in _TITLES:
            self._title(element)
        elif name in _DESCRIPTIONS:
            self._description(element, _DESCRIPTIONS[name])
        elif name in _SUMMARIES:
            self._description(element, _SUMMARIES[name])
        elif name in _CONTENTS:
            self._content(element, _CONTENTS[name], marks=not name.endswith("body"))
        elif name in _PUBLISHED:
            self._date("published", element)
        elif name in _UPDATED:
            self._date("updated", element)
        elif name in _CREATED:
            self._date("created", element)
        elif name == "link":
            self._take_link(element)
        elif name in ("guid", "id"):
            self._identity(element)
        elif name in _PUBLISHERS:
            self._entry.publisher = self._reader.text(element)
        elif name == "source":
            self._entry.source = self._source(element)
        elif name == "media:description":
            self._caption = self._caption or self._reader.said(element, _HTML)
        elif name in ("media:group", "media:content"):
            for child in element:
                self._take(child)
        elif (
            len(element)
            and name not in _PERSONS
            and any(self._reader.name(inner) in _FIELDS for inner in element.iterdescendants())
        ):
            raise _Doubt

    def _date(self, kind: str, element: Any) -> None:
        printed = self._reader.text(element)
        if printed and not dates.understood(printed):
            raise _Doubt
        self._dates[kind] = printed

    def _title(self, element: Any) -> None:
        # The first that says something; a group's title gives way to the item's own, wherever that stands.
        said = self._reader.said(element, _PLAIN)
        grouped = self._reader.name(element) == "media:title"
        if said.value and (self._entry.title is None or not self._title_stands):
            self._entry.title = said
            self._title_stands = not grouped

    def _description(self, element: Any, default: str) -> None:
        if self._entry.summary is not None and not self._has_content:
            self._content(element, _PLAIN, marks=True)
        else:
            self._entry.summary = self._reader.said(element, default)

    def _content(self, element: Any, default: str, *, marks: bool) -> None:
        self._has_content = self._has_content or marks
        if element.get("src"):
            raise _Doubt
        said = self._reader.said(element, default)
        self._entry.contents.append(said)
        if self._entry.summary is None:
            self._entry.summary = Said(said.value, True)

    def _take_link(self, element: Any) -> None:
        relation = element.get("rel", "alternate")
        target = element.get("url") or element.get("uri") or element.get("href")
        if target is None:
            self._link = self._joined(self._reader.text(element), element)
        elif relation == "alternate" and _TYPES.get(element.get("type", _HTML), element.get("type", _HTML)) in (
            _HTML,
            _XHTML,
        ):
            self._link = self._joined(target, element)

    def _identity(self, element: Any) -> None:
        value = self._reader.text(element)
        is_link = element.get("isPermaLink", element.get("ispermalink", "true")) == "true"
        self._entry.id = self._joined(value, element) if is_link else value
        if is_link and self._link is None:
            self._link = self._entry.id

    def _source(self, element: Any) -> str:
        if not len(element):
            return self._reader.text(element)
        return self._reader._first_title(element)

    def _joined(self, link: str, element: Any) -> str:
        if link.startswith(("http://", "https://")):
            return link
        try:
            return urljoin(self._reader.base(element, self._base), link) if link else ""
        except ValueError:
            raise _Doubt from None


def _markup_inside(element: Any) -> str:
    """The children of an XHTML element as markup without namespaces."""
    from lxml import etree

    for inner in element.iterdescendants():
        if not isinstance(inner.tag, str):
            raise _Doubt
        inner.tag = etree.QName(inner).localname
    etree.cleanup_namespaces(element)
    parts = [_escaped(element.text or "")]
    parts += [etree.tostring(child, encoding="unicode", method="html") for child in element]
    return _mended("".join(parts).strip())


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _mended(text: str) -> str:
    """Undo the two usual accidents: UTF-8 taken for Latin-1 and encoded once more, and Windows' letters as controls."""
    if text.isascii():
        return text
    with suppress(UnicodeError):
        text = text.encode("latin-1").decode()
    return text.translate(_WINDOWS) if _CONTROLS.search(text) else text
