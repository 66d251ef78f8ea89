"""Alembic's entry: runs migrations over a plain synchronous connection, in a thread of its own.

All of them in one transaction: a full disk or a kill half-way leaves the record as it was. Who comes second waits and
finds them done.
https://docs.sqlalchemy.org/en/21/dialects/sqlite.html#serializable-isolation-savepoints-transactional-ddl
"""

from typing import Any

from alembic import context
from sqlalchemy import create_engine, event, pool
from sqlalchemy.engine import make_url
from sqlmodel import SQLModel

import storage.models  # noqa: F401  the tables register themselves on import
from storage.postgres import WRITERS

url = make_url(context.config.get_main_option("sqlalchemy.url") or "sqlite://")
on_sqlite = url.get_backend_name() == "sqlite"
engine = create_engine(url.set(drivername="sqlite") if on_sqlite else url, poolclass=pool.NullPool)

if on_sqlite:

    @event.listens_for(engine, "connect")
    def _leave_transactions_to_us(connection: Any, _record: Any) -> None:
        connection.isolation_level = None


@event.listens_for(engine, "begin")
def _begin(connection: Any) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE" if on_sqlite else f"SELECT pg_advisory_xact_lock({WRITERS})")


with engine.connect() as connection:
    context.configure(
        connection=connection, target_metadata=SQLModel.metadata, render_as_batch=on_sqlite, transactional_ddl=True
    )
    with context.begin_transaction():
        context.run_migrations()
