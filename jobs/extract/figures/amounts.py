"""The amounts of a sentence: which are export figures, of what and for when, and which are only compared with."""

import re
from dataclasses import dataclass
from itertools import pairwise

from jobs.extract.figures.bare import LISTED, goes_on, is_amount
from jobs.extract.figures.comparing import adjoins, is_beside
from jobs.extract.figures.context import Context
from jobs.extract.figures.lines import Line
from jobs.extract.figures.periods import shifted
from jobs.extract.figures.quantities import POINTS, Number
from jobs.extract.figures.talk import UNIT_ALONE, Bound, country_of
from storage.domain.claim import Series

_RANGE = re.compile(r"\s?(?:to|~|至|到|and|bis|à|or)\s?")
#: Between the amounts of a list where each has its month ("548 in August (-6.6%) and 420 in September 2025").
_DATED_LIST = re.compile(
    r"(?:\s(?:tonnes|tons|t))?\s(?:in|for)\s\w+(?:\s20\d\d|\slast year)?(?:\s\([^()]*\))?,?\sand\s(?:with\s|the\s)?"
)
_SAME_BRACKET = re.compile(r"(?:\s(?:tonnes|tons|t))?(?:,|;|\sand)\s(?:the\s)?(?:[a-z.]+\s){1,3}")
_OPEN = re.compile(r"\([^()]{0,24}$")
_OR_PERCENT = re.compile(r"\s(?:or|oder|soit)\s(?:about\s|some\s)?[\d.,]+\s?(?:%|per\s?cent)")
#: "The corresponding 2025 total of 19,132 tonnes".
_THE_SAME = ("corresponding ", "comparable ", "equivalent ", "equal ", "matching ", "same ", "parallel ")
_SAME = ("同期", "同月", "同一时期")
_TOLD_AGAIN = re.compile(r"\s?\((?:worth |or |about |some )?[$¥€]?(?:\d+억\s?)?")
_OF_THE = re.compile(r"\s(?:out\s)?(?:of|von)\s(?:the|all|a total of|total|den|insgesamt)?\s?(?:the\s)?")
_BETWEEN = re.compile(r"(?:between|zwischen|entre)\s")
#: Between a period and the amount right behind it.
_AT_ONCE = ("", "的")
#: No smaller amount is a country's exports in a month, in tonnes.
_LEAST_TONNES = 1.5
#: How far after an amount its rate may stand ("5,325 tonnes of magnets a month"), in characters.
_RATE = 25
#: How far behind "our" or "the consensus of" an amount may stand, in characters.
_HOPED = 5
#: How far from an amount that is compared with a word that dates it may stand, in characters.
_DATED_BY = 18
#: How far behind "first reported" the amount may stand that another took the place of, in characters.
_FIRST_TOLD = 12
#: What a round number is at least, in tonnes, and how near to it the exact one is.
_LEAST_ROUND, _NEARLY = 1000, 0.05
#: Far more than China exports of any of these in a year (62,585 tonnes of rare earths in 2025): steel, soybeans, ore.
_MOST = 300_000


@dataclass(slots=True)
class Amount:
    """An amount of a sentence. `kept`: it is an export figure; `beside`: others are measured against it."""

    number: Number
    piece: int
    kept: bool
    beside: bool
    period: str | None = None
    series: Series = Series.NOT_NAMED
    country: str | None = None
    #: Whether a change of it was told, so that it needs no telling by itself.
    told: bool = False
    #: Whether it only tells how far two others lie apart, so that no change is of it.
    difference: bool = False
    #: Whether the amount before it is a part of it.
    whole: bool = False


def amounts(context: Context) -> list[Amount]:
    """The amounts of a sentence in order; those that are no export figures too, for changes may be of them."""
    line = context.line
    has_unit = any(item.kind == "tonnes" for item in line.numbers) or bool(line.tagged("tonnage"))
    has_unit = has_unit or UNIT_ALONE.search(line.text) is not None or context.number - context.talk.weighed <= 1
    found: list[Amount] = []
    for item in line.numbers:
        piece = line.piece_of(item.start)
        if POINTS.match(line.text, item.end):
            continue
        if item.kind == "money" and found and _TOLD_AGAIN.fullmatch(line.text, found[-1].number.end, item.start):
            # "5,994.3 tonnes ($36.4 million), 23% less than in June".
            continue
        if item.kind == "money" or (item.kind == "count" and not any(one.kept for one in found)):
            found.append(Amount(item, piece, kept=False, beside=False))
        elif (
            item.kind == "tonnes"
            or is_amount(item, context, has_unit=has_unit)
            or (found and goes_on(found[-1].number, item, line))
        ):
            hoped = _is_hoped(item, line)
            kept = not hoped and _is_export(item, piece, context)
            amount = Amount(item, piece, kept, hoped or is_beside(item, line))
            amount.difference = _is_difference(item, piece, context)
            # "2,301 tonnes of the 5,774 tonnes": what the whole world got.
            amount.whole = bool(found) and _OF_THE.fullmatch(line.text, found[-1].number.end, item.start) is not None
            found.append(_placed(amount, context, after=bool(found)))
    _run_on(found, context)
    _between(found, context)
    _exact(found)
    _put_right(found, line)
    _date_beside(found, context)
    _share_out(found, context)
    return found


def _is_hoped(item: Number, line: Line) -> bool:
    """Whether an amount is what somebody had reckoned with ("better than our 5,900 tonnes")."""
    word = line.word_before(item.start)
    return word is not None and "norm" in word.tags and item.start - word.end <= _HOPED


def _exact(found: list[Amount]) -> None:
    """Without round numbers that another amount of the same makes exact ("back above 6,000 tonnes, at 6,146")."""
    main = [amount for amount in found if amount.kept and not amount.beside]
    for one in main:
        value = one.number.value
        round_number = value >= _LEAST_ROUND and value % 10 ** (len(str(int(value))) - 2) == 0
        for other in main if round_number else ():
            same = (one.period, one.series, one.country) == (other.period, other.series, other.country)
            if same and other is not one and 0 < abs(other.number.value / value - 1) < _NEARLY:
                one.kept, one.beside = False, True


def _put_right(found: list[Amount], line: Line) -> None:
    """Without amounts that another took the place of ("first reported 5,912 tonnes", 由5912吨修正为5880吨)."""
    for amount in found if len(found) > 1 else ():
        start, end = amount.number.start, amount.number.end
        revised = any("revised" in word.tags and 0 <= word.start - end <= 1 for word in line.words)
        if revised or any(
            "first_told" in word.tags and (0 <= start - word.end <= _FIRST_TOLD or 0 <= word.start - end <= 1)
            for word in line.words
        ):
            amount.kept, amount.beside = False, True


def _between(found: list[Amount], context: Context) -> None:
    """ "Between September and October it rose from 420 to 656 tons": each amount of its own month."""
    line = context.line
    span = next((one.period for one in line.own if _BETWEEN.match(line.text, one.start)), None)
    if span is None or "/" not in span:
        return
    for one, other in pairwise(found):
        if one.piece == other.piece and _moved(one.number, one.piece, context):
            one.beside, one.period, other.period = True, *span.split("/")
            return


def _run_on(found: list[Amount], context: Context) -> None:
    """ "Against 1,010, 655 and 280": what is listed with an amount that is compared with is so too."""
    for one, other in pairwise(found):
        gap = context.line.text[one.number.end : other.number.start]
        months = (*context.line.own, *context.line.beside)
        dated = any(one.number.end <= month.start < other.number.start for month in months)
        bracketed = _SAME_BRACKET.fullmatch(gap) and _OPEN.search(context.line.text, 0, one.number.start)
        if bracketed and not dated and one.period and not other.beside:
            # "More than in March 2025 (Germany 1,092, America 502)".
            other.beside, other.period = one.beside, one.period
        elif one.beside and not other.beside and (LISTED.fullmatch(gap) or _DATED_LIST.fullmatch(gap)):
            other.beside, other.period = True, None


def _share_out(found: list[Amount], context: Context) -> None:
    """As many amounts as destinations told in a row before them are theirs in turn ("respectively", 分别)."""
    line = context.line
    if not line.tagged("shared"):
        return
    main = [amount for amount in found if not amount.beside]
    for group in (main, [amount for amount in found if amount.beside]):
        names = [word for word in line.words if country_of(word) and word.end <= group[0].number.start] if group else []
        if len(group) > 1 and len(names) == len(group) == len(main):
            for amount, word in zip(group, names, strict=True):
                amount.country = country_of(word)


def _is_export(item: Number, piece: int, context: Context) -> bool:
    """Whether an amount can be an export figure: no difference, no range, no rate, and of exports."""
    line = context.line
    if _is_difference(item, piece, context):
        return False
    rates = (word for word in line.pieces[piece].words if "rate" in word.tags and 0 <= word.start - item.end <= _RATE)
    if any(not any(item.end <= one.start < word.start for one in (*line.own, *line.beside)) for word in rates):
        return False
    for other in line.pieces[piece].numbers:
        low, high = sorted((item, other))
        amounts = {item.kind, other.kind} in ({"bare"}, {"bare", "tonnes"})
        if amounts and other is not item and _RANGE.fullmatch(line.text, low.end, high.start):
            return _moved(low, piece, context)
    place = line.numbers.index(item)
    for low, high in pairwise(line.numbers[max(0, place - 1) : place + 2]):
        # "Month after month between 5,400 and 6,400 tonnes have gone abroad".
        ranged = (
            low.kind in ("bare", "tonnes") and high.kind == "tonnes" and line.text.endswith("between ", 0, low.start)
        )
        if ranged and _RANGE.fullmatch(line.text, low.end, high.start):
            return False
    # Less is somebody's parcel ("a permit for 800 kg").
    least = _LEAST_TONNES if item.kind == "tonnes" else 0
    return least < item.value < _MOST and context.about_exports(piece, item.start)


def _is_difference(item: Number, piece: int, context: Context) -> bool:
    """Whether an amount is how much more or less another is ("up 250 tonnes", "1,388 tonnes fewer than in April")."""
    line = context.line
    before = line.word_before(item.start)
    if before is not None and any(before.end <= one.start and one.end <= item.start for one in line.own):
        # "By mid-year 33,905 tonnes had been exported".
        before = None
    tags = before.tags if before is not None and before.start >= line.pieces[piece].start else frozenset()
    # "Over 5,000 tonnes" is none.
    if "delta" in tags or ({"up", "down"} & tags and tags.isdisjoint({"beside", "goal"})):
        return True
    after = line.word_after(item.end)
    if after is not None and after.start - item.end <= 1 and "delta_after" in after.tags:
        return True
    # "391 tons or 6.1% down on August".
    again = _OR_PERCENT.match(line.text, item.end)
    if again is None:
        return False
    after = line.word_after(again.end())
    return after is not None and after.start - again.end() <= 1 and bool({"up", "down"} & after.tags)


def _moved(low: Number, piece: int, context: Context) -> bool:
    """Whether two amounts are where a series came from and went to ("rose from 46 to 353 tons"), and no range."""
    line = context.line
    before = line.word_before(low.start)
    if before is None or "compared" not in before.tags:
        return False
    return any({"up", "down"} & word.tags and word.end <= before.start for word in line.pieces[piece].words)


def _placed(amount: Amount, context: Context, *, after: bool) -> Amount:
    """An amount with its series, country and period; `after`: the sentence told another one before."""
    at = amount.number.start
    series = context.series(amount.piece, at)
    if series is None:
        amount.kept = False
    amount.series = series or Series.NOT_NAMED
    amount.country = None if amount.whole else context.country(amount.piece, at)
    if not amount.beside:
        amount.period = context.period(amount.piece, at, is_amount=True)
        # "A year earlier 6,217 tonnes had gone out, so that the decline is 5.7%."
        told = after or (context.next_to and context.talk.amounts and not context.line.own)
        away = context.relative(amount.piece, at) if told else None
        amount.beside = away is not None and away == amount.period
        # A monthly average of a year is no figure of that year.
        if (
            amount.period
            and "-" not in amount.period
            and (context.line.tagged("rate") or context.line.tagged("per_month"))
        ):
            amount.kept = False
    return amount


def _date_beside(found: list[Amount], context: Context) -> None:
    """When the amounts that others are compared with are of; one that nothing dates is dropped."""
    line = context.line
    marks = sorted((*line.own, *line.beside, *line.since))
    main = next((other.period for other in found if not other.beside and other.period), None)
    for amount in found:
        if not amount.beside or amount.period:
            continue
        start, end = amount.number.start, amount.number.end
        part = line.pieces[amount.piece]
        limit = min((item.start for item in part.numbers if item.start >= end), default=part.end)
        after = [one for one in marks if end <= one.start <= min(limit, end + 24)]
        before = [one for one in marks if adjoins(one, amount.number, line)]
        if before and line.text[before[-1].end : start].strip() in _AT_ONCE:
            # "由7月的5577吨增至8月的6146吨": its own month stands before it, another's behind it.
            amount.period = before[-1].period
        elif after:
            amount.period = after[0].period
        elif before:
            amount.period = before[-1].period
        elif listed := _listed_with(amount, found, line.text):
            amount.period = next((one.period for one in marks if listed.end <= one.start <= listed.end + 24), None)
        else:
            near = [
                (distance, word)
                for word in line.words
                if {"yoy", "mom", "qoq"} & word.tags
                and not any(end <= other.number.start < word.start for other in found)
                and 0 <= (distance := word.start - end if word.start >= end else start - word.end) <= _DATED_BY
            ]
            if not near and line.word_before(start) is not None and _moved(amount.number, amount.piece, context):
                # "Year on year they rose from 48,727 to 52,306 tonnes."
                bases = [word for word in line.words if {"yoy", "mom"} & word.tags]
                near = [(0, bases[0])] if len({"yoy" in word.tags for word in bases}) == 1 else []
                if not bases and line.own and main and len(main) == 7 and context.talk.basis != "yoy":
                    # "Fell in January to 262 tonnes from 318 tonnes".
                    amount.period = shifted(main, -1)
            if near:
                word = min(near)[1]
                away = -12 if "yoy" in word.tags else -1 if "mom" in word.tags else -3
                amount.period = shifted(main or context.talk.period, away)
        year = next((one for one in marks if one.period == amount.period and len(one.period) == 4), None)
        now = main or context.talk.period
        same = year is not None and (
            line.text.startswith(_SAME, year.end) or line.text.endswith(_THE_SAME, 0, year.start)
        )
        if year is not None and now and same:
            # "较2024年同期的4725吨".
            amount.period = shifted(now, 12 * (int(year.period) - int(now[:4])))
        amount.kept = amount.kept and amount.period is not None


def _listed_with(amount: Amount, found: list[Amount], text: str) -> Number | None:
    """The last number of the list that an amount begins or goes on ("1,010, 655 and 280 in August")."""
    last = None
    for one, other in pairwise(found[found.index(amount) :]):
        if not LISTED.fullmatch(text, one.number.end, other.number.start):
            break
        last = other.number
    return last


def of_amount(amount: Amount, change: float | None = None, basis: str | None = None) -> Bound:
    """The figure that an amount is, with a change of it."""
    amount.told = amount.told or change is not None
    return Bound(
        at=amount.number.start,
        series=amount.series,
        period=amount.period,
        country=amount.country,
        tonnes=amount.number.value,
        change=change,
        basis=basis,
    )
