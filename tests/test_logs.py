"""What the log says: ids that lead from a card back to its page, and neither a secret nor what anybody typed."""

import io
import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot import logs
from storage import tracing
from storage.database import Database
from tests import shell
from tests.desk import desk
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
