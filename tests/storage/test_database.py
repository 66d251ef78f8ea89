"""The record itself: who writes when, and what is said when it cannot be used."""

import asyncio
import sqlite3
from pathlib import Path

import pytest
from sqlmodel import select

from storage.database import Database, Lock, NewerRecord, RecordAway, RecordError, RecordInUse, revisions
from storage.models import Meta
from storage.postgres import explained


def at(path: Path) -> Database:
    return Database(f"sqlite+aiosqlite:///{path}")


async def test_eight_writers_that_add_one_lose_nothing(db: Database) -> None:
    async with db.write() as session:
        session.add(Meta(key="count", value="0"))

    async def add() -> None:
        for _ in range(25):
            async with db.write() as session:
                row = await session.get_one(Meta, "count")
                await asyncio.sleep(0)
                row.value = str(int(row.value) + 1)
                session.add(row)

    await asyncio.gather(*(add() for _ in range(8)))
    async with db.read() as session:
        assert (await session.get_one(Meta, "count")).value == "200"


async def test_a_unit_of_work_that_fails_leaves_nothing(db: Database) -> None:
    async def half() -> None:
        async with db.write() as session:
            session.add(Meta(key="half", value="1"))
            await session.flush()
            raise LookupError

    with pytest.raises(LookupError):
        await half()
    async with db.read() as session:
        assert await session.get(Meta, "half") is None


async def test_on_a_full_disk_nothing_half_done_is_kept_and_all_goes_on_when_there_is_room(record_file: Path) -> None:
    db = at(record_file)

    async def limit(pages: int) -> None:
        async with db.write() as session:
            await (await session.connection()).exec_driver_sql(f"PRAGMA max_page_count = {pages}")

    async def keep(key: str) -> None:
        async with db.write() as session:
            session.add(Meta(key=f"{key} first", value="small"))
            await session.flush()
            session.add(Meta(key=f"{key} second", value="x" * 200_000))

    await limit(1)
    with pytest.raises(RecordError, match="disk is full: free some space"):
        await keep("lost")
    await limit(2**30)
    await keep("kept")
    async with db.read() as session:
        assert set((await session.exec(select(Meta.key))).all()) >= {"kept first", "kept second"}
        assert await session.get(Meta, "lost first") is None
    await db.close()


async def test_looking_does_not_wait_for_a_writer(db: Database) -> None:
    async with db.write() as writer:
        writer.add(Meta(key="unseen", value="1"))
        await writer.flush()
        async with db.read() as reader:
            assert (await reader.exec(select(Meta.key).where(Meta.key == "unseen"))).first() is None


async def test_a_new_record_is_brought_up_to_date_once(tmp_path: Path) -> None:
    db = at(tmp_path / "deep" / "er" / "record.db")
    assert await db_revision_after_upgrade(db) == revisions()[-1]
    assert not await db.needs_upgrade()
    await db.close()


async def db_revision_after_upgrade(db: Database) -> str | None:
    await db.upgrade()
    await db.upgrade()
    return await db.revision()


async def test_a_record_of_a_newer_version_is_named_as_such(record_file: Path) -> None:
    with sqlite3.connect(record_file) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    db = at(record_file)
    with pytest.raises(NewerRecord, match=r"newer Lodestone \(schema 9999, this one knows up to \d+\)"):
        await db.upgrade()
    await db.close()


async def test_a_file_that_is_no_record_is_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "record.db"
    path.write_bytes(b"this is a shopping list, not a record\n" * 200)
    db = at(path)
    with pytest.raises(RecordError, match="not an intact SQLite database"):
        await db.upgrade()
    await db.close()


@pytest.fixture
def damaged_file(record_file: Path) -> Path:
    """A record of which a disk kept only the first page."""
    data = record_file.read_bytes()
    record_file.write_bytes(data[:4096] + b"\xff" * (len(data) - 4096))
    return record_file


async def test_a_damaged_record_is_one_sentence_also_to_who_looks_or_writes(damaged_file: Path) -> None:
    db = at(damaged_file)

    async def look() -> None:
        async with db.read() as session:
            await session.exec(select(Meta.key))

    async def write() -> None:
        async with db.write() as session:
            session.add(Meta(key="a", value="b"))

    try:
        with pytest.raises(RecordError, match="not an intact SQLite database"):
            await write()
        with pytest.raises(RecordError, match="not an intact SQLite database"):
            await look()
    finally:
        await db.close()


async def test_a_folder_that_cannot_be_made_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    db = at(tmp_path / "file" / "record.db")
    with pytest.raises(RecordError, match="cannot be made"):
        await db.upgrade()
    await db.close()


async def test_a_first_start_that_was_cut_short_does_not_spoil_the_record(tmp_path: Path) -> None:
    """The process died between the first table and the last: the next start must not stumble over what is there."""
    path = tmp_path / "record.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE meta (key VARCHAR PRIMARY KEY)")
    connection.close()
    db = at(path)
    with pytest.raises(RecordError):
        await db.upgrade()
    await db.close()
    connection = sqlite3.connect(path)
    left = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    connection.close()
    assert left <= {"meta", "alembic_version"}, "half a schema was left behind"


def test_two_runs_on_one_record_are_refused_and_a_third_may_follow(tmp_path: Path) -> None:
    first, second = Lock(tmp_path / "record.db"), Lock(tmp_path / "record.db")
    first.take()
    with pytest.raises(RecordInUse, match=r"Another `lodestone run` \(process \d+\)"):
        second.take()
    first.free()
    second.take()
    second.free()


@pytest.mark.parametrize(
    "said",
    [
        'connection failed: FATAL:  no pg_hba.conf entry for host "10.0.0.9", user "ann", database "x", no encryption',
        "connection failed: server does not support SSL, but SSL was required",
        "connection failed: SSL error: certificate verify failed",
        'connection is bad: invalid sslmode value: "wrong"',
    ],
)
def test_what_somebody_has_to_mend_is_no_server_that_is_away(said: str) -> None:
    assert not isinstance(explained(said, "postgresql+psycopg://ann@10.0.0.1/x"), RecordAway)


async def test_a_server_that_is_away_is_one_sentence_without_the_password() -> None:
    db = Database("postgresql+psycopg://ann:hunter2@127.0.0.1:1/lodestone")
    with pytest.raises(RecordError, match=r"PostgreSQL record lodestone on 127\.0\.0\.1 cannot be reached") as away:
        async with db.read() as session:
            await session.exec(select(Meta.key))
    assert "hunter2" not in str(away.value)
    await db.close()
