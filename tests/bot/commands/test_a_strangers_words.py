"""What people type who have read nothing: it is done, or the next press does it, and nothing is made up for them."""

import pytest

from bot.access import Asker
from bot.messages.parts import Button, Choices, Message
from storage import follows
from tests.bot.conftest import Desk

ANN = Asker(user="U0ANN", channel="C0MAGNETS")


async def words(desk: Desk) -> list[str]:
    async with desk.db.read() as session:
        return [view.words for view in await follows.of(session, "C0MAGNETS")]


def buttons(message: Message) -> list[Button]:
    return [button for part in message.parts if isinstance(part, Choices) for button in part.buttons]


@pytest.mark.parametrize(
    "typed", ["follow SmCo news", "follow the SmCo alerts", "follow news about smco", "follow smco updates here"]
)
async def test_words_around_a_kind_are_no_companys_name(desk: Desk, typed: str) -> None:
    await desk.ask(typed, ANN)
    assert await words(desk) == ["smco min:reported"]


async def test_words_before_a_companys_name_are_no_part_of_it(desk: Desk) -> None:
    await desk.ask("follow news about Lanxi Magnetics", ANN)
    assert await words(desk) == ['company:"lanxi-magnetics" min:reported']


async def test_news_alone_is_nothing_to_follow_and_asks_what(desk: Desk) -> None:
    asked = await desk.ask("follow news", ANN)
    assert asked.form is not None
    assert await words(desk) == []


@pytest.mark.parametrize("typed", ["unfollow", "unfollow alerts", "unfollow here"])
async def test_who_wants_to_stop_and_does_not_say_what_is_shown_each_with_its_button(desk: Desk, typed: str) -> None:
    await desk.ask("follow smco", ANN)
    await desk.ask("follow exporters", ANN)
    asked = await desk.ask(typed, ANN)
    assert asked.form is None
    assert {button.command for button in buttons(asked.message)} >= {"unfollow W1", "unfollow W2"}
    assert await words(desk) == ["smco min:reported", "exporters min:reported"]


async def test_stopping_an_alert_is_two_presses_from_any_word_for_it(desk: Desk) -> None:
    await desk.ask("follow smco", ANN)
    (near,) = buttons((await desk.ask("stop alerts", ANN)).message)
    stops = [
        button for button in buttons((await desk.ask(near.command, ANN)).message) if button.label.startswith("Stop")
    ]
    await desk.ask(stops[0].command, ANN)
    assert await words(desk) == []


MADE_UP = (
    "admin watch add",
    "admin source add",
    "admin claim add Newname",
    "admin claim retract C1",
    "admin review accept 1",
    "admin review reject 1",
    "admin review edit 1",
    "admin review edit 1 because",
    "admin figures accept F1",
    "admin deliveries release",
    "admin deliveries settle D1",
    "dispute C1",
    "mute",
    "check Lanxi Magnetics",
)


@pytest.mark.parametrize("typed", MADE_UP)
async def test_no_button_does_what_nobody_said(desk: Desk, typed: str) -> None:
    """An example has a name, a reason or an answer in it: it is shown to be copied, and pressed by nobody."""
    assert buttons((await desk.ask(typed)).message) == []


async def test_every_holder_of_a_short_list_has_a_button(shipped: Desk) -> None:
    labels = [button.label for button in buttons((await shipped.ask("holders", ANN)).message)]
    assert sum(label.startswith("About ") for label in labels) == 3
