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
from jobs.extract.statements import constructions
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
_AS_OBJECT = Phrase("matter", "as_object")
_BEHIND, _COMPOUND_HAN = Phrase("matter", "behind"), Phrase("matter", "compound_han")
_LABEL, _LABEL_HAN = Phrase("matter", "label"), Phrase("matter", "label_han")
_TOLD_HAN, _SUBJECT_HAN = Phrase("matter", "told_han"), Phrase("matter", "subject_han")
_PAPER_HAN, _LIST_HAN = Phrase("matter", "paper_han"), Phrase("matter", "list_han")
_QUALITY_HAN = Phrase("matter", "quality_han")
_HEAD_HAN = Phrase("matter", "head_han")
_FOR, _FOR_OWN = re.compile(" for ", re.IGNORECASE), Phrase("matter", "for_own")
_SHIPS, _SHIPS_OWN = Phrase("matter", "ships"), Phrase("matter", "ships_own")
_ASKED_FOR = Phrase("matter", "asked_for")
_BUSINESS_HAN, _THAT_LIST_HAN = Phrase("matter", "business_han"), Phrase("matter", "that_list_han")
_HEADING_BEHIND, _HEADING_OTHER = Phrase("matter", "heading_behind"), Phrase("matter", "heading_other")
_HOLDERS = Phrase("matter", "holders")
_AT_HOME = Phrase("matter", "at_home")
_GOES_ON, _TELLS_ON = Phrase("matter", "goes_on"), Phrase("matter", "tells_on")
_SPEAKS = Phrase("matter", "speaks")
_CUT = re.compile(r"[,.;:!?\n“”\"()（）。；：！？—–]")
_CUT_HAN = re.compile(r"[，。；：！？\n“”\"()（）,;:]")
_CUT_ALL = re.compile(r"[,，.;:!?\n。；：！？]")
_ITEM = re.compile(r"(?:[-*•·–—▪◦]|\d{1,2}[.)、．]|[（(]?\d{1,2}[)）])\s*\S")
_ITEM_HAN = Phrase("matter", "item_han")
_COLON = re.compile(r"[:：]")
_PARTS = re.compile(r"[ ,]*(?:['’]s?\b)?")
_WORD = re.compile(r"[\w'’-]+")
_HEAD_OF = re.compile(r"(?P<head>[\w-]+) (?:at|of|by|in|from) (?:the )?$")
_GETS = frozenset(("get", "give", "renew"))
_TELLS = _GETS | {"cover"}
_LABELS = _TELLS | {"have"}
#: How far behind its verb an object may stand, and how far before it what it is named as, in characters.
_OBJECT, _LEAD = 30, 10
#: How far before a certificate the word may stand that says what of, in characters.
_QUALITY = 6
#: How many sentences back a licence may last have been spoken of.
_BACK = 1
_LICENCE_NOUNS = ("licence", "license", "permit", "authorisation", "authorization")


def another(page: Page, raw: Statement) -> bool:
    """Whether what is told of a company may be told of some other matter than a licence."""
    if raw.entity.start < 0 or not page.spans:
        return False
    low, high = page.spans[raw.sentence]
    if _labelled(page, raw, low) or _in_a_compound(page, raw, high) or _for_something_else(page, raw, low):
        return True
    if raw.inherited and _HOLDERS.search(page.text, low, raw.at) and page.text.startswith("holders", raw.at):
        # "It works with general licence holders": who they are is not said.
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
    named = _licences(page, raw.sentence)
    if any(start <= hit.start < end for hit in named) or (named and "cover" not in verb.tags):
        return False
    if _is_object(page, raw.entity, verb, end):
        return not named and _of_others(page, raw, verb, start)
    if not named and (_somebody_elses(page, raw.entity, raw.at) or _gets_else(text, verb, end)):
        return True
    asked = _ASKED_FOR.search(text, low, raw.at)
    if asked and not _FOR_OWN.match(text, asked.end()):
        return True
    for preposition in _PREPOSITION.finditer(text, raw.at, end):
        if _ASIDE.match(text, preposition.start(), end) or page.entities_in(preposition.end(), preposition.end() + 5):
            continue
        return not (_OWN.match(text, preposition.start(), end) or _leads_to_maker(page, preposition.end(), end))
    return not (named or _OWN.search(text, max(low, raw.at - _LEAD), verb.end) or _spoken_of(page, raw.sentence))


def _is_object(page: Page, entity: Entity, verb: Hit, end: int) -> bool:
    """Whether a company is what a verb names or covers, alone or in a list."""
    if entity.start < verb.end:
        return False
    first = min(page.entities_in(verb.end, min(end, verb.end + _OBJECT)), key=lambda one: one.start, default=None)
    if first is None or first.start > entity.start:
        return False
    return first.start == entity.start or bool(_LISTED.fullmatch(_without_names(page, first.end, entity.start)))


def _of_others(page: Page, raw: Statement, verb: Hit, start: int) -> bool:
    """Whether what names or covers a buyer has a subject that is neither the licence nor its holder."""
    if speaks := _SPEAKS.match(page.text, start, raw.at):
        start = speaks.end()
    subject = page.text[start : raw.at].strip()
    if not subject:
        # "Wins X as customer": who is got himself was not let under a licence.
        return "cover" not in verb.tags or not _spoken_of(page, raw.sentence)
    if subject.endswith(("'s", "’s")) or _leads_to_maker(page, start, raw.at):
        return False
    return not (_OWN.match(f"by {subject}") or _OWN.match(f"by {page.text[start : raw.entity.start].strip()}"))


def _gets_else(text: str, verb: Hit, end: int) -> bool:
    """Whether the object of a verb of getting or giving is nothing of a licence: "granted relief"."""
    if verb.tags.isdisjoint(_GETS) or "cover" in verb.tags:
        return False
    return not (_NO_OBJECT.match(text, verb.end, end) or _OWN_OBJECT.match(text, verb.end, end))


def _licences(page: Page, number: int) -> list[Hit]:
    return [hit for hit in page.inside[number] if not hit.tags.isdisjoint(LICENCE_TAGS)]


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
    back = _BACK
    for before in range(number - 1, -1, -1):
        if back == 0:
            break
        if _TELLS_ON.search(page.text, *page.spans[before]):
            continue
        back -= 1
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
    named = any(
        constructions.a_licence(text, hit) and not _QUALITY_HAN.search(text, max(low, hit.start - _QUALITY), hit.start)
        for hit in _licences(page, raw.sentence)
    )
    if named or _PAPER_HAN.search(text, low, high):
        return False
    start = max([low, *(match.end() for match in _CUT_HAN.finditer(text, low, raw.at))])
    if _BUSINESS_HAN.search(text, low, high) or _of_another_list(page, raw.sentence + 1):
        return True
    if raw.entity.start > raw.at:
        ahead, subject = _without_names(page, low, start), _without_names(page, start, raw.at)
        if _HEAD_HAN.match(text, raw.entity.end, high) or not _SUBJECT_HAN.fullmatch(subject):
            return True
        return _LIST_HAN.search(ahead) is not None or (verb.tags >= {"customer"} and not _SUBJECT_HAN.fullmatch(ahead))
    cut = _CUT_HAN.search(text, verb.end, high)
    if not _TOLD_HAN.fullmatch(_without_names(page, verb.end, cut.start() if cut else high)):
        return True
    return _LIST_HAN.search(text, low, start) is not None


def _of_another_list(page: Page, number: int) -> bool:
    """Whether a Chinese sentence says that the list just spoken of is one of another kind."""
    if number >= len(page.spans):
        return False
    low, high = page.spans[number]
    return bool(_THAT_LIST_HAN.search(page.text, low, high) and _LIST_HAN.search(page.text, low, high))


def _without_names(page: Page, low: int, high: int) -> str:
    """A passage without the companies it names."""
    out, at = "", low
    for one in page.entities_in(low, high):
        out += page.text[at : max(at, one.start)]
        at = max(at, one.end)
    return out + page.text[at:high] if at < high else out


def _labelled(page: Page, raw: Statement, low: int) -> bool:
    """Whether a company stands behind a label that says something else of it: "factory permits granted: X"."""
    text, high = page.text, page.spans[raw.sentence][1]
    colons = list(_COLON.finditer(text, low, raw.entity.start))
    if not colons:
        return _under_a_heading(page, low)
    if len(_JOINTS.sub("", _without_names(page, colons[-1].end(), raw.entity.start))) > _PLACE_LENGTH:
        return False
    if "general" in page.tags[raw.sentence] or raw.at > raw.entity.end:
        return False
    cut = _CUT.search(text, raw.entity.end, high)
    behind = _without_names(page, raw.entity.end, cut.start() if cut else high)
    if len(_JOINTS.sub("", behind)) > _PLACE_LENGTH:
        return False
    if _ITEM_HAN.match(text, raw.entity.end, high):
        return True
    for colon in colons:
        start = max([low, *(match.end() for match in _CUT.finditer(text, low, colon.start()))])
        if _another_label(page, raw.sentence, start, colon.start(), tabled=raw.tabled):
            return True
    return False


def _another_label(page: Page, number: int, start: int, end: int, *, tabled: bool) -> bool:
    """Whether a label says what somebody has or was given, as that of a roll does (`tabled`), and not that it is a licence."""
    label = page.text[start:end].strip()
    if not 0 < len(label) <= _LABEL_LENGTH or page.entities_in(start, end):
        return False
    if not tabled and all(hit.tags.isdisjoint(_LABELS) for hit in page.inside[number] if start <= hit.start < end):
        return False
    return (_LABEL_HAN if label[-1] > "\u2e7f" else _LABEL).fullmatch(label) is None


def _under_a_heading(page: Page, low: int) -> bool:
    """The same of an item of a list: its label is the line above the first of them."""
    text = page.text
    at = low
    while at > 0 and low - at < _ITEMS:
        before = text.rfind("\n", 0, at - 1) + 1
        line = text[before:at].strip()
        if line.endswith((":", "：")):
            number = page.sentence_of(before)
            if found := [hit for hit in page.inside[number] if "general" in hit.tags]:
                return _HEADING_OTHER.search(text, before, at) is not None or any(
                    _compound(page, hit, at) and not _HEADING_BEHIND.match(text, hit.end, at) for hit in found
                )
            return _another_label(page, number, before, before + len(line) - 1, tabled=False)
        if not line or not _ITEM.match(line):
            return False
        at = before
    return False


#: How long a label may be, and what stands between two names behind it (where they are, which stock), and how
#: far above an item its heading, in characters.
_LABEL_LENGTH, _PLACE_LENGTH, _ITEMS = 40, 30, 600
#: What stands between the names of a list in a sentence.
_LISTED = re.compile(r"(?:\([^()]*\)|\W|\band\b|\bor\b|\bas well as\b|\bplus\b)*")
_JOINTS = re.compile(r"[\W\d_]|\band\b|[和及与與跟]")


def _in_a_compound(page: Page, raw: Statement, high: int) -> bool:
    """Whether "general licence" only describes what was got: a desk, a briefing, a worry."""
    text = page.text
    those = [
        hit
        for hit in page.inside[raw.sentence]
        if "general" in hit.tags
        and (
            hit.start > raw.at
            or (hit.start == raw.at and _AS_OBJECT.search(text, page.spans[raw.sentence][0], hit.start))
        )
        and not _CUT_ALL.search(text, raw.at, hit.start)
    ]
    return bool(those) and all(_compound(page, hit, high) for hit in those[:2])


def _compound(page: Page, hit: Hit, high: int) -> bool:
    """Whether a noun stands behind a licence that somebody got, of which it only says what it is for."""
    text = page.text
    if text[hit.start] > "\u2e7f":
        return _COMPOUND_HAN.match(text, hit.end, high) is not None
    if not text[hit.start : hit.end].lower().endswith(_LICENCE_NOUNS) or text[hit.end : hit.end + 1] != " ":
        return False
    if any(one.company for one in page.entities_in(hit.end, hit.end + 3)) or _BEHIND.match(text, hit.end, high):
        return False
    return _WORD.match(text, hit.end + 1, high) is not None


def _for_something_else(page: Page, raw: Statement, low: int) -> bool:
    """Whether a general licence is one for something else than magnets, or something else is shipped under it."""
    text = page.text
    for hit in page.inside[raw.sentence]:
        if "general" not in hit.tags or text[hit.start] > "\u2e7f":
            continue
        if _FOR.match(text, hit.end) and not _FOR_OWN.match(text, hit.end) and not _ASIDE.match(text, hit.end + 1):
            return True
        shipped = _SHIPS.search(text, max(low, hit.start - _SHIPPED), hit.start)
        if shipped and not _SHIPS_OWN.fullmatch(shipped["what"]):
            return True
    return False


#: How far before a licence the verb of shipping may stand, in characters.
_SHIPPED = 90
