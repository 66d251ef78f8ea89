"""A few seconds of `make scale`: real workers on a real server, one of them killed in the middle of its work."""

from pathlib import Path

import pytest

from tests.records import Server
from tests.scale.crew import Plan, shift


@pytest.mark.slow
async def test_two_workers_one_killed_poll_each_slot_once_and_tell_each_alert_once(
    server: Server, tmp_path: Path
) -> None:
    plan = Plan(sources=12, polls=36, alerts=4, channels=2, kill_every=0.5, kills=1, longest=180)
    outcome = await shift(plan, server.new(), tmp_path)
    assert outcome.polls >= plan.polls
    assert (outcome.twice, outcome.starved) == (0, 0)
    assert outcome.kills >= 1
    assert (outcome.lost, outcome.repeated, outcome.alerts) == ([], [], plan.alerts)
