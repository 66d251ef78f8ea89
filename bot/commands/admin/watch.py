"""`admin watch add | remove | list`: the names that are looked for."""

from bot import grammar
from bot.access import require_admin
from bot.commands import values
from bot.commands.verbs import ADMIN, Ask, NotPossible, Verb
from bot.grammar import Misunderstood
from bot.messages import watchlist as messages
from bot.messages.parts import Message, shown
from storage import watchlist
from storage.domain.licence import Role

#: Longest name kept. No company's legal name comes near.
_NAME_LIMIT = 120


async def add(ask: Ask) -> Message:
    given = grammar.arguments(ask.line, ("role", "alias", "ticker"))
    name = grammar.name_of(given.words)
    async with ask.db.write() as session:
        await require_admin(session, ask.asker)
        if not name:
            raise Misunderstood(
                "`admin watch add` needs a name.",
                nearest='admin watch add "Example Magnetics" role:exporter alias:示例磁业',
            )
        if any(len(text) > _NAME_LIMIT for text in (name, *given.all("alias"), *given.all("ticker"))):
            raise Misunderstood(
                f"A name has at most {_NAME_LIMIT} characters.", nearest=f'admin watch add "{name[:40]}"'
            )
        role = given.one("role")
        wanted = values.role(role, f'admin watch add "{name}" role:') if role else Role.EXPORTER
        try:
            view = await watchlist.add(
                session, name, wanted, given.all("alias"), given.all("ticker"), ask.asker.user, ask.now
            )
        except watchlist.NameTaken as taken:
            raise NotPossible(str(taken)) from taken
    return messages.watch_added(view)


async def remove(ask: Ask) -> Message:
    name = ask.line.rest
    async with ask.db.write() as session:
        await require_admin(session, ask.asker)
        if not name:
            raise Misunderstood("`admin watch remove` needs a name.", nearest="admin watch list")
        view = await watchlist.remove(session, name, ask.asker.user, ask.now)
    if view is None:
        raise NotPossible(f"{shown(name)} is not on the watchlist; `/licence admin watch list` shows who is.")
    return messages.watch_removed(view)


async def everyone(ask: Ask) -> Message:
    async with ask.db.read() as session:
        await require_admin(session, ask.asker)
        return messages.watch_list(await watchlist.all(session))


VERBS = (
    Verb(
        name="admin watch add",
        group=ADMIN,
        usage="admin watch add NAME [role:exporter or smco_producer or customer] [alias:]... [ticker:]...",
        example='admin watch add "Example Magnetics" alias:示例磁业',
        help="Look for a name, in every script it has.",
        run=add,
    ),
    Verb(
        name="admin watch remove",
        group=ADMIN,
        usage="admin watch remove NAME",
        example='admin watch remove "Example Magnetics"',
        help="Stop looking; the record stays.",
        run=remove,
    ),
    Verb(
        name="admin watch list",
        group=ADMIN,
        usage="admin watch list",
        example="admin watch list",
        help="The names looked for.",
        run=everyone,
    ),
)
