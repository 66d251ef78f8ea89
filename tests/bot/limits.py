"""One checker for everything that goes to Slack: sizes, counts, fallback text, and nothing foreign that acts."""

import json
import re
from collections.abc import Iterable
from typing import Any

#: All that may stand in angle brackets: our links, times, people and channels.
_MARKUP = re.compile(r"<(https?://[^<>|\s]+\|[^<>]*|!date\^\d+\^[^<>|^]+\|[^<>]*|@[UW][A-Z0-9]+|#[CG][A-Z0-9]+)>")
_ENTITY = re.compile(r"&(?!amp;|lt;|gt;)")
_BIDI = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def check(payload: dict[str, Any]) -> None:
    """Raises AssertionError when Slack would refuse, cut or act on any part of this payload."""
    assert payload["unfurl_links"] is False
    assert payload["unfurl_media"] is False
    assert 0 < len(payload["text"]) <= 4_000
    _inert(payload["text"])
    _blocks(payload["blocks"], 50)
    kinds = [block["type"] for block in payload["blocks"]]
    # Slack takes one table and two charts a message.
    assert kinds.count("table") <= 1
    assert kinds.count("data_visualization") <= 2
    assert not _BIDI.search(json.dumps(payload, ensure_ascii=False))


def check_view(view: dict[str, Any]) -> None:
    """The same for a modal or a Home, which Slack limits more tightly."""
    assert view["type"] in ("modal", "home")
    _blocks(view["blocks"], 100)
    assert len(json.dumps(view)) <= 250_000
    assert not _BIDI.search(json.dumps(view, ensure_ascii=False))
    if view["type"] == "home":
        return
    for name in ("title", "submit", "close"):
        if name in view:
            assert view[name]["type"] == "plain_text"
            _sized(view[name]["text"], 24)
    _sized(view["callback_id"], 255)
    assert len(view["private_metadata"]) <= 3_000
    inputs = [block["block_id"] for block in view["blocks"] if block["type"] == "input"]
    assert len(inputs) == len(set(inputs))
    assert bool(inputs) <= ("submit" in view)


def check_call(method: str, body: dict[str, Any]) -> None:
    """Whatever leaves for Slack, by the method it goes to."""
    if method in ("chat.postMessage", "chat.postEphemeral", "chat.update", "respond"):
        check(body)
        assert method != "respond" or body["response_type"] in ("ephemeral", "in_channel")
    elif method in ("views.open", "views.push", "views.update", "views.publish"):
        check_view(body["view"])


def _blocks(blocks: list[dict[str, Any]], most: int) -> None:
    assert 0 < len(blocks) <= most
    assert sum(_CHECKS[block["type"]](block) for block in blocks) <= 13_200


def _header(block: dict[str, Any]) -> int:
    assert block["text"]["type"] == "plain_text"
    return _sized(block["text"]["text"], 150)


def _section(block: dict[str, Any]) -> int:
    if "fields" not in block:
        return _mrkdwn(block["text"], 3_000)
    assert 0 < len(block["fields"]) <= 10
    return sum(_mrkdwn(item, 2_000) for item in block["fields"])


def _context(block: dict[str, Any]) -> int:
    assert 0 < len(block["elements"]) <= 10
    return sum(_mrkdwn(element, 2_000) for element in block["elements"])


def _actions(block: dict[str, Any]) -> int:
    assert 0 < len(block["elements"]) <= 25
    ids = [element["action_id"] for element in block["elements"]]
    assert len(ids) == len(set(ids))
    assert all(0 < len(name) <= 255 for name in ids)
    return sum(_overflow(e) if e["type"] == "overflow" else _button(e) for e in block["elements"])


def _button(button: dict[str, Any]) -> int:
    assert button["type"] == "button"
    assert 0 < len(button["value"]) <= 2_000
    assert button.get("style", "primary") in ("primary", "danger")
    if "confirm" in button:
        for part, limit in (("title", 100), ("text", 300), ("confirm", 30), ("deny", 30)):
            _plain(button["confirm"][part], limit)
    return _plain(button["text"], 75)


def _overflow(menu: dict[str, Any]) -> int:
    assert 0 < len(menu["options"]) <= 5
    return _options(menu["options"])


def _input(block: dict[str, Any]) -> int:
    _sized(block["block_id"], 255)
    element = block["element"]
    _sized(element["action_id"], 255)
    used = _plain(block["label"], 2_000) + (_plain(block["hint"], 2_000) if "hint" in block else 0)
    used += _plain(element["placeholder"], 150) if "placeholder" in element else 0
    if element["type"] in ("radio_buttons", "checkboxes", "static_select"):
        most = 100 if element["type"] == "static_select" else 10
        assert 0 < len(element["options"]) <= most
        used += _options(element["options"])
        begun = [
            *element.get("initial_options", ()),
            *([element["initial_option"]] if "initial_option" in element else []),
        ]
        assert all(option in element["options"] for option in begun)
    elif element["type"] in ("external_select", "multi_external_select"):
        _options(element.get("initial_options", ()))
    else:
        assert element["type"] in ("plain_text_input", "conversations_select")
        assert len(element.get("initial_value", "")) <= element.get("max_length", 3_000) <= 3_000
    assert element.get("initial_options", True)
    return used


def _options(options: Iterable[dict[str, Any]]) -> int:
    values = [option["value"] for option in options]
    assert len(values) == len(set(values))
    assert all(0 < len(value) <= 150 for value in values)
    return sum(_plain(option["text"], 75) for option in options)


def _table(block: dict[str, Any]) -> int:
    assert 0 < len(block["rows"]) <= 100
    assert len(block["column_settings"]) <= 20
    assert {len(row) for row in block["rows"]} == {len(block["column_settings"])}
    assert all(cell["type"] == "raw_text" for row in block["rows"] for cell in row)
    return sum(_sized(cell["text"], 1_000) for row in block["rows"] for cell in row)


def _chart(block: dict[str, Any]) -> int:
    _sized(block["title"], 50)
    chart = block["chart"]
    assert chart["type"] in ("bar", "line", "area")
    categories = chart["axis_config"]["categories"]
    assert 0 < len(categories) == len(set(categories)) <= 20
    assert all(_sized(label, 20) for label in categories)
    assert all(
        _sized(chart["axis_config"][axis], 50) for axis in ("x_label", "y_label") if axis in chart["axis_config"]
    )
    # Slack's reference says six series, its list of limits twelve.
    assert 0 < len(chart["series"]) <= 6
    for series in chart["series"]:
        _sized(series["name"], 20)
        assert [point["label"] for point in series["data"]] == categories
        assert all(isinstance(point["value"], int | float) for point in series["data"])
    return sum(len(label) for label in categories)


def _plain(text: dict[str, Any], limit: int) -> int:
    assert text["type"] == "plain_text"
    return _sized(text["text"], limit)


def _mrkdwn(text: dict[str, Any], limit: int) -> int:
    assert text["type"] == "mrkdwn"
    assert text["verbatim"] is True
    _inert(text["text"])
    return _sized(text["text"], limit)


def _inert(text: str) -> None:
    left = _MARKUP.sub("", text)
    assert "<" not in left, left
    assert ">" not in left.removeprefix("> "), left
    assert not _ENTITY.search(text), text


def _sized(text: str, limit: int) -> int:
    assert 0 < len(text) <= limit
    return len(text)


_CHECKS = {
    "header": _header,
    "section": _section,
    "context": _context,
    "actions": _actions,
    "input": _input,
    "table": _table,
    "data_visualization": _chart,
}


def words(payload: dict[str, Any]) -> str:
    """All that a reader sees of a message or a view, on one line."""
    texts: list[str] = []

    def walk(value: Any) -> None:
        if isinstance(value, dict):
            texts.extend(str(value[key]) for key in ("text",) if isinstance(value.get(key), str))
            for inner in value.values():
                walk(inner)
        elif isinstance(value, list):
            for inner in value:
                walk(inner)

    walk(payload["blocks"])
    return " ".join(texts)
