"""Who gets by with individual licences, where no word of getting says so: "X still ships order by order".

A text says it of whoever it names in the clause, or goes on about the one it spoke of: "the company", "we", nobody.
It is evidence beside the licences a text is about, and moves no door.
"""

from collections.abc import Iterator, Sequence

from jobs.extract.certainty import hedging
from jobs.extract.licence import licences
from jobs.extract.names.subjects import Entity
from jobs.extract.statements import receivers
from jobs.extract.statements.page import Page
from jobs.extract.statements.statement import Place, Statement
from jobs.extract.statements.telling import of_company
from jobs.extract.text.cues import Hit, within
from jobs.extract.text.expressions import Lists
from jobs.extract.text.phrases import Phrase
from jobs.extract.text.sentences import Clause
from storage.domain.claim import ClaimStatus, SubjectKind
from storage.domain.licence import LicenceKind

#: What leaves a clause open, or makes it a rule, a hope or a doubt.
_OPEN = frozenset(("expect", "rumour", "deny", "whether", "unconfirmed", "issuer"))
#: "Exporters must ask one by one", "it no longer ships order by order", "unless it is exempt".
_NOT_SO = Lists("beside", ["others", "supposed", "no_more"])
#: "X's", "X 的": what follows is another thing of the company's.
_OWNS = Phrase("piecemeal", "owns", capitals=True)
#: "Exports", "deliveries": whose they are is known from before.
_GOODS = Phrase("piecemeal", "goods")
#: Of whom else a clause may speak.
_OTHERS = frozenset(("group", "goods", "customer", "supplier", "ministry", "analyst"))
#: That each one is asked for.
_ASKS = Lists("beside", ["asks_each"])
#: How many sentences back the company may be that a sentence goes on about.
_BACK = 3
#: How far from a word about single licences its word of asking stands, in a Latin and in a Chinese text.
_ASKED, _ASKED_HAN = 40, 12
_HELD = frozenset((ClaimStatus.GRANTED, ClaimStatus.COVERED, ClaimStatus.APPLIED))


def found(page: Page, read: Sequence[Statement]) -> Iterator[Statement]:
    """What the text says of individual licences of companies of which no statement says it yet."""
    if not any("individual" in tags for tags in page.tags):
        return
    told = {raw.entity.key for raw in read if raw.licence.kind is LicenceKind.INDIVIDUAL and raw.status in _HELD}
    for number, tags in enumerate(page.tags):
        if "individual" not in tags or page.asks[number] or licences.foreign(page.inside[number]):
            continue
        for clause in page.clauses(number):
            hit = _used(page, clause)
            if hit is None:
                continue
            for entity in _whose(page, clause, number, hit):
                if entity.key not in told and (raw := _statement(page, clause, number, entity, hit)):
                    told.add(entity.key)
                    yield raw


def _used(page: Page, clause: Clause) -> Hit | None:
    """Where a clause speaks of individual licences as what is in use."""
    if not clause.tags.isdisjoint(_OPEN):
        return None
    for hit in clause.having("individual"):
        if licences.background(hit, page.text) or "general" in hit.tags:
            continue
        if any(one.start < hit.start for one in clause.having("neg")) or _NOT_SO.search(
            page.text, clause.start, hit.start
        ):
            return None
        return hit
    return None


def _whose(page: Page, clause: Clause, number: int, hit: Hit) -> list[Entity]:
    """Whom a clause means: the first that it names before its word, else the only one of the sentences before."""
    before = [one for one in page.named_in(clause) if one.start < hit.start]
    if before:
        subjects = [one for one in before if not (receivers.aside(page, one) or _OWNS.match(page.text, one.end))]
        return [one for one in subjects[:1] if one.plain]
    if page.people[number] or not clause.tags.isdisjoint(_OTHERS) or not _goes_on(page, clause, hit):
        return []
    for back in range(number - 1, max(-1, number - 1 - _BACK), -1):
        if people := page.people[back]:
            alone = all(one.key == people[0].key for one in people)
            return people[:1] if alone and people[0].plain else []
    return []


def _goes_on(page: Page, clause: Clause, hit: Hit) -> bool:
    """Whether a clause without a name speaks of the company before: by a word for it, or of goods that go out."""
    if any(one.start < hit.start for one in clause.having("firm", "we", "it")):
        return True
    return page.text[hit.start] > "\u2e7f" or _GOODS.search(page.text, clause.start, hit.start) is not None


def _statement(page: Page, clause: Clause, number: int, entity: Entity, hit: Hit) -> Statement | None:
    reach = _ASKED_HAN if page.text[hit.start] > "\u2e7f" else _ASKED
    near = within(list(clause.hits), max(clause.start, hit.start - reach), min(clause.end, hit.end + reach))
    asked = any("apply" in one.tags for one in near) and not any(one.tags & {"get", "give"} for one in near)
    asked = asked or _ASKS.search(page.text, hit.end, min(clause.end, hit.end + reach)) is not None
    status = ClaimStatus.APPLIED if asked else ClaimStatus.GRANTED
    place = Place(page=page, clause=clause, number=number, turns=(), before=())
    said = hedging.Said(status=status, at=hit.start, hedged="hedge" in clause.tags)
    kind = licences.Kind(kind=LicenceKind.INDIVIDUAL)
    raw = of_company(place, entity, said, kind, question=False, inherited=True)
    if raw is not None and raw.kind is SubjectKind.CUSTOMER and raw.status is ClaimStatus.GRANTED:
        raw.status = ClaimStatus.COVERED
    return raw
