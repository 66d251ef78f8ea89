"""How Slack's requests come in over Socket Mode: a connection that is watched, and built anew when it went quiet."""

import asyncio
import logging
import time
from collections.abc import Callable
from typing import Any

import aiohttp
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.errors import SlackApiError

from bot.settings import Settings

log = logging.getLogger(__name__)

#: How often the connection is looked at; Slack's own check is asked as often, which also wakes a session gone deaf
#: (https://github.com/slackapi/bolt-python/issues/1529).
WATCH_SECONDS = 60.0


#: A connection on which nothing was heard for so long, not even an answer to a ping, is deaf.
DEAF_SECONDS = 45.0

#: After so many looks in a row that found no working connection, though Slack answers otherwise, only a new process
#: may help: the supervisor starts it.
TRIES = 5


class CannotConnect(ConnectionError):
    """Slack does not take the tokens; the message says which and what to do."""


class Connection:
    """A Socket Mode connection that is watched, and built anew when it went quiet. Close it once."""

    def __init__(
        self,
        app: AsyncApp,
        app_token: str,
        watch_seconds: float = WATCH_SECONDS,
        gone: Callable[[str], None] = lambda _: None,
    ) -> None:
        self._app, self._gone = app, gone
        self._app_token = app_token
        self._every = watch_seconds
        # The SDK ships no types for its Socket Mode client.
        self._socket: Any = None
        self._watch: asyncio.Task[None] | None = None
        self._lost = False
        #: Seconds that never go back.
        self.now = time.monotonic
        self._heard_at = self.now()
        self._tries = 0

    async def open(self) -> None:
        """Connect, or keep trying in the background when Slack is out of reach. Raises CannotConnect on bad tokens."""
        await self._try()
        self._watch = asyncio.create_task(self._keep(), name="slack connection")

    async def close(self) -> None:
        if self._watch is not None:
            self._watch.cancel()
            await asyncio.wait([self._watch])
        await self._drop()

    async def is_open(self) -> bool:
        return self._socket is not None and bool(await self._socket.is_connected())

    def silent_for(self) -> float:
        """Seconds since the last sign of life: Slack's hello, a request, or its answer to a ping."""
        ponged = (getattr(self._socket, "last_ping_pong_time", None) or 0.0) + time.monotonic() - time.time()
        return self.now() - max(self._heard_at, ponged)

    async def _hear(self, _message: aiohttp.WSMessage) -> None:
        self._heard_at = time.monotonic()

    async def _keep(self) -> None:
        while True:
            await asyncio.sleep(self._every)
            try:
                if await self.is_open() and self.silent_for() < max(DEAF_SECONDS, self._every):
                    self._tries = 0
                    await self._app.client.auth_test()
                    continue
                await self._drop()
                await self._try()
            except Exception as error:  # noqa: BLE001  whatever it was, the next look at the connection must come
                self._say_lost(str(error) if isinstance(error, CannotConnect) else type(error).__name__)
            if self._tries >= TRIES:
                self._gone(f"Slack answers, but {TRIES} connections in a row came to nothing: a new start may help")

    async def _try(self) -> None:
        try:
            answer = await self._app.client.apps_connections_open(app_token=self._app_token)
        except SlackApiError as error:
            code = error.response.get("error") if isinstance(error.response.data, dict) else None
            if code in _TOKEN_ADVICE:
                raise CannotConnect(f"{_TOKEN_ADVICE[code]} ({code})") from error
            self._say_lost(str(code))
            return
        except (TimeoutError, aiohttp.ClientError, OSError) as error:
            self._say_lost(type(error).__name__)
            return
        # Slack can be reached, so from here on it is the connection that works or not; the next look tells.
        self._tries += 1
        handler = AsyncSocketModeHandler(self._app, self._app_token, logger=quiet("bot.socket"))
        # The address just asked for is used at once: the SDK would ask again, and try for ever without a word to us.
        handler.client.wss_uri = answer["url"]
        self._socket = handler.client
        self._socket.on_message_listeners.append(self._hear)
        self._heard_at = time.monotonic()
        try:
            await asyncio.wait_for(self._socket.connect(), timeout=self._every)
        except TimeoutError:
            await self._drop()
            self._say_lost("no connection in time")
            return
        self._lost = False
        log.info("connected to Slack")

    def _say_lost(self, why: str) -> None:
        if not self._lost:
            log.warning("Slack cannot be reached (%s); trying again every %.0f seconds.", why, self._every)
        self._lost = True

    async def _drop(self) -> None:
        socket, self._socket = self._socket, None
        if socket is not None:
            await socket.close()


_TOKEN_ADVICE = {
    "invalid_auth": "Slack does not take SLACK_APP_TOKEN: copy the app-level token that begins with xapp- again",
    "not_authed": "SLACK_APP_TOKEN is missing",
    "not_allowed_token_type": "SLACK_APP_TOKEN is no app-level token: it begins with xapp-",
    "missing_scope": "SLACK_APP_TOKEN lacks the scope connections:write: make a new app-level token with it",
    "token_revoked": "SLACK_APP_TOKEN was revoked: make a new app-level token",
    "account_inactive": "the app was removed from the workspace: install it again",
    "socket_mode_not_enabled": "Socket Mode is switched off: switch it on in the app's settings",
}


async def connect(
    app: AsyncApp,
    settings: Settings,
    *,
    watch_seconds: float = WATCH_SECONDS,
    gone: Callable[[str], None] = lambda _: None,
) -> Connection:
    """Listen by Socket Mode until the connection is closed. Raises CannotConnect when Slack refuses the token.

    `gone` is told when the connection cannot be kept, however often it is built anew.
    """
    if settings.slack_app_token is None:
        raise CannotConnect(f"{_TOKEN_ADVICE['not_authed']}: Socket Mode needs it, `run --http` does not")
    connection = Connection(app, settings.slack_app_token.get_secret_value(), watch_seconds, gone)
    await connection.open()
    return connection


class _OneLine(logging.Filter):
    """The SDK logs a whole trace for every failed attempt; one line says as much."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.exc_info = None
        return True


def quiet(name: str) -> logging.Logger:
    """A logger for Bolt and the SDK: errors only, a line each. Their lower levels repeat what users typed."""
    logger = logging.getLogger(name)
    logger.setLevel(logging.ERROR)
    if not any(isinstance(known, _OneLine) for known in logger.filters):
        logger.addFilter(_OneLine())
    return logger
