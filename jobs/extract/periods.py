"""For when: the month, year or cumulative span an export figure is for."""

import re

from jobs.extract import dates
from storage.domain.claim import Document

#: Controls on rare-earth magnets began in April 2025 (MOFCOM and GACC Announcement 18 of 2025), so an undated text that
#: speaks of them and of months without a year means that year.
_CONTROLS = re.compile(r"licen[cs]e|restrictions?|controls?|curbs|许可|管制|許可", re.IGNORECASE)


_CONTROLS_BEGAN = "2025-12"


MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December|"
    r"Januar|Februar|März|Mai|Juni|Juli|Oktober|Dezember)"
)


_BEFORE = re.compile(
    r"\b(?:than|from|above|below|on|over|against|compared (?:with|to)|versus|vs\.?|relative to|of|"
    r"under|since|after|before|last|seit|depuis|比|较|較)\s+(?:in\s+|the\s+|those of\s+|that of\s+)?$",
    re.IGNORECASE,
)


_SPAN = re.compile(
    rf"(?:from\s+)?\bJan(?:uary)?\b\.?\s*(?:to|through|-|–|until)\s*(?P<m1>{MONTH}|[A-Z][a-z]{{2}})|"
    rf"(?<!highest )(?<!lowest )(?<!most )(?<!fewest )(?<!best )(?<!peak )since January|"
    rf"year[- ]to[- ]date(?:\s+\w+)?(?:\s+(?:through|"
    rf"to)\s+(?P<m2>{MONTH}))?|"
    rf"(?:first|in the|the)\s+(?P<c>two|three|four|five|six|seven|eight|nine|ten|eleven)\s+months|(?P<c2>Two|"
    rf"Three|Four|Five|Six|Seven|Eight|Nine|Ten|Eleven) months|(?:for|in) the year so far|so far this year|"
    r"first (?P<h>half)|at mid-?year|1\s*[-–至到~～]\s*(?P<m3>\d{1,2})\s*月|前(?P<m4>\d{1,2}|"
    r"[一二三四五六七八九十]{1,2})个?個?月|"
    r"前三季度|上半年|一季度|今年以来|年初至|累计|累計",
    re.IGNORECASE,
)


_WHOLE = re.compile(
    rf"\b(?:in|for|over|during|all of|throughout)\s+(?:the\s+whole\s+of\s+(?P<e>20\d\d)|the\s+(?:whole\s+|"
    rf"full\s+)?year(?:\s+(?P<a>20\d\d))?|(?P<b>20\d\d)(?:\s+as a whole)?)\b(?!\s*,?\s*{MONTH})|(?P<c>20\d\d)年?全年|"
    rf"全年|\bover the year\b|China (?P<d>20\d\d) insgesamt",
    re.IGNORECASE,
)


_COUNTS = {
    w: i
    for i, w in enumerate(
        ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
    )
}


def year_of(document: Document) -> str | None:
    """The document's own date; else the latest month whose year the text names."""
    if document.published:
        return document.published
    text = document.title + " " + document.text
    compared = re.findall(r"(?:than|against|below|above|over|of|from|to|in)\s+(?:\w+\s+)?(20[12]\d)\b", text)
    stated = re.findall(r"20[12]\d", text)
    for year in (max(stated, default=""), *(str(int(year) + 1) for year in compared)):
        if year >= "2025":
            return f"{year}-12"
    if _CONTROLS.search(text):
        return _CONTROLS_BEGAN
    return f"{max(stated)}-12" if stated else None


def own_period(text: str, year: str | None) -> str | None:
    return period_at(text, len(text) // 2, year, None)


_SEGMENT = re.compile(r"\bcompare[sd]? with\b|\bfrom the (?=\d)|[;；:：—]|,(?!\d)|，|\band\b|\bwhile\b|\bagainst\b")


def period_at(sentence: str, at: int, year: str | None, talk: str | None) -> str | None:
    """The period a figure at `at` is for: a span, month or year named nearest, not the one it is compared with."""
    options: list[tuple[int, str]] = []
    months = []
    for position, iso in dates.in_text(sentence, year):
        before = sentence[:position]
        if talk and re.search(r"\bhad (?:\w+ ){1,2}in $", before):
            continue
        if len(iso) > 7 or (
            _BEFORE.search(before)
            and not re.search(r"(?:exports?|shipments?|tons|tonnes|data|figures?) (?:of|for) $", before)
            and not _of_amount(before)
            and not re.match(r"Of $", before)
        ):
            continue
        months.append((position, iso[:7]))
    options.extend(months)
    for match in _LAST_MONTH.finditer(sentence):
        if (previous := _month_before(year)) and not _BEFORE.search(sentence[: match.start()]):
            options.append((match.start(), previous))
    for match in _SPAN.finditer(sentence):
        span = _span(match, months, year, talk)
        if span:
            options.append((match.start(), span))
    for match in _WHOLE.finditer(sentence):
        named = match["a"] or match["b"] or match["c"] or match["d"] or match["e"] or (year or "")[:4]
        if (
            named
            and not re.match(r"\s+so far", sentence[match.end() :])
            and not any(abs(position - match.start()) < 25 for position, _ in months)
        ):
            options.append((match.start(), named))
    if not options:
        return None
    spans = [item for item in options if "/" in item[1]]
    # A month inside a span's own words is no period of its own.
    options = [item for item in options if "/" in item[1] or not any(0 <= item[0] - s < 32 for s, _ in spans)]
    borders = [match.start() for match in _SEGMENT.finditer(sentence)]
    low = max((border for border in borders if border < at), default=-1)
    high = min((border for border in borders if border > at), default=len(sentence))
    inside = [item for item in options if low < item[0] < high]
    earlier = [item for item in options if item[0] <= at]
    if inside:
        return min(inside, key=lambda item: abs(item[0] - at))[1]
    return max(earlier)[1] if earlier else min(options)[1]


_LAST_MONTH = re.compile(
    r"(?<!than )(?<!from )(?<!than in )\blast month\b|(?<![比较較])上个月|(?<![比较較])上個月", re.IGNORECASE
)


def _month_before(published: str | None) -> str | None:
    if not published or not re.match(r"20\d\d-\d\d-\d\d", published):
        return None
    year, month = int(published[:4]), int(published[5:7]) - 1
    return f"{year}-{month:02}" if month else f"{year - 1}-12"


def _of_amount(before: str) -> bool:
    return bool(re.search(r"(?:tons|tonnes)\s+(?:of|in)\s+$", before))


def _span(match: re.Match[str], months: list[tuple[int, str]], year: str | None, talk: str | None) -> str | None:
    groups = match.groupdict()
    last = None
    if groups["m1"] or groups["m2"]:
        found = dates.in_text(f"in {groups['m1'] or groups['m2']} ", year)
        last = found[0][1] if found else None
    elif groups["c"] or groups["c2"]:
        last = f"{(year or '')[:4]}-{_COUNTS[(groups['c'] or groups['c2']).lower()]:02}" if year else None
        if last and year and len(year) >= 7 and int(last[5:7]) > int(year[5:7]):
            last = f"{int(year[:4]) - 1}{last[4:]}"
    elif groups["m3"] or groups["m4"]:
        raw = groups["m3"] or groups["m4"]
        found = dates.in_text(f"{raw}月", year)
        last = found[0][1] if found else None
    elif match[0] in ("前三季度", "上半年", "一季度"):
        last = f"{(year or '')[:4]}-{ {'前': '09', '上': '06', '一': '03'}[match[0][0]] }" if year else None
    elif groups["h"] or "mid" in match[0].lower():
        last = f"{(year or '')[:4]}-06" if year else None
    elif months:
        last = months[0][1]
    elif talk:
        last = talk.partition("/")[2] or talk
    else:
        last = _month_before(year)
    if not last or len(last) < 7:
        return None
    return f"{last[:4]}-01/{last}"
