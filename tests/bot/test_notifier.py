"""How an alert is said, and what is known when it was not."""

import asyncio
import io
from datetime import timedelta

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot import notifier
from bot.notifier import ConsoleNotifier, SlackNotifier
from jobs.deliver import Card, DeliveryError, Notifier
from tests.bot.limits import check, words
from tests.bot.situations import gained, held
from tests.fake_slack import FakeSlack, Reaction
from tests.telling import T0

POST = "chat.postMessage"


@pytest.fixture
async def speaking(slack: FakeSlack) -> SlackNotifier:
    return SlackNotifier(AsyncWebClient(token="xoxb-1", base_url=slack.url, retry_handlers=[]))


def _card(outlet: str = "C0MAGNETS", reference: str | None = None, **changes: object) -> Card:
    return Card(outlet=outlet, alerts=(gained(**changes),), reference=reference)


async def _fails(speaking: SlackNotifier, card: Card | None = None) -> DeliveryError:
    with pytest.raises(DeliveryError) as failed:
        await speaking.send(card or _card())
    return failed.value


async def test_a_card_is_posted_with_the_alerts_id_and_without_previews(speaking: Notifier, slack: FakeSlack) -> None:
    assert await speaking.send(_card()) == "1795300000.000001"
    (body,) = slack.posted()
    check(body)
    assert body["channel"] == "C0MAGNETS"
    assert body["metadata"]["event_type"] == "licence_alert"
    assert body["metadata"]["event_payload"]["alert_id"] == "A31"
    assert "New exporter: Lanxi Magnetics" in words(body)


async def test_a_first_reading_is_one_message_that_carries_every_alert(speaking: Notifier, slack: FakeSlack) -> None:
    alerts = tuple(gained(id=f"A{n}", subject=f"Maker {n}") for n in range(4))
    await speaking.send(Card(outlet="C1", alerts=alerts, first_reading_of="Example Wire"))
    (body,) = slack.posted()
    assert body["metadata"]["event_payload"]["alert_ids"] == ["A0", "A1", "A2", "A3"]
    assert all(f"Maker {n}" in words(body) for n in range(4))


async def test_an_edit_changes_the_message_that_was_sent(speaking: Notifier, slack: FakeSlack) -> None:
    reference = await speaking.send(_card())
    await speaking.edit(_card(reference=reference, licence=held(articles=4, origins=("Example Wire", "Other Paper"))))
    (body,) = slack.posted("chat.update")
    assert (body["channel"], body["ts"]) == ("C0MAGNETS", reference)
    assert "4 reports, 2 origins: Example Wire; Other Paper" in words(body)


async def test_a_reply_under_a_deleted_message_goes_into_the_channel(speaking: SlackNotifier, slack: FakeSlack) -> None:
    slack.react_once("chat.postMessage", Reaction(error="thread_not_found"))
    reply = Card(outlet="C0MAGNETS", alerts=(gained(),), thread="1795.1", broadcast=True)
    assert await speaking.send(reply)
    under, plain = slack.posted()
    assert under["thread_ts"] == "1795.1"
    assert not {"thread_ts", "reply_broadcast"} & set(plain)
    slack.react("conversations.replies", Reaction(error="thread_not_found"))
    assert await speaking.find(reply, T0) is None
    assert [call.method for call in slack.calls][-2:] == ["conversations.replies", "conversations.history"]


async def test_a_direct_message_is_edited_in_the_channel_slack_opened_for_it(
    speaking: Notifier, slack: FakeSlack
) -> None:
    reference = await speaking.send(_card("U0ANN"))
    assert reference == "D0ANN/1795300000.000001"
    await speaking.edit(_card("U0ANN", reference))
    (body,) = slack.posted("chat.update")
    assert (body["channel"], body["ts"]) == ("D0ANN", "1795300000.000001")


@pytest.mark.parametrize("code", sorted(notifier.PERMANENT))
async def test_what_somebody_can_mend_waits_for_that_and_says_what(
    speaking: SlackNotifier, slack: FakeSlack, code: str
) -> None:
    slack.react(POST, Reaction(error=code))
    error = await _fails(speaking)
    assert (error.permanent, error.uncertain) == (code in notifier.FORM, False)
    assert code in error.reason


async def test_a_pause_slack_asks_for_is_kept(speaking: SlackNotifier, slack: FakeSlack) -> None:
    slack.react(POST, Reaction(error="ratelimited", status=429, headers={"Retry-After": "7"}))
    error = await _fails(speaking)
    assert error.retry_after == timedelta(seconds=7)
    assert not error.permanent
    assert len(slack.posted()) == 1


@pytest.mark.parametrize("code", sorted(set(notifier.PASSING) - {"ratelimited", "rate_limited"}))
async def test_what_passes_by_itself_is_tried_again(speaking: SlackNotifier, slack: FakeSlack, code: str) -> None:
    slack.react(POST, Reaction(error=code))
    error = await _fails(speaking)
    assert error.retry_after is not None
    assert (error.permanent, error.uncertain) == (False, False)


@pytest.mark.parametrize(
    "reaction",
    [
        *(Reaction(error=code) for code in sorted(notifier.UNCERTAIN)),
        Reaction(hangs_up=True),
        Reaction(status=500, raw="<html>"),
        Reaction(status=502, raw="{}"),
        Reaction(raw='{"ok": true}'),
    ],
    ids=str,
)
async def test_an_answer_that_does_not_say_is_uncertain_and_never_repeated(
    speaking: SlackNotifier, slack: FakeSlack, reaction: Reaction
) -> None:
    slack.react(POST, reaction)
    error = await _fails(speaking)
    assert (error.uncertain, error.permanent) == (True, False)
    assert len(slack.posted()) == 1


async def test_an_answer_that_does_not_come_is_uncertain_too(slack: FakeSlack) -> None:
    never = asyncio.Event()
    slack.react(POST, Reaction(after=never))
    impatient = SlackNotifier(AsyncWebClient(token="xoxb-1", base_url=slack.url, retry_handlers=[], timeout=1))
    error = await _fails(impatient)
    assert (error.uncertain, error.permanent) == (True, False)
    never.set()


async def test_slack_out_of_reach_took_nothing_and_is_tried_again() -> None:
    nowhere = SlackNotifier(AsyncWebClient(token="xoxb-1", base_url="http://127.0.0.1:9/api/", retry_handlers=[]))
    error = await _fails(nowhere)
    assert error.retry_after is not None
    assert (error.permanent, error.uncertain) == (False, False)


async def test_an_unknown_refusal_is_not_repeated_blindly(speaking: SlackNotifier, slack: FakeSlack) -> None:
    slack.react(POST, Reaction(error="something_new"))
    error = await _fails(speaking)
    assert error.permanent
    assert error.reason == "Slack refused: something_new"


async def test_only_what_was_sent_can_be_edited(speaking: SlackNotifier) -> None:
    with pytest.raises(DeliveryError, match="never sent"):
        await speaking.edit(_card())


async def test_slack_speaks_to_channels_and_people_and_the_console_to_itself() -> None:
    speaking, console = SlackNotifier(AsyncWebClient(token="x")), ConsoleNotifier(io.StringIO())
    assert [n.takes("C0MAGNETS") for n in (speaking, console)] == [True, False]
    assert [n.takes("#console") for n in (speaking, console)] == [False, True]


async def test_the_console_prints_a_card_and_later_one_line_for_an_edit() -> None:
    stream = io.StringIO()
    console = ConsoleNotifier(stream)
    reference = await console.send(_card("#console"))
    assert "New exporter: Lanxi Magnetics" in stream.getvalue()
    stream.truncate(0)
    await console.edit(_card("#console", reference, licence=held(articles=4)))
    assert "A31 Lanxi Magnetics, now: General licence: reported" in " ".join(stream.getvalue().split())
    assert "4 reports, 1 origin: Example Wire" in " ".join(stream.getvalue().split())


async def test_a_closed_terminal_is_a_delivery_error() -> None:
    stream = io.StringIO()
    stream.close()
    with pytest.raises(DeliveryError, match="closed") as failed:
        await ConsoleNotifier(stream).send(_card("#console"))
    assert failed.value.permanent
