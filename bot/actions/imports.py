"""A name or an address in a form, or many at once."""

from bot import watch_files
from bot.access import require_admin
from bot.actions.registry import Action, Press, listed
from bot.messages import sources as source_messages
from bot.messages import watchlist as watch_messages
from bot.replies import Faulty, Reply
from storage import sources, subscriptions, watchlist
from storage.domain.licence import Role
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


async def name(press: Press) -> Reply:
    """One company to look for."""
    typed = press.one("name")
    aliases, tickers = listed(press.one("aliases")), listed(press.one("tickers"))
    faults = {} if typed else {"name": "Which company is it?"}
    fields = (("name", (typed,)), ("aliases", aliases), ("tickers", tickers))
    faults |= {
        field: f"A name has at most {watch_files.NAME_LIMIT} characters."
        for field, texts in fields
        if any(len(text) > watch_files.NAME_LIMIT for text in texts)
    }
    if faults:
        raise Faulty(faults)
    async with press.db.write() as session:
        await require_admin(session, press.asker)
        role = Role(press.one("role") or Role.EXPORTER)
        try:
            view = await watchlist.add(session, typed, role, aliases, tickers, press.asker.user, press.now)
        except watchlist.NameTaken as taken:
            raise Faulty({"name": str(taken)}) from taken
    return Reply(message=watch_messages.watch_added(view))


async def address(press: Press) -> Reply:
    """One place to watch."""
    async with press.db.write() as session:
        await require_admin(session, press.asker)
        try:
            typed = press.one("address").strip("<>")
            view = await sources.add(session, typed, press.one("kind") or None, press.asker.user, press.now)
        except sources.BadSource as bad:
            raise Faulty({"address": str(bad)}) from bad
    return Reply(message=source_messages.added(view))


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


FORMS = (
    Action(name="watch_add", run=name),
    Action(name="watch_import", run=names),
    Action(name="source_add", run=address),
    Action(name="source_import", run=addresses),
)
