"""Charts: refused by a workspace they leave the table, and as a file they carry their own description."""

import asyncio
import struct
import zlib
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot import commands, drawing
from bot.replies import Reply
from bot.speaker import Speaker
from storage import seeding
from tests.bot.conftest import ANN, Desk
from tests.bot.limits import words
from tests.bot.situations import T0
from tests.fake_slack import FakeSlack, Reaction

BARS = drawing.Drawing(
    title="Rare-earth permanent magnets",
    measure="Tonnes a month",
    bars=(("2025-11", 6_150.0, False), ("2025-12†", 5_952.0, True)),
    small_print="† our arithmetic. Printed by 财联社, 𐀀 and $x^2$.",
    alternative="2025-11 6,150, 2025-12† 5,952.",
)
installed = pytest.mark.skipif(find_spec("matplotlib") is None, reason="the extra `charts` is not installed")


@pytest.fixture
async def answer(desk: Desk) -> Reply:
    async with desk.db.write() as session:
        await seeding.seed(session, T0, only=("series",))
    return (await commands.answer("figures", ANN, desk.db, T0)).reply


def kinds(body: dict[str, Any]) -> set[str]:
    return {block["type"] for block in body["blocks"]}


async def test_a_workspace_that_refuses_charts_gets_the_table_as_text(slack: FakeSlack, answer: Reply) -> None:
    slack.react_once("respond", Reaction(raw="invalid_blocks", status=400))
    await _answered(slack, answer)
    refused, taken = slack.posted("respond")
    assert kinds(refused) >= {"data_visualization", "table"}
    assert not kinds(taken) & {"data_visualization", "table"}
    assert "2025-12   5,952    -3.2 %" in words(taken)
    assert slack.posted() == []


async def test_an_expired_address_and_refused_blocks_still_bring_the_table(slack: FakeSlack, answer: Reply) -> None:
    slack.react("respond", Reaction(raw="expired_url", status=404))
    slack.react_once("chat.postEphemeral", Reaction(error="invalid_blocks"))
    await _answered(slack, answer)
    refused, taken = slack.posted("chat.postEphemeral")
    assert kinds(refused) >= {"data_visualization"}
    assert "2025-12   5,952    -3.2 %" in words(taken)


async def _answered(slack: FakeSlack, reply: Reply) -> None:
    from slack_bolt.context.respond.async_respond import AsyncRespond

    client = AsyncWebClient(token="xoxb-1", base_url=slack.url, retry_handlers=[])
    body = {"response_url": slack.response_url, "user_id": ANN.user, "channel_id": ANN.channel}
    await Speaker(client).answer(body, reply, AsyncRespond(response_url=slack.response_url))


def told(png: bytes) -> dict[str, str]:
    """The words a PNG file carries."""
    found, at = {}, 8
    while at < len(png):
        size, kind = struct.unpack(">I4s", png[at : at + 8])
        data = png[at + 8 : at + 8 + size]
        if kind == b"tEXt":
            key, _, text = data.partition(b"\0")
            found[key.decode()] = text.decode("latin-1")
        elif kind == b"iTXt":
            key, _, rest = data.partition(b"\0")
            text = rest[2:].split(b"\0", 2)[2]
            found[key.decode()] = (zlib.decompress(text) if rest[0] else text).decode()
        at += 12 + size
    return found


@installed
@pytest.mark.slow
def test_a_chart_is_a_picture_that_describes_itself(tmp_path: Path) -> None:
    png = drawing.draw(BARS)
    assert told(png)["Description"] == BARS.alternative
    assert told(png)["Title"] == BARS.title


def test_without_the_extra_one_sentence_says_how_to_install_it(tmp_path: Path) -> None:
    (tmp_path / "matplotlib.py").write_text("raise ImportError('not here')")
    with pytest.raises(drawing.CannotDraw, match=r"pip install '.\[charts\]'"):
        drawing.draw(BARS, {"PYTHONPATH": f"{tmp_path}:{Path(__file__).parents[2]}"})


async def test_drawing_that_breaks_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "matplotlib.py").write_text("def use(_): raise SystemExit('no\\nmemory')")
    with pytest.raises(drawing.CannotDraw, match=r"could not be drawn \(memory\)"):
        await asyncio.to_thread(drawing.draw, BARS, {"PYTHONPATH": f"{tmp_path}:{Path(__file__).parents[2]}"})
