"""The words of an order check: what is asked, what the record holds on it, and every reason an answer can have."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from storage.domain.claim import Scope
from storage.domain.goods import Goods
from storage.domain.law import EventView, RuleView
from storage.domain.licence import Certainty, LicenceState, Role
from storage.domain.uses import EndUse
from storage.domain.vetoes import Rolls


class Verdict(StrEnum):
    NONE_NEEDED = "no licence needed as far as known"
    YES = "yes as far as known"
    NO = "no"
    NOT_KNOWN = "not known"


class Finding(StrEnum):
    """What a step does: carries a yes, bars it, leaves it open, or stands beside it."""

    FOR = "for"
    AGAINST = "against"
    OPEN = "open"
    BESIDE = "beside"


class Reason(StrEnum):
    """Every reason a step can have, in words short enough for a table."""

    CONTROLLED = "a listed element in it"
    SMCO = "samarium-cobalt, always listed"
    FREE = "no listed element in it"
    PRACTICE = "at most 0.1 % dysprosium and terbium, sellers' practice"
    UNSAID = "dysprosium and terbium content not said"
    SUSPENDED = "listed by rules suspended as far as known"
    ASSEMBLY = "an assembly"
    ELSEWHERE = "no rule on record for this material"
    NOT_UNDERSTOOD = "material not understood"
    NOT_SAID = "no material given"
    NO_RULE = "the rule has no source to open"
    ON_CONTROL_LIST = "customer on the control list"
    ON_WATCH_LIST = "customer on the watch list"
    LIST_UNOPENABLE = "listed without a source to open"
    NAMESAKE = "shares a name with one on a list"
    KIN = "units of its group are on a list"
    LIST_PARTIAL = "not among the names we hold of a longer list"
    NOT_LISTED = "on none of the lists that concern it"
    LISTS_ELSEWHERE = "lists name firms of other countries"
    NO_LISTS = "no list on record"
    DFARS = "US defence contracts exclude it"
    DFARS_SOON = "US defence contracts will exclude it"
    DFARS_PERHAPS = "US defence contracts may exclude it"
    JAPAN_MILITARY = "nothing for Japanese military use"
    MILITARY = "military users refused in principle"
    USE_A_CONCERN = "the use can be a concern"
    PLACE_A_CONCERN = "the place can be a concern"
    SUPPLIER_UNKNOWN = "supplier not on record"
    NOT_CHINESE = "supplier is no exporter in China"
    NONE_ON_RECORD = "nothing on record of a licence of the supplier"
    SAYS_NONE = "supplier says that it has none"
    HELD = "general licence reported and inside its window"
    CLAIMED = "general licence only claimed"
    CONTESTED = "general licence contested"
    LAPSED = "window ended, no renewal seen"
    ENDED = "general licence reported ended"
    ENDED_PERHAPS = "general licence perhaps ended"
    NARROWED = "general licence narrowed"
    NO_WINDOW = "window not known"
    NOT_BEGUN = "window not begun"
    NAMED = "customer named for this supplier"
    NAMED_EARLIER = "customer named for an earlier period"
    NAMED_BY_PRESS = "customer named by press only"
    EXCLUDED = "customer left out by name"
    LEFT_OUT_REPORTED = "customer reported left out"
    GROUP = "customers as a group, nobody named"
    OUR_SUPPLIERS = "customer names no supplier"
    NOT_NAMED = "nobody names the customer for this supplier"
    MATERIAL_IN = "material inside the stated scope"
    MATERIAL_OUT = "material not in the stated scope"
    MATERIAL_UNSTATED = "no material stated for the licence"
    USE_IN = "use inside the stated scope"
    USE_OUT = "use not in the stated scope"
    USE_UNSTATED = "no use stated for the licence"
    USE_NOT_SAID = "no use given"


@dataclass(frozen=True, kw_only=True)
class Source:
    """Where a reason can be read. `dated` is as printed: a day, a month or a year. `claim` is its short id (`C7`)."""

    publisher: str | None
    url: str | None
    dated: str | None
    claim: str = ""
    basis: str = ""

    @property
    def openable(self) -> bool:
        return bool(self.url)


@dataclass(frozen=True, kw_only=True)
class Step:
    """One reason with what it rests on; `facts` fill its sentence."""

    reason: Reason
    finding: Finding
    sources: tuple[Source, ...] = ()
    facts: Mapping[str, str] = field(default_factory=dict)


class Speaker(StrEnum):
    """Who named a customer. All but the press have standing to."""

    EXPORTER = "the exporter"
    CUSTOMER = "the customer"
    MINISTRY = "the ministry"
    PRESS = "press reports"


@dataclass(frozen=True, kw_only=True)
class Naming:
    """A report that says a customer is, or is not, in the supplier's licence. `on` is the last day it can be from.

    `licence` is the licence it is evidence of, None when it is of another company's.
    """

    by: Speaker
    on: date
    source: Source
    licence: int | None = None

    @property
    def standing(self) -> bool:
        return self.by is not Speaker.PRESS


@dataclass(frozen=True, kw_only=True)
class Held:
    """A general licence of the supplier, its newest period. `end_uses` are those that reports state for it."""

    id: int
    role: Role
    state: LicenceState
    certainty: Certainty
    scope: Scope | None
    materials: frozenset[str]
    end_uses: frozenset[str]
    valid_from: date | None
    valid_until: date | None
    first_reported: date | None = None
    issue_date_known: bool
    sources: tuple[Source, ...]
    denials: tuple[Source, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Supplier:
    """`key` is None when nobody on record has this name. `says_none`: its own word that it has no general licence."""

    name: str
    key: str | None = None
    country: str | None = None
    licences: tuple[Held, ...] = ()
    says_none: Source | None = None
    individual: tuple[Source, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Customer:
    """`names` are all it goes by. `our_suppliers`: reports that it is covered, which name no supplier."""

    name: str
    names: tuple[str, ...]
    key: str | None = None
    country: str | None = None
    named: tuple[Naming, ...] = ()
    left_out: tuple[Naming, ...] = ()
    our_suppliers: tuple[Source, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Order:
    """What was asked. `country` is where the goods go, as a code."""

    supplier: str
    customer: str
    goods: Goods
    use: EndUse | None = None
    country: str | None = None


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What the record holds on one order; nothing else is looked at."""

    supplier: Supplier
    customer: Customer
    rolls: Rolls
    rules: Mapping[str, RuleView]
    events: Mapping[str, EventView]


@dataclass(frozen=True, kw_only=True)
class Checked:
    """The answer. `route` and `papers` are topics of rules; both are empty where they would be of no use."""

    verdict: Verdict
    steps: tuple[Step, ...]
    route: tuple[str, ...]
    papers: tuple[str, ...]

    @property
    def sources(self) -> tuple[Source, ...]:
        """Everything dated that a reader can open."""
        return tuple(source for step in self.steps for source in step.sources if source.openable and source.dated)

    def found(self, finding: Finding) -> tuple[Step, ...]:
        return tuple(step for step in self.steps if step.finding is finding)
