"""Pages that answer 200 and are not the page."""

from datetime import UTC, datetime

import pytest

from jobs.fetch import page
from jobs.fetch.changes import Memory, Watch
from jobs.fetch.errors import Wall
from tests.newsstand import article

T0 = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
HERE = "https://paper.example/news"
MENU = "<nav><a href='/'>Home</a> <a href='/login'>Sign in</a> <a href='/markets'>Markets</a></nav>"
STORY = "\n\n".join(
    f"Paragraph {n} tells at length what Alpha Magnetics heard from the ministry in May." for n in range(8)
)


def shown(body: str, title: str = "Paper", head: str = "") -> str:
    return f"<html><head><title>{title}</title>{head}</head><body>{MENU}{body}</body></html>"


WALLS = {
    "robots": shown(
        "<h1>paper.example</h1><p>Verify you are human by completing the action below.</p>", "Just a moment..."
    ),
    "robots in chinese": shown("<div>请完成安全验证</div><p>拖动滑块完成拼图</p>"),
    "traffic": shown("<p>Our systems have detected unusual traffic from your network. Please try again later.</p>"),
    "script": shown(
        "<noscript>You need to enable JavaScript to run this app.</noscript><div id='root'></div><p>Paper</p>"
    ),
    "script in the open": shown("<p>Please enable JavaScript in your browser to view this page.</p>"),
    "script in chinese": shown("<p>请启用 JavaScript 后重试</p>"),
    "login": shown("<h1>Log in to continue</h1><form><label>E-mail</label><input type='password'></form>"),
    "login form": shown("<form><p>Your name and your word, please</p><input type='password'></form><p>Paper</p>"),
    "login in chinese": shown("<div>请登录后查看全文</div>"),
    "subscription": shown("<h1>Subscribe to continue reading</h1><p>Only 2 euros a week. Cancel at any time.</p>"),
    "consent": shown(
        "<h1>We value your privacy</h1><p>We and our 812 partners store cookies. Accept all or reject.</p>"
    ),
    "cookies alone": shown("<div class='cookie-wall'><p>This site uses cookies.</p></div>"),
    "not found": shown("<h1>404</h1><p>Sorry, the page you are looking for could not be found.</p>", "Page not found"),
    "not found by its title": shown("<p>We looked high and low. One of these may please you.</p>", "Page not found"),
    "not found in chinese": shown("<h2>抱歉，页面不存在</h2><p>返回首页</p>"),
    "error": shown("<h1>500 Internal Server Error</h1>"),
    "database": shown("<h1>Error establishing a database connection</h1>"),
    "maintenance": shown("<h1>We'll be right back</h1><p>The site is down for maintenance.</p>", "Maintenance"),
    "denied": shown("<h1>Access Denied</h1><p>You don't have permission to access this server. Reference #18.2e</p>"),
}


@pytest.mark.parametrize("name", WALLS)
def test_a_page_in_the_way_is_a_fault_and_is_never_read(name: str) -> None:
    for look in (lambda html: page.read(html, HERE, T0), lambda html: page.passages(html, T0, None)):
        with pytest.raises(Wall, match=r"the address (shows|asks)"):
            look(WALLS[name])


PAGES = {
    "an article": article(STORY, title="Alpha is told"),
    "a brief": article("Alpha got it.", title="News"),
    "about robots": article(
        "Shops fight back. A chain of shops in Ghent asks its visitors to solve a captcha, its owners told the "
        "paper, since robots had bought all of its boots.\n\n" + STORY,
        title="Robots at the till",
    ),
    "a brief about access": article(
        "Traders said that Alpha was denied access to the port of Lodz in May.", title="Port"
    ),
    "under construction": article("A second plant of Alpha is under construction near Graz.", title="Alpha builds"),
    "with a cookie line": article(STORY, title="Alpha").replace("</body>", "<p>We use cookies. Accept all.</p></body>"),
    "a brief with a cookie line": article(
        "Alpha Magnetics was granted a licence for Ghent in May, said its board.", title="Alpha"
    ).replace("</body>", "<div><p>We use cookies.</p></div></body>"),
    "with a login in the menu": shown(
        "<article><h1>Alpha</h1><p>Alpha was told of it in May by the board.</p></article>"
    ),
    "with a noscript picture": article(STORY, title="Alpha").replace(
        "</body>", "<noscript>Please enable JavaScript to comment.</noscript></body>"
    ),
    "a figure like a code": article(
        "Exports came to 404 tonnes in May and 503 in June, customs said.", title="Figures"
    ),
    "a short chinese brief": article("大地熊公告称，公司已取得通用许可证。", title="公告"),
}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_that_mentions_such_words_is_read(name: str) -> None:
    assert page.read(PAGES[name], HERE, T0).text
    assert page.passages(PAGES[name], T0, None)


def remembered(html: str) -> Memory:
    return Watch(None, page.passages(html, T0, None)).outcome()[1]


def test_a_long_cookie_wall_is_known_by_what_it_leaves_out() -> None:
    """Its text is as long as an article's, but nothing of the article is left."""
    wall = "\n\n".join(
        f"Partner {n} stores cookies on your device for measurement, profiles and content, and you may object."
        for n in range(12)
    )
    html = article("Before you continue, we and our partners ask for your consent.\n\n" + wall, title="Paper")
    with pytest.raises(Wall, match="consent"):
        page.passages(html, T0, remembered(article(STORY, title="Alpha")))


def test_an_empty_shell_is_a_fault_where_there_was_a_page() -> None:
    known = remembered(article(STORY, title="Alpha"))
    with pytest.raises(Wall, match="next to nothing"):
        page.passages(article("Loading the latest.", title="Paper"), T0, known)


def test_a_page_that_was_rewritten_is_no_wall() -> None:
    rewritten = "\n\n".join(
        f"Section {n} now lists another holder of the permit, from Lodz to Porto." for n in range(8)
    )
    assert page.passages(article(rewritten, title="Holders"), T0, remembered(article(STORY, title="Alpha")))
