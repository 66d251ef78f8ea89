"""The command line as scripts use it: a process of its own, its exit status, what it prints where."""

import asyncio
import json
import shutil
import signal
import sqlite3
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.cli.frame import print_json
from tests.patience import HANGS
from tests.shell import LODESTONE, Shell


@pytest.fixture
def shell(tmp_path: Path, upgraded_file: Path) -> Shell:
    """A new record, empty."""
    folder = tmp_path / "data"
    folder.mkdir()
    shutil.copy(upgraded_file, folder / "lodestone.db")
    return Shell(folder, LODESTONE_SEEDS="none")


@pytest.fixture
def bare(tmp_path: Path) -> Shell:
    """No record yet."""
    return Shell(tmp_path / "data", LODESTONE_SEEDS="none")


@pytest.fixture
def running(shell: Shell) -> Iterator[subprocess.Popen[str]]:
    process = shell.start("run")
    assert process.stdout is not None
    for line in process.stdout:
        if "Watching" in line:
            break
    yield process
    process.kill()
    process.communicate()


def read_json(lines: str) -> list[Any]:
    return [json.loads(line) for line in lines.splitlines()]


def test_the_first_question_makes_and_seeds_the_record(tmp_path: Path) -> None:
    answer = Shell(tmp_path / "data")("ask", "who JL Mag")
    assert answer.returncode == 0
    assert "reported, not confirmed" in answer.stdout
    assert max(len(line) for line in answer.stdout.splitlines() if "http" not in line) <= 80


def test_an_unknown_company_is_an_answer_not_a_failure(shell: Shell) -> None:
    answer = shell("ask", "who Nobody Magnetics", "--json")
    assert answer.returncode == 0
    [payload] = read_json(answer.stdout)
    assert payload["response_type"] == "ephemeral"
    assert "Nobody Magnetics" in json.dumps(payload)


def test_a_command_of_five_thousand_characters_gets_one_clear_sentence(shell: Shell) -> None:
    answer = shell("ask", "who " + "x" * 5_000)
    assert answer.returncode == 0
    assert "a command has at most 2,000" in answer.stdout


@pytest.mark.parametrize(
    "words", [["frobnicate"], ["poll"], ["review", "accept", "1"], ["source"], ["extract", "--no"]]
)
def test_wrong_usage_ends_with_two_and_one_line(shell: Shell, words: list[str]) -> None:
    answer = shell(*words)
    assert answer.returncode == 2
    assert answer.stdout == ""
    assert len(answer.stderr.splitlines()) == 1


def test_wrong_settings_are_named_all_at_once(tmp_path: Path) -> None:
    answer = Shell(tmp_path, PORT="x", LODESTONE_TIMEZONE="Mars", LODESTONE_ADMINS="joe")("alerts")
    assert answer.returncode == 1
    assert all(name in answer.stderr for name in ("PORT", "LODESTONE_TIMEZONE", "LODESTONE_ADMINS"))


def test_a_source_that_cannot_be_asked_is_told_in_json(shell: Shell) -> None:
    assert shell("source", "add", "http://10.0.0.1/feed").returncode == 0
    polled = shell("poll", "--once", "--json")
    assert polled.returncode == 0
    line, last = read_json(polled.stdout)
    assert (line["outcome"], line["new"]) == ("refused", 0)
    assert "private address" in line["error"]
    assert last["summary"]["refused"] == 1


def test_documents_on_stdin_are_read_without_a_record(bare: Shell) -> None:
    text = "Magnet maker Anhui Fengyuan Magnetics Co., Ltd. was granted a general export licence by China, it said."
    answer = bare("extract", "--jsonl", stdin=json.dumps({"id": "a", "text": text}) + "\n")
    assert answer.returncode == 0
    [read] = read_json(answer.stdout)
    assert read["id"] == "a"
    assert all(claim["evidence"] in text for claim in read["claims"])
    assert not (bare.folder / "lodestone.db").exists()


def test_half_a_pair_of_surrogates_in_a_document_does_not_end_the_batch(capsys: pytest.CaptureFixture[str]) -> None:
    print_json({"evidence": "a\ud800磁"})
    line = capsys.readouterr().out
    assert "磁" in line
    assert json.loads(line) == {"evidence": "a\ud800磁"}


def test_a_line_that_is_not_json_is_named(shell: Shell) -> None:
    answer = shell("extract", "--jsonl", stdin="not json\n")
    assert answer.returncode == 1
    assert "Line 1 is not JSON" in answer.stderr


def test_a_name_with_a_chinese_alias_is_looked_for(shell: Shell) -> None:
    added = shell("watch", "add", "Anhui Example Magnetics", "--alias", "安徽示例磁业", "--ticker", "SZSE:300999")
    assert added.returncode == 0
    [watch] = read_json(shell("watch", "list", "--json").stdout)
    assert watch["aliases"] == ["安徽示例磁业"]
    assert "Anhui Example Magnetics" in shell("ask", "安徽示例磁业").stdout
    assert shell("watch", "remove", "300999").returncode == 0
    assert shell("watch", "remove", "Nobody").returncode == 1


def test_a_record_of_a_newer_version_is_left_alone(shell: Shell) -> None:
    with sqlite3.connect(shell.folder / "lodestone.db") as record:
        record.execute("UPDATE alembic_version SET version_num = '9999'")
    record.close()
    for words in (["alerts"], ["run"], ["db", "upgrade"]):
        answer = shell(*words)
        assert answer.returncode == 1
        assert "newer Lodestone" in answer.stderr
        assert len(answer.stderr.splitlines()) == 1


def test_only_one_run_works_on_a_record(shell: Shell, running: subprocess.Popen[str]) -> None:
    for words in (["run"], ["db", "upgrade"]):
        answer = shell(*words)
        assert answer.returncode == 1
        assert f"process {running.pid}" in answer.stderr
    assert shell("ask", "holders").returncode == 0, "the other forms work beside it"


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_a_run_ends_cleanly_when_asked(running: subprocess.Popen[str], how: signal.Signals) -> None:
    running.send_signal(how)
    rest, _ = running.communicate(timeout=HANGS)
    assert running.returncode == 0
    assert "Traceback" not in rest


def test_the_prompt_answers_what_is_typed(running: subprocess.Popen[str]) -> None:
    assert running.stdin is not None
    assert running.stdout is not None
    running.stdin.write("/licence smco\n")
    running.stdin.flush()
    heard = ""
    for line in running.stdout:
        heard += line
        if "Looked until" in line:
            break
    assert "No public confirmation that a samarium-cobalt producer" in heard


async def test_no_network_is_one_sentence(shell: Shell) -> None:
    for number in range(3):
        shell("source", "add", f"https://nowhere-{number}.invalid/feed")
    process = await asyncio.create_subprocess_exec(
        LODESTONE, "run", stdin=subprocess.DEVNULL, stdout=-1, stderr=-2, env=shell.environment
    )
    assert process.stdout is not None
    try:
        async with asyncio.timeout(HANGS):
            while b"No connection" not in await process.stdout.readline():
                pass
        # The others notice as well, and nothing is said again.
        await asyncio.sleep(1.5)
    finally:
        process.terminate()
    said, _ = await process.communicate()
    assert b"No connection" not in said
    assert b"nowhere" not in said


def test_the_doctor_names_what_is_wrong_and_how_to_mend_it(bare: Shell) -> None:
    sick = bare("doctor")
    assert sick.returncode == 1
    assert "lodestone db upgrade" in sick.stdout
    bare("db", "upgrade")
    assert "No source is watched" in bare("doctor").stdout


def test_the_watchlist_comes_from_a_file_of_a_chinese_spreadsheet_and_goes_back_into_one(
    shell: Shell, tmp_path: Path
) -> None:
    rows = "name,role,aliases,tickers\r\nWuyang Magnets,exporter,武阳磁材; 武阳磁性材料有限公司,600001.SH\r\n"
    file = tmp_path / "names.csv"
    file.write_bytes(rows.encode("gb18030"))
    assert "1 names are new" in shell("watch", "import", str(file)).stdout
    given = shell("watch", "export").stdout
    assert "武阳磁材; 武阳磁性材料有限公司" in given
    again = shell("watch", "import", "-", stdin=given)
    assert again.returncode == 0
    assert "0 names are new, 1 were on the list" in again.stdout
    assert shell("watch", "import", str(tmp_path / "none.csv")).returncode == 1


def test_a_download_goes_to_stdout_and_nothing_else_does(shell: Shell) -> None:
    given = shell("ask", "download csv holders")
    assert given.returncode == 0
    assert given.stdout.startswith("\ufeffcompany,name,role")
    assert given.stderr == ""


def test_a_chart_that_cannot_be_drawn_is_one_sentence(shell: Shell, tmp_path: Path) -> None:
    answer = shell("figures", "--png", str(tmp_path / "chart.png"))
    assert answer.returncode == 1
    assert "`lodestone db seed` loads the figures." in answer.stderr
    assert shell("figures", "tungsten", "--png", "x.png").returncode == 2
