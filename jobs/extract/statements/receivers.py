"""Who receives: which of the companies that a statement names it is about."""

import re

from jobs.extract.licence.gainwords import BECAME
from jobs.extract.names.subjects import Entity, own_trade
from jobs.extract.statements import heads, relations
from jobs.extract.statements.page import Page
from jobs.extract.text.cues import Hit
from jobs.extract.text.phrases import Phrase
from jobs.extract.text.sentences import Clause
from storage.domain.licence import Role

_EXCEPTED = Phrase("receivers", "excepted")
_NOT_ITSELF = Phrase("receivers", "not_itself")
_EXCEPTED_BEHIND = Phrase("receivers", "excepted_behind", capitals=True)
_PARENT = Phrase("receivers", "parent", capitals=True)
_OWNED_FIRM = Phrase("receivers", "owned_firm", capitals=True)
_SUPPLIES_TO = Phrase("receivers", "supplies_to")
_RIVALS_OF = Phrase("receivers", "rivals_of")
_SUPPLIER_TO = Phrase("receivers", "supplier_to", capitals=True)
_ISSUES = Phrase("receivers", "issues")
_WHICH_HAS = Phrase("receivers", "which_has", capitals=True)
_HOLDER_NOUN = Phrase("receivers", "holder_noun")
_SOURCE_BEFORE = Phrase("receivers", "source_before")
_EXAMPLE = Phrase("receivers", "example", capitals=True)
#: One of these ends the words before a name that is named beside the matter.
_LEADS_ASIDE = (
    *(
        "unlike",
        "except",
        " bar",
        " save",
        "barring",
        "for",
        "from",
        "excluding",
        "than",
        "but not",
        "of",
        "to",
        "with",
        "including",
        "following",
    ),
    *(
        "about",
        "after",
        "除",
        "除了",
        "不同于",
        "不像",
        "不包括",
        "而非",
        "不是",
        "并非",
        "並非",
        "the",
        "'s",
        "’s",
        "by",
        "told",
        "laut",
    ),
    *("selon", "d'après", " but", " not", " parent", " owner", " parent company", " parent group"),
)


_WHOSE = Phrase("receivers", "whose", capitals=True)
_SHARES_OF = Phrase("receivers", "shares_of", capitals=True)


_FULL_STOPS = (". ", "! ", "? ", ".\n")


def aside(page: Page, entity: Entity) -> bool:
    """Named only as a source or as an exception."""
    mention = (entity.start, entity.end, entity.key)
    if (beside := page.beside.get(mention)) is None:
        beside = page.beside[mention] = _aside(page, entity)
    return beside


def _aside(page: Page, entity: Entity) -> bool:
    if _NOT_ITSELF.match(page.text, entity.end) or _EXCEPTED_BEHIND.match(page.text, entity.end):
        return True
    if page.text[entity.end : entity.end + 1] > "\u2e7f" and _for_another_han(page, entity):
        return True
    if _WHOSE.match(page.text, entity.end) or relations.of_another(page, entity):
        return True
    before = page.text[max(0, entity.start - 80) : entity.start]
    if before[-2:] in _FULL_STOPS:
        # What makes it one named aside ends in a word.
        return False
    if _SHARES_OF.search(before) or _EXAMPLE.search(before):
        return True
    if before[-5:] == " and ":
        # "A joint venture of X and Y": the second parent.
        return "venture" in before and bool(_PARENT.search(before))
    wider, before = before, before[-48:]
    if not before.rstrip().lower().endswith(_LEADS_ASIDE) and not _OWNED_FIRM.search(before):
        return False
    if _PARENT.search(before) or _RIVALS_OF.search(before) or _SUPPLIES_TO.search(wider):
        return True
    if _BUT_HAN.search(before) and _TOLD_OUTSIDE.match(page.text, entity.end):
        return False
    if _SUPPLIER_TO.search(before) and page.text[entity.end : entity.end + 1] == ",":
        return True
    return bool(_EXCEPTED.search(before) and "including" not in before[-11:]) or bool(_SOURCE_BEFORE.search(before))


_BUT = Phrase("receivers", "but")
_BUT_HAN = Phrase("receivers", "but_han", capitals=True)
_OUTSIDE_HAN = Phrase("receivers", "outside_han", capitals=True)


_AND_SO = Phrase("receivers", "and_so", capitals=True)


def excepted(page: Page, clause: Clause) -> list[Entity]:
    """The companies that a clause leaves out of what it tells of the others."""
    out: list[Entity] = []
    listed: list[Entity] = []
    for entity in page.named_in(clause):
        low = page.spans[page.sentence_of(entity.start)][0]
        before = page.text[max(low, entity.start - 40) : entity.start]
        if _BUT.search(before) or (out and _AND_SO.fullmatch(page.text, out[-1].end, entity.start)):
            out.append(entity)
        elif _BUT_HAN.search(before):
            listed = [entity]
        elif listed and _LIST_LINK.fullmatch(page.text, listed[-1].end, entity.start):
            listed.append(entity)
    if listed and _OUTSIDE_HAN.match(page.text, listed[-1].end, clause.end):
        out += listed
    return out


_TOLD_OUTSIDE = Phrase("receivers", "told_outside", capitals=True)
_OWNS_HAN = Phrase("receivers", "owns_han", capitals=True)
_SERVED_BEFORE = Phrase("receivers", "served_before", capitals=True)
_SUPPLYING = Phrase("receivers", "supplying", capitals=True)
_THE_ONE_WHO = Phrase("receivers", "the_one_who", capitals=True)
_SERVED_HAN = Phrase("receivers", "served_han", capitals=True)


def _for_another_han(page: Page, entity: Entity) -> bool:
    """Whether a Chinese name only says who the company behind it is: its parent, or whom it serves."""
    behind = page.entities_in(entity.end, entity.end + 20)
    if not behind or behind[0].key == entity.key:
        return False
    if _OWNS_HAN.fullmatch(page.text, entity.end, behind[0].start):
        return True
    if _SUPPLYING.search(page.text, max(0, entity.start - 4), entity.start) and _THE_ONE_WHO.fullmatch(
        page.text, entity.end, behind[0].start
    ):
        return True
    return bool(_SERVED_BEFORE.search(page.text, max(0, entity.start - 2), entity.start)) and bool(
        _SERVED_HAN.fullmatch(page.text, entity.end, behind[0].start)
    )


def receivers(page: Page, clause: Clause, who: list[Entity], verb: Hit) -> list[Entity]:
    """Those of a statement's companies who receive: not who issues, and not who only speaks of somebody else."""
    before_verb = page.text[max(clause.start, verb.start - 40) : verb.start]
    if _SOMEBODY_WHO.search(before_verb) or (
        _HOLDER_NOUN.match(page.text, verb.start)
        and _WITH.search(before_verb)
        and not _COUNTED_AMONG.search(page.text, max(clause.start, verb.start - 90), verb.start)
    ):
        return [entity for entity in who if _is_buyer(entity) and clause.having("supplier")]
    if _HELPS.search(before_verb):
        behind = [entity for entity in who if entity.start > verb.end]
        if before_verb and before_verb[-1] > "\u2e7f":
            # "助力企业取得许可，X参加培训": those who are helped have no name.
            behind = [one for one in behind if "，" not in page.text[verb.end : one.start]]
        return behind
    who = _behind_stand_in(page, clause, who)
    if len(who) > 1 and (few := _only_of_them(page, clause, who)):
        return few
    if len(who) > 1 and (named := _named_in_brackets(page, clause, who)):
        return named
    who = [one for one in who if not (_announces_daughter(page, one, who) or _of_another_han(page, one, who, verb))]
    who = [one for one in who if not goes_its_own_way(page, clause, one, verb)]
    who = [one for one in who if _is_buyer(one) or not heads.another(page, one, verb.start)]
    if len(who) > 1:
        after = [
            entity
            for entity in who
            if _WHICH_HAS.search(page.text[max(clause.start, entity.start - 16) : entity.start])
        ]
        if after:
            return _with_list(page, after, who)
        if verb.end - verb.start > 6 and _HOLDER_NOUN.match(page.text, verb.start):
            before = [entity for entity in who if entity.end <= verb.start]
            if before and re.match(r",\s", page.text[before[-1].end : before[-1].end + 2]):
                return before[-1:]
    if "give" in verb.tags and "get" not in verb.tags:
        who = [entity for entity in who if not _ISSUES.fullmatch(page.text[entity.end : verb.start])]
    if len(who) > 1 and not clause.having("it", "we", "both") and not clause.having("supplier"):
        who = [entity for entity in who if not _only_speaks(page, entity, who, verb)]
    return who


def _is_buyer(entity: Entity) -> bool:
    return (entity.company is not None and entity.company.roles == {Role.CUSTOMER}) or entity.role is Role.CUSTOMER


_SOMEBODY_WHO = Phrase("receivers", "somebody_who")
_HELPS = Phrase("receivers", "helps", capitals=True)
_WITH = Phrase("receivers", "with")
_COUNTED_AMONG = Phrase("receivers", "counted_among")
_LIST_LINK = Phrase("receivers", "list_link", capitals=True)


def _with_list(page: Page, first: list[Entity], who: list[Entity]) -> list[Entity]:
    """Those that a list goes on with: "the holders include A, B and C"."""
    out = list(first)
    for entity in who:
        if entity.start >= out[-1].end and _LIST_LINK.fullmatch(page.text, out[-1].end, entity.start):
            out.append(entity)
    return out


#: Words that stand for one of two companies.
_ONE_OF_TWO = frozenset(("前者", "后者", "後者"))


def _behind_stand_in(page: Page, clause: Clause, who: list[Entity]) -> list[Entity]:
    """Those of a clause from "the former" on: the pair that it belongs to was only introduced before."""
    here = [one for one in page.named_in(clause) if page.text[one.start : one.end] in _ONE_OF_TWO]
    if not here:
        return who
    meant = {one.key for one in page.entities_in(here[0].start, clause.end)}
    return [one for one in who if one.key in meant]


_OF_THEM = Phrase("receivers", "of_them", capitals=True)


def _only_of_them(page: Page, clause: Clause, who: list[Entity]) -> list[Entity]:
    if page.text[clause.start] < "\u2e80" or not (found := _OF_THEM.search(page.text, who[0].end, clause.end)):
        return []
    only = page.entities_in(found.end(), clause.end)[:1]
    return [one for one in who if only and one.key == only[0].key]


_ONLY_BEFORE = Phrase("receivers", "only_before", capitals=True)
_ONLY_BEHIND = Phrase("receivers", "only_behind", capitals=True)


def all_but(page: Page, clause: Clause, number: int) -> list[Entity]:
    """Those of a sentence's list of whom a clause says that only one of it has no licence: the others have one."""
    if page.text[clause.start] < "\u2e80" or "general" not in clause.tags:
        return []
    named = page.entities_in(page.spans[number][0], clause.end)
    if len(named) < 3:
        return []
    last = named[-1]
    only = _ONLY_BEFORE.search(page.text, max(clause.start, last.start - 4), last.start) or _ONLY_BEHIND.match(
        page.text, last.end
    )
    others = [one for one in named if one.key != last.key]
    return others if only and len(others) < len(named) - 1 else []


def _named_in_brackets(page: Page, clause: Clause, who: list[Entity]) -> list[Entity]:
    """ "The company (X)", "本公司(供货商X)": the text itself says whom the word means."""
    opened = [hit.end for hit in clause.having("firm", "we") if page.text[hit.end : hit.end + 1] in ("(", "（")]
    return [entity for entity in who if any(place < entity.start <= place + 8 for place in opened)]


def _of_another_han(page: Page, entity: Entity, who: list[Entity], verb: Hit) -> bool:
    """Whether a Chinese verb has another subject than the company before it: "X对Y取得许可表示祝贺", "X委托持有许可的商社"."""
    if entity.end > verb.start or page.text[verb.start] < "\u2e80":
        return False
    for other in who:
        near = other.key != entity.key and entity.end < other.start and 0 <= verb.start - other.end <= 6
        if near and _TOWARDS_HAN.fullmatch(page.text, entity.end, other.start):
            return True
    after = _WHO_HAS.match(page.text, verb.end)
    return after is not None and not _BECOMES.search(page.text, entity.end, verb.start)


_WAY_OF_ITS_OWN = Phrase("receivers", "way_of_its_own", capitals=True)


def goes_its_own_way(page: Page, clause: Clause, entity: Entity, verb: Hit) -> bool:
    """Whether a name behind a comma has a predicate of its own: "A、B手持许可，C两手空空"."""
    if page.text[verb.start] < "\u2e80" or entity.start < verb.end:
        return False
    licence = next((hit for hit in reversed(clause.having("general")) if hit.end <= entity.start), None)
    if licence is None:
        return False
    if page.text[entity.start - 1] not in "，,而则則":
        return False
    later = any(hit.start >= entity.end for hit in clause.having("get", "give", "cover", "renew"))
    return not later and _WAY_OF_ITS_OWN.match(page.text, entity.end, clause.end) is not None


_TOWARDS_HAN = Phrase("receivers", "towards_han", capitals=True)
_WHO_HAS = Phrase("receivers", "who_has", capitals=True)
_BECOMES = Phrase("receivers", "becomes", capitals=True)


def _announces_daughter(page: Page, entity: Entity, who: list[Entity]) -> bool:
    """Whether a company only tells of its subsidiary, which is named: "X said its unit Y ...", "X公告，子公司Y……"."""
    return any(
        entity.end <= other.start
        and _DAUGHTER_NAMED.search(page.text, entity.end, other.start) is not None
        and not _AND_ITS.match(page.text, entity.end)
        for other in who
        if other.key != entity.key
    )


_DAUGHTER_NAMED = Phrase("receivers", "daughter_named", capitals=True)
_AND_ITS = Phrase("receivers", "and_its", capitals=True)


def _only_speaks(page: Page, entity: Entity, who: list[Entity], verb: Hit) -> bool:
    if entity.company is not None or entity.end > verb.start:
        return False
    said = re.match(
        r"[^,.;，。；]{0,12}?\b(?:said|says|told|reports?|reported|noted|wrote|believes?|confirmed)\b|[^,，。;；：:]{0,12}?(?:称|稱|表示|说|說|指出|透露)",
        page.text[entity.end :][:40],
    )
    return bool(said) and any(entity.end < other.start < verb.start for other in who)


_TAKEN_IN = Phrase("receivers", "taken_in", capitals=True)


def object_of_cover(page: Page, clause: Clause, entity: Entity) -> bool:
    """ "把A列为最终用户": who is taken in by the verb that follows."""
    if own_trade(entity) or not _TAKEN_IN.search(page.text[max(clause.start, entity.start - 30) : entity.start]):
        return False
    return any(hit.start >= entity.end for hit in clause.having("cover"))


_SUPPLIED = Phrase("receivers", "supplied", capitals=True)
_TOWARDS = Phrase("receivers", "towards", capitals=True)
_DELIVERED = Phrase("receivers", "delivered", capitals=True)


def supplied(page: Page, entity: Entity) -> bool:
    """Whether the words right around a name send goods to it: "对A的年度许可", "供货予A"."""
    if own_trade(entity):
        return False
    before = page.text[max(0, entity.start - 6) : entity.start].rstrip()
    if _SUPPLIED.search(before):
        return True
    return bool(_TOWARDS.search(before) and _DELIVERED.match(page.text, entity.end))


#: "Nearly every client of X is covered", "X's order book": who has buyers sells.
_CLIENTS = r"(?:clients?|customers?|buyers?|clientele|order book|accounts|end users?)"
_CLIENTS_OF = Phrase("receivers", "clients_of")
_OWN_CLIENTS = Phrase("receivers", "own_clients")


def has_clients(page: Page, entity: Entity) -> bool:
    """Whether the words at a name say that it has customers."""
    before = page.text[max(0, entity.start - 24) : entity.start]
    return bool(_CLIENTS_OF.search(before) or _OWN_CLIENTS.match(page.text, entity.end))


def buyer(entities: list[Entity]) -> bool:
    """Whether one of these companies is known as a buyer and as nothing else."""
    return any(_is_buyer(entity) for entity in entities)


def deciding(clause: Clause, entity: Entity, text: str) -> Hit | None:
    """The status word an entity goes with: the next one after it, else the last one before it."""
    words = clause.having("get", "give", "cover", "renew", "exclude")
    words = [hit for hit in words if not BECAME.match(text, hit.start)] or words
    after = [hit for hit in words if hit.start >= entity.end]
    before = [hit for hit in words if hit.end <= entity.start]
    return after[0] if after else before[-1] if before else None


def named_supplier(text: str, entity: Entity) -> bool:
    return bool(
        re.search(
            r"(?:supplier|vendor|maker|供应商|供應商|(?:仕入れ先|調達先|供給元|サプライヤー)(?:の|である)?|(?:공급사|공급업체)(?:인)?)[\s,，、:：]*$",
            text[max(0, entity.start - 20) : entity.start],
            re.IGNORECASE,
        )
    )
