"""Who: companies the record knows, companies on no list, and the words that stand for one named before."""

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from jobs.extract.names import (
    bystanders,
    capitals,
    eastern,
    han,
    hanspeakers,
    hanwords,
    introductions,
    latin,
    longernames,
    nearnames,
    shortnames,
    trades,
)
from jobs.extract.reasons import Reason
from jobs.extract.text.cues import LICENCE_TAGS, Hit
from jobs.extract.text.expressions import Lists
from jobs.extract.text.phrases import Phrase
from jobs.extract.text.sentences import Span
from storage.domain.folding import fold
from storage.domain.licence import Role
from storage.domain.names import KnownCompany, Mention, NameIndex


@dataclass(frozen=True, kw_only=True)
class Entity:
    """A company's name at `start`:`end`. `name` is how the record, or else the text at its fullest, calls it.

    `plain` means that nobody could take the name for anything but a company's: the record knows it, it carries a legal
    form or a trade, or the text introduces it as a maker or buyer. `role` is what the words around say of it.
    """

    start: int
    end: int
    name: str
    company: KnownCompany | None = None
    plain: bool = False
    role: Role | None = None
    #: A place in China is named with it.
    home: bool = False
    #: Why it may be another company than `company` after all.
    unsure: tuple[Reason, ...] = ()

    @cached_property
    def key(self) -> str:
        return self.company.key if self.company else _new_key(self.name)


@lru_cache(maxsize=4096)
def _new_key(name: str) -> str:
    return f"new:{fold(name).text}"


def find(text: str, names: NameIndex, languages: tuple[str, ...], found: list[Hit], busy: list[Span]) -> list[Entity]:
    """All companies named in a text, in order. Names on no list are looked for in the `busy` spans only."""
    mentions = names.find(text)
    short = shortnames.find(text, mentions, names, busy)
    whole = [one for one in (*mentions, *short) if not _part_of_another(text, one, languages, checked=one in short)]
    known = [Entity(start=m.start, end=m.end, name=m.company.name, company=m.company, plain=True) for m in whole]
    new = _unlisted(text, languages, known, found, busy)
    new = [_short_for(_group_of(entity, names), known) for entity in new]
    new = [_almost(entity, text, names, languages, known) for entity in new]
    entities = sorted(known + new, key=lambda entity: entity.start)
    entities = _aliases_in_brackets(text, entities)
    starts = [hit.start for hit in found]
    told = [_seated(_with_role(entity, text, found, starts), text) for entity in entities]
    roles: dict[str, Role] = {}
    plain, home = set(), set()
    for entity in told:
        if entity.role is not None:
            roles.setdefault(entity.key, entity.role)
        if entity.plain:
            plain.add(entity.key)
        if entity.home:
            home.add(entity.key)
    return [_as_known(entity, roles.get(entity.key), entity.key in plain, entity.key in home) for entity in told]


def _seated(entity: Entity, text: str) -> Entity:
    """A maker of China's that is told with a place abroad, as perhaps another one: "Galaxy Magnets of Ohio"."""
    if entity.company is None or text[entity.start] > "\u2e7f" or not _of_china(entity.company):
        return entity
    behind = _SEATED_BEHIND.match(text, entity.end)
    if behind is None and not _SEATED_BEFORE.search(text, max(0, entity.start - _SEAT), entity.start):
        return entity
    return replace(entity, unsure=(*entity.unsure, Reason.PERHAPS_ANOTHER))


#: How far before a name its seat begins, in characters.
_SEAT = 40
_SEATED_BEHIND, _SEATED_BEFORE = Lists("abroad", ["seated_behind"]), Lists("abroad", ["seated_before"])
_REGISTERED = Phrase("subjects", "registered", capitals=True)


@lru_cache(maxsize=4096)
def _of_china(company: KnownCompany) -> bool:
    """Whether the record knows a company by a legal name of China's."""
    return company.roles != {Role.CUSTOMER} and any(_REGISTERED.search(name) for name in company.aliases)


def _as_known(entity: Entity, role: Role | None, plain: bool, home: bool) -> Entity:
    """A mention with what is said of its company anywhere: said once, it holds for the whole text."""
    if (entity.role, entity.plain, entity.home) == (role, plain, home):
        return entity
    return replace(entity, role=role, plain=plain, home=home)


def _part_of_another(text: str, mention: Mention, languages: tuple[str, ...], *, checked: bool) -> bool:
    """Whether a known name is part of somebody else's; `checked` are Chinese ones whose neighbours were looked at."""
    if text[mention.start] > "\u2e7f":
        return not checked and longernames.another(text, mention)
    return longernames.another(text, mention) or (languages[0] != "de" and _of_another(text, mention))


_CAPITAL_BEFORE = re.compile(r"\b([A-Z][a-z]+(?:-[A-Z]\w+)?) $")


def _of_another(text: str, mention: Mention) -> bool:
    """Whether one known word is the end of somebody else's name: "Rongchang Vector" is not "Vector"."""
    if not ("A" <= text[mention.start] <= "Z") or " " in text[mention.start : mention.end]:
        return False
    before = _CAPITAL_BEFORE.search(text, max(0, mention.start - 24), mention.start)
    if before is None:
        return False
    word = before[1].lower()
    if word in capitals.chinese_places():
        # "Rongchang Vector" is not "Vector"; but "Anhui Earth-Panda" is Earth-Panda with its province.
        common = capitals.ordinary(text[mention.start : mention.end].lower())
        return common and word not in fold(mention.company.name).text.split()
    return not (
        word in capitals.stop_words(("en",))
        or capitals.ordinary(word)
        or bystanders.given(word)
        or any(word in fold(name).text for name in (mention.company.name, *mention.company.aliases))
    )


_GROUP = Phrase("subjects", "group", capitals=True)


def _group_of(entity: Entity, names: NameIndex) -> Entity:
    """ "宝马集团" is BMW; of makers only the written name counts: "三环集团" is not "中科三环"."""
    match = _GROUP.search(entity.name) if entity.name[0] > "\u2e7f" else None
    known = names.resolve(entity.name[: match.start()]) if match is not None and match.start() > 1 else None
    if known is None or not known.company.roles <= {Role.CUSTOMER}:
        return entity
    return replace(entity, name=known.company.name, company=known.company, plain=True)


def _almost(entity: Entity, text: str, names: NameIndex, languages: tuple[str, ...], known: list[Entity]) -> Entity:
    """A name on no list that is almost a known maker's, as that maker's; `known` are those that the text writes out."""
    near = nearnames.of(entity.name, entity.start, text, names, languages) if entity.company is None else None
    if near is None:
        return entity
    sure = near.reason is None or (
        near.reason is not Reason.PERHAPS_ANOTHER and any(other.company is near.company for other in known)
    )
    unsure = () if sure or near.reason is None else (near.reason,)
    return replace(entity, start=near.start, name=near.company.name, company=near.company, plain=True, unsure=unsure)


def _short_for(entity: Entity, known: list[Entity]) -> Entity:
    """A name that is part of a known company's name in the same text is that company's."""
    part = fold(entity.name).text
    if len(part) < 5 or not part.isascii():
        return entity
    for other in known[:60]:
        if f" {part} " in f" {fold(other.name).text} ":
            return replace(entity, name=other.name, company=other.company, plain=True)
    return entity


def written_out(entity: Entity, entities: list[Entity]) -> Entity:
    """The company of a text that a headline's shorter name stands for, else the headline's own."""
    if entity.company is not None:
        return entity
    return next((one for one in entities if one.name != entity.name and _head(one.name) == entity.name), entity)


def _aliases_in_brackets(text: str, entities: list[Entity]) -> list[Entity]:
    """ "JL (called Q here)", "日本電產（Nidec）": a name in brackets after a name is another name of the same company."""
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


class _Taken:
    """Spans that are named already; spans do not overlap, so two neighbours decide."""

    def __init__(self, spans: list[Span]) -> None:
        self._spans = sorted(spans)
        self._starts = [start for start, _ in self._spans]

    def touches(self, start: int, end: int) -> bool:
        place = bisect_left(self._starts, end)
        return any(low < end and start < high for low, high in self._spans[max(0, place - 3) : place])

    def covers(self, start: int, end: int) -> bool:
        """Whether one span holds the whole stretch."""
        place = bisect_right(self._starts, start) - 1
        return place >= 0 and self._spans[place][1] >= end


def _unlisted(
    text: str, languages: tuple[str, ...], known: list[Entity], found: list[Hit], busy: list[Span]
) -> list[Entity]:
    taken = [(entity.start, entity.end) for entity in known]
    taken += [(hit.start, hit.end) for hit in found if "newspaper" in hit.tags]
    new = [
        Entity(
            start=name.start,
            end=name.end,
            name=name.text,
            plain=name.firm or (name.home and " " in name.text),
            home=name.home,
        )
        for name in latin.find(text, languages, _Taken(taken), busy, _talk(text, found, busy))
    ]
    if languages[0] == "de":
        new = [bare for entity in new if (bare := _without_noun(entity)) is not None]
    if languages[0] in ("ja", "ko"):
        named = _Taken(taken + [(entity.start, entity.end) for entity in new])
        new += [
            Entity(start=name.start, end=name.end, name=name.name, plain=name.plain)
            for name in eastern.find(text, languages[0])
            if not named.touches(name.start, name.end)
        ]
    if languages[0] == "zh":
        full = [name for name in hanspeakers.mixed(text) if not _Taken(taken).touches(name.start, name.end)]
        spans = _Taken([(name.start, name.end) for name in full])
        new = [entity for entity in new if not spans.touches(entity.start, entity.end)]
        new += [Entity(start=name.start, end=name.end, name=name.name, plain=True) for name in full]
        new += _in_chinese(text, taken + [(entity.start, entity.end) for entity in new], busy, _talk(text, found, busy))
    return _with_short_forms(text, new, taken)


def _talk(text: str, found: list[Hit], busy: list[Span]) -> list[bool]:
    """Of each span, whether a licence is spoken of in it, or a short sentence goes on about a general one."""
    places = [hit.start for hit in found if not hit.tags.isdisjoint(LICENCE_TAGS)]
    general = [hit.start for hit in found if "general" in hit.tags]
    out = []
    before = (0, 0)
    for low, high in busy:
        goes_on = (
            low < high < low + _SHORT
            and text[low] < "\u2e80"
            and bisect_left(general, before[0]) < bisect_left(general, before[1])
        )
        out.append(goes_on or bisect_left(places, low) < bisect_left(places, high))
        before = (low, high)
    return out


#: A sentence of fewer characters than this may go on about the licence of the one before.
_SHORT = 140


_GERMAN_NOUN = Phrase("subjects", "german_noun", capitals=True)


def _without_noun(entity: Entity) -> Entity | None:
    """A German name without the noun before it, which says what the firm is; None where nothing else is there."""
    match = _GERMAN_NOUN.match(entity.name)
    if match is None:
        return entity
    name = entity.name[match.end() :]
    if not name:
        return None
    builds = match["noun"].lower() in (
        "bauer",
        "hersteller",
        "produzent",
        "spezialist",
        "konzern",
        "kunde",
        "verwender",
    )
    supplies = match[0].lower().startswith("magnet") or match["noun"].lower() == "lieferant"
    role = Role.EXPORTER if supplies else Role.CUSTOMER if builds else None
    return replace(entity, start=entity.start + match.end(), name=name, role=role, plain=True)


def _in_chinese(text: str, taken: list[Span], busy: list[Span], talk: list[bool]) -> list[Entity]:
    named = _Taken(taken)
    finds = _dotted(text, han.find(text, busy))
    quiet = _Taken([span for span, licensed in zip(busy, talk, strict=True) if not licensed])
    out = [
        Entity(start=name.start, end=name.end, name=name.name, plain=name.plain)
        for name in finds
        if not _ADVISES.match(text, name.end)
        and not _WRITES.search(name.name)
        and not named.touches(name.start, name.end)
        # What could be a name is taken for one only where somebody may have a licence.
        and not (name.guess and quiet.touches(name.start, name.end))
    ]
    named = _Taken(taken + [(entity.start, entity.end) for entity in out])
    return out + [
        Entity(start=name.start, end=name.end, name=name.name, plain=name.plain)
        for name in hanspeakers.speakers(text)
        if not named.touches(name.start, name.end)
    ]


_ADVISES = Phrase("subjects", "advises", capitals=True)
_WRITES = Phrase("subjects", "writes", capitals=True)
_DOT = Phrase("subjects", "dot", capitals=True)


def _dotted(text: str, names: list[hanwords.Named]) -> list[hanwords.Named]:
    """Names by sound whose parts a dot joins are one name: "A·B电机"."""
    out: list[hanwords.Named] = []
    for name in names:
        last = out[-1] if out else None
        if last is not None and last.end + 1 == name.start and _DOT.match(text, last.end):
            out[-1] = last._replace(end=name.end, name=text[last.start : name.end], plain=True)
        elif joined := _AFTER_DOT.search(text, max(0, name.start - 7), name.start):
            out.append(name._replace(start=joined.start(), name=text[joined.start() : name.end]))
        else:
            out.append(name)
    return out


_AFTER_DOT = Phrase("subjects", "after_dot", capitals=True)


def _with_short_forms(text: str, new: list[Entity], taken: list[Span]) -> list[Entity]:
    """Later short mentions of a name on no list (its first word after its full name) belong to the full one."""
    fullest: dict[str, Entity] = {}
    for entity in sorted(new, key=lambda entity: (-entity.plain, -len(entity.name))):
        fullest.setdefault(_head(entity.name), entity)
    # A name without the place or the trade that another mention has is the same name.
    longer = sorted(fullest.values(), key=lambda entity: -len(entity.name))[:60]
    for head, entity in list(fullest.items()):
        for other in longer:
            if len(other.name) > len(entity.name) and f" {entity.name} " in f" {other.name} ":
                fullest[head] = other
    out = [_joined(text, entity, fullest[_head(entity.name)]) for entity in new]
    covered = _Taken(taken + [(entity.start, entity.end) for entity in new])
    heads = {head: entity for head, entity in fullest.items() if entity.plain and head != entity.name}
    latin = {head for head in heads if head[0] < "\u2e80" and len(head) >= 4}
    if latin:
        for match in _CAPITAL.finditer(text):
            if match[0] in latin and not covered.touches(match.start(), match.end()):
                out.append(replace(heads[match[0]], start=match.start(), end=match.end()))
    chinese = sorted((head for head in heads if head[0] > "\u2e7f" and len(head) >= 2), key=len, reverse=True)[:200]
    if chinese:
        for match in re.finditer("|".join(map(re.escape, chinese)), text):
            if not covered.touches(match.start(), match.end()):
                out.append(replace(heads[match[0]], start=match.start(), end=match.end()))
    return out


def _joined(text: str, entity: Entity, full: Entity) -> Entity:
    """A name as part of a fuller one; two names that only begin alike are two companies."""
    short, long = f" {fold(entity.name).text} ", f" {fold(full.name).text} "
    if short.isascii() and entity.start < full.start and not (full.plain and capitals.adds_trade(short, long)):
        # "X ... its sister X Vietnam": the first mention of a company is not the shorter one.
        return entity
    if short.isascii() and short not in long and long not in short and len(short.split()) > 1:
        return entity
    if not short.isascii() and hanwords.other_trade(text[entity.start : entity.end], text[full.start : full.end]):
        return entity
    return replace(entity, name=full.name, plain=full.plain, home=entity.home or full.home)


_CAPITAL = re.compile(r"\b[A-Z][\w-]{3,}\b")


@lru_cache(maxsize=4096)
def _head(name: str) -> str:
    """What a company is called where its name is not written out: "Kangda" for "Wuxi Kangda Magnetics"."""
    if name[0] > "\u2e7f":
        return hanwords.head(name)
    first, *rest = name.split(" ")
    if rest and first.lower() in capitals.chinese_places():
        first = rest[0]
    if first.lower() in capitals.stop_words(("en",)) or capitals.ordinary(first.lower()):
        return name
    return first


def _with_role(entity: Entity, text: str, found: list[Hit], starts: list[int]) -> Entity:
    """What the words right before or right after a name make of it: a buyer, a maker, an SmCo maker."""
    met = introductions.of(text, entity.start, entity.end, found, starts)
    home = entity.home or met.home
    if met.role is not None or met.plain or home:
        role = met.role
        if role is Role.CUSTOMER and (home or own_trade(entity)):
            role = None
        return replace(entity, role=role, plain=True, home=home)
    if entity.role is not None:
        return entity
    if entity.company is None and text[entity.start - 1 : entity.start] and hanwords.from_abroad(text, entity.start):
        # Another country's firm is no Chinese exporter.
        return replace(entity, role=None if own_trade(entity) else Role.CUSTOMER, plain=True, home=home)
    named = entity.company is None and own_trade(entity)
    if not (named or (entity.company and entity.company.roles)) and introductions.buys(text, entity.start, entity.end):
        return replace(entity, role=Role.CUSTOMER, plain=True)
    if entity.company is None and not entity.plain and introductions.has_parts(text, entity.start, entity.end):
        entity = replace(entity, plain=True)
    if entity.company is None and trades.spelt_as_in_china(entity.name.lower()):
        return replace(entity, plain=True)
    if entity.company is None and trades.uses_magnets(entity.name) and not own_trade(entity):
        return replace(entity, role=Role.CUSTOMER, plain=entity.plain or " " in entity.name)
    return entity


def own_trade(entity: Entity) -> bool:
    """Whether the name itself says that the company makes magnets or their materials."""
    return trades.of_the_trade(entity.name.lower())


def unique(entities: list[Entity]) -> list[Entity]:
    if len(entities) < 2:
        return list(entities)
    return list({entity.key: entity for entity in reversed(entities)}.values())[::-1]
