"""Whether a licence that is only mentioned as somebody's exists, or what stands around the mention takes it back."""

import re
from dataclasses import dataclass

from jobs.extract.licence.gainwords import only_supposed
from jobs.extract.reasons import Reason
from jobs.extract.statements.constructions import Turn
from jobs.extract.text.phrases import Phrase
from jobs.extract.text.sentences import Clause

#: Tags of words that leave it open whether there is a licence.
_OPEN = frozenset(("apply", "expect", "cond", "unconfirmed", "rumour", "refuse", "lacks", "deny"))
_HOPED = frozenset(("expect", "cond"))
_ENDED = frozenset(("revoke", "suspend", "expire"))
_OLD_ONE = Phrase("presuppositions", "old_one")
_NOT_ON_IT = Phrase("presuppositions", "not_on_it")
_AMONG_HOLDERS = Phrase("presuppositions", "among_holders", capitals=True)
_WAS = Phrase("presuppositions", "was", capitals=True)
_UNTIL_THEN = Phrase("presuppositions", "until_then", capitals=True)
#: How far before a licence a word says that it is still to come, in characters.
_JUST_BEFORE = 20
#: How far before a turn a word still bears on it, in characters.
_REACH_BEFORE = 70
#: How far after a turn a word still bears on it, in characters.
_REACH, _REACH_HAN = 45, 15
_APART = re.compile(r"[,:;] |[，：；、]|(?<=[\u3040-\u9fff])[,:;]")
_VERB_LAST = Phrase("presuppositions", "verb_last", capitals=True)
_OF_ANOTHER = Phrase("presuppositions", "of_another", capitals=True)
_OUTER = Phrase("presuppositions", "outer", capitals=True)
_PREDICATE = Phrase("presuppositions", "predicate")


_NOT_YET = Phrase("presuppositions", "not_yet", capitals=True)
_UNDER_ITS = Phrase("presuppositions", "under_its", capitals=True)
#: What is told by the way of somebody does not bear on the licence.
_ASIDE = re.compile(r", (?:which|who|whose|where)\b[^,;]{1,80},")


@dataclass(frozen=True, slots=True)
class Gained:
    """That a mention shows a licence; `doubts` are reasons to ask a person, in words."""

    hedged: bool = False
    doubts: tuple[Reason, ...] = ()


#: "Will receive magnets under X's licence": goods are to come, the licence is there.
_SERVED = re.compile(
    r"\b(?:will|can|may|shall|is to|are to|is set to|are set to) (?:(?:now|soon|also|then|again|once more|continue to|keep|be able to) )*"
    r"(?:be (?:supplied|served|delivered|shipped)|come|receiv(?:e|ing)|get(?:ting)?|take (?:delivery|magnets|its)|buy(?:ing)?|import(?:ing)?|sourc(?:e|ing)|draw|obtain|"
    r"ship|deliver|supply|sell|send|export|serve)\b(?: (?!if|once|when|unless|provided|as soon|after)[^\s.;]+){0,9}? (?:under|on) (?!an? |one |such |any )"
)


_STILL_TO_COME = Phrase("presuppositions", "still_to_come", capitals=True)
_FUTURE = Phrase("presuppositions", "future", capitals=True)


def served(clause: Clause, text: str, turn: Turn) -> re.Match[str] | None:
    """What tells, in a turn with a holder and a user, of goods that are to come under the holder's licence."""
    if not turn.holders or not turn.buyers or clause.having("cond", "apply", "unconfirmed", "hedge"):
        return None
    if _STILL_TO_COME.search(text, turn.licence, clause.end) or _FUTURE.search(text, turn.start, turn.licence):
        return None
    return _SERVED.search(text, turn.start, turn.licence)


def polarity(clause: Clause, text: str, turn: Turn) -> tuple[Gained | None, Gained | None]:
    """What a turn shows of the holder and of those named: a licence (perhaps in doubt) or nothing."""
    hedged = any(hit.start < turn.end for hit in clause.having("hedge"))
    if not turn.buyers and any(turn.start <= hit.start < turn.end for hit in clause.having("lacks", "refuse")):
        # "尚无通用许可": the word for the licence says itself that there is none.
        return None, None
    ended = any(
        not _OLD_ONE.search(text, max(clause.start, hit.start - 40), hit.start) for hit in clause.having(*_ENDED)
    )
    if clause.having("rumour") or ended or only_supposed(text, turn.start, clause.end):
        return None, None
    if _FUTURE.search(text, max(turn.start, turn.licence - _JUST_BEFORE), turn.licence):
        return None, None
    aside = _ASIDE.search(turn.between)
    told = _ASIDE.sub(" ", turn.between)
    soon = served(clause, text, turn)
    told = _SERVED.sub(" under ", told) if soon else told
    off = bool(turn.buyers) and (
        bool(_NOT_ON_IT.search(told))
        or (
            not aside
            and any(
                hit.tags & _OPEN
                and turn.start <= hit.start < turn.licence
                and not (soon and soon.start() <= hit.start < soon.end())
                for hit in clause.hits
            )
        )
    )
    off = off or (not turn.buyers and bool(_NOT_YET.search(told)))
    hoped = not turn.buyers and any(hit.tags & _HOPED and turn.start <= hit.start < turn.licence for hit in clause.hits)
    # "Expects to ship 300 tonnes under its licence": what is expected is not the licence.
    taken = hoped and _UNDER_ITS.search(text, turn.start, turn.licence) is not None
    off = off or (hoped and not taken)
    off = off or (
        not turn.buyers
        and text[turn.start] < "\u2e80"
        and any(hit.tags & (_OPEN | {"neg", "exclude"}) and turn.licence < hit.start < turn.end for hit in clause.hits)
    )
    off = off or (bool(turn.buyers) and bool(_AMONG_HOLDERS.search(told)))
    if _VERB_LAST.search(text, turn.licence, turn.end):
        # Japanese and Korean hope and deny behind the verb.
        off = off or any(
            hit.tags & (_OPEN | {"neg", "exclude"})
            and turn.licence < hit.start < turn.end + _REACH_HAN
            and not _APART.search(text, turn.end, max(turn.end, hit.start))
            for hit in clause.hits
        )
    excluded = bool(clause.having("exclude")) and not aside
    around = [
        hit
        for hit in clause.hits
        if hit.tags & (_OPEN | {"neg"})
        and not turn.start <= hit.start < turn.end
        and turn.start - hit.end < _REACH_BEFORE
        and hit.start - turn.end < (_REACH if text[turn.end - 1] < "\u2e80" else _REACH_HAN)
        and not (hit.end <= turn.start and _APART.search(text, hit.end, turn.start))
        and not (hit.end <= turn.start and not turn.buyers and _OUTER.match(text, hit.end, turn.start))
        and not ("neg" in hit.tags and hit.start >= turn.end and _OF_ANOTHER.fullmatch(text, turn.end, hit.start))
    ]
    before = [hit for hit in around if hit.end <= turn.start]
    if _PREDICATE.match(text, turn.licence, clause.end) or (before and not turn.buyers):
        return None, None
    doubts = (Reason.AROUND,) if around or taken else ()
    if not turn.buyers and excluded:
        doubts = ()
    holder = Gained(hedged=hedged, doubts=doubts) if turn.buyers or not off else None
    off = off or (bool(turn.buyers) and bool(_WAS.search(told)) and bool(_UNTIL_THEN.match(text, turn.end)))
    silent = bool(turn.buyers) and any(hit.start < turn.licence for hit in clause.having("silent"))
    if off or before or excluded or silent:
        return holder, None
    return holder, Gained(hedged=hedged, doubts=doubts)
