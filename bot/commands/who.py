"""`who COMPANY [as-of DATE]`, or just its name: what the record has on one company, with its evidence, now or then."""

from datetime import UTC, date, datetime, time, timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from bot import grammar
from bot.commands import naming, values
from bot.commands.verbs import ASK, Ask, Verb
from bot.grammar import Misunderstood
from bot.messages import card, check, problems
from bot.messages import figures as figure_messages
from bot.messages import replay as messages
from bot.messages.parts import Message, Part
from storage import companies, figures, licences, replay, rosters
from storage.domain.claim import Series
from storage.domain.licence import Role
from storage.domain.views import CompanyView, Unknown


async def run(ask: Ask) -> Message:
    typed, on = grammar.as_of(ask.line.rest)
    async with ask.db.read() as session:
        if not typed:
            someone = await naming.anybody(session)
            raise Misunderstood("`who` needs the name of a company.", nearest=f"who {someone}")
        # `C7` or `A31` stand for the company they are about, unless a company is called so.
        meant = await naming.find(session, typed)
        name = meant.name if meant else typed
        if on:
            return await _then(session, ask, name, values.since(on, ask.now, f"who {name} as-of "))
        found = await licences.look_up(session, name, ask.now)
        if isinstance(found, Unknown):
            return problems.unknown_name(typed, naming.close(found.nearest))
        listed = check.listed(await rosters.listings(session, found.key, ask.now.date()))
        return card.company(found, await _customers(session, found), listed, await _counted(session, found))


async def _counted(session: AsyncSession, found: CompanyView) -> tuple[Part, ...]:
    """What customs counted since the first report on a licence it holds."""
    held = [licence.first_reported for licence in found.licences if licence.role is not Role.CUSTOMER]
    newest = await figures.newest(session, Series.MAGNETS) if held else None
    since = min((f"{day:%Y-%m}" for day in held if day is not None), default="9999")
    return (figure_messages.beside(newest),) if newest and (newest.period or "") >= since else ()


async def _then(session: AsyncSession, ask: Ask, name: str, day: date) -> Message:
    """A day is over where the reader is; today is over now."""
    over = datetime.combine(day + timedelta(days=1), time(), tzinfo=ask.asker.timezone).astimezone(UTC)
    found = await replay.look_up(session, name, day, min(over, ask.now + timedelta(microseconds=1)), ask.now)
    if isinstance(found, Unknown):
        return problems.unknown_name(name, await naming.like(session, name))
    learnt = None if found.began else over
    listed = check.listed(await rosters.listings(session, found.company.key, day, learnt))
    return messages.company(found, await _customers(session, found.company), listed)


async def _customers(session: AsyncSession, found: CompanyView) -> dict[str, str]:
    """Names of the customers its licences mention by key."""
    keys = {key for licence in found.licences for key in licence.customers}
    return await companies.names(session, keys) if keys else {}


VERB = Verb(
    name="who",
    group=ASK,
    usage="who COMPANY [as-of DATE]",
    example="who {company}",
    help="All that is known about one company, now or on an earlier day, and who says so. Its name alone will do.",
    run=run,
    hints=("company", "about", "info", "show", "lookup", "search", "find"),
    wanted="one company: how sure, until when, who says so",
)
