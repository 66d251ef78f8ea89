"""A web page read as an article: visible text by trafilatura, date and site name from what the page declares."""

import copy
import json
import logging
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from typing import Any

from jobs.fetch import blocks, changes, dates, feed, markup, masking, walls
from jobs.fetch.changes import Memory, Passage
from jobs.fetch.errors import FetchError
from jobs.fetch.feed import MAX_NAME, MAX_TEXT, MAX_TITLE
from jobs.fetch.offer import Article

#: A day on which no page was fetched: what is masked on it is masked on every day.
_NO_DAY = datetime(1970, 1, 1, tzinfo=UTC)
# What it stumbles over on a page is the page's fault, and said where it matters.
logging.getLogger("trafilatura").setLevel(logging.CRITICAL)

#: More markup than this (characters) is not looked at; no article is that long.
_MAX_MARKUP = 2 * 2**20
#: trafilatura's time grows faster than the page. Beyond this many elements all visible text is taken instead.
_MAX_ELEMENTS = 20_000
_MAX_ATTRIBUTES = 100_000
_MAX_DATA = 500_000
_DATE_NAMES = (
    "article:published_time",
    "datepublished",
    "parsely-pub-date",
    "og:published_time",
    "dc.date.issued",
    "dc.date",
    "dcterms.created",
    "pubdate",
    "publishdate",
    "publication_date",
    "date",
)


def read(html: str, url: str, now: datetime) -> Article:
    """The article on a page. Raises FetchError when there is no text to read, Wall when this is not the page."""
    tree = _parsed(html)
    declared = _declared(tree)
    small = tree.xpath("count(//*)") <= _MAX_ELEMENTS and tree.xpath("count(//@*)") <= _MAX_ATTRIBUTES
    guessed_title, guessed_date = _guessed(tree, url, now) if small else (None, None)
    _seen(tree, now, None)
    text = (_main_text(tree, url) if small else "") or markup.clean(markup.visible_text(tree), MAX_TEXT)
    if not text:
        raise FetchError("the page has no text that a reader would see")
    title = declared.get("title") or guessed_title or ""
    printed = dates.published(declared.get("date"), now)
    return Article(
        url=url,
        title=markup.one_line(title, MAX_TITLE) or None,
        text=text,
        published=printed or dates.published(guessed_date, now),
        publisher=markup.one_line(declared.get("site", ""), MAX_NAME) or None,
        language=feed.language(declared.get("language", "")),
    )


def passages(html: str, now: datetime, memory: Memory | None) -> list[Passage]:
    """What a page says, as it is compared from visit to visit. Raises FetchError; Wall when this is not the page.

    On the page of one article links lead elsewhere; on others they may be the news.
    """
    tree = _parsed(html)
    declared = _declared(tree)
    is_article = bool(declared["date"] or declared["type"] == "article" or len(list(tree.iter("article"))) == 1)
    shown = _seen(tree, now, memory)
    found = []
    for block, settled in shown:
        if not settled and (lasting := masking.settled(block.text, _NO_DAY)):
            found.append(changes.passage(block, lasting, dated=True))
        if settled and not (block.link and is_article and not block.heading):
            found.append(changes.passage(block, settled))
    if all(p.dated for p in found):
        raise FetchError("the page has no text that a reader would see")
    return found


def _parsed(html: str) -> Any:
    tree = markup.parse(html[:_MAX_MARKUP], page=True)
    if tree is None:
        raise FetchError("the answer is empty")
    return tree


def _seen(tree: Any, now: datetime, memory: Memory | None) -> list[tuple[blocks.Block, str]]:
    """The page's own blocks, each with its settled text; the tree loses what nobody sees. Raises Wall."""
    title = next((" ".join(element.itertext()) for element in tree.iter("title")), "")
    unscripted = " ".join(text for element in tree.iter("noscript") for text in element.itertext())
    secret = any(field.get("type", "").lower() == "password" for field in tree.iter("input"))
    markup.drop_unseen(tree)
    shown = [(block, masking.settled(block.text, now)) for block in blocks.split(tree)]
    texts = [block.text for block, _ in shown if not block.link]
    if sum(map(masking.words, texts)) <= walls.LITTLE:
        # A wall may stand in what is otherwise a part of the site: a form, a dialog, a banner.
        texts += [block.text for block in blocks.split(tree, everything=True) if not block.link]
        texts = list(dict.fromkeys(texts))
    said = {changes.passage(block, settled).said for block, settled in shown}
    known = memory.said if memory is not None else None
    walls.check(walls.Front(title=title, texts=texts, unscripted=unscripted, secret=secret), said, known)
    return shown


def plain(text: str, url: str) -> Article:
    """A text without markup."""
    text = markup.clean(text, MAX_TEXT)
    if not text:
        raise FetchError("the answer is empty")
    return Article(url=url, title=None, text=text, published=None, publisher=None, language=None)


def _guessed(tree: Any, url: str, now: datetime) -> tuple[str | None, str | None]:
    """trafilatura's guess at title and date. It changes the tree it looks at, hence the copy."""
    import trafilatura

    newest = f"{now:%Y-%m-%d}"
    how = {"extensive_search": False, "original_date": True, "max_date": newest}
    found = trafilatura.extract_metadata(copy.deepcopy(tree), default_url=url, date_config=how)
    return found.title, found.date


def _main_text(tree: Any, url: str) -> str:
    import trafilatura

    visible = copy.deepcopy(tree)
    found: Any = trafilatura.bare_extraction(
        visible, url=url, include_comments=False, with_metadata=False, fast=True, config=_configuration()
    )
    return markup.clean(found.text or "", MAX_TEXT) if found is not None else ""


@cache
def _configuration() -> Any:
    """trafilatura takes an article shorter than 250 characters for a mistake and returns the menus with it."""
    from trafilatura.settings import use_config

    configuration = use_config()
    configuration.set("DEFAULT", "MIN_EXTRACTED_SIZE", "1")
    return configuration


def _declared(tree: Any) -> dict[str, str]:
    """What the page says of itself in meta elements, JSON-LD and the html element: the more exact statement first."""
    metas = {
        (meta.get("property") or meta.get("name") or meta.get("itemprop") or "").strip().lower(): meta.get(
            "content", ""
        )
        for meta in reversed(list(tree.iter("meta")))
    }
    linked = list(_linked_data(tree))
    times = [time.get("datetime", "") for time in tree.iter("time") if "pubdate" in time.attrib or time.get("itemprop")]
    date = next((metas[name] for name in _DATE_NAMES if metas.get(name)), "")
    site = metas.get("og:site_name") or metas.get("application-name") or ""
    for thing in linked:
        date = date or _string(thing.get("datePublished"))
        publisher = thing.get("publisher")
        site = site or (_string(publisher.get("name")) if isinstance(publisher, dict) else _string(publisher))
    language = next((root.get("lang") or "" for root in tree.iter("html")), "")
    return {
        "type": (metas.get("og:type") or "").strip().lower(),
        "title": metas.get("og:title") or "",
        "date": date or next(iter(times), ""),
        "site": site,
        "language": language or metas.get("og:locale") or metas.get("content-language") or "",
    }


def _linked_data(tree: Any) -> Iterator[dict[str, Any]]:
    for script in tree.iter("script"):
        if "ld+json" not in (script.get("type") or ""):
            continue
        try:
            told = (script.text or "")[:_MAX_DATA].strip().removeprefix("<!--").removesuffix("-->")
            data = json.loads(told)
        except (ValueError, RecursionError):
            continue
        things = data if isinstance(data, list) else [data]
        for thing in things:
            if isinstance(thing, dict):
                yield thing
                graph = thing.get("@graph")
                yield from (part for part in (graph if isinstance(graph, list) else ()) if isinstance(part, dict))


def _string(value: Any) -> str:
    return value if isinstance(value, str) else ""
