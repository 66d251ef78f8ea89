"""`customers [EXPORTER]`: who is reported to be covered, and who was left out."""

from bot import grammar
from bot.commands import naming, paging
from bot.commands.verbs import ASK, Ask, Verb
from bot.messages import card
from bot.messages.parts import Message
from storage import licences, looking
from storage.domain.licence import Role


async def run(ask: Ask) -> Message:
    given = grammar.arguments(ask.line, ("page",))
    typed, page = grammar.name_of(given.words), paging.page("customers", given, card.ROWS)
    async with ask.db.read() as session:
        exporter = await naming.require(session, typed, "customers ") if typed else None
        key = exporter.key if exporter else None
        covered = await licences.customers(session, ask.now, key, limit=page.rows, offset=page.first)
        page.within(covered.total)
        left_out = () if exporter or page.first else await licences.left_out(session)
        looked = None if covered.rows else await looking.looking(session, ask.now, role=Role.CUSTOMER)
    about = exporter.name if exporter else None
    return card.customers(covered.rows, left_out, about, looked, page.turning(covered.total), today=ask.now.date())


VERB = Verb(
    name="customers",
    group=ASK,
    usage="customers [EXPORTER] [page:]",
    example="customers",
    help="Which customers are named as covered, and which were left out.",
    run=run,
    hints=("buyers", "covered", "clients"),
    wanted="who is named as covered, who was left out",
)
