"""What is said, and who says it: the seam between the outbox and the outlets."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from storage.domain.views import AlertView, SequelView
from storage.notices import NoticeView


@dataclass(frozen=True, kw_only=True)
class Card:
    """One message to one outlet: a single alert, or several as a list.

    A list is what a source's first reading brought (`first_reading_of`), or what waited for a digest or for the end of
    a pause (`gathered` is its title).

    `reference` is what the outlet called the message when it was sent (Slack's `ts`), None before. `home` is where
    earlier messages to this outlet came to stand, if that is known. With a `notice` it is that instead: something
    about the watching itself, for admins.

    `thread` is the reference of the card it is said under, in the channel as well when it is `broadcast`. With
    `sequels` it tells what came after those alerts (a new origin, a changed certainty, a correction).
    """

    outlet: str
    alerts: tuple[AlertView, ...]
    first_reading_of: str | None = None
    gathered: str = ""
    reference: str | None = None
    home: str | None = None
    notice: NoticeView | None = None
    thread: str | None = None
    broadcast: bool = False
    sequels: tuple[SequelView, ...] = ()


class DeliveryError(Exception):
    """An outlet did not take a card.

    `permanent`: trying again makes no sense until somebody mends it. `retry_after`: the outlet named a time.
    `uncertain`: the outlet may have taken it (the answer did not arrive), so it must not be sent again blindly.
    `mended_there`: whoever had the outlet follow can mend it, for example by an invitation, so they are told.
    `stops` says what else would fail now: "outlet" everything there, "method" this kind of call everywhere, "all".
    """

    def __init__(
        self,
        reason: str,
        *,
        permanent: bool = False,
        uncertain: bool = False,
        mended_there: bool = False,
        retry_after: timedelta | None = None,
        stops: str = "",
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.permanent = permanent
        self.uncertain = uncertain
        self.mended_there = mended_there
        self.retry_after = retry_after
        self.stops = stops


class CannotLook(Exception):
    """What an outlet was told cannot be read back there; the message says why."""


class Notifier(Protocol):
    """How an alert is said. Calls raise DeliveryError and nothing else."""

    #: Under this name all of its outlets are stopped when none of them can be told anything.
    name: str

    def takes(self, outlet: str) -> bool:
        """Whether this notifier speaks to that outlet (`#console`, a Slack channel, a person)."""
        ...

    def turn(self, outlet: str, do: str) -> float:
        """Seconds until its own pacing lets it `do` this there (send, edit or look). 0: now, and the turn is taken."""
        ...

    async def send(self, card: Card) -> str:
        """Say it for the first time; the answer is the outlet's reference to the message."""
        ...

    async def edit(self, card: Card) -> None:
        """Bring a card that was sent up to date (badge, counter of origins)."""
        ...

    async def find(self, card: Card, since: datetime) -> str | None:
        """The reference of a card that may have been sent since then; None when it was not. Raises CannotLook too."""
        ...
