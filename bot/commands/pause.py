"""`pause 2h`, `pause until DATE`, `pause off`: nothing is told here meanwhile, and all of it afterwards."""

from dataclasses import replace

from bot import grammar
from bot.commands.mute import until
from bot.commands.verbs import FOLLOW, Ask, Incomplete, Verb
from bot.grammar import Misunderstood
from bot.messages import settings as messages
from bot.messages.parts import Message, shown
from storage import outlets


async def run(ask: Ask) -> Message:
    given = grammar.arguments(ask.line, (), channel=True)
    outlet = given.channel or ask.asker.outlet
    typed = grammar.name_of(given.words)
    async with ask.db.write() as session:
        before = await outlets.settings(session, outlet)
        if not typed:
            raise Incomplete(
                "`pause` needs to know for how long.",
                messages.form(before, await outlets.mutes(session, outlet, ask.now), ask.now),
                nearest="pause 2h",
            )
        wanted = replace(before, paused=False, paused_until=None)
        if typed.casefold() not in ("off", "end", "stop", "resume"):
            end = until(typed, ask.now)
            if end is None or not ask.now < end <= ask.now + outlets.LONGEST:
                raise Misunderstood(
                    f"{shown(typed)} is no time ahead I can read, up to a year.", odd=typed, nearest="pause until 2h"
                )
            wanted = replace(before, paused=True, paused_until=end)
        waiting = await outlets.held(session, outlet)
        return messages.paused(await outlets.change(session, wanted, ask.asker.user, ask.now), waiting)


VERB = Verb(
    name="pause",
    group=FOLLOW,
    usage="pause 2h or until DATE or off",
    example="pause 2h",
    help="Tell nothing here for a while; what came in meanwhile follows as one card.",
    run=run,
    hints=("resume", "quiet", "unpause", "stop-for-now"),
)
