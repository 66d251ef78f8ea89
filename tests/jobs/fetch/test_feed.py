"""Feeds of every dialect into items, and one clear sentence for what is no feed."""

from datetime import UTC, datetime

import pytest

from jobs.fetch import FetchError, Item, feed, json_feed

T0 = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
HERE = "https://wire.example/news/feed.xml"

RSS_2 = """<?xml version="1.0"?>
<rss version="2.0"><channel><title>Wire &amp; Co</title><language>en-GB</language>
<item><title>Alpha gets a licence</title><link>https://wire.example/a</link><guid isPermaLink="false">urn:n:1</guid>
<description>&lt;p&gt;Said &lt;b&gt;so&lt;/b&gt;.&lt;/p&gt;</description>
<pubDate>Tue, 02 Dec 2025 10:00:00 +0800</pubDate><source url="https://agency.example/">Agency</source></item>
</channel></rss>"""

ATOM = """<?xml version="1.0"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en-GB"><title>Wire &amp; Co</title>
<entry><title type="html">Alpha &lt;i&gt;gets&lt;/i&gt; a licence</title><link href="/a"/><id>urn:n:1</id>
<source><title>Agency</title></source><summary type="html">&lt;p&gt;Said &lt;b&gt;so&lt;/b&gt;.&lt;/p&gt;</summary>
<published>2025-12-02T10:00:00+08:00</published><updated>2025-12-03T00:00:00Z</updated></entry></feed>"""

RDF = """<?xml version="1.0"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="https://wire.example/"><title>Wire &amp; Co</title>
<dc:language>en-GB</dc:language></channel>
<item rdf:about="urn:n:1"><title>Alpha gets a licence</title><link>https://wire.example/a</link>
<description>Said so.</description>
<dc:date>2025-12-02T10:00:00+08:00</dc:date><dc:publisher>Agency</dc:publisher></item>
</rdf:RDF>"""

JSON = """{"version": "https://jsonfeed.org/version/1.1", "title": "Wire & Co", "language": "en-GB", "items": [
{"id": "urn:n:1", "url": "https://wire.example/a", "title": "Alpha gets a licence", "summary": "Said so.",
"date_published": "2025-12-02T10:00:00+08:00"}]}"""


def only_item(text: str) -> Item:
    (item,) = feed.read(text, HERE, T0).items
    return item


def in_rss(item: str) -> str:
    return (
        '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>t</title><item>{item}</item></channel></rss>'
    )


@pytest.mark.parametrize("text", [RSS_2, ATOM, RDF], ids=["rss", "atom", "rdf"])
def test_every_dialect_says_the_same(text: str) -> None:
    reading = feed.read(text, HERE, T0)
    assert (reading.title, reading.language) == ("Wire & Co", "en-gb")
    assert reading.items == (
        Item(
            url="https://wire.example/a",
            title="Alpha gets a licence",
            summary="Said so.",
            content="",
            published="2025-12-02T10:00:00+08:00",
            publisher="Agency",
            id="urn:n:1",
        ),
    )


def test_a_json_feed_says_it_too() -> None:
    reading = json_feed.read(JSON, HERE, T0)
    assert (reading.title, reading.language) == ("Wire & Co", "en-gb")
    (item,) = reading.items
    assert (item.url, item.title, item.summary) == ("https://wire.example/a", "Alpha gets a licence", "Said so.")
    assert (item.published, item.publisher, item.id) == ("2025-12-02T10:00:00+08:00", None, "urn:n:1")


def test_the_items_own_source_comes_before_dublin_core() -> None:
    both = '<title>t</title><source url="https://a.example">Agency</source><dc:publisher>Paper</dc:publisher>'
    assert only_item(in_rss(both)).publisher == "Agency"
    assert only_item(in_rss("<title>t</title><dc:publisher>Paper</dc:publisher>")).publisher == "Paper"
    assert only_item(in_rss("<title>t</title>")).publisher is None


def test_only_what_a_reader_sees_is_text() -> None:
    html = (
        "<p>Seen.</p><script>granted()</script><!-- granted --><p hidden>granted</p>"
        "<p style='display: none'>granted</p>"
        "<img alt='granted'><style>.x{}</style><template>granted</template><p>Also<br>seen.</p>"
    )
    item = only_item(in_rss(f"<title>t</title><description><![CDATA[{html}]]></description>"))
    assert item.summary == "Seen.\nAlso\nseen."


def test_a_full_text_in_the_feed_is_kept_beside_its_summary() -> None:
    item = only_item(
        in_rss(
            "<title>t</title><link>https://wire.example/a</link><description>Short.</description>"
            f"<content:encoded>&lt;p&gt;{'The whole story. ' * 30}&lt;/p&gt;</content:encoded>"
        )
    )
    assert item.summary == "Short."
    assert item.content.startswith("The whole story.")
    assert not item.needs_article


@pytest.mark.parametrize(
    ("inner", "needed"),
    [
        ("<link>https://wire.example/a</link><description>Short.</description>", True),
        ("<link>https://wire.example/a</link><content:encoded>The beginning […]</content:encoded>", True),
        ("<link>https://wire.example/a</link>", True),
        (f"<link>https://wire.example/a</link><description>{'long ' * 300}</description>", False),
        ("<description>No link.</description>", False),
        ("<link>mailto:desk@wire.example</link><description>Not on the web.</description>", False),
    ],
)
def test_the_article_is_needed_only_when_the_feed_has_a_summary_and_the_link_leads_to_the_web(
    inner: str, needed: bool
) -> None:
    assert only_item(in_rss(f"<title>t</title>{inner}")).needs_article is needed


def test_an_item_without_a_link_has_an_address_that_stays_the_same() -> None:
    first = only_item(in_rss("<title>t</title><guid isPermaLink='false'>n-1</guid><description>x</description>"))
    again = only_item(
        in_rss("<title>t, edited</title><guid isPermaLink='false'>n-1</guid><description>y</description>")
    )
    assert first.url == again.url
    assert first.url.startswith(HERE)


@pytest.mark.parametrize(
    ("link", "url"),
    [
        ("/a b", "https://wire.example/a%20b"),
        ("../c", "https://wire.example/c"),
        ("  https://wire.example/d\n", "https://wire.example/d"),
        ("//other.example/e", "https://other.example/e"),
    ],
)
def test_a_link_is_made_whole(link: str, url: str) -> None:
    assert only_item(in_rss(f"<title>t</title><link>{link}</link>")).url == url


def test_a_feed_that_was_cut_keeps_its_whole_items_and_drops_the_half_one() -> None:
    cut = in_rss("<title>whole</title></item><item><title>half</title><description>Alpha was granted a")
    cut = cut[: cut.index("granted a") + 9]
    assert [item.title for item in feed.read(cut, HERE, T0).items] == ["whole"]


def test_a_feed_with_a_stray_ampersand_is_read_all_the_same() -> None:
    assert only_item(in_rss("<title>Alpha & Beta</title>")).title == "Alpha & Beta"


def test_a_warning_printed_before_the_feed_is_passed_over() -> None:
    assert len(feed.read("Warning: mysql is tired\n" + RSS_2, HERE, T0).items) == 1


LAUGHS = [f'<!ENTITY l{i} "{f"&l{i - 1};" * 10 if i else "lol"}">' for i in range(10)]
ENTITIES = {
    "laughs on one line": "".join(LAUGHS),
    "laughs line by line": "\n" + "\n".join(LAUGHS) + "\n",
    "one long entity used often": f'\n<!ENTITY l9 "{"lol" * 20_000}">\n',
    "a file": '<!ENTITY l9 SYSTEM "file:///etc/passwd">',
    "a parameter": '<!ENTITY % p SYSTEM "http://127.0.0.1/dtd"> %p;',
    "a bracket in quotes": '<!ENTITY a "]>"><!ENTITY l9 "lol">',
    "an element in quotes": '<!ENTITY l9 "<b>lol</b>">',
}


@pytest.mark.parametrize("name", ENTITIES)
def test_entities_are_never_expanded(name: str) -> None:
    item = in_rss(f"<title>{'&l9;' * 500} so it is</title>")
    text = f'<?xml version="1.0"?><!DOCTYPE rss [{ENTITIES[name]}]>{item}'
    try:
        title = only_item(text).title
    except FetchError:
        return  # not reading it at all is as good
    assert "lol" not in title
    assert "root" not in title


def test_a_feed_with_a_harmless_document_type_is_read() -> None:
    netscape = (
        '<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://my.netscape.com/rss-0.91.dtd">'
    )
    item = only_item(netscape + in_rss("<title>Caf&eacute;</title>"))
    assert item.title == "Café"


def test_a_feed_may_have_two_thousand_items_and_no_more() -> None:
    many = in_rss("<title>n</title></item><item>" * 2_100 + "<title>n</title>")
    assert len(feed.read(many, HERE, T0).items) == 2_000
    items = ",".join('{"title": "n"}' for _ in range(2_100))
    assert len(json_feed.read(f'{{"items": [{items}]}}', HERE, T0).items) == 2_000


def test_no_text_is_longer_than_two_hundred_thousand_characters() -> None:
    item = only_item(in_rss(f"<title>{'t' * 9_000}</title><description>{'x' * 300_000}</description>"))
    assert len(item.summary) == 200_000
    assert len(item.title) == 500


def test_a_tower_of_elements_is_not_climbed() -> None:
    with pytest.raises(FetchError, match="too many elements"):
        feed.read(in_rss("<x>" * 100_000), HERE, T0)


def test_a_valid_feed_without_items_is_no_fault() -> None:
    assert feed.read('<rss version="2.0"><channel><title>t</title></channel></rss>', HERE, T0).items == ()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "the answer is empty"),
        ("  \n", "the answer is empty"),
        ("Service unavailable", "it is not XML"),
        ("<!doctype html><html><body>Welcome</body></html>", "a web page, not a feed"),
        ("<html><head><title>x</title></head></html>", "a web page, not a feed"),
        (
            '<!DOCTYPE html><html><link rel="alternate" type="application/rss+xml" href="/feed?a=1&amp;b=2"></html>',
            "the page names one: https://wire.example/feed?a=1&b=2",
        ),
        ("<urlset><url/></urlset>", "its root element is <urlset>"),
        ("<rss><channel><<<<", "damaged"),
    ],
)
def test_what_is_no_feed_gets_one_clear_sentence(text: str, sentence: str) -> None:
    with pytest.raises(FetchError) as caught:
        feed.read(text, HERE, T0)
    assert sentence in caught.value.reason


@pytest.mark.parametrize("text", ["{", '{"items": 3}', "[]", '{"a": 1}', "[" * 100_000])
def test_json_that_is_no_feed_gets_one_too(text: str) -> None:
    with pytest.raises(FetchError, match=r"damaged JSON|not a JSON Feed"):
        json_feed.read(text, HERE, T0)


def test_what_a_database_cannot_keep_is_left_out() -> None:
    (item,) = json_feed.read(
        '{"items": [{"title": "a\\ud800\\u0000b", "content_html": "c&#0;\\u0007d"}]}', HERE, T0
    ).items
    assert item.title == "ab"
    item.content.encode()
    assert "\x00" not in item.content
    assert "\x07" not in item.content


def test_a_damaged_feed_may_refer_to_characters_that_do_not_exist() -> None:
    assert only_item(in_rss("<title>Alpha &#xD800;& Beta&#1114112;</title>")).title == "Alpha & Beta"
