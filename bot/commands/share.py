"""`share C7`, `share A31`, `share COMPANY`: show a card to everybody in a channel, as it stands now."""

from bot import grammar
from bot.commands import records
from bot.commands.verbs import CORRECT, Ask, Incomplete, Reply, Verb
from bot.grammar import Misunderstood
from bot.messages import correcting as messages


async def run(ask: Ask) -> Reply:
    given = grammar.arguments(ask.line, (), channel=True)
    typed = grammar.name_of(given.words)
    if not typed:
        raise Misunderstood("`share` needs to know what: `C7`, `A31` or a company.", nearest="holders")
    async with ask.db.read() as session:
        thing = await records.find(session, typed, ask.now, "share ")
    asked_with = thing.name if thing.company else thing.record
    card = messages.shared(thing.message, ask.asker.user, thing.record, asked_with)
    channel = given.channel or ask.asker.channel
    again = f"share {thing.record} in <#{channel}>"
    if channel != ask.asker.channel:
        return Reply(message=card, shared=True, post_to=channel, again=again)
    if not ask.asker.admin_console and ask.asker.outlet == ask.asker.user:
        raise Incomplete(
            "Nobody else reads this conversation; say in which channel.",
            messages.share_where(thing.record, thing.name),
            nearest=f"share {thing.record} in #general",
            example=True,
        )
    return Reply(message=card, shared=True, again=again)


VERB = Verb(
    name="share",
    group=CORRECT,
    usage="share C7 or A31 or COMPANY [in #channel]",
    example="share {company}",
    help="Show a card to everybody in the channel, as it stands now.",
    run=run,
    hints=("post", "publish", "tell"),
)
