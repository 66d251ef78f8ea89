"""The whole record from one database to another, and the proof that nothing was lost on the way."""

import hashlib
import json
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Table, bindparam, func, insert, select, tuple_, update
from sqlmodel import SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession

from storage import deliveries
from storage.database import Database, Lock, RecordError, is_postgres
from storage.postgres import standing_still

#: Rows on the way at once: few enough for any memory, many enough for speed.
_AT_ONCE = 2_000


@dataclass(frozen=True, kw_only=True)
class Moved:
    """One table: how many rows it has, and the same checksum over all of them here and there."""

    table: str
    rows: int
    checksum: str


async def move(source: Database, target: Database, who: str, now: datetime) -> tuple[Moved, ...]:
    """Copy every row into an empty record, or nothing at all, and compare counts and checksums before it counts.

    Nobody can write to the source meanwhile. Afterwards it holds what it would tell, so that two records never tell the
    same: whoever starts on it again releases that first, as after a restore. Raises RecordError; then neither changed.
    """
    if source.url == target.url:
        raise RecordError("That is the record itself: name another address.")
    lock = Lock(source.path)
    lock.take()
    try:
        if source.path is not None and not source.path.exists():
            raise RecordError(f"There is no record at {source.path} yet, so there is nothing to move.")
        await source.upgrade()
        await target.upgrade()
        # While one of the two is read, nothing is said to the other for as long as that takes.
        async with source.write() as here, standing_still(here, 0):
            async with target.write() as there, standing_still(there, 0):
                await _refuse_unless_empty(there)
                moved = [await _move_table(here, there, table) for table in SQLModel.metadata.sorted_tables]
                if is_postgres(target.url):
                    await _count_on(there)
            await deliveries.hold_all(here, now, who, now)
    finally:
        lock.free()
    return tuple(moved)


async def _move_table(here: AsyncSession, there: AsyncSession, table: Table) -> Moved:
    back = [key.parent.name for key in table.foreign_keys if key.column.table is table]
    connection = await there.connection()
    async for rows in _rows(here, table):
        await connection.execute(insert(table), [{**row, **dict.fromkeys(back)} for row in rows])
    for column in back:
        # A row may point to a later one of its own table, so that comes when all are there.
        points = update(table).where(table.c.id == bindparam("own")).values({column: bindparam("to")})
        async for rows in _rows(here, table):
            if pointing := [{"own": row["id"], "to": row[column]} for row in rows if row[column] is not None]:
                await connection.execute(points, pointing)
    sent, arrived = await _summed(here, table), await _summed(there, table)
    if sent != arrived:
        raise RecordError(
            f"The table {table.name} did not arrive as it was sent ({sent.rows} rows there, {arrived.rows} here): "
            "nothing was moved."
        )
    return arrived


async def _summed(session: AsyncSession, table: Table) -> Moved:
    """Count and checksum of a table: the sum of its rows' SHA-256, because databases sort texts differently."""
    total, count = 0, 0
    async for rows in _rows(session, table):
        count += len(rows)
        for row in rows:
            written = json.dumps(row, sort_keys=True, default=_plain, ensure_ascii=False).encode()
            total += int.from_bytes(hashlib.sha256(written).digest())
    return Moved(table=table.name, rows=count, checksum=f"{total % 2**256:064x}")


async def _rows(session: AsyncSession, table: Table) -> AsyncIterator[list[dict[str, Any]]]:
    connection = await session.connection()
    keys = list(table.primary_key)
    after: Sequence[Any] | None = None
    while True:
        query = select(table).order_by(*keys).limit(_AT_ONCE)
        if after is not None:
            query = query.where(_beyond(keys, after))
        found = [dict(row) for row in (await connection.execute(query)).mappings().all()]
        if found:
            yield found
        if len(found) < _AT_ONCE:
            return
        after = [found[-1][key.name] for key in keys]


def _beyond(keys: Sequence[Any], after: Sequence[Any]) -> Any:
    """Rows whose key comes after this one; keys of several columns compare as rows do."""
    return keys[0] > after[0] if len(keys) == 1 else tuple_(*keys) > tuple_(*after)


async def _refuse_unless_empty(session: AsyncSession) -> None:
    for table in SQLModel.metadata.sorted_tables:
        connection = await session.connection()
        if (await connection.execute(select(func.count()).select_from(table))).scalar_one():
            raise RecordError(
                f"The record to move to is not empty ({table.name} has rows): name a new database. Nothing was moved."
            )


async def _count_on(session: AsyncSession) -> None:
    """PostgreSQL's sequences know nothing of rows that came with their ids: the next one goes on after them."""
    connection = await session.connection()
    for table in SQLModel.metadata.sorted_tables:
        if [key.name for key in table.primary_key] == ["id"]:
            await connection.execute(
                select(
                    func.setval(
                        func.pg_get_serial_sequence(table.name, "id"),
                        func.coalesce(func.max(table.c.id), 1),
                        func.max(table.c.id).is_not(None),
                    )
                )
            )


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, Mapping):
        return json.dumps(value, sort_keys=True)
    return str(value)
