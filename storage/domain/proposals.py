"""What becomes of a figure that a report states: it counts, repeats, is filed elsewhere, contradicts, or waits. Pure.

A new figure counts only when it fits totals that were published; until then it is a proposal, with the reason in words.
A figure whose series the text does not name belongs to none, unless it is a published one of exactly one series.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import product

from storage.domain.claim import Figure, Series
from storage.domain.series import (
    Breach,
    Known,
    against,
    canonical,
    covering,
    in_words,
    is_month,
    rounding,
    span_of,
    tonnes,
)

NAMES = {
    Series.MAGNETS: "rare-earth magnets",
    Series.RARE_EARTHS: "all rare earths",
    Series.PRODUCTS: "rare-earth products",
    Series.NOT_NAMED: "a series the text does not name",
}
#: Ways of filling missing months with proposals that are tried before giving up.
_MOST_WAYS = 64
_EPSILON = 1e-6


class Verdict(StrEnum):
    """`counts` and `repeats` are on record from now on; `waits` and the conflicts are shown beside the series."""

    COUNTS = "counts"
    REPEATS = "repeats"
    WRONG_SERIES = "wrong series"
    WRONG_PERIOD = "wrong period"
    CONTRADICTED = "contradicted"
    WAITS = "waits"
    BESIDE = "beside"
    NOT_NAMED = "series not named"


#: Figures in print that do not fit: kept, filed where they belong, and shown with the reason.
CONFLICTS = frozenset({Verdict.WRONG_SERIES, Verdict.WRONG_PERIOD, Verdict.CONTRADICTED})


@dataclass(frozen=True, kw_only=True)
class Judged:
    """Where a stated figure belongs, and why."""

    series: Series
    period: str | None
    verdict: Verdict
    reason: str


@dataclass(frozen=True, kw_only=True)
class Disproved:
    """A figure in print that was found not to fit, and what is said of it wherever it turns up again."""

    series: Series
    period: str
    tonnes: float
    country: str | None
    verdict: str
    reason: str


def judge(stated: Figure, known: Sequence[Known], disproved: Iterable[Disproved] = ()) -> Judged:
    """Where one figure belongs, seen alone. What may count together with others waits here; see `settle`."""
    period = canonical(stated.period)
    if stated.tonnes is None:
        return Judged(series=stated.series, period=period, verdict=Verdict.BESIDE, reason="It states no tonnage.")
    if stated.country is not None:
        return _to_one_country(stated, period, disproved)
    here = _of(known, stated.series, period)
    if here is not None and not here.derived and _equals(stated.tonnes, here):
        return _filed(here, Verdict.REPEATS, f"It is the figure on record for {in_words(here.period)}.")
    alike = [figure for figure in known if not figure.derived and _equals(stated.tonnes, figure)]
    if stated.series is Series.NOT_NAMED:
        return _without_series(stated, period, known, alike)
    if period is None or span_of(period) is None:
        return _without_period(stated, [figure for figure in alike if figure.series is stated.series])
    return _in_series(stated, period, here, known, alike)


def settle(known: Sequence[Known], waiting: Sequence[Known]) -> list[tuple[Known, str]]:
    """Which of the waiting figures of one series fit now, each with why; alone first, then together with others."""
    held, left = list(known), list(waiting)
    settled: list[tuple[Known, str]] = []
    while True:
        found = next(((figure, why) for figure in left if (why := fit(figure, held)) is not None), None)
        together = [found] if found is not None else _together(held, left)
        if not together:
            return settled
        for figure, why in together:
            settled.append((figure, f"It fits: {why}."))
            left = [other for other in left if other.period != figure.period]
            held = [other for other in held if other.period != figure.period or not other.derived] + [figure]


def fit(figure: Known, known: Sequence[Known]) -> str | None:
    """Why a figure fits published totals, in words; None when nothing can be held against it, or something breaks."""
    found = _held_against(figure, known)
    if not found or any(isinstance(each, Breach) for each in found):
        return None
    return next(each for each in found if isinstance(each, str))


def _held_against(figure: Known, known: Sequence[Known]) -> list[Breach | str]:
    """What every total says of a figure that would take its place in the series."""
    others = [other for other in known if other.period != figure.period]
    totals = covering(figure.period, [*others, figure])
    if not is_month(figure.period):
        # A new total is also what the next one is added up from.
        last = (span_of(figure.period) or (0, 0))[1]
        totals += [t for t in covering(figure.period[:7], others) if (span_of(t.period) or (0, 0))[1] > last]
    before = {total.period: against(total, others) for total in totals}
    found = [(total.period, against(total, [*others, figure])) for total in dict.fromkeys(totals)]
    # What was broken already, or is checked without this figure, says nothing about it.
    return [each for period, each in found if each is not None and not _same(each, before[period])]


def _same(found: Breach | str, before: Breach | str | None) -> bool:
    if isinstance(found, Breach):
        return isinstance(before, Breach) and (found.months, found.found) == (before.months, before.found)
    return found == before


def _together(known: Sequence[Known], waiting: Sequence[Known]) -> list[tuple[Known, str]]:
    """A waiting total with the waiting months that complete it. Published figures must be part of the sum."""
    for total in waiting:
        span = span_of(total.period)
        if span is None or span[0] == span[1]:
            continue
        own = {other.period for other in known if not other.derived}
        missing = [
            [other for other in waiting if other.period == name]
            for name in dict.fromkeys(other.period for other in waiting if is_month(other.period))
            if name not in own and _within(name, span)
        ]
        for chosen in _ways(missing):
            trial = [other for other in known if other.period not in {c.period for c in chosen}]
            rests_on = [o for o in trial if not o.derived and _within(o.period, span) and o.period != total.period]
            why = against(total, [*trial, *chosen, total]) if chosen and rests_on else None
            if isinstance(why, str) and against(total, [*trial, total]) is None:
                return [(figure, why) for figure in (total, *chosen)]
    return []


def _ways(missing: list[list[Known]]) -> Iterable[tuple[Known, ...]]:
    """Ways to choose one waiting figure for each missing month."""
    ways = 1
    for choices in missing:
        ways *= len(choices)
    return product(*missing) if 0 < ways <= _MOST_WAYS else ()


def _within(period: str, span: tuple[int, int]) -> bool:
    own = span_of(period)
    return own is not None and span[0] <= own[0] and own[1] <= span[1]


def _in_series(
    stated: Figure, period: str, here: Known | None, known: Sequence[Known], alike: Sequence[Known]
) -> Judged:
    assert stated.tonnes is not None
    own = [figure for figure in known if figure.series is stated.series]
    new = Known(series=stated.series, period=period, tonnes=stated.tonnes)
    held = _held_against(new, own) if here is None or here.derived else []
    breach = next((each for each in held if isinstance(each, Breach)), None)
    if held and breach is None:
        why = next(each for each in held if isinstance(each, str))
        return Judged(series=stated.series, period=period, verdict=Verdict.COUNTS, reason=f"It fits: {why}.")
    elsewhere = _elsewhere(stated, period, alike)
    if elsewhere is not None:
        return elsewhere
    if here is not None and not here.derived:
        if _rounded(stated, here):
            return _filed(here, Verdict.REPEATS, f"It rounds the {tonnes(here.tonnes)} on record.")
        by = f" from {here.publisher}" if here.publisher else ""
        reason = f"On record for {in_words(period)} are {tonnes(here.tonnes)}{by}."
        return Judged(series=stated.series, period=period, verdict=Verdict.CONTRADICTED, reason=reason)
    if breach is not None:
        reason = f"It does not fit: {breach.sentence}"
        return Judged(series=stated.series, period=period, verdict=Verdict.CONTRADICTED, reason=reason)
    return Judged(series=stated.series, period=period, verdict=Verdict.WAITS, reason=_missing(new, own))


def _missing(new: Known, own: Sequence[Known]) -> str:
    if is_month(new.period):
        if covering(new.period, own):
            return "The published totals that cover it cannot be added up: a month is missing or worked out from them."
        return f"No published total covers {in_words(new.period)} yet."
    return f"The months of {in_words(new.period)} are not all on record, so it cannot be added up yet."


def _elsewhere(stated: Figure, period: str, alike: Sequence[Known]) -> Judged | None:
    """The published figure this is, under another name: another series in the same months, or other months."""
    assert stated.tonnes is not None
    others = [figure for figure in alike if figure.series is not stated.series and figure.period == period]
    if len(others) == 1:
        reason = f"{tonnes(stated.tonnes)} is the published figure for {NAMES[others[0].series]}, not {_named(stated)}."
        return _filed(others[0], Verdict.WRONG_SERIES, reason)
    if stated.tonnes % 100 < _EPSILON:
        # A round number is easily somebody else's by chance.
        return None
    others = [figure for figure in alike if figure.series is stated.series and figure.period != period]
    if len(others) == 1:
        reason = f"{tonnes(stated.tonnes)} was published for {in_words(others[0].period)}, not {in_words(period)}."
        return _filed(others[0], Verdict.WRONG_PERIOD, reason)
    return None


def _named(stated: Figure) -> str:
    return NAMES[stated.series]


def _without_series(stated: Figure, period: str | None, known: Sequence[Known], alike: Sequence[Known]) -> Judged:
    assert stated.tonnes is not None
    in_time = [figure for figure in alike if figure.period == period]
    told = in_time if len(in_time) == 1 else alike if period is None and len(alike) == 1 else []
    said = "The text names no series"
    if told:
        what = f"the published figure for {NAMES[told[0].series]}, {in_words(told[0].period)}"
        return _filed(told[0], Verdict.REPEATS, f"{said}; {tonnes(stated.tonnes)} is {what}.")
    rounded = [f for f in known if not f.derived and f.period == period and _rounded(stated, f)]
    if len(rounded) == 1:
        what = f"{NAMES[rounded[0].series]}, {in_words(rounded[0].period)} ({tonnes(rounded[0].tonnes)})"
        return _filed(rounded[0], Verdict.REPEATS, f"{said}; it rounds the published figure for {what}.")
    return Judged(
        series=Series.NOT_NAMED,
        period=period,
        verdict=Verdict.NOT_NAMED,
        reason=f"{said}, and no published figure on record is this one.",
    )


def _without_period(stated: Figure, alike: Sequence[Known]) -> Judged:
    if len(alike) == 1:
        reason = f"The text names no month; it is the published figure for {in_words(alike[0].period)}."
        return _filed(alike[0], Verdict.REPEATS, reason)
    reason = "The text does not say which months it is for."
    return Judged(series=stated.series, period=stated.period, verdict=Verdict.BESIDE, reason=reason)


def _to_one_country(stated: Figure, period: str | None, disproved: Iterable[Disproved]) -> Judged:
    for each in disproved:
        same_place = (each.country or "").casefold() == (stated.country or "").casefold()
        if same_place and each.period == period and abs(each.tonnes - (stated.tonnes or 0)) < 0.05 + _EPSILON:
            return Judged(series=stated.series, period=period, verdict=Verdict.CONTRADICTED, reason=each.reason)
    reason = "Exports to one country; the series are exports to all of them."
    return Judged(series=stated.series, period=period, verdict=Verdict.BESIDE, reason=reason)


def _of(known: Sequence[Known], series: Series, period: str | None) -> Known | None:
    """What is on record there; a published figure before one of ours."""
    found = [figure for figure in known if figure.series is series and figure.period == period]
    return min(found, key=lambda figure: figure.derived, default=None)


def _filed(at: Known, verdict: Verdict, reason: str) -> Judged:
    return Judged(series=at.series, period=at.period, verdict=verdict, reason=reason)


def _equals(stated: float, figure: Known) -> bool:
    """Whether two printed numbers are one: 5,494 is 5,493.9 in whole tonnes."""
    return abs(stated - figure.tonnes) <= rounding(stated) + _EPSILON


def _rounded(stated: Figure, figure: Known) -> bool:
    """Whether a round number ("more than 58,000") with the same change is this figure."""
    assert stated.tonnes is not None
    step = next((step for step in (1_000, 500, 100) if stated.tonnes % step < _EPSILON), 0)
    near = bool(step) and -step / 2 <= figure.tonnes - stated.tonnes < step
    same_change = stated.change_pct is not None and any(
        abs(stated.change_pct - change) < 0.05 + _EPSILON for change in figure.changes
    )
    return near and same_change
