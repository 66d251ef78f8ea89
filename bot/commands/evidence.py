"""`evidence [C7 | COMPANY | smco | figures | denials [COMPANY]]`: what was said, by whom, in which words."""

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from bot import grammar
from bot.commands import naming, paging
from bot.commands.paging import Page
from bot.commands.verbs import ASK, Ask, NotPossible, Verb
from bot.messages import evidence as messages
from bot.messages import figures as figure_messages
from bot.messages.parts import Message, shown
from storage import alerts, claims
from storage import figures as recorded

#: Rows in one answer: what Slack takes in one message, and what a terminal can scroll.
_ROWS = 20
_ROWS_AT_CONSOLE = 40
_FIGURES = 10


async def run(ask: Ask) -> Message:
    given = grammar.arguments(ask.line, ("page",))
    about = grammar.name_of(given.words)
    page = paging.page("evidence", given, _ROWS_AT_CONSOLE if ask.asker.admin_console else _ROWS)
    async with ask.db.read() as session:
        if (claim_id := grammar.short_id(about, "C")) is not None and not await naming.find_named(session, about):
            return await _one(session, claim_id)
        if (alert_id := grammar.short_id(about, "A")) is not None and not await naming.find_named(session, about):
            return await _of_alert(session, alert_id, ask.now)
        if (figure_id := grammar.short_id(about, "F")) is not None and not await naming.find_named(session, about):
            return await _figure(session, figure_id)
        if about.casefold() == "figures":
            figures = await recorded.recent(session, limit=page.rows, offset=page.first)
            total = await recorded.count(session)
            page.within(total)
            return messages.listing((), figures, "on figures", page=page.number, turning=page.turning(total))
        if about.casefold() == "smco":
            return await _listing(session, page, "on samarium-cobalt", smco=True)
        word, _, whose = about.partition(" ")
        if word.casefold() == "denials" and not await naming.find_named(session, about):
            denier = await naming.require(session, whose, "evidence denials ") if whose else None
            of = f"of denials on {denier.name}" if denier else "of denials"
            return await _listing(session, page, of, company=denier.key if denier else None, denials=True)
        if about:
            company = await naming.require(session, about, "evidence ")
            return await _listing(session, page, f"on {company.name}", company=company.key)
        return await _listing(session, page, "")


async def _one(session: AsyncSession, claim_id: str) -> Message:
    found = await claims.named(session, claim_id)
    if found is None:
        raise NotPossible(f"There is no evidence {shown(claim_id)} on record; `/licence evidence` lists the newest.")
    return messages.one(found)


async def _of_alert(session: AsyncSession, alert_id: str, now: datetime) -> Message:
    view = await alerts.one(session, alert_id, now)
    if view is None:
        raise NotPossible(f"There is no alert {shown(alert_id)} on record; `/licence changes 7d` shows what moved.")
    return messages.of_alert(view)


async def _figure(session: AsyncSession, figure_id: str) -> Message:
    view = await recorded.one(session, figure_id)
    if view is None:
        raise NotPossible(f"There is no figure {shown(figure_id)} on record; `/licence evidence figures` lists them.")
    return figure_messages.one(view)


async def _listing(
    session: AsyncSession,
    page: Page,
    about: str,
    *,
    company: str | None = None,
    smco: bool = False,
    denials: bool = False,
) -> Message:
    views = await claims.newest(
        session, company=company, smco=smco, denials=denials, limit=page.rows, offset=page.first
    )
    total = await claims.counted(session, company=company, smco=smco, denials=denials)
    if not views:
        page.within(total)
    figures = await recorded.recent(session, limit=_FIGURES) if not (about or page.first) else ()
    turning = page.turning(total, counted_to=claims.COUNTED)
    return messages.listing(views, figures, about, page=page.number, turning=turning)


VERB = Verb(
    name="evidence",
    group=ASK,
    usage="evidence [C7 or A31 or COMPANY or smco or figures or denials] [page:]",
    example="evidence {company}",
    help="What was said, by whom, in which words and where; newest first.",
    run=run,
    hints=("sources", "proof", "quotes", "claims", "news"),
    wanted="who says so, in which words, where",
)
