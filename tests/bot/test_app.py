"""Slack's requests through the app, against a fake Slack."""

import asyncio
import contextlib
import json
import logging
import re
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import urlencode

import aiohttp
import pytest
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.web.async_client import AsyncWebClient
from sqlmodel.ext.asyncio.session import AsyncSession

from bot import app as slack_app
from bot.app import build_app
from bot.commands import VERBS
from bot.connection import CannotConnect, connect
from bot.door import PATH, PATIENCE
from bot.listening import Listener, listen
from bot.settings import load
from storage.database import Database
from tests.bot.conftest import Desk
from tests.bot.limits import check, words
from tests.fake_slack import FakeSlack, Reaction
from tests.patience import HANGS, eventually

SOCKET = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1"}


def _client(slack: FakeSlack) -> AsyncWebClient:
    return AsyncWebClient(token="xoxb-1", base_url=slack.url, retry_handlers=[])


@pytest.fixture
async def app(desk: Desk, slack: FakeSlack) -> AsyncApp:
    return build_app(_client(slack), desk.db, load(SOCKET), lambda: desk.now)


def _command(slack: FakeSlack, text: str, command: str = "/licence") -> AsyncBoltRequest:
    body = {
        "command": command,
        "text": text,
        "user_id": "U0ANN",
        "channel_id": "C0MAGNETS",
        "team_id": "T1",
        "response_url": slack.response_url,
        "trigger_id": "1.1",
    }
    return AsyncBoltRequest(body=urlencode(body), mode="socket_mode")


def _press(slack: FakeSlack, value: str) -> AsyncBoltRequest:
    body = {
        "type": "block_actions",
        "user": {"id": "U0ANN"},
        "team": {"id": "T1"},
        "channel": {"id": "C0MAGNETS"},
        "container": {"type": "message", "is_ephemeral": True},
        "response_url": slack.response_url,
        "actions": [{"type": "button", "action_id": "say:1", "block_id": "b", "value": value}],
    }
    return AsyncBoltRequest(body=f"payload={urlencode({'': json.dumps(body)})[1:]}", mode="socket_mode")


class Busy(Database):
    """A record that shows nothing for now."""

    free: asyncio.Event

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncSession]:
        await self.free.wait()
        async with super().read() as session:
            yield session


@pytest.mark.parametrize("command", slack_app.COMMANDS)
async def test_a_question_is_acknowledged_before_the_record_is_asked_and_answered_to_the_asker_alone(
    desk: Desk, slack: FakeSlack, command: str
) -> None:
    busy = Busy(desk.db.url)
    busy.free = asyncio.Event()
    app = build_app(_client(slack), busy, load(SOCKET), lambda: desk.now)
    response = await app.async_dispatch(_command(slack, "who lanxi magnetics", command))
    assert response.status == 200
    assert response.body == ""
    assert not slack.posted("respond")
    busy.free.set()
    (answer,) = await slack.wait_for("respond")
    check(answer)
    assert answer["response_type"] == "ephemeral"
    assert "General licence: reported, not confirmed by the company or MOFCOM" in words(answer)
    assert not slack.posted("chat.postMessage")
    await busy.close()


async def test_a_button_says_its_command_and_leaves_the_message_alone(app: AsyncApp, slack: FakeSlack) -> None:
    assert (await app.async_dispatch(_press(slack, "evidence c1"))).status == 200
    (answer,) = await slack.wait_for("respond")
    assert answer["replace_original"] is False
    assert answer["response_type"] == "ephemeral"
    assert "C1: Lanxi Magnetics" in words(answer)


async def test_a_follow_made_by_a_button_is_the_channels(app: AsyncApp, slack: FakeSlack, desk: Desk) -> None:
    await app.async_dispatch(_press(slack, "follow smco"))
    (answer,) = await slack.wait_for("respond")
    assert "<#C0MAGNETS> is told from now on" in words(answer)


async def test_our_own_fault_is_an_id_for_the_asker_and_a_trace_without_the_question(
    slack: FakeSlack, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    empty = Database(f"sqlite+aiosqlite:///{tmp_path / 'empty.db'}")
    app = build_app(_client(slack), empty, load(SOCKET), lambda: Desk(db=empty).now)
    with caplog.at_level(logging.INFO):
        await app.async_dispatch(_command(slack, "who secret plans"))
        (answer,) = await slack.wait_for("respond")
    await empty.close()
    check(answer)
    assert answer["response_type"] == "ephemeral"
    assert "nothing was changed" in words(answer) or "record" in words(answer)
    assert "secret plans" not in caplog.text


async def test_logs_carry_verbs_and_ids_never_what_was_asked(
    app: AsyncApp, slack: FakeSlack, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, logger="bot"):
        await app.async_dispatch(_command(slack, "who lanxi magnetics"))
        await slack.wait_for("respond")
        await app.async_dispatch(_command(slack, "our secret supplier"))
        await slack.wait_for("respond", times=2)
    assert "verb=who" in caplog.text
    assert "lanxi" not in caplog.text.casefold()
    assert "secret" not in caplog.text


async def test_an_answer_slack_no_longer_takes_is_one_line_in_the_log(
    app: AsyncApp, slack: FakeSlack, caplog: pytest.LogCaptureFixture
) -> None:
    slack.react("respond", Reaction(error="expired_url", status=404))
    await app.async_dispatch(_command(slack, "help"))

    async def is_logged() -> bool:
        return "Slack did not take an answer: 404" in caplog.text

    await eventually(is_logged)
    assert caplog.text.count("Slack did not take an answer") == 1


async def test_http_requests_are_refused_without_slacks_signature(desk: Desk, slack: FakeSlack) -> None:
    settings = load({"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": "s3cret"})
    app = build_app(_client(slack), desk.db, settings, lambda: desk.now)
    forged = AsyncBoltRequest(
        body=urlencode({"command": "/licence", "text": "help"}),
        headers={
            "content-type": ["application/x-www-form-urlencoded"],
            "x-slack-request-timestamp": [str(int(time.time()))],
            "x-slack-signature": ["v0=" + "0" * 64],
        },
    )
    assert (await app.async_dispatch(forged)).status == 401


@pytest.fixture
async def listener(desk: Desk, slack: FakeSlack, request: pytest.FixtureRequest) -> AsyncIterator[Listener]:
    """Listening by HTTP on a port that is free."""
    settings = load({"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": "s3cret"}).model_copy(update={"port": 0})
    app = build_app(_client(slack), desk.db, settings, lambda: desk.now)
    made = await listen(app, settings, desk.db, lambda: desk.now, patience=getattr(request, "param", PATIENCE))
    yield made
    await made.close()


async def test_over_http_a_port_is_served_and_unsigned_requests_are_turned_away(listener: Listener) -> None:
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"http://127.0.0.1:{listener.port}{PATH}", data={"command": "/licence"}) as answer,
    ):
        assert answer.status == 401


@pytest.mark.parametrize("listener", [0.5], indirect=True)
async def test_who_only_holds_the_line_or_drips_a_request_in_is_hung_up_on(listener: Listener) -> None:
    async def holds(words: bytes, drip: bytes) -> bytes:
        reader, writer = await asyncio.open_connection("127.0.0.1", listener.port)
        writer.write(words)
        drips = asyncio.create_task(_drip(writer, drip))
        answer = b""
        try:
            with contextlib.suppress(ConnectionResetError):
                while part := await reader.read(1000):
                    answer += part
            return answer
        finally:
            drips.cancel()
            writer.close()

    asked = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
    too_long = b"POST /slack/events HTTP/1.1\r\nHost: x\r\nContent-Length: 9000000\r\n\r\n"
    async with asyncio.timeout(HANGS):
        silent, begun, again, refused = await asyncio.gather(
            holds(b"", b""),
            holds(b"POST /slack/events HTTP/1.1\r\n", b"x-drip: 1\r\n"),
            holds(asked + b"GET /", b"x"),
            holds(too_long, b"x"),
        )
    assert (silent, begun) == (b"", b"")
    assert again.startswith(b"HTTP/1.1 200")
    assert refused.startswith(b"HTTP/1.1 413")


async def _drip(writer: asyncio.StreamWriter, drip: bytes) -> None:
    with contextlib.suppress(OSError):
        while drip:
            await asyncio.sleep(0.03)
            writer.write(drip)
            await writer.drain()


@pytest.mark.parametrize(
    ("code", "advice"), [("invalid_auth", "SLACK_APP_TOKEN"), ("missing_scope", "connections:write")]
)
async def test_a_token_slack_refuses_is_one_sentence(app: AsyncApp, slack: FakeSlack, code: str, advice: str) -> None:
    slack.react("apps.connections.open", Reaction(error=code))
    with pytest.raises(CannotConnect, match=advice):
        await connect(app, load(SOCKET))


async def test_slack_out_of_reach_at_start_is_one_line_and_keeps_trying(
    app: AsyncApp, slack: FakeSlack, caplog: pytest.LogCaptureFixture
) -> None:
    slack.react("apps.connections.open", Reaction(hangs_up=True))
    connection = await connect(app, load(SOCKET), watch_seconds=0.05)
    await slack.wait_for("apps.connections.open", times=3)
    await connection.close()
    assert not await connection.is_open()
    assert caplog.text.count("Slack cannot be reached") == 1


async def test_over_socket_mode_a_command_is_acknowledged_and_answered(app: AsyncApp, slack: FakeSlack) -> None:
    connection = await connect(app, load(SOCKET))
    try:
        assert await connection.is_open()
        acknowledged = await slack.envelope("slash_commands", dict(_command(slack, "smco").body))
        assert "payload" not in acknowledged
        (answer,) = await slack.wait_for("respond")
        assert "No public confirmation that a samarium-cobalt producer holds a general licence." in words(answer)
    finally:
        await connection.close()
    assert not await connection.is_open()


async def test_a_connection_that_broke_is_built_anew(app: AsyncApp, slack: FakeSlack) -> None:
    connection = await connect(app, load(SOCKET), watch_seconds=0.2)
    try:
        await eventually(connection.is_open)
        opened = len(slack.posted("apps.connections.open"))
        await slack.hang_up()
        await slack.wait_for("apps.connections.open", times=opened + 1)
        await eventually(connection.is_open)
    finally:
        await connection.close()


async def test_a_connection_that_comes_to_nothing_again_and_again_ends_the_process(
    app: AsyncApp, slack: FakeSlack
) -> None:
    gone: asyncio.Future[str] = asyncio.get_running_loop().create_future()
    slack.deaf = True
    connection = await connect(
        app, load(SOCKET), watch_seconds=0.05, gone=lambda why: gone.done() or gone.set_result(why)
    )
    try:
        assert "a new start may help" in await asyncio.wait_for(gone, HANGS)
    finally:
        await connection.close()


async def test_a_connection_on_which_nothing_is_heard_is_deaf(app: AsyncApp, slack: FakeSlack) -> None:
    connection = await connect(app, load(SOCKET))
    try:
        heard = time.monotonic()
        connection.now = lambda: heard + 60
        assert 50 < connection.silent_for() < 60 + HANGS
    finally:
        await connection.close()


def test_a_start_without_slack_imports_none_of_slacks_packages() -> None:
    code = (
        "import sys, bot.commands, bot.notifier, bot.settings;"
        "print([name for name in sys.modules if name.startswith(('slack_bolt', 'slack_sdk', 'jobs.fetch', 'httpx'))])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=HANGS)
    assert done.stdout.strip() == "[]"


MANIFEST = (Path(slack_app.__file__).parent / "manifest.yaml").read_text()


def test_the_manifest_names_the_commands_the_app_listens_to() -> None:
    assert re.findall(r"command: (\S+)", MANIFEST) == list(slack_app.COMMANDS)
    assert MANIFEST.count("should_escape: true") == len(slack_app.COMMANDS)


def test_the_manifest_asks_for_the_fewest_scopes_and_events() -> None:
    scopes = MANIFEST.split("bot:\n")[-1].split("settings:")[0]
    assert re.findall(r"^\s+- (\S+)$", scopes, re.MULTILINE) == [
        "commands",
        "chat:write",
        "chat:write.public",
        "files:write",
        "app_mentions:read",
        "im:history",
    ]
    events = MANIFEST.split("bot_events:\n")[-1].split("interactivity:")[0]
    assert re.findall(r"^\s+- (\S+)$", events, re.MULTILINE) == ["app_home_opened", "app_mention", "message.im"]
    assert "socket_mode_enabled: true" in MANIFEST


def test_the_manifests_hint_names_only_verbs_there_are() -> None:
    (hint, *_) = re.findall(r'usage_hint: "\[(.*)\]"', MANIFEST)
    verbs = {verb.name for verb in VERBS} | {"company"}
    assert set(hint.split(" | ")) <= verbs
