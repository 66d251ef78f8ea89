"""Who may change things: Slack user ids in the record, not Slack's own admins."""

import hmac
import secrets
from collections.abc import Iterable
from datetime import datetime

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage import audit
from storage.models import Admin, Meta

_CODE = "admin_code"
#: The channel that `admin channel` chose.
CHANNEL = "admin_channel"


async def is_admin(session: AsyncSession, user: str) -> bool:
    found = await session.exec(select(Admin.id).where(Admin.user == user, col(Admin.revoked_at).is_(None)))
    return found.first() is not None


async def any_admin(session: AsyncSession) -> bool:
    return (await session.exec(select(Admin.id).where(col(Admin.revoked_at).is_(None)).limit(1))).first() is not None


async def names(session: AsyncSession) -> tuple[str, ...]:
    """The user ids of everybody who may grant."""
    return tuple((await session.exec(select(Admin.user).where(col(Admin.revoked_at).is_(None)))).all())


async def outlets(session: AsyncSession, admin_channel: str | None) -> tuple[str, ...]:
    """Where admins are told things: the channel chosen in Slack, else the one in the settings, else each of them."""
    chosen = await session.get(Meta, CHANNEL)
    if chosen is not None or admin_channel:
        return (chosen.value if chosen is not None else admin_channel or "",)
    return tuple(dict.fromkeys(user for user in await names(session) if user[:1] in ("U", "W")))


async def appoint(session: AsyncSession, users: Iterable[str], now: datetime) -> None:
    """Make those named in LODESTONE_ADMINS admins; naming them again changes nothing."""
    for user in users:
        if not await is_admin(session, user):
            session.add(Admin(user=user, granted_by="LODESTONE_ADMINS", learnt_at=now))
            await audit.write(session, "LODESTONE_ADMINS", "admin granted", user, now)


async def one_time_code(session: AsyncSession) -> str | None:
    """The code that makes the first admin, the same until it is used; None when there is an admin already."""
    if await any_admin(session):
        return None
    row = await session.get(Meta, _CODE)
    if row is None:
        row = Meta(key=_CODE, value=secrets.token_hex(4))
        session.add(row)
        await session.flush()
    return row.value


async def become(session: AsyncSession, user: str, code: str, now: datetime) -> bool:
    """Spend the one-time code. False when it is wrong, was spent, or somebody is admin already."""
    row = await session.get(Meta, _CODE)
    if row is None or await any_admin(session) or not hmac.compare_digest(row.value.encode(), code.strip().encode()):
        return False
    await session.delete(row)
    session.add(Admin(user=user, granted_by="one-time code", learnt_at=now))
    await audit.write(session, user, "admin granted", user, now, after="by the one-time code")
    return True
