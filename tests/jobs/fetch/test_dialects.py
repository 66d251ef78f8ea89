"""The fast reader takes what is well-formed as feedparser takes it, and leaves to feedparser what it doubts."""

# ruff: noqa: E501 (a sample reads better whole)

import time
from contextlib import suppress
from datetime import UTC, datetime

import pytest

from jobs.fetch import Item, dialects, feed, lenient
from jobs.fetch.entries import Channel

T0 = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
HERE = "https://wire.example/news/feed.xml"

_SPACES = (
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/" '
    'xmlns:media="http://search.yahoo.com/mrss/" xmlns:dcterms="http://purl.org/dc/terms/" '
    'xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" xmlns:atom="http://www.w3.org/2005/Atom"'
)


def rss(item: str, version: str = "2.0") -> str:
    return f'<rss version="{version}" {_SPACES}><channel><title>Wire</title>{item}</channel></rss>'


def atom(entry: str, space: str = "http://www.w3.org/2005/Atom", version: str = "") -> str:
    return f'<feed xmlns="{space}"{version} {_SPACES}><title>Wire</title>{entry}</feed>'


def rdf(item: str, space: str = "http://purl.org/rss/1.0/") -> str:
    rdf_space = 'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
    return f'<rdf:RDF {rdf_space} xmlns="{space}" {_SPACES}><channel><title>Wire</title></channel>{item}</rdf:RDF>'


_OLD = "http://purl.org/atom/ns#"
_STORY = "<title>Alpha gets a licence</title><link>https://wire.example/a</link>"
SAMPLES = {
    "rss 0.90": rdf(f"<item>{_STORY}</item>", "http://my.netscape.com/rdf/simple/0.9/"),
    "rss 0.91": rss(f"<item>{_STORY}<description>Said so.</description></item>", "0.91"),
    "rss 0.92 with a source": rss(
        f'<item>{_STORY}<source url="https://agency.example/">Agency</source></item>', "0.92"
    ),
    "rss 1.0": rdf(f'<item rdf:about="urn:n:1">{_STORY}<dc:date>2025-12-02</dc:date></item>'),
    "rss 2.0": rss(
        f"<item>{_STORY}<guid>https://wire.example/?p=1</guid><pubDate>Tue, 02 Dec 2025 10:00 GMT</pubDate></item>"
    ),
    "rss in a namespace of its own": f'<rss xmlns="http://backend.userland.com/rss2"><channel><item>{_STORY}</item></channel></rss>',
    "rss in capitals": f"<RSS><Channel><ITEM>{_STORY}</ITEM></Channel></RSS>",
    "atom 0.3, escaped": atom(
        '<entry><title>Alpha</title><link rel="alternate" type="text/html" href="/a"/><issued>2025-12-02T10:00:00Z</issued>'
        '<content type="text/html" mode="escaped">&lt;p&gt;Said so.&lt;/p&gt;</content></entry>',
        *(_OLD, ' version="0.3"'),
    ),
    "atom 0.3, as it is": atom(
        '<entry><title>Alpha</title><content type="application/xhtml+xml" mode="xml">'
        '<div xmlns="http://www.w3.org/1999/xhtml"><p>Said <b>so</b>.</p></div></content></entry>',
        *(_OLD, ' version="0.3"'),
    ),
    "atom 1.0, text that looks like markup": atom(
        "<entry><title>1 &lt; 2 &amp;amp; 3 &lt;/b&gt;</title><id>urn:1</id></entry>"
    ),
    "atom 1.0, html": atom(
        '<entry><title type="html">&lt;i&gt;Alpha&lt;/i&gt; &amp;amp; Beta</title><id>urn:1</id></entry>'
    ),
    "atom 1.0, xhtml": atom(
        '<entry><title type="xhtml"><h:div xmlns:h="http://www.w3.org/1999/xhtml">Alpha <h:b>&lt;gets&lt;</h:b> it</h:div>'
        "</title><id>urn:1</id></entry>"
    ),
    "atom 1.0, several links": atom(
        '<entry><title>Alpha</title><link rel="self" href="/self"/><link rel="enclosure" href="/a.mp3"/>'
        '<link href="/a"/><id>urn:1</id></entry>'
    ),
    "atom 1.0, entry with a source": atom(
        "<entry><title>Alpha</title><source><title>Agency</title><id>urn:s</id></source><id>urn:1</id></entry>"
    ),
    "atom 1.0 in a feed of rss": rss(
        f'<item>{_STORY}<atom:link rel="self" href="/x"/><atom:updated>2025-12-02T10:00:00Z</atom:updated></item>'
    ),
    "summary and content, either way round": rss(
        f"<item>{_STORY}<description>Short.</description><content:encoded>Long.</content:encoded></item>"
        f"<item>{_STORY}<content:encoded>Long.</content:encoded><description>Short.</description></item>"
    ),
    "two descriptions": rss(
        f"<item>{_STORY}<description>One.</description><itunes:summary>Two, longer.</itunes:summary></item>"
    ),
    "only a content": rss(f"<item>{_STORY}<content:encoded>&lt;p&gt;Long.&lt;/p&gt;</content:encoded></item>"),
    "cdata": rss(f"<item>{_STORY}<description><![CDATA[<p>1 &lt; 2 &amp; 3</p>]]> and more</description></item>"),
    "escaped twice": rss("<item><title>AT&amp;amp;T &amp;lt;b&amp;gt;</title></item>"),
    "a title with markup": rss("<item><title>&lt;em&gt;Alpha&lt;/em&gt; gets it</title></item>"),
    "a title that only looks like it": rss("<item><title>x &lt;y and z&gt; w</title></item>"),
    "two titles": rss("<item><media:title>Picture</media:title><title>Alpha</title><dc:title>Beta</dc:title></item>"),
    "a film": rss(
        "<item><title>Alpha</title><media:group><media:description>What it shows.</media:description></media:group></item>"
    ),
    "an address below a base": atom(
        '<entry xml:base="https://other.example/x/"><title>a</title><link href="../b"/><id>c</id></entry>'
    ),
    "a guid that is no link": rss(
        '<item><title>a</title><guid isPermaLink="false">https://wire.example/no</guid></item>'
    ),
    "a guid that is one": rss("<item><title>a</title><guid>/yes</guid></item>"),
    "several dates": rss(
        f"<item>{_STORY}<dc:date>2025-12-03</dc:date><dcterms:created>2025-11-30</dcterms:created>"
        "<pubDate>Tue, 2 Dec 2025 10:00:00 +0800</pubDate></item>"
    ),
    "a comment in the middle": rss("<item><title>Alpha <!-- never --> gets it</title></item>"),
    "utf-8 encoded twice": rss("<item><title>CafÃ©</title></item>"),
    "windows' quotes": rss("<item><title>Alpha\x92s licence</title></item>"),
    "chinese": rss("<item><title>某磁材公司：已获得通用许可证</title><pubDate>2025年12月2日</pubDate></item>"),
}


def by_feedparser(text: str) -> tuple[Item, ...]:
    channel, damaged = lenient.read(text.encode(), HERE)
    assert not damaged
    return tuple(item for entry in channel.entries if (item := feed._item(entry, HERE, T0)))


def fast(text: str) -> Channel | None:
    return dialects.read(text.encode(), HERE)


@pytest.mark.parametrize("name", SAMPLES)
def test_the_fast_reader_reads_what_feedparser_reads(name: str) -> None:
    items = feed.read(SAMPLES[name], HERE, T0).items
    assert fast(SAMPLES[name]) is not None
    assert items == by_feedparser(SAMPLES[name])
    assert items


@pytest.mark.parametrize(
    "strange",
    [
        '<channel href="https://wire.example/"><item href="/a"><title>Alpha</title></item></channel>',
        rss("<item><title>Alpha</title><pubDate>2025-335</pubDate></item>"),
        rss("<item><title>Alpha</title><description>Said <b>so</b>.</description></item>"),
        rss("<item><title>Alpha</title><box><description>Said so.</description></box></item>"),
        atom('<entry><title>Alpha</title><content type="application/octet-stream">U2FpZCBzby4=</content></entry>'),
        atom('<entry><title>Alpha</title><content src="/a.html"/></entry>'),
    ],
)
def test_what_it_doubts_goes_to_feedparser(strange: str) -> None:
    assert fast(strange) is None
    assert feed.read(strange, HERE, T0).items == by_feedparser(strange) != ()


def test_a_caption_is_no_text_of_an_article_that_has_one() -> None:
    (item,) = feed.read(
        rss(
            "<item><title>Alpha</title><media:content><media:description>Men in helmets, granted.</media:description>"
            "</media:content><description>Said so.</description></item>"
        ),
        HERE,
        T0,
    ).items
    assert (item.summary, item.content) == ("Said so.", "")


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (rss("<item><title>Caf&eacute; &amp; &nbsp;Bar &mdash; &bogus;</title></item>"), "Café & Bar — &bogus;"),
        (rss("<item><title>Alpha & Beta &c</title></item>"), "Alpha & Beta &c"),
        (rss("<item><title>Al\x0cpha\x00 &#x1;gets&#xD800; it</title></item>"), "Alpha gets it"),
        (rss("<item><title>Alpha</title></item>") + "\n<script src='x'></script>", "Alpha"),
        (rss("<item><title>Alpha</title></item>")[:-1], "Alpha"),
        (rss("<item><title>A <![CDATA[&nbsp;& <b>]]> &eacute;</title></item>"), "A & é"),
    ],
)
def test_the_usual_accidents_are_mended_without_feedparser(text: str, title: str) -> None:
    (item,) = feed.read(text, HERE, T0).items
    assert item.title == title


_LONG = 400_000
HURTING = {
    "document types without end": "<!DOCTYPE" * _LONG,
    "brackets": "<!DOCTYPE x [" + "]" * _LONG,
    "blanks before the encoding": "<?xml" + " " * _LONG + "<rss><channel></channel></rss>",
    "comments behind the end": "<rss><channel><item><title>&</title></item></channel></rss>" + "<!-- -->" * _LONG + "x",
    "blanks in a text": rss(f"<item><title>a{' ' * _LONG}b</title></item>"),
    "line ends in a text": rss(f"<item><description>a{chr(10) * _LONG}b</description></item>"),
    "a style full of blanks": rss(
        f"<item><description>&lt;p style='font-size:0{' ' * _LONG}x'&gt;b&lt;/p&gt;</description></item>"
    ),
    "one tag": rss("<item " + "a" * _LONG + ">"),
    "colons": rss("</" + "a:" * _LONG),
    "ampersands": rss("<item><title>" + "&" * _LONG + "</title></item>"),
    "references": rss("<item><title>" + "&#" + "1" * _LONG + ";</title></item>"),
    "open comments": rss("<!--" * _LONG),
    "open cdata": rss("<![CDATA[&" * _LONG),
}


@pytest.mark.parametrize("name", HURTING)
def test_no_text_makes_the_reader_work_for_long(name: str) -> None:
    began = time.process_time()
    with suppress(feed.FetchError):
        feed.read(HURTING[name], HERE, T0)
    assert time.process_time() - began < 5


def test_a_feed_of_a_million_tags_is_refused_before_it_is_built() -> None:
    attributes = " ".join(f"a{number}='1'" for number in range(400_000))
    for bomb in ("<x/>" * 1_000_000, f"<x {attributes}/>"):
        with pytest.raises(feed.FetchError, match="too many elements"):
            feed.read(rss(bomb), HERE, T0)
