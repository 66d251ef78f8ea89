"""Cells of a CSV file: material from outside, and nothing that goes out becomes a formula in whatever opens it.

https://owasp.org/www-community/attacks/CSV_Injection
"""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from typing import Any

from bot.messages.parts import clean

#: Longest cell taken or given.
LIMIT = 2_000
#: Cells that begin with one of these are read as formulas by spreadsheets.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\0", "＝", "＋", "－", "＠")
#: Tells spreadsheets that what follows is UTF-8; without it Excel reads Chinese names in its own code page.
BOM = b"\xef\xbb\xbf"


def lines(rows: Iterable[Sequence[Any]]) -> bytes:
    """Rows as CSV lines in UTF-8: nothing is an empty cell, lists stand apart by semicolons, times are UTC."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows([_cell(value) for value in row] for row in rows)
    return out.getvalue().encode("utf-8", "replace")


def _cell(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case datetime():
            return value.astimezone(UTC).isoformat(timespec="seconds")
        case date():
            return value.isoformat()
        case list() | tuple():
            return harmless("; ".join(str(part).replace(";", ",") for part in value))
        case _:
            return harmless(str(value))


def printable(value: str) -> str:
    return clean(value, LIMIT).strip()


def harmless(cell: str) -> str:
    cell = printable(cell)
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def as_meant(cell: str) -> str:
    """A cell without the apostrophe that `harmless` puts before what would be a formula."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_FORMULA) else cell


def delimiter_of(line: str) -> str:
    """What separates the cells of a header: spreadsheets in half of the world write semicolons."""
    return max(",;\t", key=line.count)
