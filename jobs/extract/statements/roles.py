"""Which part a company has in a statement: who makes and exports, or who buys."""

from jobs.extract.names.subjects import Entity, own_trade
from jobs.extract.statements import receivers
from jobs.extract.statements.page import Page
from jobs.extract.statements.statement import Place
from jobs.extract.text.cues import SCOPE_TAGS
from jobs.extract.text.sentences import Clause
from storage.domain.claim import SubjectKind
from storage.domain.licence import Role


def of(place: Place, entity: Entity, *, holder: bool) -> SubjectKind:
    page, clause = place.page, place.clause
    roles = set(entity.company.roles) if entity.company else set()
    used = any(entity.key == one.key and turn.uses for turn in place.turns for one in turn.buyers)
    if not roles and any(
        entity.key == one.key and (turn.plain or not used) for turn in place.turns for one in turn.holders
    ):
        return SubjectKind.EXPORTER
    if not roles and used:
        return SubjectKind.CUSTOMER
    if not roles and entity.role is None and receivers.has_clients(page, entity):
        return SubjectKind.EXPORTER
    if roles == {Role.CUSTOMER} or (not roles and entity.role is Role.CUSTOMER):
        return SubjectKind.CUSTOMER
    if not roles and not entity.home and not own_trade(entity) and _user_only(place, entity):
        return SubjectKind.CUSTOMER
    if roles or entity.role is not None:
        return SubjectKind.EXPORTER
    if receivers.supplied(page, entity) or receivers.object_of_cover(page, clause, entity):
        return SubjectKind.CUSTOMER
    if entity.home:
        return SubjectKind.EXPORTER
    if any(entity.key == one.key for turn in place.turns for one in turn.buyers):
        return SubjectKind.EXPORTER if own_trade(entity) else SubjectKind.CUSTOMER
    for raw in place.before:
        if raw.entity.key == entity.key:
            return raw.kind
    if holder or own_trade(entity):
        return SubjectKind.EXPORTER
    return SubjectKind.CUSTOMER if _on_anothers(place, entity) else _by_verb(page, clause, entity)


def _on_anothers(place: Place, entity: Entity) -> bool:
    """Whether the licence of a sentence is called somebody else's: a company without a trade is then no holder."""
    if place.page.text[entity.start : entity.start + 1] > "\u2e7f":
        return False
    holders = {one.key: one.name for turn in place.turns if turn.plain for one in turn.holders}
    return bool(holders) and not any(f" {entity.name} " in f" {name} " for name in holders.values())


def _user_only(place: Place, entity: Entity) -> bool:
    """Whether the grammar names the company as one covered by the licence of "its supplier", which has no name here."""
    return any(entity.key == one.key for turn in place.turns if not turn.holders for one in turn.buyers) and bool(
        place.clause.having("supplier")
    )


def _by_verb(page: Page, clause: Clause, entity: Entity) -> SubjectKind:
    """The part that the verb of a clause gives to a company of which nothing else is known."""
    if clause.having(*SCOPE_TAGS) and page.languages[0] in ("ja", "ko"):
        # "X is for nearly all customers": whose customers they are is the holder.
        return SubjectKind.EXPORTER
    deciding = receivers.deciding(clause, entity, page.text)
    if deciding is not None and deciding.tags & {"cover", "exclude"} and not deciding.tags & {"get", "give"}:
        return SubjectKind.CUSTOMER
    if _has_supplier(page, clause) and not receivers.named_supplier(page.text, entity):
        return SubjectKind.CUSTOMER
    return SubjectKind.EXPORTER


#: Verbs of supplying: who stands before one supplies and is not supplied.
_SUPPLIES = frozenset(("供应", "供應", "供货", "供貨"))


def _has_supplier(page: Page, clause: Clause) -> bool:
    """Whether a clause speaks of somebody's supplier, and not only of supplying.

    "Three magnet makers, among them X": a group of makers is nobody's suppliers unless the clause says whose.
    """
    theirs = bool(clause.having("it", "we", "firm"))
    return any(
        page.text[hit.start : hit.end] not in _SUPPLIES and ("group" not in hit.tags or theirs)
        for hit in clause.having("supplier")
    )
