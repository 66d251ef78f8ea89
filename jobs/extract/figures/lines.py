"""A sentence with figures marked up: its numbers, periods, words, pieces, and what is only compared with."""

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass

from jobs.extract.figures.periods import Mention, is_whole_year, mentions, shifted
from jobs.extract.figures.quantities import FRACTIONS, Number, numbers
from jobs.extract.figures.words import Lexicon, Word
from storage.domain.folding import Folded, fold

_DASH = re.compile(r"[-\u2010-\u2015\u2212\u223c－\u301c～](?=\s?\d)")
#: Digits that are neither ours nor full-width ones, which folding makes ours.
_STRANGE_DIGIT = re.compile(r"(?![0-9０-９])\d")
_BORDER = re.compile(r"[;:()\[\]、|]|,(?!\d{3}(?!\d))|\u3001")
#: What may stand between a word of comparison and what it compares with.
_FILLER = re.compile(
    r"\s?(?:(?:20\d\d(?=\s(?:peak|high|low|record))|their|his|whose|those of|denen|vom|jenen|jener|wert|niveau|celui|celle|ceux|celles|\w+ month (?:high|low|peak)|in|the|last|those|that|of|for|during|just|about|only|some|a|an|mere|nearly|around|"
    r"level|figure|its|one|en|au|im|dem|den|der|de|des|du|le|la|month|peak|high|low|total|roughly|almost|record|first)\s)*"
    r"\s?(?:的|今年|当年)?"
)
#: "Against a paltry 1,238 tonnes": words that neither lead nor join.
_ADJECTIVES = re.compile(
    r"\s(?:(?!(?:and|or|as|to|with|by|at|into|onto|is|are|was|were|be|been|it|they|which|that|who|when|while|went|came|comes|who|not|no|"
    r"und|oder|ist|war|waren|es|sie|die|das|mit|et|ou|est|sont|il|elle|qui|que|avec|china|chinese|said|says)\b)[a-zà-ÿ]+\s){1,3}"
)
#: "8月的七个月高位6,146吨".
_HIGH = re.compile(
    r"(?:同期|同月)?份?(?:所|曾)?(?:创下|创出|创|录得|达到|达|为)?了?的?(?:[\d一二三四五六七八九十]+个月)?(?:高位|低位|高点|低点|峰值)?"
)
_THAN = re.compile(r"\bthan (?:in|for|during|those|that|\w+ times)\b[^,;()]{0,30}$")
_TIMES = re.compile(
    r"的?\s?(?:(?:约|近|不到|不足|逾|仅)?\s?[\d.一二三四五六七八九十两几]+\s?(?:倍|成|分之)|的?(?:近|约|不到|不足|逾)?(?:一半|半数)|의\s?절반|の半分)"
)
#: An amount told again as a percentage ("an increase of 270 tonnes, or 4.7%, over April").
_OR = re.compile(
    r",\s?(?:or|i\.e\.|that is|oder|soit|即|或)\s(?:about\s|some\s|roughly\s|nearly\s)?[+~]?[\d.,]+\s?(?:%|per\s?cent\b|prozent\b),(?=\s[a-z])"
)
_THEN_AMOUNT = re.compile(r":?\s?\d")
_MULTIPLE_OF = re.compile(
    r"\b(?:times|twice|double|half|triple|thrice)\s(?:the\s|that of\s|those of\s|as (?:much|many) as\s(?:in\s)?)?$"
)
_INCREASE = re.compile(
    r"\b(?:increase|gain|rise|growth|advance|decline|decrease|drop|fall|loss|reduction|that|one|zuwachs|rückgang)\s$"
)
_BY = re.compile(r"\bby (?:about |some |almost |nearly |around )?$")
#: The past perfect puts a month before the time that is told of ("what it had taken in March").
_PLUPERFECT = re.compile(r"\b(?:it|they|he|she|we|who|country|buyers|americans|europe) had (?:\w+ ){1,2}(?:in|for) $")
#: Words that give a period as the figure's own.
_WITHIN = re.compile(r"\b(?:in|for|during|im|en|by|through|to|until)\b")
#: An amount in brackets right behind its period ("5월(1천238톤)보다").
_BRACKET = re.compile(r"\s?\([^()]{1,20}\)")
#: How far behind what was imposed or agreed its month may stand, in characters.
_OF_POLICY = 4
#: How far behind "instead of" what is not so may stand, in characters.
_TAKEN_BACK = 6
#: How far a direction may stand behind its percentage, in characters.
_LED = 3
#: How far behind an amount that is compared with its period may stand, in characters.
_DATED = 14
#: The longest filling, in characters.
_GAP = 40
#: Between an amount that is compared with and its period ("the 6,146 tons of August 2025").
_OF_THEN = re.compile(r"\s(?:of|from|for|vom|von|de|d')\s?")
_DENIED = (", not ", ", and not ", ", nicht ", ", und nicht ", ", et non ", ", non ")
#: Between an amount and the year of the month that is told of some years.
_YEAR_OF = re.compile(r"\s(?:in|for|of|im|en)\s")
_STEP = re.compile(r"(?:from|von|vom|de|d')\s?")
#: "10月を32%上回った".
_TOPPED = re.compile(r"(?:の水準|の実績|実績)?を(?:約|およそ)?[\d.]+\s?%(?:ほど|近く|余り|超|強|弱)?(?:上回|下回)")
_NEVER = re.compile(r"\s?(?:never|not once|in no (?:other )?month|at no time|nie |noch nie|jamais)\b")
_TOLD_IN = re.compile(r"\b(?:in|for|during|im)\s$")
#: "Its March entry of 524 tonnes".
_NOUN_OF = re.compile(r"\s(?:[a-z]+\s){1,2}of\s(?:about\s|some\s|only\s)?")
_PEAK = re.compile(r"\s?(?:peak|high|low|record|trough|maximum|minimum|top)\sof\b")
_EASTERN_AMOUNT = re.compile(r"\s?[\d.,]+(?:[万만][\d.,]*)?(?:[千천][\d.,]*)?\s?(?:톤|t(?![a-z]))")
_IN_YEAR = re.compile(r"\s(?:(?:in|of|for|du|de|von|des)\s)?")
_CONVERTED = re.compile(
    r"\((?:about |some |around |or )?[\d.,]+ ?(?:million |thousand )?(?:st|short tons?|long tons?|lbs?|pounds?|us tons?)\)",
    re.IGNORECASE,
)
#: Cues that are other words in capitals.
_IN_CAPITALS = ("us", "re", "re exports", "re export")
_FROM_THEN = tuple("较比由从与")
_THE = re.compile(r"\bthe\s$")


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a sentence between commas, brackets and joining words."""

    start: int
    end: int
    words: list[Word]
    numbers: list[Number]


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence, folded, with everything that was found in it. Positions are those of the folded `text`."""

    text: str
    sentence: str
    folded: Folded
    words: list[Word]
    numbers: list[Number]
    #: Periods a figure may be for.
    own: list[Mention]
    #: Periods that something is compared with ("than in March").
    beside: list[Mention]
    #: Periods that only bound another ("the most since January", "after April").
    since: list[Mention]
    pieces: list[Piece]
    starts: list[int]

    def piece_of(self, at: int) -> int:
        return max(0, bisect_right(self.starts, at) - 1)

    def original(self, low: int, high: int) -> str:
        """The sentence as printed, from one folded position to another."""
        start, end = self.folded.original(low, high)
        return self.sentence[start:end]

    def tagged(self, tag: str) -> list[Word]:
        """The words of a list."""
        return [word for word in self.words if tag in word.tags]

    def has(self, tag: str, piece: int) -> bool:
        """Whether a piece holds a word of a list."""
        return any(tag in word.tags for word in self.pieces[piece].words)

    def word_before(self, at: int) -> Word | None:
        """The word that stands before a position with nothing but filling between."""
        index = bisect_right(self.words, at, key=lambda word: word.end) - 1
        if index < 0:
            return None
        # "A seven-month high" is filling too.
        while index and all(tag[:7] in ("superla", "through") for tag in self.words[index].tags):
            index -= 1
        word = self.words[index]
        plain = at - word.end < _GAP and (
            _FILLER.fullmatch(self.text, word.end, at) or _ADJECTIVES.fullmatch(self.text, word.end, at)
        )
        return word if plain else None

    def word_after(self, at: int) -> Word | None:
        """The first word at or after a position."""
        index = bisect_left(self.words, at, key=lambda word: word.start)
        return self.words[index] if index < len(self.words) else None


def mark(sentence: str, lexicon: Lexicon, published: str | None) -> Line:
    """Mark a sentence up. Pure; linear in the sentence but for the few words it holds."""
    folded = _folded(sentence)
    text = folded.text
    words = lexicon.words(text)
    words = [printed for word in words if (printed := _as_printed(word, folded, sentence)) is not None]
    found = numbers(text, words, lexicon)
    original = sentence if folded.offsets is None else ""
    periods = mentions(text, original, words, lexicon, published)
    # A number inside a date is none; a word inside a period is none either, unless it tells a base ("去年5月").
    periods = [one for one in periods if not _is_counted(one, found)]
    # "4,725 tons in the same month in 2024", 2024年同期: the year only says of which year the base is.
    periods = [one for one in periods if not _of_base(one, words, text) and not _of_peak(one, text)]
    found = [item for item in found if not any(one.start < item.end and item.start < one.end for one in periods)]
    words = [word for word in words if not any(one.start <= word.start and word.end <= one.end for one in periods)]
    # "2.9% instead of 3.6%": the second was said, but is not so.
    taken_back = [word.end for word in words if "instead" in word.tags]
    found = [item for item in found if not any(0 <= item.start - end <= _TAKEN_BACK for end in taken_back)]
    # "5,402 tonnes, not 5,204", likewise.
    found = [item for item in found if not text.endswith(_DENIED, 0, item.start)]
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
        elif _is_since(one, line):
            line.since.append(one)
        elif _is_compared(one, line):
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


def _is_since(one: Mention, line: Line) -> bool:
    """Whether a period is only a bound ("since February", 1月以来)."""
    if one.compared:
        return True
    before = line.word_before(one.start)
    start = line.pieces[line.piece_of(one.start)].start
    if (
        before is not None
        and "policy" in before.tags
        and before.start >= start
        and one.start - before.end <= _OF_POLICY
    ):
        # "Despite the curbs imposed in April".
        return len(one.period) == 7
    if before is not None and {"since", "aside"} & before.tags and before.start >= start:
        # "After seven months 39,870 tonnes have gone abroad."
        return not (
            "/" in one.period and before.start <= 1 and line.text.startswith(("after", "nach", "après"), before.start)
        )
    after = line.word_after(one.end)
    if after is None or after.start - one.end > 1:
        return False
    # "2월 이후", 2月以来; "September after August" is another matter.
    behind = "since" in after.tags and (after.start == one.end or line.text[after.start] > "\u2e7f")
    return "apart" in after.tags or behind


def _is_compared(one: Mention, line: Line) -> bool:
    """Whether a period is only what something is measured against."""
    piece = line.pieces[line.piece_of(one.start)]
    if any(word.start < one.start < word.end and {"yoy", "compared"} & word.tags for word in line.words):
        return True
    bracket = _BRACKET.match(line.text, one.end)
    end = bracket.end() if bracket else one.end
    if _TOPPED.match(line.text, one.end):
        return True
    if _TIMES.match(line.text, one.end) or any(
        0 <= word.start - end <= 1 and "compared_after" in word.tags for word in line.words
    ):
        return True
    if _MULTIPLE_OF.search(line.text, max(piece.start, one.start - 24), one.start):
        return True
    than = _THAN.search(line.text, max(piece.start, one.start - 36), one.start)
    if than and not any(than.start() <= item.start < one.start for item in piece.numbers):
        return True
    if _PLUPERFECT.search(line.text, max(piece.start, one.start - 24), one.start):
        return True
    if _in_brackets(one, line):
        return True
    if _is_beaten(one, piece, line):
        return True
    amount = _EASTERN_AMOUNT.match(line.text, one.end)
    if amount and any(0 <= word.start - amount.end() <= 1 and "compared_after" in word.tags for word in line.words):
        # "9월 5,774톤보다 5.2% 줄었지만".
        return True
    before = line.word_before(one.start)
    if before is None or before.start < piece.start:
        return False
    if "compared" in before.tags:
        # "Never had so many gone to Mexico as in May": of May.
        return _NEVER.match(line.text, piece.start) is None
    # "as 较去年5月", "zum Vormonat Juli": the base itself stands before the month.
    eastern = line.text[one.start] > "\u2e7f"
    if "yoy" in before.tags and before.end == one.start and eastern:
        return True
    if {"yoy", "mom"} & before.tags and before.end + 1 == one.start and not eastern and len(one.period) == 7:
        return True
    if _is_shorter_of(before, one, piece, line):
        return True
    if "beside" not in before.tags:
        return False
    # "Trailing the 2025 pace by 2%".
    by = any(item.kind == "percent" and _BY.search(line.text, piece.start, item.start) for item in piece.numbers)
    # "58,193.1 tonnes over eleven months" tells how long, "4% over the first quarter" what is exceeded.
    if "/" in one.period and line.text.startswith("over", before.start) and line.text.endswith(" months", 0, one.end):
        return line.text.startswith("first", one.start) and _follows_change(before, piece, line)
    return _follows_change(before, piece, line) or (by and "/" not in one.period)


def _in_brackets(one: Mention, line: Line) -> bool:
    """Whether a period opens a bracket with the amount of an older time ("57,392 tonnes (2024: 58,147)")."""
    opens = line.text[one.start - 1 : one.start] == "(" and _THEN_AMOUNT.match(line.text, one.end) is not None
    newer = (own for own in line.own if len(own.period) == len(one.period))
    return opens and (len(one.period) == 4 or any(own.period > one.period for own in newer))


def _is_beaten(one: Mention, piece: Piece, line: Line) -> bool:
    """Whether a period is what is beaten by so much ("that tops July's 6,120 tons by 4.6% and last August's by 4.2%")."""
    if _TOLD_IN.search(line.text, piece.start, one.start):
        return False
    by = (item for item in piece.numbers if item.kind == "percent" and item.start >= one.end)
    if not any(_BY.search(line.text, piece.start, item.start) for item in by):
        return False
    while True:
        if any("beaten" in word.tags and word.end <= one.start for word in piece.words):
            return True
        place = line.piece_of(piece.start)
        if not place or not piece.words or piece.words[0].start > piece.start or "joined" not in piece.words[0].tags:
            return False
        piece = line.pieces[place - 1]


def _is_shorter_of(word: Word, one: Mention, piece: Piece, line: Line) -> bool:
    """Whether a change and its direction lead to a period ("30.9% shy of August"), not one that is told of ("in")."""
    if (
        not {"up", "down"} & word.tags
        or line.text[one.start] > "\u2e7f"
        or _WITHIN.search(line.text, word.end, one.start)
    ):
        return False
    return any(item.kind == "percent" and 0 <= word.start - item.end <= _LED for item in piece.numbers)


def _follows_change(word: Word, piece: Piece, line: Line) -> bool:
    """Whether a percentage or another amount stands in the piece before a word ("4% above", "5,000 tonnes, over")."""
    start = piece.start
    if line.text[max(0, start - 1) : start] == ")":
        # "Up by a fifth (21%) on July".
        start = line.text.rfind("(", 0, start)
    if any(item.kind == "percent" and start <= item.start and item.end <= word.start for item in line.numbers):
        return True
    bases = {"yoy", "mom", *FRACTIONS}
    if any(bases & other.tags and other.end <= word.start <= other.end + 1 for other in line.words):
        return True
    # "The increase over December is 1.2%, that over last January 21%".
    return _INCREASE.search(line.text, piece.start, word.start) is not None


def adjoins(one: Mention, amount: Number, line: Line) -> bool:
    """Whether a period stands right before its amount ("October's 6,166", "May's figure of 1,238 tons")."""
    gap = line.text[one.end : amount.start]
    if not 0 <= amount.start - one.end <= _GAP:
        return False
    return not gap.removeprefix("'s").removeprefix("'").strip(" (:") or bool(
        _FILLER.fullmatch(gap) or _HIGH.fullmatch(gap) or _NOUN_OF.fullmatch(gap)
    )


def in_brackets(one: Mention, line: Line) -> bool:
    """Whether a period dates only what a bracket holds ("540 tonnes (November: 588)")."""
    inside = line.text.rfind("(", 0, one.start) > line.text.rfind(")", 0, one.start)
    return inside and line.text[one.end : one.end + 1] == ":"


def undated(line: Line) -> bool:
    """Whether no period of a line can be its figures' own: those it names date an amount that is compared with."""
    beside = [item for item in line.numbers if item.kind != "percent" and is_beside(item, line)]
    own = [one for one in line.own if not in_brackets(one, line)]
    return all(any(0 <= one.start - item.end <= _DATED for item in beside) for one in own)


def is_beside(amount: Number, line: Line) -> bool:
    """Whether an amount is only what another is measured against ("from 5,100 tonnes", "October's 6,166")."""
    piece = line.pieces[line.piece_of(amount.start)]
    if _TIMES.match(line.text, amount.end):
        return True
    if any(adjoins(one, amount, line) for one in (*line.beside, *line.since)):
        return True
    if any(_OF_THEN.fullmatch(line.text, amount.end, one.start) for one in line.beside):
        return True
    led = any({"yoy", "mom"} & word.tags and 0 <= amount.start - word.end <= 1 for word in line.words)
    if led and any("compared_after" in word.tags and 0 <= word.start - amount.end <= 1 for word in line.words):
        # "前月の498トンから22.8%増えた", "前年(5万7392トン)比21.7%増".
        return True
    before = line.word_before(amount.start)
    if before is None or before.start < piece.start:
        return False
    if (
        {"yoy", "mom"} & before.tags
        and (line.text[before.start] in "较比由从与" or line.text[before.start - 1 : before.start] in _FROM_THEN)
        and line.text[before.start : amount.start].rstrip().endswith("的")
    ):
        return True
    if "having" in before.tags:
        # "239 tonnes in May, after 252 in April".
        return any(item.end <= before.start for item in line.numbers)
    if "compared" in before.tags:
        if line.text[before.start : before.end] != "than":
            return True
        return bool(_THE.search(line.text, before.end, amount.start)) or _follows_change(before, piece, line)
    return "beside" in before.tags and _follows_change(before, piece, line)
