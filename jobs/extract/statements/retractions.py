"""What a part of a sentence takes back of what the rest of it told: a doubt of it all, an aside about the past.

A clause with a name or a topic of its own doubts only that; one without casts its doubt on the whole sentence.
"""

from jobs.extract.reasons import Reason
from jobs.extract.statements import spoilers
from jobs.extract.statements.page import Page
from jobs.extract.statements.statement import Statement
from jobs.extract.text.phrases import Phrase
from jobs.extract.text.sentences import Clause
from storage.domain.claim import GAINS, ClaimStatus, SubjectKind

_OF_OTHERS = Phrase("retractions", "of_others", capitals=True)
_OWN_TOPIC = Phrase("retractions", "own_topic", capitals=True)
_OF_ALL = Phrase("retractions", "of_all", capitals=True)
_WAS = Phrase("retractions", "was", capitals=True)
_DOUBTING = frozenset(("deny", "rumour", "unconfirmed"))
_WHETHER_NAMED = frozenset(("whether", "cover"))


def cast_doubt(page: Page, parts: list[Clause], told: list[Statement]) -> None:
    """A statement without a name of its own that casts doubt casts it on all that the sentence `told`."""
    for place, clause in enumerate(parts):
        if place and clause.tags >= _WHETHER_NAMED and clause.having("firm", "it", "we"):
            # "Its supplier has one; whether the company is named in it is open."
            for raw in told:
                if raw.kind is SubjectKind.CUSTOMER and raw.status in GAINS and not clause.holds(raw.at):
                    raw.status = ClaimStatus.NOT_CONFIRMED
        if clause.tags.isdisjoint(_DOUBTING):
            continue
        if place and "whether" in parts[place - 1].tags and not clause.tags & {"deny", "rumour"}:
            # "X has one; whether it covers Y they would not say": only that is open.
            continue
        if page.named_in(clause):
            continue
        if clause.fresh and _OF_OTHERS.search(page.text, clause.start, clause.end):
            continue
        if not told or _of_something_else(page, clause) or spoilers.proved(page, clause.start, clause.end):
            continue
        for raw in told:
            if not clause.holds(raw.at) and not raw.again and not _apart(page, raw.at, clause):
                raw.doubts.append(Reason.DOUBTED)


def _of_something_else(page: Page, clause: Clause) -> bool:
    """Whether what is doubted has a name or a subject of its own: "Europe unconfirmed", "whether agents may ..."."""
    if clause.tags & {"newspaper", "ministry", "deny", "rumour"}:
        return False
    return _OWN_TOPIC.search(page.text, clause.start + 1, clause.end) is not None


def _apart(page: Page, at: int, clause: Clause) -> bool:
    """Whether a semicolon parts a Chinese statement from a doubt that does not say that it means all of them."""
    low, high = min(at, clause.start), max(at, clause.start)
    parted = any(mark in page.text[low:high] for mark in "；;")
    return parted and not _OF_ALL.search(page.text, clause.start, clause.end)


def without_history(page: Page, parts: list[Clause], told: list[Statement]) -> list[Statement]:
    """ "X, which in May was on no list, is named in it": what the aside says of the past is over.

    The statements of a sentence (`told`) without those.
    """
    gained = {raw.entity.key for raw in told if raw.status in GAINS}
    past = [part for part in parts if part.relative and _WAS.search(page.text, part.start, part.end)]
    return [
        raw
        for raw in told
        if raw.status in GAINS or raw.entity.key not in gained or not any(part.holds(raw.at) for part in past)
    ]
