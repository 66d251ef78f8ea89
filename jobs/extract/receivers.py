"""Whose: which of the companies a statement names it is about, and whom it means where it names none."""

import re
from dataclasses import replace

from jobs.extract.cues import Hit
from jobs.extract.entity import Entity, own_trade
from jobs.extract.page import Page
from jobs.extract.sentences import Clause
from storage.domain.licence import Role

_EXCEPTED = re.compile(
    r"(?:\b(?:unlike|except(?: for)?|apart from|excluding|other than|save for|but not|rather than|"
    r"instead of|aside from|no relation to|compared with|as opposed to|including|rival of|following)\s+"
    r"|除了?|不同于|不像|不包括|而非)$",
    re.IGNORECASE,
)
_NOT_ITSELF = re.compile(
    r"['’]s?\s+(?:\w+\s+){0,2}(?:rivals?|competitors?|neighbou?rs?|distributors?|shareholders?|lawyers?|"
    r"critics|namesake|parent|owner|predecessor|founder|former \w+)\b|的(?:竞争对手|競爭對手|"
    r"同行|股东|股東|经销商|經銷商)",
    re.IGNORECASE,
)
_RIVALS_OF = re.compile(
    r"\b(?:rivals?|competitors?|neighbou?rs?|distributors?|shareholders?|agents?) (?:of|to|for)\s+$", re.IGNORECASE
)
#: A company that issues, grants or approves something is not the one that receives a licence.
_ISSUES = re.compile(r"\s+(?:has|have|had|also|then|recently|duly|\s|on \w+day)*", re.IGNORECASE)
_WHICH_HAS = re.compile(r"(?:许可证?|許可證?|通用证|通用證)的(?:[\u4e00-\u9fff]{0,4})$")
_HOLDER_NOUN = re.compile(r"(?:holder|owner|recipient|licensee)", re.IGNORECASE)
_SOURCE_BEFORE = re.compile(r"(?:according to|told|laut|selon|d'après)\s+(?:the\s+)?$", re.IGNORECASE)
_HOLDER_AFTER = re.compile(
    r"^(?:['’]s?|的)?\s*(?:(?!said|says|told|has|is|was|office|press|confirmed|denied|"
    r"for|to|of|on|about|over|without|against)\w+[ -]){0,4}?[\"“‘']?$|"
    r"^的[^,.;，。；]{0,12}$",
    re.IGNORECASE,
)
_NO_HOLDER = re.compile(
    r"(?:[\s-]+(?:export\s+)?(?:bid|file|application|request|filing|paperwork|dossier|plans?|hopes?|"
    r"eligibility|candidacy|quest|queue|push|attempt)\b|证?(?:的)?(?:申请|申請|资格|資格|"
    r"审批|審批|办理|辦理|传闻|傳聞))",
    re.IGNORECASE,
)
_OF_BEFORE = re.compile(
    r"(?:licen[cs]es?|permits?|approvals?)\s+(?:held by|of|granted to|issued to|given to|obtained by|"
    r"that)\s+(?:the\s+)?$",
    re.IGNORECASE,
)
_ALL = re.compile(r"\W*(?:all|each|both|they all|all of them|均|都|皆)\b", re.IGNORECASE)
#: A statement about licences as such, not about anybody's.
#: A statement with a subject of its own.
_OTHERS = re.compile(
    r"\b(?:makers|producers|firms|companies|manufacturers|rivals|competitors|others|exporters|"
    r"buyers|customers|carmakers|"
    r"automakers|importers|governments|officials|analysts)\b",
    re.IGNORECASE,
)
_DEFINITION = re.compile(
    r"\W*(?:an?|each|every|such an?|any|these|those|general|the new|under|so called|所谓|"
    r"所謂|凡)\s*(?:\w+[ -]){0,3}?(?:licen[cs]es?|"
    r"permits?|authori[sz]ations?|许可|許可)",
    re.IGNORECASE,
)
_THE_LICENCE = re.compile(
    r"\W*(?:the (?:general )?(?:export )?(?:licen[cs]e|permit|paper)\b|(?:该|该项|上述|此项|本次)?(?:通用)?许可|許可)",
    re.IGNORECASE,
)


def aside(page: Page, entity: Entity) -> bool:
    """Named only as a source or as an exception."""
    before = page.text[max(0, entity.start - 24) : entity.start]
    if _NOT_ITSELF.match(page.text, entity.end) or _RIVALS_OF.search(before):
        return True
    return bool(_EXCEPTED.search(before) and "including" not in before[-11:]) or bool(_SOURCE_BEFORE.search(before))


def receivers(page: Page, clause: Clause, who: list[Entity], verb: Hit) -> list[Entity]:
    """Those of a statement's companies who receive: not who issues, and not who only speaks of somebody else."""
    before_verb = page.text[max(clause.start, verb.start - 40) : verb.start]
    if _SOMEBODY_WHO.search(before_verb) or (_HOLDER_NOUN.match(page.text, verb.start) and _WITH.search(before_verb)):
        return [entity for entity in who if _is_buyer(entity) and clause.having("supplier")]
    if len(who) > 1:
        after = [
            entity
            for entity in who
            if _WHICH_HAS.search(page.text[max(clause.start, entity.start - 16) : entity.start])
        ]
        if after:
            return after
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


#: "a trader which has one", "a company that holds one": nobody we know the name of.
_SOMEBODY_WHO = re.compile(
    r"\b(?:company|firm|trader|maker|supplier|suppliers|producer|group|exporter|partner|"
    r"rival|one|those|anyone|makers|firms|companies)"
    r"\s+(?:that|which|who)\s+(?:\w+\s+)?$",
    re.IGNORECASE,
)
_WITH = re.compile(r"\b(?:with|from|by|against|between|among|of)\s+(?:other\s+|the\s+)?$", re.IGNORECASE)


def _only_speaks(page: Page, entity: Entity, who: list[Entity], verb: Hit) -> bool:
    if entity.company is not None or entity.end > verb.start:
        return False
    said = re.match(
        r"[^,.;，。；]{0,12}?\b(?:said|says|told|reports?|reported|noted|wrote|believes?|confirmed)\b|"
        r"(?:称|稱|表示|说|說|指出|透露)",
        page.text[entity.end :][:40],
    )
    return bool(said) and any(entity.end < other.start < verb.start for other in who)


def possesses(page: Page, entity: Entity, clause: Clause) -> bool:
    """Whether the licence is called this company's: "X's general licence", "the licence held by X"."""
    for hit in clause.having("general", "licence", "streamlined"):
        if hit.start >= entity.end and re.match(r"(?:['’]s?\s|的|\s?通)", page.text[entity.end : entity.end + 2] + " "):
            between = page.text[entity.end : hit.start]
            if _HOLDER_AFTER.match(between) and not _NO_HOLDER.match(page.text, hit.end):
                return True
    return bool(_OF_BEFORE.search(page.text[max(0, entity.start - 40) : entity.start]))


def meant(
    page: Page, clause: Clause, previous: list[Entity], focus: list[Entity], at: int
) -> tuple[list[Entity], bool]:
    """Whom a statement without a name is about: the sentence's own subject, or a word that stands for a name."""
    if clause.having("supplier") and clause.having("it", "firm") and _buyer(focus[:1] or main_company(page)):
        return (focus[:1] or main_company(page)), True
    if _OTHERS.search(page.text, clause.start, max(clause.start, at)):
        return [], False
    if clause.having("group") or _DEFINITION.match(page.text[clause.start : clause.start + 60]):
        return [], False
    if previous:
        return previous, True
    if len(focus) > 1 and (
        any(hit.start <= at for hit in clause.having("both")) or _ALL.match(page.text, clause.start, clause.end)
    ):
        return focus, True
    stands_for = clause.having("firm", "we", "it")
    if any(hit.start <= at or hit.start - clause.start < 30 for hit in stands_for) or _THE_LICENCE.match(
        page.text[clause.start : clause.start + 40]
    ):
        return (focus[:1] or main_company(page)), True
    return [], False


def _buyer(entities: list[Entity]) -> bool:
    return any(
        (entity.company is not None and entity.company.roles == {Role.CUSTOMER}) or entity.role is Role.CUSTOMER
        for entity in entities
    )


def unnamed_buyer(page: Page, clause: Clause, who: list[Entity], focus: list[Entity]) -> Entity | None:
    """The buyer a pronoun means where only its supplier is named: "its name stands in the annex of X's licence"."""
    if len(focus) != 1 or any(entity.key == focus[0].key for entity in who):
        return None
    host = focus[0]
    own = any(
        _HOLDER_AFTER.match(page.text[hit.end : licence.start])
        for hit in clause.having("firm", "we")
        for licence in clause.having("general", "streamlined")
        if hit.end <= licence.start
    )
    if own:
        return replace(host, start=clause.start, end=clause.start)
    if not clause.having("cover") or not clause.having("it", "firm"):
        return None
    if not all(possesses(page, e, clause) or own_trade(e) for e in who):
        return None
    return replace(host, start=clause.start, end=clause.start)


def main_company(page: Page) -> list[Entity]:
    return page.headline[:1] or page.entities[:1]


def deciding(clause: Clause, entity: Entity) -> Hit | None:
    """The status word an entity goes with: the next one after it, else the last one before it."""
    words = clause.having("get", "give", "cover", "renew", "exclude")
    after = [hit for hit in words if hit.start >= entity.end]
    before = [hit for hit in words if hit.end <= entity.start]
    return after[0] if after else before[-1] if before else None


def named_supplier(text: str, entity: Entity) -> bool:
    return bool(
        re.search(
            r"(?:supplier|vendor|maker|供应商|供應商)[\s,，、:：]*$",
            text[max(0, entity.start - 20) : entity.start],
            re.IGNORECASE,
        )
    )
