"""What can go wrong between asking and reading.

FetchError
  Refused
  NoLinks
  Wall
"""

from datetime import datetime


class FetchError(Exception):
    """The source could not be read. `reason` is one sentence for people.

    `retry_after` (UTC) is when the publisher wants to be asked again, `gone` says it never does (410), `offline` says
    that it looks as if there were no network at all, so that a caller can say so once for all sources. `final`: asking
    again for this address would bring the same.
    """

    def __init__(
        self, reason: str, *, retry_after: datetime | None = None, gone: bool = False, offline: bool = False
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.retry_after = retry_after
        self.gone = gone
        self.offline = offline
        self.final = gone or isinstance(self, Refused)


class Refused(FetchError):
    """We did not ask: the address, the scheme or robots.txt forbids it."""


class NoLinks(FetchError):
    """A page that lists news has no link any more: it was rebuilt, or it is a wall. Never "nothing new"."""


class Wall(FetchError):
    """The answer is not the page that was asked for: a check for robots, a login, a cookie wall, an error, a shell."""
