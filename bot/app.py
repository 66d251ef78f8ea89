"""Slack's side of Lodestone: requests in, ephemeral answers out. With `bot.connection` all that imports Bolt.

A listener acknowledges at once, asks `bot.commands` or `bot.actions`, and answers through the response_url, which works
in channels the bot was never invited to. Logs carry verbs and ids, never what was asked.
"""

import asyncio
import logging
import re
import secrets
import traceback
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any
from weakref import WeakValueDictionary

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.context.async_context import AsyncBoltContext
from slack_bolt.context.respond.async_respond import AsyncRespond
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from bot import actions, commands, home, mentions, strangers
from bot.access import Asker
from bot.actions import Press
from bot.connection import quiet
from bot.mentions import Heard
from bot.messages import problems, slack, views
from bot.messages.parts import Message
from bot.replies import Faulty, Reply
from bot.settings import Settings
from bot.speaker import FORM_SECONDS, SLOW, Speaker, in_time
from storage import tracing
from storage.database import Database, RecordError

log = logging.getLogger(__name__)

COMMANDS = ("/licence", "/license")
_AN_ID = re.compile(r"[A-Z]?\d{1,12}|[CDGUW](?=[A-Z]*\d)[A-Z0-9]{5,20}|all|new|me|admin")
#: The message shortcut "What does this say about licences?".
READ_MESSAGE = "read_message"
#: A letter typed into a select: answered with suggestions or with nothing, never with a message.
SUGGESTING = "block_suggestion"


def build_app(
    client: AsyncWebClient,
    db: Database,
    settings: Settings,
    clock: Callable[[], datetime],
    form_seconds: float = FORM_SECONDS,
) -> AsyncApp:
    """The app with `/licence`, `/license`, everything that can be pressed, and one place that explains errors.

    A form that takes longer than `form_seconds` is acknowledged first and answered in its window when it is done.
    """
    secret = settings.slack_signing_secret
    app = AsyncApp(
        client=client,
        signing_secret=secret.get_secret_value() if secret else "",
        # Without a secret nothing is served over HTTP; Socket Mode requests come over Slack's own connection.
        request_verification_enabled=secret is not None,
        logger=quiet("bot.slack"),
        name="lodestone",
    )
    listeners = _Listeners(db, Speaker(client), clock, form_seconds)
    app.middleware(listeners.only_ours)
    for name in COMMANDS:
        app.command(name)(listeners.licence)
    app.action(re.compile(rf"^({slack.SAYS}:\d+|{slack.DOES}:.+|{slack.MORE})$"))(listeners.pressed)
    app.view(re.compile(".*"))(listeners.sent)
    app.options(views.FIND)(listeners.looked_for)
    app.shortcut(READ_MESSAGE)(listeners.read_message)
    app.event("app_home_opened")(listeners.came_home)
    app.event("app_mention")(listeners.spoken_to)
    app.event("message")(listeners.spoken_to)
    app.error(listeners.failed)
    return app


#: Answers made at the same time. Making all that came at once by turns would show every one of them as late as the
#: last, and hold up acknowledgements; three leave room for one that waits to write.
_AT_ONCE = 3


class _Listeners:
    """What Bolt calls, with parameters by the names Bolt gives them."""

    def __init__(self, db: Database, speaker: Speaker, clock: Callable[[], datetime], form_seconds: float) -> None:
        self._db = db
        self._form_seconds = form_seconds
        self._speaker = speaker
        self._now = clock
        self._heard = Heard()
        #: A turn for each person's Home, as long as somebody waits for it.
        self._homes: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._turns = asyncio.Semaphore(_AT_ONCE)

    async def only_ours(
        self,
        ack: AsyncAck,
        body: dict[str, Any],
        context: AsyncBoltContext,
        respond: AsyncRespond,
        next: Callable[[], Awaitable[BoltResponse]],
    ) -> BoltResponse:
        """Nothing runs for somebody of another workspace: cards in a shared channel are all they see."""
        # The rest of this task is this request's, whatever listener it comes to.
        tracing.begin(request=secrets.token_hex(4))
        ours = context.authorize_result
        if ours is None or not strangers.is_stranger(body, ours.team_id, ours.enterprise_id):
            return await next()
        log.info("refused a stranger")
        done: BoltResponse = await ack()
        if body.get("type") == SUGGESTING:
            return done
        refusal = Reply(message=strangers.NOT_OURS)
        if "event" not in body:
            await self._speaker.answer(body, refusal, respond)
        elif mentions.said(body["event"], context.bot_user_id or "") is not None:
            await self._speaker.answer_message(body["event"], refusal)
        return done

    async def licence(
        self, ack: AsyncAck, command: dict[str, Any], body: dict[str, Any], respond: AsyncRespond
    ) -> None:
        await ack()
        asker = Asker(
            user=command["user_id"], channel=command["channel_id"], answer_to=command.get("response_url") or ""
        )
        await self._say(command.get("text") or "", asker, body, respond)

    async def spoken_to(self, event: dict[str, Any], body: dict[str, Any], context: AsyncBoltContext) -> None:
        """A mention in a channel, or a direct message: a command or a plain question, answered to its asker alone."""
        said = mentions.said(event, context.bot_user_id or "")
        if said is None or not self._heard.first(str(body.get("event_id") or "")):
            return
        asker = Asker(user=event["user"], channel=event["channel"])
        given = await commands.answer(said, asker, self._db, self._now())
        log.info("answered a message verb=%s understood=%s user=%s", given.verb, given.understood, asker.user)
        await self._speaker.answer_message(event, given.reply)

    async def read_message(self, ack: AsyncAck, shortcut: dict[str, Any], respond: AsyncRespond) -> None:
        await ack()
        reply = await actions.read_message(shortcut.get("message") or {}, _asker(shortcut), self._db, self._now())
        log.info("asked to read a message user=%s", shortcut["user"]["id"])
        await self._speaker.answer(shortcut, reply, respond)

    async def pressed(self, ack: AsyncAck, body: dict[str, Any], action: dict[str, Any], respond: AsyncRespond) -> None:
        await ack()
        asker = _asker(body)
        name, record = _carried(action)
        if name == slack.SAYS:
            await self._say(record, asker, body, respond)
            return
        press = Press(record=record, asker=asker, db=self._db, now=self._now())
        reply = await actions.press(name, press)
        log.info("pressed action=%s record=%s user=%s", name, _id(record), asker.user)
        await self._speaker.answer(body, reply, respond)
        await actions.minded(name, press)
        if (body.get("view") or {}).get("type") == "home":
            await self._show_home(asker.user)

    async def sent(self, ack: AsyncAck, body: dict[str, Any], view: dict[str, Any]) -> None:
        record, channel = views.where(view)
        asker = Asker(user=body["user"]["id"], channel=channel or body["user"]["id"])
        press = Press(record=record, asker=asker, db=self._db, now=self._now(), filled=views.filled(view))
        doing, done = await in_time(self._speaker.settled(actions.send(view["callback_id"], press)), self._form_seconds)
        if not done:
            await ack(response_action="update", view=views.window(SLOW))
        try:
            reply = await doing
        except Faulty as faulty:
            reply = Reply(message=problems.not_possible(str(faulty)))
            if done:
                await ack(response_action="errors", errors=faulty.faults)
                return
        log.info("sent form=%s record=%s user=%s", view["callback_id"], _id(record), asker.user)
        if done:
            await ack(response_action="update", view=views.window(reply.message))
        else:
            await self._speaker.update(view["id"], asker.user, reply.message)
        if not channel:
            await self._show_home(asker.user)

    async def came_home(self, event: dict[str, Any]) -> None:
        if event.get("tab", "home") == "home":
            await self._show_home(event["user"])

    async def _show_home(self, user: str) -> None:
        # One after the other: two at once could arrive in the wrong order, and the older one would stay.
        async with self._homes.setdefault(user, asyncio.Lock()):
            shown = await home.view(Asker(user=user, channel=user), self._db, self._now())
            await self._speaker.publish(user, shown)

    async def looked_for(self, ack: AsyncAck, payload: dict[str, Any]) -> None:
        found = await actions.suggest(str(payload.get("value") or ""), self._db)
        await ack(options=views.options(found))

    async def failed(self, error: Exception, body: dict[str, Any], respond: AsyncRespond) -> None:
        reply = Reply(message=_explanation(error))
        if body.get("type") == SUGGESTING:
            return
        if (body.get("event") or {}).get("type") in mentions.TYPES:
            await self._speaker.answer_message(body["event"], reply)
        else:
            await self._speaker.answer(body, reply, respond)

    async def _say(self, text: str, asker: Asker, body: dict[str, Any], respond: AsyncRespond) -> None:
        async with self._turns:
            given = await commands.answer(text, asker, self._db, self._now())
        log.info("answered verb=%s understood=%s user=%s", given.verb, given.understood, asker.user)
        await self._speaker.answer(body, given.reply, respond)


def _asker(body: dict[str, Any]) -> Asker:
    user = body["user"]["id"]
    _, opened_in = views.where(body.get("view") or {})
    # In the Home and in a modal there is no channel but the one a form remembers.
    channel = (body.get("channel") or {}).get("id") or opened_in or user
    return Asker(user=user, channel=channel, answer_to=body.get("response_url") or "")


def _carried(action: dict[str, Any]) -> tuple[str, str]:
    """(what runs, on which record): `say` with a command, or the name of an action with a short id."""
    if action.get("type") == "overflow":
        kind, _, record = str(action["selected_option"]["value"]).partition(" ")
        return (kind.partition(":")[2] or kind), record
    kind, _, rest = action["action_id"].partition(":")
    return (kind if kind == slack.SAYS else rest.rpartition(":")[0] or rest), str(action.get("value") or "")


def _id(record: str) -> str:
    """A record as the log may have it: an id of ours or of Slack's. A form may remember what was typed instead."""
    return record if not record or _AN_ID.fullmatch(record) else "-"


def _explanation(error: Exception) -> Message:
    """Advice for the asker and a trace for the log. The trace has no message: a message may repeat what was asked."""
    if isinstance(error, RecordError):
        log.error("the record cannot be used: %s", error)
        return problems.not_possible(str(error))
    reference = secrets.token_hex(3)
    trace = "".join(traceback.format_tb(error.__traceback__))
    log.error("error %s: %s\n%s", reference, type(error).__name__, trace)
    return problems.broken(reference)
