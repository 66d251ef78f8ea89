"""`admin status` and `admin audit`: how Lodestone fares, and who changed what."""

from datetime import timedelta

from bot import grammar
from bot.access import require_admin
from bot.commands import naming, paging, values
from bot.commands.verbs import ADMIN, Ask, Verb
from bot.messages import admins as messages
from bot.messages import audit as audit_messages
from bot.messages.parts import Message
from storage import admins, audit, documents, notices, outbox, proposals, reviews, sources, watchlist

#: Lines of the audit in one answer.
_ROWS = 20


async def status(ask: Ask) -> Message:
    async with ask.db.read() as session:
        await require_admin(session, ask.asker)
        return messages.status(
            messages.Health(
                sources=await sources.health(session, ask.now),
                troubled=await sources.listed(session, troubled=True, limit=messages.TROUBLES),
                reviews=await reviews.count_open(session),
                deliveries=await outbox.counts(session),
                unread=await documents.count_failed(session),
                watched=len(await watchlist.keys(session)),
                admins=await admins.names(session),
                outlets=await admins.outlets(session),
                stuck=await notices.stuck(session),
                figures=(await proposals.open(session, 0))[1],
            )
        )


async def trail(ask: Ask) -> Message:
    given = grammar.arguments(ask.line, ("page",))
    days = values.days(grammar.name_of(given.words) or "7d", "admin audit ", most=3_650)
    page, since = paging.page("admin audit", given, _ROWS), ask.now - timedelta(days=days)
    async with ask.db.read() as session:
        await require_admin(session, ask.asker)
        entries = await audit.since(session, since, limit=page.rows, offset=page.first)
        total = await audit.count(session, since)
        page.within(total)
        keys = {entry.target for entry in entries if entry.action.startswith(("watch ", "company "))}
        names = {key: company.name for key in keys if (company := await naming.find(session, key))}
    return audit_messages.trail(entries, days, names=names, newest=not page.first, turning=page.turning(total))


VERBS = (
    Verb(
        name="admin status",
        group=ADMIN,
        usage="admin status",
        example="admin status",
        help="How Lodestone fares: sources, questions, deliveries, and who is admin.",
        run=status,
        hints=("health",),
    ),
    Verb(
        name="admin audit",
        group=ADMIN,
        usage="admin audit [7d] [page:]",
        example="admin audit 7d",
        help="Who changed what, when, from what to what; what can be undone has a button.",
        run=trail,
        hints=("log", "history"),
    ),
)
