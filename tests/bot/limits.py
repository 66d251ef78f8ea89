"""One checker for everything that goes to Slack: sizes, counts, fallback text, and nothing foreign that acts."""

import json
import re
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
    blocks = payload["blocks"]
    assert 0 < len(blocks) <= 50
    total = 0
    for block in blocks:
        total += _CHECKS[block["type"]](block)
    assert total <= 13_200
    assert not _BIDI.search(json.dumps(payload, ensure_ascii=False))


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
    ids = [button["action_id"] for button in block["elements"]]
    assert len(ids) == len(set(ids))
    for button in block["elements"]:
        assert button["text"]["type"] == "plain_text"
        assert 0 < len(button["value"]) <= 2_000
        assert len(button["action_id"]) <= 255
    return sum(_sized(button["text"]["text"], 75) for button in block["elements"])


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


_CHECKS = {"header": _header, "section": _section, "context": _context, "actions": _actions}


def words(payload: dict[str, Any]) -> str:
    """All that a reader sees, on one line."""
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
