"""The one door through which a status changes.

Whoever learns something (a job that read a document, an admin who answered a review) records it here. In one
transaction the claim is kept, everything said about that company and role is weighed again, the licence row is moved by
`UPDATE ... WHERE` its old state, and the alert it causes is raised. A claim that only hedges, an individual licence, an
application or "no public confirmation" is kept and shown; none of them can move a licence.
"""

import hashlib
import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage import companies, documents, proposals, publishers, reviews, stories, testimonies
from storage.domain import assessment, falling, revisions
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
from storage.domain.licence import Role
from storage.domain.names import NameIndex
from storage.models import Company, Document, Evidence
from storage.weighing import ROLE_OF, Cause, weigh

__all__ = ["ROLE_OF", "Cause", "Recorded", "claim_key", "plant", "record", "weigh"]

log = logging.getLogger(__name__)

_NO_LONGER_SAID = "The page it was read on no longer carries this sentence, and says nothing else of it: does it stand?"

_NEW_COMPANY = "The company is on no list. It was added as a new one and told; is it a known one by another name?"


@dataclass(frozen=True, kw_only=True)
class Recorded:
    """What one reading left behind."""

    evidence: int = 0
    alerts: int = 0
    reviews: int = 0
    #: The door that each new claim went through.
    doors: tuple[Door, ...] = ()


async def record(
    session: AsyncSession, document_id: int, reading: Reading, now: datetime, *, cause: str = "source"
) -> Recorded:
    """Keep what a document says and move what it moves. Recording the same reading again changes nothing."""
    document = await session.get_one(Document, document_id)
    names = await companies.index(session)
    if reading.claims:
        await stories.join(session, document)
    touched: dict[tuple[int | None, str], None] = {}
    doors: list[Door] = []
    asked = figures_told = 0
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
        doors.append(claim.door)
        log.info("kept C%s: %s", row.id, claim.door.value)
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
    return Recorded(evidence=len(doors), alerts=raised, reviews=asked, doors=tuple(doors))


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
    testimony = testimonies.from_row(row, company.key, names, row.learnt_at.date(), told.get(row.document_id or 0))
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
