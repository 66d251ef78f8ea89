"""Names people type, as companies on record. A near name is offered, never taken for the one typed."""

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.grammar import Misunderstood
from bot.messages.parts import shown
from storage import companies, licences
from storage.domain.names import KnownCompany, NameMatch

#: Names less alike than this are not offered, 100 being the same name.
_CLOSE = 70


async def find(session: AsyncSession, typed: str) -> KnownCompany | None:
    """The company with exactly this name, alias or key (keys appear in the words of a follow)."""
    match = await licences.resolve(session, typed)
    if match is not None:
        return match.company
    row = await companies.by_key(session, typed.casefold())
    return KnownCompany(key=row.key, name=row.name) if row else None


async def require(session: AsyncSession, typed: str, before: str, after: str = "") -> KnownCompany:
    """The company, or Misunderstood with the nearest; `before` and `after` are the command around the name."""
    company = await find(session, typed)
    if company is not None:
        return company
    near = await like(session, typed)
    nearest = f'{before}"{near[0].company.name}"{after}' if near else None
    raise Misunderstood(f"No company on record is called {shown(typed)}.", odd=typed, nearest=nearest)


async def like(session: AsyncSession, typed: str) -> list[NameMatch]:
    """Companies whose name was perhaps meant, best first; few and close, because a long list is no help."""
    return [match for match in await licences.near(session, typed) if match.score >= _CLOSE][:2]


async def anybody(session: AsyncSession, fallback: str = "COMPANY") -> str:
    """A name on record, for an example that works when it is copied."""
    known = await companies.known(session)
    return known[0].name if known else fallback
