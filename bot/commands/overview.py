"""Bare `/licence` and `status`: what is known today."""

from dataclasses import replace

from bot.access import Refused, require_admin
from bot.commands.verbs import ASK, Ask, Verb
from bot.messages import deliveries as held_back
from bot.messages.overview import overview
from bot.messages.parts import Message
from storage import deliveries, licences


async def run(ask: Ask) -> Message:
    """What is known; whoever can end it also sees that a restored record tells nothing by itself."""
    async with ask.db.read() as session:
        shown = overview(await licences.overview(session, ask.now), ask.now.date())
        held = await deliveries.held_by_restore(session)
        if held is None:
            return shown
        try:
            await require_admin(session, ask.asker)
        except Refused:
            return shown
    return replace(shown, parts=(*held_back.held(held).parts, *shown.parts))


VERB = Verb(
    name="status",
    group=ASK,
    usage="status",
    example="status",
    help="What is known today: holders, customers, SmCo, what ends soon. Also `/licence` alone.",
    run=run,
    hints=("overview", "summary", "today", "start"),
    wanted="what is known today, in one look",
)
