"""How a sentence is marked up: from text to words, numbers, periods and pieces."""

import re

from jobs.extract.figures.comparing import is_compared, is_since
from jobs.extract.figures.lines import Line, Piece
from jobs.extract.figures.mentions import is_whole_year, mentions
from jobs.extract.figures.periods import Mention, shifted
from jobs.extract.figures.quantities import Number, numbers
from jobs.extract.figures.talk import country_of
from jobs.extract.figures.words import Lexicon, Word
from storage.domain.folding import Folded, fold

_DASH = re.compile(r"[-\u2010-\u2015\u2212\u223c－\u301c～](?=\s?\d)")
#: Digits that are neither ours nor full-width ones, which folding makes ours.
_STRANGE_DIGIT = re.compile(r"(?![0-9０-９])\d")
_BORDER = re.compile(r"[;:()\[\]【】、|]|,(?!\d{3}(?!\d))|\u3001")
#: An amount told again as a percentage ("an increase of 270 tonnes, or 4.7%, over April").
_OR = re.compile(
    r",\s?(?:or|i\.e\.|that is|oder|soit|即|或)\s(?:about\s|some\s|roughly\s|nearly\s)?[+~]?[\d.,]+\s?(?:%|per\s?cent\b|prozent\b),(?=\s[a-z])"
)
#: How far behind "instead of" what is not so may stand, in characters.
_TAKEN_BACK = 6
_DENIED = (", not ", ", and not ", ", nicht ", ", und nicht ", ", et non ", ", non ")
#: Between an amount and the year of the month that is told of some years.
_YEAR_OF = re.compile(r"\s(?:in|for|of|im|en)\s")
#: A bare number above this is no percentage whose sign another one bears.
_MOST_PERCENT = 1000
_AND_PERCENT = re.compile(r"\s?(?:and|und|et|和|、|及|,)\s(?:by\s)?|[和、及]")
#: What may stand behind a percentage without a sign of its own.
_ENDS = re.compile(r"\s?(?:$|[.,;:)。](?!\d)|and\b|respectively\b)")
_NAME_ALONE = re.compile(
    r"\s?(?:[a-z]+)?(?:,|;|,?\sand)\s(?:(?:those\s)?(?:to|of|from)\s)?(?:the\s)?[a-z. ]{2,20}(?:'s?)?(?:\sby)?\s"
)
_IT_IS = re.compile(
    r"\b(?:it|that|this|they|the (?:change|difference|figure|rate))\s(?:is|was|are|were|comes to|came to)\s$"
)
_STEP = re.compile(r"(?:from|von|vom|de|d')\s?")
_PEAK = re.compile(r"\s?(?:peak|high|low|record|trough|maximum|minimum|top)\sof\b")
_IN_YEAR = re.compile(r"\s(?:(?:in|of|for|du|de|von|des)\s)?")
_CONVERTED = re.compile(
    r"\((?:about |some |around |or )?[\d.,]+ ?(?:million |thousand )?(?:st|short tons?|long tons?|lbs?|pounds?|us tons?)\)",
    re.IGNORECASE,
)
#: Cues that are other words in capitals.
_IN_CAPITALS = ("us", "re", "re exports", "re export")


def mark(sentence: str, lexicon: Lexicon, published: str | None) -> Line:
    """Mark a sentence up. Pure; linear in the sentence but for the few words it holds."""
    folded = _folded(sentence)
    text = folded.text
    words = lexicon.words(text)
    words = [printed for word in words if (printed := _as_printed(word, folded, sentence)) is not None]
    found = numbers(text, words, lexicon)
    original = sentence if folded.offsets is None else ""
    periods = mentions(text, original, words, lexicon, published)
    # "4,725 tons in the same month in 2024", 2024年同期: the year only says of which year the base is.
    periods = [
        one for one in periods if not (_is_counted(one, found) or _of_base(one, words, text) or _of_peak(one, text))
    ]
    # A number inside a date is none; a word inside a period is none either, unless it tells a base ("去年5月").
    found = [item for item in found if not any(one.start < item.end and item.start < one.end for one in periods)]
    words = [word for word in words if not any(one.start <= word.start and word.end <= one.end for one in periods)]
    found = _without_denied(_elliptic(found, words, periods, text), words, text)
    pieces = _pieces(text, words, found, periods)
    line = Line(
        text=text,
        sentence=sentence,
        folded=folded,
        words=words,
        numbers=found,
        own=[],
        beside=[],
        since=[],
        pieces=pieces,
        starts=[piece.start for piece in pieces],
    )
    for one in _of_one_month(periods, line):
        if _is_step(one, line):
            low, high = one.period.split("/")
            line.beside.append(one._replace(period=low))
            line.own.append(one._replace(period=high))
        elif is_since(one, line):
            line.since.append(one)
        elif is_compared(one, line):
            line.beside.append(one)
        elif is_whole_year(one, text, words):
            line.own.append(one)
    return line


def is_tagged(sentence: str, lexicon: Lexicon, tag: str) -> bool:
    """Whether a sentence has a word of a list at all: most that would be marked up for one word have it not."""
    return any(tag in word.tags for word in lexicon.words(_folded(sentence).text))


def _folded(sentence: str) -> Folded:
    # A dash before a digit is a sign or a range; folding would turn it into a blank.
    dashed = _DASH.sub("~", sentence)
    # What an amount is in other units is nothing new.
    dashed = _CONVERTED.sub(lambda match: " " * len(match[0]), dashed)
    return fold(dashed if dashed.isascii() else _STRANGE_DIGIT.sub("?", dashed))


def _as_printed(word: Word, folded: Folded, sentence: str) -> Word | None:
    """A word as its capitals have it: "US" and "RE" are other words in small letters, "RE exports" is no re-export."""
    text = folded.text[word.start : word.end]
    if text not in _IN_CAPITALS:
        return word
    start, _ = folded.original(word.start, word.end)
    capitals = sentence[start : start + 2].isupper()
    if text in ("us", "re"):
        return word if capitals else None
    return word._replace(tags=frozenset(("rare_earths", "export"))) if capitals else word


def _without_denied(found: list[Number], words: list[Word], text: str) -> list[Number]:
    """The numbers without those that were said but are not so ("2.9% instead of 3.6%", "5,402 tonnes, not 5,204")."""
    wrong = [span for word in words if "wrong" in word.tags for span in _spans_of_wrong(word, text)]
    taken_back = [word.end for word in words if "instead" in word.tags]
    return [
        item
        for item in found
        if not text.endswith(_DENIED, 0, item.start)
        and not any(0 <= item.start - end <= _TAKEN_BACK for end in taken_back)
        and not any(low <= item.start < high for low, high in wrong)
    ]


def _spans_of_wrong(word: Word, text: str) -> list[tuple[int, int]]:
    """What a word calls wrong: the clause that it ends ("a report of 80% is wrong; ...") or the one that it opens."""
    low, high = text.rfind(";", 0, word.start) + 1, text.find(";", word.end)
    if text[word.start] > "\u2e7f":
        low = max(low, text.rfind(",", 0, word.start) + 1)
    if "misstated" in word.tags:
        return [(low, high if high >= 0 else len(text))]
    return [(low, word.start)]


def _elliptic(found: list[Number], words: list[Word], periods: list[Mention], text: str) -> list[Number]:
    """The numbers, with the percentages whose sign another one bears ("38 and 12 per cent", "against May it is 4.3")."""
    if sum(item.kind == "percent" for item in found) == 0 or all(item.kind != "bare" for item in found):
        return found
    out = list(found)
    for place in range(len(out) - 2, -1, -1):
        item, following = out[place], out[place + 1]
        joined = following.kind == "percent" and not following.word and following.sign is None
        joined = joined and _may_be_percent(item) and not text.endswith("between ", 0, item.start)
        if joined and _AND_PERCENT.fullmatch(text, item.end, following.start):
            out[place] = item._replace(kind="percent")
    weighed = any(item.kind == "tonnes" or item.grouped for item in out)
    for place in range(1, len(out)):
        before, item = out[place - 1], out[place]
        if before.kind != "percent" or before.word or not _may_be_percent(item) or not _ENDS.match(text, item.end):
            continue
        between = [word for word in words if before.end <= word.start and word.end <= item.start]
        if _is_told_on_base(before, item, between, periods, text):
            out[place] = item._replace(kind="percent")
        elif not weighed and _NAME_ALONE.fullmatch(text, before.end, item.start) and any(map(country_of, between)):
            # "Germany's intake was 62 per cent lower, Korea's 58, Vietnam's 55".
            out[place] = item._replace(kind="percent")
    return out


def _may_be_percent(item: Number) -> bool:
    return item.kind == "bare" and not item.grouped and item.value < _MOST_PERCENT


def _is_told_on_base(before: Number, item: Number, between: list[Word], periods: list[Mention], text: str) -> bool:
    """Whether between a percentage and a bare number another base and no amount is told ("against May it is 4.3")."""
    tags = {tag for word in between for tag in word.tags}
    if not {"compared", "beside", "yoy", "mom"} & tags or {"receive", "export", "total"} & tags:
        return False
    if any(word.end + 1 >= item.start and {"goal", "compared", "beside"} & word.tags for word in between):
        return False
    bases = [one.end for one in periods if before.end <= one.start and one.end <= item.start]
    bases += [word.end for word in between if {"yoy", "mom"} & word.tags]
    if not bases or text[max(bases) : item.start].strip() in ("", "'s", "("):
        return False
    led = text[max(bases) : item.start]
    return _IT_IS.search(led) is not None or any(
        {"up", "down"} & word.tags and word.start >= max(bases) for word in between
    )


def _is_counted(one: Mention, found: list[Number]) -> bool:
    """Whether a year is the number of an amount ("2010吨")."""
    return len(one.period) == 4 and any(
        item.kind in ("tonnes", "percent") and item.start <= one.start < item.end for item in found
    )


def _of_peak(one: Mention, text: str) -> bool:
    """Whether a year only tells of which year a peak is ("the 2025 peak of 305 tons a month before")."""
    return len(one.period) == 4 and _PEAK.match(text, one.end) is not None


def _of_base(one: Mention, words: list[Word], text: str) -> bool:
    """Whether a year belongs to the words for a base beside it."""
    if len(one.period) != 4:
        return False
    return any(
        "yoy" in word.tags
        and (
            _IN_YEAR.fullmatch(text, word.end, one.start) is not None
            or (text[word.start] > "\u2e7f" and 0 <= word.start - one.end <= 1)
        )
        for word in words
    )


def _pieces(text: str, words: list[Word], found: list[Number], periods: list[Mention]) -> list[Piece]:
    closed = sorted([*((one.start, one.end) for one in found), *((one.start, one.end) for one in periods)])
    closed += [match.span() for match in _OR.finditer(text)]
    closed += [(word.start, word.end) for word in words if "," in text[word.start : word.end]]
    borders = [(match.start(), match.end()) for match in _BORDER.finditer(text)]
    borders += [(word.start, word.end) for word in words if {"contrast", "joined"} & word.tags]
    parts: list[tuple[int, int]] = []
    start = 0
    for low, high in sorted(borders):
        if low < start or any(a < high and low < b for a, b in closed):
            continue
        if low > start:
            parts.append((start, low))
        # A joining word belongs to the piece it opens.
        start = low if text[low:high].isalpha() else high
    parts.append((start, len(text)))
    return [
        Piece(
            low,
            high,
            [word for word in words if low <= word.start and word.end <= high],
            [item for item in found if low <= item.start < high],
        )
        for low, high in parts
    ]


def _of_one_month(periods: list[Mention], line: Line) -> list[Mention]:
    """The periods, where one month is told of some years ("June exports were 3,188 tons in 2025 and 5,912 in 2026")."""
    years = [one for one in periods if len(one.period) == 4]
    months = [one for one in periods if len(one.period) != 4]
    amounts = [item for item in line.numbers if item.kind in ("tonnes", "bare")]
    if len(years) < 2 or len(months) != 1 or months[0].period[:4] in line.text[months[0].start : months[0].end]:
        return periods
    if not all(any(_YEAR_OF.fullmatch(line.text, item.end, one.start) for item in amounts) for one in years):
        return periods
    month = months[0].period
    return [one._replace(period=shifted(month, 12 * (int(one.period) - int(month[:4]))) or one.period) for one in years]


def _is_step(one: Mention, line: Line) -> bool:
    """Whether something moved from one month to the next ("the fall from April to May was 12.7%"), and no span is told."""
    low, _, high = one.period.partition("/")
    if not high or shifted(low, 1) != high or low.endswith("-01") or not _STEP.match(line.text, one.start):
        return False
    part = line.pieces[line.piece_of(one.start)]
    weighed = sum(item.kind != "percent" for item in line.numbers)
    return weighed < 2 and any({"up", "down"} & word.tags and word.end <= one.start for word in part.words)
