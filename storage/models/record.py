"""What is known: companies, evidence, licences and every move of a status."""

from datetime import date, datetime

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from storage.models.columns import json_list

#: The few of many companies that make samarium-cobalt, with an index of their own. A question has to repeat these words
#: for the index to serve it.
MAKES_SMCO = text("CAST(roles AS TEXT) LIKE '%\"smco_producer\"%'")


class Company(SQLModel, table=True):
    """`proposed`: read in a document, on no list. `merged_into`: it proved to be that one. `cause`: seed, person..."""

    __table_args__ = (Index("ix_company_smco", "merged_into", sqlite_where=MAKES_SMCO, postgresql_where=MAKES_SMCO),)
    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    name: str
    legal_name: str | None = None
    local_name: str | None = None
    country: str | None = None
    roles: list[str] = json_list()
    proposed: bool = False
    merged_into: int | None = Field(default=None, foreign_key="company.id", index=True)
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


#: What is about samarium-cobalt, and who was left out: few rows of many, each with an index of its own. A question has
#: to repeat these words for the index to serve it.
ABOUT_SMCO = text("(kind = 'smco_producer' OR CAST(materials AS TEXT) LIKE '%\"SmCo\"%')")
LEFT_OUT = text("status = 'excluded' AND kind = 'customer'")


class Evidence(SQLModel, table=True):
    """A claim kept with who, when and where. `cause`: source, parser (read again), person or seed.

    `weighs` is False for what reads like a gain and is none (history, another good): shown, never weighed.
    `customers` are those it names for an exporter, `suppliers` the exporters it names for a customer (keys), `end_uses`
    what it says the goods may be for, in words.
    """

    __table_args__ = (
        Index("ix_evidence_weighing", "company_id", "kind"),
        Index("ix_evidence_newest", "published", "id"),
        Index("ix_evidence_of_company", "company_id", "published", "id"),
        Index("ix_evidence_smco", "published", "id", sqlite_where=ABOUT_SMCO, postgresql_where=ABOUT_SMCO),
        Index("ix_evidence_left_out", "published", "id", sqlite_where=LEFT_OUT, postgresql_where=LEFT_OUT),
    )
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
    materials: list[str] = json_list()
    customers: list[str] = json_list()
    suppliers: list[str] = json_list()
    end_uses: list[str] = json_list()
    stated_date: str | None = None
    attribution: str
    speaker: str | None = None
    outlet: str | None = None
    hedged: bool = False
    quote: str = ""
    summary: str = ""
    url: str | None = None
    title: str = ""
    publisher: str | None = Field(default=None, index=True)
    grade: str | None = None
    number: int | None = None
    published: str | None = None
    origin: str | None = None
    origin_counts: bool = False
    replaced_by: int | None = Field(default=None, index=True)
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
    materials: list[str] = json_list()
    customers: list[str] = json_list()
    first_reported: date | None = None
    valid_from: date | None = None
    valid_until: date | None = None
    issue_date_known: bool = False
    origins: list[str] = json_list()
    articles: int = 0
    because: list[str] = json_list()
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
