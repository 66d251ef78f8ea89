"""How a story tells the record what was read: a claim in a line, a document in a call, and what came of it."""

import itertools
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlmodel import func, select

from storage import alerts, claims, companies, documents, evidence, follows, licences, reviews
from storage.database import Database
from storage.domain import origins
from storage.domain.claim import Attribution, Claim, ClaimStatus, Door, Reading, SubjectKind
from storage.domain.licence import Certainty, LicenceKind, Role
from storage.domain.views import AlertView, CompanyView, EvidenceView, LicenceInFull, ReviewView, Summary
from storage.evidence import Recorded
from storage.models import Document, Source

#: Now, wherever a story needs one. Time is an argument everywhere; nothing reads the computer's clock.
T0 = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)

MAKER = "Lodemag Materials"
BUYER = "Velomotor Group"

_numbers = itertools.count(1)


def day(number: int) -> str:
    """The n-th day of the story as a publisher prints it; day 0 is T0."""
    return (T0.date() + timedelta(days=number)).isoformat()


def on(number: int) -> date:
    return T0.date() + timedelta(days=number)


def says(
    subject: str = MAKER,
    status: ClaimStatus = ClaimStatus.GRANTED,
    *,
    kind: SubjectKind = SubjectKind.EXPORTER,
    licence: LicenceKind = LicenceKind.GENERAL,
    door: Door | None = None,
    **facts: Any,
) -> Claim:
    """A plain sentence about somebody's licence. What is no gain is kept, as reading does it."""
    gains = (ClaimStatus.GRANTED, ClaimStatus.COVERED, ClaimStatus.RENEWED)
    plain = status in gains and licence is LicenceKind.GENERAL
    return Claim(
        subject=subject,
        kind=kind,
        licence=licence,
        status=status,
        quote=f"{subject} … {status.value}",
        door=door or (Door.ALERT if plain else Door.KEEP),
        **facts,
    )


def reuters(subject: str = MAKER, status: ClaimStatus = ClaimStatus.GRANTED, **facts: Any) -> Claim:
    """The sentence with its source: people who spoke to Reuters."""
    return says(subject, status, **{"attribution": Attribution.ANONYMOUS, "outlet": "Reuters"} | facts)


def denial(subject: str = MAKER, **facts: Any) -> Claim:
    """The company itself says that it is not so."""
    return says(subject, ClaimStatus.DENIED, **{"attribution": Attribution.COMPANY, "speaker": subject} | facts)


async def company(db: Database, name: str = MAKER, *roles: Role, key: str | None = None) -> None:
    async with db.write() as session:
        await companies.add(session, name, now=T0, cause="seed", roles=roles or (Role.EXPORTER,), key=key)


async def source(db: Database, url: str = "https://wire.example/feed", **facts: Any) -> int:
    """A source whose first reading is still running, unless `first_read_at` says that it is over."""
    async with db.write() as session:
        row = Source(
            **{"url": url, "fetch_url": url, "kind": "feed", "name": "Wire", "cause": "person", "learnt_at": T0} | facts
        )
        session.add(row)
        await session.flush()
        assert row.id is not None
        return row.id


async def keep(
    db: Database,
    *,
    url: str | None = None,
    text: str | None = None,
    published: str | None = None,
    publisher: str | None = "Daily Magnet",
    grade: str | None = None,
    source_id: int | None = None,
    first_reading: bool = False,
    now: datetime = T0,
) -> int:
    """Keep a text; every call is another address and another text unless the story says otherwise."""
    number = next(_numbers)
    async with db.write() as session:
        await documents.keep(
            session,
            url=url or f"https://news.example/{number}",
            title="News",
            text=text or f"text {number}",
            published=published or day(0),
            publisher=publisher,
            grade=grade,
            source_id=source_id,
            first_reading=first_reading,
            now=now,
        )
        return await _newest_document(session)


async def record(db: Database, *claims: Claim, now: datetime = T0, cause: str = "source", **printed: Any) -> Recorded:
    """Somebody printed this; the record keeps it and moves what it moves."""
    document = await keep(db, now=now, **printed)
    return await reread(db, document, *claims, now=now, cause=cause)


async def reread(db: Database, document: int, *claims: Claim, now: datetime = T0, cause: str = "source") -> Recorded:
    async with db.write() as session:
        return await evidence.record(session, document, Reading(claims=claims), now, cause=cause)


async def follow(db: Database, outlet: str = "C1", now: datetime = T0, **rule: Any) -> Summary:
    async with db.write() as session:
        return await follows.add(session, outlet, follows.Rule(**rule), "U1", now)


async def all_alerts(db: Database, now: datetime = T0) -> tuple[AlertView, ...]:
    async with db.read() as session:
        return await alerts.all(session, now)


async def told(db: Database) -> list[tuple[str, str]]:
    """Every alert as (subject, event), oldest first."""
    return [(alert.subject, alert.event.value) for alert in await all_alerts(db)]


async def outlets(db: Database) -> list[tuple[str, str]]:
    """Every delivery as (outlet, state), by alert."""
    return [(d.outlet, d.state) for alert in await all_alerts(db) for d in alert.deliveries]


async def open_reviews(db: Database) -> tuple[ReviewView, ...]:
    async with db.read() as session:
        return await reviews.open(session)


async def who(db: Database, typed: str = MAKER, now: datetime = T0) -> CompanyView:
    async with db.read() as session:
        found = await licences.look_up(session, typed, now)
    assert isinstance(found, CompanyView), f"{typed} is nobody's name; nearest: {found.nearest}"
    return found


async def licence(db: Database, typed: str = MAKER, now: datetime = T0) -> LicenceInFull:
    """The one licence this company is said to hold."""
    found = (await who(db, typed, now)).licences
    assert len(found) == 1, f"{typed} has {len(found)} licences"
    return found[0]


async def kept(db: Database) -> Sequence[EvidenceView]:
    async with db.read() as session:
        return await claims.newest(session, limit=1000)


async def waiting(db: Database, source_id: int) -> tuple[int, ...]:
    async with db.read() as session:
        return await documents.unread_ids(session, source_id)


async def _newest_document(session: Any) -> int:
    newest: int = (await session.exec(select(func.max(Document.id)))).one()
    return newest


#: For stories about certainty, in the ladder's order.
LADDER = (Certainty.NOT_KNOWN, Certainty.CLAIMED, Certainty.REPORTED, Certainty.CONFIRMED)


def heard(number: int = 1, after: int = 0, held: int | None = None, **facts: Any) -> origins.Testimony:
    """One testimony, printed so many days into the story: a bare sentence in a paper nobody judged.

    `held`: the text itself dates the event, so many days into the story.
    """
    printed = on(after)
    plain: dict[str, Any] = {
        "id": number,
        "subject": MAKER,
        "kind": SubjectKind.EXPORTER,
        "licence": LicenceKind.GENERAL,
        "status": ClaimStatus.GRANTED,
        "held_on": printed if held is None else min(on(held), printed),
        "published_on": printed,
        "stated": held is not None,
        "exact": held is not None,
        "attribution": Attribution.NONE,
        "speaker": None,
        "self_spoken": False,
        "own_publication": False,
        "outlet": None,
        "publisher": "Daily Magnet",
        "grade": None,
        "hedged": False,
        "scope": None,
    }
    return origins.Testimony(**plain | facts)


def from_wire(number: int = 1, after: int = 0, **facts: Any) -> origins.Testimony:
    """People who spoke to Reuters, read at Reuters."""
    told: dict[str, Any] = {"attribution": Attribution.ANONYMOUS, "outlet": "Reuters", "grade": "B"}
    return heard(number, after, **told | facts)
