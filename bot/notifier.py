"""How an alert is said: to Slack, or to a terminal. Slack's error codes become advice here and nowhere else."""

from collections.abc import Sequence
from datetime import UTC, timedelta, tzinfo
from typing import TYPE_CHECKING, Any, TextIO

from bot.access import CONSOLE_CHANNEL
from bot.advice import PERMANENT
from bot.messages import admins, alert, review, slack, sources, terminal
from bot.messages.parts import Message
from jobs.deliver import Card, DeliveryError
from storage.domain.views import ReviewView

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


class SlackNotifier:
    """Posts and edits through the Web API. The client must have no retry handlers: they send twice what was taken once.

    The reference of a message is Slack's `ts`, with the channel before it where Slack answered with another channel
    than was asked (a person's direct messages): chat.update needs that one.
    """

    def __init__(self, client: "AsyncWebClient") -> None:
        self._client = client

    def takes(self, outlet: str) -> bool:
        return outlet != CONSOLE_CHANNEL

    async def send(self, card: Card) -> str:
        message = slack.payload(_message(card))
        if card.notice is None:
            message |= {"metadata": alert.metadata(card.alerts)}
        answer = await self._call("chat.postMessage", {"channel": card.outlet, **message})
        channel, ts = str(answer.get("channel") or card.outlet), str(answer["ts"])
        return ts if channel == card.outlet else f"{channel}/{ts}"

    async def edit(self, card: Card) -> None:
        if card.reference is None:
            raise DeliveryError("a message that was never sent cannot be edited", permanent=True)
        channel, slash, ts = card.reference.partition("/")
        if not slash:
            channel, ts = card.outlet, card.reference
        message = slack.payload(alert.card(card.alerts, card.first_reading_of, card.gathered))
        message |= {"metadata": alert.metadata(card.alerts)}
        await self._call("chat.update", {"channel": channel, "ts": ts, **message})

    async def ask(self, outlet: str, reviews: Sequence[ReviewView], *, reminder: bool) -> str:
        """Questions to the admins: one as a card that can be decided, several as a list."""
        message = review.card(reviews[0], reminder=reminder) if len(reviews) == 1 else review.arrived(reviews)
        data = await self._call("chat.postMessage", {"channel": outlet, **slack.payload(message)})
        return f"{data.get('channel') or outlet}/{data['ts']}"

    async def show(self, reference: str, view: ReviewView) -> None:
        """A question as it stands now, in the place of the card that asked it."""
        channel, _, ts = reference.partition("/")
        await self._call("chat.update", {"channel": channel, "ts": ts, **slack.payload(review.card(view))})

    async def _call(self, method: str, body: dict[str, Any]) -> dict[str, Any]:
        # Imported here: a start without Slack must not pay for the SDK.
        import aiohttp
        from slack_sdk.errors import SlackApiError, SlackRequestError

        try:
            answer = await self._client.api_call(method, json=body)
        except SlackApiError as error:
            raise _refusal(error) from error
        except SlackRequestError as error:
            raise DeliveryError(f"the request could not be made: {error}", permanent=True) from error
        except aiohttp.ClientConnectorError as error:
            raise DeliveryError("Slack could not be reached", retry_after=_PAUSE) from error
        except (TimeoutError, aiohttp.ClientError, OSError) as error:
            raise DeliveryError("the connection to Slack was lost before it answered", uncertain=True) from error
        data = answer.data
        if not isinstance(data, dict) or not data.get("ts"):
            raise DeliveryError("Slack's answer did not say which message it made", uncertain=True)
        return data


def _message(card: Card) -> Message:
    if card.notice is not None:
        return admins.notice(card.notice) or sources.notice(card.notice.kind, card.notice.text)
    return alert.card(card.alerts, card.first_reading_of, card.gathered)


def _refusal(error: "SlackApiError") -> DeliveryError:
    """Slack's answer as a DeliveryError: whether trying again makes sense, and what to mend if not."""
    response: Any = error.response
    # The SDK's own response has status_code; a body it could not read comes as aiohttp's, which has status.
    status: int = getattr(response, "status_code", 0) or getattr(response, "status", 200)
    data = getattr(response, "data", None)
    code = str(data.get("error", "")) if isinstance(data, dict) else ""
    if status == 429 or code in ("ratelimited", "rate_limited"):
        return DeliveryError(PASSING["ratelimited"], retry_after=_retry_after(response))
    if code in PERMANENT:
        # What a person can mend keeps its alerts: they go out once it is mended.
        return DeliveryError(
            f"{PERMANENT[code]} ({code})",
            permanent=code in FORM,
            mended_there=code in THERE,
            retry_after=_UNTIL_MENDED,
        )
    if code in PASSING or status == 503:
        return DeliveryError(PASSING.get(code, PASSING["service_unavailable"]), retry_after=_PAUSE)
    if code in UNCERTAIN or status >= 500 or not code:
        return DeliveryError(f"{UNCERTAIN.get(code, 'Slack gave no readable answer')} ({status})", uncertain=True)
    return DeliveryError(f"Slack refused: {code[:80]}", permanent=True)


def _retry_after(response: Any) -> timedelta:
    headers = getattr(response, "headers", None) or {}
    seconds = str(next((headers[name] for name in headers if name.casefold() == "retry-after"), ""))
    return timedelta(seconds=min(int(seconds), 3_600)) if seconds.isdigit() else _PAUSE


class ConsoleNotifier:
    """Prints cards for whoever sits at the terminal. An edit prints one line: a terminal cannot take words back."""

    def __init__(self, stream: TextIO, zone: tzinfo = UTC, width: int = 80) -> None:
        self._stream = stream
        self._zone = zone
        self._width = width
        self._sent = 0

    def takes(self, outlet: str) -> bool:
        return outlet == CONSOLE_CHANNEL

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
