"""Pages that answer 200 and are not the page: checks for robots, logins, cookie walls, error messages, empty shells.

Such a page says nothing about the world: it is a fault of the source, never a change and never read. An article *about*
captchas is no wall: a wall has little else to say, or nothing of what the page was known to say.
"""

import re
import tomllib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from jobs.fetch import masking
from jobs.fetch.errors import Wall

#: With a wall's plain words, a page with no more words than this beside them is the wall...
LITTLE = 60
#: ... when they stand in its title or a headline of so many words, or it has no more words than this at all;
_HEADLINE = 12
_BRIEF = 40
#: ... and with words that real pages use too, no more than this.
_NEXT_TO_NOTHING = 6
#: A wall's title is proof enough for pages with no more words than this; consent texts are long.
_SHORT = 250
#: A page that was known to have this many words...
_KNOWN = 40
#: ... and now has less than this share of them, none of them known, is an empty shell.
_REMNANT = 0.15
#: Nothing is left of the page when less than this share of what it was known to say is.
_GONE = 0.1
#: Only so much of a page is searched for wall words; they stand at its top.
_LOOKED_AT = 20_000


@dataclass(frozen=True)
class _Sort:
    reason: str
    plain: re.Pattern[str]
    hint: re.Pattern[str] | None


@dataclass(frozen=True, kw_only=True)
class Front:
    """What a page shows: its title, its blocks as printed, what stands there where scripts do not run (`unscripted`),
    and whether it asks for a password (`secret`).
    """

    title: str
    texts: Sequence[str]
    unscripted: str = ""
    secret: bool = False


def check(front: Front, said: Collection[str], known: Collection[str] | None) -> None:
    """Raises Wall when this is not the page that was asked for.

    `said` are its blocks as they are compared, `known` those of the last visit (None: it was never visited).
    """
    kept = sum(1 for text in known if text in said) if known else 0
    before = sum(map(masking.words, known or ()))
    lost = before >= _KNOWN and kept < _GONE * len(known or ())
    sorts = _sorts()
    for sort in sorts.values():
        if _is(sort, front.title, front.texts, lost=lost):
            raise Wall(f"the address {sort.reason}")
    total = sum(map(masking.words, front.texts))
    if total <= LITTLE and not kept:
        if sorts["script"].plain.search(front.unscripted):
            raise Wall(f"the address {sorts['script'].reason}")
        if front.secret:
            raise Wall(f"the address {sorts['login'].reason}")
    if lost and total < _REMNANT * before:
        raise Wall("the address shows next to nothing of what was there before")


def _is(sort: _Sort, title: str, texts: Sequence[str], *, lost: bool) -> bool:
    shown = "\n".join(texts)[:_LOOKED_AT]
    plain, hinted = bool(sort.plain.search(shown)), sort.hint is not None and bool(sort.hint.search(shown))
    titled = bool(sort.plain.search(title[:300]))
    if not (plain or hinted or titled):
        return False
    total = sum(map(masking.words, texts))
    rest = sum(masking.words(text) for text in texts if not _speaks_of(sort, text))
    if plain and rest <= LITTLE and (titled or total <= _BRIEF or any(map(sort.plain.search, _headlines(texts)))):
        return True
    if hinted and not plain and rest <= _NEXT_TO_NOTHING:
        return True
    return (titled and total <= _SHORT) or (lost and (plain or titled))


def _headlines(texts: Sequence[str]) -> list[str]:
    """What stands large at the top. A report that merely mentions such words has them in its sentences."""
    return [text for text in texts[:3] if masking.words(text) <= _HEADLINE]


def _speaks_of(sort: _Sort, text: str) -> bool:
    text = text[:_LOOKED_AT]
    return bool(sort.plain.search(text) or (sort.hint is not None and sort.hint.search(text)))


@cache
def _sorts() -> dict[str, _Sort]:
    tables = tomllib.loads(files("jobs.fetch").joinpath("walls.toml").read_text("utf-8"))
    return {
        name: _Sort(table["reason"], _any(table["plain"]), _any(table["hint"]) if "hint" in table else None)
        for name, table in tables.items()
    }


def _any(patterns: Sequence[str]) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.IGNORECASE | re.MULTILINE)
