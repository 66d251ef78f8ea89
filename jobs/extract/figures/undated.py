"""The date of a text that has none, as far as the months and years that it names tell it."""

import re

from jobs.extract.certainty.dates import MONTH_NAMES, MONTHS
from storage.domain.claim import Document

#: Marks a date that was only worked out: months without a year may be told by it, "last month" may not.
GUESSED = "~"
#: Controls on rare-earth magnets began in April 2025 (MOFCOM and GACC Announcement 18 of 2025); a text of unknown date
#: whose months have no year is taken to be of the twelve months from then on.
_CONTROLS_BEGAN = "2025"
_CONTROLS = re.compile(r"licen[cs]e|restrictions?|controls?|curbs|许可|管制|許可", re.IGNORECASE)
#: From here on a month named with its year says more than the year the controls began in.
_SECOND_YEAR = "2026-01"
#: General licences were first spoken of late in 2025, so what was in the spring beside them is of the year after.
_GENERAL = re.compile(
    r"\bgeneral (?:\w+ )?(?:licen[cs]|permit)|通用(?:出口)?[许許]可|[一包]般?括?(?:輸出)?許可|\ballgemeine\w* \w*(?:lizenz|genehmig)|"
    r"\blicences? (?:\w+ )?générales?|(?:포괄|일반|통용) ?(?:수출 ?)?허가",
    re.IGNORECASE,
)
_YEAR_TOLD = re.compile(
    rf"(?:\b(?P<m>{MONTH_NAMES})\b\.?(?:\s\d{{1,2}},)?\s(?:of\s)?)?\b(?P<y>20[12]\d)\b(?!年)|"
    r"(?P<y2>20[12]\d)\s?年(?:\s?(?P<m2>\d{1,2})\s?月)?",
    re.IGNORECASE,
)
#: A month without a year, and not as the day of a month.
_MONTH_TOLD = re.compile(
    rf"\b(?P<m>(?!ma[ry]\b|mars\b)(?i:{MONTH_NAMES})|Ma[ryi]|Mars)\b(?!\.?,?\s(?:of\s)?(?:\d{{1,2}},?\s)?20\d\d)|"
    r"(?<![年\d第])(?P<m2>1[0-2]|[1-9])\s?[月월](?!\s?\d{1,2}\s?[日号號일])"
)
_AHEAD = re.compile(
    r"(?:\b(?:until|till|valid|expires?|expiring|due|next|bis|jusqu'\w+|planned|expected|by)\b\W*(?:\w+\W+){0,2}|(?:至|到|截至|有效期)[^，。]{0,6})$",
    re.IGNORECASE,
)
#: What only bounds a comparison ("the lowest since February 2020", 自2014年以来), before and behind its year or month.
_SINCE = re.compile(
    r"(?:\b(?:since|seit|depuis|back to|back as far as|started in|began in|from)\b ?(?:\w+ ){0,3}|自[^，。]{0,4})$",
    re.IGNORECASE,
)
_SINCE_BEHIND = re.compile(r"(?:份)?(?:以[来來降]|起|来|來|이후|부터)")
_COMPARED = re.compile(r"(?:than|against|below|above|over|of|on|from|to|in)\s+(?:\w+\s+)?(20[12]\d)\b")
#: The months of winter, which may belong to either year, and those that tell which.
_EARLY, _MIDDLE, _AUTUMN, _LATE = {1, 2, 3}, {4, 5, 6, 7, 8}, {9, 10}, {9, 10, 11, 12}


def year_of(document: Document) -> str | None:
    """The document's own date; else one that the months and years in its text make likely, marked with `GUESSED`.

    Of the years a text names, those still to come when it was written ("until 10 November 2026") and those that only
    bound a comparison ("since 2014") say nothing.
    """
    if document.published and re.match("(?:19|20)[0-9]{2}", document.published):
        return document.published
    text = document.title + "\n" + document.text
    years = _YEAR_TOLD.finditer(text)
    told = [match for match in years if not _AHEAD.search(text, max(0, match.start() - 30), match.start())]
    dated = [f"{match['y'] or match['y2']}-{_month_number(match):02}" for match in told if match["m"] or match["m2"]]
    newest = max(dated, default="")
    if newest >= _SECOND_YEAR:
        # What is told of is at most some months older, or a little younger, than the newest month named with its year.
        return _months_on(newest, 3) + GUESSED
    stated = [match["y"] or match["y2"] for match in told if not _bounds(match, text)]
    plain = [year for year in stated if year < _SECOND_YEAR[:4]] or stated
    for year in (max(plain, default=""), *(str(int(year) + 1) for year in _COMPARED.findall(text))):
        if year == _CONTROLS_BEGAN and not newest:
            return _first_year(text) + GUESSED
        if year >= _CONTROLS_BEGAN:
            return year + GUESSED
    if stated and not _CONTROLS.search(text):
        return max(stated) + GUESSED
    return _first_year(text) + GUESSED


def _first_year(text: str) -> str:
    """The date of a text of the first year of the controls, by the months it names without a year."""
    months = _months(text)
    general = _GENERAL.search(text) is not None
    if general and months & _MIDDLE and not months & _LATE:
        return str(int(_CONTROLS_BEGAN) + 1)
    if months & _EARLY and not months & _MIDDLE and (general or not months & _AUTUMN):
        return _SECOND_YEAR[:5] + "03"
    return _CONTROLS_BEGAN


def _months(text: str) -> set[int]:
    return {_month_number(match) for match in _MONTH_TOLD.finditer(text) if not _bounds(match, text)}


def _bounds(match: re.Match[str], text: str) -> bool:
    behind = _SINCE_BEHIND.match(text, match.end()) is not None
    return behind or _SINCE.search(text, max(0, match.start() - 30), match.start()) is not None


def _months_on(month: str, count: int) -> str:
    ahead = int(month[:4]) * 12 + int(month[5:7]) - 1 + count
    return f"{ahead // 12:04}-{ahead % 12 + 1:02}"


def _month_number(match: re.Match[str]) -> int:
    return MONTHS[match["m"].lower()] if match["m"] else min(max(int(match["m2"]), 1), 12)
