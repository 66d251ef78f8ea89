"""Sources as a file: OPML, CSV, or an address a line. Pure: bytes in, rows and sentences about bad ones out.

A file is material from outside: no entity in it is expanded, its size is bounded, and what goes out cannot become a
formula in whatever opens it (https://owasp.org/www-community/attacks/CSV_Injection).
"""

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any

from bot.cells import as_meant, delimiter_of, printable
from bot.cells import lines as csv_lines
from bot.messages.parts import clean
from jobs.fetch import decoding, json_api, links
from storage import sources
from storage.subscriptions import STATES, Subscription

MAX_BYTES = 5 * 2**20
MAX_ROWS = 20_000
_COLUMNS = tuple(field.name for field in fields(Subscription))
#: What other programs call our columns.
_ALIASES = {"xmlurl": "url", "feed url": "url", "feed": "url", "address": "url", "link": "url", "title": "name"}
_GRADES = frozenset("ABCDEF")

Row = tuple[str, Mapping[str, str]]


class BadFile(ValueError):
    """Nothing of the file can be read; the message is one sentence."""


@dataclass(frozen=True, kw_only=True)
class Listed:
    """What a file lists. `faults`: a sentence for each row that cannot be watched."""

    rows: tuple[Subscription, ...]
    faults: tuple[str, ...]


def read(data: bytes) -> Listed:
    """The sources a file lists, told by its content. Raises BadFile."""
    if len(data) > MAX_BYTES:
        raise BadFile(f"The file is larger than {MAX_BYTES // 2**20} MB.")
    text = decoding.decode(data, "").replace("\0", "").lstrip("\ufeff").strip()
    if not text:
        raise BadFile("The file is empty.")
    found = _opml(text) if text.startswith("<") else _table(text)
    rows: dict[str, Subscription] = {}
    faults = []
    for number, (place, cells) in enumerate(found):
        if number >= MAX_ROWS:
            raise BadFile(f"The file has more than {MAX_ROWS:,} rows.")
        try:
            row = _checked(cells)
        except ValueError as error:  # BadSource, BadSelector and BadMapping are
            faults.append(f"{place}: {clean(str(error))}")
        else:
            rows.setdefault(row.url, row)
    if not rows and not faults:
        raise BadFile("The file lists no source: it needs an address a line, a CSV with a column url, or OPML.")
    return Listed(rows=tuple(rows.values()), faults=tuple(faults))


def as_csv(rows: Iterable[Subscription]) -> str:
    lines = ([getattr(row, column) or "" for column in _COLUMNS] for row in rows)
    return csv_lines([_COLUMNS, *lines]).decode()


def as_opml(rows: Iterable[Subscription]) -> str:
    """OPML 2.0 (http://opml.org/spec2.opml): feeds as `rss`, the rest as `link` with attributes of ours."""
    from lxml import etree

    root = etree.Element("opml", version="2.0")
    etree.SubElement(etree.SubElement(root, "head"), "title").text = "Lodestone sources"
    body = etree.SubElement(root, "body")
    for row in rows:
        name = printable(row.name or row.url)
        told = {"text": name, "title": name}
        told |= {"type": "rss", "xmlUrl": row.url} if row.kind == "feed" else {"type": "link", "url": row.url}
        for column in ("kind", "publisher", "language", "grade", "selector", "mapping", "state"):
            value = getattr(row, column)
            if value and (column, value) not in (("kind", "feed"), ("state", "active")):
                told[column] = printable(value)
        etree.SubElement(body, "outline", told)
    written: bytes = etree.tostring(root, encoding="utf-8", xml_declaration=True, pretty_print=True)
    return written.decode()


WRITERS: dict[str, Callable[[Iterable[Subscription]], str]] = {"csv": as_csv, "opml": as_opml}


def _checked(cells: Mapping[str, str]) -> Subscription:
    """A row that can be watched. Raises ValueError with one sentence."""
    told: dict[str, Any] = {column: printable(cells.get(column) or "") for column in _COLUMNS}
    told = {column: value for column, value in told.items() if value}
    told["url"] = (cells.get("url") or "").strip()
    if not told["url"]:
        raise ValueError("There is no address.")
    sources.checked(told["url"])
    if told.get("kind") != "json" or "mapping" in told:  # a shipped interface that is off has none yet
        sources.kind_of(told.get("kind"), told.get("selector"), told.get("mapping"))
    if "selector" in told:
        links.check_selector(told["selector"])
    if "mapping" in told:
        json_api.shape(told["mapping"])
    if told.get("grade", "A") not in _GRADES:
        raise ValueError(f"“{told['grade'][:20]}” is no grade: use A to F.")
    if told.get("state", "active") not in STATES:
        raise ValueError(f"“{told['state'][:20]}” is no state: use {', '.join(STATES)}.")
    if told.get("kind") == "json" and "mapping" not in told and told.get("state", "active") == "active":
        sources.kind_of("json", None, None)
    return Subscription(**told)


def _table(text: str) -> Iterator[Row]:
    lines = text.splitlines()
    header = [_column(name) for name in next(csv.reader([lines[0]], delimiter=delimiter_of(lines[0])), [])]
    if "url" in header:
        yield from _csv(text, header, delimiter_of(lines[0]))
        return
    for number, line in enumerate(lines, 1):
        if line.strip() and not line.lstrip().startswith("#"):
            yield f"line {number}", {"url": line.strip()}


def _csv(text: str, header: list[str], delimiter: str) -> Iterator[Row]:
    reader = csv.reader(io.StringIO(text), delimiter=delimiter)
    try:
        next(reader)
        for cells in reader:
            if any(cell.strip() for cell in cells):
                told = {column: as_meant(cell.strip()) for column, cell in zip(header, cells, strict=False)}
                yield f"line {reader.line_num}", told
    except csv.Error as error:
        raise BadFile(f"Line {reader.line_num} is no CSV: {error}.") from error


def _column(name: str) -> str:
    name = name.strip().lower()
    return _ALIASES.get(name, name)


def _opml(text: str) -> Iterator[Row]:
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True)
    # The declaration and a document type go: the text is decoded already, and no entity is ever read.
    body = re.search(r"<opml[\s>]", text, re.IGNORECASE)
    if body is None:
        raise BadFile("The file is XML but no OPML.")
    try:
        root = etree.fromstring(text[body.start() :].encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError as error:
        raise BadFile(f"The file is damaged OPML: {clean(error.msg or 'it is not well-formed')}.") from error
    for outline in root.iter("outline"):
        told = {name.lower(): value for name, value in outline.attrib.items()}
        url = told.get("xmlurl") or (told.get("url") if told.get("type", "").lower() == "link" else None)
        if url is None:
            continue  # a folder
        name = told.get("title") or told.get("text") or ""
        kind = told.get("kind") or ("page" if not told.get("xmlurl") else "feed")
        kind = kind if not (told.get("selector") or told.get("mapping")) else told.get("kind", "")
        yield f"“{name[:60] or url[:60]}”", told | {"url": url, "name": name, "kind": kind}
