"""Which door: what all statements about a company come to, and whether a person is asked first."""

import re
from collections.abc import Set
from dataclasses import dataclass
from typing import NamedTuple

from jobs.extract import attribution, dates, frames, hedging, licences, materials, receivers, topic, witness
from jobs.extract.cues import LICENCE_TAGS, Hit, tags_of, within
from jobs.extract.page import Page
from jobs.extract.reasons import Reason
from jobs.extract.statements import Statement
from jobs.extract.subjects import Entity, own_trade, unique
from storage.domain.claim import ENDS, GAINS, Claim, ClaimStatus, Door, Scope, SubjectKind
from storage.domain.licence import LicenceKind, Role

_PIECE = re.compile(r"[^,，;；]+")
#: The bare element in Latin letters may be the name of a site; with its cobalt, or in another script, it is the matter.
_BARE_SAMARIUM = re.compile(r"(?!.*(?:cobalt|kobalt|sm-?co\b))[\x00-\x7f]*", re.IGNORECASE | re.DOTALL)
_OTHER_SPEAKERS = frozenset(("newspaper", "ministry", "anonymous", "analyst"))
_COBALT = re.compile(r"钐|釤|samarium|cobalt", re.IGNORECASE)
#: A short answer to what was just said: "It wasn't.", "It has not, a spokesman said", "We wish he were right".
_SHORT_NO = re.compile(
    r"\W*(?:(?:it|they|he|she|we|this|that|the company|neither|both) (?:is|was|did|does|has|had|have|were|are|do|will|would)"
    r"(?:n[’']t| not)\s*(?:[.:;,—–!]|so\b|yet\b|true\b|the case\b|right\b)|no licen[cs]e\b|no such\b|nor\b|not (?:so|yet|quite|true|at all)\s*[.:;,—–!]|(?:it|they|he|she|we) (?:did|does|has|had|is|was|were) (?:no such thing|nothing)\b|"
    r"we wish (?:he|she|they|it|that|this)\b|sorry\b|nothing of the (?:kind|sort)\b|never happened\b|(?:that|this|it) never\b|(?:in )?(?:truth|reality|fact),)",
    re.IGNORECASE,
)
_NOBODY = re.compile(
    r"\W*(?:nobody|no one|none of|but no|no document|no proof|that is (?:not|wrong|false)|this is (?:not|wrong|false)|not so|wrong|false)\b|并非如此|没有人",
    re.IGNORECASE,
)
_THE_CLAIM = re.compile(
    r"\b(?:claims?|reports?|story|mistakes?|errors?|allegations?|rumou?rs?|posts?|documents?|pictures?|photographs?|alerts?|headlines?|items?|articles?|dispatch(?:es)?|tweets?|this|information|news)\b|此说|說法|说法|消息|传闻|傳聞|报道|報導",
    re.IGNORECASE,
)
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
    doubted: list[frozenset[str]] | None = None

    def judged(self) -> list["Judged"]:
        """One claim for each company, kind, licence and status, and those where a person should look."""
        ours = topic.concerns_us(
            self.page.hits,
            known=any(entity.company or entity.home or own_trade(entity) for entity in self.page.entities)
            or self.page.speaks_of_china,
        )
        for statement in self.statements:
            if statement.status in GAINS and not statement.again:
                low, high = self.page.spans[statement.sentence]
                embedded = frames.around(self.page.text, low, high, statement.at, self.page.languages)
                statement.status = embedded or statement.status
        by_company: dict[str, list[Statement]] = {}
        for statement in self.statements:
            by_company.setdefault(statement.entity.key, []).append(statement)
        out = [claim for statements in by_company.values() for claim in self._company(statements, ours=ours)]
        told = {one.entity.key for one in self.statements if not (one.inherited and one.status not in GAINS)}
        return out + self._beside(told, ours=ours)

    def _company(self, raws: list[Statement], *, ours: bool) -> list["Judged"]:
        for raw in raws:
            raw.materials = self._shared_out(raw) or raw.materials or self._scope_materials(raw)
        raws = [split for raw in raws for split in self._by_material(raw)]
        cobalt = [raw for raw in raws if raw.kind is SubjectKind.SMCO_PRODUCER]
        if any(raw.status in GAINS for raw in cobalt):
            # Where the licence is once said to be for samarium-cobalt alone, the other statements mean the same one.
            only = not any(set(raw.materials) - {"SmCo", "Gd"} for raw in raws if raw.status in GAINS)
            raws = [
                as_kind(raw, SubjectKind.SMCO_PRODUCER) if only and raw.kind is SubjectKind.EXPORTER else raw
                for raw in raws
            ]
        seen: dict[tuple[SubjectKind, LicenceKind, ClaimStatus], Judged] = {}
        for raw in raws:
            door, reasons = self._door(raw, raws, ours=ours)
            key = (raw.kind, raw.licence.kind, raw.status)
            known = seen.get(key)
            if known is None or _rank(door) > _rank(known.claim.door):
                seen[key] = Judged(raw.entity, self._final(raw, door, reasons[0] if reasons else ""), reasons)
        return list(seen.values())

    def _by_material(self, raw: Statement) -> list[Statement]:
        """An exporter's licence for SmCo is a claim of its own; one for both is two."""
        if raw.kind is not SubjectKind.EXPORTER:
            return [raw]
        roles = set(raw.entity.company.roles) if raw.entity.company else {raw.entity.role} if raw.entity.role else set()
        smco = "SmCo" in raw.materials
        others = bool(set(raw.materials) - {"SmCo", "Gd"})
        if smco and others and raw.status in GAINS:
            other = as_kind(raw, SubjectKind.SMCO_PRODUCER)
            return [raw, other]
        if smco and not others:
            return [as_kind(raw, SubjectKind.SMCO_PRODUCER)]
        if not raw.materials and (roles == {Role.SMCO_PRODUCER} or (not roles and _COBALT.search(raw.entity.name))):
            return [as_kind(raw, SubjectKind.SMCO_PRODUCER)]
        if not raw.materials and raw.status in GAINS and self._talk_of_cobalt(raw.sentence, raw.entity.key):
            return [as_kind(raw, SubjectKind.SMCO_PRODUCER)]
        return [raw]

    def _talk_of_cobalt(self, number: int, key: str) -> bool:
        """Whether the sentence before speaks of samarium-cobalt, of no other maker, and the text of no other magnets."""
        if not number or "SmCo" not in self.page.tags[number - 1] or self.page.tags[number - 1] & {"neg", "exclude"}:
            return False
        if any(one.key != key and not receivers.buyer([one]) for one in self.page.people[number - 1]):
            return False
        return not any(tags & {"NdFeB", "Dy", "Tb"} for tags in (*self.page.tags, self.page.headline_tags))

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
        found = materials.of(self._hits_about(raw, raw.sentence), self.page.text)
        if not found:
            found = materials.of(self.page.following(raw.sentence), self.page.text)
        return found

    def _door(self, raw: Statement, others: list[Statement], *, ours: bool) -> tuple[Door, tuple[Reason, ...]]:
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
        if ended and raw.status is not ClaimStatus.RENEWED and not raw.again:
            if any(not other.inherited for other in ended) or raw.sentence == ended[0].sentence:
                return Door.KEEP, ()
            return Door.REVIEW, (Reason.ENDED,)
        reasons = list(raw.doubts)
        if not ours and not raw.paired:
            reasons.append(Reason.NOT_OURS)
        if raw.hedged and not self._sourced(raw.sentence):
            reasons.append(Reason.SOFTENED)
        against = {
            other.status
            for other in others
            if other.licence.kind is LicenceKind.GENERAL
            and other.kind is raw.kind
            and other.status not in GAINS
            and not other.question
        }
        if raw.kind is SubjectKind.EXPORTER and not raw.materials:
            against |= {
                other.status
                for other in others
                if other.kind is SubjectKind.SMCO_PRODUCER
                and other.licence.kind is LicenceKind.GENERAL
                and not other.question
            } - GAINS
        if against & {ClaimStatus.DENIED, ClaimStatus.EXCLUDED, ClaimStatus.NOT_CONFIRMED}:
            reasons.append(Reason.OTHERWISE)
        if "goods" in self.page.tags[raw.sentence]:
            reasons.append(Reason.OTHER_GOODS)
        if raw.kind is not SubjectKind.CUSTOMER and not raw.shown and not self._makes_magnets(raw.entity):
            reasons.append(Reason.NO_MAKER)
        if not raw.again and self._retold(raw):
            reasons.append(Reason.RETOLD)
        if self._shaken(raw):
            reasons.append(Reason.SHAKEN)
        if not raw.again and not raw.shown and self._taken_away(raw):
            reasons.append(Reason.AROUND)
        if self._denied_next(raw.sentence):
            reasons.append(Reason.DENIED_NEXT)
        if self._smco_open(raw):
            reasons.append(Reason.SMCO_OPEN)
        reasons += witness.doubts(self.page, raw)
        known = raw.entity.company
        roleless = known is not None and not known.roles and raw.entity.role is None and not own_trade(raw.entity)
        if (roleless or not raw.entity.plain) and not raw.shown:
            reasons.append(Reason.NO_ROLE)
        if not ours and not raw.shown and not _UNSHOWN.issuperset(reasons):
            return Door.KEEP, ()
        if reasons:
            return Door.REVIEW, tuple(reasons)
        return Door.ALERT, ()

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

    def _sourced(self, number: int) -> bool:
        """Whether a source stands behind a softened statement: in its own sentence or in the lead."""
        for place in {0, 1, number}:
            if place < len(self.page.spans) and self.page.tags[place] & {"newspaper", "anonymous"}:
                return True
        return False

    @staticmethod
    def _makes_magnets(entity: Entity) -> bool:
        """Whether a company on no list is shown to be in the trade: by its name, its legal form or an introduction."""
        if entity.company is not None or entity.role in (Role.EXPORTER, Role.SMCO_PRODUCER) or own_trade(entity):
            return True
        if entity.home and entity.role is not Role.CUSTOMER:
            # A firm of China's with a Chinese export licence for what the text is about: magnets.
            return True
        return bool(re.search(r"\bCo\b|有限公司|股份|材料|金属|金屬|合金|新材|特材|特合", entity.name))

    def _retold(self, raw: Statement) -> bool:
        """Whether the text somewhere corrects, denies or doubts a claim that may be this one."""
        if self.doubted is None:
            self.doubted = [
                frozenset(entity.key for entity in self.page.people[number])
                for number in range(len(self.page.spans))
                if self._doubts_a_claim(number)
            ]
            if self.page.headline_tags & {"deny", "rumour"}:
                self.doubted.append(frozenset(entity.key for entity in self.page.headline))
        return any(not named or raw.entity.key in named for named in self.doubted)

    def _doubts_a_claim(self, number: int) -> bool:
        tags = self.page.tags[number]
        return bool(tags & {"deny", "rumour"}) and (
            bool(tags & LICENCE_TAGS)
            or number == 0
            or bool(_THE_CLAIM.search(self.page.text, *self.page.spans[number]))
        )

    def _shaken(self, raw: Statement) -> bool:
        """Whether rumour, denial or a condition stands so close that a reader would look twice."""
        tags: Set[str] = self.page.tags[raw.sentence]
        if tags & {"rumour", "deny"} and not raw.again:
            return True
        if raw.kind is not SubjectKind.SMCO_PRODUCER:
            return False
        around: set[str] = set()
        for place in range(max(0, raw.sentence - 1), min(len(self.page.spans), raw.sentence + 2)):
            found = self._tags_about(raw, place)
            around |= found
            if place == raw.sentence:
                tags = found
        return bool(
            around & {"rumour", "deny", "unconfirmed", "hedge"} or tags & {"neg", "cond", "expect", "apply", "refuse"}
        )

    def _taken_away(self, raw: Statement) -> bool:
        """Whether the same sentence speaks of a licence taken away or put on hold."""
        return any(
            hit.tags & {"revoke", "suspend"} and not hedging.cancels_something_else(self.page.text, hit)
            for hit in self._hits_about(raw, raw.sentence)
        )

    def _tags_about(self, raw: Statement, number: int) -> frozenset[str]:
        return tags_of(self._hits_about(raw, number))

    def _hits_about(self, raw: Statement, number: int) -> list[Hit]:
        """Cues of a sentence without its statements about other companies alone."""
        people = self.page.people[number]
        if all(one.key == raw.entity.key for one in people):
            return self.page.inside[number]
        found: list[Hit] = []
        for clause in self.page.clauses(number):
            named = {one.key for one in people if clause.holds(one.start)}
            if not named or raw.entity.key in named:
                found.extend(clause.hits)
        return found

    def _denied_next(self, number: int) -> bool:
        if number + 1 >= len(self.page.spans):
            return False
        if self._answered_no(number):
            return True
        low, high = self.page.spans[number + 1]
        if self.page.people[number + 1] and not _THE_CLAIM.search(self.page.text, low, high):
            return False
        tags = self.page.tags[number + 1]
        denies = "deny" in tags and not tags & {"revoke", "suspend", "expire"}
        if denies and (tags & LICENCE_TAGS or _THE_CLAIM.search(self.page.text, low, high)):
            return True
        return bool(_NOBODY.match(self.page.text, low, high))

    def _answered_no(self, number: int) -> bool:
        """Whether one of the next sentences says in short that it is not so, or that the licence is another country's."""
        for place in range(number + 1, min(len(self.page.spans), number + 5)):
            if _SHORT_NO.match(self.page.text, *self.page.spans[place]):
                return True
            tags = self.page.tags[place]
            if "issuer" in tags and "it" in tags and "general" not in tags:
                return True
        return False

    def _smco_open(self, raw: Statement) -> bool:
        """Samarium-cobalt is where a wrong alert hurts most: its licence must be named with it."""
        inside = self.page.tags[raw.sentence]
        roles = raw.entity.company.roles if raw.entity.company else frozenset()
        if raw.kind is SubjectKind.SMCO_PRODUCER:
            others = {entity.key for entity in self.page.people[raw.sentence] if not receivers.buyer([entity])}
            alone = len(others | {raw.entity.key}) < 2
            known = not raw.entity.company or Role.SMCO_PRODUCER in roles
            return "SmCo" not in raw.materials or not (known or alone) or (not alone and "NdFeB" in inside)
        if roles == {Role.SMCO_PRODUCER} and "NdFeB" not in raw.materials:
            return True
        headline, title = self.page.headline_tags, self.page.document.title.strip()
        if not raw.materials and raw.sentence:
            low, high = self.page.spans[raw.sentence - 1]
            asked = self.page.tags[raw.sentence - 1]
            if "SmCo" in asked and "NdFeB" not in asked and hedging.is_question(self.page.text[low:high]):
                # An answer to a question about samarium-cobalt.
                return raw.kind is SubjectKind.EXPORTER
        # A headline about samarium-cobalt, not the name of a site that happens to bear the word.
        if not raw.materials and "SmCo" in headline and "NdFeB" not in headline and not _BARE_SAMARIUM.fullmatch(title):
            return raw.kind is SubjectKind.EXPORTER
        return (
            (Role.SMCO_PRODUCER in roles or raw.entity.role is Role.SMCO_PRODUCER)
            and "SmCo" in inside
            and not raw.materials
        )

    def _beside(self, told: set[str], *, ours: bool) -> list["Judged"]:
        """Companies named close to a general licence of which no statement could be read: a person is asked."""
        published = self.page.document.published or ""
        if not ours or (published and published[:7] < licences.FIRST_GENERAL):
            return []
        tags = self.page.tags
        talked = self.page.headline_general or any("general" in each for each in tags)
        out: list[Judged] = []
        for number, own in enumerate(tags):
            direct = "general" in own
            if not (direct or (talked and LICENCE_TAGS & own.union(*tags[max(0, number - 1) : number + 2]))):
                continue
            for entity, customer in self._overlooked(number, told, direct=direct):
                told.add(entity.key)
                asked = self._asked(entity, number, customer=customer, hedged="hedge" in own)
                out.append(Judged(entity, asked, (Reason.BESIDE,)))
        return out

    def _overlooked(self, number: int, told: set[str], *, direct: bool) -> list[tuple[Entity, bool]]:
        """Companies of a sentence that nothing was said of yet, and whether each is a buyer."""
        low, high = self.page.spans[number]
        found = []
        for entity in unique(self.page.people[number]):
            if entity.key in told or not entity.plain or receivers.aside(self.page, entity):
                continue
            roles = set(entity.company.roles) if entity.company else {entity.role} if entity.role else set()
            customer = roles == {Role.CUSTOMER}
            if direct or (not customer and (roles or own_trade(entity))):
                found.append((entity, customer))
        if not found or hedging.is_question(self.page.text[low:high]):
            return []
        if licences.foreign(self.page.inside[number]):
            return []
        blocked = [clause for clause in self.page.clauses(number) if clause.tags & _MOVES_NOTHING]
        return [(one, buyer) for one, buyer in found if not any(clause.holds(one.start) for clause in blocked)]

    def _asked(self, entity: Entity, number: int, *, customer: bool, hedged: bool) -> Claim:
        own = materials.of(self.page.inside[number], self.page.text)
        cobalt = own == ("SmCo",) or (not own and self._talk_of_cobalt(number, entity.key))
        maker = SubjectKind.SMCO_PRODUCER if cobalt else SubjectKind.EXPORTER
        return Claim(
            subject=entity.name,
            company=entity.company.key if entity.company else None,
            kind=SubjectKind.CUSTOMER if customer else maker,
            licence=LicenceKind.GENERAL,
            status=ClaimStatus.COVERED if customer else ClaimStatus.GRANTED,
            quote=self.page.quote(number, entity.start),
            scope=self.page.scope_in(number, entity),
            outlet=self.page.outlet(number),
            hedged=hedged,
            door=Door.REVIEW,
            reason=Reason.BESIDE,
        )

    def _final(self, raw: Statement, door: Door, reason: str) -> Claim:
        low, high = self.page.spans[raw.sentence]
        inside = self.page.inside[raw.sentence]
        own = self._speaks(raw, low, high)
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
            attribution=attribution.source(inside, own=own),
            speaker=raw.entity.name if own else None,
            outlet=self.page.outlet(raw.sentence),
            hedged=raw.hedged,
            door=door,
            reason=reason,
        )

    def _speaks(self, raw: Statement, low: int, high: int) -> bool:
        sentence = self.page.text[low:high]
        return bool(
            re.search(
                r"\bthe company (?:said|confirmed|announced|disclosed|stated)|公司(?:称|稱|表示|公告|回复|回覆|说|說|确认|確認)",
                sentence,
            )
            or any(
                "says" in hit.tags
                and 0 <= hit.start - entity.end <= 14
                and not self._somebody_between(entity.end, hit.start)
                for entity in self.page.people[raw.sentence]
                if entity.key == raw.entity.key
                for hit in within(self.page.hits, entity.end, entity.end + 30)
            )
        )

    def _somebody_between(self, low: int, high: int) -> bool:
        """ "..., Reuters reported": who speaks is named between the company and the verb."""
        return any(hit.tags & _OTHER_SPEAKERS for hit in within(self.page.hits, low, high))

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


def as_kind(raw: Statement, kind: SubjectKind) -> Statement:
    return Statement(
        entity=raw.entity, kind=kind, status=raw.status, licence=raw.licence, sentence=raw.sentence, at=raw.at,
        doubts=raw.doubts, hedged=raw.hedged, inherited=raw.inherited, question=raw.question, again=raw.again,
        materials=raw.materials, shown=raw.shown, direct=raw.direct, paired=raw.paired,
    )  # fmt: skip


def _rank(door: Door) -> int:
    return (Door.KEEP, Door.REVIEW, Door.ALERT).index(door)
