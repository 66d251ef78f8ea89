"""The text of what feeds carry: plain paragraphs are read without a tree, and come out as if with one."""

import random

import pytest

from jobs.fetch.markup import plain_text

PIECES = (
    *(
        "<p>",
        "</p>",
        "<P>",
        "<br>",
        "<br/>",
        "<b>",
        "</b>",
        "<ul>",
        "<li>",
        "</li>",
        "</ul>",
        "<div class='x'>",
        "</div>",
    ),
    *('<a href="https://x.example/?a=1&b=2">', "</a>", "<img src='a' alt='a > b'>", "<h2>", "</h2>", "<td>", "<pre>"),
    *("word", "two words", " ", "  ", "\n", "\t", "&amp;", "&lt;b&gt;", "&#8217;", "&nbsp;", "é", "磁", "&", ">", "<"),
)


def test_plain_paragraphs_read_the_same_with_and_without_a_tree() -> None:
    draw = random.Random(4)
    for _ in range(2_000):
        fragment = "<p>" + "".join(draw.choice(PIECES) for _ in range(draw.randint(1, 12)))
        # A comment says nothing, and is more than a plain paragraph has.
        assert plain_text(fragment, 1_000) == plain_text(f"<!-- -->{fragment}", 1_000), fragment


@pytest.mark.parametrize(
    ("fragment", "text"),
    [
        ("<p>The <b>licence</b> was\ngranted.</p><p>Two lines.</p>", "The licence was granted.\nTwo lines."),
        ("<p>Seen</p><p style='display:none'>unseen</p>", "Seen"),
        ("<p>Seen<script>unseen</script></p>", "Seen"),
        ("<p>a &lt;script&gt; is text</p>", "a <script> is text"),
        ('<a title="x > y" href="/">link</a>', "link"),
    ],
)
def test_what_a_reader_would_see_is_the_text(fragment: str, text: str) -> None:
    assert plain_text(fragment, 1_000) == text
