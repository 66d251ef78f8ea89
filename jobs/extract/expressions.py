"""Expressions of the cue tables, looked for only where a word that they cannot do without was seen.

An expression is slow to look for and a word is fast: one pass of an automaton finds, for all expressions of some
tables at once, where in a text stands a word without which they match nothing. Those words are worked out from the
expressions themselves. What is found is the same as if everything were looked for everywhere.
"""

import re
import re._constants as op  # type: ignore[import-not-found]
import re._parser as parser  # type: ignore[import-not-found]
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cache
from sys import maxsize
from typing import Any, NamedTuple

import ahocorasick

from jobs.extract.cues import EXPRESSIONS, table

#: How a section's expressions are read where it matters whether a letter is a capital.
_FLAGS = {"bearing": 0}
#: More ways to write one word than these are not told apart.
_WAYS = 96
#: A set of characters larger than this stands for any character.
_CHARACTERS = 12
#: A word of less weight than this stands in most sentences; a Chinese character weighs as much as three letters, a mark next to nothing.
_LIGHTEST, _HAN, _MARK = 2, 3, 0.4
#: Characters that a small letter matches without being its capital; a text with one is looked through without words.
_ODD = re.compile("[\u0130\u0131\u017f\u0345\u1e9e\u1fbe\ufb05\ufb06µςϐϑϕϖϰϱϵẛ]")


class _Told(NamedTuple):
    """What a part of an expression matches: one of `exact` and nothing else, or what holds one of `needed`."""

    exact: frozenset[str] | None = None
    needed: frozenset[str] | None = None


_NOTHING = _Told(exact=frozenset(("",)))
_ANYTHING = _Told()


def words_of(expression: str) -> frozenset[str]:
    """Words, in small letters, one of which stands in whatever an expression matches; empty where none can be told."""
    told = _of_sequence(parser.parse(expression))
    needed = _heavier(told.exact, told.needed)
    return needed if needed is not None and _weight(needed) >= _LIGHTEST else frozenset()


def _of_sequence(items: Any) -> _Told:
    run, best, whole = _NOTHING.exact, None, True
    assert run is not None
    for code, value in items:
        told = _of_one(code, value)
        if told.exact is not None and len(run) * len(told.exact) <= _WAYS:
            run = frozenset(one + other for one in run for other in told.exact)
            continue
        whole = False
        best = _heavier(best, run)
        if told.exact is None:
            best, run = _heavier(best, told.needed), frozenset(("",))
        else:
            run = told.exact
    return _Told(exact=run) if whole else _Told(needed=_heavier(best, run))


def _of_one(code: Any, value: Any) -> _Told:
    if code is op.LITERAL:
        return _Told(exact=frozenset((chr(value).lower(),)))
    if code in (op.AT, op.ASSERT, op.ASSERT_NOT):
        return _NOTHING
    if code is op.IN:
        return _of_set(value)
    if code is op.SUBPATTERN:
        return _of_sequence(value[3])
    if code is op.ATOMIC_GROUP:
        return _of_sequence(value)
    if code is op.BRANCH:
        return _of_branches([_of_sequence(branch) for branch in value[1]])
    if code in (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT):
        least, most, item = value
        told = _of_sequence(item)
        if (least, most) == (0, 1) and told.exact is not None:
            return _Told(exact=told.exact | {""})
        return _Told(needed=_heavier(told.exact, told.needed)) if least else _ANYTHING
    return _ANYTHING


def _of_set(characters: Any) -> _Told:
    found: set[str] = set()
    for code, value in characters:
        if code is op.LITERAL:
            found.add(chr(value).lower())
        elif code is op.RANGE and value[1] - value[0] < _CHARACTERS:
            found.update(chr(each).lower() for each in range(value[0], value[1] + 1))
        else:
            return _ANYTHING
    return _Told(exact=frozenset(found)) if len(found) <= _CHARACTERS else _ANYTHING


def _of_branches(branches: list[_Told]) -> _Told:
    if all(one.exact is not None for one in branches):
        exact = frozenset().union(*(one.exact for one in branches if one.exact is not None))
        if len(exact) <= _WAYS:
            return _Told(exact=exact)
    each = [_heavier(one.exact, one.needed) for one in branches]
    if any(one is None for one in each):
        return _ANYTHING
    return _Told(needed=frozenset().union(*(one for one in each if one is not None)))


def _heavier(one: frozenset[str] | None, other: frozenset[str] | None) -> frozenset[str] | None:
    """Of two sets of words the one that fewer sentences have."""
    if one is None or other is None:
        return other if one is None else one
    return max(one, other, key=lambda words: (_weight(words), -len(words)))


def _weight(words: Collection[str]) -> float:
    return min((sum(map(_weight_of, word)) for word in words), default=0)


def _weight_of(char: str) -> float:
    if char < "\u2e80":
        return 1 if char.isalnum() else _MARK
    # Letters of nobody's script stand for names and licences.
    return _MARK if "\ue000" <= char <= "\uf8ff" else _HAN


def alternatives(expression: str) -> list[str]:
    """The parts of an expression between the bars that stand in no group of it."""
    parts, depth, begin, place = [], 0, 0, 0
    opened, inside = 0, False
    while place < len(expression):
        char = expression[place]
        if char == "\\":
            place += 1
        elif inside:
            # A bracket right behind the one that opens a set is a character of it.
            inside = char != "]" or expression[opened : place + 1] in ("[]", "[^]")
        elif char == "[":
            inside, opened = True, place
        elif char in "()":
            depth += 1 if char == "(" else -1
        elif char == "|" and not depth:
            parts.append(expression[begin:place])
            begin = place + 1
        place += 1
    return [*parts, expression[begin:]]


class Watch:
    """Looks out for the words of many expressions in one pass; an expression is meant by its number."""

    def __init__(self, expressions: Sequence[str]) -> None:
        meant: dict[str, list[int]] = {}
        #: Those of which no word can be told.
        self.always: list[int] = []
        for number, expression in enumerate(expressions):
            words = words_of(expression)
            for word in words:
                if not any(other != word and other in word for other in words):
                    meant.setdefault(word, []).append(number)
            if not words:
                self.always.append(number)
        self._automaton = ahocorasick.Automaton()
        for word, numbers in meant.items():
            self._automaton.add_word(word, numbers)
        if meant:
            self._automaton.make_automaton()
        self._empty = not meant

    def seen(self, text: str) -> Iterable[tuple[int, list[int]]] | None:
        """Where words end, in order, and whose they are; None where words cannot be told in a text."""
        line = text.lower()
        if len(line) != len(text) or (not text.isascii() and _ODD.search(text)):
            return None
        found: Iterable[tuple[int, list[int]]] = () if self._empty else self._automaton.iter(line)
        return found


class _Seen(NamedTuple):
    """Where in a text words of a section end, in order, and of which of its expressions."""

    ends: list[int]
    numbers: list[int]


class _Part(NamedTuple):
    """One expression, and where it stands in the tables."""

    section: str
    language: str
    name: str
    source: str


class Expressions:
    """The expressions of some sections of some tables. A text is looked through once for all of them."""

    def __init__(self, languages: tuple[str, ...], sections: Collection[str]) -> None:
        self.parts = [
            _Part(section, language, name, part)
            for section in sections
            for language in languages
            for name, lists in table(language).get(section, {}).items()
            for each in lists
            for part in alternatives(each)
        ]
        self._watch = Watch([part.source for part in self.parts])
        self.always = frozenset(self._watch.always)
        self._last: tuple[str, dict[str, _Seen] | None] = ("", {})

    def lists(self, section: str, names: Sequence[str], language: str = "") -> "Lists | None":
        """Some lists of a section as one expression, in this order; None where the tables have none of them.

        `language`: those of one table only.
        """
        numbers = [
            number
            for name in names
            for number, part in enumerate(self.parts)
            if (part.section, part.name) == (section, name) and language in ("", part.language)
        ]
        return Lists(self, section, numbers) if numbers else None

    def seen(self, text: str) -> dict[str, _Seen] | None:
        """What was seen of each section in a text."""
        last, found = self._last
        if last is not text:
            found = self._look(text)
            self._last = (text, found)
        return found

    def _look(self, text: str) -> dict[str, _Seen] | None:
        seen = self._watch.seen(text)
        if seen is None:
            return None
        out: dict[str, _Seen] = {}
        for end, numbers in seen:
            for number in numbers:
                ends, of_whom = out.setdefault(self.parts[number].section, _Seen([], []))
                ends.append(end)
                of_whom.append(number)
        return out


class Lists:
    """Lists of expressions that are looked for as one: the first place where any matches, and there the first of them.

    The name of the list that a match is of is its `lastgroup`.
    """

    def __init__(self, every: Expressions, section: str, numbers: Sequence[int]) -> None:
        self._every = every
        self._section = section
        self._rank = {number: rank for rank, number in enumerate(numbers)}
        self._always = [number for number in numbers if number in every.always]
        self._regexes: dict[int, re.Pattern[str]] = {}

    def search(self, text: str, low: int = 0, high: int = maxsize) -> re.Match[str] | None:
        """The first match in `low`:`high` of a text, which ends there for what looks ahead."""
        first = None
        for number in self._likely(text, low, high):
            match = self._regex(number).search(text, low, high)
            if match is not None and (first is None or match.start() < first.start()):
                first = match
        return first

    def finditer(self, text: str, low: int = 0, high: int = maxsize) -> Iterator[re.Match[str]]:
        """All matches that do not overlap, in order; an expression that may match nothing must not stand in a list."""
        while (match := self.search(text, low, high)) is not None:
            yield match
            low = match.end()

    def match(self, text: str, low: int) -> re.Match[str] | None:
        """The first of the expressions that matches right at a place."""
        found = (self._regex(number).match(text, low) for number in self._rank)
        return next((match for match in found if match is not None), None)

    def _likely(self, text: str, low: int, high: int) -> Sequence[int]:
        """The expressions that may match in a passage, in their order."""
        seen = self._every.seen(text)
        if seen is None:
            return tuple(self._rank)
        here = seen.get(self._section)
        if here is None:
            return self._always
        first = bisect_left(here.ends, low)
        last = bisect_left(here.ends, high, first)
        if first == last:
            return self._always
        likely = {number for number in here.numbers[first:last] if number in self._rank}
        likely.update(self._always)
        return sorted(likely, key=self._rank.__getitem__) if len(likely) > 1 else tuple(likely)

    def _regex(self, number: int) -> re.Pattern[str]:
        if (regex := self._regexes.get(number)) is None:
            section, _, name, source = self._every.parts[number]
            regex = re.compile(f"(?P<{name}>{source})", _FLAGS.get(section, re.IGNORECASE))
            self._regexes[number] = regex
        return regex


@cache
def of(languages: tuple[str, ...]) -> Expressions:
    """The expressions for a text in some languages."""
    return Expressions(languages, EXPRESSIONS)
