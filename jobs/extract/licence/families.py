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
from jobs.extract.text.sentences import Span

#: A licence for either of these says nothing of the other.
_FAMILIES = frozenset(("SmCo", "NdFeB", "Dy", "Tb"))
_NAMES_LINK = re.compile(r"(?:[\s,&/]|\band\b|\bas well as\b|\bplus\b|、|和|与|與|及|以及)*")
_GOODS_LINK = re.compile(
    r"(?:[\s,&/-]|\b(?:and|or|as well as|plus|its|the|for|sintered|bonded|magnets?|alloys?|both|then|now|also|since \w+|iron|boron)\b|、|和|与|與|及|以及|磁体|磁體|永磁)*",
    re.IGNORECASE,
)
#: Right before goods: a firm is said to make, sell, use or be known for them.
_FIRM_MAKES = re.compile(
    r"(?:\b(?:producers?|makers?|manufacturers?|suppliers?|specialists?|exporters?|sellers?|buyers?|users?|importers?|processors?|traders?) (?:of|in) (?:[\w-]+ ){0,3}"
    r"|\b(?:which|who|that|and|also|it) (?:(?:\w+ly|also|both|long|only) )?(?:makes?|made|produces?|presses|sinters|sells|manufactures|grinds|uses|buys|specialises in|specializes in|deals in|trades in|casts)(?: and (?:sells|sinters|exports|grinds))? (?:[\w-]+ ){0,3}"
    r"|\b(?:known|famous|renowned|noted) for (?:[\w-]+ ){0,3}"
    r"|\b(?:specialis(?:es|ed|ing)|specializ(?:es|ed|ing)) in (?:[\w-]+ ){0,3})$",
    re.IGNORECASE,
)
#: Right after goods: they only say what kind of firm it is.
_FIRM_OF = re.compile(
    r"[\s-]?(?:(?:permanent[ -])?magnets?|alloys?|powders?|rings?)?(?: and (?:\w+-?\w* ){1,2}?magnets?)? ?(?:producers?|makers?|manufacturers?|suppliers?|specialists?|exporters?|houses?|firms?|compan(?:y|ies)|users?|buyers?|traders?|importers?)\b",
    re.IGNORECASE,
)
#: A capital between two kinds of goods that begins no month, day or country's name.
_SOMEBODY = re.compile(
    r"(?:\b(?:to|by|of|and|while|but)|[,;:]) (?!(?:January|February|March|April|May|June|July|August|September|October|November|December|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|"
    r"China|Chinese|Beijing|MOFCOM|Europe|European|Japan|Japanese|Korea|Germany|German|America|American|India|NdFeB|SmCo|Sm|Nd|Dy|Tb)\b)[A-Z][\w-]{2,}"
)
_WIDENED = re.compile(
    r"\b(?:widened|extended|broadened|expanded|enlarged|amended|stretched)\b[^.;]{0,50}? to (?:also )?(?:cover |include |take in |encompass |embrace |its |the |admit )*(?:[\w-]+ ){0,3}?(?:samarium|smco|sm-co)"
    r"|\b(?:add(?:s|ed|ing)?|includ\w+) (?:[\w-]+ ){0,2}?(?:samarium|smco|sm-co)[\w -]{0,30} (?:to|in|into|on) (?:its|the|their) (?:[\w-]+ ){0,3}?(?:licen[cs]e|permit)"
    r"|\ball (?:of )?its (?:[\w-]+ ){0,3}?(?:products|magnets|grades|goods|materials|alloys|output),? (?:including|also|even|and|among them) (?:[\w-]+ ){0,2}?(?:samarium|smco|sm-co)"
    r"|\b(?:got|gets|brought|put|has|have|had|took) (?:its |the |all )?(?:[\w-]+ )?(?:samarium|smco|sm-co)[\w -]{0,30} (?:on|onto|in|into|under|added to) (?:its|the|their) (?:[\w-]+ ){0,3}?(?:licen[cs]e|permit)"
    r"|\b(?:samarium|smco|sm-co)[\w -]{0,30} (?:was|were|has been|have been) (?:now |also )?(?:added|included|brought|taken) (?:to|in|into|under|on)\b",
    re.IGNORECASE,
)
#: "Its neodymium rivals": theirs.
_OF_OTHERS = re.compile(
    r"[\s-]?(?:magnets? )?(?:making |producing )?(?:rivals?|competitors?|peers?|counterparts?|neighbou?rs?|cousins?|colleagues?)\b",
    re.IGNORECASE,
)
#: "... and none to Z".
_NOT_TO = re.compile(r"\b(?:none|nothing|not|neither|nobody|unlike)(?: one)?(?: (?:to|for))? $", re.IGNORECASE)
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
