"""Export figures in tables: rows with bars or tabs between cells, the first of them a header."""

import re
from dataclasses import dataclass, replace

from jobs.extract.figures.lines import Line
from jobs.extract.figures.marking import mark
from jobs.extract.figures.talk import Bound, Talk, country_of, series_of
from jobs.extract.figures.words import Lexicon
from storage.domain.claim import Series

BARS = "|｜\t"
_CELLS = re.compile(f"[{BARS}]")


@dataclass(frozen=True, slots=True)
class _Cell:
    line: Line

    @property
    def period(self) -> str | None:
        marks = (*self.line.own, *self.line.beside, *self.line.since)
        return marks[0].period if marks else None

    @property
    def country(self) -> str | None:
        return next((name for word in self.line.words if (name := country_of(word))), None)

    @property
    def series(self) -> Series | None:
        return next((name for word in self.line.words if (name := series_of(word)) is not None), None)

    @property
    def basis(self) -> str | None:
        return next((name for word in self.line.words for name in ("mom", "yoy") if name in word.tags), None)

    def value(self, kind: str) -> float | None:
        for number in self.line.numbers:
            if number.kind == kind:
                return number.value * (number.sign or 1)
        return None


def is_row(text: str) -> bool:
    """Whether a line looks like a row of a table."""
    return _CELLS.search(text.strip().strip("|｜")) is not None


def rows_of(texts: list[str], talk: Talk, words: Lexicon, after: str) -> list[list[Bound]]:
    """The figures of each row of a table; `after` is the line below it, which may say what the table shows.

    Only a table that is somewhere said to be of exports, and of one series, holds figures.
    """
    grid = [[_Cell(mark(cell.strip(), words, talk.published)) for cell in _split(text)] for text in texts]
    header, body = grid[0], grid[1:]
    note = _Cell(mark(after, words, talk.published))
    named = [*header, note]
    exports = talk.exports or any(cell.line.tagged("export") for cell in named)
    blocked = any(cell.line.tagged("no_export") for cell in header)
    series = next((cell.series for cell in named if cell.series), None) or talk.series
    if not exports or blocked or any(number.kind == "percent" for cell in header for number in cell.line.numbers):
        return [[] for _ in texts]
    caption = next((cell.period for cell in header if cell.period), None) or talk.period
    return [[], *(_row(row, header, series, caption) for row in body)]


def _split(text: str) -> list[str]:
    return _CELLS.split(text.strip().strip("|｜"))


def _changed(told: list[Bound]) -> Bound:
    """What a column of changes is of: the newest of the months right before it ("June | May | change")."""
    months = []
    for one in reversed(told):
        if one.change is not None or len(one.period or "") != len(told[-1].period or ""):
            break
        months.append(one)
    return max(months, key=lambda one: one.period or "") if months else told[-1]


def _row(row: list[_Cell], header: list[_Cell], series: Series, caption: str | None) -> list[Bound]:
    if len(row) != len(header):
        return []
    label = row[0]
    if label.line.tagged("no_export"):
        return []
    period, country = label.period or caption, label.country
    series = label.series or series
    out: list[Bound] = []
    for cell, head in zip(row[1:], header[1:], strict=True):
        if head.basis is None and cell.value("percent") is None:
            amount = cell.value("tonnes") or cell.value("bare")
            if amount is None:
                continue
            at = head.period or period
            out.append(Bound(0, head.series or series, at, head.country or country, amount))
        elif head.basis is not None and (change := cell.value("percent") or cell.value("bare")) is not None:
            told = _changed(out) if out else Bound(0, series, period, country)
            basis = "ytd_yoy" if head.basis == "yoy" and "/" in (told.period or "") else head.basis
            out.append(replace(told, change=change, basis=basis))
    return [bound for bound in out if bound.period]
