"""Copies of one text, and texts that only tell of the same thing."""

import random

import pytest

from storage.domain import likeness
from tests.reprints import Wire

MAKERS = 40


def found(one: str, other: str) -> bool:
    """Whether the index leads from one text to the other, and the comparison says that they are one."""
    return bool(set(likeness.keys(one)) & set(likeness.keys(other))) and likeness.is_copy(one, other)


@pytest.mark.parametrize("how", ["copied", "edited", "headed", "cut", "extended"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_reprints_are_found_however_they_were_changed(how: str, language: str) -> None:
    lost = []
    for number in range(MAKERS):
        wire = Wire(number, language)
        if not found(wire.report, getattr(wire, how)()):
            lost.append(number)
    assert len(lost) <= MAKERS // 20


@pytest.mark.parametrize("language", ["en", "zh"])
def test_another_report_of_the_same_event_is_no_copy(language: str) -> None:
    assert [n for n in range(MAKERS) if found(Wire(n, language).report, Wire(n, language).elsewhere())] == []


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_report_made_from_the_same_template_with_other_figures_is_no_copy(language: str) -> None:
    assert [n for n in range(MAKERS) if found(Wire(n, language).report, Wire(n, language).next_month())] == []


def test_words_count_and_their_setting_does_not() -> None:
    text = Wire(1, "en").report
    assert likeness.keys(text) == likeness.keys(text.upper().replace(". ", " –\n"))


@pytest.mark.parametrize("text", ["", "!!!", "Alpha got it.", "许可"])
def test_what_is_too_short_to_compare_is_found_only_by_itself(text: str) -> None:
    assert len(likeness.keys(text)) == 1
    assert likeness.is_copy(text, text) is any(c.isalnum() for c in text)
    assert not likeness.is_copy(text, f"{text} again")


def test_keys_fit_into_a_column_and_are_the_same_in_every_process() -> None:
    assert all(-(2**63) <= key < 2**63 for key in likeness.keys(Wire(2, "en").report))
    assert likeness.keys("Alpha got it.") == (likeness.keys("alpha GOT it")[0],)
    assert likeness.keys("Alpha got it.")[0] == -5881967763287963179


def test_a_shuffled_text_shares_little() -> None:
    words = Wire(3, "en").report.split()
    random.Random(1).shuffle(words)
    assert likeness.resemblance(Wire(3, "en").report, " ".join(words)) < 0.05
