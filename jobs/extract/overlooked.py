"""Who is named close to a general licence and told nothing of: companies about which a person is asked."""

from jobs.extract import cobalt, hedging, licences, materials, receivers
from jobs.extract.cues import LICENCE_TAGS
from jobs.extract.page import Page
from jobs.extract.reasons import Reason
from jobs.extract.sentences import TELLING, Clause
from jobs.extract.subjects import Entity, own_trade, unique
from storage.domain.claim import Claim, ClaimStatus, Door, SubjectKind
from storage.domain.licence import LicenceKind, Role

_MOVES_NOTHING = frozenset(
    (
        "deny",
        "refuse",
        "lacks",
        "apply",
        "expect",
        "unconfirmed",
        "rumour",
        "exclude",
        "revoke",
        "suspend",
        "expire",
        "cond",
        "silent",
    )
)


def beside(page: Page, told: set[str], *, ours: bool) -> list[tuple[Entity, Claim]]:
    """Companies named close to a general licence of which no statement could be read: a person is asked."""
    published = page.document.published or ""
    if not ours or (published and published[:7] < licences.FIRST_GENERAL):
        return []
    tags = page.tags
    talked = page.headline_general or any("general" in each for each in tags)
    out: list[tuple[Entity, Claim]] = []
    for number, own in enumerate(tags):
        direct = "general" in own
        if not (direct or (talked and LICENCE_TAGS & own.union(*tags[max(0, number - 1) : number + 2]))):
            continue
        for entity, customer in _named(page, number, told, direct=direct):
            told.add(entity.key)
            out.append((entity, _asked(page, entity, number, customer=customer, hedged="hedge" in own)))
    return out


def _named(page: Page, number: int, told: set[str], *, direct: bool) -> list[tuple[Entity, bool]]:
    """Companies of a sentence that nothing was said of yet, and whether each is a buyer."""
    low, high = page.spans[number]
    found = []
    for entity in unique(page.people[number]):
        if entity.key in told or not entity.plain or receivers.aside(page, entity):
            continue
        roles = set(entity.company.roles) if entity.company else {entity.role} if entity.role else set()
        customer = roles == {Role.CUSTOMER}
        if direct or (not customer and (roles or own_trade(entity))):
            found.append((entity, customer))
    if not found or hedging.is_question(page.text[low:high]):
        return []
    if licences.foreign(page.inside[number]):
        return []
    clauses = page.clauses(number)
    return [(one, buyer) for one, buyer in found if not any(_blocked(page, clause, number, one) for clause in clauses)]


def _blocked(page: Page, clause: Clause, number: int, one: Entity) -> bool:
    """Whether a company's own statement moves nothing: it asks, hopes, lacks, or works with single licences."""
    if not clause.holds(one.start):
        return False
    if clause.tags & _MOVES_NOTHING or ("individual" in clause.tags and "general" not in clause.tags):
        return True
    # "... from six producers, including X": what the sentence says goes for its examples.
    example = clause.tags.isdisjoint(LICENCE_TAGS | TELLING)
    return example and not page.tags[number].isdisjoint(("apply", "cond"))


def _asked(page: Page, entity: Entity, number: int, *, customer: bool, hedged: bool) -> Claim:
    own = materials.of(page.inside[number], page.text)
    samarium = own == ("SmCo",) or (not own and cobalt.talked_of(page, number, entity.key))
    maker = SubjectKind.SMCO_PRODUCER if samarium else SubjectKind.EXPORTER
    return Claim(
        subject=entity.name,
        company=entity.company.key if entity.company else None,
        kind=SubjectKind.CUSTOMER if customer else maker,
        licence=LicenceKind.GENERAL,
        status=ClaimStatus.COVERED if customer else ClaimStatus.GRANTED,
        quote=page.quote(number, entity.start),
        scope=page.scope_in(number, entity),
        outlet=page.outlet(number),
        hedged=hedged,
        door=Door.REVIEW,
        reason=Reason.BESIDE,
    )
