"""Tables, lists and forms of licences: what a cell, an item or a field says of the company that stands in it.

A table has a line of headings; its column of companies, and its heading, say whether they hold licences or are users
of somebody's, and a cell which kind. A list stands under a line that says what its items are ("the following end users
are approved:"). A form has fields ("Holder: X / Type: general"). The words are tables in `cues/` ([grid]).
What stands in such a place is a company's name, whether or not it looks like one.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from jobs.extract.licence import materials
from jobs.extract.licence.licences import Kind
from jobs.extract.names.subjects import Entity, unique
from jobs.extract.statements import rolls
from jobs.extract.statements.page import Page
from jobs.extract.statements.statement import Statement
from jobs.extract.text.cues import hits, table, within
from storage.domain.claim import ClaimStatus, SubjectKind
from storage.domain.folding import fold
from storage.domain.licence import LicenceKind

_BORDER = re.compile(r"\s*[|｜\t]\s*|\s+/\s+")
_ITEM = re.compile(r"\s*(?:[-*•·–—▪◦]|\d{1,2}[.)、．]|[(（]?\d{1,2}[)）])\s*(?P<name>\S.*)")
#: Where the name of an item or cell ends.
_NAME = re.compile(r"(?P<name>[^(（,，;；:：|｜\t\n–—]{2,60}?)\s*(?:$|[(（,，;；:：|｜\t–—]| - )")
_FIELD = re.compile(r"\s*(?P<label>[^:：\n/|｜]{2,48}?)\s*[:：]\s*(?P<value>[^\n]*)")
_TICKED = re.compile(r"[\[［][xX✓✔√][\]］]|[☑☒■]")


@dataclass(frozen=True, slots=True)
class Cell:
    """What a place says: of whom, in which part, and which licence. `at` is where the name stands."""

    entity: Entity
    at: int
    role: SubjectKind
    status: ClaimStatus
    kind: LicenceKind
    materials: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Grids:
    """The cells of a text and the sentences that are nothing but parts of a table, list or form."""

    cells: tuple[Cell, ...] = ()
    sentences: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class _Line:
    start: int
    text: str
    cells: tuple[tuple[int, str], ...]


@cache
def _words(languages: tuple[str, ...], name: str) -> re.Pattern[str]:
    """Any word of one list of the [grid] tables; a Latin one as a whole."""
    found = {word for language in ("en", *languages) for word in table(language).get("grid", {}).get(name, ())}
    parts = [rf"\b{re.escape(word)}\b" if word.isascii() else re.escape(word) for word in sorted(found, key=len)]
    return re.compile("|".join(reversed(parts)) or r"(?!)", re.IGNORECASE)


def find(page: Page) -> Grids:
    """What the tables, lists and forms of a text say of licences; time is linear in its lines."""
    if page.text.count("\n") < 1 and " / " not in page.text:
        return _with_rolls(page, [], set())
    lines = list(_lines(page.text))
    cells: list[Cell] = []
    taken: set[int] = set()
    number = 0
    while number < len(lines):
        for reader in (_table, _list, _form):
            found, first, upto = reader(page, lines, number)
            if found:
                cells += found
                taken.update(_within(page, lines[first].start, lines[upto - 1]))
                number = upto - 1
                break
        number += 1
    return _with_rolls(page, cells, taken)


def _with_rolls(page: Page, cells: list[Cell], taken: set[int]) -> Grids:
    """The same with the rolls of names that stand in no table, list or form."""
    for roll in rolls.find(page):
        numbers = range(page.sentence_of(roll.start), page.sentence_of(roll.end - 1) + 1)
        if not taken.isdisjoint(numbers):
            continue
        made_of = materials.of(within(page.hits, roll.start, roll.end), page.text)
        made_of = made_of or materials.of(hits(page.document.title, page.languages), page.document.title)
        cells += [
            Cell(one.entity, one.at, SubjectKind.EXPORTER, one.status, LicenceKind.GENERAL, made_of)
            for one in roll.told
        ]
        taken.update(numbers)
    return Grids(tuple(cells), frozenset(taken))


def _within(page: Page, low: int, last: "_Line") -> range:
    """The sentences that lie wholly between two places; what a heading shares with the words above it is read."""
    high = last.start + len(last.text)
    first, final = page.sentence_of(low), page.sentence_of(high - 1)
    return range(first + (page.spans[first][0] < low), final + 1)


def statement(page: Page, cell: Cell) -> Statement:
    """What a cell says, as a statement like those of sentences."""
    return Statement(
        entity=cell.entity,
        kind=cell.role,
        status=cell.status,
        licence=Kind(kind=cell.kind),
        sentence=page.sentence_of(cell.at),
        at=cell.at,
        doubts=[],
        hedged=False,
        inherited=False,
        materials=cell.materials,
        shown=True,
        paired=cell.role is SubjectKind.CUSTOMER,
        tabled=True,
    )


def _lines(text: str) -> Iterator[_Line]:
    start = 0
    for raw in text.split("\n"):
        pieces, at = [], 0
        if len(raw) < 300:
            for border in _BORDER.finditer(raw):
                pieces.append((start + at, raw[at : border.start()]))
                at = border.end()
            pieces.append((start + at, raw[at:]))
        yield _Line(start, raw, tuple(pieces))
        start += len(raw) + 1


def _is(page: Page, name: str, words: str) -> bool:
    return bool(_words(page.languages, name).search(fold(words).text))


def _kind(page: Page, words: str) -> LicenceKind | None:
    general, individual = _is(page, "general", words), _is(page, "individual", words)
    if general == individual:
        return None
    return LicenceKind.GENERAL if general else LicenceKind.INDIVIDUAL


def _company(page: Page, start: int, written: str, role: SubjectKind) -> Entity | None:
    """The company a cell or item names: the one known there, else its own words."""
    known = page.entities_in(start, start + len(written))
    named = _NAME.match(written)
    if named is None:
        return known[0] if known else None
    name = named["name"].strip(' *"“”「」')
    if known and (known[0].company is not None or len(known[0].name) >= len(name) - 3):
        return known[0]
    if len(name) < 2 or not (name[0].isupper() or name[0] > "\u2e7f") or _is(page, "nobody", name):
        return None
    low = start + written.find(name)
    if known and role is not SubjectKind.CUSTOMER:
        return known[0]
    return Entity(start=low, end=low + len(name), name=name, plain=True)


def _open(page: Page, words: str) -> bool:
    """Whether words of a row take back or leave open that somebody has a licence."""
    return _is(page, "not", words)


def _heading(page: Page, lines: list[_Line], number: int) -> str:
    """The nearest line with words before a table, and the title."""
    before = next((line.text for line in reversed(lines[max(0, number - 2) : number]) if line.text.strip()), "")
    return f"{page.document.title}\n{before}"


def _table(page: Page, lines: list[_Line], number: int) -> tuple[list[Cell], int, int]:
    head = lines[number].cells
    upto = number + 1
    while upto < len(lines) and 1 < len(head) <= 8 and abs(len(lines[upto].cells) - len(head)) <= 1:
        if len(lines[upto].cells) < 2:
            break
        upto += 1
    if len(head) < 2 or upto - number < 3:
        return [], number, number
    names = [words for _, words in head]
    who = next((n for n, words in enumerate(names) if _is(page, "users", words) or _is(page, "holders", words)), None)
    if who is None:
        return [], number, number
    role = SubjectKind.CUSTOMER if _is(page, "users", names[who]) else SubjectKind.EXPORTER
    # A column that asks of each company: "SmCo general" with "yes" and "no" below it.
    asked = [n for n, words in enumerate(names) if n != who and _is(page, "general", words)]
    title = _heading(page, lines, number)
    of_all = _kind(page, title) if not _open(page, title) else None
    cells = []
    for line in lines[number + 1 : upto]:
        if len(line.cells) <= who:
            continue
        at, written = line.cells[who]
        entity = _company(page, at, written, role)
        if entity is None:
            continue
        rest = " | ".join(words for n, (_, words) in enumerate(line.cells) if n != who)
        for column in asked:
            if column < len(line.cells) and _is(page, "yes", line.cells[column][1]):
                made_of = materials.of(
                    within(page.hits, head[column][0], head[column][0] + len(names[column])), page.text
                )
                cells.append(Cell(entity, at, role, ClaimStatus.GRANTED, LicenceKind.GENERAL, made_of))
        if asked:
            continue
        kind = _kind(page, rest) or (of_all if not _is(page, "individual", rest) else None)
        if kind is None:
            continue
        status = ClaimStatus.COVERED if role is SubjectKind.CUSTOMER else ClaimStatus.GRANTED
        if _open(page, rest):
            status = ClaimStatus.APPLIED if _is(page, "pending", rest) else ClaimStatus.EXCLUDED
            if role is not SubjectKind.CUSTOMER and status is ClaimStatus.EXCLUDED:
                continue
        made_of = materials.of(within(page.hits, line.start, line.start + len(line.text)), page.text)
        cells.append(Cell(entity, at, role, status, kind, made_of))
    return cells, number, upto


def _list(page: Page, lines: list[_Line], number: int) -> tuple[list[Cell], int, int]:
    """Items under a line that says that they are the users of a general licence."""
    head = lines[number].text.rstrip()
    if not head.endswith((":", "：")) or not _is(page, "users", head) or _open(page, head):
        return [], number, number
    if _kind(page, head) is not LicenceKind.GENERAL or not _is(page, "covered", head):
        return [], number, number
    upto = number + 1
    cells = []
    while upto < len(lines) and (item := _ITEM.fullmatch(lines[upto].text)) is not None:
        written = item["name"]
        at = lines[upto].start + item.start("name")
        if not _open(page, written) and not _is(page, "individual", written):
            entity = _company(page, at, written, SubjectKind.CUSTOMER)
            if entity is not None:
                cells.append(Cell(entity, at, SubjectKind.CUSTOMER, ClaimStatus.COVERED, LicenceKind.GENERAL))
        upto += 1
    # The line above the items says something itself.
    return cells, number + 1, upto


def _form(page: Page, lines: list[_Line], number: int) -> tuple[list[Cell], int, int]:
    """Fields that name a holder, the kind of its licence and perhaps the users."""
    fields, upto = _fields(page, lines, number)
    if "holder" not in fields or "kind" not in fields:
        return [], number, number
    kind = _kind(page, _chosen(fields["kind"][1]))
    everything = " ".join(value for _, value in fields.values())
    if kind is None or any(_open(page, _chosen(fields[name][1])) for name in ("kind", "holder") if name in fields):
        return [], number, number
    pending = "status" in fields and _open(page, _chosen(fields["status"][1]))
    cells = []
    for field, role, status in (
        ("holder", SubjectKind.EXPORTER, ClaimStatus.GRANTED),
        ("users", SubjectKind.CUSTOMER, ClaimStatus.COVERED),
    ):
        cells += [
            Cell(entity, fields[field][0], role, ClaimStatus.APPLIED if pending else status, kind)
            for entity in (_named(page, *fields[field], role) if field in fields else ())
        ]
    made_of = materials.of(within(page.hits, lines[number].start, lines[upto - 1].start + len(everything)), page.text)
    return [replace(cell, materials=made_of) for cell in cells], number, upto


def _named(page: Page, start: int, value: str, role: SubjectKind) -> list[Entity]:
    """The companies of a field: one holder, or all the users; users are often told by number or not at all."""
    known = page.entities_in(start, start + len(value))
    if known:
        # What follows a first Latin name may be its town.
        more = unique(known)[1:] if role is SubjectKind.CUSTOMER else []
        return known[:1] + [one for one in more if one.company is not None or page.text[one.start] > "\u2e7f"]
    held = _company(page, start, value, role) if role is not SubjectKind.CUSTOMER else None
    return [held] if held is not None else []


def _fields(page: Page, lines: list[_Line], number: int) -> tuple[dict[str, tuple[int, str]], int]:
    """The fields of a form that begins at a line, where each value stands, and where the form ends."""
    fields: dict[str, tuple[int, str]] = {}
    upto = number
    while upto < len(lines):
        found = [(start, match) for start, words in lines[upto].cells if (match := _FIELD.fullmatch(words)) is not None]
        names = [(_field(page, match["label"]), start + match.start("value"), match["value"]) for start, match in found]
        if not found or (upto == number and names[0][0] is None):
            break
        if upto > number and "holder" in fields and any(name == "holder" for name, _, _ in names):
            break
        for name, at, value in names:
            if name is not None:
                fields.setdefault(name, (at, value))
        upto += 1
    return fields, upto


def _field(page: Page, label: str) -> str | None:
    return next((name for name in ("users", "holder", "kind", "status") if _is(page, f"field_{name}", label)), None)


def _chosen(value: str) -> str:
    """What is ticked of a field's choices; the whole value where nothing is to tick."""
    if not _TICKED.search(value):
        return value
    return " ".join(part for part in re.split(r"(?=[\[［☐□☑☒■])", value) if _TICKED.match(part))
