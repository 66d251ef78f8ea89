"""Whoever leaves is erased from the record; what they decided stays."""

import pytest
from sqlmodel import SQLModel, select

from storage import admins, audit, follows, forgetting, judgements, notices, reviews, watchlist
from storage.database import Database
from storage.domain.licence import Role
from tests.bot.conftest import Desk, desk, written
from tests.desk import T0

__all__ = ["desk", "written"]

ANN, BOB = "U0ANN99", "U0ANN999"


async def everything(db: Database) -> str:
    """All that the record holds, as text."""
    async with db.read() as session:
        tables = SQLModel.metadata.sorted_tables
        return "\n".join([repr(row) for table in tables for row in (await session.exec(select(table))).all()])


async def busy(desk: Desk, user: str) -> None:
    """Somebody who used all there is."""
    async with desk.db.write() as session:
        await admins.appoint(session, [user], T0)
        await admins.grant(session, f"{user}X", user, T0)
        await admins.choose_channel(session, user, user, T0)
        await follows.add(session, user, follows.Rule(kinds=("smco",)), user, T0)
        await follows.add(session, "C1", follows.Rule(kinds=("exporters",)), user, T0)
        await watchlist.add(session, f"Watched by {user[-1]} Magnets", Role.EXPORTER, (), (), user, T0)
        await notices.tell(session, "access", user, user, ["C1", user], T0)
        await judgements.dispute(session, "C1", user, "wrong", "", T0)


async def test_nothing_in_the_record_names_them_any_more(desk: Desk) -> None:
    await busy(desk, ANN)
    async with desk.db.write() as session:
        (review,) = [view for view in await reviews.open(session) if view.subject == "Pingshan Alloys"]
        await judgements.accept(session, review.id, ANN, "it says so", T0)
        gone = await forgetting.forget(session, ANN)
    assert gone.was_admin
    assert gone.removed >= 3
    async with desk.db.read() as session:
        assert not await admins.is_admin(session, ANN)
        told = {(line.who, line.action) for line in await audit.since(session, T0)}
        assert await follows.of(session, ANN) == ()
        (follow,) = await follows.of(session, "C1")
    assert ("a former admin", "watch added") in told
    assert ("a former admin", "review accepted") in told
    assert follow.created_by == "a former admin"
    text = await everything(desk.db)
    assert f"'{ANN}'" not in text
    assert f'"{ANN}"' not in text
    assert f"{ANN} " not in text


async def test_somebody_with_a_longer_id_keeps_all_that_is_theirs(desk: Desk) -> None:
    await busy(desk, BOB)
    async with desk.db.write() as session:
        await forgetting.forget(session, ANN)
    async with desk.db.read() as session:
        assert await admins.is_admin(session, BOB)
        assert len(await follows.of(session, BOB)) == 1
        assert BOB in {line.who for line in await audit.since(session, T0)}


async def test_somebody_who_was_no_admin_is_a_former_user(desk: Desk) -> None:
    async with desk.db.write() as session:
        await follows.add(session, "C1", follows.Rule(kinds=("smco",)), ANN, T0)
        await forgetting.forget(session, ANN)
    async with desk.db.read() as session:
        assert [line.who for line in await audit.since(session, T0)] == ["a former user"]


@pytest.mark.parametrize("user", ["", "console", "U1", "%", "u0ann99", "U0ANN99 "])
async def test_only_a_person_of_slack_can_be_forgotten(desk: Desk, user: str) -> None:
    with pytest.raises(forgetting.NobodyMeant):
        async with desk.db.write() as session:
            await forgetting.forget(session, user)
