"""Alembic's entry: runs migrations over a plain synchronous SQLite connection, in a thread of its own."""

from alembic import context
from sqlalchemy import create_engine, pool
from sqlalchemy.engine import make_url
from sqlmodel import SQLModel

import storage.models  # noqa: F401  the tables register themselves on import

url = make_url(context.config.get_main_option("sqlalchemy.url") or "sqlite://")
engine = create_engine(url.set(drivername="sqlite"), poolclass=pool.NullPool)
with engine.connect() as connection:
    context.configure(connection=connection, target_metadata=SQLModel.metadata, render_as_batch=True)
    with context.begin_transaction():
        context.run_migrations()
