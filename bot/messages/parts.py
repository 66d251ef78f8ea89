"""What a message is made of, before anybody decides where it is shown.

Text is a row of spans. A plain string is never markup: whatever a company or a newspaper is called, it is shown and
cannot act. Bold, code, links and times exist only as types of their own, so foreign text cannot forge them.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

#: Direction marks, zero-width spaces and other invisible characters that can make a name look like another.
#: Joiners (U+200C, U+200D) stay: scripts and emoji need them.
_INVISIBLE = re.compile(
    "[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb]"
)
#: Control characters, halves of surrogate pairs and private use: nothing a newspaper prints.
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ue000-\uf8ff\U000f0000-\U0010ffff]")
_BLANK = re.compile(r"\s+")

#: Longest foreign text shown in a row; a quote has at most 300 characters in the record.
FOREIGN_LIMIT = 400


@dataclass(frozen=True)
class Strong:
    text: str


@dataclass(frozen=True)
class Struck:
    """What was said and holds no longer."""

    text: str


@dataclass(frozen=True)
class Code:
    """Something to copy or something that was typed."""

    text: str


@dataclass(frozen=True)
class Link:
    url: str
    label: str


@dataclass(frozen=True)
class Moment:
    """An aware time, shown in the reader's own zone and said to be so."""

    at: datetime


@dataclass(frozen=True)
class Mention:
    """A person or a channel by Slack id; anything that is no id is shown as it is."""

    id: str


Span = str | Strong | Struck | Code | Link | Moment | Mention
Text = tuple[Span, ...]


@dataclass(frozen=True)
class Say:
    """A paragraph."""

    text: Text


@dataclass(frozen=True)
class Head:
    """A line above what follows."""

    text: str


@dataclass(frozen=True)
class Rows:
    """One line a thing."""

    rows: tuple[Text, ...]


@dataclass(frozen=True)
class Facts:
    """Label and value, at most four in a card so that it fits one glance."""

    facts: tuple[tuple[str, Text], ...]


@dataclass(frozen=True)
class Quote:
    """Foreign words, as they were printed."""

    text: str


@dataclass(frozen=True)
class Sheet:
    """Lines to copy as they stand, such as CSV."""

    lines: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """Cells under headings; the first column names its row, the others are numbers."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Chart:
    """Bars with their labels, for outlets that can draw. A table with the same numbers stands beside it, always."""

    title: str
    measure: str
    bars: tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class Note:
    """Small print: limits, dates, ids."""

    text: Text


@dataclass(frozen=True, kw_only=True)
class Button:
    """Says what `/licence COMMAND` says, so that it works wherever a command does, in a terminal too.

    With an `action`, Slack runs that entry of `bot.actions` on the record of this short id instead; `command` is then
    what does the same in a terminal, empty when nothing does. `asks` is a sentence to confirm before it runs.
    """

    label: str
    command: str = ""
    action: str = ""
    record: str = ""
    asks: str = ""
    main: bool = False


@dataclass(frozen=True)
class Choices:
    """Buttons in a line; `more` are behind a menu, because a card has to fit one glance."""

    buttons: tuple[Button, ...]
    more: tuple[Button, ...] = ()


@dataclass(frozen=True)
class Detail:
    """What a terminal shows below and Slack keeps behind the Evidence button: a card has to fit one glance."""

    parts: "tuple[Part, ...]"


Part = Say | Head | Rows | Facts | Quote | Sheet | Table | Chart | Note | Choices | Detail


@dataclass(frozen=True, kw_only=True)
class Message:
    """`summary` is the whole message in one sentence, for notifications and screen readers."""

    title: str
    parts: tuple[Part, ...]
    summary: str


def say(*spans: Span) -> Say:
    return Say(spans)


def note(*spans: Span) -> Note:
    return Note(spans)


def prose(sentence: str) -> Text:
    """Our own sentence with `code` in backquotes as spans. Foreign words go in through `shown`, never raw."""
    pieces = sentence.split("`")
    return tuple(Code(piece) if index % 2 else piece for index, piece in enumerate(pieces) if piece)


def shown(foreign: str, limit: int = 80) -> str:
    """Foreign words as `code` inside one of our sentences."""
    return f"`{clean(foreign, limit).replace('`', chr(39)) or '(nothing)'}`"


def columns_of(table: Table) -> tuple[str, ...]:
    """A table as lines in which every column is as wide as its widest cell, for letters of one width."""
    cells = [tuple(clean(cell, 40) for cell in row) for row in (table.headings, *table.rows)]
    widths = [max(len(row[number]) for row in cells) for number in range(len(table.headings))]
    return tuple(
        "  ".join(
            cell.ljust(width) if number == 0 else cell.rjust(width)
            for number, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in cells
    )


def between(separator: str, items: Iterable[Sequence[Span]]) -> Text:
    """Items with a separator between them, empty ones left out."""
    spans: list[Span] = []
    for item in items:
        if item:
            spans += [separator, *item] if spans else item
    return tuple(spans)


def clean(foreign: str, limit: int = FOREIGN_LIMIT) -> str:
    """Foreign text on one line, without control, direction and invisible characters, cut with an ellipsis."""
    text = foreign[: limit * 4]
    if not (text.isascii() and text.isprintable()):
        text = _CONTROL.sub("", _INVISIBLE.sub("", _BLANK.sub(" ", text)))
    text = _BLANK.sub(" ", text).strip()
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def plain(text: Iterable[Span]) -> str:
    """The words without any markup, for summaries."""
    return clean("".join(_words(span) for span in text), 4_000)


def _words(span: Span) -> str:
    match span:
        case str():
            return span
        case Strong(text) | Code(text):
            return text
        case Struck(text):
            return f"no longer: {text}"
        case Link(_, label):
            return label
        case Mention(name):
            return name
        case Moment(at):
            return at.strftime("%Y-%m-%d %H:%M UTC")
