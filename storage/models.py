"""The tables. Rows never leave this package: what leaves are the views of storage.domain.views.

Every fact carries when it held (dates as their publisher printed them) and when we learnt it (`learnt_at`, aware UTC).
SQLModel maps plain `datetime` to aware UTC on every database; naive values raise. Enumerations are stored as text.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Column, Index, UniqueConstraint, false
from sqlmodel import Field, SQLModel

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


def _list() -> Any:
    return Field(default_factory=list, sa_column=Column(JSON, nullable=False))


class Company(SQLModel, table=True):
    """`proposed`: read in a document, on no list. `merged_into`: it proved to be that one. `cause`: seed, person..."""

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    name: str
    legal_name: str | None = None
    local_name: str | None = None
    country: str | None = None
    roles: list[str] = _list()
    proposed: bool = False
    merged_into: int | None = Field(default=None, foreign_key="company.id")
    summary: str = ""
    url: str | None = None
    cause: str
    learnt_at: datetime


class Alias(SQLModel, table=True):
    """Another spelling, script or ticker. `kind`: legal, alias or ticker. Removed ones stay, with the time."""

    __table_args__ = (UniqueConstraint("company_id", "text"),)
    id: int | None = Field(default=None, primary_key=True)
    company_id: int = Field(foreign_key="company.id", index=True)
    text: str
    kind: str
    cause: str
    learnt_at: datetime
    removed_at: datetime | None = None


class Publisher(SQLModel, table=True):
    """An outlet and our grade of it (A-F, Admiralty code; None: not judged), with the reason in words."""

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)
    grade: str | None = None
    aliases: list[str] = _list()
    domains: list[str] = _list()
    why: str = ""
    cause: str
    learnt_at: datetime


class Source(SQLModel, table=True):
    """A place we watch. `state`: active, paused, disabled (shipped off) or removed.

    `lease_until`: being asked now, by `leased_by`. `first_read_at` ends the first reading (contract: until every item
    of the first successful answer was read). `fresh_until` is what the server promised (max-age, Retry-After): no
    request before it. `digest` is that of the last body, for servers without validators. `ttl` (minutes), `skip_hours`
    (GMT) and `skip_days` (English names) are what the feed itself asks for. `pause` and `rhythm` are seconds: how long
    until the next visit when all is well, and how far apart its news are. `offline`: its last failure looked as if
    there were no network at all. `noticed`: what the admins were told and not yet told to be over: failing or silent.
    `selector` picks the links of a list page, `mapping` names the shipped mapping of a JSON API, and `items` is how
    many the last answer had. `memory` is what a watched page said when it was last read, packed by jobs.fetch.
    """

    id: int | None = Field(default=None, primary_key=True)
    url: str = Field(unique=True)
    fetch_url: str
    kind: str
    name: str
    publisher: str | None = None
    language: str | None = None
    grade: str | None = None
    state: str = Field(default="active", index=True)
    note: str = ""
    ignore_robots: bool = False
    selector: str | None = None
    mapping: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    digest: str | None = None
    ttl: int | None = None
    skip_hours: list[int] = _list()
    skip_days: list[str] = _list()
    pause: int | None = None
    rhythm: int | None = None
    items: int | None = None
    memory: str | None = None
    next_check_at: datetime | None = Field(default=None, index=True)
    fresh_until: datetime | None = None
    lease_until: datetime | None = None
    leased_by: str | None = None
    last_checked_at: datetime | None = None
    last_success_at: datetime | None = None
    last_new_at: datetime | None = None
    first_read_at: datetime | None = None
    failures: int = 0
    failing_since: datetime | None = None
    offline: bool = False
    trouble: str = ""
    noticed: str = ""
    cause: str
    learnt_at: datetime


class Robots(SQLModel, table=True):
    """What a host's robots.txt said (empty: nothing is forbidden), and until when it need not be asked again."""

    origin: str = Field(primary_key=True)
    text: str
    kept_until: datetime


class Document(SQLModel, table=True):
    """One text at one address. `state`: new (not read yet), read or failed. A changed text is a new row.

    `story_id` is the first document of which this one is a copy, or itself; None when it says nothing of licences.
    """

    __table_args__ = (UniqueConstraint("url", "digest"),)
    id: int | None = Field(default=None, primary_key=True)
    source_id: int | None = Field(default=None, foreign_key="source.id", index=True)
    url: str
    digest: str = Field(index=True)
    title: str = ""
    text: str = ""
    publisher: str | None = None
    grade: str | None = None
    published: str | None = None
    language: str | None = None
    state: str = Field(default="new", index=True)
    needs_article: bool = False
    first_reading: bool = False
    why: str = ""
    story_id: int | None = Field(default=None, index=True)
    learnt_at: datetime
    read_at: datetime | None = None


class StoryKey(SQLModel, table=True):
    """A key (storage.domain.likeness) by which texts like a document's are found."""

    key: int = Field(primary_key=True, sa_type=BigInteger)
    document_id: int = Field(primary_key=True, foreign_key="document.id")


class Evidence(SQLModel, table=True):
    """A claim kept with who, when and where. `cause`: source, parser (read again), person or seed.

    `weighs` is False for what reads like a gain and is none (history, another good): shown, never weighed.
    """

    __table_args__ = (Index("ix_evidence_weighing", "company_id", "kind"),)
    id: int | None = Field(default=None, primary_key=True)
    claim_key: str = Field(unique=True)
    document_id: int | None = Field(default=None, foreign_key="document.id", index=True)
    company_id: int | None = Field(default=None, foreign_key="company.id")
    licence_id: int | None = Field(default=None, foreign_key="licence.id", index=True)
    subject: str
    kind: str
    licence: str
    status: str
    state: str
    weighs: bool = True
    scope: str | None = None
    materials: list[str] = _list()
    customers: list[str] = _list()
    stated_date: str | None = None
    attribution: str
    speaker: str | None = None
    outlet: str | None = None
    hedged: bool = False
    quote: str = ""
    summary: str = ""
    url: str | None = None
    title: str = ""
    publisher: str | None = None
    grade: str | None = None
    number: int | None = None
    published: str | None = None
    origin: str | None = None
    origin_counts: bool = False
    replaced_by: int | None = None
    cause: str
    learnt_at: datetime = Field(index=True)


class Licence(SQLModel, table=True):
    """The state of the world for one company, role, kind and period. Only storage.evidence moves it."""

    __table_args__ = (UniqueConstraint("company_id", "role", "kind", "period"),)
    id: int | None = Field(default=None, primary_key=True)
    company_id: int = Field(foreign_key="company.id")
    role: str = Field(index=True)
    kind: str
    period: int
    state: str
    certainty: str
    support: str
    scope: str | None = None
    materials: list[str] = _list()
    customers: list[str] = _list()
    first_reported: date | None = None
    valid_from: date | None = None
    valid_until: date | None = None
    issue_date_known: bool = False
    origins: list[str] = _list()
    articles: int = 0
    because: list[str] = _list()
    number: int | None = None
    last_origin_on: date | None = None
    learnt_at: datetime


class StatusChange(SQLModel, table=True):
    """A moved state or certainty, written only by whoever moved it, with its cause (source, parser, person, seed)."""

    id: int | None = Field(default=None, primary_key=True)
    licence_id: int = Field(foreign_key="licence.id", index=True)
    old_state: str
    new_state: str
    old_certainty: str
    new_certainty: str
    cause: str
    because: str
    evidence_id: int | None = Field(default=None, foreign_key="evidence.id")
    learnt_at: datetime = Field(index=True)


class Alert(SQLModel, table=True):
    """Something worth telling, whether or not anybody follows. One per subject, kind, event and licence period."""

    __table_args__ = (UniqueConstraint("subject_key", "kind", "event", "period"),)
    id: int | None = Field(default=None, primary_key=True)
    subject_key: str
    subject: str
    kind: str
    event: str
    period: str
    company_id: int | None = Field(default=None, foreign_key="company.id")
    licence_id: int | None = Field(default=None, foreign_key="licence.id", index=True)
    status: str
    certainty: str
    support: str
    text: str
    version: int = 1
    first_reading_of: int | None = Field(default=None, foreign_key="source.id")
    raised_at: datetime = Field(index=True)


class Delivery(SQLModel, table=True):
    """An alert on its way to one outlet. `card`: deliveries with the same card and outlet travel as one message.

    `version` is the alert's version the outlet has seen; behind the alert's own, the sent card is edited. `pace` is
    how soon the follow that brought it tells (now, daily, weekly); `held_by` what holds it: pause, mute or digest.
    """

    __table_args__ = (UniqueConstraint("alert_id", "outlet"), Index("ix_delivery_due", "state", "not_before"))
    id: int | None = Field(default=None, primary_key=True)
    alert_id: int = Field(foreign_key="alert.id")
    outlet: str = Field(index=True)
    card: str
    state: str
    why: str
    reason: str
    version: int = 0
    attempts: int = 0
    trouble: str = ""
    reference: str | None = None
    not_before: datetime | None = None
    lease_until: datetime | None = None
    learnt_at: datetime
    sent_at: datetime | None = None
    pace: str = "now"
    held_by: str = ""


class OutletSetting(SQLModel, table=True):
    """How an outlet wants to be told. `digest`: now, daily or weekly, for follows that name nothing themselves.

    `digest_at` is wall time (`08:30`) in `timezone`, `digest_day` 0 for Monday.
    """

    outlet: str = Field(primary_key=True)
    paused: bool = False
    paused_until: datetime | None = None
    digest: str = "now"
    digest_at: str
    digest_day: int
    timezone: str
    changed_by: str
    learnt_at: datetime


class Mute(SQLModel, table=True):
    """What an outlet does not want to hear of for a while: a company (key) or a publisher (its name)."""

    id: int | None = Field(default=None, primary_key=True)
    outlet: str = Field(index=True)
    company: str | None = None
    publisher: str | None = None
    name: str
    until: datetime
    muted_by: str
    learnt_at: datetime
    removed_at: datetime | None = None


class Seen(SQLModel, table=True):
    """Somebody said in an outlet that they have seen an alert."""

    __table_args__ = (UniqueConstraint("alert_id", "outlet", "user"),)
    id: int | None = Field(default=None, primary_key=True)
    alert_id: int = Field(foreign_key="alert.id")
    outlet: str
    user: str
    learnt_at: datetime


class Review(SQLModel, table=True):
    """A question to a person about one reading. `state`: open, accepted, edited, merged or rejected.

    `about`: reading (it was not plain), company (it is on no list) or dispute (`raised_by` says it is wrong, with a
    `link` perhaps).
    """

    id: int | None = Field(default=None, primary_key=True)
    evidence_id: int = Field(foreign_key="evidence.id", index=True)
    about: str = "reading"
    raised_by: str | None = None
    link: str = ""
    reason: str
    state: str = Field(default="open", index=True)
    decided_by: str | None = None
    decided_at: datetime | None = None
    decision: str = ""
    learnt_at: datetime


class ReviewCard(SQLModel, table=True):
    """A question as one outlet of the admins has it. `shown` is the state it shows there: empty before it was sent."""

    __table_args__ = (UniqueConstraint("review_id", "outlet"),)
    id: int | None = Field(default=None, primary_key=True)
    review_id: int = Field(foreign_key="review.id")
    outlet: str
    shown: str = ""
    why: str = ""
    attempts: int = 0
    reference: str | None = None
    not_before: datetime | None = None
    lease_until: datetime | None = None
    reminded: bool = False
    learnt_at: datetime


class Notice(SQLModel, table=True):
    """Something about the watching itself that admins are told: a row per outlet, before anything is sent.

    `about` says what it concerns, `kind` what happened: failing, silent, recovered, offline or online. `state`,
    `lease_until` and `not_before` are those of a delivery.
    """

    __table_args__ = (Index("ix_notice_due", "state", "not_before"),)
    id: int | None = Field(default=None, primary_key=True)
    kind: str
    about: list[str] = _list()
    text: str
    outlet: str
    state: str = "pending"
    why: str
    attempts: int = 0
    reference: str | None = None
    not_before: datetime | None = None
    lease_until: datetime | None = None
    learnt_at: datetime
    sent_at: datetime | None = None


class Follow(SQLModel, table=True):
    """What an outlet wants to be told. `rule` is the rule's canonical words, unique among an outlet's live follows."""

    id: int | None = Field(default=None, primary_key=True)
    outlet: str = Field(index=True)
    kinds: list[str] = _list()
    companies: list[str] = _list()
    materials: list[str] = _list()
    customers: list[str] = _list()
    excepted: list[str] = _list()
    minimum: str
    tier: str | None = None
    pace: str = "now"
    rule: str
    created_by: str
    learnt_at: datetime
    removed_at: datetime | None = None
    removed_by: str | None = None


class Watch(SQLModel, table=True):
    """A name an admin wants looked for. `reread_at` is set until stored documents were read again for it."""

    id: int | None = Field(default=None, primary_key=True)
    company_id: int = Field(foreign_key="company.id", index=True)
    role: str
    added_by: str
    learnt_at: datetime
    reread_wanted: bool = False
    removed_at: datetime | None = None
    removed_by: str | None = None


class Figure(SQLModel, table=True):
    """An export figure. `kind`: reported or derived (seeded), proposed (read, not yet checked)."""

    __table_args__ = (Index("ix_figure_period", "series", "period"),)
    id: int | None = Field(default=None, primary_key=True)
    figure_key: str = Field(unique=True)
    document_id: int | None = Field(default=None, foreign_key="document.id")
    series: str
    period: str | None = None
    tonnes: float | None = None
    change_pct: float | None = None
    basis: str | None = None
    country: str | None = None
    kind: str
    publisher: str | None = None
    url: str | None = None
    published: str | None = None
    quote: str = ""
    note: str = ""
    cause: str
    learnt_at: datetime


class Roster(SQLModel, table=True):
    """A list that vetoes (control or watch list), with how many names its announcement has; we may hold fewer."""

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    name: str
    local_name: str | None = None
    kind: str
    effect: str
    announcement: str
    names_in_announcement: int
    held_from: str
    url: str | None = None
    publisher: str | None = None
    confidence: int
    summary: str
    cause: str
    learnt_at: datetime


class RosterEntry(SQLModel, table=True):
    """One name on such a list."""

    __table_args__ = (UniqueConstraint("roster_id", "name"),)
    id: int | None = Field(default=None, primary_key=True)
    roster_id: int = Field(foreign_key="roster.id")
    name: str
    local_name: str | None = None
    country: str | None = None
    url: str | None = None
    publisher: str | None = None
    held_from: str | None = None
    confidence: int
    cause: str
    learnt_at: datetime


class RegimeEvent(SQLModel, table=True):
    """Something the rules say or said, and until when; `until` keeps texts that disagree side by side."""

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    held_from: str
    title: str
    state: str
    until: list[dict[str, str]] = _list()
    tags: list[str] = _list()
    url: str | None = None
    publisher: str | None = None
    confidence: int
    summary: str
    cause: str
    learnt_at: datetime


class Rule(SQLModel, table=True):
    """A rule buyers ask about, with its basis; `openable` is False when no reader can open its source."""

    id: int | None = Field(default=None, primary_key=True)
    topic: str = Field(unique=True)
    summary: str
    basis: str
    url: str | None = None
    publisher: str | None = None
    confidence: int
    openable: bool = True
    cause: str
    learnt_at: datetime


class Conflict(SQLModel, table=True):
    """A published figure that better evidence contradicts, with the verdict and why."""

    id: int | None = Field(default=None, primary_key=True)
    claim: str = Field(unique=True)
    said_by: str
    verdict: str
    reason: str
    url: str | None = None
    cause: str
    learnt_at: datetime


class Admin(SQLModel, table=True):
    """Who may change things."""

    id: int | None = Field(default=None, primary_key=True)
    user: str = Field(index=True)
    granted_by: str
    learnt_at: datetime
    revoked_at: datetime | None = None


class Audit(SQLModel, table=True):
    """Who changed what, when, from what to what."""

    id: int | None = Field(default=None, primary_key=True)
    who: str
    action: str
    target: str
    before: str | None = None
    after: str | None = None
    learnt_at: datetime = Field(index=True)


class Meta(SQLModel, table=True):
    """Small facts about the record itself: the version of its names, the one-time code, what was seeded."""

    key: str = Field(primary_key=True)
    value: str


class ReadRequest(SQLModel, table=True):
    """A message or a page somebody asked to have read. Once it is answered its text and address are erased.

    `state`: waiting, answered or failed. `answer_to` is where the answer goes, a response_url that lives 30 minutes.
    `trial`: the address is a source to be tried out.
    """

    id: int | None = Field(default=None, primary_key=True)
    url: str = ""
    text: str = ""
    asked_by: str
    channel: str
    answer_to: str = ""
    trial: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    state: str = Field(default="waiting", index=True)
    lease_until: datetime | None = None
    learnt_at: datetime
