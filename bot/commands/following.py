"""`following`: what this channel or person is told, with ids."""

from bot import grammar
from bot.commands.verbs import FOLLOW, Ask, NotPossible, Verb
from bot.messages import watchlist as messages
from bot.messages.parts import Message
from storage import follows


async def run(ask: Ask) -> Message:
    given = grammar.arguments(ask.line, (), channel=True)
    outlet = given.channel or ask.asker.outlet
    wanted = grammar.short_id(grammar.name_of(given.words), "W")
    async with ask.db.read() as session:
        views = await follows.of(session, outlet)
    if wanted:
        views = tuple(view for view in views if view.id == wanted)
        if not views:
            raise NotPossible("No such follow here; `/licence following` lists what is followed, with ids.")
    return messages.following(views, outlet)


VERB = Verb(
    name="following",
    group=FOLLOW,
    usage="following [W12] [in #channel]",
    example="following",
    help="What is followed here, with the ids that stop it.",
    run=run,
    hints=("follows", "subscriptions", "subscribed"),
)
