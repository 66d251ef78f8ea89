"""`customers [EXPORTER]`: who is reported to be covered, and who was left out."""

from bot.commands import naming
from bot.commands.verbs import ASK, Ask, Verb
from bot.messages import card
from bot.messages.parts import Message
from storage import licences, looking
from storage.domain.licence import Role


async def run(ask: Ask) -> Message:
    typed = ask.line.rest
    async with ask.db.read() as session:
        exporter = await naming.require(session, typed, "customers ") if typed else None
        covered, left_out = await licences.customers(session, ask.now, exporter.key if exporter else None)
        looked = None if covered else await looking.looking(session, ask.now, role=Role.CUSTOMER)
    return card.customers(covered, left_out, exporter.name if exporter else None, looked)


VERB = Verb(
    name="customers",
    group=ASK,
    usage="customers [EXPORTER]",
    example="customers",
    help="Which customers are named as covered, and which were left out.",
    run=run,
    hints=("buyers", "covered", "clients"),
)
