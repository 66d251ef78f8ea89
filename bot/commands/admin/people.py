"""`admin grant | revoke @user` and `admin channel #x`: who may change things, and where they are told."""

import re

from bot.access import require_admin
from bot.commands.verbs import ADMIN, Ask, NotPossible, Verb
from bot.grammar import Misunderstood, Token
from bot.messages import admins as messages
from bot.messages.parts import Message, shown
from storage import admins, notices

#: A Slack id typed by hand; names have no digits in capitals.
_ID = re.compile(r"[UWCG](?=[A-Z]*[0-9])[A-Z0-9]{3,}")


async def grant(ask: Ask) -> Message:
    async with ask.db.write() as session:
        await require_admin(session, ask.asker)
        user = _person(ask)
        if not await admins.grant(session, user, ask.asker.user, ask.now):
            raise NotPossible("That person is an admin already; `/licence admin status` names them all.")
        await notices.tell(session, messages.GRANTED, user, ask.asker.user, [user], ask.now)
    return messages.granted(user)


async def revoke(ask: Ask) -> Message:
    async with ask.db.write() as session:
        await require_admin(session, ask.asker)
        user = _person(ask)
        try:
            by = await admins.revoke(session, user, ask.asker.user, ask.now)
        except admins.LastAdmin as last:
            raise NotPossible(str(last)) from last
    if by is None:
        raise NotPossible("That person is no admin; `/licence admin status` names them all.")
    return messages.revoked(user, named_in_settings=by == admins.SETTINGS)


async def channel(ask: Ask) -> Message:
    async with ask.db.write() as session:
        await require_admin(session, ask.asker)
        if not ask.line.tokens:
            return messages.channel_is(await admins.outlets(session))
        chosen = _channel(ask.line.tokens[0])
        before = await admins.choose_channel(session, chosen, ask.asker.user, ask.now)
        if chosen is not None and chosen != before:
            # Said there through the outbox: whether the bot may speak in that channel shows at once.
            await notices.tell(session, messages.CHANNEL, chosen, ask.asker.user, [chosen], ask.now)
        outlets = await admins.outlets(session)
    return messages.channel_chosen(chosen, before, outlets)


def _person(ask: Ask) -> str:
    """The Slack id of whom was named; a name that Slack did not turn into a person could be anybody's."""
    form = ask.line.verb
    if not ask.line.tokens:
        raise Misunderstood(f"`{form}` needs a person.", nearest=f"{form} @user", example=True)
    token = ask.line.tokens[0]
    user = token.user or token.text.lstrip("@")
    if not token.user and not (_ID.fullmatch(user) and user[0] in "UW"):
        raise Misunderstood(
            f"{shown(token.text)} is no person Slack knows; choose one from the list that opens after `@`.",
            odd=token.text,
        )
    return user


def _channel(token: Token) -> str | None:
    if token.text.casefold() in ("off", "none"):
        return None
    channel = token.channel or token.text
    if not token.channel and not (_ID.fullmatch(channel) and channel[0] in "CG"):
        raise Misunderstood(
            f"{shown(token.text)} is no channel Slack knows; choose one from the list that opens after `#`.",
            odd=token.text,
        )
    return channel


VERBS = (
    Verb(
        name="admin grant",
        group=ADMIN,
        usage="admin grant @user",
        example="admin grant @user",
        help="Make somebody an admin.",
        run=grant,
        hints=("promote", "appoint"),
    ),
    Verb(
        name="admin revoke",
        group=ADMIN,
        usage="admin revoke @user",
        example="admin revoke @user",
        help="Make somebody an admin no more; the last one stays.",
        run=revoke,
    ),
    Verb(
        name="admin channel",
        group=ADMIN,
        usage="admin channel [#channel or off]",
        example="admin channel",
        help="Where admins are told what breaks and what waits; off: as the settings say, else each of you directly.",
        run=channel,
    ),
)
