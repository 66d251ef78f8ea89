"""How likely: what a careful reader would make of a company in a text, by weights learned from labelled reports.

The weights stand in `likelihood.toml`, one line a sign, made by `tests/corpus/learn.py`. They move a claim between the
doors; the rules keep the veto.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from importlib.resources import files
from math import exp, fsum

from jobs.extract.deciding import asides
from jobs.extract.deciding.doors import Judged
from jobs.extract.deciding.signs import Signs
from jobs.extract.licence import licences
from jobs.extract.names.subjects import Entity, own_trade
from jobs.extract.reasons import OPEN, Reason
from jobs.extract.statements import relations
from jobs.extract.statements.page import Page
from jobs.extract.statements.statement import Statement
from storage.domain.claim import ENDS, GAINS, Claim, ClaimStatus, Door, SubjectKind
from storage.domain.licence import LicenceKind, Role

#: What the rules would tell is asked about below this. Of a maker that is known to be one they hardly ever err (three of
#: six hundred), however little the words are like a report.
_DOUBT = 0.07
#: What they would ask about is told from here on, if only words or the company's part were left open; the second where
#: nothing shows what kind of company it is, or what it has.
_SURE, _SURE_UNSHOWN = 0.65, 0.85
_UNSHOWN = frozenset((Reason.NO_MAKER, Reason.NO_ROLE, Reason.OBJECT_OPEN, Reason.ON_A_LIST))
#: Below this nobody is asked about a company that is only named beside a licence.
_IDLE = 0.1
#: From here on a passage that no rule could read is shown to a person; the second where a rule read something else,
#: the third where it read that somebody only asks for a licence or is left out of one.
_ASK, _ASK_AGAINST, _ASK_AGAINST_PLAIN = 0.25, 0.4, 0.65
#: The first where no kind of licence is named.
_ASK_NO_KIND = 0.6


def settle(page: Page, statements: list[Statement], judged: list[Judged], beside: list[Statement]) -> list[Claim]:
    """The claims of a document, each with the door that rules and weights agree on.

    Nobody is asked about a passage that no rule could read where the text says `beside` how a company stands.
    What the text itself casts into doubt (`reasons.OPEN` names the rest) stays with a person whatever the weights say.
    """
    mentions: dict[str, list[Entity]] = {}
    for entity in page.entities:
        mentions.setdefault(entity.key, []).append(entity)
    told = {raw.entity.key for raw in statements}
    rules: dict[str, list[Judged]] = {}
    for one in judged:
        rules.setdefault(one.entity.key, []).append(one)
    general = page.headline_general or any(
        "general" in hit.tags or ("lacks" in hit.tags and "general" in page.text[hit.start : hit.end].lower())
        for hit in page.hits
    )
    plain = {raw.entity.key for raw in beside}
    signs = Signs(page)
    out: list[Claim] = []
    for key in {**rules, **mentions}:
        own = rules.get(key, [])
        if any(one.claim.door is not Door.KEEP for one in own):
            found = signs.of(mentions.get(key, [])) if any(map(_open, own)) else frozenset()
            out.extend(asides.without([_settled(one, found) for one in own], general=general))
        else:
            out.extend(asides.without([one.claim for one in own], general=general))
            if (
                key in mentions
                and key not in plain
                and (asked := _unread(page, signs, mentions[key], own, told=key in told))
            ):
                out.append(asked)
    return out


def _settled(one: Judged, found: frozenset[str]) -> Claim:
    claim = one.claim
    if not found or not _open(one):
        return claim
    holds, named = chance("holder", found), chance("customer", found)
    if claim.kind is SubjectKind.EXPORTER and named > 0.7 and holds < 0.3 and _may_buy(one.entity):
        claim = replace(claim, kind=SubjectKind.CUSTOMER, status=ClaimStatus.COVERED)
    likely = named if claim.kind is SubjectKind.CUSTOMER else holds
    if claim.door is Door.ALERT:
        if not _known_maker(claim, one.entity) and likely < _DOUBT:
            return replace(claim, door=Door.REVIEW, reason=Reason.UNLIKE)
    elif OPEN.issuperset(one.reasons) and likely >= (_SURE if _UNSHOWN.isdisjoint(one.reasons) else _SURE_UNSHOWN):
        return replace(claim, door=Door.ALERT, reason="")
    elif one.reasons == (Reason.BESIDE,) and likely < _IDLE:
        return replace(claim, door=Door.KEEP, reason="")
    return claim


def _open(one: Judged) -> bool:
    """Whether the weights may change anything of a claim."""
    if one.claim.door is Door.KEEP:
        return False
    if one.claim.kind is SubjectKind.EXPORTER and _may_buy(one.entity):
        return True
    if one.claim.door is Door.ALERT:
        return not _known_maker(one.claim, one.entity)
    return OPEN.issuperset(one.reasons) or one.reasons == (Reason.BESIDE,)


def _known_maker(claim: Claim, entity: Entity) -> bool:
    """Whether a gain is told of a company that the record knows, and not of a buyer: those stay as the rules have them."""
    return entity.company is not None and bool(entity.company.roles) and claim.kind is not SubjectKind.CUSTOMER


def _may_buy(entity: Entity) -> bool:
    roles = entity.company.roles if entity.company else frozenset()
    return not roles and not entity.home and not own_trade(entity) and entity.role in (None, Role.CUSTOMER)


#: What the rules read here is not asked about once more.
_READ = GAINS | ENDS | {ClaimStatus.DENIED, ClaimStatus.NOT_CONFIRMED}


def _unread(page: Page, signs: Signs, mentions: list[Entity], own: list[Judged], *, told: bool) -> Claim | None:
    """A claim to ask about where no rule read a gain, but the passage reads like the report of one."""
    near = [one for one in mentions if page.near_licence[page.sentence_of(one.start)]] or mentions[:1]
    place = near[0]
    if not place.plain or any(one.claim.status in _READ for one in own):
        return None
    found = signs.of(mentions)
    holds, named = chance("holder", found), chance("customer", found)
    against = _ASK_AGAINST_PLAIN if any(_plainly_none(one.claim) for one in own) else _ASK_AGAINST
    if max(holds, named) < (against if told else _ASK):
        return None
    if all(relations.of_another(page, one) for one in near):
        # It is only told whose unit, rival or supplier somebody else is.
        return None
    number = page.sentence_of(place.start)
    kind = _kind_here(page, number, place.start)
    if kind is LicenceKind.UNSPECIFIED and max(holds, named) < _ASK_NO_KIND:
        # Where no kind is named anywhere, a slight likeness tells of no general licence.
        return None
    customer = named > holds
    return Claim(
        subject=place.name,
        company=place.company.key if place.company else None,
        kind=SubjectKind.CUSTOMER if customer else SubjectKind.EXPORTER,
        licence=kind,
        status=ClaimStatus.COVERED if customer else ClaimStatus.GRANTED,
        quote=page.quote(number, place.start),
        outlet=page.outlet(number),
        door=Door.REVIEW,
        reason=Reason.LIKENESS,
    )


def _plainly_none(claim: Claim) -> bool:
    """Whether a claim says that somebody only asks for a licence, or that a buyer is left out of one."""
    left_out = claim.status is ClaimStatus.EXCLUDED and claim.kind is SubjectKind.CUSTOMER
    return left_out or claim.status is ClaimStatus.APPLIED


def _kind_here(page: Page, number: int, at: int) -> LicenceKind:
    """The kind of licence a passage that no rule could read is about: the one its sentence names, else the text's."""
    named = licences.explicit(page.inside[number], page.text, at)
    if named is not None:
        return named.kind
    general = page.headline_general or any(not tags.isdisjoint(("general", "streamlined")) for tags in page.tags)
    return LicenceKind.GENERAL if general else LicenceKind.UNSPECIFIED


@cache
def _weights() -> dict[str, dict[str, float]]:
    return tomllib.loads((files("jobs.extract") / "likelihood.toml").read_text("utf-8"))


def chance(what: str, found: frozenset[str]) -> float:
    """How likely it is, from 0 to 1, that a careful reader says so ("holder", "customer")."""
    return chance_by(_weights()[what], found)


def chance_by(weights: Mapping[str, float], found: frozenset[str]) -> float:
    """The same by weights of one's own."""
    # Signs come in any order: their sum must not depend on it, not even in its last digit.
    total = weights["bias"] + fsum(map(weights.__getitem__, weights.keys() & found))
    return 1 / (1 + exp(-max(-30.0, min(30.0, total))))
