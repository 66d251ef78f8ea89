"""`admin figures`, and its decisions: figures from reports that fit no published total yet."""

from collections.abc import Awaitable, Callable
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from bot import grammar
from bot.access import require_admin
from bot.commands.verbs import ADMIN, Ask, NotPossible, Verb
from bot.grammar import Misunderstood
from bot.messages import figures as messages
from bot.messages.parts import Message, shown
from storage import proposals
from storage.domain.figure_views import FigureView

#: Figures in one answer; each has its quote and its buttons.
PAGE = 8

_Decide = Callable[[AsyncSession, str, str, str, datetime], Awaitable[FigureView]]


async def queue(ask: Ask) -> Message:
    if ask.line.tokens:
        raise Misunderstood(
            f"{shown(ask.line.rest)} is nothing `admin figures` does; it takes `accept` and `reject`.",
            odd=ask.line.rest,
            nearest="admin figures",
        )
    async with ask.db.read() as session:
        await require_admin(session, ask.asker)
        return messages.proposals(*await proposals.open(session, PAGE))


async def accept(ask: Ask) -> Message:
    return await _decided(ask, proposals.accept)


async def reject(ask: Ask) -> Message:
    return await _decided(ask, proposals.reject)


async def _decided(ask: Ask, decide: _Decide) -> Message:
    async with ask.db.write() as session:
        await require_admin(session, ask.asker)
        typed = ask.line.tokens[0].text if ask.line.tokens else ""
        figure, why = grammar.short_id(typed, "F"), grammar.name_of(ask.line.tokens[1:])
        if figure is None:
            said = f", not {shown(typed)}" if typed else ""
            raise Misunderstood(
                f"`{ask.line.verb}` needs the id of a figure{said}.", odd=typed, nearest="admin figures"
            )
        if not why:
            raise Misunderstood(
                f"`{ask.line.verb}` needs a reason, for whoever looks later.",
                nearest=f"{ask.line.verb} {figure} as the release has it",
                example=True,
            )
        try:
            return messages.decided(await decide(session, figure, ask.asker.user, why, ask.now))
        except proposals.NotOpen as closed:
            raise NotPossible(str(closed)) from closed


VERBS = (
    Verb(
        name="admin figures",
        group=ADMIN,
        usage="admin figures",
        example="admin figures",
        help="Figures from reports that fit no published total yet, each with why.",
        run=queue,
    ),
    Verb(
        name="admin figures accept",
        group=ADMIN,
        usage="admin figures accept F12 REASON",
        example="admin figures accept F12 as the release has it",
        help="This is the published figure: it counts.",
        run=accept,
    ),
    Verb(
        name="admin figures reject",
        group=ADMIN,
        usage="admin figures reject F12 REASON",
        example="admin figures reject F12 the release was misread",
        help="This is not the figure: it is kept and counts no more.",
        run=reject,
    ),
)
