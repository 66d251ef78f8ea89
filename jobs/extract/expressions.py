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
from functools import cache, cached_property
from sys import maxsize
from typing import Any, NamedTuple

import ahocorasick

from jobs.extract.cues import EXPRESSIONS, LANGUAGES, table

#: How a section's expressions are read where it matters whether a letter is a capital.
_FLAGS = {"bearing": 0, "relation": 0, "abroad": 0, "gain": 0}
#: What begins the name of a list whose words stand for one another inside the expressions of its section.
_PIECE = "_"
#: More ways to write one word than these are not told apart.
_WAYS = 96
#: A set of characters larger than this stands for any character.
_CHARACTERS = 12
#: Words that stand in most sentences, and words that stand in most of those about licences.
_SMALL = frozenset(
    [
        "a",
        "an",
        "the",
        "and",
        "or",
        "of",
        "to",
        "in",
        "on",
        "at",
        "by",
        "for",
        "from",
        "with",
        "as",
        "is",
        "are",
        "was",
        "were",
        "be",
        "been",
        "has",
        "have",
        "had",
        "do",
        "does",
        "did",
        "can",
        "could",
        "may",
        "might",
        "will",
        "would",
        "should",
        "not",
        "no",
        "that",
        "this",
        "it",
        "its",
        "their",
        "they",
        "he",
        "she",
        "who",
        "which",
        "si",
    ]
)
_OURS = frozenset(
    [
        "licence",
        "licences",
        "license",
        "licenses",
        "permit",
        "permits",
        "licen",
        "export",
        "exports",
        "general",
        "magnet",
        "magnets",
    ]
)
_WORD = re.compile(r"[^\W_]+|.", re.DOTALL)
#: A word of less weight than this is no word; a Chinese character weighs as much as three letters, a mark next to nothing.
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
    return min(
        (sum(map(_weight_of, _WORD.findall(word))) if len(word) > 1 or word > "\u2e7f" else 0 for word in words),
        default=0,
    )


def _weight_of(word: str) -> float:
    if word[0] > "\u2e7f":
        # Letters of nobody's script stand for names and licences.
        return sum(_MARK if "\ue000" <= char <= "\uf8ff" else _HAN for char in word)
    if word in _SMALL or word in _OURS:
        return 1 if word in _SMALL else 2
    return len(word) if word[0].isalnum() else _MARK


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
    """Where in a text words of a section end, in order, and of which expressions."""

    ends: list[int]
    numbers: list[int]


class _Part(NamedTuple):
    """One expression, and where it stands in the tables."""

    section: str
    language: str
    name: str
    source: str


class _Expressions:
    """The expressions of all tables. A text is looked through once for all of them."""

    def __init__(self) -> None:
        self.parts = [part for section in EXPRESSIONS for language in LANGUAGES for part in _parts(section, language)]
        self._watch = Watch([part.source for part in self.parts])
        self.always = frozenset(self._watch.always)
        self._last: tuple[str, dict[str, _Seen] | None] = ("", {})

    def seen(self, text: str) -> dict[str, _Seen] | None:
        """What was seen of each section in a text; None where anything may match."""
        last, found = self._last
        if last is not text:
            found = self._look(text)
            self._last = (text, found)
        return found

    def _look(self, text: str) -> dict[str, _Seen] | None:
        seen = self._watch.seen(text)
        if seen is None:
            return None
        out = {section: _Seen([], []) for section in EXPRESSIONS}
        parts = self.parts
        for end, numbers in seen:
            for number in numbers:
                ends, of_whom = out[parts[number].section]
                ends.append(end)
                of_whom.append(number)
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

    def _likely(self, text: str, low: int, high: int) -> Sequence[int]:
        """The expressions that may match in a passage, in their order."""
        seen = _every().seen(text)
        if seen is None:
            return tuple(self._rank)
        here = seen[self._section]
        first = bisect_left(here.ends, low)
        last = bisect_left(here.ends, high, first)
        if first == last:
            return self._always
        rank = self._rank
        likely = {number for number in here.numbers[first:last] if number in rank}
        likely.update(self._always)
        return sorted(likely, key=rank.__getitem__) if len(likely) > 1 else tuple(likely)

    def _regex(self, number: int) -> re.Pattern[str]:
        if (regex := self._regexes.get(number)) is None:
            part = _every().parts[number]
            regex = self._regexes[number] = re.compile(f"(?P<{part.name}>{part.source})", self._flags)
        return regex


def either(section: str, name: str) -> str:
    """One list of all tables as an expression to build another one of."""
    return "|".join(one for language in LANGUAGES for one in table(language).get(section, {}).get(name, ()))
