"""When an outlet is told: at once, at its digest's hour, or once a pause, a mute or its quiet hours end. Pure; UTC."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo


class Pace(StrEnum):
    """How soon a follow tells. Of several follows that bring one alert the soonest counts."""

    NOW = "now"
    DAILY = "daily"
    WEEKLY = "weekly"


@dataclass(frozen=True, kw_only=True)
class Settings:
    """How an outlet wants to be told. `digest` is for follows that name no pace of their own.

    `digest_at` is wall time in `timezone`, `digest_day` 0 for Monday. `paused` without `paused_until` lasts until
    somebody ends it. `quiet` is from when to when nothing is told, wall times too. `threads`: later news goes into a
    card's thread; `broadcast`: what changes the truth's class is shown in the channel as well.
    """

    outlet: str
    paused: bool = False
    paused_until: datetime | None = None
    digest: Pace = Pace.NOW
    digest_at: time = time(8, 30)
    digest_day: int = 0
    timezone: str = "UTC"
    quiet: tuple[time, time] | None = None
    threads: bool = True
    broadcast: bool = True
    changed_by: str = ""


@dataclass(frozen=True, kw_only=True)
class Mute:
    """Something an outlet does not want to hear of for a while: a company (key) or a publisher (its name)."""

    id: int
    outlet: str
    name: str
    until: datetime
    muted_by: str
    company: str | None = None
    publisher: str | None = None


@dataclass(frozen=True, kw_only=True)
class Hold:
    """Why a delivery waits. `until` is None when only a person ends it. `by`: restore, pause, quiet, mute or digest."""

    by: str
    why: str
    until: datetime | None


def is_paused(settings: Settings, now: datetime) -> bool:
    return settings.paused and (settings.paused_until is None or settings.paused_until > now)


def hold(
    settings: Settings,
    mutes: tuple[Mute, ...],
    pace: Pace,
    company: str | None,
    publishers: frozenset[str],
    learnt_at: datetime,
    now: datetime,
) -> Hold | None:
    """Why a delivery to this outlet has to wait now; None when it may go out.

    A mute of a publisher holds what that publisher alone has told. A digest is due at its first hour after the news.
    """
    if is_paused(settings, now):
        until = settings.paused_until
        why = f"paused until {moment(until, settings)}" if until else "paused until somebody ends it"
        return Hold(by="pause", why=why, until=until)
    quiet = quiet_until(settings, now)
    if quiet is not None:
        return Hold(by="quiet", why=f"quiet hours until {moment(quiet, settings)}", until=quiet)
    for mute in mutes:
        about = (mute.company is not None and mute.company == company) or (
            mute.publisher is not None and publishers == {mute.publisher}
        )
        if about and mute.until > now:
            return Hold(by="mute", why=f"{mute.name} is muted until {moment(mute.until, settings)}", until=mute.until)
    pace = pace if pace is not Pace.NOW else settings.digest
    if pace is not Pace.NOW:
        due = next_digest(learnt_at, settings, weekly=pace is Pace.WEEKLY)
        if due > now:
            return Hold(by="digest", why=f"waits for the {pace} digest at {moment(due, settings)}", until=due)
    return None


def quiet_until(settings: Settings, now: datetime) -> datetime | None:
    """When the quiet hours we are in end; None outside them. A night is one span of time, also when clocks change."""
    if settings.quiet is None:
        return None
    begins, ends = settings.quiet
    zone = ZoneInfo(settings.timezone)
    today = now.astimezone(zone).date()
    for day in (today - timedelta(days=1), today):
        start = instant(day, begins, zone)
        end = instant(day if ends > begins else day + timedelta(days=1), ends, zone)
        if start <= now < end:
            return end
    return None


def instant(day: date, wall: time, zone: ZoneInfo) -> datetime:
    """A wall time as one moment: of two that a change of clocks makes the first, of one it skips the one after."""
    return datetime.combine(day, wall, tzinfo=zone).astimezone(UTC)


def next_digest(after: datetime, settings: Settings, *, weekly: bool) -> datetime:
    """The first digest hour after a moment. Wall time decides, so a change of clocks moves nothing for the reader."""
    zone = ZoneInfo(settings.timezone)
    day = after.astimezone(zone).date()
    while True:
        due = instant(day, settings.digest_at, zone)
        if due > after and (not weekly or day.weekday() == settings.digest_day):
            return due
        day += timedelta(days=1)


def moment(at: datetime, settings: Settings) -> str:
    """A time in the outlet's own zone, named."""
    here = at.astimezone(ZoneInfo(settings.timezone))
    return f"{here.day} {here:%b %Y, %H:%M} {here.tzname() or settings.timezone}"


def soonest(paces: list[Pace]) -> Pace:
    return min(paces, key=list(Pace).index)
