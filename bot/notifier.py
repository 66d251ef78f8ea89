"""How an alert is said: to Slack, or to a terminal. Slack's error codes become advice here and nowhere else."""

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta, tzinfo
from typing import TYPE_CHECKING, Any, TextIO

from bot.access import CONSOLE_CHANNEL
from bot.advice import PERMANENT
from bot.messages import admins, alert, review, slack, sources, terminal, thread
from bot.messages.parts import Message
from bot.pacing import Pacing
from jobs.deliver import CannotLook, Card, DeliveryError
from storage.domain.views import ReviewView
from storage.sequels import FELL

if TYPE_CHECKING:
    from slack_sdk.errors import SlackApiError
    from slack_sdk.web.async_client import AsyncWebClient

#: Whoever is in the channel can mend these.
THERE = frozenset(
    {
        "channel_not_found",
        "not_in_channel",
        "is_archived",
        "restricted_action",
        "restricted_action_read_only_channel",
        "restricted_action_thread_only_channel",
    }
)
#: Nothing can be said anywhere until it is mended: the token, or the whole workspace, is at fault.
EVERYWHERE = frozenset(
    {
        "invalid_auth",
        "not_authed",
        "account_inactive",
        "token_revoked",
        "token_expired",
        "org_login_required",
        "ekm_access_denied",
        "team_access_not_granted",
        "missing_scope",
        "not_allowed_token_type",
    }
)
#: The message itself is at fault, or gone: no person in the workspace can mend that.
FORM = frozenset(
    {
        "message_not_found",
        "cant_update_message",
        "edit_window_closed",
        "cannot_dm_bot",
        "method_deprecated",
        "msg_too_long",
        "msg_blocks_too_long",
        "invalid_blocks",
        "no_text",
        "invalid_arguments",
        "metadata_too_large",
        "too_many_attachments",
    }
)
#: Codes after which Slack itself does not know how much of it was done.
UNCERTAIN = {
    "internal_error": "Slack failed half-way",
    "fatal_error": "Slack failed half-way",
    "request_timeout": "Slack did not get the whole request in time",
}
#: Nothing was done, and it passes by itself.
PASSING = {
    "ratelimited": "Slack asks for a pause",
    "rate_limited": "Slack asks for a pause",
    "message_limit_exceeded": "the workspace posts too much at once",
    "service_unavailable": "Slack is away for a moment",
    "team_added_to_org": "the workspace is being moved",
}
_PAUSE = timedelta(seconds=30)
_UNTIL_MENDED = timedelta(minutes=10)
#: The longest pause that is believed: a header can say anything.
_LONGEST = timedelta(days=1)

_METHODS = {"send": "chat.postMessage", "edit": "chat.update", "look": "conversations.history"}
#: Slack's clock and ours may differ by this much when a message is looked for.
_SKEW = timedelta(minutes=2)
#: Pages of history looked through for one card, and messages a page.
_PAGES, _PAGE = 20, 200
#: How long it is believed that the app may not read history: a scope can be granted any time.
_BLIND_SECONDS = 3_600.0
#: There is no thread any more to reply in: its message was deleted, or takes no replies.
_NO_THREAD = frozenset(
    {
        "thread_not_found",
        "message_not_found",
        "cannot_reply_to_message",
        "restricted_action_thread_locked",
        "restricted_action_non_threadable_channel",
    }
)
#: What a channel's history is not shown for; an admin is asked then.
_UNREADABLE = {
    "missing_scope": "the app has no scope to read the history there",
    "not_in_channel": "the bot is not in that channel and cannot read its history",
    "channel_not_found": "the bot cannot see that channel's history",
    "not_allowed_token_type": "the token may not read history",
    "no_permission": "the token may not read history",
    "access_denied": "the token may not read history",
    "method_not_supported_for_channel_type": "that kind of channel shows no history",
}


class SlackNotifier:
    """Posts and edits through the Web API. The client must have no retry handlers: they send twice what was taken once.

    The reference of a message is Slack's `ts`, with the channel before it where Slack answered with another channel
    than was asked (a person's direct messages): chat.update needs that one.
    """

    name = "slack"

    def __init__(
        self,
        client: "AsyncWebClient",
        pacing: Pacing | None = None,
        moment: Callable[[], float] = time.monotonic,
    ) -> None:
        self._client = client
        self._pacing, self._moment = pacing or Pacing(), moment
        # By kind of channel (the first letter of its id): why its history cannot be read, and until when that holds.
        self._blind: dict[str, tuple[str, float]] = {}

    def takes(self, outlet: str) -> bool:
        return outlet != CONSOLE_CHANNEL

    def turn(self, outlet: str, do: str) -> float:
        if do == "look" and self._blindness(outlet):
            return 0.0
        moment = self._moment()
        wait = self._pacing.wait(_METHODS[do], outlet, moment)
        if wait == 0:
            self._pacing.called(_METHODS[do], outlet, moment)
        return wait

    async def send(self, card: Card) -> str:
        if card.notice is not None:
            await self._turn_of("chat.postMessage", card.outlet)
        message = slack.payload(_message(card))
        if card.notice is None:
            message |= {"metadata": _metadata(card)}
        place: dict[str, object] = {"channel": card.outlet}
        if card.thread is not None:
            channel, ts = _place(card.outlet, card.thread)
            place = {"channel": channel, "thread_ts": ts, "reply_broadcast": card.broadcast}
        try:
            made = await self._call("chat.postMessage", {**place, **message})
        except _Refused as refused:
            if card.thread is None or refused.code not in _NO_THREAD:
                raise
            # Nothing was said, and there is nothing left to say it under: it goes into the channel.
            self._pacing.called("chat.postMessage", card.outlet, self._moment())
            made = await self._call("chat.postMessage", {"channel": place["channel"], **message})
        answer = _message_made(made)
        channel, ts = str(answer.get("channel") or card.outlet), str(answer["ts"])
        return ts if channel == card.outlet else f"{channel}/{ts}"

    async def edit(self, card: Card) -> None:
        if card.reference is None:
            raise DeliveryError("a message that was never sent cannot be edited", permanent=True)
        channel, ts = _place(card.outlet, card.reference)
        message = slack.payload(alert.card(card.alerts, card.first_reading_of, card.gathered))
        message |= {"metadata": alert.metadata(card.alerts)}
        _message_made(await self._call("chat.update", {"channel": channel, "ts": ts, **message}))

    async def find(self, card: Card, since: datetime) -> str | None:
        """Look through the channel's history, or the card's thread, for a message that carries what this one does."""
        if why := self._blindness(card.outlet):
            raise CannotLook(why)
        asked = {"oldest": f"{(since - _SKEW).timestamp():.6f}", "inclusive": "true", "include_all_metadata": "true"}
        try:
            channel, ts = await self._search(card, asked)
        except _Refused as refused:
            # What is refused for good, by whatever name, must not keep an outlet waiting for it.
            if refused.code not in _UNREADABLE and not refused.permanent:
                raise
            why = _UNREADABLE.get(refused.code, refused.reason)
            if refused.code == "missing_scope":
                self._blind[card.outlet[:1]] = (why, self._moment() + _BLIND_SECONDS)
            raise CannotLook(why) from refused
        return ts and (ts if channel == card.outlet else f"{channel}/{ts}")

    async def _search(self, card: Card, asked: dict[str, str]) -> tuple[str, str | None]:
        """In the thread it was for, or in the channel, also when that thread is gone."""
        marks = _marks(_metadata(card))
        if card.thread is not None:
            channel, root = _place(card.outlet, card.thread)
            within = {"channel": channel, "limit": str(_PAGE), "ts": root, **asked}
            try:
                return channel, await self._leaf("conversations.replies", within, marks)
            except _Refused as refused:
                if refused.code not in _NO_THREAD:
                    raise
            await self._turn_of("conversations.history", card.outlet)
        channel = await self._home(card)
        return channel, await self._leaf(
            "conversations.history", {"channel": channel, "limit": str(_PAGE), **asked}, marks
        )

    async def _home(self, card: Card) -> str:
        """The channel a card came to stand in: for a person, the direct messages with them."""
        channel = card.home or card.outlet
        if channel[:1] in ("U", "W"):
            opened = await self._call("conversations.open", {"users": channel})
            channel = str((opened.get("channel") or {}).get("id") or channel)
        return channel

    async def _leaf(self, method: str, asked: dict[str, str], marks: frozenset[str]) -> str | None:
        """Page by page: the `ts` of the message that carries these marks. Raises CannotLook when there are too many."""
        for page in range(_PAGES):
            if page:
                await self._turn_of(method, asked["channel"])
            answer = await self._call(method, asked, form=True)
            for message in answer.get("messages") or ():
                if marks <= _marks(message.get("metadata") or {}):
                    return str(message["ts"])
            cursor = str((answer.get("response_metadata") or {}).get("next_cursor") or "")
            if not cursor:
                return None
            asked = asked | {"cursor": cursor}
        raise CannotLook("there are too many messages since then to look through")

    def _blindness(self, outlet: str) -> str:
        why, until = self._blind.get(outlet[:1], ("", 0.0))
        return why if self._moment() < until else ""

    async def _turn_of(self, method: str, outlet: str) -> None:
        """Wait for a turn that nobody took for us."""
        while (wait := self._pacing.wait(method, outlet, self._moment())) > 0:
            if wait > _PAUSE.total_seconds():
                raise DeliveryError(PASSING["ratelimited"], retry_after=timedelta(seconds=wait), stops="method")
            await asyncio.sleep(wait)
        self._pacing.called(method, outlet, self._moment())

    async def ask(self, outlet: str, reviews: Sequence[ReviewView], *, reminder: bool) -> str:
        """Questions to the admins: one as a card that can be decided, several as a list."""
        message = review.card(reviews[0], reminder=reminder) if len(reviews) == 1 else review.arrived(reviews)
        await self._turn_of("chat.postMessage", outlet)
        data = _message_made(await self._call("chat.postMessage", {"channel": outlet, **slack.payload(message)}))
        return f"{data.get('channel') or outlet}/{data['ts']}"

    async def show(self, reference: str, view: ReviewView) -> None:
        """A question as it stands now, in the place of the card that asked it."""
        channel, _, ts = reference.partition("/")
        await self._turn_of("chat.update", channel)
        made = await self._call("chat.update", {"channel": channel, "ts": ts, **slack.payload(review.card(view))})
        _message_made(made)

    async def _call(self, method: str, body: dict[str, Any], *, form: bool = False) -> dict[str, Any]:
        # Imported here: a start without Slack must not pay for the SDK.
        import aiohttp
        from slack_sdk.errors import SlackApiError, SlackRequestError

        if left := self._pacing.stopped(method, self._moment()):
            # Slack asked for the pause while this turn was on its way.
            raise DeliveryError(PASSING["ratelimited"], retry_after=timedelta(seconds=left), stops="method")
        try:
            # Slack takes no JSON for what only reads.
            answer = await self._client.api_call(method, data=body if form else None, json=None if form else body)
        except SlackApiError as error:
            refused = _refusal(error)
            if refused.stops == "method" and refused.retry_after is not None:
                self._pacing.stop(method, self._moment() + refused.retry_after.total_seconds())
            raise refused from error
        except SlackRequestError as error:
            raise DeliveryError(f"the request could not be made: {error}", permanent=True) from error
        except aiohttp.ClientConnectorError as error:
            raise DeliveryError("Slack could not be reached", retry_after=_PAUSE, stops="all") from error
        except (TimeoutError, aiohttp.ClientError, OSError) as error:
            raise DeliveryError("the connection to Slack was lost before it answered", uncertain=True) from error
        data = answer.data
        if not isinstance(data, dict):
            raise DeliveryError("Slack's answer was not readable", uncertain=True)
        return data


class _Refused(DeliveryError):
    """Slack's own word for why it did not do it: `code`."""

    code = ""


def _message_made(data: dict[str, Any]) -> dict[str, Any]:
    if not data.get("ts"):
        raise DeliveryError("Slack's answer did not say which message it made", uncertain=True)
    return data


def _marks(metadata: Mapping[str, Any]) -> frozenset[str]:
    """By what a message is known again: the ids of its alerts, or of what came after one."""
    if metadata.get("event_type") != alert.EVENT_TYPE:
        return frozenset()
    payload = metadata.get("event_payload") or {}
    return frozenset(payload.get("alert_ids") or ()) | {str(payload[key]) for key in ("update_id",) if key in payload}


def _place(outlet: str, reference: str) -> tuple[str, str]:
    """The channel and the `ts` of a message."""
    channel, slash, ts = reference.partition("/")
    return (channel, ts) if slash else (outlet, reference)


def _metadata(card: Card) -> dict[str, object]:
    return thread.metadata(card.sequels) if card.sequels else alert.metadata(card.alerts)


def _message(card: Card) -> Message:
    if card.sequels:
        return thread.reply(card.sequels, card.alerts)
    if card.notice is not None and card.notice.kind == FELL:
        return thread.fell(card.notice.text)
    if card.notice is not None:
        return admins.notice(card.notice) or sources.notice(card.notice.kind, card.notice.text)
    return alert.card(card.alerts, card.first_reading_of, card.gathered)


def _refusal(error: "SlackApiError") -> _Refused:
    """Slack's answer as a DeliveryError: whether trying again makes sense, and what to mend if not."""
    response: Any = error.response
    # The SDK's own response has status_code; a body it could not read comes as aiohttp's, which has status.
    status: int = getattr(response, "status_code", 0) or getattr(response, "status", 200)
    data = getattr(response, "data", None)
    code = str(data.get("error", "")) if isinstance(data, dict) else ""
    refused = _read(code, status, response)
    refused.code = code
    return refused


def _read(code: str, status: int, response: Any) -> _Refused:
    if status == 429 or code in ("ratelimited", "rate_limited"):
        return _Refused(PASSING["ratelimited"], retry_after=_retry_after(response), stops="method")
    if code in PERMANENT:
        # What a person can mend keeps its alerts: they go out once it is mended.
        return _Refused(
            f"{PERMANENT[code]} ({code})",
            permanent=code in FORM,
            mended_there=code in THERE,
            retry_after=_UNTIL_MENDED,
            stops="" if code in FORM else "all" if code in EVERYWHERE else "outlet",
        )
    if code in PASSING or status == 503:
        return _Refused(PASSING.get(code, PASSING["service_unavailable"]), retry_after=_PAUSE, stops="all")
    if code in UNCERTAIN or status >= 500 or not code:
        return _Refused(f"{UNCERTAIN.get(code, 'Slack gave no readable answer')} ({status})", uncertain=True)
    return _Refused(f"Slack refused: {code[:80]}", permanent=True)


def _retry_after(response: Any) -> timedelta:
    headers = getattr(response, "headers", None) or {}
    seconds = str(next((headers[name] for name in headers if name.casefold() == "retry-after"), ""))
    return min(timedelta(seconds=int(seconds[:9])), _LONGEST) if seconds.isascii() and seconds.isdigit() else _PAUSE


class ConsoleNotifier:
    """Prints cards for whoever sits at the terminal. An edit prints one line: a terminal cannot take words back."""

    name = "console"

    def __init__(self, stream: TextIO, zone: tzinfo = UTC, width: int = 80) -> None:
        self._stream = stream
        self._zone = zone
        self._width = width
        self._sent = 0

    def takes(self, outlet: str) -> bool:
        return outlet == CONSOLE_CHANNEL

    def turn(self, outlet: str, do: str) -> float:  # noqa: ARG002  a terminal needs no pacing
        return 0.0

    async def find(self, card: Card, since: datetime) -> str | None:  # noqa: ARG002
        raise CannotLook("a terminal keeps nothing that could be looked through")

    async def send(self, card: Card) -> str:
        self._print(terminal.render(_message(card), self._zone, self._width))
        self._sent += 1
        return f"console {self._sent}"

    async def edit(self, card: Card) -> None:
        lines = [alert.update_line(each) for each in card.alerts]
        self._print("".join(f"{line}\n" for text in lines for line in terminal.wrap(text, self._width, then="  ")))

    def _print(self, text: str) -> None:
        try:
            print(f"\n{text}", file=self._stream, end="", flush=True)
        except (OSError, ValueError) as error:
            raise DeliveryError("the terminal is closed", permanent=True) from error
