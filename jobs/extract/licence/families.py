"""Which of the magnets a sentence names each of its licences is for: goods told of a firm are not goods of its licence.

"X, a producer of samarium-cobalt, has a licence for its neodymium magnets": what a firm is known for counts only where
nothing else is told. "Licences went to X for NdFeB and to Y for SmCo": what is shared out goes to whom it is said of.
"""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from jobs.extract.licence import materials
from jobs.extract.text.cues import Hit
from jobs.extract.text.phrases import Phrase
from jobs.extract.text.sentences import Span

#: A licence for either of these says nothing of the other.
_FAMILIES = frozenset(("SmCo", "NdFeB", "Dy", "Tb"))
_NAMES_LINK = Phrase("families", "names_link", capitals=True)
_GOODS_LINK = Phrase("families", "goods_link")
_FIRM_MAKES = Phrase("families", "firm_makes")
_FIRM_OF = Phrase("families", "firm_of")
_SOMEBODY = Phrase("families", "somebody", capitals=True)
_WIDENED = Phrase("families", "widened")
_OF_OTHERS = Phrase("families", "of_others")
_NOT_TO = Phrase("families", "not_to")
_FORMER = re.compile(r"\bthe (?:former|first)\b(?! (?:two|three|maker|to))|前者", re.IGNORECASE)
_LATTER = re.compile(r"\bthe (?:latter|second)\b(?! (?:two|three|maker|to))|后者|後者", re.IGNORECASE)
_BOTH = re.compile(
    r"\b(?:both|the two|each|either)(?: (?:of (?:them|these)|families|family|kinds?|types?|materials?|grades?|alloys|groups?|lines|products))?\b",
    re.IGNORECASE,
)


class Share(NamedTuple):
    """What a sentence says of a company's licence; `open` where it names several materials and does not say whose,
    `shared` where it shares them out among several companies.
    """

    goods: tuple[str, ...]
    open: bool = False
    shared: bool = False


class _Goods(NamedTuple):
    start: int
    end: int
    families: frozenset[str]
    #: Only what a firm is known for.
    told_of_firm: bool


def of_company(
    text: str, span: Span, hits: Sequence[Hit], names: Sequence[tuple[str, int, int]], licences: Sequence[Hit], key: str
) -> Share | None:
    """The materials of a company's licence in the sentence `span`; None where the sentence leaves that to others.

    `names` are the makers it names (key, start, end), `licences` its words for general licences.
    """
    goods = _goods(text, hits)
    if not goods:
        return None
    told = [one for one in goods if not one.told_of_firm]
    kinds = {family for one in goods for family in one.families}
    if len({name for name, _, _ in names}) < 2:
        return _of_one(text, span, goods, told, licences)
    if len(kinds) < 2 or key not in {name for name, _, _ in names}:
        return None
    if len(told) == 1 and len(told[0].families) > 1:
        # "A and B have licences for both": nothing is shared out.
        return None
    shared = _shared(names, text, told)
    if shared is None:
        return Share((), open=True)
    return Share(shared.get(key, ()), shared=True)


def widened(text: str, low: int, high: int) -> bool:
    """Whether a licence that was there is said to be widened to samarium-cobalt."""
    return _WIDENED.search(text, low, high) is not None


def _goods(text: str, hits: Sequence[Hit]) -> list[_Goods]:
    """Materials of the sentence in order, neighbours taken together, without those that are left out."""
    out: list[_Goods] = []
    for hit in hits:
        if not (found := hit.tags & materials.TAGS) or not materials.of([hit], text) or _OF_OTHERS.match(text, hit.end):
            continue
        families = frozenset(("SmCo",) if "smco_maker" in found else found & _FAMILIES)
        if not families:
            continue
        firm = ("smco_maker" in found and text[hit.start] < "\u2e80") or bool(
            _FIRM_MAKES.search(text, max(0, hit.start - 70), hit.start) or _FIRM_OF.match(text, hit.end)
        )
        if out and hit.start - out[-1].end < 40 and _GOODS_LINK.fullmatch(text, out[-1].end, hit.start):
            last = out[-1]
            out[-1] = _Goods(last.start, hit.end, last.families | families, last.told_of_firm or firm)
        else:
            out.append(_Goods(hit.start, hit.end, families, firm))
    return out


def _of_one(text: str, span: Span, goods: list[_Goods], told: list[_Goods], licences: Sequence[Hit]) -> Share | None:
    """What the licence of the only maker of a sentence is for: what is told behind the licence, else before it."""
    if len(goods) == len(told):
        # Nothing here only describes the firm; but "to X for NdFeB and to Y for SmCo" may name one nobody knows.
        apart = any(
            _SOMEBODY.search(text, one.end, other.start)
            for one, other in pairwise(goods)
            if one.families != other.families
        )
        return Share((), open=True) if apart else None
    at = licences[0].end if licences else span[0]
    if behind := [one for one in told if one.start >= at]:
        return Share(_together(behind))
    known = goods[0]
    if len(known.families) > 1 and known.start < at:
        order = sorted(
            known.families, key=lambda family: text.lower().find(_FIRST[family], known.start, known.end) % 10**6
        )
        for pattern, chosen in ((_FORMER, order[:1]), (_LATTER, order[-1:]), (_BOTH, order)):
            if pattern.search(text, at, span[1]):
                return Share(tuple(name for name in materials.NAMES if name in chosen))
        return Share((), open=True)
    return Share(_together(told)) if told else None


#: How a family's name begins, for finding which of two was named first.
_FIRST = {"SmCo": "s", "NdFeB": "n", "Dy": "dy", "Tb": "te"}


def _together(goods: Sequence[_Goods]) -> tuple[str, ...]:
    found = {family for one in goods for family in one.families}
    return tuple(name for name in materials.NAMES if name in found)


def _shared(
    names: Sequence[tuple[str, int, int]], text: str, goods: Sequence[_Goods]
) -> dict[str, tuple[str, ...]] | None:
    """What goes to whom where names and materials take turns: "A and B for NdFeB, C for SmCo", or the other way round."""
    groups: list[tuple[int, int, list[str]]] = []
    names = [one for one in names if not _NOT_TO.search(text, max(0, one[1] - 16), one[1])]
    for key, start, end in sorted(names, key=lambda one: one[1]):
        between = [one for one in goods if groups and groups[-1][1] <= one.start < start]
        if groups and not between and _NAMES_LINK.fullmatch(text, groups[-1][1], start):
            groups[-1][2].append(key)
            groups[-1] = (groups[-1][0], end, groups[-1][2])
        else:
            groups.append((start, end, [key]))
    turns = sorted([(start, "name") for start, _, _ in groups] + [(one.start, "goods") for one in goods])
    kinds = [kind for _, kind in turns]
    if len(groups) != len(goods) or kinds[::2] != kinds[:1] * len(goods) or kinds[1::2] != kinds[-1:] * len(goods):
        return None
    shared: dict[str, set[str]] = {}
    for (_, _, keys), one in zip(groups, goods, strict=True):
        for key in keys:
            shared.setdefault(key, set()).update(one.families)
    return {key: tuple(name for name in materials.NAMES if name in found) for key, found in shared.items()}
