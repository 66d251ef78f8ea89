"""Which claims spoke on an earlier day, whatever became of them since."""

from datetime import timedelta

import pytest

from storage.domain.claim import ClaimState
from storage.domain.replay import Life, Past, Turn, spoke
from tests.telling import T0, day, on

LEARNT = T0


def past(after: int, *, printed: bool = False) -> Past:
    """The end of the n-th day of the story."""
    return Past(day=on(after), until=T0 + timedelta(days=after, hours=12), printed=printed)


def turn(after: int, state: ClaimState) -> Turn:
    return Turn(at=T0 + timedelta(days=after), state=state)


def life(
    *turns: Turn, state: ClaimState = ClaimState.REPORTED, asked: bool = False, replaced: int | None = None
) -> Life:
    return Life(
        learnt_at=LEARNT,
        published=day(-30),
        state=state,
        asked=asked,
        turns=turns,
        replaced_on=day(replaced) if replaced is not None else None,
    )


def test_what_was_learnt_later_did_not_speak() -> None:
    assert not spoke(life(), past(-1))
    assert spoke(life(), past(0))


def test_a_reading_that_waited_for_a_person_spoke_from_the_answer_on() -> None:
    waited = life(turn(3, ClaimState.REPORTED), asked=True)
    assert [spoke(waited, past(after)) for after in (0, 2, 3)] == [False, False, True]


def test_what_was_taken_back_spoke_until_then_and_again_when_it_was_restored() -> None:
    gone = life(turn(5, ClaimState.REJECTED), turn(9, ClaimState.REPORTED), state=ClaimState.REPORTED)
    assert [spoke(gone, past(after)) for after in (4, 6, 10)] == [True, False, True]


def test_what_a_corrected_page_replaced_spoke_until_the_correction() -> None:
    replaced = life(turn(5, ClaimState.SUPERSEDED), state=ClaimState.SUPERSEDED, replaced=5)
    assert [spoke(replaced, past(after)) for after in (4, 6)] == [True, False]
    assert [spoke(replaced, past(after, printed=True)) for after in (-31, -30, 4, 5)] == [False, True, True, False]


@pytest.mark.parametrize("state", [ClaimState.IN_REVIEW, ClaimState.REJECTED])
def test_before_the_record_began_a_misreading_never_spoke(state: ClaimState) -> None:
    assert not spoke(life(state=state), past(-10, printed=True))
    assert spoke(life(), past(-10, printed=True))
