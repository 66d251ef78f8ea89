"""What is told to whom: alerts, deliveries, follows and what outlets want."""

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint, false
from sqlmodel import Field, SQLModel

from storage.models.columns import json_list


class Alert(SQLModel, table=True):
    """Something worth telling, whether or not anybody follows. One per subject, kind, event and licence period.

    `fate` is the event that ended what it tells (withdrawn, corrected, revoked, ...), empty while it stands; `struck`
    is what it said until then, `because` why it does no longer, in one sentence.
    """

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
    fate: str = ""
    struck: str = ""
    because: str = ""
    first_reading_of: int | None = Field(default=None, foreign_key="source.id")
    raised_at: datetime = Field(index=True)


class Delivery(SQLModel, table=True):
    """An alert on its way to one outlet. `card`: deliveries with the same card and outlet travel as one message.

    `version` is the alert's version the outlet has seen; behind the alert's own, the sent card is edited (`behind`: so
    that such cards are found among all that were sent). `pace` is how soon the follow that brought it tells (now,
    daily, weekly); `held_by` what holds it: pause, quiet, mute, digest or restore, and `released` once a person let it
    go whatever holds others. `sequel` is 0 for the alert itself, else the Sequel it brings into the alert's thread.
    `thread` is the reference of the card it was said under, None for a card of its own. `subject` is the alert's: what
    is told of one subject in one outlet keeps its order.

    `tried_at` is when it was last begun to be sent. `settle` says how an uncertain one is settled: "look" into the
    outlet's history, "ask" an admin, "asked".
    """

    __table_args__ = (
        UniqueConstraint("alert_id", "outlet", "sequel"),
        Index("ix_delivery_due", "state", "not_before"),
        Index("ix_delivery_head", "state", "outlet", "id"),
        Index("ix_delivery_order", "outlet", "subject", "state"),
        Index("ix_delivery_sent", "outlet", "sent_at"),
        Index("ix_delivery_behind", "behind", "outlet", "id"),
    )
    id: int | None = Field(default=None, primary_key=True)
    alert_id: int = Field(foreign_key="alert.id")
    sequel: int = 0
    subject: str = ""
    thread: str | None = None
    outlet: str = Field(index=True)
    card: str
    state: str
    why: str
    reason: str
    version: int = 0
    behind: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    attempts: int = 0
    trouble: str = ""
    reference: str | None = None
    not_before: datetime | None = None
    lease_until: datetime | None = None
    learnt_at: datetime
    sent_at: datetime | None = None
    pace: str = "now"
    held_by: str = ""
    tried_at: datetime | None = None
    settle: str = ""


class Attempt(SQLModel, table=True):
    """What came of trying to deliver once, or of looking or asking after that.

    `outcome`: sent, refused, failed, uncertain, found, missing, asked or settled.
    """

    id: int | None = Field(default=None, primary_key=True)
    delivery_id: int = Field(foreign_key="delivery.id", index=True)
    at: datetime
    outcome: str
    why: str


class Halt(SQLModel, table=True):
    """An outlet that takes nothing, so nothing is sent to it until then; `outlet` may also name all of a notifier
    (`slack`), or one kind of its calls (`slack send`).

    `times` is how often it was tried and refused since.
    """

    outlet: str = Field(primary_key=True)
    why: str
    times: int = 1
    since: datetime
    until: datetime


class Sequel(SQLModel, table=True):
    """What came after an alert and is told in its thread: a new origin, a changed certainty, a correction.

    `key` tells one sequel of an alert from another. `broadcast`: the truth changed its class, the channel sees it too.
    """

    __table_args__ = (UniqueConstraint("alert_id", "key"),)
    id: int | None = Field(default=None, primary_key=True)
    alert_id: int = Field(foreign_key="alert.id")
    kind: str
    key: str
    text: str
    broadcast: bool = False
    learnt_at: datetime


class OutletSetting(SQLModel, table=True):
    """How an outlet wants to be told. `digest`: now, daily or weekly, for follows that name nothing themselves.

    `digest_at` is wall time (`08:30`) in `timezone`, `digest_day` 0 for Monday. Between `quiet_from` and `quiet_until`
    (wall times, None for no quiet hours) nothing is told. `threads`: later news goes into the card's thread;
    `broadcast`: what changes the truth's class is shown in the channel as well.
    """

    outlet: str = Field(primary_key=True)
    paused: bool = False
    paused_until: datetime | None = None
    digest: str = "now"
    digest_at: str
    digest_day: int
    timezone: str
    quiet_from: str | None = None
    quiet_until: str | None = None
    threads: bool = True
    broadcast: bool = True
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


class Pressed(SQLModel, table=True):
    """Somebody used a button of an alert's card: they are told when what it says falls."""

    __table_args__ = (UniqueConstraint("alert_id", "user"),)
    id: int | None = Field(default=None, primary_key=True)
    alert_id: int = Field(foreign_key="alert.id")
    outlet: str
    user: str
    button: str
    learnt_at: datetime


class Follow(SQLModel, table=True):
    """What an outlet wants to be told. `rule` is the rule's canonical words, unique among an outlet's live follows."""

    id: int | None = Field(default=None, primary_key=True)
    outlet: str = Field(index=True)
    kinds: list[str] = json_list()
    companies: list[str] = json_list()
    materials: list[str] = json_list()
    customers: list[str] = json_list()
    excepted: list[str] = json_list()
    minimum: str
    tier: str | None = None
    pace: str = "now"
    rule: str
    created_by: str
    learnt_at: datetime
    removed_at: datetime | None = None
    removed_by: str | None = None


class Notice(SQLModel, table=True):
    """Something besides alerts that an outlet is told, mostly admins: a row per outlet, before anything is sent.

    `about` says what it concerns, `kind` what happened: failing, silent, recovered, offline or online. `state`,
    `lease_until` and `not_before` are those of a delivery.
    """

    __table_args__ = (Index("ix_notice_due", "state", "not_before"),)
    id: int | None = Field(default=None, primary_key=True)
    kind: str
    about: list[str] = json_list()
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


class Heard(SQLModel, table=True):
    """A request of Slack that was taken over HTTP, so that the same one is not taken twice, not even after a start."""

    key: str = Field(primary_key=True)
    learnt_at: datetime = Field(index=True)
