"""`admin watch add | remove | list | import | export`: the names that are looked for."""

from bot import grammar
from bot.access import require_admin
from bot.commands import paging, values
from bot.commands.verbs import ADMIN, Ask, Incomplete, NotPossible, Verb
from bot.grammar import Arguments, Misunderstood
from bot.messages import watchlist as messages
from bot.messages.parts import Message, shown
from bot.watch_files import NAME_LIMIT, as_csv
from storage import watchlist
from storage.domain.licence import Role


async def add(ask: Ask) -> Message:
    given = grammar.arguments(ask.line, ("role", "alias", "ticker"))
    name = grammar.name_of(given.words)
    async with ask.db.write() as session:
        await require_admin(session, ask.asker)
        if not name:
            raise Incomplete(
                "`admin watch add` needs a name.",
                messages.watch_form(),
                nearest='admin watch add "Example Magnetics" role:exporter alias:示例磁业',
                example=True,
            )
        _one_name(given)
        if any(len(text) > NAME_LIMIT for text in (name, *given.all("alias"), *given.all("ticker"))):
            raise Misunderstood(
                f"A name has at most {NAME_LIMIT} characters.", nearest=f'admin watch add "{name[:40]}"'
            )
        role = given.one("role")
        others = "".join(f' alias:"{alias}"' for alias in given.all("alias"))
        wanted = values.role(role, f'admin watch add "{name}"{others} role:') if role else Role.EXPORTER
        try:
            view = await watchlist.add(
                session, name, wanted, given.all("alias"), given.all("ticker"), ask.asker.user, ask.now
            )
        except watchlist.NameTaken as taken:
            raise NotPossible(str(taken)) from taken
    return messages.watch_added(view)


def _one_name(given: Arguments) -> None:
    """Raises Misunderstood where a second name stands beside the first: behind its quotes, or in another script."""
    texts = [word.text for word in given.words]
    foreign = [not text.isascii() for text in texts]
    first = 1 if given.words[0].quoted else foreign.index(True) if True in foreign else len(texts)
    if first == len(texts) or (not given.words[0].quoted and (first == 0 or not all(foreign[first:]))):
        return
    name, other = " ".join(texts[:first]), " ".join(texts[first:])
    filters = "".join(f' {key}:"{value}"' for key, values in given.filters for value in values)
    raise Misunderstood(
        f"{shown(other)} stands beside the name {shown(name)}; another name of the same company begins with `alias:`.",
        odd=other,
        nearest=f'admin watch add "{name}" alias:"{other}"{filters}',
    )


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
    page = paging.page("admin watch list", grammar.arguments(ask.line, ("page",)), messages.PAGE)
    async with ask.db.read() as session:
        await require_admin(session, ask.asker)
        total = await watchlist.count(session)
        page.within(total)
        views = await watchlist.all(session, limit=page.rows, offset=page.first)
    return messages.watch_list(views, total, page.turning(total))


async def taken(ask: Ask) -> Message:
    async with ask.db.read() as session:
        await require_admin(session, ask.asker)
    raise Incomplete(
        "`admin watch import` takes CSV in a form, which a terminal does not have; "
        "`lodestone watch import FILE` does the same.",
        messages.import_form(),
        nearest="admin watch list",
    )


async def given(ask: Ask) -> Message:
    async with ask.db.read() as session:
        await require_admin(session, ask.asker)
        views = await watchlist.all(session)
    return messages.exported(as_csv(views).splitlines(), len(views))


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
        usage="admin watch list [page:]",
        example="admin watch list",
        help="The names looked for.",
        run=everyone,
    ),
    Verb(
        name="admin watch import",
        group=ADMIN,
        usage="admin watch import",
        example="admin watch import",
        help="Look for many names: paste CSV with name, role, aliases, tickers, or a name a line.",
        run=taken,
    ),
    Verb(
        name="admin watch export",
        group=ADMIN,
        usage="admin watch export",
        example="admin watch export",
        help="The watchlist as CSV, to copy.",
        run=given,
    ),
)
