"""Whose: which of the companies a statement names it is about, and whom it means where it names none."""

import re
from dataclasses import replace

from jobs.extract.cues import Hit
from jobs.extract.page import Page
from jobs.extract.sentences import Clause
from jobs.extract.subjects import Entity, own_trade
from storage.domain.licence import Role

_EXCEPTED = re.compile(
    r"(?:\b(?:unlike|(?:all|any|every|each|none|nobody|everybody|everyone|anyone) (?:\w+ )?but|except(?: for)?|apart from|excluding|other than|save for|but not|rather than|instead of|aside from|no relation to|compared with|as opposed to|including|rival of|following|asked about|questions about|asked after|against|versus|with the exception of|but for|barring|takeover of|acquisition of|purchase of|sale of)\s+"
    r"|(?:,|\band|\bbut) not (?:(?:to|for|by|with|from|at) )?|[.?!] not (?:(?:to|for|by) )?|除了?|不同于|不像|不包括|而非)$",
    re.IGNORECASE,
)
_NOT_ITSELF = re.compile(
    r"['’]s?\s+(?:\w+\s+){0,2}(?:rivals?|competitors?|neighbou?rs?|distributors?|shareholders?|lawyers?|critics|namesake|parent|owner|predecessor|founder|former \w+)\b|的(?:竞争对手|競爭對手|同行|股东|股東|经销商|經銷商)|的(?:[一二][级級]|主要|核心|长期|長期|另一家)?(?:供应商|供應商|供货商|供貨商|配套商|代工厂|代工廠|子公司|附属公司|附屬公司|合作伙伴|合作夥伴)[、，](?=[^，。；]{2,24}(?:已|被|获|獲|取得|拿到|本月|上月|列|纳|納))",
    re.IGNORECASE,
)
#: "X, part of Lisbon's Y Group": the parent is named to say who X is.
_PARENT = re.compile(
    r"\b(?:part|unit|subsidiary|arm|division|affiliate|member|offshoot|joint venture|venture) (?:of|between|with)\s+(?:the\s+)?(?:[A-Z][\w-]+['’]s\s+)?(?:[A-Z][\w&.-]*(?: [A-Z][\w&.-]*){0,4} and )?$|\bowned by\s+(?:[A-Z][\w-]+['’]s\s+)?$"
)
_RIVALS_OF = re.compile(
    r"\b(?:rivals?|competitors?|neighbou?rs?|distributors?|shareholders?|agents?) (?:of|to|for)\s+$", re.IGNORECASE
)
#: A company that issues, grants or approves something is not the one that receives a licence.
_ISSUES = re.compile(r"\s+(?:has|have|had|also|then|recently|duly|\s|on \w+day)*", re.IGNORECASE)
_WHICH_HAS = re.compile(r"(?:许可证?|許可證?|通用证|通用證)的(?:[\u4e00-\u9fff]{0,4})$")
_HOLDER_NOUN = re.compile(r"(?:the )?(?:holder|owner|recipient|licensee)", re.IGNORECASE)
_SOURCE_BEFORE = re.compile(r"(?:according to|told|laut|selon|d'après)\s+(?:the\s+)?$", re.IGNORECASE)
_HOLDER_AFTER = re.compile(
    r"^(?:['’]s?|的)?\s*(?:(?!said|says|told|has|is|was|office|press|confirmed|denied|for|to|of|on|about|over|without|against)\w+[ -]){0,4}?[\"“‘']?$|^的(?!.*(?:董事|经理|經理|负责人|負責人|发言|發言|老板|老闆|厂长|廠長|总裁|總裁|高管|形容|谈|談|说|說|客户|客戶|供应|供應|申请|申請|竞争|競爭|传|傳))[^,.;，。；]{0,12}$",
    re.IGNORECASE,
)
_NO_HOLDER = re.compile(
    r"(?:[\s-]+(?:export\s+)?(?:bid|file|application|request|filing|paperwork|dossier|plans?|hopes?|eligibility|candidacy|quest|queue|push|attempt)\b|证?(?:的)?(?:申请|申請|资格|資格|审批|審批|办理|辦理|传闻|傳聞))",
    re.IGNORECASE,
)
_OF_BEFORE = re.compile(
    r"(?:licen[cs]es?|permits?|approvals?)\s+(?:held by|of|granted to|issued to|given to|obtained by|that)\s+(?:the\s+)?$",
    re.IGNORECASE,
)
#: "The licence that X hopes to obtain": X has none.
_WANTS = re.compile(
    r"\s+(?:now |still |also |itself )?(?:hop|expect|want|seek|sought|appl|ask|request|wish|plan|aim|lack|need|await|wait|covet|may|might|will|would|could|should|never|lost|"
    r"(?:is|was|are|were) (?:seeking|applying|hoping|waiting|awaiting|denied|refused|expecting|to\b|about|due|likely|not)|(?:has|had|have|does|did|do) (?:not|never|applied|asked|sought|lost|been (?:denied|refused)))"
)
#: A filing's own word for who files it.
_THE_COMPANY = re.compile(r"\b[Tt]he (?:Company|Group)\b(?!['’])")
_THE_PLACE_FIRM = re.compile(
    r"\b[Tt]he (?P<place>[A-Z][a-z']+)(?:[ -]based)? (?:firm|company|maker|producer|plant|exporter|group)\b"
)
_ALL = re.compile(r"\W*(?:all|each|both|they all|all of them|均|都|皆)\b", re.IGNORECASE)
#: A statement about licences as such, not about anybody's.
_DEFINITION = re.compile(
    r"\W*(?:an?|each|every|such an?|any|these|those|general|the new|under|so called|所谓|所謂|凡)\s*(?:\w+[ -]){0,3}?(?:licen[cs]es?|permits?|authori[sz]ations?|许可|許可)",
    re.IGNORECASE,
)
#: A statement with a subject of its own.
_OTHERS = re.compile(
    r"\b(?:an?|the|its|their|our|another) (?:second|third|fourth|other|different|further) (?:magnet )?(?:supplier|vendor|maker)\b"
    r"|\b(?:makers|producers|firms|companies|manufacturers|rivals|competitors|others|exporters|buyers|customers|"
    r"carmakers|automakers|importers|governments|officials|analysts)\b"
    r"|\b(?:your|our|its|their|my|a|an|the|one|another) (?:\w+ )?(?:competitor|rival|neighbou?r|peer)\b",
    re.IGNORECASE,
)
_THE_LICENCE = re.compile(
    r"\W*(?:the (?:general )?(?:export )?(?:licen[cs]e|permit|paper)\b|(?:[\d年月日号上下本今去底初中]{1,12}[,，、]?)?(?:该|该项|上述|此项|本次)?(?:通用)?许可|許可)",
    re.IGNORECASE,
)


#: One of these ends the words before a name that is named beside the matter, or before one of whom a licence is.
_LEADS_ASIDE = (
    *("unlike", "except", "for", "from", "excluding", "than", "but not", "of", "to", "with", "including", "following"),
    *(
        "about",
        "after",
        "除",
        "除了",
        "不同于",
        "不像",
        "不包括",
        "而非",
        "the",
        "'s",
        "’s",
        "by",
        "told",
        "laut",
        "selon",
    ),
    *("d'après", " but", " not"),
)
_LEADS_TO_HOLDER = ("by", "of", "to", "that", "the")
#: "四家均持有": as many as were named.
_COUNTED = re.compile(
    r"\W*(?:[这這]|上述|以上|前述)?(?P<n>[两兩二三四五六七八九])(?:家|者|[间間])(?:公司|企业|企業|[厂廠]家?)?(?:均|都|皆|全部|同[时時])"
)
_NUMBERS = {sign: number for number, signs in enumerate(("两兩二", *"三四五六七八九"), 2) for sign in signs}


def aside(page: Page, entity: Entity) -> bool:
    """Named only as a source or as an exception."""
    if _NOT_ITSELF.match(page.text, entity.end):
        return True
    before = page.text[max(0, entity.start - 80) : entity.start]
    if before[-5:] == " and ":
        # "A joint venture of X and Y": the second parent.
        return "venture" in before and bool(_PARENT.search(before))
    before = before[-48:]
    if not before.rstrip().lower().endswith(_LEADS_ASIDE):
        return False
    if _PARENT.search(before) or _RIVALS_OF.search(before):
        return True
    return bool(_EXCEPTED.search(before) and "including" not in before[-11:]) or bool(_SOURCE_BEFORE.search(before))


def receivers(page: Page, clause: Clause, who: list[Entity], verb: Hit) -> list[Entity]:
    """Those of a statement's companies who receive: not who issues, and not who only speaks of somebody else."""
    before_verb = page.text[max(clause.start, verb.start - 40) : verb.start]
    if _SOMEBODY_WHO.search(before_verb) or (_HOLDER_NOUN.match(page.text, verb.start) and _WITH.search(before_verb)):
        return [entity for entity in who if _is_buyer(entity) and clause.having("supplier")]
    if _HELPS.search(before_verb):
        return [entity for entity in who if entity.start > verb.end]
    if len(who) > 1 and (named := _named_in_brackets(page, clause, who)):
        return named
    who = [one for one in who if not (_announces_daughter(page, one, who) or _of_another_han(page, one, who, verb))]
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


#: "a trader which has one", "a company that holds one": nobody we know the name of.
_SOMEBODY_WHO = re.compile(
    r"\b(?:company|firm|trader|maker|supplier|suppliers|producer|group|exporter|partner|rival|one|those|anyone|makers|"
    r"firms|companies)\s+(?:that|which|who)\s+(?:\w+\s+)?$",
    re.IGNORECASE,
)
#: "One of those present", "a neighbour": somebody, and nobody named.
_UNNAMED = re.compile(
    r"\W*one (?:had|has|is|was|would|did)\b|\W*(?:one|two|three|some|many|most|few|several) of (?:those|the (?:present|participants|others|firms|companies|makers|people|speakers|suppliers|guests|members))\b"
    r"|\W*(?:another|someone|somebody|anyone|everyone|a (?:man|woman|speaker|participant|delegate|colleague|trader|friend|rival|competitor|neighbou?r|member|third|fourth|fifth))\b(?! (?:year|twelve|six|month|licen|permit))",
    re.IGNORECASE,
)
#: "助力客户获批": those who are helped receive, and they are not named.
_HELPS = re.compile(
    r"(?:助力|帮助|幫助|协助|協助|辅导|輔導|指导|指導|帮|幫)[^，。；]{0,8}?(?:客户|客戶|企业|企業|厂商|廠商|会员|會員|用户|用戶|同行|单位|單位)[^，。；]{0,6}$"
)
_WITH = re.compile(
    r"\b(?:with|from|by|against|between|among|of|like|than|about|behind|alongside|for|unlike)\s+(?:other\s+|the\s+)?$",
    re.IGNORECASE,
)
_LIST_LINK = re.compile(r"\s*(?:、|,|，|和|与|與|及|以及|and|,\s*and)\s*")


def _with_list(page: Page, first: list[Entity], who: list[Entity]) -> list[Entity]:
    """Those that a list goes on with: "the holders include A, B and C"."""
    out = list(first)
    for entity in who:
        if entity.start >= out[-1].end and _LIST_LINK.fullmatch(page.text, out[-1].end, entity.start):
            out.append(entity)
    return out


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


_TOWARDS_HAN = re.compile("(?:公司|股份|集团|集團|则|則|也|已|随即|隨即)?[对對就为為替]")
#: "持有通用许可的贸易商": somebody with a licence.
_WHO_HAS = re.compile(
    "[^，。；]{0,12}?(?:许可|許可)[证證]?的[^，。；一-龥]{0,2}(?:[一-龥]{0,4}?)(?:贸易商|貿易商|商社|同行|同业|同業|伙伴|夥伴|对手|對手|代理|友商|厂商|廠商|供应商|供應商)"
)
_BECOMES = re.compile("成为|成為|成了|[是为為系係]|作为|作為|首家|唯一")


def _announces_daughter(page: Page, entity: Entity, who: list[Entity]) -> bool:
    """Whether a company only tells of its subsidiary, which is named: "X said its unit Y ...", "X公告，子公司Y……"."""
    return any(
        entity.end <= other.start
        and _DAUGHTER_NAMED.search(page.text, entity.end, other.start) is not None
        and not _AND_ITS.match(page.text, entity.end)
        for other in who
        if other.key != entity.key
    )


#: A word for a subsidiary right before its name.
_DAUGHTER_NAMED = re.compile(
    r"(?:\b(?:its|their|the|whose|a|owned)\b[^,.;]{0,30}?\b(?:subsidiary|unit|affiliate|arm)(?: company)?,?\s*"
    r"|(?:子公司|孙公司|孫公司|附属公司|附屬公司|(?:旗下|下属|下屬)(?:的)?[\u4e00-\u9fff]{0,6}?)[—：:“「]{0,2})$"
)
_AND_ITS = re.compile(r"\s*(?:and\b|as well as\b|和|及|与|與|以及)")


def _only_speaks(page: Page, entity: Entity, who: list[Entity], verb: Hit) -> bool:
    if entity.company is not None or entity.end > verb.start:
        return False
    said = re.match(
        r"[^,.;，。；]{0,12}?\b(?:said|says|told|reports?|reported|noted|wrote|believes?|confirmed)\b|[^,，。;；：:]{0,12}?(?:称|稱|表示|说|說|指出|透露)",
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
    before = page.text[max(0, entity.start - 40) : entity.start]
    if not before.rstrip().lower().endswith(_LEADS_TO_HOLDER):
        return False
    return bool(_OF_BEFORE.search(before)) and not _WANTS.match(page.text, entity.end)


_TAKEN_IN = re.compile(r"(?:把|将|將)[^,，。;；]{0,24}$")
_OWN_LICENCE = re.compile(r"的?(?:现有|该项|首张)?$")


def object_of_cover(page: Page, clause: Clause, entity: Entity) -> bool:
    """ "把A列为最终用户": who is taken in by the verb that follows."""
    if own_trade(entity) or not _TAKEN_IN.search(page.text[max(clause.start, entity.start - 30) : entity.start]):
        return False
    return any(hit.start >= entity.end for hit in clause.having("cover"))


def called_own(page: Page, clause: Clause) -> bool:
    """Whether the clause speaks of "the company's general licence", "our general licence" - one that exists."""
    if clause.tags & {"neg", "cond", "deny", "rumour", "apply", "expect", "unconfirmed", "lacks", "refuse"}:
        return False
    owners = [hit for hit in clause.having("firm", "we", "it") if page.text[hit.start] > "\u2e7f"]
    return any(
        0 <= licence.start - owner.end <= 4 and _OWN_LICENCE.fullmatch(page.text[owner.end : licence.start])
        for owner in owners
        for licence in clause.having("general")
        if not _NO_HOLDER.match(page.text, licence.end)
    )


_SUPPLIED = re.compile(
    r"(?:供货予|供货给|供货至|供貨予|供貨給|供应给|供應給|供给|供給|发货给|發貨給|出货给|出貨給|出售给|出售給)$"
)
_TOWARDS = re.compile(r"(?:对|對|向|给|給|为|為)$")
_DELIVERED = re.compile(
    r"(?:的)?(?:一?年度?|通用|一般|出口)*(?:许可|許可|供货|供貨|出货|出貨|发货|發貨|交付|交货|交貨)"
)


def supplied(page: Page, entity: Entity) -> bool:
    """Whether the words right around a name send goods to it: "对A的年度许可", "供货予A"."""
    if own_trade(entity):
        return False
    before = page.text[max(0, entity.start - 6) : entity.start].rstrip()
    if _SUPPLIED.search(before):
        return True
    return bool(_TOWARDS.search(before) and _DELIVERED.match(page.text, entity.end))


def meant(
    page: Page, clause: Clause, previous: list[Entity], focus: list[Entity], at: int
) -> tuple[list[Entity], bool]:
    """Whom a statement without a name is about: the sentence's own subject, or a word that stands for a name."""
    if clause.having("supplier") and clause.having("it", "firm") and buyer(focus[:1] or main_company(page)):
        return (focus[:1] or main_company(page)), True
    count = _COUNTED.match(page.text, clause.start, clause.end)
    if count and _NUMBERS.get(count["n"]) == len(focus):
        return focus, True
    if clause.having("group") or _DEFINITION.match(page.text[clause.start : clause.start + 60]):
        return [], False
    if _OTHERS.search(page.text, clause.start, max(clause.start, at)):
        return [], False
    if _UNNAMED.match(page.text, clause.start):
        return [], False
    if previous:
        return previous, True
    if len(focus) > 1 and (
        any(hit.start <= at for hit in clause.having("both")) or _ALL.match(page.text, clause.start, clause.end)
    ):
        return focus, True
    if page.headline and _THE_COMPANY.search(page.text, clause.start, min(clause.end, at + 40)):
        return page.headline[:1], True
    if named := _by_place(page, clause):
        return named, True
    offices = [hit.start for hit in clause.having("ministry")]
    # "Its commerce ministry" is a country's.
    stands_for = [hit for hit in clause.having("firm", "we", "it") if not any(0 < at - hit.end < 3 for at in offices)]
    if any(
        hit.start <= at or hit.start - clause.start < 30 or page.text[hit.start - 3 : hit.start] == "of "
        for hit in stands_for
    ) or _THE_LICENCE.match(page.text[clause.start : clause.start + 40]):
        host = focus[:1] or main_company(page)
        if buyer(host) and clause.having("get") and not clause.having("cover", "supplier", "exclude"):
            # Who gets a licence is no buyer, where a maker has been spoken of.
            host = [one for one in page.entities if one.start < clause.start and not buyer([one])][-1:] or host
        if host and host[0].start > clause.start and not clause.having("firm", "we"):
            # "It" cannot mean a company that has not been named yet.
            return [], False
        return host, True
    return [], False


def _by_place(page: Page, clause: Clause) -> list[Entity]:
    """ "The Wuhu company": the one named with that place, else the one talked of."""
    match = _THE_PLACE_FIRM.search(page.text, clause.start, min(clause.end, clause.start + 60))
    if match is None:
        return []
    place = match["place"].lower()
    fits = [one for one in page.entities if one.start < clause.start and place in one.name.lower()]
    return fits[-1:]


def buyer(entities: list[Entity]) -> bool:
    return any(
        (entity.company is not None and entity.company.roles == {Role.CUSTOMER}) or entity.role is Role.CUSTOMER
        for entity in entities
    )


def unnamed_buyer(page: Page, clause: Clause, who: list[Entity], focus: list[Entity]) -> Entity | None:
    """The buyer a pronoun means where only its supplier is named: "its name stands in the annex of X's licence"."""
    if len(focus) != 1 or any(entity.key == focus[0].key for entity in who):
        return None
    host = focus[0]
    if any(one.role is Role.CUSTOMER for one in who):
        return None
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
    if any(page.text[hit.end : hit.end + 1] in ("(", "（") for hit in clause.having("firm")):
        # "The company (X)" says itself whom it means.
        return None
    if not all(possesses(page, e, clause) or own_trade(e) for e in who):
        return None
    return replace(host, start=clause.start, end=clause.start)


def main_company(page: Page) -> list[Entity]:
    """Whom a text is about: the company its title names, else the first in it that is no subsidiary of another."""
    if page.headline:
        return page.headline[:1]
    return [one for one in page.entities[:3] if not _DAUGHTER.search(page.text, max(0, one.start - 24), one.start)][:1]


_DAUGHTER = re.compile(r"\b(?:subsidiary|unit|subsidiaries|affiliate)[ ,]+$", re.IGNORECASE)


def deciding(clause: Clause, entity: Entity) -> Hit | None:
    """The status word an entity goes with: the next one after it, else the last one before it."""
    words = clause.having("get", "give", "cover", "renew", "exclude")
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
