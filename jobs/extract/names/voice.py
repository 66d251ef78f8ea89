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

#: A firm that speaks of itself and says at once who it is: "我厂（X）".
_OURSELVES = re.compile(
    r"(?:本公司|我司|我厂|我廠|本厂|本廠|我公司|本集团|本集團|当社|當社|弊社|당사|发行人|發行人|(?:^|[\s。，：；])公司)[（(「“]$"
)
#: "X (the "Company")", "X（以下简称“公司”）": the text says by which word it will go on.
_DEFINED = re.compile(
    r"[\s,]*(?:Co\b|Ltd\b|Limited|Inc\b|Corporation|股份|有限|公司|[.,\s])*[（(][^()（）]{0,40}?[\"“「‘](?:the |本)?(?:Company|Issuer|Group|公司|发行人|發行人)[\"”」’]",
)
#: What a signature follows and how far it may stand from it, and what may follow the name in it, in characters.
_SIGNS = ("——", "--", "\n", "（", "(", "：", ":", "。", "\u3000")
_BEFORE, _AFTER = 8, 16
_WE = frozenset(("we",))
#: "Our subsidiary X": what follows is about X.
_DAUGHTER = re.compile("(?:之|的|及其|旗下)?[\u4e00-\u9fff]{0,6}?(?:附属公司|附屬公司|子公司|全[资資]公司)")
#: A filing or form says in a line of its own whose it is, and then speaks of "the company".
_FILED_BY = re.compile(
    r"(?:(?:证券|股票|公司)(?:简称|名称)|(?:證券|股票|公司)(?:簡稱|名稱)|填表单位|填報單位|填报单位|发布单位|答复单位|回函单位|公告单位)[：:]\s*$"
)
#: "（作者系X董事长）", "The author is sales director of X".
_AUTHOR = re.compile(
    r"(?:作者(?:系|为|為|是|：)|[Tt]he (?:author|writer) (?:is|heads|runs|works)\b[^.\n]{0,40}?\b(?:of|at|for) )$"
)
_SIGNED_BELOW = re.compile(
    r"\s*(?:董事会|董事會|敬上|谨启|謹啟|谨上|敬启|敬啟|外贸部|外貿部|销售部|銷售部|出口部|客户服务部|供应链中心|采购部|採購部)?(?:\s*[\d二〇零○一三四五六七八九十年月日./-]{0,14})?\s*$"
)
_THE_FIRM = re.compile(
    r"(?:(?<=[，。；：:\s“「])|^)本?公司(?=[自已於于的持获獲取近未现現同及与與在将將本目累]|[（(]|[\d一二三四五六七八九十])|本公司(?!(?:之|的|及其|旗下)?(?:全[资資]|控股|附属|附屬|子公司|下属|下屬))"
)
#: How a letter in Latin letters ends, and how far from its end, in characters.
_SIGN_OFF = re.compile(
    r"\n\W{0,3}(?:(?:kind|best|warm|with best|with kind|yours)\s+)?(?:regards|sincerely|faithfully|truly|wishes|cheers|thank you)\b[^\n]{0,40}\n",
    re.IGNORECASE,
)
_LAST = 240
#: How a voice speaks of itself in English; "our" only where a licence or the firm itself follows.
_WE_LATIN = re.compile(
    r"\b(?:[Ww]e|us)\b(?!['’])"
    r"|\b[Oo]ur (?:own )?(?:company|team|firm|group|plant|factory|works|board)\b"
    r"|\b[Oo]ur\b(?= (?:(?!supplier|vendor|customer|client|partner|mill|maker|application|request|bid)[\w-]+ ){0,4}(?:licen[cs]es?|permits?)\b)"
)
_THE_COMPANY = re.compile(r"\b[Tt]he (?:Company|Issuer)\b(?!['’])")
_SPEAKS = re.compile(r"\b(?:[Ww]e|[Oo]ur|us)\b")
_OPENING_MARKS, _CLOSING_MARKS = "“「『", "”」』"


def mentions(text: str, entities: Sequence[Entity], title: Sequence[Entity], found: Sequence[Hit]) -> Iterator[Entity]:
    """The words by which a text's own voice speaks of itself, each as a mention of that company."""
    named = [(one.start, one.end) for one in entities]
    if entities:
        for one in _in_chinese(text, entities, found):
            yield one
            named.append((one.start, one.end))
    voice, defined = _of_latin(text, entities, title)
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
    if opener := _opener(text, entities):
        return opener, False
    own = unique([one for one in title if one.plain])
    if len(own) == 1 and not any(one.key == own[0].key for one in entities) and _speaks_outside_quotes(text):
        return own[0], False
    return None, False


#: "X hereby informs ...", "X: end users on our licence".
_INFORMS = re.compile(r"(?: [A-Z][\w.,]+){0,3}(?::| hereby\b| is pleased to| wishes to| would like to| informs)")


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
