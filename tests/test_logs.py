"""What the log says: ids that lead from a card back to its page, and neither a secret nor what anybody typed."""

import io
import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from slack_bolt.request.async_request import AsyncBoltRequest

from bot import logs
from bot.answerer import SlackAnswerer
from bot.app import build_app
from bot.client import Client
from bot.notifier import SlackNotifier
from bot.settings import load
from jobs.deliver import deliver_pending
from jobs.poll import Poller, poll_due
from jobs.reading import read_all
from jobs.requests import read_requests
from storage import admins, tracing, visits
from storage.database import Database
from storage.evidence import Recorded
from storage.visits import Due
from tests import shell
from tests.desk import desk
from tests.fake_slack import fake_slack
from tests.scenarios.stories import FIVE

CANARY = "c4n4ry"
SECRETS = {
    "SLACK_BOT_TOKEN": f"xoxb-{CANARY}-1",
    "SLACK_APP_TOKEN": f"xapp-{CANARY}-2",
    "SLACK_SIGNING_SECRET": f"{CANARY}3",
    "SLACK_API_URL": "http://127.0.0.1:1/",
    "LODESTONE_LOG_LEVEL": "debug",
    "LODESTONE_SEEDS": "none",
}
SERVER = f"postgresql://ann:{CANARY}4@127.0.0.1:1/lodestone"


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """The log as a machine reads it, as finely as it goes."""
    root, levels = logging.getLogger(), {name: logging.getLogger(name).level for name in ("", *logs.OURS)}
    handlers, stream = list(root.handlers), io.StringIO()
    logs.set_up("json", "debug", stream)
    yield stream
    root.handlers[:] = handlers
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)


def lines(log: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in log.getvalue().splitlines()]


async def test_a_card_is_traced_back_to_its_page(log: io.StringIO, record_url: str) -> None:
    async with desk(record_url) as told:
        await told.watch("https://wire.example/feed")
        await told.follow()
        told.newsstand.feed("https://wire.example/feed", *FIVE)
        await told.poll()
        shown = {alert.id for card in told.ear.sent for alert in card.alerts}
    told_lines = [line for line in lines(log) if line["said"].startswith("told ")]
    named = {number for line in told_lines for number in line["alert"].split()}
    assert shown <= named
    raised = {
        line["said"].split(":")[0].removeprefix("raised "): line for line in lines(log) if "raised A" in line["said"]
    }
    assert named <= set(raised)
    assert all(isinstance(raised[number]["document"], int) and raised[number]["source"] == 1 for number in named)
    assert all(line["at"].endswith("+00:00") for line in lines(log))


async def test_one_value_is_followed_from_its_source_through_document_claim_alert_and_delivery_to_slack(
    log: io.StringIO, record_url: str
) -> None:
    async with desk(record_url) as told, fake_slack() as slack:
        await told.watch("https://wire.example/feed")
        await told.follow("C1")
        told.newsstand.feed("https://wire.example/feed", *FIVE)
        await poll_due(told.db, told.fetcher, lambda: told.now)
        notifier = SlackNotifier(Client("xoxb-1", slack.url))
        await deliver_pending(told.db, [notifier], lambda: told.now, lambda: False)
    said = lines(log)
    [card] = [line for line in said if line["said"].startswith("told C1")]
    [call] = [line for line in said if line["said"].startswith("chat.postMessage: ok")]
    assert (call["alert"], call["delivery"]) == (card["alert"], card["delivery"])
    for alert in card["alert"].split():
        [raised] = [line for line in said if line["said"].startswith(f"raised {alert}:")]
        assert raised["source"] == 1
        assert [line for line in said if line["said"].startswith("kept C") and line["document"] == raised["document"]]


async def test_what_another_process_reads_still_says_whose_it_is(log: io.StringIO, record_url: str) -> None:
    async def elsewhere(*_: object) -> list[Recorded]:
        return []

    async with desk(record_url) as told:
        await told.watch("https://wire.example/feed")
        told.newsstand.feed("https://wire.example/feed", *FIVE)
        poller = Poller(told.db, told.fetcher, lambda: told.now, read=elsewhere)
        poller.begin([Due(id=1, host="wire.example")])
        await poller.finish()
        async with told.db.read() as session:
            source = await visits.look(session, 1)
        await read_all(told.db, told.fetcher, source, lambda: told.now)
    raised = [line for line in lines(log) if line["said"].startswith("raised ")]
    assert raised
    assert {line["source"] for line in raised} == {1}


TYPED = (
    f"who {CANARY}",
    f"{CANARY}",
    f'follow exporters company:"{CANARY}"',
    f"mute {CANARY} 7d",
    f"share {CANARY}",
    f"check {CANARY} for {CANARY} NdFeB",
    f"dispute C1 {CANARY}",
    f"read https://{CANARY}.example/article",
    f"admin source test https://{CANARY}.example/feed",
    f"admin source add https://{CANARY}.example/feed",
    f"admin watch add {CANARY}",
    f"admin claim add {CANARY} https://{CANARY}.example/article status:granted",
)


async def test_nothing_that_is_typed_is_in_the_log_and_a_question_is_followed_to_its_answer(
    log: io.StringIO, record_url: str
) -> None:
    settings = load({"SLACK_BOT_TOKEN": SECRETS["SLACK_BOT_TOKEN"], "SLACK_APP_TOKEN": SECRETS["SLACK_APP_TOKEN"]})
    async with desk(record_url) as told, fake_slack() as slack:
        client = Client(SECRETS["SLACK_BOT_TOKEN"], slack.url)
        async with told.db.write() as session:
            await admins.appoint(session, ["U7"], told.now)
        app = build_app(client, told.db, settings, lambda: told.now)
        for number, text in enumerate(TYPED, start=1):
            await app.async_dispatch(typed(text, slack.response_url))
            await slack.wait_for("respond", number)
        await app.async_dispatch(sent_form("share", "JL Mag"))
        await slack.wait_for("chat.postMessage")
        answerer = SlackAnswerer(client)
        answered = len(slack.posted("respond"))
        assert await read_requests(told.db, told.fetcher, answerer, lambda: told.now) == 2
        await slack.wait_for("respond", answered + 2)
    assert CANARY not in log.getvalue()
    assert "JL Mag" not in log.getvalue()
    said = lines(log)
    assert [line for line in said if line["said"].startswith("sent form=share record=- ")]
    asked = [line for line in said if line["said"].startswith("reading ")]
    assert len(asked) == 2
    for line in asked:
        number = int(line["said"].split()[1])
        assert line["request"]
        assert [each for each in said if each.get("reading") == number and "response_url: ok" in each["said"]]


def typed(text: str, response_url: str) -> AsyncBoltRequest:
    body = {"command": "/licence", "text": text, "user_id": "U7", "channel_id": "C1", "team_id": "T1"}
    return AsyncBoltRequest(body=urlencode(body | {"response_url": response_url}), mode="socket_mode")


def sent_form(name: str, record: str) -> AsyncBoltRequest:
    """A form that remembers what was typed to open it."""
    remembered = json.dumps({"record": record, "channel": "C1"})
    state = {"values": {"where": {"where": {"type": "conversations_select", "selected_conversation": "C2"}}}}
    view = {"id": "V1", "type": "modal", "callback_id": name, "private_metadata": remembered, "state": state}
    body = {"type": "view_submission", "user": {"id": "U7"}, "team": {"id": "T1"}, "view": view}
    return AsyncBoltRequest(body=urlencode({"payload": json.dumps(body)}), mode="socket_mode")


def test_ids_are_of_what_is_done_now_and_end_with_it(log: io.StringIO) -> None:
    ours = logging.getLogger("jobs.somewhere")
    with tracing.about(source=3):
        with tracing.about(document=7):
            ours.warning("inside")
        ours.warning("between")
    ours.warning("outside")
    assert [(line.get("source"), line.get("document")) for line in lines(log)] == [(3, 7), (3, None), (None, None)]


def test_an_error_says_where_and_what_kind_and_not_what_was_typed(log: io.StringIO) -> None:
    try:
        raise LookupError("who holds for Acme order 4711?")
    except LookupError:
        logging.getLogger("bot.app").exception("failed")
    [line] = lines(log)
    assert (line["error"], "test_logs.py" in line["trace"]) == ("LookupError", True)
    assert "4711" not in log.getvalue().replace('raise LookupError(\\"who holds for Acme order 4711?\\")', "")


@pytest.mark.parametrize("form", ["text", "json"])
def test_an_event_is_one_line_whatever_stands_in_it(form: str) -> None:
    formatter = logs.Json() if form == "json" else logs.Plain()
    said = "a\r\nERROR forged: \x1b[31m b\u2028c\u202ed"
    written = formatter.format(logging.LogRecord("jobs", logging.INFO, "f", 1, said, None, None))
    assert len(written.splitlines()) == 1
    assert not set("\r\n\x1b\u2028\u202e") & set(written)


@pytest.mark.parametrize(
    "said",
    [
        f"token xoxb-1-{CANARY} refused",
        f"xapp-1-A-{CANARY}",
        f"postgresql+psycopg://ann:{CANARY}@db/lodestone",
        f"postgresql://ann:p@{CANARY}@db/lodestone",
        f"https://hooks.slack.com/commands/T1/2/{CANARY}",
        f"wss://wss.slack.com/link/?ticket={CANARY}&app_id=1",
        f"host=db password={CANARY} user=ann",
        f"Authorization: Bearer {CANARY}",
    ],
)
@pytest.mark.parametrize("form", ["text", "json"])
def test_what_looks_like_a_secret_is_blackened_whoever_logs_it(said: str, form: str) -> None:
    formatter = logs.Json() if form == "json" else logs.Plain()
    written = formatter.format(logging.LogRecord("slack_sdk", logging.ERROR, "f", 1, "%s", (said,), None))
    assert CANARY not in written
    assert "[secret]" in written


def test_what_libraries_tell_of_their_inside_is_not_logged(log: io.StringIO) -> None:
    for name in ("slack_sdk.web.async_base_client", "slack_bolt.AsyncApp", "httpx", "aiohttp", "sqlalchemy.engine"):
        logging.getLogger(name).debug("body: who holds for Acme?")
        logging.getLogger(name).info("body: who holds for Acme?")
    assert log.getvalue() == ""


def lodestone(folder: Path, *words: str, **more: str) -> str:
    """Everything it prints, on stdout and stderr."""
    done = shell.lodestone(words, shell.environment(folder, **SECRETS | more), folder)
    return done.stdout + done.stderr


def test_no_secret_is_in_what_doctor_says_of_a_database_and_a_slack_that_are_away(tmp_path: Path) -> None:
    said = lodestone(tmp_path, "doctor", DATABASE_URL=SERVER)
    assert "cannot be reached" in said
    assert CANARY not in said


def test_no_secret_is_in_a_backup_or_in_what_a_move_says(tmp_path: Path, record_file: Path) -> None:
    record_file.rename(tmp_path / "lodestone.db")
    assert "Backed up" in (said := lodestone(tmp_path, "db", "backup", "copy"))
    assert CANARY.encode() not in (tmp_path / "copy").read_bytes()
    moved = lodestone(tmp_path, "db", "move", "--to", SERVER)
    assert "cannot be reached" in moved
    assert CANARY not in said + moved


async def test_a_statement_that_is_refused_does_not_say_its_values(record_url: str) -> None:
    from storage.models import Meta

    db = Database(record_url)
    with pytest.raises(Exception) as refused:  # noqa: PT011 - whatever the driver raises
        async with db.write() as session:
            session.add_all([Meta(key="a", value=CANARY), Meta(key="a", value=CANARY)])
    await db.close()
    assert CANARY not in str(refused.value)
