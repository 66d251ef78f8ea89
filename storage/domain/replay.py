"""What was known on an earlier day: which claims had been heard by then, and which of them spoke. Pure.

Two ways to look back. Since the record began it kept when it learnt each thing, so nothing that arrives later changes
an answer. Before, there was nobody to learn: then it counts what had been printed by that day, as far as read since.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from storage.domain.claim import ClaimState, day_of


@dataclass(frozen=True, kw_only=True)
class Turn:
    """A claim took another state at this moment, because a person decided or another text replaced it."""

    at: datetime
    state: ClaimState


@dataclass(frozen=True, kw_only=True)
class Life:
    """What became of one claim. `asked`: it waited for a person from the moment it was kept. `state` is today's;
    `replaced_on` the day on which the text that replaced it was printed.
    """

    learnt_at: datetime
    published: str | None
    state: ClaimState
    asked: bool = False
    turns: tuple[Turn, ...] = ()
    replaced_on: str | None = None


@dataclass(frozen=True, kw_only=True)
class Past:
    """An earlier day: `until` is the moment it was over (aware UTC), `printed` says that what counts is printing."""

    day: date
    until: datetime
    printed: bool


def spoke(life: Life, past: Past) -> bool:
    """Whether a claim was on record, or in print, on that day and said to hold."""
    if past.printed:
        return _in_print(life, past.day)
    if life.learnt_at >= past.until:
        return False
    state = ClaimState.IN_REVIEW if life.asked else ClaimState.REPORTED
    for turn in sorted(_before(life.turns, past.until), key=lambda turn: turn.at):
        state = turn.state
    return state is ClaimState.REPORTED


def _before(turns: Iterable[Turn], until: datetime) -> list[Turn]:
    return [turn for turn in turns if turn.at < until]


def _in_print(life: Life, day: date) -> bool:
    """What was replaced by a text printed later stood until then; what a person rejected never did."""
    printed = day_of(life.published)
    if printed is None or printed > day or life.state in (ClaimState.IN_REVIEW, ClaimState.REJECTED):
        return False
    if life.state is not ClaimState.SUPERSEDED:
        return True
    replaced = day_of(life.replaced_on)
    return replaced is not None and replaced > day
