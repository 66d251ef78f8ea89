"""How Slack's requests come in over HTTP: uvicorn in front of the door, in the process that does everything else."""

import asyncio
import socket
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from functools import partial
from typing import Any, cast

import uvicorn
from slack_bolt.adapter.asgi.async_handler import AsyncSlackRequestHandler
from slack_bolt.app.async_app import AsyncApp
from uvicorn.protocols.http.h11_impl import H11Protocol

from bot.connection import CannotConnect
from bot.door import PATH, PATIENCE, Asgi, Door
from bot.settings import Settings
from storage.database import Database


class _Server(uvicorn.Server):
    """Signals are the whole process's to handle."""

    def capture_signals(self) -> AbstractContextManager[None]:  # type: ignore[override]
        return nullcontext()


class _InTime(H11Protocol):
    """A connection on which no request begins is closed: uvicorn waits for the first one for ever, and for a head that
    drips in, and two hundred who only hold the line would keep Slack out.
    """

    def __init__(self, patience: float, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self._patience = patience

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._idle_since = self.loop.time()
        self._look = self.loop.call_later(self._patience, self._look_at_it)

    def on_response_complete(self) -> None:
        self._idle_since = self.loop.time()
        super().on_response_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        self._look.cancel()
        super().connection_lost(exc)

    def _look_at_it(self) -> None:
        idle = self.cycle is None or self.cycle.response_complete
        if idle and self.loop.time() - self._idle_since >= self._patience:
            self.transport.close()
        else:
            self._look = self.loop.call_later(self._patience, self._look_at_it)


class Listener:
    """An HTTP server for Slack's signed requests, on this port."""

    def __init__(self, server: _Server, serving: asyncio.Task[None], port: int) -> None:
        self._server, self._serving, self.port = server, serving, port

    async def close(self) -> None:
        self._server.should_exit = True
        await asyncio.wait([self._serving])


async def listen(
    app: AsyncApp, settings: Settings, db: Database, clock: Callable[[], datetime], patience: float = PATIENCE
) -> Listener:
    """Listen by HTTP on all addresses, signatures checked. Raises OSError when the port is taken.

    `patience` is how many seconds a connection may hold the line without a request.
    """
    if settings.slack_signing_secret is None:
        raise CannotConnect("SLACK_SIGNING_SECRET is missing: over HTTP every request's signature is checked with it")
    inner = cast("Asgi", AsyncSlackRequestHandler(app, path=PATH))
    door = Door(inner, settings.slack_signing_secret.get_secret_value(), db, clock)
    if socket.has_dualstack_ipv6():
        taken = socket.create_server(("", settings.port), family=socket.AF_INET6, dualstack_ipv6=True)
    else:
        taken = socket.create_server(("", settings.port))
    config = uvicorn.Config(
        cast("Any", door),
        log_config=None,
        access_log=False,
        lifespan="off",
        http=cast("Any", partial(_InTime, patience)),
        ws="none",
        server_header=False,
        timeout_graceful_shutdown=5,
        limit_concurrency=200,
    )
    server = _Server(config)
    serving = asyncio.create_task(server.serve(sockets=[taken]), name="slack requests")
    return Listener(server, serving, taken.getsockname()[1])
