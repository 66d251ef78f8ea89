"""What a digest adds to the alerts it gathers: what else changed of what an outlet follows. Silent when nothing did."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage import changes, claims, follows, notices, outlets
from storage.domain.licence import Certainty, Event
from storage.domain.telling import Pace, Settings, is_paused, moment, next_digest, soonest
from storage.domain.views import ChangeView, EvidenceView, QuietView
from storage.follows import News, Rule
from storage.models import Alert, Delivery, Evidence, Follow, Meta, OutletSetting

#: The kind of such a notice.
DIGEST = "digest"
_TOLD = "digest "
#: Claims looked through, and names given, at most.
_LOOKED, _NAMED = 500, 6


async def any_due(session: AsyncSession, now: datetime) -> bool:
    """Whether the hour of an outlet's digest has come since its last."""
    return bool(await _due(session, now))


async def summarise(session: AsyncSession, now: datetime) -> int:
    """Keep a notice for every outlet whose hour has come and for which something changed; the answer is how many."""
    told = 0
    for chosen, since in await _due(session, now):
        lines = await _lines(session, chosen.outlet, since, now)
        await session.merge(Meta(key=_TOLD + chosen.outlet, value=now.isoformat()))
        if lines:
            text = "\n".join((f"Besides the alerts, since {moment(since, chosen)}:", *lines))
            await notices.tell(session, DIGEST, chosen.outlet, text, [chosen.outlet], now)
            told += 1
    return told


async def _due(session: AsyncSession, now: datetime) -> list[tuple[Settings, datetime]]:
    """(how it wants to be told, since when) for each outlet whose digest is due. One that is paused waits."""
    found = []
    for outlet, (pace, since) in (await _digested(session)).items():
        chosen = await outlets.settings(session, outlet)
        last = await session.get(Meta, _TOLD + outlet)
        before = datetime.fromisoformat(last.value) if last is not None else since
        if not is_paused(chosen, now) and next_digest(before, chosen, weekly=pace is Pace.WEEKLY) <= now:
            found.append((chosen, before))
    return found


async def _digested(session: AsyncSession) -> dict[str, tuple[Pace, datetime]]:
    """Outlets that are told by digest, how often, and since when: by their settings or by a follow of that pace."""
    found: dict[str, tuple[Pace, datetime]] = {}
    slow = select(Follow).where(col(Follow.removed_at).is_(None), Follow.pace != Pace.NOW.value)
    for follow in (await session.exec(slow.order_by(col(Follow.id)))).all():
        pace, since = found.get(follow.outlet, (Pace(follow.pace), follow.learnt_at))
        found[follow.outlet] = (soonest([pace, Pace(follow.pace)]), since)
    for row in (await session.exec(select(OutletSetting).where(OutletSetting.digest != Pace.NOW.value))).all():
        found[row.outlet] = (Pace(row.digest), row.learnt_at)
    return found


async def _lines(session: AsyncSession, outlet: str, since: datetime, now: datetime) -> list[str]:
    rules = [follows.rule_of(view) for view in await follows.of(session, outlet)]
    if not rules:
        return []
    moved = [change for change in await changes.moved(session, since) if _is_quieter(change) and _wanted(rules, change)]
    own = await _of_alerts(session, outlet, since)
    newest = await claims.learnt_since(session, since, changes.NEWS, _LOOKED)
    read = [claim for claim in newest if claim.id not in own and _wanted(rules, claim)]
    return [
        *(f"• {each.name}: now {each.new_certainty}, before {each.old_certainty}" for each in moved[:_NAMED]),
        *_read(read),
        *_gone_quiet(await changes.quiet(session, since, now)),
    ]


async def _of_alerts(session: AsyncSession, outlet: str, since: datetime) -> set[str]:
    """The claims that this outlet's alerts since then were raised on: the digest shows them there."""
    query = (
        select(Evidence.id)
        .join(Alert, col(Alert.licence_id) == col(Evidence.licence_id))
        .join(Delivery, col(Delivery.alert_id) == col(Alert.id))
        .where(Delivery.outlet == outlet, Alert.raised_at >= since, Evidence.learnt_at >= since)
        .where(col(Evidence.learnt_at) <= col(Alert.raised_at))
    )
    return {f"C{number}" for number in (await session.exec(query)).all()}


def _is_quieter(change: ChangeView) -> bool:
    """A moved state is an alert of its own; a moved certainty is not."""
    return change.old == change.new


def _wanted(rules: Sequence[Rule], what: ChangeView | EvidenceView) -> bool:
    materials: tuple[str, ...] = ()
    if isinstance(what, ChangeView):
        kind, company, name = what.role.value, what.company, what.name
    else:
        kind, company, name, materials = what.kind.value, what.company or "", what.subject, what.materials
    news = News(
        kind=kind,
        event=Event.GAINED,
        company=company,
        subject=name,
        support=Certainty.NOT_KNOWN,
        materials=materials,
        customers=(),
        grades=(),
        watched=False,
        text="",
    )
    return any(follows.wants(rule, news) for rule in rules)


def _read(read: Sequence[EvidenceView]) -> list[str]:
    if not read:
        return []
    names = list(dict.fromkeys(claim.subject for claim in read))
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    claims_ = f"{len(read)} claim{'s' if len(read) > 1 else ''}"
    return [f"• {claims_} newly read, on {', '.join(names[:_NAMED])}{more}"]


def _gone_quiet(found: Sequence[QuietView]) -> list[str]:
    if not found:
        return []
    names = ", ".join(f"{each.name}{' (fails)' if each.failing else ''}" for each in found[:_NAMED])
    return [f"• Sources gone quiet: {names}{f' and {len(found) - _NAMED} more' if len(found) > _NAMED else ''}"]
