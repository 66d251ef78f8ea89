"""`following`: what this channel or person is told, with ids."""

from bot import grammar
from bot.commands.verbs import FOLLOW, Ask, Verb
from bot.messages import watchlist as messages
from bot.messages.parts import Message
from storage import follows


async def run(ask: Ask) -> Message:
    outlet = grammar.arguments(ask.line, (), channel=True).channel or ask.asker.outlet
    async with ask.db.read() as session:
        return messages.following(await follows.of(session, outlet), outlet)


VERB = Verb(
    name="following",
    group=FOLLOW,
    usage="following [in #channel]",
    example="following",
    help="What is followed here, with the ids that stop it.",
    run=run,
    hints=("follows", "subscriptions", "subscribed"),
)
