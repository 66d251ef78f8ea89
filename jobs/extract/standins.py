"""Words that stand for a company as plainly as its name: "the latter" after two names, "we" in a letter that it signs."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace

from jobs.extract.cues import Hit
from jobs.extract.sentences import Span
from jobs.extract.subjects import Entity, unique

_PAIR = re.compile(
    r"(?P<first>前者|\b[Tt]he former(?=['’,]| (?:has|had|is|was|got|holds?|received|obtained|did)\b))"
    r"|(?P<second>[后後]者|\b[Tt]he latter(?=['’,]| (?:has|had|is|was|got|holds?|received|obtained|did)\b))"
)
#: One of these stands in every pair; most texts hold none.
_PAIR_WORDS = ("者", "he former", "he latter")
#: A firm that speaks of itself and says at once who it is: "我厂（X）".
_OURSELVES = re.compile(r"(?:本公司|我司|我厂|我廠|本厂|本廠|我公司|本集团|本集團|当社|當社|弊社|당사)[（(「“]$")
#: What a signature follows and how far it may stand from it, and what may follow the name in it, in characters.
_SIGNS = ("——", "--", "\n", "（", "(", "：", ":", "。", "\u3000")
_BEFORE, _AFTER = 8, 16
_WE = frozenset(("we",))
#: How many sentences back the two names may stand.
_BACK = 2


def find(text: str, entities: Sequence[Entity], found: Sequence[Hit], spans: Sequence[Span]) -> list[Entity]:
    """The stand-ins of a text, each as a mention of the company it stands for."""
    if not entities:
        return []
    return [*_signed(text, entities, found), *_paired(text, entities, spans)]


def _paired(text: str, entities: Sequence[Entity], spans: Sequence[Span]) -> Iterator[Entity]:
    if not any(word in text for word in _PAIR_WORDS):
        return
    starts = [entity.start for entity in entities]
    for match in _PAIR.finditer(text):
        number = bisect_left(spans, (match.start() + 1,)) - 1
        for first in range(number, max(-1, number - _BACK - 1), -1):
            two = unique(list(entities[bisect_left(starts, spans[first][0]) : bisect_left(starts, match.start())]))
            if len(two) >= 2:
                if len(two) == 2:
                    one = two[0] if match["first"] else two[1]
                    yield replace(one, start=match.start(), end=match.end())
                break


def _signed(text: str, entities: Sequence[Entity], found: Sequence[Hit]) -> Iterator[Entity]:
    ours = [hit for hit in found if hit.tags & _WE and text[hit.start] > "\u2e7f"]
    if not ours or (author := _author(text, entities)) is None:
        return
    for hit in ours:
        if text[hit.end : hit.end + 1] not in ("（", "(") and not any(
            entity.start < hit.end and hit.start < entity.end for entity in entities
        ):
            yield replace(author, start=hit.start, end=hit.end)


def _author(text: str, entities: Sequence[Entity]) -> Entity | None:
    for entity in entities:
        if _OURSELVES.search(text, max(0, entity.start - 8), entity.start):
            return entity
    last = entities[-1]
    if len(text[last.end :].strip()) > _AFTER or "：" in text[last.end :]:
        return None
    before = text[: last.start]
    near = max((before.rfind(sign) + len(sign) for sign in _SIGNS if sign in before), default=-1)
    return last if near >= 0 and last.start - near <= _BEFORE else None
