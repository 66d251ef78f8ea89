"""Slack's Web API on 127.0.0.1: it records calls, answers as Slack does, and fails the way it is told to."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSMsgType, web

from tests.bot.limits import check_call
from tests.patience import HANGS


@dataclass(frozen=True)
class Call:
    """One request: a Web API method, or `respond` for a response_url."""

    method: str
    body: dict[str, Any]


@dataclass(frozen=True)
class Reaction:
    """How one method answers: an error code, a status, or by hanging up after it took the request; `after` something
    has happened, or so many `seconds` later.
    """

    error: str = ""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    hangs_up: bool = False
    raw: str | None = None
    seconds: float = 0.0
    after: asyncio.Event | None = None


class FakeSlack:
    """`calls` in the order they came; `react(method, ...)` sets how the next calls of a method answer."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        #: What Slack would have refused, cut or acted on. A test that leaves any has failed.
        self.faults: list[str] = []
        self.url = ""
        #: What was uploaded, by the id of its file.
        self.files: dict[str, bytes] = {}
        self._reactions: dict[str, Reaction] = {}
        self._once: dict[str, Reaction] = {}
        #: Takes no Socket Mode connection, though it gives out addresses for them.
        self.deaf = False
        self._posted = 0
        self._came = asyncio.Event()
        self._link: web.WebSocketResponse | None = None
        self._acks: dict[str, asyncio.Future[dict[str, Any]]] = {}

    def react(self, method: str, reaction: Reaction) -> None:
        self._reactions[method] = reaction

    def react_once(self, method: str, reaction: Reaction) -> None:
        """The next call of a method is answered so; those after it as before."""
        self._once[method] = reaction

    @property
    def response_url(self) -> str:
        return self.url.replace("/api/", "/respond")

    def posted(self, method: str = "chat.postMessage") -> list[dict[str, Any]]:
        return [call.body for call in self.calls if call.method == method]

    async def wait_for(self, method: str, times: int = 1, seconds: float = HANGS) -> list[dict[str, Any]]:
        """The calls of a method, once there are so many. Raises TimeoutError after some seconds."""
        async with asyncio.timeout(seconds):
            while len(self.posted(method)) < times:
                self._came.clear()
                await self._came.wait()
        return self.posted(method)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info.get("method", "respond")
        call = Call(method, await body_of(request))
        self.calls.append(call)
        self._came.set()
        self._look(call)
        reaction = self._once.pop(method, None) or self._reactions.get(method, Reaction())
        await asyncio.sleep(reaction.seconds)
        if reaction.after is not None:
            await reaction.after.wait()
        if reaction.hangs_up:
            assert request.transport is not None
            request.transport.close()
            return web.Response()
        if reaction.raw is not None:
            return web.Response(text=reaction.raw, status=reaction.status, content_type="application/json")
        if reaction.error:
            answer = {"ok": False, "error": reaction.error}
            return web.json_response(answer, status=reaction.status, headers=reaction.headers)
        return web.json_response(self._answer(method, call.body), status=reaction.status)

    async def upload(self, request: web.Request) -> web.Response:
        """Where a file's bytes go between asking for a place and saying that they are there."""
        assert request.content_length is not None
        self.files[request.match_info["file"]] = await request.read()
        return web.Response(text=f"OK - {request.content_length}")

    def _look(self, call: Call) -> None:
        try:
            check_call(call.method, call.body)
        except (AssertionError, KeyError) as fault:
            self.faults.append(f"{call.method}: {fault!r} in {json.dumps(call.body, ensure_ascii=False)[:2_000]}")

    async def link(self, request: web.Request) -> web.WebSocketResponse:
        """The Socket Mode connection: it greets, and takes acknowledgements."""
        if self.deaf:
            raise web.HTTPServiceUnavailable()
        self._link = link = web.WebSocketResponse()
        await link.prepare(request)
        await link.send_json({"type": "hello", "num_connections": 1})
        async for message in link:
            if message.type is WSMsgType.TEXT:
                ack = json.loads(message.data)
                self._acks.pop(ack["envelope_id"]).set_result(ack)
        return link

    async def envelope(self, kind: str, payload: dict[str, Any]) -> dict[str, Any]:
        """Send a request over Socket Mode; the answer is its acknowledgement. Raises TimeoutError when none comes."""
        assert self._link is not None
        name = f"envelope-{len(self.calls)}"
        self._acks[name] = asyncio.get_running_loop().create_future()
        waiting = self._acks[name]
        await self._link.send_json(
            {"type": kind, "envelope_id": name, "payload": payload, "accepts_response_payload": True}
        )
        return await asyncio.wait_for(waiting, HANGS)

    async def hang_up(self) -> None:
        assert self._link is not None
        await self._link.close()

    @asynccontextmanager
    async def served(self) -> AsyncIterator[None]:
        """On a port of its own, while the block runs."""
        app = web.Application(client_max_size=2**28)
        app.router.add_post("/api/{method}", self.handle)
        app.router.add_post("/respond", self.handle)
        app.router.add_post("/upload/{file}", self.upload)
        app.router.add_get("/link", self.link)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{runner.addresses[0][1]}/api/"
        try:
            yield
        finally:
            await runner.cleanup()

    def _answer(self, method: str, body: dict[str, Any]) -> dict[str, Any]:
        if method == "chat.postMessage":
            self._posted += 1
            channel = str(body.get("channel", ""))
            # A person's id opens the direct messages with them, which have a channel of their own.
            channel = f"D{channel[1:]}" if channel.startswith("U") else channel
            return {"ok": True, "channel": channel, "ts": f"1795300000.{self._posted:06}", "message": {}}
        if method == "files.getUploadURLExternal":
            return {"ok": True, "file_id": "F1", "upload_url": self.url.replace("/api/", "/upload/F1")}
        if method == "chat.update":
            return {"ok": True, "channel": body.get("channel"), "ts": body.get("ts")}
        if method == "apps.connections.open":
            return {"ok": True, "url": self.url.replace("http://", "ws://").replace("/api/", "/link")}
        if method == "auth.test":
            names = {"team": "Sourcing", "user": "lodestone", "url": "https://sourcing.slack.com/"}
            return {"ok": True, "team_id": "T1", "user_id": "U0BOT", "bot_id": "B1", **names}
        if method.startswith("views."):
            return {"ok": True, "view": {"id": f"V{len(self.calls)}", **body.get("view", {})}}
        return {"ok": True}


async def body_of(request: web.Request) -> dict[str, Any]:
    if request.content_type == "application/json":
        body = json.loads(await request.text())
        assert isinstance(body, dict)
        return body
    return {key: str(value) for key, value in (await request.post()).items()}


@asynccontextmanager
async def fake_slack() -> AsyncIterator[FakeSlack]:
    slack = FakeSlack()
    async with slack.served():
        yield slack
        assert not slack.faults, slack.faults
