"""How each outlet wants to be told, and what that holds back. Nothing held is ever lost: it goes out when it may."""

from collections.abc import AsyncIterator, Collection, Sequence
from datetime import datetime, time, timedelta
from functools import cache

from sqlalchemy import func
from sqlalchemy.orm import aliased
from sqlmodel import col, exists, or_, select, update
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.expression import SelectOfScalar

from storage import audit
from storage.domain.telling import Hold, Mute, Pace, Settings, hold
from storage.models import Alert, Company, Delivery, Evidence, Meta, OutletSetting, Source
from storage.models import Mute as MuteRow
from storage.prepared import Prepared

#: What was held travels as one card of this name, with why it was held.
GATHERED = "gathered"
_TITLES = {
    "pause": "While paused",
    "quiet": "In the quiet hours",
    "mute": "While muted",
    "daily": "Daily digest",
    "weekly": "Weekly digest",
    "burst": "Many at once",
}
#: Set in the record from a restore until an admin releases what waits.
RESTORED = "restored"
#: A delivery that a person let go, whatever holds others.
RELEASED = "released"
#: Deliveries read at once.
_AT_ONCE = 500
#: After a restore everything waits for a person.
HELD_BY_RESTORE = Hold(
    by="restore", why="a backup was restored: it may have been told since; an admin releases it", until=None
)
#: The longest pause or mute: what nobody misses for so long is better unfollowed.
LONGEST = timedelta(days=366)


async def settings(session: AsyncSession, outlet: str) -> Settings:
    """How this outlet wants to be told; what nobody chose is the default."""
    row = await session.get(OutletSetting, outlet)
    return _settings(row) if row else Settings(outlet=outlet)


async def change(session: AsyncSession, wanted: Settings, who: str, now: datetime) -> Settings:
    """Choose anew, with before and after in the audit. What waits is looked at again at the next delivery."""
    before = await settings(session, wanted.outlet)
    if before == wanted and before.changed_by:
        return before
    await session.merge(
        OutletSetting(
            outlet=wanted.outlet,
            paused=wanted.paused,
            paused_until=wanted.paused_until,
            digest=wanted.digest.value,
            digest_at=wanted.digest_at.strftime("%H:%M"),
            digest_day=wanted.digest_day,
            timezone=wanted.timezone,
            quiet_from=wanted.quiet[0].strftime("%H:%M") if wanted.quiet else None,
            quiet_until=wanted.quiet[1].strftime("%H:%M") if wanted.quiet else None,
            threads=wanted.threads,
            broadcast=wanted.broadcast,
            changed_by=who,
            learnt_at=now,
        )
    )
    await audit.write(session, who, "settings changed", wanted.outlet, now, before=words(before), after=words(wanted))
    await _look_again(session, wanted.outlet, now)
    return await settings(session, wanted.outlet)


async def mute(
    session: AsyncSession,
    outlet: str,
    name: str,
    until: datetime,
    who: str,
    now: datetime,
    *,
    company: str | None = None,
    publisher: str | None = None,
) -> Mute:
    """Hold back what concerns a company (key) or comes from one publisher alone, in this outlet, until then."""
    for held in await mutes(session, outlet, now):
        if (held.company, held.publisher) == (company, publisher):
            await unmute(session, outlet, held.id, who, now)
    row = MuteRow(
        outlet=outlet, company=company, publisher=publisher, name=name, until=until, muted_by=who, learnt_at=now
    )
    session.add(row)
    await session.flush()
    await audit.write(session, who, "muted", f"{name} in {outlet}", now, after=f"until {until.isoformat()}")
    return _mute(row)


async def unmute(session: AsyncSession, outlet: str, mute_id: int, who: str, now: datetime) -> Mute | None:
    """End a mute; what it held goes out. None when this outlet has no such mute."""
    row = await session.get(MuteRow, mute_id)
    if row is None or row.outlet != outlet or row.removed_at is not None:
        return None
    row.removed_at = now
    session.add(row)
    await session.flush()
    await audit.write(session, who, "unmuted", f"{row.name} in {outlet}", now)
    await _look_again(session, outlet, now)
    return _mute(row)


async def mutes(session: AsyncSession, outlet: str, now: datetime) -> tuple[Mute, ...]:
    """What this outlet does not hear of at present."""
    rows = await session.exec(
        select(MuteRow)
        .where(MuteRow.outlet == outlet, col(MuteRow.removed_at).is_(None), MuteRow.until > now)
        .order_by(col(MuteRow.id))
    )
    return tuple(_mute(row) for row in rows.all())


async def publisher(session: AsyncSession, typed: str) -> str | None:
    """The publisher or source of this name, as it stands on documents; None when nothing was read from it."""
    wanted = typed.strip().casefold()
    for asked in _publishers():
        names: list[tuple[str | None]] = await asked.rows(session)
        for (name,) in names:
            if name and name.casefold() == wanted:
                return name
    return None


@cache
def _publishers() -> tuple[Prepared, Prepared]:
    """Every publisher of evidence once, and of what is watched.

    The first are found in the index one behind the other, not among all that was said.
    """
    names = select(func.min(Evidence.publisher).label("name")).cte("publishers", recursive=True)
    after = select(func.min(Evidence.publisher)).where(col(Evidence.publisher) > names.c.name).correlate(names)
    names = names.union_all(select(after.scalar_subquery()).select_from(names).where(names.c.name.is_not(None)))
    watched = select(Source.publisher).where(Source.state != "removed", col(Source.publisher).is_not(None)).distinct()
    return Prepared(select(names.c.name)), Prepared(watched)


async def held(session: AsyncSession, outlet: str) -> int:
    """How many deliveries wait for this outlet because of what it chose."""
    mine = (Delivery.outlet == outlet, Delivery.state == "held", col(Delivery.held_by) != "")
    return (await session.exec(select(func.count()).where(*mine))).one()


async def restored(session: AsyncSession) -> str | None:
    """When the record was restored from a backup, as long as nobody released what waits since; else None."""
    found: str | None = await _RESTORED.value(session)
    return found


_RESTORED = Prepared(select(Meta.value).where(Meta.key == RESTORED))


async def hold_and_free(session: AsyncSession, about_to: Collection[str], now: datetime) -> None:
    """Hold what the outlets that are about to be told do not want now; let go, anywhere, what waited long enough.

    Several that are let go travel as one card. What waits for other outlets is looked at when its turn comes.
    """
    back = await restored(session)
    known: dict[str, tuple[Settings, tuple[Mute, ...]]] = {}
    freed: dict[tuple[str, str], list[Delivery]] = {}
    async for row in _each_waiting(session, about_to, now):
        if row.outlet not in known:
            known[row.outlet] = (await settings(session, row.outlet), await mutes(session, row.outlet, now))
        why = HELD_BY_RESTORE if back else await _why(session, row, *known[row.outlet], now)
        if why is not None:
            row.state, row.why, row.not_before, row.held_by = "held", why.why, why.until, why.by
        elif row.state == "held":
            freed.setdefault((row.outlet, row.held_by), []).append(row)
        session.add(row)
    for (_, by), group in freed.items():
        _free(group, by, known[group[0].outlet][0], now)
        session.add_all(group)
    await session.flush()
    await _bring_along(session, about_to)


async def _each_waiting(session: AsyncSession, about_to: Collection[str], now: datetime) -> AsyncIterator[Delivery]:
    """All of them, some hundred at a time: what stays as it is must not stand before what has to be held."""
    seen, more = 0, True
    while more:
        query = _waiting(about_to, now).where(col(Delivery.id) > seen).order_by(col(Delivery.id))
        rows = (await session.exec(query.limit(_AT_ONCE))).all()
        for row in rows:
            seen = row.id or 0
            yield row
        more = len(rows) == _AT_ONCE


async def _bring_along(session: AsyncSession, about_to: Collection[str]) -> None:
    """What is told now of a subject must not come before what waits of it: that goes out first, on its own.

    Whatever held it: the later one may have been let go by a person. Only what a restore holds may have been told.
    """
    later = aliased(Delivery)
    rows = await session.exec(
        select(Delivery).where(
            Delivery.state == "held",
            Delivery.held_by != HELD_BY_RESTORE.by,
            col(Delivery.outlet).in_(about_to),
            exists().where(
                col(later.outlet) == col(Delivery.outlet),
                col(later.subject) == col(Delivery.subject),
                col(later.id) > col(Delivery.id),
                col(later.state) == "pending",
            ),
        )
    )
    for row in rows.all():
        row.state, row.why, row.not_before, row.held_by = "pending", "later news of it is told now", None, RELEASED
        row.card = f"sequel {row.sequel}" if row.sequel else f"alert {row.alert_id}"
        session.add(row)
    await session.flush()


def _free(rows: Sequence[Delivery], by: str, chosen: Settings, now: datetime) -> None:
    own = next((row.pace for row in rows if row.pace != Pace.NOW), chosen.digest.value)
    label = own if by == "digest" else by
    cards = [row for row in rows if not row.sequel]
    for row in rows:
        row.state, row.why, row.not_before, row.held_by = "pending", "waits to be sent", None, ""
        if not row.sequel and (len(cards) > 1 or by == "digest"):
            row.card = f"{GATHERED} {label} {now.isoformat()}"


def gathered(card: str) -> str:
    """What a card that gathers deliveries is called; empty for any other."""
    head, _, rest = card.partition(" ")
    return _TITLES.get(rest.partition(" ")[0], "") if head == GATHERED else ""


async def _why(
    session: AsyncSession, row: Delivery, chosen: Settings, muted: tuple[Mute, ...], now: datetime
) -> Hold | None:
    company: Company | None = None
    publishers: frozenset[str] = frozenset()
    if muted:
        alert = await session.get_one(Alert, row.alert_id)
        company = await session.get(Company, alert.company_id) if alert.company_id else None
    if any(each.publisher for each in muted):
        told = await session.exec(select(Evidence.publisher).where(Evidence.licence_id == alert.licence_id))
        publishers = frozenset(name for name in told.all() if name)
    return hold(chosen, muted, Pace(row.pace), company.key if company else None, publishers, row.learnt_at, now)


def _waiting(about_to: Collection[str], now: datetime) -> SelectOfScalar[Delivery]:
    """Deliveries to look at: new ones an outlet may not want now, and held ones whose time has come."""
    # Plain subqueries: most records have no setting and no mute, and then this costs nothing.
    choosy = select(OutletSetting.outlet).where(
        or_(
            col(OutletSetting.paused),
            col(OutletSetting.digest) != Pace.NOW.value,
            col(OutletSetting.quiet_from).is_not(None),
        )
    )
    muting = select(MuteRow.outlet).where(col(MuteRow.removed_at).is_(None), MuteRow.until > now)
    fresh = (
        (col(Delivery.state) == "pending")
        & col(Delivery.outlet).in_(about_to)
        & col(Delivery.reference).is_(None)
        & (col(Delivery.held_by) != RELEASED)
        & or_(
            exists().where(col(Meta.key) == RESTORED),
            col(Delivery.pace) != Pace.NOW.value,
            col(Delivery.outlet).in_(choosy),
            col(Delivery.outlet).in_(muting),
        )
    )
    over = (col(Delivery.state) == "held") & (col(Delivery.held_by) != "") & (col(Delivery.not_before) <= now)
    return select(Delivery).where(or_(fresh, over))


async def _look_again(session: AsyncSession, outlet: str, now: datetime) -> None:
    """What is held in this outlet is due for another look, whatever it was held for."""
    await session.exec(
        update(Delivery)
        .where(col(Delivery.outlet) == outlet, col(Delivery.state) == "held", col(Delivery.held_by) != "")
        .values(not_before=now)
    )


def words(chosen: Settings) -> str:
    """Settings as a line for the audit."""
    paused = f"paused until {chosen.paused_until or 'ended'}" if chosen.paused else "not paused"
    at = f"{chosen.digest_at:%H:%M} {chosen.timezone}, weekday {chosen.digest_day}"
    quiet = f"quiet {quiet_words(chosen)}"
    threads = f"threads {'on' if chosen.threads else 'off'}, broadcast {'on' if chosen.broadcast else 'off'}"
    return f"{paused}; told {chosen.digest}, digest at {at}; {quiet}; {threads}"


def quiet_words(chosen: Settings) -> str:
    """`22:00-07:00`, or `off`."""
    return "-".join(f"{wall:%H:%M}" for wall in chosen.quiet) if chosen.quiet else "off"


def _settings(row: OutletSetting) -> Settings:
    return Settings(
        outlet=row.outlet,
        paused=row.paused,
        paused_until=row.paused_until,
        digest=Pace(row.digest),
        digest_at=time.fromisoformat(row.digest_at),
        digest_day=row.digest_day,
        timezone=row.timezone,
        quiet=(time.fromisoformat(row.quiet_from), time.fromisoformat(row.quiet_until))
        if row.quiet_from and row.quiet_until
        else None,
        threads=row.threads,
        broadcast=row.broadcast,
        changed_by=row.changed_by,
    )


def _mute(row: MuteRow) -> Mute:
    return Mute(
        id=row.id or 0,
        outlet=row.outlet,
        name=row.name,
        until=row.until,
        muted_by=row.muted_by,
        company=row.company,
        publisher=row.publisher,
    )
