"""Status, certainty, scope, dates and origins as the words a buyer reads.

Nothing here says more than the record: who said it is named, what is not known is said, and every sentence about a
licence can be read as "as far as known". A customer is never said to hold anything.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime

from bot.messages.parts import Link, Text, between, clean
from storage.domain.claim import GAINS, Attribution, ClaimStatus, Scope, SubjectKind, has_a_source
from storage.domain.licence import HOLDS, Certainty, Event, LicenceKind, LicenceState, Role
from storage.domain.origins import TRUSTED
from storage.domain.views import EvidenceView, LicenceInFull, LicenceView, Looking
from storage.looking import COUNTED

BADGES = {
    Certainty.CONFIRMED: "🟢",
    Certainty.REPORTED: "🟡",
    Certainty.CLAIMED: "🔘",
    Certainty.CONTESTED: "🟠",
    Certainty.NOT_KNOWN: "⚪",
}
OVER = "🔴"

#: What is said of a licence in one role, by state: the thing, before how sure we are of it.
_HOLDER = {
    LicenceState.NONE: "General licence",
    LicenceState.GRANTED: "General licence",
    LicenceState.RENEWED: "General licence, renewed",
    LicenceState.NARROWED: "General licence, narrowed",
    LicenceState.SUSPENDED: "General licence suspended",
    LicenceState.REVOKED: "General licence revoked",
    LicenceState.EXPIRED: "General licence expired",
    LicenceState.LAPSED: "General licence lapsed as far as known",
}
_COVERED = {
    LicenceState.NONE: "Covered by a general licence of its suppliers",
    LicenceState.GRANTED: "Covered by a general licence of its suppliers",
    LicenceState.RENEWED: "Covered by a renewed general licence of its suppliers",
    LicenceState.NARROWED: "Cover by its suppliers' general licence narrowed",
    LicenceState.SUSPENDED: "Cover by its suppliers' general licence suspended",
    LicenceState.REVOKED: "Cover by its suppliers' general licence ended",
    LicenceState.EXPIRED: "Cover by its suppliers' general licence expired",
    LicenceState.LAPSED: "Cover by its suppliers' general licence lapsed as far as known",
}

_SCOPES = {
    Scope.ALL_CUSTOMERS: "all of its customers, none named",
    Scope.NEARLY_ALL_CUSTOMERS: "nearly all of its customers, none named",
    Scope.SOME_CUSTOMERS: "some of its customers, none named",
}

_CLAIMS = {
    ClaimStatus.GRANTED: "granted",
    ClaimStatus.COVERED: "covered by a supplier's",
    ClaimStatus.RENEWED: "renewed",
    ClaimStatus.EXCLUDED: "left out",
    ClaimStatus.APPLIED: "applied for",
    ClaimStatus.EXPECTED: "expected, not granted",
    ClaimStatus.NOT_CONFIRMED: "no public confirmation",
    ClaimStatus.DENIED: "denied",
    ClaimStatus.REVOKED: "revoked",
    ClaimStatus.SUSPENDED: "suspended",
    ClaimStatus.EXPIRED: "expired",
}

ATTRIBUTIONS = {
    Attribution.COMPANY: "the company on record",
    Attribution.MINISTRY: "China's commerce ministry (MOFCOM)",
    Attribution.ANONYMOUS: "unnamed sources",
    Attribution.MEDIA: "media, no source named",
    Attribution.ANALYST: "an analyst",
    Attribution.NONE: "nobody named",
}

_EVENTS = {
    Event.GAINED: "New",
    Event.RENEWED: "Renewed",
    Event.NARROWED: "Narrowed",
    Event.SUSPENDED: "Suspended",
    Event.REVOKED: "Revoked",
    Event.LAPSED: "Lapsed as far as known",
    Event.VETOED: "Barred by a list",
    Event.CORRECTED: "Corrected",
    Event.WITHDRAWN: "Withdrawn by its speaker",
    Event.REMINDER: "Reminder",
    Event.FIGURE: "Export figure",
    Event.REGIME: "Rules changed",
}

ROLES = {
    "exporter": "exporter",
    "smco_producer": "SmCo producer",
    "customer": "customer",
    "group": "unnamed group",
    "regulator": "regulator",
    "regime": "rules",
    "figures": "figures",
}

_DAY = re.compile(r"(?<![\d-])\d{4}-\d{2}-\d{2}(?![\d-])", re.ASCII)

#: Subjects that are no company: nothing said of them is a gain.
UNNAMED = (SubjectKind.GROUP, SubjectKind.REGULATOR)


def badge(view: LicenceView) -> str:
    return BADGES[view.certainty] if view.state in HOLDS or view.state is LicenceState.NONE else OVER


def status(view: LicenceInFull) -> str:
    """The first sentence of every card: what, and how sure we are of it."""
    what = thing(view.role, view.state)
    if view.state is LicenceState.LAPSED:
        return f"{what}, no renewal seen: the period ended {window(view)}; it was {sureness(view)}"
    return f"{what}: {sureness(view)}"


def thing(role: Role, state: LicenceState) -> str:
    """What somebody in this role has, or no longer has: the start of a sentence about it."""
    what = (_COVERED if role is Role.CUSTOMER else _HOLDER)[state]
    if role is Role.SMCO_PRODUCER:
        return what.replace("General licence", "General licence for samarium-cobalt", 1)
    return what


def sureness(view: LicenceInFull) -> str:
    """The ladder of certainty in words that name who has and who has not spoken."""
    match view.certainty:
        case Certainty.CONFIRMED:
            return f"confirmed by {_confirmed_by(view)}"
        case Certainty.REPORTED:
            own = "the company, its suppliers" if view.role is Role.CUSTOMER else "the company"
            if _spoke(view.evidence, Attribution.COMPANY):
                return "reported, with the company quoted by an outlet that retells it"
            if _spoke(view.evidence, Attribution.MINISTRY):
                return "reported, with MOFCOM quoted by an outlet that retells it"
            return f"reported, not confirmed by {own} or MOFCOM"
        case Certainty.CLAIMED:
            return "claimed, no source named"
        case Certainty.CONTESTED:
            return "contested, reports or speakers disagree"
        case Certainty.NOT_KNOWN:
            return "not known"


def brief_sureness(certainty: Certainty) -> str:
    """The same ladder for a row in a list."""
    return {
        Certainty.CONFIRMED: "confirmed",
        Certainty.REPORTED: "reported, not confirmed",
        Certainty.CLAIMED: "claimed, no source named",
        Certainty.CONTESTED: "contested",
        Certainty.NOT_KNOWN: "not known",
    }[certainty]


def _confirmed_by(view: LicenceInFull) -> str:
    speakers = {
        f"{ATTRIBUTIONS[e.attribution]}{_named(e)}"
        for e in view.evidence
        if e.attribution in (Attribution.COMPANY, Attribution.MINISTRY) and e.counts
    }
    return " and ".join(sorted(speakers)) or "a speaker with standing"


def _named(claim: EvidenceView) -> str:
    speaker = clean(claim.speaker or "", 60)
    return f" ({speaker})" if speaker and speaker not in ATTRIBUTIONS[claim.attribution] else ""


def _spoke(evidence: Iterable[EvidenceView], who: Attribution) -> bool:
    return any(e.attribution is who for e in evidence)


def silence(view: LicenceInFull) -> str:
    """Who has said nothing, as far as read: the question every buyer asks next."""
    company = "quoted" if _spoke(view.evidence, Attribution.COMPANY) else "silent as far as read"
    ministry = "named it" if _spoke(view.evidence, Attribution.MINISTRY) else "has not named it as far as read"
    return f"company: {company}; ministry: {ministry}"


def customers(view: LicenceView, names: Sequence[str]) -> str:
    """Whom a holder's licence serves: the customers reports name (`names`), and what is said of the others."""
    named = ", ".join(clean(name, 60) for name in names[:8])
    return "; ".join(filter(None, (named, _SCOPES[view.scope] if view.scope else ""))) or "not known"


def scope(view: LicenceView) -> str:
    return _SCOPES[view.scope] if view.scope else "customers not known"


def holds(view: LicenceView) -> bool:
    """Whether anything on record says it holds today; contested ones do, and are called so."""
    return view.state in HOLDS and view.certainty is not Certainty.NOT_KNOWN


def materials(names: Sequence[str]) -> str:
    return ", ".join(clean(name, 30) for name in names[:8]) or "not known"


def window(view: LicenceView) -> str:
    """When it ends. A day is only named as a day when the issue date is known."""
    if view.valid_until is None:
        return "not known"
    how = "" if view.issue_date_known else f" ({reckoned(view.valid_from, view.first_reported)})"
    return f"{_end(view.valid_until, view)}{how}"


def _end(last: date, view: LicenceView) -> str:
    return day(last) if view.issue_date_known else f"about {day(last)}, issue date unknown"


def reckoned(start: date | None, first_reported: date | None) -> str:
    """How an end that nobody printed was found."""
    since = "the first report" if start is None or start == first_reported else f"{day(start)}, its reported start"
    return f"reckoned a year from {since}"


def ends(view: LicenceView, today: date) -> str:
    """A row of `expiring`: how far away the end is, and what is known about it."""
    if view.valid_until is None:
        return "end not known"
    left = (view.valid_until - today).days
    about = "" if view.issue_date_known else "about "
    when = f"in {about}{count(left, 'day')}" if left > 0 else "today" if left == 0 else f"{count(-left, 'day')} ago"
    if view.state is LicenceState.LAPSED:
        ended = f"the period ended {window(view)}; no report of a renewal or of an end"
        return f"lapsed as far as known, no renewal seen: {ended}"
    how = "" if view.issue_date_known else f"{reckoned(view.valid_from, view.first_reported)}; "
    return f"period ends {_end(view.valid_until, view)} ({when}); {how}no renewal on record"


def origins(view: LicenceView) -> str:
    """Origins, not articles: `24 articles, 2 origins: Reuters; Shanghai Securities News`."""
    return tally(view.articles, view.origins)


def tally(articles: int, names: Sequence[str]) -> str:
    read = count(articles, "report")
    if not names:
        return f"{read}, origin unknown"
    return f"{read}, {count(len(names), 'origin')}: {'; '.join(clean(name, 60) for name in names[:6])}"


def reported_on(view: LicenceView) -> str:
    return day(view.first_reported) if view.first_reported else "not known"


def freshness(view: LicenceInFull) -> str:
    return {
        "ageing": "No new origin for some months; this may be out of date.",
        "stale": "No new origin for most of a year; this may no longer hold.",
    }.get(view.freshness, "")


def age(newest: date, today: date) -> str:
    """How old the newest report in a list is, in the unit people would use."""
    days = max((today - newest).days, 0)
    old = "today" if days == 0 else f"{count(days, 'day')} ago" if days < 60 else f"{days * 12 // 365} months ago"
    return f"The newest report among these is of {day(newest)}, {old}; nothing newer on them was read."


def claim(view: EvidenceView) -> str:
    """What one report says, as a phrase: `general licence granted`, `left out, according to one report`."""
    if view.status is ClaimStatus.EXCLUDED:
        said = "left out, according to one report"
    elif view.status is ClaimStatus.NOT_CONFIRMED:
        said = f"no public confirmation of {_a_licence(view.licence)}"
    elif view.status is ClaimStatus.COVERED:
        said = f"covered by {_a_licence(view.licence)} of a supplier"
    else:
        said = f"{_LICENCES[view.licence]} {_CLAIMS[view.status]}"
    if view.scope:
        said += f", for {_SCOPES[view.scope]}"
    return said + (", in hedged words" if view.hedged else "")


_LICENCES = {
    LicenceKind.GENERAL: "general licence",
    LicenceKind.INDIVIDUAL: "individual licence",
    LicenceKind.UNSPECIFIED: "licence of a kind not named",
}


def _a_licence(kind: LicenceKind) -> str:
    return f"an {_LICENCES[kind]}" if kind is LicenceKind.INDIVIDUAL else f"a {_LICENCES[kind]}"


def claim_status(status_word: ClaimStatus, licence: LicenceKind) -> str:
    """The same for a review card, which has no evidence yet."""
    return f"{_LICENCES[licence]}: {_CLAIMS[status_word]}"


def claim_word(status_word: ClaimStatus) -> str:
    return _CLAIMS[status_word]


def licence_kind(kind: LicenceKind) -> str:
    return _LICENCES[kind]


def scope_word(word: Scope) -> str:
    return _SCOPES[word]


def claim_badge(view: EvidenceView) -> str:
    if view.state in ("withdrawn", "rejected", "superseded"):
        return "✖"
    if view.status in (ClaimStatus.REVOKED, ClaimStatus.SUSPENDED, ClaimStatus.EXPIRED):
        return OVER
    if view.status in (ClaimStatus.DENIED, ClaimStatus.EXCLUDED) or view.state == "contested":
        return BADGES[Certainty.CONTESTED]
    if view.status in GAINS:
        # A colour of the ladder is for a named company's general licence, and for nothing else.
        if view.licence is not LicenceKind.GENERAL or view.kind in UNNAMED:
            return "▫"
        if _on_record(view):
            return BADGES[Certainty.CONFIRMED]
        sourced = has_a_source(view.attribution, view.outlet)
        return BADGES[Certainty.REPORTED if sourced else Certainty.CLAIMED]
    return BADGES[Certainty.NOT_KNOWN]


def _on_record(view: EvidenceView) -> bool:
    """Whether this report alone confirms: a speaker with standing, quoted by name in a trusted outlet (as
    storage.domain.assessment weighs it; who speaks for somebody else is not seen from here)."""
    if not view.counts or (view.grade or "") not in TRUSTED or view.hedged:
        return False
    speaker, subject = (view.speaker or view.subject).casefold(), view.subject.casefold()
    own = view.attribution is Attribution.COMPANY and (subject in speaker or speaker in subject)
    return own or view.attribution is Attribution.MINISTRY


def said_by(view: EvidenceView) -> str:
    """Who stands behind a claim: `Reuters, unnamed sources`, `Ford, the company on record`."""
    kind = ATTRIBUTIONS[view.attribution]
    if view.speaker:
        return f"{clean(view.speaker, 60)}, {kind}"
    if not view.outlet:
        return kind
    outlet = clean(view.outlet, 60)
    spoke = view.attribution in (Attribution.COMPANY, Attribution.MINISTRY)
    return f"{kind}, as told by {outlet}" if spoke else f"{outlet}, {kind}"


def origin(view: EvidenceView) -> str:
    """Who said it first. Only a gain counts origins, so only there an unknown one is worth a word."""
    if not view.origin:
        return "origin unknown, so not counted" if view.status in GAINS else ""
    return f"origin {clean(view.origin, 60)}" + ("" if view.counts else ", already counted")


def printed_in(view: EvidenceView) -> Text:
    """The date as its publisher printed it, and the publisher as a link."""
    return printed_where(view.url, view.publisher, view.published)


def printed_where(url: str | None, publisher: str | None, day: str | None) -> Text:
    named = clean(publisher or "publisher not known", 60)
    return between(", ", ((printed(day),), (Link(url, named) if url else named,)))


def grade(view: EvidenceView) -> str:
    letter, number = view.grade or "", str(view.number) if view.number else ""
    # "C1" alone would read as the id of a claim.
    told = [f"source {letter}" if letter else "", f"report {number}" if number else ""]
    return f"graded {', '.join(filter(None, told))}" if letter or number else "not graded"


def event(event_word: Event, kind: str) -> str:
    """The headline of an alert, before the name: `New exporter`, `Renewed`."""
    head = _EVENTS[event_word]
    return f"{head} {ROLES.get(kind, kind)}" if event_word is Event.GAINED else head


def fate(event_word: Event) -> str:
    """What became of what a card said: different words for what is different."""
    return "Holds again as far as known" if event_word is Event.GAINED else _EVENTS[event_word]


def unnamed(view: EvidenceView) -> str:
    """A word after a subject that names nobody, so that "some exporters" is not read as a company."""
    return f" ({ROLES[view.kind]})" if view.kind in UNNAMED else ""


def subject_kind(kind: SubjectKind | Role | str) -> str:
    return ROLES.get(str(kind), str(kind))


def looking(view: Looking) -> str:
    """How hard we looked, for a dated absence: where, how much of it, and for whom."""
    failing = f", {view.failing} of them failing" if view.failing else ""
    return (
        f"{count(view.sources, 'news page or feed', 'news pages and feeds')} watched{failing}, "
        f"{view.read_last_day} read in the last 24 hours; {at_least(view.documents, 'article', COUNTED)} read in all, "
        f"searched for {_whom(view)}"
    )


def _whom(view: Looking) -> str:
    one, many = _NAMES[view.whose]
    return count(view.names, one, many)


#: Whose names were searched for: one of them, and several.
_NAMES = {
    "everybody": ("company on record", "companies on record"),
    "smco_producer": ("SmCo maker on record", "SmCo makers on record"),
    "exporter": ("exporter on record", "exporters on record"),
    "customer": ("customer on record", "customers on record"),
    "company": ("spelling of its name", "spellings of its name"),
}


def tidy_list(what: str, names: Sequence[str]) -> str:
    """A list as one sentence: `Reported to hold one: A, B and 3 more.`"""
    if not names:
        return f"{what}: nobody, as far as known."
    rest = f" and {len(names) - 4} more" if len(names) > 4 else ""
    return f"{what}: {', '.join(clean(name, 60) for name in names[:4])}{rest}."


def at_least(number: int, thing: str, counted_to: int) -> str:
    """A count that stopped there: `at least 1,000 claims`."""
    return f"{'at least ' if number >= counted_to else ''}{count(number, thing)}"


def count(number: int, noun: str, nouns: str = "") -> str:
    return f"{number:,} {noun if number == 1 else nouns or noun + 's'}"


def day(when: date) -> str:
    return f"{when.day} {when:%b %Y}"


def days_in_words(text: str) -> str:
    """Days that were kept as the record writes them, as people do: `2025-12-02` is `2 Dec 2025`."""
    return _DAY.sub(lambda found: printed(found[0]), text)


def printed(iso: str | None) -> str:
    """A printed date as a day or a month; a time keeps only its day, in its publisher's zone."""
    if not iso:
        return "date not known"
    try:
        if len(iso) == 7:
            return f"{datetime.strptime(iso, '%Y-%m').replace(tzinfo=UTC):%b %Y}"
        return day(date.fromisoformat(iso[:10]))
    except ValueError:
        return clean(iso, 40)
