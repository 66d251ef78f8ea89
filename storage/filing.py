"""What an admin knows and files with a link, and what an admin takes back. Both go through the one door."""

from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlsplit

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage import audit, companies, evidence, publishers, sources
from storage.domain.claim import Attribution, ClaimState, ClaimStatus, SubjectKind
from storage.domain.licence import LicenceKind
from storage.models import Company, Evidence


class CannotFile(ValueError):
    """The claim cannot be filed or taken back; the message is one sentence."""


@dataclass(frozen=True, kw_only=True)
class Filing:
    """A claim as a person files it. `said_by`: whose own document the link is; counts only where the link is primary.

    `words` is what it says, in the person's words: quotes come only from documents that were read here.
    """

    subject: str
    kind: SubjectKind
    status: ClaimStatus
    link: str
    licence: LicenceKind = LicenceKind.GENERAL
    said_by: Attribution = Attribution.NONE
    day: date | None = None
    words: str = ""


@dataclass(frozen=True, kw_only=True)
class Filed:
    """`claim` is its id (`C7`), `primary` whether the link is a publication of the speaker's own."""

    claim: str
    subject: str
    company: str | None
    primary: bool


async def file(session: AsyncSession, wanted: Filing, who: str, now: datetime) -> Filed:
    """Keep a claim and weigh it: *claimed*, unless the link is a primary document. Raises CannotFile."""
    try:
        host = sources.checked(wanted.link).removeprefix("www.")
    except sources.BadSource as bad:
        raise CannotFile(str(bad)) from bad
    key = evidence.claim_key("person", wanted.link, wanted.subject.casefold(), wanted.kind, wanted.status)
    held = (await session.exec(select(Evidence).where(Evidence.claim_key == key))).one_or_none()
    if held is not None and held.state != ClaimState.REJECTED:
        raise CannotFile(f"That is on record already, as C{held.id}.")
    company = await _company(session, wanted, now)
    publisher, grade = await publishers.name_of(session, host), await publishers.grade_of(session, host)
    names = await companies.index(session)
    printed = names.resolve(publisher) if publisher else None
    own = company is not None and printed is not None and printed.company.key == company.key
    primary = wanted.said_by in (Attribution.COMPANY, Attribution.MINISTRY) and (grade == "A" or own)
    row = held or Evidence(
        claim_key=key,
        subject=wanted.subject,
        kind="",
        licence="",
        status="",
        state="",
        attribution="",
        cause="person",
        learnt_at=now,
    )
    row.company_id, row.kind, row.licence = company.id if company else None, wanted.kind.value, wanted.licence.value
    row.status, row.state = wanted.status.value, ClaimState.REPORTED
    row.attribution = (wanted.said_by if primary else Attribution.NONE).value
    row.url, row.title, row.summary = wanted.link, urlsplit(wanted.link).hostname or "", wanted.words
    row.publisher, row.grade = publisher, grade
    row.published = (wanted.day or now.date()).isoformat()
    session.add(row)
    await session.flush()
    claim = f"C{row.id}"
    said = f"{wanted.subject}: {wanted.status.value}, {wanted.link}"
    await audit.write(session, who, "claim added", claim, now, after=said)
    await _weigh(session, row, now)
    return Filed(claim=claim, subject=wanted.subject, company=company.key if company else None, primary=primary)


async def retract(session: AsyncSession, claim: str, who: str, reason: str, now: datetime) -> str:
    """Take a claim back: it is kept, with the reason, and weighs nothing. Answers its subject. Raises CannotFile."""
    row = await _row(session, claim)
    if row.state in (ClaimState.REJECTED, ClaimState.SUPERSEDED):
        raise CannotFile(f"{claim} weighs nothing already.")
    if row.state == ClaimState.IN_REVIEW:
        raise CannotFile(f"{claim} waits for an answer: decide it with `/licence admin review`.")
    before, row.state = row.state, ClaimState.REJECTED
    session.add(row)
    await session.flush()
    await _weigh(session, row, now)
    await audit.write(session, who, "claim retracted", claim, now, before=before, after=reason)
    return row.subject


async def restore(session: AsyncSession, claim: str, who: str, now: datetime) -> str:
    """Let a claim that was taken back weigh again. Answers its subject. Raises CannotFile."""
    row = await _row(session, claim)
    if row.state != ClaimState.REJECTED:
        raise CannotFile(f"{claim} was not taken back.")
    row.state = ClaimState.REPORTED
    session.add(row)
    await session.flush()
    await _weigh(session, row, now)
    await audit.write(session, who, "claim restored", claim, now)
    return row.subject


async def _company(session: AsyncSession, wanted: Filing, now: datetime) -> Company | None:
    if wanted.kind not in evidence.ROLE_OF:
        return None
    match = await companies.resolve(session, wanted.subject)
    if match is not None:
        return await companies.by_key(session, match.company.key)
    roles = [evidence.ROLE_OF[wanted.kind]]
    return await companies.add(session, wanted.subject, now=now, cause="person", roles=roles)


async def _row(session: AsyncSession, claim: str) -> Evidence:
    row = await session.get(Evidence, int(claim[1:]))
    if row is None:
        raise CannotFile(f"There is no claim {claim} on record.")
    return row


async def _weigh(session: AsyncSession, row: Evidence, now: datetime) -> None:
    if row.company_id is not None and row.kind in evidence.ROLE_OF:
        await evidence.weigh(session, row.company_id, SubjectKind(row.kind), evidence.Cause(kind="person", now=now))
