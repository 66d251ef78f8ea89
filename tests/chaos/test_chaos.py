"""Ten seconds of `make chaos`: a real process, killed, in front of a Slack that limits, fails and drops answers."""

from pathlib import Path

import pytest

from tests.chaos.storm import Plan, storm, template
from tests.chaos.writers import race


@pytest.mark.slow
async def test_killed_twice_it_loses_nothing_and_repeats_nothing(tmp_path: Path) -> None:
    plan = Plan(alerts=24, channels=8, kills=2, refusals=("not_in_channel",), longest=300, patience=5, to_the_end=False)
    made = tmp_path / "template.db"
    await (await template(made, plan)).close()
    outcome = await storm(plan, made, tmp_path)
    assert (outcome.kills, outcome.stopping[1]) == (2, 0)
    assert (outcome.lost, outcome.twice, outcome.disordered) == ([], [], [])
    # What a kill or a lost answer left open may still be looked into.
    assert outcome.once + len(outcome.waiting) + len(outcome.uncertain) >= plan.alerts
    assert outcome.once >= plan.alerts // 2


async def test_many_writers_of_the_same_first_report_move_the_status_once(record_file: Path) -> None:
    tally = await race(record_file, rounds=1, writers=20)
    assert (tally.right, tally.changes, tally.alerts) == (1, 1, 1)
