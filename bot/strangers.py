"""People of other workspaces. A channel shared with them shows them our cards; what stands behind is not theirs.

A press carries the workspace of whoever pressed (https://docs.slack.dev/apis/slack-connect/). Guests of our own
workspace are ours: telling them apart needs the scope users:read, which shows the bot everybody's profile, and they are
answered what any member of a channel they were let into may see.
"""

from collections.abc import Mapping
from typing import Any

from bot.messages.parts import Message, say

_SENTENCE = "Lodestone answers people of the workspace that runs it. Ask whoever shared this channel with you."
NOT_OURS = Message(title="Not allowed", parts=(say(_SENTENCE),), summary=_SENTENCE)


def is_stranger(body: Mapping[str, Any], team: str | None, enterprise: str | None) -> bool:
    """Whether a request comes from somebody whose workspace (and organisation, if there is one) is not ours.

    What does not say where it comes from came over our own installation, unless the channel is shared with others.
    """
    event = _of(body, "event")
    addressed = body.get("team_id") or _of(body, "team").get("id")
    # An event is addressed to our workspace; whose words it brings is said inside it.
    theirs = event.get("user_team") or event.get("team") or _of(body, "user").get("team_id")
    if not theirs and event and body.get("is_ext_shared_channel"):
        return True
    theirs = theirs or addressed
    if not theirs or not team or theirs in (team, enterprise):
        return False
    # The organisation a request names is that of the workspace it names, which need not be that of the person.
    organisation = body.get("enterprise_id") or _of(body, "enterprise").get("id") if theirs == addressed else None
    return not (enterprise and organisation == enterprise)


def _of(body: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    held = body.get(name)
    return held if isinstance(held, Mapping) else {}
