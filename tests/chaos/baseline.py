"""The same alerts to the same Slack with slack_sdk as it comes: a client with its defaults, nothing kept, no kills."""

import asyncio
import time
from collections import Counter, defaultdict

import aiohttp
from slack_sdk.errors import SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from tests.chaos.storm import Outcome, Plan, subject
from tests.chaos.unruly import unruly_slack


async def baseline(plan: Plan) -> Outcome:
    """Two alerts for every company, channel by channel in order, as a bot without an outbox would post them."""
    outcome = Outcome(plan=plan)
    began = time.monotonic()
    work: dict[str, list[str]] = defaultdict(list)
    for number in [*range(plan.alerts // 2)] * 2:
        _, channel = subject(number, plan.channels)
        work[channel].append(f"A{sum(map(len, work.values())) + 1}")

    async def tell(client: AsyncWebClient, channel: str) -> None:
        for alert in work[channel]:
            metadata = {"event_type": "licence_alert", "event_payload": {"alert_ids": [alert]}}
            try:
                await client.chat_postMessage(channel=channel, text=alert, metadata=metadata)
            except (SlackClientError, aiohttp.ClientError, TimeoutError, OSError):
                continue

    async with unruly_slack(plan.seed, history=plan.history, temper=plan.temper) as slack:
        client = AsyncWebClient(token="xoxb-test", base_url=slack.url, timeout=10)
        await asyncio.gather(*(tell(client, channel) for channel in work))
        got = Counter(alert for post in slack.posts for alert in post.alerts)
    raised = [alert for held in work.values() for alert in held]
    outcome.seconds = time.monotonic() - began
    outcome.once = sum(got[alert] == 1 for alert in raised)
    outcome.lost = [alert for alert in raised if not got[alert]]
    outcome.twice = [alert for alert in raised if got[alert] > 1]
    outcome.messages, outcome.met, outcome.early = len(slack.posts), slack.met, slack.early
    return outcome
