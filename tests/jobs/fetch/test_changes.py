"""A watched page: what it says is told from what ticks, counts and rotates on it."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from jobs.fetch import changes, page
from jobs.fetch.changes import Change, Memory, Watch
from tests.noisy import ROUND, NoisyPage

T0 = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
STORY = (
    "<p>Oakmag was granted a general licence on 3 March, its board said.</p>"
    "<p>The plant in Graz ships to forty customers in the north.</p>"
    "<p>Nobody in the harbour office wished to say more about it.</p>"
)


class Reader:
    """Somebody who visits one page again and again; `shows` is what the page answers from now on."""

    def __init__(self, *answers: str) -> None:
        self.now, self.memory, self.asked = T0, None, 0
        self._answers = iter(())
        self.shows(*answers)
        self.look()

    memory: Memory | None

    def shows(self, *answers: str) -> None:
        """One answer after the other; the last one for ever."""

        def each() -> Iterator[str]:
            yield from answers
            while True:
                yield answers[-1]

        self._answers = each()

    def look(self, later: timedelta = ROUND) -> Change:
        self.now += later
        watch = Watch(self.memory, self._seen())
        while watch.wants_more:
            watch.show(self._seen())
        change, memory = watch.outcome()
        self.memory = changes.unpacked(memory.packed())
        return change

    def _seen(self) -> list[changes.Passage]:
        self.asked += 1
        return page.passages(next(self._answers), self.now, self.memory)


HEAD = '<head><meta property="og:type" content="article"></head>'


def html(body: str, around: str = "") -> str:
    """An article whose page does not say where it begins and ends."""
    return f"<html>{HEAD}<body><nav>Home</nav><div><h1>Oakmag</h1>{body}</div>{around}</body></html>"


def told(change: Change) -> list[str]:
    return [passage.text for passage in change.added]


def test_a_page_that_says_the_same_has_not_changed_and_is_asked_once() -> None:
    reader = Reader(html(STORY))
    asked = reader.asked
    assert not reader.look()
    assert reader.asked == asked + 1


TICKS = {
    "a clock": ("<div>10:01:22</div>", "<div>10:44:03</div>"),
    "the day": ("<p>Sunday, 22 November 2026</p>", "<p>Monday, 23 November 2026</p>"),
    "a stamp": ("<p>Last updated: 22 Nov 2026 10:01</p>", "<p>Last updated: 23 Nov 2026 08:30</p>"),
    "a chinese stamp": ("<p>更新时间：2026-11-22 10:01</p>", "<p>更新时间：2026-11-23 08:30</p>"),
    "a greeting": ("<div>Good morning</div>", "<div>Good evening</div>"),
    "an age": ("<span>3 minutes ago</span>", "<span>just now</span>"),
    "a chinese age": ("<span>3分钟前</span>", "<span>2小时前</span>"),
    "views": ("<div>1,203 views</div>", "<div>1,377 views</div>"),
    "chinese counters": ("<p>阅读 203 评论(12)</p>", "<p>阅读 1.2万 评论(14)</p>"),
    "an author and counters": ("<p>By A. Weaver · 12 likes</p>", "<p>By A. Weaver · 14 likes</p>"),
    "a bare number": ("<b>17</b>", "<b>18</b>"),
    "a price": ("<div>Copper 8.31 +0.4%</div>", "<div>Copper 8.12 -1.2%</div>"),
    "a request id": ("<p>Request ID: 83ab-22f1</p>", "<p>Request ID: 91cc-03d2</p>"),
    "a token": ("<p>edge 83ab22f190cc</p>", "<p>edge 02bc71e9d0aa</p>"),
    "quotation marks": ("<p>The board's “word” stands for now.</p>", '<p>The board’s "word"  stands for now.</p>'),
    "the year of the copyright": (
        "<p>© 2026 Wire. All rights reserved.</p>",
        "<p>© 2027 Wire. All rights reserved.</p>",
    ),
    "an advertisement": (
        "<div class='ad-slot'><p>Boots for fields.</p></div>",
        "<div class='adBox'><p>A shed.</p></div>",
    ),
    "related links": (
        "<div><a href='/a'>Why harbour cranes are painted red</a></div>",
        "<div><a href='/b'>How copper lines were laid at night</a></div>",
    ),
    "a list under its heading": (
        "<h3>Most read</h3><p>Cranes in the fog are told.</p>",
        "<h3>Most read</h3><p>Trams.</p>",
    ),
    "a cookie banner": ("", "<div id='cookie-banner'><p>We use cookies to make this site work for you.</p></div>"),
}


@pytest.mark.parametrize("name", TICKS)
def test_what_ticks_and_counts_beside_the_text_is_no_change(name: str) -> None:
    before, after = TICKS[name]
    reader = Reader(html(STORY, before))
    reader.shows(html(STORY, after))
    assert not reader.look(timedelta(days=1))


def test_a_printed_date_is_no_change_when_it_is_no_longer_today() -> None:
    reader = Reader(html("<div>22 November 2026</div>" + STORY))
    assert not reader.look(timedelta(days=9))


TRUE = {
    "a word": (STORY.replace("was granted", "was not granted"), "was not granted"),
    "a date": (STORY.replace("3 March", "4 March"), "4 March"),
    "a name": (STORY.replace("Oakmag was", "Lindmag was"), "Lindmag"),
    "a number": (STORY.replace("forty", "41"), "41"),
    "a sentence": (STORY.replace("north.", "north. It has paused since."), "paused"),
    "a paragraph": (STORY + "<p>Brook Alloys holds one too.</p>", "Brook"),
    "a short line": (STORY + "<p>Status: suspended</p>", "suspended"),
    "a row": (STORY + "<table><tr><td>Tarn</td><td>2 May 2027</td></tr></table>", "Tarn | 2 May 2027"),
    "a correction beside it": (STORY + "<aside class='correction'>Correction: it was refused.</aside>", "refused"),
}


@pytest.mark.parametrize("name", TRUE)
def test_a_true_change_is_told_once_with_its_whole_block(name: str) -> None:
    body, word = TRUE[name]
    reader = Reader(html(STORY))
    reader.shows(html(body))
    change = reader.look()
    assert [text for text in told(change) if word in text]
    assert len(change.added) == 1
    assert not reader.look()


def test_a_statement_that_is_taken_back_and_made_again_is_a_change_each_time() -> None:
    reader = Reader(html(STORY))
    for body in (STORY.replace("was granted", "was not granted"), STORY):
        reader.shows(html(body))
        assert len(reader.look().added) == 1


def test_a_removed_statement_is_a_change_without_anything_to_read() -> None:
    reader = Reader(html(STORY))
    reader.shows(html(STORY.partition("</p>")[2]))
    change = reader.look()
    assert (change.added, change.gone) == ((), 1)
    assert not reader.look()


@pytest.mark.parametrize("label", ["Valid until", "Effective", "Granted", "有效期至"])
def test_a_date_beside_its_label_is_a_fact_even_when_it_is_today(label: str) -> None:
    row = "<table><tr><td>{}</td><td>{}</td></tr></table>"
    reader = Reader(html(STORY + row.format(label, "22 November 2026")))
    reader.shows(html(STORY + row.format(label, "23 November 2026")))
    assert len(reader.look().added) == 1


def test_what_differs_between_answers_seconds_apart_is_noise_and_its_spot_is_remembered() -> None:
    adverts = [
        html(STORY, f"<div><p>Boots for wet fields from {n * 7} euros in all shops.</p></div>") for n in range(9)
    ]
    reader = Reader(*adverts[:3])
    asked = reader.asked
    reader.shows(*adverts[3:])
    assert not reader.look()
    assert reader.asked == asked + 1


def test_a_statement_that_comes_with_the_noise_is_still_told() -> None:
    def answers(body: str) -> list[str]:
        advert = "</p><p>Boots for wet fields from {} euros in all shops.</p>"
        return [html(body.replace("</p>", advert.format(n * 7), 1)) for n in range(5)]

    reader = Reader(*answers(STORY))
    reader.shows(*answers(STORY.replace("</p>", "</p><p>Brook Alloys was told to wait until the autumn.</p>", 1)))
    assert told(reader.look()) == ["Brook Alloys was told to wait until the autumn."]


def test_a_server_that_lags_behind_delays_a_change_and_does_not_lose_it() -> None:
    old, new = html(STORY), html(STORY.replace("was granted", "was not granted"))
    reader = Reader(old)
    reader.shows(new, old)
    assert not reader.look()
    reader.shows(new)
    assert len(reader.look().added) == 1


def test_a_text_served_to_every_second_visitor_is_no_change() -> None:
    one, other = (html(STORY, f"<p>{text}</p>") for text in ("Read all of it free today.", "Join our readers now."))
    reader = Reader(one, other, one)
    for answers in ((one, other), (other, one), (other, other, one)):
        reader.shows(*answers)
        assert not reader.look()


def test_without_a_second_answer_what_is_new_is_believed_and_noise_is_learnt_from_visit_to_visit() -> None:
    """Its server asks not to be asked again so soon."""
    memory, found = None, []
    for number in range(6):
        body = html(STORY, f"<div><p>Boots for wet fields, {'abcdef'[number] * 5} of them, are in all shops.</p></div>")
        body = body.replace("Boots for wet fields", ("Boots", "Sheds", "Dogs", "Teas", "Maps", "Inks")[number] * 3)
        watch = Watch(memory, page.passages(body.replace("are in all shops", "x" * number), T0, memory))
        change, memory = watch.outcome()
        found.append(bool(change))
    assert found[:2] == [True, True]
    assert not any(found[-2:])


@pytest.mark.parametrize("tag", ["article", "main"])
def test_where_a_page_says_which_part_is_its_own_the_rest_is_not_looked_at(tag: str) -> None:
    marked = "<html><body><div>{}</div><{}><h1>Oakmag</h1>{}</{}></body></html>"
    reader = Reader(marked.format("<p>Cork sleeps well under anybody's back.</p>", tag, STORY, tag))
    reader.shows(marked.format("<p>Sheds arrive as one flat parcel in May.</p>", tag, STORY, tag))
    assert not reader.look()
    reader.shows(marked.format("<p class='correction'>It was refused in May.</p>", tag, STORY, tag))
    assert told(reader.look()) == ["It was refused in May."]
    reader.shows(marked.format("", tag, STORY + "<p>And so on.</p>", tag))
    assert told(reader.look()) == ["And so on."]


def test_a_list_that_is_shuffled_says_the_same_and_a_new_entry_is_told() -> None:
    entries = [f"<li><a href='/{n}'>Tarn Magnetics tells Porto of {n} orders</a></li>" for n in range(6)]
    listed = "<html><body><main><h1>News</h1><ul>{}</ul></main></body></html>"
    reader = Reader(listed.format("".join(entries)))
    reader.shows(listed.format("".join(reversed(entries))))
    assert not reader.look()
    reader.shows(
        listed.format("<li><a href='/x'>Quarrymag is heard of for the first time</a></li>" + "".join(entries[:5]))
    )
    assert told(reader.look()) == ["Quarrymag is heard of for the first time"]


def test_of_many_noisy_pages_none_changes_and_no_true_change_is_missed() -> None:
    chance = random.Random(3)
    false, missed = [], []
    for number in range(30):
        noisy = NoisyPage(number)
        reader = Reader.__new__(Reader)
        reader.now, reader.memory, reader.asked = T0, None, 0

        def answers(noisy: NoisyPage = noisy, reader: Reader = reader) -> Iterator[str]:
            while True:
                yield noisy.render(reader.now, chance)

        reader._answers = answers()
        reader.look()
        if change := reader.look():
            false.append((number, told(change)))
        name = noisy.amend(chance)
        if not reader.look():
            missed.append((number, name))
    assert (false, missed) == ([], [])


@pytest.mark.parametrize("stored", [None, "", "no memory at all", "c-pO6"])
def test_a_memory_that_cannot_be_read_is_none(stored: str | None) -> None:
    assert changes.unpacked(stored) is None


def test_a_page_that_was_rewritten_does_not_take_long() -> None:
    def made(word: str) -> str:
        return html("".join(f"<p>{word} {n} says {n * 7} things of {word} and {n}.</p>" for n in range(600)))

    reader = Reader(made("Oakmag"))
    reader.shows(made("Lindmag"))
    assert reader.look()
