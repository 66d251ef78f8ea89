"""Erase what names a person. What was decided stays, said to be by somebody who is gone."""

import re
from dataclasses import dataclass
from typing import Any

from sqlalchemy import JSON, Column, ColumnElement, String, Table, TypeDecorator, cast, delete, or_, select, update
from sqlmodel import SQLModel, col
from sqlmodel import select as rows_of
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.models import Admin

FORMER_ADMIN = "a former admin"
FORMER_USER = "a former user"

#: Columns that make a row this person's own: it goes whole, because nobody else has a use for it.
_OWN = ("outlet", "user")
#: Whole texts from outside name nobody of ours.
_FOREIGN = ("document", "robots")
_ID = re.compile(r"[UW][A-Z0-9]{4,}")


class NobodyMeant(ValueError):
    """That is no Slack user id; the message says what one looks like."""


@dataclass(frozen=True, kw_only=True)
class Forgotten:
    """What was erased: rows that were the person's own, and rows that named them and now name nobody."""

    removed: int
    changed: int
    was_admin: bool


async def forget(session: AsyncSession, user: str) -> Forgotten:
    """Erase a person everywhere in the record, in one transaction. Raises NobodyMeant.

    Every table is looked at, so that one added later is not left out. Backups made before still name them.
    """
    if not _ID.fullmatch(user):
        raise NobodyMeant(f"“{user[:40]}” is no Slack user id; one looks like U012AB3CD.")
    was_admin = (await session.exec(rows_of(Admin.id).where(col(Admin.user) == user))).first() is not None
    instead = FORMER_ADMIN if was_admin else FORMER_USER
    removed = changed = 0
    for table in SQLModel.metadata.sorted_tables:
        if table.name in _FOREIGN:
            continue
        own = [table.c[name] == user for name in _OWN if name in table.c]
        if own:
            removed += (await (await session.connection()).execute(delete(table).where(or_(*own)))).rowcount
        changed += await _rename(session, table, user, instead)
    session.expire_all()
    return Forgotten(removed=removed, changed=changed, was_admin=was_admin)


async def _rename(session: AsyncSession, table: Table, user: str, instead: str) -> int:
    named = [column for column in table.c if _may_name(column)]
    if not named:
        return 0
    connection = await session.connection()
    whole = re.compile(rf"(?<![A-Za-z0-9]){user}(?![A-Za-z0-9])")
    keys = list(table.primary_key)
    found = await connection.execute(select(*keys, *named).where(or_(*(_mentions(column, user) for column in named))))
    changed = 0
    for row in found.mappings().all():
        told = {column.name: _without(row[column.name], whole, instead) for column in named}
        new = {name: value for name, value in told.items() if value != row[name]}
        if new:
            here = [key == row[key.name] for key in keys]
            await connection.execute(update(table).where(*here).values(**new))
            changed += 1
    return changed


def _may_name(column: Column[Any]) -> bool:
    held = column.type.impl_instance if isinstance(column.type, TypeDecorator) else column.type
    return isinstance(held, String | JSON)


def _mentions(column: Column[Any], user: str) -> ColumnElement[bool]:
    return cast(column, String).contains(user, autoescape=True)


def _without(value: Any, whole: re.Pattern[str], instead: str) -> Any:
    """A value of a column with the person's id replaced, also inside lists."""
    match value:
        case str():
            return whole.sub(instead, value)
        case list():
            return [_without(item, whole, instead) for item in value]
        case dict():
            return {key: _without(item, whole, instead) for key, item in value.items()}
        case _:
            return value
