"""How those who asked to have something read are answered: where they asked, to them alone."""

from datetime import UTC, tzinfo
from typing import TYPE_CHECKING, Any, TextIO

from bot import export
from bot.messages import findings as messages
from bot.messages import slack, sources, terminal
from bot.messages.parts import Message
from jobs.deliver import DeliveryError
from jobs.requests import Findings
from storage.requests import Request

if TYPE_CHECKING:
    from slack_sdk.web.async_client import AsyncWebClient


def _said(found: Findings, zone: tzinfo = UTC) -> Message:
    if found.trial is not None:
        return sources.tried(found.trial.url, found.trial.kind, export.trial_lines(found.trial, zone).splitlines())
    return messages.findings(found.what, found.title, found.published, found.claims, found.trouble)


class SlackAnswerer:
    """By the response_url of the question; when that is gone, in a direct message."""

    console = False

    def __init__(self, client: "AsyncWebClient") -> None:
        self._client = client

    async def answer(self, request: Request, findings: Findings) -> None:
        """Raises DeliveryError when the asker cannot be reached in either way."""
        import aiohttp
        from slack_sdk.errors import SlackApiError, SlackClientError
        from slack_sdk.webhook.async_client import AsyncWebhookClient

        from bot.client import posted

        message = _said(findings)
        try:
            if request.answer_to:
                # Made with no retries: a second post of what arrived would say it twice.
                webhook = AsyncWebhookClient(request.answer_to, timeout=10, retry_handlers=[])
                answer = await posted(webhook.send_dict(slack.reply(message)))
                if answer.status_code == 200:
                    return
            payload: dict[str, Any] = {"channel": request.asked_by, **slack.payload(message)}
            await self._client.api_call("chat.postMessage", json=payload)
        except (SlackApiError, SlackClientError, aiohttp.ClientError, OSError) as error:
            raise DeliveryError(f"Slack did not take the answer: {type(error).__name__}") from error


class ConsoleAnswerer:
    """Prints the answer for whoever sits at the terminal."""

    console = True

    def __init__(self, stream: TextIO, zone: tzinfo = UTC, width: int = 80) -> None:
        self._stream, self._zone, self._width = stream, zone, width

    async def answer(self, _request: Request, findings: Findings) -> None:
        said = terminal.render(_said(findings, self._zone), self._zone, self._width)
        try:
            print(f"\n{said}", file=self._stream, end="", flush=True)
        except (OSError, ValueError) as error:
            raise DeliveryError("the terminal is closed", permanent=True) from error
