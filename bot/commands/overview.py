"""Bare `/licence` and `status`: what is known today."""

from bot.commands.verbs import ASK, Ask, Verb
from bot.messages.overview import overview
from bot.messages.parts import Message
from storage import licences


async def run(ask: Ask) -> Message:
    async with ask.db.read() as session:
        return overview(await licences.overview(session, ask.now), ask.now.date())


VERB = Verb(
    name="status",
    group=ASK,
    usage="status",
    example="status",
    help="What is known today: holders, customers, SmCo, what ends soon. Also `/licence` alone.",
    run=run,
    hints=("overview", "summary", "today", "start"),
)
