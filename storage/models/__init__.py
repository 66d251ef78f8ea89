"""The tables. Rows never leave this package: what leaves are the views of storage.domain.views.

Every fact carries when it held (dates as their publisher printed them) and when we learnt it (`learnt_at`, aware UTC).
SQLModel maps plain `datetime` to aware UTC on every database; naive values raise. Enumerations are stored as text.
"""

from storage.models import columns as columns
from storage.models.people import Admin, Audit, Review, ReviewCard
from storage.models.record import Alias, Company, Evidence, Licence, StatusChange, Watch
from storage.models.reference import Conflict, ExportSeries, Figure, Meta, RegimeEvent, Roster, RosterEntry, Rule
from storage.models.telling import (
    Alert,
    Attempt,
    Delivery,
    Follow,
    Halt,
    Heard,
    Mute,
    Notice,
    OutletSetting,
    Pressed,
    Seen,
    Sequel,
)
from storage.models.watching import Document, Publisher, ReadRequest, Robots, Source, StoryKey

__all__ = [
    "Admin",
    "Alert",
    "Alias",
    "Attempt",
    "Audit",
    "Company",
    "Conflict",
    "Delivery",
    "Document",
    "Evidence",
    "ExportSeries",
    "Figure",
    "Follow",
    "Halt",
    "Heard",
    "Licence",
    "Meta",
    "Mute",
    "Notice",
    "OutletSetting",
    "Pressed",
    "Publisher",
    "ReadRequest",
    "RegimeEvent",
    "Review",
    "ReviewCard",
    "Robots",
    "Roster",
    "RosterEntry",
    "Rule",
    "Seen",
    "Sequel",
    "Source",
    "StatusChange",
    "StoryKey",
    "Watch",
]
