"""The known words of Chinese text: where they stand, and what they leave over for names.

Chinese writes no blanks and no capitals. Known words (`cues/zh/names.toml`, `cues/zh/words.toml`) wall a line off.
"""

import re
from bisect import bisect_left, bisect_right
from functools import cache, lru_cache
from itertools import pairwise
from typing import NamedTuple

import ahocorasick

from jobs.extract.text.cues import table
from jobs.extract.text.phrases import Phrase
from storage.domain.folding import fold

_KINDS = ("word", "office", "abroad", "place", "product", "called", "role", "weak", "tail", "legal")

#: The characters of a magnet maker's trade: magnet, samarium, neodymium, cobalt.
TRADE = frozenset("磁钐钕钴")

RUN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff]+")

AND_IN_LIST = re.compile("[和跟同]")

LONGEST = 4

_AMOUNT = Phrase("hanwords", "amount", capitals=True)


class Named(NamedTuple):
    """A name at `start`:`end` of the original text; `plain`: nobody could take it for anything else.

    A `guess` stands where names stand, but nothing in it shows that it is one.
    """

    start: int
    end: int
    name: str
    plain: bool
    guess: bool = False


class Token(NamedTuple):
    start: int
    end: int
    kind: str


@cache
def _automaton() -> ahocorasick.Automaton:
    automaton = ahocorasick.Automaton()
    names = table("zh")["parts"]
    for kind in _KINDS:
        for word in names[kind]:
            key = fold(word).text
            automaton.add_word(key, (len(key), kind))
    for word in table("zh")["words"]["soft"]:
        key = fold(word).text
        if key not in automaton:
            automaton.add_word(key, (len(key), "soft"))
    automaton.make_automaton()
    return automaton


@cache
def sounds() -> frozenset[str]:
    return frozenset(table("zh")["parts"]["sound"])


def tokens_of(line: str) -> list[Token]:
    """The known words of a line, leftmost longest."""
    found = [(last + 1 - size, -last - 1, kind) for last, (size, kind) in _automaton().iter(line)]
    found += [(match.start(), -match.end(), "amount") for match in _AMOUNT.finditer(line)]
    found.sort()
    kept: list[Token] = []
    free = 0
    for place, (start, minus_end, kind) in enumerate(found):
        if start >= free:
            if kind in ("weak", "tail") and _hides_name(line, found, place, free):
                continue
            free = -minus_end
            goods = kind == "tail" and line[start:free] in _goods() and _LICENSED.match(line, free)
            kept.append(Token(start, free, "word" if goods else kind))
    return kept


_LICENSED = Phrase("hanwords", "licensed", capitals=True)


@cache
def _goods() -> frozenset[str]:
    """Trades that are the goods themselves, where a licence for them follows."""
    return frozenset(fold(word).text for word in table("zh")["parts"]["goods"])


def _hides_name(line: str, found: list[tuple[int, int, str]], place: int, free: int) -> bool:
    """Whether the first character of a trade is the second one of a short name: "昊永" + "磁材"."""
    start, minus_end, _ = found[place]
    if start <= free or not RUN.match(line, start - 1):
        return False
    if start - free > 1 and RUN.match(line, start - 2):
        return False
    return any(
        other == start + 1 and kind == "tail" and minus_other < minus_end
        for other, minus_other, kind in found[place + 1 : place + 6]
    )


_EXCEPTED = Phrase("hanwords", "excepted", capitals=True)

TAILS = ("tail", "legal", "weak")

NO_TOKEN = Token(-1, -1, "")


def gaps_of(line: str, tokens: list[Token], walls: list[int]) -> list[tuple[int, int]]:
    """The stretches of Chinese characters that no known word covers."""
    out: list[tuple[int, int]] = []
    position = 0
    for token in (*tokens, Token(len(line), len(line), "")):
        if token.start > position:
            for run in RUN.finditer(line, position, token.start):
                inner = walls[bisect_right(walls, run.start()) : bisect_left(walls, run.end())]
                cuts = [run.start(), *inner, run.end()]
                if run.end() - run.start() > LONGEST:
                    cuts = sorted({*cuts, *_and(line, run.start(), run.end())})
                if run.end() - run.start() > 2 and _EXCEPTED.search(line, max(0, run.end() - 60), run.end()):
                    cuts = sorted({*cuts, run.end() - 1})
                out.extend(pairwise(cuts))
        position = max(position, token.end)
    return out


def _and(line: str, low: int, high: int) -> list[int]:
    """Where "and" parts two words of a long stretch: before and after it."""
    for place in range(low + 2, high - 2):
        if line[place] in "和跟与及":
            return [place, place + 1]
    return []


def from_abroad(text: str, start: int) -> bool:
    """Whether another country is named right before a name: "荷兰的 X", "日本X", "美商X"."""
    before = fold(text[max(0, start - 9) : start].rstrip()).text.removesuffix("的")
    return before.endswith(_abroad())


@cache
def _abroad() -> tuple[str, ...]:
    home = {"中国", "我国", "国内", "海外", "境外", "全球", "国际"}
    countries = (word for word in table("zh")["parts"]["abroad"] if word not in home)
    return (*countries, "美商", "日商", "德商", "法商", "英商", "韩商")


def without_place(name: str) -> str:
    """A name without the town it begins with."""
    folded = fold(name).text
    if not folded.startswith(places()):
        return name
    for place in places():
        if folded.startswith(place) and len(folded) - len(place) >= 2:
            return name[len(place) :]
    return name


@cache
def places() -> tuple[str, ...]:
    return tuple(table("zh")["parts"]["place"])


@lru_cache(maxsize=4096)
def head(name: str) -> str:
    """What a name is called later in a text: without its town, trade and legal form."""
    short = without_place(name)
    folded = fold(short)
    if folded.offsets is not None or len(folded.text) != len(short):
        return short
    size = len(short)
    for token in reversed(tokens_of(folded.text)):
        if token.end == size and token.kind in TAILS and token.start >= 2:
            size = token.start
    if size == len(short) and short != name and all_trade(folded.text):
        # A town and a trade: "永磁" alone is nobody's name.
        return name
    return short[:size]


def all_trade(line: str) -> bool:
    """Whether nothing but trades and legal forms stands in a folded name."""
    tokens = tokens_of(line)
    return bool(tokens) and all(token.kind in TAILS for token in tokens) and tokens[0].start == 0


@lru_cache(maxsize=4096)
def trade(name: str) -> str:
    """What a name says of its firm's trade, folded and without legal forms; empty where it says nothing."""
    short = fold(without_place(name)).text
    rest = short.removeprefix(fold(head(name)).text)
    for token in reversed(tokens_of(rest)):
        if token.end == len(rest) and (token.kind == "legal" or rest[token.start :] in _NO_TRADE):
            rest = rest[: token.start]
    return "" if rest == short else rest


#: Endings that say nothing of a firm's trade.
_NO_TRADE = ("科技", "实业", "高科", "新能", "智能")


def other_trade(name: str, full: str) -> bool:
    """Whether two Chinese names that begin alike end in different trades: a parent and its daughter."""
    one, other = trade(name), trade(full)
    return bool(one and other) and not one.startswith(other) and not other.startswith(one)
