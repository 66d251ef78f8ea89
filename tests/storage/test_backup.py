"""A backup is one moment of the record; a restored record tells nothing until an admin lets it."""

import sqlite3
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from jobs.deliver import deliver_pending
from storage import admins, backup, deliveries, notices, outlets
from storage.database import Database, Lock, RecordError, RecordInUse
from storage.models import ReadRequest
from tests.fakes import Loudspeaker
from tests.telling import MAKER, T0, company, day, follow, record, reuters

LATER = T0 + timedelta(days=1)


async def tell(db: Database) -> list[str]:
    speaker = Loudspeaker()
    await deliver_pending(db, [speaker], lambda: LATER, lambda: False)
    return speaker.subjects()


def bytes_and_mode(file: Path) -> tuple[bytes, int]:
    return file.read_bytes(), file.stat().st_mode


def spoil(file: Path, content: bytes) -> None:
    file.write_bytes(content)


@pytest.fixture
async def db(record_file: Path) -> AsyncIterator[Database]:
    """A record in a file: a server's is backed up by the server's own means."""
    opened = Database(f"sqlite+aiosqlite:///{record_file}")
    yield opened
    await opened.close()


@pytest.fixture
async def told(db: Database, tmp_path: Path) -> Path:
    """A record with an alert that was told, one that waits, and a backup of both."""
    await company(db)
    await follow(db)
    await record(db, reuters())
    assert await tell(db) == [MAKER]
    await company(db, "Birch Magnetics")
    await record(db, reuters("Birch Magnetics"))
    file = tmp_path / "backup.db"
    await backup.back_up(db, file, T0)
    return file


async def test_a_restored_record_tells_nothing_old_and_nothing_new_until_it_is_released(
    db: Database, told: Path
) -> None:
    assert await tell(db) == ["Birch Magnetics"]
    done = await backup.restore(db, told, "console", LATER)
    assert (done.held, done.made) == (1, T0)
    assert await tell(db) == []
    # A source is read again and brings what was told after the backup.
    await company(db, "Cedar Metals")
    await record(db, reuters("Cedar Metals"), published=day(1))
    assert await tell(db) == []
    async with db.read() as session:
        waits = await deliveries.waiting(session)
        assert [(each.subject, each.state) for each in waits] == [("Birch Magnetics", "held"), ("Cedar Metals", "held")]
        assert all("a backup was restored" in each.why for each in waits)
        assert await deliveries.held_by_restore(session) == 2
    async with db.write() as session:
        # An admin looked: the first was told before, the other was not.
        await deliveries.settle(session, waits[0].id, "U1", LATER, sent=True)
        assert await deliveries.release(session, "all", "U1", LATER) == 1
        assert await deliveries.held_by_restore(session) is None
    assert await tell(db) == ["Cedar Metals"]


async def test_one_can_be_released_while_the_others_stay_held(db: Database, told: Path) -> None:
    await backup.restore(db, told, "console", LATER)
    await company(db, "Cedar Metals")
    await record(db, reuters("Cedar Metals"), published=day(1))
    await tell(db)
    async with db.write() as session:
        [first, _] = await deliveries.waiting(session)
        await deliveries.release(session, first.id, "U1", LATER)
    assert await tell(db) == ["Birch Magnetics"]
    async with db.read() as session:
        assert await deliveries.held_by_restore(session) == 1


async def test_admins_learn_how_many_are_held(db: Database, told: Path) -> None:
    async with db.write() as session:
        await admins.grant(session, "U0ADA", "console", T0)
        await admins.remember(session, None)
    await backup.back_up(db, told, T0)
    await backup.restore(db, told, "console", LATER)
    async with db.read() as session:
        [notice] = await notices.recent(session, 1)
    assert (notice.kind, notice.outlet, notice.text.splitlines()[0]) == ("restored", "U0ADA", "1")


async def test_the_record_that_was_there_is_kept(db: Database, told: Path) -> None:
    await company(db, "Only here")
    done = await backup.restore(db, told, "console", LATER)
    assert done.kept is not None
    with sqlite3.connect(done.kept) as kept:
        assert kept.execute("SELECT count(*) FROM company WHERE name = 'Only here'").fetchone() == (1,)
    async with db.read() as session:
        assert await outlets.restored(session) == T0.isoformat()


async def test_while_run_works_on_the_record_nothing_is_restored(db: Database, told: Path) -> None:
    lock = Lock(db.path)
    lock.take()
    with pytest.raises(RecordInUse):
        await backup.restore(db, told, "console", LATER)
    lock.free()
    async with db.read() as session:
        assert await deliveries.held_by_restore(session) is None


async def test_a_backup_holds_no_key_to_anything(db: Database, told: Path) -> None:
    async with db.write() as session:
        code = await admins.one_time_code(session)
        session.add(ReadRequest(asked_by="U1", channel="C1", answer_to="https://hooks.example/s3cret", learnt_at=T0))
    await backup.back_up(db, told, T0)
    content, mode = bytes_and_mode(told)
    assert code is not None
    assert code.encode() not in content
    assert b"s3cret" not in content
    assert mode & 0o077 == 0


@pytest.mark.parametrize("content", [b"", b"not a database at all" * 100])
async def test_what_is_no_backup_changes_nothing(db: Database, told: Path, content: bytes) -> None:
    spoil(told, content)
    with pytest.raises(RecordError):
        await backup.restore(db, told, "console", LATER)
    assert await tell(db) == ["Birch Magnetics"]


async def test_another_database_is_told_what_to_use_instead() -> None:
    db = Database("sqlite+aiosqlite://")
    with pytest.raises(RecordError, match="pg_dump"):
        await backup.back_up(db, Path("unused"), T0)
    await db.close()
