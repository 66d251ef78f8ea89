"""Stories of several processes need a real server, also where the others keep their records in files."""

from collections.abc import Iterator

import pytest

from storage.database import Database
from tests.records import Files, Server


@pytest.fixture(scope="session")
def server(records: Files | Server) -> Iterator[Server]:
    if isinstance(records, Server):
        yield records
        return
    own = Server()
    yield own
    own.close()


@pytest.fixture(scope="session")
def shared_template(server: Server) -> str:
    return server.template(Database.upgrade)


@pytest.fixture
def shared_url(server: Server, shared_template: str) -> Iterator[str]:
    """The address of a record on a server, of one's own."""
    url = server.copy(shared_template)
    yield url
    server.drop(url)
