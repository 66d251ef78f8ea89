"""The words everybody speaks about licences.

China licenses exports of controlled rare earths to *Chinese exporters only* (Export Control Law, article 12). A
customer never holds a licence: it is *covered* by one an exporter holds. So no word here says a customer's licence.
"""

from enum import StrEnum


class LicenceKind(StrEnum):
    """General: many exports to one or more named end users. Individual: one export to one end user.

    MOFCOM questions and answers of 2025-09-16, as reported at
    https://magsees.com/market-report/interpretation-china-rare-earth-export-controls.
    """

    GENERAL = "general"
    INDIVIDUAL = "individual"
    UNSPECIFIED = "unspecified"


class Role(StrEnum):
    """What a company is in a claim. An SmCo producer is an exporter whose licence covers samarium-cobalt."""

    EXPORTER = "exporter"
    SMCO_PRODUCER = "smco_producer"
    CUSTOMER = "customer"


class LicenceState(StrEnum):
    """The state of the world, as far as evidence carries it. What is *said* has states of its own (ClaimState)."""

    NONE = "none"
    GRANTED = "granted"
    RENEWED = "renewed"
    NARROWED = "narrowed"
    SUSPENDED = "suspended"
    REVOKED = "revoked"
    EXPIRED = "expired"
    LAPSED = "lapsed as far as known"


#: States in which a licence is thought to hold.
HOLDS = frozenset({LicenceState.GRANTED, LicenceState.RENEWED, LicenceState.NARROWED})
#: States after which a new grant is a new licence period.
ENDED = frozenset({LicenceState.REVOKED, LicenceState.EXPIRED, LicenceState.LAPSED})


class Certainty(StrEnum):
    """One ladder for answers, follows and JSON, weakest first. Unknown is an answer."""

    NOT_KNOWN = "not known"
    CLAIMED = "claimed"
    CONTESTED = "contested"
    REPORTED = "reported"
    CONFIRMED = "confirmed"


class Event(StrEnum):
    """What an alert says happened."""

    GAINED = "gained"
    RENEWED = "renewed"
    NARROWED = "narrowed"
    SUSPENDED = "suspended"
    REVOKED = "revoked"
    LAPSED = "lapsed"
    VETOED = "vetoed"
    CORRECTED = "corrected"
    WITHDRAWN = "withdrawn"
    REMINDER = "reminder"
    FIGURE = "figure"
    REGIME = "regime"


#: Events that take something away from a buyer.
LOSSES = frozenset({Event.NARROWED, Event.SUSPENDED, Event.REVOKED, Event.LAPSED, Event.VETOED, Event.WITHDRAWN})
