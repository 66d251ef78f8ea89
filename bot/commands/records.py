"""What `C7`, `A31` or a name means for verbs that share, dispute or mute: a card, a claim, a company."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from bot import grammar
from bot.commands import naming
from bot.messages import alert as alert_messages
from bot.messages import card, check, evidence
from bot.messages.parts import Message, Part, shown
from bot.replies import NotPossible
from storage import alerts, claims, licences, rosters
from storage.domain.claim import GAINS
from storage.domain.views import AlertView, CompanyView, EvidenceView


@dataclass(frozen=True, kw_only=True)
class Thing:
    """`record` is its short id or key; `claims` are the readings behind it, the one to doubt first at the head."""

    record: str
    name: str
    company: str | None
    claims: tuple[EvidenceView, ...]
    message: Message


async def find(session: AsyncSession, typed: str, now: datetime, before: str) -> Thing:
    """Raises NotPossible for an id nobody has, Misunderstood for a name; `before` is the command up to it."""
    if claim_id := grammar.short_id(typed, "C"):
        found = await claims.named(session, claim_id)
        if found is not None:
            return _claim(found)
        raise NotPossible(f"There is no evidence {shown(claim_id)} on record; `/licence evidence` lists the newest.")
    if alert_id := grammar.short_id(typed, "A"):
        view = await alerts.one(session, alert_id, now)
        if view is not None:
            return _alert(view)
        raise NotPossible(f"There is no alert {shown(alert_id)} on record; `/licence changes 7d` shows what moved.")
    company = await naming.require(session, typed, before)
    view_of = await licences.look_up(session, company.name, now)
    if not isinstance(view_of, CompanyView):
        raise NotPossible(f"Nothing is on record about {shown(company.name)}.")
    listed = check.listed(await rosters.listings(session, view_of.key, now.date()))
    return _company(view_of, listed)


def _claim(view: EvidenceView) -> Thing:
    return Thing(record=view.id, name=view.subject, company=view.company, claims=(view,), message=evidence.one(view))


def _alert(view: AlertView) -> Thing:
    return Thing(
        record=view.id,
        name=view.subject,
        company=view.company,
        claims=_doubtful(view.evidence),
        message=alert_messages.single(view),
    )


def _company(view: CompanyView, listed: Sequence[Part]) -> Thing:
    said = [claim for licence in view.licences for claim in (*licence.evidence, *licence.denials)]
    return Thing(
        record=view.key,
        name=view.name,
        company=view.key,
        claims=_doubtful((*said, *view.individual.rows, *view.other.rows)),
        message=card.company(view, {}, listed),
    )


def _doubtful(claims: tuple[EvidenceView, ...]) -> tuple[EvidenceView, ...]:
    """Gains that count first, the newest of them at the head: that is what somebody who doubts a card doubts."""
    newest = sorted(claims, key=lambda claim: claim.published or "", reverse=True)
    return tuple(sorted(newest, key=lambda claim: (not claim.counts, claim.status not in GAINS)))
