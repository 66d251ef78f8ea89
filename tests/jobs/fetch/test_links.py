"""A page that lists news yields its links."""

# ruff: noqa: E501 (a page reads better whole)

from datetime import UTC, datetime

import pytest

from jobs.fetch import FetchError, feed, links
from jobs.fetch.errors import NoLinks

T0 = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
HERE = "https://www.office.example/news/"
NEWS = """<!doctype html><html lang="en"><head><title>Office news</title></head><body>
<nav><a href="/about">About the office and what it does</a></nav>
<ul class="news">
<li><span>2025-12-02</span> <a href="a.html">Spokesman answers questions about magnets</a></li>
<li><a href="/news/b.html#top"><img src="b.jpg"></a><a href="/news/b.html">稀土出口管制答记者问</a><i>2025年12月1日</i></li>
<li><a href="/news/b.html">More</a></li>
<li hidden><a href="/trap">A headline that nobody can see, granted</a></li>
<li><a href="c.pdf">Announcement No. 7 of the office, in full</a> <time datetime="2025-11-30T08:00:00+08:00">Sunday</time></li>
<li><a href="mailto:desk@office.example">Write to the desk of the office</a></li>
<li><a href="https://adverts.example/buy">Buy a very good magnet at half the price</a></li>
<li><a href="film.mp4">The film of the press conference of today</a></li>
</ul><footer><a href="/imprint">Imprint and legal notices of the office</a></footer></body></html>"""


def offered(html: str, selector: str | None = None) -> list[tuple[str, str, str | None]]:
    items = links.read(html, HERE, T0, selector).items
    return [(item.url.removeprefix("https://www.office.example"), item.title, item.published) for item in items]


def test_headlines_are_told_from_menus_adverts_and_files() -> None:
    assert offered(NEWS) == [
        ("/news/a.html", "Spokesman answers questions about magnets", "2025-12-02"),
        ("/news/b.html", "稀土出口管制答记者问", "2025-12-01"),
        ("/news/c.pdf", "Announcement No. 7 of the office, in full", "2025-11-30T08:00:00+08:00"),
    ]
    assert links.read(NEWS, HERE, T0).title == "Office news"


def test_every_link_wants_its_article() -> None:
    assert all(item.needs_article for item in links.read(NEWS, HERE, T0).items)


def test_a_selector_decides_alone() -> None:
    assert [url for url, _, _ in offered(NEWS, "nav a")] == ["/about"]
    assert len(offered(NEWS, "ul.news")) == 4  # adverts too, for they were asked for; what is hidden never
    assert [url for url, _, _ in offered(NEWS, "li:nth-child(2) a")] == ["/news/b.html"]


@pytest.mark.parametrize("selector", ["", "ul..news", "a[", "x" * 400, "::foo(", "a:has("])
def test_what_is_no_selector_is_refused_with_one_sentence(selector: str) -> None:
    with pytest.raises(links.BadSelector, match="is no CSS selector"):
        links.check_selector(selector)
    if selector:
        with pytest.raises(FetchError, match="is no CSS selector"):
            links.read(NEWS, HERE, T0, selector)


def test_a_list_without_links_is_a_fault_and_never_no_news() -> None:
    with pytest.raises(NoLinks, match="no link to an article, where there were 3"):
        links.read("<p>Please enable JavaScript to see our news.</p>", HERE, T0, None, 3)
    with pytest.raises(NoLinks, match=r"no link that “ul\.gone” picks"):
        links.read(NEWS, HERE, T0, "ul.gone")
    with pytest.raises(FetchError, match="empty"):
        links.read("", HERE, T0)


def test_links_stand_on_the_base_the_page_declares() -> None:
    page = '<base href="https://www.office.example/2025/"><a href="x">A headline that is long enough</a>'
    assert [url for url, _, _ in offered(page)] == ["/2025/x"]
    page = '<base href="javascript:alert(1)//"><a href="x">A headline that is long enough</a>'
    assert [url for url, _, _ in offered(page)] == ["/news/x"]


def test_a_page_of_a_hundred_thousand_links_yields_two_hundred() -> None:
    many = "".join(f'<a href="/n/{n}">The headline of story number {n}</a>' for n in range(30_000))
    assert len(links.read(f"<div>{many}</div>", HERE, T0).items) == links.MAX_LINKS


def test_the_parts_of_an_address_that_are_no_part_of_it_are_left_out() -> None:
    assert feed.absolute("a b", HERE) == "https://www.office.example/news/a%20b"
