"""Statements that only repeat or turn round the one before: "So has Y", "Y too", "as did Y", "Y has not"."""

import re
from dataclasses import replace
from itertools import pairwise

from jobs.extract.certainty.hedging import Said
from jobs.extract.names.subjects import Entity
from jobs.extract.text.expressions import Lists
from jobs.extract.text.sentences import TELLING, Clause
from storage.domain.claim import ENDS, GAINS, ClaimStatus

_BE = r"(?:has|have|had|did|does|do|is|are|was|were)"
_SAME_BEFORE = re.compile(
    rf"\W*(?:and\s+|but\s+)?(?:so {_BE}|as {_BE}|likewise,?|similarly,?|ditto:?|the same (?:goes|went|is true|was true|holds|held|applies|applied) (?:for|of|to))\s+(?:the\s+)?(?:[\w-]+\s+){{0,3}}$",
    re.IGNORECASE,
)
_SAME_AFTER = re.compile(
    rf"(?:,? (?:too|as well|likewise|ditto)\b|,? {_BE}(?: so)?(?:,? too|,? as well)?\s*(?:[.,;:!—–]|$)"
    r"|,? (?:for|to) (?:close to |nearly |almost |practically |virtually |about )?(?:all|some|everyone|every|many|most|a (?:few|part|handful|third|quarter)|half)\b"
    r"|,? (?:has |have |had )?(?:said|confirmed|reported|announced|disclosed|did|told [\w ]{3,20}) (?:much )?the same\b"
    r"|,? (?:a|one|two|three|the) (?:day|week|month|fortnight)s? (?:later|after|earlier|before)\b)",
    re.IGNORECASE,
)
_NOT_BEFORE = re.compile(
    rf"\W*(?:and\s+|but\s+)?(?:nor|neither) {_BE}\s+(?:the\s+)?(?:[\w-]+\s+){{0,3}}$", re.IGNORECASE
)
_NOT_AFTER = re.compile(
    rf",? (?:{_BE}(?:n[’']t| not)(?: yet)?\s*(?:[.,;:!—–]|$)|not\s*(?:[.,;:!—–]|$)|not (?:so|yet)\b)", re.IGNORECASE
)
_HAN_TOO = re.compile(
    r"(?:公司)?[，,]?(?:也是如此|亦然|同样如此|同樣如此|也一样|也一樣|亦同|也是|情况相同|情況相同|不例外|也不例外|(?:[周週星].{0,3}|次日|翌日|隔天|隔日|随后|隨後|同日|当天|當天|随即|隨即|很快|也|于.{1,6}|於.{1,6})*(?:跟进|跟進|紧随其后|緊隨其後|紧跟其后|緊跟其後|接踵而至|步其后尘|步其後塵))\s*[。，；]?$"
)


#: "Y followed a week later", "Y got its own in May", "Y, since April": the same of another, whatever verb it has.
_LEANS = Lists("unnamed", ["leans"])
#: "Y is one of them": of those of whom something was told without their names.
_OF_THEM = Lists("unnamed", ["of_them"])


def leans(clause: Clause, text: str, who: list[Entity], last: Said, opened: Said | None) -> Said | None:
    """What a clause says of its companies that has a verb of its own but leans on a gain told before; else None.

    `opened` is the last statement that named nobody, as in "a dozen makers hold one".
    """
    if (
        not who
        or not clause.tags.isdisjoint(_OPEN)
        or any(not _LINK.fullmatch(text, one.end, other.start) for one, other in pairwise(who))
    ):
        return None
    for told, words in ((last, _LEANS), (opened, _OF_THEM)):
        if told is not None and told.status in GAINS and not told.doubts and words.match(text, who[-1].end, clause.end):
            return replace(told, at=who[-1].end, verb=None)
    return None


#: Tags of words that leave a clause open or turn it round.
_OPEN = frozenset(("neg", "cond", "rumour", "expect", "apply", "deny", "unconfirmed", "refuse", "lacks", "exclude"))


#: Between the names of one list.
_LINK = re.compile(r"(?:[\s,、，]|\band\b|\bor\b|\bnor\b|和|及|与|與)*")


def of(clause: Clause, text: str, who: list[Entity], last: Said) -> Said | None:
    """What a clause without a telling word says of its company by leaning on the `last` statement; None where nothing."""
    if not who or clause.tags & (TELLING | {"cond", "rumour"}) or last.status is None:
        return None
    if any(not _LINK.fullmatch(text, one.end, other.start) for one, other in pairwise(who)):
        return None
    name = who[-1]
    before, after = text[max(clause.start, who[0].start - 60) : who[0].start], text[name.end : clause.end]
    if _NOT_BEFORE.fullmatch(before) or _NOT_AFTER.match(after):
        if last.status in GAINS:
            return Said(status=ClaimStatus.DENIED, at=name.end)
        return Said(status=ClaimStatus.DENIED, at=name.end) if last.status is ClaimStatus.DENIED else None
    if _SAME_BEFORE.fullmatch(before) or _SAME_AFTER.match(after) or _HAN_TOO.match(after):
        if last.status is ClaimStatus.DENIED and re.match(rf" {_BE}\b", after):
            return Said(status=ClaimStatus.GRANTED, at=name.end, hedged=last.hedged)
        return replace(last, at=name.end, verb=None)
    return None


#: What goes on with the statement before it, and what lists those it was about.
_AND = re.compile(r"[，、；\s]*(?:并|並|而且|同时|同時|从而|從而)(?![未非不没沒])")
_AMONG_THEM = re.compile(r"[，、；\s]*其中(?:就)?(?:包括|包含|有|含)")
_DONE = re.compile(r"[已了]|成功|日前|近日|现|現|\d月")
_NEW_ONE = re.compile("新(?:的|一期|一年期|一年度)*(?:稀土|通用|出口)*(?:许可|許可|证|證)")
_NOT_TOLD = frozenset((ClaimStatus.APPLIED, ClaimStatus.EXPECTED))
_ASKS = re.compile(r"[吗嗎么麼呢?？]|是否|有没有|有沒有|是不是|能否|为什么|為什麼|为何|為何")


def carried(clause: Clause, text: str, said: Said, running: ClaimStatus | None) -> Said:
    """A gain that only goes on with a hope or an application is none: "will apply and name Y", "..., among them X".

    `running` is what the clause before it in the sentence came to.
    """
    if running in ENDS and said.status is ClaimStatus.GRANTED and _NEW_ONE.search(text, clause.start, clause.end):
        # "The old one ran out on Friday, the new one was collected on Saturday."
        return replace(said, status=ClaimStatus.RENEWED)
    if running not in _NOT_TOLD or said.status not in GAINS or said.again:
        return said
    if _AMONG_THEM.match(text, clause.start, clause.end):
        named_only = said.verb is None or not said.verb.tags & {"get", "give", "renew"}
        return replace(said, status=running) if named_only else said
    if not _AND.match(text, clause.start, clause.end) or _DONE.search(text, clause.start, clause.end):
        return said
    covers = said.verb is not None and not said.verb.tags & {"get", "give", "renew"}
    if running is ClaimStatus.EXPECTED or covers:
        return replace(said, status=running)
    return said


def before_question(clause: Clause, text: str) -> bool:
    """Whether a clause of a Chinese question tells something before another one asks."""
    return (
        text[clause.end - 1] > "\u2e7f"
        and text[clause.end : clause.end + 1] in ("，", ",")
        and not _ASKS.search(text, clause.start, clause.end)
    )
