"""How much: amounts in tonnes, percentages and multiples of a sentence, before anybody asks what they are of."""

import re
from typing import NamedTuple

from jobs.extract.figures.words import Lexicon, Word

_HAN_DIGITS = {char: value for value, char in enumerate("一二三四五六七八九", 1)} | {"两": 2}
#: Units that tell the same again, or something else.
_OTHER_UNIT = re.compile(
    r"\s?(?:st|short tons?|long tons?|lbs?|pounds?|ounces?|oz|[gmk]wh?|km|miles|hectares|barrels|litres|cubic)\b"
)
_HAN_UNITS = {"十": 10, "百": 100, "千": 1000, "万": 10_000}
_HAN_TONNES = re.compile(
    r"(?<![\d.一二三四五六七八九十百千万])([一二三四五六七八九两十][一二三四五六七八九两零〇十百千万]*)余?公?吨"
)
_HAN_PERCENT = re.compile(r"百分之([一二三四五六七八九两十百零〇]+(?:点[一二三四五六七八九零〇]+)?|\d+(?:\.\d+)?)")
#: Words that are a change by themselves, as percent.
_MULTIPLES = {"doubled": 100.0, "tripled": 200.0, "quadrupled": 300.0, "halved": -50.0, "half_again": 50.0}
#: Words that are the size of a change; its direction stands beside them.
FRACTIONS = {
    "half": 50.0,
    "third": 33.3,
    "two_thirds": 66.7,
    "quarter": 25.0,
    "three_quarters_of": 75.0,
    "fifth": 20.0,
    "two_fifths": 40.0,
    "three_fifths": 60.0,
    "four_fifths": 80.0,
    "sixth": 16.7,
    "eighth": 12.5,
    "tenth": 10.0,
}
#: What stands before such a word where it is the size of a change ("by a third"), and between it and its direction.
_BY = ("by ", "um ", " d'", " de ")
_BESIDE = ("", " ", " de ", "了", "的", "に", "の", " in ", "as much again")
#: More than this is no number of tonnes or percent, but damage.
_MOST = 1e9
_IN_KILOGRAMS = re.compile(r"\((?:in )?(?:kg|kgs|kilograms?|kilos|公斤|千克)\)\s?[:：=]?\s?$")
#: Behind a number of percentage points, which is neither a change nor an amount.
POINTS = re.compile(
    r"\s?(?:个?百分点|percentage points|points?\b|pp\b|ポイント|포인트|prozentpunkt|points? de pourcentage)"
)
_CURRENCY = re.compile(r"(?:[$¥€£]|usd|cny|rmb|yuan|eur)\s{0,2}$")
_MONEY = re.compile(
    r"\s?(?:million|billion|mln|bn|m|亿|万|千万|만|억|천만)?\s?(?:yuan|dollars?|euros?|usd|rmb|cny|yen|美元|欧元|日元|港元|元|ドル|달러)"
)
#: "Per cent" behind a word, as numbers written out have it.
_WRITTEN_OUT = re.compile(r"[a-zà-ÿ]\s(?:per\s?cent|prozent|pour\s?cent|metric\ston|ton)")
#: A smaller amount written out ("some two tonnes") is hardly a figure, in tonnes.
_LEAST_WRITTEN_OUT = 20
#: Between a rough change and the exact one ("by nearly a third: 30.9%").
_MADE_EXACT = ("(", ":", ", or", ", exactly", ", precisely", ", to be exact,", ", namely", ",即", ",为")
_YEARLIKE = re.compile(r"(?:19|20)\d\d$")
_GROUPED = re.compile(r"\d{1,3}(?:[ ,.]\d{3})+(?:\.\d+)?")
_THOUSAND = re.compile(r"\s(?:thousand|tausend|mille)\b")
_ORDINAL = re.compile(r"[.)]\s*")
_ENTRY_ENDS = (";", ":", "：", "；", ",")
_HS_CODE = re.compile(r"8505\d*$")


class Number(NamedTuple):
    """A number of a sentence.

    `kind`: tonnes, percent, money, count (of things), or bare (an amount only where the sentence says so).

    `sign` is +1 or -1 where one is printed or the word itself says it, else None.
    """

    start: int
    end: int
    kind: str
    value: float
    sign: int | None = None
    #: Whether it is a word such as "doubled", which counts only beside a named base.
    word: bool = False
    #: Whether it is printed with its thousands apart ("3,188").
    grouped: bool = False


def numbers(line: str, words: list[Word], lexicon: Lexicon) -> list[Number]:
    """All numbers of a folded sentence that may matter, in order."""
    found = []
    for match in lexicon.quantity.finditer(line):
        number = _read(match, line, lexicon)
        if number is not None:
            found.append(number)
    if _WRITTEN_OUT.search(line):
        found.extend(_spelled_out(line, lexicon))
    if "吨" in line or "百分之" in line:
        found.extend(_han_written(line))
    for place, word in enumerate(words):
        if "inexact" in word.tags or line[word.start - 1 : word.start] == "的":
            continue
        for tag in word.tags:
            if tag in _MULTIPLES:
                value = _MULTIPLES[tag]
                found.append(Number(word.start, word.end, "percent", abs(value), 1 if value > 0 else -1, True))
            elif tag in FRACTIONS and _is_change(place, words, line):
                found.append(Number(word.start, word.end, "percent", FRACTIONS[tag], None, True))
    return _exact(sorted(found), line)


def _is_change(place: int, words: list[Word], line: str) -> bool:
    """Whether a fraction is the size of a change ("by a fifth", "a third fewer", 减少三分之一), not a part of something."""
    word = words[place]
    if line.endswith(_BY, 0, word.start):
        return True
    for other in words[max(0, place - 1) : place + 2]:
        gap = line[word.end : other.start] if other.start >= word.end else line[other.end : word.start]
        if {"up", "down"} & other.tags and gap in _BESIDE and (other.start >= word.end or gap != " "):
            return True
    return False


def _han_written(line: str) -> list[Number]:
    """Amounts and percentages in Chinese numerals ("三千一百八十八吨", 百分之四点七)."""
    found = []
    for match in _HAN_TONNES.finditer(line):
        value = _han_value(match[1])
        if value >= _LEAST_WRITTEN_OUT:
            found.append(Number(*match.span(), "tonnes", value))
    for match in _HAN_PERCENT.finditer(line):
        raw = match[1]
        whole, _, rest = raw.partition("点")
        value = float(raw) if raw[0].isdigit() else _han_value(whole)
        if rest:
            value += float("0." + "".join(str(_HAN_DIGITS.get(char, 0)) for char in rest))
        found.append(Number(*match.span(), "percent", value))
    return found


def _han_value(raw: str) -> float:
    """A whole number in Chinese numerals."""
    total, section, digit = 0, 0, 0
    for char in raw:
        if char in _HAN_UNITS:
            size = _HAN_UNITS[char]
            if size == 10_000:
                total, section, digit = (total + section + digit) * size, 0, 0
            else:
                section, digit = section + (digit or 1) * size, 0
        else:
            digit = _HAN_DIGITS.get(char, 0)
    return float(total + section + digit)


def _spelled_out(line: str, lexicon: Lexicon) -> list[Number]:
    """The percentages and amounts written out ("twelve and a half per cent", "six thousand tonnes")."""
    found = []
    for match in lexicon.spelled.finditer(line):
        whole, value = 0.0, 0.0
        for word in match["words"].split():
            if word == "hundred":
                value *= 100
            elif word == "thousand":
                whole, value = (whole + value) * 1000, 0.0
            else:
                value += 0.5 if word == "half" else lexicon.worth.get(word, 0)
        if match["tonnes"] and whole + value < _LEAST_WRITTEN_OUT:
            continue
        found.append(Number(*match.span(), "percent" if match["percent"] else "tonnes", whole + value))
    return found


def _exact(found: list[Number], line: str) -> list[Number]:
    """Without those that a bracket right behind them makes exact ("近六成（59.5%）")."""
    return [
        one
        for place, one in enumerate(found)
        if not (
            one.kind == "percent"
            and place + 1 < len(found)
            and found[place + 1].kind == "percent"
            and line[one.end : found[place + 1].start].strip() in _MADE_EXACT
            and (one.word or line[one.end : found[place + 1].start].strip() == "(")
        )
    ]


def _read(match: re.Match[str], line: str, lexicon: Lexicon) -> Number | None:
    """The number that a match is; None for one that is neither an amount nor a change."""
    if match["han"]:
        value = float(_HAN_DIGITS[match["han"]])
    else:
        value = parse(match["n"], comma=lexicon.comma)
        if match["kilo"]:
            value += 1_000 * int(match["kilo"])
        if match["myriad"]:
            value += 10_000 * int(match["myriad"])
        if value > _MOST:
            return None
    if any(match[name] for name in ("tenths", "times", "ratios", "percent")):
        return _change(match, line, value)
    if match["han"]:
        return None
    if match["unit"]:
        if match["sign"] == "~" and line[match.start() - 1 : match.start()].isdigit():
            return None
        start = match.start("myriad" if match["myriad"] else "kilo" if match["kilo"] else "n")
        return Number(start, match.end(), "tonnes", round(value * lexicon.units[match["unit"]], 4))
    return _without_unit(match, line, lexicon, value)


def _change(match: re.Match[str], line: str, value: float) -> Number | None:
    """A number of percent, tenths or times as a percentage; None where it is a ratio."""
    start, end = match.span()
    of_something = line[start - 1 : start]
    if match["tenths"]:
        if of_something in ("的", "の"):
            # "不到去年同期4830吨的三成" is a ratio as well.
            return None
        following = line[end : end + 1]
        if following in _HAN_DIGITS and not "\u4e00" <= line[end + 1 : end + 2] <= "\u9fff":
            # 五成二.
            return Number(start, end + 1, "percent", value * 10 + _HAN_DIGITS[following])
        return None if following and following in "长长立为本" else Number(start, end, "percent", value * 10)
    if match["han"]:
        return None
    if match["times"]:
        # 是5月的2.6倍 is a ratio, 增长2.6倍 a change.
        return None if of_something == "的" else Number(start, end, "percent", value * 100, None, True)
    if match["ratios"]:
        # 前年同月の2倍 is twice as much, so a rise by as much again.
        return Number(start, end, "percent", round((value - 1) * 100, 4), 1, True)
    return Number(start, end, "percent", value, _sign(match, line))


def _without_unit(match: re.Match[str], line: str, lexicon: Lexicon, value: float) -> Number | None:
    """A number with neither unit nor percent sign behind it: of kilograms told before it, of money, of things, or bare."""
    raw, (start, end) = match["n"], match.span("n")
    if _IN_KILOGRAMS.search(line, max(0, match.start() - 20), match.start()):
        # "Export quantity (kg): 5,912,004".
        return Number(start, end, "tonnes", round(value / 1000, 4))
    if coin := _CURRENCY.search(line, max(0, match.start() - 8), match.start()):
        return Number(coin.start(), end, "money", value)
    if _MONEY.match(line, match.end()):
        return Number(start, end, "money", value)
    if _OTHER_UNIT.match(line, end):
        return None
    if lexicon.counters.match(line, end):
        return Number(start, end, "count", value)
    if len(raw) <= 2 and _ORDINAL.fullmatch(line, end) and line[: match.start()].rstrip().endswith(_ENTRY_ENDS):
        # The number of the next entry of a list.
        return None
    if _YEARLIKE.match(raw) or _HS_CODE.match(raw):
        return None
    if scale := _THOUSAND.match(line, end):
        # "Versus 4.00 thousand in September": the unit was told before.
        return Number(start, scale.end(), "bare", round(value * 1000, 4), grouped=True)
    return Number(start, end, "bare", value, grouped=_GROUPED.fullmatch(raw) is not None)


def _sign(match: re.Match[str], line: str) -> int | None:
    arrow = line[match.end() : match.end() + 2].lstrip()[:1]
    if arrow and arrow in "↑↓▲▼":
        return 1 if arrow in "↑▲" else -1
    if (arrow := line[max(0, match.start() - 2) : match.start()].rstrip()[-1:]) and arrow in "↑↓△▲▼":
        # Japanese tables print a loss as ▲5.2%, Korean ones as ▼.
        return 1 if arrow in "↑△" else -1
    if not match["sign"] or line[match.start() - 1 : match.start()].isdigit():
        return None
    return 1 if match["sign"] == "+" else -1


def parse(raw: str, *, comma: bool) -> float:
    """A number as printed in English or Chinese (1,234.5), German (1.234,5) or French (1 234,5)."""
    if raw.isdecimal():
        return float(raw)
    raw = raw.replace(" ", "")
    grouped = re.fullmatch(r"\d{1,3}(?:([.,])\d{3})+", raw)
    separators = re.findall("[.,]", raw)
    thousands = grouped is not None and len(set(separators)) == 1
    if thousands and (len(separators) > 1 or (separators[0] == ".") == comma):
        return float(re.sub("[.,]", "", raw))
    point = max(raw.rfind(","), raw.rfind("."))
    return float(re.sub("[.,]", "", raw[:point]) + "." + raw[point + 1 :]) if separators else float(raw)
