"""Expressions are looked for only where their words stand, and nothing is missed for it."""

import json
from pathlib import Path

import pytest

from jobs.extract.deciding.likelihood import chance_by
from jobs.extract.statements.grammar import turns_of
from jobs.extract.text.cues import EXPRESSIONS, LANGUAGES, table
from jobs.extract.text.expressions import Lists
from jobs.extract.text.watchwords import Watch, alternatives, words_of

CASES = Path(__file__).parents[2] / "corpus" / "cases.jsonl"


@pytest.mark.parametrize(
    ("expression", "words"),
    [
        (r"\blicen[cs]es?\b", {"licence", "license", "licences", "licenses"}),
        (r"\b(?:has|had) (?:not )?applied\b", {"has applied", "had applied", "has not applied", "had not applied"}),
        (r"(?<!the )\bQUEU(?:E|ED)\b(?! up)", {"queue", "queued"}),
        (r"\bno\b[^.;]{0,30}\bword from\b", {"word from"}),
        (r"(?:尚)?未[^，。]{0,4}获批", {"获批"}),
        (r"\w+ \d+", set()),
        (r"(?:waits|\w+)\b", set()),
        (r"(?:refused ){2,3}", {"refused "}),
        (r"(?:refused )?\w+", set()),
    ],
)
def test_an_expression_knows_the_words_it_cannot_do_without(expression: str, words: set[str]) -> None:
    assert set(words_of(expression)) == words


@pytest.mark.parametrize(
    ("expression", "words"),
    [
        (r"\b(?:said|says)\W{1,4}(?:it is )?true", {"said": (0, 0), "says": (0, 0)}),
        (r"\bno\b[^.;]{0,30}\bword from\b", {"word from": (2, 32)}),
        (r"(?:\w{3}waits|\d queues)", {"waits": (3, 3), " queues": (1, 1)}),
        (r"(?:\w|\d\d){1,3} waits", {" waits": (1, 6)}),
    ],
)
def test_an_expression_knows_how_far_behind_its_beginning_a_word_stands(
    expression: str, words: dict[str, tuple[int, int]]
) -> None:
    assert words_of(expression) == words


def test_only_bars_outside_groups_and_sets_part_an_expression() -> None:
    assert alternatives(r"a(?:b|c)|[|)]d\||[]|]e") == [r"a(?:b|c)", r"[|)]d\|", "[]|]e"]


def texts() -> list[str]:
    return [json.loads(line)["text"] for line in CASES.read_text("utf-8").splitlines()][::9]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_turn_of_phrase_that_begins_with_a_name_has_no_bar_outside_of_groups(language: str) -> None:
    turns = [turn.source for turn in turns_of(language) if turn.begins_with_name]
    assert [turn for turn in turns if len(alternatives(turn)) > 1] == []


@pytest.mark.parametrize("section", EXPRESSIONS)
def test_looking_where_words_stand_finds_what_looking_everywhere_does(section: str) -> None:
    languages = ("en", "zh")
    names = list(dict.fromkeys(name for each in languages for name in table(each).get(section, {})))
    lists = Lists(section, names, languages)
    whole = lists.whole
    for text in texts():
        found, expected = lists.search(text, 7), whole.search(text, 7)
        assert (found and found.span()) == (expected and expected.span()), text


def test_a_text_with_letters_of_odd_capitals_is_looked_through_all_the_same() -> None:
    # The long s and the Turkish i match s and i for an expression that ignores case.
    assert Watch(["missing"]).seen("mi\u017f\u017fing") is None
    match = Lists("standing", ["applied"]).search("X has \u017fubmitted its papers.")
    assert match is not None
    assert match.lastgroup == "applied"


def test_the_order_of_signs_does_not_change_how_likely_something_is() -> None:
    weights = {"bias": 0.0, "for": 1e16, "a little": 1.0, "against": -1e16}
    assert chance_by(weights, frozenset(("for", "a little", "against"))) == chance_by(weights, frozenset(("a little",)))
