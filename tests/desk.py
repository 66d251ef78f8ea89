"""A whole Lodestone on a desk: a real record, a newsstand for the web, one ear for all outlets, a clock by hand."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from jobs.deliver import CannotLook, Card, DeliveryError, deliver_pending
from jobs.fetch import Fetcher
from jobs.poll import Outcome, poll_due
from storage import alerts, claims, follows, licences, reviews, seeding, sources
from storage.database import Database
from storage.domain.licence import Certainty
from storage.domain.views import AlertView, CompanyView, EvidenceView, ReviewView, Unknown
from tests.newsstand import Newsstand

T0 = datetime(2026, 11, 22, 9, 40, tzinfo=UTC)


@dataclass
class Ear:
    """Hears what every outlet is told, in order; what is edited is heard as an edit of the first card."""

    sent: list[Card] = field(default_factory=list)
    edits: list[Card] = field(default_factory=list)
    fails_with: list[DeliveryError] = field(default_factory=list)
    name: str = "ear"

    def takes(self, outlet: str) -> bool:
        return True

    def turn(self, outlet: str, do: str) -> float:
        return 0.0

    async def find(self, card: Card, since: datetime) -> str | None:
        raise CannotLook("an ear keeps nothing")

    async def send(self, card: Card) -> str:
        if self.fails_with:
            raise self.fails_with.pop(0)
        self.sent.append(card)
        return f"ts{len(self.sent)}"

    async def edit(self, card: Card) -> None:
        self.edits.append(card)

    def subjects(self) -> list[list[str]]:
        return [[alert.subject for alert in card.alerts] for card in self.sent]


@dataclass
class Desk:
    """The product without Slack and without the web."""

    db: Database
    newsstand: Newsstand
    fetcher: Fetcher
    ear: Ear
    now: datetime = T0

    async def watch(self, url: str, kind: str = "feed") -> None:
        async with self.db.write() as session:
            await sources.add(session, url, kind, "U1", self.now)

    async def follow(self, outlet: str = "C1", *kinds: str, minimum: Certainty = Certainty.REPORTED) -> follows.Summary:
        async with self.db.write() as session:
            rule = follows.Rule(kinds=kinds or ("exporters", "customers", "smco"), minimum=minimum)
            return await follows.add(session, outlet, rule, "U1", self.now)

    async def poll(self, later: timedelta = timedelta(minutes=30)) -> list[Outcome]:
        """Time goes on, every source is asked, what is due is told."""
        self.now += later
        outcomes = await poll_due(self.db, self.fetcher, lambda: self.now, everything=True)
        await self.tell()
        return outcomes

    async def tell(self) -> int:
        return await deliver_pending(self.db, [self.ear], lambda: self.now, lambda: False)

    async def alerts(self) -> tuple[AlertView, ...]:
        async with self.db.read() as session:
            return await alerts.all(session, self.now)

    async def reviews(self) -> tuple[ReviewView, ...]:
        async with self.db.read() as session:
            return await reviews.open(session)

    async def evidence(self) -> tuple[EvidenceView, ...]:
        async with self.db.read() as session:
            return await claims.newest(session, limit=200)

    async def who(self, typed: str) -> CompanyView | Unknown:
        async with self.db.read() as session:
            return await licences.look_up(session, typed, self.now)

    async def seed(self, *only: str) -> None:
        async with self.db.write() as session:
            await seeding.seed(session, self.now, only=only)


@asynccontextmanager
async def desk(where: Path | str, *, seeds: Sequence[str] | None = ("companies",)) -> AsyncIterator[Desk]:
    """A desk over the record of this address, or a new one in this folder.

    `seeds` names what is loaded, empty for everything, None for nothing.
    """
    db = Database(where if isinstance(where, str) else f"sqlite+aiosqlite:///{where / 'record.db'}")
    if await db.needs_upgrade():
        await db.upgrade()
    newsstand = Newsstand()
    try:
        async with Fetcher(
            contact=None, allow_private=(), transport=newsstand.transport, clock=lambda: made.now
        ) as fetcher:
            made = Desk(db=db, newsstand=newsstand, fetcher=fetcher, ear=Ear())
            if seeds is not None:
                await made.seed(*seeds)
            yield made
    finally:
        await db.close()
