"""How sure: what a clause says happened, and what takes it back. Cues work in one direction and inside their clause.

The value is certainty and polarity relative to the speaker (FactBank, direct.mit.edu/coli 10.1162/COLI_a_00097): a fact
is granted, covered or renewed; a possibility is expected; its contrary denied or excluded; everything uncommitted
(applied, eligible, asked, doubted) moves nothing. Where a reader would hesitate there is a doubt in words.
"""

import re
from dataclasses import dataclass

from jobs.extract.certainty import endings, modality
from jobs.extract.certainty.negation import negated
from jobs.extract.licence.gainwords import (
    APPLICATION_PASSED,
    BECAME,
    GAIN_TAGS,
    USED_TO,
    deciding,
    gains_of,
    of_the_licence,
    taking,
    to_renew,
)
from jobs.extract.reasons import Reason
from jobs.extract.text.cues import EASTERN, LICENCE_TAGS, Hit
from jobs.extract.text.phrases import Phrase
from jobs.extract.text.sentences import Clause
from storage.domain.claim import ENDS, ClaimStatus

_QUESTION = re.compile(r"[?？][\"'”’)）」』]*\s*$")
_NOBODY_CONFIRMED = Phrase("hedging", "nobody_confirmed")
_NOT_SAID = Phrase("hedging", "not_said")


@dataclass(frozen=True, kw_only=True)
class Said:
    """What a clause says. `at` is where (its deciding word), `doubts` are reasons to ask a person, in words."""

    status: ClaimStatus | None
    at: int = -1
    doubts: tuple[Reason, ...] = ()
    hedged: bool = False
    #: The gain word itself, for finding out whose gain it is.
    verb: Hit | None = None
    #: The licence was interrupted before and holds again.
    again: bool = False

    @property
    def strong(self) -> bool:
        """Whether the deciding word is about licences by itself, where the talk is of licences."""
        return self.status not in (ClaimStatus.APPLIED, ClaimStatus.EXPECTED, ClaimStatus.NOT_CONFIRMED, None) and (
            self.verb is None or not self.verb.tags.isdisjoint(("give", "cover", "renew", "theirs"))
        )


#: A clause without a word of one of these lists tells nothing of any licence: all that `said` decides by.
_DECIDES = frozenset(
    [*GAIN_TAGS, "general", "individual", "streamlined", "licence", "theirs", "stands", "restore", "apply", "neg",
     "rumour", "deny", "unconfirmed", "exclude", "refuse", "lacks", "revoke", "suspend", "expire"]
)  # fmt: skip


def is_question(sentence: str) -> bool:
    return ("?" in sentence or "？" in sentence) and bool(_QUESTION.search(sentence))


def said(clause: Clause, text: str, *, listed: bool = False) -> Said:
    """The status a clause states. `listed`: the clause is a row or list item, where a verb may be missing."""
    if not listed and clause.tags.isdisjoint(_DECIDES):
        return Said(status=None)
    gains = gains_of(clause, text)
    first_gain = deciding(gains)
    hedged = any(first_gain is None or hit.start < first_gain.start for hit in clause.having("hedge"))
    if (stands := clause.having("stands")) and not clause.having("neg", "expect", "cond", "apply", "unconfirmed"):
        return Said(status=ClaimStatus.GRANTED, at=stands[0].start, hedged=hedged, again=True)
    ended = _ended(clause, text)
    if "rumour" in clause.tags and "deny" not in clause.tags:
        if ended is not None:
            return Said(status=None)
        return Said(status=ClaimStatus.NOT_CONFIRMED, at=clause.having("rumour")[0].start, hedged=True)
    if denial := clause.having("deny"):
        first = denial[0]
        if ended is not None:
            # Who denies the end of "its general licence" has one.
            own = _calls_own(clause, text)
            doubts = () if own else (Reason.END_DENIED,)
            return Said(status=ClaimStatus.GRANTED, at=first.start, doubts=doubts, again=own)
        if _ACCUSED.search(text, first.start, clause.end) or _LIMITED.search(text, clause.start, clause.end):
            return Said(status=None)
        if clause.having("apply") and first_gain is None:
            # "An earlier version said that X had applied": not what it has is corrected.
            return Said(status=None)
        if clause.having(*GAIN_TAGS, "general", "licence", "theirs", "have"):
            return Said(status=ClaimStatus.DENIED, at=first.start)
    if ended is not None:
        return ended
    for tag, status in (
        ("exclude", ClaimStatus.EXCLUDED),
        ("refuse", ClaimStatus.DENIED),
        ("lacks", ClaimStatus.DENIED),
    ):
        if (found := clause.having(tag)) and not _overtaken(clause, found[0]):
            return Said(status=status, at=found[0].start, hedged=hedged)
    return _gain_or_less(clause, text, gains, listed=listed, hedged=hedged)


_AND_ASKED = Phrase("hedging", "and_asked", capitals=True)
_NOT_THERE = frozenset((*ENDS, ClaimStatus.DENIED))


def asked_beside(clause: Clause, text: str, first: Said) -> Said | None:
    """That somebody whose licence is over or was refused asks for one, told in the same statement."""
    if first.status not in _NOT_THERE or clause.having("deny", "rumour", "cond"):
        return None
    for hit in modality.applications(clause, text):
        between = [one for one in clause.hits if first.at < one.start < hit.start]
        if hit.start > first.at + 4 and _AND_ASKED.fullmatch(text, first.at, hit.start):
            unsure = any(
                one.tags & {"neg", "expect", "refuse", "individual"} for one in between if one.start > first.at + 12
            )
            return None if unsure or "individual" in hit.tags else Said(status=ClaimStatus.APPLIED, at=hit.start)
    return None


_ACCUSED = Phrase("hedging", "accused")
_LIMITED = Phrase("hedging", "limited")
_OWN = Phrase("hedging", "own")


def _calls_own(clause: Clause, text: str) -> bool:
    """Whether a general licence is called somebody's own: "its general licence", "X's general licence"."""
    return any(
        _OWN.search(text, max(clause.start, hit.start - 40), hit.start)
        for hit in clause.having("general", "streamlined")
    )


def _overtaken(clause: Clause, lost: Hit) -> bool:
    """Whether the statement goes on to say that things have changed ("passed over last year, has now ...")."""
    now = [hit for hit in clause.having("now") if hit.start > lost.start]
    return bool(now) and any(hit.start > lost.start for hit in clause.having(*GAIN_TAGS))


def _ended(clause: Clause, text: str) -> Said | None:
    """What a word of ending says: over, or there after all where that is negated or undone; None where none is told."""
    for tag, status in (
        ("revoke", ClaimStatus.REVOKED),
        ("suspend", ClaimStatus.SUSPENDED),
        ("expire", ClaimStatus.EXPIRED),
    ):
        for hit in clause.having(tag):
            if endings.still_to_come(clause, text, hit) or endings.of_something_else(clause, text, hit):
                continue
            if tag == "expire" and endings.runs_on(clause, text, hit):
                continue
            if negated(clause, text, hit) and not _UNNOTICED.search(text, clause.start, hit.start):
                # Chinese runs clauses together: what is negated is not plain.
                open_still = (Reason.END_DENIED,) if EASTERN.match(text, hit.start) else ()
                return Said(
                    status=ClaimStatus.GRANTED,
                    at=hit.start,
                    doubts=open_still,
                    verb=hit,
                    again=bool(clause.having("stands")),
                )
            if _UNDONE.search(text, clause.start, clause.end) and not clause.having("neg", "expect", "cond", "apply"):
                return Said(status=ClaimStatus.GRANTED, at=hit.start, again=True)
            if (back := clause.having("restore")) and not clause.having("neg", "expect", "cond", "apply"):
                return Said(status=ClaimStatus.GRANTED, at=back[0].start, again=True)
            if tag == "revoke" and not endings.takes_licence(clause, text, hit):
                continue
            if tag == "suspend" and not (clause.having(*LICENCE_TAGS) or "theirs" in hit.tags):
                continue
            return Said(status=status, at=hit.start)
    return None


_UNNOTICED = Phrase("hedging", "unnoticed")
_UNDONE = Phrase("hedging", "undone")


def _gain_or_less(clause: Clause, text: str, gains: list[Hit], *, listed: bool, hedged: bool) -> Said:
    gains = [hit for hit in gains if not of_the_licence(clause, text, hit)]
    verb = deciding([hit for hit in gains if not BECAME.match(text, hit.start)]) or deciding(gains)
    verb = taking(clause, text, verb, gains) if verb is not None else None
    if (doubted := _unconfirmed(clause, text, verb)) is not None:
        return Said(status=ClaimStatus.NOT_CONFIRMED, at=doubted, hedged=hedged)
    applied = modality.applications(clause, text)
    if verb is None:
        return _without_gain(clause, text, applied, listed=listed, hedged=hedged)
    if applied and APPLICATION_PASSED.search(text, clause.start, clause.end):
        applied = []
    if (less := _less(clause, text, verb, applied, hedged=hedged)) is not None:
        return less
    doubts = tuple(modality.doubts(clause, text, verb, gains, applied))
    passed = APPLICATION_PASSED.search(text, clause.start, clause.end) is not None
    again = "renew" in verb.tags or _NEW_ONE.search(text, clause.start, clause.end) is not None
    again = again or any(passed or not to_renew(text, hit) for hit in clause.having("renew"))
    status = ClaimStatus.RENEWED if again else ClaimStatus.GRANTED
    afresh = _AFRESH.search(text, max(clause.start, verb.start - 6), verb.start) is not None
    return Said(status=status, at=verb.start, doubts=doubts, hedged=hedged, verb=verb, again=afresh)


_AFRESH = Phrase("hedging", "afresh", capitals=True)


def _unconfirmed(clause: Clause, text: str, verb: Hit | None) -> int | None:
    """Where a clause says that nobody has confirmed or knows it, unless that comes well after a gain."""
    unconfirmed = clause.having("unconfirmed")
    if not unconfirmed:
        silence = {"neg", "says"} <= clause.tags and _NOBODY_CONFIRMED.search(text, clause.start, clause.end)
        return silence.start() if silence else None
    if verb and unconfirmed[0].start - verb.end > 25:
        return None
    return unconfirmed[0].start


_NOT_OF_HAVING = Phrase("hedging", "not_of_having")


def denials(clause: Clause, text: str) -> list[Hit]:
    """The negations of a clause that may deny a licence."""
    return [hit for hit in clause.having("neg") if not _NOT_OF_HAVING.match(text, hit.start)]


_CAME_TO_NOTHING = Phrase("hedging", "came_to_nothing")


def _without_gain(clause: Clause, text: str, applied: list[Hit], *, listed: bool, hedged: bool) -> Said:
    """What a clause without a word of getting says: asked for, hoped for, none, back again - or listed."""
    expected = clause.having("expect")
    negations = denials(clause, text)
    if applied and (never := _NEVER_ASKED.search(text, clause.start, applied[0].start)):
        status = ClaimStatus.NOT_CONFIRMED if never["yet"] else ClaimStatus.DENIED
        return Said(status=status, at=applied[0].start, hedged=hedged)
    if applied:
        failed = _CAME_TO_NOTHING.search(text, applied[0].end, clause.end)
        planned = not failed and modality.only_planned(text, clause, applied[0])
        asked = ClaimStatus.EXPECTED if planned else ClaimStatus.APPLIED
        return Said(status=ClaimStatus.DENIED if failed else asked, at=applied[0].start, hedged=hedged)
    if expected and clause.having("general", "licence", "theirs"):
        return Said(status=ClaimStatus.EXPECTED, at=expected[0].start, hedged=hedged)
    if negations and clause.having("general", "theirs", "individual", "licence"):
        return Said(status=ClaimStatus.DENIED, at=negations[0].start)
    if (back := clause.having("restore")) and clause.having("general", "licence", "theirs", "it") and not negations:
        return Said(status=ClaimStatus.GRANTED, at=back[0].start, again=True)
    if listed and clause.having("general", "yes"):
        return Said(status=ClaimStatus.GRANTED, at=clause.start, hedged=hedged)
    return Said(status=None)


def _less(clause: Clause, text: str, verb: Hit, applied: list[Hit], *, hedged: bool) -> Said | None:
    """What makes less than a gain of a word of getting: it is supposed, negated, over, still to come or asked for."""
    future = Said(status=ClaimStatus.EXPECTED, at=verb.start, hedged=hedged, verb=verb)
    if modality.supposed(clause, text, verb):
        return future
    if negated(clause, text, verb):
        if nothing_said := _NOT_SAID.search(text, clause.start, verb.start):
            return Said(status=ClaimStatus.NOT_CONFIRMED, at=nothing_said.start(), hedged=hedged)
        left_out = "cover" in verb.tags and not verb.tags & {"get", "give"}
        status = ClaimStatus.EXCLUDED if left_out else ClaimStatus.DENIED
        return Said(status=status, at=verb.start, hedged=hedged, verb=verb)
    if _HELD_UNTIL.match(text, verb.start, clause.end):
        return Said(status=ClaimStatus.EXPIRED, at=verb.start, hedged=hedged)
    if USED_TO.search(text, clause.start, verb.end):
        return Said(status=ClaimStatus.EXPIRED, at=verb.start, hedged=hedged)
    if modality.to_come(clause, text, verb):
        if modality.asks_for(clause, text, verb):
            return Said(status=ClaimStatus.APPLIED, at=verb.start, hedged=hedged)
        return future
    if modality.asks_to_put(clause, text, verb):
        return Said(status=ClaimStatus.APPLIED, at=verb.start, hedged=hedged)
    if asked := modality.asked_for(text, verb, applied):
        return Said(status=ClaimStatus.APPLIED, at=asked.start, hedged=hedged)
    return None


_NEW_ONE = Phrase("hedging", "new_one")
_HELD_UNTIL = Phrase("hedging", "held_until", capitals=True)
_NEVER_ASKED = Phrase("hedging", "never_asked", capitals=True)
