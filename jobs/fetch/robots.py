"""robots.txt, obeyed (RFC 9309, and the older Crawl-delay), read through the same guarded client as everything else."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import httpx

from jobs.fetch.errors import FetchError, Refused

AGENT = "lodestone"
_KEPT = timedelta(days=1)
#: How long a failure to read robots.txt is remembered.
_RETRIED = timedelta(hours=1)
#: RFC 9309 2.5: a crawler reads at least 500 KiB.
_LONGEST = 500 * 1024
_HOSTS_KEPT = 10_000
_MAX_RULES = 5_000

_UNRESERVED = re.compile(r"%([0-9A-Fa-f]{2})")


@dataclass(frozen=True, kw_only=True)
class Rules:
    """What one group of a robots.txt says. `delay` is its Crawl-delay in seconds, 0 without one."""

    lines: tuple[tuple[str, bool], ...] = ()
    delay: float = 0.0

    def permits(self, path: str) -> bool:
        """The longest pattern that matches decides, and between equals the one that allows (RFC 9309 2.2.2)."""
        path = _canonical(path)
        longest, allowed = -1, True
        for pattern, allows in self.lines:
            if (len(pattern) > longest or (len(pattern) == longest and allows)) and _matches(pattern, path):
                longest, allowed = len(pattern), allows
        return allowed


@dataclass(frozen=True, kw_only=True)
class Kept:
    """A host's robots.txt as it is remembered; `text` is empty when nothing is forbidden. `until` is aware UTC."""

    origin: str
    text: str
    until: datetime


def parse(text: str, agent: str = AGENT) -> Rules:
    """The rules for this agent: those of every group that names it, else those of the groups for `*`."""
    rules: dict[bool, list[tuple[str, str]]] = {True: [], False: []}
    named = False
    # Only two kinds of group matter, so a file of any number of names costs no more than its length.
    ours, everybodys, in_rules = False, False, False
    for line in text.lstrip("\ufeff").splitlines():
        field, colon, value = line.partition("#")[0].partition(":")
        field, value = field.strip().lower(), value.strip()
        if not colon:
            continue
        if field in ("user-agent", "useragent"):
            if in_rules:
                ours, everybodys, in_rules = False, False, False
            name = value.lower()
            ours, everybodys = ours or _product(name) == agent, everybodys or name == "*"
            named = named or ours
        elif field in ("allow", "disallow", "crawl-delay"):
            in_rules = True
            for own, applies in ((True, ours), (False, everybodys)):
                if applies:
                    rules[own].append((field, value))
    chosen = rules[named][:_MAX_RULES]
    return Rules(
        lines=tuple(
            (_canonical(value), field == "allow") for field, value in chosen if field != "crawl-delay" and value
        ),
        delay=max((_seconds(value) for field, value in chosen if field == "crawl-delay"), default=0.0),
    )


def _product(name: str) -> str:
    """Only the product token counts: `Lodestone/1.0` means lodestone."""
    found = re.match(r"[a-z_-]+", name)
    return found[0] if found else name


def _canonical(path: str) -> str:
    """Percent-encoding folded to one form, so that `/%7ea` and `/~a` are the same."""
    encoded = "".join(c if c.isascii() else "".join(f"%{b:02X}" for b in c.encode("utf-8", "replace")) for c in path)

    def fold(found: re.Match[str]) -> str:
        character = chr(int(found[1], 16))
        return character if character.isascii() and (character.isalnum() or character in "-._~") else found[0].upper()

    return _UNRESERVED.sub(fold, encoded)


def _matches(pattern: str, path: str) -> bool:
    """`*` stands for anything, `$` at the end for the end. Pieces are searched one after the other: no backtracking."""
    ends = pattern.endswith("$")
    first, *pieces = pattern.removesuffix("$").split("*")
    if not path.startswith(first):
        return False
    at = len(first)
    if not pieces:
        return not ends or at == len(path)
    *middle, last = pieces
    for piece in middle:
        found = path.find(piece, at)
        if found < 0:
            return False
        at = found + len(piece)
    return (path.endswith(last) and len(path) - len(last) >= at) if ends else path.find(last, at) >= 0


def _seconds(value: str) -> float:
    found = re.fullmatch(r"\d{1,6}(\.\d{1,3})?", value)
    return float(value) if found else 0.0


class Robots:
    """Remembers for a day what each host permits. `read` fetches a robots.txt: its status and its text. `slow` is told
    a host and the seconds it wants between two requests."""

    def __init__(
        self,
        read: Callable[[str], Awaitable[tuple[int, str]]],
        clock: Callable[[], datetime],
        slow: Callable[[str, float], None],
    ) -> None:
        self._read = read
        self._clock = clock
        self._slow = slow
        self._known: dict[str, tuple[Rules, datetime]] = {}
        self._asking: dict[str, asyncio.Lock] = {}
        self._learnt: list[Kept] = []

    def remember(self, kept: Kept) -> None:
        """What was learnt earlier, by another process."""
        self._keep(kept)

    def learnt(self) -> list[Kept]:
        """What was learnt since this was last asked, so that it can be kept."""
        learnt, self._learnt = self._learnt, []
        return learnt

    async def check(self, url: httpx.URL) -> None:
        """Raises Refused when the host does not want this address read."""
        origin = f"{url.scheme}://{url.netloc.decode('ascii')}"
        known = self._known.get(origin)
        if known is None or known[1] <= self._clock():
            lock = self._asking.setdefault(origin, asyncio.Lock())
            try:
                async with lock:
                    known = self._known.get(origin)
                    if known is None or known[1] <= self._clock():
                        kept = await self._ask(origin)
                        known = self._keep(kept)
                        self._learnt.append(kept)
            finally:
                self._asking.pop(origin, None)
        if known[0].lines and not known[0].permits(url.raw_path.decode("ascii")):
            raise Refused(f"{url.host} does not want this address read (robots.txt)")

    async def _ask(self, origin: str) -> Kept:
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
        return Kept(origin=origin, text=text, until=self._clock() + kept)

    def _keep(self, kept: Kept) -> tuple[Rules, datetime]:
        rules = parse(kept.text)
        if len(self._known) >= _HOSTS_KEPT:
            self._known.pop(next(iter(self._known)))
        if rules.delay:
            self._slow(httpx.URL(kept.origin).host, rules.delay)
        known = self._known[kept.origin] = (rules, kept.until)
        return known
