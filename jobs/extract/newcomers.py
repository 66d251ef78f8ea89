"""Companies on no list: found by how they are written, in Latin and in Chinese letters."""

import re
from bisect import bisect_left
from dataclasses import replace
from functools import cache, lru_cache
from itertools import islice

from jobs.extract.cues import Hit, table, words
from jobs.extract.entity import Entity
from jobs.extract.sentences import Span
from storage.domain.folding import fold

#: Letters a name in Latin script is written with. What else follows is damage ("Chinaโs").
_L = "A-Za-z0-9À-ɏ"


_LATIN_NAME = re.compile(
    rf"(?<![\w&@.])(?:[A-Z][{_L}&’'.-]*|[A-Z]{{2,}})(?:(?:\s+&\s+|\s+de\s+|[ ]+|(?<=[a-z.]),\s+(?=(?:Ltd|"
    rf"Inc|Limited|LLC)\b))"
    rf"(?:[A-Z][{_L}&’'.-]*|[A-Z]{{2,}}|\d{{2,3}}(?=\s[A-Z])))*"
)


_PERSON_AFTER = re.compile(
    r"\s*(?:,\s+(?:the\s+|its\s+|a\s+|an\s+|who\s+runs\s+|our\s+)?(?:[\w’'-]+\s+){0,3}?(?:founder|"
    r"director|manager|minister|analyst|chief|head|"
    r"president|chairman|chairwoman|spokes\w+|secretary|officer|executive|professor|lawyer|commissioner|"
    r"ceo|cfo|engineer|partner)\b)",
    re.IGNORECASE,
)


_PERSON_BEFORE = re.compile(
    r"\b(?:mr|mrs|ms|dr|prof|founder|minister|spokes(?:man|woman|person)|president|chairman|chairwoman|"
    r"commissioner|executive|"
    r"secretary|analyst|director|manager|engineer|officer|by|dear|senator|chancellor|ceo)\.?\s+$",
    re.IGNORECASE,
)


_PLACE_BEFORE = re.compile(r"\b(?:in|near|outside|at|from|around|of|to)\s+(?:the\s+)?$", re.IGNORECASE)


_VERB_AFTER = re.compile(
    r"(?:['’]s?\b|\s*\(|\s+(?:has|have|had|is|was|were|got|said|says|holds?|received|obtained|secured|"
    r"won|now|may|can|will|and|"
    r"confirmed|told|disclosed|gets|became|cannot|makes|ships|added|denied|did|let|hat|wird|erhielt|"
    r"verfügt|a\s+obtenu|dispose|also|joined|remains|have)\b|\s*[:：])"
)


_VERB_SINGULAR = re.compile(
    r"(?:['’]s\b|\s+(?:has|confirmed|told|disclosed|announced|stated|denied|expects|became|joined|"
    r"now|got|says|said|holds|received|obtained|secured|won|gets|became|hat|erhielt|dispose)\b)"
)


_AND_NAME = re.compile(r"\s+(?:and|und|et)\s+[A-Z][a-z]+\b")


_LISTED = re.compile(r"(?:,|and|to|by|with|of|und|et|from)\s+$")


_HAN = "\u4e00-\u9fff"


class _Taken:
    """Spans that are named already; spans do not overlap, so two neighbours decide."""

    def __init__(self, spans: list[Span]) -> None:
        self._spans = sorted(spans)
        self._starts = [start for start, _ in self._spans]

    def touches(self, start: int, end: int) -> bool:
        place = bisect_left(self._starts, end)
        return any(low < end and start < high for low, high in self._spans[max(0, place - 3) : place])


def unlisted(
    text: str, languages: tuple[str, ...], known: list[Entity], found: list[Hit], busy: list[Span]
) -> list[Entity]:
    taken = [(entity.start, entity.end) for entity in known]
    taken += [(hit.start, hit.end) for hit in found if "newspaper" in hit.tags]
    new = _latin(text, languages, taken, busy)
    if {"zh", "ja"} & set(languages):
        new += _chinese(text, taken + [(entity.start, entity.end) for entity in new])
    return _with_short_forms(text, new, taken)


@cache
def _stop(languages: tuple[str, ...]) -> frozenset[str]:
    return frozenset().union(*(words(language, "places", "stop") for language in languages)) | {
        word for language in languages for word in words(language, "attribution", "newspaper")
    }


def _latin(text: str, languages: tuple[str, ...], spans: list[Span], busy: list[Span]) -> list[Entity]:
    stop = _stop(languages)
    taken = _Taken(spans)
    lower, inner = set(re.findall(r"\b[a-z]+\b", text)), set(_INNER.findall(text))
    tails, newspapers = words("en", "names", "tail"), words("en", "attribution", "newspaper")
    cjk = languages[0] in ("zh", "ja", "ko")
    out: list[Entity] = []
    for low, high in busy:
        if _headline(text[low:high]):
            continue
        for match in _LATIN_NAME.finditer(text, low, high):
            if len(match[0]) > 120:
                continue
            trimmed = _trimmed(match[0], stop)
            if trimmed is None:
                continue
            start, name = match.start() + trimmed[0], trimmed[1]
            end = start + len(name)
            if taken.touches(start, end) or name.lower() in newspapers:
                continue
            parts = [part.lower().strip(".,'’") for part in name.split()]
            firm = len(parts) > 1 and any(part in tails for part in parts[1:])
            single = len(parts) == 1
            if not firm and _person(text, start, end, low):
                continue
            if single and not cjk:
                opening = start == low or text[low:start].strip("\"'“‘-•* ") == ""
                if opening and not (_AND_NAME.match(text, end) or _VERB_SINGULAR.match(text, end) or name in inner):
                    continue
                if not opening and not (
                    _VERB_AFTER.match(text, end) or _LISTED.search(text[max(0, start - 6) : start])
                ):
                    continue
                if name.lower() in lower:
                    continue
            if not firm and (
                _PLACE_BEFORE.search(text[max(0, start - 14) : start]) and text[end : end + 1] not in "'’"
            ):
                continue
            if single and (len(name) < 3 or name.lower().strip(".") in tails):
                continue
            out.append(Entity(start=start, end=end, name=name, plain=firm))
    return out


#: A capitalised word that does not open its sentence.
_INNER = re.compile(r"(?<=[a-z,;’'”] )[A-Z][\w-]+")


def _headline(sentence: str) -> bool:
    """Whether capitals mean nothing because every word has one."""
    if len(list(islice(_LOWER_WORD.finditer(sentence), 8))) == 8:
        return False
    words_ = re.findall(r"[A-Za-z][\w’'-]{2,}", sentence)
    return len(words_) >= 4 and sum(word[0].isupper() for word in words_) >= 0.7 * len(words_)


_LOWER_WORD = re.compile(r"(?<![\w’'])[a-z]{3,}")


@lru_cache(maxsize=4096)
def _trimmed(raw: str, stop: frozenset[str]) -> tuple[int, str] | None:
    """A run of capitalised words without the ordinary words at its ends: offset and name."""
    name = re.sub(r"['’]s?$|[.,'’-]+$", "", raw) if not re.search(r"(?:Ltd|Inc|Co|Corp)\.$", raw) else raw
    offset = 0
    words_ = name.split(" ")
    tails = words("en", "names", "tail")
    while (
        words_
        and (words_[0].strip(".,'’").lower() in stop or words_[0].lower() in stop)
        and not (
            len(words_) > 1
            and words_[0].isalpha()
            and words_[0].lower() in _PLACE_NAMES
            and words_[1].lower() not in stop
        )
    ):
        offset += len(words_[0]) + 1
        words_ = words_[1:]
    while words_ and words_[-1].lower().strip(".,") in stop and words_[-1].lower().strip(".,") not in tails:
        words_ = words_[:-1]
    name = re.split(r"['’]s ", " ".join(words_))[0].rstrip(",")
    possessive = re.search(r"['’]s$", name)
    if possessive:
        name = name[: possessive.start()]
    if len(name) < 2 or all(word.lower().strip(".,") in stop or not word[:1].isalpha() for word in name.split()):
        return None
    return offset, name


_PLACE_NAMES = frozenset(
    [
        "beijing",
        "shanghai",
        "shenzhen",
        "baotou",
        "ganzhou",
        "ningbo",
        "hangzhou",
        "chengdu",
        "jiangxi",
        "zhejiang",
        "sichuan",
        "guangdong",
        "tokyo",
        "osaka",
    ]
)


def _person(text: str, start: int, end: int, low: int) -> bool:
    return bool(_PERSON_AFTER.match(text, end) or _PERSON_BEFORE.search(text[max(low, start - 20) : start]))


@cache
def _han_patterns() -> tuple[re.Pattern[str], frozenset[str], frozenset[str]]:
    names = table("zh")["names"]
    tails = "|".join(sorted(map(re.escape, names["tail"]), key=len, reverse=True))
    return re.compile(rf"(?:{tails})+"), frozenset(names["lead"]), frozenset(names["generic"])


#: Characters of ordinary speech that stand in no company's own name.
_ORDINARY = frozenset(
    "的了是在有和与及其这那某各另该此并已未不可拿获得取先后若几多少五两一家张个批从事要产造出口向供应为被将把对给让也都还再又就"
    "只因等说称表示到没无非每些们我你他它谁何以所而但却则或如于由至自含做办买卖用找看问答请求准许证"
)


_HAN_PLACE = re.compile(
    r"(?:北京|上海|天津|重庆|江西|浙江|安徽|山东|四川|湖南|湖北|福建|江苏|广东|广西|山西|"
    r"陕西|内蒙古|河北|河南|辽宁|宁波|"
    r"包头|赣州|杭州|烟台|成都|深圳|厦门|太原|苏州|南京|沈阳|宁夏|青岛)(?:市|省)?"
)


def _chinese(text: str, taken: list[Span]) -> list[Entity]:
    tail, leads, generic = _han_patterns()
    folded = fold(text)
    named = _Taken(taken)
    line = folded.text
    out: list[Entity] = []
    for match in tail.finditer(line):
        begin = _name_begin(line, match.start(), leads)
        if begin is None:
            continue
        core = line[begin : match.start()]
        place = _HAN_PLACE.match(line, begin)
        if place and place.end() < match.start() - 1:
            begin = place.end()
            core = line[begin : match.start()]
        if any(word in core for word in generic) or _ORDINARY & set(core) or not re.fullmatch(f"[{_HAN}]{{2,4}}", core):
            continue
        start, end = folded.original(begin, match.end())
        if named.touches(start, end):
            continue
        out.append(Entity(start=start, end=end, name=_short(text[start:end]), plain=True))
    return out + _chinese_speakers(text, generic, taken + [(entity.start, entity.end) for entity in out])


def _short(name: str) -> str:
    """A Chinese name as people use it: without the legal form and what is generic before it."""
    match = _HAN_LEGAL_TAIL.search(name)
    return name[: match.start()] if match and match.start() >= 3 else name


def _chinese_speakers(text: str, generic: frozenset[str], taken: list[Span]) -> list[Entity]:
    """Foreign firms in Chinese have no trade in their name; they show as speakers or by a Latin name in brackets."""
    out = []
    named = _Taken(taken)
    for match in _HAN_SPEAKER.finditer(text):
        name = match["a"] or match["b"]
        start = match.start("a") if match["a"] else match.start("b")
        folded = fold(name).text
        if named.touches(start, start + len(name)) or any(word in folded for word in generic):
            continue
        if _ORDINARY & set(folded) or _HAN_PLACE.match(folded) or _NO_FIRM.search(folded):
            continue
        out.append(Entity(start=start, end=start + len(name), name=name, plain=match["b"] is not None))
    return out


_HAN_LEGAL_TAIL = re.compile(
    r"(?:新?材料|科技|技术|技術|实业|實業)?(?:股份)?(?:有限公司|有限责任公司|有限責任公司|"
    r"控股有限公司|集团|集團|股份)+$"
)


_HAN_SPEAKER = re.compile(
    r"(?:^|(?<=[，。；、\n「“：】]))(?P<a>[\u4e00-\u9fff]{2,6}?)(?:集团|集團|公司|方面)?(?:采购主管|"
    r"採購主管|采购总监|发言人|發言人|"
    r"负责人|負責人|董事长|董事長|总裁|總裁|副总裁|副總裁|高管|执行长|執行長|财务长|財務長|采购部)?"
    r"(?:则|則|亦|也)?(?:说|說|称|稱|表示|证实|證實|确认|確認|透露|宣布|宣佈)"
    r"|(?:大厂|大廠|厂商|廠商|企业|企業|巨头|巨頭|[厂廠])?"
    r"(?P<b>[\u4e00-\u9fff]{2,8}?)[（(](?=[A-Z][A-Za-z.& -]{2,30}[）)])"
)


#: What speaks in reports without being a company.
_NO_FIRM = re.compile(
    r"人士|知情|消息|记者|报道|外电|来源|商务|外交|财政|海关|总署|部长|官员|专家|律师|"
    r"协会|会长|经理|主管|大使|先生|女士|白宫|政府|媒体|本刊|本报|公告|"
    r"分析|机构|券商|路透|彭博|日报|时报|新闻|董事|高层|业者|市场|交易|银行|证券|发言|"
    r"欧盟|北京|中国|美国|德国|日本|韩国|印度|英国|总统|主席|总理|公司|小编|投资|"
    r"负责|何亚东|商会|业务|上述|有关|相关|受访|客户|供应|买家|据"
)


def _name_begin(line: str, tail: int, leads: frozenset[str]) -> int | None:
    """Where a Chinese name that ends in a trade word begins: after a border or a word that stands before names."""
    begin = None
    for start in range(tail - 2, max(-1, tail - 7), -1):
        if start < 0 or not "\u4e00" <= line[start] <= "\u9fff":
            break
        before = line[start - 1] if start else " "
        if not "\u4e00" <= before <= "\u9fff":
            return start
        if any(line[max(0, start - size) : start] in leads for size in (3, 2, 1)):
            begin = start
            if any(line[max(0, start - size) : start] in leads for size in (3, 2)):
                return start
            if tail - start >= 2:
                return start
        place = _HAN_PLACE.match(line, start)
        if place and place.end() <= tail - 2:
            return start
    return begin


def _with_short_forms(text: str, new: list[Entity], taken: list[Span]) -> list[Entity]:
    """Later short mentions of a name on no list (its first word after its full name) belong to the full one."""
    fullest: dict[str, Entity] = {}
    for entity in sorted(new, key=lambda entity: (-entity.plain, -len(entity.name))):
        fullest.setdefault(_head(entity.name), entity)
    # A name without the place or the trade that another mention has is the same name.
    longer = sorted(fullest.values(), key=lambda entity: -len(entity.name))[:60]
    for head, entity in list(fullest.items()):
        for other in longer:
            if len(other.name) > len(entity.name) and f" {entity.name} " in f" {other.name} ":
                fullest[head] = other
    out = [replace(e, name=fullest[_head(e.name)].name, plain=fullest[_head(e.name)].plain) for e in new]
    covered = _Taken(taken + [(entity.start, entity.end) for entity in new])
    heads = {head: entity for head, entity in fullest.items() if entity.plain and head != entity.name}
    latin = {head for head in heads if head[0] < "\u2e80" and len(head) >= 4}
    if latin:
        for match in _CAPITAL.finditer(text):
            if match[0] in latin and not covered.touches(match.start(), match.end()):
                out.append(replace(heads[match[0]], start=match.start(), end=match.end()))
    chinese = sorted((head for head in heads if head[0] > "\u2e7f" and len(head) >= 2), key=len, reverse=True)[:200]
    if chinese:
        for match in re.finditer("|".join(map(re.escape, chinese)), text):
            if not covered.touches(match.start(), match.end()):
                out.append(replace(heads[match[0]], start=match.start(), end=match.end()))
    return out


_CAPITAL = re.compile(r"\b[A-Z][\w-]{3,}\b")


def _head(name: str) -> str:
    if name[0] > "\u2e7f":
        tail, _, _ = _han_patterns()
        folded = fold(name)
        match = tail.search(folded.text, 2)
        return name[: match.start()] if match else name
    return name.split(" ")[0]
