"""A real record on a temporary file, and whoever asks it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from bot import commands
from bot.access import Asker, at_console
from bot.commands import Answer
from storage import admins, companies, documents, evidence, seeding
from storage.database import Database
from storage.domain.claim import Attribution, Claim, ClaimStatus, Door, Figure, Reading, Scope, Series, SubjectKind
from storage.domain.licence import LicenceKind, Role
from tests.bot.situations import T0
from tests.conftest import Records
from tests.fake_slack import FakeSlack, fake_slack

CONSOLE = at_console()
ANN = Asker(user="U0ANN", channel="C0MAGNETS")

LANXI = "Lanxi Magnetics has been given a general licence for some of its customers, two people said."
ORRIN = "Orrin Motors said its magnet suppliers are covered by the general licences."
HALDEN = "Halden Cars was left out of the first round."
SMCO = "No samarium-cobalt maker is publicly known to hold a general licence."
PINGSHAN = "Pingshan Alloys appears to have one too."

_NAMES = (
    ("Lanxi Magnetics", Role.EXPORTER, ("兰溪磁业", "600000.SH")),
    ("Orrin Motors", Role.CUSTOMER, ("Orrin",)),
    ("Halden Cars", Role.CUSTOMER, ()),
    ("AT&T Magnets", Role.EXPORTER, ()),
)


def _claim(subject: str, kind: SubjectKind, status: ClaimStatus, quote: str, **facts: object) -> Claim:
    known: dict[str, object] = {"licence": LicenceKind.GENERAL, "door": Door.KEEP, **facts}
    return Claim(subject=subject, kind=kind, status=status, quote=quote, **known)  # type: ignore[arg-type]


def _reading() -> Reading:
    exporter, customer = SubjectKind.EXPORTER, SubjectKind.CUSTOMER
    wire = {"attribution": Attribution.ANONYMOUS, "outlet": "Example Wire"}
    return Reading(
        claims=(
            _claim(
                "Lanxi Magnetics",
                exporter,
                ClaimStatus.GRANTED,
                LANXI,
                company="lanxi-magnetics",
                door=Door.ALERT,
                scope=Scope.SOME_CUSTOMERS,
                date="2025-12-02",
                **wire,
            ),
            _claim(
                "Orrin Motors",
                customer,
                ClaimStatus.COVERED,
                ORRIN,
                company="orrin-motors",
                door=Door.ALERT,
                attribution=Attribution.COMPANY,
                speaker="Orrin Motors",
            ),
            _claim("Halden Cars", customer, ClaimStatus.EXCLUDED, HALDEN, company="halden-cars", **wire),
            _claim("SmCo makers", SubjectKind.SMCO_PRODUCER, ClaimStatus.NOT_CONFIRMED, SMCO),
            _claim(
                "Pingshan Alloys",
                exporter,
                ClaimStatus.GRANTED,
                PINGSHAN,
                door=Door.REVIEW,
                reason="“appears” is a hedge.",
                hedged=True,
            ),
        ),
        figures=(Figure(series=Series.NOT_NAMED, period="2025-11", quote="Exports rose 13%.", change_pct=13.0),),
    )


async def _write(db: Database) -> None:
    async with db.write() as session:
        for name, role, aliases in _NAMES:
            company = await companies.add(session, name, now=T0, cause="seed", roles=[role])
            await companies.add_names(session, company, [(alias, "alias") for alias in aliases], now=T0, cause="seed")
        text = " ".join((LANXI, ORRIN, HALDEN, SMCO, PINGSHAN, "Exports rose 13%."))
        await documents.keep(
            session,
            url="https://news.example/magnets",
            title="Magnet licences",
            text=text,
            now=T0,
            publisher="Example Wire",
            grade="B",
            published="2025-12-10",
        )
        await evidence.record(session, 1, _reading(), T0)


@pytest.fixture(scope="session")
def written(records: Records, upgraded: str) -> str:
    """One record written once; every test gets a copy."""
    return records.template(_write, of=upgraded)


@dataclass
class Desk:
    """Where people ask: `says` is the answer as a terminal shows it, unwrapped to one line."""

    db: Database
    now: datetime = T0

    async def ask(self, text: str, asker: Asker = CONSOLE) -> Answer:
        return await commands.answer(text, asker, self.db, self.now)

    async def says(self, text: str, asker: Asker = CONSOLE) -> str:
        return " ".join((await self.ask(text, asker)).as_text(width=10_000).split())

    async def appoint(self, user: str) -> None:
        async with self.db.write() as session:
            await admins.appoint(session, [user], self.now)


@pytest.fixture
async def desk(records: Records, written: str) -> AsyncIterator[Desk]:
    async with _copy(records, written) as db:
        yield Desk(db=db)


async def _plant(db: Database) -> None:
    async with db.write() as session:
        await seeding.seed(session, T0)


@pytest.fixture(scope="session")
def planted(records: Records, upgraded: str) -> str:
    """The record as it is shipped, seeded once; every test gets a copy."""
    return records.template(_plant, of=upgraded)


@pytest.fixture
async def shipped(records: Records, planted: str) -> AsyncIterator[Desk]:
    """A desk over the shipped record."""
    async with _copy(records, planted) as db:
        yield Desk(db=db)


@asynccontextmanager
async def _copy(records: Records, template: str) -> AsyncIterator[Database]:
    url = records.copy(template)
    db = Database(url)
    try:
        yield db
    finally:
        await db.close()
        records.drop(url)


@pytest.fixture
async def slack() -> AsyncIterator[FakeSlack]:
    async with fake_slack() as server:
        yield server


def at(hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, 22, hour, minute, tzinfo=UTC)
