"""`follow ...`: be told here, or in another channel."""

from bot.commands import rules
from bot.commands.verbs import FOLLOW, Ask, Verb
from bot.messages import watchlist as messages
from bot.messages.parts import Message
from storage import follows


async def run(ask: Ask) -> Message:
    async with ask.db.write() as session:
        wish = await rules.read(session, ask)
        return messages.followed(await follows.add(session, wish.outlet, wish.rule, ask.asker.user, ask.now))


VERB = Verb(
    name="follow",
    group=FOLLOW,
    usage="follow [exporters customers smco losses regime figures watchlist] "
    '[company:".."] [material:] [customer:] [min:] [tier:] [except:".."] [in #channel]',
    example="follow exporters smco min:reported",
    help="Be told here when it happens. You get exactly the kinds you name.",
    run=run,
    hints=("subscribe", "watch", "alert", "notify", "track", "sub"),
)
