"""Questions put to a person as a form, before anybody decides how it is shown. In a terminal the command asks instead.

A form remembers ids only: its `record` (`12`, `C7`) and the channel it was opened in, never what somebody wrote.
"""

from dataclasses import dataclass

from bot.messages.parts import Part


@dataclass(frozen=True, kw_only=True)
class Write:
    """A line to write, or several (`long`)."""

    id: str
    label: str
    value: str = ""
    hint: str = ""
    example: str = ""
    long: bool = False
    optional: bool = False


@dataclass(frozen=True, kw_only=True)
class Pick:
    """One of some values; each is (value, what people read)."""

    id: str
    label: str
    options: tuple[tuple[str, str], ...]
    value: str = ""
    hint: str = ""
    optional: bool = False


@dataclass(frozen=True, kw_only=True)
class Tick:
    """Any of at most ten values."""

    id: str
    label: str
    options: tuple[tuple[str, str], ...]
    values: tuple[str, ...] = ()
    hint: str = ""


@dataclass(frozen=True, kw_only=True)
class Find:
    """Companies on record, looked up while one types. `values` are (key, name)."""

    id: str
    label: str
    values: tuple[tuple[str, str], ...] = ()
    hint: str = ""
    optional: bool = True
    several: bool = True


@dataclass(frozen=True, kw_only=True)
class Place:
    """A channel or a person; empty means where the form was opened."""

    id: str
    label: str
    value: str = ""
    hint: str = ""


Field = Write | Pick | Tick | Find | Place


@dataclass(frozen=True, kw_only=True)
class Form:
    """`name` is the entry of `bot.actions` that takes what was filled in, `sends` what its button says."""

    name: str
    title: str
    record: str
    parts: tuple[Part | Field, ...]
    sends: str = "Send"

    @property
    def fields(self) -> tuple[Field, ...]:
        return tuple(part for part in self.parts if isinstance(part, Field))
