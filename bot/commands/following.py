"""`following`: what this channel or person is told, with ids."""

from bot import grammar
from bot.commands import paging
from bot.commands.verbs import FOLLOW, Ask, NotPossible, Verb
from bot.messages import watchlist as messages
from bot.messages.parts import Message
from storage import follows


async def run(ask: Ask) -> Message:
    given = grammar.arguments(ask.line, ("page",), channel=True)
    outlet = given.channel or ask.asker.outlet
    wanted = grammar.short_id(grammar.name_of(given.words), "W")
    page = paging.page("following", given, messages.FOLLOWS)
    async with ask.db.read() as session:
        if wanted:
            one = await follows.get(session, wanted)
            if one is None or one.outlet != outlet:
                raise NotPossible("No such follow here; `/licence following` lists what is followed, with ids.")
            return messages.following((one,), outlet)
        views = await follows.of(session, outlet, limit=page.rows, offset=page.first)
        total = await follows.count(session, outlet)
    page.within(total)
    return messages.following(views, outlet, total, page.turning(total))


VERB = Verb(
    name="following",
    group=FOLLOW,
    usage="following [W12] [in #channel] [page:]",
    example="following",
    help="What is followed here, with the ids that stop it.",
    run=run,
    hints=("follows", "subscriptions", "subscribed"),
)
