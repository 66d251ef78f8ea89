"""A text that was changed at its address: what is new in the later version, and what it no longer says."""

from collections.abc import Iterable
from dataclasses import replace

from storage.domain.claim import Claim, Figure, Reading

#: A later version keeps at least this share of the earlier one's lines; otherwise it is another text.
_KEPT = 0.5


def news_in(reading: Reading, text: str, before: str) -> Reading:
    """The reading without what the earlier version said in the same lines. What cannot be found in the text stays."""
    known = set(_lines(before))
    fresh = [line for line in _lines(text) if line not in known]
    whole = _folded(text)

    def is_news(quote: str) -> bool:
        said = _folded(quote)
        return said not in whole or any(said in line or line in said for line in fresh) or _spans(said, fresh, whole)

    claims: Iterable[Claim] = (claim for claim in reading.claims if is_news(claim.quote))
    figures: Iterable[Figure] = (figure for figure in reading.figures if is_news(figure.quote))
    return replace(reading, claims=tuple(claims), figures=tuple(figures))


def still_says(text: str, quote: str) -> bool:
    """Whether a text carries this passage; an empty quote stands nowhere."""
    return bool(quote) and _folded(quote) in _folded(text)


def is_version_of(text: str, before: str) -> bool:
    """Whether a text is a later version of another: most of what that said stands there still."""
    lines, now = set(_lines(before)), set(_lines(text))
    return bool(lines) and len(lines & now) >= _KEPT * len(lines)


def _spans(said: str, fresh: list[str], whole: str) -> bool:
    """Whether a passage that runs over several lines touches a fresh one."""
    start = whole.find(said)
    end = start + len(said)
    for line in fresh:
        at = whole.find(line)
        if at < end and start < at + len(line):
            return True
    return False


def _lines(text: str) -> list[str]:
    return [folded for line in text.splitlines() if (folded := _folded(line))]


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()
