"""Slack's requests over HTTP, before Bolt sees them: signed, in time, heard for the first time and not too long.

What is refused here touches nothing: no row is read or written for it and no listener runs.
https://docs.slack.dev/authentication/verifying-requests-from-slack
"""

import asyncio
import hashlib
import hmac
import json
import logging
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping, MutableMapping
from datetime import datetime
from typing import Any

from bot import health
from bot.serving import Asgi, Receive, Scope, Send, answer
from jobs.liveness import Liveness
from storage import hearing
from storage.database import TO_TELL, Database, RecordError

log = logging.getLogger(__name__)

PATH = "/slack/events"

#: The longest request, in bytes; Slack's own views end at a quarter of that.
LONGEST = 1_000_000
#: A signature is good for this long, in seconds, before and after.
WINDOW = 300
#: A request that drips in more slowly than this, in seconds, is given up: Slack waits three.
PATIENCE = 5.0
#: The record may take this long to say whether a request was heard before; after that memory alone decides.
ASK_RECORD = 1.5
#: Requests remembered without the record.
_REMEMBERED = 10_000


class Refused(Exception):
    """A request that is not let in; `status` is what it is answered with."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status


class Door:
    """An ASGI application around Bolt's own. `clock` is aware UTC; `seconds` is what Slack's timestamps count."""

    def __init__(
        self,
        inner: Asgi,
        secret: str,
        db: Database,
        clock: Callable[[], datetime],
        seconds: Callable[[], float] = time.time,
        liveness: Liveness | None = None,
    ) -> None:
        self._liveness = liveness or Liveness(db, clock)
        self._inner, self._secret, self._db, self._now, self._seconds = inner, secret.encode(), db, clock, seconds
        self._heard: OrderedDict[str, None] = OrderedDict()
        self._asked: set[asyncio.Task[bool]] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        assert scope["type"] == "http", "nothing else is served"
        method, path = scope["method"], scope["path"]
        if path in health.PATHS and method in ("GET", "HEAD"):
            await health.tell(path, self._liveness, send)
        elif path != PATH:
            await answer(send, 404)
        elif method != "POST":
            await answer(send, 405)
        else:
            await self._let_in(scope, receive, send)

    async def _let_in(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
        try:
            body = await _read(headers, receive)
            self._check(headers, body)
            again = await self._heard_before(headers, body)
        except Refused as refused:
            log.warning("refused a request (%d): %s", refused.status, refused)
            # Whatever of it is still to come is not waited for.
            await answer(send, refused.status, headers={"connection": "close"})
            return
        if again:
            # Slack did not get our answer in time and says it again; it was done the first time.
            await answer(send, 200, headers={"x-slack-no-retry": "1"})
            return

        async def whole() -> MutableMapping[str, Any]:
            return {"type": "http.request", "body": body, "more_body": False}

        await self._inner(scope, whole, send)

    def _check(self, headers: Mapping[str, str], body: bytes) -> None:
        """Raises Refused unless Slack signed it within the last five minutes."""
        stamp, signature = headers.get("x-slack-request-timestamp", ""), headers.get("x-slack-signature", "")
        if not (self._secret and stamp.isascii() and stamp.isdigit() and len(stamp) < 12):
            raise Refused(401, "it has no timestamp")
        if abs(self._seconds() - int(stamp)) > WINDOW:
            raise Refused(401, "its timestamp is too old, or ahead")
        signed = hmac.new(self._secret, b"v0:" + stamp.encode() + b":" + body, hashlib.sha256).hexdigest()
        if not hmac.compare_digest(f"v0={signed}".encode(), signature.encode("latin-1")):
            raise Refused(401, "its signature is not Slack's")

    async def _heard_before(self, headers: Mapping[str, str], body: bytes) -> bool:
        """Whether it is an event that Slack repeats. Raises Refused for a request that somebody else repeats."""
        event = _event_id(headers, body)
        signature = headers["x-slack-signature"]
        if event and not await self._first_time(f"event {event}"):
            if "x-slack-retry-num" in headers:
                return True
            raise Refused(401, "it was heard before")
        if not await self._first_time(f"signature {hashlib.sha256(signature.encode()).hexdigest()}"):
            raise Refused(401, "it was heard before")
        return False

    async def _first_time(self, key: str) -> bool:
        if key in self._heard:
            return False
        self._heard[key] = None
        while len(self._heard) > _REMEMBERED:
            self._heard.popitem(last=False)
        asked = asyncio.create_task(self._keep(key), name="heard")
        self._asked.add(asked)
        asked.add_done_callback(self._asked.discard)
        done, _ = await asyncio.wait({asked}, timeout=ASK_RECORD)
        return asked.result() if done else True

    async def _keep(self, key: str) -> bool:
        try:
            async with self._db.write() as session:
                session.info[TO_TELL] = None
                return await hearing.first_time(session, [key], self._now())
        except RecordError as error:
            log.error("requests are remembered in memory only: %s", error)
            return True


async def _read(headers: Mapping[str, str], receive: Receive) -> bytes:
    """The body, as long as it may be. Raises Refused."""
    told = headers.get("content-length", "0")
    if not (told.isascii() and told.isdigit()):
        raise Refused(400, "its length is no number")
    if len(told) > 9 or int(told) > LONGEST:
        raise Refused(413, "it is too long")
    body = bytearray()
    try:
        async with asyncio.timeout(PATIENCE):
            while True:
                part = await receive()
                if part["type"] == "http.disconnect":
                    raise Refused(400, "it broke off")
                body += part.get("body", b"")
                if len(body) > LONGEST:
                    raise Refused(413, "it is too long")
                if not part.get("more_body"):
                    return bytes(body)
    except TimeoutError:
        raise Refused(408, "it came in too slowly") from None


def _event_id(headers: Mapping[str, str], body: bytes) -> str:
    """The id of an event, by which Slack's repetitions of it are known; commands and buttons have none."""
    if not headers.get("content-type", "").startswith("application/json"):
        return ""
    try:
        said = json.loads(body)
    except ValueError:
        return ""
    return str(said.get("event_id") or "")[:100] if isinstance(said, dict) else ""
