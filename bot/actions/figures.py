"""The two answers to a figure that waits. Whoever presses second is told."""

from collections.abc import Awaitable, Callable
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from bot import grammar
from bot.access import require_admin
from bot.actions.registry import Action, Press
from bot.messages import figures as messages
from bot.replies import NotPossible, Reply
from storage import proposals
from storage.domain.figure_views import FigureView

_Decide = Callable[[AsyncSession, str, str, str, datetime], Awaitable[FigureView]]


async def accept(press: Press) -> Reply:
    return await _decided(press, proposals.accept, "vouched for with a button")


async def reject(press: Press) -> Reply:
    return await _decided(press, proposals.reject, "found wrong with a button")


async def _decided(press: Press, decide: _Decide, why: str) -> Reply:
    figure = grammar.short_id(press.record, "F")
    if figure is None:
        raise NotPossible("There is no such figure.")
    try:
        async with press.db.write() as session:
            await require_admin(session, press.asker)
            view = await decide(session, figure, press.asker.user, why, press.now)
    except proposals.NotOpen as closed:
        raise NotPossible(str(closed)) from closed
    return Reply(message=messages.decided(view))


ACTIONS = (Action(name="figure_accept", run=accept), Action(name="figure_reject", run=reject))
