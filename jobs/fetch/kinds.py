"""The kinds of source. What kind of document an answer is, its content says; headers are wrong too often.

To add a kind: write its file with a `read`, and add a line to KINDS. The first line that recognises an answer reads it,
so the exact ones stand before the one that takes everything.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

from jobs.fetch import decoding, feed, json_api, json_feed, language, links, page, pdf
from jobs.fetch.errors import FetchError
from jobs.fetch.feed import Reading
from jobs.fetch.offer import Article, Item, SourceToFetch

#: A feed's language is told from so many of its items, and so many characters of each.
_SAMPLED, _SAMPLE = 5, 800
_NO_TEXT = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"PK\x03\x04", b"RIFF", b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!")


@dataclass(frozen=True)
class Body:
    """An answer to be read: its bytes, decompressed, and the address it came from."""

    data: bytes
    url: str
    content_type: str

    @cached_property
    def text(self) -> str:
        """The decoded text. Raises FetchError where there is none."""
        if not self.data.strip():
            raise FetchError("the answer is empty")
        if self.data.startswith(_NO_TEXT):
            raise FetchError("the answer is a picture or an archive, not a text")
        return decoding.decode(self.data, self.content_type)

    @property
    def is_pdf(self) -> bool:
        return pdf.is_pdf(self.data)

    @property
    def is_json(self) -> bool:
        return json_feed.is_json(self.text)


@dataclass(frozen=True)
class Kind:
    """How one kind of answer is recognised and read. Reading may take seconds: never on the event loop."""

    name: str
    recognises: Callable[[Body, SourceToFetch], bool]
    read: Callable[[Body, SourceToFetch, datetime], Reading]


def read(body: Body, source: SourceToFetch, now: datetime) -> Reading:
    """The items of an answer. Raises FetchError."""
    reading = _kind_of(body, source).read(body, source, now)
    sample = " ".join(f"{item.title} {item.content or item.summary}"[:_SAMPLE] for item in reading.items[:_SAMPLED])
    return replace(reading, language=language.of(sample, reading.language))


def is_page(body: Body, source: SourceToFetch) -> bool:
    """Whether this is a web page that is watched for what it says. Raises FetchError."""
    return _kind_of(body, source).name == "page" and not _is_plain(body)


def _kind_of(body: Body, source: SourceToFetch) -> Kind:
    return next(kind for kind in KINDS if kind.recognises(body, source))


def _is_plain(body: Body) -> bool:
    return body.content_type.lower().startswith("text/plain") and feed.root_of(body.text) is None


def read_article(body: Body, now: datetime) -> Article:
    """The page or filing behind an item. Raises FetchError."""
    if body.is_pdf:
        return _filing(body, now)
    text = body.text
    if feed.is_feed(text):
        raise FetchError("the answer is a feed, not a page")
    if body.is_json and "json" in body.content_type.lower():
        raise FetchError("the answer is data, not a page")
    article = page.plain(text, body.url) if _is_plain(body) else page.read(text, body.url, now)
    return replace(article, language=language.of(article.text, article.language))


def _filing(body: Body, now: datetime) -> Article:
    filing = pdf.read(body.data, now)
    return Article(
        url=body.url,
        title=filing.title,
        text=filing.text,
        published=filing.published,
        publisher=None,
        language=language.of(filing.text),
    )


def _read_mapped(body: Body, source: SourceToFetch, now: datetime) -> Reading:
    try:
        how = json_api.shape(source.mapping or "")
    except json_api.BadMapping as error:
        raise FetchError(str(error)) from error
    return json_api.read(body.text, body.url, now, how)


def _read_article(body: Body, source: SourceToFetch, now: datetime) -> Reading:
    """An article page or a filing that is itself the source: one item."""
    article = read_article(body, now)
    item = Item(
        url=source.url,
        title=article.title or "",
        summary="",
        content=article.text,
        published=article.published,
        publisher=article.publisher,
        id=source.url,
    )
    return Reading(items=(item,), title=article.title, language=article.language)


KINDS = (
    Kind("pdf", lambda body, _: body.is_pdf, _read_article),
    Kind("json", lambda _, source: bool(source.mapping), _read_mapped),
    Kind("json feed", lambda body, _: body.is_json, lambda body, _, now: json_feed.read(body.text, body.url, now)),
    Kind(
        "feed",
        lambda body, source: source.kind == "feed" or feed.is_feed(body.text),
        lambda body, _, now: feed.read(body.text, body.url, now),
    ),
    Kind(
        "list",
        lambda _, source: source.kind == "list" or bool(source.selector),
        lambda body, source, now: links.read(body.text, body.url, now, source.selector, source.items),
    ),
    Kind("page", lambda _, __: True, _read_article),
)
