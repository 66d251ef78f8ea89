"""What every story starts from: a record of its own, made from one that was upgraded once per session."""

import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio
from hypothesis import HealthCheck, settings

from storage import seeding
from storage.database import Database
from tests.desk import T0
from tests.records import Files, Server

Records = Files | Server


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--database", choices=("sqlite", "postgresql"), default="sqlite", help="where the stories keep their records"
    )
    parser.addoption("--fuzz", action="store_true", help="play long games, and look for new examples")


def pytest_configure(config: pytest.Config) -> None:
    # The same examples every time, however busy the machine is: a run says whether this change broke something. New
    # examples are looked for by `make fuzz`.
    settings.register_profile("steady", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    settings.register_profile("fuzz", settings.get_profile("steady"), derandomize=False, max_examples=500)
    settings.load_profile("fuzz" if config.getoption("--fuzz") else "steady")
    if config.getoption("--database") == "postgresql":
        # A task that is cancelled while its connection opens leaves it to the garbage collector: SQLAlchemy has not got
        # it yet, and psycopg says so wherever the collector happens to run.
        config.addinivalue_line(
            "filterwarnings",
            r"ignore:Exception ignored in. .function BaseConnection\.__del__:pytest.PytestUnraisableExceptionWarning",
        )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL only stories that have a record, for the others are the same on either database.

    A crew of workers works on a server alone, and takes its time: it is left to that run.
    """
    on_server = config.getoption("--database") == "postgresql"

    def wanted(item: pytest.Item) -> bool:
        fixtures = getattr(item, "fixturenames", ())
        crew = "server" in fixtures and item.get_closest_marker("slow") is not None
        return crew or "records" in fixtures if on_server else not crew

    kept = [item for item in items if wanted(item)]
    config.hook.pytest_deselected(items=[item for item in items if not wanted(item)])
    items[:] = kept


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


async def _name(db: Database) -> None:
    async with db.write() as session:
        await seeding.seed(session, T0, only=("companies",))


@pytest.fixture(scope="session")
def named(records: Records, upgraded: str) -> str:
    """A record that knows the shipped companies and nothing else."""
    return records.template(_name, of=upgraded)


@pytest.fixture
def named_url(records: Records, named: str) -> Iterator[str]:
    """The address of a record of one's own that knows the shipped companies."""
    url = records.copy(named)
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
