"""Cells of a CSV file: material from outside, and nothing that goes out becomes a formula in whatever opens it.

https://owasp.org/www-community/attacks/CSV_Injection
"""

from bot.messages.parts import clean

#: Longest cell taken or given.
LIMIT = 2_000
#: Cells that begin with one of these are read as formulas by spreadsheets.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\0")


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
