"""How an answer gets back to whoever asked: by the response_url, in a modal, or as a message to them alone."""

import asyncio
import logging
from collections.abc import Awaitable, Coroutine
from dataclasses import replace
from typing import Any

import aiohttp
from slack_bolt.context.respond.async_respond import AsyncRespond
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from bot.advice import PERMANENT
from bot.client import posted
from bot.messages import correcting, problems, slack, views
from bot.messages.parts import Button, Message, say
from bot.replies import Reply
from bot.uploads import Porter

log = logging.getLogger(__name__)

#: Slack shows an error when a form is not acknowledged within three seconds.
FORM_SECONDS = 2.0

#: What Slack says of blocks that it, or this workspace, does not know: charts and tables come to workspaces by and by.
REFUSED_BLOCKS = "invalid_blocks"

#: What `_attempt` says when no answer came: the request may have been done or not.
LOST = "lost"

SLOW = Message(
    title="One moment",
    parts=(say("The record is busy; the answer appears here."),),
    summary="The record is busy; the answer appears here.",
)


async def in_time(work: Coroutine[Any, Any, Reply], seconds: float) -> tuple[asyncio.Task[Reply], bool]:
    """The work as a task, and whether it was done before Slack loses patience; it goes on either way."""
    task = asyncio.create_task(work)
    await asyncio.wait((task,), timeout=seconds)
    return task, task.done()


class Speaker:
    """Answers one person. Nothing is posted to a channel except what they asked to share."""

    def __init__(self, client: AsyncWebClient) -> None:
        self._client = client
        self._porter = Porter(client)

    async def answer(self, body: dict[str, Any], reply: Reply, respond: AsyncRespond) -> None:
        """Show the form if there is one, else say the message, wherever the request came from; then bring the file."""
        await self._answer(body, reply, respond)
        if reply.file is not None and (wrong := await self._porter.bring(reply.file, _user(body))) is not None:
            await self._answer(body, Reply(message=wrong), respond)

    async def _answer(self, body: dict[str, Any], reply: Reply, respond: AsyncRespond) -> None:
        if reply.silent:
            return
        if reply.post_to:
            reply = await self.post(reply)
        trigger, channel = body.get("trigger_id"), _channel(body)
        if reply.form is not None and trigger:
            if await self._open(trigger, views.form(reply.form, channel), pushes=_in_modal(body)):
                return
            reply = Reply(message=problems.not_opened(reply.message, _again(body)))
        if body.get("response_url"):
            if not await _respond(respond, reply):
                await self._late(_user(body), channel, reply)
        elif "view" in body and trigger:
            if not await self._open(trigger, views.window(reply.message), pushes=_in_modal(body)):
                await self._aside(_user(body), "", reply.message)
        elif _user(body):
            await self._aside(_user(body), channel, reply.message)

    async def _late(self, user: str, channel: str, reply: Reply) -> None:
        """The address for answers ran out. What was to be shared is posted where it was asked, or said not to be."""
        if not reply.shared:
            await self._aside(user, channel, reply.message)
            return
        if wrong := await self._say("chat.postMessage", {"channel": channel}, reply.message):
            await self._aside(user, channel, _not_posted(replace(reply, post_to=channel), wrong))

    async def answer_message(self, event: dict[str, Any], reply: Reply) -> None:
        """Answer what somebody wrote to the bot, where they wrote it and seen by them alone.

        There is no form to open and no response_url to use: a form's sentence is said instead.
        """
        if reply.silent:
            return
        channel, user = str(event["channel"]), str(event["user"])
        if reply.shared and not reply.post_to:
            reply = replace(reply, post_to=channel)
        if reply.post_to:
            reply = await self.post(reply)
        thread = str(event.get("thread_ts") or "")
        await self._aside(user, channel, reply.message, thread)
        if reply.file is not None and (wrong := await self._porter.bring(reply.file, user)) is not None:
            await self._aside(user, channel, wrong, thread)

    async def settled(self, doing: Awaitable[Reply]) -> Reply:
        """What sending a form answers, after it was posted where the form said."""
        reply = await doing
        return await self.post(reply) if reply.post_to else reply

    async def post(self, reply: Reply) -> Reply:
        """Share a message in another channel; the answer says so, or what keeps us from it and how to go on."""
        wrong = await self._say("chat.postMessage", {"channel": reply.post_to}, reply.message)
        return Reply(message=_not_posted(reply, wrong) if wrong else correcting.posted(reply.post_to))

    async def update(self, view_id: str, user: str, message: Message) -> None:
        """Put an answer into a modal that is open; when it was closed meanwhile, into the direct messages."""
        if not await self._call("views.update", {"view_id": view_id, "view": views.window(message)}):
            await self._aside(user, "", message)

    async def publish(self, user: str, message: Message) -> None:
        """Show a person's Home."""
        await self._call("views.publish", {"user_id": user, "view": views.home(message)})

    async def _open(self, trigger: str, view: dict[str, Any], *, pushes: bool) -> bool:
        method = "views.push" if pushes and view["type"] == "modal" else "views.open"
        return await self._call(method, {"trigger_id": trigger, "view": view})

    async def _aside(self, user: str, channel: str, message: Message, thread: str = "") -> None:
        """Where there is no response_url: seen by the asker alone in the channel, else in a direct message."""
        within = {"thread_ts": thread} if thread else {}
        if channel and not channel.startswith(("D", "U", "W")):
            if not await self._say("chat.postEphemeral", {"channel": channel, "user": user, **within}, message):
                return
            within = {}  # a thread of that channel is no thread of the direct messages
        await self._say("chat.postMessage", {"channel": user, **within}, message)

    async def _say(self, method: str, to: dict[str, Any], message: Message) -> str:
        """Post a message; where Slack refuses its blocks, the same in blocks that every workspace takes."""
        wrong = await self._attempt(method, to | slack.payload(message))
        if wrong == REFUSED_BLOCKS and slack.may_be_refused(message):
            wrong = await self._attempt(method, to | slack.payload(message, modest=True))
        return wrong

    async def _call(self, method: str, arguments: dict[str, Any]) -> bool:
        return not await self._attempt(method, arguments)

    async def _attempt(self, method: str, arguments: dict[str, Any]) -> str:
        """Slack's error code, or what came between; empty when it was done."""
        try:
            await self._client.api_call(method, json=arguments)
        except SlackApiError as error:
            data = getattr(error.response, "data", None)  # a body that is no JSON comes as another type
            code = str(data.get("error", "?")) if isinstance(data, dict) else "?"
            log.warning("%s: Slack refused (%s)", method, code)
            return code
        except (TimeoutError, SlackClientError, aiohttp.ClientError, OSError) as error:
            log.warning("%s did not reach Slack: %s", method, type(error).__name__)
            return LOST
        return ""


async def _respond(respond: AsyncRespond, reply: Reply, *, modest: bool = False) -> bool:
    payload = slack.reply(reply.message, shared=reply.shared, replaces=reply.replaces, modest=modest)
    try:
        answer = await posted(respond(**payload))
    except (TimeoutError, aiohttp.ClientError) as error:
        log.warning("an answer did not reach Slack: %s", type(error).__name__)
        return True  # it may have arrived: saying it again by another way could say it twice
    if REFUSED_BLOCKS in str(answer.body) and not modest and slack.may_be_refused(reply.message):
        return await _respond(respond, reply, modest=True)
    if answer.status_code != 200:
        # A response_url lives 30 minutes and takes five answers.
        log.warning("Slack did not take an answer: %s", answer.status_code)
        return False
    return True


def _not_posted(reply: Reply, wrong: str) -> Message:
    """`wrong` is Slack's code, or what came between, and then the message may be there all the same."""
    if wrong == LOST:
        return problems.perhaps_posted(reply.post_to, reply.again)
    return problems.not_posted(reply.post_to, PERMANENT.get(wrong, f"Slack refused ({wrong})"), reply.again)


def _again(body: dict[str, Any]) -> Button | None:
    """A button that asks for the same once more: what was typed, or what was pressed."""
    label = "Open the form"
    if body.get("text"):
        return Button(label=label, command=str(body["text"]))
    pressed = (body.get("actions") or [{}])[0]
    kind, _, name = str(pressed.get("action_id") or "").partition(":")
    value = str(pressed.get("value") or "")
    if kind == slack.SAYS:
        return Button(label=label, command=value)
    return Button(label=label, action=name.rpartition(":")[0], record=value) if kind == slack.DOES else None


def _in_modal(body: dict[str, Any]) -> bool:
    return (body.get("view") or {}).get("type") == "modal"


def _user(body: dict[str, Any]) -> str:
    return str(body.get("user_id") or (body.get("user") or {}).get("id") or "")


def _channel(body: dict[str, Any]) -> str:
    held = body.get("channel_id") or (body.get("channel") or {}).get("id")
    return str(held or views.where(body.get("view") or {})[1])
