"""Whether a word of ending tells of the end of a licence: not of a rule's or a plan's, and not of one to come."""

from jobs.extract.certainty.negation import negated
from jobs.extract.licence.gainwords import EXTENDED, GAIN_TAGS, to_renew
from jobs.extract.text.cues import LICENCE_TAGS, Hit
from jobs.extract.text.phrases import Phrase
from jobs.extract.text.sentences import Clause

_RULES = Phrase("endings", "rules", capitals=True)
_MAY = Phrase("endings", "may")
_LET_IT = Phrase("endings", "let_it")


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


_SPAN = Phrase("endings", "span")
_ENDS_SOMETHING = Phrase("endings", "ends_something")
_STILL_RUNS = Phrase("endings", "still_runs")
_CANCELS_SOMETHING = Phrase("endings", "cancels_something", capitals=True)
_HANDS_IN = Phrase("endings", "hands_in")
_A_LICENCE = Phrase("endings", "a_licence")


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


_WHOSE_IS = Phrase("endings", "whose_is")
