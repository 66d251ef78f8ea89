"""How often Slack is called: a second a channel, a budget for the workspace, and the pauses Slack asks for."""

from hypothesis import given
from hypothesis import strategies as st

from bot.pacing import Pacing

POST, UPDATE = "chat.postMessage", "chat.update"


def calls(pacing: Pacing, outlets: list[str], method: str = POST) -> list[float]:
    """When each of these calls is made by somebody who always waits as long as is asked, beginning at 0."""
    moment, made = 0.0, []
    for outlet in outlets:
        moment += pacing.wait(method, outlet, moment)
        pacing.called(method, outlet, moment)
        made.append(round(moment, 3))
    return made


def test_a_channel_gets_one_message_a_second() -> None:
    assert calls(Pacing(), ["C1"] * 4) == [0, 1, 2, 3]


def test_a_workspace_gets_a_burst_and_then_eight_a_second() -> None:
    made = calls(Pacing(), [f"C{number}" for number in range(16)])
    assert made[:8] == [0] * 8
    assert made[8:] == [0.125 * number for number in range(1, 9)]


def test_edits_have_a_rate_of_their_own() -> None:
    pacing = Pacing()
    calls(pacing, ["C1"] * 3)
    assert pacing.wait(UPDATE, "C1", 2.0) == 0


def test_a_pause_that_slack_asks_for_stops_the_method_everywhere_and_no_other() -> None:
    pacing = Pacing()
    pacing.stop(POST, 30.0)
    pacing.stop(POST, 10.0)
    assert [pacing.wait(POST, outlet, 5.0) for outlet in ("C1", "C2")] == [25.0, 25.0]
    assert pacing.wait(UPDATE, "C1", 5.0) == 0
    assert pacing.wait(POST, "C1", 30.0) == 0


def test_the_tiers_of_slack_are_kept_in_every_minute() -> None:
    for method in (UPDATE, "conversations.history", "conversations.replies"):
        made = calls(Pacing(), ["C1"] * 200, method)
        for start in made:
            assert sum(start <= each < start + 60 for each in made) <= 50


@given(st.lists(st.tuples(st.sampled_from(["C1", "C2", "C3"]), st.floats(0, 3)), min_size=1, max_size=60))
def test_whoever_waits_as_long_as_asked_never_sends_a_channel_two_in_a_second(steps: list[tuple[str, float]]) -> None:
    pacing, moment = Pacing(), 0.0
    last: dict[str, float] = {}
    for outlet, later in steps:
        moment += later
        moment += pacing.wait(POST, outlet, moment)
        assert moment - last.get(outlet, -1.0) > 0.999
        pacing.called(POST, outlet, moment)
        last[outlet] = moment
