"""The dialling: names resolved once, every answer checked, the checked address itself connected to.

The guard sits under httpx, where connections are opened, so that sources, redirects, robots.txt and articles all pass
it and nothing is resolved a second time after the check.
"""
# ruff: noqa: ASYNC109 - httpcore's interface hands the time-out over as an argument

import asyncio
import math
import socket
import ssl
import threading
from collections.abc import Awaitable, Callable, Iterable, Sequence
from contextlib import suppress
from contextvars import ContextVar
from typing import Any

import httpcore
import httpx

from jobs.fetch.addresses import Guard, literal
from jobs.fetch.errors import FetchError

Resolve = Callable[[str], Awaitable[Sequence[str]]]

#: When (loop time) the request running in this task must be over. A read time-out never fires on a host that sends a
#: byte a second, and cancelling a request loses its place in httpcore's pool (github.com/encode/httpcore/issues/1093),
#: so every read looks here itself.
deadline: ContextVar[float] = ContextVar("deadline", default=math.inf)

#: Addresses of one name tried before giving up.
_ATTEMPTS = 4
#: Seconds to wait for a name server.
_LOOK_UP = 10.0


async def resolve(host: str) -> Sequence[str]:
    """All addresses of a name. Raises OSError (socket.gaierror).

    In a thread of its own: a resolver that hangs must neither fill the pool that parses feeds nor delay the exit.
    """
    loop = asyncio.get_running_loop()
    found: asyncio.Future[list[str]] = loop.create_future()

    def settle(answers: list[str], error: Exception | None) -> None:
        if not found.done():
            if error is None:
                found.set_result(answers)
            else:
                found.set_exception(error)

    def look_up() -> None:
        answers: list[str] = []
        failure: Exception | None = None
        try:
            answers = [str(entry[4][0]) for entry in socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)]
        except (OSError, UnicodeError) as error:
            failure = error
        with suppress(RuntimeError):  # the loop has ended meanwhile
            loop.call_soon_threadsafe(settle, answers, failure)

    threading.Thread(target=look_up, name="resolve", daemon=True).start()
    return await found


async def checked_addresses(guard: Guard, resolve: Resolve, host: str, seconds: float = _LOOK_UP) -> list[str]:
    """The addresses of a host that may be dialled, all of them checked.

    Raises Refused, and FetchError for a name that has none or whose name server takes longer than `seconds`.
    """
    if (spelled := literal(host)) is not None and not host.endswith("localhost"):
        return [str(address) for address in guard.choose(host, [str(spelled)])]
    try:
        async with asyncio.timeout(seconds):
            answers = await resolve(host)
    except TimeoutError:
        raise FetchError(f"could not reach {host}: the name server does not answer", offline=True) from None
    except (OSError, UnicodeError) as error:
        raise FetchError(f"could not reach {host}: the name does not resolve", offline=True) from error
    chosen = guard.choose(host, [answer.partition("%")[0] for answer in answers])
    return [str(address) for address in chosen[:_ATTEMPTS]]


def _remaining(timeout: float | None) -> float | None:
    left = deadline.get() - asyncio.get_running_loop().time()
    if math.isinf(left):
        return timeout
    return max(left, 0.0) if timeout is None else max(min(timeout, left), 0.0)


class _Stream(httpcore.AsyncNetworkStream):
    """A connection whose every wait ends with the deadline of the request."""

    def __init__(self, inner: httpcore.AsyncNetworkStream) -> None:
        self._inner = inner

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        timeout = _remaining(timeout)
        if timeout == 0:
            raise httpcore.ReadTimeout("deadline")
        return await self._inner.read(max_bytes, timeout)

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        await self._inner.write(buffer, _remaining(timeout))

    async def aclose(self) -> None:
        await self._inner.aclose()

    async def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.AsyncNetworkStream:
        return _Stream(await self._inner.start_tls(ssl_context, server_hostname, _remaining(timeout)))

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


class _Backend(httpcore.AsyncNetworkBackend):
    """Opens connections for httpcore. Without a guard (towards a proxy the operator named) any host is dialled."""

    def __init__(self, guard: Guard | None, resolve: Resolve) -> None:
        self._guard = guard
        self._resolve = resolve
        self._inner = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        ends = asyncio.get_running_loop().time() + (10.0 if timeout is None else timeout)
        if self._guard is None:
            addresses: Sequence[str] = [host]
        else:
            left = ends - asyncio.get_running_loop().time()
            addresses = await checked_addresses(self._guard, self._resolve, host, _remaining(left) or 0.0)
        failure: httpcore.ConnectError | httpcore.ConnectTimeout | None = None
        for tried, address in enumerate(addresses):
            left = ends - asyncio.get_running_loop().time()
            share = left / (len(addresses) - tried)
            try:
                stream = await self._inner.connect_tcp(
                    address, port, _remaining(max(share, 0.0)), local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
            else:
                return _Stream(stream)
        raise failure or httpcore.ConnectError("no address")

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


class GuardedTransport(httpx.AsyncHTTPTransport):
    """httpx's own transport over a pool that dials through the guard: for proxies, and for validators that are not
    ASCII, which aiohttp would change (transport.py has all the rest). Must not be cancelled.

    httpx has no argument for the network backend, hence the assignment to `_pool`; the version is pinned below 0.29.
    The pool has no upper bound: how many requests run is decided by who asks, and a pool that cannot be full cannot be
    exhausted by connections lost in a cancellation.
    """

    def __init__(
        self,
        guard: Guard,
        resolve: Resolve,
        *,
        context: ssl.SSLContext,
        proxy: httpx.Proxy | None = None,
        keepalive: float = 5.0,
    ) -> None:
        if proxy is None:
            self._pool = httpcore.AsyncConnectionPool(
                ssl_context=context,
                max_connections=None,
                keepalive_expiry=keepalive,
                network_backend=_Backend(guard, resolve),
            )
        else:
            self._pool = httpcore.AsyncHTTPProxy(
                proxy_url=httpcore.URL(
                    scheme=proxy.url.raw_scheme, host=proxy.url.raw_host, port=proxy.url.port, target=b"/"
                ),
                proxy_auth=proxy.raw_auth,
                ssl_context=context,
                max_connections=None,
                keepalive_expiry=keepalive,
                network_backend=_Backend(None, resolve),
            )
