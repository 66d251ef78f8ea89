"""What is asked all day goes to the driver itself, and is answered as if it had not."""

from typing import Any

import pytest
from sqlalchemy import bindparam, select
from sqlmodel import col

from storage.database import Database
from storage.models import Company, Meta, Watch
from storage.prepared import Prepared
from tests.telling import T0

IDS: Any = bindparam("ids", expanding=True)
KEYS = Prepared(select(col(Company.key)).where(col(Company.id).in_(IDS)).order_by(col(Company.id)))
WATCHED = Prepared(
    select(col(Watch.learnt_at), col(Watch.reread_wanted), col(Watch.removed_at), col(Company.roles))
    .join(Company, col(Company.id) == col(Watch.company_id))
    .where(col(Watch.learnt_at) >= bindparam("moment"))
)
VALUE = Prepared(select(col(Meta.value)).where(col(Meta.key) == bindparam("key")))


async def fill(db: Database) -> None:
    async with db.write() as session:
        for name in ("a", "b", "c"):
            session.add(Company(key=name, name=name, roles=["exporter", "é%"], cause="seed", learnt_at=T0))
        await session.flush()
        session.add(Watch(company_id=1, role="exporter", added_by="U1", learnt_at=T0, reread_wanted=True))


async def test_times_lists_and_what_is_true_or_unknown_come_back_as_they_were_kept(db: Database) -> None:
    await fill(db)
    async with db.read() as session:
        [row] = await WATCHED.rows(session, moment=T0)
    assert (row.learnt_at, row.reread_wanted, row.removed_at, row.roles) == (T0, True, None, ["exporter", "é%"])
    assert row.learnt_at.tzinfo is not None


@pytest.mark.parametrize(
    ("ids", "keys"), [([], []), ([2], ["b"]), ([3, 1], ["a", "c"]), ([1, 2, 3, 9], ["a", "b", "c"])]
)
async def test_a_list_may_be_of_any_length(db: Database, ids: list[int], keys: list[str]) -> None:
    await fill(db)
    async with db.read() as session:
        assert [key for (key,) in await KEYS.rows(session, ids=ids)] == keys


async def test_it_sees_what_the_same_unit_of_work_has_changed_and_nobody_elses(db: Database) -> None:
    async with db.write() as session:
        session.add(Meta(key="mine", value="new"))
        assert await VALUE.value(session, key="mine") == "new"
        async with db.read() as reader:
            assert await VALUE.value(reader, key="mine") is None


async def test_who_looks_sees_one_state_of_the_record_for_as_long_as_they_look(db: Database) -> None:
    async with db.read() as session:
        assert await VALUE.one(session, key="later") is None
        async with db.write() as writer:
            writer.add(Meta(key="later", value="1"))
        assert await VALUE.one(session, key="later") is None
    async with db.read() as session:
        assert await VALUE.value(session, key="later") == "1"
