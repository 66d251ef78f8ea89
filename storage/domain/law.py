"""What Lodestone says about law and licences, in one catalogue. Nothing else that it says is about either.

The catalogue has two parts: the rules and events of seeds/regime.toml, which the record keeps with their sources, and
the sentences below, which are made from them. Each sentence names what it rests on there, so that each has a basis, an
address and a date; a test looks for law in everything the program can say and finds nothing beside these.
The tone is the record's: what is on record, as far as known, and no advice.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, kw_only=True)
class RuleView:
    """A rule buyers ask about. `basis` is the text of law it rests on, empty when it is only practice.

    `myth` is what is often heard instead. `published` is the page's date as printed (a day, a month or a year).
    `confidence` is 5 for a ministry's, exchange's or company's own statement, down to 1 for one unconfirmed page.
    `openable`: a reader can open the source; a rule without one can make an answer *not known*, never *no*.
    """

    topic: str
    summary: str
    myth: str
    basis: str
    related: tuple[str, ...]
    words: tuple[str, ...]
    url: str | None
    publisher: str | None
    published: str | None
    confidence: int
    openable: bool


@dataclass(frozen=True, kw_only=True)
class Ending:
    """One text that names an end date; texts that disagree are kept side by side and none is chosen."""

    on: date
    says: str
    url: str


@dataclass(frozen=True, kw_only=True)
class Printed:
    """A page where something about the rules can be read. `published` is its date as printed."""

    says: str
    url: str | None
    publisher: str | None
    published: str | None


@dataclass(frozen=True, kw_only=True)
class EventView:
    """Something the rules say or said. `state` as far as known: in_force, suspended, announced, reported, deadline or
    calendar. `on` is the day it began, for a deadline the day itself."""

    key: str
    on: date
    title: str
    state: str
    until: tuple[Ending, ...]
    tags: tuple[str, ...]
    summary: str
    url: str | None
    publisher: str | None
    published: str | None
    confidence: int

    @property
    def contested(self) -> bool:
        """Whether its texts name different days."""
        return len({ending.on for ending in self.until}) > 1


def texts(event: EventView, events: Iterable[EventView]) -> tuple[Ending, ...]:
    """What is in print about the day of an event: its own texts, or those of an event that cites it for this day."""
    if event.until:
        return event.until
    cited = (each.until for each in events if any(end.on == event.on and end.url == event.url for end in each.until))
    return next(cited, ())


@dataclass(frozen=True, kw_only=True)
class Sentence:
    """One thing said about law or licences; `rests_on` are topics of rules, or keys of events, in seeds/regime.toml.

    `{}` in the text are facts of the record or of the question, filled in by `said`.
    """

    text: str
    rests_on: tuple[str, ...]

    def said(self, **facts: str) -> str:
        return self.text.format(**facts)


#: What a licence invites people to believe and does not say.
MEANS_HOLDER = Sentence(
    text="As far as known a general licence does not cover new customers, parts or end uses, is not "
    "retroactive, is not transferable, and can be revoked.",
    rests_on=("scope", "change", "backlog", "transfer", "revocation"),
)
CANNOT_HOLD = Sentence(
    text="Holds no licence of its own: only an exporter in China can, as far as known", rests_on=("holder",)
)
MEANS_COVERED = Sentence(
    text="A customer holds no licence of its own. As far as known this does not cover its other suppliers, new parts "
    "or new end uses, and is not retroactive or transferable.",
    rests_on=("holder", "scope", "change", "backlog", "transfer"),
)
END_IS_NO_PROOF = Sentence(
    text="A period that ends without a report of renewal is not proof that the licence ended.",
    rests_on=("first-general-one-year", "year-long"),
)
INDIVIDUAL_APART = Sentence(
    text="Individual licences, or of a kind not named: these are no general licence",
    rests_on=("individual", "supplement"),
)
INDIVIDUAL_SMCO = Sentence(
    text="Individual licences for SmCo: these are no general licence",
    rests_on=("individual", "supplement", "smco"),
)
INDIVIDUAL_COUNT = Sentence(
    text="{reports} of individual licences, which are no general one", rests_on=("individual", "supplement")
)

FIGURES_PROVE_NOTHING = Sentence(
    text="Customs figures count licensed and licence-free goods together: what they show is consistent with licences "
    "in use and does not prove that anybody holds one.",
    rests_on=("customs",),
)

FIGURES_BESIDE = Sentence(
    text="Customs counted {tonnes} of magnets in {month}, of all exporters, licensed and licence-free together: "
    "consistent with licences in use, and does not prove this one.",
    rests_on=("customs",),
)

TEXTS_DISAGREE = Sentence(
    text="The texts disagree about the day; each is shown with its source and none is chosen.",
    rests_on=("announcement-70-2025", "truce-extended-china-2026-09"),
)
ENDS_PASSED = Sentence(
    text="Every day in print has passed; whether the suspension still holds is not known.",
    rests_on=("announcement-70-2025", "announcement-72-2025"),
)
NO_BASIS = Sentence(text="Basis: practice or report; no text of law was read for it.", rests_on=("papers", "threshold"))
NO_ADVICE = Sentence(
    text="What is on record on {day}, as far as known; no legal advice.", rests_on=("dual-use-regulations-2024",)
)

#: Every sentence above; the test reads it.
CATALOGUE: tuple[Sentence, ...] = tuple(value for value in globals().values() if isinstance(value, Sentence))
