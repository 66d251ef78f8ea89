"""Who wants to hear what. Follows decide deliveries; an alert is a row whether or not anybody follows."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import bindparam, func
from sqlalchemy import select as columns
from sqlmodel import col, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage import audit, claims, licences, watchlist
from storage.domain import assessment
from storage.domain.licence import LOSSES, Certainty, Event
from storage.domain.telling import Pace, soonest
from storage.domain.views import FollowView, LicenceView, Summary
from storage.models import Follow
from storage.prepared import Prepared

#: What a follow can ask for, in the order people read it.
KINDS = ("exporters", "customers", "smco", "losses", "regime", "figures", "watchlist")
_KIND_OF = {"exporter": "exporters", "customer": "customers", "smco_producer": "smco"}
#: Publishers nobody judged count below E.
_UNJUDGED = "F"


@dataclass(frozen=True, kw_only=True)
class Rule:
    """Values of one field are alternatives, different fields must all hold. Empty means no limit.

    `companies` and `customers` are company keys, `materials` such as `SmCo`, `tier` the worst publisher grade wanted.
    `minimum` is held against how far the best report carries it: a reported gain that is disputed is still told.
    """

    kinds: tuple[str, ...] = ()
    companies: tuple[str, ...] = ()
    materials: tuple[str, ...] = ()
    customers: tuple[str, ...] = ()
    minimum: Certainty = Certainty.REPORTED
    tier: str | None = None
    excepted: tuple[str, ...] = ()
    pace: Pace = Pace.NOW

    def words(self) -> str:
        """The rule in the words that would make it again; the order in which they were given does not matter."""
        parts = [kind for kind in KINDS if kind in self.kinds]
        parts += [f'company:"{key}"' for key in sorted(self.companies)]
        parts += [f"material:{material}" for material in sorted(self.materials)]
        parts += [f"customer:{key}" for key in sorted(self.customers)]
        parts += [f"min:{self.minimum.value.replace(' ', '-')}"]
        parts += [f"tier:{self.tier}"] if self.tier else []
        parts += [f'except:"{text}"' for text in sorted(self.excepted)]
        parts += [self.pace.value] if self.pace is not Pace.NOW else []
        return " ".join(parts)


@dataclass(frozen=True, kw_only=True)
class News:
    """What a rule is held against: one alert as it stands. `grades` are its publishers' letters."""

    kind: str
    event: Event
    company: str | None
    subject: str
    support: Certainty
    materials: tuple[str, ...]
    customers: tuple[str, ...]
    grades: tuple[str | None, ...]
    watched: bool
    text: str


def wants(rule: Rule, news: News) -> bool:
    """Whether a rule brings this news, its minimum certainty left aside (that is asked when certainty moves)."""
    return _unwanted(rule, news) is None


def kept_away(view: FollowView, news: News, raised_at: datetime) -> str:
    """What kept this news from whoever follows so, in a few words."""
    rule = rule_of(view)
    unwanted = _unwanted(rule, news)
    if unwanted is not None:
        return unwanted
    if not assessment.reaches(news.support, rule.minimum):
        return f"follows from {rule.minimum} on, and this is {news.support}"
    if view.since is not None and view.since > raised_at:
        return "was made after the alert, and a follow brings no past ones"
    return "would bring it now; it did not when the alert was raised"


def _unwanted(rule: Rule, news: News) -> str | None:
    """The first condition that this news does not meet, in words; None when it meets all."""
    if not _wants_kind(rule.kinds, news):
        return f"asks for {', '.join(rule.kinds)}, and this is {_KIND_OF.get(news.kind, news.kind)}, {news.event}"
    if rule.companies and news.company not in rule.companies:
        return f"asks for {', '.join(rule.companies[:3])} only"
    if rule.materials and not {m.casefold() for m in rule.materials} & {m.casefold() for m in news.materials}:
        return f"asks for {', '.join(rule.materials)}, and this names {', '.join(news.materials) or 'no material'}"
    if rule.customers and not set(rule.customers) & {*news.customers, news.company}:
        return f"asks for the customer {', '.join(rule.customers[:3])}"
    if rule.tier is not None and not any((g or _UNJUDGED) <= rule.tier for g in news.grades):
        return f"asks for a publisher graded {rule.tier} or better"
    for text in rule.excepted:
        if text.casefold() in f"{news.subject} {news.text}".casefold():
            return f"leaves out “{text}”"
    return None


def _wants_kind(kinds: tuple[str, ...], news: News) -> bool:
    if not kinds:
        return True
    own = {_KIND_OF.get(news.kind, news.kind)}
    # Whoever follows losses is warned of one, too.
    if news.event in LOSSES or (news.event is Event.REMINDER and news.kind in _KIND_OF):
        own.add("losses")
    if news.watched:
        own.add("watchlist")
    return bool(own & set(kinds))


async def add(session: AsyncSession, outlet: str, rule: Rule, who: str, now: datetime) -> Summary:
    """Follow; the same rule again is the same follow. Answered with what holds now, never with past alerts."""
    words = rule.words()
    held = await session.exec(
        select(Follow).where(Follow.outlet == outlet, Follow.rule == words, col(Follow.removed_at).is_(None))
    )
    row = held.first()
    if row is not None:
        return Summary(follow=_view(row), holding=await _holding(session, rule, now))
    row = Follow(
        outlet=outlet,
        kinds=list(rule.kinds),
        companies=list(rule.companies),
        materials=list(rule.materials),
        customers=list(rule.customers),
        excepted=list(rule.excepted),
        minimum=rule.minimum,
        tier=rule.tier,
        pace=rule.pace,
        rule=words,
        created_by=who,
        learnt_at=now,
    )
    session.add(row)
    await session.flush()
    await audit.write(session, who, "follow added", f"W{row.id} in {outlet}", now, after=words)
    return Summary(follow=_view(row), holding=await _holding(session, rule, now))


async def of(
    session: AsyncSession, outlet: str, *, limit: int | None = None, offset: int = 0
) -> tuple[FollowView, ...]:
    """What this outlet follows, oldest first."""
    page = {} if limit is None else {"limit": limit, "offset": offset}
    return tuple(map(_view, await _of(limit is not None).rows(session, outlet=outlet, **page)))


@cache
def _of(cut: bool) -> Prepared:
    query: Any = columns(*Follow.__table__.columns)  # type: ignore[attr-defined]
    query = query.where(col(Follow.outlet) == bindparam("outlet"), col(Follow.removed_at).is_(None))
    query = query.order_by(col(Follow.id))
    return Prepared(query.offset(bindparam("offset")).limit(bindparam("limit")) if cut else query)


async def count(session: AsyncSession, outlet: str) -> int:
    """How many follows this outlet has."""
    live = (Follow.outlet == outlet, col(Follow.removed_at).is_(None))
    return (await session.exec(select(func.count()).where(*live))).one()


async def makers(session: AsyncSession, outlet: str) -> tuple[str, ...]:
    """Who had this outlet follow something, each once."""
    return tuple(dict.fromkeys(row.created_by for row in await _live(session, outlet)))


async def remove(
    session: AsyncSession, outlet: str, which: str | Rule | None, who: str, now: datetime
) -> tuple[FollowView, ...]:
    """Stop one follow by id (`W12`) or by its rule, or all of this outlet (None); the answer is what stopped."""
    rows = await _live(session, outlet)
    if isinstance(which, Rule):
        rows = [row for row in rows if row.rule == which.words()]
    elif which is not None:
        rows = [row for row in rows if f"W{row.id}".casefold() == which.strip().casefold()]
    for row in rows:
        row.removed_at, row.removed_by = now, who
        session.add(row)
        await audit.write(session, who, "follow removed", f"W{row.id} in {outlet}", now, before=row.rule)
    await session.flush()
    return tuple(_view(row) for row in rows)


async def get(session: AsyncSession, follow_id: str) -> FollowView | None:
    """One live follow by its short id, wherever it tells; None when there is none."""
    number = follow_id[1:]
    row = await session.get(Follow, int(number)) if number.isdigit() else None
    return _view(row) if row is not None and row.removed_at is None else None


async def by(session: AsyncSession, user: str) -> tuple[FollowView, ...]:
    """What a person follows for themselves, and what they made channels follow, oldest first."""
    mine = or_(col(Follow.created_by) == user, col(Follow.outlet) == user)
    rows = await session.exec(select(Follow).where(mine, col(Follow.removed_at).is_(None)).order_by(col(Follow.id)))
    return tuple(_view(row) for row in rows.all())


async def everywhere(session: AsyncSession) -> tuple[FollowView, ...]:
    """Every follow there is, oldest first."""
    rows = await session.exec(select(Follow).where(col(Follow.removed_at).is_(None)).order_by(col(Follow.id)))
    return tuple(_view(row) for row in rows.all())


async def matching(session: AsyncSession, news: News, since: Certainty) -> list[tuple[str, str, Pace]]:
    """(outlet, why, how soon) for every outlet this news reaches now and did not while its support was `since`."""
    found: dict[str, tuple[str, Pace]] = {}
    for row in (await session.exec(select(Follow).where(col(Follow.removed_at).is_(None)))).all():
        rule = _rule(row)
        crossed = assessment.reaches(news.support, rule.minimum) and not assessment.reaches(since, rule.minimum)
        if crossed and wants(rule, news):
            held = found.get(row.outlet)
            if held is None or soonest([rule.pace, held[1]]) is not held[1]:
                found[row.outlet] = (f"W{row.id} ({row.rule})", rule.pace)
    return [(outlet, why, pace) for outlet, (why, pace) in found.items()]


async def _holding(session: AsyncSession, rule: Rule, now: datetime) -> tuple[LicenceView, ...]:
    watched = await watchlist.keys(session)
    grades = await claims.best_grades(session) if rule.tier else {}
    return tuple(
        view
        for view in await licences.current(session, now)
        if assessment.reaches(view.support, rule.minimum) and wants(rule, news_of(view, watched, grades.get(view.id)))
    )


def news_of(licence: LicenceView, watched: frozenset[str], grade: str | None) -> News:
    """A licence as it holds now, as if it were told today. `grade` is the best of its publishers' letters."""
    return News(
        kind=licence.role.value,
        event=Event.GAINED,
        company=licence.company,
        subject=licence.name,
        support=licence.support,
        materials=licence.materials,
        customers=licence.customers,
        grades=(grade,),
        watched=licence.company in watched,
        text="",
    )


async def _live(session: AsyncSession, outlet: str) -> list[Follow]:
    live = select(Follow).where(Follow.outlet == outlet, col(Follow.removed_at).is_(None)).order_by(col(Follow.id))
    return list((await session.exec(live)).all())


def rule_of(view: FollowView) -> Rule:
    """The rule of a follow, to begin another from."""
    return Rule(
        kinds=view.kinds,
        companies=view.companies,
        materials=view.materials,
        customers=view.customers,
        minimum=view.minimum,
        tier=view.tier,
        excepted=view.excepted,
        pace=view.pace,
    )


def _rule(row: Follow) -> Rule:
    return Rule(
        kinds=tuple(row.kinds),
        companies=tuple(row.companies),
        materials=tuple(row.materials),
        customers=tuple(row.customers),
        minimum=Certainty(row.minimum),
        tier=row.tier,
        excepted=tuple(row.excepted),
        pace=Pace(row.pace),
    )


def _view(row: Any) -> FollowView:
    return FollowView(
        id=f"W{row.id}",
        outlet=row.outlet,
        kinds=tuple(row.kinds),
        companies=tuple(row.companies),
        materials=tuple(row.materials),
        customers=tuple(row.customers),
        minimum=Certainty(row.minimum),
        created_by=row.created_by,
        words=row.rule,
        excepted=tuple(row.excepted),
        tier=row.tier,
        pace=Pace(row.pace),
        since=row.learnt_at,
    )
