"""`admin become CODE`: the one-time code that start-up shows makes the first admin."""

from bot.commands.verbs import ADMIN, Ask, NotPossible, Verb
from bot.grammar import Misunderstood
from bot.messages.parts import Button, Choices, Message, note, say
from storage import admins


async def run(ask: Ask) -> Message:
    code = ask.line.rest
    if not code:
        raise Misunderstood("`admin become` needs the code that Lodestone showed where it was started.")
    async with ask.db.write() as session:
        if await admins.is_admin(session, ask.asker.user):
            raise NotPossible("You are an admin already.")
        if await admins.any_admin(session):
            raise NotPossible("There is an admin already, so the code is spent; ask an admin instead.")
        if not await admins.become(session, ask.asker.user, code, ask.now):
            raise NotPossible("That is not the code. Lodestone shows it where it was started, once it runs.")
        await admins.welcome(session, ask.now)
    return Message(
        title="You are the first admin",
        parts=(
            say("✔ You may now change sources and the watchlist and decide what was read."),
            note("A message to you says what to try first, and how to add a channel."),
            Choices((Button(label="Open reviews", command="admin review"),)),
        ),
        summary="You are the first admin.",
    )


VERB = Verb(
    name="admin become",
    group=ADMIN,
    usage="admin become CODE",
    example="admin become CODE",
    help="Become the first admin with the code shown at start-up.",
    run=run,
)
