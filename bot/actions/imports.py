"""Many names or addresses at once, pasted into a form."""

from bot import watch_files
from bot.access import require_admin
from bot.actions.registry import Action, Press
from bot.messages import sources as source_messages
from bot.messages import watchlist as watch_messages
from bot.replies import Faulty, Reply
from storage import sources, subscriptions, watchlist
from storage.subscriptions import Subscription


async def names(press: Press) -> Reply:
    async with press.db.write() as session:
        await require_admin(session, press.asker)
        try:
            listed = watch_files.read(press.one("names"))
        except watch_files.BadFile as bad:
            raise Faulty({"names": str(bad)}) from bad
        if not listed.rows:
            raise Faulty({"names": f"No row can be taken. {listed.faults[0] if listed.faults else ''}".strip()})
        taken = await watchlist.add_all(session, listed.rows, press.asker.user, press.now)
    return Reply(message=watch_messages.imported(taken, listed.faults))


async def addresses(press: Press) -> Reply:
    """An address a line. Unless all can be watched nothing is: the form stays open to put the line right."""
    lines = [line.strip().strip("<>") for line in press.one("addresses").splitlines()]
    wanted = [line for line in lines if line and not line.startswith("#")]
    if not wanted:
        raise Faulty({"addresses": "There is no address."})
    async with press.db.write() as session:
        await require_admin(session, press.asker)
        try:
            for address in wanted:
                sources.checked(address)
        except sources.BadSource as bad:
            raise Faulty({"addresses": str(bad)}) from bad
        listed = [Subscription(url=address) for address in wanted]
        taken = await subscriptions.add_all(session, listed, press.asker.user, press.now)
    return Reply(message=source_messages.imported(taken))


FORMS = (Action(name="watch_import", run=names), Action(name="source_import", run=addresses))
