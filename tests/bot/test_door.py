"""Slack's requests over HTTP: what is forged, late, repeated or too long is turned away and touches nothing."""

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest
from sqlmodel import func, select

from bot.door import LONGEST, PATH, Door
from storage.database import Database
from storage.models import Heard
from tests.telling import T0

SECRET = "s3cret"
NOW = 1_795_300_000


@dataclass
class Inside:
    """What Bolt would have been given."""

    bodies: list[bytes] = field(default_factory=list)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        self.bodies.append((await receive())["body"])
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})


@dataclass
class Visitor:
    """Whoever sends requests; `says` signs them as Slack does unless told otherwise."""

    door: Door

    async def says(
        self,
        body: bytes = b"command=%2Flicence",
        *,
        stamp: str | None = None,
        secret: str = SECRET,
        signed: bytes | None = None,
        kind: str = "application/x-www-form-urlencoded",
        **headers: str,
    ) -> int:
        stamp = str(NOW) if stamp is None else stamp
        digest = hmac.new(secret.encode(), f"v0:{stamp}:".encode() + (signed or body), hashlib.sha256).hexdigest()
        named = {"content-type": kind, "x-slack-request-timestamp": stamp, "x-slack-signature": f"v0={digest}"}
        return await self.sends(body, named | {name.replace("_", "-"): value for name, value in headers.items()})

    async def sends(self, body: bytes, headers: Mapping[str, str], method: str = "POST", path: str = PATH) -> int:
        said: list[dict[str, Any]] = []
        parts = [body[start : start + 300_000] for start in range(0, max(1, len(body)), 300_000)]

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": parts.pop(0), "more_body": bool(parts)}

        async def send(message: Any) -> None:
            said.append(message)

        scope = {
            "type": "http",
            "method": method,
            "path": path,
            "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        }
        await self.door(scope, receive, send)
        return int(said[0]["status"])


@pytest.fixture
def inside() -> Inside:
    return Inside()


def _door(inside: Inside, db: Database) -> Door:
    return Door(inside, SECRET, db, lambda: T0, seconds=lambda: NOW)


@pytest.fixture
def visitor(inside: Inside, db: Database) -> Visitor:
    return Visitor(_door(inside, db))


async def _heard(db: Database) -> int:
    async with db.read() as session:
        return (await session.exec(select(func.count()).select_from(Heard))).one()


async def test_what_slack_signed_is_let_in_whole(visitor: Visitor, inside: Inside) -> None:
    long = b"payload=" + b"x" * 700_000
    assert await visitor.says(long) == 200
    assert inside.bodies == [long]


@pytest.mark.parametrize(
    "lie",
    [
        {"secret": "guessed"},
        {"signed": b"command=%2Fother"},
        {"stamp": str(NOW - 301)},
        {"stamp": str(NOW + 301)},
        {"stamp": ""},
        {"stamp": "now"},
        {"stamp": "１７９５３０００００"},
        {"stamp": "-1795300000"},
        {"stamp": "1795300000.0"},
        {"stamp": "9" * 400},
        {"x_slack_signature": ""},
        {"x_slack_signature": "v0="},
        {"x_slack_signature": "v1=" + "0" * 64},
        {"x_slack_signature": "v0=ñ"},
    ],
    ids=str,
)
async def test_what_slack_did_not_sign_within_five_minutes_touches_nothing(
    visitor: Visitor, inside: Inside, db: Database, lie: dict[str, Any]
) -> None:
    assert await visitor.says(**lie) == 401
    assert (inside.bodies, await _heard(db)) == ([], 0)


async def test_without_the_headers_it_is_not_slack(visitor: Visitor, inside: Inside) -> None:
    assert await visitor.sends(b"command=%2Flicence", {}) == 401
    assert inside.bodies == []


@pytest.mark.parametrize("told", [True, False])
async def test_what_is_too_long_is_not_read_to_its_end(
    visitor: Visitor, inside: Inside, db: Database, told: bool
) -> None:
    length = {"content_length": str(LONGEST + 1)} if told else {}
    assert await visitor.says(b"x" * (LONGEST + 1), **length) == 413
    assert (inside.bodies, await _heard(db)) == ([], 0)


async def test_the_same_request_again_is_somebody_elses_even_after_a_start(
    visitor: Visitor, inside: Inside, db: Database
) -> None:
    assert await visitor.says() == 200
    assert await visitor.says() == 401
    assert await Visitor(_door(inside, db)).says() == 401
    assert len(inside.bodies) == 1


async def test_an_event_slack_repeats_is_acknowledged_and_done_once_even_after_a_start(
    visitor: Visitor, inside: Inside, db: Database
) -> None:
    event = json.dumps({"type": "event_callback", "event_id": "Ev1", "event": {"type": "app_home_opened"}}).encode()
    assert await visitor.says(event, kind="application/json") == 200
    for number, who in enumerate((visitor, Visitor(_door(inside, db))), start=1):
        again = {"x_slack_retry_num": str(number), "x_slack_retry_reason": "http_timeout"}
        assert await who.says(event, kind="application/json", stamp=str(NOW + number), **again) == 200
    assert len(inside.bodies) == 1


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", PATH, 405),
        ("POST", "/", 404),
        ("GET", "/healthz", 200),
        ("GET", "/readyz", 200),
        ("POST", "/readyz", 404),
    ],
)
async def test_nothing_else_is_served_but_how_it_fares(visitor: Visitor, method: str, path: str, status: int) -> None:
    assert await visitor.sends(b"", {}, method, path) == status


async def test_a_record_that_cannot_be_read_is_not_ready(inside: Inside, tmp_path: Any) -> None:
    (tmp_path / "broken.db").write_bytes(b"no database" * 1_000)
    broken = Database(f"sqlite+aiosqlite:///{tmp_path / 'broken.db'}")
    visitor = Visitor(_door(inside, broken))
    assert await visitor.sends(b"", {}, "GET", "/readyz") == 503
    assert await visitor.sends(b"", {}, "GET", "/healthz") == 200
    await broken.close()
