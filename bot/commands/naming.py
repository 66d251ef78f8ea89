"""Names people type, as companies on record. A near name is offered, never taken for the one typed."""

import re
from collections.abc import Iterable

from sqlmodel.ext.asyncio.session import AsyncSession

from bot import grammar
from bot.grammar import Misunderstood
from bot.messages.parts import shown
from storage import alerts, claims, companies, follows, licences
from storage.domain.names import KnownCompany, NameMatch

#: Names less alike than this are not offered, 100 being the same name.
_CLOSE = 70


#: What people say around a name: "evidence on Ford please", "customers of JL Mag".
_AROUND = re.compile(r"^(?:of|for|on|about|by|from|at)\s+(?:the\s+)?|[\s,]+(?:please|pls)$", re.IGNORECASE)


async def find(session: AsyncSession, typed: str) -> KnownCompany | None:
    """The company with exactly this name, alias or key, or the one that `C7`, `A31` or `W12` is about."""
    named = await find_named(session, typed)
    if named is not None:
        return named
    row = await companies.by_key(session, (await _about(session, typed)) or typed.casefold())
    return KnownCompany(key=row.key, name=row.name) if row else None


async def find_named(session: AsyncSession, typed: str) -> KnownCompany | None:
    """The company of exactly this name or alias: a firm called C7 is found before the claim C7."""
    for name in dict.fromkeys((typed, _AROUND.sub("", typed))):
        match = await licences.resolve(session, name) if name else None
        if match is not None:
            return match.company
    return None


async def _about(session: AsyncSession, typed: str) -> str | None:
    """The key of the company that a short id is about."""
    if claim := grammar.short_id(typed, "C"):
        found = await claims.named(session, claim)
        return found.company if found else None
    if alert_id := grammar.short_id(typed, "A"):
        return await alerts.about(session, alert_id)
    if follow_id := grammar.short_id(typed, "W"):
        follow = await follows.get(session, follow_id)
        return follow.companies[0] if follow and len(follow.companies) == 1 else None
    return None


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
    slips = await companies.slips(session, typed)
    return slips or close(await licences.near(session, typed))


def close(matches: Iterable[NameMatch]) -> list[NameMatch]:
    """Those that are close enough to be offered."""
    return [match for match in matches if match.score >= _CLOSE][:2]


async def anybody(session: AsyncSession, fallback: str = "COMPANY") -> str:
    """A name on record, for an example that works when it is copied."""
    known = (await companies.index(session)).companies
    return known[0].name if known else fallback
