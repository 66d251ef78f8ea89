"""Companies on no list in Chinese: what stands between two known words and looks or is introduced like a firm's name.

Chinese writes no blanks and no capitals. Known words (`cues/zh/names.toml`) wall a line off; what they leave over is a
name when a trade or legal form ends it, a magnet maker's character is in it, it is written by sound like foreign names,
or a describing noun stands before it. Linear in the text.
"""

import re
from bisect import bisect_left
from functools import cache, lru_cache

from jobs.extract.names import hanwalls
from jobs.extract.names.hanline import PARK, Find, Line
from jobs.extract.names.hanwords import (
    AND_IN_LIST,
    LONGEST,
    NO_TOKEN,
    RUN,
    TAILS,
    TRADE,
    Named,
    Token,
    sounds,
    tokens_of,
)
from jobs.extract.text.cues import table
from jobs.extract.text.phrases import Phrase
from storage.domain.folding import fold

_QUOTED = Phrase("han", "quoted", capitals=True)

_BETWEEN_LISTED = Phrase("han", "between_listed", capitals=True)

#: Foreign names written by sound are longer.
_LONGEST_SOUND = 8

_FORM = re.compile(r"(?:股份)?(?:有限公司|有限责任公司|有限責任公司|控股有限公司)$")

_LEGAL = re.compile(
    r"(?:(?<!稀土)新材料|(?<!磁性|永磁|稀土|功能|金属|特种|合金)(?<![磁钐钴稀新])材料)?"
    r"(?:股份)?(?:有限公司|有限责任公司|有限責任公司|控股有限公司)$"
)

_COUNTED = Phrase("han", "counted", capitals=True)

_NOT_IN_NAMES = frozenset("外内发最等来去派做们里干工待过跑混")

#: Trades that a town's makers share: "宁波磁材" may be all of them.
_COMMON_TRADES = frozenset(("磁材", "磁性材料", "稀土", "永磁材料", "新材料", "稀土材料", "磁性", "稀土永磁"))

_HIDING = Phrase("han", "hiding", capitals=True)

_USERS = frozenset(("最终用户", "终端用户", "用户", "客户", "收货人"))

#: Words of a list that say nothing of the name beside them, and describing nouns too common to introduce one.
_COMMON_ROLES = frozenset(
    ("公司", "客户", "用户", "上游", "下游", "工厂", "同行", "同业", "最终用户", "终端用户", "伙伴", "老厂")
)


def find(text: str, spans: list[tuple[int, int]]) -> list[Named]:
    """Names of firms in a Chinese text, in order and not overlapping. No name crosses the border of two `spans`."""
    folded = fold(text)
    line = folded.text
    walls = [bisect_left(folded.offsets, start) for start, _ in spans] if folded.offsets is not None else []
    finds = _Finder(line, tokens_of(line), walls).all()
    out = []
    for one in finds:
        start, end = folded.original(one.start, one.end)
        out.append(Named(start, end, _called(text[start:end]), one.plain, one.guess))
    return out


@lru_cache(maxsize=4096)
def sounds_foreign(name: str) -> bool:
    """Whether a name is written by sound, or its firm makes what magnets go into."""
    folded = fold(name).text
    if folded.endswith(("股份", "公司", "集团", "控股")):
        return False
    last = next((token for token in reversed(tokens_of(folded)) if token.end == len(folded)), None)
    core = folded[: last.start] if last is not None and last.start >= 2 else folded
    return len(core) > 2 and sounds().issuperset(core)


def _called(written: str) -> str:
    """A name as people use it: without blanks from damaged pages, legal form and what is generic before that."""
    name = re.sub(r"(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff])", "", written)
    for pattern, least in ((_LEGAL, 3), (_FORM, 4)):
        match = pattern.search(name)
        short = match is not None and match.start() == 3 and TRADE.isdisjoint(fold(name).text)
        if match and match.start() >= least and not short:
            return name[: match.start()]
    return name


class _Finder(Line):
    """Looks at each gap between known words once."""

    def all(self) -> list[Find]:
        finds = [one for low, high in self.gaps if (one := self._name(low, high)) is not None]
        finds += [one for token in self.after.values() if (one := self._bare(token)) is not None]
        finds += self._quoted()
        finds += self._foreign()
        finds += hanwalls.names(self)
        finds += self._listed(finds)
        finds.sort(key=lambda one: (one.start, -one.end))
        kept: list[Find] = []
        for one in finds:
            if not kept or one.start >= kept[-1].end:
                kept.append(one)
        return kept

    def _foreign(self) -> list[Find]:
        """Long names written by sound in which a character is a small word of grammar, too."""
        out = []
        for match in _sounding().finditer(self.line):
            low, end = match.span()
            tokens = [token for at in range(low, end) if (token := self.after.get(at)) is not None]
            if (
                not tokens
                or any(token.end - token.start > 1 for token in tokens)
                or self.is_place(self.before.get(low), end)
            ):
                continue
            left = self.before.get(low)
            named = self.described(left) or (left is None and self.border(low, back=True) in _STOPS)
            products = self.products(end)
            if named and (products > end or end - low > 4):
                out.append(Find(low, products, True))
        return out

    def _quoted(self) -> list[Find]:
        """Names between quotation marks that end in a trade: what stands before it may be any word."""
        out = []
        for match in _QUOTED.finditer(self.line):
            low, end = match.span(1)
            tail = next(
                (token for at in range(low + 2, end) if (token := self.after.get(at)) and token.kind in TAILS), None
            )
            if tail is None or self.tails(tail.start)[0] != end or tail.start - low > 4:
                continue
            whole = self.after.get(low)
            if whole is None or whole.end < tail.start:
                out.append(Find(low, end, True))
        return out

    def _name(self, low: int, high: int) -> Find | None:
        if _COUNTED.match(self.line, low):
            return None
        end, strength = self.tails(high)
        low = self.without_grammar(low, high)
        if strength is None and high - low > 3 and AND_IN_LIST.match(self.line[high - 1]):
            high = end = high - 1
        if high - low == 1 and strength in ("tail", "legal"):
            low = self.one_more(low)
            if high - low == 1 and _HIDING.match(self.line, high):
                high += 1
        if (
            high - low == 2
            and strength == "tail"
            and self.line[low] in "和与及"
            and self.line[high : high + 3] == "磁材料"
        ):
            low += 1
            end, high = high + 3, high + 1
        if strength is None and high - low == 3 and self.line[high - 1] in "和与及" and not RUN.match(self.line[high:]):
            high = end = high - 1
        size, core = high - low, self.line[low:high]
        left = self.before.get(low)
        sounding = size <= _LONGEST_SOUND and sounds().issuperset(core)
        if not 2 <= size <= LONGEST and not (sounding and size > 1):
            return self._cut(low, high) if strength is None else None
        opening = left is None or left.kind in ("role", "called", "place", "abroad")
        if strength in ("tail", "legal"):
            return None if PARK.match(self.line, end) else self.placed(low, end, plain=True)
        if strength is None and (end := self.products(high)) > high:
            return self._maker_of(low, high, end, sounding=sounding)
        if strength == "weak":
            following = self.after.get(end)
            counted = left is not None and left.kind == "amount"
            firm = (
                following is not None and self.line[following.start : following.end] == "公司" and sounding and size > 2
            )
            if counted or (following is not None and following.kind == "role" and not firm) or self.goes_on(end):
                return None
            plain = opening or self.seen[core] > 1 or not TRADE.isdisjoint(self.line[low:end])
            return self.placed(low, end, plain=plain)
        if not TRADE.isdisjoint(core):
            if size > 2 and core[1] in TRADE and (core[:2] in self.seen or core[2] in _NOT_IN_NAMES):
                # An unknown word has grown on to a short name.
                return self.placed(low, low + 2, plain=True)
            return self.placed(low, end, plain=True)
        return self._introduced(low, end, left)

    def _maker_of(self, low: int, high: int, end: int, *, sounding: bool) -> Find | None:
        """A name that says what its firm makes: plain when written by sound, else only where names stand."""
        left, following = self.before.get(low), self.after.get(end)
        if sounding:
            return Find(low, end, plain=True)
        if (following is not None and following.kind == "role") or self.goes_on(end):
            return None
        if self.described(left) or (following is not None and following.kind == "office"):
            return Find(low, end, plain=self.seen[self.line[low:high]] > 1)
        return self._guessed(low, end, left, following)

    def _introduced(self, low: int, end: int, left: Token | None) -> Find | None:
        """A name without a trade: written by sound, after a town, or after a noun that describes a firm."""
        core = self.line[low:end]
        if left is not None and left.kind == "office":
            return None
        town = (
            left is not None
            and left.kind == "abroad"
            and self.line[end : end + 1] == "的"
            and end + 1 in self.gap_starts
        )
        if sounds().issuperset(core) and not town and not self.is_place(left, end):
            return Find(
                low,
                end,
                end - low > 2 or (left is not None and left.kind == "role"),
                guess=end - low == 2 and not self.described(left),
            )
        following = self.after.get(end)
        if left is not None and left.kind == "place":
            if self.is_place(left, end) and self.line[end : end + 1] == "的":
                # "位于安徽庐江的": where a firm is.
                return None
            return self.placed(low, end, plain=self.seen[core] > 1)
        if (following is not None and following.kind == "role") or _NUMBER_BEFORE.search(
            self.line, max(0, low - 1), low
        ):
            return None
        if left is not None:
            owner = self.before.get(left.start) if self.line[left.start : left.end] == "的" else None
            if owner is not None and owner.kind == "abroad" and not self.goes_on(end):
                return Find(low, end, self.seen[core] > 1)
            if left.kind in ("role", "called") and self.line[left.start : left.end] not in _COMMON_ROLES:
                return Find(low, end, self.seen[core] > 1)
        return self._guessed(low, end, left, following)

    def _guessed(self, low: int, end: int, left: Token | None, following: Token | None) -> Find | None:
        """An unknown word where the subject of a statement, its user or its holder stands."""
        if self.is_place(left, end) or (left is not None and left.kind == "office"):
            return None
        if _TICKER.match(self.line, end):
            return Find(low, end, plain=True)
        before = self.line[left.start : left.end] if left is not None else self.border(low, back=True)
        after = self.line[following.start : following.end] if following is not None else self.border(end, back=False)
        subject = (before in _subject("before") or (left is not None and left.kind in ("role", "abroad"))) and (
            after in _subject("after") or (following is not None and following.kind == "office")
        )
        user = before in _object("before") or (left is not None and left.kind == "abroad") or self._added(left)
        named = user and after in _object("after")
        if following is not None and following.kind == "office" and after in _object("office") and left is not None:
            # "记者联系到X证券事务部": only firms have such an office.
            return Find(low, end, plain=True, guess=True) if left.kind == "word" else None
        heads = left is None and before in ("", "\n") and after in (":", "：")
        if not (subject or named or heads):
            return None
        return Find(low, end, plain=self.seen[self.line[low:end]] > 1, guess=True)

    def _added(self, left: Token | None) -> bool:
        """Whether a noun for users stands before a name that something is added to or made: "新增最终用户X"."""
        if left is None or self.line[left.start : left.end] not in _USERS:
            return False
        verb = self.before.get(left.start)
        return verb is not None and self.line[verb.start : verb.end] in _object("added")

    def _bare(self, tail: Token) -> Find | None:
        """Two characters of grammar before a trade that are a name all the same, at the beginning of a statement."""
        soft = self.before.get(tail.start)
        if soft is not None and soft.kind == "place" and tail.kind in TAILS:
            end, strength = self.tails(tail.start)
            trade = not TRADE.isdisjoint(self.line[tail.start : end])
            following = self.after.get(end)
            if not trade or self.goes_on(end) or (following and following.kind == "role"):
                return None
            if strength == "weak":
                return self._guessed(soft.start, end, self.before.get(soft.start), following)
            own = strength == "legal" or self.line[tail.start : end] not in _COMMON_TRADES
            return self.placed(soft.start, end, plain=own)
        if soft is not None and soft.kind == "soft" and tail.kind in ("tail", "legal"):
            return self._soft(soft, tail)
        if tail.kind != "tail" or tail.start in self.gap_ends:
            return None
        low = self.stretch(tail.start)
        end, _ = self.tails(tail.start)
        if low is None or (tail.start - low > 2 and TRADE.isdisjoint(self.line[tail.start : end])):
            return None
        return self.placed(low, end, plain=True)

    def _soft(self, word: Token, tail: Token) -> Find | None:
        """An everyday word before a magnet maker's trade or a legal form: a name all the same."""
        end, _ = self.tails(tail.start)
        trade = self.line[tail.start : end]
        if word.start in self.gap_ends or not TRADE.isdisjoint(self.line[word.start : word.end]):
            return None
        if TRADE.isdisjoint(trade) and not trade.endswith("有限公司"):
            return None
        left = self.before.get(word.start)
        if left is not None and left.kind in ("soft", "tail", "weak", "amount"):
            return None
        return self.placed(word.start, end, plain=True)

    def _cut(self, low: int, high: int) -> Find | None:
        """A coinage with an unknown word grown on to it: up to the magnet maker's character, and not plain."""
        if high - low > 8:
            return None
        for place in (low + 1, low + 2):
            if place < high and self.line[place] in TRADE:
                return Find(low, place + 1, self.seen[self.line[low : place + 1]] > 0)
        return None

    def _listed(self, finds: list[Find]) -> list[Find]:
        """What stands in one list with a name is one too: A、B与C."""
        ends = {one.end: one for one in finds}
        starts = {one.start: one for one in finds}
        out: list[Find] = []
        for place, one in enumerate(finds):
            beside = self._neighbour(one.start, ends, back=True) or self._neighbour(one.end, starts, back=False)
            if beside is not None and not one.plain:
                finds[place] = Find(one.start, one.end, True)
        out += self._chains(starts)
        for low, high in self.gaps:
            if low in starts or not 2 <= high - low <= LONGEST + 1 or self.after.get(high, NO_TOKEN).kind in TAILS:
                continue
            low = self.without_grammar(low, high)
            town = self.before.get(low)
            low = town.start if town is not None and town.kind == "place" else low
            beside = self._neighbour(low, ends, back=True) or self._neighbour(high, starts, back=False)
            if beside is not None:
                new = Find(low, high, beside.plain)
                ends[high] = starts[low] = new
                out.append(new)
        return out

    def _chains(self, starts: dict[int, Find]) -> list[Find]:
        """Three and more unknown words in one list, and nothing else in it: names."""
        short = [(low, high) for low, high in self.gaps if 2 <= high - low <= LONGEST]
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
                out += [Find(first, last, True, guess=True) for first, last in chain if first not in starts]
        return out

    def _neighbour(self, at: int, known: dict[int, Find], *, back: bool) -> Find | None:
        for size in (1, 2):
            between = self.line[at - size : at] if back else self.line[at : at + size]
            if _BETWEEN_LISTED.fullmatch(between):
                other = known.get(at - size if back else at + size)
                if other is not None and (between not in (",", "，")):
                    return other
        return None


@cache
def _subject(side: str) -> frozenset[str]:
    return frozenset(fold(word).text for word in table("zh")["context"][f"subject_{side}"]) | (
        frozenset(_STOPS) if side == "before" else frozenset()
    )


@cache
def _object(side: str) -> frozenset[str]:
    return frozenset(fold(word).text for word in table("zh")["context"][f"object_{side}"]) | (
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


@cache
def _sounding() -> re.Pattern[str]:
    return re.compile(f"[{''.join(sounds())}]{{4,9}}")
