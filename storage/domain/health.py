"""How sources fare, and what of it the admins are told: once when something breaks, once when it heals. Pure.

Many at once are one notice. Where it looks as if there were no network at all, that is said, once, for all of them.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from storage.domain import rhythm

#: Sources that break one after the other are gathered for this long.
GATHERED = timedelta(minutes=10)
#: So many are named in one notice.
_NAMED = 10
#: A connection is lost when it looks so twice in a row for so many of the sources, and none answered meanwhile.
_LOST = 0.5


@dataclass(frozen=True, kw_only=True)
class Standing:
    """One watched source. `noticed`: what the admins were told and not yet told to be over."""

    id: int
    name: str
    url: str
    active: bool
    failures: int
    failing_since: datetime | None
    offline: bool
    trouble: str
    noticed: str
    rhythm: timedelta | None
    last_success_at: datetime | None
    last_new_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class Told:
    """One notice: `kind` is failing, recovered, silent, heard, offline or online; `noticed` is what the sources it is
    about are marked with from now on.
    """

    kind: str
    about: tuple[int, ...]
    text: str
    noticed: str


def notices(
    standings: Sequence[Standing], now: datetime, *, offline_since: datetime | None, last_told: datetime | None
) -> list[Told]:
    """What the admins are to be told now. `offline_since`: they were told that the connection is lost, and are not yet
    told that it is back. `last_told`: when they were last told that sources fail.
    """
    told: list[Told] = []
    lost = _lost(standings)
    if (
        offline_since is not None
        and not lost
        and any(s.last_success_at and s.last_success_at > offline_since for s in standings)
    ):
        told.append(
            Told(
                kind="online",
                about=(),
                text=f"The connection is back, after {_length(now - offline_since)}.",
                noticed="",
            )
        )
    if lost and offline_since is None:
        active = sum(1 for s in standings if s.active)
        since = min(s.failing_since for s in lost if s.failing_since)
        text = (
            f"No connection: {_of(len(lost), active)} cannot be reached since {_time(since)}; trying again by itself."
        )
        told.append(Told(kind="offline", about=(), text=text, noticed=""))
    told += _failing(standings, now, last_told)
    told += _over(standings, now)
    return told


def is_failing(standing: Standing) -> bool:
    """Whether a source fails for long enough to tell somebody, and not for want of a network."""
    return standing.failures >= rhythm.FAILURES and not standing.offline


def is_silent(standing: Standing, now: datetime) -> bool:
    """Whether a source that answers has been without news for unusually long."""
    return standing.active and not standing.failures and rhythm.is_silent(standing.rhythm, standing.last_new_at, now)


def _lost(standings: Sequence[Standing]) -> list[Standing]:
    """The sources that show that there is no network; none when there is one."""
    active = [s for s in standings if s.active]
    lost = [s for s in active if s.offline and s.failing_since]
    if not lost or len(lost) < _LOST * len(active) or max(s.failures for s in lost) < 2:
        return []
    since = min(s.failing_since for s in lost if s.failing_since)
    return [] if any(s.last_success_at and s.last_success_at > since for s in active) else lost


def _failing(standings: Sequence[Standing], now: datetime, last_told: datetime | None) -> list[Told]:
    new = [s for s in standings if is_failing(s) and s.noticed != "failing"]
    if not new or (last_told is not None and now - last_told < GATHERED):
        return []
    return [Told(kind="failing", about=_ids(new), text=_said(new, "fails", "fail", _failure), noticed="failing")]


def _over(standings: Sequence[Standing], now: datetime) -> list[Told]:
    told = []
    if healed := [s for s in standings if s.noticed == "failing" and s.active and not s.failures]:
        text = _said(healed, "can be read again", "can be read again", lambda _: "")
        told.append(Told(kind="recovered", about=_ids(healed), text=text, noticed=""))
    if silent := [s for s in standings if not s.noticed and is_silent(s, now)]:
        text = _said(silent, "is unusually silent", "are unusually silent", lambda s: _silence(s, now))
        told.append(Told(kind="silent", about=_ids(silent), text=text, noticed="silent"))
    if heard := [
        s for s in standings if s.noticed == "silent" and s.active and not s.failures and not is_silent(s, now)
    ]:
        text = _said(heard, "has news again", "have news again", lambda _: "")
        told.append(Told(kind="heard", about=_ids(heard), text=text, noticed=""))
    return told


def _said(about: Sequence[Standing], one: str, many: str, why: Callable[[Standing], str]) -> str:
    if len(about) == 1:
        only = about[0]
        because = why(only)
        return f"{only.name} ({only.url}) {one}{f': {because}' if because else ''}."
    lines = [f"{len(about)} sources {many}:"]
    for each in about[:_NAMED]:
        because = why(each)
        lines.append(f"• {each.name} ({each.url}){f': {because}' if because else ''}")
    if len(about) > _NAMED:
        lines.append(f"and {len(about) - _NAMED} more; `lodestone source list` has them all.")
    return "\n".join(lines)


def _failure(standing: Standing) -> str:
    since = f" since {_time(standing.failing_since)}" if standing.failing_since else ""
    if not standing.active:
        return f"{standing.trouble}; it is asked no more"
    return f"{standing.trouble}; {standing.failures} failures in a row{since}"


def _silence(standing: Standing, now: datetime) -> str:
    if standing.rhythm is None or standing.last_new_at is None:
        return ""
    usual = _length(standing.rhythm)
    return f"nothing new for {_length(now - standing.last_new_at)}, while its news usually come {usual} apart"


def _ids(about: Sequence[Standing]) -> tuple[int, ...]:
    return tuple(s.id for s in about)


def _of(some: int, every: int) -> str:
    return f"{some} of {every} source{'s' if every != 1 else ''}"


def _time(moment: datetime | None) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC") if moment else ""


def _length(length: timedelta) -> str:
    seconds = length.total_seconds()
    for unit, noun in ((86_400, "day"), (3_600, "hour"), (60, "minute")):
        if seconds >= unit:
            number = round(seconds / unit)
            return f"{number} {noun}{'s' if number != 1 else ''}"
    return "less than a minute"
