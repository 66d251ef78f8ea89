"""Whether a licence that is only mentioned as somebody's exists, or what stands around the mention takes it back."""

import re
from dataclasses import dataclass

from jobs.extract.constructions import Turn
from jobs.extract.reasons import Reason
from jobs.extract.sentences import Clause

#: Tags of words that leave it open whether there is a licence.
_OPEN = frozenset(("apply", "expect", "cond", "unconfirmed", "rumour", "refuse", "lacks", "deny"))
_ENDED = frozenset(("revoke", "suspend", "expire"))
_NOT_ON_IT = re.compile(
    r"\b(?:not|never|nor|no longer|n't|struck|removed|deleted|dropped|left|excluded|missing|hopes?|hoping|"
    r"asked|wants?|expects?|to be|will|would|may|might|could|should|if|unless|until|whether|"
    r"seeks?|seeking|appl\w+|request\w*|awaits?|waiting|wait)\b|n't\b",
    re.IGNORECASE,
)
#: How far after a turn a word still bears on it, in characters.
_REACH = 45
_APART = re.compile(r"[,:;] ")
_PREDICATE = re.compile(
    r"[^.;,]{0,24}?\b(?:application|bid|file|request|is expected|was expected|is pending|has not|have not|had not|"
    r"is not|was not|never|denied|refused|rejected|would|will be (?:issued|granted)|may be|might|"
    r"could be|plans?|hopes?|eligib\w+)\b",
    re.IGNORECASE,
)


#: What is told by the way of somebody does not bear on the licence.
_ASIDE = re.compile(r", (?:which|who|whose|where)\b[^,;]{1,80},")


@dataclass(frozen=True, slots=True)
class Gained:
    """That a mention shows a licence; `doubts` are reasons to ask a person, in words."""

    hedged: bool = False
    doubts: tuple[Reason, ...] = ()


def polarity(clause: Clause, text: str, turn: Turn) -> tuple[Gained | None, Gained | None]:
    """What a turn shows of the holder and of those named: a licence (perhaps in doubt) or nothing."""
    hedged = any(hit.start < turn.end for hit in clause.having("hedge"))
    if clause.having("rumour") or clause.tags & _ENDED:
        return None, None
    aside = _ASIDE.search(turn.between)
    told = _ASIDE.sub(" ", turn.between)
    off = bool(turn.buyers) and (
        bool(_NOT_ON_IT.search(told))
        or (not aside and any(hit.tags & _OPEN and turn.start <= hit.start < turn.licence for hit in clause.hits))
    )
    excluded = bool(clause.having("exclude")) and not aside
    around = [
        hit
        for hit in clause.hits
        if hit.tags & (_OPEN | {"neg"})
        and not turn.start <= hit.start < turn.end
        and -70 < hit.start - turn.end < _REACH
        and not (hit.end <= turn.start and _APART.search(text, hit.end, turn.start))
    ]
    before = [hit for hit in around if hit.end <= turn.start and turn.start - hit.end < 70]
    if _PREDICATE.match(text, turn.licence, clause.end) or (before and not turn.buyers):
        return None, None
    doubts = (Reason.AROUND,) if around else ()
    if not turn.buyers and excluded:
        doubts = ()
    holder = Gained(hedged=hedged, doubts=doubts)
    if off or before or excluded:
        return holder, None
    return holder, Gained(hedged=hedged, doubts=doubts)
