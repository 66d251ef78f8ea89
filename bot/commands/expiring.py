"""`expiring [90d]`: what ends soon, and what lapsed without news."""

from bot.commands import values
from bot.commands.verbs import ASK, Ask, Verb
from bot.messages import card
from bot.messages.parts import Message
from storage import licences


async def run(ask: Ask) -> Message:
    days = values.days(ask.line.rest or "90d", "expiring ", most=1_100)
    async with ask.db.read() as session:
        return card.expiring(await licences.expiring(session, ask.now, days), days, ask.now.date())


VERB = Verb(
    name="expiring",
    group=ASK,
    usage="expiring [90d]",
    example="expiring 90d",
    help="Whose licence period ends soon or lapsed lately, as far as known.",
    run=run,
    hints=("expires", "expiry", "renewals", "lapsing", "lapsed", "renewal"),
)
