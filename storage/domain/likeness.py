"""Whether two texts are the same story in print: copies, lightly edited copies, reprints that were cut or added to.

Texts are compared by runs of three words (or characters, in scripts that do not part words). Candidates are found by
MinHash with one permutation (Li, Owen, Zhang: One Permutation Hashing, 2012), whose values form bands: texts
with a common band have a common key, and keys are looked up in an index. Different reports of one event share few such
runs: who says the same is not decided here but by attribution and facts (storage.domain.origins).
"""

import re
import zlib
from hashlib import blake2b

#: Runs are this many words long; a text with fewer runs than `_SHORTEST` is found only by exact copies.
_RUN = 3
_SHORTEST = 12
_BINS = 30
_LEAD_BINS = 12
_BAND = 3
#: Reprints are cut from the end: the beginning has keys of its own, made of so many words.
_LEAD = 110
#: So much of all runs is shared by versions of one text ...
_ALIKE = 0.6
#: ... and so much of the shorter one's by a cut reprint and its original.
_CONTAINED = 0.75
#: Reports made from one template differ in their figures; copies share at least this much of them.
_SAME_FIGURES = 0.5

_WORD = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]|[^\W_]+")
_FIGURE = re.compile(r"\d+")


def keys(text: str) -> tuple[int, ...]:
    """Keys (signed, 64 bits) by which texts like this one are found; copies share all of them."""
    words = _words(text)
    found = [_key("all", *words)]
    runs = _runs(words)
    if len(runs) >= _SHORTEST:
        found += _bands("text", _signature(runs, _BINS))
        found += _bands("lead", _signature(_runs(words[:_LEAD]), _LEAD_BINS))
    return tuple(found)


def is_copy(one: str, other: str) -> bool:
    """Whether one text is the other in print, possibly cut, edited lightly or with a paragraph of its own."""
    mine, yours = _words(one), _words(other)
    if mine == yours:
        return bool(mine)
    shared, first, second = _overlap(mine, yours)
    if min(first, second) < _SHORTEST:
        return False
    alike = shared >= _ALIKE * (first + second - shared) or shared >= _CONTAINED * min(first, second)
    return alike and _same_figures(mine, yours, cut=first != second)


def resemblance(one: str, other: str) -> float:
    """Shared runs of words among all runs of both texts (Jaccard)."""
    shared, first, second = _overlap(_words(one), _words(other))
    return shared / max(first + second - shared, 1)


def _overlap(mine: list[str], yours: list[str]) -> tuple[int, int, int]:
    first, second = _runs(mine), _runs(yours)
    return len(first & second), len(first), len(second)


def _same_figures(mine: list[str], yours: list[str], *, cut: bool) -> bool:
    first = {word for word in mine if _FIGURE.match(word)}
    second = {word for word in yours if _FIGURE.match(word)}
    if not first or not second:
        return True
    whole = min(len(first), len(second)) if cut else len(first | second)
    return len(first & second) >= _SAME_FIGURES * whole


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def _runs(words: list[str]) -> set[str]:
    return {" ".join(words[at : at + _RUN]) for at in range(len(words) - _RUN + 1)}


def _signature(runs: set[str], bins: int) -> list[int]:
    """The least hash in each bin; an empty bin borrows from the next one that is not."""
    least = [-1] * bins
    for run in runs:
        mixed = (zlib.crc32(run.encode("utf-8", "surrogatepass")) * 0x9E3779B1) & 0xFFFFFFFF
        at, value = mixed % bins, mixed // bins
        if least[at] < 0 or value < least[at]:
            least[at] = value
    return [
        next((least[(at + step) % bins] for step in range(bins) if least[(at + step) % bins] >= 0), -1)
        for at in range(bins)
    ]


def _bands(name: str, signature: list[int]) -> list[int]:
    starts = range(0, len(signature), _BAND)
    return [_key(name, str(at), *map(str, signature[at : at + _BAND])) for at in starts]


def _key(*parts: str) -> int:
    digest = blake2b(" ".join(parts).encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)
