"""Over real sockets on this machine: the guard where addresses are dialled, and hosts that will not let go."""

import asyncio
import contextlib
import gzip
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from ipaddress import ip_network

import pytest

from jobs.fetch import Fetcher, FetchError, Limits, Refused, SourceToFetch
from tests.newsstand import Story, rss
from tests.patience import HANGS, eventually

HERE = [ip_network("127.0.0.1/32")]
BODY = rss(Story(title="Alpha gets a licence")).encode()
Answer = Callable[[asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def host(answer: Answer, address: str = "127.0.0.1", port: int = 0) -> AsyncIterator[tuple[int, list[str]]]:
    """A web server: yields its port and the request lines it received."""
    asked: list[str] = []

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                line = head.split(b"\r\n")[0].decode()
                if "/robots.txt " in line:
                    writer.write(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
                    continue
                asked.append(line)
                await answer(writer)
        except (asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            pass  # the client left, or the test is over
        finally:
            writer.close()

    server = await asyncio.start_server(talk, address, port)
    async with server:
        yield server.sockets[0].getsockname()[1], asked


def says(body: bytes = BODY, *headers: str, status: str = "200 OK") -> Answer:
    head = "".join(f"{line}\r\n" for line in (f"Content-Length: {len(body)}", *headers))

    async def answer(writer: asyncio.StreamWriter) -> None:
        writer.write(f"HTTP/1.1 {status}\r\n{head}\r\n".encode() + body)
        await writer.drain()

    return answer


async def forever(writer: asyncio.StreamWriter, piece: bytes, every: float) -> None:
    while not writer.is_closing():
        writer.write(piece)
        await writer.drain()
        await asyncio.sleep(every)


def fetcher(*, limits: Limits | None = None, names: dict[str, Sequence[str]] | None = None) -> Fetcher:
    async def resolve(name: str) -> Sequence[str]:
        if names is None or name not in names:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return names[name]

    return Fetcher(contact=None, allow_private=HERE, limits=limits, resolve=resolve, gap=0.0)


def feed(url: str) -> SourceToFetch:
    return SourceToFetch(url=url, kind="feed")


async def test_a_feed_is_read_over_a_real_connection_that_is_used_again() -> None:
    async with host(says()) as (port, asked), fetcher() as web:
        for _ in range(2):
            assert len((await web.fetch(feed(f"http://127.0.0.1:{port}/rss"))).items) == 1
    assert asked == ["GET /rss HTTP/1.1"] * 2


async def test_a_name_is_dialled_at_the_address_that_was_checked() -> None:
    async with host(says()) as (port, asked), fetcher(names={"wire.example": ["127.0.0.1"]}) as web:
        assert (await web.fetch(feed(f"http://wire.example:{port}/rss"))).outcome == "ok"
    assert len(asked) == 1


@pytest.mark.parametrize(
    "answers", [["127.0.0.2"], ["93.184.216.34", "127.0.0.2"], ["::ffff:127.0.0.2"], ["64:ff9b::7f00:2"], ["::1"]]
)
async def test_a_name_that_leads_inside_is_never_dialled(answers: list[str]) -> None:
    async with host(says(), "127.0.0.2") as (port, asked), fetcher(names={"inside.example": answers}) as web:
        with pytest.raises(Refused, match=r"did not ask inside\.example, which is "):
            await web.fetch(feed(f"http://inside.example:{port}/rss"))
    assert asked == []


async def test_a_redirect_from_an_allowed_host_to_a_forbidden_one_is_not_followed() -> None:
    async with host(says(), "127.0.0.2") as (secret, asked):
        away = says(b"", f"Location: http://canary.example:{secret}/", status="302 Found")
        async with host(away) as (port, _), fetcher(names={"canary.example": ["127.0.0.2"]}) as web:
            with pytest.raises(Refused):
                await web.fetch(feed(f"http://127.0.0.1:{port}/rss"))
    assert asked == []


async def test_a_name_that_does_not_resolve_may_mean_that_there_is_no_network() -> None:
    async with fetcher() as web:
        with pytest.raises(FetchError) as caught:
            await web.fetch(feed("http://nowhere.example/rss"))
    assert (caught.value.reason, caught.value.offline) == (
        "could not reach nowhere.example: the name does not resolve",
        True,
    )


async def test_a_host_that_refuses_the_connection_is_there_but_closed() -> None:
    with socket.socket() as unused:
        # Taken as long as the story lasts, so that nobody else listens there.
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
        async with fetcher() as web:
            with pytest.raises(FetchError, match="the connection was refused") as caught:
                await web.fetch(feed(f"http://127.0.0.1:{port}/rss"))
    assert not caught.value.offline


async def drips_a_body(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n")
    await forever(writer, b" ", 0.02)


async def drips_a_header(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    await forever(writer, b"a", 0.02)


async def continues_for_ever(writer: asyncio.StreamWriter) -> None:
    await forever(writer, b"HTTP/1.1 100 Continue\r\n\r\n", 0.02)


@pytest.mark.parametrize("answer", [drips_a_body, drips_a_header, continues_for_ever])
async def test_a_host_that_drips_is_left_at_the_deadline(answer: Answer) -> None:
    async with host(answer) as (port, _), fetcher(limits=Limits(total=0.3)) as web:
        with pytest.raises(FetchError, match=r"took longer than 0\.3 seconds"):
            await asyncio.wait_for(web.fetch(feed(f"http://127.0.0.1:{port}/rss")), HANGS)


async def test_a_host_that_falls_silent_is_left_early() -> None:
    async with host(lambda _: asyncio.sleep(2 * HANGS)) as (port, _), fetcher(limits=Limits(silence=0.1)) as web:
        with pytest.raises(FetchError, match=r"stopped answering for 0\.1 seconds"):
            await web.fetch(feed(f"http://127.0.0.1:{port}/rss"))


async def test_redirects_share_one_deadline() -> None:
    async def slowly_elsewhere(writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(0.15)
        await says(b"", "Location: /again", status="302 Found")(writer)

    async with host(slowly_elsewhere) as (port, asked), fetcher(limits=Limits(total=0.4)) as web:
        with pytest.raises(FetchError, match=r"took longer than 0\.4 seconds"):
            await web.fetch(feed(f"http://127.0.0.1:{port}/rss"))
    assert len(asked) <= 3


async def test_a_slow_host_costs_its_neighbours_nothing() -> None:
    names = {f"slow{n}.example": ["127.0.0.1"] for n in range(30)}
    read = asyncio.Event()

    async def drips_until_then(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n")
        while not read.is_set():
            writer.write(b" ")
            await writer.drain()
            await asyncio.sleep(0.02)
        writer.close()

    async with (
        host(drips_until_then) as (slow, asked),
        host(says()) as (quick, _),
        fetcher(limits=Limits(total=2 * HANGS), names=names) as web,
        asyncio.timeout(HANGS),
    ):
        dripping = [asyncio.create_task(web.fetch(feed(f"http://{name}:{slow}/rss"))) for name in names]

        async def all_drip() -> bool:
            return len(asked) == len(names)

        await eventually(all_drip)
        assert (await web.fetch(feed(f"http://127.0.0.1:{quick}/rss"))).outcome == "ok"
        assert not any(task.done() for task in dripping)
        read.set()
        results = await asyncio.gather(*dripping, return_exceptions=True)
    assert all(isinstance(result, FetchError) for result in results)


async def test_an_endless_body_ends_at_the_limit() -> None:
    async def endless(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
        await forever(writer, b"x" * 65_536, 0)

    async with host(endless) as (port, _), fetcher(limits=Limits(wire=2**20)) as web:
        with pytest.raises(FetchError, match="is larger than 1 MB"):
            await web.fetch(feed(f"http://127.0.0.1:{port}/rss"))


async def test_a_bomb_on_the_wire_ends_at_the_limit() -> None:
    bomb = gzip.compress(b" " * 20_000_000)
    async with host(says(bomb, "Content-Encoding: gzip")) as (port, _), fetcher() as web:
        with pytest.raises(FetchError, match="is larger than 12 MB"):
            await web.fetch(feed(f"http://127.0.0.1:{port}/rss"))


ODD_ANSWERS = {
    "a mountain of headers": b"HTTP/1.1 200 OK\r\n" + b"X-Header: " + b"a" * 300_000 + b"\r\n\r\n",
    "no HTTP": b"SSH-2.0-OpenSSH_9.6\r\n\r\n",
    "nothing": b"",
    "a body that breaks off": b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n<rss>",
    "two lengths": b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello!",
    "a status that is none": b"HTTP/1.1 99999 What\r\n\r\n",
}


@pytest.mark.parametrize("name", ODD_ANSWERS)
async def test_an_answer_that_is_no_proper_http_gets_one_sentence(name: str) -> None:
    async def answer(writer: asyncio.StreamWriter) -> None:
        writer.write(ODD_ANSWERS[name])
        writer.close()

    async with host(answer) as (port, _), fetcher() as web:
        with pytest.raises(FetchError, match=r"did not answer in proper HTTP|broke off"):
            await web.fetch(feed(f"http://127.0.0.1:{port}/rss"))


async def test_a_host_that_does_not_speak_tls_gets_one_sentence() -> None:
    async def talk(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        writer.close()

    server = await asyncio.start_server(talk, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server, fetcher() as web:
        with pytest.raises(FetchError, match="no secure connection could be made"):
            await web.fetch(feed(f"https://127.0.0.1:{port}/rss"))


async def test_after_many_failures_a_host_is_still_read() -> None:
    answers = [drips_a_header, drips_a_body, says(b"", status="500 Oops")] * 5

    async def next_answer(writer: asyncio.StreamWriter) -> None:
        await (answers.pop() if answers else says())(writer)

    async with host(next_answer) as (port, _), fetcher(limits=Limits(total=0.05)) as web:
        for _ in range(15):
            with pytest.raises(FetchError):
                await web.fetch(feed(f"http://127.0.0.1:{port}/rss"))

        async def is_read() -> bool:
            # On a busy machine a good answer may take longer as well: a host that is lost never gives one.
            with contextlib.suppress(FetchError):
                return (await web.fetch(feed(f"http://127.0.0.1:{port}/rss"))).outcome == "ok"
            return False

        await eventually(is_read)


async def test_through_a_proxy_names_and_addresses_are_checked_first(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    names = {"wire.example": ["93.184.216.34"], "inside.example": ["10.0.0.1"]}
    async with host(says()) as (port, asked):
        monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{port}")
        monkeypatch.delenv("NO_PROXY", raising=False)
        monkeypatch.delenv("no_proxy", raising=False)
        caplog.set_level("INFO", logger="jobs.fetch.client")
        async with fetcher(names=names) as web:
            for url in ("http://10.0.0.1/", "http://inside.example/", "http://intranet/", "http://db.internal/"):
                with pytest.raises(Refused):
                    await web.fetch(feed(url))
            assert (await web.fetch(feed("http://wire.example/rss"))).outcome == "ok"
    assert "the addresses are the proxy's choice" in caplog.text
    assert asked == ["GET http://wire.example/rss HTTP/1.1"]


def test_reading_needs_no_parser_at_start_up() -> None:
    import subprocess
    import sys

    heavy = ["feedparser", "lxml", "trafilatura", "charset_normalizer"]
    code = f"import sys, jobs.fetch; print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
