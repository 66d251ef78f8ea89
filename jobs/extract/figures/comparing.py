"""Which periods and amounts of a sentence are only what something is measured against, or bound something else."""

import re

from jobs.extract.figures.lines import FILLER, GAP, Line, Piece
from jobs.extract.figures.periods import Mention
from jobs.extract.figures.quantities import FRACTIONS, Number
from jobs.extract.figures.words import Word

#: "8月的七个月高位6,146吨".
_HIGH = re.compile(
    r"(?:同期|同月)?份?(?:所|曾)?(?:创下|创出|创|录得|达到|达|为)?了?的?(?:[\d一二三四五六七八九十]+个月)?(?:高位|低位|高点|低点|峰值)?"
)
_THAN = re.compile(r"\bthan (?:in|for|during|those|that|were|was|went|left|what|had|it|they|\w+ times)\b[^,;()]{0,30}$")
_TIMES = re.compile(
    r"的?\s?(?:(?:约|近|不到|不足|逾|仅)?\s?[\d.一二三四五六七八九十两几]+\s?(?:倍|成|分之)|的?(?:近|约|不到|不足|逾)?(?:一半|半数)|의\s?절반|の半分)"
)
_THEN_AMOUNT = re.compile(r":?\s?\d")
_MULTIPLE_OF = re.compile(
    r"\b(?:times|twice|double|half|triple|thrice)\s(?:the\s|that of\s|those of\s|as (?:much|many) as\s(?:in\s)?)?$"
)
_PART_OF = re.compile(
    r"\b(?:half|thirds?|quarters?|fifths?|tenths?|fraction|part|percent|%)\s(?:of\s)?(?:the\s|its\s|their\s)?$"
)
_RECORD = re.compile(
    r"\s(?:(?:all time|monthly|previous|old|seven month|peak)\s){0,2}(?:record|peak|highs?|lows?|levels?|mark|trough|pace|figure|volume)\b(?!\sof\s)"
)
_NEAR_TO = re.compile(
    r"\b(?:of|to|at|near|nearing|approaching|approached|matching|matched|equalling|equalled|touching|with|like|behind|under|below|above|over|reach of)\s(?:the\s)?$"
)
_LEVEL = re.compile(r"\s(?:levels?|volumes?|tally|peak|high|low|mark|tonnage)\b")
_INCREASE = re.compile(
    r"\b(?:change|difference|increase|gain|rise|growth|advance|decline|decrease|drop|fall|loss|reduction|that|one|zuwachs|rückgang)\s$"
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
#: How far a direction may stand behind its percentage, in characters.
_LED = 3
#: How far behind an amount that is compared with its period may stand, in characters.
_DATED = 14
#: Between an amount that is compared with and its period ("the 6,146 tons of August 2025").
_OF_THEN = re.compile(r"\s(?:of|from|for|vom|von|de|d')\s?")
#: "10月を32%上回った".
_TOPPED = re.compile(r"(?:の水準|の実績|実績)?を(?:約|およそ)?[\d.]+\s?%(?:ほど|近く|余り|超|強|弱)?(?:上回|下回)")
_NEVER = re.compile(r"\s?(?:never|not once|in no (?:other )?month|at no time|nie |noch nie|jamais)\b")
_TOLD_IN = re.compile(r"\b(?:in|for|during|im)\s$")
#: "Its March entry of 524 tonnes".
_NOUN_OF = re.compile(r"\s(?:[a-z]+\s){1,2}of\s(?:about\s|some\s|only\s)?")
_EASTERN_AMOUNT = re.compile(r"\s?[\d.,]+(?:[万만][\d.,]*)?(?:[千천][\d.,]*)?\s?(?:톤|t(?![a-z]))")
_FROM_THEN = tuple("较比由从与")
_THE_AMOUNT_OF = re.compile(
    r"\b(?:the|its|their|those)\s[\d.,]+\s(?:(?:metric\s)?(?:tonnes|tons|t)\s)?(?:\w+\s){0,2}(?:of|in|from|for)\s$"
)
_THE = re.compile(r"\bthe\s$")


def is_since(one: Mention, line: Line) -> bool:
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


def is_compared(one: Mention, line: Line) -> bool:
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
    if _RECORD.match(line.text, one.end) and _NEAR_TO.search(line.text, max(piece.start, one.start - 24), one.start):
        # "Within a hair of January's record".
        return True
    if _LEVEL.match(line.text, one.end) and _PART_OF.search(line.text, max(piece.start, one.start - 24), one.start):
        # "About half of the June 2024 level".
        return True
    definite = _THE_AMOUNT_OF.search(line.text, max(piece.start, one.start - 40), one.start)
    if definite and (led := line.word_before(definite.start())) and {"beside", "compared"} & led.tags:
        # "Well above the 1,238 tonnes of May".
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
    by = (item for item in piece.numbers if item.start >= one.end)
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
    if not 0 <= amount.start - one.end <= GAP:
        return False
    return not gap.removeprefix("'s").removeprefix("'").strip(" (:") or bool(
        FILLER.fullmatch(gap) or _HIGH.fullmatch(gap) or _NOUN_OF.fullmatch(gap)
    )


def _is_left(amount: Number, line: Line) -> bool:
    """Whether something moved away from an amount ("较上月5700吨增加320吨")."""
    after = line.word_after(amount.end)
    return after is not None and after.start == amount.end and bool({"up", "down"} & after.tags)


def _leads_amount(one: Mention, line: Line) -> bool:
    """Whether a period is that of the amount behind it ("to 353 tons from May's 46")."""
    return any(item.kind != "percent" and adjoins(one, item, line) for item in line.numbers)


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
    if any(
        _OF_THEN.fullmatch(line.text, amount.end, one.start) and not _leads_amount(one, line) for one in line.beside
    ):
        return True
    led = any({"yoy", "mom"} & word.tags and 0 <= amount.start - word.end <= 1 for word in line.words)
    if led and any("compared_after" in word.tags and 0 <= word.start - amount.end <= 1 for word in line.words):
        # "前月の498トンから22.8%増えた", "前年(5万7392トン)比21.7%増".
        return True
    if line.text.endswith("'s ", 0, amount.start) and any(
        {"yoy", "mom"} & word.tags and word.end in (amount.start - 3, amount.start - 1) for word in piece.words
    ):
        # "Tumbling 17.3% from the previous month's 6,020 tons".
        return True
    before = line.word_before(amount.start)
    if before is None or before.start < piece.start:
        return False
    if (
        {"yoy", "mom"} & before.tags
        and (line.text[before.start] in "较比由从与" or line.text[before.start - 1 : before.start] in _FROM_THEN)
        and (line.text[before.start : amount.start].rstrip().endswith("的") or _is_left(amount, line))
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
