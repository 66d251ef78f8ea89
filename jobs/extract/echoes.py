"""Statements that only repeat or turn round the one before: "So has Y", "Y too", "as did Y", "Y has not"."""

import re
from dataclasses import replace

from jobs.extract.hedging import Said
from jobs.extract.sentences import TELLING, Clause
from jobs.extract.subjects import Entity
from storage.domain.claim import GAINS, ClaimStatus

_BE = r"(?:has|have|had|did|does|do|is|are|was|were)"
_SAME_BEFORE = re.compile(
    rf"\W*(?:and\s+|but\s+)?(?:so {_BE}|as {_BE}|likewise,?|similarly,?|ditto:?|the same (?:goes|went|is true|was true|holds|held|applies|applied) (?:for|of|to))\s+(?:the\s+)?(?:[\w-]+\s+){{0,3}}$",
    re.IGNORECASE,
)
_SAME_AFTER = re.compile(
    rf"(?:,? (?:too|as well|likewise|ditto)\b|,? {_BE}(?: so)?(?:,? too|,? as well)?\s*(?:[.,;:!—–]|$)"
    r"|,? (?:for|to) (?:close to |nearly |almost |practically |virtually |about )?(?:all|some|everyone|every|many|most|a (?:few|part|handful|third|quarter)|half)\b"
    r"|,? (?:a|one|two|three|the) (?:day|week|month|fortnight)s? (?:later|after|earlier|before)\b)",
    re.IGNORECASE,
)
_NOT_BEFORE = re.compile(
    rf"\W*(?:and\s+|but\s+)?(?:nor|neither) {_BE}\s+(?:the\s+)?(?:[\w-]+\s+){{0,3}}$", re.IGNORECASE
)
_NOT_AFTER = re.compile(
    rf",? (?:{_BE}(?:n[’']t| not)(?: yet)?\s*(?:[.,;:!—–]|$)|not\s*(?:[.,;:!—–]|$)|not (?:so|yet)\b)", re.IGNORECASE
)
_HAN_TOO = re.compile(r"(?:公司)?[，,]?(?:也是如此|亦然|同样如此|也一样|亦同|也是)\s*[。，；]?$")


def of(clause: Clause, text: str, who: list[Entity], last: Said) -> Said | None:
    """What a clause without a telling word says of its company by leaning on the `last` statement; None where nothing."""
    if len(who) != 1 or clause.tags & (TELLING | {"cond", "rumour"}) or last.status is None:
        return None
    name = who[0]
    before, after = text[max(clause.start, name.start - 60) : name.start], text[name.end : clause.end]
    if _NOT_BEFORE.fullmatch(before) or _NOT_AFTER.match(after):
        if last.status in GAINS:
            return Said(status=ClaimStatus.DENIED, at=name.end)
        return Said(status=ClaimStatus.DENIED, at=name.end) if last.status is ClaimStatus.DENIED else None
    if _SAME_BEFORE.fullmatch(before) or _SAME_AFTER.match(after) or _HAN_TOO.match(after):
        if last.status is ClaimStatus.DENIED and re.match(rf" {_BE}\b", after):
            return Said(status=ClaimStatus.GRANTED, at=name.end, hedged=last.hedged)
        return replace(last, at=name.end, verb=None)
    return None
