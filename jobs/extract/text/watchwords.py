"""The words that an expression cannot do without, and a look-out for those of many expressions at once.

They are worked out from the expression itself: whatever it matches holds one of them. One pass of an automaton over a
text then tells which expressions may match anything in it, and about where.
"""

import re
import re._constants as op  # type: ignore[import-not-found]
import re._parser as parser  # type: ignore[import-not-found]
from collections.abc import Collection, Iterable, Sequence
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
