"""Manners towards hosts: one request in flight each, a gap between two, and so many in flight altogether."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from jobs.fetch.addresses import is_loopback
from jobs.fetch.errors import Refused

#: Requests that may be in flight at once, and how many more may be while they keep us waiting. Sockets are finite.
QUICK = 64
SLOW = 400
#: A request that takes longer than this (seconds) gives its place to the next one.
PATIENCE = 2.0
#: The longest gap (seconds) a robots.txt can ask for; beyond that a feed with articles would never be read.
LONGEST_GAP = 120.0


@dataclass
class _Host:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    wanted_by: int = 0
    free_at: float = 0.0


class Turns:
    """Whose turn it is at a host. Hosts on this machine need no gap, unless their robots.txt asks for one."""

    def __init__(self, gap: float) -> None:
        self._gap = gap
        self._asked_for: dict[str, float] = {}
        self._hosts: dict[str, _Host] = {}
        self._sweep_at = 1_000
        self._places = _Places()

    def widen(self, name: str, seconds: float) -> None:
        """A host asks for a longer gap than ours (Crawl-delay)."""
        self._asked_for[name] = min(seconds, LONGEST_GAP)

    @asynccontextmanager
    async def turn(self, name: str) -> AsyncIterator[None]:
        """The time in which this host is ours. Whoever waits for a host holds no place that others could use."""
        loop = asyncio.get_running_loop()
        self._forget(loop.time())
        host = self._hosts.setdefault(name, _Host())
        host.wanted_by += 1
        try:
            async with host.lock:
                if (wait := host.free_at - loop.time()) > 0:
                    await asyncio.sleep(wait)
                # Before the request as well as after it, in case it is cancelled: better a gap too many.
                host.free_at = loop.time() + self.gap_of(name)
                async with self._places.one():
                    try:
                        yield
                    except Refused:
                        host.free_at = 0.0  # nothing was asked
                        raise
                host.free_at = loop.time() + self.gap_of(name)
        finally:
            host.wanted_by -= 1

    def gap_of(self, name: str) -> float:
        """Seconds between two requests to this host."""
        return max(0.0 if is_loopback(name) else self._gap, self._asked_for.get(name, 0.0))

    def _forget(self, now: float) -> None:
        if len(self._hosts) < self._sweep_at:
            return
        self._hosts = {name: host for name, host in self._hosts.items() if host.wanted_by or host.free_at > now}
        self._sweep_at = max(1_000, 2 * len(self._hosts))


class _Places:
    """Requests in flight. A host that drips or never answers keeps a socket, but no place that others wait for."""

    def __init__(self) -> None:
        self._quick = asyncio.Semaphore(QUICK)
        self._sockets = asyncio.Semaphore(QUICK + SLOW)

    @asynccontextmanager
    async def one(self) -> AsyncIterator[None]:
        async with self._sockets:
            await self._quick.acquire()
            held = True

            def give_up() -> None:
                nonlocal held
                if held:
                    held = False
                    self._quick.release()

            timer = asyncio.get_running_loop().call_later(PATIENCE, give_up)
            try:
                yield
            finally:
                timer.cancel()
                give_up()
