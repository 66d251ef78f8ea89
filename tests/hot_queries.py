"""The questions a record is asked all day, in one place, and the SQL that each comes to."""

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import event
from sqlmodel.ext.asyncio.session import AsyncSession

from storage import (
    backlog,
    changes,
    claims,
    companies,
    figures,
    follows,
    licences,
    orders,
    outbox,
    outlets,
    quality,
    reminders,
    replay,
    reviews,
)
from storage.database import Database
from storage.domain import goods
from storage.domain.claim import Series
from storage.domain.order import Facts, Order
from storage.prepared import HEARD

Question = Callable[[AsyncSession, datetime], Awaitable[Any]]

#: A company of tests.bench.large_record.
COMPANY, KEY = "Maker 7 Magnetics", "maker-7"


async def _order_check(session: AsyncSession, now: datetime) -> Facts:
    order = Order(supplier=COMPANY, customer="Maker 3 Magnetics", goods=goods.read("NdFeB"))
    return await orders.facts(session, order, now, await companies.index(session))


HOT: dict[str, Question] = {
    "who": lambda session, now: licences.look_up(session, COMPANY, now),
    "the first screen": licences.overview,
    "holders": lambda session, now: licences.holders(session, now, limit=25),
    "customers": lambda session, now: licences.customers(session, now, limit=25),
    "smco": licences.smco,
    "expiring": lambda session, now: licences.expiring(session, now, 90, limit=25),
    "the newest evidence": lambda session, now: claims.newest(session, limit=20),
    "the evidence on a company": lambda session, now: claims.newest(session, company=KEY, limit=20),
    "changes": lambda session, now: changes.since(session, now - timedelta(days=7), now, limit=15),
    "as of an earlier day": lambda session, now: replay.look_up(session, COMPANY, now.date(), now, now),
    "how well this went": quality.quality_of,
    "a publisher by name": lambda session, now: outlets.publisher(session, "Wire 3"),
    "what waits to be told": outbox.heads,
    "what waits, for whoever scrapes": backlog.look,
    "what should have been told by now": backlog.overdue_since,
    "what comes due by the calendar": reminders.any_due,
    "an order check": _order_check,
    "the newest customs figure": lambda session, now: figures.newest(session, Series.MAGNETS),
    "open reviews": lambda session, now: reviews.open(session, limit=6),
    "what a channel follows": lambda session, now: follows.of(session, "C1"),
}


@contextmanager
def heard(db: Database) -> Iterator[list[tuple[str, Any]]]:
    """Every statement that is sent to the database meanwhile, with its values."""
    sent: list[tuple[str, Any]] = []

    def hear(_connection: Any, _cursor: Any, statement: str, values: Any, _context: Any, _many: bool) -> None:
        if statement.startswith(("SELECT", "WITH")):
            sent.append((statement, values))

    event.listen(db.engine.sync_engine, "before_cursor_execute", hear)
    db.memory[HEARD] = lambda statement, values: sent.append((statement, values))
    try:
        yield sent
    finally:
        del db.memory[HEARD]
        event.remove(db.engine.sync_engine, "before_cursor_execute", hear)


async def sql_of(db: Database, question: Question, now: datetime) -> list[tuple[str, Any]]:
    """What a question comes to, once what is read once after each change (names, lists, rules) is known."""
    async with db.read() as session:
        await question(session, now)
        with heard(db) as sent:
            await question(session, now)
    return sent
