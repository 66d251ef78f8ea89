"""What every story starts from: a record of its own, made from one that was upgraded once per session."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from storage.database import Database


@pytest.fixture(scope="session")
def upgraded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty record at the newest schema; copying it is a hundred times cheaper than migrating again."""
    path = tmp_path_factory.mktemp("template") / "record.db"

    async def make() -> None:
        db = Database(f"sqlite+aiosqlite:///{path}")
        await db.upgrade()
        await db.close()

    asyncio.run(make())
    return path


@pytest.fixture
def record_file(upgraded: Path, tmp_path: Path) -> Path:
    """A record of one's own on disk."""
    return Path(shutil.copy(upgraded, tmp_path / "record.db"))


@pytest_asyncio.fixture
async def db(record_file: Path) -> AsyncIterator[Database]:
    """A record of one's own, opened."""
    opened = Database(f"sqlite+aiosqlite:///{record_file}")
    yield opened
    await opened.close()
