"""Whose goods a part of a sentence speaks of: China's exports, or something else that is told in tonnes as well."""

import re

from jobs.extract.certainty.dates import MONTHS
from jobs.extract.figures.lines import Line
from jobs.extract.figures.talk import Talk, country_of, series_of
from jobs.extract.figures.words import Word
from jobs.extract.text import cues
from jobs.extract.text.cues import EASTERN

_OWN_EXPORTS = re.compile(r"'s?\s?(?:own\s)?(?:\w+\s){0,4}?(?:exports|shipments|exported|shipped)\b")
#: "Guangxi Taiyuan said it had exported": the verb is of the name before.
_ITSELF = re.compile(
    r"(?:\s(?:said|says|stated|states|reported|reports|announced|wrote|writes|disclosed|claims|claimed)(?:\s(?:\w+,?\s)?that)?"
    r"\s(?:it|they|he|she))?(?:\s(?:had|has|have|itself|also|alone|already))*\s$"
)
#: A name with its own exports ("Lantai's exports").
_EXPORTS_OF = re.compile(
    r"\b(?!(?:The|Its|Their|His|Last|This|That|Customs|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|Today|Yesterday)\b)"
    r"((?:[A-Z][\w&.-]*\s){0,3}[A-Z][\w&.-]*)['’]s?\s(?:own\s|total\s|magnet\s|overseas\s){0,2}(?:exports|shipments|deliveries|sales)\b"
)
#: A company named as the subject of a Chinese clause, by how such names end.
_HAN_COMPANY = re.compile(
    r"\s?(?:其中|而|但|另外)?([\u4e00-\u9fff]{2,4}?)(?:永磁|稀土|磁材|磁业|磁性材料|磁电|科技|股份|高科|集团|新材料?|实业|公司)"
    r"(?:[(（][^()（）]{1,20}[)）])?(?:公司|集团|股份)?(?:[:：]|(?=(?:20\d\d年)?(?:前|首|[一二三四]季|第|上半|下半|今年|去年|本年|报告期|全年|当期|"
    r"累计|共|向|出口|外销|\d{1,2}月|表示|称|披露|实现|的?海外|的?出口)))"
)
_KOREAN_COMPANY = re.compile(
    r"\s?[\uac00-\ud7a3A-Za-z]{1,12}(?:산업|전자|금속|머티리얼즈|머트리얼즈|소재|테크|그룹|중공업|전기|모터스|코리아|홀딩스|케미칼|화학|제철|스틸)"
    r"(?:은|는|이|가)\s"
)
#: What no company's name holds before such an end.
_NO_COMPANY = re.compile(
    "[年月季日期旬周度半国全各类种对向输省市欧美韩英印越重轻该及和与总吨]|[出进]口|稀土|[烧粘]结|性能|高端|海关|关区|海外|其他|所有|这些|中方|大陆|内地"
)
_NAMES = re.compile(r"(?:[A-ZÄÖÜ][\w&.-]*\s){1,3}")
#: Another country's own statistics ("Vietnamese customs").
_OFFICE = re.compile(
    r"(?:'s)?\s(?:\w+\s)?(?:customs|trade ministry|statistics (?:office|bureau|agency)|trade (?:data|statistics)|import data)\b"
)
#: 越南4月对美出口.
_OWN_TOWARD = re.compile(
    r"(?:今年|去年|20\d\d年)?(?:前?\d{1,2}个?月份?)?(?:对|向|输往)(?!华|中国|我国)[^,，。]{1,6}出口"
)
_CHINAS_OFFICE = re.compile(r"chinese customs|china's (?:own )?customs|(?:我国|中国|中方)海关")
_OWN_OFFICE = re.compile("向|海关|商务部")


def topic_of(line: Line, piece: int, talk: Talk, *, near: bool) -> bool | None:
    """Whether a piece speaks of China's exports (True), of something else (False), or leaves it open."""
    if line.has("reopens", piece) and not line.has("no_export", piece) and not line.has("import_verb", piece):
        # "We had pencilled in 5,300 tonnes; the print was 5,577."
        return True if line.tagged("export") or (talk.exports and near) else None
    if line.has("office", piece) and not line.tagged("from_china"):
        # Another country's office counts what came from everywhere.
        return False
    if line.has("no_export", piece) or _foreign(line, piece) or _of_company(line, piece, told=talk.told):
        return False
    if line.has("import_verb", piece) and _own_imports(line, piece):
        return False
    if line.has("import_verb", piece):
        # "The EU imported 2,568 tonnes from China, the United States imported 581."
        if not _goes_to(line, piece):
            return False
        if any(_foreign(line, place) for place in range(piece)):
            return None
        return True if line.has("from_china", piece) and any(map(series_of, line.pieces[piece].words)) else None
    return True if line.has("export", piece) else None


def _own_imports(line: Line, piece: int) -> bool:
    """Whether China's own imports are told ("China's rare earth imports dropped")."""
    words = line.pieces[piece].words
    first = next((word for word in words if {"from_china", "import_verb"} & word.tags), None)
    own = first is not None and "from_china" in first.tags and line.text.startswith(("china's", "chinese"), first.start)
    return own and not any(country_of(word) for word in words)


def _goes_to(line: Line, piece: int) -> bool:
    """Whether imports can be China's exports: from China, or of a destination told in a row with one from there."""
    if line.has("from_china", piece):
        return True
    if line.has("origin", piece):
        return False
    told = any(line.has("import_verb", place) and line.has("from_china", place) for place in range(piece))
    return told and any(country_of(word) for word in line.pieces[piece].words)


def _foreign(line: Line, piece: int) -> bool:
    """Whether another country's own exports are told ("Vietnam's own exports")."""
    part = line.pieces[piece]
    for word in part.words:
        if country_of(word) is None:
            continue
        after = line.text[word.end : part.end]
        if _OWN_EXPORTS.match(after):
            return True
        if _OFFICE.match(after) and not _from_china_alone(line):
            return True
        name = line.text[word.start : word.end]
        first = word.start - part.start <= 1 and len(name) > 1
        if first and EASTERN.match(name) and _OWN_TOWARD.match(after):
            return True
        if first and EASTERN.match(name) and _OWN_OFFICE.search(after) and not after.startswith("出口"):
            return True
    return False


def _from_china_alone(line: Line) -> bool:
    """Whether another country's office tells what came from China, and China's own does not tell the same beside it."""
    return bool(line.tagged("from_china")) and not _CHINAS_OFFICE.search(line.text)


def _of_company(line: Line, piece: int, *, told: bool) -> bool:
    """Whether a company tells what it sold itself ("Lantai shipped 310 tonnes", 晨曦磁材上半年出口310吨)."""
    if EASTERN.search(line.text) and (found := _HAN_COMPANY.match(line.text, line.pieces[piece].start)):
        return _NO_COMPANY.search(found[1]) is None
    if _KOREAN_COMPANY.match(line.text, line.pieces[piece].start):
        return True
    if _has_own_exports(line, piece):
        return True
    for word in line.pieces[piece].words:
        if "seller_verb" not in word.tags:
            continue
        before = _ITSELF.sub("", line.original(0, word.start)).split()[-1:]
        name = before[0] if before else ""
        if name in ("It", "They", "Its") and not told:
            # Whoever was told of before is hardly the country.
            return True
        if not _is_english(line, word) and not _opens_with_names(line, word):
            continue
        if name[:1].isupper() and not any(name.lower() in _itself(language) for language in ("en", "de", "fr")):
            return True
    return False


def _has_own_exports(line: Line, piece: int) -> bool:
    """Whether the exports are those of a name that is neither the country's nor a month's ("Lantai's exports rose")."""
    part = line.pieces[piece]
    printed = line.original(part.start, part.end)
    for match in _EXPORTS_OF.finditer(printed):
        name = match[1].lower()
        countries = any(country_of(word) for word in part.words if name.endswith(line.text[word.start : word.end]))
        if name not in MONTHS and name not in _itself("en") and not countries:
            return True
    return False


def _is_english(line: Line, word: Word) -> bool:
    return line.text[word.start : word.end] in cues.words("en", "figures", "seller_verb")


def _opens_with_names(line: Line, word: Word) -> bool:
    """Whether nothing but capitalised words stands before a verb, as German has it for a company."""
    return _NAMES.fullmatch(line.original(0, word.start)) is not None


def _itself(language: str) -> frozenset[str]:
    """What may be said to export without being a company."""
    return frozenset(cues.words(language, "figures", "country_itself"))
