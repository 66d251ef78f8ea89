"""A message as lines for a terminal. Chinese characters and emoji are two columns wide; addresses are never broken."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import UTC, tzinfo

from bot.messages.parts import (
    Chart,
    Choices,
    Code,
    Detail,
    Facts,
    Head,
    Link,
    Mention,
    Message,
    Moment,
    Note,
    Part,
    Quote,
    Rows,
    Say,
    Sheet,
    Span,
    Strong,
    Struck,
    Table,
    clean,
    columns_of,
)

#: A run of narrow characters, or one wide one: a line may end before each.
_ATOM = re.compile(r"\s+|https?://\S+|[^\s\u1100-\u11ff\u2e80-\U0010ffff]+|.", re.DOTALL)


def render(message: Message, zone: tzinfo = UTC, width: int = 80) -> str:
    """The message as text, ended by a line break."""
    title = clean(message.title, 300)
    lines = [*wrap(title, width), "─" * min(width, max(columns(title), 1))]
    for part in message.parts:
        lines += _part(part, zone, width)
    return "\n".join(lines).rstrip() + "\n"


def _part(part: Part, zone: tzinfo, width: int) -> list[str]:
    match part:
        case Say(text):
            return wrap(_flat(text, zone), width)
        case Head(text):
            return ["", *wrap(clean(text), width)]
        case Quote(text):
            return wrap(f'"{clean(text, 1_200)}"', width, first="  | ", then="  | ")
        case Sheet(sheet):
            # To be copied: a line that was wrapped would be two.
            return [clean(line, 3_000) for line in sheet]
        case Table():
            return ["", *(f"  {line}" for line in columns_of(part)), ""]
        case Chart():
            # The numbers stand in the table beside it.
            return []
        case Note(text):
            return wrap(_flat(text, zone), width, first="  ", then="  ")
        case Rows(rows):
            return [line for row in rows for line in wrap(_flat(row, zone), width, first="- ", then="  ")]
        case Facts(facts):
            column = max((columns(label) for label, _ in facts), default=0) + 4
            return [
                line
                for label, value in facts
                for line in wrap(_flat(value, zone), width, first=f"  {label}".ljust(column), then=" " * column)
            ]
        case Detail(parts):
            return [line for inner in parts for line in _part(inner, zone, width)]
        case Choices(buttons, more):
            commands = [clean(button.command) for button in (*buttons, *more) if button.command]
            return [line for command in commands for line in wrap(f"/licence {command}", width, first="> ")]


def _flat(text: Iterable[Span], zone: tzinfo) -> str:
    return "".join(_words(span, zone) for span in text)


def _words(span: Span, zone: tzinfo) -> str:
    match span:
        case str():
            return span
        case Strong(text):
            return clean(text)
        case Struck(text):
            return f"(no longer: {clean(text)})"
        case Code(text):
            return f"`{clean(text, 1_000)}`"
        case Link(url, label):
            address = clean(url, 3_000).replace(" ", "%20")
            words = clean(label, 150)
            return words if not address else address if words == address else f"{words} {address}".strip()
        case Mention(name):
            return clean(name, 80)
        case Moment(at):
            here = at.astimezone(zone)
            return f"{here.day} {here:%b %Y, %H:%M} {here.tzname() or 'UTC'}"


def wrap(text: str, width: int, first: str = "", then: str | None = None) -> list[str]:
    """Lines of at most `width` columns; only an address may be longer, and then it stands alone."""
    then = " " * columns(first) if then is None else then
    lines: list[str] = []
    line, used = first, columns(first)
    room_starts = used
    for atom in _atoms(clean(text, 6_000), max(width - columns(then), 8)):
        size = columns(atom)
        if used + size > width and used > room_starts:
            lines.append(line.rstrip())
            line, used = then, columns(then)
            room_starts = used
            if atom.isspace():
                continue
        line += atom
        used += size
    if line.strip():
        lines.append(line.rstrip())
    return lines


def _atoms(text: str, room: int) -> Iterable[str]:
    for match in _ATOM.finditer(text):
        atom = match[0]
        while columns(atom) > room and not atom.startswith(("http://", "https://")):
            yield atom[:room]
            atom = atom[room:]
        yield atom


def columns(text: str) -> int:
    """How many columns a terminal gives this text."""
    if text.isascii():
        return len(text)
    return sum(_width(char) for char in text)


def _width(char: str) -> int:
    if unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in ("W", "F") else 1
