"""`changes [7d | since DATE]`: what moved, and why."""

from datetime import UTC, datetime, time

from bot import grammar
from bot.commands import paging, values
from bot.commands.verbs import ASK, Ask, Verb
from bot.messages import changes as messages
from bot.messages.parts import Message
from storage import changes


async def run(ask: Ask) -> Message:
    given = grammar.arguments(ask.line, ("since", "page"))
    page = paging.page("changes", given, messages.ROWS)
    typed = given.one("since") or grammar.name_of(given.words)
    head, _, rest = typed.partition(" ")
    if head.casefold() in ("since", "last") and rest:
        typed = rest
    first = values.since(typed or "7d", ask.now, "changes ")
    # A day begins where the reader is.
    start = datetime.combine(first, time(), tzinfo=ask.asker.timezone).astimezone(UTC)
    async with ask.db.read() as session:
        found = await changes.since(session, start, ask.now, limit=page.rows, offset=page.first)
    if not found.moved:
        page.within(found.moves)
    return messages.changes(found, first, page.turning(found.moves, counted_to=changes.COUNTED))


VERB = Verb(
    name="changes",
    group=ASK,
    usage="changes [7d or since DATE] [page:]",
    example="changes 7d",
    help="What moved, was newly read or taken back lately, and which sources went quiet.",
    run=run,
    hints=("changed", "updates", "history", "recent", "latest"),
    wanted="what is new",
)
