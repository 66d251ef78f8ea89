"""What people decide: reviews, who may decide, and the audit."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel


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
