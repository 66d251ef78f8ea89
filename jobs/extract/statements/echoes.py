"""Statements that only repeat or turn round the one before: "So has Y", "Y too", "as did Y", "Y has not"."""

import re
from dataclasses import replace
from itertools import pairwise

from jobs.extract.certainty.hedging import Said
from jobs.extract.names.subjects import Entity
from jobs.extract.text.expressions import Lists
from jobs.extract.text.phrases import Phrase
from jobs.extract.text.sentences import TELLING, Clause
from storage.domain.claim import ENDS, GAINS, ClaimStatus

_BE = r"(?:has|have|had|did|does|do|is|are|was|were)"
_SAME_BEFORE = Phrase("echoes", "same_before")
_SAME_AFTER = Phrase("echoes", "same_after")
_NOT_BEFORE = Phrase("echoes", "not_before")
_NOT_AFTER = Phrase("echoes", "not_after")
_HAN_TOO = Phrase("echoes", "han_too", capitals=True)


#: "Y followed a week later", "Y got its own in May", "Y, since April": the same of another, whatever verb it has.
_LEANS = Lists("unnamed", ["leans"])
#: "Y is one of them": of those of whom something was told without their names.
_OF_THEM = Lists("unnamed", ["of_them"])


def leans(clause: Clause, text: str, who: list[Entity], last: Said, opened: Said | None) -> Said | None:
    """What a clause says of its companies that has a verb of its own but leans on a gain told before; else None.

    `opened` is the last statement that named nobody, as in "a dozen makers hold one".
    """
    if (
        not who
        or not clause.tags.isdisjoint(_OPEN)
        or any(not _LINK.fullmatch(text, one.end, other.start) for one, other in pairwise(who))
    ):
        return None
    for told, words in ((last, _LEANS), (opened, _OF_THEM)):
        if told is not None and told.status in GAINS and not told.doubts and words.match(text, who[-1].end, clause.end):
            return replace(told, at=who[-1].end, verb=None)
    return None


#: Tags of words that leave a clause open or turn it round.
_OPEN = frozenset(("neg", "cond", "rumour", "expect", "apply", "deny", "unconfirmed", "refuse", "lacks", "exclude"))


_LINK = Phrase("echoes", "link", capitals=True)


def of(clause: Clause, text: str, who: list[Entity], last: Said) -> Said | None:
    """What a clause without a telling word says of its company by leaning on the `last` statement; None where nothing."""
    if not who or clause.tags & (TELLING | {"cond", "rumour"}) or last.status is None:
        return None
    if any(not _LINK.fullmatch(text, one.end, other.start) for one, other in pairwise(who)):
        return None
    name = who[-1]
    before, after = text[max(clause.start, who[0].start - 60) : who[0].start], text[name.end : clause.end]
    if _NOT_BEFORE.fullmatch(before) or _NOT_AFTER.match(after):
        if last.status in GAINS:
            return Said(status=ClaimStatus.DENIED, at=name.end)
        return Said(status=ClaimStatus.DENIED, at=name.end) if last.status is ClaimStatus.DENIED else None
    if _SAME_BEFORE.fullmatch(before) or _SAME_AFTER.match(after) or _HAN_TOO.match(after):
        if last.status is ClaimStatus.DENIED and re.match(rf" {_BE}\b", after):
            return Said(status=ClaimStatus.GRANTED, at=name.end, hedged=last.hedged)
        return replace(last, at=name.end, verb=None)
    return None


_AND = Phrase("echoes", "and", capitals=True)
_AMONG_THEM = Phrase("echoes", "among_them", capitals=True)
_DONE = Phrase("echoes", "done", capitals=True)
_NEW_ONE = Phrase("echoes", "new_one", capitals=True)
_NOT_TOLD = frozenset((ClaimStatus.APPLIED, ClaimStatus.EXPECTED))
_ASKS = Phrase("echoes", "asks", capitals=True)


def carried(clause: Clause, text: str, said: Said, running: ClaimStatus | None) -> Said:
    """A gain that only goes on with a hope or an application is none: "will apply and name Y", "..., among them X".

    `running` is what the clause before it in the sentence came to.
    """
    if running in ENDS and said.status is ClaimStatus.GRANTED and _NEW_ONE.search(text, clause.start, clause.end):
        # "The old one ran out on Friday, the new one was collected on Saturday."
        return replace(said, status=ClaimStatus.RENEWED)
    if running not in _NOT_TOLD or said.status not in GAINS or said.again:
        return said
    if _AMONG_THEM.match(text, clause.start, clause.end):
        named_only = said.verb is None or not said.verb.tags & {"get", "give", "renew"}
        return replace(said, status=running) if named_only else said
    if not _AND.match(text, clause.start, clause.end) or _DONE.search(text, clause.start, clause.end):
        return said
    covers = said.verb is not None and not said.verb.tags & {"get", "give", "renew"}
    if running is ClaimStatus.EXPECTED or covers:
        return replace(said, status=running)
    return said


def before_question(clause: Clause, text: str) -> bool:
    """Whether a clause of a Chinese question tells something before another one asks."""
    return (
        text[clause.end - 1] > "\u2e7f"
        and text[clause.end : clause.end + 1] in ("，", ",")
        and not _ASKS.search(text, clause.start, clause.end)
    )
