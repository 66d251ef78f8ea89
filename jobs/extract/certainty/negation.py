"""Whether a word of getting, ending or renewing is negated: how far "not" reaches."""

import re

from jobs.extract.text.cues import EASTERN, LICENCE_TAGS, Hit
from jobs.extract.text.phrases import Phrase
from jobs.extract.text.sentences import Clause

#: How far before a verb a negation still holds: about eight English words, or eight Chinese characters.
_REACH, _REACH_HAN = 64, 9
_NONE = Phrase("negation", "none")
_NO_LICENCE = Phrase("negation", "no_licence")
_FOR_EACH = Phrase("negation", "for_each")
_AFTER = Phrase("negation", "after", capitals=True)
_STOP = re.compile("[，。；,;]")
#: Cues that a negation reaches across.
_THROUGH = frozenset(
    ("neg", "get", "hedge", "says", "firm", "general", "licence", "individual", "past", "group", "smco_maker")
)
_VERBS = frozenset(("get", "give", "cover", "renew"))


_IN_NONE = Phrase("negation", "in_none")


def negated(clause: Clause, text: str, verb: Hit) -> bool:
    """Whether a negation before the verb (after it in Japanese and Korean), or of the licence itself, reaches it."""
    if _IN_NONE.match(text, verb.end, clause.end):
        return True
    for hit in clause.having(*LICENCE_TAGS):
        if "individual" in hit.tags and "general" in clause.tags:
            # "Has a general licence and delivers without filing order by order."
            continue
        if "general" in clause.tags and "general" not in hit.tags and _FOR_EACH.search(text, hit.start - 12, hit.start):
            # "A general licence lets it deliver without a permit for each order."
            continue
        none = _NO_LICENCE.search(text, max(clause.start, hit.start - 24), hit.start)
        if none is not None and not (
            "individual" in hit.tags and none[0].lower().startswith(("without", "ohne", "sans"))
        ):
            # "Approved to ship for a year without single permits" is no denial.
            return True
    if any(hit.end <= verb.start and _reaches(clause, text, hit, verb) for hit in clause.having("neg")):
        return True
    tail = text[verb.end : verb.end + 24]
    return bool(re.match(r"[\u3040-\u30ff\uac00-\ud7a3 ]", tail)) and bool(_AFTER.match(tail))


def _reaches(clause: Clause, text: str, hit: Hit, verb: Hit) -> bool:
    if _NONE.match(text, clause.start, hit.end + 1) and text[hit.end : hit.end + 6] != " doubt":
        return True
    gap = text[hit.end : verb.start]
    if EASTERN.search(gap or text[hit.start]):
        if len(gap) > _REACH_HAN or ("revoke" in verb.tags and _STOP.search(gap)):
            return False
    elif len(gap) > _REACH or ": " in gap or "; " in gap:
        # "X no longer waits: it was added to the licence."
        return False
    return not any(
        hit.end <= other.start < verb.start and not other.tags & _THROUGH
        for other in clause.hits
        if other.tags & _VERBS
    )
