"""Forms and windows fit Slack and cannot be made to act, whatever a company is called or somebody wrote."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from bot.messages import views
from bot.messages.forms import Find, Form, Pick, Place, Tick, Write
from bot.messages.parts import Button, Choices, Message, Quote, note, say
from tests.bot.limits import check_view
from tests.bot.messages.test_slack import HOSTILE
from tests.examples import few

ASKED = Form(
    name="dispute",
    title="Dispute a reading",
    record="C7",
    parts=(
        say("What is wrong with it?"),
        Write(id="reason", label="Reason", long=True),
        Pick(id="min", label="From", options=(("reported", "Reported"), ("claimed", "Claimed")), value="reported"),
        Tick(id="kinds", label="Kinds", options=(("smco", "SmCo"), ("losses", "Losses")), values=("smco",)),
        Find(id="companies", label="Companies", values=(("lanxi-magnetics", "Lanxi Magnetics"),)),
        Place(id="where", label="Told in"),
    ),
)


@few(30)
@given(name=HOSTILE, words=HOSTILE)
def test_no_name_or_word_can_burst_a_form_or_a_window(name: str, words: str) -> None:
    parts = (
        say(name, words),
        Quote(words),
        Write(id="reason", label=name, value=words, hint=words, example=name),
        Find(id="companies", label=name, values=(("lanxi-magnetics", name),)),
    )
    check_view(views.form(replace(ASKED, title=name, parts=parts), "C0MAGNETS"))
    shown = Message(title=name, parts=(say(words), *(note(words),) * 40), summary=name)
    check_view(views.window(shown))
    check_view(views.home(shown))


def test_a_form_remembers_ids_and_nothing_anybody_wrote() -> None:
    view = views.form(ASKED, "C0MAGNETS")
    check_view(view)
    assert views.where(view) == ("C7", "C0MAGNETS")
    assert view["private_metadata"] == '{"record": "C7", "channel": "C0MAGNETS"}'


def test_what_was_filled_in_comes_back_by_field() -> None:
    option = {"text": {"type": "plain_text", "text": "SmCo"}, "value": "smco"}
    values = {
        "reason": {"reason": {"type": "plain_text_input", "value": " it only applied "}},
        "min": {"min": {"type": "radio_buttons", "selected_option": option}},
        "kinds": {"kinds": {"type": "checkboxes", "selected_options": [option, option]}},
        "companies": {"find": {"type": "multi_external_select", "selected_options": []}},
        "where": {"where": {"type": "conversations_select", "selected_conversation": "C0OTHER"}},
        "empty": {"empty": {"type": "plain_text_input", "value": None}},
    }
    assert views.filled({"state": {"values": values}}) == {
        "reason": ("it only applied",),
        "min": ("smco",),
        "kinds": ("smco", "smco"),
        "where": ("C0OTHER",),
    }


@given(st.text(max_size=30))
def test_what_a_form_remembers_is_read_without_trust(kept: str) -> None:
    assert views.where({"private_metadata": kept if kept[:1] != "{" else ""}) == ("", "")


def test_a_menu_carries_what_runs_and_on_which_record() -> None:
    parts = (
        Choices((Button(label="Seen", action="seen", record="A31"),), more=(Button(label="Help", command="help"),)),
    )
    view = views.home(Message(title="t", parts=parts, summary="s"))
    check_view(view)
    button, menu = view["blocks"][1]["elements"]
    assert (button["action_id"], button["value"]) == ("do:seen:0", "A31")
    assert menu["options"][0]["value"] == "say help"
