"""The words that an expression cannot do without, and a look-out for those of many expressions at once.

They are worked out from the expression itself: whatever it matches holds one of them. One pass of an automaton over a
text then tells which expressions may match anything in it, and about where.
"""

import re
import re._constants as op  # type: ignore[import-not-found]
import re._parser as parser  # type: ignore[import-not-found]
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cache
from typing import Any, NamedTuple

import ahocorasick

#: More ways to write one word than these are not told apart.
_WAYS = 96
#: A set of characters larger than this stands for any character.
_CHARACTERS = 12
#: Words that stand in most sentences, and words that stand in most of those about licences.
_SMALL = frozenset((
    "a", "an", "the", "and", "or", "of", "to", "in", "on", "at", "by", "for", "from", "with", "as", "is", "are",
    "was", "were", "be", "been", "has", "have", "had", "do", "does", "did", "can", "could", "may", "might", "will",
    "would", "should", "not", "no", "that", "this", "it", "its", "their", "they", "he", "she", "who", "which", "si",
))  # fmt: skip
_OURS = frozenset((
    "licence", "licences", "license", "licenses", "permit", "permits", "licen", "export", "exports", "general",
    "magnet", "magnets",
))  # fmt: skip
_WORD = re.compile(r"[^\W_]+|.", re.DOTALL)
#: A word of less weight than this is no word; a Chinese character weighs as much as three letters, a mark next to nothing.
_LIGHTEST, _HAN, _MARK = 2, 3, 0.4
#: Where words of one place have this weight and length, or the second weight however heavy others are, they are taken:
#: looking right at a place costs next to nothing.
_LIGHT, _HEAVY, _SHORTEST = 1, 4, 3
#: Characters that a small letter matches without being its capital; a text with one is looked through without words.
_ODD = re.compile("[\u0130\u0131\u017f\u0345\u1e9e\u1fbe\ufb05\ufb06µςϐϑϕϖϰϱϵẛ]")


#: How far behind the beginning of a match a word begins, in characters: at least and at most.
Reach = tuple[int, int]
#: Words with where each begins in what an expression matches.
Placed = dict[str, Reach]
_AT_ONCE: Reach = (0, 0)


class _Told(NamedTuple):
    """What a part of an expression matches: one of `exact` and nothing else, or what holds one of `needed`.

    It also holds one of those that stand `near`, each at one and the same place of whatever is matched.
    """

    exact: frozenset[str] | None = None
    needed: Placed | None = None
    near: Placed | None = None


_REPEATS = (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT)
_EMPTY = frozenset(("",))
_NOTHING = _Told(exact=_EMPTY)
_ANYTHING = _Told()


def words_of(expression: str) -> Placed:
    """Words, in small letters, one of which stands in whatever an expression matches, and how far behind its beginning.

    Empty where none can be told.
    """
    told = _of_sequence(parser.parse(expression))
    needed, near = _needed(told), _near(told)
    heavy = _weight(needed) if needed is not None else 0
    if near and _weight(near) >= max(_LIGHT, min(heavy, _HEAVY)) and min(map(len, near)) >= _SHORTEST:
        return near
    return needed if needed is not None and heavy >= _LIGHTEST else {}


def _needed(told: _Told) -> Placed | None:
    return told.needed if told.exact is None else dict.fromkeys(told.exact, _AT_ONCE)


def _near(told: _Told) -> Placed | None:
    return told.near if told.exact is None else dict.fromkeys(told.exact, _AT_ONCE)


def _of_sequence(items: Any) -> _Told:
    run, needed, near, whole = _EMPTY, None, None, True
    begun = here = _AT_ONCE
    for item in _unrolled(items):
        if item[0] is op.LITERAL:
            told, width = _Told(exact=frozenset((item[1],))), (len(item[1]), len(item[1]))
        else:
            told, width = _of_one(*item), parser.SubPattern(items.state, [item]).getwidth()
        if told.exact is not None and len(run) * len(told.exact) <= _WAYS:
            run = frozenset(one + other for one in run for other in told.exact)
        else:
            whole = False
            needed = _heavier(needed, dict.fromkeys(run, begun))
            near = _heavier(near, _fixed(dict.fromkeys(run, begun)))
            if "" in run and len(run) > 1:
                # What may be left out is there, or what follows it stands in its place.
                either = _any_of((dict.fromkeys(run - _EMPTY, begun), _moved(_near(told), begun)))
                near = _heavier(near, either and _fixed(either))
            if told.exact is None:
                needed = _heavier(needed, _moved(told.needed, here))
                near = _heavier(near, _fixed(_moved(told.near, here)))
            run = told.exact or _EMPTY
            begun = here if told.exact is not None else (here[0] + width[0], here[1] + width[1])
        here = (here[0] + width[0], here[1] + width[1])
    if whole:
        return _Told(exact=run)
    last = dict.fromkeys(run, begun)
    return _Told(needed=_heavier(needed, last), near=_heavier(near, _fixed(last)))


def _unrolled(items: Any) -> Iterator[tuple[Any, Any]]:
    """The items of a sequence, letters in a row as one small word, and of what is there once or more often first the one
    that is there.
    """
    letters: list[str] = []
    for code, value in items:
        if code is op.LITERAL:
            letters.append(chr(value).lower())
            continue
        if letters:
            yield op.LITERAL, "".join(letters)
            letters = []
        if code in _REPEATS and value[0] == 1:
            yield op.SUBPATTERN, (None, 0, 0, value[2])
            yield code, (0, value[1] if value[1] is op.MAXREPEAT else value[1] - 1, value[2])
        else:
            yield code, value
    if letters:
        yield op.LITERAL, "".join(letters)


def _moved(words: Placed | None, by: Reach) -> Placed | None:
    return words and {word: (least + by[0], most + by[1]) for word, (least, most) in words.items()}


def _fixed(words: Placed | None) -> Placed | None:
    return words if words and all(least == most for least, most in words.values()) else None


def _of_one(code: Any, value: Any) -> _Told:
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
    if code in _REPEATS:
        least, most, item = value
        told = _of_sequence(item)
        if (least, most) == (0, 1) and told.exact is not None:
            return _Told(exact=told.exact | {""})
        return _Told(needed=_needed(told), near=_near(told)) if least else _ANYTHING
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
    return _Told(needed=_any_of(map(_needed, branches)), near=_any_of(map(_near, branches)))


def _any_of(branches: Iterable[Placed | None]) -> Placed | None:
    """The words of all branches; None where one of them can do without any."""
    every: Placed = {}
    for words in branches:
        if not words:
            return None
        for word, reach in words.items():
            every[word] = _wider(every.get(word, reach), reach)
    return every


def _wider(one: Reach, other: Reach) -> Reach:
    return min(one[0], other[0]), max(one[1], other[1])


def _heavier(one: Placed | None, other: Placed | None) -> Placed | None:
    """Of two sets of words the one that fewer sentences have."""
    if one is None or other is None:
        return other if one is None else one
    return max(one, other, key=lambda words: (_weight(words), -len(words)))


def _weight(words: Collection[str]) -> float:
    return min(map(_weight_of_all, words), default=0)


@cache
def _weight_of_all(text: str) -> float:
    return sum(map(_weight_of, _WORD.findall(text))) if len(text) > 1 or text > "\u2e7f" else 0


@cache
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


class Sign(NamedTuple):
    """What a word says of one expression: its number, and how far before the word's end a match begins at the earliest."""

    number: int
    back: int


class Watch:
    """Looks out for the words of many expressions in one pass; words and expressions are meant by their numbers."""

    def __init__(self, expressions: Sequence[str]) -> None:
        meant: dict[str, list[Sign]] = {}
        #: Those of which no word can be told.
        self.always: list[int] = []
        #: Those of which a match begins nowhere else than where their words say.
        self.fixed: set[int] = set()
        for number, expression in enumerate(expressions):
            words = _shortest(words_of(expression))
            for word, (_, most) in words.items():
                meant.setdefault(word, []).append(Sign(number, len(word) - 1 + most))
            if not words:
                self.always.append(number)
            elif _fixed(words):
                self.fixed.add(number)
        #: Of each word, which expressions it is one of.
        self.signs = list(meant.values())
        self._automaton = ahocorasick.Automaton()
        for number, word in enumerate(meant):
            self._automaton.add_word(word, number)
        if meant:
            self._automaton.make_automaton()

    def seen(self, text: str) -> Iterable[tuple[int, int]] | None:
        """Where words end, in order, and which; None where words cannot be told in a text."""
        line = text.lower()
        if len(line) != len(text) or (not text.isascii() and _ODD.search(text)):
            return None
        found: Iterable[tuple[int, int]] = self._automaton.iter(line) if self.signs else ()
        return found


def _shortest(words: Placed) -> Placed:
    """The words without those that hold another one, which says as much; what stands at a fixed place stays there."""
    if _fixed(words):
        return {
            word: reach
            for word, reach in words.items()
            if all(words.get(word[:size]) != reach for size in range(1, len(word)))
        }
    out = dict(words)
    for word, (least, most) in words.items():
        for other in words:
            if other != word and (at := word.find(other)) >= 0:
                out.pop(word, None)
                if other in out:
                    out[other] = _wider(out[other], (least + at, most + at))
    return out
