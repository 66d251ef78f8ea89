"""Chinese names that hold everyday words: "老王磁铁厂", "锐能稀土", "西枝江磁业", "恒动（昆山）伺服技术有限公司".

A trade or a legal form is where such a name ends. Where it begins shows from the left: at a mark of punctuation, a noun
for firms, a town, or a word of grammar that stands in no name.
"""

from collections.abc import Iterator

from jobs.extract.names.hanline import PARK, Find, Line
from jobs.extract.names.hanwords import RUN, TAILS, TRADE, Token
from jobs.extract.text.phrases import Phrase

#: Small words that stand inside names, too; at the head of a name only the second ones do.
_INSIDE = frozenset("能老正经得会可方同为名都今利如大小新有不")
_LEADING = frozenset("老大小新")
#: One-character verbs right before a name; unknown to the tables, as they also stand in names.
_VERBS = frozenset("赴抵访驻返去来投含登某系属供请派促致非归即讯达查罚购售寄送催问答见闻告诉约聘任选助陪拒继")
_WALLS = frozenset(("role", "called", "amount", "abroad"))
_ORDINARY = frozenset(("soft", "product", "weak", "tail"))
_EVERYDAY = frozenset(("soft", "product"))
_LONGEST = 6
_LONGEST_UNKNOWN = 4
_LONGEST_LEGAL = 14
_DESCRIBES = Phrase("hanwalls", "describes", capitals=True)
_PLACE_IN_BRACKETS = Phrase("hanwalls", "place_in_brackets", capitals=True)
_QUOTED = Phrase("hanwalls", "quoted", capitals=True)
_NAMED = Phrase("hanwalls", "named", capitals=True)


def names(line: Line) -> Iterator[Find]:
    """Names that end in a trade or a legal form, with all that belongs to them."""
    for token in line.after.values():
        if token.kind == "legal" and token.end - token.start > 3:
            yield from _of_form(line, token)
        before = line.before.get(token.start)
        if token.kind in TAILS and (before is None or before.kind not in TAILS):
            yield from _of_trade(line, token)
    yield from _in_quotes(line)


def _of_form(line: Line, form: Token) -> Iterator[Find]:
    low, own = _walk(line, form.start, _LONGEST_LEGAL, legal=True)
    if own and form.start - low >= 3 and _walled(line, low):
        yield Find(low, form.end, True)


def _of_trade(line: Line, tail: Token) -> Iterator[Find]:
    end, strength = line.tails(tail.start)
    following = line.after.get(end)
    if line.goes_on(end) or (following is not None and following.kind == "role") or PARK.match(line.line, end):
        return
    low, own = _walk(line, tail.start, _LONGEST, legal=False)
    town, towns = line.after.get(low), 0
    while town is not None and town.kind == "place" and town.end < tail.start:
        town, towns = line.after.get(town.end), towns + 1
    if not own and town is not None and town.kind == "place" and towns and line.line[end - 1] == "厂":
        # "温州永嘉磁厂": two towns and a works.
        own = 2
    core = tail.start - (town.start if town is not None and town.start > low else low)
    trade = not TRADE.isdisjoint(line.line[tail.start : end])
    if not own and strength == "tail" and line.after.get(low, tail).kind == "place" and tail.start - low > 3:
        # "湘潭电磁科技": a town, an everyday word and a trade that only names have.
        own = 1
    if not own or not 2 <= core <= _LONGEST or (strength == "weak" and not trade and own < 2 and not towns):
        return
    if _walled(line, low):
        yield Find(low, end, True, guess=strength == "weak" and not trade)


def _walk(line: Line, high: int, longest: int, *, legal: bool) -> tuple[int, int]:
    """Where a name that ends its own words at `high` begins, and how many of its characters no table knows."""
    low, own, edge, everyday = high, 0, high, False
    while low > 0 and high - low < longest:
        if legal and (bracket := _PLACE_IN_BRACKETS.search(line.line, max(0, low - 6), low)):
            # What stands before a place in brackets is the firm's own name.
            low = edge = bracket.start()
            everyday = False
            continue
        if not RUN.match(line.line[low - 1]):
            break
        token = line.before.get(low)
        if low in line.walls:
            break
        if token is None:
            if everyday or own == _LONGEST_UNKNOWN or (line.line[low - 1] in _VERBS and not own):
                break
            low, own = low - 1, own + 1
            edge = low
            continue
        size = token.end - token.start
        if token.kind == "place":
            low = edge = token.start
            if low == 0 or not RUN.match(line.line[low - 1]) or line.before.get(low) is not None:
                continue
            if line.line[low - 1] in _VERBS or (
                line.before.get(low - 1) is None and RUN.match(line.line[low - 2 : low - 1])
            ):
                # A longer unknown word before a town is no part of the name.
                break
        elif token.kind in (_ORDINARY if legal else _EVERYDAY) and (size > 1 or legal):
            if own or (token.kind == "soft" and _DESCRIBES.search(line.line, token.start, token.end)):
                # What an unknown word follows may be any word: only right before the trade is it part of a name.
                break
            everyday = True
            low = edge = token.start
        elif size == 1 and line.line[token.start] in _INSIDE:
            low = token.start
            if line.line[low] in _LEADING:
                edge = low
        else:
            break
    return line.without_grammar(edge, high), own


def _walled(line: Line, low: int) -> bool:
    """Whether a name can begin here: after punctuation, a noun for firms or grammar that is in no name."""
    if low == 0 or low in line.walls or not RUN.match(line.line[low - 1]):
        return True
    left = line.before.get(low)
    if left is None:
        return False
    return left.kind in _WALLS or (left.kind == "word" and left.end - left.start == 1)


def _in_quotes(line: Line) -> Iterator[Find]:
    """ "一家名为“博远”的小厂", "厂商“凌越”": a word in quotation marks behind a noun for firms."""
    for match in _QUOTED.finditer(line.line):
        low, end = match.span(1)
        left = line.before.get(match.start())
        called = _NAMED.search(line.line, max(0, match.start() - 3), match.start()) is not None
        named = called or (left is not None and left.kind in ("role", "called", "office"))
        inner = [token for at in range(low, end) if (token := line.after.get(at)) is not None]
        known = sum(token.end - token.start for token in inner if token.kind in ("word", "soft", "role", "amount"))
        if not named or (known and not called) or known == end - low:
            continue
        yield Find(low, end, called or line.seen[line.line[low:end]] > 1, guess=not called)
