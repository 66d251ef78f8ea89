"""Who is named close to a general licence where no statement was read: told where that is plain, else a person is asked."""

import re
from functools import cache
from itertools import pairwise

from jobs.extract.deciding import cobalt
from jobs.extract.deciding.known import Known
from jobs.extract.licence import licences, materials
from jobs.extract.names.subjects import Entity, own_trade, unique
from jobs.extract.reasons import Reason
from jobs.extract.statements import receivers
from jobs.extract.statements.page import Page
from jobs.extract.statements.statement import Statement, without_reserve
from jobs.extract.text.cues import LICENCE_TAGS, Hit
from jobs.extract.text.expressions import Lists, either
from jobs.extract.text.sentences import TELLING, Clause
from storage.domain.claim import GAINS, Claim, ClaimStatus, Door, SubjectKind
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
#: Where one of these stands, a sentence does not tell plainly of a licence that somebody has.
NOT_PLAIN = _MOVES_NOTHING | {"neg", "hedge", "whether", "opinion", "issuer", "goods", "past", "harmless"}
#: One of these shows that a licence is there.
_THERE = frozenset(("get", "give", "cover", "renew", "have", "now"))
#: Somebody else who may be the one that has it, what is only thought of, and a licence that is only talked about.
SOMEBODY_ELSE = Lists("plain", ["somebody_else"])
#: Talk of licences as such, and those who have one and are not named.
TALK = Lists("plain", ["talk"])
#: "Its", "whose" before a licence, perhaps with words that describe it.
_OWN = Lists("plain", ["own"])
#: How far before a licence such a word stands, in characters.
_BEFORE_LICENCE = 40


def found(known: Known) -> list[Statement]:
    """Holders whom a plain sentence about one general licence leaves no doubt of, whatever its turn of phrase.

    It names makers and nobody of an unknown trade, says that a licence is there, and has no word that takes anything
    back, puts it off or speaks of somebody else.
    """
    page = known.page
    told = known.keys
    out: list[Statement] = []
    for number, tags in enumerate(page.tags):
        if "general" not in tags or tags & NOT_PLAIN or "individual" in tags:
            continue
        low, high = page.spans[number]
        if not tags & _THERE and not _owned(page, number):
            continue
        makers = [one for one in unique(page.people[number]) if makes(one) and not receivers.aside(page, one)]
        if not makers or all(one.key in told for one in makers) or not _alone(page, number, makers):
            continue
        if licences.foreign(page.inside[number]) or page.granted_abroad(number):
            continue
        if page.asks[number] or SOMEBODY_ELSE.search(page.text, low, high):
            continue
        if licences.for_something_else(page.inside[number], page.text) or TALK.search(page.text, low, high):
            continue
        at = _where(page, number, makers)
        if at is None:
            continue
        for entity in makers:
            if entity.key not in told and entity.plain:
                told.add(entity.key)
                out.append(without_reserve(page, entity, SubjectKind.EXPORTER, number, at))
    return out


def _owned(page: Page, number: int) -> bool:
    """Whether a sentence calls a general licence somebody's own, who then has it: "its general licence"."""
    low, _ = page.spans[number]
    return any(
        _OWN.search(page.text, max(low, hit.start - _BEFORE_LICENCE), hit.start)
        for hit in page.inside[number]
        if "general" in hit.tags
    )


def named(entity: Entity) -> bool:
    """Whether a name is plain, and long enough to be no common noun ("磁石")."""
    return entity.plain and (entity.company is not None or len(entity.name) > 2)


def makes(entity: Entity) -> bool:
    roles = entity.company.roles if entity.company else frozenset()
    return named(entity) and (
        Role.EXPORTER in roles or entity.role in (Role.EXPORTER, Role.SMCO_PRODUCER) or own_trade(entity)
    )


@cache
def _listed() -> re.Pattern[str]:
    return re.compile(rf"(?:[\s,;、，&/（）()–—.-]|{either('joints', 'listed')})*")


def in_one_list(page: Page, those: list[Entity]) -> bool:
    """Whether nothing stands between these names but what joins a list."""
    return all(_listed().fullmatch(page.text, one.end, other.start) for one, other in pairwise(those))


def _alone(page: Page, number: int, makers: list[Entity]) -> bool:
    """Whether the makers of a sentence stand in one list, and nobody else is named but buyers."""
    known = {one.key for one in makers}
    for one in page.people[number]:
        roles = set(one.company.roles) if one.company else {one.role} if one.role else set()
        if one.key not in known and roles != {Role.CUSTOMER}:
            return False
    return in_one_list(page, makers)


def _where(page: Page, number: int, makers: list[Entity]) -> int | None:
    """Where the sentence says that a licence is there, unless a clause of it is no gain or somebody else's."""
    hits: list[Hit] = []
    for clause in page.clauses(number):
        said = page.said(clause)
        if said.status is not None and (said.status not in GAINS or said.doubts):
            return None
        if said.verb is not None:
            here = [one for one in makers if clause.holds(one.start)]
            if here and not receivers.receivers(page, clause, here, said.verb):
                return None
        hits += clause.having(*_THERE)
    hits = hits or [hit for hit in page.inside[number] if "general" in hit.tags]
    return hits[0].start


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
    found = []
    for entity in unique(page.people[number]):
        if entity.key in told or not entity.plain or receivers.aside(page, entity):
            continue
        roles = set(entity.company.roles) if entity.company else {entity.role} if entity.role else set()
        customer = roles == {Role.CUSTOMER}
        if direct or (not customer and (roles or own_trade(entity))):
            found.append((entity, customer))
    if not found or page.asks[number]:
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
