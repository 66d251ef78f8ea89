"""The watchlist as CSV: a company a row, its other names in any script, its role and tickers. Pure.

Columns: name, role, aliases, tickers; several aliases or tickers in a cell stand apart by semicolons or bars. A file
without a header is a name a line.
"""

import csv
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass

from bot.cells import as_meant, delimiter_of, printable
from bot.cells import lines as csv_lines
from storage.domain.licence import Role
from storage.domain.views import WatchView
from storage.watchlist import Wanted

COLUMNS = ("name", "role", "aliases", "tickers")
MAX_BYTES = 2 * 2**20
MAX_ROWS = 5_000
#: Longest name kept. No company's legal name comes near.
NAME_LIMIT = 120
#: What other programs call our columns.
_CALLED = {"company": "name", "alias": "aliases", "other names": "aliases", "ticker": "tickers", "symbol": "tickers"}
_SEVERAL = re.compile(r"[;|\n；]")
_ROLES = {role.value: role for role in Role} | {"smco": Role.SMCO_PRODUCER, "smco producer": Role.SMCO_PRODUCER}


class BadFile(ValueError):
    """Nothing of the file can be read; the message is one sentence."""


@dataclass(frozen=True, kw_only=True)
class Listed:
    """What a file lists. `faults`: a sentence for each row that cannot be looked for."""

    rows: tuple[Wanted, ...]
    faults: tuple[str, ...]


def read(text: str) -> Listed:
    """The names a file lists. Raises BadFile."""
    text = text.lstrip("\ufeff").replace("\0", "").strip()
    if not text:
        raise BadFile("There is nothing in it.")
    if len(text) > MAX_BYTES:
        raise BadFile(f"It is longer than {MAX_BYTES // 2**20} MB.")
    rows, faults = [], []
    for number, cells in enumerate(_rows(text), 1):
        if number > MAX_ROWS:
            raise BadFile(f"It has more than {MAX_ROWS:,} rows.")
        try:
            rows.append(_checked(cells))
        except ValueError as error:
            faults.append(f"row {number}: {error}")
    return Listed(rows=tuple(rows), faults=tuple(faults))


def as_csv(views: Iterable[WatchView]) -> str:
    rows = ((view.name, view.role.value, view.aliases, view.tickers) for view in views)
    return csv_lines([COLUMNS, *rows]).decode()


def _rows(text: str) -> list[dict[str, str]]:
    first = text.splitlines()[0]
    separator = delimiter_of(first)
    header = [_column(name) for name in next(csv.reader([first], delimiter=separator), [])]
    if "name" not in header:
        lines = (line.strip() for line in text.splitlines())
        return [{"name": line} for line in lines if line and not line.startswith("#")]
    reader = csv.reader(io.StringIO(text), delimiter=separator)
    try:
        next(reader)
        return [
            {column: as_meant(cell.strip()) for column, cell in zip(header, cells, strict=False)}
            for cells in reader
            if any(cell.strip() for cell in cells)
        ]
    except csv.Error as error:
        raise BadFile(f"Line {reader.line_num} is no CSV: {error}.") from error


def _checked(cells: dict[str, str]) -> Wanted:
    """A row that can be looked for. Raises ValueError with one sentence."""
    name, role = printable(cells.get("name", "")), printable(cells.get("role", "")).casefold() or Role.EXPORTER.value
    aliases, tickers = (
        tuple(text for text in (printable(part) for part in _SEVERAL.split(cells.get(column, ""))) if text)
        for column in ("aliases", "tickers")
    )
    if not name:
        raise ValueError("There is no name.")
    if any(len(text) > NAME_LIMIT for text in (name, *aliases, *tickers)):
        raise ValueError(f"A name has at most {NAME_LIMIT} characters.")
    if role.replace("_", " ") not in _ROLES and role not in _ROLES:
        raise ValueError(f"“{role[:20]}” is no role: use {', '.join(role.value for role in Role)}.")
    known = _ROLES.get(role) or _ROLES[role.replace("_", " ")]
    return Wanted(name=name, role=known, aliases=aliases, tickers=tickers)


def _column(name: str) -> str:
    name = name.strip().strip('"').lower()
    return _CALLED.get(name, name)
