"""Who may change things: Slack user ids in the record, not Slack's own admins."""

import hmac
import secrets
from collections.abc import Iterable
from datetime import datetime

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage import audit, notices
from storage.models import Admin, Meta

#: The kind of the notice to the first admin.
WELCOME = "welcome"
_CODE = "admin_code"
_WELCOMED = "welcomed"
_KEPT_CHANNEL = "admin_channel_in_settings"
#: Whom the settings name.
SETTINGS = "LODESTONE_ADMINS"
#: The channel that `admin channel` chose.
CHANNEL = "admin_channel"


class LastAdmin(ValueError):
    """Without this one nobody could grant any more; the message says what to do first."""


async def is_admin(session: AsyncSession, user: str) -> bool:
    found = await session.exec(select(Admin.id).where(Admin.user == user, col(Admin.revoked_at).is_(None)))
    return found.first() is not None


async def any_admin(session: AsyncSession) -> bool:
    return (await session.exec(select(Admin.id).where(col(Admin.revoked_at).is_(None)).limit(1))).first() is not None


async def names(session: AsyncSession) -> tuple[str, ...]:
    """The user ids of everybody who may grant."""
    return tuple((await session.exec(select(Admin.user).where(col(Admin.revoked_at).is_(None)))).all())


async def outlets(session: AsyncSession, admin_channel: str | None = None) -> tuple[str, ...]:
    """Where admins are told things: the channel chosen in Slack, else the one in the settings, else each of them.

    Whoever does not know the settings gets the channel that `remember` kept of them.
    """
    kept = await session.get(Meta, _KEPT_CHANNEL)
    told = await channel(session) or admin_channel or (kept.value if kept is not None else None)
    if told:
        return (told,)
    return tuple(dict.fromkeys(user for user in await names(session) if user[:1] in ("U", "W")))


async def appoint(session: AsyncSession, users: Iterable[str], now: datetime) -> None:
    """Make those named in LODESTONE_ADMINS admins; naming them again changes nothing."""
    for user in users:
        if not await is_admin(session, user):
            session.add(Admin(user=user, granted_by=SETTINGS, learnt_at=now))
            await audit.write(session, SETTINGS, "admin granted", user, now)


async def remembers(session: AsyncSession, admin_channel: str | None) -> bool:
    kept = await session.get(Meta, _KEPT_CHANNEL)
    return (kept.value if kept is not None else "") == (admin_channel or "")


async def remember(session: AsyncSession, admin_channel: str | None) -> None:
    """Keep the channel that the settings name, for what is told where the settings are not known."""
    await session.merge(Meta(key=_KEPT_CHANNEL, value=admin_channel or ""))


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


async def welcome(session: AsyncSession, now: datetime) -> bool:
    """Have the first admin told, once ever, what to try first. False when that was done, or nobody is admin in Slack.

    The row that says so and the message are one transaction: a start that dies in between changes nothing.
    """
    if await session.get(Meta, _WELCOMED) is not None:
        return False
    rows = await session.exec(select(Admin).where(col(Admin.revoked_at).is_(None)).order_by(col(Admin.id)))
    first = next((row for row in rows.all() if row.user[:1] in ("U", "W")), None)
    if first is None:
        return False
    session.add(Meta(key=_WELCOMED, value=first.user))
    await notices.tell(session, WELCOME, first.user, first.granted_by, [first.user], now)
    return True


async def grant(session: AsyncSession, user: str, who: str, now: datetime) -> bool:
    """Make somebody admin. False when they are one already: of two who press at once, the second is told."""
    if await is_admin(session, user):
        return False
    session.add(Admin(user=user, granted_by=who, learnt_at=now))
    await audit.write(session, who, "admin granted", user, now)
    return True


async def revoke(session: AsyncSession, user: str, who: str, now: datetime) -> str | None:
    """Make somebody admin no more; the answer is who had granted it, None when they were no admin. Raises LastAdmin."""
    rows = (await session.exec(select(Admin).where(col(Admin.revoked_at).is_(None)))).all()
    theirs = [row for row in rows if row.user == user]
    if not theirs:
        return None
    if len(theirs) == len(rows):
        raise LastAdmin("That is the only admin; grant somebody else first, so that there is always one.")
    for row in theirs:
        row.revoked_at = now
        session.add(row)
    await audit.write(session, who, "admin revoked", user, now)
    return theirs[0].granted_by


async def channel(session: AsyncSession) -> str | None:
    """The channel that was chosen with `admin channel`."""
    row = await session.get(Meta, CHANNEL)
    return row.value if row is not None else None


async def choose_channel(session: AsyncSession, chosen: str | None, who: str, now: datetime) -> str | None:
    """Tell admins things in this channel; None goes back to the settings. The answer is the channel before."""
    before = await channel(session)
    if chosen is not None:
        await session.merge(Meta(key=CHANNEL, value=chosen))
    elif before is not None:
        await session.delete(await session.get_one(Meta, CHANNEL))
    if chosen != before:
        await audit.write(session, who, "admin channel", chosen or "off", now, before=before, after=chosen)
    return before
