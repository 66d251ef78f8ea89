"""Which words of a clause tell of getting or having a licence, which decides, and whether the licence is its object."""

import re

from jobs.extract.licence.licences import background
from jobs.extract.text.cues import EASTERN, LICENCE_TAGS, Hit
from jobs.extract.text.expressions import Lists
from jobs.extract.text.sentences import Clause

#: Lists of cues that tell of a gain.
GAIN_TAGS = ("get", "give", "cover", "renew")
#: An application that went through.
APPLICATION_PASSED = Lists("gain", ["passed"])
#: "Software for companies with a licence": theirs, whoever they are.
_SOMEBODY = re.compile(
    r"\b(?:compan(?:y|ies)|firms?|makers?|exporters?|suppliers?|producers?|those|anyone|rivals?|competitors?|buyers|customers|traders?|neighbours?|manufacturers?) $"
)
#: "Has had its licence extended to 1 May": to a date or by a time, not to a customer.
EXTENDED = Lists("gain", ["extended"])
#: "They passed 58,000 tons": a figure, no licence.
_AMOUNT = re.compile(
    r"(?:passed|reached|came to|gain(?:ed|s)?|lands?|fell to|falls to)\s+(?:about |nearly |some |over |almost )?[€$]?\d|(?:holds?|held|owns?|has) (?:about |nearly |some |over |almost )?\d[\d.,]*\s?(?:%|per ?cent)",
    re.IGNORECASE,
)
#: Cues that may stand between "has" and the licence it has.
_NEUTRAL = frozenset(
    ("it", "firm", "now", "topic", "rare", "SmCo", "NdFeB", "Dy", "Tb", "maker", "smco_maker", "we", "stop")
)
#: "Swapped its single permits for a general licence".
_CONVERTED = re.compile(
    r"\b(?:convert|switch|swap|exchang|trad|upgrad|mov|migrat|graduat|transition|progress|promot|transferr|shift|chang|turn|replac)(?:p?ed|ing|es|s|e)\b"
    r"[^.;]{3,80}? (?:into|to|for|onto|against|with|by) (?:an?|the|its|their|one|China['’]s) (?:[\w-]+ ){0,3}$",
    re.IGNORECASE,
)
_UNDER = re.compile(
    r"\b(?:under|via|on the strength of|thanks to)\s+(?:(?:an?|its|the|their|such|[\w’']+['’]s|"
    r"the latter's)\s+)?(?:new\s+|"
    r"own\s+)?[\"“‘']?$|(?:按|依|凭|凭借|走|使用|循|依照|按照|適用|以|靠|依托|凭着|憑|憑借)$",
    re.IGNORECASE,
)
_BY = re.compile(
    r"(?:按照?|以|走|靠|依赖|依靠|依賴|凭借?|憑|通过|通過|透過|依|持|使用|维持|維持|仍[为是為]|均[为是為]|办理|辦理|適用|适用)(?:着|了|的|各自的|传统的?|原有的?)?[“「]?$"
)
#: "以逐单方式申报": asked for each time.
_ASKED_EACH = re.compile(
    "(?:的?(?:方式|形式|办法|辦法|渠道|流程)|来|來|去)?(?:申[请請报報办辦]|报批|報批|呈报|呈報|上报|上報|报审|報審|递交|遞交|提交)"
)


#: "The award of a general licence to X would be", "receipt of a licence is a condition of": a noun of getting, and what
#: is said of it is that it has not happened.
_ONLY_IF = Lists("gain", ["only_if"])


def only_supposed(text: str, low: int, high: int) -> bool:
    """Whether a noun of getting is the subject of what has not happened: "the award of a licence to X would be"."""
    return _ONLY_IF.search(text, low, high) is not None


def gains_of(clause: Clause, text: str) -> list[Hit]:
    """Gain words of a clause. "Has" is one only where a licence follows at once."""
    gains = clause.having(*GAIN_TAGS)
    if "have" in clause.tags:
        for position, hit in enumerate(clause.hits[:-1]):
            if "have" not in hit.tags:
                continue
            for following in clause.hits[position + 1 :]:
                if following.start - hit.end > 44 or re.search(
                    r"\bto\b|\bbeen\b|[,;:]", text[hit.end : following.start]
                ):
                    break
                if following.tags & LICENCE_TAGS:
                    if not _OBJECT.match(text[hit.end : following.start]):
                        break
                    gains = [*gains, Hit(hit.start, hit.end, hit.tags | {"get"})]
                    break
                if not following.tags <= _NEUTRAL:
                    break
    gains = [
        Hit(hit.start, hit.end, frozenset(("get", "cover"))) if _COVERS_GOODS.match(text, hit.end) else hit
        for hit in gains
    ]
    longer = None
    if not clause.tags.isdisjoint(("general", "licence", "theirs", "streamlined")):
        longer = EXTENDED.search(text, clause.start, clause.end)
    if longer:
        gains = [*gains, Hit(longer.start(), longer.end(), frozenset(("renew",)))]
    if {"general", "individual"} <= clause.tags:
        for hit in clause.having("general"):
            # "Switched from single permits to a general licence".
            if turned := _CONVERTED.search(text, max(clause.start, hit.start - 120), hit.start):
                gains = [*gains, Hit(turned.start(), turned.start() + 4, frozenset(("get", "turned")))]
    for hit in clause.having("general", "streamlined"):
        # "ships under a general licence", "可按通用许可发货": an exporter or a buyer who does so has one or is covered.
        if under := _UNDER.search(text, max(clause.start, hit.start - 40), hit.start):
            gains = [*gains, Hit(under.start(), under.end(), frozenset(("get", "under")))]
    for hit in clause.having("individual"):
        # "仍按单项许可出口": who still works with single licences has got them.
        by = _BY.search(text, max(clause.start, hit.start - 8), hit.start)
        if by and not background(hit, text) and not _ASKED_EACH.match(text, hit.end):
            gains = [*gains, Hit(by.start(), by.end(), frozenset(("get", "under")))]
    return sorted(
        hit
        for hit in gains
        if not _AMOUNT.match(text, hit.start)
        and not _HAD_TO.match(text, hit.start)
        and not _AS_A_MATTER.match(text, hit.end)
        and not (
            "renew" in hit.tags
            and to_renew(text, hit)
            and not APPLICATION_PASSED.search(text, clause.start, clause.end)
        )
        and not (
            text[hit.start : hit.start + 4] == "with"
            and _SOMEBODY.search(text, max(clause.start, hit.start - 16), hit.start)
        )
    )


#: "这张许可覆盖其全部牌号": what is covered are goods, and of users nothing is told.
_COVERS_GOODS = re.compile(
    "了?(?:公司|该公司|其|自身|旗下|我司)?(?:的)?(?:全部|所有|主要|全系列|多个|部分|各类|两大|三大|\\d+个?)?(?:现有)?(?:烧结|粘结|高端|含镝)?(?:钕铁硼|钐钴|稀土永磁|磁体|磁钢|磁材)?(?:、钐钴|和钐钴|及钐钴)?(?:的)?"
    "(?:牌号|产品|品类|品种|品目|系列|规格|型号|磁体|磁钢|磁材|钕铁硼|钐钴)(?=[，。；,;]|全系列|全部|等|$)"
)
#: "通用许可取得情况": getting as a matter to be looked into, of which nothing is told.
_AS_A_MATTER = re.compile(
    "(?:的|之)?(?:情况|情況|情形|进展|進展|进度|進度|与否|與否|时间表|時間表|条件|條件|流程|难度|難度|门槛|門檻|标准|標準|资格|資格|方法|途径|途徑|周期|週期|步骤|步驟|要求|要件|须知|須知|指南|攻略|事宜|名额|名額)"
)
#: "The general licence issued to X": the word of giving says only whose it is.
_ITS_PARTICIPLE = re.compile(r"[\"”’']? (?:(?:recently|newly|first|duly|just|already) )?$")
#: "Used to work under a general licence": it does so no longer.
USED_TO = re.compile(
    r"\bused to (?:\w+ly )?(?:hold|have|own|work|ship|sell|export|deliver|operate|enjoy|possess|supply|be)\b[^.;,]{0,60}$",
    re.IGNORECASE,
)
_HAD_TO = re.compile(r"(?:has|have|had) had to\b")


def of_the_licence(clause: Clause, text: str, verb: Hit) -> bool:
    """Whether a word of giving only describes a licence that another word of the clause tells of: "is named in a
    licence issued by", after a word of covering.
    """
    if "give" not in verb.tags or text[verb.start] > "\u2e7f":
        return False
    licence = next((hit for hit in reversed(clause.having(*LICENCE_TAGS)) if hit.end <= verb.start), None)
    return (
        licence is not None
        and bool(_ITS_PARTICIPLE.fullmatch(text, licence.end, verb.start))
        and any(hit.end <= licence.start for hit in clause.having("cover"))
    )


#: "续期申请", "更新を申請": what is asked for, and nothing that was received.
_TO_RENEW = re.compile(
    "(?:の|を|的)?(?:申[请請]|材料|手[续續]|文件|事宜|程序|[资資]料|[审審]查|[审審]核)|(?: of (?:its|the|their)(?: \\w+){1,3})? (?:papers|applications?|requests?|files?|documents|dossier|paperwork|forms?)\\b"
)


def to_renew(text: str, hit: Hit) -> bool:
    """Whether a word of renewal only says what somebody asks for: "续期申请", "its renewal papers"."""
    return _TO_RENEW.match(text, hit.end) is not None


#: "Has become the second maker to be cleared": what counts is the verb that follows.
BECAME = re.compile(r"(?:has |have )?(?:became|become)\b")


def deciding(gains: list[Hit]) -> Hit | None:
    """The verb that decides: getting or giving before being covered, the first of its rank."""
    for tags in ({"renew"}, {"get", "give"}, {"cover"}):
        for hit in gains:
            if hit.tags & tags:
                return hit
    return None


#: What says only from whom, when or of how many a licence was received.
_FROM_WHOM = re.compile(
    r"^\s+(?:of|with|for)\s(?!(?:\w+\s)?customers)|\b(?:from|by) (?:the |China['’]s |Beijing['’]s )?(?:[A-Z][\w’'-]*(?: of the| of| for)? ?){1,8}|\bon (?:\d{1,2}(?:st|nd|rd|th)? )?[A-Z]\w+(?: \d{1,2})?(?:,? \d{4})?"
    r"|\bin [A-Z]\w+(?: \d{4})?|\bone of (?:the|its|his)\b"
)
_BATCH = re.compile(
    r" (?:the |a |its |an )?(?:first|second|third|fourth|fifth|latest|newest|new|next|opening|initial|last|same) (?:batch|group|round|tranche|wave|list|set) of (?:such )?[\"“‘']?$"
)
#: "Joined the ranks of makers with a general licence".
_RANKS = re.compile(
    r"(?: the)?(?: [\w-]+){0,2}?(?: (?:ranks|circle|group|club|list|number))? of (?:[\w-]+ ){1,5}?(?:with|holding|having|that hold|who hold|which hold|in possession of) (?:an? |the |such an? )?(?:[\w-]+ ){0,2}?[\"“‘']?$"
)
#: What may stand between a verb and the licence it takes: articles and adjectives, no preposition and no second noun.
_OBJECT = re.compile(
    r"(?!.*\b(?:for|to|of|over|about|from|with|on|in|at|than|after|before|until|that|which|"
    r"and|concerning|regarding)\b)[^,.;:()]{0,60}$",
    re.IGNORECASE | re.DOTALL,
)
_OBJECT_HAN = re.compile(
    r"(?!.*(?:关于|關於|有关|有關|培训|通知|函|(?<![磁性土新])材料|步|是否|能否))[^，。；：]{0,32}$"
)
_OTHER_HEAD = re.compile(
    r"[\s-]+(?:training|dispute|courses?|seminars?|forms?|fees?|scheme|systems?|regime|"
    r"talks|status|application|bid|request|rules|event|exemptions?|waivers?|requirements?|procedures?)\b"
    r"|证?书?的?(?:现场|現場|核查|审查|審查|评审|評審|验收|驗收|初审|初審|预审|預審|考核)"
    r"|证?书?(?:培训|申请|资格|的可能|的消息|的说法|的机会|的条件|的企业|的资格|的信心|"
    r"信心|获批在即|在即|还差|尚|可能|的传闻|制度|政策)"
)
#: "Was awarded a contract by a company that holds a licence".
_SOMEBODY_ELSE = re.compile(r"\bby (?:an?|another|some|one)\b[^,.;]{0,30}\b(?:that|which|who|with)\b")
#: "Was given a hearing to argue for a licence".
_TO_TALK = re.compile(
    r"\bto (?:discuss|talk|explain|present|argue|plead|hear|consider|ask|press|lobby|negotiate|submit|prepare|seek|request|study|examine|review|decide)\b"
    r"|\b(?:hearing|appointment|meeting|form|forms|briefing|deadline|chance|promise|answer|advice|explanation|date|slot)\b",
    re.IGNORECASE,
)
_OFF = re.compile(r"(?:距离|离|所谓|未必|不一定|与已|跟已|对取得|对获得|对拿到|有望|力争)[^，。；]{0,12}$")


_OWN_OBJECT = re.compile(
    r" (?:the|its|all|every|both|an?|two|three) (?:[\w-]+ ){0,2}?(?!licen|permit|general|export|approval)[\w-]+ and\b",
    re.IGNORECASE,
)
_AND = re.compile(r"[^.;,]{0,60}\band (?:has |have |had |was |were |is |been |then |now |duly |finally |thus )*$")


def taking(clause: Clause, text: str, verb: Hit, gains: list[Hit]) -> Hit:
    """The verb that takes the licence where the deciding one has an object of its own: "cleared a hurdle and got one"."""
    if not _OWN_OBJECT.match(text, verb.end):
        return verb
    return next(
        (
            other
            for other in gains
            if not other.tags.isdisjoint(("get", "give"))
            and _AND.fullmatch(text, verb.end, other.start)
            and takes_licence(clause, text, other)
        ),
        verb,
    )


def heads_another(clause: Clause, text: str) -> bool:
    """Whether a licence only describes another noun: "firms with a general licence", "a licence application"."""
    return any(_OTHER_HEAD.match(text, hit.end) for hit in clause.having("general")) and not (
        APPLICATION_PASSED.search(text, clause.start, clause.end)
    )


def takes_licence(clause: Clause, text: str, verb: Hit) -> bool:
    """Whether a verb of getting has the licence itself as its object (or, before it, as its subject)."""
    licences = [
        hit for hit in clause.having("general", "individual", "streamlined", "licence", "theirs") if hit != verb
    ]
    if any(_OTHER_HEAD.match(text, hit.end) for hit in licences if "general" in hit.tags):
        return bool(APPLICATION_PASSED.search(text, clause.start, clause.end))
    if _OFF.search(text, clause.start, verb.start):
        return False
    if not verb.tags & {"get", "give"} and any(
        0 <= verb.start - hit.end <= 2 and text[hit.start - 1] in "将将把將" for hit in licences
    ):
        # "将通用许可列为头等大事": the licence itself is counted among something.
        return False
    general = [hit for hit in licences if "general" in hit.tags and hit.start > verb.end]
    if general and any(verb.end <= hit.start < general[0].start for hit in clause.having("cond", "expect")):
        return False
    if "get" not in verb.tags and licences and _SOMEBODY_ELSE.search(text, verb.end, max(verb.end, licences[0].start)):
        return False
    if "turned" in verb.tags:
        return True
    if "get" not in verb.tags and licences and _TO_TALK.search(text, verb.end, max(verb.end, licences[0].start)):
        return False
    if "get" not in verb.tags or "under" in verb.tags or not licences or ("theirs" in verb.tags and not general):
        return True
    if any(hit.end <= verb.start for hit in licences):
        return True
    if _RANKS.match(text, verb.end, licences[0].start) or _BATCH.match(text, verb.end, licences[0].start):
        return True
    between = _FROM_WHOM.sub(" ", text[verb.end : licences[0].start])
    if _UNDER.search(between):
        return True
    pattern = _OBJECT_HAN if EASTERN.search(between) else _OBJECT
    return bool(pattern.match(between)) or "scope" in clause.tags
