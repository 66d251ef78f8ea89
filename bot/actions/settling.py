"""Did it arrive? An admin looked and says so. And: what kept an outlet from taking anything is mended, try."""

from bot.access import require_admin
from bot.actions.registry import Action, Press
from bot.messages import settling as messages
from bot.replies import NotPossible, Reply
from storage import settling
from storage.database import TO_TELL


async def sent(press: Press) -> Reply:
    return await _settle(press, sent=True)


async def resend(press: Press) -> Reply:
    return await _settle(press, sent=False)


async def _settle(press: Press, *, sent: bool) -> Reply:
    if not (press.record.isascii() and press.record.isdigit() and len(press.record) < 12):
        raise NotPossible("There is no such delivery.")
    try:
        async with press.db.write() as session:
            await require_admin(session, press.asker)
            verdict = await settling.settle(session, int(press.record), press.asker.user, press.now, sent=sent)
            session.info[TO_TELL] = True
    except settling.Settled as done:
        raise NotPossible(str(done)) from done
    return Reply(message=messages.settled(verdict))


async def try_now(press: Press) -> Reply:
    """Anybody who sees the button may press it: it sends nothing that is not due there anyhow."""
    async with press.db.write() as session:
        if not await settling.try_now(session, press.record, press.now):
            raise NotPossible("Nothing waits there any more: it takes alerts again.")
        session.info[TO_TELL] = True
    return Reply(message=messages.tried(press.record))


ACTIONS = (
    Action(name="delivery_sent", run=sent),
    Action(name="delivery_resend", run=resend),
    Action(name="outlet_try", run=try_now),
)
