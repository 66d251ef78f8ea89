"""How what was said falls, and what that is called. Pure.

Withdrawn: the speaker takes it back. Corrected: the press, or our own reading, had it wrong. Revoked, suspended and
expired are something else: the licence ended, what was said of it was right. (The two state machines; the news trade
keeps the same words apart, https://cv.iptc.org/newscodes/status1.)
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from storage.domain.claim import GAINS, Attribution, ClaimState, ClaimStatus
from storage.domain.licence import HOLDS, Certainty, Event, LicenceState
from storage.domain.origins import MINISTRY, Testimony

#: Events after which a card no longer says what holds.
FALLS = frozenset({Event.WITHDRAWN, Event.CORRECTED, Event.REVOKED, Event.SUSPENDED, Event.LAPSED})

_SURE = {
    Certainty.CONFIRMED: "confirmed",
    Certainty.REPORTED: "reported, not confirmed",
    Certainty.CLAIMED: "claimed, no source named",
    Certainty.CONTESTED: "contested",
    Certainty.NOT_KNOWN: "not known",
}


@dataclass(frozen=True, kw_only=True)
class Fallen:
    """A claim that weighs no more. `by_person`: an admin decided so; `another`: the company it proved to be about.

    `now_says` is what its publisher's later text says instead, as it was printed.
    """

    state: ClaimState
    publisher: str
    speaker: str
    taken_back_on: str = ""
    by_person: bool = False
    another: str = ""
    now_says: str = ""


@dataclass(frozen=True, kw_only=True)
class Truth:
    """What holds of one licence period, as far as cards show it."""

    state: LicenceState
    certainty: Certainty
    origins: tuple[str, ...] = ()

    @property
    def standing(self) -> str:
        """Its class: when this changes, a whole channel should know."""
        if self.state is LicenceState.NONE or self.certainty is Certainty.NOT_KNOWN:
            return "gone"
        if self.state not in HOLDS:
            return "over"
        told = self.certainty in (Certainty.CLAIMED, Certainty.REPORTED)
        return "told" if told else self.certainty.value


@dataclass(frozen=True, kw_only=True)
class News:
    """What a thread is told: `kind` is state, certainty, correction or origin; `broadcast`: the class changed."""

    kind: str
    text: str
    broadcast: bool


def taken_back(testimonies: Iterable[Testimony]) -> dict[int, Testimony]:
    """Gains that whoever said them on record denies on a later day, each with the denial; others' reports stay."""
    said = list(testimonies)
    denials = [t for t in said if t.status is ClaimStatus.DENIED and _voice(t) and not t.hedged]
    found: dict[int, Testimony] = {}
    for gain in said:
        if gain.status not in GAINS or not _voice(gain):
            continue
        later = [d for d in denials if _voice(d) == _voice(gain) and d.published_on > gain.published_on]
        if later:
            found[gain.id] = min(later, key=lambda d: (d.published_on, d.id))
    return found


def verdict(fallen: Sequence[Fallen]) -> tuple[Event, str]:
    """What it is called that these no longer carry a licence, and why, in one sentence."""
    for claim in fallen:
        if claim.state is ClaimState.WITHDRAWN:
            on = f" on {claim.taken_back_on}" if claim.taken_back_on else ""
            return Event.WITHDRAWN, f"{claim.speaker or claim.publisher} took back its own statement{on}."
    for claim in fallen:
        if claim.another:
            return Event.CORRECTED, f"It was about {claim.another}, known by another name: our reading was wrong."
    for claim in fallen:
        if claim.state is ClaimState.SUPERSEDED and not claim.by_person:
            instead = f", which now says: “{claim.now_says}”" if claim.now_says else ""
            return Event.CORRECTED, f"The report was corrected by {claim.publisher or 'its publisher'}{instead}."
    if any(claim.state is ClaimState.SUPERSEDED for claim in fallen):
        return Event.CORRECTED, "We had misread the report; an admin put our reading right."
    if fallen:
        return Event.CORRECTED, "We were wrong to count the report; an admin took it back."
    return Event.CORRECTED, "The report that carried it was corrected."


def news_between(before: Truth, after: Truth, fallen: str = "") -> News | None:
    """What a thread has to hear when the truth moved, in one message; None for a mere repeat.

    `fallen` says why something that carried it weighs no more. A state that ended has an alert of its own.
    """
    moved = before.standing != after.standing
    fresh = [name for name in after.origins if name not in before.origins]
    gone = [name for name in before.origins if name not in after.origins]
    said: list[str] = []
    if moved and before.standing in ("over", "gone"):
        kind, said = "state", [f"It holds again as far as known: {_SURE[after.certainty]}."]
    elif before.certainty is not after.certainty:
        kind, said = "certainty", [f"Now {_SURE[after.certainty]}; until now {_SURE[before.certainty]}."]
    elif gone and fallen:
        kind = "correction"
    elif fresh:
        kind = "origin"
    else:
        return None
    if fallen:
        said.append(f"{fallen} No longer counted: {', '.join(gone)}." if gone else fallen)
    if fresh:
        said.append(f"New origin: {', '.join(fresh)}; {_count(len(after.origins))} now.")
    return News(kind=kind, text=" ".join(said), broadcast=moved)


def _voice(testimony: Testimony) -> str:
    """Who speaks on record: the one whose word it is to take back. Empty for people and papers without standing."""
    if testimony.attribution is Attribution.MINISTRY:
        return MINISTRY.casefold()
    if testimony.attribution is Attribution.COMPANY:
        return (testimony.speaker or testimony.subject).casefold()
    return ""


def _count(origins: int) -> str:
    return f"{origins} origin" if origins == 1 else f"{origins} origins"
