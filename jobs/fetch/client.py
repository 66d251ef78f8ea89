"""One request after another, politely: guarded transports, redirects followed by hand, limits on everything."""

import asyncio
import logging
import re
import socket
import ssl
import urllib.request
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, aclosing, asynccontextmanager
from dataclasses import dataclass, replace

import httpx

from jobs.fetch import decoding, network
from jobs.fetch.addresses import Guard, is_loopback, literal
from jobs.fetch.errors import FetchError, Refused
from jobs.fetch.transport import PinnedTransport
from jobs.fetch.turns import Turns

log = logging.getLogger(__name__)

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PERMANENT = frozenset({301, 308})
_MAX_URL = 2_000
_CONTROLS = re.compile(rb"[\x00-\x08\x0a-\x1f\x7f]")
#: Of answers larger than this (bytes) only so many are in memory at once; the others wait with the rest unread.
_LARGE = 2**20
_LARGE_AT_ONCE = 3
#: Names that mean "inside" wherever they resolve to. Asked for through a proxy, only the proxy would know.
_INSIDE = (".local", ".internal", ".intranet", ".lan", ".home.arpa", ".corp")

#: Seconds to wait for a name server where a proxy does the asking: behind many proxies there is none.
_PROXIED_LOOK_UP = 3.0

Admit = Callable[[httpx.URL], Awaitable[None]]


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What one request may cost. Times in seconds, sizes in bytes."""

    total: float = 30.0
    connect: float = 10.0
    silence: float = 10.0
    wire: int = 12 * 2**20
    decoded: int = 12 * 2**20
    redirects: int = 5


@dataclass(frozen=True, kw_only=True)
class Answer:
    """A response after its redirects, its body decompressed. Only answers that have something to read have a body."""

    url: httpx.URL
    status: int
    headers: httpx.Headers
    body: bytes
    moved_to: str | None = None

    @property
    def content_type(self) -> str:
        return str(self.headers.get("content-type", ""))

    def exact(self, name: str) -> str | None:
        """A header's value, byte for byte (Latin-1), as a validator must be sent back; None if absent or absurd.

        What may not stand in a request's header is absurd too: sent back, it would spoil every request from then on.
        """
        wanted = name.encode()
        for key, value in self.headers.raw:
            if key.lower() == wanted:
                return value.decode("latin-1") if 0 < len(value) <= 1_000 and not _CONTROLS.search(value) else None
        return None


class Client:
    """GET and nothing else, over httpx's transports: what httpx's own client adds to them (cookies, redirects,
    accounts) must not happen here, and costs as much again as the request.
    """

    def __init__(
        self,
        *,
        agent: str,
        guard: Guard,
        limits: Limits,
        gap: float,
        transport: httpx.AsyncBaseTransport | None,
        resolve: network.Resolve,
    ) -> None:
        self._own = [
            (b"User-Agent", agent.encode("ascii")),
            (b"Accept", b"*/*"),
            (b"Accept-Encoding", decoding.ACCEPTED.encode("ascii")),
        ]
        self._guard = guard
        self._limits = limits
        self.turns = Turns(gap)
        self._room = asyncio.Semaphore(_LARGE_AT_ONCE)
        self._given = transport
        self._resolve = resolve
        self._extensions = {"timeout": httpx.Timeout(limits.silence, connect=limits.connect, pool=None).as_dict()}
        self._proxies = {} if transport else _proxies()
        self._transports: dict[str, httpx.AsyncBaseTransport] = {}
        self._context: ssl.SSLContext | None = None
        if self._proxies:
            log.info("sources are read through a proxy: names are checked here, the addresses are the proxy's choice")

    async def aclose(self) -> None:
        transports, self._transports = self._transports, {}
        for transport in transports.values():
            await transport.aclose()

    @asynccontextmanager
    async def get(
        self, url: str, *, headers: Mapping[str, str] | None = None, admit: Admit | None = None
    ) -> AsyncIterator[Answer]:
        """The answer at the end of the redirects. `admit` is asked before each hop. Raises FetchError, Refused.

        A context, because a large answer holds one of a few places until it was made use of.
        """
        async with AsyncExitStack() as held:
            yield await self._get(url, headers or {}, admit, held)

    async def _get(self, url: str, headers: Mapping[str, str], admit: Admit | None, held: AsyncExitStack) -> Answer:
        target = self._checked(url)
        extra = [(name.encode("ascii"), value.encode("latin-1", "ignore")) for name, value in headers.items()]
        moved_to: str | None = None
        permanent = True
        budget = self._limits.total
        loop = asyncio.get_running_loop()
        for _ in range(self._limits.redirects + 1):
            if admit is not None:
                await admit(target)
            async with self.turns.turn(target.host):
                started = loop.time()
                answer, location = await self._exchange(target, extra, started + budget, held)
                budget = max(0.0, budget - (loop.time() - started))
            if location is None:
                return replace(answer, moved_to=moved_to) if moved_to else answer
            following = self._next(target, location)
            # A move to plain http is followed but not remembered.
            permanent = permanent and answer.status in _PERMANENT and following.scheme >= target.scheme
            moved_to = str(following) if permanent else moved_to
            target = following
        raise FetchError(f"{target.host} redirects more than {self._limits.redirects} times")

    async def _exchange(
        self, target: httpx.URL, extra: list[tuple[bytes, bytes]], deadline: float, held: AsyncExitStack
    ) -> tuple[Answer, str | None]:
        """One request and its answer, or where it redirects to."""
        request = httpx.Request("GET", target, headers=self._own + extra, extensions=self._extensions)
        transport = await self._transport_for(target, ascii_only=all(value.isascii() for _, value in extra))
        # httpcore must not be cancelled; its connections look at the deadline themselves (network.py).
        cancels = not isinstance(transport, network.GuardedTransport)
        token = network.deadline.set(deadline)
        try:
            async with asyncio.timeout_at(deadline if cancels else None) as timer:
                response = await transport.handle_async_request(request)
                stream = response.stream
                assert isinstance(stream, httpx.AsyncByteStream)
                try:
                    location = response.headers.get("location") if response.status_code in _REDIRECTS else None
                    wanted = response.status_code < 300 and location is None
                    body = await self._body(response, target.host, timer, held) if wanted else b""
                finally:
                    await stream.aclose()
        except (httpx.HTTPError, httpx.StreamError, OSError) as error:
            late = asyncio.get_running_loop().time() >= network.deadline.get()
            raise self._failure(target.host, error, late=late) from error
        finally:
            network.deadline.reset(token)
        return Answer(url=target, status=response.status_code, headers=response.headers, body=body), location

    async def _body(self, response: httpx.Response, host: str, timer: asyncio.Timeout, held: AsyncExitStack) -> bytes:
        """The body as far as the limits allow: raw bytes are counted before, decompressed ones while they come."""
        inflater = decoding.Inflater(host, response.headers.get("content-encoding", ""), self._limits.decoded)
        stream = response.stream
        assert isinstance(stream, httpx.AsyncByteStream)
        loop = asyncio.get_running_loop()
        received = 0
        large = False
        async with aclosing(_chunks(stream)) as chunks:
            async for chunk in chunks:
                received += len(chunk)
                if received > self._limits.wire:
                    raise FetchError(f"the answer of {host} is larger than {self._limits.wire // 2**20} MB")
                if loop.time() >= network.deadline.get():
                    raise FetchError(self._too_slow(host))
                inflater.feed(chunk)
                if inflater.size > _LARGE and not large:
                    large = True
                    await self._take_room(timer, held)
        return inflater.finish()

    async def _take_room(self, timer: asyncio.Timeout, held: AsyncExitStack) -> None:
        """Wait for one of the places for large answers, while the deadline stands still: the host is not to blame."""
        loop = asyncio.get_running_loop()
        cancels = timer.when() is not None
        if cancels:
            timer.reschedule(None)
        waiting_since = loop.time()
        await held.enter_async_context(self._room)
        deadline = network.deadline.get() + loop.time() - waiting_since
        network.deadline.set(deadline)
        if cancels:
            timer.reschedule(deadline)

    def _checked(self, url: str) -> httpx.URL:
        """The address as one that may be asked for. Raises Refused; names are checked again when they are dialled."""
        if len(url) > _MAX_URL or not url.isprintable() or "\\" in url or url != url.strip():
            raise Refused("did not ask: the address is malformed")
        try:
            target = httpx.URL(url)
        except (httpx.InvalidURL, ValueError):
            raise Refused("did not ask: the address is malformed") from None
        if target.scheme not in ("http", "https"):
            raise Refused(f"did not ask: only http and https addresses are read, not {target.scheme or 'this one'}")
        if target.userinfo:
            raise Refused("did not ask: the address carries a user name")
        if not target.host:
            raise Refused("did not ask: the address names no host")
        if target.port is not None and not 0 < target.port < 65_536:
            raise Refused("did not ask: the address is malformed")
        self._guard.check_literal(target.host)
        return target.copy_with(fragment=None) if target.fragment else target

    def _next(self, current: httpx.URL, location: str) -> httpx.URL:
        try:
            return self._checked(str(current.join(location.strip().replace(" ", "%20"))))
        except (httpx.InvalidURL, ValueError):
            raise FetchError(f"{current.host} redirects to a malformed address") from None
        except Refused as refused:
            raise Refused(f"{current.host} redirects to an address we do not ask: {refused.reason}") from None

    async def _transport_for(self, target: httpx.URL, *, ascii_only: bool) -> httpx.AsyncBaseTransport:
        if self._given is not None:
            return self._given
        proxy = self._proxies.get(target.scheme) or self._proxies.get("all")
        if proxy is None or is_loopback(target.host) or urllib.request.proxy_bypass(target.host):
            return self._transport("pinned" if ascii_only else "exact", None)
        await self._check_for_proxy(target.host)
        return self._transport("proxied", proxy)

    def _transport(self, kind: str, proxy: str | None) -> httpx.AsyncBaseTransport:
        key = proxy or kind
        if key not in self._transports:
            self._context = self._context or httpx.create_ssl_context()
            if kind == "pinned":
                self._transports[key] = PinnedTransport(
                    self._guard,
                    self._resolve,
                    context=self._context,
                    connect=self._limits.connect,
                    read=self._limits.silence,
                )
            else:
                self._transports[key] = network.GuardedTransport(
                    self._guard, self._resolve, context=self._context, proxy=httpx.Proxy(proxy) if proxy else None
                )
        return self._transports[key]

    async def _check_for_proxy(self, host: str) -> None:
        """Through a proxy nothing is dialled here, so the name is judged by what it resolves to, if it does here."""
        if literal(host) is None and ("." not in host.rstrip(".") or host.rstrip(".").endswith(_INSIDE)):
            raise Refused(f"did not ask {host}: the name of a host inside a private network")
        try:
            async with asyncio.timeout(_PROXIED_LOOK_UP):
                answers = await self._resolve(host)
        except (OSError, UnicodeError):  # a time-out is an OSError too
            return
        self._guard.choose(host, answers)

    def _too_slow(self, host: str) -> str:
        return f"{host} took longer than {self._limits.total:g} seconds to answer"

    def _failure(self, host: str, error: Exception, *, late: bool) -> FetchError:
        """What went wrong between us and a host, in one sentence."""
        if late:
            return FetchError(self._too_slow(host))
        if isinstance(error, httpx.ConnectTimeout):
            return FetchError(f"could not reach {host}: no connection within {self._limits.connect:g} seconds")
        if isinstance(error, httpx.TimeoutException):
            return FetchError(f"{host} stopped answering for {self._limits.silence:g} seconds")
        if isinstance(error, httpx.ProxyError):
            return FetchError(f"could not reach {host}: the proxy refuses")
        causes = list(_causes(error))
        for cause in causes:
            if isinstance(cause, ssl.SSLCertVerificationError):
                return FetchError(f"could not reach {host}: its certificate is not valid ({cause.verify_message})")
            if isinstance(cause, socket.gaierror):
                return FetchError(f"could not reach {host}: the name does not resolve", offline=True)
            if isinstance(cause, ConnectionRefusedError):
                return FetchError(f"could not reach {host}: the connection was refused")
        if any(isinstance(cause, ssl.SSLError) for cause in causes):
            return FetchError(f"could not reach {host}: no secure connection could be made")
        if isinstance(error, httpx.ConnectError):
            return FetchError(f"could not reach {host}: no route to it", offline=True)
        if isinstance(error, httpx.RemoteProtocolError):
            return FetchError(f"{host} did not answer in proper HTTP")
        return FetchError(f"the connection to {host} broke off")


async def _chunks(stream: httpx.AsyncByteStream) -> AsyncGenerator[bytes, None]:
    # httpx's aiter_raw refuses a response that was made with its content at hand, as stand-ins for the web do.
    async for chunk in stream:
        yield chunk


def _causes(error: BaseException | None) -> list[BaseException]:
    causes: list[BaseException] = []
    while error is not None and error not in causes:
        causes.append(error)
        error = error.__cause__ or error.__context__
    return causes


def _proxies() -> dict[str, str]:
    """HTTP_PROXY, HTTPS_PROXY and ALL_PROXY, in either case; a proxy without a scheme speaks http."""
    found = urllib.request.getproxies_environment()
    return {
        scheme: proxy if "://" in proxy else f"http://{proxy}"
        for scheme, proxy in found.items()
        if scheme in ("http", "https", "all") and proxy
    }
