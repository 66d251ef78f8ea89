"""What stands in publications: figures, lists of names, the regime and its rules."""

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from storage.models.columns import json_list


class ExportSeries(SQLModel, table=True):
    """A series of export figures that somebody publishes month by month; `hs` is its customs code if it has one."""

    key: str = Field(primary_key=True)
    name: str
    hs: str | None = None
    publisher: str
    release_day: str
    summary: str
    url: str
    published: str
    confidence: int
    cause: str
    learnt_at: datetime


class Figure(SQLModel, table=True):
    """An export figure, filed under the series and period it belongs to; `stated_*` is where the text puts it.

    `kind`: reported (counts), derived (our arithmetic, from the figures of the periods in `made_from`), proposed (waits
    for a total it fits), repeated (says what is on record), conflict (does not fit: `verdict`), beside (part of no
    series) or rejected (by a person). `reason` says why. `mom_pct` and `yoy_pct` are the changes as published.
    """

    __table_args__ = (Index("ix_figure_period", "series", "period"), Index("ix_figure_kind", "kind", "series"))
    id: int | None = Field(default=None, primary_key=True)
    figure_key: str = Field(unique=True)
    document_id: int | None = Field(default=None, foreign_key="document.id")
    series: str
    period: str | None = None
    stated_series: str | None = None
    stated_period: str | None = None
    tonnes: float | None = None
    change_pct: float | None = None
    basis: str | None = None
    mom_pct: float | None = None
    yoy_pct: float | None = None
    country: str | None = None
    kind: str
    verdict: str = ""
    reason: str = ""
    made_from: list[str] = json_list()
    publisher: str | None = None
    url: str | None = None
    published: str | None = None
    quote: str = ""
    note: str = ""
    cause: str
    learnt_at: datetime
    decided_by: str | None = None
    decided_at: datetime | None = None


class Roster(SQLModel, table=True):
    """A list that vetoes (control or watch list), with how many names its announcement has; we may hold fewer.

    `groups` are parents of which units stand on it that were not named to us.
    """

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    name: str
    local_name: str | None = None
    kind: str
    effect: str
    announcement: str
    names_in_announcement: int
    groups: list[str] = json_list()
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
    until: list[dict[str, str]] = json_list()
    tags: list[str] = json_list()
    url: str | None = None
    publisher: str | None = None
    published: str | None = None
    confidence: int
    summary: str
    cause: str
    learnt_at: datetime


class Rule(SQLModel, table=True):
    """A rule buyers ask about, with its basis; `openable` is False when no reader can open its source.

    `myth` is what is often heard instead, `related` names topics beside it, `words` are what people call it.
    """

    id: int | None = Field(default=None, primary_key=True)
    topic: str = Field(unique=True)
    summary: str
    basis: str
    myth: str = ""
    related: list[str] = json_list()
    words: list[str] = json_list()
    url: str | None = None
    publisher: str | None = None
    published: str | None = None
    confidence: int
    openable: bool = True
    cause: str
    learnt_at: datetime


class Conflict(SQLModel, table=True):
    """A published figure that better evidence contradicts, with the verdict and why.

    It is filed under the `series` and `period` its number belongs to; `taken_for` is the series print gave it to.
    """

    id: int | None = Field(default=None, primary_key=True)
    claim: str = Field(unique=True)
    said_by: str
    verdict: str
    reason: str
    series: str | None = None
    period: str | None = None
    tonnes: float | None = None
    country: str | None = None
    taken_for: str | None = None
    url: str | None = None
    cause: str
    learnt_at: datetime


class Meta(SQLModel, table=True):
    """Small facts about the record itself: the version of its names, the one-time code, what was seeded."""

    key: str = Field(primary_key=True)
    value: str
