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
    """Where in a text words of expressions end, in order, and which words."""

    ends: list[int]
    words: list[int]


class _Part(NamedTuple):
    """One expression, and where it stands in the tables."""

    section: str
    language: str
    name: str
    source: str


#: An expression that may match in a passage: its place in the order, from where on, its number, and whether right there
#: only.
_Likely = tuple[int, int, int, bool]


class _Expressions:
    """The expressions of all tables. A text is looked through once for all of them."""

    def __init__(self) -> None:
        self.parts = [part for section in EXPRESSIONS for language in LANGUAGES for part in _parts(section, language)]
        self.watch = Watch([part.source for part in self.parts])
        self.always = frozenset(self.watch.always)
        self._regexes: dict[int, re.Pattern[str]] = {}
        #: The last two texts, a document's and its title, which are looked through by turns.
        self._last: tuple[tuple[str, _Seen | None], ...] = ()

    def regex(self, number: int) -> re.Pattern[str]:
        """One expression, whose match tells the list it stands in; made once, however many `Lists` it is part of."""
        if (regex := self._regexes.get(number)) is None:
            part = self.parts[number]
            regex = re.compile(f"(?P<{part.name}>{part.source})", _FLAGS.get(part.section, re.IGNORECASE))
            self._regexes[number] = regex
        return regex

    def seen(self, text: str) -> _Seen | None:
        """What was seen in a text; None where anything may match."""
        for last, found in self._last:
            if last is text:
                return found
        seen = self.watch.seen(text)
        found = None
        if seen is not None:
            both = list(seen)
            found = _Seen([end for end, _ in both], [word for _, word in both])
        self._last = ((text, found), *self._last[:1])
        return found


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
            regex = self._regexes.get(number) or self._regex(number)
            if fixed:
                match = regex.match(text, begin, high)
            elif number != tried:
                match = regex.search(text, begin, high)
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
    def _always(self) -> list[tuple[int, int]]:
        """Rank and number of the expressions of which no word can be told."""
        return [(rank, number) for number, rank in self._rank.items() if number in _every().always]

    @property
    def _flags(self) -> int:
        return _FLAGS.get(self._section, re.IGNORECASE)

    @cached_property
    def _signs(self) -> dict[int, list[tuple[int, int, int, bool]]]:
        """Of each word, the expressions that it is one of: their rank and number, and where a match would begin."""
        watch, ranks = _every().watch, self._rank
        signs = {
            word: [(ranks[number], number, back, number in watch.fixed) for number, back in signs if number in ranks]
            for word, signs in enumerate(watch.signs)
        }
        return {word: mine for word, mine in signs.items() if mine}

    def _likely(self, text: str, low: int, high: int) -> list[_Likely]:
        """The expressions that may match in a passage, in their order, and where each may."""
        seen = _every().seen(text)
        if seen is None:
            return [(rank, low, number, False) for number, rank in self._rank.items()]
        ends, words = seen
        likely = [(rank, low, number, False) for rank, number in always] if (always := self._always) else []
        signs = self._signs
        first = bisect_left(ends, low)
        for place in range(first, bisect_left(ends, high, first)):
            if (mine := signs.get(words[place])) is not None:
                for rank, number, back, fixed in mine:
                    begin = ends[place] - back
                    if begin >= low or not fixed:
                        likely.append((rank, max(low, begin), number, fixed))
        if len(likely) > 1:
            likely.sort()
        return likely

    def _regex(self, number: int) -> re.Pattern[str]:
        regex = self._regexes[number] = _every().regex(number)
        return regex


def either(section: str, name: str) -> str:
    """One list of all tables as an expression to build another one of."""
    return "|".join(one for language in LANGUAGES for one in table(language).get(section, {}).get(name, ()))
