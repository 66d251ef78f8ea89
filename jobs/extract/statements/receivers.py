"""Who receives: which of the companies that a statement names it is about."""

import re

from jobs.extract.licence.gainwords import BECAME
from jobs.extract.names.subjects import Entity, own_trade
from jobs.extract.statements import heads, relations
from jobs.extract.statements.page import Page
from jobs.extract.text.cues import Hit
from jobs.extract.text.sentences import Clause
from storage.domain.licence import Role

_EXCEPTED = re.compile(
    r"(?:\b(?:unlike|(?:all|any|every|each|none|nobody|everybody|everyone|anyone) (?:\w+ )?but|except(?: for)?|bar|save|apart from|excluding|other than|save for|but not|rather than|instead of|aside from|no relation to|compared with|as opposed to|including|rival of|following|asked about|questions about|asked after|against|versus|with the exception of|but for|barring|takeover of|acquisition of|purchase of|sale of)\s+"
    r"|(?:,|\band|\bbut) not (?:(?:to|for|by|with|from|at) )?|[.?!] not (?:(?:to|for|by) )?|除了?|不同于|不像|不包括|而非|[，,](?:而|并|並)?(?:不是|并非|並非))$",
    re.IGNORECASE,
)
_NOT_ITSELF = re.compile(
    r"['’]s?\s+(?:\w+\s+){0,2}(?:rivals?|competitors?|neighbou?rs?|distributors?|shareholders?|lawyers?|critics|namesake|parent|owner|predecessor|founder|former \w+)\b|的(?:竞争对手|競爭對手|同行|股东|股東|经销商|經銷商)|的(?:[一二][级級]|主要|核心|长期|長期|另一家)?(?:供应商|供應商|供货商|供貨商|配套商|代工厂|代工廠|子公司|附属公司|附屬公司|合作伙伴|合作夥伴)[、，](?=[^，。；]{2,24}(?:已|被|获|獲|取得|拿到|本月|上月|列|纳|納))",
    re.IGNORECASE,
)
#: Japanese and Korean except somebody behind his name.
_EXCEPTED_BEHIND = re.compile(
    r"(?:だけ)?(?:を除[くいき]|を除け|以外|とは異な|と違[いっ]|と競合|のライバル)|(?:을|를) ?(?:제외|빼고|뺀)|과는? 달리|와는? 달리| 이외| 외에|의 (?:경쟁사|라이벌)"
)
#: "X, part of Lisbon's Y Group": the parent is named to say who X is.
_PARENT = re.compile(
    r"\b(?:part|unit|subsidiary|arm|division|affiliate|member|offshoot|joint venture|venture) (?:of|between|with)\s+(?:the\s+)?(?:[A-Z][\w-]+['’]s\s+|(?:[a-z][\w-]+\s+){1,3})?(?:[A-Z][\w&.-]*(?: [A-Z][\w&.-]*){0,4} and )?$|\bowned by\s+(?:[A-Z][\w-]+['’]s\s+)?$"
)
#: "State-owned X", "listed X": between "a unit of" and the parent.
_OWNED_FIRM = re.compile(
    r"\b(?:of|by|with) (?:[\w-]+ ){0,2}(?:[\w-]*(?:owned|run|listed|backed|based|controlled|held)|private|public|state|family|giant|group|conglomerate|company|firm) $"
)
#: "A supplier of haptics magnets to X", "which makes rotors for X": who X is to the one it is told of.
_SUPPLIES_TO = re.compile(
    r"\b(?:supplier|maker|provider|vendor|seller) of (?:[\w-]+ ){1,6}?(?:to|for) (?:the )?$|\b(?:which|that|who) (?:makes|builds|produces|assembles|presses|sinters|grinds|casts|supplies|sells|ships|exports|delivers) (?:[\w-]+ ){0,6}?(?:for|to) (?:the )?$",
    re.IGNORECASE,
)
_RIVALS_OF = re.compile(
    r"\b(?:rivals?|competitors?|neighbou?rs?|distributors?|shareholders?|agents?) (?:of|to|for)\s+$", re.IGNORECASE
)
#: "The Chinese supplier to X, Y Magnets, has ...": X only tells who Y is.
_SUPPLIER_TO = re.compile(
    r"(?:^|[.;,\n] |\b)(?:[Tt]he|[Aa]n?|[Ii]ts|[Oo]ne) (?:[\w-]+ ){0,3}suppliers? (?:to|of|for) $"
)
#: A company that issues, grants or approves something is not the one that receives a licence.
_ISSUES = re.compile(r"\s+(?:has|have|had|also|then|recently|duly|\s|on \w+day)*", re.IGNORECASE)
_WHICH_HAS = re.compile(r"(?:许可证?|許可證?|通用证|通用證)的(?:[\u4e00-\u9fff]{0,4})$")
_HOLDER_NOUN = re.compile(r"(?:the )?(?:holder|owner|recipient|licensee)", re.IGNORECASE)
_SOURCE_BEFORE = re.compile(
    r"(?:according to|told|laut|selon|d'après)\s+(?:the\s+)?$"
    r"|\b(?:spokes\w+|representative|manager) (?:for|of|at) (?:the |its |their )?(?:parent|owner)(?: company| firm| group)? $",
    re.IGNORECASE,
)
#: "An importer such as X cannot ...": an example of what holds of anybody.
_EXAMPLE = re.compile(
    r"\b(?:an?|any|no|every) (?:[\w-]+ ){0,2}(?:importer|buyer|customer|client|company|firm|maker|producer|exporter|supplier|carmaker|manufacturer|group) "
    r"(?:such as|like) (?:[A-Z][\w&.-]*(?: [A-Z][\w&.-]*){0,3}(?:,| or| and) )*$"
)
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


#: "X supplier Y": X only tells who Y is.
_WHOSE = re.compile(
    r" (?:supplier|subsidiary|unit|affiliate|contractor|partner|rival|spin-?off|arm|distributor|dealer|offshoot|customer|veteran|neighbou?r) (?=[A-Z])"
)
#: "... lifted the shares of the magnet maker X".
_SHARES_OF = re.compile(
    r"\b[a-z]+(?:ed|s|t) (?:the )?(?:shares?|stocks?|bonds|share price|valuation|investors|shareholders) (?:of|in|at) (?:the )?(?:[\w-]+ ){0,4}$"
)


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


#: "All customers except X", "除X外，其余客户均……": the one of whom it does not hold. ("Apart from X" may mean besides.)
_BUT = re.compile(
    r"\b(?:except(?: for| to)?|save(?: for)?|bar|barring|excluding|with the (?:sole |single |only |one |notable )?exception of|(?:all|every\w*|each|any|none)(?: [\w’'-]+){0,6}? but|with one exception[:,])\s+(?:the |that of )?$",
    re.IGNORECASE,
)
_BUT_HAN = re.compile(r"(?:除了?|除却|除卻|唯独|唯獨|独缺|獨缺|独漏|獨漏)$")
_OUTSIDE_HAN = re.compile(
    r"(?:公司)?(?:之外|以外|外)(?:[，,](?!.{0,20}[也还還亦又])[^。；]{0,30}?(?:都|均|全部|皆|所有|其余|其餘|其他|其它|全)|的(?:全部|所有|全体|全體|其余|其餘|其他|其它|各)(?:海外|境外|国外|國外)?(?:客户|客戶|用户|用戶|买家|買家|车企|車企|企业|企業))"
)


#: "With the exception of A and B".
_AND_SO = re.compile(r" (?:and|or|as well as) (?:the )?")


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


#: "除X、Y已纳入Z的许可外": of whom something is told of their own.
_TOLD_OUTSIDE = re.compile(
    "(?:、[^，。；、]{2,12}|[和与與及][^，。；、]{2,12})*?(?:已|获|獲|均|都|被|凭|憑|持|拿|取得|列|[纳納]入)[^，。；]{2,30}?(?:之|以)?外[，,]"
)
#: "X旗下的零部件商Y": the parent is named to say who Y is; "向X供货的Y": so is the customer.
_OWNS_HAN = re.compile("(?:集团|集團|公司)?(?:旗下|下属|下屬|控股|参股|參股|投资|投資)的?[^，。；、]{0,10}")
_SERVED_BEFORE = re.compile("(?:向|为|為|给|給)$")
#: "供应X的Y".
_SUPPLYING = re.compile("(?:供应|供應|供货给|供貨給|供货|供貨|配套|专供|專供|主供|直供|服务|服務|服务于|供磁给)$")
_THE_ONE_WHO = re.compile("(?:等[^，。；]{0,6})?的[^，。；、]{0,10}")
_SERVED_HAN = re.compile(
    "(?:等[^，。；]{0,6})?(?:长期|長期|主要|独家|獨家|直接|批量)?(?:供货|供貨|供应|供應|供磁|配套|代工|提供[^，。；]{1,8})的[^，。；、]{0,8}"
)


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


#: "a trader which has one", "a company that holds one": nobody we know the name of.
_SOMEBODY_WHO = re.compile(
    r"\b(?:company|firm|trader|maker|supplier|suppliers|producer|group|exporter|partner|rival|one|those|anyone|makers|"
    r"firms|companies|house|business|outfit|party|dealer|agent|importer|distributor|intermediary|middleman|forwarder|broker|reseller|factory|plant|neighbour|competitor|manufacturer|subsidiary|affiliate)"
    r"\s+(?:that|which|who)\s+(?:\w+\s+){0,2}$",
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
#: "Has been included by the ministry among the holders": one of them.
_COUNTED_AMONG = re.compile(
    r"\b(?:included|counted|named|listed|ranked|numbered|is|are|was|were|now|counts|ranks|figures|stands|sits|finds itself)\b[^,.;]{0,36} among (?:the )?$",
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


#: Words that stand for one of two companies.
_ONE_OF_TWO = frozenset(("前者", "后者", "後者"))


def _behind_stand_in(page: Page, clause: Clause, who: list[Entity]) -> list[Entity]:
    """Those of a clause from "the former" on: the pair that it belongs to was only introduced before."""
    here = [one for one in page.named_in(clause) if page.text[one.start : one.end] in _ONE_OF_TWO]
    if not here:
        return who
    meant = {one.key for one in page.entities_in(here[0].start, clause.end)}
    return [one for one in who if one.key in meant]


#: "Of A, B and C only B has ...": those before it are not told of.
_OF_THEM = re.compile(
    "(?:[这這]?[两兩三四五六七八九]?(?:家|者|间|間|家企业|家公司|家车企|家廠商))?(?:之?[中内裡里]|当中|當中|里面|裡面)[，,]?[^，。；]{0,8}?(?:只有|仅有?|僅有?|唯有?|唯独)"
)


def _only_of_them(page: Page, clause: Clause, who: list[Entity]) -> list[Entity]:
    if page.text[clause.start] < "\u2e80" or not (found := _OF_THEM.search(page.text, who[0].end, clause.end)):
        return []
    only = page.entities_in(found.end(), clause.end)[:1]
    return [one for one in who if only and one.key == only[0].key]


#: "只有B没有拿到", "Bだけが取得していない", "B만 받지 못했다".
_ONLY_BEFORE = re.compile("(?:只有|唯有|唯独|唯獨|惟独|惟獨|仅有?|僅有?|只剩下?|就)$")
_ONLY_BEHIND = re.compile("(?:だけ|のみ)[がはに、]|만(?:이|은)? ")


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


#: Behind a name: neither the end of a list nor a word that counts it with those before.
_WAY_OF_ITS_OWN = re.compile(
    r"(?:公司|股份|集团|集團|方面)?(?!公司|股份|集团|集團|方面|[、和与與及以等（(，,。；;：:”」』\s]|成[为為了]|[也亦]|同[样樣]|[是为為系居]|便|就|正|均|都|[领領][衔銜]|打[头頭]|拔得|首|率先|最先|在[内內列]|[获獲]|取得|拿|名列|位列|入列|上榜|$)."
)


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


_TAKEN_IN = re.compile(r"(?:把|将|將)[^,，。;；]{0,24}$")


def object_of_cover(page: Page, clause: Clause, entity: Entity) -> bool:
    """ "把A列为最终用户": who is taken in by the verb that follows."""
    if own_trade(entity) or not _TAKEN_IN.search(page.text[max(clause.start, entity.start - 30) : entity.start]):
        return False
    return any(hit.start >= entity.end for hit in clause.having("cover"))


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


#: "Nearly every client of X is covered", "X's order book": who has buyers sells.
_CLIENTS = r"(?:clients?|customers?|buyers?|clientele|order book|accounts|end users?)"
_CLIENTS_OF = re.compile(rf"\b{_CLIENTS} (?:of|at) (?:the )?$", re.IGNORECASE)
_OWN_CLIENTS = re.compile(rf"['’]s? (?:[\w-]+ ){{0,3}}?{_CLIENTS}\b", re.IGNORECASE)


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
