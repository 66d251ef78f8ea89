"""A sentence with figures marked up: its numbers, periods, words and pieces."""

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass

from jobs.extract.figures.periods import Mention
from jobs.extract.figures.quantities import Number
from jobs.extract.figures.words import Word
from storage.domain.folding import Folded

#: What may stand between a word of comparison and what it compares with.
FILLER = re.compile(
    r"\s?(?:(?:20\d\d(?=\s(?:peak|high|low|record))|their|his|whose|those of|denen|vom|jenen|jener|wert|niveau|celui|celle|ceux|celles|\w+ month (?:high|low|peak)|in|the|last|those|that|of|for|during|just|about|only|some|a|an|mere|nearly|around|"
    r"level|figure|its|one|en|au|im|dem|den|der|de|des|du|le|la|month|peak|high|low|total|roughly|almost|record|first)\s)*"
    r"\s?(?:的|今年|当年)?"
)
#: "Against a paltry 1,238 tonnes": words that neither lead nor join.
_ADJECTIVES = re.compile(
    r"\s(?:(?!(?:and|or|as|to|with|by|at|into|onto|is|are|was|were|be|been|it|they|which|that|who|when|while|went|came|comes|who|not|no|"
    r"und|oder|ist|war|waren|es|sie|die|das|mit|et|ou|est|sont|il|elle|qui|que|avec|china|chinese|said|says)\b)[a-zà-ÿ]+\s){1,3}"
)
#: The longest filling, in characters.
GAP = 40


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a sentence between commas, brackets and joining words."""

    start: int
    end: int
    words: list[Word]
    numbers: list[Number]

    @property
    def has_amount(self) -> bool:
        return any(item.kind == "tonnes" for item in self.numbers)


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
        plain = at - word.end < GAP and (
            FILLER.fullmatch(self.text, word.end, at) or _ADJECTIVES.fullmatch(self.text, word.end, at)
        )
        return word if plain else None

    def word_after(self, at: int) -> Word | None:
        """The first word at or after a position."""
        index = bisect_left(self.words, at, key=lambda word: word.start)
        return self.words[index] if index < len(self.words) else None
