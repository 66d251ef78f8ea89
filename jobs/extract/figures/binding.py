"""Which change is of which amount, and what a sentence tells in all."""

import re

from jobs.extract.figures.amounts import Amount, amounts, of_amount
from jobs.extract.figures.bases import Bases, cumulative, on_two_bases
from jobs.extract.figures.changes import Change, changes, kind_of, measured_against
from jobs.extract.figures.context import Context
from jobs.extract.figures.lines import Line
from jobs.extract.figures.memory import remember
from jobs.extract.figures.periods import Mention, is_quarter, shifted
from jobs.extract.figures.quantities import Number
from jobs.extract.figures.talk import Bound, Talk, announce, caption, country_of, named, series_of
from jobs.extract.figures.turns import owners, rows
from jobs.extract.figures.waiting import borne_out, matched
from jobs.extract.figures.words import Word
from storage.domain.claim import Series

#: How far from its change a goal ("to 5,000 tonnes") may stand, in characters.
_REACH = 90
#: How far a change told in whole percent may lie from what two amounts give, in percentage points.
_ROUNDED = 0.6
_THEN = re.compile(r"\s(?:\w+\s)?(?:in|for|during)\s(?:the\s)?")
_COMPARED = re.compile(r"\b(?:compared with|compared to|after|following|against|versus|from|than)\s(?:an?|the)\s$")
#: Between a change and the words that date it ("a 19% increase the month before").
_BACK = re.compile(r"\s(?:\w+\s)?(?:in\s)?")
#: A change that is none of any figure.
#: How far into a sentence the words that open it may stand, in characters.
_FIRST = 4
_WERE = re.compile(r",?\s(?:they|it|exports|shipments|the (?:figure|number|total|volume|level))\s(?:was|were)\s")
_NOTHING = Bound(-1, Series.NOT_NAMED, None, None)


def bind(line: Line, talk: Talk, number: int) -> list[Bound]:
    """The figures of a sentence; `talk` is taken from and added to."""
    if caption(line, talk, number):
        return []
    binder = _Binder(Context(line, talk, number))
    out = binder.figures()
    if any(item.kind == "tonnes" for item in line.numbers):
        talk.weighed = number
    pending, talk.pending = talk.pending, ()
    waiting, talk.waiting = talk.waiting, ()
    if out:
        out = [*out, *borne_out(pending, out), *matched(waiting, out)]
        remember(binder.context, binder.amounts, out, binder.bases.last)
    else:
        if line.own:
            talk.lately, talk.aside = line.own[-1].period, number
        announce(line, talk, number)
        talk.waiting = tuple(binder.waiting)
        talk.pending = tuple(value for value in binder.loose if value != round(value))
        talk.basis = binder.bases.last or talk.basis
    return out


class _Binder:
    """One sentence being bound."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.line = context.line
        self.talk = context.talk
        self.amounts = amounts(context)
        self.bases = Bases(context, self.amounts)
        #: Where the change before ends, and what it was of.
        self.before: tuple[int, Amount] | None = None
        #: The amounts of changes that are told in a row after as many amounts, by where the change stands.
        self.turns: dict[int, Amount] = {}
        #: The changes of the sentence, whatever they are of.
        self.loose: list[float] = []
        #: Those of them that have a period and a basis, but no matter.
        self.waiting: list[Bound] = []

    def figures(self) -> list[Bound]:
        """Everything the sentence tells, in its order."""
        every = changes(self.context)
        told = [change for change in every if change.value]
        self.turns = self._in_turn(told)
        self.loose = [change.value for change in told]
        bound = [self._of_change(change) if change.value else self._borne_out(change) for change in every]
        out = on_two_bases(every, bound)
        for amount in self.amounts:
            if amount.kept and not amount.told and amount.period:
                out.append(of_amount(amount))
        return sorted(out, key=lambda one: one.at)

    def _in_turn(self, told: list[Change]) -> dict[int, Amount]:
        """ "1,288 and 456 tonnes, up 27.9% and 18.3%": as many changes on one base as amounts before them."""
        main = [amount for amount in self.amounts if not amount.beside]
        turns: dict[int, Amount] = {}
        done = 0
        for row in rows(told, self.amounts):
            start = row[0].number.start
            fresh = [amount for amount in main if done <= amount.number.start < start]
            if not self.amounts and self.line.tagged("shared"):
                # "Both bought more than in December, by 9% and 3% respectively."
                fresh = self._amounts_before()
            fresh = owners(row, fresh, shared=bool(self.line.tagged("shared")))
            turns |= self._turns_of(row, fresh)
            done = row[-1].number.end
        return turns

    def _turns_of(self, told: list[Change], main: list[Amount]) -> dict[int, Amount]:
        if len(told) != len(main) or len(main) < 2:
            return {}
        kinds = {kind_of(one.base) for one in told if isinstance(one.base, Word)}
        # "Both had grown against June, by 46% and 75.5%": the base stands once, before the first of them.
        shared = told[0].base if all(one.base is None for one in told[1:]) else None
        if len(kinds) > 1 or any(isinstance(one.base, Mention) for one in told[:-1] if one.base is not shared):
            return {}
        if ";" in self.line.text[told[0].number.end : told[-1].number.start]:
            return {}
        reckoned = [(self._reckoned(one), amount) for one, amount in zip(told, main, strict=True)]
        if any(found and found[0] is not amount for found, amount in reckoned):
            return {}
        last = told[-1].base
        if isinstance(last, Mention) and measured_against(last.period, main[-1].period) is None:
            return {}
        last = last or shared
        for one in told:
            one.base = one.base or last
        return {one.number.start: amount for one, amount in zip(told, main, strict=True)}

    def _of_then(self, change: Change) -> Bound | None:
        """A change told only for comparison with another on the year ("compared with a fall of 92% in May")."""
        line, item = self.line, change.number
        then = self._back_then(change)
        for one in (*line.beside, *line.since, *line.own):
            gap = line.text[one.end : item.start]
            if one not in line.own and (
                (gap == "的" or one.end == item.start) or (line.text[one.end - 2 : one.end] == "'s" and gap == " ")
            ):
                then = one
            word = line.word_before(item.start)
            led = word is not None and (
                {"compared", "since"} & word.tags
                or ({"up", "down"} & word.tags and _COMPARED.search(line.text, 0, word.start))
            )
            having = self.bases.last is not None and self._having_been(change)
            if (led or having) and one.start - item.end >= 0 and _THEN.fullmatch(line.text, item.end, one.start):
                then = one
        if then is None:
            return None
        context, at = self.context, item.start
        series = context.series(change.piece, at)
        kinds = {kind_of(word) for word in line.words if {"yoy", "mom"} & word.tags}
        kind = self.bases.last or (kinds.pop() if len(kinds) == 1 else None)
        if kind is None or series is None or not context.about_exports(change.piece, at):
            return _NOTHING
        country = context.country(change.piece, at)
        return Bound(at, series, then.period, country, None, change.value, cumulative(kind, then.period))

    def _having_been(self, change: Change) -> bool:
        """Whether the part of a change tells what was before ("after having been up by 4.4% in the first four")."""
        words = self.line.pieces[change.piece].words[:1]
        return bool(words) and "having" in words[0].tags and words[0].start - self.line.pieces[change.piece].start <= 1

    def _back_then(self, change: Change) -> Mention | None:
        """When a change was that is told by its distance ("after a 19% increase the month before")."""
        line, item = self.line, change.number
        back = line.word_after(item.end)
        while back is not None and {"up", "down"} & back.tags:
            back = line.word_after(back.end)
        if back is None or "dates_back" not in back.tags or not _BACK.fullmatch(line.text, item.end, back.start):
            return None
        word = line.word_before(item.start)
        if word is None or not {"compared", "since", "having"} & word.tags or back is not change.base:
            return None
        told = next((one.period for one in line.own if one.start < item.start), None) or self.talk.period
        period = shifted(told, -12 if "yoy" in back.tags else -1)
        return Mention(back.start, back.end, period) if period else None

    def _of_change(self, change: Change) -> Bound | None:
        if then := self._of_then(change):
            return then if then is not _NOTHING else None
        if reckoned := self._reckoned(change):
            self.before = change.number.end, reckoned[0]
            return of_amount(reckoned[0], change.value, reckoned[1])
        if self._told_of_then(change):
            return None
        found = self._owner(change)
        if found is None:
            return self._without_amount(change)
        apart = ";" in self.line.text[change.number.end : found.number.start]
        if apart and not self.context.about_exports(change.piece, change.number.start):
            return None
        if found.number.start > change.number.end and self._of_other_goods(change):
            return None
        self.before = change.number.end, found
        self._narrow(found, change)
        told = self.bases.of(
            change, found.period or self.context.period(change.piece, found.number.start, is_amount=False)
        )
        if self._had_been(change):
            return None
        if not found.kept or found.period is None or told is None or (change.number.word and change.base is None):
            return None
        return of_amount(found, change.value, told)

    def _borne_out(self, change: Change) -> Bound | None:
        """A percentage without a direction, where two amounts give it one ("the difference is 4.7%")."""
        for sign in (1, -1):
            change.value = round(sign * change.number.value, 4)
            if change.number.value != round(change.number.value) and (found := self._reckoned(change)):
                return of_amount(found[0], change.value, found[1])
        return None

    def _of_other_goods(self, change: Change) -> bool:
        """Whether the part of the sentence before the next semicolon names nothing but other goods."""
        line = self.line
        goods = named(line, line.pieces[change.piece].words)
        return bool(goods) and all("other_goods" in word.tags for word in goods)

    def _told_of_then(self, change: Change) -> bool:
        """Whether a change is that of the only amount, which an opening dates ("A year ago the figure was 4,946 tons, 21% lower")."""
        base = change.base
        dated = isinstance(base, Word) and "dates_back" in base.tags and base.start <= _FIRST
        alone = len(self.amounts) == 1 and self.amounts[0].beside
        return dated and alone and not self.line.own and self.amounts[0].number.end <= change.number.start

    def _had_been(self, change: Change) -> bool:
        """Whether a change tells where things stood before ("a year before it had been 15.8% lower")."""
        start = self.line.pieces[change.piece].start
        base = change.base
        if not isinstance(base, Word):
            return False
        opened = "dates_back" in base.tags and base.start - start <= _FIRST
        then = opened and _WERE.match(self.line.text, base.end) is not None
        return (then or self.line.has("was_then", change.piece)) and not self.context.is_compared(base, start)

    def _without_amount(self, change: Change) -> Bound | None:
        """A change whose amount was told in the sentence before, or is not told."""
        context, at = self.context, change.number.start
        series = context.series(change.piece, at)
        period = context.period(change.piece, at, is_amount=False)
        if series is None or period is None:
            return None
        if series is Series.NOT_NAMED and context.is_open(change.piece):
            basis = self.bases.of(change, period)
            if basis is not None and not change.number.word:
                self.waiting.append(Bound(at, series, period, None, None, change.value, basis))
            return None
        if not context.about_exports(change.piece, at):
            return None
        country = context.country(change.piece, at)
        told = self._goes_on(change, series, period, country)
        tonnes = told.tonnes if told else None
        period = told.period if told else period
        country = told.country if told else country
        basis = self.bases.of(change, period)
        if basis is None or (change.number.word and change.base is None):
            return None
        if tonnes is None and series is Series.NOT_NAMED and country is None:
            return None
        return Bound(at, series, period, country, tonnes, change.value, basis)

    def _goes_on(self, change: Change, series: Series, period: str, country: str | None) -> Bound | None:
        """The amount told just before that a change without one is of."""
        if not self.context.next_to:
            return None
        end = min(change.number.end + 30, self.line.pieces[change.piece].end)
        dated = any(one.start < end for one in self.line.own)
        whole = country is None and self.line.has("total", change.piece)
        for tag, place in (("former", -2), ("latter", -1)):
            if self.line.has(tag, change.piece) and len(self.talk.history) >= 2:
                return self.talk.history[place]
        for told in self.talk.amounts:
            if told.series is not series or ((country is not None or whole) and told.country != country):
                continue
            spans = isinstance(change.base, Mention) and ("/" in change.base.period) != ("/" in (told.period or ""))
            if not spans and (not dated or told.period == period):
                return told
        return None

    def _owner(self, change: Change) -> Amount | None:
        """The amount a change is of: the one it leads to, else the last before it, else the first after it."""
        item, line = change.number, self.line
        if item.start in self.turns:
            return self.turns[item.start]
        main = [amount for amount in self.amounts if not amount.beside and not amount.difference]
        after = next((amount for amount in main if amount.number.start >= item.end), None)
        before = next((amount for amount in reversed(main) if amount.number.end <= item.start), None)
        low = line.pieces[before.piece].end if before else 0
        if self.before and before and before.number.end <= self.before[0]:
            # Two changes with no amount between them are of the same one.
            low, before = self.before
        behind = before is not None and not self._fresh(low, item.start, before)
        ahead = after is not None and not self._fresh(item.end, after.number.start, after, to=True)
        if after is not None and after.piece != change.piece and after.number.kind != "money":
            part = line.pieces[change.piece]
            said = {one.period for one in line.own if part.start <= one.start < part.end}
            ahead = ahead and (not said or after.period in said)
        if before is not None and behind and before.piece != change.piece and before.number.kind != "money":
            # "2,210 tonnes in January, 1,985 in February, plus 31% over the two months".
            part = line.pieces[change.piece]
            said = {one.period for one in line.own if part.start <= one.start < part.end and "/" in one.period}
            behind = not said or before.period in said
        if after is not None and ahead and ";" in line.text[item.end : after.number.start]:
            # "Those to America fell 28.7%; those to Mexico doubled to 310 tonnes."
            told = self.context.country(change.piece, item.start)
            ahead = (told is None or told == after.country) and not self._amounts_before(beside=True)
        if isinstance(change.base, Mention) and after is not None and after.period:
            # "8.6% above September, but with last October's 4,680 tonnes": September is no base of that.
            ahead = ahead and measured_against(change.base.period, after.period) is not None
        if after is not None and ahead and self._leads_to(item, after, behind):
            return after
        if behind:
            return before
        return after if ahead else None

    def _leads_to(self, item: Number, after: Amount, behind: bool) -> bool:
        """ "Up 4% from March to 5,000 tonnes"; a comma between gives the change to the amount before, if there is one."""
        goal = self.line.word_before(after.number.start)
        if goal is None or "goal" not in goal.tags or goal.start < item.end:
            return False
        if behind and self.line.piece_of(item.start) != self.line.piece_of(goal.start):
            return False
        return after.number.start - item.end < _REACH

    def _fresh(self, low: int, high: int, amount: Amount, *, to: bool = False) -> bool:
        """Whether another subject is named between an amount and a change; `to`: the amount comes after."""
        line = self.line
        between = [word for word in line.words if low <= word.start and word.end <= high]
        goods = named(line, between)
        for word in between:
            country, series = country_of(word), series_of(word) if word in goods else None
            if (country and country != amount.country) or (series and series is not amount.series):
                return True
            if "other_goods" in word.tags or ("no_export" in word.tags and not to):
                return True
        if amount.number.kind == "money":
            return False
        if not to and amount.country and line.piece_of(high) != amount.piece and self._of_the_world(high, between):
            # "656 tons to America, even as the total volume dipped 5.2%".
            return True
        if to and any("contrast" in word.tags for word in between) and any("total" in word.tags for word in between):
            # "Those to America dropped 11%, although total exports hit 6,150 tonnes."
            return True
        beside = {one.period for one in self.amounts if one.beside}
        return any(
            low <= one.start and one.end <= high and one.period != amount.period and one.period not in beside
            for one in line.own
        )

    def _of_the_world(self, at: int, between: list[Word]) -> bool:
        """Whether the part of a change, or what leads to it, speaks of all destinations together."""
        words = [*between, *self.line.pieces[self.line.piece_of(at)].words]
        return any("total" in word.tags for word in words)

    def _narrow(self, owner: Amount, change: Change) -> None:
        """A change on the month is of a month, whatever span was spoken of before."""
        if not owner.period or change.base is None:
            return
        if "/" not in owner.period:
            # "10,763 tonnes, 8.2% above the first two months of 2025" is of two months as well.
            span = shifted(change.base.period, 12) if isinstance(change.base, Mention) else None
            if span and "/" in span and span.endswith(owner.period):
                owner.period = span
            return
        last = owner.period[-7:]
        if isinstance(change.base, Mention):
            monthly = change.base.period == shifted(last, -1)
        else:
            monthly = kind_of(change.base) == "mom" and not is_quarter(owner.period)
        if monthly:
            owner.period = last

    def _reckoned(self, change: Change) -> tuple[Amount, str] | None:
        """The amount and basis of a change that two amounts told here bear out."""
        value = change.value
        told = [(one.number.value, one.period) for one in self.amounts if one.kept]
        if self.context.next_to:
            told += [(one.tonnes, one.period) for one in self.talk.history if one.tonnes]
        part = self.line.pieces[change.piece]
        named_here = isinstance(change.base, Word) and part.start <= change.base.start < part.end
        kind = kind_of(change.base) if isinstance(change.base, Word) and named_here else None
        for amount in (*self.amounts, *self._amounts_before(beside=True)):
            if not amount.kept or amount.beside or not amount.period:
                continue
            for tonnes, period in told:
                # A change told in whole percent is rounded to them.
                rounded = _ROUNDED if value == round(value) else 0.1
                if abs((amount.number.value / tonnes - 1) * 100 - value) < max(rounded, abs(value) / 100):
                    if period == shifted(amount.period, -1) and kind != "yoy":
                        return amount, "mom"
                    if period == shifted(amount.period, -12) and kind != "mom":
                        return amount, cumulative("yoy", amount.period) or "yoy"
        return None

    def _amounts_before(self, *, beside: bool = False) -> list[Amount]:
        """What the sentence before told, where this one tells no amount; `beside`: but one that is compared with."""
        if (self.amounts and not beside) or not self.context.next_to:
            return []
        newest = max((one.period or "" for one in self.talk.amounts), default="")
        # "July had seen 5,577 tons, so that the plus is 10.2%": what was told before is of a later month.
        if any(not one.beside and not (beside and one.period and one.period < newest) for one in self.amounts):
            return []
        return [
            Amount(Number(0, 0, "tonnes", one.tonnes), 0, True, False, one.period, one.series, one.country)
            for one in self.talk.amounts
            if one.tonnes
        ]
