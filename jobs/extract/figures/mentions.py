"""For when: the months, spans and years a sentence names, and which month "last month" is."""

import re

from jobs.extract.figures.months import HAN_LAST_YEAR, printed_months
from jobs.extract.figures.periods import Mention, from_january, latest, month_before, shifted
from jobs.extract.figures.words import Lexicon, Word

_YEAR = re.compile(r"(?<![\d~/])(?<!\d[.,])(20\d\d)(?![\d%]|[.,]\d|\s?[月월])\s?(年|년)?")
_YEAR_BEFORE = re.compile(r"(20\d\d)\s?年?\s?(?:的)?$")
_YEAR_AFTER = re.compile(r"(?:\s(?:of|in|for|the|de|du|von))*\s(20\d\d)(?!\d|[.,]\d)")
_THAT_YEAR = re.compile(r"\s(?:of|in)\s(?:that|the same)\syear\b")
_OWN_YEAR = re.compile(
    r"(?:\d\s?(?:tonnes|tons|t|tonnen)\s(?:of|from|von)\s|\b(?:in|for|during|throughout|all of|all|whole of|year|jahr|über|en|de|course of|fy|ended|ending|closed|closing|finished|finishing)\s|^)$"
)
#: "The lowest in nine months", "for the first time in three months".
_BEST_IN = re.compile(
    r"(?:est|most|least|worst|best|high|low|time|rise|fall|decline|drop|gain|increase)\s(?:level\s|volume\s)?(?:in|for)\s(?:over\s)?$"
)
#: "Three months of contraction", "three months in a row".
_LASTED = re.compile(
    r"\s(?:of\s(?!20\d\d|the\b|this\b|last\b)|in a row|running|straight|on end|ago|earlier|later|before\b|after\b|now\b|on\s|(?:from|between)\b)"
)
_WRONG_BEFORE = re.compile(r"\b(?:every|each|past|last|for|within|than|previous|same|next|another|valid)\s$")
_JOIN = re.compile(r"\s?(?:[~/至到+&]|から|부터|to|through|until|till|and|bis|und|à|et|\bthe end of\b|)\s?$")
_HYPHENS = ("-", "\u2010", "\u2011", "\u2013", "\u2014")
_AND = ("and", "und", "et", "+", "&")
_RANGE = re.compile(r"\b(?:from|between|von|zwischen|de|entre)\s(?:the end of\s)?$")
_TO = re.compile(
    r"\s(?:to|through|until|till|up to|(?:that |which )?(?:ending|ended|closing|closed|finished)(?: in| on| with)?|bis(?: zum)?|à|jusqu'à)\s"
    r"(?:the end of\s|end\s|ende\s|fin\s|(?:30|31|28|29)\s)?"
)
_NO_MONTH = re.compile(r"\bno (?:other )?month\s$")
#: "Up 15.8% for the year".
_BY_PERCENT = re.compile(r"(?:%|per\s?cent|pct)\s$")
#: "2024 had brought 55,431 tonnes".
_YEAR_BROUGHT = re.compile(r"\s?(?:had\s)?(?:brought|saw|seen|yielded|ended with|closed with|closed at|ended at)\s")
_SIZES = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven")
_FIRST_N = re.compile(rf"\b(?:in|over|for|of|during|after) the first (?P<n>{'|'.join(_SIZES)})(?=[.,;:)]|$)")
#: "The last month of 2024".
_OF_YEAR = re.compile(r"\sof\s(20\d\d)(?!\d)")
_BEST = re.compile(r"\s?的?(?:单月|月度|同期)?(?:次|第二|第三)?(?:最|新高|新低|高点|低点|峰值|纪录)")
_MOST = re.compile(
    r"(?:est|most|least|best|worst|high|low|record|peak)\s(?:(?:level|volume|total|amount|month|monthly|figure|one)\s){0,2}(?:of\s)?$"
)
#: What makes the month behind it the last of a year so far.
_UP_TO = re.compile(
    r"(?:\b(?:to|by|until|till|through|as of|up to)\s(?:the\s)?end(?:\sof)?\s|截[至止]\s?|bis ende\s|à fin\s|jusqu'à fin\s)$"
)
_THROUGH_AT_ONCE = re.compile(r"(?:(?:^|[.,;:]\s)(?:up\sto|to)|(?:^|\s)(?:through|thru)|\byear\s(?:up\s)?to)\s$")
_THROUGH = re.compile(r"\b(?:through|to|until|till)\s$")


def mentions(line: str, original: str, words: list[Word], lexicon: Lexicon, published: str | None) -> list[Mention]:
    """The periods a folded sentence names, in order; `original` is the same passage with its capitals.

    Words for a comparison ("a year earlier") are none; days are none.
    """
    found = printed_months(line, original, words, lexicon, published)
    found = _up_to(_since_january(_pairs(found, line, original), line, words), line)
    taken = [(item.start, item.end) for item in found]
    for word in words:
        if any(low < word.end and word.start < high for low, high in taken):
            continue
        item = _worded(word, line, words, found, published)
        if item is not None:
            found.append(item)
    found.extend(_elliptic(line, found))
    found = _without_last_month_of_span(sorted(found), line)
    taken = [(item.start, item.end) for item in found]
    for match in _YEAR.finditer(line):
        if not any(low < match.end() and match.start() < high for low, high in taken):
            found.append(Mention(match.start(), match.end(), match[1]))
    return sorted(one._replace(period=_whole(one.period)) for one in found)


def _elliptic(line: str, found: list[Mention]) -> list[Mention]:
    """ "In the first four", beside "the first five months"."""
    told = next((one for one in found if line.startswith("first", one.start) and one.period[4:8] == "-01/"), None)
    if told is None:
        return []
    out = []
    for match in _FIRST_N.finditer(line):
        if any(one.start < match.end() and match.start() < one.end for one in found):
            continue
        size = _SIZES.index(match["n"]) + 2
        out.append(Mention(match.start("n") - 6, match.end(), f"{told.period[:4]}-01/{told.period[:4]}-{size:02}"))
    return out


def _whole(period: str) -> str:
    """January to December as the year it is."""
    return period[:4] if period[4:8] == "-01/" and period.endswith("-12") else period


def _pairs(found: list[Mention], line: str, original: str) -> list[Mention]:
    """Two months with "to" between them are one span; with "and" only January and February, or after "between"."""
    out: list[Mention] = []
    for item in found:
        if out and "/" not in out[-1].period and "/" not in item.period:
            first = out[-1]
            gap = line[first.end : item.start]
            low, high = first.period, item.period
            crossing = low < high and low[5:7] >= high[5:7] and gap.strip() not in ("", *_AND)
            if crossing and _JOIN.fullmatch(gap):
                # "April 2025 to March 2026".
                opened = _RANGE.search(line, max(0, first.start - 20), first.start)
                out[-1] = Mention(opened.start() if opened else first.start, item.end, f"{low}/{high}")
                continue
            if _JOIN.match(gap) and low[5:7] < high[5:7] and len(gap) < 20:
                opened = _RANGE.search(line, max(0, first.start - 20), first.start)
                both = gap.strip() in _AND
                hyphen = len(original) == len(line) and original[first.end : item.start] in _HYPHENS
                plain = gap.strip() == "" and low[5:7] != "01" and not hyphen
                if opened or not (both or plain) or (low[5:7], high[5:7]) == ("01", "02"):
                    start = opened.start() if opened else first.start
                    out[-1] = Mention(start, item.end, f"{high[:4]}-{low[5:7]}/{high}")
                    continue
        out.append(item)
    return out


def _up_to(found: list[Mention], line: str) -> list[Mention]:
    """A month up to whose end is counted ("Through July, 39,870 tonnes", 截至7月底) as the year so far."""
    out: list[Mention] = []
    for item in found:
        low = max(0, item.start - 24)
        upto = _UP_TO.search(line, low, item.start) or _THROUGH_AT_ONCE.search(line, low, item.start)
        if upto and len(item.period) == 7 and not (out and out[-1].period.startswith(item.period[:5])):
            item = Mention(upto.start(), item.end, from_january(item.period))
        out.append(item)
    return out


def _since_january(found: list[Mention], line: str, words: list[Word]) -> list[Mention]:
    """January in "since January" is the start of a span, or, after "the highest", only a comparison."""
    out = []
    for item in found:
        inside = next((word for word in words if word.start < item.start < word.end and "to_date" in word.tags), None)
        if inside is None:
            out.append(item)
        elif (
            line.endswith("time ", 0, inside.start)
            or _NO_MONTH.search(line, max(0, inside.start - 12), inside.start)
            or any("superlative" in word.tags and -2 <= inside.start - word.end <= _since(item, line) for word in words)
        ):
            out.append(item._replace(start=inside.start, compared=True))
    return out


def _since(item: Mention, line: str) -> int:
    """How far behind "the best" January may stand; farther with its year ("the best month since January 2025")."""
    return 40 if item.period[:4] in line[item.start : item.end] else 2


def _without_last_month_of_span(found: list[Mention], line: str) -> list[Mention]:
    """ "The three quarters to September", "the twelve months to June": the month only ends the span."""
    out: list[Mention] = []
    for item in found:
        counted = out[-1] if out and "/" in out[-1].period and len(item.period) == 7 else None
        ends = counted is not None and _TO.fullmatch(line, counted.end, item.start)
        through = out and out[-1].period.endswith("/" + item.period) and _THROUGH.search(line, 0, item.start)
        if through:
            continue
        if ends:
            # As many months as were counted, up to that one.
            months = int(out[-1].period[-2:]) - int(out[-1].period[5:7])
            out[-1] = out[-1]._replace(end=item.end, period=f"{shifted(item.period, -months)}/{item.period}")
        else:
            out.append(item)
    return out


_SPANS = {
    "first_quarter": (1, 3),
    "second_quarter": (4, 6),
    "third_quarter": (7, 9),
    "fourth_quarter": (10, 12),
    "first_half": (1, 6),
    "second_half": (7, 12),
    "three_quarters": (1, 9),
    "business_year": (1, 12),
}


def _worded(word: Word, line: str, words: list[Word], months: list[Mention], published: str | None) -> Mention | None:
    """A period told by a cue, or None."""
    for tag in word.tags:
        if tag == "business_year" and not any(_TO.fullmatch(line, word.end, item.start) for item in months):
            # It begins in another month everywhere.
            return None
        if tag in _SPANS or tag.startswith("through:"):
            low, high = _SPANS[tag] if tag in _SPANS else (1, int(tag.partition(":")[2]))
            return _counted(word, low, high, line, words, published)
    if "the_quarter" in word.tags and (last := month_before(published)) and int(last[5:]) % 3 == 0:
        return Mention(word.start, word.end, f"{shifted(last, -2)}/{last}")
    if "to_date" in word.tags:
        return _to_date(word, line, months, published)
    if (
        "whole_year" in word.tags
        and not _of_change(word, words)
        and not _BY_PERCENT.search(line, 0, word.start)
        and not _YEAR.search(line, max(0, word.start - 12), word.end + 12)
    ):
        before = HAN_LAST_YEAR.search(line, max(0, word.start - 3), word.start)
        now = (published if before else month_before(published)) or published
        start = before.start() if before else word.start
        return Mention(start, word.end, str(int(now[:4]) - bool(before))) if now else None
    if "last_year" in word.tags and published and not months and not _is_base(word, words):
        return Mention(word.start, word.end, str(int(published[:4]) - 1))
    # 上月 beside another month is the one before that month.
    if {"last_month", "mom"} <= word.tags and any(item.end <= word.start for item in months):
        return None
    if "last_month" in word.tags and (year := _OF_YEAR.match(line, word.end)):
        return Mention(word.start, year.end(), f"{year[1]}-12")
    previous = month_before(published) if "last_month" in word.tags else None
    return Mention(word.start, word.end, previous) if previous else None


def _is_base(word: Word, words: list[Word]) -> bool:
    """Whether "last year" is only compared with ("than last year", "the same period last year")."""
    tags = {"compared", "beside", "yoy", "of_last_year", "since"}
    return any(0 <= word.start - other.end <= 4 and tags & other.tags for other in words if other is not word)


def _of_change(word: Word, words: list[Word]) -> bool:
    """Whether "over the year" is the base of a change told right before it ("the increase over the year")."""
    return any(0 <= word.start - other.end <= 1 and {"up", "down"} & other.tags for other in words)


def _counted(word: Word, low: int, high: int, line: str, words: list[Word], published: str | None) -> Mention | None:
    """A span named by its length: "first four months", "H1 2025", 前四个月. The year beside it, or the latest."""
    after = next((other for other in words if word.end <= other.start), None)
    bare = line[word.start].isascii() and not line.startswith("first", word.start)
    # "A nine-month low" and "the last six months" are no spans since January.
    low_or_high = after is not None and after.start - word.end <= 1 and "superlative" in after.tags
    if bare and (
        low_or_high
        or _BEST_IN.search(line, max(0, word.start - 24), word.start)
        or _WRONG_BEFORE.search(line, max(0, word.start - 10), word.start)
        or _LASTED.match(line, word.end)
        or (after is not None and after.start - word.end <= 1 and {"up", "down"} & after.tags)
    ):
        return None
    start, end = word.start, word.end
    if match := _YEAR_BEFORE.search(line, max(0, start - 8), start):
        year: str | None = match[1]
        start = match.start()
    elif match := _YEAR_AFTER.match(line, end):
        year = match[1]
        end = match.end()
    elif (match := _THAT_YEAR.match(line, end)) and (told := _YEAR.findall(line, 0, start)):
        # "The second half of 2025 35,073, the first half of that year 22,319".
        year = told[-1][0]
        end = match.end()
    elif (last := HAN_LAST_YEAR.search(line, max(0, start - 3), start)) and published:
        year = str(int(published[:4]) - 1)
        start = last.start()
    else:
        newest = latest(high, published)
        year = newest[:4] if newest else None
        if after and published and "of_last_year" in after.tags and after.start - end <= 1:
            year = str(int(published[:4]) - 1)
            end = after.end
    return Mention(start, end, f"{year}-{low:02}/{year}-{high:02}") if year else None


def _ends_span(start: int, after: int, line: str) -> bool:
    return start - after <= 1 or _THROUGH.search(line, after, start) is not None


def _to_date(word: Word, line: str, months: list[Mention], published: str | None) -> Mention | None:
    """The year so far: to the month named beside it, or to the month before the document's date.

    "The highest so far this year" (今年以来的最高纪录) is none.
    """
    if _BEST.match(line, word.end) or _MOST.search(line, 0, word.start):
        return None
    if any("/" in item.period for item in months):
        return None
    start, end = word.start, word.end
    last = next((item for item in months if item.start >= end and _ends_span(item.start, end, line)), None)
    last = last or max((item for item in months if item.end <= start), default=None)
    if (
        last is None
        and published
        and any(match[1] < published[:4] for match in _YEAR.finditer(line, max(0, start - 12), start))
    ):
        # "2025年累计出口", told in 2026, is the year itself.
        return None
    period = last.period if last else month_before(published)
    return Mention(start, end, f"{period[:4]}-01/{period}") if period and len(period) == 7 else None


def is_whole_year(item: Mention, line: str, words: list[Word]) -> bool:
    """Whether a bare year is what a figure is for ("in 2025", "2025 as a whole"), not a mere date."""
    if len(item.period) != 4 or not line[item.start].isdigit():
        return True
    if _YEAR_BROUGHT.match(line, item.end):
        return True
    if line[item.end : item.end + 1] == ":" or line[item.end - 1] in "年년":
        return True
    if _OWN_YEAR.search(line, max(0, item.start - 12), item.start):
        return True
    return any("year_frame" in word.tags and -24 < word.start - item.end < 12 for word in words)
