"""What a feed costs to read: the fast reader beside feedparser, on the same feeds in the same run, per CPU-second."""

import random
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from html import escape

from jobs.fetch import decoding, dialects, feed, kinds, lenient
from jobs.fetch.kinds import Body
from jobs.fetch.offer import SourceToFetch

_NOW = datetime(2026, 11, 22, tzinfo=UTC)
_HERE = "https://wire.example/feed"
_WORDS = (
    *("the", "licence", "for", "magnets", "was", "granted", "to", "several", "makers", "of", "motors", "in", "March"),
    *("and", "nobody", "knows", "how", "long", "it", "lasts"),
)


def _prose(rnd: random.Random, words: int) -> str:
    return " ".join(rnd.choices(_WORDS, k=words)).capitalize() + "."


def _feed(rnd: random.Random) -> bytes:
    """A feed as blogs and papers have them: a dozen to thirty items with a summary and the markup of an article."""
    items = []
    for number in range(rnd.randint(12, 29)):
        paragraphs = "".join(
            f'<p class="par">{_prose(rnd, 60)} <a href="https://wire.example/{number}">{_prose(rnd, 4)}</a></p>'
            for _ in range(rnd.randint(1, 6))
        )
        items.append(
            f"<item><title>{escape(_prose(rnd, 8))}</title><link>https://wire.example/n/{number}</link>"
            f'<guid isPermaLink="false">urn:n:{number}</guid>'
            f"<pubDate>Mon, 02 Mar 2026 0{number % 10}:00:00 +0800</pubDate>"
            f"<dc:creator>Desk</dc:creator><description>{escape(_prose(rnd, 40))}</description>"
            f"<content:encoded><![CDATA[{paragraphs}]]></content:encoded></item>"
        )
    return (
        '<?xml version="1.0" encoding="utf-8"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Wire</title><language>en</language>'
        f"{''.join(items)}</channel></rss>"
    ).encode()


def _per_second(work: Callable[[bytes], object], feeds: Sequence[bytes]) -> float:
    best = float("inf")
    for _ in range(3):
        began = time.process_time()
        for data in feeds:
            work(data)
        best = min(best, time.process_time() - began)
    return len(feeds) / best


def _by_feedparser(data: bytes) -> object:
    channel, _ = lenient.read(data, _HERE)
    return [feed._item(entry, _HERE, _NOW) for entry in channel.entries]


def main() -> None:
    rnd = random.Random(7)
    feeds = [_feed(rnd) for _ in range(60)]
    size = sum(map(len, feeds)) / len(feeds) / 1_000
    source = SourceToFetch(url=_HERE, kind="feed")
    text_only = _per_second(lambda data: decoding.decode(data, ""), feeds)
    rows = {
        "parse: feedparser": _per_second(lambda data: lenient.read(data, _HERE), feeds),
        "parse: the fast reader": _per_second(lambda data: dialects.read(data, _HERE), feeds),
        "to items: by feedparser": _per_second(_by_feedparser, feeds),
        "to items: as sources are read": _per_second(
            lambda data: kinds.read(Body(data, _HERE, ""), source, _NOW), feeds
        ),
    }
    print(f"{len(feeds)} feeds of {size:.0f} KB (decoding alone: {text_only:,.0f} feeds a CPU second)")
    for name, rate in rows.items():
        print(f"  {name:32} {rate:8,.0f} feeds a CPU second")
    slow, fast, slow_items, fast_items = rows.values()
    print(f"  ratio: parsing {fast / slow:.1f}, with the text taken out of markup {fast_items / slow_items:.1f}")
