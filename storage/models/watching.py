"""Where the bot looks: sources, what they forbid, the documents they gave."""

from datetime import datetime

from sqlalchemy import BigInteger, Index, UniqueConstraint, false, text
from sqlmodel import Field, SQLModel

from storage.models.columns import json_list


class Publisher(SQLModel, table=True):
    """An outlet and our grade of it (A-F, Admiralty code; None: not judged), with the reason in words."""

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)
    grade: str | None = None
    aliases: list[str] = json_list()
    domains: list[str] = json_list()
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
    skip_hours: list[int] = json_list()
    skip_days: list[str] = json_list()
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


#: What still has its text, with an index of its own: most texts of a large record are forgotten. A question has to
#: repeat these words for the index to serve it.
HAS_TEXT = text("text != ''")


class Document(SQLModel, table=True):
    """One text at one address. `state`: new (not read yet), read or failed. A changed text is a new row.

    `story_id` is the first document of which this one is a copy, or itself; None when it says nothing of licences.
    """

    __table_args__ = (
        UniqueConstraint("url", "digest"),
        Index("ix_document_with_text", "learnt_at", "id", sqlite_where=HAS_TEXT, postgresql_where=HAS_TEXT),
    )
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
    learnt_at: datetime = Field(index=True)
    read_at: datetime | None = None


class StoryKey(SQLModel, table=True):
    """A key (storage.domain.likeness) by which texts like a document's are found."""

    key: int = Field(primary_key=True, sa_type=BigInteger)
    document_id: int = Field(primary_key=True, foreign_key="document.id")


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
