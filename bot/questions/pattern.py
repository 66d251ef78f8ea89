"""A row of the table of questions, and how what it looks for is put together."""

from dataclasses import dataclass


def every(*wanted: str) -> str:
    """Found in words that have each of these somewhere."""
    return "^" + "".join(f"(?=.*(?:{each}))" for each in wanted)


@dataclass(frozen=True, kw_only=True)
class Pattern:
    """A row of the table. `asks` must be found in the words and each of `needs` be filled; `runs` is the command, with
    what was found in braces. `offered`: it is named and not run, because it changes something, or for the reason
    `why`."""

    asks: str
    runs: str
    example: str
    needs: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()
    offered: bool = False
    why: str = ""


def none(*unwanted: str) -> str:
    """Put before `every`: none of these is found."""
    return "^" + "".join(f"(?!.*(?:{each}))" for each in unwanted)
