"""Companies and the names they go by. One index of names serves what is read and what is typed."""

import asyncio
import re
import secrets
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import bindparam, func
from sqlalchemy import select as columns
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage import postgres
from storage.domain.licence import Role
from storage.domain.names import KnownCompany, NameIndex, NameMatch, roles_of
from storage.models import Alias, Company, Meta
from storage.prepared import Prepared

#: Names this alike are shown to a person as perhaps the same company; they are never merged by themselves.
LOOKALIKE = 90

_VERSION = "names_version"
_VERSION_NOW = Prepared(select(Meta.value).where(Meta.key == _VERSION))
#: Instead of a company's id: names of whomever.
_ANY = "*"
#: Changes of names that are told one by one; whoever missed more compares all names.
_REMEMBERED = 100
#: So many names are folded in no time; more of them beside the event loop.
_FEW = 20


#: Indexes of names with the version each is of, newest first.
_Indexes = tuple[tuple[str, NameIndex], ...]


async def index(session: AsyncSession) -> NameIndex:
    """The index of all names. What changed since it was built is laid over it; only the first one is built whole."""
    memory: dict[str, Any] = session.info.get("memory", {})
    version = await _version(session)
    if (found := _held(memory, version)) is not None:
        return found
    # One build serves everybody who waits for it.
    async with memory.setdefault("names lock", asyncio.Lock()):
        if (found := _held(memory, version)) is None:
            held: _Indexes = memory.get("names", ())
            found = await _brought_up_to(session, version, held)
            # The one before serves after a roll-back.
            memory["names"] = ((version, found), *held[:1])
        return found


def _held(memory: Mapping[str, Any], version: str) -> NameIndex | None:
    held: _Indexes = memory.get("names", ())
    return next((index for of, index in held if of == version), None)


async def _brought_up_to(session: AsyncSession, version: str, held: _Indexes) -> NameIndex:
    """The newest index that is held, with what changed since."""
    for of, old in held:
        if (ids := _changed_since(of, version)) is not None:
            return await _laid_over(session, old, await _as_they_are(session, ids))
    async with postgres.standing_still(session):
        now = await _read(session)
        if not held:
            # Folding tens of thousands of names takes seconds of the processor's: others are answered meanwhile.
            return await asyncio.to_thread(NameIndex, now.values())
    old = held[0][1]
    gone = dict.fromkeys(company.key for company in old.companies if company.key not in now)
    return await _laid_over(session, old, gone | {key: new for key, new in now.items() if new != old.of(key)})


async def _laid_over(session: AsyncSession, old: NameIndex, changed: Mapping[str, KnownCompany | None]) -> NameIndex:
    if old.changes + len(changed) > max(_FEW, len(old) // 2):
        now = {**{company.key: company for company in old.companies}, **changed}
        async with postgres.standing_still(session):
            return await asyncio.to_thread(NameIndex, [company for company in now.values() if company is not None])
    if len(changed) > _FEW:
        async with postgres.standing_still(session):
            return await asyncio.to_thread(old.with_changes, changed)
    return old.with_changes(changed)


async def known(session: AsyncSession) -> list[KnownCompany]:
    """Every company with its live names; those that proved to be another one are left out."""
    return list((await _read(session)).values())


async def _as_they_are(session: AsyncSession, ids: Collection[int]) -> dict[str, KnownCompany | None]:
    """These companies by key, None for one that proved to be another one."""
    keys = (await session.exec(select(Company.key).where(col(Company.id).in_(ids)))).all()
    return {**dict.fromkeys(keys), **await _read(session, ids)}


async def _read(session: AsyncSession, ids: Collection[int] | None = None) -> dict[str, KnownCompany]:
    """All live companies by key, or those of these ids, in the order of the record."""
    # Columns only: rows that a session tracks one by one cost several times as much.
    wanted: tuple[Any, ...] = (Company.id, Company.key, Company.name, Company.roles, Company.country)
    live: Any = columns(*wanted).where(col(Company.merged_into).is_(None)).order_by(col(Company.id))
    names = select(Alias.company_id, Alias.text).where(col(Alias.removed_at).is_(None)).order_by(col(Alias.id))
    if ids is not None:
        live, names = live.where(col(Company.id).in_(ids)), names.where(col(Alias.company_id).in_(ids))
    aliases: dict[int, list[str]] = {}
    for number, text in (await session.exec(names)).all():
        aliases.setdefault(number, []).append(text)
    return {
        key: KnownCompany(key=key, name=name, roles=roles_of(roles, country), aliases=tuple(aliases.get(number, ())))
        for number, key, name, roles, country in (await session.exec(live)).all()
    }


async def resolve(session: AsyncSession, typed: str) -> NameMatch | None:
    """The company this name is exactly, however it is spelt."""
    return (await index(session)).resolve(typed)


async def near(session: AsyncSession, typed: str, limit: int = 3) -> list[NameMatch]:
    """Companies with a name close to this one, best first."""
    return (await index(session)).near(typed, limit)


async def slips(session: AsyncSession, typed: str) -> list[NameMatch]:
    """Companies whose name was typed but for a slip of the fingers, best first."""
    return (await index(session)).slips(typed)


async def by_key(session: AsyncSession, key: str) -> Company | None:
    return (await session.exec(select(Company).where(Company.key == key))).one_or_none()


async def facts(session: AsyncSession, key: str) -> Any:
    """What an answer says of a company itself, as a bare row; None when there is none of this key."""
    return await _facts().one(session, key=key)


@cache
def _facts() -> Prepared:
    wanted: tuple[Any, ...] = (Company.id, Company.key, Company.name, Company.legal_name, Company.local_name)
    query: Any = columns(*wanted, col(Company.country), col(Company.roles), col(Company.proposed))
    return Prepared(query.where(col(Company.key) == bindparam("key")))


async def names(session: AsyncSession, keys: Collection[str]) -> dict[str, str]:
    """The name of each company of these keys; keys nobody has are left out."""
    return dict((await session.exec(select(Company.key, Company.name).where(col(Company.key).in_(keys)))).all())


_COUNT = Prepared(select(func.count()).where(col(Company.merged_into).is_(None)))


async def count(session: AsyncSession) -> int:
    return int(await _COUNT.value(session))


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
    await touch(session, company)
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
        await touch(session, company)
    return new


async def add_role(session: AsyncSession, company: Company, role: Role) -> None:
    """A company may be exporter and SmCo producer at once."""
    if role.value not in company.roles:
        company.roles = [*company.roles, role.value]
        session.add(company)
        await session.flush()
        await touch(session, company)


async def retire(session: AsyncSession, proposed: Company, known: Company) -> None:
    """A proposed company proved to be a known one: its names are that one's, its row stays for the history."""
    proposed.merged_into = known.id
    session.add(proposed)
    held = set((await session.exec(select(Alias.text).where(Alias.company_id == known.id))).all())
    for alias in await names_of(session, proposed.id or 0):
        if alias.text not in held:
            alias.company_id = known.id or 0
            session.add(alias)
    await session.flush()
    await touch(session, proposed, known)


async def names_of(session: AsyncSession, company_id: int) -> list[Alias]:
    found = await session.exec(
        select(Alias).where(Alias.company_id == company_id, col(Alias.removed_at).is_(None)).order_by(col(Alias.id))
    )
    return list(found.all())


async def aliases(session: AsyncSession, company_id: int) -> list[Any]:
    """The text and kind of every name a company has besides its own, as bare rows."""
    return await _aliases().rows(session, company_id=company_id)


@cache
def _aliases() -> Prepared:
    live = (col(Alias.company_id) == bindparam("company_id"), col(Alias.removed_at).is_(None))
    return Prepared(columns(col(Alias.text), col(Alias.kind)).where(*live).order_by(col(Alias.id)))


async def touch(session: AsyncSession, *changed: Company) -> None:
    """Say that names of these companies changed, or of any where none is given: an index made before is out of date."""
    # Whoever changes names at the same moment waits here, so that no change is lost from the list.
    row = (await session.exec(select(Meta).where(Meta.key == _VERSION).with_for_update())).one_or_none()
    row = row or Meta(key=_VERSION, value="")
    # A token, not a number: one that was rolled back never comes again, so nothing built under it is mistaken for true.
    whose = ",".join(str(company.id) for company in changed) or _ANY
    row.value = " ".join([*row.value.split()[1 - _REMEMBERED :], f"{whose}:{secrets.token_hex(6)}"])
    session.add(row)
    await session.flush()


def _changed_since(held: str, version: str) -> frozenset[int] | None:
    """Ids of the companies that changed between two versions; None when that is not remembered."""
    last = held.rpartition(" ")[2]
    steps = version.split()
    if last not in steps:
        return None
    whose = {number for step in steps[steps.index(last) + 1 :] for number in step.partition(":")[0].split(",")}
    return None if _ANY in whose else frozenset(map(int, whose))


async def _version(session: AsyncSession) -> str:
    """The last changes of names, oldest first, each with whose they were; the last one is the version."""
    return await _VERSION_NOW.value(session) or "0"


async def _free_key(session: AsyncSession, name: str) -> str:
    folded = unicodedata.normalize("NFKC", name).casefold()
    base = re.sub(r"[\W_]+", "-", folded).strip("-")[:60] or "company"
    taken = set((await session.exec(select(Company.key).where(col(Company.key).startswith(base)))).all())
    if base not in taken:
        return base
    return next(f"{base}-{n}" for n in range(2, len(taken) + 3) if f"{base}-{n}" not in taken)
