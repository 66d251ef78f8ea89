"""What of a text changes without meaning: clocks, ages, counters, tokens. What is left is compared.

A sentence keeps its numbers and dates, for a changed date is news; only what counts or ticks beside the text is masked.
Beyond that, a stamp must be known by its label ("updated", 阅读) or by saying today's date, never by its form alone.
"""

import re
import tomllib
import unicodedata
from datetime import datetime, timedelta
from importlib.resources import files

#: A block with more characters than this is text, not a label with a value.
_LABEL = 90
_LABEL_WORDS = 12
#: What a stamp may say beside its label.
_FEW_WORDS = 6

_TABLE = tomllib.loads(files("jobs.fetch").joinpath("noise.toml").read_text("utf-8"))["labels"]
#: What may stand beside a counter: an author, a section.
_BESIDE_A_COUNTER = 4

_TYPOGRAPHY = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "−": "-", "\xad": None})
_INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff]")
_WORD = re.compile(r"[^\W\d_]+")
_WIDE = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]")

_UNITS = (
    r"(?:s|sec|secs|seconds?|m|min|mins|minutes?|h|hr|hrs|hours?|d|days?|w|wk|wks|weeks?|months?|minuten?|stunden?"
    r"|tage?n?|minutos?|horas?|d[ií]as?|heures?|jours?|minuti|ore)"
)
_AGE = re.compile(
    rf"\b(?:just now|(?:an?|a few|few|\d+)\s?{_UNITS} ago\b|(?:vor|il y a|hace|há)\s\d+\s{_UNITS}\b)"
    r"|\d+\s?(?:秒|分钟|分鐘|分|小时|小時|時間|天|日|周|週|个月|個月)\s?(?:钟|鐘)?\s?(?:前|之前)|刚刚|剛剛|たった今",
    re.IGNORECASE,
)
_TOKEN = re.compile(
    r"\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b"
    r"|\b(?=[0-9a-f]*[0-9])(?=[0-9a-f]*[a-f])[0-9a-f]{12,}\b"
    r"|\b(?=\w*\d)(?=\w*[a-z])(?=\w*[A-Z])[A-Za-z0-9_]{20,}\b",
)
_LABELLED_TOKEN = re.compile(
    rf"\b(?P<label>{'|'.join(_TABLE['tokens'])})(?P<gap>\s?[:#=]?\s?)(?=\S*\d)[\w.:-]{{4,}}", re.IGNORECASE
)
_AMOUNT = r"\d[\d,. ]*(?:[kmb]\b|万|萬|亿|億|\+)?"
_COUNTED = f"(?:{'|'.join(_TABLE['counted'])})"
_WIDE_COUNTED = _TABLE["counted_wide"]
_COUNTER = re.compile(
    rf"{_AMOUNT}\s?(?:(?:people|users?|readers?|others|guests?)\s(?:are\s)?(?:now\s)?)?{_COUNTED}\b"
    rf"|\b{_COUNTED}\s?[:：(]?\s?{_AMOUNT}\)?|{_AMOUNT}\s?[次人条條个]?\s?{_WIDE_COUNTED}"
    rf"|{_WIDE_COUNTED}\s?[:：(（]?\s?{_AMOUNT}\s?[次人条條]?[)）]?",
    re.IGNORECASE,
)
_SHARED = re.compile(rf"(?:{_AMOUNT}\s?shares?|shares?\s?:?\s?{_AMOUNT})", re.IGNORECASE)
_LIVE_AUDIENCE = re.compile(
    r"\b\d[\d,.]*\s(?:people|users|readers|others|visitors)\s(?:are\s)?(?:currently\s|now\s)?"
    r"(?:reading|viewing|watching|looking|online)",
    re.IGNORECASE,
)
_QUOTED_PRICE = re.compile(r"(?<!\d)[+\-▲▼△▽↑↓]\s?\d|\d\s?°")
_SECONDS = re.compile(r"(?<![\d:])[012]?\d:[0-5]\d:[0-5]\d(?:[.,]\d+)?(?:\s?[ap]\.?m\b\.?)?", re.IGNORECASE)
_TIME = re.compile(r"(?<![\d:])[012]?\d[:.][0-5]\d(?:\s?[ap]\.?m\b\.?)?(?!\d)", re.IGNORECASE)
_MONTHS = (
    r"(?:jan(?:uary|uar|vier)?|feb(?:ruary|ruar)?|mar(?:ch)?|apr(?:il)?|may|mai|june?|juni?|july?|juli?|aug(?:ust)?"
    r"|sept?(?:ember)?|o[ck]t(?:ober)?|nov(?:ember)?|de[cz](?:ember)?)\.?"
)
_DATE = re.compile(
    r"(?P<y>20\d\d)\s?[-/.年]\s?(?P<m>\d\d?)\s?[-/.月]\s?(?P<d>\d\d?)\s?日?"
    rf"|(?P<d2>\d\d?)(?:st|nd|rd|th|\.)?\s(?:of\s)?(?P<m2>{_MONTHS}),?\s(?P<y2>20\d\d)"
    rf"|(?P<m3>{_MONTHS})\s(?P<d3>\d\d?)(?:st|nd|rd|th)?,?\s(?P<y3>20\d\d)",
    re.IGNORECASE,
)
_MONTH_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WEEKDAY = re.compile(
    r"\b(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?"
    r"|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag)\b"
    r"|(?:星期|礼拜|周)[一二三四五六日天]|[月火水木金土日]曜日?",
    re.IGNORECASE,
)
_ZONE = re.compile(
    r"\b(?:utc|gmt|cet|cest|bst|e[sd]t|p[sd]t|jst|cst|hkt|sgt)(?:\s?[+-]\d\d?(?::?\d\d)?)?\b", re.IGNORECASE
)
_STAMP = re.compile(rf"\b(?:{'|'.join(_TABLE['stamps'])})\b|{_TABLE['stamps_wide']}", re.IGNORECASE)
_SAYS_NOTHING = re.compile("|".join(_TABLE["nothing"]), re.IGNORECASE)
_RENDERED_IN = re.compile(
    r"\b(?:generated|rendered|served|executed|loaded|processed)\s(?:in|by|from)\b.{0,60}\d", re.IGNORECASE
)
_COPYRIGHT = re.compile(r"©|\(c\)\s?\d{4}|^copyright\b|all rights reserved|版权所有|ICP[备证]", re.IGNORECASE)
_MAY_TICK = re.compile(r"\d|\b(?:ago|now)\b|刚|剛|たった|day|tag\b|woch|星期|礼拜|周|曜|更新|今", re.IGNORECASE)
_DIGITS = re.compile(r"(?:(?<!\d)[+\-▲▼△▽↑↓]\s?)?(?:\d[\d.,:/ ]*\d|\d)")
_MARK = "◦"


def settled(text: str, now: datetime) -> str:
    """A block's text as it is compared, with `◦` for what ticks and counts; empty when it says nothing else.

    `now` is when the page was fetched: a bare date is a clock when it is today's, and content when it is not.
    """
    text = " ".join(_INVISIBLE.sub("", unicodedata.normalize("NFKC", text).translate(_TYPOGRAPHY)).split())
    ticks = _MAY_TICK.search(text) is not None
    if ticks:
        text = _LABELLED_TOKEN.sub(rf"\g<label>\g<gap>{_MARK}", _TOKEN.sub(_MARK, text))
    text = text.casefold()
    if ticks:
        text = _LIVE_AUDIENCE.sub(_MARK, _AGE.sub(_MARK, text))
    if len(text) > _LABEL or words(text) > _LABEL_WORDS:
        return text
    return _settled_label(text, now, ticks=ticks)


def is_statement(text: str) -> bool:
    """Whether a text is long enough to state something: a sentence, or a label with its value (a row of a table)."""
    return " | " in text or words(text) >= _FEW_WORDS


def words(text: str) -> int:
    """Words, or for scripts without blanks what comes to as much (two characters a word)."""
    wide = len(_WIDE.findall(text))
    return len(_WORD.findall(_WIDE.sub(" ", text))) + wide // 2


def wide(text: str) -> str:
    """The characters of scripts that do not part words."""
    return "".join(_WIDE.findall(text))


def _settled_label(text: str, now: datetime, *, ticks: bool) -> str:
    """A short block: a headline, a label with its value, a stamp or a counter."""
    if _COPYRIGHT.search(text) or _RENDERED_IN.search(text):
        return ""
    if not ticks:
        return text if _anything(text) else ""
    masked = _COUNTER.sub(_MARK, text)
    if words(masked) > _BESIDE_A_COUNTER:
        masked = text
    if _SHARED.fullmatch(text):  # shares are bought and sold in sentences
        return ""
    masked = _SECONDS.sub(_MARK, masked)
    masked = _unstamped(masked, now)
    if _QUOTED_PRICE.search(masked) and words(masked) <= _FEW_WORDS:
        masked = _DIGITS.sub(_MARK, masked)
    said = _DIGITS.sub(" ", masked) if words(masked) == 0 and not _DATE.search(masked) else masked
    return "" if not _anything(said) else masked


def _unstamped(text: str, now: datetime) -> str:
    """Text without the day and hour of its rendering."""
    rest = _ZONE.sub(" ", _WEEKDAY.sub(" ", _TIME.sub(" ", _DATE.sub(" ", text)))).replace(_MARK, " ")
    label = _STAMP.sub(" ", rest)
    if words(label) > 0:
        return text
    stamped = label != rest
    dates = list(_DATE.finditer(text))
    if not stamped and dates and not all(_is_today(found, now) for found in dates):
        return text
    return _MARK if (dates or rest != text) else text


def _is_today(found: re.Match[str], now: datetime) -> bool:
    """Whether a date is the day of `now` anywhere on earth."""
    year = int(found["y"] or found["y2"] or found["y3"])
    day = int(found["d"] or found["d2"] or found["d3"])
    month = found["m"] or found["m2"] or found["m3"]
    days = [now + timedelta(days=offset) for offset in (-1, 0, 1)]
    for each in days:
        named = int(month) == each.month if month.isdigit() else _month(month) == each.month
        if (year, day) == (each.year, each.day) and named:
            return True
    return False


def _month(name: str) -> int:
    folded = name.casefold().replace("mai", "may").replace("okt", "oct").replace("dez", "dec")[:3]
    return _MONTH_NAMES.index(folded) + 1


def _anything(text: str) -> bool:
    said = text.replace(_MARK, " ").strip(" |·•:：,.;()[]-/")
    return bool(said) and not _SAYS_NOTHING.fullmatch(said) and any(c.isalnum() for c in said)
