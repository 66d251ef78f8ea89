"""What comes after a card: replies in its thread, and word to those who used its buttons. Rows first, then words."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage import notices, outlets
from storage.database import TO_TELL
from storage.domain.falling import Truth, news_between
from storage.domain.licence import Event
from storage.domain.views import SequelView
from storage.models import Alert, Delivery, Pressed, Sequel

#: The kind of the notice to whoever used a button of a card that fell. Its text is lines: alert, event, subject, why.
FELL = "fell"

#: States in which an outlet has a card, or may have it.
_HAVE = ("sent", "sending", "uncertain")


@dataclass(frozen=True, kw_only=True)
class Moved:
    """How the truth of one licence moved.

    `fate` is what ended it, None while it holds; `because` says in a sentence why it ended, or why something that
    carried it weighs no more. `raised`: an alert of its own tells of it.
    """

    before: Truth
    after: Truth
    fate: Event | None = None
    because: str = ""
    raised: bool = False


async def follow_up(session: AsyncSession, licence_id: int, moved: Moved, now: datetime) -> None:
    """Tell every outlet that has a card of this licence what changed, in the card's thread, once."""
    news = None if moved.raised else news_between(moved.before, moved.after, moved.because)
    cards = await cards_of(session, licence_id) if news else []
    if news is None or not cards:
        return
    alert = await session.get_one(Alert, cards[0].alert_id)
    sequel = Sequel(
        alert_id=alert.id or 0,
        kind=news.kind,
        key=str(alert.version),
        text=news.text,
        broadcast=news.broadcast,
        learnt_at=now,
    )
    session.add(sequel)
    await session.flush()
    for card in cards:
        # Where threads are switched off the card itself shows it; only what changes everything is said aloud.
        if not (news.broadcast or (await outlets.settings(session, card.outlet)).threads):
            continue
        session.add(
            Delivery(
                alert_id=card.alert_id,
                sequel=sequel.id or 0,
                subject=card.subject,
                outlet=card.outlet,
                card=f"sequel {sequel.id}",
                state="pending",
                why="waits to be sent",
                reason=card.reason,
                pace=card.pace,
                learnt_at=now,
            )
        )
        session.info[TO_TELL] = True
    await session.flush()


async def cards_of(session: AsyncSession, licence_id: int) -> list[Delivery]:
    """The first card of this licence in every outlet that has one, or may have it."""
    rows = await session.exec(
        select(Delivery)
        .join(Alert, col(Alert.id) == col(Delivery.alert_id))
        .where(
            Alert.licence_id == licence_id,
            Delivery.sequel == 0,
            col(Delivery.thread).is_(None),
            col(Delivery.state).in_(_HAVE),
        )
        .order_by(col(Delivery.id))
    )
    first: dict[str, Delivery] = {}
    for row in rows.all():
        first.setdefault(row.outlet, row)
    return list(first.values())


async def press(session: AsyncSession, alert_id: str, outlet: str, user: str, button: str, now: datetime) -> None:
    """Somebody used a button of a card; the first one is kept."""
    number = int(alert_id[1:])
    held = await session.exec(select(Pressed.id).where(Pressed.alert_id == number, Pressed.user == user))
    if held.first() is None and await session.get(Alert, number) is not None:
        session.add(Pressed(alert_id=number, outlet=outlet, user=user, button=button, learnt_at=now))
        await session.flush()


async def tell_pressers(session: AsyncSession, alert: Alert, because: str, now: datetime) -> None:
    """Everybody who used a button on a card of this licence learns once, by themselves, that it fell, and why."""
    rows = await session.exec(
        select(Pressed.user)
        .join(Alert, col(Alert.id) == col(Pressed.alert_id))
        .where(Alert.licence_id == alert.licence_id, col(Pressed.outlet) != col(Pressed.user))
    )
    users = [user for user in dict.fromkeys(rows.all()) if user[:1] in ("U", "W")]
    text = "\n".join((f"A{alert.id}", alert.event, alert.subject, because))
    await notices.tell(session, FELL, f"A{alert.id}", text, users, now)


async def views(session: AsyncSession, ids: list[int]) -> tuple[SequelView, ...]:
    """Sequels by number, oldest first."""
    rows = await session.exec(select(Sequel).where(col(Sequel.id).in_(ids)).order_by(col(Sequel.id)))
    return tuple(
        SequelView(
            id=f"S{row.id}",
            about=f"A{row.alert_id}",
            kind=row.kind,
            text=row.text,
            broadcast=row.broadcast,
            at=row.learnt_at,
        )
        for row in rows.all()
    )
