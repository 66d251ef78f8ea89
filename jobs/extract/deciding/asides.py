"""What a careful reader leaves out: claims that only stand around another one of the same company."""

from collections.abc import Iterator
from dataclasses import replace

from storage.domain.claim import ENDS, GAINS, Claim, ClaimStatus, Door, SubjectKind
from storage.domain.licence import LicenceKind

#: What is said of a licence that is not there: of a kind nobody named it means the general one the text is about.
_NOT_HELD = frozenset(
    (
        ClaimStatus.DENIED,
        ClaimStatus.EXCLUDED,
        ClaimStatus.NOT_CONFIRMED,
        ClaimStatus.REVOKED,
        ClaimStatus.SUSPENDED,
        ClaimStatus.EXPIRED,
    )
)

_GONE = ENDS | {ClaimStatus.DENIED}

#: What only says that a question is open.
_OPEN = frozenset((ClaimStatus.NOT_CONFIRMED, ClaimStatus.EXPECTED))
_LACKING = frozenset((ClaimStatus.DENIED, ClaimStatus.EXCLUDED))


def without(claims: list[Claim], *, general: bool) -> Iterator[Claim]:
    """The claims about one company that say something by themselves; `general`: the text names general licences.

    Only claims that move no door are left out: how a licence that is plainly held was once applied for, hoped for,
    refused or doubted; a gain that is none of ours or over; a company's being named elsewhere than among the customers
    of a licence it is asked about.
    """
    held = {claim.kind for claim in claims if claim.door is Door.ALERT and claim.licence is LicenceKind.GENERAL}
    asked = any(claim.door is Door.REVIEW for claim in claims)
    for claim in claims:
        if claim.door is not Door.KEEP:
            yield claim
        elif claim.licence is LicenceKind.GENERAL:
            aside = claim.kind in held or claim.status in GAINS or (asked and claim.status in _OPEN)
            if not aside and not _of_others(claim, asked=asked):
                yield claim
        elif claim.licence is LicenceKind.INDIVIDUAL and claim.status is ClaimStatus.EXPECTED:
            # "Until then it will ship under individual ones": everybody may hope for those.
            continue
        elif claim.licence is LicenceKind.INDIVIDUAL and claim.status in _NOT_HELD:
            if not general and claims == [claim] and claim.status in _GONE:
                # Of no other kind is anything said: it is these that were refused or ended.
                yield claim
            yield from _instead(claim, held, general=general)
        elif (meant := _of_no_kind(claim, general=general)) is not None:
            yield meant


def _instead(claim: Claim, held: set[SubjectKind], *, general: bool) -> Iterator[Claim]:
    """What "has none and ships under individual ones" says: the general one is lacking, the others are in use.

    Who names individual licences in the same breath as what is not there hardly denies those.
    """
    if claim.status not in _LACKING or not general:
        return
    if claim.kind not in held:
        yield replace(claim, licence=LicenceKind.GENERAL)
    used = ClaimStatus.COVERED if claim.kind is SubjectKind.CUSTOMER else ClaimStatus.GRANTED
    yield replace(claim, status=used)


def _of_others(claim: Claim, *, asked: bool) -> bool:
    """Whether it is rather others that are left out: of the licence of a maker, or of one that a person is asked about."""
    if claim.status is not ClaimStatus.EXCLUDED:
        return False
    return asked or (claim.kind is not SubjectKind.CUSTOMER and "SmCo" not in claim.materials)


def _of_no_kind(claim: Claim, *, general: bool) -> Claim | None:
    """A claim about a licence of no named kind: a refusal, loss or doubt counts where general ones are spoken of."""
    if claim.licence is not LicenceKind.UNSPECIFIED:
        return claim
    if claim.status is ClaimStatus.EXPECTED:
        return None
    if claim.status in _NOT_HELD:
        return replace(claim, licence=LicenceKind.GENERAL) if general else None
    return claim


def joined(claims: list[Claim], beside: list[Claim]) -> list[Claim]:
    """The claims of a text and those told `beside` them, without what is known or counts only where nothing is."""
    out = list(claims)
    for claim in beside:
        own = [one for one in claims if one.subject == claim.subject]
        ended = any(one.status in ENDS for one in own)
        if claim.licence is LicenceKind.INDIVIDUAL and claim.status is ClaimStatus.EXPECTED:
            continue
        if claim.licence is LicenceKind.INDIVIDUAL and claim.status is ClaimStatus.APPLIED and ended:
            # "Until then it applies one by one" follows from the loss.
            continue
        if claim.licence is not LicenceKind.INDIVIDUAL and any(
            _outweighs(one, claim) for one in own if one.kind is claim.kind or "SmCo" not in claim.materials
        ):
            continue
        if not any(
            (one.licence, one.status) == (claim.licence, claim.status)
            for one in (*own, *out)
            if one.subject == claim.subject
        ):
            out.append(claim)
    return out


def _outweighs(one: Claim, claim: Claim) -> bool:
    """Whether a claim makes another one of the same company a mere aside."""
    if one.licence is not LicenceKind.GENERAL or one.door is Door.KEEP:
        return claim.status is ClaimStatus.NOT_CONFIRMED
    return one.door is Door.ALERT or claim.status in _OPEN
