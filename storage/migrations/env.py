"""Alembic's entry: runs migrations over a plain synchronous SQLite connection, in a thread of its own.

All of them in one transaction: a full disk or a kill half-way leaves the record as it was.
https://docs.sqlalchemy.org/en/21/dialects/sqlite.html#serializable-isolation-savepoints-transactional-ddl
"""

from typing import Any

from alembic import context
from sqlalchemy import create_engine, event, pool
from sqlalchemy.engine import make_url
from sqlmodel import SQLModel

import storage.models  # noqa: F401  the tables register themselves on import

url = make_url(context.config.get_main_option("sqlalchemy.url") or "sqlite://")
engine = create_engine(url.set(drivername="sqlite"), poolclass=pool.NullPool)


@event.listens_for(engine, "connect")
def _leave_transactions_to_us(connection: Any, _record: Any) -> None:
    connection.isolation_level = None


@event.listens_for(engine, "begin")
def _begin(connection: Any) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


with engine.connect() as connection:
    context.configure(
        connection=connection, target_metadata=SQLModel.metadata, render_as_batch=True, transactional_ddl=True
    )
    with context.begin_transaction():
        context.run_migrations()
