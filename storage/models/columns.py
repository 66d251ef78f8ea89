"""What all tables share: how constraints are named, and columns that hold lists."""

from typing import Any

from sqlalchemy import JSON, Column
from sqlmodel import Field, SQLModel

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


def json_list() -> Any:
    return Field(default_factory=list, sa_column=Column(JSON, nullable=False))
