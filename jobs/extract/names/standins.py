"""Words that stand for a company as plainly as its name: "the latter" after two names, "we" in a letter that it signs."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace

from jobs.extract.names import voice
from jobs.extract.names.subjects import Entity, own_trade, unique
from jobs.extract.text.cues import Hit
from jobs.extract.text.phrases import Phrase
from jobs.extract.text.sentences import Span
from storage.domain.licence import Role

_PAIR = Phrase("standins", "pair", capitals=True)
#: One of these stands in every pair; most texts hold none.
_PAIR_WORDS = ("者", "he former", "he latter")
_TO = Phrase("standins", "to", capitals=True)
_YOU = Phrase("standins", "you", capitals=True)
#: How many sentences back the two names may stand.
_BACK = 2


def find(
    text: str, entities: Sequence[Entity], title: Sequence[Entity], found: Sequence[Hit], spans: Sequence[Span]
) -> list[Entity]:
    """The stand-ins of a text, each as a mention of the company it stands for; `title` are those its title names."""
    return [
        *voice.mentions(text, entities, title, found),
        *_addressed(text, entities),
        *_paired(text, entities, spans),
    ]


def _paired(text: str, entities: Sequence[Entity], spans: Sequence[Span]) -> Iterator[Entity]:
    if not any(word in text for word in _PAIR_WORDS):
        return
    starts = [entity.start for entity in entities]
    for match in _PAIR.finditer(text):
        number = bisect_left(spans, (match.start() + 1,)) - 1
        for first in range(number, max(-1, number - _BACK - 1), -1):
            named = list(entities[bisect_left(starts, spans[first][0]) : bisect_left(starts, match.start())])
            two = _last_two(text, named)
            if len(two) >= 2:
                if len(two) == 2:
                    one = two[0] if match["first"] else two[1]
                    yield replace(one, start=match.start(), end=match.end())
                break


_AND = Phrase("standins", "and", capitals=True)
_LISTED = re.compile(r"、|, ")


def _last_two(text: str, named: list[Entity]) -> list[Entity]:
    """The two companies of the last pair "A and B" among these, else all that they are."""
    for place in range(len(named) - 1, 0, -1):
        one, other = named[place - 1], named[place]
        if one.key != other.key and _AND.fullmatch(text, one.end, other.start):
            third = place > 1 and _LISTED.fullmatch(text, named[place - 2].end, one.start)
            return unique(named) if third else [one, other]
    return unique(named)


def _addressed(text: str, entities: Sequence[Entity]) -> Iterator[Entity]:
    """ "You" in a letter is whom it is addressed to: a buyer, unless the name is a magnet maker's."""
    you = list(_YOU.finditer(text))
    if not you:
        return
    for entity in entities:
        if _TO.search(text, max(0, entity.start - 10), entity.start):
            roles = entity.company.roles if entity.company else frozenset()
            role = entity.role if roles or own_trade(entity) else Role.CUSTOMER
            for match in you:
                if not any(one.start < match.end() and match.start() < one.end for one in entities):
                    yield replace(entity, start=match.start(), end=match.end(), role=role, plain=True)
            return
