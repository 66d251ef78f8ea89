"""What people asked to have read: a message or a page, read within a second, answered to them alone, kept nowhere."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from jobs import extract
from jobs.deliver import DeliveryError
from jobs.fetch import Fetcher, FetchError
from jobs.trial import Trial, try_out
from storage import companies, requests, tracing
from storage.database import Database, RecordError
from storage.domain.claim import Claim, Document
from storage.requests import Request

log = logging.getLogger(__name__)

#: Read side by side: a slow page keeps nobody else waiting.
AT_ONCE = 4


@dataclass(frozen=True, kw_only=True)
class Findings:
    """What a text says about licences. `trouble` says why a page could not be read.

    `trial`: what a source would bring, when that was asked.
    """

    what: str
    title: str = ""
    published: str | None = None
    claims: tuple[Claim, ...] = ()
    trouble: str = ""
    trial: Trial | None = None


class Answerer(Protocol):
    """Who tells the one who asked. Raises DeliveryError and nothing else. `console`: for those at a terminal."""

    console: bool

    async def answer(self, request: Request, findings: Findings) -> None:
        """Tell what was found."""
        ...


async def read_requests(db: Database, fetcher: Fetcher, answerer: Answerer, clock: Callable[[], datetime]) -> int:
    """Read and answer everything that waits; the answer is how many were."""
    async with db.read() as session:
        if not await requests.any_waiting(session, clock(), console=answerer.console):
            return 0
    async with db.write() as session:
        taken = await requests.take(session, clock(), AT_ONCE, console=answerer.console)
    await asyncio.gather(*(_traced(db, fetcher, answerer, request, clock()) for request in taken))
    return len(taken)


async def _traced(db: Database, fetcher: Fetcher, answerer: Answerer, request: Request, now: datetime) -> None:
    with tracing.about(reading=request.id):
        await _serve(db, fetcher, answerer, request, now)


async def _serve(db: Database, fetcher: Fetcher, answerer: Answerer, request: Request, now: datetime) -> None:
    state = "answered"
    try:
        await answerer.answer(request, await find(db, fetcher, request, now))
    except DeliveryError as error:
        log.warning("request %s could not be answered: %s", request.id, error.reason)
        state = "failed"
    except RecordError:
        raise
    except Exception:  # a text that trips the reader must not keep those behind it waiting
        log.exception("request %s", request.id)
        state = "failed"
    async with db.write() as session:
        await requests.close(session, request.id, state)


async def find(db: Database, fetcher: Fetcher, request: Request, now: datetime) -> Findings:
    """A message is read; when it says nothing itself and links to a page, the page is."""
    if request.trial:
        try:
            trial = await try_out(db, fetcher, request.url, now)
        except FetchError as error:
            return Findings(what=request.url, trouble=error.reason)
        return Findings(what=request.url, trial=trial)
    if request.text:
        said = await _read(db, Document(url="", title="", text=request.text))
        if said or not request.url:
            return Findings(what="this message", claims=said)
    try:
        article = await fetcher.article(request.url)
    except FetchError as error:
        return Findings(what=request.url, trouble=error.reason)
    document = Document(
        url=request.url,
        title=article.title or "",
        text=article.text,
        published=article.published,
        publisher=article.publisher,
        language=article.language,
    )
    return Findings(
        what=request.url, title=article.title or "", published=article.published, claims=await _read(db, document)
    )


async def _read(db: Database, document: Document) -> tuple[Claim, ...]:
    async with db.read() as session:
        names = await companies.index(session)
    # Reading is work for the processor: on the event loop it would delay every answer.
    return (await asyncio.to_thread(extract.read, document, names)).claims
