"""A Slack that limits, fails, delays and drops answers after it took the message; it keeps messages with metadata.

What it does to a call is decided by a seeded number, so that a run can be repeated.
"""

import asyncio
import random
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from tests.fake_slack import Call, FakeSlack, body_of

#: A call may be under way for so long when another is answered that Slack wants a pause.
UNDER_WAY = 0.3

POST, UPDATE, HISTORY = "chat.postMessage", "chat.update", "conversations.history"
REPLIES = "conversations.replies"


@dataclass(frozen=True, kw_only=True)
class Temper:
    """How often each of these happens to a call that changes something, from 0 to 1. `late` is in seconds."""

    limited: float = 0.02
    unavailable: float = 0.01
    broken: float = 0.01
    dropped: float = 0.02
    delayed: float = 0.25
    late: float = 0.6


CALM = Temper(limited=0, unavailable=0, broken=0, dropped=0, delayed=0)


@dataclass
class Bucket:
    """So many calls at once, and one more every so many seconds."""

    every: float
    size: float
    held: float = 0.0
    at: float = 0.0

    def __post_init__(self) -> None:
        self.held = self.size

    def takes(self, now: float) -> bool:
        self.held = min(self.size, self.held + (now - self.at) / self.every) if self.at else self.size
        self.at = now
        if self.held < 1:
            return False
        self.held -= 1
        return True


@dataclass
class Post:
    """A message Slack keeps. `met` is what happened to the call that made it."""

    channel: str
    ts: str
    alerts: tuple[str, ...]
    body: dict[str, Any]
    met: str = "answered"


@dataclass
class UnrulySlack(FakeSlack):
    """`posts` in the order they were taken; `met` counts what happened to calls; `early` those in a pause it asked for.

    `history`: whether the token has the scope to read it. `closed`: channels (`*` for all) with what they answer now.
    """

    seed: int = 1
    temper: Temper = field(default_factory=Temper)
    history: bool = True
    #: What it stamps messages with, in seconds since 1970.
    clock: Callable[[], float] = time.time

    def __post_init__(self) -> None:
        super().__init__()
        self.posts: list[Post] = []
        self.met: Counter[str] = Counter()
        self.early = 0
        #: Alert ids by what befell a call that carried them and was not answered, or not truly.
        self.unanswered: dict[str, str] = {}
        self.closed: dict[str, str] = {}
        self._random = random.Random(self.seed)
        self._buckets: dict[tuple[str, str], Bucket] = {}
        self._paused: dict[str, tuple[float, float]] = {}
        self._last = 0.0

    async def handle(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info.get("method", "respond")
        body = await body_of(request)
        if method not in (POST, UPDATE, HISTORY, REPLIES):
            self.calls.append(Call(method, body))
            self._came.set()
            return web.json_response(self._answer(method, body))
        now = time.monotonic()
        told, until = self._paused.get(method, (0.0, 0.0))
        if told + UNDER_WAY < now < until:
            self.early += 1
        met = self._meets(method, body, now)
        self.met[met] += 1
        if met == "limited":
            wait = self._random.choice((1, 1, 2, 3))
            self._paused[method] = (now if now >= until else told, max(until, now + wait))
            return _error("ratelimited", 429, {"Retry-After": str(wait)})
        if met == "unavailable":
            return _error("service_unavailable", 503)
        if met == "delayed":
            await asyncio.sleep(self._random.uniform(0.1, self.temper.late))
        return self._do(request, method, body, met)

    async def has_taken(self, number: int) -> None:
        """Wait until so many messages were taken."""
        while len(self.posts) < number:
            self._came.clear()
            await self._came.wait()

    def _meets(self, method: str, body: Mapping[str, Any], now: float) -> str:
        """What happens to this call."""
        pace = {POST: Bucket(every=1.0, size=5), UPDATE: Bucket(every=1.2, size=8), HISTORY: Bucket(every=1.2, size=8)}
        pace[REPLIES] = Bucket(every=1.2, size=8)
        key = (method, str(body.get("channel", "")) if method == POST else "")
        if not self._buckets.setdefault(key, pace[method]).takes(now):
            return "limited"
        if method in (HISTORY, REPLIES):
            return "answered"
        drawn = self._random.random()
        for name in ("limited", "unavailable", "broken", "dropped", "delayed"):
            drawn -= getattr(self.temper, name)
            if drawn < 0:
                return name
        return "answered"

    def _do(self, request: web.Request, method: str, body: dict[str, Any], met: str) -> web.StreamResponse:
        channel = str(body.get("channel", ""))
        ids = tuple(((body.get("metadata") or {}).get("event_payload") or {}).get("alert_ids") or ())
        code = self.closed.get("*") or self.closed.get(channel)
        if code and method == POST:
            return _error(code)
        if met == "broken":
            if method == POST:
                self.unanswered |= dict.fromkeys(ids, "Slack failed without saying whether it took it")
            return web.Response(status=500, text="<html>500</html>")
        if method in (HISTORY, REPLIES):
            return self._read(body)
        if method == UPDATE:
            answer = self._edit(body)
        else:
            answer = self._post(channel, ids, body, met)
        if met == "dropped":
            if method == POST:
                self.unanswered |= dict.fromkeys(ids, "its answer was dropped")
            assert request.transport is not None
            request.transport.close()
            return web.Response()
        if request.transport is None or request.transport.is_closing():
            # Whoever called is gone: killed while it waited.
            self.posts[-1].met = "caller gone"
        return web.json_response(answer)

    def _post(self, channel: str, ids: tuple[str, ...], body: dict[str, Any], met: str) -> dict[str, Any]:
        self._last = max(self.clock(), self._last + 0.000001)
        # A person's id opens the direct messages with them, which have a channel of their own.
        channel = f"D{channel[1:]}" if channel.startswith("U") else channel
        post = Post(channel=channel, ts=f"{self._last:.6f}", alerts=ids, body=body, met=met)
        self.posts.append(post)
        self._came.set()
        return {"ok": True, "channel": channel, "ts": post.ts, "message": {}}

    def _edit(self, body: dict[str, Any]) -> dict[str, Any]:
        for post in self.posts:
            if (post.channel, post.ts) == (body.get("channel"), body.get("ts")):
                post.body = body
                return {"ok": True, "channel": post.channel, "ts": post.ts}
        return {"ok": False, "error": "message_not_found"}

    def _read(self, body: dict[str, Any]) -> web.Response:
        if not self.history:
            return web.json_response({"ok": False, "error": "missing_scope", "needed": "channels:history"})
        found = [
            {"type": "message", "ts": post.ts, "metadata": post.body.get("metadata", {})}
            for post in reversed(self.posts)
            if post.channel == body["channel"]
            and post.ts >= str(body.get("oldest", ""))
            # A thread shows its own, a channel only what is not in a thread, or was shown in the channel as well.
            and (post.body.get("thread_ts") == body["ts"] if "ts" in body else _in_channel(post.body))
        ]
        start, limit = int(body.get("cursor") or 0), int(body.get("limit", 100))
        end = start + limit
        more = {"next_cursor": str(end) if end < len(found) else ""}
        return web.json_response({"ok": True, "messages": found[start:end], "response_metadata": more})


def _in_channel(body: Mapping[str, Any]) -> bool:
    return not body.get("thread_ts") or bool(body.get("reply_broadcast"))


def _error(code: str, status: int = 200, headers: Mapping[str, str] | None = None) -> web.Response:
    return web.json_response({"ok": False, "error": code}, status=status, headers=headers)


@asynccontextmanager
async def unruly_slack(seed: int, *, history: bool = True, temper: Temper | None = None) -> AsyncIterator[UnrulySlack]:
    slack = UnrulySlack(seed=seed, history=history, temper=temper or Temper())
    async with slack.served():
        yield slack
