"""How well we did, from what people decided and what fell since: counts with what they rest on, no scores. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

#: How far back it looks.
WINDOW = timedelta(days=90)
#: Fewer judgements than this say little, and the answer says so.
FEW = 20


@dataclass(frozen=True, kw_only=True)
class Told:
    """One alert about a licence. `printed_at` is when the first report of it appeared, None without a time of day.

    `fate` is what became of it (corrected, withdrawn, ... or empty), `judged` whether a person decided on one of its
    readings: True it was right, False it was not, None nobody did. `by_person`: an admin had to file it.
    """

    raised_at: datetime
    printed_at: datetime | None
    fate: str
    judged: bool | None
    by_person: bool
    first_reading: bool


@dataclass(frozen=True, kw_only=True)
class Quality:
    """The last WINDOW. `right`, `wrong` and `unjudged` add up to `told`; `missed` were told only because an admin filed
    them. `delays` are from print to alert, shortest first. `readings_right` and `readings_wrong` are people's answers
    to our questions. `silent` and `failing` name sources as they fare now, of `sources` watched.
    """

    told: int
    right: int
    wrong: int
    withdrawn: int
    missed: int
    delays: tuple[timedelta, ...]
    readings_right: int
    readings_wrong: int
    disputes: int
    seen: int
    sources: int
    silent: tuple[str, ...] = field(default=())
    failing: tuple[str, ...] = field(default=())

    @property
    def unjudged(self) -> int:
        return self.told - self.right - self.wrong

    @property
    def judgements(self) -> int:
        """How many decisions of people all of this rests on."""
        return self.readings_right + self.readings_wrong

    def delay(self, share: float) -> timedelta | None:
        """The delay that this share of alerts kept within; None when none could be measured."""
        if not self.delays:
            return None
        return self.delays[min(int(share * len(self.delays)), len(self.delays) - 1)]


def right(told: Sequence[Told]) -> int:
    """Alerts a person found right and that stand."""
    return sum(1 for each in told if each.judged and each.fate != "corrected")


def wrong(told: Sequence[Told]) -> int:
    """Alerts that were corrected, or whose reading a person rejected."""
    return sum(1 for each in told if each.fate == "corrected" or each.judged is False)


def delays(told: Sequence[Told]) -> tuple[timedelta, ...]:
    """From print to alert, where a time of day was printed. What a first reading found is old by nature."""
    return tuple(
        sorted(
            max(each.raised_at - each.printed_at, timedelta())
            for each in told
            if each.printed_at is not None and not each.first_reading and not each.by_person
        )
    )
