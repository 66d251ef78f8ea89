"""Rows of tables, list items and rosters: what a bare name says by where it stands."""

import re
from dataclasses import replace
from typing import NamedTuple

from jobs.extract.certainty import hedging
from jobs.extract.names.subjects import Entity
from jobs.extract.reasons import Reason
from jobs.extract.statements.page import Page
from jobs.extract.text.cues import within
from jobs.extract.text.phrases import Phrase
from jobs.extract.text.sentences import Clause
from storage.domain.claim import GAINS, ClaimStatus
from storage.domain.licence import LicenceKind

_CELLS = re.compile(r"[|｜\t：:](?:(?<=[|｜\t])|(?<=[：:])[^；;：:]{1,20}[；;][^；;：:]{1,12}[：:])")
_ITEM = re.compile(r"\s*(?:[-*•·–—▪◦]|\d{1,2}[.)、])\s*\S|[^.!?。]{2,40}\s[-–—:]\s")
_ROW_GENERAL = Phrase("rows", "row_general")
_ROW_INDIVIDUAL = Phrase("rows", "row_individual")
_ROSTER = Phrase("rows", "roster")
#: What a row says beside a name of its goods.
_IN_BRACKETS = re.compile(r"[（(][^（()）]{1,12}[)）]")
_LABELLED = Phrase("rows", "labelled")
_COPULA = Phrase("rows", "copula")


_IT_WENT = Phrase("rows", "it_went")
_USERS = Phrase("rows", "users")


#: A legend says what the letters of a table mean: "Y = held, P = pending"; a row ends in one of them.
_MEANS = re.compile(r"(?<!\w)(?P<sign>[A-Z]|[✓✔●○×✗✘◎√])\s*[=＝]\s*(?P<word>[^,，;；、)）\n|]{1,40})")
_CELL = re.compile(r"(?:^|[\s.…|｜·:：_-])(?P<sign>[A-Z]|[✓✔●○×✗✘◎√])\s*(?:$|[,;，；(（|｜])")
_CELL_TAGS = (
    (ClaimStatus.REVOKED, "revoke"),
    (ClaimStatus.SUSPENDED, "suspend"),
    (ClaimStatus.EXPIRED, "expire"),
    (ClaimStatus.DENIED, "neg"),
    (ClaimStatus.DENIED, "refuse"),
    (ClaimStatus.APPLIED, "apply"),
    (ClaimStatus.RENEWED, "renew"),
    (ClaimStatus.GRANTED, "get"),
    (ClaimStatus.GRANTED, "give"),
    (ClaimStatus.GRANTED, "have"),
    (ClaimStatus.GRANTED, "yes"),
)


_LABEL_TAGS = (
    *_CELL_TAGS[:3],
    (ClaimStatus.EXCLUDED, "exclude"),
    (ClaimStatus.NOT_CONFIRMED, "unconfirmed"),
    (ClaimStatus.NOT_CONFIRMED, "rumour"),
    (ClaimStatus.DENIED, "lacks"),
    *_CELL_TAGS[3:6],
    (ClaimStatus.EXPECTED, "expect"),
    (ClaimStatus.RENEWED, "renew"),
)


class Meaning(NamedTuple):
    """What a sign of a table says. `kind` is None where the legend leaves it to the table."""

    status: ClaimStatus
    kind: LicenceKind | None


def legend(page: Page) -> dict[str, Meaning]:
    """What the signs of a table of licences mean; empty where the text has no legend."""
    if "=" not in page.text and "＝" not in page.text:
        return {}
    meanings: dict[str, Meaning] = {}
    for match in _MEANS.finditer(page.text):
        tags = {tag for hit in within(page.hits, *match.span("word")) for tag in hit.tags}
        kind = _kind_of(tags)
        status = next((status for status, tag in _CELL_TAGS if tag in tags), ClaimStatus.GRANTED if kind else None)
        if status is not None:
            meanings.setdefault(match["sign"], Meaning(status, kind))
    return meanings if len(meanings) > 1 else {}


def _kind_of(tags: set[str]) -> LicenceKind | None:
    named = [
        kind for kind, tag in ((LicenceKind.GENERAL, "general"), (LicenceKind.INDIVIDUAL, "individual")) if tag in tags
    ]
    return named[0] if len(named) == 1 else None


def cell(row: str, meanings: dict[str, Meaning]) -> Meaning | None:
    """What the first cell of a row that is a sign of the legend means."""
    return next((meanings[one["sign"]] for one in _CELL.finditer(row) if one["sign"] in meanings), None)


def is_row(sentence: str) -> bool:
    """Whether a line is a row of a table or an item of a list, where a verb may be missing."""
    return len(sentence) < 160 and looks_like_one(sentence)


def looks_like_one(sentence: str) -> bool:
    return bool(_ITEM.match(sentence) or _CELLS.search(sentence))


def lists_users(sentence: str) -> bool:
    """Whether a sentence begins as a list of those whom a licence names: "End users: A, B and C"."""
    return _USERS.match(sentence) is not None


def goes_to(text: str, start: int) -> bool:
    """Whether the licence just spoken of is said to be somebody's: "It belongs to X"."""
    return _IT_WENT.match(text, start) is not None


def labelled(page: Page, clause: Clause) -> bool:
    """Whether a company stands as a label before its kind: "X: general"."""
    return any(_LABELLED.match(page.text, entity.end) for entity in page.named_in(clause))


def names_general(page: Page, low: int, high: int) -> bool:
    return bool(_ROW_GENERAL.search(page.text, low, high))


def kind(row: str) -> LicenceKind | None:
    """The licence kind a row names; None where it names neither or both."""
    general, individual = bool(_ROW_GENERAL.search(row)), bool(_ROW_INDIVIDUAL.search(row))
    if general == individual:
        return None
    return LicenceKind.GENERAL if general else LicenceKind.INDIVIDUAL


_CONFIRMED = Phrase("rows", "confirmed")


def _behind_label(page: Page, start: int, number: int) -> ClaimStatus:
    """What a line "X: general licence, ..." goes on to say of the licence; granted where it says no more."""
    high = page.spans[number][1]
    others = [one.start for one in page.entities_in(start, high)]
    ends = [place for mark in "；;" if (place := page.text.find(mark, start, high)) >= 0]
    behind = {tag for hit in within(page.hits, start, min([high, *others, *ends])) for tag in hit.tags}
    return next((status for status, tag in _LABEL_TAGS if tag in behind), ClaimStatus.GRANTED)


def _share(page: Page, clause: Clause, who: list[Entity]) -> float:
    """How much of a clause is names, from 0 to 1."""
    bare = _IN_BRACKETS.sub("", page.text[clause.start : clause.end])
    return sum(entity.end - entity.start for entity in who) / max(1, len(bare))


_OWN_REPORT = re.compile(r"\s*[:：]\s*\w")
_GETTERS = Phrase("rows", "getters", capitals=True)
#: A Chinese clause behind a comma with less of names than this says something of its own.
_OWN_PREDICATE = 0.4


def listed_under(
    page: Page, clause: Clause, who: list[Entity], opened: tuple[hedging.Said, int] | None, number: int, *, row: bool,
    talked: bool,
) -> hedging.Said | None:  # fmt: skip
    """What a bare list of names says: a row says its cell, names after a colon or "they are" say what went before.

    `opened` is the last statement that named nobody and its sentence, `row` whether the sentence is a row with one
    name, `talked` whether a licence kind has been spoken of.
    """
    span = page.text[clause.start : clause.end]
    if len(who) == 1 and _LABELLED.match(page.text, who[0].end):
        return hedging.Said(status=_behind_label(page, who[0].end, number), at=clause.start)
    if who and "general" in clause.tags and _ROSTER.search(page.text, clause.start, who[0].start):
        return hedging.Said(status=ClaimStatus.GRANTED, at=who[0].start)
    if row and (_ROW_GENERAL.search(span) or ("yes" in clause.tags and talked)):
        return hedging.Said(status=ClaimStatus.GRANTED, at=clause.start)
    label = page.text[page.spans[number][0] : who[0].start] if who else ""
    if talked and len(who) > 2 and _CONFIRMED.fullmatch(label) and _share(page, clause, who) > 0.5:
        return hedging.Said(status=ClaimStatus.GRANTED, at=who[0].start, doubts=(Reason.ON_A_LIST,))
    if opened is None or opened[0].status not in GAINS or number - opened[1] > 1:
        return None
    if who and number != opened[1] and _OWN_REPORT.match(page.text, who[-1].end):
        # "X: quarterly report on Tuesday": another item, with a statement of its own.
        return None
    if any(0 <= hit.start - entity.end <= 6 for hit in clause.having("neg", "rumour") for entity in who):
        return None
    getters = _GETTERS.search(page.text, page.spans[opened[1]][0], max(0, opened[0].at))
    if getters and page.text[clause.start - 1] == "，" and _share(page, clause, who) < _OWN_PREDICATE:
        # "助力企业取得许可，X等十余家企业参加培训": what it says of itself.
        return None
    if (
        number == opened[1]
        or (_COPULA.match(span) and len(who) > 1)
        or (_share(page, clause, who) > 0.6 and "says" not in clause.tags)
    ):
        doubts = opened[0].doubts
        if number == opened[1]:
            # "Those who have received one are three: A, B and C".
            doubts = tuple(doubt for doubt in doubts if doubt is not Reason.OBJECT_OPEN)
        return replace(opened[0], at=who[0].end, verb=None, doubts=doubts)
    if _COPULA.match(span):
        return replace(opened[0], at=who[0].end, verb=None, doubts=(Reason.ONE_OF_A_KIND,))
    return None
