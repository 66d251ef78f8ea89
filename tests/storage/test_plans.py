"""What is asked all day is found by indexes: a record of many years answers as soon as one of a month."""

from typing import Any

import pytest

from storage.database import Database, is_postgres
from tests.bench.large_record import NOW, Size, fill
from tests.hot_queries import HOT, sql_of

#: Tables that grow with every report, name and alert.
GROWING = ("evidence", "document", "delivery", "alert", "statuschange", "review", "alias", "company")
#: Read from their newest end, and no further than an answer shows.
WALKED = ("ix_evidence_newest", "ix_evidence_smco", "ix_evidence_left_out")


@pytest.mark.parametrize("question", HOT)
async def test_no_table_that_grows_is_read_whole(db: Database, question: str) -> None:
    await fill(db, Size(companies=10, evidence=40, licences=8, sources=2, reviews=2))
    asked = await sql_of(db, HOT[question], NOW)
    assert asked
    for statement, values in asked:
        whole = [step for step in await _plan(db, statement, values) if _reads_all(step)]
        assert whole == [], statement


async def _plan(db: Database, statement: str, values: Any) -> list[str]:
    async with db.engine.connect() as connection:
        if is_postgres(db.url):
            # A table of forty rows is rightly read whole; what is asked here is whether a large one would have to be.
            await connection.exec_driver_sql("SET enable_seqscan = off")
            found = await connection.exec_driver_sql(f"EXPLAIN {statement}", values)
            return [row[0].strip(" ->") for row in found.all()]
        found = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
        return [row[3] for row in found.all()]


def _reads_all(step: str) -> bool:
    words = step.split()
    if words[:3] == ["Seq", "Scan", "on"]:
        return words[3] in GROWING
    return words[0] == "SCAN" and words[1] in GROWING and not any(index in words for index in WALKED)
