"""When: the day or month a statement gives for what it tells, as an ISO date or month."""

import re
from functools import lru_cache

from jobs.extract.text.phrases import Phrase

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan januar janvier",
            "february feb februar février",
            "march mar märz mars",
            "april apr avril",
            "may mai",
            "june jun juni juin",
            "july jul juli juillet",
            "august aug août",
            "september sep sept septembre",
            "october oct oktober octobre",
            "november nov novembre",
            "december dec dezember décembre",
        ),
        1,
    )
    for name in names.split()
}
#: The names of months as alternatives of a pattern, the longest first.
MONTH_NAMES = "|".join(sorted(MONTHS, key=len, reverse=True))
#: How the names of months begin; most sentences have none of these.
_STEMS = sorted({name[:3] for name in MONTHS})
_LATIN = re.compile(
    rf"\b(?=[\d{''.join({name[0] for name in MONTHS})}])(?:(?P<d1>\d{{1,2}})(?:st|nd|rd|th|er|\.)?\s+(?:of\s+)?)?(?P<m>{MONTH_NAMES})\b\.?(?:\s+(?P<d2>\d{{1,2}})(?:st|"
    rf"nd|rd|th)?\b(?!\d|[:%]|[,.]\d|\s*(?:tons|tonnes|metric|per)))?(?:,?\s+(?P<y>20\d\d))?",
    re.IGNORECASE,
)
_HAN = Phrase("dates", "han", capitals=True)
_ISO = re.compile(r"\b(20\d\d)-(\d\d)(?:-(\d\d))?\b")
_YEAR = re.compile(r"(?<![\d.,])(20[012]\d)(?:年)?(?![\d.,]*\d)")
_DIGITS = {char: value for value, char in enumerate("〇一二三四五六七八九")} | {"零": 0}


@lru_cache(maxsize=32)
def in_text(text: str, published: str | None) -> tuple[tuple[int, str], ...]:
    """Dates in a passage: position and ISO day or month. A missing year is taken from the document's own date."""
    found: list[tuple[int, str]] = []
    for match in _ISO.finditer(text) if "20" in text else ():
        found.append((match.start(), match[0]))
    folded = text.casefold()
    for match in _LATIN.finditer(text) if any(map(folded.__contains__, _STEMS)) else ():
        if match["m"].lower() == "may" and not _is_may(match, text):
            continue
        if match["m"].lower() in ("mar", "mars", "march") and match["m"][0].islower():
            continue
        day = match["d1"] or match["d2"]
        iso = _iso(match["y"], MONTHS[match["m"].lower()], int(day) if day else None, published)
        if iso:
            found.append((match.start(), iso))
    for match in _HAN.finditer(text) if "月" in text or "월" in text else ():
        year = _number(match["y"]) if match["y"] else None
        iso = _iso(
            str(year) if year else None, _number(match["m"]), _number(match["d"]) if match["d"] else None, published
        )
        if iso:
            found.append((match.start(), iso))
    return tuple(sorted(found))


def _is_may(match: re.Match[str], text: str) -> bool:
    """Whether "May" is the month: it has a day, a year or a word before it that only months have."""
    if match["m"] == "may":
        return False
    if match["d1"] or match["d2"] or match["y"] or re.match(r"['’]s\b", text[match.end() :]):
        return True
    return bool(re.search(r"\b(?:in|since|of|by|until|last|early|late|mid)[ -]$", text[: match.start()]))


def _number(text: str) -> int:
    if text.isdigit():
        return int(text)
    if len(text) == 4:
        return int("".join(str(_DIGITS[char]) for char in text))
    tens, _, ones = text.partition("十")
    if "十" not in text:
        return _DIGITS[text[0]] if len(text) == 1 else 0
    return (_DIGITS[tens] if tens else 1) * 10 + (_DIGITS[ones] if ones and len(ones) == 1 else 0)


def _iso(year: str | None, month: int, day: int | None, published: str | None) -> str | None:
    if not 1 <= month <= 12 or (day is not None and not 1 <= day <= 31):
        return None
    if year is None:
        if not published or not re.match(r"20\d\d", published):
            return None
        reference = int(published[5:7]) if re.match(r"20\d\d-\d\d", published) else 12
        year = str(int(published[:4]) - (1 if month > reference else 0))
    return f"{year}-{month:02}" + (f"-{day:02}" if day else "")


_DATELINE = Phrase("dates", "dateline", capitals=True)
_UNTIL = Phrase("dates", "until")
_SAID_THEN = Phrase("dates", "said_then", capitals=True)


def granted(passage: str, at: int, published: str | None) -> str | None:
    """The date nearest to position `at` of a passage, if any; not when it was written, said or until when it holds."""
    dateline = _DATELINE.match(passage)
    opened = dateline.end() if dateline is not None else 0
    found = [
        one
        for one in in_text(passage, published)
        if one[0] >= opened
        and not _UNTIL.search(passage, max(0, one[0] - 24), one[0])
        and not _SAID_THEN.match(passage, one[0])
    ]
    return min(found, key=lambda item: abs(item[0] - at))[1] if found else None


def years(passage: str) -> list[str]:
    return _YEAR.findall(passage)
