"""`admin source add | list | pause | resume | remove | run`: the places that are watched."""

from dataclasses import replace

from bot import grammar
from bot.access import require_admin
from bot.commands.verbs import ADMIN, Ask, NotPossible, Verb
from bot.grammar import Misunderstood
from bot.messages import sources as messages
from bot.messages.parts import Message, shown
from storage import sources

PAGE = 20


async def add(ask: Ask) -> Message:
    # The address comes first and has colons of its own, so it is no filter whatever it looks like.
    given = grammar.arguments(replace(ask.line, tokens=ask.line.tokens[1:]), ("kind",))
    async with ask.db.write() as session:
        await require_admin(session, ask.asker)
        if not ask.line.tokens:
            raise Misunderstood(
                "`admin source add` needs an address.", nearest="admin source add https://example.org/feed.xml"
            )
        address = ask.line.tokens[0].url or ask.line.tokens[0].text
        try:
            view = await sources.add(session, address, given.one("kind"), ask.asker.user, ask.now)
        except sources.BadSource as bad:
            raise NotPossible(str(bad)) from bad
    return messages.added(view)


async def everything(ask: Ask) -> Message:
    given = grammar.arguments(ask.line, ("page",))
    typed = given.one("page") or "1"
    if not (typed.isascii() and typed.isdigit() and 1 <= int(typed[:6]) <= 1_000):
        raise Misunderstood(f"{shown(typed)} is no page.", odd=typed, nearest="admin source list")
    page = int(typed)
    async with ask.db.read() as session:
        await require_admin(session, ask.asker)
        views = await sources.all(session, limit=PAGE + 1, offset=(page - 1) * PAGE, now=ask.now)
    following = f"admin source list page:{page + 1}" if len(views) > PAGE else None
    return messages.listing(views[:PAGE], page=page, following=following)


async def pause(ask: Ask) -> Message:
    return await _change(ask, "paused")


async def resume(ask: Ask) -> Message:
    return await _change(ask, "active")


async def remove(ask: Ask) -> Message:
    return await _change(ask, "removed")


async def run(ask: Ask) -> Message:
    """Ask a source at the next tick, within a second or two."""
    async with ask.db.write() as session:
        await require_admin(session, ask.asker)
        try:
            view = await sources.ask_soon(session, _address(ask), ask.asker.user, ask.now)
        except sources.BadSource as bad:
            raise NotPossible(str(bad)) from bad
    return messages.changed(view, "asked")


async def _change(ask: Ask, state: str) -> Message:
    async with ask.db.write() as session:
        await require_admin(session, ask.asker)
        try:
            view = await sources.set_state(session, _address(ask), state, ask.asker.user, ask.now)
        except sources.BadSource as bad:
            raise NotPossible(str(bad)) from bad
    return messages.changed(view, state)


def _address(ask: Ask) -> str:
    if not ask.line.tokens:
        raise Misunderstood("That needs the address of a source.", nearest="admin source list")
    return ask.line.tokens[0].url or ask.line.tokens[0].text


VERBS = (
    Verb(
        name="admin source add",
        group=ADMIN,
        usage="admin source add URL [kind:feed or page or list]",
        example="admin source add https://example.org/feed.xml",
        help="Watch a feed, a page, or a page that lists news.",
        run=add,
    ),
    Verb(
        name="admin source list",
        group=ADMIN,
        usage="admin source list [page:]",
        example="admin source list",
        help="The places watched, and how they fare.",
        run=everything,
    ),
    *(
        Verb(
            name=f"admin source {name}",
            group=ADMIN,
            usage=f"admin source {name} URL",
            example=f"admin source {name} https://example.org/feed.xml",
            help=help,
            run=how,
        )
        for name, how, help in (
            ("pause", pause, "Ask a source no more until it is resumed."),
            ("resume", resume, "Ask a paused source again, at once."),
            ("remove", remove, "Watch a source no more; what it said stays."),
            ("run", run, "Ask a source now; what its server asked for still holds."),
        )
    ),
)
