"""Who is shown to hold or use a licence by the grammar of a sentence, where no verb of getting told of it."""

from collections.abc import Sequence
from dataclasses import replace

from jobs.extract.licence import materials
from jobs.extract.licence.licences import Kind
from jobs.extract.names.subjects import Entity, own_trade, unique
from jobs.extract.reasons import Reason
from jobs.extract.statements import presuppositions, receivers, unnamed
from jobs.extract.statements.constructions import Turn
from jobs.extract.statements.presuppositions import Gained
from jobs.extract.statements.statement import Place, Statement, paired
from jobs.extract.statements.talk import Talk
from jobs.extract.text.sentences import Clause
from storage.domain.claim import GAINS, ClaimStatus, SubjectKind
from storage.domain.licence import LicenceKind, Role

#: Words that show that a licence there is has been received.
_TELLS = ("get", "give", "renew", "cover")


def of_sentence(
    talk: Talk,
    parts: list[Clause],
    number: int,
    turns: Sequence[Turn],
    before: Sequence[Statement],
    *,
    focus: list[Entity],
    row: bool,
) -> list[Statement]:
    """The holders and users shown by the `turns` of a sentence of whom none of its own statements (`before`) told."""
    page = talk.page
    told = {raw.entity.key for raw in before if raw.status in GAINS}
    lost = {raw.entity.key for raw in before if raw.status not in GAINS}
    # "X added a buyer to its licence": whose licence it is is not named on it.
    own = {one.key for turn in turns if turn.plain and not turn.buyers for one in turn.holders}
    out: list[Statement] = []
    for turn in turns:
        clause = next((part for part in parts if part.holds(turn.licence)), None)
        if clause is None:
            continue
        kind = talk.meant(clause, number, page.inside[number], turn.licence, row=row)
        if kind is None or kind.kind is LicenceKind.INDIVIDUAL:
            continue
        holds, names = presuppositions.polarity(clause, page.text, turn)
        left_out = {one.key for one in receivers.excepted(page, clause)} if turn.buyers else set()
        users = [
            one
            for one in _users(talk, turn, focus)
            if one.key not in left_out
            and (turn.theirs or (one.key not in lost and one.key not in own))
            and (turn.uses or not _no_user(one))
        ]
        for entity, gained, role in (
            *((one, holds, SubjectKind.EXPORTER) for one in _holders(talk, turn, focus)),
            *((one, names, SubjectKind.CUSTOMER) for one in users),
        ):
            if gained is not None and entity.key not in told and not receivers.aside(page, entity):
                told.add(entity.key)
                place = Place(page=page, clause=clause, number=number, turns=turns, before=before)
                out.append(_statement(place, turn, entity, role, gained, kind))
    return out


def _holders(talk: Talk, turn: Turn, focus: list[Entity]) -> list[Entity]:
    """Whom a turn of phrase names as holders; who is talked of where "its general licence" names nobody at all."""
    if turn.holders or turn.theirs:
        return [one for one in turn.holders if not receivers.buyer([one])]
    if turn.buyers:
        return []
    page = talk.page
    here = page.entities_in(page.spans[page.sentence_of(turn.licence)][0], turn.start)
    talked = unique([one for one in focus if own_trade(one)])
    held = (
        [one for one in here if own_trade(one)][-1:]
        or (talked if len(talked) == 1 else [])
        or [one for one in unnamed.host(page, focus) if not receivers.buyer([one]) and not receivers.aside(page, one)]
    )
    return [replace(one, start=turn.start, end=turn.start) for one in held]


def _users(talk: Talk, turn: Turn, focus: list[Entity]) -> list[Entity]:
    """Whom a turn names as users; who is talked of where "its supplier's licence names the company"."""
    if not turn.theirs:
        return list(turn.buyers)
    page = talk.page
    holders = {holder.key for holder in turn.holders}
    here = page.entities_in(page.spans[page.sentence_of(turn.licence)][0], turn.start)
    before = [one for one in here if one.key not in holders and not _no_user(one) and not receivers.aside(page, one)]
    return [
        replace(one, start=turn.start, end=turn.start)
        for one in before[:1] or unnamed.host(page, focus)
        if one.key not in holders
    ]


def _no_user(entity: Entity) -> bool:
    """Whether a company cannot be a user of another's licence: it makes or exports magnets itself, or is China's."""
    return entity.home or own_trade(entity) or entity.role is Role.EXPORTER


def _statement(place: Place, turn: Turn, entity: Entity, role: SubjectKind, gained: Gained, kind: Kind) -> Statement:
    doubts = [*gained.doubts, *([kind.why] if not kind.plain and kind.why else [])]
    if not turn.plain and not any(hit.start < turn.licence for hit in place.clause.having(*_TELLS)):
        doubts.append(Reason.NO_VERB)
    named = bool(turn.holders or turn.buyers) or turn.theirs
    return Statement(
        entity=entity,
        kind=role,
        status=ClaimStatus.COVERED if role is SubjectKind.CUSTOMER else ClaimStatus.GRANTED,
        licence=kind,
        sentence=place.number,
        at=turn.licence,
        doubts=doubts,
        hedged=gained.hedged,
        inherited=not named,
        materials=materials.of(list(place.clause.hits), place.page.text),
        shown=turn.plain and named,
        paired=paired(place.turns, entity),
    )
