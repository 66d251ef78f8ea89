"""What is the same for a reader is the same for the matcher: case, width, script, hyphens and damage folded away.

One character stays one character wherever that is possible, so that positions in the folded text are positions in the
original; offsets are kept only where not.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from html import unescape
from importlib.resources import files

#: Stands for a character that does not fold to exactly one character. It occurs in no Unicode text.
_ODD = "\ufffe"


_HAN = "\u3400-\u4dbf\u4e00-\u9fff"


_GAPS = re.compile(rf"(?<=[{_HAN}])[ \t\u3000]+(?=[{_HAN}])|(?<=[{_HAN}])\n(?=[{_HAN}])|(?<= )[ \t]+")


#: A character written as HTML writes it: by one of the names that every writer of feeds uses, or by its number.
_ENTITY = re.compile(r"&(?:amp|nbsp|quot|lt|gt|apos|#\d{2,6}|#[xX][0-9A-Fa-f]{2,5});")


#: Variants that people and machines type for one another. Hyphens become blanks: "Rare-Earth" is "Rare Earth".
_SAME = str.maketrans("‘’‛`´“”„‟‐‑‒–—−-_", "'''''\"\"\"\"        ")


@dataclass(frozen=True, slots=True)
class Folded:
    """A text with case, width, script (traditional to simplified) and hyphens folded, and the way back."""

    text: str
    #: Position in the original of each folded character and of the end; None when positions are the same.
    offsets: tuple[int, ...] | None = None

    def original(self, start: int, end: int) -> tuple[int, int]:
        """The span of the original text that `start`:`end` of the folded one stands for."""
        if self.offsets is None:
            return start, end
        return self.offsets[start], (self.offsets[end - 1] + 1 if end > start else self.offsets[start])


@cache
def _simplified() -> dict[str, str]:
    table = (files("opencc") / "dictionary" / "TSCharacters.txt").read_text("utf-8")
    rows = (line.split("\t") for line in table.splitlines() if "\t" in line)
    return {traditional: simplified.split(" ")[0] for traditional, simplified in rows}


@cache
def _script() -> dict[int, str]:
    return str.maketrans({old: new for old, new in _simplified().items() if len(new) == 1})


def simplified(text: str) -> str:
    """A text in simplified characters, one for one, so that positions stay; everything else as it is."""
    return text.translate(_script())


class _FoldTable(dict[int, str]):
    """Filled as characters are met, so that `str.translate` does the work."""

    def __missing__(self, codepoint: int) -> str:
        char = chr(codepoint)
        folded = _fold_char(char)
        self[codepoint] = folded
        return folded


def _fold_char(char: str) -> str:
    if char == "…" or char == "\n":
        return char
    if char.isspace():
        return " "
    if unicodedata.combining(char) or unicodedata.category(char) == "Cf" or char == _ODD:
        return _ODD
    same = char.translate(_SAME)
    if same != char:
        return same
    folded = unicodedata.normalize("NFKC", char).lower()
    if len(folded) != 1:
        return _ODD
    if folded > "\u2e7f":
        return _simplified().get(folded, folded)
    return folded.translate(_SAME)


_TABLE = _FoldTable()


_ASCII = bytes(range(128))


#: UTF-8 bytes by what they begin: a Chinese, Japanese or Korean character (H), a blank, or anything else.
_FOLLOWING = bytes(range(0x80, 0xC0))


_CLASSES = bytes(0x48 if 0xE3 <= byte <= 0xE9 else 0x20 if byte in b" \n\t" else 0x61 for byte in range(256))


#: Characters met so far that fold to themselves; at most as many as there are characters.
_UNCHANGED = {chr(code) for code in range(128)}


def _changes(char: str) -> bool:
    if _TABLE[ord(char)] != char:
        return True
    _UNCHANGED.add(char)
    return False


@lru_cache(maxsize=4)
def fold(text: str) -> Folded:
    """Fold a text for matching. Linear in its length; never raises."""
    folded = text.lower()
    for char in "-_\t\r`\u3000":
        if char in folded:
            folded = folded.replace(char, _TABLE[ord(char)])
    if len(folded) != len(text):
        return _squeezed(*_fold_slowly(text))
    gaps = "  " in folded
    if not folded.isascii():
        raw = folded.encode("utf-8", "surrogatepass")
        # Few different characters need changing: replacing each is faster than looking every character up.
        beyond = raw.translate(None, _ASCII).decode("utf-8", "surrogatepass")
        changing = [char for char in set(beyond) - _UNCHANGED if _changes(char)]
        gaps = gaps or b"H H" in raw.translate(_CLASSES, _FOLLOWING)
        if len(changing) > 24:
            folded = folded.translate(_TABLE)
        else:
            for char in changing:
                folded = folded.replace(char, _TABLE[ord(char)])
        if _ODD in folded:
            return _squeezed(*_fold_slowly(text))
    if "&" in text and _ENTITY.search(text):
        return _squeezed(*_fold_slowly(text))
    if gaps:
        return _squeezed(folded, range(len(folded) + 1))
    return Folded(folded.replace("\n", " ") if "\n" in folded else folded)


def _fold_slowly(text: str) -> tuple[str, list[int]]:
    """Fold cluster by cluster: combining marks, ligatures, soft hyphens, HTML entities."""
    out: list[str] = []
    offsets: list[int] = []
    position, size = 0, len(text)
    while position < size:
        end = position + 1
        entity = _ENTITY.match(text, position) if text[position] == "&" else None
        if entity:
            cluster, end = unescape(entity[0]), entity.end()
        else:
            while end < size and unicodedata.combining(text[end]):
                end += 1
            cluster = text[position:end]
            if end - position > 1 or _TABLE[ord(cluster)] == _ODD:
                cluster = unicodedata.normalize("NFKC", cluster).lower()
        for char in cluster:
            folded = _TABLE[ord(char)]
            if folded != _ODD:
                out.append(folded)
                offsets.append(position)
        position = end
    offsets.append(size)
    return "".join(out), offsets


def _squeezed(folded: str, offsets: Iterable[int]) -> Folded:
    """Take out blanks inside Chinese words and runs of blanks, which damaged texts are full of."""
    kept: list[str] = []
    places: list[int] = []
    offsets = list(offsets)
    last = 0
    for gap in _GAPS.finditer(folded):
        kept.append(folded[last : gap.start()])
        places.extend(offsets[last : gap.start()])
        last = gap.end()
    kept.append(folded[last:])
    places.extend(offsets[last:])
    return Folded("".join(kept).replace("\n", " "), tuple(places))
