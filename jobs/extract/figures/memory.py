"""What a sentence with figures leaves in mind for the next one, which may not say it again."""

from jobs.extract.figures.amounts import Amount, of_amount
from jobs.extract.figures.changes import measured_against
from jobs.extract.figures.context import Context
from jobs.extract.figures.lines import Line
from jobs.extract.figures.quantities import FRACTIONS
from jobs.extract.figures.talk import Bound, Talk

#: How many amounts are kept in mind.
_HISTORY = 8


def _base_month(line: Line, talk: Talk) -> str | None:
    """The kind of base that the only other month of a sentence that tells a change roughly is."""
    others = [*line.beside, *line.since]
    if len(others) != 1 or any(item.kind == "percent" and not item.word for item in line.numbers):
        return None
    if sum(item.kind != "percent" for item in line.numbers) > 1:
        return None
    if line.since and not line.tagged("having") and not any({"inexact", *FRACTIONS} & word.tags for word in line.words):
        return None
    return measured_against(others[0].period, talk.period) if len(others[0].period) == 7 else None


def remember(context: Context, amounts: list[Amount], out: list[Bound], last: str | None) -> None:
    """Keep what the next sentence may leave unsaid."""
    talk = context.talk
    said = {one.period for one in context.line.own}
    period = next((one.period for one in out if one.period in said), None)
    if not (talk.period and _only_before(out, talk)):
        talk.period = _newest(period, out) or talk.period or out[0].period
    talk.series, talk.country = out[0].series, out[-1].country
    bases = {one.basis.removeprefix("ytd_") for one in out if one.basis}
    talk.last = last or talk.last
    if not bases and last is None and (base := _base_month(context.line, talk)):
        # "In May exports almost halved from April. Those to Germany sank 61%."
        bases = {base}
    talk.lead = next((one.basis.removeprefix("ytd_") for one in out if one.basis), talk.lead if not bases else None)
    talk.basis = bases.pop() if len(bases) == 1 else talk.basis if not bases else None
    talk.history = (*talk.history, *(one for one in out if one.tonnes))[-_HISTORY:]
    main = tuple(of_amount(one) for one in amounts if one.kept and not one.beside and one.period)
    if main and all(_alike(one, main[0]) for one in main):
        main = tuple(sorted(main, key=lambda one: one.period or "", reverse=True))
    # What only compares ("a year earlier they had stood at 1,238 tonnes") leaves the talk where it was.
    older = talk.amounts and context.next_to and all(_older(one, talk.amounts[0]) for one in main)
    if main and not older:
        talk.amounts = main
    elif not context.next_to:
        talk.amounts = ()
    talk.sentence = context.number
    talk.exports = talk.told = True
    talk.others = False


def _alike(one: Bound, other: Bound) -> bool:
    """Whether two amounts are of the same goods and country, and of months both."""
    return (
        one.series is other.series
        and one.country == other.country
        and len(one.period or "") == 7 == len(other.period or "")
    )


def _newest(period: str | None, out: list[Bound]) -> str | None:
    """The newest of the periods of what a sentence tells of one thing ("6,146 in August; in September it was 5,774")."""
    first = next((one for one in out if one.period == period), None)
    if first is None or period is None:
        return period
    return max((one.period or "" for one in out if _alike(one, first)), default=period)


def _only_before(out: list[Bound], talk: Talk) -> bool:
    """Whether a sentence only adds what a whole year before was ("Exports 2024: 58,147 t")."""
    told = talk.amounts[:1]
    return bool(told) and all(_older(one, told[0]) for one in out)


def _older(one: Bound, other: Bound) -> bool:
    if one.series is not other.series or one.country != other.country or not one.period or not other.period:
        return False
    return len(one.period) == len(other.period) and one.period < other.period
