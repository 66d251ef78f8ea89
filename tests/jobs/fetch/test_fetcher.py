"""From a source to its items, over a stand-in for the web."""

import gzip
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network

import httpx
import pytest

from jobs.fetch import Fetched, Fetcher, FetchError, Refused, SourceToFetch
from tests.newsstand import Newsstand, Story, article, rss

T0 = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
FEED = "https://wire.example/rss"
STORY = Story(title="Alpha gets a licence", text="Said so.", url="https://wire.example/a", source="Agency")


@pytest.fixture
def stand() -> Newsstand:
    return Newsstand()


def fetcher(stand: Newsstand, contact: str | None = None) -> Fetcher:
    return Fetcher(contact=contact, allow_private=(), transport=stand.transport, clock=lambda: T0)


def source(url: str = FEED, kind: str = "feed", **known: str) -> SourceToFetch:
    return replace(SourceToFetch(url=url, kind=kind), **known)


async def fetch(stand: Newsstand, asked: SourceToFetch | None = None) -> Fetched:
    async with fetcher(stand) as web:
        return await web.fetch(asked or source())


async def failure(stand: Newsstand, asked: SourceToFetch | None = None) -> FetchError:
    with pytest.raises(FetchError) as caught:
        await fetch(stand, asked)
    return caught.value


async def test_a_feed_is_read_once_and_then_found_unchanged(stand: Newsstand) -> None:
    stand.feed(FEED, STORY, title="The Wire")
    first = await fetch(stand)
    assert (first.outcome, first.title, first.language) == ("ok", "The Wire", "en")
    assert [item.title for item in first.items] == ["Alpha gets a licence"]
    assert first.etag is not None
    second = await fetch(stand, source(etag=first.etag))
    assert (second.outcome, second.items, second.etag) == ("unchanged", (), first.etag)


async def test_a_body_that_is_the_same_byte_for_byte_is_not_read_again(stand: Newsstand) -> None:
    stand.shelf[FEED] = lambda _: httpx.Response(200, text=rss(STORY))
    first = await fetch(stand)
    assert (first.outcome, first.etag, first.last_modified) == ("ok", None, None)
    second = await fetch(stand, source(digest=first.digest or ""))
    assert (second.outcome, second.items, second.digest) == ("unchanged", (), first.digest)


async def test_validators_are_sent_back_byte_for_byte(stand: Newsstand) -> None:
    etag, modified = 'W/"caf\xe9 ,weird\\"', "Sat, 1 nov 2026 00:00:00 gmt"
    stand.offers(FEED, rss(STORY), headers={"ETag": 'W/"caf\xe9 ,weird\\"', "Last-Modified": modified})
    stand.shelf[FEED] = lambda _: httpx.Response(
        200, headers=[(b"ETag", etag.encode("latin-1")), (b"Last-Modified", modified.encode())], text=rss(STORY)
    )
    read = await fetch(stand)
    assert (read.etag, read.last_modified) == (etag, modified)
    await fetch(stand, source(etag=read.etag, last_modified=read.last_modified))
    sent = dict(stand.requests[-1].headers.raw)
    assert sent[b"If-None-Match"] == etag.encode("latin-1")
    assert sent[b"If-Modified-Since"] == modified.encode()


@pytest.mark.parametrize("odd", [b'"a\x01b"', b'"a\x7f"', b'W/"\x00"'])
async def test_a_validator_that_no_request_can_carry_is_not_kept(stand: Newsstand, odd: bytes) -> None:
    stand.shelf[FEED] = lambda _: httpx.Response(
        200, headers=[(b"ETag", odd), (b"Last-Modified", odd)], text=rss(STORY)
    )
    read = await fetch(stand)
    assert (read.outcome, read.etag, read.last_modified) == ("ok", None, None)


async def test_a_304_to_a_question_without_validators_is_a_fault(stand: Newsstand) -> None:
    stand.fails(FEED, 304)
    assert "nothing changed, but we have read nothing yet" in (await failure(stand)).reason


async def test_the_user_agent_says_who_asks_and_where_to_complain(stand: Newsstand) -> None:
    stand.feed(FEED, STORY)
    async with fetcher(stand, contact="https://desk.example/bot") as web:
        await web.fetch(source())
    assert stand.requests[-1].headers["user-agent"].startswith("Lodestone/")
    assert stand.requests[-1].headers["user-agent"].endswith(" (+https://desk.example/bot)")


async def test_a_contact_cannot_smuggle_in_a_header(stand: Newsstand) -> None:
    stand.feed(FEED, STORY)
    async with fetcher(stand, contact="me\r\nX-Evil: 1 ü") as web:
        await web.fetch(source())
    assert "x-evil" not in stand.requests[-1].headers


async def test_cookies_are_not_carried_from_one_request_to_the_next(stand: Newsstand) -> None:
    stand.offers(FEED, rss(STORY), headers={"Set-Cookie": "id=7; Path=/"})
    async with fetcher(stand) as web:
        await web.fetch(source())
        await web.fetch(source())
    assert "cookie" not in stand.requests[-1].headers


async def test_the_publisher_says_how_long_an_answer_stays_fresh(stand: Newsstand) -> None:
    stand.offers(FEED, rss(STORY), headers={"Cache-Control": "max-age=900"})
    assert (await fetch(stand)).fresh_until == T0 + timedelta(minutes=15)


async def test_a_permanent_move_is_followed_and_reported(stand: Newsstand) -> None:
    stand.redirects(FEED, "/moved", 301)
    stand.redirects("https://wire.example/moved", "https://new.example/rss", 308)
    stand.feed("https://new.example/rss", STORY)
    assert (await fetch(stand)).moved_to == "https://new.example/rss"


async def test_a_move_behind_a_temporary_redirect_is_not_remembered(stand: Newsstand) -> None:
    stand.redirects(FEED, "https://wire.example/today", 302)
    stand.redirects("https://wire.example/today", "https://new.example/rss", 301)
    stand.feed("https://new.example/rss", STORY)
    read = await fetch(stand)
    assert (read.outcome, read.moved_to) == ("ok", None)


async def test_a_permanent_move_before_a_temporary_one_is_remembered_so_far(stand: Newsstand) -> None:
    stand.redirects(FEED, "https://new.example/rss", 301)
    stand.redirects("https://new.example/rss", "https://new.example/today", 307)
    stand.feed("https://new.example/today", STORY)
    assert (await fetch(stand)).moved_to == "https://new.example/rss"


async def test_five_redirects_are_followed_and_not_six(stand: Newsstand) -> None:
    for hop in range(6):
        stand.redirects(f"https://wire.example/{hop}", f"/{hop + 1}")
    stand.feed("https://wire.example/6", STORY)
    assert (await fetch(stand, source("https://wire.example/1"))).outcome == "ok"
    assert "redirects more than 5 times" in (await failure(stand, source("https://wire.example/0"))).reason


@pytest.mark.parametrize(
    "to",
    [
        *("http://127.0.0.1/", "http://169.254.169.254/latest/meta-data", "http://[::1]/", "http://2130706433/"),
        *("http://[::ffff:10.0.0.1]/", "http://[64:ff9b::7f00:1]/", "http://0x7f.1/", "http://localhost/"),
        *("file:///etc/passwd", "gopher://wire.example/", "http://me@wire.example/", "javascript:alert(1)"),
        *("http://127.0.0.1\\@wire.example/", "//10.0.0.1/"),
    ],
)
async def test_a_redirect_to_where_we_may_not_go_is_not_followed(stand: Newsstand, to: str) -> None:
    stand.redirects(FEED, to)
    refused = await failure(stand)
    assert isinstance(refused, Refused)
    assert "redirects to an address we do not ask" in refused.reason
    assert stand.asked == [FEED]


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("ftp://wire.example/rss", "only http and https"),
        ("file:///etc/passwd", "only http and https"),
        ("https://me:pw@wire.example/rss", "user name"),
        ("http://10.0.0.1:80\\@wire.example/", "malformed"),
        (" http://127.0.0.1/", "malformed"),
        ("http://", "names no host"),
        ("http:///rss", "names no host"),
        ("http://wire.example:99999/", "malformed"),
        ("http://[::1/", "malformed"),
        ("http://xn--a.example\u0000/", "malformed"),
        ("https://wire.example/" + "x" * 3_000, "malformed"),
        ("http://10.0.0.1/rss", "a private address"),
        ("http://[fe80::1%25eth0]/", ""),
        ("http://１２７.0.0.1/", ""),
    ],
)
async def test_an_address_we_may_not_ask_is_refused_before_any_request(
    stand: Newsstand, url: str, sentence: str
) -> None:
    refused = await failure(stand, source(url))
    assert isinstance(refused, Refused)
    assert sentence in refused.reason
    assert stand.requests == []


async def test_a_private_address_is_asked_when_the_operator_allows_it(stand: Newsstand) -> None:
    stand.feed("http://10.0.0.1/rss", STORY)
    async with Fetcher(
        contact=None, allow_private=[ip_network("10.0.0.0/8")], transport=stand.transport, clock=lambda: T0
    ) as web:
        assert (await web.fetch(source("http://10.0.0.1/rss"))).outcome == "ok"


@pytest.mark.parametrize(
    ("status", "sentence"),
    [
        (400, "wire.example did not understand the request (400)"),
        (401, "wire.example wants a login (401)"),
        (403, "wire.example does not let us in (403)"),
        (404, "wire.example has nothing at this address (404)"),
        (500, "wire.example has a fault of its own (500)"),
        (503, "wire.example is out of service for now (503)"),
        (299, "wire.example gave an answer we cannot use (299)"),
        (302, "wire.example gave an answer we cannot use (302)"),
    ],
)
async def test_every_other_answer_gets_one_sentence(stand: Newsstand, status: int, sentence: str) -> None:
    stand.fails(FEED, status)
    error = await failure(stand)
    assert (error.reason, error.offline, error.gone, error.retry_after) == (sentence, False, False, None)


async def test_a_source_that_is_gone_for_good_says_so(stand: Newsstand) -> None:
    stand.fails(FEED, 410)
    assert (await failure(stand)).gone


@pytest.mark.parametrize("status", [429, 503])
async def test_a_host_that_wants_to_be_left_alone_says_until_when(stand: Newsstand, status: int) -> None:
    stand.fails(FEED, status, retry_after="120")
    assert (await failure(stand)).retry_after == T0 + timedelta(minutes=2)


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (b"", "the answer is empty"),
        (b" \n ", "the answer is empty"),
        (b"Hello", "it is not XML"),
        (b"<html><body>Please log in</body></html>", "a web page, not a feed"),
        (b'{"error": "quota"}', "not a JSON Feed"),
        (b"%PDF-1.7 ...", "the PDF is damaged"),
        (b"\x89PNG\r\n\x1a\n", "a picture or an archive"),
    ],
)
async def test_a_body_that_is_no_feed_gets_one_sentence(stand: Newsstand, body: bytes, sentence: str) -> None:
    stand.offers(FEED, body)
    assert sentence in (await failure(stand)).reason


async def test_the_content_decides_what_a_document_is_not_its_label(stand: Newsstand) -> None:
    stand.offers(FEED, '{"items": [{"title": "a"}]}', content_type="text/html")
    assert [item.title for item in (await fetch(stand)).items] == ["a"]
    stand.offers(FEED, rss(STORY), content_type="application/json")
    assert [item.title for item in (await fetch(stand, source(kind="page"))).items] == ["Alpha gets a licence"]


async def test_a_page_is_one_item_with_its_text(stand: Newsstand) -> None:
    stand.page(FEED, article("Alpha got it.", title="News", site="The Paper", published="2025-12-02"))
    (item,) = (await fetch(stand, source(kind="page"))).items
    assert (item.url, item.title, item.publisher, item.published) == (FEED, "News", "The Paper", "2025-12-02")
    assert item.content == "News\nAlpha got it."
    assert not item.needs_article


async def test_the_article_behind_an_item_is_read(stand: Newsstand) -> None:
    stand.redirects("https://wire.example/a", "/b")
    stand.page("https://wire.example/b", article("Alpha got it.", title="News", site="The Paper"))
    async with fetcher(stand) as web:
        read = await web.article("https://wire.example/a")
    assert (read.url, read.title, read.publisher) == ("https://wire.example/b", "News", "The Paper")
    assert read.text == "News\nAlpha got it."


async def test_an_article_inside_our_own_network_is_refused(stand: Newsstand) -> None:
    async with fetcher(stand) as web:
        with pytest.raises(Refused):
            await web.article("http://169.254.169.254/latest/meta-data/")
    assert stand.requests == []


async def test_an_article_in_plain_text_is_read_as_it_is(stand: Newsstand) -> None:
    stand.offers("https://wire.example/a.txt", "Alpha < Beta.\n\nSo it is.", content_type="text/plain")
    async with fetcher(stand) as web:
        assert (await web.article("https://wire.example/a.txt")).text == "Alpha < Beta.\nSo it is."


async def test_a_compressed_feed_is_unpacked_and_a_bomb_is_not(stand: Newsstand) -> None:
    stand.offers(FEED, gzip.compress(rss(STORY).encode()), headers={"Content-Encoding": "gzip"})
    assert len((await fetch(stand)).items) == 1
    stand.offers(FEED, gzip.compress(b" " * 30_000_000), headers={"Content-Encoding": "gzip"})
    assert "larger than 12 MB" in (await failure(stand)).reason


async def test_an_encoding_we_did_not_offer_is_named(stand: Newsstand) -> None:
    stand.offers(FEED, b"...", headers={"Content-Encoding": "br"})
    assert "an encoding we did not offer: br" in (await failure(stand)).reason
    assert stand.requests[-1].headers["accept-encoding"] == "gzip, deflate"


async def test_a_chinese_feed_without_a_label_is_read(stand: Newsstand) -> None:
    text = rss(Story(title="公告：宁波某磁材公司已获得通用许可证", text="记者从业内人士处获悉，客户名单另行公布。" * 3))
    stand.offers(FEED, text.replace(' encoding="utf-8"', "").encode("gb18030"), content_type="text/xml")
    assert (await fetch(stand)).items[0].title == "公告：宁波某磁材公司已获得通用许可证"


async def test_no_network_at_all_is_told_from_a_host_that_fails(stand: Newsstand) -> None:
    stand.is_unreachable(FEED)
    error = await failure(stand)
    assert (error.offline, error.reason) == (True, "could not reach wire.example: no route to it")
