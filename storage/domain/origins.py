"""Who said it first. Origins are counted, articles are not: ten copies of one story are one origin.

The procedure follows what W3C PROV calls primary source, quotation and derivation (https://www.w3.org/TR/prov-dm/): an
attribution in the text names the origin; a report that names nobody and repeats what was already said within thirty
days derives from it; anything else has an unknown origin and counts for nothing until a person decides.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from storage.domain.claim import Attribution, ClaimStatus, Scope, SubjectKind
from storage.domain.licence import LicenceKind

#: A report without a source inherits the origin of what it repeats when they lie this close together.
REPEATS_WITHIN = timedelta(days=30)

#: Grades of publishers we take a quotation from as read at first hand (Admiralty code, fairly reliable or better).
TRUSTED = frozenset("ABC")

MINISTRY = "MOFCOM"


@dataclass(frozen=True, kw_only=True)
class Testimony:
    """One claim as it is weighed.

    `held_on` is the day it speaks of (stated in the text, else the day of publication); `published_on` the day it was
    printed; `stated` tells whether the text itself gave the day or month, `exact` that it was the day.
    `self_spoken`: the subject itself is the speaker. `own_publication`: read on the speaker's own pages or in a
    filing. `grade` is the publisher's letter, None unjudged. `story` is the same for copies of one text.
    """

    id: int
    subject: str
    kind: SubjectKind
    licence: LicenceKind
    status: ClaimStatus
    held_on: date
    published_on: date
    stated: bool
    exact: bool
    attribution: Attribution
    speaker: str | None
    self_spoken: bool
    own_publication: bool
    outlet: str | None
    publisher: str | None
    grade: str | None
    hedged: bool
    scope: Scope | None
    materials: tuple[str, ...] = ()
    customers: tuple[str, ...] = ()
    story: int | None = None


@dataclass(frozen=True, kw_only=True)
class Origin:
    """Who said it first. `name` is None when unknown. `inherited`: derived from an earlier report, counts nothing."""

    name: str | None
    counts: bool
    inherited: bool = False


UNKNOWN = Origin(name=None, counts=False)


def origins_of(testimonies: Iterable[Testimony]) -> dict[int, Origin]:
    """The origin of each testimony (by id) of *one* truth. The order in which they were learnt does not matter."""
    everything = sorted(testimonies, key=lambda t: (t.published_on, t.id))
    own = _without_copies(everything, {t.id: _own_origin(t) for t in everything})
    first_reports = [t for t in everything if own[t.id].counts]
    return {t.id: own[t.id] if own[t.id].name else _inherited(t, first_reports, own) for t in everything}


def counted(origins: Iterable[Origin]) -> tuple[str, ...]:
    """The names of distinct origins that count, in order of appearance; spellings that differ in case are one."""
    names: dict[str, str] = {}
    for origin in origins:
        if origin.counts and origin.name:
            names.setdefault(origin.name.casefold(), origin.name)
    return tuple(names.values())


def _own_origin(testimony: Testimony) -> Origin:
    match testimony.attribution:
        # Reuters and Xinhua that both quote the ministry have one ultimate speaker.
        case Attribution.MINISTRY:
            return Origin(name=MINISTRY, counts=True)
        case Attribution.COMPANY:
            return Origin(name=testimony.speaker or testimony.subject, counts=True)
        case Attribution.ANALYST:
            name = testimony.speaker or testimony.outlet or testimony.publisher
            return Origin(name=name, counts=bool(name))
        case Attribution.ANONYMOUS:
            name = testimony.outlet or testimony.publisher
            return Origin(name=name, counts=bool(name))
        case Attribution.MEDIA | Attribution.NONE:
            return Origin(name=testimony.outlet, counts=True) if testimony.outlet else UNKNOWN


def _without_copies(everything: Sequence[Testimony], own: dict[int, Origin]) -> dict[int, Origin]:
    """The origins with reprints traced back: who prints somebody else's text, or retells it without a fact of his own,
    is no second origin for the unnamed people in it.
    """
    found = dict(own)
    originals: dict[int | None, Testimony] = {}
    for t in sorted(everything, key=lambda t: (t.outlet is None, t.published_on, t.id)):
        if t.story is not None and own[t.id].counts:
            originals.setdefault(t.story, t)
    first = {t.id for t in originals.values()}
    for t in sorted(everything, key=lambda t: t.id not in first):
        original = originals.get(t.story) if t.id not in first else None
        original = original or _retold(t, everything)
        if original is not None and _speaks_for_the_unnamed(t):
            found[t.id] = Origin(name=found[original.id].name, counts=False, inherited=True)
    return found


def _speaks_for_the_unnamed(testimony: Testimony) -> bool:
    """Whether its origin would be its printer, for want of a name in the text."""
    return testimony.outlet is None and testimony.attribution in (Attribution.ANONYMOUS, Attribution.ANALYST)


def _retold(testimony: Testimony, everything: Sequence[Testimony]) -> Testimony | None:
    """The report that an outlet nobody vouches for retells: an earlier one, well founded, with the same facts."""
    if testimony.grade in TRUSTED or testimony.speaker:
        return None
    for first in everything:
        apart = testimony.published_on - first.published_on
        if (
            timedelta() <= apart <= REPEATS_WITHIN
            and first.attribution is Attribution.ANONYMOUS
            and (first.outlet is not None or first.grade in TRUSTED)
            and not _adds_facts(testimony, first)
        ):
            return first
    return None


def _inherited(testimony: Testimony, first_reports: Sequence[Testimony], own: dict[int, Origin]) -> Origin:
    """The nearest first report this one can have been taken from; a fact that is new there breaks the descent."""
    near = [
        first
        for first in first_reports
        if abs(testimony.published_on - first.published_on) <= REPEATS_WITHIN and not _adds_facts(testimony, first)
    ]
    if not near:
        return UNKNOWN
    nearest = min(near, key=lambda first: (abs(testimony.published_on - first.published_on), first.id))
    return Origin(name=own[nearest.id].name, counts=False, inherited=True)


def _adds_facts(testimony: Testimony, first: Testimony) -> bool:
    new_scope = testimony.scope is not None and first.scope is not None and testimony.scope != first.scope
    return new_scope or bool(set(testimony.customers) - set(first.customers))
