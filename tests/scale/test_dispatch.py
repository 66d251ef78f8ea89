"""Work is handed on in the same way to this process and to any of several: one set of promises, kept by both."""

import asyncio
import gc
from collections.abc import AsyncIterator, Callable

import psycopg
import pytest
import pytest_asyncio

from jobs.dispatch import Dispatcher, Inline, Job
from jobs.queue import Queue
from storage.postgres import plain
from storage.wakeups import SCHEMA

Make = Callable[[dict[str, Job]], Dispatcher]


@pytest.fixture(params=["inline", "queue"])
def make(request: pytest.FixtureRequest) -> Make:
    """Makes a dispatcher that knows these jobs."""
    if request.param == "inline":
        return Inline
    url = request.getfixturevalue("shared_url")
    return lambda jobs: Queue(url, jobs)


class Works:
    """Jobs that are noted when they begin and end, and wait to be let go."""

    def __init__(self) -> None:
        self.seen: list[str] = []
        self.let_go = asyncio.Event()
        self._changed = asyncio.Event()

    async def job(self, name: str) -> None:
        self._note(f"begin {name}")
        await self.let_go.wait()
        self._note(f"end {name}")

    async def breaks(self, name: str) -> None:
        self._note(f"break {name}")
        raise ValueError(name)

    def _note(self, what: str) -> None:
        self.seen.append(what)
        self._changed.set()

    async def saw(self, number: int) -> list[str]:
        async with asyncio.timeout(8):
            while len(self.seen) < number:
                self._changed.clear()
                await self._changed.wait()
        return self.seen


@pytest_asyncio.fixture
async def works() -> AsyncIterator[Works]:
    works = Works()
    yield works
    works.let_go.set()


async def test_a_job_is_done_with_what_it_was_told(make: Make, works: Works) -> None:
    dispatcher = make({"job": works.job})
    await dispatcher.start()
    works.let_go.set()
    await dispatcher.submit("job", "a", name="first")
    assert await works.saw(2) == ["begin first", "end first"]
    await dispatcher.stop(1)


async def test_what_waits_already_does_not_wait_twice(make: Make, works: Works) -> None:
    dispatcher = make({"job": works.job})
    await dispatcher.start()
    await dispatcher.submit("job", "busy", lane="host", name="busy")
    await works.saw(1)
    for _ in range(3):
        await dispatcher.submit("job", "a", lane="host", name="a")
    works.let_go.set()
    await dispatcher.submit("job", "z", lane="host", name="z")
    assert await works.saw(6) == ["begin busy", "end busy", "begin a", "end a", "begin z", "end z"]
    await dispatcher.stop(1)


async def test_a_job_submitted_while_it_is_under_way_is_done_once_more(make: Make, works: Works) -> None:
    dispatcher = make({"job": works.job})
    await dispatcher.start()
    await dispatcher.submit("job", "a", lane="host", name="a")
    await works.saw(1)
    await dispatcher.submit("job", "a", lane="host", name="a")
    works.let_go.set()
    assert await works.saw(4) == ["begin a", "end a"] * 2
    await dispatcher.stop(1)


async def test_different_lanes_do_not_wait_for_each_other(make: Make, works: Works) -> None:
    dispatcher = make({"job": works.job})
    await dispatcher.start()
    for name in ("a", "b", "c"):
        await dispatcher.submit("job", name, lane=name, name=name)
    assert sorted(await works.saw(3)) == ["begin a", "begin b", "begin c"]
    works.let_go.set()
    await dispatcher.stop(1)


async def test_a_job_that_breaks_keeps_no_other_from_being_done(
    make: Make, works: Works, caplog: pytest.LogCaptureFixture
) -> None:
    dispatcher = make({"job": works.job, "breaks": works.breaks})
    await dispatcher.start()
    works.let_go.set()
    await dispatcher.submit("breaks", "x", lane="host", name="x")
    await dispatcher.submit("job", "a", lane="host", name="a")
    assert await works.saw(3) == ["break x", "begin a", "end a"]
    assert "breaks failed" in caplog.text
    await dispatcher.stop(1)


async def test_what_is_under_way_is_finished_before_it_stops(make: Make, works: Works) -> None:
    dispatcher = make({"job": works.job})
    await dispatcher.start()
    await dispatcher.submit("job", "a", name="a")
    await works.saw(1)
    stopping = asyncio.create_task(dispatcher.stop(3))
    await asyncio.sleep(0.05)
    works.let_go.set()
    await stopping
    assert works.seen == ["begin a", "end a"]


async def test_a_job_that_was_struck_out_meanwhile_ends_without_a_word(
    shared_url: str, works: Works, caplog: pytest.LogCaptureFixture
) -> None:
    queue = Queue(shared_url, {"job": works.job})
    await queue.start()
    await queue.submit("job", "a", name="first")
    await works.saw(1)
    there = {"autocommit": True, "options": f"-c search_path={SCHEMA}"}
    async with await psycopg.AsyncConnection.connect(plain(shared_url), **there) as server:
        gone = await server.execute("DELETE FROM procrastinate_jobs RETURNING id")
        assert len(await gone.fetchall()) == 1
    works.let_go.set()
    await works.saw(2)
    await queue.submit("job", "b", name="second")
    assert await works.saw(4) == ["begin first", "end first", "begin second", "end second"]
    await queue.stop(1)
    # What nobody waited for is complained of when it is thrown away.
    gc.collect()
    assert [record.getMessage() for record in caplog.records if record.levelname == "ERROR"] == []
