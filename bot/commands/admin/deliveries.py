"""`admin deliveries`: what has not arrived, with why; released and settled by whoever looked."""

from bot import grammar
from bot.access import require_admin
from bot.commands.verbs import ADMIN, Ask, NotPossible, Verb
from bot.grammar import Misunderstood
from bot.messages import deliveries as messages
from bot.messages.parts import Message, shown
from storage import deliveries

#: Words people say for either answer.
_ANSWERS = {"sent": True, "arrived": True, "yes": True, "resend": False, "again": False, "no": False}


async def show(ask: Ask) -> Message:
    """All of it, or with the id of an alert: who has that one, and why others have not."""
    alert = grammar.short_id(ask.line.rest, "A")
    if ask.line.rest and alert is None:
        raise Misunderstood(
            f"{shown(ask.line.rest)} is no alert; alone it lists what waits, with `A31` it says who has that alert.",
            nearest="admin deliveries",
        )
    async with ask.db.read() as session:
        await require_admin(session, ask.asker)
        if alert is None:
            return messages.waiting(await deliveries.waiting(session), await deliveries.held_by_restore(session))
        try:
            return messages.why(alert, await deliveries.why(session, alert, ask.now))
        except deliveries.NotWaiting as missing:
            raise NotPossible(str(missing)) from missing


async def release(ask: Ask) -> Message:
    which = ask.line.rest.strip()
    async with ask.db.write() as session:
        await require_admin(session, ask.asker)
        if not which:
            raise Misunderstood(
                "Say which, such as `D12`, or `all`.", nearest="admin deliveries release all", example=True
            )
        try:
            number = await deliveries.release(session, which, ask.asker.user, ask.now)
        except deliveries.NotWaiting as missing:
            raise NotPossible(str(missing)) from missing
    return messages.released(which, number)


async def settle(ask: Ask) -> Message:
    words = [token.text for token in ask.line.tokens]
    async with ask.db.write() as session:
        await require_admin(session, ask.asker)
        if len(words) != 2 or words[1].casefold() not in _ANSWERS:
            which = words[0] if words else "D12"
            raise Misunderstood(
                "Say which, and whether it arrived: `sent` or `resend`.",
                nearest=f"admin deliveries settle {which} sent",
                example=True,
            )
        sent = _ANSWERS[words[1].casefold()]
        try:
            await deliveries.settle(session, words[0], ask.asker.user, ask.now, sent=sent)
        except deliveries.NotWaiting as missing:
            raise NotPossible(str(missing)) from missing
    return messages.settled(words[0], sent=sent)


VERBS = (
    Verb(
        name="admin deliveries",
        group=ADMIN,
        usage="admin deliveries [A31]",
        example="admin deliveries",
        help="What has not arrived, with why and since when; with an alert's id, who has it and who has not.",
        run=show,
        hints=("outbox", "queue", "undelivered"),
    ),
    Verb(
        name="admin deliveries release",
        group=ADMIN,
        usage="admin deliveries release all or ID",
        example="admin deliveries release all",
        help="Let go what is held or was refused.",
        run=release,
    ),
    Verb(
        name="admin deliveries settle",
        group=ADMIN,
        usage="admin deliveries settle ID sent or resend",
        example="admin deliveries settle D12 sent",
        help="Say whether an uncertain one arrived.",
        run=settle,
    ),
)
