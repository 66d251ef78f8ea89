"""One line of Chinese with its known words: what stands before and behind an unknown one."""

from collections import Counter
from dataclasses import dataclass
from functools import cache

from jobs.extract.names.hanwords import AND_IN_LIST, LONGEST, NO_TOKEN, RUN, TAILS, TRADE, Token, gaps_of
from jobs.extract.text.cues import table
from jobs.extract.text.phrases import Phrase

_BRACKETED = Phrase("hanline", "bracketed", capitals=True)

#: Small words that names also begin with or have in them.
_ALSO_IN_NAMES = frozenset("都均为至才就以经据名未可能得予者今会")

_NEVER_IN_NAMES = frozenset("的了在是有被把将对与及由从向给让除称说已也")

#: Grammar that is in no name.
_HARD = frozenset("的了在是被把将对及由从向给让称说已也与指继据除因该此之")

#: One-character verbs and the like that stand before names.
_VERBS = frozenset("含登话某系属供请派促致非归即歸继讯")

_LOCATING = ("在", "位于", "总部位于", "总部设在", "设在", "坐落", "坐落于", "到", "来自", "至", "飞往", "运往", "前往")

PARK = Phrase("hanline", "park", capitals=True)

_REGION = Phrase("hanline", "region", capitals=True)


@dataclass(frozen=True, slots=True)
class Find:
    start: int
    end: int
    plain: bool
    guess: bool = False


@cache
def _goods() -> tuple[str, ...]:
    """What a longer word for goods ends in: "traction motor" in one word."""
    names = table("zh")["parts"]
    return (*names["product"], *names["weak"])


class Line:
    """A folded line, its known words by where they begin and end, and the gaps between them."""

    def __init__(self, line: str, tokens: list[Token], walls: list[int]) -> None:
        self.line = line
        self.walls = frozenset(walls)
        self.before = {token.end: token for token in tokens if token.end not in self.walls}
        self.after = {token.start: token for token in tokens}
        self.gaps = gaps_of(line, tokens, walls)
        self.gap_ends = frozenset(high for _, high in self.gaps)
        self.gap_starts = frozenset(low for low, _ in self.gaps)
        self.seen = Counter(line[low:high] for low, high in self.gaps)

    def border(self, place: int, *, back: bool) -> str:
        """What stands beside a word where no known word does: a mark of punctuation, or nothing at the edge."""
        place = place - 1 if back else place
        return self.line[place] if 0 <= place < len(self.line) else ""

    def described(self, left: Token | None) -> bool:
        """Whether a noun for firms or another country stands before: "美商X", "韩国的X"."""
        if left is not None and self.line[left.start : left.end] == "的":
            left = self.before.get(left.start)
            return left is not None and left.kind == "abroad"
        return left is not None and left.kind in ("role", "called", "abroad")

    def is_place(self, left: Token | None, end: int) -> bool:
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

    def tails(self, end: int) -> tuple[int, str | None]:
        """Where the trades and legal forms after a gap end, and the strongest of them."""
        strength, start = None, end
        bracket = _BRACKETED.match(self.line, end)
        token = self.after.get(bracket.end() if bracket else end)
        if bracket and (token is None or token.kind not in ("tail", "legal", "weak")):
            inside = self.after.get(end + 1)
            return (bracket.end(), "legal") if inside is not None and inside.kind == "place" else (end, None)
        while token is not None and token.kind in ("tail", "legal", "weak"):
            material = not TRADE.isdisjoint(self.line[start:end])
            if material and token.kind == "weak" and self.after.get(token.end, NO_TOKEN).kind not in TAILS:
                # What a firm's licence is for, or the next column: "X磁业钐钴业务".
                break
            if strength in (None, "weak"):
                strength = token.kind
            end = token.end
            token = self.after.get(end)
        if strength == "weak" and self.line[end : end + 1] == "磁" and not self.goes_on(end + 1):
            return end + 1, "tail"
        return end, strength

    def products(self, end: int) -> int:
        """Where the products named right behind a word end."""
        while (token := self.after.get(end)) is not None and (
            token.kind in ("product", "weak", "tail", "legal")
            or (token.kind == "soft" and self.line.endswith(_goods(), token.start, token.end))
        ):
            end = token.end
        return end

    def goes_on(self, end: int) -> bool:
        if end >= len(self.line) or end in self.after or AND_IN_LIST.match(self.line[end]):
            return False
        return bool(RUN.match(self.line[end]))

    def placed(self, low: int, end: int, *, plain: bool) -> Find:
        """With the town right before it, which is part of the name."""
        for _ in range(2):
            town = self.before.get(low)
            if town is None or town.kind != "place":
                break
            low = town.start
        return Find(low, end, plain)

    def without_grammar(self, low: int, high: int) -> int:
        """A name does not begin with "and": 与A和B."""
        if high - low > 2 and (AND_IN_LIST.match(self.line[low]) or self.line[low] in _VERBS):
            return low + 1
        return low

    def one_more(self, low: int) -> int:
        """A small word of grammar that is really the first character of a two-character name."""
        token = self.before.get(low)
        if token is None or token.end - token.start > 1 or self.line[token.start] in _NEVER_IN_NAMES:
            return low
        behind = self.before.get(token.start)
        if behind is None:
            return token.start if token.start not in self.gap_ends else low
        alone = behind.end - behind.start == 1 and self.line[behind.start] not in "的由给对向为是与及除被把"
        return token.start if not alone and self.line[token.start] in _ALSO_IN_NAMES else low

    def stretch(self, high: int) -> int | None:
        """Where a short name made of small words begins: "大有" before "磁材", with a known word or no word before it."""
        low = high
        while low > 0 and high - low <= LONGEST and RUN.match(self.line[low - 1]) and self.line[low - 1] not in _HARD:
            token = self.before.get(low)
            if token is not None and token.end - token.start > 1:
                break
            low -= 1
        return low if 2 <= high - low < LONGEST else None
