"""For what: the magnet materials a statement is about, without those it leaves out."""

import re
from collections.abc import Iterable, Sequence

from jobs.extract.text.cues import Hit
from jobs.extract.text.phrases import Phrase
from jobs.extract.text.sentences import Span

#: In the order in which people name them.
NAMES = ("NdFeB", "SmCo", "Dy", "Tb", "Gd", "Y")
#: Lists whose cues name a material.
TAGS = frozenset((*NAMES, "smco_maker"))
_LEFT_OUT = Phrase("materials", "left_out")
_OUT_AFTER = Phrase("materials", "out_after")


def of(hits: list[Hit], text: str) -> tuple[str, ...]:
    """Materials these cues name and do not exclude, in a fixed order."""
    found = set()
    for hit in hits:
        if hit.tags.isdisjoint(TAGS):
            continue
        for name in NAMES:
            if (name in hit.tags or (name == "SmCo" and "smco_maker" in hit.tags)) and not left_out(hit, text):
                found.add(name)
    return tuple(name for name in NAMES if name in found)


def left_out(hit: Hit, text: str) -> bool:
    """Whether a licence is said not to be for the material that a cue names."""
    return bool(
        _LEFT_OUT.search(text[max(0, hit.start - 40) : hit.start]) or _OUT_AFTER.match(text[hit.end : hit.end + 70])
    )


_SHARES = (
    (re.compile(r"前两[家者]|前二者|the first two|the former two", re.IGNORECASE), slice(0, 2)),
    (re.compile(r"前三家|the first three", re.IGNORECASE), slice(0, 3)),
    (re.compile(r"前者|the former\b", re.IGNORECASE), slice(0, 1)),
    (re.compile(r"后者|後者|the latter\b", re.IGNORECASE), slice(-1, None)),
)
_LIMITED = Phrase("materials", "limited")


def shared_out(
    text: str, pieces: Iterable[tuple[Span, Sequence[Hit]]], order: Sequence[tuple[str, int]], key: str
) -> tuple[str, ...]:
    """What a licence is limited to where a text tells its holders apart: "the first two for NdFeB, C for SmCo".

    `order` are the holders as listed (key, position), `pieces` the statements from there on with their cues.
    """
    keys = list(dict.fromkeys(one for one, _ in order))
    for (low, high), hits in pieces:
        part = text[low:high]
        if not _LIMITED.search(part):
            continue
        named = [one for one, place in order if low <= place < high]
        for pattern, share in _SHARES:
            if not named and pattern.search(part):
                named = keys[share]
        if key in named and (found := of(list(hits), text)):
            return found
    return ()
