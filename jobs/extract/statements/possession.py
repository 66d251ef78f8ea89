"""Whose a licence is called: "X's general licence", "the licence held by X", "the company's general licence"."""

import re

from jobs.extract.names.subjects import Entity
from jobs.extract.statements.page import Page
from jobs.extract.text.sentences import Clause

_HOLDER_AFTER = re.compile(
    r"^(?:['’]s?|的)?\s*(?:(?!future|planned|next (?!-)|forthcoming|upcoming|pending|prospective|promised|hoped|said|says|told|has|is|was|office|press|confirmed|denied|for|to|of|on|about|over|without|against)\w+[ -]){0,4}?[\"“‘']?$|^的(?!.*(?:董事|经理|經理|负责人|負責人|发言|發言|老板|老闆|厂长|廠長|总裁|總裁|高管|形容|谈|談|说|說|客户|客戶|供应|供應|申请|申請|竞争|競爭|传|傳|名字|名称|名稱|出现|出現|没有|沒有|未能|未在|不在|并未|並未|进入|進入|身影|命运|命運|股价|股價|订单|訂單))[^,.;，。；]{0,12}$",
    re.IGNORECASE,
)
_NO_HOLDER = re.compile(
    r"(?:[\s-]+(?:export\s+)?(?:bid|file|application|request|filing|paperwork|dossier|plans?|hopes?|eligibility|candidacy|quest|queue|push|attempt)\b|证?(?:的)?(?:申请|申請|资格|資格|审批|審批|办理|辦理|传闻|傳聞|(?:取得|获取|獲取|获批|獲批|办理|辦理)?(?:情况|情況|进展|進展|进度|進度|与否|與否)|问题|問題|事宜|前景|悬念|懸念|争夺|爭奪|何时|何時|何去|能否|可否|是否|会不会|會不會|有没有|有沒有|将|將|或[将將可]|有望|可望|待|呼之欲出|一事|受理|补正|補正|材料|咨询|諮詢|培训|培訓|核查|评审|評審|公示|名额|名額|期待|倒计时|倒計時|生变|生變|受阻|遇阻|难产|難產|疑云|疑雲|之谜|之謎|风波|風波|迷局|之路|路漫漫|梦|夢|卡))",
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
#: One of these ends the words between a licence and its holder.
_LEADS_TO_HOLDER = ("by", "of", "to", "that", "the")
#: "X says of its own licence" in Korean and Japanese.
_OWN_EASTERN = re.compile(
    "(?:측?[은는이가]|[はが])[、,]? ?(?:자사의?|자체|보유한|보유 중인|自社の|自社が持つ|保有する)[^.。]{0,24}$"
)
_OWN_LICENCE = re.compile(r"的?(?:现有|该项|首张)?$")


def of(page: Page, entity: Entity, clause: Clause) -> bool:
    """Whether the licence is called this company's: "X's general licence", "the licence held by X"."""
    for hit in clause.having("general", "licence", "streamlined"):
        if hit.start > entity.end and _OWN_EASTERN.match(page.text, entity.end, hit.start):
            return True
        own = page.text[entity.start : entity.end].lower() == "our"
        if hit.start >= entity.end and (
            own or re.match(r"(?:['’]s?\s|的|\s?通)", page.text[entity.end : entity.end + 2] + " ")
        ):
            between = page.text[entity.end : hit.start]
            if _HOLDER_AFTER.match(between) and not _NO_HOLDER.match(page.text, hit.end):
                return True
    before = page.text[max(0, entity.start - 40) : entity.start]
    if not before.rstrip().lower().endswith(_LEADS_TO_HOLDER):
        return False
    return bool(_OF_BEFORE.search(before)) and not _WANTS.match(page.text, entity.end)


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


def its(page: Page, clause: Clause) -> bool:
    """Whether "we" or "the company" stands before a licence as its holder."""
    return any(
        _HOLDER_AFTER.match(page.text[hit.end : licence.start])
        for hit in clause.having("firm", "we")
        for licence in clause.having("general", "streamlined")
        if hit.end <= licence.start
    )
