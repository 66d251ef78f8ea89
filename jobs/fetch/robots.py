"""robots.txt, obeyed (RFC 9309), read through the same guarded client as everything else."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.robotparser import RobotFileParser

import httpx

from jobs.fetch.errors import FetchError, Refused

AGENT = "Lodestone"
_KEPT = timedelta(days=1)
#: How long a failure to read robots.txt is remembered.
_RETRIED = timedelta(hours=1)
#: RFC 9309 2.5: a crawler reads at least 500 KiB.
_LONGEST = 500 * 1024
_HOSTS_KEPT = 10_000


@dataclass(frozen=True, kw_only=True)
class _Rules:
    rules: RobotFileParser
    until: datetime


class Robots:
    """Remembers for a day what each host permits. `read` fetches a robots.txt: its status and its text."""

    def __init__(self, read: Callable[[str], Awaitable[tuple[int, str]]], clock: Callable[[], datetime]) -> None:
        self._read = read
        self._clock = clock
        self._known: dict[str, _Rules] = {}
        self._asking: dict[str, asyncio.Lock] = {}

    async def check(self, url: httpx.URL) -> None:
        """Raises Refused when the host does not want this address read."""
        origin = f"{url.scheme}://{url.netloc.decode('ascii')}"
        known = self._known.get(origin)
        if known is None or known.until <= self._clock():
            lock = self._asking.setdefault(origin, asyncio.Lock())
            try:
                async with lock:
                    known = self._known.get(origin)
                    if known is None or known.until <= self._clock():
                        known = await self._ask(origin)
                        self._remember(origin, known)
            finally:
                self._asking.pop(origin, None)
        if not known.rules.can_fetch(AGENT, str(url)):
            raise Refused(f"{url.host} does not want this address read (robots.txt)")

    async def _ask(self, origin: str) -> _Rules:
        """No file (4xx) permits everything. So does one that cannot be read, for an hour: RFC 9309 would have a
        crawler stay away then, but this address was named by a person, and the request for it will tell."""
        kept = _KEPT
        text = ""
        try:
            status, answer = await self._read(f"{origin}/robots.txt")
            if status == 200:
                text = answer[:_LONGEST]
            elif status >= 500 or status == 429:
                kept = _RETRIED
        except Refused:
            kept = _RETRIED
        except FetchError as error:
            if error.offline:
                raise
            kept = _RETRIED
        rules = RobotFileParser()
        rules.parse(text.lstrip("\ufeff").splitlines())
        return _Rules(rules=rules, until=self._clock() + kept)

    def _remember(self, origin: str, rules: _Rules) -> None:
        if len(self._known) >= _HOSTS_KEPT:
            self._known.pop(next(iter(self._known)))
        self._known[origin] = rules
