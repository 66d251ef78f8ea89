"""Whether a word of getting tells of something done, or only of what is supposed, still to come or asked for.

Modality beside the polarity of `negation`. What is told as done and yet leaves a reader in doubt has its reasons in words.
"""

from collections.abc import Iterator

from jobs.extract.certainty.negation import negated
from jobs.extract.licence.gainwords import heads_another, only_supposed, takes_licence
from jobs.extract.reasons import Reason
from jobs.extract.text.cues import Hit
from jobs.extract.text.phrases import Phrase
from jobs.extract.text.sentences import Clause

_SHOULD_IT = Phrase("modality", "should_it", capitals=True)
_INVERTED = Phrase("modality", "inverted", capitals=True)
_WHENEVER = Phrase("modality", "whenever")


def supposed(clause: Clause, text: str, verb: Hit) -> bool:
    """Whether a gain is only supposed, or goes for whoever it may be: "should X receive", "once a permit is issued"."""
    return (
        _WHENEVER.search(text, clause.start, verb.start) is not None
        or _INVERTED.match(text, clause.start, clause.end) is not None
        or _SHOULD_IT.search(text, clause.start, clause.end) is not None
        or only_supposed(text, verb.start, clause.end)
        or (
            _ONCE_THERE_HAN.match(text, verb.start) is not None and not _DONE_HAN.search(text, clause.start, verb.start)
        )
        or _before_han(clause, text, verb)
    )


_UNTIL_THEN = Phrase("modality", "until_then", capitals=True)


def _before_han(clause: Clause, text: str, verb: Hit) -> bool:
    return (
        text[verb.start] > "\u2e7f"
        and "renew" not in verb.tags
        and _UNTIL_THEN.match(text, verb.end, clause.end) is not None
        and not any(hit.start < verb.start for hit in clause.having("now"))
    )


_ONCE_THERE_HAN = Phrase("modality", "once_there_han", capitals=True)
_DONE_HAN = Phrase("modality", "done_han", capitals=True)


_SOON = Phrase("modality", "soon", capitals=True)
_WILL_HAN = Phrase("modality", "will_han", capitals=True)
_WANTED_HAN = Phrase("modality", "wanted_han", capitals=True)
_NEXT_HAN = Phrase("modality", "next_han", capitals=True)
_FIRST_TO = Phrase("modality", "first_to")
_NOW_THAT = Phrase("modality", "now_that", capitals=True)
_TO_BE = Phrase("modality", "to_be", capitals=True)
_TO_BE_ON_IT = Phrase("modality", "to_be_on_it")
_MAY_BE = Phrase("modality", "may_be", capitals=True)
_DID_TO = Phrase("modality", "did_to", capitals=True)


def to_come(clause: Clause, text: str, verb: Hit) -> bool:
    """Whether a gain is hoped for, depends on something or is still to be done: "expects to get", "may be granted"."""
    if _SOON.match(text, verb.end):
        return True
    if text[verb.start] > "\u2e7f" and (
        _WILL_HAN.search(text, max(clause.start, verb.start - 24), verb.start)
        or _NEXT_HAN.search(text, max(clause.start, verb.start - 16), verb.start)
    ):
        return True
    if text[verb.start] > "\u2e7f" and _WANTED_HAN.fullmatch(text, clause.start, verb.start):
        return True
    if "renew" in verb.tags and any(0 <= hit.start - verb.end <= _RIGHT_BEFORE for hit in clause.having("expect")):
        # "续期预计数日内有结果": the renewal is a noun, and what is said of it is that it is awaited.
        return True
    hopes = [hit for hit in clause.having("expect") if hit.start < verb.start]
    if any(not _NOW_THAT.search(text, hit.end, verb.end) for hit in hopes) and not (
        _FIRST_TO.search(text, clause.start, verb.end)
    ):
        return True
    return any(hit.start < verb.start for hit in clause.having("cond")) or _only_to_be(clause, text, verb)


_IMPERATIVE = Phrase("modality", "imperative")
_NEXT_TO = Phrase("modality", "next_to")
_BECAME_NEXT = Phrase("modality", "became_next")


def _only_to_be(clause: Clause, text: str, verb: Hit) -> bool:
    """Whether an English verb of getting or giving stands in an infinitive or under a modal, so that nothing is told."""
    if "under" in verb.tags or text[verb.start] > "\u2e7f":
        return False
    before = text[max(clause.start, verb.start - 90) : verb.start]
    if not before.strip(" \"“‘'") and _IMPERATIVE.match(text, verb.start):
        return True
    if _NEXT_TO.search(before) and not _BECAME_NEXT.search(before):
        return True
    if not verb.tags & {"get", "give"}:
        return bool(_MAY_BE.search(before)) or bool(_TO_BE_ON_IT.search(before) and not _DID_TO.search(before))
    return bool(_TO_BE.search(before)) and not _DID_TO.search(before)


_ASKED_TO = Phrase("modality", "asked_to")


_ASKED_TO_PUT_HAN = Phrase("modality", "asked_to_put_han", capitals=True)


def asks_to_put(clause: Clause, text: str, verb: Hit) -> bool:
    """Whether being put on a licence is only what a Chinese clause says that somebody asks for."""
    return text[verb.start] > "\u2e7f" and bool(
        _ASKED_TO_PUT_HAN.search(text, max(clause.start, verb.start - 30), verb.start)
    )


def asks_for(clause: Clause, text: str, verb: Hit) -> bool:
    """Whether what a word of getting names is what somebody asks for."""
    before = max(clause.start, verb.start - 90)
    return not _need_not(text, verb) and _ASKED_TO.search(text, before, verb.start) is not None


_UNDER_IT = Phrase("modality", "under_it", capitals=True)


def _done_under(text: str, hit: Hit) -> bool:
    return text[hit.start] in "办辦" and _UNDER_IT.search(text, max(0, hit.start - 18), hit.start) is not None


_NEED_NOT = Phrase("modality", "need_not")


def _need_not(text: str, hit: Hit) -> bool:
    return _NEED_NOT.search(text, max(0, hit.start - 44), hit.start) is not None


def applications(clause: Clause, text: str) -> list[Hit]:
    """The words of a clause that tell of asking for a licence, and not of working under one or of being spared it."""
    return [
        hit
        for hit in clause.having("apply")
        if not (
            _done_under(text, hit)
            or _need_not(text, hit)
            or _what_it_asked(clause, text, hit)
            or _another_paper(text, hit)
        )
    ]


_PASSED_HAN = Phrase("modality", "passed_han", capitals=True)
_AT_CUSTOMS = Phrase("modality", "at_customs", capitals=True)


def _another_paper(text: str, hit: Hit) -> bool:
    word = text[hit.start : hit.end]
    if word[0] in "审審评評核复複" and len(word) == 2:
        return _PASSED_HAN.search(text, max(0, hit.start - 16), hit.start) is not None
    return word in ("申报", "申報") and _AT_CUSTOMS.search(text, max(0, hit.start - 6), hit.start) is not None


_WILL_ASK = Phrase("modality", "will_ask")
_WILL_ASK_HAN = Phrase("modality", "will_ask_han", capitals=True)


def only_planned(text: str, clause: Clause, hit: Hit) -> bool:
    """Whether a word of asking tells of an application that is only to be made."""
    low = max(clause.start, hit.start - 40)
    if text[hit.start] > "\u2e7f":
        return _WILL_ASK_HAN.search(text, low, hit.start) is not None
    return _WILL_ASK.search(text, low, hit.start) is not None


_ASKED_FOR = Phrase("modality", "asked_for", capitals=True)
_CAME_HAN = Phrase("modality", "came_han", capitals=True)


def _what_it_asked(clause: Clause, text: str, hit: Hit) -> bool:
    return text[hit.start] > "\u2e7f" and any(
        _ASKED_FOR.fullmatch(text, hit.end, one.start) and _CAME_HAN.match(text, one.end)
        for one in clause.having("general")
        if one.start > hit.end
    )


_AND_GOT = Phrase("modality", "and_got")
_RENEWAL = Phrase("modality", "renewal")


_PASSED_ON = Phrase("modality", "passed_on")


def asked_for(text: str, verb: Hit, applied: list[Hit]) -> Hit | None:
    """The application that makes what a word of getting names something only asked for; None where there is none."""
    if _PASSED_ON.match(text, verb.start):
        return verb
    if not applied:
        return None
    first, last = applied[0], applied[-1]
    if last.start > verb.end and _RENEWAL.fullmatch(text, verb.start, verb.end):
        return last
    return first if first.start < verb.start and not _AND_GOT.search(text, last.end, verb.end) else None


_WHAT_IT_ASKED = Phrase("modality", "what_it_asked", capitals=True)
_SINCE_ASKED = Phrase("modality", "since_asked")
_FOR_OTHERS = Phrase("modality", "for_others")
_FOR_OTHER_GOODS = Phrase("modality", "for_other_goods")
_COUNTED = Phrase("modality", "counted", capitals=True)
_EITHER = Phrase("modality", "either")
_OTHER_GIVEN = Phrase("modality", "other_given", capitals=True)


def _rules_out_kind(clause: Clause, negation: Hit) -> bool:
    """Whether a negation only says which kind it is not: "不是单项许可，是通用许可"."""
    return any(0 <= one.start - negation.end <= _RIGHT_BEFORE for one in clause.having("individual"))


#: How close a word stands that is meant at once, in characters.
_RIGHT_BEFORE = 4


_IS_TAKEN = Phrase("modality", "is_taken", capitals=True)


def doubts(clause: Clause, text: str, verb: Hit, gains: list[Hit], applied: list[Hit]) -> Iterator[Reason]:
    """What in the clause itself leaves a gain open."""
    applied = [
        hit for hit in applied if not (hit.start > verb.start and _SINCE_ASKED.search(text, verb.end, hit.start))
    ]
    if (
        applied
        and not _WHAT_IT_ASKED.search(text, clause.start, clause.end)
        and not _FOR_OTHERS.search(text, applied[0].start, min(clause.end, applied[0].end + 40))
        and not _FOR_OTHER_GOODS.search(text, verb.end, min(clause.end, applied[-1].end + 40))
    ):
        yield Reason.APPLICATION
    if any(negated(clause, text, other) for other in gains if other is not verb and other.start > verb.start):
        yield Reason.NOT_RECEIVED
    if heads_another(clause, text):
        # "Compared with firms that have obtained one": whoever they are.
        yield Reason.ANOTHER
    if not takes_licence(clause, text, verb) or _OTHER_GIVEN.search(text, clause.start, verb.start):
        yield Reason.OBJECT_OPEN
    if any(hit.start < verb.start for hit in clause.having("opinion")) or _COUNTED.search(text, clause.start, verb.end):
        yield Reason.OPINION
    if any(hit.start < verb.start and not _rules_out_kind(clause, hit) for hit in clause.having("neg")):
        yield Reason.NEGATION
    if clause.having("unconfirmed"):
        yield Reason.NOT_YET
    if any(hit.start > verb.end and _IS_TAKEN.search(text, verb.end, hit.start) for hit in clause.having("revoke")):
        yield Reason.AROUND
    if any(hit.end == verb.start and text[hit.start] > "\u2e7f" for hit in clause.having("past")):
        yield Reason.ONCE
    if _EITHER.search(text, clause.start, verb.start):
        yield Reason.OPINION
