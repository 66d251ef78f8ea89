"""Expressions of the cue tables, looked for only where a word that they cannot do without was seen.

An expression is slow to look for and a word is fast: a text is looked through once for the words of all expressions
(`watchwords`). What is found is the same as if every expression were looked for everywhere.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cache, cached_property
from sys import maxsize
from typing import NamedTuple

from jobs.extract.text.cues import EXPRESSIONS, LANGUAGES, table
from jobs.extract.text.watchwords import Watch, alternatives

#: How a section's expressions are read where it matters whether a letter is a capital.
_FLAGS = {"bearing": 0, "relation": 0, "head": 0, "abroad": 0, "gain": 0}
#: What begins the name of a list whose words stand for one another inside the expressions of its section.
_PIECE = "_"


class _Seen(NamedTuple):
    """Where in a text words of a section end, in order, of which expressions, and where their matches would begin."""

    ends: list[int]
    numbers: list[int]
    begins: list[int]


class _Part(NamedTuple):
    """One expression, and where it stands in the tables."""

    section: str
    language: str
    name: str
    source: str


class _Likely(NamedTuple):
    """An expression that may match in a passage: its place in the order, from where on, and whether right there only."""

    rank: int
    begin: int
    number: int
    fixed: bool


class _Expressions:
    """The expressions of all tables. A text is looked through once for all of them."""

    def __init__(self) -> None:
        self.parts = [part for section in EXPRESSIONS for language in LANGUAGES for part in _parts(section, language)]
        self._watch = Watch([part.source for part in self.parts])
        self._sections = [part.section for part in self.parts]
        self.always = frozenset(self._watch.always)
        self.fixed = self._watch.fixed
        #: The last two texts, a document's and its title, which are looked through by turns.
        self._last: tuple[tuple[str, dict[str, _Seen] | None], ...] = ()

    def seen(self, text: str) -> dict[str, _Seen] | None:
        """What was seen of each section in a text; None where anything may match."""
        for last, found in self._last:
            if last is text:
                return found
        found = self._look(text)
        self._last = ((text, found), *self._last[:1])
        return found

    def _look(self, text: str) -> dict[str, _Seen] | None:
        seen = self._watch.seen(text)
        if seen is None:
            return None
        out = {section: _Seen([], [], []) for section in EXPRESSIONS}
        sections = self._sections
        for end, signs in seen:
            for number, back in signs:
                ends, numbers, begins = out[sections[number]]
                ends.append(end)
                numbers.append(number)
                begins.append(end - back)
        return out


def _parts(section: str, language: str) -> Iterator[_Part]:
    lists = table(language).get(section, {})
    pieces = {f"{{{name}}}": f"(?:{'|'.join(each)})" for name, each in lists.items() if name[0] == _PIECE}
    for name, each in lists.items():
        for expression in each if name[0] != _PIECE else ():
            for piece, meaning in pieces.items():
                expression = expression.replace(piece, meaning)
            for source in alternatives(expression):
                yield _Part(section, language, name, source)


@cache
def _every() -> _Expressions:
    return _Expressions()


class Lists:
    """Lists of expressions that are looked for as one: the first place where any matches, and there the first of them.

    The name of the list that a match is of is its `lastgroup`. Tables are read when something is first looked for.
    """

    def __init__(self, section: str, names: Sequence[str], languages: Sequence[str] = LANGUAGES) -> None:
        self._section = section
        self._names = tuple(names)
        self._languages = tuple(languages)
        self._regexes: dict[int, re.Pattern[str]] = {}

    def __bool__(self) -> bool:
        """Whether the tables have any of them."""
        return bool(self._rank)

    def search(self, text: str, low: int = 0, high: int = maxsize) -> re.Match[str] | None:
        """The first match in `low`:`high` of a text, which ends there for what looks ahead."""
        first = None
        tried = -1
        for _, begin, number, fixed in self._likely(text, low, high):
            if fixed:
                match = self._regex(number).match(text, begin, high)
            elif number != tried:
                match = self._regex(number).search(text, begin, high)
            tried = number
            if match is not None and (first is None or match.start() < first.start()):
                first = match
        return first

    def finditer(self, text: str, low: int = 0, high: int = maxsize) -> Iterator[re.Match[str]]:
        """All matches that do not overlap, in order; an expression that may match nothing must not stand in a list."""
        while (match := self.search(text, low, high)) is not None:
            yield match
            low = match.end()

    def match(self, text: str, low: int = 0, high: int = maxsize) -> re.Match[str] | None:
        """The first of the expressions that matches right at a place."""
        return self.whole.match(text, low, high)

    @cached_property
    def whole(self) -> re.Pattern[str]:
        """All of them as one, for looking right at a place or in a few words."""
        parts = [_every().parts[number].source for number in self._rank]
        return re.compile("|".join(parts) or "(?!)", self._flags)

    @cached_property
    def _rank(self) -> dict[int, int]:
        """The expressions by their place in the order in which they count."""
        parts = list(enumerate(_every().parts))
        numbers = [
            number
            for name in self._names
            for language in self._languages
            for number, part in parts
            if part[:3] == (self._section, language, name)
        ]
        return {number: rank for rank, number in enumerate(numbers)}

    @cached_property
    def _always(self) -> list[int]:
        return [number for number in self._rank if number in _every().always]

    @property
    def _flags(self) -> int:
        return _FLAGS.get(self._section, re.IGNORECASE)

    def _likely(self, text: str, low: int, high: int) -> list[_Likely]:
        """The expressions that may match in a passage, in their order, and where each may."""
        every, ranks = _every(), self._rank
        seen = every.seen(text)
        if seen is None:
            return [_Likely(rank, low, number, False) for number, rank in ranks.items()]
        here = seen[self._section]
        first = bisect_left(here.ends, low)
        last = bisect_left(here.ends, high, first)
        likely = []
        for number, begin in zip(here.numbers[first:last], here.begins[first:last], strict=True):
            if (rank := ranks.get(number)) is not None:
                fixed = number in every.fixed
                if begin >= low or not fixed:
                    likely.append(_Likely(rank, max(low, begin), number, fixed))
        likely += [_Likely(ranks[number], low, number, False) for number in self._always]
        likely.sort()
        return likely

    def _regex(self, number: int) -> re.Pattern[str]:
        if (regex := self._regexes.get(number)) is None:
            part = _every().parts[number]
            regex = self._regexes[number] = re.compile(f"(?P<{part.name}>{part.source})", self._flags)
        return regex


def either(section: str, name: str) -> str:
    """One list of all tables as an expression to build another one of."""
    return "|".join(one for language in LANGUAGES for one in table(language).get(section, {}).get(name, ()))
