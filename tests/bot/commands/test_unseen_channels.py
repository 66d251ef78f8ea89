"""A channel somebody may see arrives as an id; a name that Slack left as it was typed could be any channel's."""

import pytest

from bot.access import Asker
from storage import follows
from tests.bot.conftest import Desk

EVE = Asker(user="U0EVE", channel="C0GENERAL")


@pytest.mark.parametrize(
    "typed",
    [
        "follow smco in #board-only",
        "unfollow all in #board-only",
        "following in #board-only",
        "pause 2h in #board-only",
        'mute "Lanxi Magnetics" in #board-only',
        "settings in #board-only",
        "digest daily 08:30 in #board-only",
        "share C1 in #board-only",
        "check Lanxi Magnetics for Ford share in #board-only",
    ],
)
async def test_a_channel_that_slack_does_not_show_the_asker_is_none(desk: Desk, typed: str) -> None:
    asked = await desk.ask(typed, EVE)
    assert "`#board-only` is no channel Slack shows you; choose one from the list that opens after `#`." in " ".join(
        asked.as_text(10_000).split()
    )
    assert not asked.reply.post_to
    async with desk.db.read() as session:
        assert await follows.of(session, "#board-only") == ()


async def test_a_reason_may_name_any_channel(desk: Desk) -> None:
    assert "is disputed now" in await desk.says("dispute C1 as said in #board-only it only applied", EVE)
