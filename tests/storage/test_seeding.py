"""What the record knows when it is new, and that a person's change outlives every seeding."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine
from sqlmodel import SQLModel, func, select

from storage import companies, seeding, sources
from storage.database import Database
from storage.models import Company
from storage.seeding import BadSeeds
from tests.telling import T0, all_alerts, open_reviews


async def seed(db: Database, *only: str, folder: Path | None = None) -> tuple[str, ...]:
    async with db.write() as session:
        return await seeding.seed(session, T0, folder=folder, only=only)


def counts(path: Path) -> dict[str, int]:
    with closing(sqlite3.connect(path)) as connection:
        names = [n for (n,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {n: connection.execute(f"SELECT count(*) FROM {n}").fetchone()[0] for n in names}


async def test_seeding_again_changes_nothing_and_raises_nothing(db: Database, record_file: Path) -> None:
    await seed(db)
    before = counts(record_file)
    assert before["company"] > 0
    assert before["licence"] > 0
    await seed(db)
    assert counts(record_file) == before
    assert await all_alerts(db) == ()
    assert await open_reviews(db) == ()


async def test_a_part_alone_brings_names_and_no_licence(db: Database, record_file: Path) -> None:
    assert await seed(db, "companies") == ("companies",)
    held = counts(record_file)
    assert held["company"] > 0
    assert (held["licence"], held["evidence"], held["source"]) == (0, 0, 0)
    async with db.read() as session:
        assert not await seeding.is_seeded(session)


async def test_a_persons_changes_outlive_the_next_seeding(db: Database) -> None:
    await seed(db)
    async with db.write() as session:
        company = (await session.exec(select(Company).order_by(Company.key).limit(1))).one()
        key, company.name, company.summary = company.key, "A Name of Ours", "ours"
        await companies.touch(session)
        watched = next(s for s in await sources.all(session) if s.state == "active")
        await sources.set_state(session, watched.url, "removed", "U1", T0)
    await seed(db)
    async with db.read() as session:
        kept = await companies.by_key(session, key)
        assert kept is not None
        assert (kept.name, kept.summary) == ("A Name of Ours", "ours")
        assert watched.url not in {s.url for s in await sources.all(session)}


async def test_an_unknown_part_is_one_sentence(db: Database) -> None:
    with pytest.raises(BadSeeds, match=r"There is no seed part magnets: use companies"):
        await seed(db, "magnets")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[[company]\n", "companies.toml is not TOML"),
        ('[[company]]\nname = "X"\n', "companies.toml: a row lacks the field"),
        ('[[company]]\nkey = "x"\nname = "X"\nroles = ["king"]\n', "companies.toml: 'king' is not a valid Role"),
        ('company = "x"\n', "companies.toml"),
        ("company = 3\n", "companies.toml"),
        (None, "companies.toml is missing"),
    ],
)
async def test_a_bad_seed_file_is_one_sentence_and_leaves_nothing(
    db: Database, tmp_path: Path, record_file: Path, text: str | None, says: str
) -> None:
    if text is not None:
        (tmp_path / "companies.toml").write_text(text)
    with pytest.raises(BadSeeds, match=says):
        await seed(db, "companies", folder=tmp_path)
    async with db.read() as session:
        assert (await session.exec(select(func.count()).select_from(Company))).one() == 0


def test_the_migrations_make_exactly_the_tables_the_program_uses(upgraded: Path) -> None:
    engine = create_engine(f"sqlite:///{upgraded}")
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, SQLModel.metadata) == []
    engine.dispose()
