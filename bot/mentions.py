"""What people write to the bot: mentions in channels and direct messages. Nothing else that is written is looked at."""

import re
from collections import OrderedDict
from collections.abc import Mapping
from typing import Any

#: Events that bring a message: https://docs.slack.dev/reference/events/app_mention and .../message.im
TYPES = ("app_mention", "message")
#: Slack sends an event again when an acknowledgement gets lost, within minutes; so many are remembered.
_KEPT = 1_000


def said(event: Mapping[str, Any], bot_user: str) -> str | None:
    """The words a person wrote to the bot, without its own name at either end; None when this is nothing to answer.

    Edits, joins and what bots write (our own cards, above all) are not answered. In a channel only a mention is.
    """
    spoken = event.get("type") == "app_mention" or event.get("channel_type") == "im"
    if (
        not spoken
        or event.get("subtype") not in (None, "file_share")
        or event.get("bot_id")
        or event.get("user") in (None, "", bot_user)
    ):
        return None
    name = rf"<@{re.escape(bot_user)}(?:\|[^>]*)?>" if bot_user else r"<@[UW][A-Z0-9]+(?:\|[^>]*)?>"
    text = str(event.get("text") or "")
    text = re.sub(rf"^\s*{name}[\s,:]*|[\s,]*{name}(?=[\s?.!]*$)", "", text)
    return text.strip()


class Heard:
    """Which events were heard before, by their ids; the oldest are forgotten."""

    def __init__(self) -> None:
        self._ids: OrderedDict[str, None] = OrderedDict()

    def first(self, event_id: str) -> bool:
        """Whether this event is heard for the first time."""
        if not event_id:
            return True
        new = event_id not in self._ids
        self._ids[event_id] = None
        if len(self._ids) > _KEPT:
            self._ids.popitem(last=False)
        return new
