"""Forms, answers to them and the Home as Slack views, inside Slack's limits; and what people filled in, back again.

Limits: https://docs.slack.dev/reference/views and slack_sdk.models.views.View.
"""

import json
from collections.abc import Mapping
from typing import Any

from bot.messages import slack
from bot.messages.forms import Field, Find, Form, Pick, Place, Tick, Write
from bot.messages.parts import Message, clean

#: Slack's limits for views.
TITLE = 24
BLOCKS = 100
PLACEHOLDER = 150
LABEL = 2_000
OPTION = 75
WRITTEN = 3_000

#: The select that looks companies up while one types.
FIND = "find"
#: A modal that only shows something; nothing is sent from it.
SHOWN = "shown"

Block = dict[str, Any]


def form(asked: Form, channel: str = "") -> dict[str, Any]:
    """A modal that asks. `channel` is where it was opened, for the answer."""
    made: list[Block] = []
    for part in asked.parts:
        if isinstance(part, Field):
            made.append(_input(part))
        else:
            made += slack.of(part)
    return {
        "type": "modal",
        "callback_id": asked.name,
        "title": _plain(asked.title, TITLE),
        "submit": _plain(asked.sends, TITLE),
        "close": _plain("Cancel", TITLE),
        "private_metadata": json.dumps({"record": asked.record, "channel": channel}),
        "blocks": slack.fitting(made, BLOCKS),
    }


def window(message: Message) -> dict[str, Any]:
    """A modal that shows an answer: for where no message can be sent."""
    made = [block for part in message.parts for block in slack.of(part)]
    return {
        "type": "modal",
        "callback_id": SHOWN,
        "title": _plain(message.title, TITLE),
        "close": _plain("Close", TITLE),
        "private_metadata": "",
        "blocks": slack.fitting(made, BLOCKS) or [slack.section(clean(message.summary, 1_000) or "Done.")],
    }


def home(message: Message) -> dict[str, Any]:
    """The app's Home, one person's own."""
    header = {"type": "header", "text": {**_plain(message.title, slack.HEADER), "emoji": False}}
    made = [header, *(block for part in message.parts for block in slack.of(part))]
    return {"type": "home", "blocks": slack.fitting(made, BLOCKS)}


def where(view: Mapping[str, Any]) -> tuple[str, str]:
    """The record a form is about and the channel it was opened in; empty when it says none."""
    try:
        kept = json.loads(view.get("private_metadata") or "{}")
    except ValueError:
        kept = None
    if not isinstance(kept, dict):
        return "", ""
    return str(kept.get("record", "")), str(kept.get("channel", ""))


def filled(view: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """What was filled in, by field; fields left empty are left out."""
    found: dict[str, tuple[str, ...]] = {}
    for field_id, held in view.get("state", {}).get("values", {}).items():
        values = tuple(value for element in held.values() for value in _values(element) if value)
        if values:
            found[field_id] = values
    return found


def options(found: Mapping[str, str]) -> list[Block]:
    """Suggestions (value -> what people read) for the select that looks up."""
    return [_option(value, label) for value, label in list(found.items())[:100]]


def _values(element: Mapping[str, Any]) -> tuple[str, ...]:
    match element.get("type"):
        case "plain_text_input":
            return ((element.get("value") or "").strip(),)
        case "conversations_select":
            return (element.get("selected_conversation") or "",)
        case "static_select" | "radio_buttons" | "external_select":
            return ((element.get("selected_option") or {}).get("value", ""),)
        case "checkboxes" | "multi_static_select" | "multi_external_select":
            return tuple(option["value"] for option in element.get("selected_options") or ())
        case _:
            return ()


def _input(field: Field) -> Block:
    block: Block = {
        "type": "input",
        "block_id": field.id,
        "label": _plain(field.label, LABEL),
        "element": _element(field),
        "optional": getattr(field, "optional", True),
    }
    if field.hint:
        block["hint"] = _plain(field.hint, LABEL)
    return block


def _element(field: Field) -> Block:
    match field:
        case Write():
            element: Block = {"type": "plain_text_input", "multiline": field.long, "max_length": WRITTEN}
            if begun := slack.units_cut(clean(field.value, WRITTEN), WRITTEN):
                element["initial_value"] = begun
            if field.example:
                element["placeholder"] = _plain(field.example, PLACEHOLDER)
        case Pick():
            kind = "radio_buttons" if len(field.options) <= 3 else "static_select"
            element = {"type": kind, "options": [_option(*option) for option in field.options[:100]]}
            chosen = [_option(*option) for option in field.options if option[0] == field.value]
            if chosen:
                element["initial_option"] = chosen[0]
        case Tick():
            element = {"type": "checkboxes", "options": [_option(*option) for option in field.options[:10]]}
            ticked = [_option(*option) for option in field.options[:10] if option[0] in field.values]
            if ticked:
                element["initial_options"] = ticked
        case Find():
            element = {"type": "multi_external_select" if field.several else "external_select", "min_query_length": 1}
            element["placeholder"] = _plain("Type a name, in any script", PLACEHOLDER)
            held = [_option(*value) for value in field.values]
            if held:
                element["initial_options" if field.several else "initial_option"] = held if field.several else held[0]
        case Place():
            element = {"type": "conversations_select", "default_to_current_conversation": not field.value}
            if field.value:
                element["initial_conversation"] = field.value
    return element | {"action_id": FIND if isinstance(field, Find) else field.id}


def _option(value: str, label: str) -> Block:
    return {"text": _plain(label, OPTION), "value": value[: slack.OPTION_VALUE]}


def _plain(text: str, limit: int) -> Block:
    return {"type": "plain_text", "text": slack.units_cut(clean(text, limit), limit) or "…"}
