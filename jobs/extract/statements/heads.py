"""Who is the head of a subject: "a supplier of X has obtained one" tells of the supplier, and X only says whose.

The words stand in the cue tables under [head], as expressions. A company only stands in somebody else's modifier where
`inside` ends at its name ("a firm that buys from X"), where `object` does and words of its own follow ("a customer that
X lost has"), where `beside` does and the verb follows at once ("the port of X has"), or where `of_its` lies between it
and the verb ("X's old rivals have", 向X采购的企业已). `own` ends at a verb that has another subject than the company
before it ("X learnt that a competitor has"). `told` are hearers, whom "that" does not describe ("told buyers that X
has"); `its_licence` follows a name whose licence or application is the head; `on_its` is the licence of whoever was
named; `reach` and `says` ("said it") are what stands between a name and its verb; `whose` stands between a name and the one it describes;
`to_another` says to whom a licence went. `fronted` leads to a name that only opens the sentence ("unlike X, Y has"), and
`its_subject` is the pronoun that then stands for somebody else; `of_theirs_before` and `of_theirs` stand around a name
that only says whose something is that somebody buys or makes ("the buyer of X's scrap has").
`kin` before a name and `kin_of` behind it say
who somebody else is (是X的一家供应商); `predicate` behind a list begins a statement of its own.
"""

import re

from jobs.extract.names.subjects import Entity
from jobs.extract.statements.page import Page
from jobs.extract.text.expressions import Lists
from jobs.extract.text.phrases import Phrase

_INSIDE, _OBJECT, _BESIDE = Lists("head", ["inside"]), Lists("head", ["object"]), Lists("head", ["beside"])
_OF_ITS, _OWN, _WHOSE = Lists("head", ["of_its"]), Lists("head", ["own"]), Lists("head", ["whose"])
_ITS_LICENCE, _ON_ITS = Lists("head", ["its_licence"]), Lists("head", ["on_its"])
_KIN, _KIN_OF, _PREDICATE = Lists("head", ["kin"]), Lists("head", ["kin_of"]), Lists("head", ["predicate"])
_FRONTED, _ITS_SUBJECT = Lists("head", ["fronted"]), Lists("head", ["its_subject"])
_OF_THEIRS, _OF_THEIRS_BEFORE = Lists("head", ["of_theirs"]), Lists("head", ["of_theirs_before"])
_TOLD, _TO_ANOTHER = Lists("head", ["told"]), Lists("head", ["to_another"])
_REACH, _SAYS = Lists("head", ["reach"]), Lists("head", ["says"])
#: How far before a name its head may stand, in characters.
_BACK = 110
#: How far from a verb its names stand, in characters.
_AROUND = 400
_LINK = Phrase("heads", "link", capitals=True)
_BORDER = re.compile('[,;:.!?"“”(（—–\n，。；：、！？]')


def another(page: Page, entity: Entity, at: int) -> bool:
    """Whether what is told at `at` is told of somebody else than a company, in whatever place the sentence names it."""
    if (other := page.others.get((entity.key, at))) is None:
        other = page.others[entity.key, at] = _another(page, entity, at)
    return other


def _another(page: Page, entity: Entity, at: int) -> bool:
    low, high = page.spans[page.sentence_of(at)]
    if _ON_ITS.search(page.text, at, high):
        # "Of the carmakers that buy from X, Y is on the list of its licence": X's.
        return False
    low, high = max(low, at - _AROUND), min(high, at + _AROUND)
    here = [one for one in page.entities_in(low, high) if one.key == entity.key]
    return bool(here) and all(_is_other(page, one, low, high, at) for one in here)


def _is_other(page: Page, entity: Entity, low: int, high: int, at: int) -> bool:
    text = page.text
    if entity.end > at:
        return in_modifier(page, entity, low) or _begins_anew(page, entity, at, high)
    # What follows a name behind a comma is said of it: "X, one of three makers granted a licence"; not in "unlike X, ...".
    fronted = _FRONTED.search(text, low, entity.start) is not None
    told_of_it = 1 if text[entity.end : entity.end + 1] in (",", "，") and not fronted else 0
    if fronted and _ITS_SUBJECT.match(text, entity.end, at + 1):
        return True
    if _OF_THEIRS.match(text, entity.end, at) and _OF_THEIRS_BEFORE.search(
        text, max(low, entity.start - _BACK), entity.start
    ):
        return True
    if _OWN.search(text, entity.end + told_of_it, at) or _OF_ITS.match(text, entity.end, at):
        return True
    if _describes(page, entity, at):
        return True
    if _KIN.search(text, low, entity.start) and _KIN_OF.match(text, entity.end, at):
        return True
    if to := _TO_ANOTHER.search(text, entity.end, high):
        return not page.entities_in(to.end(), to.end() + 4)
    return in_modifier(page, entity, low, verb=at)


def in_modifier(page: Page, entity: Entity, low: int, *, verb: int | None = None) -> bool:
    """Whether a name stands in the modifier of somebody else; `verb` is where the verb behind the name begins."""
    text = page.text
    if _ITS_LICENCE.match(text, entity.end):
        return False
    before = text[max(low, entity.start - _BACK) : entity.start]
    start = entity.start - len(_BORDER.split(before)[-1])
    lists = [_INSIDE]
    if verb is not None:
        if _REACH.match(text, entity.end, verb):
            lists.append(_BESIDE)
        elif not _SAYS.match(text, entity.end, verb):
            lists.append(_OBJECT)
    for each in lists:
        if (found := each.search(text, start, entity.start)) and not _TOLD.search(text, start, found.start()):
            return True
    return False


def _begins_anew(page: Page, entity: Entity, at: int, high: int) -> bool:
    """Whether a name behind the verb is one of those of whom something else is told: "granted to A, B and C still wait"."""
    text = page.text
    those = page.entities_in(at, high)
    place = next((number for number, one in enumerate(those) if one.start == entity.start), 0)
    last = entity
    for other in those[place + 1 :]:
        if not _LINK.fullmatch(text, last.end, other.start):
            break
        last = other
    if not place or not _PREDICATE.match(text, last.end, high):
        return False
    return _LINK.fullmatch(text, those[place - 1].end, entity.start) is not None


def _describes(page: Page, entity: Entity, at: int) -> bool:
    """Whether a name before the verb only says who the next one is: "向X采购的Y已", "X控股的Y"."""
    behind = page.entities_in(entity.end, at)
    return bool(behind) and behind[-1].key != entity.key and bool(_WHOSE.match(page.text, entity.end, behind[-1].start))
