"""What a gain is told of: a licence, or some other matter that only stands near one.

"Bosch is on the list of companies hit by shortages", "it has a general licence desk": a list, a cover, a grant or a
compound counts as a licence's only where its own words say so - what the list is of, what it is covered by, what is
cleared to be done, what stands behind "general licence" - or where it has no such words and the text was just speaking
of a licence. What is told of another matter is asked about and never told.

The words stand in the tables of phrases under [matter]. `own` is a complement that belongs to a licence, `aside` one
that only says when, where or how; `own_object` is what of a licence may be got; `own_subject` what of a buyer's may be
covered; `behind` what may follow "a general licence" that is the object of a verb; `label` and `label_han` what a label
may say of the names behind it; `told_han` and `subject_han` what may stand behind a Chinese verb and before it.
"""

import re

from jobs.extract.names.subjects import Entity, own_trade
from jobs.extract.statements.page import Page
from jobs.extract.statements.statement import Statement
from jobs.extract.text.cues import LICENCE_TAGS, Hit
from jobs.extract.text.phrases import Phrase
from storage.domain.claim import SubjectKind
from storage.domain.licence import Role

_OWN, _ASIDE = Phrase("matter", "own"), Phrase("matter", "aside")
_OWN_OBJECT, _OWN_SUBJECT = Phrase("matter", "own_object"), Phrase("matter", "own_subject")
_NO_OBJECT = Phrase("matter", "no_object")
_PREPOSITION = Phrase("matter", "preposition")
_BEHIND, _COMPOUND_HAN = Phrase("matter", "behind"), Phrase("matter", "compound_han")
_LABEL, _LABEL_HAN = Phrase("matter", "label"), Phrase("matter", "label_han")
_TOLD_HAN, _SUBJECT_HAN = Phrase("matter", "told_han"), Phrase("matter", "subject_han")
_PAPER_HAN, _LIST_HAN = Phrase("matter", "paper_han"), Phrase("matter", "list_han")
_AT_HOME = Phrase("matter", "at_home")
_GOES_ON = Phrase("matter", "goes_on")
_CUT = re.compile(r"[,.;:!?\n“”\"()（）。；：！？—–]")
_CUT_HAN = re.compile(r"[，。；：！？\n“”\"()（）,;:]")
_CUT_ALL = re.compile(r"[,，.;:!?\n。；：！？]")
_COLON = re.compile(r"[:：]")
_PARTS = re.compile(r"[ ,]*(?:['’]s?\b)?")
_WORD = re.compile(r"[\w'’-]+")
_HEAD_OF = re.compile(r"(?P<head>[\w-]+) (?:at|of|by|in|from) (?:the )?$")
_GETS = frozenset(("get", "give", "renew"))
_TELLS = _GETS | {"cover"}
_LABELS = _TELLS | {"have"}
#: How far behind its verb an object may stand, and how far before it what it is named as, in characters.
_OBJECT, _LEAD = 30, 10
#: How many sentences back a licence may last have been spoken of.
_BACK = 3
_LICENCE_NOUNS = ("licence", "license", "permit", "authorisation", "authorization")


def another(page: Page, raw: Statement) -> bool:
    """Whether what is told of a company may be told of some other matter than a licence."""
    if raw.entity.start < 0 or not page.spans:
        return False
    low, high = page.spans[raw.sentence]
    if _labelled(page, raw, low) or _in_a_compound(page, raw, high):
        return True
    if raw.tabled or raw.shown or raw.paired or raw.kind is not SubjectKind.CUSTOMER:
        return False
    verb = max((hit for hit in page.inside[raw.sentence] if hit.start == raw.at), key=lambda hit: hit.end, default=None)
    if verb is None or verb.tags.isdisjoint(_TELLS):
        return False
    if not page.tags[raw.sentence].isdisjoint(LICENCE_TAGS) and _AT_HOME.search(page.text, low, high):
        return True
    if page.languages[0] == "zh":
        return page.text[raw.at] > "\u2e7f" and _another_han(page, raw, verb)
    return page.languages[0] == "en" and _another_latin(page, raw, verb)


def _another_latin(page: Page, raw: Statement, verb: Hit) -> bool:
    """Whether an English sentence says that it names, covers or clears a buyer in another matter."""
    text = page.text
    low, high = page.spans[raw.sentence]
    cut = _CUT.search(text, verb.end, high)
    end = cut.start() if cut else high
    start = max([low, *(match.end() for match in _CUT.finditer(text, low, raw.at))])
    named = [hit for hit in page.inside[raw.sentence] if not hit.tags.isdisjoint(LICENCE_TAGS)]
    if any(start <= hit.start < end for hit in named) or (named and "cover" not in verb.tags):
        return False
    if 0 <= raw.entity.start - verb.end < _OBJECT and raw.entity.start < end:
        return not named and _of_others(page, start, raw.at)
    if not named and (_somebody_elses(page, raw.entity, raw.at) or _gets_else(text, verb, end)):
        return True
    for preposition in _PREPOSITION.finditer(text, raw.at, end):
        if _ASIDE.match(text, preposition.start(), end) or page.entities_in(preposition.end(), preposition.end() + 5):
            continue
        return not (_OWN.match(text, preposition.start(), end) or _leads_to_maker(page, preposition.end(), end))
    return not (named or _OWN.search(text, max(low, raw.at - _LEAD), verb.end) or _spoken_of(page, raw.sentence))


def _of_others(page: Page, start: int, at: int) -> bool:
    """Whether what names or covers a buyer has a subject that is neither the licence nor its holder."""
    subject = page.text[start:at].strip()
    if not subject or subject.endswith(("'s", "’s")):
        return False
    return not (_OWN.match(f"by {subject}") or _leads_to_maker(page, start, at))


def _gets_else(text: str, verb: Hit, end: int) -> bool:
    """Whether the object of a verb of getting or giving is nothing of a licence: "granted relief"."""
    if verb.tags.isdisjoint(_GETS) or "cover" in verb.tags:
        return False
    return not (_NO_OBJECT.match(text, verb.end, end) or _OWN_OBJECT.match(text, verb.end, end))


def _leads_to_maker(page: Page, at: int, end: int) -> bool:
    """Whether a company that makes magnets stands in a complement: "covered by X's"."""
    return any(_makes(one) for one in page.entities_in(at, min(end, at + 40)))


def _makes(one: Entity) -> bool:
    return one.role is Role.EXPORTER or own_trade(one) or bool(one.company and Role.EXPORTER in one.company.roles)


def _somebody_elses(page: Page, entity: Entity, at: int) -> bool:
    """Whether it is told of something else of a company than what is covered by a licence: "its losses are"."""
    text = page.text
    if entity.end > at:
        return False
    if text[entity.end : entity.end + 2] in ("'s", "’s"):
        return _OWN_SUBJECT.match(text, entity.end + 2, at) is None
    head = _HEAD_OF.search(text, max(0, entity.start - 40), entity.start)
    if head is None or text[entity.end : at].count(" ") > 3:
        return False
    return _OWN_SUBJECT.match(f" {head['head']}") is None


def _spoken_of(page: Page, number: int) -> bool:
    """Whether the text was last speaking of a licence, or of those it is for, and not of another list or cover."""
    for before in range(number - 1, max(-1, number - 1 - _BACK), -1):
        tags = page.tags[before]
        if not tags.isdisjoint(LICENCE_TAGS) or _GOES_ON.search(page.text, *page.spans[before]):
            return True
        if not tags.isdisjoint(_TELLS):
            return False
    return True


def _another_han(page: Page, raw: Statement, verb: Hit) -> bool:
    """Whether a Chinese sentence without a licence says that it names, covers or clears a buyer in another matter."""
    text = page.text
    low, high = page.spans[raw.sentence]
    if not page.tags[raw.sentence].isdisjoint(LICENCE_TAGS) or _PAPER_HAN.search(text, low, high):
        return False
    start = max([low, *(match.end() for match in _CUT_HAN.finditer(text, low, raw.at))])
    if raw.entity.start > raw.at:
        return not _SUBJECT_HAN.fullmatch(_without_names(page, start, raw.at))
    cut = _CUT_HAN.search(text, verb.end, high)
    if not _TOLD_HAN.fullmatch(_without_names(page, verb.end, cut.start() if cut else high)):
        return True
    return _LIST_HAN.search(text, low, start) is not None


def _without_names(page: Page, low: int, high: int) -> str:
    """A passage without the companies it names."""
    out, at = "", low
    for one in page.entities_in(low, high):
        out += page.text[at : max(at, one.start)]
        at = max(at, one.end)
    return out + page.text[at:high] if at < high else out


def _labelled(page: Page, raw: Statement, low: int) -> bool:
    """Whether a company stands behind a label that says something else of it: "factory permits granted: X"."""
    colons = list(_COLON.finditer(page.text, low, raw.entity.start))
    if not colons or len(_JOINTS.sub("", _without_names(page, colons[-1].end(), raw.entity.start))) > _PLACE_LENGTH:
        return False
    start = max([low, *(match.end() for match in _CUT.finditer(page.text, low, colons[-1].start()))])
    if "general" in page.tags[raw.sentence] or raw.at > raw.entity.end:
        return False
    label = page.text[start : colons[-1].start()].strip()
    if not label or page.entities_in(start, colons[-1].start()):
        return False
    if all(
        hit.tags.isdisjoint(_LABELS) for hit in page.inside[raw.sentence] if start <= hit.start < colons[-1].start()
    ):
        return False
    cut = _CUT.search(page.text, raw.entity.end, page.spans[raw.sentence][1])
    behind = _without_names(page, raw.entity.end, cut.start() if cut else page.spans[raw.sentence][1])
    if len(_JOINTS.sub("", behind)) > _PLACE_LENGTH:
        return False
    pattern = _LABEL_HAN if label[-1] > "\u2e7f" else _LABEL
    return len(label) <= _LABEL_LENGTH and pattern.fullmatch(label) is None


#: How long a label may be, and what stands between two names behind it (where they are, which stock), in characters.
_LABEL_LENGTH, _PLACE_LENGTH = 40, 30
_JOINTS = re.compile(r"[\W\d_]|\band\b|[和及与與跟]")


def _in_a_compound(page: Page, raw: Statement, high: int) -> bool:
    """Whether "general licence" only describes what was got: a desk, a briefing, a worry."""
    text = page.text
    those = [
        hit
        for hit in page.inside[raw.sentence]
        if "general" in hit.tags and hit.start > raw.at and not _CUT_ALL.search(text, raw.at, hit.start)
    ]
    return bool(those) and all(_compound(page, hit, high) for hit in those[:2])


def _compound(page: Page, hit: Hit, high: int) -> bool:
    """Whether a noun stands behind a licence that somebody got, of which it only says what it is for."""
    text = page.text
    if text[hit.start] > "\u2e7f":
        return _COMPOUND_HAN.match(text, hit.end, high) is not None
    if not text[hit.start : hit.end].lower().endswith(_LICENCE_NOUNS) or text[hit.end : hit.end + 1] != " ":
        return False
    if page.entities_in(hit.end, hit.end + 3) or _BEHIND.match(text, hit.end, high):
        return False
    return _WORD.match(text, hit.end + 1, high) is not None
