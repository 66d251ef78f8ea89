"""Rolls of companies by where they stand: "已批：A、B；在审：C", "A：√", a list under "holders of a general licence:".

A label before a colon says what holds of the names behind it, or a mark behind a name what holds of the name. Which
licence it is stands in the label, in the line above or in the title. The words are tables in `cues/` ([grid]).
"""

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from jobs.extract.names.subjects import Entity
from jobs.extract.statements.page import Page
from jobs.extract.text.cues import table
from storage.domain.claim import ClaimStatus
from storage.domain.folding import fold
from storage.domain.licence import Role

#: A group of a roll: a short label, and names up to the next group or the end of the line.
_GROUP = re.compile(
    r"(?P<label>[^:：；;。，,\n|｜]{2,24}?)\s*[:：]\s*(?P<names>[^:：；;。\n|｜]{2,200})(?:[；;。\n|｜]|$)"
)
#: What stands in a list of names beside them.
_JOINTS = re.compile(r"[\s、，,和与及跟同等共家以及两三四五六七八九\d/（）()]*")
_BRACKETS = re.compile(r"[（(][^（）()]{0,20}[）)]")
_MARKED = re.compile(r"\s*(?P<name>[^:：|｜\t\n]{2,30}?)\s*[:：|｜\t]\s*(?P<mark>[^\s:：]{1,8})\s*")
_ITEM = re.compile(
    r"\s*(?:[-*•·–—▪◦]|\d{1,2}[.)、．]|[(（]?\d{1,2}[)）])\s*(?P<name>[^\s:：|｜，。；]{2,24})\s*[;；。]?"
)
_YES = re.compile("[√✓✔☑○●◎YＹ]|是|有")
_NO = re.compile("[×✗✘✕xXＸNＮ-]|否|无|無|没有|沒有")


class Told(NamedTuple):
    """Of whom a roll tells, where, and what."""

    entity: Entity
    at: int
    status: ClaimStatus


class Roll(NamedTuple):
    """A roll at `start`:`end` of the text and what it tells."""

    start: int
    end: int
    told: tuple[Told, ...]


@cache
def _words(languages: tuple[str, ...], name: str) -> re.Pattern[str]:
    found = {word for language in languages for word in table(language).get("grid", {}).get(name, ())}
    return re.compile("|".join(map(re.escape, sorted(found, key=len, reverse=True))) or r"(?!)")


def find(page: Page) -> Iterator[Roll]:
    """The rolls of a Chinese text; time is linear in its lines."""
    if page.languages[0] != "zh" or not (page.headline_general or any("general" in tags for tags in page.tags)):
        return
    lines = list(re.finditer(r"[^\n]+", page.text))
    for number, line in enumerate(lines):
        if len(line[0]) > 400:
            continue
        before = lines[number - 1][0] if number else ""
        if (
            (roll := _groups(page, line, before))
            or (roll := _marks(page, lines, number))
            or (roll := _items(page, lines, number))
        ):
            yield roll


def _is(page: Page, name: str, words: str) -> bool:
    return _words(page.languages, name).search(fold(words).text) is not None


def _of_general(page: Page, *headings: str) -> bool:
    """Whether one of the headings names general licences and no others, and takes nothing back."""
    return any(_is(page, "general", one) and not _is(page, "individual", one) for one in headings if one)


#: What is told by the names themselves, and of users.
_MATTER = re.compile("情况|情況|进度|進度|进展|進展|条件|條件|要求|客户|客戶|用户|用戶|收货|收貨")


def _standing(page: Page, label: str) -> ClaimStatus | None:
    """What a label says of the names behind it; None where it is no label of a roll."""
    if _MATTER.search(label):
        return None
    if _is(page, "pending", label):
        return ClaimStatus.APPLIED
    if _is(page, "not", label):
        return ClaimStatus.DENIED
    return ClaimStatus.GRANTED if _is(page, "held", label) else None


def _groups(page: Page, line: re.Match[str], before: str) -> Roll | None:
    """ "已批：A、B；在审：C；未申请：D": two groups of names at least, or one whose label names the licence."""
    found = list(_GROUP.finditer(page.text, line.start(), line.end()))
    if not found or found[0].start() > line.start() + 2:
        return None
    if any(one.end() != other.start() for one, other in pairwise(found)) or page.text[found[-1].end() - 1] in "；;":
        return None
    labels_say = " ".join(group["label"] for group in found)
    if _is(page, "individual", labels_say) or not _of_general(page, labels_say, page.document.title, before):
        return None
    told: list[Told] = []
    labels = 0
    for group in found:
        status = _standing(page, group["label"])
        names = page.entities_in(*group.span("names"))
        if any(one.role is Role.CUSTOMER or (one.company and one.company.roles == {Role.CUSTOMER}) for one in names):
            return None
        if status is None or not (names and _only_names(group, names)):
            if status is None or names:
                return None
            labels += 1
            continue
        labels += 1
        told += [Told(one, one.start, status) for one in names]
    named = _is(page, "general", labels_say)
    return Roll(line.start(), found[-1].end(), tuple(told)) if told and (labels > 1 or named) else None


def _only_names(group: re.Match[str], names: list[Entity]) -> bool:
    """Whether a group holds nothing but names and what joins them."""
    bare, at = "", group.start("names")
    for one in names:
        bare += group.string[at : max(at, one.start)]
        at = max(at, one.end)
    bare += group.string[at : group.end("names")]
    return _JOINTS.fullmatch(_BRACKETS.sub("", bare)) is not None


def _marks(page: Page, lines: list[re.Match[str]], number: int) -> Roll | None:
    """Lines of a name and a mark, under a title or line that says what is marked: "A：√"."""
    told: list[Told] = []
    upto = number
    while upto < len(lines) and (row := _MARKED.fullmatch(page.text, *lines[upto].span())) is not None:
        names = page.entities_in(*row.span("name"))
        if len(names) != 1 or not row["name"].startswith(page.text[names[0].start : names[0].end]):
            break
        if _YES.fullmatch(row["mark"]):
            told.append(Told(names[0], names[0].start, ClaimStatus.GRANTED))
        elif _is(page, "pending", row["mark"]):
            told.append(Told(names[0], names[0].start, ClaimStatus.APPLIED))
        elif _NO.fullmatch(row["mark"]):
            told.append(Told(names[0], names[0].start, ClaimStatus.DENIED))
        else:
            break
        upto += 1
    before = lines[number - 1][0] if number else ""
    head = before if _is(page, "general", before) else page.document.title
    if upto - number < 2 or not _of_general(page, head) or _is(page, "pending", head):
        return None
    return Roll(lines[number].start(), lines[upto - 1].end(), tuple(told))


def _items(page: Page, lines: list[re.Match[str]], number: int) -> Roll | None:
    """Items that are names, under a line that says that they hold general licences."""
    head = lines[number][0].rstrip()
    if (
        not head.endswith((":", "："))
        or not _of_general(page, head)
        or _standing(page, head) is not ClaimStatus.GRANTED
    ):
        return None
    told: list[Told] = []
    upto = number + 1
    while upto < len(lines) and (item := _ITEM.fullmatch(page.text, *lines[upto].span())) is not None:
        names = page.entities_in(*item.span("name"))
        if len(names) != 1:
            break
        told.append(Told(names[0], names[0].start, ClaimStatus.GRANTED))
        upto += 1
    return Roll(lines[number + 1].start(), lines[upto - 1].end(), tuple(told)) if told else None
