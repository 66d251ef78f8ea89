"""Outlets and our grade of them (A-F, Admiralty code). Unknown is None: an unknown outlet is not a middling one."""

from collections.abc import Iterable
from functools import lru_cache

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.models import Publisher

#: One unit of work looks the table up once.
_KNOWN = "publishers"


async def grade_of(session: AsyncSession, publisher: str | None) -> str | None:
    """Our letter for an outlet by its name or domain; None when nobody judged it."""
    found = await _find(session, publisher)
    return found.grade if found else None


async def name_of(session: AsyncSession, outlet: str | None) -> str | None:
    """One name for all spellings of an outlet, so that one origin is counted once; as given when we do not know it."""
    found = await _find(session, outlet)
    return found.name if found else outlet


class Book:
    """The outlets as they were at one moment, for looking up many."""

    def __init__(self, rows: Iterable[Publisher]) -> None:
        self._by_name: dict[str, tuple[str, str | None]] = {}
        self._by_domain: dict[str, tuple[str, str | None]] = {}
        for row in rows:
            for name in _names(row):
                self._by_name.setdefault(name, (row.name, row.grade))
            for domain in row.domains:
                self._by_domain.setdefault(domain.casefold(), (row.name, row.grade))
        self._find = lru_cache(1_024)(self._look)  # a feed names the same outlet for each item

    def name_of(self, outlet: str | None) -> str | None:
        """One name for all spellings of an outlet; as given when we do not know it."""
        found = self._find(outlet)
        return found[0] if found else outlet

    def grade_of(self, outlet: str | None) -> str | None:
        """Our letter for an outlet by its name or domain; None when nobody judged it."""
        found = self._find(outlet)
        return found[1] if found else None

    def _look(self, outlet: str | None) -> tuple[str, str | None] | None:
        wanted = (outlet or "").strip().casefold()
        found = self._by_name.get(wanted) if wanted else None
        while found is None and "." in wanted:
            wanted = wanted.partition(".")[2]
            found = self._by_domain.get(wanted)
        return found


async def book(session: AsyncSession) -> Book:
    """All outlets, for looking up many."""
    return Book((await session.exec(select(Publisher))).all())


def forget(session: AsyncSession) -> None:
    """Outlets were added in this unit of work: look them up again."""
    session.info.pop(_KNOWN, None)


async def _find(session: AsyncSession, name: str | None) -> Publisher | None:
    rows: list[Publisher] | None
    if not name:
        return None
    wanted = name.strip().casefold()
    rows = session.info.get(_KNOWN)
    if rows is None:
        rows = session.info[_KNOWN] = list((await session.exec(select(Publisher))).all())
    for row in rows:
        if wanted in _names(row) or any(wanted.endswith(f".{domain.casefold()}") for domain in row.domains):
            return row
    return None


def _names(row: Publisher) -> Iterable[str]:
    return (name.casefold() for name in (row.name, *row.aliases, *row.domains))
