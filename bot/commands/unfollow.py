"""`unfollow W12`, or the words of the follow, or `all`."""

from bot import grammar
from bot.commands import rules
from bot.commands.verbs import FOLLOW, Ask, Incomplete, NotPossible, Verb
from bot.messages import watchlist as messages
from bot.messages.parts import Message
from storage import follows
from storage.follows import Rule


async def run(ask: Ask) -> Message:
    asked = grammar.name_of(grammar.arguments(ask.line, rules.FILTERS, channel=True).words)
    which: str | Rule | None
    async with ask.db.write() as session:
        outlet = ask.asker.outlet
        if short := grammar.short_id(asked, "W"):
            which, outlet = short, _outlet(ask)
        elif asked.casefold() in ("all", "everything") and len(ask.line.tokens) <= 3:
            which, outlet = None, _outlet(ask)
        else:
            try:
                wish = await rules.read(session, ask)
            except Incomplete:
                # Nothing says which: each with a button that stops it.
                return messages.following(await follows.of(session, _outlet(ask)), _outlet(ask), stopping=True)
            which, outlet = wish.rule, wish.outlet
        stopped = await follows.remove(session, outlet, which, ask.asker.user, ask.now)
    if not stopped:
        raise NotPossible("No such follow here; `/licence following` lists what is followed, with ids.")
    return messages.unfollowed(stopped)


def _outlet(ask: Ask) -> str:
    return grammar.arguments(ask.line, rules.FILTERS, channel=True).channel or ask.asker.outlet


VERB = Verb(
    name="unfollow",
    group=FOLLOW,
    usage="unfollow W12 or the same words or all",
    example="unfollow all",
    help="Stop being told.",
    run=run,
    hints=("unsubscribe", "stop", "unwatch", "unsub"),
)
