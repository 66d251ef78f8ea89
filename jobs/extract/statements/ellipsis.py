"""What Chinese leaves out: the object of a verb ("上个月已经拿到"), or that the gain was told before ("本次取得")."""

import re

from jobs.extract.certainty.hedging import Said
from jobs.extract.statements.page import Page
from jobs.extract.text.sentences import Clause

#: What may stand before such a verb from the last comma on: who, when, already.
_BEFORE = re.compile(
    "(?:[^，。；：、“”「」]{0,8}?(?:公司|企业|企業|我们|我們|我司|我方|我厂|我廠|集团|集團|双方|雙方|两家|兩家|三家|四家|他们|他們))?"
    r"(?:[上本这這]个?個?(?:周|週|月|星期|礼拜|禮拜)[一二三四五六日天]?|[上下]?半?年|去年|今年|\d{1,2}(?:月|日|号|號)|年[初底前]|月[初底]|昨[天日]|前[天日]|今[天日]|刚刚?|剛剛?|"
    "近日|日前|已经?|已經|也|都|均|终于|終於|总算|總算|率先|顺利|順利|成功|早就|早已|确实|確實|如愿|如願|先后|先後|于|在|底|初|中旬|上旬|下旬)*"
)
_AFTER = re.compile(r"(?:了|的|手|啦|了的)?[，。；！!、”」’\s]|(?:了|的|手|啦)?$")


#: "本次取得通用许可": the gain told before, as a noun.
_THIS_TIME = re.compile("(?:公司)?(?:本次|此次|这次|這次|上述|前述)$")


def refers_back(page: Page, clause: Clause, said: Said) -> bool:
    """Whether a clause only speaks of a gain told before: "本次取得通用许可不会对公司……"."""
    verb = said.verb
    return verb is not None and _THIS_TIME.fullmatch(page.text, clause.start, verb.start) is not None


def bare(page: Page, clause: Clause, said: Said) -> bool:
    """Whether the deciding verb of a clause stands without an object and behind nothing but who and when."""
    verb = said.verb
    if verb is None or "get" not in verb.tags or page.text[verb.start] < "\u2e80":
        return False
    if clause.tags & {"goods", "neg", "expect", "cond", "apply"}:
        return False
    start = max(page.text.rfind(mark, clause.start, verb.start) for mark in "，,：:；“「") + 1
    start = max(start, clause.start)
    named = page.entities_in(start, verb.start)
    start = named[-1].end if named else start
    return _BEFORE.fullmatch(page.text, start, verb.start) is not None and _AFTER.match(page.text, verb.end) is not None
