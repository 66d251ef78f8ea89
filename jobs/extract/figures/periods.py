"""Periods and how far they lie apart: months, spans of months, years."""

import re
from typing import NamedTuple

from jobs.extract.figures.undated import GUESSED


class Mention(NamedTuple):
    """A period named at `start`:`end` of a folded sentence: `2025-11`, `2025`, or a span `2025-01/2025-11`."""

    start: int
    end: int
    period: str
    #: Whether the words themselves only compare ("the most since January").
    compared: bool = False


def shifted(period: str | None, months: int) -> str | None:
    """The month or span so many months away; a year for whole years; None where that makes no sense."""
    if period is None:
        return None
    if len(period) == 4:
        return str(int(period) + months // 12) if months % 12 == 0 else None
    if "/" in period:
        # A quarter has one before it, a year so far has none.
        low, high = period.split("/")
        if months % 12 and not (months % 3 == 0 and shifted(low, 2) == high):
            return None
        return "/".join(shifted(part, months) or "" for part in period.split("/"))
    if len(period) != 7:
        return None
    count = int(period[:4]) * 12 + int(period[5:7]) - 1 + months
    return f"{count // 12:04}-{count % 12 + 1:02}"


def is_quarter(period: str) -> bool:
    """Whether a span is a quarter, whose neighbour before it (环比) is a quarter as well."""
    low, _, high = period.partition("/")
    return low[5:7] in ("01", "04", "07", "10") and shifted(low, 2) == high


def month_before(published: str | None) -> str | None:
    """The month before a document's date, as "last month" means it; None when the date has no month."""
    if not published or published.endswith(GUESSED) or not re.match(r"20\d\d-(?:0[1-9]|1[0-2])", published):
        return None
    return shifted(published[:7], -1)


def latest(month: int, published: str | None, shift: int = 0) -> str | None:
    """The latest such month not after the document's date."""
    if not published or not 1 <= month <= 12:
        return None
    now = int(published[5:7]) if re.match(r"20\d\d-\d\d", published) else 12
    return f"{int(published[:4]) - (month > now) + shift:04}-{month:02}"


def from_january(month: str) -> str:
    return f"{month[:5]}01/{month}" if month[5:] != "01" else month
