"""Companies and the names they go by. One index of names serves what is read and what is typed."""

import re
import secrets
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.domain.licence import Role
from storage.domain.names import KnownCompany, NameIndex, NameMatch, roles_of
from storage.models import Alias, Company, Meta

#: Names this alike are shown to a person as perhaps the same company; they are never merged by themselves.
LOOKALIKE = 90

_VERSION = "names_version"


async def index(session: AsyncSession) -> NameIndex:
    """The index of all names, built again only when a name changed."""
    memory: dict[str, Any] = session.info.get("memory", {})
    version = await _version(session)
    held = memory.get("names")
    if held is None or held[0] != version:
        held = (version, NameIndex(await known(session)))
        memory["names"] = held
    built: NameIndex = held[1]
    return built


async def known(session: AsyncSession) -> list[KnownCompany]:
    """Every company with its live names; those that proved to be another one are left out."""
    live = select(Company).where(col(Company.merged_into).is_(None))
    aliases: dict[int, list[str]] = {}
    for alias in (await session.exec(select(Alias).where(col(Alias.removed_at).is_(None)))).all():
        aliases.setdefault(alias.company_id, []).append(alias.text)
    return [
        KnownCompany(
            key=company.key,
            name=company.name,
            roles=roles_of(company.roles, company.country),
            aliases=tuple(aliases.get(company.id or 0, ())),
        )
        for company in (await session.exec(live.order_by(col(Company.id)))).all()
    ]


async def resolve(session: AsyncSession, typed: str) -> NameMatch | None:
    """The company this name is exactly, however it is spelt."""
    return (await index(session)).resolve(typed)


async def near(session: AsyncSession, typed: str, limit: int = 3) -> list[NameMatch]:
    """Companies with a name close to this one, best first."""
    return (await index(session)).near(typed, limit)


async def by_key(session: AsyncSession, key: str) -> Company | None:
    return (await session.exec(select(Company).where(Company.key == key))).one_or_none()


async def names(session: AsyncSession, keys: Collection[str]) -> dict[str, str]:
    """The name of each company of these keys; keys nobody has are left out."""
    return dict((await session.exec(select(Company.key, Company.name).where(col(Company.key).in_(keys)))).all())


async def count(session: AsyncSession) -> int:
    return (await session.exec(select(func.count()).where(col(Company.merged_into).is_(None)))).one()


async def add(
    session: AsyncSession,
    name: str,
    *,
    now: datetime,
    cause: str,
    roles: Sequence[Role] = (),
    key: str | None = None,
    proposed: bool = False,
    **facts: Any,
) -> Company:
    """A new company. Its key is made from its name and stays when the name changes."""
    company = Company(
        key=key or await _free_key(session, name),
        name=name,
        roles=[role.value for role in roles],
        proposed=proposed,
        cause=cause,
        learnt_at=now,
        **facts,
    )
    session.add(company)
    await session.flush()
    await touch(session)
    return company


async def add_names(
    session: AsyncSession, company: Company, names: Iterable[tuple[str, str]], *, now: datetime, cause: str
) -> list[str]:
    """Add (text, kind) names a company does not have yet; the answer is what was new. A removed name comes back."""
    assert company.id is not None
    have = {a.text: a for a in (await session.exec(select(Alias).where(Alias.company_id == company.id))).all()}
    new = []
    for text, kind in names:
        text = text.strip()
        if not text or text == company.name:
            continue
        if (held := have.get(text)) is None:
            have[text] = Alias(company_id=company.id, text=text, kind=kind, cause=cause, learnt_at=now)
            session.add(have[text])
            new.append(text)
        elif held.removed_at is not None:
            held.removed_at = None
            new.append(text)
    if new:
        await session.flush()
        await touch(session)
    return new


async def add_role(session: AsyncSession, company: Company, role: Role) -> None:
    """A company may be exporter and SmCo producer at once."""
    if role.value not in company.roles:
        company.roles = [*company.roles, role.value]
        session.add(company)
        await touch(session)


async def retire(session: AsyncSession, proposed: Company, known: Company) -> None:
    """A proposed company proved to be a known one: its names are that one's, its row stays for the history."""
    proposed.merged_into = known.id
    session.add(proposed)
    held = set((await session.exec(select(Alias.text).where(Alias.company_id == known.id))).all())
    for alias in await names_of(session, proposed.id or 0):
        if alias.text not in held:
            alias.company_id = known.id or 0
            session.add(alias)
    await touch(session)


async def names_of(session: AsyncSession, company_id: int) -> list[Alias]:
    found = await session.exec(
        select(Alias).where(Alias.company_id == company_id, col(Alias.removed_at).is_(None)).order_by(col(Alias.id))
    )
    return list(found.all())


async def touch(session: AsyncSession) -> None:
    """Say that names changed: every index of names built before is out of date."""
    # A token, not a number: one that was rolled back never comes again, so nothing built under it is mistaken for true.
    await session.merge(Meta(key=_VERSION, value=secrets.token_hex(8)))
    await session.flush()


async def _version(session: AsyncSession) -> str:
    row = (await session.exec(select(Meta.value).where(Meta.key == _VERSION))).first()
    return row or "0"


async def _free_key(session: AsyncSession, name: str) -> str:
    folded = unicodedata.normalize("NFKC", name).casefold()
    base = re.sub(r"[\W_]+", "-", folded).strip("-")[:60] or "company"
    taken = set((await session.exec(select(Company.key).where(col(Company.key).startswith(base)))).all())
    if base not in taken:
        return base
    return next(f"{base}-{n}" for n in range(2, len(taken) + 3) if f"{base}-{n}" not in taken)
