"""Long lists, a page at a time: which of how many an answer shows, and how to see the next."""

from dataclasses import dataclass

from bot.grammar import Arguments, Misunderstood
from bot.messages.parts import Button, Choices, Part, note, shown

#: Nobody turns more pages than this by hand: a filter or a file is what they want.
_MOST = 500


@dataclass(frozen=True, kw_only=True)
class Page:
    """The page somebody asked for. `command` is what they typed, without the page; `rows` are on each."""

    number: int
    rows: int
    command: str

    @property
    def first(self) -> int:
        """How many rows come before this page."""
        return (self.number - 1) * self.rows

    def within(self, total: int) -> None:
        """Raises Misunderstood, naming the last page, when so many rows make no such page."""
        last = max(-(-total // self.rows), 1)
        if self.number > last:
            pages = "one page" if last == 1 else f"{last} pages"
            raise Misunderstood(
                f"There is no page {self.number}: it has {pages}.",
                odd=str(self.number),
                nearest=f"{self.command} page:{last}" if last > 1 else self.command,
            )

    def turning(self, total: int, *, counted_to: int | None = None) -> list[Part]:
        """Nothing for a list that fits one page. At `counted_to` the counting stopped: there may be more."""
        if total <= self.rows and self.number == 1:
            return []
        last = min(self.first + self.rows, total)
        uncounted = counted_to is not None and total >= counted_to
        of = f"at least {total:,}" if uncounted else f"{total:,}"
        if uncounted:
            last = self.first + self.rows
        buttons = []
        if (last < total or uncounted) and self.number < _MOST:
            buttons.append(Button(label="Next page", command=f"{self.command} page:{self.number + 1}"))
        if self.number > 1:
            before = f"{self.command} page:{self.number - 1}" if self.number > 2 else self.command
            buttons.append(Button(label="Page before", command=before))
        return [note(f"{self.first + 1:,}-{last:,} of {of}."), Choices(tuple(buttons))]


def page(verb: str, given: Arguments, rows: int) -> Page:
    """The page that was typed after `page:`, the first when none was. Raises Misunderstood."""
    number = given.one("page") or "1"
    words = [_quoted(word.text) for word in given.words]
    words += [f"{key}:{_quoted(value)}" for key, values in given.filters for value in values if key != "page"]
    words += [f"in {given.channel}"] if given.channel else []
    command = " ".join((verb, *words))
    if not (number.isascii() and number.isdigit() and 1 <= int(number[:6]) <= _MOST):
        raise Misunderstood(f"{shown(number)} is no page.", odd=number, nearest=f"{command} page:1")
    return Page(number=int(number), rows=rows, command=command)


def _quoted(text: str) -> str:
    plain = text.replace('"', "")
    return f'"{plain}"' if " " in plain else plain
