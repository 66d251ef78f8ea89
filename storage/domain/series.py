"""Export series as sums: the months of a year must make the cumulative totals that were published. Pure.

Tonnes. A period is a month (`2025-11`), a year (`2025`) or a span of whole months (`2025-01/2025-11`), both ends
included. A total is held against the months since the total before it, so that a slip is found where it is. A month
that we worked out ourselves is left out of the check of the figure it was worked out from: it would always pass.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from storage.domain.claim import Series

#: What one of our own months may be off by: it comes from percentages printed with one decimal.
DERIVED_SLACK = 0.002
_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")
_EPSILON = 1e-6


@dataclass(frozen=True, kw_only=True)
class Known:
    """A figure that counts. `derived`: our arithmetic; `made_from` names the periods it was worked out from."""

    series: Series
    period: str
    tonnes: float
    derived: bool = False
    made_from: tuple[str, ...] = ()
    publisher: str | None = None
    changes: tuple[float, ...] = ()

    @property
    def slack(self) -> float:
        """How far the true figure may lie from the printed one, in tonnes."""
        return self.tonnes * DERIVED_SLACK if self.derived else rounding(self.tonnes)


@dataclass(frozen=True, kw_only=True)
class Breach:
    """A published total that its months do not make. `months` are those since `since`, the total before it."""

    series: Series
    total: str
    published: float
    found: float
    months: tuple[str, ...]
    since: str | None

    @property
    def sentence(self) -> str:
        off = self.found - self.published
        amount = f"{tonnes(abs(off))} too {'many' if off > 0 else 'few'}"
        where = in_words(f"{self.months[0]}/{self.months[-1]}")
        after = f", with {in_words(self.since)} as published," if self.since else ""
        return (
            f"{in_words(self.total)}: {tonnes(self.published)} published, but the months{after} make "
            f"{tonnes(self.found)}, {amount}: a figure for {where} is wrong, or the total."
        )


@dataclass(frozen=True, kw_only=True)
class Checked:
    """What adding up a series showed. `untested` totals have a month missing, or one worked out from them."""

    fits: tuple[str, ...]
    breaches: tuple[Breach, ...]
    untested: tuple[str, ...]


@lru_cache(maxsize=4096)
def span_of(period: str | None) -> tuple[int, int] | None:
    """First and last month as counted from year 0; None when it is no period of whole months."""
    if not period:
        return None
    first, _, last = period.partition("/")
    if re.fullmatch(r"\d{4}", period):
        first, last = f"{period}-01", f"{period}-12"
    ends = [_MONTH.fullmatch(end) for end in (first, last or first)]
    if ends[0] is None or ends[1] is None:
        return None
    low, high = (int(end[1]) * 12 + int(end[2]) - 1 for end in ends if end is not None)
    return (low, high) if low <= high else None


def month_name(index: int) -> str:
    """`2025-11` of a month as counted from year 0."""
    return f"{index // 12:04}-{index % 12 + 1:02}"


def months_of(period: str) -> tuple[str, ...]:
    """Every month of a period; empty when it is none."""
    span = span_of(period)
    return tuple(month_name(index) for index in range(span[0], span[1] + 1)) if span else ()


def canonical(period: str | None) -> str | None:
    """`2025` as the span it is; what is no period stays as it is."""
    span = span_of(period)
    if span is None:
        return period
    first, last = month_name(span[0]), month_name(span[1])
    return first if first == last else f"{first}/{last}"


def is_month(period: str | None) -> bool:
    span = span_of(period)
    return span is not None and span[0] == span[1]


def in_words(period: str) -> str:
    """`November 2025`, `January to November 2025`."""
    span = span_of(period)
    if span is None:
        return period
    low, high = (date(index // 12, index % 12 + 1, 1) for index in span)
    if low == high:
        return f"{low:%B %Y}"
    return f"{low:%B} to {high:%B %Y}" if low.year == high.year else f"{low:%B %Y} to {high:%B %Y}"


def tonnes(amount: float) -> str:
    """`6,150 t`, `5,493.9 t`."""
    return f"{amount:,.0f} t" if abs(amount - round(amount)) < 0.05 else f"{amount:,.1f} t"


def rounding(amount: float) -> float:
    """Half of the last digit that customs prints: whole tonnes, or tenths."""
    return 0.5 if abs(amount - round(amount)) < _EPSILON else 0.05


def check(figures: Iterable[Known]) -> Checked:
    """Add every series up against its published totals."""
    fits: list[str] = []
    breaches: list[Breach] = []
    untested: list[str] = []
    by_series: dict[Series, list[Known]] = {}
    for figure in figures:
        by_series.setdefault(figure.series, []).append(figure)
    for held in by_series.values():
        for total in _totals(held):
            found = against(total, held)
            if found is None:
                untested.append(total.period)
            elif isinstance(found, Breach):
                breaches.append(found)
            else:
                fits.append(total.period)
    return Checked(fits=tuple(fits), breaches=tuple(breaches), untested=tuple(untested))


def against(total: Known, figures: Sequence[Known]) -> Breach | str | None:
    """A total held against its months: a Breach, the words for why it fits, or None when it cannot be checked.

    `figures` are of its series. The total nearest before it stands for the months it covers.
    """
    span = span_of(total.period)
    if span is None or total.derived:
        return None
    months = {known.period: known for known in figures if is_month(known.period)}
    for start, before in _starts(span, total, figures):
        names = [month_name(index) for index in range(start, span[1] + 1)]
        terms = [months[name] for name in names if name in months]
        if len(terms) < len(names) or any(total.period in term.made_from for term in terms):
            continue
        found = (before.tonnes if before else 0.0) + sum(term.tonnes for term in terms)
        slack = sum(term.slack for term in (*terms, total, *([before] if before else [])))
        since = before.period if before else None
        if abs(found - total.tonnes) > slack + _EPSILON:
            return Breach(
                series=total.series,
                total=total.period,
                published=total.tonnes,
                found=round(found, 1),
                months=tuple(names),
                since=since,
            )
        with_it = f" with {in_words(since)} as published" if since else ""
        return f"the months{with_it} make the {tonnes(total.tonnes)} published for {in_words(total.period)}"
    return None


def covering(period: str, figures: Sequence[Known]) -> list[Known]:
    """The published totals whose check a month takes part in, shortest first."""
    span = span_of(period)
    if span is None:
        return []
    return [known for known in _totals(figures) if _covers(known.period, span)]


def _covers(period: str, span: tuple[int, int]) -> bool:
    own = span_of(period)
    return own is not None and own[0] <= span[0] and span[1] <= own[1]


def _totals(figures: Sequence[Known]) -> list[Known]:
    """Published totals of more than one month, by where they end."""
    totals = [known for known in figures if not known.derived and span_of(known.period) and not is_month(known.period)]
    return sorted(totals, key=lambda known: (span_of(known.period) or (0, 0))[::-1])


def _starts(span: tuple[int, int], total: Known, figures: Sequence[Known]) -> list[tuple[int, Known | None]]:
    """From which month on to add up, nearest total first, the first month of all last."""
    starts: list[tuple[int, Known | None]] = [(span[0], None)]
    for known in _totals(figures):
        own = span_of(known.period)
        if own is not None and known.period != total.period and own[0] == span[0] and own[1] < span[1]:
            starts.append((own[1] + 1, known))
    return starts[::-1]
