"""Who is asking, and who may change things."""

from dataclasses import dataclass
from datetime import UTC, tzinfo

from sqlmodel.ext.asyncio.session import AsyncSession

from storage import admins

#: The user and the channel of whoever runs the command line.
CONSOLE_USER = "console"
CONSOLE_CHANNEL = "#console"


@dataclass(frozen=True, kw_only=True)
class Asker:
    """`user` and `channel` are Slack ids, or the console's names. `timezone` is the reader's own, for a terminal;
    Slack shows times in each reader's zone by itself. `admin_console`: whoever runs the command line is admin.
    `answer_to` is the response_url of what was asked, for an answer that comes later.
    """

    user: str
    channel: str
    timezone: tzinfo = UTC
    admin_console: bool = False
    answer_to: str = ""

    @property
    def outlet(self) -> str:
        """Where this person's follows are told: a channel, or themselves when they ask in a direct message.

        A direct message has a channel of its own that a bot may not be in; a person can always be reached by id.
        """
        return self.user if self.channel.startswith("D") else self.channel


def at_console(timezone: tzinfo = UTC) -> Asker:
    return Asker(user=CONSOLE_USER, channel=CONSOLE_CHANNEL, timezone=timezone, admin_console=True)


class Refused(Exception):
    """This person may not do that. `people` are the users who can."""

    def __init__(self, why: str, people: tuple[str, ...] = ()) -> None:
        super().__init__(why)
        self.people = people


async def require_admin(session: AsyncSession, asker: Asker) -> None:
    """Raises Refused, with whom to ask."""
    if asker.admin_console or await admins.is_admin(session, asker.user):
        return
    granted = await admins.names(session)
    if not granted:
        raise Refused(
            "Nobody is an admin yet. Where Lodestone was started it shows a one-time code; "
            "`/licence admin become CODE` makes whoever types it the first admin."
        )
    raise Refused("Only admins may do that, so nothing was done.", tuple(sorted(granted)))
