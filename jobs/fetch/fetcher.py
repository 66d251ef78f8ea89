"""A source in, its items out. Everything that is asked of the web goes through here."""

import asyncio
import hashlib
import logging
import re
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from types import TracebackType
from typing import TypeVar

import httpx

from jobs.fetch import caching, kinds, network, pdf
from jobs.fetch.addresses import Guard, Network
from jobs.fetch.client import Admit, Answer, Client, Limits
from jobs.fetch.errors import FetchError
from jobs.fetch.feed import Reading
from jobs.fetch.kinds import Body
from jobs.fetch.offer import Article, Fetched, SourceToFetch
from jobs.fetch.robots import Kept, Robots
from jobs.fetch.watched import Visit

log = logging.getLogger(__name__)

T = TypeVar("T")

#: Seconds between two requests to one host.
GAP = 1.0

#: One thread computes at a time anyway; each more holds on to memory of its own. Two, so that one slow text is passed.
_READERS = ThreadPoolExecutor(2, thread_name_prefix="read")

_REASONS = {
    400: "did not understand the request",
    401: "wants a login",
    403: "does not let us in",
    404: "has nothing at this address",
    429: "says we ask too often",
    451: "may not show this for legal reasons",
    503: "is out of service for now",
}
#: A page that is missing may only be late, and a door may open; these will not.
_FOR_GOOD = frozenset({400, 401, 451})


def utc_now() -> datetime:
    return datetime.now(UTC)


class Fetcher:
    """Reads sources and articles. Use as an asynchronous context manager; one for the whole process.

    `contact` is a web or mail address for the User-Agent, `allow_private` the networks a source may live in besides
    the public Internet. `transport` stands in for the web in tests; then there is no gap between requests unless asked
    for. `clock` returns aware UTC.
    """

    def __init__(
        self,
        *,
        contact: str | None,
        allow_private: Sequence[Network],
        transport: httpx.AsyncBaseTransport | None = None,
        clock: Callable[[], datetime] = utc_now,
        gap: float | None = None,
        limits: Limits | None = None,
        resolve: network.Resolve = network.resolve,
    ) -> None:
        self._clock = clock
        self._client = Client(
            agent=user_agent(contact),
            guard=Guard(tuple(allow_private)),
            limits=limits or Limits(),
            gap=gap if gap is not None else (GAP if transport is None else 0.0),
            transport=transport,
            resolve=resolve,
        )
        self._left_alone: dict[str, datetime] = {}
        self._robots = Robots(self._read_robots, clock, self._client.turns.widen)

    async def __aenter__(self) -> "Fetcher":
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        await self._client.aclose()

    def gap_of(self, host: str) -> float:
        """Seconds for which this host is left alone between two requests."""
        return self._client.turns.gap_of(host)

    def remember_robots(self, kept: Iterable[Kept]) -> None:
        """What hosts said in their robots.txt to an earlier process, so that they need not say it again."""
        for each in kept:
            self._robots.remember(each)

    def robots_learnt(self) -> list[Kept]:
        """What hosts said since this was last asked."""
        return self._robots.learnt()

    async def fetch(self, source: SourceToFetch, *, once: bool = False) -> Fetched:
        """What the source offers now. Raises FetchError, or Refused when it was not asked.

        A watched page that seems to say something new is asked again at once, to tell news from noise; not with `once`.
        """
        validators = _validators(source)
        async with self._ask(source.url, validators, self._admit(source)) as answer:
            if answer.status == 304:
                if not validators:
                    raise FetchError(f"{answer.url.host} says that nothing changed, but we have read nothing yet")
                return self._fetched(answer, source, None, source.digest)
            digest = hashlib.blake2b(answer.body, digest_size=16).hexdigest()
            if digest == source.digest:
                return self._fetched(answer, source, None, digest)
            body = _body(answer)
            if not await _aside(kinds.is_page, body, source):
                reading = await _aside(kinds.read, body, source, self._clock())
                return self._fetched(answer, source, reading, digest)
            visit = await _aside(Visit, body, source, self._clock())
            fetched = self._fetched(answer, source, None, digest)
        # Who says how long the answer holds is not asked again before that.
        if not once and fetched.fresh_until is None:
            await self._look_again(visit, source)
        return await self._seen(visit, fetched)

    async def _look_again(self, visit: Visit, source: SourceToFetch) -> None:
        """Further answers of a page, for as long as they tell news from noise."""
        try:
            while visit.wants_more:
                async with self._ask(source.url, {}, self._admit(source)) as answer:
                    await _aside(visit.show, _body(answer))
        except FetchError as error:
            log.info("%s: judged by fewer answers, because %s", source.url, error.reason)

    async def _seen(self, visit: Visit, fetched: Fetched) -> Fetched:
        reading, memory = await asyncio.get_running_loop().run_in_executor(None, visit.outcome)
        if reading is None:
            return replace(fetched, memory=memory)
        return replace(
            fetched,
            outcome="ok",
            items=reading.items,
            title=reading.title,
            language=reading.language,
            memory=memory,
        )

    async def article(self, url: str, *, ignore_robots: bool = False) -> Article:
        """The page behind an item. Raises FetchError, or Refused when it was not asked.

        A host that said when it wants to be asked again is not asked for the next of its articles before that.
        """

        async def admit(target: httpx.URL) -> None:
            until = self._left_alone.get(target.host)
            if until is not None and until > self._clock():
                sentence = f"did not ask {target.host}: it wants to be left alone until {until:%Y-%m-%d %H:%M} UTC"
                raise FetchError(sentence, retry_after=until)
            if not ignore_robots:
                await self._robots.check(target)

        async with self._ask(url, {}, admit) as answer:
            try:
                return await _aside(kinds.read_article, _body(answer), self._clock())
            except FetchError as error:
                error.final = True  # it was answered, with nothing that can be read
                raise

    def _admit(self, source: SourceToFetch) -> Admit | None:
        return None if source.ignore_robots else self._robots.check

    @asynccontextmanager
    async def _ask(self, url: str, validators: dict[str, str], admit: Admit | None) -> AsyncIterator[Answer]:
        async with self._client.get(url, headers=validators, admit=admit) as answer:
            if answer.status not in (200, 203, 304):
                raise self._status_error(answer)
            yield answer

    def _status_error(self, answer: Answer) -> FetchError:
        host, status = answer.url.host, answer.status
        if status == 410:
            return FetchError(f"{host} says that this address is gone for good (410)", gone=True)
        until = caching.retry_after(answer.headers.get("retry-after"), self._clock()) if status >= 400 else None
        fallback = "has a fault of its own" if status >= 500 else "gave an answer we cannot use"
        if until is not None:
            self._left_alone = {name: end for name, end in self._left_alone.items() if end > self._clock()}
            self._left_alone[host] = until
        error = FetchError(f"{host} {_REASONS.get(status, fallback)} ({status})", retry_after=until)
        error.final = status in _FOR_GOOD
        return error

    def _fetched(
        self,
        answer: Answer,
        source: SourceToFetch,
        reading: Reading | None,
        digest: str | None,
    ) -> Fetched:
        repeated = answer.status == 304
        return Fetched(
            outcome="ok" if reading else "unchanged",
            items=reading.items if reading else (),
            # An answer "not modified" need not repeat what it confirms.
            etag=answer.exact("etag") or (source.etag if repeated else None),
            last_modified=answer.exact("last-modified") or (source.last_modified if repeated else None),
            moved_to=answer.moved_to,
            fresh_until=caching.fresh_until(answer.headers, self._clock()),
            title=reading.title if reading else None,
            language=reading.language if reading else None,
            digest=digest,
            wishes=reading.wishes if reading else None,
        )

    async def _read_robots(self, url: str) -> tuple[int, str]:
        async with self._client.get(url) as answer:
            return answer.status, answer.body.decode("utf-8", "replace")


def user_agent(contact: str | None) -> str:
    try:
        ours = version("lodestone")
    except PackageNotFoundError:  # run from a checkout that was never installed
        ours = "0"
    said = re.sub(r"[^\x21-\x7e]+", " ", contact or "").strip()
    return f"Lodestone/{ours} (+{said})" if said else f"Lodestone/{ours}"


def _validators(source: SourceToFetch) -> dict[str, str]:
    known = {"If-None-Match": source.etag, "If-Modified-Since": source.last_modified}
    return {name: value for name, value in known.items() if value}


def _body(answer: Answer) -> Body:
    return Body(answer.body, str(answer.url), answer.content_type)


async def _aside(read: Callable[..., T], body: Body, *how: object) -> T:
    """Reading is work for the processor: on the event loop it would delay every answer. PDFs wait for each other."""
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(pdf.ONE_AT_A_TIME if body.is_pdf else _READERS, partial(read, body, *how))
