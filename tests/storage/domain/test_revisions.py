"""A text that was changed at its address."""

from dataclasses import replace

from storage.domain import revisions
from storage.domain.claim import Reading
from tests.telling import says

BEFORE = "Papers\nAlpha holds a licence.\nThe harbour was calm."


def claims(text: str, *quotes: str) -> list[str]:
    read = Reading(claims=tuple(replace(says(), quote=quote) for quote in quotes))
    return [claim.quote for claim in revisions.news_in(read, text, BEFORE).claims]


def test_only_what_stands_in_new_lines_is_news() -> None:
    text = f"{BEFORE}\nBeta holds one too."
    assert claims(text, "Alpha holds a licence.", "Beta holds one too.") == ["Beta holds one too."]


def test_a_line_that_was_changed_is_news_as_a_whole() -> None:
    assert claims(BEFORE.replace("holds", "lost"), "Alpha lost a licence.") == ["Alpha lost a licence."]


def test_a_passage_that_runs_into_a_new_line_is_news() -> None:
    text = BEFORE.replace("licence.", "licence.\nFor now")
    assert claims(text, "a licence.\nFor") == ["a licence.\nFor"]


def test_white_space_and_case_make_no_news() -> None:
    assert claims(BEFORE.upper().replace(" ", "  "), "ALPHA HOLDS  A LICENCE.") == []


def test_a_passage_that_is_nowhere_in_the_text_is_kept() -> None:
    assert claims(BEFORE, "Gamma said so.") == ["Gamma said so."]


def test_a_text_of_which_little_is_left_is_another_text() -> None:
    assert revisions.is_version_of(BEFORE + "\nMore.", BEFORE)
    assert not revisions.is_version_of("Papers\nAll is new here.", BEFORE)
    assert not revisions.is_version_of(BEFORE, "")
