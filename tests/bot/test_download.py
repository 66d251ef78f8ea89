"""The record as a file: harmless in a spreadsheet, sent to whoever asked, and nobody waits while it is made."""

import asyncio
import csv
import gc
import io
import time
from contextlib import aclosing
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from slack_bolt.context.respond.async_respond import AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import insert

from bot import cells
from bot.replies import Reply
from bot.service import keep
from bot.speaker import Speaker
from storage.database import Database
from storage.models import Evidence
from tests.bot.conftest import ANN, Desk
from tests.bot.limits import words
from tests.bot.situations import T0
from tests.fake_slack import FakeSlack, Reaction
from tests.patience import HANGS


async def made(desk: Desk, kind: str) -> list[dict[str, str]]:
    """The rows of a download as a spreadsheet reads them."""
    file = (await desk.ask(f"download csv {kind}", ANN)).reply.file
    assert file is not None
    whole = b"".join([piece async for piece in file.pieces()])
    assert whole.startswith(cells.BOM)
    return list(csv.DictReader(io.StringIO(whole.decode("utf-8-sig"))))


async def test_holders_are_a_row_each_with_how_sure_and_until_when(desk: Desk) -> None:
    [lanxi] = await made(desk, "holders")
    assert (lanxi["name"], lanxi["certainty"], lanxi["scope"]) == ("Lanxi Magnetics", "reported", "some_customers")
    assert (lanxi["valid_until"], lanxi["issue_date_known"], lanxi["origins"]) == ("2026-12-02", "no", "Example Wire")


async def test_customers_left_out_stand_beside_those_who_are_covered(desk: Desk) -> None:
    rows = {row["name"]: row["state"] for row in await made(desk, "customers")}
    assert rows == {"Orrin Motors": "granted", "Halden Cars": "left out"}


async def test_evidence_is_every_claim_with_its_words_and_where_they_stand(desk: Desk) -> None:
    rows = {row["id"]: row for row in await made(desk, "evidence")}
    assert len(rows) == 5
    assert rows["C1"]["url"] == "https://news.example/magnets"
    assert "general licence" in rows["C1"]["quote"]
    assert rows["C5"]["state"] == "in review"


async def test_changes_say_what_moved_and_why(desk: Desk) -> None:
    moved = await made(desk, "changes")
    assert {row["name"] for row in moved} == {"Lanxi Magnetics", "Orrin Motors"}
    assert all(row["at"].endswith("+00:00") and row["because"] for row in moved)


async def test_a_quote_that_would_be_a_formula_is_text(desk: Desk) -> None:
    async with desk.db.write() as session:
        row = await session.get_one(Evidence, 1)
        row.quote, row.subject = '=HYPERLINK("https://evil.example","licence")', "@SUM(1+1)|cmd"
        session.add(row)
    first = (await made(desk, "evidence"))[0]
    assert first["quote"].startswith("'=HYPERLINK(")
    assert first["subject"].startswith("'@SUM")


@given(st.lists(st.one_of(st.none(), st.booleans(), st.dates(), st.text(), st.lists(st.text(max_size=5))), max_size=6))
def test_no_cell_is_a_formula_and_every_row_stays_one_row(values: list[object]) -> None:
    rows = list(csv.reader(io.StringIO(cells.lines([values, ["end"]]).decode(), newline="")))
    assert rows[-1] == ["end"]
    assert len(rows) == 2
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in rows[0])


def test_days_times_and_lists_are_written_as_programs_read_them() -> None:
    moment = datetime(2026, 11, 22, 9, 40, tzinfo=UTC)
    line = cells.lines([[date(2026, 12, 2), moment, ("SmCo", "Nd;Fe"), True, None, "a,b"]]).decode()
    assert line == '2026-12-02,2026-11-22T09:40:00+00:00,"SmCo; Nd,Fe",yes,,"a,b"\r\n'


async def brought(slack: FakeSlack, desk: Desk) -> None:
    reply: Reply = (await desk.ask("download csv evidence", ANN)).reply
    client = AsyncWebClient(token="xoxb-1", base_url=slack.url, retry_handlers=[])
    body = {"response_url": slack.response_url, "user_id": ANN.user, "channel_id": ANN.channel}
    await Speaker(client).answer(body, reply, AsyncRespond(response_url=slack.response_url))


async def test_the_file_comes_to_the_askers_own_messages(slack: FakeSlack, desk: Desk) -> None:
    await brought(slack, desk)
    [said] = slack.posted("respond")
    assert said["response_type"] == "ephemeral"
    assert "comes to your messages" in words(said)
    assert slack.files["F1"].startswith(cells.BOM + b"id,subject")
    assert "5 rows" in words(slack.posted()[0])
    [done] = slack.posted("files.completeUploadExternal")
    assert done["channel_id"] == "D0ANN", "the direct messages, not the channel it was asked in"
    assert done["files"] == [{"id": "F1", "title": "lodestone-evidence-2026-11-22.csv"}]


async def test_without_the_scope_the_answer_says_what_to_add_and_the_way_without_it(
    slack: FakeSlack, desk: Desk
) -> None:
    slack.react("files.getUploadURLExternal", Reaction(error="missing_scope"))
    await brought(slack, desk)
    said = words(slack.posted("respond")[-1])
    assert "`files:write`" in said
    assert '`lodestone ask "download csv evidence" &gt; lodestone-evidence-2026-11-22.csv`' in said
    assert slack.posted() == []


@pytest.mark.parametrize(
    "wrong", [Reaction(hangs_up=True), Reaction(error="internal_error"), Reaction(raw="<html>", status=500)]
)
async def test_whatever_keeps_the_file_from_coming_is_said_once(slack: FakeSlack, desk: Desk, wrong: Reaction) -> None:
    slack.react("files.completeUploadExternal", wrong)
    await brought(slack, desk)
    assert "could not be sent" in words(slack.posted("respond")[-1])
    assert len(slack.posted("files.completeUploadExternal")) == 1


async def test_an_answer_in_a_terminal_says_how_to_write_the_file(desk: Desk) -> None:
    assert 'lodestone ask "download csv changes" > lodestone-changes-2026-11-22.csv' in await desk.says(
        "download csv changes"
    )


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("download", "`download` needs to know what: holders, customers, evidence or changes."),
        ("download xlsx evidence", "Nearest that works: `/licence download csv evidence`"),
        ("download csv evidnce", "Nearest that works: `/licence download csv evidence`"),
        ("download csv figures", "`figures` is no download I know"),
    ],
)
async def test_slips_get_one_sentence(desk: Desk, typed: str, says: str) -> None:
    assert says in await desk.says(typed)


async def many_claims(db: Database, number: int) -> None:
    told = {"kind": "exporter", "licence": "general", "status": "granted", "state": "reported", "attribution": "none"}
    rows = [
        {
            **told,
            "claim_key": str(n),
            "subject": f"Maker {n} 磁业",
            "quote": "It has one, it said. " * 8,
            "weighs": True,
        }
        | {"materials": ["NdFeB"], "customers": [], "hedged": False, "origin_counts": False, "cause": "source"}
        | {"summary": "", "title": f"News {n}", "url": f"https://x.example/{n}", "learnt_at": T0}
        for n in range(number)
    ]
    async with db.write() as session:
        await (await session.connection()).execute(insert(Evidence), rows)


@pytest.mark.slow
async def test_a_large_record_is_written_while_everybody_else_is_answered(db: Database) -> None:
    await many_claims(db, 20_000)
    desk = Desk(db=db)
    file = (await desk.ask("download csv evidence", ANN)).reply.file
    assert file is not None
    async with aclosing(file.pieces()) as pieces:
        # What a program does once, such as putting the question into SQL, is no part of it.
        await anext(pieces), await anext(pieces)
    waits: list[float] = []
    # As `run` does. What earlier stories left behind is nothing that this one has to look through.
    keep()

    async def somebody_else() -> None:
        # The loop's own work between two turns: what other programs do on a busy machine is none of it.
        before = time.thread_time()
        while True:
            await asyncio.sleep(0)
            waits.append(time.thread_time() - before)
            before = time.thread_time()

    other = asyncio.create_task(somebody_else())
    lines, largest = -1, 0
    async with aclosing(file.pieces()) as pieces:
        async for piece in pieces:
            lines += piece.count(b"\r\n")
            largest = max(largest, len(piece))
    other.cancel()
    gc.unfreeze()
    assert lines == 20_000
    assert largest < 2**20, "a piece at a time, never the whole"
    assert len(waits) > 100
    assert max(waits) < 0.05, sorted(waits)[-5:]


async def test_a_reader_who_stops_half_way_leaves_nothing_open(db: Database) -> None:
    await many_claims(db, 2_000)
    file = (await Desk(db=db).ask("download csv evidence", ANN)).reply.file
    assert file is not None
    async with aclosing(file.pieces()) as pieces:
        await anext(pieces)
        await anext(pieces)
    async with asyncio.timeout(HANGS):
        await db.close()
