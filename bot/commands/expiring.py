"""`expiring [90d]`: what ends soon, and what lapsed without news."""

from bot import grammar
from bot.commands import paging, values
from bot.commands.verbs import ASK, Ask, Verb
from bot.messages import card
from bot.messages.parts import Message
from storage import licences


async def run(ask: Ask) -> Message:
    given = grammar.arguments(ask.line, ("page",))
    days = values.days(grammar.name_of(given.words) or "90d", "expiring ", most=1_100)
    page = paging.page("expiring", given, card.ROWS)
    async with ask.db.read() as session:
        found = await licences.expiring(session, ask.now, days, limit=page.rows, offset=page.first)
    page.within(found.total)
    return card.expiring(found, days, ask.now.date(), page.turning(found.total))


VERB = Verb(
    name="expiring",
    group=ASK,
    usage="expiring [90d] [page:]",
    example="expiring 90d",
    help="Whose licence period ends soon or lapsed lately, as far as known.",
    run=run,
    hints=("expires", "expiry", "renewals", "lapsing", "lapsed", "renewal"),
    wanted="what ends soon",
)
