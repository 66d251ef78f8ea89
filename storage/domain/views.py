"""What a screen needs. Frozen, plain, and detached from the database: only these leave storage, never a row.

Times are aware UTC; dates are ISO strings as their publisher printed them (a day, or a month such as `2025-12`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Generic, TypeVar

from storage.domain.claim import Attribution, ClaimStatus, Scope, SubjectKind
from storage.domain.figure_views import FigureView
from storage.domain.law import Printed
from storage.domain.licence import Certainty, Event, LicenceKind, LicenceState, Role
from storage.domain.names import NameMatch
from storage.domain.telling import Pace

T_co = TypeVar("T_co", covariant=True)


@dataclass(frozen=True, kw_only=True)
class Listed(Generic[T_co]):
    """A page of a list: its rows, and how many there are in all."""

    rows: tuple[T_co, ...] = ()
    total: int = 0


@dataclass(frozen=True, kw_only=True)
class EvidenceView:
    """One claim as it is kept. `id` is its short name (`C7`).

    `quote` is empty for seeded rows, which carry a `summary` in our own words instead. `origin` is who said it first,
    None when unknown; `counts` tells whether that origin counts towards certainty. `state` is the claim's own state:
    in review, reported, contested, withdrawn, superseded or rejected. `disputed`: a reader says that we read it wrongly
    and no admin has decided yet. `grade` is the publisher's letter (A-F) and
    `number` the information's (1-6); None means not judged.
    """

    id: str
    subject: str
    kind: SubjectKind
    company: str | None
    licence: LicenceKind
    status: ClaimStatus
    state: str
    scope: Scope | None
    materials: tuple[str, ...]
    date: str | None
    attribution: Attribution
    speaker: str | None
    outlet: str | None
    hedged: bool
    quote: str
    summary: str
    url: str | None
    title: str
    publisher: str | None
    grade: str | None
    number: int | None
    published: str | None
    learnt_at: datetime
    origin: str | None
    counts: bool
    disputed: bool = False


@dataclass(frozen=True, kw_only=True)
class LicenceView:
    """One company, in one role, in one licence period: what a line in a list needs.

    `first_reported` is the day of the first report. `valid_from` and `valid_until` bound the period; they are a
    window, not a date, when `issue_date_known` is False. `support` is the certainty with denials left aside.
    `origins` names who said it first, each counted once; `articles` counts every report. `newest` is the day on which
    the last of these origins was first heard.
    """

    id: int
    company: str
    name: str
    role: Role
    kind: LicenceKind
    state: LicenceState
    certainty: Certainty
    support: Certainty
    scope: Scope | None
    materials: tuple[str, ...]
    customers: tuple[str, ...]
    first_reported: date | None
    valid_from: date | None
    valid_until: date | None
    issue_date_known: bool
    origins: tuple[str, ...]
    articles: int
    newest: date | None = None


@dataclass(frozen=True, kw_only=True)
class LicenceInFull(LicenceView):
    """A licence period with what evidence says of it, for a card of its own.

    `evidence` and `denials` (claims that speak against it) are all there are; in an answer about a company, the newest
    of each sort. `because` is our reasoning in sentences; `would_confirm` and `would_end` say what would move it.
    `freshness` is fresh, ageing or stale (stale: ask again).
    """

    because: tuple[str, ...]
    would_confirm: tuple[str, ...]
    would_end: tuple[str, ...]
    freshness: str
    grade: str | None
    evidence: tuple[EvidenceView, ...] = ()
    denials: tuple[EvidenceView, ...] = ()


@dataclass(frozen=True, kw_only=True)
class CompanyView:
    """A company and everything the record holds on it. `proposed`: read in a document, on no list yet.

    `licences` are general ones, the newest period in each role, and `earlier` the periods before; `individual` are
    claims of individual or unspecified licences; `other` are the claims that are no gain (left out, applied, expected,
    not confirmed): the newest few of how many. `said` is how many claims there are in all, as far as they were counted.
    `looking` is how hard we looked, where no licence is known. `country` is its code.
    """

    key: str
    name: str
    legal_name: str | None
    local_name: str | None
    roles: tuple[Role, ...]
    tickers: tuple[str, ...]
    watched: bool
    proposed: bool
    licences: tuple[LicenceInFull, ...]
    individual: Listed[EvidenceView]
    other: Listed[EvidenceView]
    said: int
    open_reviews: int
    matched: str = ""
    earlier: tuple[LicenceView, ...] = ()
    looking: "Looking | None" = None
    country: str | None = None


@dataclass(frozen=True, kw_only=True)
class Unknown:
    """A typed name that is nobody's in the record, with the nearest that are."""

    typed: str
    nearest: tuple[NameMatch, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Looking:
    """How hard we looked, for a dated absence: true numbers from the record, never estimates.

    `documents` is as far as they were counted. `whose` names are counted: everybody's, those of a role (values of
    Role), or the spellings of one company.
    """

    as_of: datetime
    sources: int
    read_last_day: int
    failing: int
    documents: int
    names: int
    whose: str = "everybody"


@dataclass(frozen=True, kw_only=True)
class SmCoView:
    """What is known of samarium-cobalt: licensed producers (usually none), and what was said about their absence."""

    licences: tuple[LicenceView, ...]
    absence: tuple[EvidenceView, ...]
    individual: tuple[EvidenceView, ...]
    open_reviews: int
    looking: Looking


@dataclass(frozen=True, kw_only=True)
class Overview:
    """The first screen: who is reported to hold one, who is covered, SmCo, what lapses or lapsed around now.

    Lists have the first few of each; `held` and `covered` count those that hold today by how sure that is.
    """

    holders: Listed[LicenceView]
    customers: Listed[LicenceView]
    held: Mapping[Certainty, int]
    covered: Mapping[Certainty, int]
    excluded: tuple[EvidenceView, ...]
    smco: Listed[LicenceView]
    lapsing: Listed[LicenceView]
    open_reviews: int
    looking: Looking
    newest_document: datetime | None


@dataclass(frozen=True, kw_only=True)
class ChangeView:
    """A moved status or certainty, with its cause (source, parser or person)."""

    at: datetime
    company: str
    name: str
    role: Role
    old: str
    new: str
    old_certainty: Certainty
    new_certainty: Certainty
    cause: str
    because: str
    evidence: str | None


@dataclass(frozen=True, kw_only=True)
class CorrectionView:
    """A claim that weighs no more, since when and why in words."""

    claim: str
    subject: str
    status: str
    at: datetime
    why: str


@dataclass(frozen=True, kw_only=True)
class QuietView:
    """A source that fell silent: without news since then for unusually long, or `failing` since then."""

    name: str
    since: datetime
    failing: bool


@dataclass(frozen=True, kw_only=True)
class Since:
    """What is different since a moment. `moved` are some of so many `moves`.

    `claims` were newly read, on so many `companies`; `newest` are some of them.
    """

    moved: tuple[ChangeView, ...]
    moves: int
    claims: int
    companies: int
    newest: tuple[EvidenceView, ...]
    corrections: tuple[CorrectionView, ...]
    quiet: tuple[QuietView, ...]
    looking: Looking

    @property
    def nothing(self) -> bool:
        return not (self.moved or self.claims or self.corrections or self.quiet)


@dataclass(frozen=True, kw_only=True)
class DeliveryView:
    """An alert on its way to one outlet. States: held, pending, sending, sent, uncertain, failed; `why` says why.

    `reason` is the follow that brought it (`W12 (exporters min:reported)`). `attempts` is what came of each attempt so
    far, oldest first.
    """

    outlet: str
    state: str
    why: str
    reason: str = ""
    attempts: tuple["AttemptView", ...] = ()


@dataclass(frozen=True, kw_only=True)
class AttemptView:
    """What came of trying to deliver, or of looking or asking whether it arrived, at this moment."""

    at: datetime
    outcome: str
    why: str


@dataclass(frozen=True, kw_only=True)
class SequelView:
    """What came after an alert and is told in its thread. `id` is its short name (`S12`), `about` the alert's.

    `kind` is state, certainty, correction or origin; `broadcast`: the truth changed its class.
    """

    id: str
    about: str
    kind: str
    text: str
    broadcast: bool
    at: datetime


@dataclass(frozen=True, kw_only=True)
class AlertView:
    """An alert as outlets show it. `id` is its short name (`A31`). `licence` is the truth behind it, as it is now.

    `seen_by` are the people who said in this outlet that they have seen it; `figures` what a figure's alert is about,
    `printed` where one can read about a day of the regime.
    `fate` is what ended that it holds (withdrawn, corrected, revoked, suspended, lapsed; gained: it holds again), None
    while it stands; then `struck` is what it said before, and `because` why it does no longer.
    """

    id: str
    raised_at: datetime
    company: str | None
    subject: str
    kind: str
    event: Event
    status: ClaimStatus
    certainty: Certainty
    text: str
    licence: LicenceInFull | None
    evidence: tuple[EvidenceView, ...]
    deliveries: tuple[DeliveryView, ...] = ()
    why_you: str = ""
    figures: tuple[FigureView, ...] = ()
    printed: tuple[Printed, ...] = ()
    seen_by: tuple[str, ...] = ()
    fate: Event | None = None
    struck: str = ""
    because: str = ""


@dataclass(frozen=True, kw_only=True)
class ReviewView:
    """A question to a person. `reason` says in words why we ask.

    `about`: reading (it was not plain), company (it is on no list) or dispute (`raised_by` says that our reading is
    wrong, with a `link` perhaps). `source` is the id of the source that brought it, None for what people or seeds gave.
    `state`: open, accepted, edited, merged or rejected, then `decided_by` and `decision` say who and why.
    """

    id: int
    raised_at: datetime
    subject: str
    kind: str
    licence: LicenceKind
    status: ClaimStatus
    quote: str
    url: str | None
    publisher: str | None
    published: str | None
    reason: str
    evidence: str
    state: str
    about: str = "reading"
    raised_by: str | None = None
    link: str = ""
    said_by: str = ""
    source: int | None = None
    source_name: str = ""
    decided_by: str | None = None
    decision: str = ""


@dataclass(frozen=True, kw_only=True)
class FollowView:
    """What an outlet wants to be told. `id` is its short name (`W12`); `words` say the rule as it was understood.

    `since` is when it was made.
    """

    id: str
    outlet: str
    kinds: tuple[str, ...]
    companies: tuple[str, ...]
    materials: tuple[str, ...]
    customers: tuple[str, ...]
    minimum: Certainty
    created_by: str
    words: str = ""
    excepted: tuple[str, ...] = ()
    tier: str | None = None
    pace: Pace = Pace.NOW
    since: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class SourceView:
    """A place we watch and how it fares. `state`: active, paused, disabled or removed; `trouble` is empty when well.

    `rhythm` is how far apart its news come, `silent` says that it has had none for unusually long.
    """

    id: int
    url: str
    name: str
    kind: str
    state: str
    publisher: str | None
    grade: str | None
    note: str
    last_checked_at: datetime | None
    last_success_at: datetime | None
    last_new_at: datetime | None
    next_check_at: datetime | None
    failures: int
    trouble: str
    documents: int
    failing_since: datetime | None = None
    rhythm: timedelta | None = None
    silent: bool = False
    ignore_robots: bool = False


@dataclass(frozen=True, kw_only=True)
class WatchView:
    """A name an admin wants looked for."""

    company: str
    name: str
    role: Role
    aliases: tuple[str, ...]
    tickers: tuple[str, ...]
    added_by: str
    added_at: datetime


@dataclass(frozen=True, kw_only=True)
class Summary:
    """What a new follow is answered with: what holds now that it would have brought. Past alerts are not re-sent."""

    follow: FollowView
    holding: tuple[LicenceView, ...] = field(default=())
