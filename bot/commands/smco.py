"""`smco`: what is known of samarium-cobalt, or how hard we looked for it."""

from bot.commands.verbs import ASK, Ask, Verb
from bot.messages import card
from bot.messages.parts import Message
from storage import licences


async def run(ask: Ask) -> Message:
    async with ask.db.read() as session:
        return card.smco(await licences.smco(session, ask.now))


VERB = Verb(
    name="smco",
    group=ASK,
    usage="smco",
    example="smco",
    help="Whether a samarium-cobalt producer holds one, and how hard we looked.",
    run=run,
    hints=("samarium", "samarium-cobalt", "cobalt"),
    wanted="what is known of samarium-cobalt",
)
