"""A page that lists news: its links are the items, and each item's article is fetched.

With a CSS selector the links are those it picks. Without one they are what a reader would take for headlines: links
to the same site, outside menus, with a text as long as a headline's.
"""

import re
from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from typing import Any
from urllib.parse import urldefrag, urlsplit

from jobs.fetch import dates, feed, markup
from jobs.fetch.errors import FetchError, NoLinks
from jobs.fetch.feed import MAX_TITLE, Reading
from jobs.fetch.offer import Item

MAX_LINKS = 200
_MAX_MARKUP = 2 * 2**20
MAX_SELECTOR = 300

#: Menus and their like; a headline is not looked for in them.
_AROUND = ("nav", "header", "footer", "aside")
#: A headline has so many letters at least; Han, kana and hangul say in one what takes others three.
_HEADLINE = 16
_WIDE = re.compile(r"[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff]")
_NO_ARTICLE = re.compile(
    r"\.(?:jpe?g|png|gif|webp|svg|ico|css|js|json|xml|rss|zip|gz|rar|7z|mp[34]|avi|mov|exe|apk|dmg|xlsx?|docx?|pptx?)$",
    re.IGNORECASE,
)
_ROWS = frozenset({"li", "tr", "article", "dd", "section", "div", "p"})
#: So much of a row is looked at: letters, and links or pieces of text. A page can be made of one row.
_MAX_ROW = 600
_MAX_BESIDE = 30
_DATE = re.compile(r"(?<!\d)(?:20\d\d-\d\d-\d\d|20\d\d\s?[年/.]\s?\d{1,2}\s?[月/.]\s?\d{1,2}\s?日?)(?!\d)")


class BadSelector(ValueError):
    """The selector cannot be used; the message is one sentence."""


def check_selector(selector: str) -> None:
    """Raises BadSelector for what is no CSS selector."""
    _compiled(selector)


def read(html: str, url: str, now: datetime, selector: str | None = None, expected: int | None = None) -> Reading:
    """The links of a page, in its order. `expected` is how many there were the last time.

    Raises NoLinks when there is none: a list without news still lists its old ones.
    """
    tree = markup.parse(html[:_MAX_MARKUP], page=True)
    if tree is None:
        raise FetchError("the answer is empty")
    title = next((element.text for element in tree.iter("title") if element.text), "")
    language = next((root.get("lang") or "" for root in tree.iter("html")), "")
    base = _base(tree, url)
    markup.drop_unseen(tree)
    items: dict[str, Item] = {}
    for anchor in _picked(tree, selector) if selector else _headlines(tree):
        item = _item(anchor, base, url, now, any_site=selector is not None)
        known = items.get(item.id) if item else None
        # A picture and a headline often lead to the same place: the longer text is the headline.
        if item is not None and (known is None or len(known.title) < len(item.title)):
            items[item.id] = item
        if len(items) == MAX_LINKS:
            break
    if not items:
        raise NoLinks(_no_links(selector, expected))
    return Reading(
        items=tuple(items.values()),
        title=markup.one_line(title or "", MAX_TITLE) or None,
        language=feed.language(language),
    )


def _no_links(selector: str | None, expected: int | None) -> str:
    had = f", where there were {expected}" if expected else ""
    return (
        f"the page has no link that “{selector}” picks{had}" if selector else f"the page has no link to an article{had}"
    )


def _compiled(selector: str) -> Any:
    from lxml.cssselect import CSSSelector

    try:
        if not 0 < len(selector) <= MAX_SELECTOR:
            raise ValueError
        return CSSSelector(selector, translator="html")
    except (ValueError, SyntaxError, RecursionError):  # cssselect's errors are these
        raise BadSelector(f"“{selector[:80]}” is no CSS selector, such as ul.news a.") from None


def _picked(tree: Any, selector: str) -> Iterator[Any]:
    try:
        chosen = _compiled(selector)(tree)
    except BadSelector as error:
        raise FetchError(str(error).rstrip(".")) from error
    for element in chosen:
        yield from [element] if element.tag == "a" else element.iter("a")


def _headlines(tree: Any) -> Iterator[Any]:
    for element in [*tree.iter(*_AROUND), *tree.xpath("descendant::*[@role='navigation' or @role='banner']")]:
        markup.drop(element)
    for anchor in tree.iter("a"):
        text = "".join(anchor.itertext())
        if len(text.strip()) + 2 * len(_WIDE.findall(text[:MAX_TITLE])) >= _HEADLINE:
            yield anchor


def _item(anchor: Any, base: str, url: str, now: datetime, *, any_site: bool) -> Item | None:
    link = feed.absolute(anchor.get("href", ""), base)
    if link is None:
        return None
    link = urldefrag(link).url
    target, here = urlsplit(link), urlsplit(url)
    if link == urldefrag(url).url or _NO_ARTICLE.search(target.path):
        return None
    if not any_site and (_site(target.hostname) != _site(here.hostname) or target.path in ("", "/")):
        return None
    title = markup.one_line("".join(anchor.itertext()) or anchor.get("title", ""), MAX_TITLE)
    if not title:
        return None
    published = dates.published(_date_beside(anchor), now)
    return Item(url=link, title=title, summary="", content="", published=published, publisher=None, id=link)


def _site(host: str | None) -> str:
    return (host or "").lower().removeprefix("www.")


def _date_beside(anchor: Any) -> str:
    """The date in the row of the list that the link stands in, if the row is this link's alone."""
    row = anchor
    while (above := row.getparent()) is not None and above.tag in _ROWS | {"a", "h2", "h3", "h4", "span", "td"}:
        if len({other.get("href", "").partition("#")[0] for other in islice(above.iter("a"), _MAX_BESIDE)}) > 1:
            break
        row = above
    for time in islice(row.iter("time"), _MAX_BESIDE):
        if time.get("datetime"):
            return str(time.get("datetime"))
    text = "".join(islice(row.itertext(), _MAX_BESIDE))
    found = _DATE.search(text[:_MAX_ROW])
    return found[0].replace(" ", "") if found else ""


def _base(tree: Any, url: str) -> str:
    declared = next((base.get("href") for base in tree.iter("base") if base.get("href")), "")
    return feed.absolute(declared, url) or url
