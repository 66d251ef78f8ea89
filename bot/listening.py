"""How Slack's requests come in over HTTP: the door in front of Bolt, on a port of its own."""

from collections.abc import Callable
from datetime import datetime
from typing import cast

from slack_bolt.adapter.asgi.async_handler import AsyncSlackRequestHandler
from slack_bolt.app.async_app import AsyncApp

from bot.connection import CannotConnect
from bot.door import PATH, PATIENCE, Door
from bot.serving import Asgi, Listener, serve
from bot.settings import Settings
from jobs.liveness import Liveness
from storage.database import Database


async def listen(
    app: AsyncApp,
    settings: Settings,
    db: Database,
    clock: Callable[[], datetime],
    patience: float = PATIENCE,
    liveness: Liveness | None = None,
) -> Listener:
    """Listen by HTTP on all addresses, signatures checked. Raises OSError when the port is taken.

    `patience` is how many seconds a connection may hold the line without a request.
    """
    if settings.slack_signing_secret is None:
        raise CannotConnect("SLACK_SIGNING_SECRET is missing: over HTTP every request's signature is checked with it")
    inner = cast("Asgi", AsyncSlackRequestHandler(app, path=PATH))
    secret = settings.slack_signing_secret.get_secret_value()
    door = Door(inner, secret, db, clock, liveness=liveness)
    return serve(door, "", settings.port, patience)
