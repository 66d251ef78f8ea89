"""What many visits want written down, in few transactions: whoever comes while one is being written joins the next."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from jobs.fetch import Fetcher
from storage import documents, visits
from storage.database import Database, RecordError
from storage.visits import RobotsText, Taken, Visit

log = logging.getLogger(__name__)

#: Visits written down in one transaction; others that want to write must not wait longer.
_AT_ONCE = 50
#: Seconds for which visits are gathered; a transaction costs as much for fifty as for one.
_GATHERED = 0.005


class NotWritten(Exception):
    """What one source brought trips the record; the message says how."""


@dataclass(frozen=True, kw_only=True)
class Hold:
    """A source that was taken; `unread` says that it brought something earlier that nobody has read."""

    source: Taken
    unread: bool


@dataclass
class _Wish:
    what: int | Visit
    answer: "asyncio.Future[Hold | int | None]"

    @property
    def number(self) -> int:
        """The source it is about."""
        return self.what if isinstance(self.what, int) else self.what.source.id


class Ledger:
    """Takes and settles visits. A visit that cannot be written down fails alone.

    `by` is what the taker calls itself; `if_due`: others take as well, so only what is still due is taken. What could
    not be written down is given back as soon as that can be, tried `again` after so many seconds.
    """

    def __init__(
        self,
        db: Database,
        fetcher: Fetcher,
        clock: Callable[[], datetime],
        by: str,
        *,
        if_due: bool = False,
        again: float = 2.0,
    ) -> None:
        self._again = again
        self._db, self._fetcher, self._clock, self._by, self._if_due = db, fetcher, clock, by, if_due
        self._wishes: list[_Wish] = []
        self._writer: asyncio.Task[None] | None = None
        #: Sources this one has, or may have, of which nothing could be written down.
        self._left: set[int] = set()
        self._freer: asyncio.Task[None] | None = None

    async def take(self, source_id: int) -> Hold | None:
        """A source to ask now; None when somebody else has it. Raises RecordError."""
        hold = await self._wish(source_id)
        assert hold is None or isinstance(hold, Hold)
        return hold

    async def settle(self, visit: Visit) -> int:
        """Write down what came of a visit; the answer is how many texts were new.

        Raises RecordError, NotWritten.
        """
        new = await self._wish(visit)
        assert isinstance(new, int)
        return new

    async def _wish(self, what: int | Visit) -> Hold | int | None:
        wish = _Wish(what, asyncio.get_running_loop().create_future())
        self._wishes.append(wish)
        if self._writer is None or self._writer.done():
            self._writer = asyncio.create_task(self._write_all(), name="ledger")
        return await wish.answer

    async def _write_all(self) -> None:
        while self._wishes:
            await asyncio.sleep(_GATHERED)
            batch, self._wishes = self._wishes[:_AT_ONCE], self._wishes[_AT_ONCE:]
            await self._write(batch)

    async def _write(self, batch: Sequence[_Wish]) -> None:
        try:
            answers = await self._written(batch)
        except RecordError as error:
            for wish in batch:
                _fail(wish, error)
            for wish in batch:
                self.leave(wish.number)
            return
        except Exception as error:  # what one source brought must not keep the others from being written down
            if len(batch) == 1:
                log.exception("a visit could not be written down")
                _fail(batch[0], NotWritten(repr(error)[:300]))
                return
            for wish in batch:
                await self._write([wish])
            return
        except asyncio.CancelledError:
            for wish in batch:
                wish.answer.cancel()
            raise
        for wish, answer in zip(batch, answers, strict=True):
            if not wish.answer.done():
                wish.answer.set_result(answer)

    def leave(self, number: int) -> None:
        """This source was taken, or may have been, and nothing more comes of it."""
        self._left.add(number)
        if self._freer is None or self._freer.done():
            self._freer = asyncio.create_task(self._free(), name="ledger frees")

    async def _free(self) -> None:
        """What could not be written down is due again once the record can be written, not when its lease runs out."""
        while self._left:
            await asyncio.sleep(self._again)
            with suppress(RecordError):
                async with self._db.write() as session:
                    left = frozenset(self._left)
                    await visits.free(session, left, self._by)
                self._left -= left

    async def _written(self, batch: Sequence[_Wish]) -> list[Hold | int | None]:
        wanted = [wish.what for wish in batch if isinstance(wish.what, int)]
        settled = [wish.what for wish in batch if not isinstance(wish.what, int)]
        said = self._fetcher.robots_learnt()
        async with self._db.write() as session:
            if said:
                texts = [RobotsText(origin=s.origin, text=s.text, kept_until=s.until) for s in said]
                await visits.keep_robots(session, texts)
            new = await visits.settle(session, settled, by=self._by) if settled else {}
            taken = await visits.take(session, wanted, self._clock(), self._by, if_due=self._if_due) if wanted else {}
            self._left -= taken.keys()
            unread = await documents.waiting_sources(session, taken) if taken else ()
        holds = {number: Hold(source=source, unread=number in unread) for number, source in taken.items()}
        return [
            holds.get(wish.what) if isinstance(wish.what, int) else new.get(wish.what.source.id, 0) for wish in batch
        ]

    async def close(self) -> None:
        """Let what is being written be written."""
        if self._freer is not None:
            self._freer.cancel()
            await asyncio.gather(self._freer, return_exceptions=True)
        if self._writer is not None:
            with suppress(asyncio.CancelledError):
                await self._writer


def _fail(wish: _Wish, error: Exception) -> None:
    if not wish.answer.done():
        wish.answer.set_exception(error)
