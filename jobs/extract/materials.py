"""For what: the magnet materials a statement is about, without those it leaves out."""

import re

from jobs.extract.cues import Hit

#: In the order in which people name them.
NAMES = ("NdFeB", "SmCo", "Dy", "Tb", "Gd", "Y")
_LEFT_OUT = re.compile(
    r"(?:not|no|without|except|excluding|excludes?|unlike|nothing about|不含|不包括|除|"
    r"非|没有|未|stop(?:s|ped)? at)[^.;,，。；]{0,24}$",
    re.IGNORECASE,
)
_OUT_AFTER = re.compile(
    r"^[^.;,，。；]{0,60}(?:\bnot\b|excluded|out of scope|outside|pending|不在|除外|未|仍)", re.IGNORECASE
)


def of(hits: list[Hit], text: str) -> tuple[str, ...]:
    """Materials these cues name and do not exclude, in a fixed order."""
    found = set()
    for hit in hits:
        for name in NAMES:
            if (
                (name in hit.tags or (name == "SmCo" and "smco_maker" in hit.tags))
                and not _LEFT_OUT.search(text[max(0, hit.start - 40) : hit.start])
                and not _OUT_AFTER.match(text[hit.end : hit.end + 70])
            ):
                found.add(name)
    return tuple(name for name in NAMES if name in found)
