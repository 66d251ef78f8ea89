"""On which base each change of a sentence is, also where its words do not say so."""

import re
from dataclasses import replace
from itertools import pairwise

from jobs.extract.figures.amounts import Amount
from jobs.extract.figures.changes import Change, kind_of, measured_against
from jobs.extract.figures.context import Context
from jobs.extract.figures.periods import Mention, shifted
from jobs.extract.figures.talk import Bound

#: How far behind its verb a change may stand ("fell by more than 29%"), in characters.
_MOVED_BY = 24
#: Between a change that is only compared with and its period ("12% in June", "12% growth in June").
_WAS_UP = re.compile(r"\b(?:is|are|was|were|went|came|edged|ticked|crept) (?:up|down)$")
_MOVED_IN = re.compile(r"\b(?:in|during|over)\s$")
_OPENS = re.compile(r"\s?by\s(?:some\s|about\s|nearly\s|almost\s)?")
_LAST_MONTH = re.compile(r"last month|letzten monat|vergangenen monat|le mois dernier|上个?月|先月|지난달")


class Bases:
    """The bases of the changes of one sentence, worked out in their order."""

    def __init__(self, context: Context, amounts: list[Amount]) -> None:
        self.line = context.line
        self.talk = context.talk
        self.next_to = context.next_to
        self.amounts = amounts
        #: The kind of base of the change before, for one that names none, and all kinds so far.
        self.last: str | None = None
        self.kinds: set[str] = set()

    def of(self, change: Change, period: str | None) -> str | None:
        """mom, yoy or ytd_yoy; None when the base is none of these."""
        if isinstance(change.base, Mention):
            kind = measured_against(change.base.period, period)
            if change.base.period == period and _LAST_MONTH.match(self.line.text, change.base.start):
                # "Down from last month", of last month's figure: the month before it is meant.
                kind = "mom"
        elif change.base is not None:
            kind = kind_of(change.base)
        elif beside := self._set_beside(change):
            kind = measured_against(beside, period)
        else:
            word = self.line.word_before(change.number.start)
            kind = (self.last or self.talk.last) if word is not None and "ditto" in word.tags else change.default
            if kind is None and period and len(period) != 7:
                kind = "yoy"
            if kind is None and not self.kinds:
                kind = self.talk.basis if self.next_to else None
            elif kind is None and len(self.kinds) == 1:
                kind = self.last
        if kind == "qoq" or (kind == "mom" and period and "/" in period):
            return None
        # What was told on the year first and then on the month goes on on the year.
        lead = "yoy" if self.talk.lead == "yoy" and self.next_to and not self.kinds else None
        kind = kind or self.talk.noted or lead or self._unsaid(change, period) or self._from_beside(change, period)
        self.last = kind or self.last
        self.kinds |= {kind} if kind else set()
        return cumulative(kind, period)

    def _set_beside(self, change: Change) -> str | None:
        """The period of the amount that a change without a base leads to ("down 4.5% from 376 t in November")."""
        after = (one for one in self.amounts if one.beside and one.kept and one.number.start >= change.number.end)
        beside = next(after, None)
        if beside is None or beside.piece != change.piece:
            return None
        between = any(change.number.end <= one.start < beside.number.start for one in self.line.numbers)
        return None if between else beside.period

    def _from_beside(self, change: Change, period: str | None) -> str | None:
        """The basis that the only other amount before a change gives it ("from 5,740 tonnes in April to 2,210, a fall of 60%")."""
        besides = [one for one in self.amounts if one.beside]
        if len(self.amounts) != 2 or len(besides) != 1 or not besides[0].kept or not besides[0].period:
            return None
        if besides[0].number.end > change.number.start or (change.number.word and change.base is None):
            return None
        return measured_against(besides[0].period, period)

    def _month_by_month(self) -> bool:
        """Whether a sentence tells a change of each of some months in a row, each against the month before it."""
        months = sorted({one.period for one in self.line.own if len(one.period) == 7})
        percents = sum(item.kind == "percent" for item in self.line.numbers)
        # "After dropping 3.4% in August, exports plunged 30.9% in September."
        least = 2 if self.line.tagged("having") else 3
        return least <= len(months) <= percents and all(shifted(one, 1) == other for one, other in pairwise(months))

    def _moved_in_month(self, change: Change, period: str | None) -> bool:
        """Whether something is plainly said to have moved in a month ("fell 29% in September"), of which no base is told."""
        text = self.line.text
        words = [word for word in self.line.pieces[change.piece].words if word.end <= change.number.start]
        moved = (word for word in reversed(words) if "moved" in word.tags or _WAS_UP.search(text, 0, word.end))
        verb = next(moved, None)
        part = self.line.pieces[change.piece]
        if verb is None and _OPENS.fullmatch(text, part.start, change.number.start):
            # "By nine per cent exports increased in October."
            verb = next((word for word in part.words if "moved" in word.tags), None)
            if verb is not None and change.base is None:
                return any(one.period == period and _MOVED_IN.search(text, 0, one.start) for one in self.line.own)
        if verb is None or change.base is not None or change.number.start - verb.end > _MOVED_BY:
            return False
        return any(one.period == period and _MOVED_IN.search(text, 0, one.start) for one in self.line.own)

    def _unsaid(self, change: Change, period: str | None) -> str | None:
        """The basis of a month's change that names none: against the month before, where the verb puts it in that month."""
        line = self.line
        if not line.tagged("again") and not self._month_by_month() and not self._moved_in_month(change, period):
            return None
        part = line.pieces[change.piece]
        other = any(part.start <= one.start < part.end for one in (*line.beside, *line.since))
        if change.number.word or other or self.kinds or self.talk.last or not period or len(period) != 7:
            return None
        return "mom"


def cumulative(kind: str | None, period: str | None) -> str | None:
    """The basis of a span: a year so far has its own."""
    if kind is None or period is None or len(period) == 7:
        return kind
    return "ytd_yoy" if period[4:8] == "-01/" else "yoy"


def on_two_bases(every: list[Change], bound: list[Bound | None]) -> list[Bound]:
    """The figures of changes; of two of one amount the one without a base is on the other base.

    "Rose 2.9% in October to 5,940 tonnes, 8.5% above a year earlier" rose from the month before.
    """
    out = []
    for change, one in zip(every, bound, strict=True):
        if one is None:
            continue
        other = {"yoy": "mom", "mom": "yoy"}.get(one.basis or "")
        named = change.base is not None or other is None or one.tonnes is None or len(one.period or "") != 7
        twin = not named and any(
            two is not None and based.base is not None and (two.at, two.basis) == (one.at, one.basis) and two is not one
            for based, two in zip(every, bound, strict=True)
        )
        out.append(replace(one, basis=other) if twin else one)
    return out
