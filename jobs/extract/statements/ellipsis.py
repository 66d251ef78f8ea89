"""What Chinese leaves out: the object of a verb ("上个月已经拿到"), or that the gain was told before ("本次取得")."""

from jobs.extract.certainty.hedging import Said
from jobs.extract.statements.page import Page
from jobs.extract.text.phrases import Phrase
from jobs.extract.text.sentences import Clause

_BEFORE = Phrase("ellipsis", "before", capitals=True)
_AFTER = Phrase("ellipsis", "after", capitals=True)


_THIS_TIME = Phrase("ellipsis", "this_time", capitals=True)


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
