"""Whose voice a text is: who says "we", "our company", "the Company", "我司" or "公司" in it.

A letter is the voice of the company that signs it, a filing of the one it defines as "the Company", a form or post of
the one its own line or its title names, an essay of its author's company. A report has no voice: whoever says "we" in
it does so in quotation marks.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from jobs.extract.names.subjects import Entity, own_trade, unique
from jobs.extract.text.cues import Hit
from jobs.extract.text.phrases import Phrase

_OURSELVES = Phrase("voice", "ourselves", capitals=True)
_DEFINED = Phrase("voice", "defined", capitals=True)
#: What a signature follows and how far it may stand from it, and what may follow the name in it, in characters.
_SIGNS = ("——", "--", "\n", "（", "(", "：", ":", "。", "\u3000")
_BEFORE, _AFTER = 8, 16
_WE = frozenset(("we",))
_DAUGHTER = Phrase("voice", "daughter", capitals=True)
_FILED_BY = Phrase("voice", "filed_by", capitals=True)
_AUTHOR = Phrase("voice", "author", capitals=True)
_SIGNED_BELOW = Phrase("voice", "signed_below", capitals=True)
_THE_FIRM = Phrase("voice", "the_firm", capitals=True)
_SIGN_OFF = Phrase("voice", "sign_off")
_LAST = 240
_WE_LATIN = Phrase("voice", "we_latin", capitals=True)
_THE_COMPANY = Phrase("voice", "the_company", capitals=True)
_SPEAKS = Phrase("voice", "speaks", capitals=True)
_OPENING_MARKS, _CLOSING_MARKS = "“「『", "”」』"


def mentions(text: str, entities: Sequence[Entity], title: Sequence[Entity], found: Sequence[Hit]) -> Iterator[Entity]:
    """The words by which a text's own voice speaks of itself, each as a mention of that company."""
    named = [(one.start, one.end) for one in entities]
    if entities:
        for one in _in_chinese(text, entities, found):
            yield one
            named.append((one.start, one.end))
    voice, defined = _of_latin(text, entities, title)
    if (addressee := _addressee(text, entities)) is not None and (voice is None or voice.key != addressee.key):
        for match in _YOU.finditer(text, addressee.end):
            if not any(start < match.end() and match.start() < end for start, end in named) and not _quoted(
                text, match.start()
            ):
                yield replace(addressee, start=match.start(), end=match.end(), plain=True)
    if voice is None:
        return
    spans = [match.span() for match in _WE_LATIN.finditer(text)]
    if defined:
        spans += [match.span() for match in _THE_COMPANY.finditer(text)]
    for low, high in sorted(spans):
        if not any(start < high and low < end for start, end in named) and not _quoted(text, low):
            yield replace(voice, start=low, end=high, plain=True)


def _of_latin(text: str, entities: Sequence[Entity], title: Sequence[Entity]) -> tuple[Entity | None, bool]:
    """Whose voice a text in Latin letters is, and whether it calls itself "the Company"."""
    if not _SPEAKS.search(text) and "the Company" not in text:
        return None, False
    for one in entities:
        if _DEFINED.match(text, one.end):
            return one, True
    signed = _SIGN_OFF.search(text, max(0, len(text) - _LAST))
    if signed is not None:
        author = next((one for one in entities if one.start >= signed.end() and one.plain), None)
        return author, False
    for one in entities:
        if one.plain and _AUTHOR.search(text, max(0, one.start - 80), one.start):
            return one, False
    for one in entities:
        if one.plain and _FROM.search(text, max(0, one.start - 40), one.start):
            return one, False
    if opener := _opener(text, entities):
        return opener, False
    if ourselves := _ourselves(text, entities):
        return ourselves, False
    own = unique([one for one in title if one.plain])
    if len(own) == 1 and not any(one.key == own[0].key for one in entities) and _speaks_outside_quotes(text):
        return own[0], False
    return None, False


_INFORMS = Phrase("voice", "informs", capitals=True)
_FROM = Phrase("voice", "from")
_TO = Phrase("voice", "to", capitals=True)
_YOU = Phrase("voice", "you", capitals=True)
_OUR_COMPANY = Phrase("voice", "our_company", capitals=True)


def _ourselves(text: str, entities: Sequence[Entity]) -> Entity | None:
    """Who says "our company, X"."""
    return next((one for one in entities if _OUR_COMPANY.search(text, max(0, one.start - 16), one.start)), None)


def _addressee(text: str, entities: Sequence[Entity]) -> Entity | None:
    """To whom a letter goes."""
    if "ou" not in text:
        return None
    return next((one for one in entities if _TO.search(text, max(0, one.start - 50), one.start)), None)


def _opener(text: str, entities: Sequence[Entity]) -> Entity | None:
    """Who opens a notice and goes on in the first person."""
    if not entities or text[: entities[0].start].strip():
        return None
    return entities[0] if entities[0].plain and _INFORMS.match(text, entities[0].end) else None


def _speaks_outside_quotes(text: str) -> bool:
    return any(not _quoted(text, match.start()) for match in _SPEAKS.finditer(text))


def _quoted(text: str, place: int) -> bool:
    """Whether a position stands inside quotation marks that were opened in its paragraph."""
    before = text[text.rfind("\n", 0, place) + 1 : place]
    opened = sum(map(before.count, _OPENING_MARKS)) > sum(map(before.count, _CLOSING_MARKS))
    return opened or before.count('"') % 2 == 1


def _in_chinese(text: str, entities: Sequence[Entity], found: Sequence[Hit]) -> Iterator[Entity]:
    ours = [(hit.start, hit.end) for hit in found if hit.tags & _WE and text[hit.start] > "\u2e7f"]
    if (filer := _filer(text, entities)) is not None:
        ours = sorted({*ours, *(match.span() for match in _THE_FIRM.finditer(text))})
    if not ours:
        return
    written_by = filer or _author(text, entities)
    for low, high in ours:
        author = _labelled(text, low, entities) or written_by
        if (
            author is not None
            and text[high : high + 1] not in ("（", "(")
            and not _DAUGHTER.match(text, high)
            and not any(entity.start < high and low < entity.end for entity in entities)
        ):
            yield replace(author, start=low, end=high, plain=author.plain or own_trade(author))


#: "X：我司……", "X董事长：“我们……": what follows a name, up to who says "we".
_LABEL = re.compile('[^，。；：:、\n“”「」]{0,10}[:：]\\s*[“「『"]?')


def _labelled(text: str, place: int, entities: Sequence[Entity]) -> Entity | None:
    """Who speaks in the line of `place`: a name with a colon behind it, before which the line has no other."""
    line = text.rfind("\n", 0, place) + 1
    named = [one for one in entities if line <= one.start < place]
    if not named or named[0].start - line > _BEFORE or not named[0].plain:
        return None
    label = _LABEL.match(text, named[0].end)
    return named[0] if label is not None and label.end() <= place else None


def _filer(text: str, entities: Sequence[Entity]) -> Entity | None:
    """Who files or signs a Chinese text, as a line of its own or a definition says."""
    for entity in entities:
        if _FILED_BY.search(text, max(0, entity.start - 12), entity.start) or _DEFINED.match(text, entity.end):
            return entity
    last = entities[-1]
    line = text[text.rfind("\n", 0, last.start) + 1 : last.start]
    alone = "\n" in text[: last.start] and not line.strip(" —-\u3000") and _SIGNED_BELOW.match(text, last.end)
    return last if alone and last.plain and text[last.start] > "\u2e7f" else None


def _author(text: str, entities: Sequence[Entity]) -> Entity | None:
    for entity in entities:
        before = max(0, entity.start - 8)
        if _OURSELVES.search(text, before, entity.start) or _AUTHOR.search(text, before, entity.start):
            return entity
    last = entities[-1]
    if len(text[last.end :].strip()) > _AFTER or "：" in text[last.end :]:
        return None
    before_it = text[: last.start]
    near = max((before_it.rfind(sign) + len(sign) for sign in _SIGNS if sign in before_it), default=-1)
    return last if near >= 0 and last.start - near <= _BEFORE else None
