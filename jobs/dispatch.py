"""How work is handed to whoever does it: in this process, or to any of several (`jobs.queue`).

A job is a plain async function under a name. Submitting it is a wake-up and no more: what is to be done stands in the
record, so a wake-up that is lost costs a delay and one that comes twice finds nothing left to do.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection, Mapping
from typing import Protocol
from weakref import WeakValueDictionary

from storage import metrics
from storage.database import RecordError

log = logging.getLogger(__name__)

Job = Callable[..., Awaitable[None]]
Jobs = Mapping[str, Job]
#: What a job can be told: it may be told it on another machine.
Argument = str | int | bool | None


class Dispatcher(Protocol):
    """Takes jobs to be done. `start` before the first one; `stop` once."""

    async def submit(self, name: str, key: str, /, *, lane: str | None = None, **arguments: Argument) -> None:
        """Have this done soon, unless a job of the same key waits already; jobs of a lane one after another.

        Raises RecordError when it cannot be handed on.
        """
        ...

    @property
    def in_hand(self) -> Collection[str]:
        """Keys that need not be submitted again for now."""
        ...

    async def start(self) -> None: ...

    async def stop(self, seconds: float) -> None:
        """Begin nothing more, and let what is under way finish for so long."""
        ...


async def do(name: str, job: Job, arguments: Mapping[str, Argument]) -> None:
    """Do a job; whatever goes wrong in it is logged, and whoever did it goes on."""
    try:
        await job(**arguments)
    except RecordError as error:
        # A record that cannot be used mends itself or is mended; what is due is submitted again.
        metrics.JOBS_FAILED.labels(name, "record").inc()
        log.warning("%s is left for later: %s", name, error)
    except Exception:  # the worker's edge: the next job must be done whatever happened in this one
        metrics.JOBS_FAILED.labels(name, "fault").inc()
        log.exception("%s failed", name)


class Inline:
    """Does jobs in this process, side by side but for those of a lane."""

    def __init__(self, jobs: Jobs) -> None:
        self._jobs = jobs
        self._tasks: dict[str, asyncio.Task[None]] = {}
        # A lane is kept for as long as somebody is in it, or waits for it.
        self._lanes: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._begun: set[str] = set()
        self._stopping = False

    async def submit(self, name: str, key: str, /, *, lane: str | None = None, **arguments: Argument) -> None:
        """A job that is under way may have looked before there was work: it is done once more."""
        if self._stopping or (key in self._tasks and key not in self._begun):
            return
        before = self._tasks.get(key)
        self._begun.discard(key)
        task = asyncio.create_task(self._run(name, key, lane, before, arguments), name=f"{name} {key}")
        self._tasks[key] = task
        task.add_done_callback(lambda done: self._forget(key, done))

    @property
    def in_hand(self) -> Collection[str]:
        return self._tasks.keys()

    async def start(self) -> None:
        """Nothing is needed: jobs begin as they come."""

    async def stop(self, seconds: float) -> None:
        self._stopping = True
        if self._tasks:
            _, late = await asyncio.wait(self._tasks.values(), timeout=seconds)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def _run(
        self,
        name: str,
        key: str,
        lane: str | None,
        before: "asyncio.Task[None] | None",
        arguments: Mapping[str, Argument],
    ) -> None:
        if before is not None:
            await asyncio.wait([before])
        async with self._lanes.setdefault(lane or key, asyncio.Lock()):
            if not self._stopping:
                self._begun.add(key)
                await do(name, self._jobs[name], arguments)

    def _forget(self, key: str, done: "asyncio.Task[None]") -> None:
        if self._tasks.get(key) is done:
            del self._tasks[key]
            self._begun.discard(key)
