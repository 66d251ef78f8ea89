"""What the record knows when it is new, and that a person's change outlives every seeding."""

from pathlib import Path
from typing import Any

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


async def counts(db: Database) -> dict[str, int]:
    async with db.read() as session:
        tables = SQLModel.metadata.sorted_tables
        return {t.name: (await session.exec(select(func.count()).select_from(t))).one() for t in tables}


async def test_seeding_again_changes_nothing_and_raises_nothing(db: Database) -> None:
    await seed(db)
    before = await counts(db)
    assert before["company"] > 0
    assert before["licence"] > 0
    await seed(db)
    assert await counts(db) == before
    assert await all_alerts(db) == ()
    assert await open_reviews(db) == ()


async def test_a_part_alone_brings_names_and_no_licence(db: Database) -> None:
    assert await seed(db, "companies") == ("companies",)
    held = await counts(db)
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


async def test_a_later_edition_brings_new_names_and_leaves_alone_what_a_person_took_away(
    db: Database, tmp_path: Path
) -> None:
    row = 'key = "orbel"\nname = "Orbel"\nroles = []\nsummary = "x"\ncountry = "DE"\n'
    file = tmp_path / "companies.toml"
    file.write_text(f'[[company]]\n{row}aliases = ["奥贝尔", "オルベル"]\n')
    await seed(db, "companies", folder=tmp_path)
    async with db.write() as session:
        known = await companies.by_key(session, "orbel")
        assert known is not None
        assert known.id is not None
        taken = next(alias for alias in await companies.names_of(session, known.id) if alias.text == "奥贝尔")
        taken.removed_at = T0
        await companies.touch(session, known)
    file.write_text(f'[[company]]\n{row}aliases = ["奥贝尔", "オルベル", "오르벨"]\n')
    await seed(db, "companies", folder=tmp_path)
    async with db.read() as session:
        names = {alias.text for alias in await companies.names_of(session, known.id)}
    assert names == {"オルベル", "오르벨"}


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
    db: Database, tmp_path: Path, text: str | None, says: str
) -> None:
    if text is not None:
        (tmp_path / "companies.toml").write_text(text)
    with pytest.raises(BadSeeds, match=says):
        await seed(db, "companies", folder=tmp_path)
    async with db.read() as session:
        assert (await session.exec(select(func.count()).select_from(Company))).one() == 0


def test_the_migrations_make_exactly_the_tables_the_program_uses(upgraded: str) -> None:
    engine = create_engine(upgraded.replace("+aiosqlite", ""))
    try:
        with engine.connect() as connection:
            context = MigrationContext.configure(connection, opts={"compare_type": True})
            found = compare_metadata(context, SQLModel.metadata)
    finally:
        # A template that somebody has open cannot be copied.
        engine.dispose()
    assert [change for change in found if not _sorted_otherwise(change, found)] == []


def _sorted_otherwise(change: Any, found: list[Any]) -> bool:
    """An index whose migration says how PostgreSQL sorts it (nulls last); the table's class says its columns alone."""
    return str(change[0]).endswith("_index") and {"remove_index", "add_index"} <= {
        other[0] for other in found if _columns(other) == _columns(change)
    }


def _columns(change: Any) -> tuple[str, ...] | None:
    if not str(change[0]).endswith("_index"):
        return None
    return (
        change[1].name,
        *(str(each).removesuffix(" DESC NULLS LAST").removesuffix(" DESC") for each in change[1].expressions),
    )
