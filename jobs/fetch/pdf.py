"""PDF filings: known by their content, read page by page, in a process of its own.

A PDF can be made to cost any amount of time and memory, and no reader of them has a limit on both. So it is read by a
child process with limits the system keeps; the child knows no secret, opens no file and reaches no network.

Pages are separated by form feeds in the text (as pdftotext does it), so that evidence can say which page it is from.
"""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any, NoReturn

from jobs.fetch import dates, markup
from jobs.fetch.errors import FetchError

MAGIC = b"%PDF-"
#: Some files begin with a few bytes of something else; readers look for the mark in the first kilobyte.
_MAGIC_WITHIN = 1_024
PAGE_BREAK = "\f"

MAX_PAGES = 300
MAX_TEXT = 400_000
_MAX_PAGE = 60_000
#: What the child may use. Times in seconds, memory in bytes (address space, of which the interpreter needs a third).
_SECONDS = 30
_MEMORY = 220 * 2**20

#: One PDF at a time: two bombs at once would be twice the memory.
ONE_AT_A_TIME = ThreadPoolExecutor(max_workers=1, thread_name_prefix="pdf")

#: A line as long as this share of a page's longest is a full one, which the next continues.
_FULL = 0.8
_SOME_LINES = 3
_STOPS = tuple('.!?:;。！？：；”"')
_HAN = re.compile("[\u3400-\u9fff]")
_FAULTS = {
    "encrypted": "the PDF is encrypted",
    "damaged": "the PDF is damaged and cannot be read",
    "no text": "the PDF has no text: it is a scan or a picture",
    "too large": "the PDF needs more memory to be read than it is given",
}


@dataclass(frozen=True, kw_only=True)
class Filing:
    """A PDF's text with form feeds between its pages. `pages` is how many it has, of which MAX_PAGES are read."""

    text: str
    title: str | None
    published: str | None
    pages: int


def is_pdf(data: bytes) -> bool:
    before, mark, _ = data[:_MAGIC_WITHIN].partition(MAGIC)
    # A page about PDFs may name the mark; it is markup before it comes to that.
    return bool(mark) and not before.lstrip().startswith((b"<", b"{", b"["))


def read(data: bytes, now: datetime) -> Filing:
    """The text of a PDF. Blocks for up to half a minute. Raises FetchError with what is wrong with it."""
    command = [sys.executable, "-c", "from jobs.fetch.pdf import child; child()"]
    environment = {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path), "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        done = subprocess.run(  # noqa: S603
            command, input=data, capture_output=True, timeout=_SECONDS, env=environment, check=False
        )
    except subprocess.TimeoutExpired:
        raise FetchError(f"the PDF takes longer than {_SECONDS} seconds to read") from None
    except OSError as error:
        raise FetchError("the PDF could not be read: no process could be started for it") from error
    try:
        told = json.loads(done.stdout)
    except ValueError:
        # It was stopped from outside: by its limit on time, or by one on memory that it could not report any more.
        told = {"fault": "too large"}
    if fault := told.get("fault"):
        raise FetchError(_FAULTS.get(fault, _FAULTS["damaged"]))
    pages = [_unbroken(markup.clean(page, _MAX_PAGE)) for page in told["pages"]]
    if not any(pages):
        raise FetchError(_FAULTS["no text"])
    return Filing(
        text=_joined(pages)[:MAX_TEXT].rstrip(),
        title=markup.one_line(told["title"], 500) or None,
        published=dates.published(told["date"], now),
        pages=told["count"],
    )


def _joined(pages: list[str]) -> str:
    """All pages. Where a page ends in the middle of a sentence, nothing but the form feed comes between its halves."""
    parts = pages[:1]
    for before, page in pairwise(pages):
        lines = before.split("\n")
        runs_on = len(lines) >= _SOME_LINES and len(lines[-1]) >= _FULL * max(map(len, lines))
        parts += [PAGE_BREAK if runs_on and not before.endswith(_STOPS) else f"\n{PAGE_BREAK}", page]
    return "".join(parts)


def _unbroken(page: str) -> str:
    """A page whose full lines of Han are one: words are broken across lines there, and nothing marks the break."""
    lines = page.split("\n")
    full = _FULL * max(map(len, lines))
    parts = [lines[0]]
    for before, line in pairwise(lines):
        if len(before) < full or not (_HAN.match(before[-1:]) and _HAN.match(line)):
            parts.append("\n")
        parts.append(line)
    return "".join(parts)


def child() -> NoReturn:
    """The child process: a PDF on stdin, JSON on stdout."""
    _limit()
    try:
        told = _told(sys.stdin.buffer.read())
    except MemoryError:
        told = {"fault": "too large"}
    except Exception:  # noqa: BLE001 (whatever a PDF makes pypdf stumble over, it is this file that is damaged)
        told = {"fault": "damaged"}
    sys.stdout.write(json.dumps(told))
    sys.stdout.flush()
    os._exit(0)  # no tidying up: it may need the memory that there is no more of


def _limit() -> None:
    import resource

    for what, most in (
        (resource.RLIMIT_AS, _MEMORY),
        (resource.RLIMIT_CPU, _SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))


def _told(data: bytes) -> dict[str, Any]:
    import io
    import logging

    import pypdf

    logging.disable(logging.CRITICAL)
    reader = pypdf.PdfReader(io.BytesIO(data[data.index(MAGIC) :]), strict=False)
    try:
        # Many are encrypted with an empty password, only to forbid printing.
        if reader.is_encrypted and not reader.decrypt(""):
            return {"fault": "encrypted"}
    except (pypdf.errors.DependencyError, NotImplementedError):
        return {"fault": "encrypted"}
    count = len(reader.pages)
    pages: list[str] = []
    room = MAX_TEXT
    for page in reader.pages[:MAX_PAGES]:
        try:
            pages.append(_text_of(page.extract_text)[: min(room, _MAX_PAGE)])
        except MemoryError:
            if not any(pages):
                raise
            break  # the pages before it were read, and a filing says what matters at its beginning
        room -= len(pages[-1])
        if room <= 0:
            break
    about = reader.metadata
    made = about.creation_date if about else None
    return {
        "pages": pages,
        "count": count,
        "title": str(about.title or "") if about else "",
        "date": made.date().isoformat() if made else "",
    }


def _text_of(extract: Callable[[], str]) -> str:
    try:
        return extract()
    except (MemoryError, RecursionError):
        raise
    except Exception:  # noqa: BLE001 (a page with a damaged font or picture must not hide the others)
        return ""
