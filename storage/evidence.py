"""The one door through which a status changes.

Whoever learns something (a job that read a document, an admin who answered a review) records it here. In one
transaction the claim is kept, everything said about that company and role is weighed again, the licence row is moved by
`UPDATE ... WHERE` its old state, and the alert it causes is raised. A claim that only hedges, an individual licence, an
application or "no public confirmation" is kept and shown; none of them can move a licence.
"""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from sqlmodel import col, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from storage import alerts, companies, documents, proposals, publishers, reviews, stories, testimonies
from storage.domain import assessment, falling, origins, revisions
from storage.domain.assessment import Assessment, Period
from storage.domain.claim import (
    ENDS,
    GAINS,
    Attribution,
    Claim,
    ClaimState,
    ClaimStatus,
    Door,
    Reading,
    SubjectKind,
)
from storage.domain.falling import Fallen, Truth
from storage.domain.licence import Certainty, Event, LicenceKind, LicenceState, Role
from storage.domain.names import NameIndex
from storage.domain.origins import Testimony
from storage.models import Alert, Company, Document, Evidence, Licence, StatusChange
from storage.sequels import Moved

#: A gain dated this recently gets a card of its own even in a source's first reading.
RECENT = timedelta(days=14)

#: Licence rows whose period began this close together are the same period.
_SAME_PERIOD = timedelta(days=180)

ROLE_OF = {
    SubjectKind.EXPORTER: Role.EXPORTER,
    SubjectKind.CUSTOMER: Role.CUSTOMER,
    SubjectKind.SMCO_PRODUCER: Role.SMCO_PRODUCER,
}

_NO_LONGER_SAID = "The page it was read on no longer carries this sentence, and says nothing else of it: does it stand?"

_EVENT_OF = {
    LicenceState.GRANTED: Event.GAINED,
    LicenceState.RENEWED: Event.RENEWED,
    LicenceState.NARROWED: Event.NARROWED,
    LicenceState.SUSPENDED: Event.SUSPENDED,
    LicenceState.REVOKED: Event.REVOKED,
    LicenceState.EXPIRED: Event.LAPSED,
}

_STATUS_OF = {
    Event.GAINED: ClaimStatus.GRANTED,
    Event.RENEWED: ClaimStatus.RENEWED,
    Event.SUSPENDED: ClaimStatus.SUSPENDED,
    Event.REVOKED: ClaimStatus.REVOKED,
    Event.LAPSED: ClaimStatus.EXPIRED,
}

_NEW_COMPANY = "The company is on no list. It was added as a new one and told; is it a known one by another name?"

#: A grant that others call a renewal is one event.
_SAME_GAIN = {LicenceState.GRANTED, LicenceState.RENEWED}


@dataclass(frozen=True, kw_only=True)
class Recorded:
    """What one reading left behind."""

    evidence: int = 0
    alerts: int = 0
    reviews: int = 0


@dataclass(frozen=True, kw_only=True)
class Cause:
    """Why a status may move now. `kind`: source, parser, person or seed; only news and people's decisions alert."""

    kind: str
    now: datetime
    first_reading_of: int | None = None

    @property
    def alerts(self) -> bool:
        return self.kind in ("source", "person")


async def record(
    session: AsyncSession, document_id: int, reading: Reading, now: datetime, *, cause: str = "source"
) -> Recorded:
    """Keep what a document says and move what it moves. Recording the same reading again changes nothing."""
    document = await session.get_one(Document, document_id)
    names = await companies.index(session)
    if reading.claims:
        await stories.join(session, document)
    touched: dict[tuple[int | None, str], None] = {}
    kept = asked = figures_told = 0
    for claim in _merged(reading.claims):
        row = await _keep(session, document, claim, names, now, cause)
        if row is None:
            continue
        claim = await _doubt(session, row, claim, names)
        row.state = ClaimState.IN_REVIEW if claim.door is Door.REVIEW else ClaimState.REPORTED
        row.weighs = claim.door is not Door.KEEP or claim.status not in GAINS
        proposed = claim.door is Door.ALERT and row.company_id is None
        if proposed:
            row.company_id = (await _propose(session, claim, now)).id
            names = await companies.index(session)
        session.add(row)
        await session.flush()
        if proposed:
            await reviews.ask(session, row.id or 0, _NEW_COMPANY, now, about="company")
            asked += 1
        touched[(row.company_id, row.kind)] = None
        kept += 1
        if claim.door is Door.REVIEW:
            await reviews.ask(session, row.id or 0, claim.reason or "The sentence is not plain.", now)
            asked += 1
    replaced, missing = await _supersede_earlier(session, document)
    touched.update(dict.fromkeys(replaced))
    for row in missing if cause == "source" else ():
        asked += await reviews.ask_once(session, row.id or 0, _NO_LONGER_SAID, now)
    new = [await proposals.keep(session, document, figure, now, cause) for figure in reading.figures]
    if any(new):
        told = document if cause == "source" else None
        figures_told = await proposals.settle(session, [f.series.value for f in reading.figures], now, document=told)
    why = Cause(kind=cause, now=now, first_reading_of=document.source_id if document.first_reading else None)
    raised = figures_told
    for company_id, kind in touched:
        if company_id is not None and kind in ROLE_OF:
            raised += await weigh(session, company_id, SubjectKind(kind), why)
    return Recorded(evidence=kept, alerts=raised, reviews=asked)


async def plant(session: AsyncSession, rows: Sequence[Evidence], now: datetime) -> None:
    """Keep seeded claims and weigh them. Seeding raises nothing; planting the same claims again changes nothing."""
    held = set((await session.exec(select(Evidence.claim_key).where(col(Evidence.cause) == "seed"))).all())
    new = [row for row in rows if row.claim_key not in held]
    session.add_all(new)
    await session.flush()
    for company_id, kind in dict.fromkeys((row.company_id, row.kind) for row in new):
        if company_id is not None and kind in ROLE_OF:
            await weigh(session, company_id, SubjectKind(kind), Cause(kind="seed", now=now))


def claim_key(*parts: str | None) -> str:
    """Identity of a claim from what it says and where, so that reading the same again doubles nothing."""
    return hashlib.sha256("\x1f".join(part or "" for part in parts).encode("utf-8", "surrogatepass")).hexdigest()


async def _keep(
    session: AsyncSession, document: Document, claim: Claim, names: NameIndex, now: datetime, cause: str
) -> Evidence | None:
    """A row for this claim; None when the same text at the same address said the same before."""
    key = claim_key(document.url, document.digest, claim.subject, claim.kind, claim.licence, claim.status, claim.date)
    if (await session.exec(select(Evidence.id).where(Evidence.claim_key == key))).first() is not None:
        return None
    company = await _company_of(session, claim, names)
    return Evidence(
        claim_key=key,
        document_id=document.id,
        company_id=company.id if company else None,
        subject=company.name if company else claim.subject,
        kind=claim.kind,
        licence=claim.licence,
        status=claim.status,
        state=ClaimState.REPORTED,
        scope=claim.scope,
        materials=list(claim.materials),
        stated_date=claim.date,
        attribution=claim.attribution,
        speaker=claim.speaker,
        outlet=await publishers.name_of(session, claim.outlet),
        hedged=claim.hedged,
        quote=claim.quote,
        url=_where(document, claim.quote),
        title=document.title,
        publisher=document.publisher,
        grade=document.grade,
        published=document.published,
        cause=cause,
        learnt_at=now,
    )


def _where(document: Document, quote: str) -> str:
    """The document's address; in a filing with pages, that of the page the quote begins on (RFC 8118, section 3)."""
    before, found, _ = document.text.partition(quote) if "\f" in document.text and quote else ("", "", "")
    return f"{document.url}#page={before.count(chr(12)) + 1}" if found and "#" not in document.url else document.url


async def _company_of(session: AsyncSession, claim: Claim, names: NameIndex) -> Company | None:
    if claim.kind not in ROLE_OF:
        return None
    if claim.company is not None and (known := await companies.by_key(session, claim.company)) is not None:
        return known
    match = names.resolve(claim.subject)
    return await companies.by_key(session, match.company.key) if match else None


async def _doubt(session: AsyncSession, row: Evidence, claim: Claim, names: NameIndex) -> Claim:
    """Second thoughts the record has about a plain gain: softened words, a name like a known one, an old story."""
    if claim.door is not Door.ALERT:
        return claim
    if claim.hedged:
        return replace(claim, door=Door.REVIEW, reason="The text itself softens it, so it moves nothing by itself.")
    if row.company_id is None:
        alike = names.near(claim.subject, 1)
        if alike and alike[0].score >= companies.LOOKALIKE:
            reason = (
                f"“{claim.subject}” is on no list but looks like {alike[0].company.name}: are they the same company?"
            )
            return replace(claim, door=Door.REVIEW, reason=reason)
        return claim
    company = await session.get_one(Company, row.company_id)
    said = await testimonies.of(session, company, claim.kind)
    gone = falling.taken_back(said)
    latest = assessment.periods(t for t in said if t.id not in gone)
    told = await stories.of(session, {row.document_id} if row.document_id is not None else set())
    testimony = testimonies.from_row(row, company, names, row.learnt_at.date(), told.get(row.document_id or 0))
    if latest and assessment.may_be_old_news(testimony, latest[-1]):
        reason = (
            f"This may be the licence reported on {latest[-1].start.isoformat()} told again: that one ended or was "
            "suspended as far as known, and the text does not say when this one was granted."
        )
        return replace(claim, door=Door.REVIEW, reason=reason)
    return claim


async def _propose(session: AsyncSession, claim: Claim, now: datetime) -> Company:
    """A company on no list, taken from a plain sentence: finding new exporters is the point."""
    roles = [Role.EXPORTER, Role.SMCO_PRODUCER] if claim.kind is SubjectKind.SMCO_PRODUCER else [ROLE_OF[claim.kind]]
    return await companies.add(session, claim.subject, now=now, cause="source", roles=roles, proposed=True)


async def _supersede_earlier(
    session: AsyncSession, document: Document
) -> tuple[set[tuple[int | None, str]], list[Evidence]]:
    """A changed text replaces what its earlier versions said of the same thing and it says no longer.

    The answer is whom to weigh again, and gains it says nothing of any more: those are neither taken back nor
    repeated, so a person is asked. A gain stays when the new text tells of its end: it held until then. It goes when
    the new text takes it back.
    """
    older = await documents.earlier_revisions(session, document.id or 0)
    if not older:
        return set(), []
    now_says = f"{document.title}\n{document.text}"
    said: dict[tuple[int | None, str, str], list[Evidence]] = {}
    for row in (await session.exec(select(Evidence).where(Evidence.document_id == document.id))).all():
        if row.state in testimonies.WEIGHS:
            said.setdefault((row.company_id, row.subject, row.kind), []).append(row)
    touched, unsaid = set(), []
    for row in (await session.exec(select(Evidence).where(col(Evidence.document_id).in_(older)))).all():
        if row.state not in testimonies.WEIGHS or revisions.still_says(now_says, row.quote):
            continue
        newer = said.get((row.company_id, row.subject, row.kind), [])
        replacement = next((new for new in newer if _replaces(new, row)), None)
        if replacement is not None:
            row.state, row.replaced_by = ClaimState.SUPERSEDED, replacement.id
            session.add(row)
            touched.add((row.company_id, row.kind))
        elif row.weighs and _class_of(row) == "gain" and row.quote:
            unsaid.append(row)
    await session.flush()
    before = await documents.earlier_version(session, document.id or 0) if unsaid else None
    return touched, unsaid if before is not None and revisions.is_version_of(now_says, before) else []


def _replaces(new: Evidence, old: Evidence) -> bool:
    if _class_of(new) == _class_of(old):
        return True
    return _class_of(old) == "gain" and _class_of(new) != "loss"


def _class_of(row: Evidence) -> str:
    status = ClaimStatus(row.status)
    return "gain" if status in GAINS else "loss" if status in ENDS else "other"


async def weigh(session: AsyncSession, company_id: int, kind: SubjectKind, cause: Cause) -> int:
    """Weigh everything said about this company in this role again; the answer is how many alerts that raised."""
    company = await session.get_one(Company, company_id)
    said = await testimonies.of(session, company, kind)
    gone = falling.taken_back(said)
    await _take_back(session, said, gone)
    found = assessment.periods(t for t in said if t.id not in gone)
    rows = await session.exec(
        select(Licence).where(Licence.company_id == company_id, Licence.role == ROLE_OF[kind].value)
    )
    licences = {row.id or 0: row for row in rows.all()}
    raised, taken = 0, set[int]()
    for period in found:
        weighed = assessment.assess(period)
        row = await _row_of(session, period, licences, taken)
        if row is None:
            if weighed.certainty is Certainty.NOT_KNOWN:
                continue
            row = await _open_period(session, company_id, kind, licences, cause)
        taken.add(row.id or 0)
        # A period before the newest is history that reached us late: kept and shown, never an alert.
        raised += await _move(session, company, kind, row, period, weighed, cause, period is found[-1])
    for row in licences.values():
        if row.id not in taken and row.state != LicenceState.NONE:
            raised += await _withdraw(session, company, kind, row, cause)
    return raised


async def _take_back(session: AsyncSession, said: Sequence[Testimony], gone: dict[int, Testimony]) -> None:
    """Write down which claims their own speaker took back, and which stand again because that was wrong."""
    rows = {
        row.id: row
        for row in (await session.exec(select(Evidence).where(col(Evidence.id).in_([t.id for t in said])))).all()
    }
    for row in rows.values():
        if row.id in gone and row.state != ClaimState.WITHDRAWN:
            row.state = ClaimState.WITHDRAWN
            # What took it back is told with it.
            denial = rows[gone[row.id].id]
            denial.licence_id = row.licence_id
            session.add(row)
            session.add(denial)
        elif row.id not in gone and row.state == ClaimState.WITHDRAWN:
            row.state = ClaimState.REPORTED
            session.add(row)
    await session.flush()


async def _row_of(
    session: AsyncSession, period: Period, licences: dict[int, Licence], taken: set[int]
) -> Licence | None:
    """The licence row this period is: the one most of its claims support already, else one that began about then."""
    ids = [t.id for t in period.testimonies]
    held = await session.exec(
        select(Evidence.licence_id).where(col(Evidence.id).in_(ids), col(Evidence.licence_id).is_not(None))
    )
    for licence_id, _ in Counter(held.all()).most_common():
        if licence_id in licences and licence_id not in taken:
            return licences[licence_id]
    near = [
        row
        for key, row in licences.items()
        if key not in taken and row.valid_from and abs(row.valid_from - period.start) <= _SAME_PERIOD
    ]
    return min(near, key=lambda r: abs((r.valid_from or period.start) - period.start), default=None)


async def _open_period(
    session: AsyncSession, company_id: int, kind: SubjectKind, licences: dict[int, Licence], cause: Cause
) -> Licence:
    row = Licence(
        company_id=company_id,
        role=ROLE_OF[kind].value,
        kind=LicenceKind.GENERAL,
        period=max((held.period for held in licences.values()), default=0) + 1,
        state=LicenceState.NONE,
        certainty=Certainty.NOT_KNOWN,
        support=Certainty.NOT_KNOWN,
        learnt_at=cause.now,
    )
    session.add(row)
    await session.flush()
    licences[row.id or 0] = row
    return row


async def _move(
    session: AsyncSession,
    company: Company,
    kind: SubjectKind,
    row: Licence,
    period: Period,
    weighed: Assessment,
    cause: Cause,
    newest: bool,
) -> int:
    """Bring one licence row to what was weighed. Only whoever moved the row writes the change and its alert."""
    old_state, old_certainty = LicenceState(row.state), Certainty(row.certainty)
    before = Truth(state=old_state, certainty=old_certainty, origins=tuple(row.origins))
    unmoved = old_state is weighed.state and old_certainty is weighed.certainty
    if not unmoved:
        moved = await session.exec(
            update(Licence)
            .where(col(Licence.id) == row.id, col(Licence.state) == old_state, col(Licence.certainty) == old_certainty)
            .values(state=weighed.state, certainty=weighed.certainty)
        )
        if moved.rowcount != 1:
            return 0
        await session.refresh(row)
    news = _describe(row, weighed)
    last_claim = await _support(session, row, period)
    if not unmoved:
        session.add(
            StatusChange(
                licence_id=row.id or 0,
                old_state=old_state,
                new_state=weighed.state,
                old_certainty=old_certainty,
                new_certainty=weighed.certainty,
                cause=cause.kind,
                because=" ".join(weighed.because),
                evidence_id=last_claim,
                learnt_at=cause.now,
            )
        )
        await session.flush()
    raised = 0
    if cause.alerts and newest and old_state is not weighed.state and {old_state, weighed.state} != _SAME_GAIN:
        raised = await _raise(session, company, kind, row, period, weighed, cause)
    if news or not unmoved:
        after = Truth(state=weighed.state, certainty=weighed.certainty, origins=weighed.origins)
        over = after.standing == "over"
        how = Moved(
            before=before,
            after=after,
            fate=_EVENT_OF[weighed.state] if over else None,
            because=weighed.ended if over else await _why_less(session, row, before, after),
            raised=raised > 0,
        )
        await alerts.bring_up_to_date(
            session, row.id or 0, weighed.certainty, weighed.support, cause.now, news=cause.alerts, moved=how
        )
    return raised


async def _why_less(session: AsyncSession, row: Licence, before: Truth, after: Truth) -> str:
    """Why something that carried the truth, or its end, weighs no more; empty when nothing was taken away."""
    less = before.standing == "over" or bool(set(before.origins) - set(after.origins))
    if not less and assessment.reaches(after.certainty, before.certainty):
        return ""
    fallen = await _fallen(session, row, ENDS if before.standing == "over" else GAINS)
    return falling.verdict(fallen)[1] if fallen else ""


async def _fallen(session: AsyncSession, licence: Licence, statuses: frozenset[ClaimStatus]) -> list[Fallen]:
    """What carried this licence, or its end, and weighs no more, what fell last first as far as known."""
    rows = await session.exec(
        select(Evidence)
        .where(Evidence.licence_id == licence.id, col(Evidence.status).in_([str(status) for status in statuses]))
        .order_by(col(Evidence.id).desc())
    )
    found = []
    for row in rows.all():
        instead = await session.get(Evidence, row.replaced_by) if row.replaced_by else None
        moved = await session.get(Company, row.company_id) if row.company_id != licence.company_id else None
        if row.state in testimonies.WEIGHS and moved is None:
            continue
        found.append(
            Fallen(
                state=ClaimState(row.state),
                publisher=row.publisher or "",
                speaker=row.speaker or row.subject,
                taken_back_on=await _taken_back_on(session, licence) if row.state == ClaimState.WITHDRAWN else "",
                by_person=instead is not None and instead.cause == "person",
                another=moved.name if moved else "",
                now_says=instead.quote if instead is not None else "",
            )
        )
    return found


async def _taken_back_on(session: AsyncSession, licence: Licence) -> str:
    told = select(Evidence.published).where(Evidence.licence_id == licence.id, Evidence.status == ClaimStatus.DENIED)
    return ((await session.exec(told.order_by(col(Evidence.id).desc()))).first() or "")[:10]


async def _withdraw(session: AsyncSession, company: Company, kind: SubjectKind, row: Licence, cause: Cause) -> int:
    """No claim carries this period any more: its speaker took it back, or the report or our reading was wrong."""
    old_state, old_certainty = LicenceState(row.state), Certainty(row.certainty)
    before, support = Truth(state=old_state, certainty=old_certainty, origins=tuple(row.origins)), row.support
    moved = await session.exec(
        update(Licence)
        .where(col(Licence.id) == row.id, col(Licence.state) == old_state, col(Licence.certainty) == old_certainty)
        .values(state=LicenceState.NONE, certainty=Certainty.NOT_KNOWN, support=Certainty.NOT_KNOWN)
    )
    if moved.rowcount != 1:
        return 0
    await session.refresh(row)
    event, because = falling.verdict(await _fallen(session, row, GAINS))
    row.origins, row.articles, row.because = [], 0, [because]
    session.add(row)
    session.add(
        StatusChange(
            licence_id=row.id or 0,
            old_state=old_state,
            new_state=row.state,
            old_certainty=old_certainty,
            new_certainty=row.certainty,
            cause=cause.kind,
            because=because,
            learnt_at=cause.now,
        )
    )
    await session.flush()
    raised = await _raise_fall(session, company, kind, row, event, because, Certainty(support), cause)
    unknown = Certainty.NOT_KNOWN
    after = Truth(state=LicenceState.NONE, certainty=unknown)
    await alerts.bring_up_to_date(
        session,
        row.id or 0,
        unknown,
        unknown,
        cause.now,
        news=cause.alerts,
        moved=Moved(before=before, after=after, fate=event, because=because, raised=True),
    )
    return raised


async def _raise_fall(
    session: AsyncSession,
    company: Company,
    kind: SubjectKind,
    row: Licence,
    event: Event,
    because: str,
    support: Certainty,
    cause: Cause,
) -> int:
    """That it was taken back is an alert; a correction only when the licence was one, and each time it falls again."""
    told = (await session.exec(select(Alert.event, Alert.period).where(Alert.licence_id == row.id))).all()
    if not cause.alerts or (event is Event.CORRECTED and not told):
        return 0
    times = sum(1 for earlier, _ in told if earlier == event)
    alert = await alerts.raise_alert(
        session,
        company=company,
        licence_id=row.id or 0,
        kind=kind,
        event=event,
        period=str(row.period) if not times else f"{row.period}, time {times + 1}",
        status=ClaimStatus.DENIED if event is Event.WITHDRAWN else ClaimStatus.NOT_CONFIRMED,
        certainty=Certainty.NOT_KNOWN,
        support=support,
        now=cause.now,
        because=because,
    )
    return int(alert is not None)


async def _raise(
    session: AsyncSession,
    company: Company,
    kind: SubjectKind,
    row: Licence,
    period: Period,
    weighed: Assessment,
    cause: Cause,
) -> int:
    event = _EVENT_OF[weighed.state]
    status = _STATUS_OF[event]
    if kind is SubjectKind.CUSTOMER and status is ClaimStatus.GRANTED:
        status = ClaimStatus.COVERED
    recent = _last_said(period) >= cause.now.date() - RECENT
    alert = await alerts.raise_alert(
        session,
        company=company,
        licence_id=row.id or 0,
        kind=kind,
        event=event,
        period=str(row.period),
        status=status,
        certainty=weighed.certainty,
        support=weighed.support,
        now=cause.now,
        first_reading_of=None if recent else cause.first_reading_of,
        because=weighed.ended,
    )
    return int(alert is not None)


def _describe(row: Licence, weighed: Assessment) -> bool:
    """Write what was weighed into the row; True when a card that was sent would look different now."""
    before = (row.scope, row.materials, row.customers, row.origins, row.articles, row.because, row.valid_until)
    row.scope = weighed.scope
    row.materials, row.customers = list(weighed.materials), list(weighed.customers)
    row.first_reported = weighed.first_reported
    row.valid_from, row.valid_until = weighed.valid_from, weighed.valid_until
    row.issue_date_known = weighed.issue_date_known
    row.origins, row.articles = list(weighed.origins), weighed.articles
    row.because, row.number = list(weighed.because), weighed.number
    row.last_origin_on, row.support = weighed.last_origin_on, weighed.support
    return before != (row.scope, row.materials, row.customers, row.origins, row.articles, row.because, row.valid_until)


async def _support(session: AsyncSession, licence: Licence, period: Period) -> int | None:
    """Tie the period's claims to its licence row, with their origins; the answer is the newest claim."""
    session.add(licence)
    found = origins.origins_of(t for t in period.testimonies if t.status in GAINS)
    found |= origins.origins_of(t for t in period.testimonies if t.status in ENDS)
    rows = (await session.exec(select(Evidence).where(col(Evidence.id).in_([t.id for t in period.testimonies])))).all()
    for row in rows:
        origin = found.get(row.id or 0)
        row.licence_id, row.number = licence.id, licence.number
        if origin is not None:
            row.origin, row.origin_counts = origin.name, origin.counts
        session.add(row)
    await session.flush()
    return max((row.id or 0 for row in rows), default=None)


def _last_said(period: Period) -> date:
    return max((t.published_on for t in period.testimonies), default=datetime.min.replace(tzinfo=UTC).date())


def _merged(claims: Sequence[Claim]) -> list[Claim]:
    """One claim per subject, kind, licence and status of a document: plainest door, first quote, all materials."""
    order = (Door.ALERT, Door.REVIEW, Door.KEEP)
    found: dict[tuple[str, str, str, str], Claim] = {}
    for claim in claims:
        key = (claim.company or claim.subject, claim.kind, claim.licence, claim.status)
        held = found.get(key)
        if held is None:
            found[key] = claim
            continue
        # A headline names nobody; the sentence that names its source tells more.
        better, other = sorted(
            (held, claim), key=lambda c: (order.index(c.door), c.attribution is Attribution.NONE, not c.outlet)
        )
        found[key] = replace(
            better,
            scope=better.scope or other.scope,
            date=better.date or other.date,
            outlet=better.outlet or other.outlet,
            materials=tuple(dict.fromkeys((*held.materials, *claim.materials))),
        )
    return list(found.values())
