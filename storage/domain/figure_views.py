"""What a screen needs of export figures, month by month. Frozen, plain, and detached from the database.

Months are ISO strings (`2025-12`) and a range is `2025-01/2025-12`.
"""

from dataclasses import dataclass

from storage.domain.series import Checked


@dataclass(frozen=True, kw_only=True)
class FigureView:
    """An export figure on record, in tonnes and percent. `id` is its short name (`F12`).

    `kind`: reported, derived (our arithmetic), proposed (waits for a total it fits), repeated, conflict (`verdict` says
    of which sort), beside (part of no series) or rejected. `reason` says why in words; `stated_series` and
    `stated_period` are where the text puts it, when that is elsewhere.
    """

    series: str
    period: str | None
    tonnes: float | None
    change_pct: float | None
    basis: str | None
    kind: str
    publisher: str | None
    url: str | None
    quote: str
    note: str
    country: str | None
    id: str = ""
    verdict: str = ""
    reason: str = ""
    stated_series: str | None = None
    stated_period: str | None = None
    published: str | None = None
    cause: str = ""
    decided_by: str | None = None


@dataclass(frozen=True, kw_only=True)
class MonthView:
    """One month of a series. A change is as published, or our arithmetic (`*_ours`); None when it cannot be had."""

    period: str
    figure: FigureView
    mom_pct: float | None
    yoy_pct: float | None
    mom_ours: bool = False
    yoy_ours: bool = False

    @property
    def ours(self) -> bool:
        """Whether the tonnage itself is our arithmetic."""
        return self.figure.kind == "derived"


@dataclass(frozen=True, kw_only=True)
class ConflictView:
    """A figure in print that does not fit, with the verdict and why."""

    claim: str
    said_by: str
    verdict: str
    reason: str
    url: str | None


@dataclass(frozen=True, kw_only=True)
class SeriesView:
    """One export series over some months: what is on record, what is missing, what does not fit, what waits.

    `totals` are the published cumulative figures that end in these months; `waiting` the newest of `waits` proposals.
    """

    key: str
    name: str
    hs: str | None
    publisher: str
    release_day: str
    summary: str
    url: str
    months: tuple[MonthView, ...]
    missing: tuple[str, ...]
    totals: tuple[FigureView, ...]
    conflicts: tuple[ConflictView, ...]
    waiting: tuple[FigureView, ...]
    waits: int
    checked: Checked
