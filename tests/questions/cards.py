"""The questions sourcing teams ask, each a page: how it is asked, the command that answers it, the card that comes."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

#: Pages named like `06-the-stuck-order.txt`.
FOLDER = Path(__file__).parent
NOW = datetime(2026, 11, 22, 9, 40, tzinfo=UTC)

_ASKED, _RUN, _LINE = "Asked: ", "I ran `/licence ", "`:"


@dataclass(frozen=True, kw_only=True)
class Page:
    """`asked` are phrasings of one question; `card` is what a reader of a terminal sees, without the line that names
    the command, which stands at the top of the page instead."""

    asked: tuple[str, ...]
    command: str
    card: str

    @classmethod
    def read(cls, path: Path) -> "Page":
        head, _, shown = path.read_text("utf-8").partition("\n\n")
        asked = tuple(line.removeprefix(_ASKED) for line in head.splitlines() if line.startswith(_ASKED))
        command = next((line.removeprefix("Runs: /licence ") for line in head.splitlines() if "Runs: " in line), "")
        return cls(asked=asked, command=command, card=shown)

    def write(self, told: tuple[str, str]) -> str:
        command, shown = told
        return "\n".join([*(f"{_ASKED}{text}" for text in self.asked), f"Runs: /licence {command}", "", shown])


def card(text: str) -> tuple[str, str]:
    """(the command that ran, the card without the line that names it); the line may be wrapped."""
    before, mark, after = text.partition(_RUN)
    if not mark:
        return "", text
    command, _, rest = after.partition(_LINE)
    return " ".join(command.split()), before + rest.lstrip("\n")
