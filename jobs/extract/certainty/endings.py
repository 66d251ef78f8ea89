"""Whether a word of ending tells of the end of a licence: not of a rule's or a plan's, and not of one to come."""

import re

from jobs.extract.certainty.negation import negated
from jobs.extract.licence.gainwords import EXTENDED, GAIN_TAGS, to_renew
from jobs.extract.text.cues import LICENCE_TAGS, Hit
from jobs.extract.text.sentences import Clause

_RULES = re.compile(
    r"\b(?:ban|bans|restrictions?|controls?|curbs|measures?|rules|tariffs?|duties|truce|production|"
    r"deliver\w*|plants?|trading|shares)\b"
    r"|禁令|措施|管制|出口禁|停产|关税"
)
_MAY = re.compile(
    r"\b(?:may|can|could|might|liable to|subject to|if|due to|days before|weeks before|before the)\b|可能|可予|随时|(?<!许)可以|(?<!许)可被|如",
    re.IGNORECASE,
)
#: "Allowed its licence to expire": done; "is to expire", "due to expire" is not.
_LET_IT = re.compile(r"\b(?:let|lets|letting|allow(?:s|ed|ing)?) (?!not)", re.IGNORECASE)


def still_to_come(clause: Clause, text: str, hit: Hit) -> bool:
    """Whether an end is only possible, expected or due: "may be revoked", "is to expire"."""
    before = text[max(clause.start, hit.start - 40) : hit.start]
    expected = clause.having("expect")
    if _MAY.search(before) or (expected and hit.start > expected[0].start):
        return True
    return text[hit.start : hit.start + 3].lower() == "to " and not _LET_IT.search(before)


def runs_on(clause: Clause, text: str, hit: Hit) -> bool:
    """Whether a word of expiring leaves a licence in force: it tells a time, ends something else, or it is prolonged."""
    if not clause.having(*LICENCE_TAGS, "it") and _SPAN.match(text, hit.start):
        return True
    if _ENDS_SOMETHING.match(text, hit.start) or _STILL_RUNS.match(text, hit.start):
        return True
    return _prolonged(clause, text)


def takes_licence(clause: Clause, text: str, hit: Hit) -> bool:
    """Whether a word of taking back is said of a licence, and not of an order or a plan."""
    return _of_licence(clause, text, hit) and not cancels_something_else(text, hit)


def of_something_else(clause: Clause, text: str, hit: Hit) -> bool:
    """Whether it is a rule, a plant or a delivery that ended: one stands closer to the word than any licence does."""
    low, high = max(clause.start, hit.start - 60), min(clause.end, hit.end + 40)
    far = [_apart(hit, match.start(), match.end()) for match in _RULES.finditer(text, low, high)]
    if not far or _licence_is(clause, text, hit):
        return False
    licences = [
        _apart(hit, other.start, other.end)
        for other in clause.having(*LICENCE_TAGS)
        if not _RULES.match(text, other.end + 1)
    ]
    return not licences or min(far) <= min(licences)


def _apart(hit: Hit, start: int, end: int) -> int:
    """How many characters stand between a cue and a passage."""
    return max(hit.start - end, start - hit.end, 0)


def _prolonged(clause: Clause, text: str) -> bool:
    """Whether a clause about the end of a licence tells that it was prolonged, or asks to have it prolonged."""
    if EXTENDED.search(text, clause.start, clause.end):
        return True
    return any(not negated(clause, text, hit) and not to_renew(text, hit) for hit in clause.having("renew"))


#: "Until last year it sold to toy makers": a time, and no end of a licence.
_SPAN = re.compile(r"until\b", re.IGNORECASE)
#: "Ended weeks of waiting", "ended with the news": something else came to an end.
_ENDS_SOMETHING = re.compile(
    r"ended\s+(?:with|up|weeks?|months?|days?|years?|the|an?|its|their|his|her|all|speculation|talk)\b", re.IGNORECASE
)
#: "Expires at midnight on Friday", "runs out in May": until then it holds.
_STILL_RUNS = re.compile(
    r"(?:expires|lapses|runs out|ends) (?:only )?(?:(?:at (?:midnight|noon|the end)[\w ]{0,24}?)?(?:on|in|at the end of|next|this|by|within) (?!force)\w+|tomorrow|tonight)",
    re.IGNORECASE,
)
#: "取消了停线计划": a plan, an order or a limit is cancelled, and no licence.
_CANCELS_SOMETHING = re.compile(
    r"了?(?!.{0,8}(?:许可|許可|证|證|批文))[^，。；,;]{0,8}?(?:计划|計畫|計劃|停线|停線|停产|停產|减产|減產|订单|訂單|限制|休假|裁员|裁員|班次|合同|会议|會議|安排|方案|航班|行程)"
)
#: "Handed in its renewal papers": only a licence that is handed in is given up.
_HANDS_IN = re.compile(r"(?:hand|turn|gave|give|return)\w* (?:in|up|its|back)\b", re.IGNORECASE)
_A_LICENCE = re.compile(
    r"(?: its| the| their)? (?:(?:general|export|individual|own|year-long|old|magnet|streamlined|rare-earth) ){0,3}(?:licen[cs]es?|permits?|papers?\b(?! for)|certificate|document)\b",
    re.IGNORECASE,
)


def cancels_something_else(text: str, hit: Hit) -> bool:
    """Whether a word of cancelling takes a plan, an order or a limit as its object, and no licence."""
    if _HANDS_IN.match(text, hit.start):
        return _A_LICENCE.match(text, hit.end) is None
    return _CANCELS_SOMETHING.match(text, hit.end) is not None


def _of_licence(clause: Clause, text: str, hit: Hit) -> bool:
    """Whether what is cancelled or withdrawn is the licence and not, say, an order."""
    near = 16 if hit.end - hit.start <= 3 else 60
    licence = clause.having(*LICENCE_TAGS, "firm", "it")
    gains = clause.having(*GAIN_TAGS)
    if not gains or any(abs(other.start - hit.start) <= near for other in licence):
        return True
    return _licence_is(clause, text, hit)


def _licence_is(clause: Clause, text: str, hit: Hit) -> bool:
    """Whether a licence is the subject of a word of ending, however much stands between: whose it is, since when."""
    return any(_WHOSE_IS.fullmatch(text, other.end, hit.start) for other in clause.having(*LICENCE_TAGS))


#: "The licence held by X since March has been": whose it is, and what became of it.
_WHOSE_IS = re.compile(
    r"(?: (?:for|to export|covering) [\w -]{2,40}?)?,? (?:(?:that|which) (?:[\w.&’'-]+ ){1,6}?)?(?:held|issued|granted|given|awarded|obtained|received|won|owned|secured|got|of|in the name of|belonging|acquired)\b[^;]{1,110}?"
    r"\b(?:has|have|had|was|were|is|are|be|been|got)(?: now| since| been| being| also| then| thereupon| later| today| just)*(?: \w+ly)? ",
    re.IGNORECASE,
)
