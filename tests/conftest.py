"""What every story starts from: a record of its own, made from one that was upgraded once per session."""

import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio

from storage.database import Database
from tests.records import Files, Server

Records = Files | Server


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--database", choices=("sqlite", "postgresql"), default="sqlite", help="where the stories keep their records"
    )
    parser.addoption("--fuzz", action="store_true", help="play long games where short ones are played else")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL only stories that have a record: the others are the same on either database."""
    if config.getoption("--database") == "sqlite":
        return
    with_record = [item for item in items if "records" in getattr(item, "fixturenames", ())]
    kept = set(with_record)
    config.hook.pytest_deselected(items=[item for item in items if item not in kept])
    items[:] = with_record


@pytest.fixture
def fuzz(request: pytest.FixtureRequest) -> bool:
    """Whether there is time for long games (`make fuzz`)."""
    return bool(request.config.getoption("--fuzz"))


@pytest.fixture(scope="session")
def records(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Records]:
    """Where records are made and copied: files, or a server of this run's own."""
    on_server = request.config.getoption("--database") == "postgresql"
    made: Records = Server() if on_server else Files(tmp_path_factory.mktemp("records"))
    yield made
    made.close()


@pytest.fixture(scope="session")
def upgraded(records: Records) -> str:
    """An empty record at the newest schema; copying it is a hundred times cheaper than migrating again."""
    return records.template(Database.upgrade)


@pytest.fixture
def record_url(records: Records, upgraded: str) -> Iterator[str]:
    """The address of a record of one's own."""
    url = records.copy(upgraded)
    yield url
    records.drop(url)


@pytest.fixture(scope="session")
def upgraded_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    url = Files(tmp_path_factory.mktemp("files")).template(Database.upgrade)
    return Path(url.partition("///")[2])


@pytest.fixture
def record_file(upgraded_file: Path, tmp_path: Path) -> Path:
    """An SQLite record of one's own on disk, for stories about files."""
    return Path(shutil.copy(upgraded_file, tmp_path / "record.db"))


@pytest_asyncio.fixture
async def db(record_url: str) -> AsyncIterator[Database]:
    """A record of one's own, opened."""
    opened = Database(record_url)
    yield opened
    await opened.close()
