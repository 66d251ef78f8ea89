"""Weighing: from what was said to what we may say. Pure: old claims and new ones in, one judgement with reasons out.

Certainty follows one ladder (contract: confirmed, reported, claimed, contested, not known). Letters and numbers of the
Admiralty code are kept beside it and never replace the word; unknown stays None, it is not a middle value
(https://en.wikipedia.org/wiki/Admiralty_code).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from storage.domain.claim import ENDS, GAINS, Attribution, ClaimStatus, Scope, has_a_source
from storage.domain.licence import ENDED, Certainty, Event, LicenceKind, LicenceState, Role
from storage.domain.origins import TRUSTED, Origin, Testimony, counted, origins_of

#: General licences are reported as year-long (Reuters, 2025-12-02); the law allows up to three years
#: (https://magsees.com/market-report/interpretation-china-rare-earth-export-controls), so this gives a window, no date.
REPORTED_TERM = timedelta(days=365)

#: A later grant this long after a period began is a new period even if nobody calls it a renewal.
NEW_PERIOD_AFTER = timedelta(days=300)
#: A renewal this soon after a period began repeats that period's own renewal.
RENEWAL_AFTER = timedelta(days=180)

#: Freshness of evidence: base 90, tau 365 days, delta 0.3, so a year-long truth ages late, not early.
_FRESH_BASE, _FRESH_TAU, _FRESH_DELTA = 90.0, 365.0, 0.3
_AGEING, _STALE = 60.0, 30.0

_RANK = {
    Certainty.NOT_KNOWN: 0,
    Certainty.CLAIMED: 1,
    Certainty.CONTESTED: 2,
    Certainty.REPORTED: 3,
    Certainty.CONFIRMED: 4,
}

#: The ladder as an alert says it.
SURE = {
    Certainty.CONFIRMED: "confirmed",
    Certainty.REPORTED: "reported, not confirmed",
    Certainty.CLAIMED: "claimed, no source named",
    Certainty.CONTESTED: "reported and denied",
    Certainty.NOT_KNOWN: "not known",
}

#: Ends of a licence; a suspension can be lifted within the same period.
_OVER = frozenset({ClaimStatus.REVOKED, ClaimStatus.EXPIRED})
_AGAINST = frozenset({ClaimStatus.DENIED, ClaimStatus.EXCLUDED})

_STATE_OF = {
    ClaimStatus.REVOKED: LicenceState.REVOKED,
    ClaimStatus.SUSPENDED: LicenceState.SUSPENDED,
    ClaimStatus.EXPIRED: LicenceState.EXPIRED,
}


@dataclass(frozen=True, kw_only=True)
class Period:
    """The testimonies of one licence period, oldest first. `renewed`: it continues an earlier one."""

    start: date
    renewed: bool
    testimonies: tuple[Testimony, ...]


@dataclass(frozen=True, kw_only=True)
class Assessment:
    """Our judgement on one licence period, with its reasons as sentences.

    `support` is how far the best report carries it, denials left aside: whoever follows from *reported* on must hear of
    a reported gain that is disputed, and must not hear of a rumour that is denied. `ended` says who told of its end.
    """

    state: LicenceState
    certainty: Certainty
    support: Certainty
    number: int
    scope: Scope | None
    materials: tuple[str, ...]
    customers: tuple[str, ...]
    first_reported: date
    valid_from: date | None
    valid_until: date | None
    issue_date_known: bool
    origins: tuple[str, ...]
    articles: int
    because: tuple[str, ...]
    last_origin_on: date | None
    ended: str = ""


def reaches(certainty: Certainty, minimum: Certainty) -> bool:
    """Whether a certainty is at least what a follow asks for."""
    return _RANK[certainty] >= _RANK[minimum]


_SAME_DAY = {ClaimStatus.RENEWED: -1, ClaimStatus.SUSPENDED: 1, ClaimStatus.EXPIRED: 2, ClaimStatus.REVOKED: 3}


def periods(testimonies: Iterable[Testimony]) -> list[Period]:
    """Sort everything said about one company and role into licence periods, oldest first.

    Only general licences make periods. What speaks against a gain, or ends one, belongs to the period it falls into.
    """
    relevant = sorted(
        (t for t in testimonies if _bears_on_general(t)),
        # Of two told for the same day on the same day, the one that says more opens the period, and the graver loss has
        # the last word; the id says nothing.
        key=lambda t: (t.held_on, t.status not in GAINS, t.published_on, _SAME_DAY.get(t.status, 0), t.id),
    )
    found: list[list[Testimony]] = []
    renewals: list[bool] = []
    early: list[Testimony] = []
    for testimony in relevant:
        if testimony.status not in GAINS:
            (found[-1] if found else early).append(testimony)
        elif not found or _opens_new_period(testimony, found[-1]):
            found.append([testimony])
            renewals.append(testimony.status is ClaimStatus.RENEWED)
        else:
            found[-1].append(testimony)
    if found:
        found[0] = early + found[0]
    return [
        Period(
            start=next(t.held_on for t in group if t.status in GAINS),
            renewed=renewed,
            testimonies=tuple(group),
        )
        for group, renewed in zip(found, renewals, strict=True)
    ]


def assess(period: Period) -> Assessment:
    """Weigh one period. The order in which its testimonies were learnt does not matter."""
    gains = [t for t in period.testimonies if t.status in GAINS]
    against = [t for t in period.testimonies if t.status in _AGAINST]
    state, losses = _state(period)
    # What ended is told by whoever told of the end: the gain's reports do not vouch for it.
    told = losses or gains
    origins = origins_of(gains)
    spoken = origins_of(told)
    names = counted(spoken[t.id] for t in told)
    best = max((_certainty_of(t) for t in told), key=lambda c: _RANK[c])
    contested = [] if losses else _contesting(against, gains, origins)
    issued = min((t.held_on for t in gains if t.exact), default=None)
    on_record = [t for t in told if _certainty_of(t) is Certainty.CONFIRMED]
    start = issued or period.start
    return Assessment(
        state=state,
        certainty=Certainty.CONTESTED if contested else best,
        support=best,
        number=_number(told, names, on_record, bool(contested)),
        scope=_latest([t.scope for t in gains]),
        materials=tuple(dict.fromkeys(m for t in gains for m in t.materials)),
        customers=tuple(dict.fromkeys(c for t in gains for c in t.customers)),
        first_reported=min(t.published_on for t in gains),
        valid_from=start,
        valid_until=start + REPORTED_TERM,
        issue_date_known=bool(on_record) and issued is not None,
        origins=names,
        articles=len(told),
        because=tuple(_reasons(told, names, best, contested, against, losses)),
        last_origin_on=_last_new_origin(gains, origins),
        ended=" ".join(_ends(losses)),
    )


def freshness(last_origin_on: date | None, today: date) -> str:
    """fresh, ageing or stale. Only a new independent origin makes evidence fresh again, a reprint does not."""
    if last_origin_on is None:
        return "stale"
    days = max((today - last_origin_on).days, 0)
    score = _FRESH_BASE * (1 - (days / _FRESH_TAU) ** (1 / _FRESH_DELTA))
    if score >= _AGEING:
        return "fresh"
    return "ageing" if score >= _STALE else "stale"


def state_today(state: LicenceState, valid_until: date | None, today: date) -> LicenceState:
    """The state as the clock shows it: a window that ended without news of a renewal lapsed as far as known."""
    if state in ENDED or valid_until is None or today <= valid_until:
        return state
    return LicenceState.LAPSED


def may_be_old_news(testimony: Testimony, latest: Period | None) -> bool:
    """A plain gain, undated, printed after the known period ended: the old licence retold, or a new one?"""
    if latest is None or testimony.status not in (ClaimStatus.GRANTED, ClaimStatus.COVERED) or testimony.stated:
        return False
    if testimony.story is not None and any(t.story == testimony.story for t in latest.testimonies):
        return False  # the very text that told of the old one, printed again
    _, losses = _state(latest)
    ended = min((t.held_on for t in losses), default=latest.start + REPORTED_TERM)
    return testimony.published_on > ended


def would_confirm(role: Role, name: str) -> tuple[str, ...]:
    """What would raise it to confirmed, fixed in advance so that nobody argues afterwards."""
    if role is Role.CUSTOMER:
        return (f"{name}, its supplier or the ministry naming {name} as covered",)
    return (
        f"a filing or statement by {name}",
        f"the Ministry of Commerce naming {name}",
    )


def would_end(role: Role, name: str) -> tuple[str, ...]:
    """What would end it."""
    who = f"{name}'s suppliers" if role is Role.CUSTOMER else name
    return (
        f"a denial by {name}",
        f"a notice that {who} had the licence suspended or revoked",
        "its year ending without a renewal",
    )


def in_words(name: str, role: Role, event: Event, certainty: Certainty, origins: Sequence[str]) -> str:
    """What an alert says, in one line of plain text: who, what, how sure, who said it first."""
    licence = "a general export licence"
    if role is Role.SMCO_PRODUCER:
        licence += " for samarium-cobalt"
    elif role is Role.CUSTOMER:
        licence = "a supplier's general export licence"
    does = {
        Event.GAINED: f"is covered by {licence}" if role is Role.CUSTOMER else f"holds {licence}",
        Event.RENEWED: f"has {licence} renewed",
        Event.NARROWED: f"has {licence} narrowed",
        Event.SUSPENDED: f"has {licence} suspended",
        Event.REVOKED: f"has {licence} revoked",
        Event.LAPSED: f"has {licence} at its end",
        Event.WITHDRAWN: f"is no longer said to have {licence}, withdrawn by its speaker",
        Event.CORRECTED: f"is no longer said to have {licence}, the report was corrected",
    }[event]
    origin = f" Origin: {', '.join(origins)}." if origins else ""
    return f"{name} {does}: {SURE[certainty]}.{origin}"


def fate_in_words(fate: Event) -> str:
    """What became of what an alert said."""
    return {
        Event.WITHDRAWN: "Withdrawn by its speaker since.",
        Event.CORRECTED: "Corrected since.",
        Event.REVOKED: "Revoked since.",
        Event.SUSPENDED: "Suspended since.",
        Event.LAPSED: "Lapsed since, as far as known.",
        Event.GAINED: "It holds again since, as far as known.",
    }[fate]


def _bears_on_general(testimony: Testimony) -> bool:
    # What its own text softens is kept and shown, and moves nothing.
    if testimony.hedged:
        return False
    if testimony.status in GAINS:
        return testimony.licence is LicenceKind.GENERAL
    return testimony.licence is not LicenceKind.INDIVIDUAL and testimony.status in (_AGAINST | ENDS)


def _opens_new_period(testimony: Testimony, current: Sequence[Testimony]) -> bool:
    start = next(t.held_on for t in current if t.status in GAINS)
    ended = [t.held_on for t in current if t.status in _OVER and _is_credible(t)]
    if ended and testimony.held_on > max(ended):
        # The old story printed once more after the end carries no date of its own.
        return _has_a_day_of_its_own(testimony)
    if testimony.status is ClaimStatus.RENEWED:
        return testimony.held_on - start > RENEWAL_AFTER
    return testimony.stated and testimony.held_on - start > NEW_PERIOD_AFTER


def _state(period: Period) -> tuple[LicenceState, list[Testimony]]:
    """The state all told, and the losses that carry it (none while the licence holds)."""
    holds = LicenceState.RENEWED if period.renewed else LicenceState.GRANTED
    state, losses = holds, list[Testimony]()
    for testimony in period.testimonies:
        if testimony.status in ENDS and testimony.held_on >= period.start and _is_credible(testimony):
            if state is not _STATE_OF[testimony.status]:
                losses = []
            state = _STATE_OF[testimony.status]
            losses.append(testimony)
        elif testimony.status in GAINS and state is LicenceState.SUSPENDED and _has_a_day_of_its_own(testimony):
            # Only news of its own lifts a suspension; the old story printed again does not.
            state, losses = holds, []
    if state is holds and _is_narrowed(period):
        state = LicenceState.NARROWED
    return state, losses


#: How much of an exporter's custom a scope serves, smallest first.
_WIDTH = {Scope.SOME_CUSTOMERS: 0, Scope.NEARLY_ALL_CUSTOMERS: 1, Scope.ALL_CUSTOMERS: 2}


def _is_narrowed(period: Period) -> bool:
    """Whether its last word on whom it serves is less than an earlier one.

    Only whoever has standing, and says of which day, has a word: others may just be telling less of it.
    """
    words: dict[date, int] = {}
    for testimony in period.testimonies:
        dated = _has_standing(testimony) and _has_a_day_of_its_own(testimony)
        if dated and testimony.scope and testimony.status in GAINS:
            words[testimony.held_on] = max(words.get(testimony.held_on, 0), _WIDTH[testimony.scope])
    return bool(words) and words[max(words)] < max(words.values())


def _has_a_day_of_its_own(testimony: Testimony) -> bool:
    return testimony.stated or testimony.status is ClaimStatus.RENEWED


def _has_standing(testimony: Testimony) -> bool:
    return testimony.attribution is Attribution.MINISTRY or (
        testimony.attribution is Attribution.COMPANY and testimony.self_spoken
    )


def _at_first_hand(testimony: Testimony) -> bool:
    return testimony.own_publication or (testimony.grade or "") in TRUSTED


def _certainty_of(testimony: Testimony) -> Certainty:
    """The certainty one claim can carry alone."""
    if _has_standing(testimony) and _at_first_hand(testimony):
        return Certainty.CONFIRMED
    return Certainty.REPORTED if has_a_source(testimony.attribution, testimony.outlet) else Certainty.CLAIMED


def _is_credible(testimony: Testimony) -> bool:
    """Somebody stands behind it: only then can it take something away."""
    return reaches(_certainty_of(testimony), Certainty.REPORTED)


def _contesting(
    against: Sequence[Testimony], gains: Sequence[Testimony], origins: dict[int, Origin]
) -> list[Testimony]:
    """Credible denials that no later report of *another* origin has answered."""
    return [denial for denial in against if _is_credible(denial) and not _answered(denial, gains, origins)]


def _answered(denial: Testimony, gains: Sequence[Testimony], origins: dict[int, Origin]) -> bool:
    before = {origins[t.id].name for t in gains if t.published_on <= denial.published_on}
    return any(
        origins[t.id].counts and origins[t.id].name not in before for t in gains if t.published_on > denial.published_on
    )


def _last_new_origin(gains: Sequence[Testimony], origins: dict[int, Origin]) -> date | None:
    """The day the newest origin was first heard: what it repeats later refreshes nothing."""
    first: dict[str, date] = {}
    for testimony in gains:
        origin = origins[testimony.id]
        if origin.counts and origin.name:
            day = first.setdefault(origin.name.casefold(), testimony.published_on)
            first[origin.name.casefold()] = min(day, testimony.published_on)
    return max(first.values(), default=None)


def _ends(losses: Sequence[Testimony]) -> list[str]:
    told = [(t.speaker or t.outlet or t.publisher or "an unnamed source", t.published_on.isoformat()) for t in losses]
    return [f"Its end or suspension was told by {who} on {day}." for who, day in told]


def _number(gains: Sequence[Testimony], names: Sequence[str], on_record: Sequence[Testimony], contested: bool) -> int:
    """The Admiralty number by decision table (1 confirmed ... 6 cannot be judged), never by feeling."""
    if contested:
        return 5
    grades = {t.grade for t in gains if t.grade}
    if on_record:
        return 1
    if len(names) >= 2:
        return 2
    if not names:
        return 6 if not grades else 4
    named_source = any(t.attribution in (Attribution.COMPANY, Attribution.MINISTRY) for t in gains)
    if "B" in grades and named_source:
        return 2
    if grades & {"A", "B", "C"}:
        return 3
    return 4 if grades else 6


def _latest(scopes: Sequence[Scope | None]) -> Scope | None:
    return next((scope for scope in reversed(scopes) if scope is not None), None)


def _reasons(
    told: Sequence[Testimony],
    names: Sequence[str],
    best: Certainty,
    contested: Sequence[Testimony],
    against: Sequence[Testimony],
    losses: Sequence[Testimony],
) -> list[str]:
    reports = "1 report" if len(told) == 1 else f"{len(told)} reports"
    if not names:
        reasons = [f"{reports}, none of which names a source."]
    elif len(names) == 1:
        reasons = [f"{reports}, 1 origin: {names[0]}."]
    else:
        reasons = [f"{reports}, {len(names)} origins: {', '.join(names)}."]
    reasons += _ends(losses)
    if best is Certainty.CONFIRMED:
        reasons.append("Said on the record by somebody with standing, in a trusted outlet or a publication of its own.")
    elif any(_has_standing(t) for t in told):
        reasons.append("Somebody with standing is quoted, but at second hand.")
    else:
        reasons.append("Neither the company nor the ministry is on record.")
    for denial in contested:
        who = denial.speaker or denial.outlet or denial.publisher or "the ministry"
        reasons.append(f"Denied by {who} on {denial.published_on.isoformat()}.")
    for other in against:
        if other not in contested:
            who = other.speaker or other.outlet or other.publisher or "an unnamed source"
            reasons.append(f"{who} said otherwise on {other.published_on.isoformat()}; this stands beside it.")
    return reasons
