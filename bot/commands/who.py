"""`who COMPANY`, or just its name: everything on record about one company, with its evidence."""

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.commands import naming
from bot.commands.verbs import ASK, Ask, NotPossible, Verb
from bot.grammar import Misunderstood
from bot.messages import card, problems
from bot.messages.parts import Message
from storage import companies, licences
from storage.domain.views import CompanyView, Unknown


async def run(ask: Ask) -> Message:
    typed = ask.line.rest
    async with ask.db.read() as session:
        if not typed:
            someone = await naming.anybody(session)
            raise Misunderstood("`who` needs the name of a company.", nearest=f"who {someone}")
        # `C7` or `A31` stand for the company they are about, unless a company is called so.
        meant = await naming.find(session, typed)
        found = await licences.look_up(session, meant.name if meant else typed, ask.now)
        if isinstance(found, Unknown):
            return await _unknown(session, typed)
        return card.company(found, await _customers(session, found))


async def _unknown(session: AsyncSession, typed: str) -> Message:
    name, mark, _ = typed.casefold().partition(" as-of ")
    if mark and await licences.resolve(session, name):
        raise NotPossible(f"`as-of` is not in this version yet; `/licence who {name}` shows what is known now.")
    return problems.unknown_name(typed, await naming.like(session, typed))


async def _customers(session: AsyncSession, found: CompanyView) -> dict[str, str]:
    """Names of the customers its licences mention by key."""
    keys = {key for licence in found.licences for key in licence.customers}
    return await companies.names(session, keys) if keys else {}


VERB = Verb(
    name="who",
    group=ASK,
    usage="who COMPANY",
    example="who {company}",
    help="All that is known about one company, and who says so. Its name alone does the same.",
    run=run,
    hints=("company", "about", "info", "show", "lookup", "search", "find"),
)
