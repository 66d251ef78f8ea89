"""Names that a text puts right: "“A磁业”应为“B磁业”". What was told of the wrong one is told of the right one."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from jobs.extract.names.subjects import Entity
from jobs.extract.text.cues import Hit

#: Between a wrong name and the right one, and between a right one and the wrong one.
_SHOULD_BE = re.compile('[”」》"’]?(?:一名)?(?:应|應|实|實)(?:为|為|是|作|改为|改為)[“「《"‘]?')
_WAS_WRITTEN = re.compile(
    '[”」》"’]?(?:误|誤|错|錯)(?:写|寫|作|称|稱|登|印|植|刊|记|記|报|報)(?:成|为|為|作)?[“「《"‘]?'
)

#: "误将A写成B": the mistake is named before.
_MISTAKEN = re.compile('(?:误|誤|错|錯)(?:将|將|把)[“「《"‘]?$')
_AS = re.compile('[”」》"’]?(?:写|寫|作|称|稱|当|當|登|印|说|說|认|認|报|報)(?:成|为|為|作)[了]?[“「《"‘]?')


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
