"""What it costs to hand a job to another process: the wake-up of an idle one, and a job beside plain procrastinate."""

import asyncio
import statistics
import time

from procrastinate import App, PsycopgConnector

from jobs.queue import AT_ONCE, Queue
from storage.postgres import plain
from storage.wakeups import SCHEMA

WAKEUPS, JOBS, ROUNDS = 50, 400, 3


async def measure(url: str) -> None:
    """Print the wake-up and the ratio, measured on a record that is upgraded."""
    waits = await _wakeups(url)
    print(f"wake-up of an idle worker: p50 {statistics.median(waits):.1f} ms (at most 50), longest {max(waits):.1f} ms")
    ours, theirs = [], []
    for _ in range(ROUNDS):
        ours.append(await _ours(url))
        theirs.append(await _plain(url))
    ratio = statistics.median(ours) / statistics.median(theirs)
    print(
        f"a job, handed on and done: {statistics.median(ours) * 1_000:.2f} ms, plain procrastinate "
        f"{statistics.median(theirs) * 1_000:.2f} ms, ratio {ratio:.2f} (at most 1.3)"
    )


class _Counted:
    """A job that does nothing but be counted."""

    def __init__(self) -> None:
        self.times: asyncio.Queue[float] = asyncio.Queue()

    async def job(self, number: int) -> None:
        self.times.put_nowait(time.perf_counter())

    async def have(self, number: int) -> None:
        for _ in range(number):
            await self.times.get()


async def _wakeups(url: str) -> list[float]:
    counted = _Counted()
    queue = Queue(url, {"job": counted.job})
    await queue.start()
    waits = []
    for number in range(WAKEUPS + 5):
        await asyncio.sleep(0.05)
        began = time.perf_counter()
        await queue.submit("job", f"wake {number}", number=number)
        waits.append((await counted.times.get() - began) * 1_000)
    await queue.stop(1)
    return waits[5:]


async def _ours(url: str) -> float:
    counted = _Counted()
    queue = Queue(url, {"job": counted.job})
    await queue.start()
    await queue.submit("job", "warm", number=0)
    await counted.have(1)
    began = time.perf_counter()
    for number in range(JOBS):
        await queue.submit("job", f"job {number}", lane=f"lane {number}", number=number)
    await counted.have(JOBS)
    spent = time.perf_counter() - began
    await queue.stop(1)
    return spent / JOBS


async def _plain(url: str) -> float:
    counted = _Counted()
    app = App(connector=PsycopgConnector(conninfo=plain(url), kwargs={"options": f"-c search_path={SCHEMA}"}))
    task = app.task(name="plain")(counted.job)
    async with app.open_async():
        working = asyncio.create_task(
            app.run_worker_async(concurrency=AT_ONCE, install_signal_handlers=False, delete_jobs="always")
        )
        await task.defer_async(number=0)
        await counted.have(1)
        began = time.perf_counter()
        for number in range(JOBS):
            configured = task.configure(queueing_lock=f"plain {number}", lock=f"lane {number}")
            await configured.defer_async(number=number)
        await counted.have(JOBS)
        spent = time.perf_counter() - began
        working.cancel()
        await asyncio.gather(working, return_exceptions=True)
    return spent / JOBS
