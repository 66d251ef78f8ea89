"""`regime`: what is in force, what is suspended until when, where texts disagree, and which days are ahead."""

from bot.commands.verbs import ASK, Ask, Verb
from bot.messages import rules as messages
from bot.messages.parts import Message
from storage import rules


async def run(ask: Ask) -> Message:
    async with ask.db.read() as session:
        return messages.regime(await rules.events(session), ask.now.date())


VERB = Verb(
    name="regime",
    group=ASK,
    usage="regime",
    example="regime",
    help="What is in force, suspended until when and by which text, and the days ahead.",
    run=run,
    hints=("controls", "suspension", "suspended", "announcements", "deadlines", "truce"),
)
