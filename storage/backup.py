"""A copy of the record while it is worked on, and the way back. A restored record tells nothing by itself.

The copy is made by SQLite's own online backup (https://www.sqlite.org/backup.html): one moment of the record, whole,
without stopping anybody. What opens doors is left out of it: the one-time code and Slack's addresses for answers.
"""

import asyncio
import os
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from storage import admins, deliveries, notices
from storage.database import Database, Lock, RecordError, revisions

#: The kind of the notice to admins that a backup was restored; its text is how many are held, and since when.
RESTORED = "restored"

#: When a backup was made, kept in it.
_MADE = "backed_up"

#: Statements that take out of a copy what nobody who finds it may use.
_LEFT_OUT = ("DELETE FROM meta WHERE key = 'admin_code'", "UPDATE readrequest SET answer_to = ''")
_NOT_HERE = (
    "Only an SQLite record is backed up and restored here. On PostgreSQL use its own pg_dump and pg_restore, and after "
    "a restore run `lodestone deliveries hold` before `lodestone run`."
)


@dataclass(frozen=True, kw_only=True)
class Restored:
    """`held` deliveries wait for an admin; the record that was there before lies in `kept`, None when there was none.

    `made` is when the backup was made.
    """

    held: int
    made: datetime
    kept: Path | None


async def back_up(db: Database, target: Path, now: datetime) -> int:
    """Write a copy of the record as it is now, replacing an earlier one whole; the answer is its size in bytes.

    Raises RecordError.
    """
    path = _file_of(db)
    try:
        return await asyncio.to_thread(_copy_out, path, target, now)
    except (OSError, sqlite3.Error) as error:
        raise RecordError(f"The backup {target} cannot be written: {error}.") from error


async def restore(db: Database, source: Path, who: str, now: datetime) -> Restored:
    """Put a backup in the record's place and hold every delivery. The record that was there is kept beside it.

    Raises RecordError, also when `run` works on the record; then nothing was changed.
    """
    path = _file_of(db)
    db.prepare_folder()
    lock = Lock(path)
    lock.take()
    fresh = path.with_name(f"{path.name}.restoring")
    try:
        await asyncio.to_thread(_copy_in, source, fresh)
        held, made = await _prepare(fresh, who, now, await asyncio.to_thread(_made, source))
        await db.close()
        kept = _swap(path, fresh, now)
    except (OSError, sqlite3.Error) as error:
        raise RecordError(f"{source} cannot be restored: {error}. The record is as it was.") from error
    finally:
        for left in (fresh, *_beside(fresh)):
            left.unlink(missing_ok=True)
        lock.free()
    return Restored(held=held, made=made, kept=kept)


async def _prepare(fresh: Path, who: str, now: datetime, made: datetime) -> tuple[int, datetime]:
    """Bring the copy to this version's schema and hold all it would tell, before anybody can open it as the record."""
    copy = Database(f"sqlite+aiosqlite:///{fresh}")
    try:
        await copy.upgrade()
        async with copy.write() as session:
            held = await deliveries.hold_all(session, made, who, now)
            people = await admins.outlets(session)
            await notices.tell(session, RESTORED, "", f"{held}\n{made.isoformat()}", people, now)
    finally:
        await copy.close()
    # Nothing may be left in a journal beside a file that is moved.
    await asyncio.to_thread(_settle, fresh)
    return held, made


def _copy_out(path: Path, target: Path, now: datetime) -> int:
    if not path.exists():
        raise RecordError(f"There is no record at {path} yet, so there is nothing to back up.")
    if target.resolve() in (path.resolve(), *_beside(path.resolve())):
        raise RecordError("That is the record itself: name another file.")
    part = target.with_name(f".{target.name}.part")
    part.unlink(missing_ok=True)
    # Made for its owner alone before anything is in it: a record names people.
    os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as here, closing(sqlite3.connect(part)) as copy:
            here.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")
            for statement in _LEFT_OUT:
                copy.execute(statement)
            copy.execute("INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)", (_MADE, now.isoformat()))
            copy.commit()
            # What was deleted would still lie in free pages.
            copy.execute("VACUUM")
            _check(copy)
        with part.open("rb") as written:
            os.fsync(written.fileno())
        part.replace(target)
        return target.stat().st_size
    finally:
        part.unlink(missing_ok=True)


def _copy_in(source: Path, fresh: Path) -> None:
    for left in (fresh, *_beside(fresh)):
        left.unlink(missing_ok=True)
    if not source.is_file():
        raise FileNotFoundError(f"there is no such file as {source}")
    with (
        closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True)) as backup,
        closing(sqlite3.connect(fresh)) as copy,
    ):
        backup.backup(copy)
        _check(copy)
        found = copy.execute("SELECT version_num FROM alembic_version").fetchone()
    if found is None or found[0] not in revisions():
        raise RecordError(f"{source} was written by a newer Lodestone: restore it with that version.")


def _check(copy: sqlite3.Connection) -> None:
    said = copy.execute("PRAGMA integrity_check").fetchone()[0]
    if said != "ok":
        raise sqlite3.DatabaseError(f"it is damaged ({said})")


def _made(source: Path) -> datetime:
    """When the backup was made; a file copied by other means says it by its own date."""
    with closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True)) as backup:
        found = backup.execute("SELECT value FROM meta WHERE key = ?", (_MADE,)).fetchone()
    return datetime.fromisoformat(found[0]) if found else datetime.fromtimestamp(source.stat().st_mtime, UTC)


def _settle(fresh: Path) -> None:
    with closing(sqlite3.connect(fresh)) as copy:
        copy.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        copy.execute("PRAGMA journal_mode = DELETE")


def _swap(path: Path, fresh: Path, now: datetime) -> Path | None:
    kept = None
    if path.exists():
        with closing(sqlite3.connect(path)) as old:
            old.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        kept = path.with_name(f"{path.name}.before-{now:%Y%m%dT%H%M%SZ}")
        path.rename(kept)
        for left in _beside(path):
            left.unlink(missing_ok=True)
    fresh.rename(path)
    return kept


def _file_of(db: Database) -> Path:
    if not db.url.startswith("sqlite") or db.path is None:
        raise RecordError(_NOT_HERE)
    return db.path


def _beside(path: Path) -> tuple[Path, Path]:
    return path.with_name(f"{path.name}-wal"), path.with_name(f"{path.name}-shm")
