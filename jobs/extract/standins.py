"""Words that stand for a company as plainly as its name: "the latter" after two names, "we" in a letter that it signs."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace

from jobs.extract.cues import Hit
from jobs.extract.sentences import Span
from jobs.extract.subjects import Entity, own_trade, unique
from storage.domain.licence import Role

_PAIR = re.compile(
    r"(?P<first>前者|\b[Tt]he former(?=['’,]| (?:has|had|is|was|got|holds?|received|obtained|did)\b))"
    r"|(?P<second>[后後]者|\b[Tt]he latter(?=['’,]| (?:has|had|is|was|got|holds?|received|obtained|did)\b))"
)
#: One of these stands in every pair; most texts hold none.
_PAIR_WORDS = ("者", "he former", "he latter")
#: A firm that speaks of itself and says at once who it is: "我厂（X）".
_OURSELVES = re.compile(r"(?:本公司|我司|我厂|我廠|本厂|本廠|我公司|本集团|本集團|当社|當社|弊社|당사)[（(「“]$")
#: What a signature follows and how far it may stand from it, and what may follow the name in it, in characters.
_SIGNS = ("——", "--", "\n", "（", "(", "：", ":", "。", "\u3000")
_BEFORE, _AFTER = 8, 16
_WE = frozenset(("we",))
#: Where a letter says to whom it goes, and how it speaks to them.
_TO = re.compile(r"(?:^|[\n。，：:（(])\s*(?:此致|致|尊敬的|敬致|收件人[：:]|收件方[：:])[：:\s]*(?:各位)?$")
#: "Our subsidiary X": what follows is about X.
_DAUGHTER = re.compile("(?:之|的|及其|旗下)?[\u4e00-\u9fff]{0,6}?(?:附属公司|附屬公司|子公司|全[资資]公司)")
_YOU = re.compile("[贵貴](?:公司|司|厂|廠|方|集团|集團)")
#: A filing or form says in a line of its own whose it is, and then speaks of "the company".
_FILED_BY = re.compile(
    r"(?:(?:证券|股票|公司)(?:简称|名称)|(?:證券|股票|公司)(?:簡稱|名稱)|填表单位|填報單位|填报单位|发布单位|答复单位|回函单位|公告单位)[：:]\s*$"
)
_SIGNED_BELOW = re.compile(
    r"\s*(?:董事会|董事會|敬上|谨启|謹啟|谨上|敬启|敬啟|外贸部|外貿部|销售部|銷售部|出口部|客户服务部)?(?:\s*[\d二〇零○一三四五六七八九十年月日./-]{0,14})?\s*$"
)
_THE_FIRM = re.compile(
    r"(?:(?<=[，。；：:\s“「])|^)本?公司(?=[自已於于的持获獲取近未现現同及与與在将將本目]|[（(]|[\d一二三四五六七八九十])|本公司(?!(?:之|的|及其|旗下)?(?:全[资資]|控股|附属|附屬|子公司|下属|下屬))"
)
#: How many sentences back the two names may stand.
_BACK = 2


def find(text: str, entities: Sequence[Entity], found: Sequence[Hit], spans: Sequence[Span]) -> list[Entity]:
    """The stand-ins of a text, each as a mention of the company it stands for."""
    if not entities:
        return []
    return [
        *_signed(text, entities, found),
        *_signed_latin(text, entities),
        *_addressed(text, entities),
        *_paired(text, entities, spans),
    ]


def _paired(text: str, entities: Sequence[Entity], spans: Sequence[Span]) -> Iterator[Entity]:
    if not any(word in text for word in _PAIR_WORDS):
        return
    starts = [entity.start for entity in entities]
    for match in _PAIR.finditer(text):
        number = bisect_left(spans, (match.start() + 1,)) - 1
        for first in range(number, max(-1, number - _BACK - 1), -1):
            named = list(entities[bisect_left(starts, spans[first][0]) : bisect_left(starts, match.start())])
            two = _last_two(text, named)
            if len(two) >= 2:
                if len(two) == 2:
                    one = two[0] if match["first"] else two[1]
                    yield replace(one, start=match.start(), end=match.end())
                break


#: Between the two names that "the former" and "the latter" tell apart.
_AND = re.compile(r"(?:、|与|與|和|及|以及|,? and )")
_LISTED = re.compile(r"、|, ")


def _last_two(text: str, named: list[Entity]) -> list[Entity]:
    """The two companies of the last pair "A and B" among these, else all that they are."""
    for place in range(len(named) - 1, 0, -1):
        one, other = named[place - 1], named[place]
        if one.key != other.key and _AND.fullmatch(text, one.end, other.start):
            third = place > 1 and _LISTED.fullmatch(text, named[place - 2].end, one.start)
            return unique(named) if third else [one, other]
    return unique(named)


#: How a letter in Latin letters ends, and how far from its end, in characters.
_SIGN_OFF = re.compile(
    r"\n\W{0,3}(?:(?:kind|best|warm|with best|with kind|yours)\s+)?(?:regards|sincerely|faithfully|truly|wishes|cheers|thank you)\b[^\n]{0,40}\n",
    re.IGNORECASE,
)
_LAST = 240
_WE_LATIN = re.compile(r"\b(?:[Ww]e|us)\b(?!['’])")


def _signed_latin(text: str, entities: Sequence[Entity]) -> Iterator[Entity]:
    """ "We" in an English letter is the company under which it is signed."""
    signed = _SIGN_OFF.search(text, max(0, len(text) - _LAST)) if text.isascii() else None
    if signed is None:
        return
    author = next((one for one in entities if one.start >= signed.end() and one.plain), None)
    if author is None:
        return
    for match in _WE_LATIN.finditer(text, 0, signed.start()):
        if not any(one.start < match.end() and match.start() < one.end for one in entities):
            yield replace(author, start=match.start(), end=match.end())


def _signed(text: str, entities: Sequence[Entity], found: Sequence[Hit]) -> Iterator[Entity]:
    ours = [(hit.start, hit.end) for hit in found if hit.tags & _WE and text[hit.start] > "\u2e7f"]
    if (filer := _filer(text, entities)) is not None:
        ours = sorted({*ours, *(match.span() for match in _THE_FIRM.finditer(text))})
    if not ours or (author := filer or _author(text, entities)) is None:
        return
    for low, high in ours:
        if (
            text[high : high + 1] not in ("（", "(")
            and not _DAUGHTER.match(text, high)
            and not any(entity.start < high and low < entity.end for entity in entities)
        ):
            yield replace(author, start=low, end=high, plain=author.plain or own_trade(author))


def _filer(text: str, entities: Sequence[Entity]) -> Entity | None:
    """Who files or signs a Chinese text, as a line of its own says."""
    for entity in entities:
        if _FILED_BY.search(text, max(0, entity.start - 12), entity.start):
            return entity
    last = entities[-1]
    line = text[text.rfind("\n", 0, last.start) + 1 : last.start]
    alone = "\n" in text[: last.start] and not line.strip(" —-\u3000") and _SIGNED_BELOW.match(text, last.end)
    return last if alone and last.plain and text[last.start] > "\u2e7f" else None


def _addressed(text: str, entities: Sequence[Entity]) -> Iterator[Entity]:
    """ "You" in a letter is whom it is addressed to: a buyer, unless the name is a magnet maker's."""
    you = list(_YOU.finditer(text))
    if not you:
        return
    for entity in entities:
        if _TO.search(text, max(0, entity.start - 10), entity.start):
            roles = entity.company.roles if entity.company else frozenset()
            role = entity.role if roles or own_trade(entity) else Role.CUSTOMER
            for match in you:
                if not any(one.start < match.end() and match.start() < one.end for one in entities):
                    yield replace(entity, start=match.start(), end=match.end(), role=role, plain=True)
            return


def _author(text: str, entities: Sequence[Entity]) -> Entity | None:
    for entity in entities:
        if _OURSELVES.search(text, max(0, entity.start - 8), entity.start):
            return entity
    last = entities[-1]
    if len(text[last.end :].strip()) > _AFTER or "：" in text[last.end :]:
        return None
    before = text[: last.start]
    near = max((before.rfind(sign) + len(sign) for sign in _SIGNS if sign in before), default=-1)
    return last if near >= 0 and last.start - near <= _BEFORE else None
