"""Rolls of companies by where they stand: "已批：A、B；在审：C", "A：√", a list under "holders of a general licence:".

A label before a colon says what holds of the names behind it, or a mark behind a name what holds of the name. Which
licence it is stands in the label, in the line above or in the title. The words are tables in `cues/` ([grid]).
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from jobs.extract.names.subjects import Entity
from jobs.extract.statements.page import Page
from jobs.extract.text.cues import table
from jobs.extract.text.phrases import Phrase
from storage.domain.claim import ClaimStatus
from storage.domain.folding import fold
from storage.domain.licence import Role

#: A group of a roll: names behind a label of their own, or behind the one before.
_GROUP = re.compile(
    r"\s*(?:(?P<label>(?:[^:：；;。，,、\n|｜（()）]|[（(][^（()）]{0,20}[）)]){2,24}?)\s*[:：])?\s*(?P<names>[^:：；;。\n|｜]{2,200})(?:[；;。\n|｜]|$)"
)
_JOINTS = Phrase("rolls", "joints", capitals=True)
_BRACKETS = re.compile(r"[（(][^（）()]{0,20}[）)]")
_MARKED = re.compile(
    r"\s*(?:【[^】]{1,16}】)?\s*(?P<name>[^:：|｜\t\n—；;]{2,30}?)\s*(?:[:：|｜\t]|——?)\s*(?P<mark>[^\s:：；;。（(—]{1,8})\s*"
)
#: Between the rows of a roll that stand in one line, and what is said of all at its end.
_ROWS = re.compile(r"[；;]\s*|。(?=[（(])|。$")
_ASIDE = re.compile(r"[（(][^（()）]{1,40}[）)]。?")
_ITEM = re.compile(
    r"\s*(?:[-*•·–—▪◦]|\d{1,2}[.)、．]|[(（]?\d{1,2}[)）])\s*(?P<name>[^\s:：|｜，。；]{2,24})\s*[;；。]?"
)
_YES = Phrase("rolls", "yes", capitals=True)
_NO = Phrase("rolls", "no", capitals=True)


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
    if page.languages[0] != "zh" or not (page.headline_general or "通用" in page.text):
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


_MATTER = Phrase("rolls", "matter", capitals=True)


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
    found: list[re.Match[str]] = []
    while (group := _GROUP.match(page.text, found[-1].end() if found else line.start(), line.end())) is not None:
        found.append(group)
        if group.end() == line.end() or page.text[group.end() - 1] == "。":
            break
    if not found or not found[0]["label"] or page.text[found[-1].end() - 1] in "；;":
        return None
    labels_say = " ".join(group["label"] or "" for group in found)
    if _is(page, "individual", labels_say) or not _of_general(page, labels_say, page.document.title, before):
        return None
    told: list[Told] = []
    labels = 0
    status: ClaimStatus | None = None
    for group in found:
        status = _standing(page, group["label"]) if group["label"] else status
        names = page.entities_in(*group.span("names"))
        if any(one.role is Role.CUSTOMER or (one.company and one.company.roles == {Role.CUSTOMER}) for one in names):
            return None
        if status is None or not (names and _only_names(group, names)):
            if status is None or names:
                return None
            labels += group["label"] is not None
            continue
        labels += group["label"] is not None
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
    """Rows of a name and a mark, under a title or line that says what is marked: "A：√", "A——通用；B——单项"."""
    line = lines[number]
    places = [line.start(), *(match.end() for match in _ROWS.finditer(page.text, *line.span()))]
    ends = [*(match.start() for match in _ROWS.finditer(page.text, *line.span())), line.end()]
    rows = [(low, high) for low, high in zip(places, ends, strict=True) if high > low]
    if len(rows) > 1:
        aside = _ASIDE.fullmatch(page.text, *rows[-1])
        told = _marked(page, rows[:-1] if aside else rows)
        spoken, end, count = line[0], line.end(), len(rows)
        if len(told) != len(rows) - bool(aside):
            return None
    else:
        told = _marked(page, [match.span() for match in lines[number:]])
        count = len(told)
        end, spoken = lines[number + max(1, count) - 1].end(), ""
    before = lines[number - 1][0] if number else ""
    head = next((one for one in (before, page.document.title) if _is(page, "general", one)), "")
    kinds = [_is(page, "general", mark) for _, mark in told]
    if count < 2 or not (any(kinds) or _of_general(page, head)) or _is(page, "pending", head):
        return None
    if spoken and not any(kinds) and not head:
        return None
    return Roll(line.start(), end, tuple(_meant(page, one, mark) for one, mark in told if _plain(page, mark)))


def _marked(page: Page, rows: list[tuple[int, int]]) -> list[tuple[Entity, str]]:
    """The names of rows and their marks, up to the first one that is no such row."""
    out = []
    for low, high in rows:
        row = _MARKED.fullmatch(page.text, low, high)
        names = page.entities_in(*row.span("name")) if row else []
        if row is None or len(names) != 1 or names[0].start - row.start("name") > 1:
            break
        mark = row["mark"]
        known = _YES.fullmatch(mark) or _NO.fullmatch(mark) or any(_is(page, one, mark) for one in _MARKS)
        if not known or row.end("name") - names[0].end > 4:
            break
        out.append((names[0], mark))
    return out


#: The lists whose words a mark may be.
_MARKS = ("general", "individual", "pending", "held", "not")


def _plain(page: Page, mark: str) -> bool:
    """Whether a mark says what became of a general licence, and not only that there are single ones."""
    return not _is(page, "individual", mark)


def _meant(page: Page, one: Entity, mark: str) -> Told:
    if _is(page, "pending", mark):
        return Told(one, one.start, ClaimStatus.APPLIED)
    if _NO.fullmatch(mark) or _is(page, "not", mark):
        return Told(one, one.start, ClaimStatus.DENIED)
    return Told(one, one.start, ClaimStatus.GRANTED)


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
