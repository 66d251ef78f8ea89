"""Companies on no list in Chinese: what stands between two known words and looks or is introduced like a firm's name.

Chinese writes no blanks and no capitals. Known words (`cues/zh-names.toml`) wall a line off; what they leave over is a
name when a trade or legal form ends it, a magnet maker's character is in it, it is written by sound like foreign names,
or a describing noun stands before it. Linear in the text.
"""

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from typing import NamedTuple

import ahocorasick

from jobs.extract.cues import table
from storage.domain.folding import fold

_KINDS = ("word", "office", "abroad", "place", "product", "called", "role", "weak", "tail", "legal")
#: The characters of a magnet maker's trade: magnet, samarium, neodymium, cobalt.
TRADE = frozenset("磁钐钕钴")
_RUN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff]+")
_BRACKETED = re.compile("[(（][\u4e00-\u9fff]{2,4}[)）]")
_QUOTED = re.compile('[「“『"《]([\u4e00-\u9fff]{4,10})[」”』"》]')
_BETWEEN_LISTED = re.compile("(?:、|与|和|及|以及|跟|,|，|及其)")
_GRAMMAR_IN_LIST = re.compile("[和跟同]")
_LONGEST = 4
#: Foreign names written by sound are longer.
_LONGEST_SOUND = 8
_FORM = re.compile(r"(?:股份)?(?:有限公司|有限责任公司|有限責任公司|控股有限公司)$")
_LEGAL = re.compile(r"(?:(?<!磁性|永磁)新?材料)?(?:股份)?(?:有限公司|有限责任公司|有限責任公司|控股有限公司)$")
_COUNTED = re.compile("[一二三四五六七八九十两几每数半各某全][台张家个名款项条种类批省市县区]")
_AMOUNT = re.compile(
    "第?[一二两三四五六七八九十百千几数多半廿][十百千万亿]*[一二三四五六七八九十百千万亿]*[余多来几]?(?:个半|个|家|张|份|批|项|次|年|月份|月|日|号|周|天|名|种|类|台|吨|倍|成|条|笔|票|单|期|轮|档|套|款|座|处|季|小时|分钟|星期|颗|只|人|公斤|克|页|架|艘|辆|间|块|封)半?"
    "|(?<=[0-9])(?:个月|个|日电|日晚|日起|日|月份|月底|月初|月起|月上旬|月中旬|月下旬|月中|月|年底|年初|年起|年|号|周|天|家|张|份|批|项|次|名|台|吨|成|条|笔|票|万吨|万|亿元|亿|元|倍|岁|点|时|分|人)"
)
#: Small words that names also begin with or have in them.
_ALSO_IN_NAMES = frozenset("都均为至才就以经据名未可能得予者今会")
_NEVER_IN_NAMES = frozenset("的了在是有被把将对与及由从向给让除称说已也")
#: Grammar that is in no name.
_HARD = frozenset("的了在是被把将对及由从向给让称说已也")
#: One-character verbs and the like that stand before names.
_VERBS = frozenset("含登话某系属供请派促致")
_NOT_IN_NAMES = frozenset("外内发最等来去派做们里")
#: Trades in whose own first character the second one of a short name hides ("X磁" + "电子").
_HIDING = re.compile("磁(?!材|性|组件|体|铁|钢|石)|钐业|钕业|钴业")
#: Words of a list that say nothing of the name beside them, and describing nouns too common to introduce one.
_COMMON_ROLES = frozenset(
    ("公司", "客户", "用户", "上游", "下游", "工厂", "同行", "同业", "最终用户", "终端用户", "伙伴", "老厂")
)


class Named(NamedTuple):
    """A name at `start`:`end` of the original text; `plain`: nobody could take it for anything else.

    A `guess` stands where names stand, but nothing in it shows that it is one.
    """

    start: int
    end: int
    name: str
    plain: bool
    guess: bool = False


class _Token(NamedTuple):
    start: int
    end: int
    kind: str


@dataclass(frozen=True, slots=True)
class _Find:
    start: int
    end: int
    plain: bool
    guess: bool = False


@cache
def _automaton() -> ahocorasick.Automaton:
    automaton = ahocorasick.Automaton()
    names = table("zh-names")["names"]
    for kind in _KINDS:
        for word in names[kind]:
            key = fold(word).text
            automaton.add_word(key, (len(key), kind))
    for word in table("zh-words")["names"]["soft"]:
        key = fold(word).text
        if key not in automaton:
            automaton.add_word(key, (len(key), "soft"))
    automaton.make_automaton()
    return automaton


@cache
def _sounds() -> frozenset[str]:
    return frozenset(table("zh-names")["names"]["sound"])


def find(text: str, spans: list[tuple[int, int]]) -> list[Named]:
    """Names of firms in a Chinese text, in order and not overlapping. No name crosses the border of two `spans`."""
    folded = fold(text)
    line = folded.text
    walls = [bisect_left(folded.offsets, start) for start, _ in spans] if folded.offsets is not None else []
    finds = _Finder(line, _tokens(line), walls).all()
    out = []
    for one in finds:
        start, end = folded.original(one.start, one.end)
        out.append(Named(start, end, _called(text[start:end]), one.plain, one.guess))
    return out


def _called(written: str) -> str:
    """A name as people use it: without blanks from damaged pages, legal form and what is generic before that."""
    name = re.sub(r"(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff])", "", written)
    for pattern, least in ((_LEGAL, 3), (_FORM, 4)):
        match = pattern.search(name)
        short = match is not None and match.start() == 3 and TRADE.isdisjoint(fold(name).text)
        if match and match.start() >= least and not short:
            return name[: match.start()]
    return name


def _tokens(line: str) -> list[_Token]:
    """The known words of a line, leftmost longest."""
    found = [(last + 1 - size, -last - 1, kind) for last, (size, kind) in _automaton().iter(line)]
    found += [(match.start(), -match.end(), "amount") for match in _AMOUNT.finditer(line)]
    found.sort()
    kept: list[_Token] = []
    free = 0
    for start, minus_end, kind in found:
        if start >= free:
            free = -minus_end
            kept.append(_Token(start, free, kind))
    return kept


class _Finder:
    """Looks at each gap between known words once."""

    def __init__(self, line: str, tokens: list[_Token], walls: list[int]) -> None:
        self.line = line
        at_walls = frozenset(walls)
        self.before = {token.end: token for token in tokens if token.end not in at_walls}
        self.after = {token.start: token for token in tokens}
        self.gaps = _gaps(line, tokens, walls)
        self.gap_ends = frozenset(high for _, high in self.gaps)
        self.seen = Counter(line[low:high] for low, high in self.gaps)

    def all(self) -> list[_Find]:
        finds = [one for low, high in self.gaps if (one := self._name(low, high)) is not None]
        finds += [one for token in self.after.values() if (one := self._bare(token)) is not None]
        finds += self._quoted()
        finds += self._foreign()
        finds += self._listed(finds)
        finds.sort(key=lambda one: (one.start, -one.end))
        kept: list[_Find] = []
        for one in finds:
            if not kept or one.start >= kept[-1].end:
                kept.append(one)
        return kept

    def _foreign(self) -> list[_Find]:
        """Long names written by sound in which a character is a small word of grammar, too."""
        out = []
        for match in _sounding().finditer(self.line):
            low, end = match.span()
            tokens = [token for at in range(low, end) if (token := self.after.get(at)) is not None]
            if (
                not tokens
                or any(token.end - token.start > 1 for token in tokens)
                or self._is_place(self.before.get(low), end)
            ):
                continue
            left = self.before.get(low)
            named = self._described(left) or (left is None and self._border(low, back=True) in _STOPS)
            products = self._products(end)
            if named and (products > end or end - low > 4):
                out.append(_Find(low, products, True))
        return out

    def _quoted(self) -> list[_Find]:
        """Names between quotation marks that end in a trade: what stands before it may be any word."""
        out = []
        for match in _QUOTED.finditer(self.line):
            low, end = match.span(1)
            tail = next(
                (token for at in range(low + 2, end) if (token := self.after.get(at)) and token.kind in _TAILS), None
            )
            if tail is None or self._tails(tail.start)[0] != end or tail.start - low > 4:
                continue
            whole = self.after.get(low)
            if whole is None or whole.end < tail.start:
                out.append(_Find(low, end, True))
        return out

    def _name(self, low: int, high: int) -> _Find | None:
        if _COUNTED.match(self.line, low):
            return None
        end, strength = self._tails(high)
        low = self._without_grammar(low, high)
        if strength is None and high - low > 3 and _GRAMMAR_IN_LIST.match(self.line[high - 1]):
            high = end = high - 1
        if high - low == 1 and strength in ("tail", "legal"):
            low = self._one_more(low)
            if high - low == 1 and _HIDING.match(self.line, high):
                high += 1
        size, core = high - low, self.line[low:high]
        left = self.before.get(low)
        sounding = size <= _LONGEST_SOUND and _sounds().issuperset(core)
        if not 2 <= size <= _LONGEST and not (sounding and size > 1):
            return self._cut(low, high) if strength is None else None
        opening = left is None or left.kind in ("role", "called", "place", "abroad")
        if strength in ("tail", "legal"):
            return self._placed(low, end, plain=True)
        if strength is None and (end := self._products(high)) > high:
            return self._maker_of(low, high, end, sounding=sounding)
        if strength == "weak":
            following = self.after.get(end)
            counted = left is not None and left.kind == "amount"
            if counted or (following is not None and following.kind == "role") or self._goes_on(end):
                return None
            plain = opening or self.seen[core] > 1 or not TRADE.isdisjoint(self.line[low:end])
            return self._placed(low, end, plain=plain)
        if not TRADE.isdisjoint(core):
            if size > 2 and core[1] in TRADE and (core[:2] in self.seen or core[2] in _NOT_IN_NAMES):
                # An unknown word has grown on to a short name.
                return self._placed(low, low + 2, plain=True)
            return self._placed(low, end, plain=True)
        return self._introduced(low, end, left)

    def _products(self, end: int) -> int:
        """Where the products named right behind a word end."""
        while (token := self.after.get(end)) is not None and token.kind in ("product", "weak", "tail", "legal"):
            end = token.end
        return end

    def _maker_of(self, low: int, high: int, end: int, *, sounding: bool) -> _Find | None:
        """A name that says what its firm makes: plain when written by sound, else only where names stand."""
        left, following = self.before.get(low), self.after.get(end)
        if sounding:
            return _Find(low, end, plain=True)
        if (following is not None and following.kind == "role") or self._goes_on(end):
            return None
        if self._described(left) or (following is not None and following.kind == "office"):
            return _Find(low, end, plain=self.seen[self.line[low:high]] > 1)
        return self._guessed(low, end, left, following)

    def _introduced(self, low: int, end: int, left: _Token | None) -> _Find | None:
        """A name without a trade: written by sound, after a town, or after a noun that describes a firm."""
        core = self.line[low:end]
        if left is not None and left.kind == "office":
            return None
        if _sounds().issuperset(core) and not self._is_place(left, end):
            return _Find(
                low,
                end,
                end - low > 2 or (left is not None and left.kind == "role"),
                guess=end - low == 2 and not self._described(left),
            )
        following = self.after.get(end)
        if left is not None and left.kind == "place":
            return self._placed(low, end, plain=self.seen[core] > 1)
        if (following is not None and following.kind == "role") or _NUMBER_BEFORE.search(
            self.line, max(0, low - 1), low
        ):
            return None
        if left is not None:
            owner = self.before.get(left.start) if self.line[left.start : left.end] == "的" else None
            if owner is not None and owner.kind == "abroad" and not self._goes_on(end):
                return _Find(low, end, self.seen[core] > 1)
            if left.kind in ("role", "called") and self.line[left.start : left.end] not in _COMMON_ROLES:
                return _Find(low, end, self.seen[core] > 1)
        return self._guessed(low, end, left, following)

    def _guessed(self, low: int, end: int, left: _Token | None, following: _Token | None) -> _Find | None:
        """An unknown word where the subject of a statement, its user or its holder stands."""
        if self._is_place(left, end) or (left is not None and left.kind == "office"):
            return None
        if _TICKER.match(self.line, end):
            return _Find(low, end, plain=True)
        before = self.line[left.start : left.end] if left is not None else self._border(low, back=True)
        after = self.line[following.start : following.end] if following is not None else self._border(end, back=False)
        subject = (before in _subject("before") or (left is not None and left.kind in ("role", "abroad"))) and (
            after in _subject("after") or (following is not None and following.kind == "office")
        )
        user = before in _object("before") or (left is not None and left.kind == "abroad")
        named = user and after in _object("after")
        if not (subject or named):
            return None
        return _Find(low, end, plain=self.seen[self.line[low:end]] > 1, guess=True)

    def _described(self, left: _Token | None) -> bool:
        """Whether a noun for firms or another country stands before: "美商X", "韩国的X"."""
        if left is not None and self.line[left.start : left.end] == "的":
            left = self.before.get(left.start)
            return left is not None and left.kind == "abroad"
        return left is not None and left.kind in ("role", "called", "abroad")

    def _border(self, place: int, *, back: bool) -> str:
        """What stands beside a word where no known word does: a mark of punctuation, or nothing at the edge."""
        place = place - 1 if back else place
        return self.line[place] if 0 <= place < len(self.line) else ""

    def _bare(self, tail: _Token) -> _Find | None:
        """Two characters of grammar before a trade that are a name all the same, at the beginning of a statement."""
        soft = self.before.get(tail.start)
        if soft is not None and soft.kind == "place" and tail.kind in _TAILS:
            end, strength = self._tails(tail.start)
            trade = not TRADE.isdisjoint(self.line[tail.start : end])
            following = self.after.get(end)
            if not trade or self._goes_on(end) or (following and following.kind == "role"):
                return None
            if strength == "weak":
                return self._guessed(soft.start, end, self.before.get(soft.start), following)
            return self._placed(soft.start, end, plain=strength == "legal")
        if soft is not None and soft.kind == "soft" and tail.kind in ("tail", "legal"):
            return self._soft(soft, tail)
        if tail.kind != "tail" or tail.start in self.gap_ends:
            return None
        low = self._stretch(tail.start)
        end, _ = self._tails(tail.start)
        if low is None or (tail.start - low > 2 and TRADE.isdisjoint(self.line[tail.start : end])):
            return None
        return self._placed(low, end, plain=True)

    def _stretch(self, high: int) -> int | None:
        """Where a short name made of small words begins: "大有" before "磁材", with a known word or no word before it."""
        low = high
        while low > 0 and high - low <= _LONGEST and _RUN.match(self.line[low - 1]) and self.line[low - 1] not in _HARD:
            token = self.before.get(low)
            if token is not None and token.end - token.start > 1:
                break
            low -= 1
        return low if 2 <= high - low < _LONGEST else None

    def _soft(self, word: _Token, tail: _Token) -> _Find | None:
        """An everyday word before a magnet maker's trade or a legal form: a name all the same."""
        end, _ = self._tails(tail.start)
        trade = self.line[tail.start : end]
        if word.start in self.gap_ends or not TRADE.isdisjoint(self.line[word.start : word.end]):
            return None
        if TRADE.isdisjoint(trade) and not trade.endswith("有限公司"):
            return None
        left = self.before.get(word.start)
        if left is not None and left.kind in ("soft", "tail", "weak", "amount"):
            return None
        return self._placed(word.start, end, plain=True)

    def _tails(self, end: int) -> tuple[int, str | None]:
        """Where the trades and legal forms after a gap end, and the strongest of them."""
        strength, start = None, end
        bracket = _BRACKETED.match(self.line, end)
        token = self.after.get(bracket.end() if bracket else end)
        if bracket and (token is None or token.kind not in ("tail", "legal", "weak")):
            inside = self.after.get(end + 1)
            return (bracket.end(), "legal") if inside is not None and inside.kind == "place" else (end, None)
        while token is not None and token.kind in ("tail", "legal", "weak"):
            material = not TRADE.isdisjoint(self.line[start:end])
            if material and token.kind == "weak" and self.after.get(token.end, _NO).kind not in _TAILS:
                # What a firm's licence is for, or the next column: "X磁业钐钴业务".
                break
            if strength in (None, "weak"):
                strength = token.kind
            end = token.end
            token = self.after.get(end)
        if strength == "weak" and self.line[end : end + 1] == "磁" and not self._goes_on(end + 1):
            return end + 1, "tail"
        return end, strength

    def _goes_on(self, end: int) -> bool:
        if end >= len(self.line) or end in self.after or _GRAMMAR_IN_LIST.match(self.line[end]):
            return False
        return bool(_RUN.match(self.line[end]))

    def _without_grammar(self, low: int, high: int) -> int:
        """A name does not begin with "and": 与A和B."""
        if high - low > 2 and (_GRAMMAR_IN_LIST.match(self.line[low]) or self.line[low] in _VERBS):
            return low + 1
        return low

    def _one_more(self, low: int) -> int:
        """A small word of grammar that is really the first character of a two-character name."""
        token = self.before.get(low)
        if token is None or token.end - token.start > 1 or self.line[token.start] in _NEVER_IN_NAMES:
            return low
        behind = self.before.get(token.start)
        if behind is None:
            return token.start if token.start not in self.gap_ends else low
        alone = behind.end - behind.start == 1 and self.line[behind.start] not in "的由给对向为是与及除被把"
        return token.start if not alone and self.line[token.start] in _ALSO_IN_NAMES else low

    def _placed(self, low: int, end: int, *, plain: bool) -> _Find:
        """With the town right before it, which is part of the name."""
        for _ in range(2):
            town = self.before.get(low)
            if town is None or town.kind != "place":
                break
            low = town.start
        return _Find(low, end, plain)

    def _cut(self, low: int, high: int) -> _Find | None:
        """A coinage with an unknown word grown on to it: up to the magnet maker's character, and not plain."""
        if high - low > 8:
            return None
        for place in (low + 1, low + 2):
            if place < high and self.line[place] in TRADE:
                return _Find(low, place + 1, self.seen[self.line[low : place + 1]] > 0)
        return None

    def _is_place(self, left: _Token | None, end: int) -> bool:
        following = self.after.get(end)
        if following is not None and self.line[following.start : following.end] in ("工厂", "厂", "基地"):
            return True
        if _REGION.match(self.line, end):
            return True
        for _ in range(3):
            if left is None or self.line[left.start : left.end] in _LOCATING:
                return left is not None
            left = self.before.get(left.start) if left.kind in ("abroad", "place") else None
        return False

    def _listed(self, finds: list[_Find]) -> list[_Find]:
        """What stands in one list with a name is one too: A、B与C."""
        ends = {one.end: one for one in finds}
        starts = {one.start: one for one in finds}
        out: list[_Find] = []
        for place, one in enumerate(finds):
            beside = self._neighbour(one.start, ends, back=True) or self._neighbour(one.end, starts, back=False)
            if beside is not None and not one.plain:
                finds[place] = _Find(one.start, one.end, True)
        out += self._chains(starts)
        for low, high in self.gaps:
            if low in starts or not 2 <= high - low <= _LONGEST + 1 or self.after.get(high, _NO).kind in _TAILS:
                continue
            low = self._without_grammar(low, high)
            beside = self._neighbour(low, ends, back=True) or self._neighbour(high, starts, back=False)
            if beside is not None:
                new = _Find(low, high, beside.plain)
                ends[high] = starts[low] = new
                out.append(new)
        return out

    def _chains(self, starts: dict[int, _Find]) -> list[_Find]:
        """Three and more unknown words in one list, and nothing else in it: names."""
        short = [(low, high) for low, high in self.gaps if 2 <= high - low <= _LONGEST]
        follows = dict(short)
        out = []
        for low, high in short:
            if self.line[low - 1 : low] == "、" and low > 1:
                continue
            chain = [(low, high)]
            while self.line[chain[-1][1] : chain[-1][1] + 1] in ("、", "与", "和") and (
                behind := follows.get(chain[-1][1] + 1)
            ):
                chain.append((chain[-1][1] + 1, behind))
            if len(chain) > 2:
                out += [_Find(first, last, True, guess=True) for first, last in chain if first not in starts]
        return out

    def _neighbour(self, at: int, known: dict[int, _Find], *, back: bool) -> _Find | None:
        for size in (1, 2):
            between = self.line[at - size : at] if back else self.line[at : at + size]
            if _BETWEEN_LISTED.fullmatch(between):
                other = known.get(at - size if back else at + size)
                if other is not None and (between not in (",", "，")):
                    return other
        return None


@cache
def _subject(side: str) -> frozenset[str]:
    return frozenset(fold(word).text for word in table("zh-names")["context"][f"subject_{side}"]) | (
        frozenset(_STOPS) if side == "before" else frozenset()
    )


@cache
def _object(side: str) -> frozenset[str]:
    return frozenset(fold(word).text for word in table("zh-names")["context"][f"object_{side}"]) | (
        frozenset(_STOPS) if side == "after" else frozenset()
    )


#: Where statements begin and end: "" is the edge of the text.
_STOPS = (
    "",
    "\n",
    " ",
    "\u3000",
    "。",
    ",",
    "，",
    ";",
    "；",
    ":",
    "：",
    "、",
    "!",
    "?",
    "“",
    "”",
    "「",
    "」",
    "】",
    "(",
    ")",
    "-",
    "·",
    "|",
    "《",
    "》",
    '"',
    "…",
    "—",
)
_NUMBER_BEFORE = re.compile("[0-9%]$")
#: A stock's number after a name.
_TICKER = re.compile(r"[(（](?:[a-z]{2,4}[:：])?\d{4,6}(?:\.[a-z]{2})?[)）,，、;；]")
_LOCATING = ("在", "位于", "总部位于", "总部设在", "设在", "坐落", "坐落于", "到", "来自", "至", "飞往", "运往", "前往")
_REGION = re.compile("等地|地区|本地|本地区|[州市省县区镇港岛河湖]|机场|工厂|两地|三地|一带|一栋|一场")


@cache
def _sounding() -> re.Pattern[str]:
    return re.compile(f"[{''.join(_sounds())}]{{4,9}}")


_TAILS = ("tail", "legal", "weak")
_NO = _Token(-1, -1, "")


def _gaps(line: str, tokens: list[_Token], walls: list[int]) -> list[tuple[int, int]]:
    """The stretches of Chinese characters that no known word covers."""
    out: list[tuple[int, int]] = []
    position = 0
    for token in (*tokens, _Token(len(line), len(line), "")):
        if token.start > position:
            for run in _RUN.finditer(line, position, token.start):
                inner = walls[bisect_right(walls, run.start()) : bisect_left(walls, run.end())]
                cuts = [run.start(), *inner, run.end()]
                if run.end() - run.start() > _LONGEST:
                    cuts = sorted({*cuts, *_and(line, run.start(), run.end())})
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
    countries = (word for word in table("zh-names")["names"]["abroad"] if word not in home)
    return (*countries, "美商", "日商", "德商", "法商", "英商", "韩商")


def without_place(name: str) -> str:
    """A name without the town it begins with."""
    folded = fold(name).text
    if not folded.startswith(_places()):
        return name
    for place in _places():
        if folded.startswith(place) and len(folded) - len(place) >= 2:
            return name[len(place) :]
    return name


@cache
def _places() -> tuple[str, ...]:
    return tuple(table("zh-names")["names"]["place"])


@lru_cache(maxsize=4096)
def head(name: str) -> str:
    """What a name is called later in a text: without its town, trade and legal form."""
    short = without_place(name)
    folded = fold(short)
    if folded.offsets is not None or len(folded.text) != len(short):
        return short
    size = len(short)
    for token in reversed(_tokens(folded.text)):
        if token.end == size and token.kind in _TAILS and token.start >= 2:
            size = token.start
    return short[:size]


def mixed(text: str) -> list[Named]:
    """Names that begin with Latin letters: "LG电子"."""
    return [Named(match.start(), match.end(), match[0], True) for match in _MIXED.finditer(text)]


_MIXED = re.compile(
    r"(?<![A-Za-z0-9])[A-Z][A-Za-z&.-]{1,14}(?:电子|電子|集团|集團|汽车|汽車|化学|化學|新能源|能源|磁材|磁业|磁業|科技|医疗|醫療|电气|電氣|重工|显示|顯示|电机|電機|公司)"
)


def speakers(text: str) -> list[Named]:
    """Foreign firms have no trade in their name; they show as speakers or with the Latin name in brackets."""
    out = []
    for match in _HAN_SPEAKER.finditer(text):
        group = "a" if match["a"] else "b"
        name, start = match[group], match.start(group)
        folded = fold(name).text
        if _ORDINARY & set(folded) or folded.startswith(_places()) or _NO_FIRM.search(folded) or _known(folded):
            continue
        out.append(Named(start, start + len(name), name, group == "b"))
    return out


def _known(folded: str) -> bool:
    """Whether an ordinary word of two or more characters stands in it."""
    return any(
        token.end - token.start > 1 and token.kind in ("word", "role", "office", "abroad") for token in _tokens(folded)
    )


#: Characters of ordinary speech that stand in no company's own name.
_ORDINARY = frozenset(
    "的了是在有和与及其这那某各另该此并已未不可拿获得取先后若几多少五两一家张个批从事要产造出口向供应为被将把对给让也都还再又就"
    "只因等说称表示到没无非每些们我你他它谁何以所而但却则或如于由至自含做办买卖用找看问答请求准许证"
)
_HAN_SPEAKER = re.compile(
    r"(?:^|(?<=[，。；、\n「“：】]))(?P<a>[\u4e00-\u9fff]{2,6}?)(?:集团|集團|公司|方面)?"
    r"(?:采购主管|採購主管|采购总监|发言人|發言人|负责人|負責人|董事长|董事長|总裁|總裁|副总裁|副總裁|高管|执行长|執行長|财务长|財務長|采购部)?"
    r"(?:则|則|亦|也)?(?:说|說|称|稱|表示|证实|證實|确认|確認|透露|宣布|宣佈)"
    r"|(?:大厂|大廠|厂商|廠商|企业|企業|巨头|巨頭|[厂廠])?"
    r"(?P<b>[\u4e00-\u9fff]{2,8}?)[（(](?=[A-Z][A-Za-z.& -]{2,30}[）)])"
)
#: What speaks in reports without being a company.
_NO_FIRM = re.compile(
    r"人士|知情|消息|记者|报道|外电|来源|商务|外交|财政|海关|总署|部长|官员|专家|律师|协会|会长|经理|主管|大使|先生|女士|白宫|政府|媒体|本刊|本报|公告|"
    r"分析|机构|券商|路透|彭博|日报|时报|新闻|董事|高层|业者|市场|交易|银行|证券|发言|欧盟|北京|中国|美国|德国|日本|韩国|印度|英国|总统|主席|总理|公司|小编|投资|负责|何亚东|商会|业务|上述|有关|相关|受访|客户|供应|买家|据"
)
