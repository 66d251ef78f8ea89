"""What every command stands in: its parser, its errors as one sentence, settings and the record around it."""

import argparse
import json
import re
import sys
from collections.abc import Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.settings import Settings
    from storage.database import Database


_HALF_PAIR = re.compile("[\ud800-\udfff]")


class Failed(Exception):
    """The operation failed; the message is one sentence for people."""

    status = 1


class Misused(Failed):
    """What was typed cannot be done in that form."""

    status = 2


class Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.exit(2, f"lodestone: {message}. Try `{self.prog} --help`.\n")


Command = Callable[[argparse.Namespace, "Settings", "Database"], Awaitable[int | None]]


def checked(command: Command, *, record: bool = True, seed: bool = True) -> Callable[[argparse.Namespace], Any]:
    """Settings, the record (made and seeded when it is new) and expected errors as one sentence around a command."""

    async def run(args: argparse.Namespace) -> int:
        from bot.service import prepare  # `--help` should not wait for these
        from bot.settings import BadSettings
        from storage.database import RecordError

        try:
            async with opened() as (settings, db):
                if record:
                    await prepare(settings, db, seed=seed)
                return await command(args, settings, db) or 0
        except (BadSettings, RecordError, Failed) as error:
            print(f"lodestone: {error}", file=sys.stderr)
            return error.status if isinstance(error, Failed) else 1

    return run


@asynccontextmanager
async def opened() -> "AsyncIterator[tuple[Settings, Database]]":
    from bot import logs, settings
    from storage.database import Database

    loaded = settings.load()
    logs.set_up(loaded.log, loaded.log_level)
    db = Database(loaded.database_url)
    try:
        yield loaded, db
    finally:
        await db.close()


def contents(file: str) -> bytes:
    """What a file, or standard input for `-`, holds. Raises Failed."""
    try:
        return sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    except OSError as error:
        raise Failed(f"{file} cannot be read: {error.strerror}.") from error


def print_json(value: Any) -> None:
    """One object, one line. A lone half of a surrogate pair, which no terminal takes, is written as JSON escapes it."""
    print(_HALF_PAIR.sub(lambda half: f"\\u{ord(half[0]):04x}", json.dumps(value, ensure_ascii=False)))


async def tell(settings: "Settings", db: "Database") -> None:
    """What a person's decision raised goes out at once, as after every commit."""
    from bot.service import notifiers_for
    from jobs.deliver import deliver_pending

    async with notifiers_for(settings, sys.stderr) as notifiers:
        await deliver_pending(db, notifiers, lambda: datetime.now(UTC), lambda: False)
