"""What a verb of `/licence` is: its words for help beside the function that does it, so that help cannot lie."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from bot.access import Asker
from bot.grammar import Line
from bot.messages.parts import Message
from bot.replies import Incomplete, NotPossible, Reply
from storage.database import Database


@dataclass(frozen=True, kw_only=True)
class Ask:
    """One question: what was typed, by whom, and what it takes to answer. `ours`: we made the line of a plain question,
    so it is a command and nothing else."""

    line: Line
    asker: Asker
    db: Database
    now: datetime
    verbs: tuple["Verb", ...]
    ours: bool = False


@dataclass(frozen=True, kw_only=True)
class Verb:
    """One verb. `{company}` in an example stands for a name on record. `hints` are words people try instead of it.

    `wanted` says in few words what most people want of it: those verbs stand on the first screen of help.
    """

    name: str
    group: str
    usage: str
    example: str
    help: str
    run: Callable[[Ask], Awaitable[Message | Reply]]
    hints: tuple[str, ...] = ()
    wanted: str = ""

    @property
    def admin(self) -> bool:
        return self.group == ADMIN


ASK = "Ask"
FOLLOW = "Follow"
CORRECT = "Correct and share"
ADMIN = "Admin"


__all__ = ["ADMIN", "ASK", "CORRECT", "FOLLOW", "Ask", "Incomplete", "NotPossible", "Reply", "Verb"]
