"""Names that a text puts right: "“A磁业”应为“B磁业”". What was told of the wrong one is told of the right one."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from jobs.extract.names.subjects import Entity
from jobs.extract.text.cues import Hit
from jobs.extract.text.phrases import Phrase

_SHOULD_BE = Phrase("corrected", "should_be", capitals=True)
_WAS_WRITTEN = Phrase("corrected", "was_written", capitals=True)

_MISTAKEN = Phrase("corrected", "mistaken", capitals=True)
_AS = Phrase("corrected", "as", capitals=True)


def names(
    text: str, entities: list[Entity], headline: list[Entity], found: list[Hit]
) -> tuple[list[Entity], list[Entity], list[Hit]]:
    """The companies of a text and its title with the right names, and its cues without the words of that correction."""
    right: dict[str, Entity] = {}
    said: list[tuple[int, int]] = []
    for one, other in pairwise(entities):
        if one.key == other.key:
            continue
        if _SHOULD_BE.fullmatch(text, one.end, other.start):
            right[one.key] = other
        elif _WAS_WRITTEN.fullmatch(text, one.end, other.start) or (
            _AS.fullmatch(text, one.end, other.start) and _MISTAKEN.search(text, max(0, one.start - 4), one.start)
        ):
            right[other.key] = one
        else:
            continue
        said.append((text.rfind("。", 0, one.start) + 1, text.find("。", other.end) % (len(text) + 1)))
    if not right:
        return entities, headline, found
    kept = [hit for hit in found if "deny" not in hit.tags or not any(low <= hit.start < high for low, high in said)]
    return _renamed(entities, right), _renamed(headline, right), kept


def _renamed(entities: Sequence[Entity], right: dict[str, Entity]) -> list[Entity]:
    out = []
    for one in entities:
        other = right.get(one.key)
        out.append(one if other is None else replace(other, start=one.start, end=one.end))
    return out
