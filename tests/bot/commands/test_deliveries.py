"""What has not arrived is shown with its reason, and let go or settled by an admin who looked."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot import commands
from bot.access import Asker, at_console
from jobs.deliver import DeliveryError
from storage import follows, outlets
from storage.domain.licence import Certainty
from tests.desk import Desk
from tests.desk import desk as set_up
from tests.jobs.test_holding import change, news, why


@pytest.fixture
async def desk(record_url: str) -> AsyncIterator[Desk]:
    """A record of which only these stories write."""
    async with set_up(record_url, seeds=None) as made:
        yield made


async def asks(desk: Desk, text: str, asker: Asker | None = None) -> str:
    return (await commands.answer(text, asker or at_console(), desk.db, desk.now)).as_text(200)


async def test_nothing_waits_when_everything_arrived(desk: Desk) -> None:
    assert "Everything that was to be told has arrived" in await asks(desk, "admin deliveries")


async def test_only_admins_see_and_settle(desk: Desk) -> None:
    for text in ("admin deliveries", "admin deliveries release all", "admin deliveries settle D1 sent"):
        assert "admin" in await asks(desk, text, Asker(user="U0BOB", channel="C1"))


async def test_what_cannot_be_released_is_not_said_to_be(desk: Desk) -> None:
    await desk.follow()
    desk.ear.fails_with = [DeliveryError("Slack is busy", retry_after=timedelta(minutes=5))]
    await news(desk, "Wuyang Magnets")
    shown = await asks(desk, "admin deliveries")
    assert "waits to be sent" in shown
    assert "Goes out by itself" in shown
    assert "release" not in shown


async def test_what_may_have_arrived_is_settled_by_whoever_looked(desk: Desk) -> None:
    await desk.follow()
    desk.ear.fails_with = [DeliveryError("the answer did not arrive", uncertain=True)]
    await news(desk, "Wuyang Magnets")
    shown = await asks(desk, "admin deliveries")
    assert "D1" in shown
    assert "may have arrived" in shown
    assert "the answer did not arrive" in shown
    assert "D1: may have arrived" not in await asks(desk, "admin deliveries release D1"), "it is settled, not released"
    assert desk.ear.sent == []
    assert "goes out again" in await asks(desk, "admin deliveries settle D1 resend")
    await desk.tell()
    assert desk.ear.subjects() == [["Wuyang Magnets"]]
    assert "not waiting" in await asks(desk, "admin deliveries settle D1 sent"), "the second one is told"


async def test_what_arrived_is_not_sent_again(desk: Desk) -> None:
    await desk.follow()
    desk.ear.fails_with = [DeliveryError("the answer did not arrive", uncertain=True)]
    await news(desk, "Wuyang Magnets")
    await asks(desk, "admin deliveries settle D1 sent")
    desk.now += timedelta(days=1)
    await desk.tell()
    assert desk.ear.sent == []
    assert [state for state, _ in await why(desk)] == ["sent"]


async def test_what_is_held_can_be_let_go_whatever_holds_others(desk: Desk) -> None:
    await desk.follow()
    await change(desk, paused=True)
    await news(desk, "Wuyang Magnets")
    await news(desk, "Qingtian Alloys")
    assert "paused until somebody ends it" in await asks(desk, "admin deliveries")
    assert "1 goes out now" in await asks(desk, "admin deliveries release D1")
    await desk.tell()
    assert desk.ear.subjects() == [["Wuyang Magnets"]]
    assert [state for state, _ in await why(desk)] == ["sent", "held"]


@pytest.mark.parametrize(
    "slip",
    ["admin deliveries D1", "admin deliveries settle", "admin deliveries settle D1 maybe", "admin deliveries release"],
)
async def test_a_slip_is_answered_with_a_line_that_works(desk: Desk, slip: str) -> None:
    assert "/licence admin deliveries" in await asks(desk, slip)


async def test_who_has_an_alert_and_what_kept_it_from_others(desk: Desk) -> None:
    await desk.follow("C1")
    async with desk.db.write() as session:
        for outlet, rule in (
            ("C2", follows.Rule(kinds=("customers",))),
            ("C3", follows.Rule(minimum=Certainty.CONFIRMED)),
            ("C4", follows.Rule(excepted=("wuyang",))),
            ("C5", follows.Rule(tier="A")),
        ):
            await follows.add(session, outlet, rule, "U1", desk.now)
    await news(desk, "Wuyang Magnets")
    desk.now += timedelta(minutes=1)
    await desk.follow("C6")
    shown = await asks(desk, "admin deliveries A1")
    for line in (
        "C1: sent, because W1",
        "C2: not told: W2: asks for customers, and this is exporters",
        "C3: not told: W3: follows from confirmed on, and this is reported",
        "C4: not told: W4: leaves out “wuyang”",
        "C5: not told: W5: asks for a publisher graded A or better",
        "C6: not told: W6: was made after the alert",
    ):
        assert line in shown


async def test_quiet_hours_hold_the_night_and_bring_it_as_one_card(desk: Desk) -> None:
    await desk.follow()
    assert "22:00-07:00 Europe/Berlin" in await asks(desk, "settings quiet 22:00-07:00 Berlin in <#C1>")
    desk.now = desk.now.replace(hour=22)
    await news(desk, "Wuyang Magnets")
    await news(desk, "Qingtian Alloys")
    assert desk.ear.sent == []
    assert (await why(desk))[0] == ("held", "quiet hours until 23 Nov 2026, 07:00 CET")
    desk.now = desk.now.replace(day=23, hour=6)
    await desk.tell()
    assert [(card.gathered, len(card.alerts)) for card in desk.ear.sent] == [("In the quiet hours", 2)]


async def test_threads_and_broadcast_are_switched_by_a_word(desk: Desk) -> None:
    await asks(desk, "settings threads off in <#C1>")
    await asks(desk, "settings broadcast off in <#C1>")
    await asks(desk, "settings quiet off in <#C1>")
    async with desk.db.read() as session:
        chosen = await outlets.settings(session, "C1")
    assert (chosen.threads, chosen.broadcast, chosen.quiet) == (False, False, None)
    assert "settings quiet 22:00-07:00" in await asks(desk, "settings quiet at night")


async def test_later_news_of_a_subject_brings_along_what_waited_of_it(desk: Desk) -> None:
    """The gain waits for a digest; the end is followed at once: it must not be heard before the gain."""
    async with desk.db.write() as session:
        daily = follows.Rule(kinds=("exporters",), pace=follows.Pace.DAILY)
        await follows.add(session, "C1", daily, "U1", desk.now)
    await news(desk, "Wuyang Magnets")
    assert desk.ear.sent == []
    async with desk.db.write() as session:
        await follows.add(session, "C1", follows.Rule(kinds=("losses",)), "U1", desk.now)
    await news(desk, "Wuyang Magnets", revoked=True)
    assert [[alert.event.value for alert in card.alerts] for card in desk.ear.sent] == [["gained"], ["revoked"]]
