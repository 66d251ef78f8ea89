"""People of other workspaces. A channel shared with them shows them our cards; what stands behind is not theirs.

A press carries the workspace of whoever pressed (https://docs.slack.dev/apis/slack-connect/); guests of our own
workspace are ours, and see no channel they were not let into.
"""

from collections.abc import Mapping
from typing import Any

from bot.messages.parts import Message, say

_SENTENCE = "Lodestone answers people of the workspace that runs it. Ask whoever shared this channel with you."
NOT_OURS = Message(title="Not allowed", parts=(say(_SENTENCE),), summary=_SENTENCE)


def is_stranger(body: Mapping[str, Any], team: str | None, enterprise: str | None) -> bool:
    """Whether a request comes from somebody whose workspace (and organisation, if there is one) is not ours.

    What does not say where it comes from came over our own installation.
    """
    event = _of(body, "event")
    # An event is addressed to our workspace; whose words it brings is said inside it.
    theirs = event.get("user_team") or event.get("team") or _of(body, "user").get("team_id") or body.get("team_id")
    theirs = theirs or _of(body, "team").get("id")
    organisation = body.get("enterprise_id") or _of(body, "enterprise").get("id")
    if not theirs or not team or theirs in (team, enterprise):
        return False
    return not (enterprise and organisation == enterprise)


def _of(body: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    held = body.get(name)
    return held if isinstance(held, Mapping) else {}
