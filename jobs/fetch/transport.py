"""aiohttp under httpx's transport interface, dialling only addresses the guard has seen.

httpx's own pool (httpcore) scans all its connections on every request and loses places when a request is cancelled
(github.com/encode/httpx/issues/3215, github.com/encode/httpcore/issues/1093); aiohttp's does neither and costs a
fifth of the processor time. The package httpx-aiohttp does the same as this module, but rewrites addresses
(`%2C` becomes a comma, which breaks signed ones) and reports broken connections as time-outs.
"""

import socket
import time
from collections import deque
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Any

import httpx

from jobs.fetch.addresses import Guard, literal
from jobs.fetch.errors import Refused
from jobs.fetch.network import Resolve, checked_addresses

if TYPE_CHECKING:
    import ssl

    import aiohttp

#: Seconds an idle connection is kept, and how many are. Articles and robots.txt follow at once or not at all.
_KEEPALIVE = 5.0
_IDLE = 128
#: The longest header line (bytes); some publishers' security policies are longer than aiohttp's 8 KB.
_LONGEST_HEADER = 32 * 1024


class PinnedTransport(httpx.AsyncBaseTransport):
    """Names are resolved here, every answer is checked, and a socket is only made for a checked address.

    May be cancelled at any time. Raises Refused and FetchError besides httpx's exceptions.
    """

    def __init__(
        self, guard: Guard, resolve: Resolve, *, context: "ssl.SSLContext", connect: float, read: float
    ) -> None:
        self._guard = guard
        self._resolve = resolve
        self._context = context
        self._connect = connect
        self._read = read
        self._session: aiohttp.ClientSession | None = None
        self._released: deque[float] = deque()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        import aiohttp
        import yarl

        session = self._session or self._open()
        headers = [(name.decode("ascii"), value.decode("ascii")) for name, value in request.headers.raw]
        try:
            answer = await session.request(
                request.method,
                # As it is: quoting it anew would change addresses that were signed.
                yarl.URL(str(request.url), encoded=True),
                headers=headers,
                allow_redirects=False,
            )
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            raise _as_httpx(error) from error
        return httpx.Response(answer.status, headers=list(answer.raw_headers), stream=_Body(answer, self._may_idle))

    async def aclose(self) -> None:
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    def _open(self) -> "aiohttp.ClientSession":
        # Imported with the first request: a start must not wait for it.
        import aiohttp

        connector = aiohttp.TCPConnector(
            resolver=_resolver(self._guard, self._resolve),
            use_dns_cache=False,
            socket_factory=self._socket,
            ssl=self._context,
            limit=0,  # how many run is decided by who asks
            keepalive_timeout=_KEEPALIVE,
        )
        self._session = aiohttp.ClientSession(
            connector=connector,
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=self._connect, sock_read=self._read),
            cookie_jar=aiohttp.DummyCookieJar(),  # sources do not follow us round
            auto_decompress=False,
            trust_env=False,
            max_line_size=_LONGEST_HEADER,
            max_field_size=_LONGEST_HEADER,
        )
        return self._session

    def _socket(self, target: tuple[Any, ...]) -> socket.socket:
        """The last look at an address, where it is dialled: whatever led here, an unchecked one gets no socket."""
        family, kind, protocol, _, address = target
        spelled = literal(str(address[0]))
        if spelled is None or not self._guard.permits(spelled):
            raise Refused(f"did not ask {address[0]}: the address was not checked")
        return socket.socket(family, kind, protocol)

    def _may_idle(self) -> bool:
        """Whether one more connection may be kept open for a while. Most hosts are asked once and then not for long."""
        now = time.monotonic()
        while self._released and self._released[0] < now - _KEEPALIVE:
            self._released.popleft()
        if len(self._released) >= _IDLE:
            return False
        self._released.append(now)
        return True


class _Body(httpx.AsyncByteStream):
    """The raw body of an answer; its connection is kept only when all of it was read."""

    def __init__(self, answer: "aiohttp.ClientResponse", may_idle: Any) -> None:
        self._answer = answer
        self._may_idle = may_idle

    async def __aiter__(self) -> AsyncIterator[bytes]:
        import aiohttp

        try:
            async for chunk in self._answer.content.iter_any():
                yield chunk
        except (aiohttp.ClientError, TimeoutError) as error:
            raise _as_httpx(error) from error

    async def aclose(self) -> None:
        if self._may_idle():
            self._answer.release()
        else:
            self._answer.close()


def _resolver(guard: Guard, resolve: Resolve) -> Any:
    from aiohttp.abc import AbstractResolver, ResolveResult

    class Resolver(AbstractResolver):
        async def resolve(
            self,
            host: str,
            port: int = 0,
            family: socket.AddressFamily = socket.AF_UNSPEC,  # noqa: ARG002 - both families are looked at
        ) -> list[ResolveResult]:
            found = await checked_addresses(guard, resolve, host)
            return [
                ResolveResult(
                    hostname=host,
                    host=address,
                    port=port,
                    family=socket.AF_INET6 if ":" in address else socket.AF_INET,
                    proto=0,
                    flags=socket.AI_NUMERICHOST | socket.AI_NUMERICSERV,
                )
                for address in found
            ]

        async def close(self) -> None:
            """Nothing is held."""

    return Resolver()


def _as_httpx(error: Exception) -> httpx.TransportError:
    """aiohttp's words in httpx's. The cause stays attached: it says what the certificate or the socket said."""
    import aiohttp

    said = str(error)[:200]
    if isinstance(error, aiohttp.ConnectionTimeoutError):
        return httpx.ConnectTimeout(said)
    if isinstance(error, TimeoutError):
        return httpx.ReadTimeout(said)
    if isinstance(error, aiohttp.ClientConnectorError):
        return httpx.ConnectError(said)
    if isinstance(error, aiohttp.ClientResponseError | ValueError):
        return httpx.RemoteProtocolError(said)
    return httpx.ReadError(said)
