"""What a text says about somebody's licence. A claim is not a fact: it has a speaker, a hedge and a passage."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from storage.domain.licence import LicenceKind

#: The longest passage kept of a document, in characters.
QUOTE_LIMIT = 300


class SubjectKind(StrEnum):
    """Who a claim is about. A group is unnamed ("some exporters"); a regulator speaks but holds nothing."""

    EXPORTER = "exporter"
    CUSTOMER = "customer"
    SMCO_PRODUCER = "smco_producer"
    GROUP = "group"
    REGULATOR = "regulator"


class ClaimStatus(StrEnum):
    """What the text says of the licence: eleven words, of which three are gains."""

    GRANTED = "granted"
    COVERED = "covered"
    RENEWED = "renewed"
    EXCLUDED = "excluded"
    APPLIED = "applied"
    EXPECTED = "expected"
    NOT_CONFIRMED = "not_confirmed"
    DENIED = "denied"
    REVOKED = "revoked"
    SUSPENDED = "suspended"
    EXPIRED = "expired"


#: Statuses that, for a general licence and a named company, are a gain.
GAINS = frozenset({ClaimStatus.GRANTED, ClaimStatus.COVERED, ClaimStatus.RENEWED})
#: Statuses that end or interrupt a licence.
ENDS = frozenset({ClaimStatus.REVOKED, ClaimStatus.SUSPENDED, ClaimStatus.EXPIRED})


class Scope(StrEnum):
    """Which of the exporter's customers a licence is said to serve. None of these names anybody."""

    ALL_CUSTOMERS = "all_customers"
    NEARLY_ALL_CUSTOMERS = "nearly_all_customers"
    SOME_CUSTOMERS = "some_customers"


class Attribution(StrEnum):
    """Who stands behind the claim, as the text says."""

    COMPANY = "company"
    MINISTRY = "ministry"
    ANONYMOUS = "anonymous"
    MEDIA = "media"
    ANALYST = "analyst"
    NONE = "none"


def has_a_source(attribution: Attribution, outlet: str | None) -> bool:
    """Whether somebody is named, or said to exist, from whom the text has it; `outlet` is whom it cites.

    Without one a gain is claimed, whatever prints it: nobody stands behind it, or an analyst's view does.
    """
    match attribution:
        case Attribution.COMPANY | Attribution.MINISTRY | Attribution.ANONYMOUS:
            return True
        case Attribution.MEDIA | Attribution.NONE:
            return bool(outlet)
        case Attribution.ANALYST:
            return False


class Door(StrEnum):
    """Which way a claim goes. Alert: everything is plain. Review: a person is asked. Keep: evidence, but no gain."""

    ALERT = "alert"
    REVIEW = "review"
    KEEP = "keep"


class ClaimState(StrEnum):
    """What is said: one of the two state machines (the other is LicenceState). Withdrawn is not revoked."""

    IN_REVIEW = "in review"
    REPORTED = "reported"
    CONTESTED = "contested"
    WITHDRAWN = "withdrawn"
    SUPERSEDED = "superseded"
    REJECTED = "rejected"


@dataclass(frozen=True, kw_only=True)
class Document:
    """One fetched text.

    `published` is an ISO date or an aware ISO time as its publisher printed it (a date without a time stays a date in
    the publisher's zone). `publisher` is who printed it, not who said it first.
    """

    url: str
    title: str
    text: str
    published: str | None = None
    publisher: str | None = None
    language: str | None = None


@dataclass(frozen=True, kw_only=True)
class Claim:
    """What a text says about one subject's licence.

    `subject` is the company's canonical name when `company` (its key in the record) is set, else the name as the text
    has it. `speaker` is the company or office that says it when attribution is company or ministry. `outlet` is the
    original outlet when the text names one ("Reuters reported", 据路透社), else None. `date` is when it was granted or
    ended as the text says (ISO, may be a month `2025-12`). `quote` is a substring of the document's text. `reason` says
    in words why a person is asked; it is empty unless the door is review.
    """

    subject: str
    kind: SubjectKind
    licence: LicenceKind
    status: ClaimStatus
    quote: str
    company: str | None = None
    scope: Scope | None = None
    materials: tuple[str, ...] = ()
    date: str | None = None
    attribution: Attribution = Attribution.NONE
    speaker: str | None = None
    outlet: str | None = None
    hedged: bool = False
    door: Door = Door.KEEP
    reason: str = ""


class Series(StrEnum):
    """Which export statistics a figure belongs to. Series are never mixed (magnets are not all rare earths)."""

    MAGNETS = "magnets"
    RARE_EARTHS = "rare-earths"
    PRODUCTS = "products"
    NOT_NAMED = "series not named"


@dataclass(frozen=True, kw_only=True)
class Figure:
    """An export figure a text states. `period`: `2025-11`, `2025`, or a cumulative span `2025-01/2025-11`.

    `basis`: mom, yoy or ytd_yoy, the base of `change_pct` (percent). `country` names the destination, None for all.
    """

    series: Series
    period: str | None
    quote: str
    measure: str = "exports"
    tonnes: float | None = None
    change_pct: float | None = None
    basis: str | None = None
    country: str | None = None


@dataclass(frozen=True, kw_only=True)
class Reading:
    """Everything one document says that concerns us."""

    claims: tuple[Claim, ...] = ()
    figures: tuple[Figure, ...] = ()


def day_of(iso: str | None) -> date | None:
    """The calendar day an ISO date, time or month stands for (a month stands for its first day); None when unknown."""
    if not iso:
        return None
    try:
        return date.fromisoformat(iso[:10] if len(iso) >= 10 else f"{iso[:7]}-01")
    except ValueError:
        return None
