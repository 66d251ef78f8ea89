"""The form of a follow: filters that compose. The words it makes are the ones one could have typed."""

from collections.abc import Mapping

from bot.messages import wording
from bot.messages.forms import Find, Form, Pick, Place, Tick, Write
from bot.messages.parts import note
from storage.domain.licence import Certainty
from storage.domain.telling import Pace
from storage.follows import Rule

KINDS = (
    ("exporters", "New exporters"),
    ("customers", "New customers"),
    ("smco", "Samarium-cobalt producers"),
    ("losses", "Losses: narrowed, suspended, revoked, lapsed, and what ends soon"),
    ("regime", "Changes of the rules"),
    ("figures", "Export figures"),
    ("watchlist", "Anything about a name on the watchlist"),
)
_MINIMUM = (Certainty.CONFIRMED, Certainty.REPORTED, Certainty.CLAIMED)
_TIERS = tuple((letter, f"Graded {letter} or better") for letter in "ABCDE")
_PACES = ((Pace.NOW.value, "At once"), (Pace.DAILY.value, "Once a day"), (Pace.WEEKLY.value, "Once a week"))


def form(record: str, rule: Rule, names: Mapping[str, str], channel: str = "") -> Form:
    """`record` is a follow to change (`W12`), else empty. `names` gives the names of companies by key."""
    return Form(
        name="follow",
        title="Change a follow" if record else "Follow",
        record=record,
        parts=(
            Tick(id="kinds", label="Tell about", options=KINDS, values=rule.kinds, hint="None ticked means all."),
            Find(id="companies", label="Only these companies", values=_named(rule.companies, names)),
            Find(id="customers", label="Only where these customers are named", values=_named(rule.customers, names)),
            Write(
                id="materials",
                label="Only these materials",
                value=", ".join(rule.materials),
                example="SmCo, Dy, NdFeB",
                optional=True,
            ),
            Pick(
                id="min",
                label="From which certainty",
                options=tuple((c.value, wording.brief_sureness(c).capitalize()) for c in _MINIMUM),
                value=rule.minimum.value,
            ),
            Pick(id="tier", label="Only publishers", options=_TIERS, value=rule.tier or "", optional=True),
            Write(
                id="except",
                label="Leave out what mentions",
                value=", ".join(rule.excepted),
                example="rare disease",
                optional=True,
            ),
            Pick(id="pace", label="How soon", options=_PACES, value=rule.pace.value),
            Place(id="where", label="Told in", value=channel),
            note("Different filters must all hold, values of one are alternatives."),
        ),
        sends="Save" if record else "Follow",
    )


def _named(keys: tuple[str, ...], names: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple((key, names.get(key, key)) for key in keys)
