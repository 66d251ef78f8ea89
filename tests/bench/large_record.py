"""A record as large as asked for, made without reading a document: what answers and their queries are measured on."""

import itertools
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from psycopg.types.json import Json
from sqlalchemy import insert, inspect
from sqlmodel import SQLModel

from storage.database import Database, is_postgres
from storage.models import Alias, Company, Document, Evidence, Licence, Review, Source, StatusChange

NOW = datetime(2026, 11, 22, 9, 40, tzinfo=UTC)
_BATCH = 10_000


@dataclass(frozen=True, kw_only=True)
class Size:
    """`evidence` is spread over `companies`; `licences` of them carry five to fifty pieces of it each."""

    companies: int
    evidence: int
    licences: int
    sources: int = 60
    reviews: int = 40
    smco: int = 0


#: What the answers are held to, and what a record of many years may come to.
USUAL = Size(companies=2_000, evidence=100_000, licences=200)
LARGE = Size(companies=50_000, evidence=1_000_000, licences=2_000, sources=1_000, reviews=500)


async def fill(db: Database, size: Size) -> None:
    """Put a record of this size into an empty, upgraded database; the same size gives the same record."""
    chance = random.Random(7)
    carried = _carried(size, chance)
    for table, rows in (
        (Company, map(_company, range(size.companies), [size] * size.companies)),
        (Alias, _aliases(size)),
        (Source, map(_source, range(size.sources))),
        (Document, (_document(n, size) for n in range(size.evidence // 4))),
        (Licence, (_licence(n, size, chance) for n in range(size.licences))),
        (Evidence, (_evidence(n, size, carried, chance) for n in range(size.evidence))),
        (StatusChange, (_change(n, chance) for n in range(size.licences))),
        (Review, (_review(n, size) for n in range(size.reviews))),
    ):
        await _insert(db, table, rows)


async def _insert(db: Database, table: type[SQLModel], rows: Iterator[dict[str, Any]]) -> None:
    async with db.write() as session:
        connection = await session.connection()
        if is_postgres(db.url):
            raw = await connection.get_raw_connection()
            await _copy(raw.driver_connection, table, rows)
            return
        while waiting := list(itertools.islice(rows, _BATCH)):
            await connection.execute(insert(table), waiting)


async def _copy(connection: Any, table: type[SQLModel], rows: Iterator[dict[str, Any]]) -> None:
    """A million rows one after the other take a server minutes, and one COPY of them a fraction of that."""
    first = next(rows, None)
    if first is None:
        return
    columns = inspect(table).columns
    left_out = [column for column in columns if column.name not in first]
    given = [columns[name] for name in first] + [column for column in left_out if column.default is not None]
    values = ", ".join(column.name for column in given)
    name = inspect(table).local_table.name
    async with connection.cursor() as cursor, cursor.copy(f"COPY {name} ({values}) FROM STDIN") as copy:
        for row in itertools.chain([first], rows):
            await copy.write_row([_value(column, row) for column in given])


def _value(column: Any, row: dict[str, Any]) -> Any:
    value = row[column.name] if column.default is None else row.get(column.name, column.default.arg)
    return Json(value) if isinstance(value, list) else value


def name_of(n: int) -> str:
    return f"Maker {n} Magnetics"


def _role(n: int, size: Size) -> str:
    """Of those with a licence every fourth is a customer, and the last ones are SmCo producers where any are wanted."""
    if size.licences - size.smco <= n < size.licences:
        return "smco_producer"
    return "customer" if n % 4 == 3 else "exporter"


def _carried(size: Size, chance: random.Random) -> dict[int, int]:
    """Which licence a piece of evidence carries, by number: five to fifty pieces each."""
    carried: dict[int, int] = {}
    for owner in range(size.licences):
        own = range(owner, size.evidence, size.companies)
        for n in own[: chance.randint(5, 50)]:
            carried[n] = owner + 1
    return carried


def _company(n: int, size: Size) -> dict[str, Any]:
    return {
        "key": f"maker-{n}",
        "name": name_of(n),
        "roles": [_role(n, size)],
        "proposed": False,
        "summary": "",
        "cause": "seed",
        "learnt_at": NOW,
    }


def _aliases(size: Size) -> Iterator[dict[str, Any]]:
    for n in range(size.companies):
        for text, kind in ((f"磁{n}公司", "alias"), (f"{600_000 + n}.SH", "ticker")):
            yield {"company_id": n + 1, "text": text, "kind": kind, "cause": "seed", "learnt_at": NOW}


def _source(n: int) -> dict[str, Any]:
    url = f"https://source{n}.example/feed"
    return {
        "url": url,
        "fetch_url": url,
        "kind": "feed",
        "name": f"Source {n}",
        "state": "active",
        "note": "",
        "ignore_robots": False,
        "skip_hours": [],
        "skip_days": [],
        "failures": 1 if n % 20 == 19 else 0,
        "offline": False,
        "trouble": "",
        "noticed": "",
        "last_success_at": NOW - timedelta(hours=n % 30),
        "cause": "seed",
        "learnt_at": NOW,
    }


def _document(n: int, size: Size) -> dict[str, Any]:
    return {
        "source_id": n % size.sources + 1,
        "url": f"https://wire.example/{n}",
        "digest": str(n),
        "title": f"Report {n}",
        "text": "",
        "state": "read",
        "needs_article": False,
        "first_reading": False,
        "why": "",
        "learnt_at": NOW - timedelta(minutes=n % 500_000),
    }


def _licence(n: int, size: Size, chance: random.Random) -> dict[str, Any]:
    begun = date(2025, 11, 1) + timedelta(days=chance.randrange(380))
    certainty = chance.choice(("confirmed", "reported", "reported", "reported", "claimed", "contested"))
    return {
        "company_id": n + 1,
        "role": _role(n, size),
        "kind": "general",
        "period": 1,
        "state": chance.choice(("granted",) * 9 + ("suspended",)),
        "certainty": certainty,
        "support": certainty,
        "scope": chance.choice((None, "some_customers")),
        "materials": ["NdFeB"],
        "customers": [] if n % 4 == 3 else [f"maker-{n // 4 * 4 + 3}"],
        "first_reported": begun,
        "valid_from": begun,
        "valid_until": begun + timedelta(days=365),
        "issue_date_known": False,
        "origins": [f"Wire {n % 3}"],
        "articles": 5 + n % 20,
        "because": ["Two people said so.", "The company said nothing as far as read."],
        "learnt_at": NOW,
    }


def _evidence(n: int, size: Size, carried: dict[int, int], chance: random.Random) -> dict[str, Any]:
    owner = n % size.companies
    licence_id = carried.get(n)
    status = "granted" if licence_id else chance.choice(("expected", "applied", "not_confirmed"))
    if n % 4_001 == 4_000:
        status = "excluded"
    attribution = chance.choice(("anonymous", "anonymous", "media", "company", "ministry", "analyst"))
    day = date(2026, 11, 22) - timedelta(days=chance.randrange(720))
    return {
        "claim_key": str(n),
        "company_id": owner + 1,
        "document_id": n // 4 + 1,
        "licence_id": licence_id,
        "subject": name_of(owner),
        "kind": "customer" if status == "excluded" else _role(owner, size),
        "licence": "individual" if n % 37 == 36 else "general",
        "status": "denied" if licence_id and n % 11 == 0 else status,
        "state": chance.choice(("reported",) * 8 + ("rejected", "contested")),
        "weighs": True,
        "materials": ["NdFeB", "SmCo"] if n % 500 == 499 else ["NdFeB"],
        "customers": [],
        "attribution": attribution,
        "speaker": name_of(owner) if attribution == "company" else None,
        "outlet": "Wire",
        "hedged": False,
        "quote": f"{name_of(owner)} was said to have a general licence in report {n}.",
        "summary": "",
        "url": f"https://wire.example/{n // 4}",
        "title": f"Report {n // 4}",
        "publisher": f"Wire {n % 7}",
        "grade": chance.choice(("A", "B", "C", None)),
        "number": chance.choice((1, 2, 3, None)),
        "published": day.isoformat() if n % 50 else None,
        "origin": f"Wire {n % 3}",
        "origin_counts": n % 3 == 0,
        "cause": "source",
        "learnt_at": NOW - timedelta(minutes=n % 500_000),
    }


def _change(n: int, chance: random.Random) -> dict[str, Any]:
    return {
        "licence_id": n + 1,
        "old_state": "none",
        "new_state": "granted",
        "old_certainty": "not known",
        "new_certainty": "reported",
        "cause": "source",
        "because": "Two people said so.",
        "evidence_id": n + 1,
        "learnt_at": NOW - timedelta(days=chance.randrange(300)),
    }


def _review(n: int, size: Size) -> dict[str, Any]:
    raised_by = "U7" if n % 4 == 0 else None
    return {
        "evidence_id": 1 + n * (size.evidence // size.reviews),
        "about": "dispute" if raised_by else "reading",
        "raised_by": raised_by,
        "reason": "“appears” is a hedge.",
        "state": "open",
        "link": "",
        "decision": "",
        "learnt_at": NOW - timedelta(days=1),
    }
