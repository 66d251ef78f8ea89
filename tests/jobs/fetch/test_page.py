"""Web pages into articles."""

from datetime import UTC, datetime

import pytest

from jobs.fetch import FetchError, page
from tests.newsstand import article

T0 = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
HERE = "https://paper.example/2025/news.html"
STORY = "\n\n".join(f"Paragraph {n} says that Alpha Magnetics was told something by the ministry." for n in range(8))


def test_an_article_is_its_text_with_title_date_site_and_language() -> None:
    html = article(
        STORY, title="Alpha is told", site="The Paper", published="2025-12-02T10:00:00+08:00", language="en-GB"
    )
    read = page.read(html, HERE, T0)
    assert "Paragraph 7 says that Alpha" in read.text
    assert "Home" not in read.text
    assert (read.title, read.publisher, read.published) == ("Alpha is told", "The Paper", "2025-12-02T10:00:00+08:00")
    assert read.language == "en-gb"


def test_a_short_article_comes_without_the_menu() -> None:
    assert page.read(article("Alpha got it.", title="News"), HERE, T0).text == "News\nAlpha got it."


@pytest.mark.parametrize("first", ["article", "main", "section", "header"])
@pytest.mark.parametrize("ending", ["", "<p>More of it.</p>", "<footer>About us</footer>"])
def test_a_page_that_leaves_out_the_tags_it_may_leave_out_is_read(first: str, ending: str) -> None:
    story = "".join(f"<p>{part}" for part in STORY.split("\n\n"))
    html = f"<!doctype html><meta charset=utf-8><title>Alpha is told</title><{first}>{story}</{first}>{ending}"
    read = page.read(html, HERE, T0)
    assert read.title == "Alpha is told"
    assert read.text.index("Paragraph 0") < read.text.index("Paragraph 7")
    watched = " ".join(passage.said for passage in page.passages(html, T0, None)).casefold()
    assert "paragraph 0" in watched
    assert "paragraph 7" in watched


def test_date_and_site_are_found_in_linked_data() -> None:
    html = article(STORY).replace(
        "<head>",
        '<head><script type="application/ld+json">{"@graph": [{"datePublished": "2025-12-02T10:00:00Z",'
        '"publisher": {"name": "The Paper"}}]}</script>',
    )
    read = page.read(html, HERE, T0)
    assert (read.published, read.publisher) == ("2025-12-02T10:00:00+00:00", "The Paper")


HIDDEN = {
    "script": "<script>var text = 'Beta was granted it';</script>",
    "linked data": '<script type="application/ld+json">{"articleBody": "Beta was granted it"}</script>',
    "comment": "<!-- Beta was granted it -->",
    "hidden": "<p hidden>Beta was granted it</p>",
    "aria-hidden": '<p aria-hidden="true">Beta was granted it</p>',
    "display none": '<div style="color:red; DISPLAY : none !important">Beta was granted it</div>',
    "visibility": '<div style="visibility:hidden">Beta was granted it</div>',
    "size": '<span style="font-size:0">Beta was granted it</span>',
    "far left": '<p style="position:absolute;left:-9999px">Beta was granted it</p>',
    "opacity": '<p style="opacity:0">Beta was granted it</p>',
    "style sheet": "<style>.ghost, #g { display:none }</style><p class='big ghost'>Beta was granted it</p>",
    "alt": '<img alt="Beta was granted it" src="x.png" title="Beta was granted it">',
    "meta": '<meta name="description" content="Beta was granted it">',
    "template": "<template><p>Beta was granted it</p></template>",
    "noscript": "<noscript><p>Beta was granted it</p></noscript>",
    "iframe": "<iframe srcdoc='Beta was granted it'>Beta was granted it</iframe>",
    "svg": "<svg><text>Beta was granted it</text></svg>",
    "form": "<textarea>Beta was granted it</textarea><select><option>Beta was granted it</option></select>",
    "attribute": "<p data-text='Beta was granted it'>Nothing.</p>",
}


@pytest.mark.parametrize("name", HIDDEN)
def test_what_a_reader_does_not_see_is_no_text(name: str) -> None:
    html = article(STORY).replace("</h1>", f"</h1>{HIDDEN[name]}")
    read = page.read(html, HERE, T0)
    assert "Beta" not in read.text
    assert "Paragraph 0" in read.text


def test_text_after_a_hidden_element_is_kept() -> None:
    assert "It was not granted." in page.read("<p>It was <i hidden>x</i>not granted.</p>", HERE, T0).text


@pytest.mark.parametrize("html", ["<html></html>", "<script>x</script>", "<p hidden>x</p>", " <!-- --> "])
def test_a_page_without_visible_text_is_a_fault(html: str) -> None:
    with pytest.raises(FetchError, match=r"no text|empty"):
        page.read(html, HERE, T0)


def test_a_guessed_date_is_never_in_the_future() -> None:
    assert page.read(article(STORY, published="2031-01-01"), HERE, T0).published is None


@pytest.mark.parametrize("bomb", ["<b>", "<p>x", "<a ", "<!--", "<ul><li>", "<table><tr><td>x"])
def test_a_page_made_to_be_slow_is_not(bomb: str) -> None:
    try:
        text = page.read(f"<p>Seen.</p>{bomb * 20_000}", HERE, T0).text
    except FetchError:
        return
    assert text.startswith("Seen.")
