"""Jobs for any of several processes, through PostgreSQL by procrastinate. Imported only for a record on a server.

https://procrastinate.readthedocs.io; its traps that are met here: a worker that dies leaves its jobs "doing" for ever
unless somebody sweeps, and a finished job stays unless it is deleted. Both are simple because a job is only a wake-up:
what a dead worker had is struck out, and what was due is submitted again.
"""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Collection, Iterable
from contextlib import asynccontextmanager

import psycopg
import psycopg_pool
from procrastinate import App, PsycopgConnector, exceptions
from procrastinate.jobs import Job as Row
from procrastinate.jobs import Status
from procrastinate.manager import JobManager

from jobs.dispatch import Argument, Job, Jobs, do
from storage.postgres import KEEPALIVE, explained, plain
from storage.wakeups import SCHEMA

log = logging.getLogger(__name__)

#: The queue of work for everybody, and that of whoever keeps the clock.
WORK, CLOCK = "work", "clock"

#: Jobs a process does side by side; nearly all of their time they wait for other people's servers.
AT_ONCE = 50
#: A worker shows that it lives this often (seconds), and is taken for dead after so long without that.
HEARTBEAT, STALLED = 2.0, 6.0
#: A wake-up that got lost is found after this (seconds); also when the next job of a lane may begin.
LOOK_EVERY = 1.0
#: What was submitted is not submitted again for this long (seconds).
REMEMBERED = 5.0
#: A worker that ended by itself begins again after this (seconds).
AGAIN = 1.0


class Queue:
    """Hands jobs to every process on the record, this one among them, and does those that come to it.

    `for_clock` are the jobs that only whoever keeps the clock does (`take_clock`).
    """

    def __init__(self, url: str, jobs: Jobs, for_clock: Jobs | None = None, at_once: int = AT_ONCE) -> None:
        self._url, self._at_once = url, at_once
        self._for_clock = for_clock or {}
        # The pool says for every attempt that the server is away; here it is said once.
        logging.getLogger("psycopg.pool").setLevel(logging.ERROR)
        logging.getLogger("procrastinate").setLevel(logging.CRITICAL)
        logging.getLogger("asyncio").addFilter(_is_ours)
        options = f"-c search_path={SCHEMA} -c lock_timeout=10s -c idle_in_transaction_session_timeout=10s"
        self._app = App(
            connector=PsycopgConnector(
                conninfo=plain(url),
                kwargs={"options": options, "connect_timeout": 5, **KEEPALIVE},
                min_size=1,
                max_size=6,
                timeout=5,
                # It waits twice as long from each attempt to the next, after a night for hours. Given up, it tries
                # again whenever a connection is wanted, and one is every second.
                reconnect_timeout=2 * LOOK_EVERY,
            )
        )
        self._app.job_manager = _Finishing(self._app.connector)
        for name, job in {**jobs, **self._for_clock}.items():
            self._app.task(name=name)(_as_task(name, job))
        self._workers: dict[str, asyncio.Task[None]] = {}
        self._submitted: dict[str, float] = {}
        self._stopping = False

    async def submit(self, name: str, key: str, /, *, lane: str | None = None, **arguments: Argument) -> None:
        queue = CLOCK if name in self._for_clock else WORK
        async with self._told():
            task = self._app.configure_task(name, queueing_lock=key, lock=lane, queue=queue)
            try:
                await task.defer_async(**arguments)
            except exceptions.AlreadyEnqueued:
                log.debug("%s waits already", key)
        self._submitted[key] = time.monotonic() + REMEMBERED

    @property
    def in_hand(self) -> Collection[str]:
        now = time.monotonic()
        self._submitted = {key: until for key, until in self._submitted.items() if until > now}
        return self._submitted.keys()

    async def start(self) -> None:
        async with self._told():
            await self._app.open_async()
        self._take(WORK)

    def take_clock(self) -> None:
        """Do the jobs of whoever keeps the clock as well."""
        self._take(CLOCK)

    async def leave_clock(self) -> None:
        await self._leave(CLOCK, 0.0)

    def _take(self, queue: str) -> None:
        if queue not in self._workers:
            self._workers[queue] = asyncio.create_task(self._work(queue), name=f"queue {queue}")

    async def _leave(self, queue: str, seconds: float) -> None:
        worker = self._workers.pop(queue, None)
        if worker is not None:
            worker.cancel()
            await asyncio.wait([worker], timeout=seconds + 2 * STALLED)

    async def stop(self, seconds: float) -> None:
        self._stopping = True
        await asyncio.gather(*(self._leave(queue, seconds) for queue in tuple(self._workers)))
        await self._app.close_async()

    async def sweep(self) -> int:
        """Strike out what workers that are no more had begun; how many jobs that were. Raises RecordError.

        Not begun again: whatever it was about is still due, and a newer job of its key may wait by now
        (https://github.com/procrastinate-org/procrastinate/issues/1543).
        """
        struck = 0
        async with self._told():
            manager = self._app.job_manager
            for job in await manager.get_stalled_jobs(seconds_since_heartbeat=STALLED):
                assert job.id is not None, "it was read from its table"
                try:
                    await manager.finish_job_by_id_async(job.id, Status.FAILED, True)
                    struck += 1
                except exceptions.ConnectorException:
                    log.debug("job %s was finished after all", job.id)
        return struck

    async def waiting(self) -> dict[str, int]:
        """How many jobs wait in each queue. Raises RecordError."""
        async with self._told():
            found: Iterable[dict[str, object]] = await self._app.job_manager.list_queues_async()
        return {str(row["name"]): int(str(row["todo"])) for row in found}

    async def _work(self, queue: str) -> None:
        """One worker after another: one that loses the server, or was taken for dead, ends."""
        lost = False
        while not self._stopping:
            try:
                await self._app.run_worker_async(
                    queues=[queue],
                    name=queue,
                    concurrency=self._at_once,
                    fetch_job_polling_interval=LOOK_EVERY,
                    abort_job_polling_interval=3600,
                    shutdown_graceful_timeout=STALLED,
                    delete_jobs="always",
                    install_signal_handlers=False,
                    update_heartbeat_interval=HEARTBEAT,
                    stalled_worker_timeout=STALLED,
                )
                lost = False
            except (exceptions.ConnectorException, psycopg.Error, psycopg_pool.PoolTimeout) as error:
                if not lost:
                    log.warning("jobs of others are not taken for now: %s", explained(_said(error), self._url))
                lost = True
            except Exception:  # the loop's edge: whatever ended a worker, the next one must begin
                log.exception("the worker of the queue %s", queue)
            await asyncio.sleep(AGAIN)

    @asynccontextmanager
    async def _told(self) -> AsyncIterator[None]:
        """A fault of the server, as one of the record."""
        try:
            yield
        except (exceptions.ConnectorException, psycopg.Error, psycopg_pool.PoolTimeout) as error:
            raise explained(_said(error), self._url) from error


class _Finishing(JobManager):
    """What was done and cannot be noted ends quietly: whoever was frozen, or lost the server, had its job struck out.

    procrastinate lets that end a task that nobody waits for, and asyncio writes a trace for each of them.
    """

    async def finish_job(self, job: Row, status: Status, delete_job: bool) -> None:
        try:
            await super().finish_job(job, status, delete_job)
        except exceptions.ConnectorException as error:
            log.debug("job %s was struck out, or its end could not be noted: %s", job.id, _said(error))


def _as_task(name: str, job: Job) -> Job:
    async def task(**arguments: Argument) -> None:
        await do(name, job, arguments)

    return task


def _is_ours(record: logging.LogRecord) -> bool:
    """Not the traceback of each job whose end could not be noted while the server was away: nobody need act on it."""
    return not (record.exc_info and isinstance(record.exc_info[1], exceptions.ConnectorException))


def _said(error: BaseException) -> str:
    """What the server said; procrastinate puts a sentence of its own before it."""
    if isinstance(error, psycopg_pool.PoolTimeout):
        return "connection timed out"
    return str(error.__cause__ or error) or "connection lost"
