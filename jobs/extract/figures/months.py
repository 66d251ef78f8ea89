"""The months that a sentence prints, in Latin letters, Chinese or Korean, as brokers write them or as numbers."""

import re
from functools import cache

from jobs.extract.certainty.dates import MONTHS
from jobs.extract.figures.periods import Mention, from_january, latest, month_before, shifted
from jobs.extract.figures.words import Lexicon, Word

_HAN_NUMBER = r"(?:\d{1,2}|十[一二]?|[一二三四五六七八九])"
_HAN_MONTH = re.compile(
    rf"(?:(?P<y>20\d\d)年?\s?)?(?:(?P<low>{_HAN_NUMBER})[月월]?(?:份)?\s?[~至到、]\s?)?(?<![\d第连近])(?<!连续)(?<!过去)(?P<m>{_HAN_NUMBER})\s?[月월](?!\s?\d{{1,2}}\s?[日号일])"
    r"(?:份)?(?!内(?!地))"
)
HAN_LAST_YEAR = re.compile(r"(?:去年|上年|一年前的?|前年|지난해|작년|昨年)\s?$")
_HAN_FIRST = re.compile(r"(?<![此目之以])[前首头]$")
#: What shows that "May" at the head of a sentence is a month ("May magnet exports").
_PAST = re.compile(
    r"\s(?:was|saw|brought|marked|had|did|(?:\w+\s){0,4}(?:exports?|shipments|deliveries|volumes?|outflows?|figures?|data|total)\b)"
)
_THAT_YEAR = re.compile(r"\s(?:(?:of|in)\s)?(?:that|the same) year\b")
_BROKERS = re.compile(
    r"\b(?P<n>\d{1,2})(?P<unit>[mqh])\s?'?(?P<y>20[12]\d|[12]\d)\b|(?:(?<=^)|(?<=[.;,:(]\s))(?P<n2>\d{1,2})m(?=\s?:)"
)


#: 2026-06, as the folded text has it.
_ISO = re.compile(r"(?<![\d~/.])(20\d\d)[~/.](0[1-9]|1[0-2])(?![~/.]?\d|\s?%)")


def printed_months(
    line: str, original: str, words: list[Word], lexicon: Lexicon, published: str | None
) -> list[Mention]:
    """The months, and spans of months, printed in a folded sentence, in order; `original` has its capitals."""
    found = [
        *_latin_months(line, original, words, lexicon, published),
        *_han_months(line, published),
        *_brokers(line, published),
        *(Mention(match.start(), match.end(), f"{match[1]}-{match[2]}") for match in _ISO.finditer(line)),
    ]
    return sorted(found)


@cache
def _latin(unit: str) -> re.Pattern[str]:
    names = "|".join(sorted(MONTHS, key=len, reverse=True))
    return re.compile(
        rf"\b(?=[\d{''.join({name[0] for name in MONTHS})}])(?:(?<![.,])(?P<d1>\d{{1,2}})(?:st|nd|rd|th|er|\.)?\s(?:of\s)?)?(?P<m>{names})\b\.?"
        rf"(?:\s(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?\b(?![.,]?\d|:|\s?(?:%|per|pct|{unit})\b))?(?:'s?(?![a-z]))?"
        rf"(?:(?:,?\s(?:of\s)?|~)(?P<y>20\d\d)(?!\d|[.,]\d)|[~'](?P<yy>[12]\d)(?!\d|[.,]\d|\s?(?:%|per|pct)))?"
    )


def _brokers(line: str, published: str | None) -> list[Mention]:
    """The periods as brokers write them ("4M26", "1H25", "2Q 2026", "10M: 52,180t")."""
    found = []
    for match in _BROKERS.finditer(line):
        if match["n2"]:
            if newest := latest(int(match["n2"]), published):
                found.append(Mention(match.start(), match.end(), from_january(newest)))
            continue
        year = f"20{match['y'][-2:]}"
        count = int(match["n"])
        size = {"m": 1, "q": 3, "h": 6}[match["unit"]]
        last = count * size
        low = 1 if match["unit"] == "m" else last - size + 1
        if 1 <= low <= last <= 12:
            found.append(Mention(match.start(), match.end(), f"{year}-{low:02}/{year}-{last:02}"))
    return found


def _latin_months(
    line: str, original: str, words: list[Word], lexicon: Lexicon, published: str | None
) -> list[Mention]:
    found: list[Mention] = []
    # "Les sept premiers mois" is no September.
    spans = [word for word in words if any(tag.startswith("through:") for tag in word.tags)]
    for match in _latin(lexicon.latin_units).finditer(line):
        name = match["m"]
        if name in ("may", "march", "mar", "mars") and len(original) == len(line):
            if not original[match.start("m")].isupper() and not (name == "mars" and lexicon.comma):
                continue
            # "May" that opens a sentence is a month only with a year or a mark behind it.
            opens = name == "may" and not match.start("m") and not (match["y"] or match[0].endswith("'s"))
            if (
                opens
                and line[match.end() : match.end() + 1] not in (":", ",", ")", "")
                and not _PAST.match(line, match.end())
            ):
                continue
        if match["d1"] or match["d2"] or any(word.start <= match.start() < match.end() < word.end for word in spans):
            continue
        year = match["y"] or (f"20{match['yy']}" if match["yy"] else None)
        end, shift = match.end(), 0
        if not year:
            for word in words:
                if end <= word.start <= end + 1 and "of_last_year" in word.tags:
                    end, shift = word.end, -1
                    if published and line.find("last", word.start, end) >= 0:
                        # "May of last year" is told from the year it is written in.
                        year = str(int(published[:4]) - 1)
        if not year and found and _THAT_YEAR.match(line, end):
            year = found[-1].period[:4]
        period = f"{year}-{MONTHS[name]:02}" if year else latest(MONTHS[name], published, shift)
        # "Last April" in May is April a year ago.
        if period and not year and line.endswith("last ", 0, match.start("m")) and period == month_before(published):
            period = shifted(period, -12)
        if period:
            found.append(Mention(match.start("m"), end, period))
    return found


def _han(number: str) -> int:
    if number.isdigit():
        return int(number)
    return 10 * number.startswith("十") + "零一二三四五六七八九".find(number[-1]) * (number[-1] != "十")


def _han_months(line: str, published: str | None) -> list[Mention]:
    found = []
    for match in _HAN_MONTH.finditer(line) if "月" in line or "월" in line else ():
        last = _han(match["m"])
        start = match.start()
        # 前11月 is a span, 此前11月 is not.
        if not 1 <= last <= 12 or _HAN_FIRST.search(line, max(0, start - 2), start):
            continue
        before = HAN_LAST_YEAR.search(line, max(0, start - 5), start)
        if match["y"]:
            period: str | None = f"{match['y']}-{last:02}"
        else:
            period = latest(last, published)
            if before and published and period:
                period = f"{int(published[:4]) - 1}-{last:02}"
                start = before.start()
        if period is None:
            continue
        if match["low"] and 1 <= _han(match["low"]) < last:
            period = f"{period[:5]}{_han(match['low']):02}/{period}"
        found.append(Mention(start, match.end(), period))
    return found
