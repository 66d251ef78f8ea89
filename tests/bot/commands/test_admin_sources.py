"""`/licence admin source ...`: the places that are watched."""

from bot.access import Asker
from storage import sources
from storage.models import Source
from tests.bot.conftest import Desk

FEED = "https://wire.example/feed"


async def state(desk: Desk) -> str:
    async with desk.db.read() as session:
        return (await session.get_one(Source, 1)).state


async def test_a_source_is_paused_resumed_and_removed(desk: Desk) -> None:
    async with desk.db.write() as session:
        await sources.add(session, FEED, "feed", "U1", desk.now)
    for verb, after in (("pause", "paused"), ("resume", "active"), ("remove", "removed")):
        assert "wire.example" in await desk.says(f"admin source {verb} {FEED}")
        assert await state(desk) == after
    assert "not among the sources" in await desk.says(f"admin source run {FEED}")


async def test_only_admins_change_what_is_watched(desk: Desk) -> None:
    async with desk.db.write() as session:
        await sources.add(session, FEED, "feed", "U1", desk.now)
    for verb in ("pause", "resume", "remove", "run"):
        await desk.says(f"admin source {verb} {FEED}", Asker(user="U9", channel="C1"))
    assert await state(desk) == "active"
