"""What is said of one company: a statement, and the place where it is made."""

from collections.abc import Sequence
from dataclasses import dataclass

from jobs.extract.licence import materials
from jobs.extract.licence.licences import Kind
from jobs.extract.names.subjects import Entity
from jobs.extract.reasons import Reason
from jobs.extract.statements.constructions import Turn
from jobs.extract.statements.page import Page
from jobs.extract.text.sentences import Clause
from storage.domain.claim import ClaimStatus, SubjectKind
from storage.domain.licence import LicenceKind


@dataclass(slots=True)
class Statement:
    """What one statement says of one company, before the others about it are heard."""

    entity: Entity
    kind: SubjectKind
    status: ClaimStatus
    licence: Kind
    sentence: int
    at: int
    doubts: list[Reason]
    hedged: bool
    inherited: bool
    question: bool = False
    again: bool = False
    materials: tuple[str, ...] = ()
    #: The grammar of the sentence makes the company the holder or a named user of a licence.
    shown: bool = False
    #: Name, verb and licence of the statement stand side by side, as in "X said it had received a general licence".
    direct: bool = False
    #: A user is named on a holder's general licence: only China's rare-earth licences are spoken of like that.
    paired: bool = False
    #: A cell of a table, an item of a list or a field of a form says it, where no grammar is to be looked for.
    tabled: bool = False
    #: Its sentence names several materials and does not say which of them the licence is for.
    goods_open: bool = False
    #: Its sentence shares materials out among several companies and says what this one's licence is for.
    goods_shared: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """Where something is said: a clause of a sentence (`number`), the turns of phrase in it, what was said before."""

    page: Page
    clause: Clause
    number: int
    turns: Sequence[Turn]
    before: Sequence[Statement]


def without_reserve(page: Page, entity: Entity, kind: SubjectKind, number: int, at: int) -> Statement:
    """That a company has a general licence, or a buyer is named on one, as told plainly at `at` in sentence `number`."""
    return Statement(
        entity=entity,
        kind=kind,
        status=ClaimStatus.COVERED if kind is SubjectKind.CUSTOMER else ClaimStatus.GRANTED,
        licence=Kind(kind=LicenceKind.GENERAL),
        sentence=number,
        at=at,
        doubts=[],
        hedged=False,
        inherited=False,
        materials=materials.of(page.inside[number], page.text),
    )


def paired(turns: Sequence[Turn], entity: Entity) -> bool:
    """Whether a turn of phrase names the company as a holder with its user, or as a user with its holder."""
    return any(
        turn.holders and turn.buyers and any(entity.key == one.key for one in (*turn.holders, *turn.buyers))
        for turn in turns
    )
