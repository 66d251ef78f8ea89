"""Slack's Web API as this program calls it: every call is counted, and none is made twice by the SDK."""

import logging
import time
from collections.abc import Awaitable, Iterator
from contextlib import contextmanager
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse
from slack_sdk.webhook.webhook_response import WebhookResponse

from storage import metrics

log = logging.getLogger(__name__)

#: Codes after which Slack itself stumbled; all others say no.
_STUMBLED = frozenset({"internal_error", "fatal_error", "request_timeout", "service_unavailable"})


class Client(AsyncWebClient):
    """The SDK's client; its own retries are left out, because they post twice what was accepted once."""

    def __init__(self, token: str, base_url: str) -> None:
        super().__init__(token=token, base_url=base_url, timeout=10, retry_handlers=[])

    async def api_call(self, api_method: str, **how: Any) -> AsyncSlackResponse:
        with counted(api_method):
            return await super().api_call(api_method, **how)


@contextmanager
def counted(method: str) -> Iterator[None]:
    """Count a call of Slack by what comes of it: its answer, its refusal, or that none came."""
    began, result = time.perf_counter(), "lost"
    try:
        yield
        result = "ok"
    except SlackApiError as error:
        result = _result(error.response)
        raise
    except aiohttp.ClientConnectorError:
        result = "unreachable"
        raise
    except SlackClientError:
        # The request could not be made: nobody was asked.
        result = "refused"
        raise
    finally:
        _note(method, result, time.perf_counter() - began)


async def posted(call: Awaitable[WebhookResponse]) -> WebhookResponse:
    """The same for an answer to a response_url, which says what came of it by its status alone."""
    began, result = time.perf_counter(), "lost"
    try:
        answer = await call
        result = _of(answer.status_code)
        return answer
    finally:
        _note("response_url", result, time.perf_counter() - began)


def _note(method: str, result: str, seconds: float) -> None:
    metrics.slack_called(method, result, seconds)
    log.log(logging.DEBUG if result == "ok" else logging.INFO, "%s: %s after %.2f s", method, result, seconds)


def _of(status: int) -> str:
    return "ok" if status == 200 else "ratelimited" if status == 429 else "failed" if status >= 500 else "refused"


def _result(response: Any) -> str:
    # The SDK's own response has status_code; a body it could not read comes as aiohttp's, which has status.
    status: int = getattr(response, "status_code", 0) or getattr(response, "status", 200)
    data = getattr(response, "data", None)
    code = str(data.get("error", "")) if isinstance(data, dict) else ""
    if code in ("ratelimited", "rate_limited"):
        return "ratelimited"
    return "failed" if code in _STUMBLED or not isinstance(data, dict) else _of(status if status != 200 else 400)
