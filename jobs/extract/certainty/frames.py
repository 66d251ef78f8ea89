"""What a whole statement is embedded in: "it is not true that ...", "whether ...", "if ...", "... 的说法不属实".

The words stand in the cue tables under [frame], as expressions. `denied`, `unproven` and `supposed` open a frame that
goes on to the end of the sentence; with `_to_comma` or `_to_last_comma` behind their name it ends there, and with
`_from_start` they must begin the sentence; those with `_after` close a frame that began with the sentence. A gain
inside a frame is none: its status is the frame's.
"""

import re
from collections.abc import Sequence
from functools import cache

from jobs.extract.text.expressions import Lists
from jobs.extract.text.phrases import Phrase
from storage.domain.claim import ClaimStatus

_AFTER = {
    "denied_after": ClaimStatus.DENIED,
    "unproven_after": ClaimStatus.NOT_CONFIRMED,
    "supposed_after": ClaimStatus.EXPECTED,
}
_STATUS = {
    "denied": ClaimStatus.DENIED,
    "unproven": ClaimStatus.NOT_CONFIRMED,
    "unproven_to_comma": ClaimStatus.NOT_CONFIRMED,
    "unproven_to_last_comma": ClaimStatus.NOT_CONFIRMED,
    "supposed": ClaimStatus.EXPECTED,
    "supposed_to_comma": ClaimStatus.EXPECTED,
    "supposed_to_last_comma": ClaimStatus.EXPECTED,
    "supposed_from_start": ClaimStatus.EXPECTED,
}
#: How far from its beginning a word still begins a sentence, in characters.
_START = 8
#: What is quoted as a whole is denied as a whole.
_CLOSED = frozenset('”」』"')
_COMMA = re.compile("[,，]")
_TOLD_BESIDE = Phrase("frames", "told_beside")
_CONTRAST = Phrase("frames", "contrast")
_CASE = Phrase("frames", "case")
#: How many sentences a label of a case goes on for.
_IN_A_CASE = 5


@cache
def _patterns(language: str) -> tuple[Lists, Lists]:
    """What opens a frame in a language, and what closes one; the name of the list says which it is."""
    return Lists("frame", list(_STATUS), [language]), Lists("frame", list(_AFTER), [language])


def around(
    text: str, low: int, high: int, at: int, languages: tuple[str, ...], named: Sequence[tuple[int, int]] = ()
) -> ClaimStatus | None:
    """What the frame makes of a gain told at `at` in the sentence `low`:`high`; None when it stands on its own.

    `named` are the places of names, which hold no words.
    """
    for language in languages:
        opening, closing = _patterns(language)
        for match in opening.finditer(text, low, at):
            if any(start <= match.start() and match.end() <= end for start, end in named):
                continue
            late = str(match.lastgroup).endswith("_from_start") and match.start() - low > _START
            if not late and at < _end(text, match, at, high) and not _TOLD_BESIDE.search(text, match.end(), at):
                return _STATUS[str(match.lastgroup)]
        if close := closing.search(text, at, high):
            quoted = not _CLOSED.isdisjoint(text[close.start() - 2 : close.start()])
            if quoted or not _CONTRAST.search(text, at, close.start()):
                return _AFTER[str(close.lastgroup)]
    return None


def in_a_case(text: str, spans: Sequence[tuple[int, int]], number: int) -> bool:
    """Whether a sentence only plays through a case, which its own label or one before it in the paragraph says.

    "Bull case: X is granted one by June. It ships to Y at once": an analyst's supposition, told as if it were so.
    """
    for before in range(number, max(-1, number - _IN_A_CASE), -1):
        low, high = spans[before]
        if _CASE.match(text, low, high):
            return True
        if before and "\n" in text[spans[before - 1][1] : low]:
            return False
    return False


def _end(text: str, match: re.Match[str], at: int, high: int) -> int:
    """Where a frame that a match opens ends."""
    contrast = _CONTRAST.search(text, match.end(), high)
    end = contrast.start() if contrast else high
    if str(match.lastgroup).endswith("_to_comma"):
        comma = _COMMA.search(text, match.end(), end)
        return comma.start() if comma else end
    if str(match.lastgroup).endswith("_to_last_comma"):
        last = max(text.rfind(",", at, end), text.rfind("，", at, end))
        first = _COMMA.search(text, match.end(), end)
        # "If it rains, X has ...": what comes after the only comma is not conditional.
        return end if first is None else last if last >= 0 else first.start()
    return end
