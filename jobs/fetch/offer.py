"""What goes into a fetch and what comes out of it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

#: A text this long (characters) in the feed itself is taken for the whole article.
FULL_TEXT = 1_200

_TEASER_ENDINGS = ("…", "...", "[…]", "[...]", "[&hellip;]", "more", "more »", "more >", "全文", "詳細")


@dataclass(frozen=True, kw_only=True)
class SourceToFetch:
    """A source as storage hands it over. `etag` and `last_modified` are sent back letter by letter; `digest` is that of
    the last body, for servers that know neither.

    `selector` (CSS) picks the links of a list page, `mapping` (JSON) says what is where in a JSON interface, and
    `items` is how many the last answer had. `memory` is what a watched page said when it was last read.
    """

    url: str
    kind: str
    name: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    digest: str | None = None
    publisher: str | None = None
    ignore_robots: bool = False
    selector: str | None = None
    mapping: str | None = None
    items: int | None = None
    memory: str | None = None


@dataclass(frozen=True, kw_only=True)
class Wishes:
    """What a feed itself asks of those who poll it: `ttl` minutes between visits (None: nothing said), and hours (GMT)
    and days of the week (English names) in which it has no news.
    """

    ttl: int | None = None
    skip_hours: tuple[int, ...] = ()
    skip_days: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Item:
    """One thing a source offers, not yet a document.

    `summary` and `content` are plain text. `published` is an ISO date or an aware ISO time in the zone it was printed
    in; a time without a zone is cut to its date. `publisher` is only what the item itself names.
    """

    url: str
    title: str
    summary: str
    content: str
    published: str | None
    publisher: str | None
    id: str

    @property
    def needs_article(self) -> bool:
        """Whether the page behind the link should be fetched because the feed gives no more than a summary."""
        if not self.url.startswith(("http://", "https://")) or "#lodestone-item-" in self.url:
            return False
        if max(len(self.content), len(self.summary)) >= FULL_TEXT:
            return False
        return not self.content or self.content.rstrip()[-20:].lower().endswith(_TEASER_ENDINGS)


@dataclass(frozen=True, kw_only=True)
class Fetched:
    """A source's answer.

    `moved_to` is where permanent redirects lead; `fresh_until` (UTC, at most a day ahead) is how long the publisher
    asks not to be asked again. `digest` is the body's, `wishes` are the feed's own (None: not read this time),
    and `memory` is what a watched page says now (None: nothing to remember).
    """

    outcome: Literal["ok", "unchanged"]
    items: tuple[Item, ...]
    etag: str | None
    last_modified: str | None
    moved_to: str | None
    fresh_until: datetime | None
    title: str | None
    language: str | None
    digest: str | None = None
    wishes: Wishes | None = None
    memory: str | None = None


@dataclass(frozen=True, kw_only=True)
class Article:
    """A web page read as an article: visible text only. `url` is the address that answered."""

    url: str
    title: str | None
    text: str
    published: str | None
    publisher: str | None
    language: str | None
