"""The changes of a sentence: how much, which way, and on what base."""

import re
from dataclasses import dataclass, replace
from itertools import pairwise

from jobs.extract.figures.context import Context
from jobs.extract.figures.lines import Line
from jobs.extract.figures.periods import Mention, shifted
from jobs.extract.figures.quantities import POINTS, Number
from jobs.extract.figures.words import Word

Base = Word | Mention

_POINT = re.compile(r"个?百分点|percentage points?|ポイント|포인트|prozentpunkt|points? de pourcentage")
#: How far apart two bases told in a row may stand ("同比、环比").
_IN_A_ROW = 6
_ALL = re.compile(
    r"\b(?:all|each|both|always|everything)\s(?:of them\s)?(?:compared\s)?(?:with|to|against|on|from|over|versus)\s(?:that of\s)?$"
)
_IT_IS = re.compile(
    r"\b(?:it|that|this|which|the (?:drop|fall|decrease|decline|rise|increase|gain|loss|change))\s(?:is|was)\s(?:much |even |still |far )?(?:larger|bigger|greater|smaller|stronger|weaker|steeper)\b"
)
_BOTH = re.compile(r"\s?(?:、|和|与|及|,|/|\band\b|\band from\b|\band on\b|\bas well as\b)\s?(?:the\s)?(?:较|比)?")
_AND = re.compile(r"\s?(?:and|und|et|和|及|、|,)\s?")


@dataclass(slots=True)
class Change:
    """A percentage that says how an amount changed, in percent with its sign."""

    number: Number
    piece: int
    value: float
    #: What the sentence measures it against; None when it does not say.
    base: Base | None = None
    #: The only kind of base the sentence knows, for a change that names none. A `value` of 0 has no direction told.
    default: str | None = None


def changes(context: Context) -> list[Change]:
    """The changes of a sentence in order, each with its direction and its base."""
    line = context.line
    found = []
    last: int | None = None
    for item in line.numbers:
        piece = line.piece_of(item.start)
        if item.kind != "percent" or POINTS.match(line.text, item.end) or _is_share(piece, context):
            continue
        if _by_value(piece, context) or _off_the_norm(item, piece, context):
            continue
        sign = _direction(item, piece, last, context)
        if sign is None and (sign := _announced(item, piece, context)):
            piece += 1
        found.append(Change(item, piece, round(item.value * (sign or 0), 4)))
        last = sign or last
    if context.eastern:
        _look_ahead(found)
    _find_bases(found, context)
    return _on_both(found, context)


def kind_of(word: Word) -> str:
    """mom, yoy or qoq (on the quarter before), as a word for a base says it."""
    return next(kind for kind in ("yoy", "mom", "qoq") if kind in word.tags)


def measured_against(base: str, period: str | None) -> str | None:
    """The basis of a change from one period to another; None for two that are neither neighbours nor a year apart."""
    if period is None:
        return None
    if "/" in base and "/" in period:
        return "yoy" if (base[5:7], base[-2:]) == (period[5:7], period[-2:]) else None
    if len(base) == 4 or "/" in base or "/" in period or len(period) == 4:
        return "yoy"
    if base[5:7] == period[5:7]:
        return "yoy"
    return "mom" if shifted(base, 1) == period else None


def _direction(item: Number, piece: int, last: int | None, context: Context) -> int | None:
    """Up (1) or down (-1): a printed sign, the nearest word of the piece, the change before, the piece before."""
    if item.sign is not None:
        return item.sign
    if last is not None:
        opened = context.line.text[context.line.pieces[piece - 1].start if piece else 0 : item.start]
        if _IT_IS.search(opened):
            # "The decrease against November is 3.1%; measured by December 2024 it is larger, 12.4%".
            return last
    best: tuple[float, int] | None = None
    part = context.line.pieces[piece]
    # "The decline narrowed to 3%" is still a decline.
    led = any({"up", "down"} & word.tags and "paces" not in word.tags for word in part.words)
    for word in part.words:
        for tag, sign in (("up", 1), ("down", -1)):
            if tag not in word.tags or (led and "paces" in word.tags):
                continue
            before = word.end <= item.start
            distance = item.start - word.end if before else word.start - item.end + 2
            # "Over 20 percent" says how exact the number is, not which way it went.
            if before and sign > 0 and "beside" in word.tags:
                distance += 12
            if best is None or distance < best[0]:
                best = (distance, sign)
    if best is not None:
        return best[1]
    if not item.word and (found := _behind_bracket(item, piece, context)):
        return found
    bracketed = piece and item.start - part.start <= 1 and context.line.text[part.start - 1] == "("
    if bracketed and not item.word and (found := _direction(item, piece - 1, None, context)):
        # "增长逾三倍（334.3%）", whatever was told before.
        return found
    if last is not None and not _turned(piece, context):
        return last
    if piece and not item.word and (found := _direction(item, piece - 1, None, context)):
        return found
    return _behind_bracket(item, piece, context)


def _behind_bracket(item: Number, piece: int, context: Context) -> int | None:
    """The direction behind the bracket of an exact number ("a fifth (20.3%) less")."""
    pieces = context.line.pieces
    opens = (
        context.line.text[pieces[piece].start - 1 : pieces[piece].start] == "(" and item.start >= pieces[piece].start
    )
    if not opens or piece + 1 == len(pieces):
        return None
    after = pieces[piece + 1]
    words = [word for word in after.words[:1] if word.start - after.start <= 1]
    return next((sign for word in words for tag, sign in (("up", 1), ("down", -1)) if tag in word.tags), None)


def _by_value(piece: int, context: Context) -> bool:
    """Whether a piece tells of money or prices, or goes on with one that only names them ("出口金额却下降了9.8%")."""
    line = context.line
    if line.has("by_value", piece) or (line.has("priced", piece) and not line.pieces[piece].has_amount):
        return True
    if not piece or not line.pieces[piece].words or line.pieces[piece - 1].numbers:
        return False
    first = line.pieces[piece].words[0]
    if "contrast" in first.tags:
        return line.pieces[piece - 1].end == line.pieces[piece].start and line.has("by_value", piece - 1)
    # "Value fell less, by 9%".
    return first.start - line.pieces[piece].start <= 1 and "delta" in first.tags and line.has("worth", piece - 1)


def _is_share(piece: int, context: Context) -> bool:
    """Whether a piece tells shares; points by which a rate of growth moved are none ("slowed by 3.5 points to 8.1%")."""
    line = context.line
    shares = [word for word in line.pieces[piece].words if "share" in word.tags]
    points = all(_POINT.match(line.text, word.start) for word in shares)
    return bool(shares) and not (points and line.has("growth_rate", piece))


def _off_the_norm(item: Number, piece: int, context: Context) -> bool:
    """Whether a percentage is measured against what is no earlier figure ("15% above the five-year average")."""
    words = context.line.pieces[piece].words
    behind = [
        word for word in words if word.start >= item.end and {"norm", "yoy", "mom", "compared", "beside"} & word.tags
    ]
    return any("norm" in word.tags for word in behind[:2])


def _turned(piece: int, context: Context) -> bool:
    """Whether the part right before, which has no numbers, gives a direction anew ("exports grew again, and by 8.6%")."""
    for part in reversed(context.line.pieces[:piece]):
        if part.numbers:
            return False
        if any({"up", "down"} & word.tags for word in part.words):
            return True
    return False


def _announced(item: Number, piece: int, context: Context) -> int | None:
    """The direction behind the colon of a number put first ("59.5 per cent: by so much did shipments exceed ...")."""
    pieces = context.line.pieces
    end = pieces[piece].end
    if pieces[piece].start or context.line.text[end : end + 1] != ":" or end - item.end > 1:
        return None
    for part in pieces[piece + 1 :]:
        if part.numbers:
            return None
        for word in part.words:
            if {"up", "down"} & word.tags:
                return 1 if "up" in word.tags else -1
    return None


def _look_ahead(found: list[Change]) -> None:
    """ "전월 대비 4.7%, 전년 동월 대비 11.8% 각각 감소": the direction may come once, at the end."""
    for change, following in pairwise(found):
        if not change.value and following.value:
            change.value = round(change.number.value * (1 if following.value > 0 else -1), 4)


def _find_bases(found: list[Change], context: Context) -> None:
    """What each change is measured against: in its own piece, else an unused base before or after it."""
    line = context.line
    bases: list[Base] = [
        word for word in line.words if {"yoy", "mom", "qoq"} & word.tags and not _is_date(word, context)
    ]
    beside = (one for one in line.beside if not _of_points(one, line) and not _of_rate(one, line))
    bases = sorted([*bases, *beside], key=lambda base: base.start)
    if _in_a_row(found, bases) or _in_a_row(found, _two_kinds(bases)):
        return
    used: set[int] = set()

    def take(change: Change, chosen: list[Base]) -> None:
        if chosen:
            change.base = chosen[0]
            used.add(chosen[0].start)

    for index, change in enumerate(found):
        part, at = line.pieces[change.piece], change.number.start
        inside = [base for base in bases if part.start <= base.start < part.end and base.start not in used]
        before = [base for base in inside if base.start < at][-1:]
        after = [base for base in inside if base.start >= at][:1]
        # Chinese, Japanese and Korean put the base before the number.
        if context.eastern and not before:
            # "5월(6010톤)보다 1.6% 줄었으나 지난해 6월보다는 85.4% 늘었다."
            low = found[index - 1].number.end if index else 0
            before = [base for base in bases if base.start not in used and low <= base.start < at][-1:]
        take(change, before or after if context.eastern else after or before)
    for index, change in enumerate(found):
        if change.base is None:
            low = found[index - 1].number.end if index else 0
            high = found[index + 1].number.start if index + 1 < len(found) else len(line.text)
            around = [base for base in bases if base.start not in used and low <= base.start < high]
            take(change, [base for base in around if base.start < change.number.start][-1:] or around[:1])
    _again_in_turn(found, line.text)
    _of_all(found, bases, line.text)
    if len(bases) == 1 and isinstance(bases[0], Mention) and found and found[-1].base is bases[0]:
        # "The Netherlands (minus 22%) and Britain (minus 9%) took less in April than in March."
        for change in found:
            bracketed = line.text[line.pieces[change.piece].start - 1 : line.pieces[change.piece].start] == "("
            change.base = change.base or (bases[0] if bracketed else None)
    words = [change for change in found if change.number.word]
    if len(bases) == 1 and len(words) == len(found):
        # "Thai buyers took a tenth less than in May, 90 tonnes, Hungarian ones a tenth more, 66 tonnes".
        for change in words:
            change.base = change.base or bases[0]
    columns = context.talk.columns if context.next_to and not bases else ()
    if columns and len(found) == len(columns):
        for change, kind in zip(found, columns, strict=True):
            change.default = kind
        return
    kinds = {kind_of(change.base) for change in found if isinstance(change.base, Word)}
    for change in found:
        if change.base is None and len(kinds) == 1:
            change.default = next(iter(kinds))


def _on_both(found: list[Change], context: Context) -> list[Change]:
    """The changes, one told on two bases twice ("环比、同比均降近三成", "up a fifth on both the month and the year")."""
    line = context.line
    taken = {change.base.start for change in found if change.base is not None}
    out: list[Change] = []
    for change in found:
        out.append(change)
        if not isinstance(change.base, Word):
            continue
        for word in line.words:
            if not {"yoy", "mom"} & word.tags or word.start in taken or kind_of(word) == kind_of(change.base):
                continue
            low, high = sorted((word, change.base))
            if _BOTH.fullmatch(line.text, low.end, high.start):
                out.append(replace(change, base=word))
    return out


def _is_date(word: Word, context: Context) -> bool:
    """Whether a word for a base is rather the date of an amount told beside it ("上年同期为4725吨")."""
    piece = context.line.piece_of(word.start)
    part = context.line.pieces[piece]
    return (
        bool(part.numbers)
        and all(item.kind == "tonnes" for item in part.numbers)
        and not context.is_compared(word, part.start)
        and context.relative(piece) is not None
    )


def _of_points(one: Mention, line: Line) -> bool:
    """Whether a period is only what a rate of growth had been in ("增速较4月回落3.5个百分点")."""
    item = next((item for item in line.numbers if item.start >= one.end), None)
    return item is not None and POINTS.match(line.text, item.end) is not None


def _of_rate(one: Mention, line: Line) -> bool:
    """Whether a period is that of a rate right behind it ("增幅从一季度的5.2%扩大到9.1%")."""
    item = next((item for item in line.numbers if item.start >= one.end), None)
    return item is not None and item.kind == "percent" and line.text[one.end : item.start] == "的"


def _two_kinds(bases: list[Base]) -> list[Base]:
    """The worded bases, where no two are of one kind ("环比、同比分别增长", beside a month that is only compared with)."""
    worded = [base for base in bases if isinstance(base, Word)]
    return [*worded] if len({kind_of(base) for base in worded}) == len(worded) else []


def _again_in_turn(found: list[Change], text: str) -> None:
    """ "Lost 5% on July and 12% on the year; those to Europe gained 8% and 21%": two bare changes take up two bases."""
    for place in range(2, len(found) - 1):
        one, other = found[place], found[place + 1]
        first, second = found[place - 2], found[place - 1]
        told = first.base is not None and second.base is not None and first.base is not second.base
        if told and one.base is None is other.base and _AND.fullmatch(text, one.number.end, other.number.start):
            one.base, other.base = first.base, second.base


def _of_all(found: list[Change], bases: list[Base], text: str) -> None:
    """ "Up 0.8%, 2.3% and 9.1%, all compared with April": a month told last may be the base of all."""
    last = bases[-1] if len(bases) == 1 else None
    if found and isinstance(last, Mention) and found[-1].base is last and _ALL.search(text, 0, last.start):
        for change in found:
            change.base = last


def _in_a_row(found: list[Change], bases: list[Base]) -> bool:
    """Pair bases with changes when each come in a row ("同比、环比分别为17.5%、-6.1%")."""
    if len(found) < 2 or len(bases) != len(found):
        return False
    if any(two.start - one.end > _IN_A_ROW for one, two in pairwise(bases)):
        return False
    if any(bases[0].start < change.number.start < bases[-1].start for change in found):
        return False
    for change, base in zip(found, bases, strict=True):
        change.base = base
    return True
