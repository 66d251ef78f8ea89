"""The calendar: which reminder is due on a day, and what it may say."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.domain.deadlines import OVER, STEPS, due, in_words, window
from storage.domain.licence import Certainty, LicenceState, Role
from tests.telling import MAKER

END = date(2026, 12, 2)
LONG_AGO = date(2025, 12, 2)


def on(left: int) -> date:
    return END - timedelta(days=left)


@pytest.mark.parametrize(
    ("left", "step"),
    [(61, None), (60, 60), (31, 60), (30, 30), (14, 14), (8, 14), (7, 7), (2, 7), (1, 1), (0, 1), (-1, OVER), (-90, 0)],
)
def test_each_step_is_due_from_its_day_until_the_next(left: int, step: int | None) -> None:
    assert due(END, on(left), LONG_AGO) == step


def test_what_was_over_before_we_learnt_of_it_is_no_reminder() -> None:
    """The news that told of the licence has said when it ends."""
    learnt = on(10)
    assert due(END, learnt, learnt) is None
    assert due(END, on(7), learnt) == 7
    assert due(END, on(-1), on(-1)) is None


@given(day=st.integers(-400, 400), known=st.integers(-400, 400), later=st.integers(0, 400))
def test_a_step_that_has_come_is_followed_only_by_later_ones(day: int, known: int, later: int) -> None:
    first, second = due(END, on(day), on(known)), due(END, on(day - later), on(known))
    assert first is None or (second is not None and second <= first)
    assert first in (None, OVER, *STEPS)


def test_an_unknown_issue_date_makes_a_window_and_no_day() -> None:
    assert window(END, issue_date_known=False) == (date(2026, 11, 1), END)
    assert window(END, issue_date_known=True) == (END, END)


def test_a_reminder_says_between_unless_the_day_is_known() -> None:
    facts = (MAKER, Role.EXPORTER, LicenceState.GRANTED, Certainty.REPORTED, END)
    assert "may end between 1 Nov 2026 and 2 Dec 2026" in in_words(*facts, False)
    assert "ends on 2 Dec 2026" in in_words(*facts, True)
    assert "between" not in in_words(*facts, True)


def test_a_lapse_without_news_says_as_far_as_known() -> None:
    said = in_words(MAKER, Role.EXPORTER, LicenceState.LAPSED, Certainty.REPORTED, END, False)
    assert "lapsed as far as known, no renewal seen" in said


def test_a_customer_is_never_said_to_hold_what_ends() -> None:
    said = in_words(MAKER, Role.CUSTOMER, LicenceState.GRANTED, Certainty.REPORTED, END, False)
    assert said.startswith(f"The general export licence of its suppliers that {MAKER} is covered by")
