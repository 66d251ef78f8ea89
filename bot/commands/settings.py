"""`settings`: how this channel or person is told, and what is muted."""

from bot import grammar
from bot.commands.verbs import FOLLOW, Ask, Verb
from bot.messages import settings as messages
from bot.messages.parts import Message
from storage import follows, outlets


async def run(ask: Ask) -> Message:
    outlet = grammar.arguments(ask.line, (), channel=True).channel or ask.asker.outlet
    async with ask.db.read() as session:
        return messages.settings(
            await outlets.settings(session, outlet),
            await outlets.mutes(session, outlet, ask.now),
            follows=len(await follows.of(session, outlet)),
            held=await outlets.held(session, outlet),
            now=ask.now,
        )


VERB = Verb(
    name="settings",
    group=FOLLOW,
    usage="settings [in #channel]",
    example="settings",
    help="How this channel is told: at once or in a digest, paused, what is muted.",
    run=run,
    hints=("config", "preferences", "options", "setup"),
)
