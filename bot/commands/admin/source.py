"""`admin source add | list | pause | resume | remove | run | import | export`: the places that are watched."""

from dataclasses import replace

from bot import grammar
from bot.access import require_admin
from bot.commands import paging
from bot.commands.verbs import ADMIN, Ask, Incomplete, NotPossible, Verb
from bot.grammar import Misunderstood
from bot.messages import sources as messages
from bot.messages.parts import Message
from storage import requests, sources, subscriptions

PAGE = 20


async def add(ask: Ask) -> Message:
    # The address comes first and has colons of its own, so it is no filter whatever it looks like.
    given = grammar.arguments(replace(ask.line, tokens=ask.line.tokens[1:]), ("kind",))
    async with ask.db.write() as session:
        await require_admin(session, ask.asker)
        if not ask.line.tokens:
            raise Incomplete(
                "`admin source add` needs an address.",
                messages.add_form(),
                nearest="admin source add https://example.org/feed.xml",
                example=True,
            )
        address = ask.line.tokens[0].url or ask.line.tokens[0].text
        try:
            view = await sources.add(session, address, given.one("kind"), ask.asker.user, ask.now)
        except sources.BadSource as bad:
            raise NotPossible(str(bad)) from bad
    return messages.added(view)


async def everything(ask: Ask) -> Message:
    given = grammar.arguments(ask.line, ("page",))
    page, words = paging.page("admin source list", given, PAGE), grammar.name_of(given.words)
    async with ask.db.read() as session:
        await require_admin(session, ask.asker)
        found = await sources.listed(session, words, limit=page.rows, offset=page.first, now=ask.now)
    page.within(found.total)
    return messages.listing(found, page=page.number, turning=page.turning(found.total))


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
            raise _unknown(bad) from bad
    return messages.changed(view, "asked")


async def _change(ask: Ask, state: str) -> Message:
    async with ask.db.write() as session:
        await require_admin(session, ask.asker)
        try:
            view = await sources.set_state(session, _address(ask), state, ask.asker.user, ask.now)
        except sources.BadSource as bad:
            raise _unknown(bad) from bad
    return messages.changed(view, state)


async def test(ask: Ask) -> Message:
    """A row that jobs pick up within a second; they ask the source and answer where it was asked."""
    async with ask.db.write() as session:
        await require_admin(session, ask.asker)
        address = _address(ask)
        try:
            sources.checked(address)
            await requests.add(
                session,
                url=address,
                text="",
                asked_by=ask.asker.user,
                channel=ask.asker.channel,
                answer_to=ask.asker.answer_to,
                now=ask.now,
                trial=True,
            )
        except (sources.BadSource, requests.TooMany) as refused:
            raise NotPossible(str(refused)) from refused
    return messages.trying(address)


async def taken(ask: Ask) -> Message:
    async with ask.db.read() as session:
        await require_admin(session, ask.asker)
    raise Incomplete(
        "`admin source import` takes addresses in a form, which a terminal does not have; "
        "`lodestone source import FILE` takes addresses, CSV or OPML.",
        messages.import_form(),
        nearest="admin source list",
    )


async def given(ask: Ask) -> Message:
    async with ask.db.read() as session:
        await require_admin(session, ask.asker)
        return messages.exported(await subscriptions.listed(session))


def _address(ask: Ask) -> str:
    if not ask.line.tokens:
        raise Misunderstood(f"`{ask.line.verb}` needs the address of a source.", nearest="admin source list")
    return ask.line.tokens[0].url or ask.line.tokens[0].text


def _unknown(bad: sources.BadSource) -> NotPossible:
    return NotPossible(str(bad).replace("see `source list`", "`/licence admin source list` shows them"))


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
        usage="admin source list [WORDS] [page:]",
        example="admin source list",
        help="The places watched, and how they fare; with words, those of that name or address.",
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
            ("test", test, "Ask a place what it would bring, and keep nothing of it."),
            ("run", run, "Ask a source now; what its server asked for still holds."),
        )
    ),
    Verb(
        name="admin source import",
        group=ADMIN,
        usage="admin source import",
        example="admin source import",
        help="Watch many: paste an address a line.",
        run=taken,
    ),
    Verb(
        name="admin source export",
        group=ADMIN,
        usage="admin source export",
        example="admin source export",
        help="The addresses watched, to copy.",
        run=given,
    ),
)
