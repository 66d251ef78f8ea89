"""Request access, and its answer. The request reaches the admins through the outbox, once a day and person."""

from datetime import timedelta

from bot.access import require_admin
from bot.actions.registry import Action, Press
from bot.messages import admins as messages
from bot.replies import NotPossible, Reply
from storage import admins, audit, notices

_AGAIN = timedelta(days=1)


async def request(press: Press) -> Reply:
    user = press.asker.user
    async with press.db.write() as session:
        if await admins.is_admin(session, user):
            raise NotPossible("You are an admin already: ask again for what was refused.")
        people = await admins.names(session)
        if not people:
            raise NotPossible("Nobody is an admin yet, so nobody can be asked.")
        if await notices.told_since(session, messages.ACCESS, user, press.now - _AGAIN):
            raise NotPossible("The admins were asked already; they are not asked twice a day.")
        await notices.tell(session, messages.ACCESS, user, user, await admins.outlets(session), press.now)
        await audit.write(session, user, "access requested", user, press.now)
    return Reply(message=messages.access_requested(people), replaces=True)


async def grant(press: Press) -> Reply:
    user = press.record
    if not (user[:1] in ("U", "W") and user.isalnum()):
        raise NotPossible("There is no such person.")
    async with press.db.write() as session:
        await require_admin(session, press.asker)
        if not await admins.grant(session, user, press.asker.user, press.now):
            raise NotPossible("They are an admin already: somebody was first.")
        await notices.tell(session, messages.GRANTED, user, press.asker.user, [user], press.now)
    return Reply(message=messages.granted(user))


ACTIONS = (Action(name="access_request", run=request), Action(name="access_grant", run=grant))
