"""Where wake-ups between processes wait: procrastinate's tables, in a schema of their own beside the record's.

Nothing in them is worth keeping. What is due and what is to be told stands in the record, so a new form of these tables
takes the place of the old one; what waited there is submitted again.
"""

import hashlib

import psycopg

from storage.postgres import SESSION, explained, plain

SCHEMA = "lodestone_wakeups"

#: The lock of whoever makes the tables; see storage/postgres.py for the writers'.
_MAKING = 4_921_867_003


async def prepare(url: str) -> bool:
    """Make the tables, or make them anew when this program needs another form; whether that was needed.

    Raises RecordError.
    """
    sql = _wanted()
    form = hashlib.sha256(sql.encode()).hexdigest()
    try:
        async with await psycopg.AsyncConnection.connect(plain(url), **SESSION) as connection:
            # Several processes may start at once.
            await connection.execute("SELECT pg_advisory_xact_lock(%s)", (_MAKING,))
            if await _form(connection) == form:
                return False
            await connection.execute(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE".encode())
            await connection.execute(f"CREATE SCHEMA {SCHEMA}".encode())
            await connection.execute(f"SET LOCAL search_path = {SCHEMA}".encode())
            await connection.execute(sql.encode())
            await connection.execute(f"COMMENT ON SCHEMA {SCHEMA} IS '{form}'".encode())
    except psycopg.Error as error:
        raise explained(str(error), url) from error
    return True


async def _form(connection: psycopg.AsyncConnection[tuple[str | None, ...]]) -> str | None:
    """The form the tables have; None when there are none."""
    found = await connection.execute(
        "SELECT obj_description(oid, 'pg_namespace') FROM pg_namespace WHERE nspname = %s", (SCHEMA,)
    )
    row = await found.fetchone()
    return row[0] if row else None


def _wanted() -> str:
    # Imported here: only a record on a server needs it, and it costs a fifth of a second.
    from procrastinate.schema import SchemaManager

    return str(SchemaManager.get_schema())
