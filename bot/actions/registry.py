"""What a button, an entry of a menu or a form does: an entry with a name, run on the record of one short id.

Permissions are asked where the deed is done, never where the button is shown: a button stays in a channel for years.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bot.access import Asker
from bot.replies import Reply
from storage.database import Database


@dataclass(frozen=True, kw_only=True)
class Press:
    """Somebody pressed something, or sent a form.

    `record` is the short id it carries (`A31`, `C7`, `W12`, a review's number); `filled` what a form holds, by field.
    """

    record: str
    asker: Asker
    db: Database
    now: datetime
    filled: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def one(self, name: str) -> str:
        """The value of a field that takes one; empty when nothing was filled in."""
        return (self.filled.get(name) or ("",))[0]

    def all(self, name: str) -> tuple[str, ...]:
        return tuple(self.filled.get(name, ()))


def listed(typed: str) -> list[str]:
    """What stands apart by commas in one field, also full-width ones."""
    return [word.strip() for word in typed.replace("，", ",").replace("、", ",").split(",") if word.strip()]


@dataclass(frozen=True, kw_only=True)
class Action:
    """One entry. Its name is part of Slack's action_id or callback_id, so it stays when the code changes."""

    name: str
    run: Callable[[Press], Awaitable[Reply]]
