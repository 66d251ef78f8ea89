"""The whole process against a Slack of our own: a feed in, one card in the channel, a question answered."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from aiohttp import web

from tests import shell
from tests.fake_slack import fake_slack
from tests.newsstand import Story, rss
from tests.patience import HANGS
from tests.scenarios.stories import FIVE
from tests.shell import LODESTONE, lodestone

NEWS = Story(
    title="Anhui magnet maker gets general licence",
    url="https://wire.example/anhui",
    published="Sun, 22 Nov 2026 09:00:00 GMT",
    source="Reuters",
    full_text=(
        "Magnet maker Anhui Fengyuan Magnetics Co., Ltd. has been granted a general export licence by China's commerce "
        "ministry, two people familiar with the matter told Reuters. It may ship NdFeB magnets to named customers."
    ),
)


@asynccontextmanager
async def feed_of(stories: list[Story]) -> AsyncIterator[str]:
    """A feed on 127.0.0.1 that offers whatever is in the list now."""

    async def offer(_: web.Request) -> web.Response:
        return web.Response(text=rss(*stories), content_type="application/rss+xml")

    app = web.Application()
    app.router.add_get("/feed", offer)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/feed"
    finally:
        await runner.cleanup()


async def command(environment: dict[str, str], folder: Path, *words: str) -> None:
    done = await asyncio.to_thread(lodestone, words, environment, folder)
    assert done.returncode == 0, done.stdout + done.stderr


def end(process: asyncio.subprocess.Process) -> None:
    """However the story ended, no process stays behind."""
    if process.returncode is None:
        process.kill()


async def test_a_channel_that_follows_gets_one_card_and_then_the_news_as_its_own(tmp_path: Path) -> None:
    stories = list(FIVE)
    async with fake_slack() as slack, feed_of(stories) as feed, AsyncExitStack() as clean_up:
        environment = shell.environment(
            tmp_path,
            LODESTONE_SEEDS="none",
            LODESTONE_ALLOW_PRIVATE_HOSTS="127.0.0.0/8",
            SLACK_BOT_TOKEN="xoxb-test",
            SLACK_APP_TOKEN="xapp-test",
            SLACK_API_URL=slack.url,
        )
        await command(environment, tmp_path, "db", "upgrade")
        await command(environment, tmp_path, "db", "seed", "--only", "companies")
        await command(environment, tmp_path, "source", "add", feed)
        await command(environment, tmp_path, "ask", "follow exporters customers smco", "--in", "C1")
        process = await asyncio.create_subprocess_exec(
            LODESTONE, "run", stdin=-3, stdout=-1, stderr=-2, env=environment
        )
        clean_up.callback(end, process)
        [card] = await slack.wait_for("chat.postMessage")
        assert card["channel"] == "C1"
        text = str(card)
        assert all(name in text for name in ("JL Mag", "Ningbo Yunsheng", "Zhong Ke San Huan", "Ford"))
        await slack.envelope(
            "slash_commands",
            {
                "command": "/licence",
                "text": "who jl mag",
                "user_id": "U1",
                "channel_id": "C1",
                "team_id": "T1",
                "response_url": slack.response_url,
            },
        )
        [answer] = await slack.wait_for("respond")
        assert answer["response_type"] == "ephemeral"
        assert "JL Mag" in str(answer)
        stories.insert(0, NEWS)
        await command(environment, tmp_path, "poll", "--once", "--all")
        cards = await slack.wait_for("chat.postMessage", times=2)
        assert "Fengyuan" in str(cards[1])
        process.terminate()
        await asyncio.wait_for(process.wait(), HANGS)
        assert process.returncode == 0
        assert len(slack.posted()) == 2
