"""What people press on cards, choose behind a menu and send as a form."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient
from sqlmodel import select

from bot import actions
from bot.access import Asker
from storage import alerts, follows, outlets, reviews
from storage.domain.telling import Pace
from storage.models import Pressed
from tests.bot.conftest import LANXI, Desk
from tests.bot.limits import words
from tests.bot.pressing import Person, answering
from tests.fake_slack import FakeSlack, Reaction


@pytest.fixture
async def app(desk: Desk, slack: FakeSlack) -> AsyncApp:
    client = AsyncWebClient(token="xoxb-1", base_url=slack.url, retry_handlers=[])
    return answering(client, desk)


@pytest.fixture
def ann(app: AsyncApp, slack: FakeSlack) -> Person:
    return Person(app, slack)


async def followed(desk: Desk, outlet: str = "C0MAGNETS") -> list[str]:
    async with desk.db.read() as session:
        return [view.words for view in await follows.of(session, outlet)]


async def said(slack: FakeSlack) -> dict[str, Any]:
    return (await slack.wait_for("respond"))[-1]


async def test_evidence_of_an_alert_is_shown_to_who_asks(ann: Person, slack: FakeSlack) -> None:
    await ann.presses("evidence", "A1")
    answer = await said(slack)
    assert answer["response_type"] == "ephemeral"
    assert "Evidence behind A1: Lanxi Magnetics" in words(answer)
    assert LANXI in words(answer)


@pytest.mark.parametrize("typed", ["a1", "evidence A1", "#A1", "<https://a1|A1>"])
async def test_a_short_id_alone_is_understood(desk: Desk, typed: str) -> None:
    assert "Lanxi Magnetics" in await desk.says(typed)


@pytest.mark.parametrize("typed", ["who C1", "who A1", "customers a1", 'follow company:"C1"', "mute A1 2d"])
async def test_verbs_that_take_a_company_take_the_id_of_what_is_about_it(desk: Desk, typed: str) -> None:
    answer = await desk.ask(typed)
    assert answer.understood
    assert "Lanxi Magnetics" in answer.as_text() or "lanxi-magnetics" in answer.as_text()


async def test_share_here_shows_the_card_to_everybody_and_names_who_did(ann: Person, slack: FakeSlack) -> None:
    await ann.presses("share", "A1")
    answer = await said(slack)
    assert (answer["response_type"], answer["replace_original"]) == ("in_channel", False)
    assert "Shared by <@U0ANN>" in words(answer)


async def test_in_a_direct_message_share_asks_where_and_posts_there(app: AsyncApp, slack: FakeSlack) -> None:
    ann = Person(app, slack, channel="D0ANN")
    await ann.presses("share", "lanxi-magnetics")
    (opened,) = await slack.wait_for("views.open")
    done = await ann.sends(opened["view"], where="C0SOURCING")
    assert "Shared in <#C0SOURCING>" in done.body
    (card,) = slack.posted()
    assert card["channel"] == "C0SOURCING"


async def test_a_channel_that_does_not_take_it_is_advice_and_a_button_to_try_again(
    ann: Person, slack: FakeSlack
) -> None:
    slack.react("chat.postMessage", Reaction(error="not_in_channel"))
    await ann.types("share C1 in <#C0OTHER|other>")
    answer = await said(slack)
    assert answer["response_type"] == "ephemeral"
    assert "type /invite and its name there" in words(answer)
    assert answer["blocks"][-1]["elements"][0]["value"] == "share C1 in <#C0OTHER>"


async def test_a_dispute_asks_which_reading_and_why_and_the_card_says_so(
    desk: Desk, ann: Person, slack: FakeSlack
) -> None:
    await ann.chooses("do:dispute A1")
    (opened,) = await slack.wait_for("views.open")
    assert "Say in a few words" in (await ann.sends(opened["view"])).body
    assert "begins with https" in (await ann.sends(opened["view"], reason="no", link="ftp://x")).body
    done = await ann.sends(opened["view"], reason="It only applied", link="https://n.example/x")
    assert "is disputed now; an admin decides" in done.body
    async with desk.db.read() as session:
        card = await alerts.one(session, "A1", desk.now)
        (question,) = [view for view in await reviews.open(session) if view.about == "dispute"]
    assert card is not None
    assert any(claim.disputed for claim in card.evidence)
    assert (question.raised_by, question.reason) == ("U0ANN", "It only applied")
    assert "Disputed by a reader (C1); an admin decides." in await desk.says("lanxi magnetics")


async def test_an_admin_who_upholds_a_dispute_takes_the_reading_back(desk: Desk) -> None:
    await desk.ask("dispute C1 it only applied for one")
    await desk.ask("admin review reject 2 it says applied")
    card = await desk.says("lanxi magnetics")
    assert "General licence: not known" in card
    assert "Disputed" not in card


async def test_an_admin_who_dismisses_a_dispute_leaves_it_as_it_was(desk: Desk) -> None:
    before = await desk.says("lanxi magnetics")
    await desk.ask("dispute C1 I think not")
    await desk.ask("admin review accept 2 the text says so")
    assert await desk.says("lanxi magnetics") == before


async def test_mute_is_one_press_and_undone_by_one(desk: Desk, ann: Person, slack: FakeSlack) -> None:
    await ann.chooses("do:mute A1")
    answer = await said(slack)
    assert "Lanxi Magnetics* is muted in <#C0MAGNETS>" in words(answer)
    await ann.presses("unmute", "M1")
    assert "is told again" in words((await slack.wait_for("respond", times=2))[-1])
    async with desk.db.read() as session:
        assert await outlets.mutes(session, "C0MAGNETS", desk.now) == ()


async def test_whoever_uses_a_button_of_a_card_is_kept_to_be_told_when_it_falls(desk: Desk) -> None:
    asker = Asker(user="U0ANN", channel="C0MAGNETS")
    for button in ("evidence", "mute", "seen"):
        await actions.minded(button, actions.Press(record="A1", asker=asker, db=desk.db, now=desk.now))
    async with desk.db.read() as session:
        kept = (await session.exec(select(Pressed))).all()
    assert [(row.user, row.outlet, row.button) for row in kept] == [("U0ANN", "C0MAGNETS", "mute")]


async def test_another_channel_cannot_end_a_mute(app: AsyncApp, ann: Person, slack: FakeSlack) -> None:
    await ann.presses("mute", "A1")
    await slack.wait_for("respond")
    await Person(app, slack, channel="C0OTHER").presses("unmute", "M1")
    assert "another channel's" in words((await slack.wait_for("respond", times=2))[-1])


async def test_follow_on_a_card_opens_the_form_with_the_company_and_makes_the_rule(
    desk: Desk, ann: Person, slack: FakeSlack
) -> None:
    await ann.presses("follow", "A1")
    (opened,) = await slack.wait_for("views.open")
    assert "Lanxi Magnetics" in str(opened["view"])
    done = await ann.sends(
        opened["view"], kinds=["losses"], materials="smco, dysprosium", min="claimed", pace="daily", where="C0MAGNETS"
    )
    assert "W1" in done.body
    words_of_it = 'losses company:"lanxi-magnetics" material:Dy material:SmCo min:claimed daily'
    assert await followed(desk) == [words_of_it]


async def test_follow_without_words_opens_the_form_and_a_slip_in_it_is_said_at_its_field(
    desk: Desk, ann: Person, slack: FakeSlack
) -> None:
    await ann.types("follow")
    (opened,) = await slack.wait_for("views.open")
    wrong = await ann.sends(opened["view"], materials="kryptonite", where="C0MAGNETS")
    assert '"response_action": "errors"' in wrong.body
    assert "is no material I know" in wrong.body
    await ann.sends(opened["view"], where="C0MAGNETS")
    assert await followed(desk) == ["exporters customers smco min:reported"]


async def test_a_form_slack_does_not_open_any_more_is_the_sentence_instead(ann: Person, slack: FakeSlack) -> None:
    slack.react("views.open", Reaction(error="expired_trigger_id"))
    await ann.types("follow")
    assert "Slack did not open the form in time" in words(await said(slack))
    assert "/licence follow exporters customers smco" in words(await said(slack))


async def test_changing_a_follow_replaces_it(desk: Desk, ann: Person, slack: FakeSlack) -> None:
    await desk.ask("follow smco in <#C0MAGNETS>")
    await ann.presses("follow_change", "W1")
    (opened,) = await slack.wait_for("views.open")
    await ann.sends(opened["view"], min="confirmed")
    assert await followed(desk) == ["smco min:confirmed"]


async def test_nobody_changes_or_stops_what_another_channel_follows(
    desk: Desk, app: AsyncApp, slack: FakeSlack
) -> None:
    await desk.ask("follow smco in <#C0MAGNETS>")
    stranger = Person(app, slack, user="U0EVE", channel="C0OTHER")
    await stranger.presses("unfollow", "W1")
    await stranger.presses("follow_change", "W1")
    answers = await slack.wait_for("respond", times=2)
    assert all("No such follow here" in words(answer) for answer in answers)
    assert await followed(desk) == ["smco min:reported"]


async def test_settings_are_one_form(desk: Desk, ann: Person, slack: FakeSlack) -> None:
    await ann.presses("settings", "C0MAGNETS")
    (opened,) = await slack.wait_for("views.open")
    wrong = await ann.sends(opened["view"], at="half nine", zone="Atlantis")
    assert "Write it as 08:30." in wrong.body
    assert "That is no time zone" in wrong.body
    done = await ann.sends(opened["view"], digest="weekly", at="9:15", zone="berlin", day="4", pause="2h")
    assert "weekly digest on Fridays at 09:15 Europe/Berlin" in done.body
    async with desk.db.read() as session:
        chosen = await outlets.settings(session, "C0MAGNETS")
    assert (chosen.digest, chosen.timezone, chosen.paused) == (Pace.WEEKLY, "Europe/Berlin", True)


async def test_threads_and_broadcast_are_switched_in_the_form_as_by_words(
    desk: Desk, ann: Person, slack: FakeSlack
) -> None:
    await ann.presses("settings", "C0MAGNETS")
    (opened,) = await slack.wait_for("views.open")
    (news,) = [block["element"] for block in opened["view"]["blocks"] if block.get("block_id") == "news"]
    assert [option["value"] for option in news["initial_options"]] == ["threads", "broadcast"]
    for ticked, wanted in ((["threads"], (True, False)), ([], (False, False))):
        await ann.sends(opened["view"], news=ticked)
        async with desk.db.read() as session:
            chosen = await outlets.settings(session, "C0MAGNETS")
        assert (chosen.threads, chosen.broadcast) == wanted


async def test_a_form_that_names_another_person_tells_who_filled_it_in(
    desk: Desk, ann: Person, slack: FakeSlack
) -> None:
    await ann.types("follow")
    (opened,) = await slack.wait_for("views.open")
    await ann.sends(opened["view"], kinds=["smco"], where="U0BOB")
    assert await followed(desk, "U0BOB") == []
    assert await followed(desk, "U0ANN") == ["smco min:reported"]


async def test_one_name_in_a_form_is_looked_for_in_both_its_scripts(desk: Desk, ann: Person, slack: FakeSlack) -> None:
    await desk.appoint("U0ANN")
    await ann.types("admin watch add")
    (opened,) = await slack.wait_for("views.open")
    assert "Which company" in (await ann.sends(opened["view"])).body
    assert "already" in (await ann.sends(opened["view"], name="Newname", aliases="兰溪磁业")).body
    done = await ann.sends(opened["view"], name="Anhui Example", aliases="安徽示例，AEM", tickers="688999.SH")
    assert "is looked for now, as exporter: 安徽示例, AEM, 688999.SH." in words(json.loads(done.body)["view"])
    eve = Person(ann.app, slack, user="U0EVE")
    assert "Only admins may do that" in (await eve.sends(opened["view"], name="Other Example")).body


async def test_one_address_in_a_form_is_watched(desk: Desk, ann: Person, slack: FakeSlack) -> None:
    await desk.appoint("U0ANN")
    await ann.types("admin source add")
    (opened,) = await slack.wait_for("views.open")
    assert "is not an http or https address" in (await ann.sends(opened["view"], address="example")).body
    assert "https://example.org/feed" in (await ann.sends(opened["view"], address="https://example.org/feed")).body


async def test_seen_says_nothing_and_is_kept(desk: Desk, ann: Person, slack: FakeSlack) -> None:
    await ann.presses("seen", "A1")
    assert not slack.posted("respond")
    async with desk.db.write() as session:
        assert not await alerts.mark_seen(session, "A1", "C0MAGNETS", "U0ANN", desk.now)


async def test_a_button_of_an_earlier_version_is_said_to_be_one(ann: Person, slack: FakeSlack) -> None:
    await ann.presses("gone_for_good", "A1")
    assert "from an earlier version" in words(await said(slack))


async def test_an_answer_that_comes_too_late_for_its_address_comes_to_the_asker_alone(
    ann: Person, slack: FakeSlack
) -> None:
    slack.react("respond", Reaction(error="expired_url", status=404))
    await ann.types("smco")
    (aside,) = await slack.wait_for("chat.postEphemeral")
    assert (aside["channel"], aside["user"]) == ("C0MAGNETS", "U0ANN")


async def test_the_home_shows_what_is_known_and_what_one_follows(desk: Desk, ann: Person, slack: FakeSlack) -> None:
    await desk.ask("follow smco", Asker(user="U0ANN", channel="D0ANN"))
    await desk.ask("follow exporters", Asker(user="U0ANN", channel="C0MAGNETS"))
    await ann.comes_home()
    (shown,) = await slack.wait_for("views.publish")
    assert shown["user_id"] == "U0ANN"
    seen = words(shown["view"])
    assert "🟡 1 reported" in seen
    assert "W1* `smco min:reported`" in seen
    assert "<#C0MAGNETS> *W2*" in seen
    assert "For admins" not in seen
    await desk.appoint("U0ANN")
    await ann.comes_home()
    assert "1 reading to check" in words((await slack.wait_for("views.publish", times=2))[-1]["view"])


async def test_what_is_stopped_in_the_home_is_gone_from_it(desk: Desk, ann: Person, slack: FakeSlack) -> None:
    await desk.ask("follow smco", Asker(user="U0ANN", channel="D0ANN"))
    await ann.presses("unfollow", "W1", view={"type": "home", "id": "V1"})
    (window,) = await slack.wait_for("views.open")
    assert "W1" in words(window["view"])
    (shown,) = await slack.wait_for("views.publish")
    assert "Nothing is told to you directly yet." in words(shown["view"])


async def test_a_follow_made_in_the_home_is_told_to_oneself(desk: Desk, ann: Person, slack: FakeSlack) -> None:
    await ann.presses("follow_new", "new", view={"type": "home", "id": "V1"})
    (opened,) = await slack.wait_for("views.open")
    await ann.sends(opened["view"], kinds=["smco"])
    assert await followed(desk, "U0ANN") == ["smco min:reported"]
    assert "W1" in words((await slack.wait_for("views.publish", times=2))[-1]["view"])


def test_every_button_and_form_there_is_has_an_entry_and_every_entry_a_button() -> None:
    words_for_slack = "".join(
        path.read_text("utf-8") for path in (Path(actions.__file__).parents[1] / "messages").glob("*.py")
    )
    named = set(re.findall(r'action="(\w+)"', words_for_slack))
    assert named == {action.name for action in actions.ACTIONS}
    assert set(re.findall(r'Form\(\s*name="(\w+)"', words_for_slack)) == {form.name for form in actions.FORMS}
