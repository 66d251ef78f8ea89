"""What the calendar alone brings about: a period comes to its end, and nobody has to print anything. Pure.

Days are calendar days in UTC. A general licence is reported as year-long and its issue date is hardly ever published
(https://www.worldjournal.com/wj/story/121474/9178168), so its end is a window: it can have been issued some time before
the first report of it, and not after.
"""

from collections.abc import Sequence
from datetime import date, timedelta

from storage.domain.assessment import SURE
from storage.domain.law import TEXTS_DISAGREE, Ending, EventView
from storage.domain.licence import Certainty, LicenceState, Role

#: Days before an end on which it is told.
STEPS = (60, 30, 14, 7, 1)
#: What `due` answers once the end has passed.
OVER = 0
#: So long after a day of the regime it is still told that it came.
LATE = timedelta(days=7)

#: How long before its first report a licence can have been issued, as far as anybody can say: those reported on
#: 2025-12-02 were being decided on in October and November (https://www.globaltimes.cn/page/202510/1345821.shtml).
_UNREPORTED = timedelta(days=31)


def due(end: date, today: date, known_since: date) -> int | None:
    """The newest reminder that is due for this (last) day: so many days before it, OVER once it has passed.

    Only the newest: whoever was away for a week hears of one. None when the first is still to come, and when its day
    had come by the time we learnt of the end: then that news has said when it is.
    """
    left = (end - today).days
    step = OVER if left < 0 else min((step for step in STEPS if left <= step), default=None)
    if step is None:
        return None
    came = end + timedelta(days=1) if step == OVER else end - timedelta(days=step)
    return step if came > known_since else None


def told(end: date, step: int, on: date) -> bool:
    """Whether a reminder told on that day was one of this end: one that moved by less than a quarter of what was left
    is the same, one that moved by more is reminded of anew."""
    return on >= end - timedelta(days=step + step // 4)


def due_day(day: date, today: date, known_since: date) -> int | None:
    """The same for a day the regime names: so many days before it, OVER on the day itself, or within the week after
    it if nobody could tell it then."""
    left = (day - today).days
    if left > 0:
        return due(day, today, known_since)
    return OVER if -left <= LATE.days and day > known_since else None


def day_in_words(event: EventView, texts: Sequence[Ending], today: date) -> str:
    """What a reminder of such a day says. `texts` are what is in print about it; days that differ are all named."""
    left = (event.on - today).days
    away = "is today" if left == 0 else f"was {_days(-left)} ago" if left < 0 else f"is {_days(left)} away"
    said = f"{_day(event.on)} {away}. {event.summary}"
    if len({text.on for text in texts}) < 2:
        return said
    named = "; ".join(f"{_day(text.on)} ({text.says})" for text in texts)
    return f"{said} In print: {named}. {TEXTS_DISAGREE.text}"


def _days(number: int) -> str:
    return f"{number} day" if number == 1 else f"{number} days"


def window(valid_until: date, issue_date_known: bool) -> tuple[date, date]:
    """The first and the last day on which the period may end; one and the same when the issue date is known."""
    return (valid_until if issue_date_known else valid_until - _UNREPORTED), valid_until


def in_words(
    name: str, role: Role, state: LicenceState, certainty: Certainty, valid_until: date, issue_date_known: bool
) -> str:
    """What a reminder says: whose licence, how sure of it we are, when it ends as far as known."""
    whose = f"{_whose(name, role)} ({SURE[certainty]})"
    if state in (LicenceState.SUSPENDED, LicenceState.REVOKED, LicenceState.EXPIRED):
        return f"{whose} was {state} before its period ended."
    if state is LicenceState.LAPSED:
        ended = _day(valid_until) if issue_date_known else f"about {_day(valid_until)}, reckoned as year-long"
        return f"{whose} lapsed as far as known, no renewal seen: the period ended {ended}."
    if issue_date_known:
        return f"{whose} ends on {_day(valid_until)}; no renewal on record."
    first, last = window(valid_until, issue_date_known)
    return (
        f"{whose} may end between {_day(first)} and {_day(last)}: such licences were reported as year-long, and its "
        "issue date is not known; no renewal on record."
    )


def _whose(name: str, role: Role) -> str:
    if role is Role.CUSTOMER:
        return f"The general export licence of its suppliers that {name} is covered by"
    smco = " for samarium-cobalt" if role is Role.SMCO_PRODUCER else ""
    return f"The general export licence{smco} of {name}"


def _day(when: date) -> str:
    return f"{when.day} {when:%b %Y}"
