"""How Slack's requests come in over HTTP: uvicorn in front of the door, in the process that does everything else."""

import asyncio
import socket
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from typing import Any, cast

import uvicorn
from slack_bolt.adapter.asgi.async_handler import AsyncSlackRequestHandler
from slack_bolt.app.async_app import AsyncApp

from bot.connection import CannotConnect
from bot.door import PATH, Asgi, Door
from bot.settings import Settings
from storage.database import Database


class _Server(uvicorn.Server):
    """Signals are the whole process's to handle."""

    def capture_signals(self) -> AbstractContextManager[None]:  # type: ignore[override]
        return nullcontext()


class Listener:
    """An HTTP server for Slack's signed requests."""

    def __init__(self, server: _Server, serving: asyncio.Task[None]) -> None:
        self._server, self._serving = server, serving

    async def close(self) -> None:
        self._server.should_exit = True
        await asyncio.wait([self._serving])


async def listen(app: AsyncApp, settings: Settings, db: Database, clock: Callable[[], datetime]) -> Listener:
    """Listen by HTTP on all addresses, signatures checked. Raises OSError when the port is taken."""
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
        ws="none",
        server_header=False,
        timeout_graceful_shutdown=5,
        limit_concurrency=200,
    )
    server = _Server(config)
    serving = asyncio.create_task(server.serve(sockets=[taken]), name="slack requests")
    return Listener(server, serving)
