"""Whether a licence that is only mentioned as somebody's exists, or what stands around the mention takes it back."""

import re
from dataclasses import dataclass

from jobs.extract.licence.gainwords import only_supposed
from jobs.extract.reasons import Reason
from jobs.extract.statements.constructions import Turn
from jobs.extract.text.cues import Hit
from jobs.extract.text.phrases import Phrase
from jobs.extract.text.sentences import Clause

#: Tags of words that leave it open whether there is a licence.
_OPEN = frozenset(("apply", "expect", "cond", "unconfirmed", "rumour", "refuse", "lacks", "deny"))
_DOUBTED, _AGAINST = _OPEN | {"neg"}, _OPEN | {"neg", "exclude"}
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
    if _none_there(clause, text, turn):
        return None, None
    hoped = not turn.buyers and any(hit.tags & _HOPED and turn.start <= hit.start < turn.licence for hit in clause.hits)
    # "Expects to ship 300 tonnes under its licence": what is expected is not the licence.
    taken = hoped and _UNDER_ITS.search(text, turn.start, turn.licence) is not None
    aside = _ASIDE.search(turn.between) is not None
    soon = served(clause, text, turn)
    told = _ASIDE.sub(" ", turn.between)
    told = _SERVED.sub(" under ", told) if soon else told
    if turn.buyers:
        off = _not_named(clause, turn, told, soon, aside=aside)
    else:
        off = (hoped and not taken) or _not_held(clause, text, turn, told)
    off = off or _off_behind(clause, text, turn)
    around = _around(clause, text, turn)
    before = any(hit.end <= turn.start for hit in around)
    if _PREDICATE.match(text, turn.licence, clause.end) or (before and not turn.buyers):
        return None, None
    excluded = bool(clause.having("exclude")) and not aside
    hedged = any(hit.start < turn.end for hit in clause.having("hedge"))
    doubts = (Reason.AROUND,) if (around or taken) and (turn.buyers or not excluded) else ()
    gained = Gained(hedged=hedged, doubts=doubts)
    holder = gained if turn.buyers or not off else None
    off = off or (bool(turn.buyers) and _over(clause, text, turn, told))
    return holder, None if off or before or excluded else gained


def _none_there(clause: Clause, text: str, turn: Turn) -> bool:
    """Whether a clause says that there is no licence, no longer or not yet, or only talks of one."""
    if not turn.buyers and any(turn.start <= hit.start < turn.end for hit in clause.having("lacks", "refuse")):
        # "尚无通用许可": the word for the licence says itself that there is none.
        return True
    ended = any(
        not _OLD_ONE.search(text, max(clause.start, hit.start - 40), hit.start) for hit in clause.having(*_ENDED)
    )
    if clause.having("rumour") or ended or only_supposed(text, turn.start, clause.end):
        return True
    return _FUTURE.search(text, max(turn.start, turn.licence - _JUST_BEFORE), turn.licence) is not None


def _not_named(clause: Clause, turn: Turn, told: str, soon: re.Match[str] | None, *, aside: bool) -> bool:
    """Whether what stands between those named and the licence takes their being named back, or makes holders of them."""
    if _NOT_ON_IT.search(told) or _AMONG_HOLDERS.search(told):
        return True
    return not aside and any(
        hit.tags & _OPEN
        and turn.start <= hit.start < turn.licence
        and not (soon and soon.start() <= hit.start < soon.end())
        for hit in clause.hits
    )


def _not_held(clause: Clause, text: str, turn: Turn, told: str) -> bool:
    """Whether a turn that names nobody as a user says, up to its end, that the licence is not held."""
    if _NOT_YET.search(told):
        return True
    return text[turn.start] < "\u2e80" and any(
        hit.tags & _AGAINST and turn.licence < hit.start < turn.end for hit in clause.hits
    )


def _off_behind(clause: Clause, text: str, turn: Turn) -> bool:
    """Whether Japanese or Korean hopes or denies behind the verb."""
    return _VERB_LAST.search(text, turn.licence, turn.end) is not None and any(
        hit.tags & _AGAINST
        and turn.licence < hit.start < turn.end + _REACH_HAN
        and not _APART.search(text, turn.end, max(turn.end, hit.start))
        for hit in clause.hits
    )


def _around(clause: Clause, text: str, turn: Turn) -> list[Hit]:
    """What stands around a turn and leaves it open whether it is so."""
    return [
        hit
        for hit in clause.hits
        if hit.tags & _DOUBTED
        and not turn.start <= hit.start < turn.end
        and turn.start - hit.end < _REACH_BEFORE
        and hit.start - turn.end < (_REACH if text[turn.end - 1] < "\u2e80" else _REACH_HAN)
        and not (hit.end <= turn.start and _APART.search(text, hit.end, turn.start))
        and not (hit.end <= turn.start and not turn.buyers and _OUTER.match(text, hit.end, turn.start))
        and not ("neg" in hit.tags and hit.start >= turn.end and _OF_ANOTHER.fullmatch(text, turn.end, hit.start))
    ]


def _over(clause: Clause, text: str, turn: Turn, told: str) -> bool:
    """Whether those named were so only until something, or nobody says whether they are."""
    if _WAS.search(told) and _UNTIL_THEN.match(text, turn.end):
        return True
    return any(hit.start < turn.licence for hit in clause.having("silent"))
