"""Views as storage would hand them over, each a small situation on the magnet market. All names are invented."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from storage.domain.claim import Attribution, ClaimStatus, Scope, SubjectKind
from storage.domain.licence import Certainty, Event, LicenceKind, LicenceState, Role
from storage.domain.views import (
    AlertView,
    CompanyView,
    EvidenceView,
    LicenceInFull,
    Listed,
    Looking,
    Overview,
    ReviewView,
    SmCoView,
)

T0 = datetime(2026, 11, 22, 9, 40, tzinfo=UTC)

REPORT = EvidenceView(
    id="C7",
    subject="Lanxi Magnetics",
    kind=SubjectKind.EXPORTER,
    company="lanxi-magnetics",
    licence=LicenceKind.GENERAL,
    status=ClaimStatus.GRANTED,
    state="reported",
    scope=Scope.SOME_CUSTOMERS,
    materials=("NdFeB",),
    date="2025-12",
    attribution=Attribution.ANONYMOUS,
    speaker=None,
    outlet="Example Wire",
    hedged=False,
    quote="Lanxi Magnetics has been given a general licence, two people said.",
    summary="",
    url="https://news.example/lanxi?a=1&b=2",
    title="Magnet maker gets licence",
    publisher="Example Wire",
    grade="B",
    number=3,
    published="2025-12-02",
    learnt_at=T0,
    origin="Example Wire",
    counts=True,
)

HELD = LicenceInFull(
    id=1,
    company="lanxi-magnetics",
    name="Lanxi Magnetics",
    role=Role.EXPORTER,
    kind=LicenceKind.GENERAL,
    state=LicenceState.GRANTED,
    certainty=Certainty.REPORTED,
    support=Certainty.REPORTED,
    scope=Scope.SOME_CUSTOMERS,
    materials=("NdFeB",),
    customers=(),
    first_reported=date(2025, 12, 2),
    valid_from=date(2025, 12, 2),
    valid_until=date(2026, 12, 2),
    issue_date_known=False,
    origins=("Example Wire",),
    articles=3,
    because=("One origin, from unnamed people.",),
    would_confirm=("a filing by the company",),
    would_end=("a notice of revocation",),
    freshness="stale",
    grade="B",
    evidence=(REPORT,),
)

COVERED = replace(HELD, id=2, company="orrin-motors", name="Orrin Motors", role=Role.CUSTOMER, scope=None, materials=())

LEFT_OUT = replace(
    REPORT,
    id="C9",
    subject="Halden Cars",
    kind=SubjectKind.CUSTOMER,
    company="halden-cars",
    status=ClaimStatus.EXCLUDED,
    scope=None,
    origin=None,
    counts=False,
    quote="Halden Cars is not among them, the minister said.",
)

LOOKING = Looking(as_of=T0, sources=43, read_last_day=41, failing=2, documents=212, names=16)

NO_SMCO = SmCoView(
    licences=(),
    absence=(replace(REPORT, id="C19", subject="SmCo makers", status=ClaimStatus.NOT_CONFIRMED, scope=None),),
    individual=(),
    open_reviews=0,
    looking=LOOKING,
)

TODAY = Overview(
    holders=Listed(rows=(HELD,), total=1),
    customers=Listed(rows=(COVERED,), total=1),
    held={Certainty.REPORTED: 1},
    covered={Certainty.CLAIMED: 1},
    excluded=(LEFT_OUT,),
    smco=Listed(),
    lapsing=Listed(rows=(HELD,), total=1),
    open_reviews=2,
    looking=LOOKING,
    newest_document=T0,
)

COMPANY = CompanyView(
    key="lanxi-magnetics",
    name="Lanxi Magnetics",
    legal_name="Lanxi Magnetics Co., Ltd.",
    local_name="兰溪磁业",
    roles=(Role.EXPORTER,),
    tickers=("600000.SH",),
    watched=True,
    proposed=False,
    licences=(HELD,),
    individual=Listed(rows=(replace(REPORT, id="C11", licence=LicenceKind.INDIVIDUAL),), total=1),
    other=Listed(rows=(LEFT_OUT,), total=1),
    said=4,
    open_reviews=1,
)

GAINED = AlertView(
    id="A31",
    raised_at=T0,
    company="lanxi-magnetics",
    subject="Lanxi Magnetics",
    kind="exporter",
    event=Event.GAINED,
    status=ClaimStatus.GRANTED,
    certainty=Certainty.REPORTED,
    text="Lanxi Magnetics is reported to have gained a general licence.",
    licence=HELD,
    evidence=(REPORT,),
    why_you="W12 (exporters min:reported)",
)

QUESTION = ReviewView(
    id=12,
    raised_at=T0,
    subject="Lanxi Magnetics",
    kind="exporter",
    licence=LicenceKind.GENERAL,
    status=ClaimStatus.GRANTED,
    quote="The firm is understood to have one.",
    url="https://news.example/lanxi",
    publisher="Example Wire",
    published="2026-11-20",
    reason="The sentence does not say which firm.",
    evidence="C30",
    state="open",
)


def gained(**changes: Any) -> AlertView:
    """The alert about Lanxi, with what is different in this situation."""
    return replace(GAINED, **changes)


def held(**changes: Any) -> LicenceInFull:
    return replace(HELD, **changes)


def report(**changes: Any) -> EvidenceView:
    return replace(REPORT, **changes)
