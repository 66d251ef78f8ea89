"""`evidence [C7 | COMPANY | smco | figures]`: what was said, by whom, in which words."""

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from bot import grammar
from bot.commands import naming
from bot.commands.verbs import ASK, Ask, NotPossible, Verb
from bot.grammar import Misunderstood
from bot.messages import evidence as messages
from bot.messages import figures as figure_messages
from bot.messages.parts import Message, shown
from storage import alerts, claims
from storage import figures as recorded
from storage.domain.views import EvidenceView, FigureView

#: Rows in one answer: what Slack takes in one message, and what a terminal can scroll.
_ROWS = 20
_ROWS_AT_CONSOLE = 40
_FIGURES = 10
_MOST_PAGES = 500


async def run(ask: Ask) -> Message:
    given = grammar.arguments(ask.line, ("page",))
    about = grammar.name_of(given.words)
    page = _page(given.one("page"), about)
    rows = _ROWS_AT_CONSOLE if ask.asker.admin_console else _ROWS
    first, most = (page - 1) * rows, rows + 1
    async with ask.db.read() as session:
        if (claim_id := grammar.short_id(about, "C")) is not None and not await naming.find_named(session, about):
            return await _one(session, claim_id)
        if (alert_id := grammar.short_id(about, "A")) is not None and not await naming.find_named(session, about):
            return await _of_alert(session, alert_id, ask.now)
        if (figure_id := grammar.short_id(about, "F")) is not None and not await naming.find_named(session, about):
            return await _figure(session, figure_id)
        if about.casefold() == "figures":
            figures = await recorded.recent(session, limit=most, offset=first)
            following = f"evidence figures page:{page + 1}" if len(figures) > rows else None
            return messages.listing((), figures[:rows], "on figures", page=page, following=following)
        if about.casefold() == "smco":
            views = await claims.newest(session, smco=True, limit=most, offset=first)
            return _listing(views, (), "on samarium-cobalt", page, rows, "smco ")
        if about:
            company = await naming.require(session, about, "evidence ")
            views = await claims.newest(session, company=company.key, limit=most, offset=first)
            return _listing(views, (), f"on {company.name}", page, rows, f'"{company.name}" ')
        views = await claims.newest(session, limit=most, offset=first)
        figures = await recorded.recent(session, limit=_FIGURES) if page == 1 else ()
        return _listing(views, figures, "", page, rows, "")


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


def _listing(
    views: tuple[EvidenceView, ...], figures: tuple[FigureView, ...], about: str, page: int, rows: int, name: str
) -> Message:
    """One row more than is shown was asked for: it says whether there is a next page."""
    following = f"evidence {name}page:{page + 1}" if len(views) > rows else None
    return messages.listing(views[:rows], figures, about, page=page, following=following)


def _page(typed: str | None, about: str) -> int:
    if typed is None:
        return 1
    if typed.isascii() and typed.isdigit() and 1 <= int(typed[:6]) <= _MOST_PAGES:
        return int(typed)
    raise Misunderstood(f"{shown(typed)} is no page.", odd=typed, nearest=f"evidence {about} page:2".replace("  ", " "))


VERB = Verb(
    name="evidence",
    group=ASK,
    usage="evidence [C7 or A31 or COMPANY or smco or figures] [page:]",
    example="evidence {company}",
    help="What was said, by whom, in which words and where; newest first.",
    run=run,
    hints=("sources", "proof", "quotes", "claims", "news"),
)
