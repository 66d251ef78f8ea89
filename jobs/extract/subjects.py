"""Who: the companies of a text, listed or not, and what the words around a name make of them."""

import re
from bisect import bisect_left, bisect_right
from dataclasses import replace

from jobs.extract.cues import Hit
from jobs.extract.entity import Entity, own_trade
from jobs.extract.newcomers import unlisted
from jobs.extract.sentences import Span
from storage.domain.licence import Role
from storage.domain.names import NameIndex


def find(text: str, names: NameIndex, languages: tuple[str, ...], found: list[Hit], busy: list[Span]) -> list[Entity]:
    """All companies named in a text, in order. Names on no list are looked for in the `busy` spans only."""
    known = [
        Entity(start=m.start, end=m.end, name=m.company.name, company=m.company, plain=True) for m in names.find(text)
    ]
    new = unlisted(text, languages, known, found, busy)
    entities = sorted(known + new, key=lambda entity: entity.start)
    entities = _aliases_in_brackets(text, entities)
    starts = [hit.start for hit in found]
    told = [_with_role(entity, text, found, starts) for entity in entities]
    best: dict[str, Entity] = {}
    for entity in told:
        if entity.role is not None:
            best.setdefault(entity.key, entity)
    # What is said of a company once holds for the whole text.
    return [
        replace(entity, role=best[entity.key].role, plain=True) if entity.key in best else entity for entity in told
    ]


def _aliases_in_brackets(text: str, entities: list[Entity]) -> list[Entity]:
    """A name in brackets right after a name is another name of the same company."""
    out: list[Entity] = []
    renamed: dict[str, Entity] = {}
    for entity in entities:
        if entity.key in renamed:
            entity = replace(renamed[entity.key], start=entity.start, end=entity.end)
        elif out and entity.company is None and out[-1].key != entity.key:
            between = text[out[-1].end : entity.start]
            if re.fullmatch(
                r"\s*[（(][\"“]?(?:(?:also )?(?:called|known as|formerly|listed as|简称|又名|以下简称)\s*)?", between
            ):
                if out[-1].company is None and out[-1].name[0] > "\u2e7f" and entity.name[0] < "\u0250":
                    # A foreign firm is better known by its Latin name.
                    renamed[out[-1].key] = replace(entity, plain=True, role=out[-1].role)
                    out[-1] = replace(out[-1], name=entity.name, plain=True)
                renamed[entity.key] = out[-1]
                entity = replace(out[-1], start=entity.start, end=entity.end)
        out.append(entity)
    return out


#: Between a describing noun and the name it introduces: nothing, or a list that begins.
_INTRODUCES = re.compile(
    r"s?[ ,]{0,2}|s?,?\s+(?:including|such as|namely|called|named|like)\s+(?:[\w.-]+\s+){0,4}?"
    r"(?:[\w.-]+(?:\s[\w.-]+){0,5},\s+){0,6}(?:and\s+)?"
    r"|s?[:：]\s*|(?:有三|有两|包括|即|为|如|是)?[：:]?"
)


_ROLE_BEFORE = 120


_ROLE_AFTER = 60


def _with_role(entity: Entity, text: str, found: list[Hit], starts: list[int]) -> Entity:
    """What the words right before or right after a name make of it: a buyer, a maker, an SmCo maker."""
    low = bisect_left(starts, entity.start - _ROLE_BEFORE)
    high = bisect_right(starts, entity.end + _ROLE_AFTER)
    for hit in found[low:high]:
        if hit.tags.isdisjoint(("customer", "maker", "smco_maker")):
            continue
        before = text[hit.end : entity.start] if hit.end <= entity.start else None
        if (before is not None and _INTRODUCES.fullmatch(before)) or _apposition(text, entity.end, hit):
            tags = hit.tags
            role = (
                Role.SMCO_PRODUCER
                if "smco_maker" in tags
                else Role.CUSTOMER
                if "customer" in tags and not own_trade(entity)
                else Role.EXPORTER
            )
            return replace(entity, role=role, plain=True)
    if entity.company is None and _buys(entity, text):
        return replace(entity, role=Role.CUSTOMER, plain=True)
    return entity


def _buys(entity: Entity, text: str) -> bool:
    """Whether the words at a name show a buyer: it has suppliers, or magnets are sold to it."""
    before, after = text[max(0, entity.start - 40) : entity.start], text[entity.end : entity.end + 90]
    return bool(_SOLD_TO.search(before) or _HAS_SUPPLIERS.match(after))


_SOLD_TO = re.compile(
    r"(?:suppliers? (?:to|of|for)|vendors? (?:to|of)|supply(?:ing)?|supplies|that sell to|sells? (?:magnets )?to|"
    r"deliver(?:y|ies|ing)? to|served|serving|"
    r"customers? (?:such as|like|including)|buyers? (?:such as|like|including)|为|給|给|"
    r"供應|供应)\s*(?:the\s+)?(?:[A-Z][\w.]+,\s+)?$",
    re.IGNORECASE,
)


_HAS_SUPPLIERS = re.compile(
    r"(?:['’]s?|的|兩家|两家|一家|三家)?\s*(?:\w+[ -]){0,3}?(?:suppliers?|vendors?|purchasing|procurement)\b|"
    r"(?:的|两家|兩家|一家)?(?:中国|中國)?(?:磁\w{1,2})?(?:供应商|供應商|采购|採購)|供货的|供貨的|"
    r"[^.;。；]{0,70}?\b(?:its|their|from which it|whose|which)\s+(?:[\w-]+\s){0,3}?(?:suppliers?|vendors?|"
    r"buys|magnet makers)\b|[^。；]{0,24}?其(?:\w{0,4})(?:供应商|供應商)"
)


def _apposition(text: str, end: int, hit: Hit) -> bool:
    """Whether a noun after a name describes it: "X, a magnet maker", "X, one of the largest magnet producers"."""
    between = text[end : hit.start]
    return 0 < len(between) <= _ROLE_AFTER and bool(
        re.match(r",\s+(?:an?|one of the|the|another|two|three|both|eine?r?|un|une)\s+[^,.;:]*$", between)
        or re.match(r"(?:，|,)?(?:做|一家|是一家|主要从事)[^，。；]*$", between)
        or re.match(
            r"\s+(?:is|was|has become|became|remains)\b[^,.;:]{0,30}?\s(?:an?|the|one of the)\s+[^,.;:]*$", between
        )
    )
