"""Which door: what all statements about a company come to, and whether a person is asked first."""

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from jobs.extract.certainty import bearing, dates, frames
from jobs.extract.deciding import (
    cobalt,
    matter,
    overlooked,
    rereading,
    sources,
    surroundings,
    witness,
)
from jobs.extract.licence import licences, materials, topic
from jobs.extract.names import hanwords
from jobs.extract.names.subjects import Entity, own_trade
from jobs.extract.reasons import OPEN, Reason
from jobs.extract.statements import receivers, spoilers, standings
from jobs.extract.statements.page import Page
from jobs.extract.statements.statement import Statement
from jobs.extract.text.cues import within
from jobs.extract.text.phrases import Phrase
from storage.domain.claim import ENDS, GAINS, Attribution, Claim, ClaimStatus, Door, Scope, SubjectKind
from storage.domain.licence import LicenceKind, Role

_PIECE = re.compile(r"[^,，;；]+")
#: How many sentences behind a statement may say what the licence is for.
_LATER = 5
_ITS_LICENCE = Phrase("doors", "its_licence")


#: What is told of a company leaves nothing to ask about its being named beside a licence.
_SETTLED = GAINS | ENDS


class Judged(NamedTuple):
    """A claim as the rules make it, whose it is, and every reason to ask a person."""

    entity: Entity
    claim: Claim
    reasons: tuple[Reason, ...]


_UNSHOWN = frozenset((Reason.NOT_OURS, Reason.NO_MAKER, Reason.NO_ROLE))


@dataclass(slots=True)
class Judge:
    """Turns statements into claims with a door and, for a review, the reason in words."""

    page: Page
    statements: list[Statement]
    #: What is told in passing of those without a gain.
    beside: list[Statement] = field(default_factory=list)
    #: What corrects, denies or doubts something in the text, once that has been asked.
    doubters: list[surroundings.Doubter] | None = None
    #: What takes a gain back elsewhere in the text, once that has been asked.
    spoiled: list[spoilers.Spoiler] | None = None

    def judged(self) -> list["Judged"]:
        """One claim for each company, kind, licence and status, and those where a person should look."""
        ours = topic.concerns_us(
            self.page.hits,
            known=any(
                entity.company or entity.home or own_trade(entity) or hanwords.without_place(entity.name) != entity.name
                for entity in (*self.page.entities, *(raw.entity for raw in self.statements))
            )
            or self.page.speaks_of_china,
        )
        self.statements += rereading.found(self.page, self.statements)
        for statement in self.statements:
            if statement.status in GAINS and not statement.again:
                low, high = self.page.spans[statement.sentence]
                named = [(one.start, one.end) for one in self.page.people[statement.sentence]]
                embedded = frames.around(self.page.text, low, high, statement.at, self.page.languages, named)
                if embedded is None and frames.in_a_case(self.page.text, self.page.spans, statement.sentence):
                    embedded = ClaimStatus.EXPECTED
                statement.status = embedded or statement.status
        by_company: dict[str, list[Statement]] = {}
        for statement in self.statements:
            by_company.setdefault(statement.entity.key, []).append(statement)
        out = [claim for statements in by_company.values() for claim in self._company(statements, ours=ours)]
        self.beside = standings.beside(self.page, self.statements)
        told = {one.entity.key for one in self.statements if not one.inherited or one.status in _SETTLED}
        # Whose goods go out one by one may have a general licence as well.
        told |= {one.entity.key for one in self.beside if one.licence.kind is not LicenceKind.INDIVIDUAL}
        beside = overlooked.beside(self.page, told, ours=ours)
        return out + [Judged(entity, claim, (Reason.BESIDE,)) for entity, claim in beside]

    def kept(self, raw: Statement) -> Claim:
        """The claim of a statement that moves no door."""
        return self._final(raw, Door.KEEP, "")

    def _company(self, raws: list[Statement], *, ours: bool) -> list["Judged"]:
        for raw in raws:
            share = cobalt.share(self.page, raw)
            raw.goods_open = share is not None and share.open
            raw.goods_shared = share is not None and share.shared
            told = share.goods if share is not None else ()
            raw.materials = told or self._shared_out(raw) or raw.materials or self._scope_materials(raw)
            cobalt.checked(self.page, raw)
        raws = cobalt.told_apart(self.page, raws)
        seen: dict[tuple[SubjectKind, LicenceKind, ClaimStatus], Judged] = {}
        for raw in raws:
            door, reasons = self._door(raw, raws, ours=ours)
            key = (raw.kind, raw.licence.kind, raw.status)
            known = seen.get(key)
            if known is None or _rank(door) > _rank(known.claim.door):
                seen[key] = Judged(raw.entity, self._final(raw, door, reasons[0] if reasons else ""), reasons)
        return list(seen.values())

    def _shared_out(self, raw: Statement) -> tuple[str, ...]:
        """What this sentence or the next two limit the company's licence to, where several holders are told apart."""
        for first in range(raw.sentence, max(-1, raw.sentence - 3), -1):
            listed = self.page.people[first]
            if len({entity.key for entity in listed}) > 1:
                break
        else:
            return ()
        last = min(len(self.page.spans), first + 3)
        if all(tags.isdisjoint(materials.TAGS) for tags in self.page.tags[first:last]):
            return ()
        parts = [
            (piece.span(), within(self.page.hits, *piece.span()))
            for low, high in self.page.spans[first:last]
            for piece in _PIECE.finditer(self.page.text, low, high)
        ]
        order = [(entity.key, entity.start) for entity in listed]
        low, high = self.page.spans[first][1], self.page.spans[last - 1][1]
        order += [(entity.key, entity.start) for entity in self.page.entities_in(low, high)]
        return materials.shared_out(self.page.text, parts, order, raw.entity.key)

    def _scope_materials(self, raw: Statement) -> tuple[str, ...]:
        """Materials of a licence from around its statement: the sentence, the next one about it, the company's name."""
        found = materials.of(surroundings.hits_about(self.page, raw, raw.sentence), self.page.text)
        if not found:
            found = materials.of(self.page.following(raw.sentence), self.page.text)
        return found or self._said_of_it_later(raw)

    def _said_of_it_later(self, raw: Statement) -> tuple[str, ...]:
        """Materials that one of the next sentences says the licence is for: "Its licence is for samarium-cobalt"."""
        for number in range(raw.sentence + 1, min(len(self.page.spans), raw.sentence + _LATER)):
            low, high = self.page.spans[number]
            if not self.page.tags[number].isdisjoint(materials.TAGS) and _ITS_LICENCE.match(self.page.text, low, high):
                return materials.of(self.page.inside[number], self.page.text)
            if any(not receivers.buyer([one]) and one.key != raw.entity.key for one in self.page.people[number]):
                break
        return ()

    def _door(self, raw: Statement, others: list[Statement], *, ours: bool) -> tuple[Door, tuple[Reason, ...]]:
        settled = self._settled(raw, others, ours=ours)
        if settled is not None:
            return settled
        reasons = self._reasons(raw, others, ours=ours)
        if not ours and not raw.shown and not _UNSHOWN.issuperset(reasons):
            return Door.KEEP, ()
        if OPEN.issuperset(reasons) and (spoiler := self._spoiler(raw)) is not None:
            reasons = (spoiler, *reasons)
        return (Door.REVIEW, reasons) if reasons else (Door.ALERT, ())

    def _settled(
        self, raw: Statement, others: list[Statement], *, ours: bool
    ) -> tuple[Door, tuple[Reason, ...]] | None:
        """The door that status, kind of licence, age and a later end decide, however well the gain is told."""
        if raw.status not in GAINS:
            return Door.KEEP, ()
        if raw.licence.kind is LicenceKind.INDIVIDUAL:
            return self._individual(raw, ours=ours)
        published = self.page.document.published or ""
        if not ours and (raw.licence.kind is not LicenceKind.GENERAL or published[:7] < licences.FIRST_GENERAL):
            return Door.KEEP, ()
        old = bool(published) and published[:7] < licences.FIRST_GENERAL and published[:4] != licences.FIRST_GENERAL
        if raw.licence.kind is LicenceKind.UNSPECIFIED:
            general = any("general" in hit.tags for hit in self.page.hits)
            if general and not old and raw.entity.plain:
                return Door.REVIEW, (Reason.KIND_UNSAID,)
            return Door.KEEP, ()
        if old:
            explicit = "general" in self.page.tags[raw.sentence]
            return (Door.REVIEW, (Reason.TOO_OLD,)) if explicit else (Door.KEEP, ())
        ended = [
            other
            for other in others
            if other.status in ENDS and other.licence.kind is LicenceKind.GENERAL and other.kind is raw.kind
        ]
        if raw.again:
            # Back again, unless the text goes on to its end.
            ended = [other for other in ended if other.sentence > raw.sentence]
        if ended and raw.status is not ClaimStatus.RENEWED:
            if any(not other.inherited for other in ended) or raw.sentence == ended[0].sentence:
                return Door.KEEP, ()
            return Door.REVIEW, (Reason.ENDED,)
        return None

    def _reasons(self, raw: Statement, others: list[Statement], *, ours: bool) -> tuple[Reason, ...]:
        """Everything that leaves a gain open, in the order in which a reviewer should hear it."""
        page, entity = self.page, raw.entity
        if raw.tabled:
            around = (
                (Reason.NOT_OURS, not ours and not raw.paired),
                (Reason.RETOLD, self._retold(raw)),
                (Reason.OTHER_MATTER, matter.another(page, raw)),
            )
            return (*entity.unsure, *(reason for reason, here in around if here))
        user = raw.kind is SubjectKind.CUSTOMER
        known = entity.company
        roleless = known is not None and not known.roles and entity.role is None and not own_trade(entity)
        roleless = roleless and not bearing.own_goods(page.text, entity.end, raw.at, page.languages)
        beside = (
            (Reason.NOT_OURS, not ours and not raw.paired),
            (Reason.SOFTENED, raw.hedged and not surroundings.sourced(page, raw.sentence)),
            (Reason.OTHERWISE, surroundings.otherwise(page, raw, others)),
            (Reason.OTHER_GOODS, "goods" in page.tags[raw.sentence]),
            (
                Reason.NO_MAKER,
                not (
                    user
                    or raw.shown
                    or _makes_magnets(page, entity)
                    or self._of_the_trade(raw)
                    or self._for_its_magnets(raw)
                ),
            ),
            (Reason.RETOLD, not raw.again and self._retold(raw)),
            (Reason.ENDED, raw.again and surroundings.ended_later(page, raw)),
            (Reason.SHAKEN, surroundings.shaken(page, raw)),
            (Reason.AROUND, not raw.again and not raw.shown and surroundings.taken_away(page, raw)),
            (Reason.DENIED_NEXT, surroundings.denied_next(page, raw.sentence)),
            (Reason.SMCO_OPEN, cobalt.left_open(page, raw)),
        )
        reasons = [
            *entity.unsure,
            *raw.doubts,
            *(reason for reason, here in beside if here),
            *witness.doubts(page, raw),
        ]
        known_by = raw.shown or self._of_the_trade(raw) or (user and self._among_buyers(raw))
        if ((roleless and not raw.direct) or not entity.plain) and not known_by:
            reasons.append(Reason.NO_ROLE)
        return tuple(reasons)

    def _of_the_trade(self, raw: Statement) -> bool:
        """Whether the licence is said to be for magnets, or makers of magnets have got one in the same breath."""
        if raw.kind is SubjectKind.CUSTOMER or raw.inherited:
            return False
        if raw.direct and licences.for_magnets(self.page.text, *self.page.spans[raw.sentence]):
            return True
        return any(
            other.sentence == raw.sentence
            and other.at == raw.at
            and other.status is raw.status
            and other.entity.key != raw.entity.key
            and other.kind is not SubjectKind.CUSTOMER
            and self._listed_with(raw.entity, other.entity)
            and _makes_magnets(self.page, other.entity)
            for other in self.statements
        )

    def _for_its_magnets(self, raw: Statement) -> bool:
        """Whether a Chinese sentence says that the licence is for magnets, and speaks of nobody who sells or buys."""
        page, entity = self.page, raw.entity
        low, high = page.spans[raw.sentence]
        if not entity.plain or entity.role is Role.CUSTOMER or not page.tags[raw.sentence].isdisjoint(_OF_A_SALE):
            return False
        here = any(one.key == entity.key for one in page.people[raw.sentence])
        alone = len({one.key for one in page.people[raw.sentence]}) == 1
        return here and alone and licences.for_magnets_han(page.text, low, high)

    def _among_buyers(self, raw: Statement) -> bool:
        """Whether a name stands in one list with a company of which the same is said."""
        return not raw.inherited and any(
            other.sentence == raw.sentence
            and other.status is raw.status
            and other.kind is raw.kind
            and other.entity.plain
            and other.entity.key != raw.entity.key
            and self._listed_with(raw.entity, other.entity)
            for other in self.statements
        )

    def _listed_with(self, one: Entity, other: Entity) -> bool:
        """Whether two names in Latin letters stand in one list."""
        if min(one.start, other.start) < 0 or self.page.text[one.start] > "\u2e7f":
            return False
        low, high = min(one.end, other.end), max(one.start, other.start)
        return _ONE_LIST.fullmatch(self.page.text, low, high) is not None

    def _retold(self, raw: Statement) -> bool:
        """Whether the text somewhere corrects, denies or doubts a claim that may be this one."""
        if self.doubters is None:
            self.doubters = surroundings.doubters(self.page)
        return surroundings.retold(self.page, raw, self.doubters)

    def _spoiler(self, raw: Statement) -> Reason | None:
        """What the rest of the text does to a gain that its own sentence tells."""
        if self.spoiled is None:
            self.spoiled = spoilers.find(self.page)
        return spoilers.reason(self.page, raw, self.spoiled)

    def _individual(self, raw: Statement, *, ours: bool) -> tuple[Door, tuple[Reason, ...]]:
        """An individual licence is no gain; but where its kind was read from the surroundings of a general one, ask."""
        named = self.page.tags[raw.sentence]
        published = self.page.document.published or ""
        if (
            raw.licence.plain
            or not ours
            or "general" not in named
            or (published and published[:7] < licences.FIRST_GENERAL)
        ):
            return Door.KEEP, ()
        return Door.REVIEW, (Reason.KIND_MIXED,)

    def _final(self, raw: Statement, door: Door, reason: str) -> Claim:
        low, high = self.page.spans[raw.sentence]
        source = sources.of(self.page, raw)
        date = dates.granted(self.page.text[low:high], raw.at - low, self.page.document.published)
        return Claim(
            subject=raw.entity.name,
            company=raw.entity.company.key if raw.entity.company else None,
            kind=raw.kind,
            licence=raw.licence.kind,
            status=raw.status,
            quote=self.page.quote(raw.sentence, raw.at),
            scope=self._scope(raw),
            materials=raw.materials,
            date=date if raw.status is not ClaimStatus.NOT_CONFIRMED else None,
            attribution=source,
            speaker=raw.entity.name if source is Attribution.COMPANY else None,
            outlet=self.page.outlet(raw.sentence),
            hedged=raw.hedged,
            door=door,
            reason=reason,
        )

    def _scope(self, raw: Statement) -> Scope | None:
        """The scope said of the company's licence: in the same sentence nearest to its name, else wherever it is named."""
        own = self.page.scope_in(raw.sentence, raw.entity)
        if own is not None or raw.status not in GAINS:
            return own
        for entity in self.page.entities:
            if entity.key == raw.entity.key:
                number = self.page.sentence_of(entity.start)
                if number != raw.sentence and (scope := self.page.scope_in(number, entity)):
                    return scope
        return None


def _makes_magnets(page: Page, entity: Entity) -> bool:
    """Whether a company on no list is shown to be in the trade: by its name, its legal form or an introduction."""
    if entity.company is not None or entity.role in (Role.EXPORTER, Role.SMCO_PRODUCER) or own_trade(entity):
        return True
    if entity.home and entity.role is not Role.CUSTOMER:
        # A firm of China's with a Chinese export licence for what the text is about: magnets.
        return True
    written = page.text[entity.start : entity.end] if entity.start >= 0 else ""
    if hanwords.without_place(entity.name) != entity.name and entity.role is not Role.CUSTOMER:
        # Named after a town of China's.
        return True
    return bool(_FIRM_OF_MATERIALS.search(entity.name) or _FIRM_OF_MATERIALS.search(written))


#: Words of a sale, in which who is named may be the one that buys.
_OF_A_SALE = frozenset(("supplier", "customer", "cover"))
_ONE_LIST = Phrase("doors", "one_list", capitals=True)
_FIRM_OF_MATERIALS = Phrase("doors", "firm_of_materials", capitals=True)


def _rank(door: Door) -> int:
    return (Door.KEEP, Door.REVIEW, Door.ALERT).index(door)
