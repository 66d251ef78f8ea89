"""Questions that are asked all day: compiled once, put to the driver itself, answered with bare rows.

SQLAlchemy writes each of them for either database. What it does besides whenever a statement is executed (building it,
finding what it compiled before, following every row) costs several times what most of these statements do.
"""

from collections import namedtuple
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.connection import Connection

#: Among what a database remembers: called with every statement asked here, and its values.
HEARD = "hear statements"
_DRIVER = "driver"
#: Lists come in many lengths; so many forms of one statement are remembered.
_FORMS = 64


class Prepared:
    """A SELECT whose values are given by name (`bindparam`) when it is asked; a list for an expanding one."""

    def __init__(self, statement: Any) -> None:
        self._statement = statement
        self._compiled: dict[str, Any] = {}
        self._forms: dict[tuple[object, ...], _Form] = {}

    async def rows(self, session: AsyncSession, /, **values: Any) -> list[Any]:
        """All rows, their columns by name. It sees what the session has changed, as its own queries do."""
        if session.new or session.dirty or session.deleted:
            await session.flush()
        driver, dialect = session.info.get(_DRIVER) or await _driver(session)
        lengths = ((name, len(value)) for name, value in values.items() if isinstance(value, list))
        form = self._forms.get(key := (dialect.name, *lengths))
        if form is None:
            if len(self._forms) >= _FORMS:
                self._forms.clear()
            compiled = self._compiled.get(dialect.name)
            if compiled is None:
                compiled = self._compiled[dialect.name] = self._statement.compile(dialect=dialect)
            form = self._forms[key] = _form(compiled, dialect, values)
        given = form.bound(values)
        if (hear := session.info.get("memory", {}).get(HEARD)) is not None:
            hear(form.sql, given)
        try:
            description, found = await _fetched(driver, form, given)
        except dialect.loaded_dbapi.Error as error:
            if dialect.is_disconnect(error, driver, None):
                # Else the roll-back would be sent down it, and what comes of that be told instead.
                await (await session.connection()).invalidate(error)
            raise DBAPIError.instance(
                form.sql, None, error, dialect.loaded_dbapi.Error, hide_parameters=True, dialect=dialect
            ) from error
        return form.read(found, description)

    async def one(self, session: AsyncSession, /, **values: Any) -> Any:
        """The first row; None when there is none."""
        found = await self.rows(session, **values)
        return found[0] if found else None

    async def value(self, session: AsyncSession, /, **values: Any) -> Any:
        """The first column of the first row; None when there is none."""
        found = await self.one(session, **values)
        return found[0] if found is not None else None


async def _driver(session: AsyncSession) -> tuple[Any, Any]:
    """The driver's own connection on which this session's transaction runs, for as long as the session lives."""
    found: tuple[Any, Any] = await session.run_sync(_under)
    session.info[_DRIVER] = found
    return found


def _under(session: Session) -> tuple[Any, Any]:
    connection = session.connection()
    return connection.connection.driver_connection, connection.dialect


async def _fetched(driver: Any, form: "_Form", values: Any) -> tuple[Any, list[Any]]:
    """What the driver says of the columns, where that is not known yet, and the rows."""
    if isinstance(driver, Connection):
        description, _, _, rows = await driver.errand(lambda cursor: cursor.execute(form.sql, values))
        return description, rows
    cursor = await driver.execute(form.sql, values)
    # psycopg makes up a description anew each time it is asked.
    return cursor.description if form.from_driver is None else None, await cursor.fetchall()


@dataclass(kw_only=True)
class _Form:
    """A statement as one database takes it, with lists of certain lengths."""

    sql: str
    #: Names in the order of their places, or None where values go by name.
    places: tuple[str, ...] | None
    #: Everything by name, also what is given each time.
    constants: Mapping[str, Any]
    #: What a list is spread over.
    spread: Mapping[str, tuple[str, ...]]
    to_driver: Mapping[str, Callable[[Any], Any]]
    #: How each column's values are read, by what the driver says of it.
    readers: Callable[[Any], tuple[tuple[int, Callable[[Any], Any]], ...]]
    row: Callable[[Iterable[Any]], Any]
    from_driver: tuple[tuple[int, Callable[[Any], Any]], ...] | None = None

    def bound(self, values: Mapping[str, Any]) -> Any:
        named = {**self.constants}
        for name, value in values.items():
            change = self.to_driver.get(name, _as_it_is)
            if name in self.spread:
                named.update(zip(self.spread[name], map(change, value), strict=True))
            elif name in named:
                named[name] = change(value)
        return named if self.places is None else tuple([named[name] for name in self.places])

    def read(self, found: Iterable[Any], description: Any) -> list[Any]:
        if self.from_driver is None:
            self.from_driver = self.readers(description)
        if not self.from_driver:
            return [self.row(row) for row in found]
        rows = []
        for row in found:
            values = list(row)
            for place, change in self.from_driver:
                values[place] = change(values[place])
            rows.append(self.row(values))
        return rows


def _form(compiled: Any, dialect: Any, values: Mapping[str, Any]) -> _Form:
    state = compiled.construct_expanded_state({**compiled.params, **values})
    changes = {name: _change(bind.type, dialect, "bind_processor") for name, bind in compiled.binds.items()}
    to_driver = {name: change for name, change in changes.items() if change is not None}
    origin = {part: name for name, parts in state.parameter_expansion.items() for part in parts}
    constants = {
        name: to_driver.get(origin.get(name, name), _as_it_is)(value)
        for name, value in state.parameters.items()
        if name not in values and origin.get(name) not in values
    }
    columns = list(compiled.statement.selected_columns)

    def readers(description: Any) -> tuple[tuple[int, Callable[[Any], Any]], ...]:
        found = (
            (place, _change(column.type, dialect, "result_processor", said[1]))
            for place, (column, said) in enumerate(zip(columns, description, strict=True))
        )
        return tuple((place, change) for place, change in found if change is not None)

    return _Form(
        sql=state.statement,
        places=tuple(state.positiontup) if compiled.positional else None,
        constants=constants | dict.fromkeys(name for name in values if name in state.parameters),
        spread={name: tuple(parts) for name, parts in state.parameter_expansion.items() if name in values},
        to_driver=to_driver,
        readers=readers,
        row=_row([_name(column) for column in columns]),
    )


def _change(kind: Any, dialect: Any, which: str, *more: Any) -> Callable[[Any], Any] | None:
    """How a value of this type is brought to the driver, or from it; None when it is taken as it is."""
    found: Callable[[Any], Any] | None = getattr(kind.dialect_impl(dialect), which)(dialect, *more)
    return found


def _as_it_is(value: Any) -> Any:
    return value


def _row(names: Sequence[str]) -> Callable[[Iterable[Any]], Any]:
    kind: Any = namedtuple("Row", names)  # type: ignore[misc]
    made: Callable[[Iterable[Any]], Any] = kind._make
    return made


def _name(column: Any) -> str:
    return str(getattr(column, "key", None) or column.name)
