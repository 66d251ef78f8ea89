"""A port that is listened on: uvicorn around an ASGI application, in the process that does everything else."""

import asyncio
import socket
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from typing import Any, cast

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Asgi = Callable[[Scope, Receive, Send], Awaitable[None]]


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
    """A server on this port, until it is closed."""

    def __init__(self, server: _Server, serving: asyncio.Task[None], port: int) -> None:
        self._server, self._serving, self.port = server, serving, port

    async def close(self) -> None:
        self._server.should_exit = True
        await asyncio.wait([self._serving])


def serve(app: Asgi, host: str, port: int, patience: float, *, at_once: int = 200) -> Listener:
    """Answer requests there, at most so many at once; no host: on all addresses. Raises OSError when it is taken.

    `patience` is how many seconds a connection may hold the line without a request.
    """
    both = not host and socket.has_dualstack_ipv6()
    family = socket.AF_INET6 if both or ":" in host else socket.AF_INET
    taken = socket.create_server((host, port), family=family, dualstack_ipv6=both)
    config = uvicorn.Config(
        cast("Any", app),
        log_config=None,
        access_log=False,
        lifespan="off",
        http=cast("Any", partial(_InTime, patience)),
        ws="none",
        server_header=False,
        timeout_graceful_shutdown=5,
        limit_concurrency=at_once,
    )
    server = _Server(config)
    listened = taken.getsockname()[1]
    serving = asyncio.create_task(server.serve(sockets=[taken]), name=f"port {listened}")
    return Listener(server, serving, listened)


async def answer(send: Send, status: int, body: bytes = b"", headers: Mapping[str, str] | None = None) -> None:
    """Answer a request whole."""
    named = [(name.encode(), value.encode()) for name, value in (headers or {}).items()]
    named.append((b"content-length", str(len(body)).encode()))
    await send({"type": "http.response.start", "status": status, "headers": named})
    await send({"type": "http.response.body", "body": body})
