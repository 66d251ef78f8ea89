"""What one person's Home shows: asked of the record each time it is opened, never kept."""

from datetime import datetime

from bot.access import Asker, Refused, require_admin
from bot.messages import home as messages
from bot.messages.parts import Message
from storage import follows, licences, outlets, sources
from storage.database import Database


async def view(asker: Asker, db: Database, now: datetime) -> Message:
    async with db.read() as session:
        known = await licences.overview(session, now)
        own = await follows.by(session, asker.user)
        muted = await outlets.mutes(session, asker.user, now)
        admin = None
        try:
            await require_admin(session, asker)
            health = await sources.health(session, now)
            admin = messages.ForAdmins(
                reviews=known.open_reviews,
                sources=health.active,
                read_last_day=health.read_last_day,
                failing=health.failing,
            )
        except Refused:
            pass
    mine = [follow for follow in own if follow.outlet == asker.user]
    channels = [follow for follow in own if follow.outlet != asker.user]
    return messages.home(known, mine, channels, len(muted), admin)
