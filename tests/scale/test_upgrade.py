"""Processes that begin at the same moment on an empty database make the record once, and all of them come up."""

import asyncio
import os
import sys
from contextlib import suppress

import psycopg
import pytest

from storage.database import Database, revisions
from storage.postgres import plain
from tests.records import Server

#: As `release` of the Procfile does it, then what each process does at its start.
_BEGIN = """
import asyncio, sys
from bot.service import prepare
from bot.settings import load
from storage.database import Database

async def begin():
    settings = load({"DATABASE_URL": sys.argv[1]})
    db = Database(settings.database_url)
    print("ready", flush=True)
    sys.stdin.readline()
    await db.upgrade()
    await prepare(settings, db)
    await db.close()

asyncio.run(begin())
"""


@pytest.mark.slow
async def test_two_that_begin_at_once_on_an_empty_database_make_it_once(server: Server) -> None:
    url = server.new("fresh")
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": ""}
    command = (sys.executable, "-c", _BEGIN, plain(url))
    begun = [
        await asyncio.create_subprocess_exec(*command, stdin=-1, stdout=-1, stderr=-2, env=environment)
        for _ in range(2)
    ]
    try:
        for process in begun:
            assert process.stdout is not None
            assert await process.stdout.readline() == b"ready\n"
        said = await asyncio.gather(*(process.communicate(b"go\n") for process in begun))
    finally:
        for process in begun:
            with suppress(ProcessLookupError):
                process.kill()
    assert [process.returncode for process in begun] == [0, 0], said
    with psycopg.connect(plain(url)) as connection:
        assert connection.execute("SELECT version_num FROM alembic_version").fetchall() == [(revisions()[-1],)]
        twice = "SELECT key FROM company GROUP BY key HAVING count(*) > 1"
        assert connection.execute(twice).fetchall() == []
        assert connection.execute("SELECT count(*) > 50 FROM company").fetchone() == (True,)
        claims = "SELECT claim_key FROM evidence GROUP BY claim_key HAVING count(*) > 1"
        assert connection.execute(claims).fetchall() == []
    db = Database(url)
    assert not await db.needs_upgrade()
    await db.close()
    server.drop(url)
