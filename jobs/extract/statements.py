"""What each statement says of whom: the discourse from the first sentence to the last."""

import re
from dataclasses import dataclass, field, replace

from jobs.extract import attribution, constructions, hedging, licences, materials, presuppositions, receivers, sentences
from jobs.extract.cues import LICENCE_TAGS, Hit, within
from jobs.extract.licences import Kind
from jobs.extract.page import Page
from jobs.extract.reasons import Reason
from jobs.extract.sentences import Clause
from jobs.extract.subjects import Entity, own_trade, unique
from storage.domain.claim import ENDS, GAINS, Claim, ClaimStatus, Scope, SubjectKind
from storage.domain.licence import LicenceKind, Role

_MAKERS = re.compile(
    r"\s*(?:\([^)]{1,12}\)\s*)?(?:magnets?\s+)?(?:manufacturers|producers|makers|exporters|suppliers)\b", re.IGNORECASE
)
_LISTS = re.compile(r"(?:list|name|includ|figur|appear|covering|covers|包括|列)", re.IGNORECASE)
_ROW = re.compile(
    r"[|｜\t]|[：:][^；;：:]{1,20}[；;][^；;：:]{1,12}[：:]|^\s*(?:[-*•·–—▪◦]|\d{1,2}[.)、])\s*\S|^[^.!?。]{2,40}\s[-–—:]\s"
)
_LICENCE_WORD = re.compile(r"licen[cs]|permit|许可|許可|通用", re.IGNORECASE)
_ROW_GENERAL = re.compile(r"\bgeneral\b|通用", re.IGNORECASE)
_ROSTER = re.compile(
    r"(?:\blist|\broster|\bholders|\bnames|\blicensees|名单|名單|持证企业|持證企業|企业|企業|三家|两家|兩家)[^。.;；]{0,16}[:：]\s*$",
    re.IGNORECASE,
)
_LABELLED = re.compile(r"(?:\s?\w{0,4}[)）])?\s*[:：]\s*(?:通用|general\b)", re.IGNORECASE)
_ROW_INDIVIDUAL = re.compile(r"\bindividual\b|单项|個別|个别", re.IGNORECASE)
_COPULA = re.compile(
    r"\W*(?:they|these|those|the (?:names?|three|two|first|second|third|other|others|last|companies|firms|trio|recipients?|holders?|winners?|firm|maker)|得主|另[一两兩三]家|另外[一两兩三]家|持证企业|獲證企業|获证企业|(?:\w+ ){0,3}firms|first|namely|即|分别|分別|其中|它们)"
    r"[^.;]{0,40}?(?:\b(?:are|were|was|is)\b|:|：|是|为|為)",
    re.IGNORECASE,
)
_LABEL = re.compile(r"\s*(?:[A-Z]|[\w’'.()（）\"“”,， -]{1,60}|[\w（）()]{1,24})\s*[:：]")
_ASKS = re.compile(
    r"\s*(?:Q\b|Question|Reporter|Investor|Shareholder|问|問|提问|投资者|投資者|股东|股東|记者|記者|网友)(?!.*(?:回复|回覆|答))",
    re.IGNORECASE,
)
_WAS = re.compile(r"\b(?:was|were|had)\b")
_SMCO = re.compile(r"samarium|smco|钐|釤", re.IGNORECASE)
_ELLIPTIC = re.compile(
    r"['’]s\s+(?:was|were|is|came|arrived|has|had|lapsed|expired|cover|covers|followed|ran|took|runs|extends|dates)\b"
)


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
    #: A user is named on a holder's general licence: only China's rare-earth licences are spoken of like that.
    paired: bool = False


@dataclass(slots=True)
class Discourse:
    """Reads a page from top to bottom, remembering what and whom it talks of."""

    page: Page
    statements: list[Statement] = field(default_factory=list)
    groups: list[Claim] = field(default_factory=list)
    #: The licence kind talked of so far, and in which sentence.
    talk: Kind | None = None
    talk_at: int = -9
    focus: list[Entity] = field(default_factory=list)
    listed: bool = False
    #: What the grammar of the sentence shows of holders and users.
    turns: list[constructions.Turn] = field(default_factory=list)
    #: Inside a question of an interview or an investor platform.
    asking: bool = False
    number: int = -1
    #: The sentence of the last gain told, for "Y did not".
    last_gain: int = -1
    #: The last sentence that asks about a licence.
    asked: int = -9
    #: The last statement that named nobody ("three makers have received one"), and its sentence.
    open: tuple[hedging.Said, int] | None = None

    def read(self) -> None:
        self.focus = self.page.headline[:1]
        self._look_ahead()
        if self.page.headline_general:
            self.talk, self.talk_at = Kind(kind=LicenceKind.GENERAL), -1
        for number in range(len(self.page.spans)):
            self._sentence(number)

    def _look_ahead(self) -> None:
        """The licence kind a text names only after it has begun to talk of licences: better than nothing, not plain."""
        for number, (low, high) in enumerate(self.page.spans):
            inside = within(self.page.hits, low, high)
            if any("general" in hit.tags for hit in inside) and not licences.foreign(inside):
                if number:
                    why = Reason.KIND_LATER
                    self.talk, self.talk_at = Kind(kind=LicenceKind.GENERAL, plain=False, why=why), min(number, 3)
                return

    def _sentence(self, number: int) -> None:
        self.number = number
        low, high = self.page.spans[number]
        inside = within(self.page.hits, low, high)
        people = self.page.entities_in(low, high)
        sentence = self.page.text[low:high]
        if label := _LABEL.match(sentence):
            self.asking = bool(_ASKS.match(label[0]))
        elif self.page.text[max(0, low - 2) : low].endswith("\n\n"):
            self.asking = False
        tags = {tag for hit in inside for tag in hit.tags}
        # A sentence that names nobody and tells of nothing cannot say what became of a licence.
        has_one = "have" in tags and not tags.isdisjoint(LICENCE_TAGS)
        if (people and (tags or _ROW.search(sentence))) or tags & sentences.TELLING or has_one:
            question = hedging.is_question(sentence) or self.asking
            first = len(self.statements)
            listed = bool(_ROW.search(sentence)) and len(sentence) < 160
            parts = sentences.clauses(
                self.page.text,
                (low, high),
                self.page.hits,
                names=[entity.start for entity in people],
                whole=listed and len(people) == 1,
            )
            previous: list[Entity] = []
            self.turns = self._turns(number, inside, people)
            self.listed = listed and len(people) == 1
            for clause in parts:
                previous = self._clause(clause, number, inside, previous, question=question, listed=listed) or previous
            if not question:
                self._presupposed(parts, number, inside, first)
                self._drop_history(parts, first)
            self._doubt(parts, first)
        if hedging.is_question(sentence) and tags & LICENCE_TAGS:
            self.asked = number
        if tags & LICENCE_TAGS:
            kind = licences.explicit(inside, self.page.text, low)
            if licences.foreign(inside):
                if kind is not None and kind.kind is LicenceKind.GENERAL:
                    self.talk, self.talk_at = replace(kind, ours=False), number
            elif kind is not None and (
                any("general" in hit.tags for hit in inside) or kind.kind is LicenceKind.GENERAL
            ):
                self.talk, self.talk_at = Kind(kind=LicenceKind.GENERAL), number
            elif kind is not None and self.talk is None:
                self.talk, self.talk_at = kind, number
        if people:
            told = any(raw.sentence in (number, number - 1) for raw in self.statements)
            alike = not told and len(self.focus) and self.page.spans[number][1] - self.page.spans[number][0] < 90
            self.focus = unique([*self.focus, *people]) if alike else people

    def _turns(self, number: int, inside: list[Hit], people: list[Entity]) -> list[constructions.Turn]:
        low, high = self.page.spans[number]
        named = [hit for hit in inside if hit.tags & LICENCE_TAGS]
        return constructions.find(self.page.text, low, high, people, named, self.page.languages)

    def _presupposed(self, parts: list[Clause], number: int, inside: list[Hit], first: int) -> None:
        """Holders and users that the grammar of a sentence shows where no verb of getting told of them."""
        told = {raw.entity.key for raw in self.statements[first:] if raw.status in GAINS}
        lost = {raw.entity.key for raw in self.statements[first:] if raw.status not in GAINS}
        for turn in self.turns:
            clause = next((part for part in parts if part.holds(turn.licence)), None)
            if clause is None:
                continue
            kind = self._kind(clause, number, inside, turn.licence)
            if kind is None or kind.kind is LicenceKind.INDIVIDUAL:
                continue
            holds, names = presuppositions.polarity(clause, self.page.text, turn)
            for entity, gained, role in (
                *((one, holds, SubjectKind.EXPORTER) for one in turn.holders or self._its_holder(turn)),
                *((one, names, SubjectKind.CUSTOMER) for one in turn.buyers),
            ):
                if role is SubjectKind.CUSTOMER and (entity.home or own_trade(entity) or entity.role is Role.EXPORTER):
                    continue
                if role is SubjectKind.CUSTOMER and entity.key in lost:
                    continue
                if gained is None or entity.key in told or receivers.aside(self.page, entity):
                    continue
                told.add(entity.key)
                status = ClaimStatus.COVERED if role is SubjectKind.CUSTOMER else ClaimStatus.GRANTED
                doubts = [*gained.doubts, *([kind.why] if not kind.plain and kind.why else [])]
                self.last_gain = number
                self.statements.append(
                    Statement(
                        entity=entity, kind=role, status=status, licence=kind, sentence=number, at=turn.licence,
                        doubts=doubts, hedged=gained.hedged, inherited=not (turn.holders or turn.buyers),
                        materials=materials.of(list(clause.hits), self.page.text),
                        shown=bool(turn.holders or turn.buyers), paired=self._paired(entity),
                    )
                )  # fmt: skip

    def _drop_history(self, parts: list[Clause], first: int) -> None:
        """ "X, which in May was on no list, is named in it": what the aside says of the past is over."""
        gained = {raw.entity.key for raw in self.statements[first:] if raw.status in GAINS}
        past = [part for part in parts if part.relative and _WAS.search(self.page.text, part.start, part.end)]
        self.statements[first:] = [
            raw
            for raw in self.statements[first:]
            if raw.status in GAINS or raw.entity.key not in gained or not any(part.holds(raw.at) for part in past)
        ]

    def _its_holder(self, turn: constructions.Turn) -> tuple[Entity, ...]:
        """Whom "its general licence" means where the turn names neither holder nor user: who is talked of."""
        if turn.buyers or turn.holders:
            return ()
        held = [one for one in self.focus[:1] or receivers.main_company(self.page) if not receivers.buyer([one])]
        return tuple(replace(one, start=turn.start, end=turn.start) for one in held[:1])

    def _doubt(self, parts: list[Clause], first: int) -> None:
        """A statement without a name of its own that casts doubt casts it on the whole sentence."""
        for clause in parts:
            if not clause.tags & {"deny", "rumour", "unconfirmed"}:
                continue
            if any(self.page.entities_in(low, high) for low, high in clause.spans):
                continue
            for raw in self.statements[first:]:
                if not clause.holds(raw.at) and not raw.again:
                    raw.doubts.append(Reason.DOUBTED)

    def _clause(
        self, clause: Clause, number: int, inside: list[Hit], previous: list[Entity], *, question: bool, listed: bool
    ) -> list[Entity]:
        present = [entity for low, high in clause.spans for entity in self.page.entities_in(low, high)]
        who = unique([entity for entity in present if not receivers.aside(self.page, entity)])
        said = hedging.said(clause, self.page.text, listed=listed)
        if said.status is None and who:
            if "neg" in clause.tags and self.last_gain == number:
                said = replace(said, status=ClaimStatus.DENIED, at=clause.having("neg")[0].start)
            elif any(
                _ELLIPTIC.match(self.page.text, entity.end) and "came" in self.page.text[entity.end : entity.end + 9]
                for entity in who
            ):
                said = replace(said, status=ClaimStatus.GRANTED, at=who[0].end)
            else:
                said = self._listed_under(clause, number, who) or said
        elif not who and said.status is not None:
            self.open = (said, number)
        if said.verb is not None and said.status in GAINS:
            who = receivers.receivers(self.page, clause, who, said.verb)
            if present and not who:
                return unique(present)
        inherited = False
        if said.status is None and who and self._scope_tells(clause, number):
            said = hedging.Said(status=ClaimStatus.GRANTED, at=who[0].end, hedged="hedge" in clause.tags)
        if clause.relative:
            before = list(self.page.entities_in(self.page.spans[number][0], clause.start))
            verb_at = said.at if said.at >= 0 else clause.start
            if (
                before
                and not self._of_the_licence(before[-1], clause)
                and before[-1].key not in {entity.key for entity in who}
                and (not who or verb_at < who[0].start)
            ):
                who = [before[-1], *who]
        if not who and said.status in GAINS and self.asked == number - 1 and said.at - clause.start <= 3:
            # "A general licence? Got it": the answer is about who was asked.
            who, inherited = (self.focus[:1] or receivers.main_company(self.page)), True
            said = replace(said, again=False, verb=None)
        elif not who and said.status is not None:
            who, inherited = receivers.meant(self.page, clause, previous, self.focus, said.at)
        elif (
            who
            and (
                host := receivers.unnamed_buyer(self.page, clause, who, previous if len(previous) == 1 else self.focus)
            )
            is not None
        ):
            who = [*who, host]
        if said.status is None and not who and receivers.called_own(self.page, clause):
            who, inherited = (previous or self.focus[:1] or receivers.main_company(self.page)), True
            said = replace(said, status=ClaimStatus.GRANTED, at=clause.having("general")[0].start)
        if said.status is None and not clause.tags & {"neg", "cond", "deny", "rumour", "apply", "expect"}:
            holders = [entity for entity in who if receivers.possesses(self.page, entity, clause)]
            if holders:
                said, who = replace(said, status=ClaimStatus.GRANTED, at=holders[0].end), holders
        if said.status is None or not self._about_licence(
            clause, inside, said, listed=listed, inherited=inherited and not (previous and self._goes_on(said))
        ):
            return who
        kind = self._kind(clause, number, inside, said.at)
        if kind is None:
            return who
        if not who:
            self._group(clause, number, said, kind, question=question)
            return who
        if said.status in GAINS:
            self.last_gain = number
        for entity in who:
            self._claim(entity, clause, number, said, kind, question=question, inherited=inherited)
        return who

    def _of_the_licence(self, entity: Entity, clause: Clause) -> bool:
        """ "A obtained licences, which let it ...": what "which" goes on about is the licence and not the name before it."""
        between = within(self.page.hits, entity.end, clause.start)
        return any(hit.tags & LICENCE_TAGS for hit in between) and self.page.text[clause.start :][:8].strip(
            ", "
        ).startswith("which")

    def _listed_under(self, clause: Clause, number: int, who: list[Entity]) -> hedging.Said | None:
        """What a bare list of names says: a row says its cell, names after a colon or "they are" say what went before."""
        span = self.page.text[clause.start : clause.end]
        if len(who) == 1 and _LABELLED.match(self.page.text, who[0].end):
            return hedging.Said(status=ClaimStatus.GRANTED, at=clause.start)
        if who and "general" in clause.tags and _ROSTER.search(self.page.text, clause.start, who[0].start):
            return hedging.Said(status=ClaimStatus.GRANTED, at=who[0].start)
        if self.listed and (_ROW_GENERAL.search(span) or ("yes" in clause.tags and self.talk)):
            return hedging.Said(status=ClaimStatus.GRANTED, at=clause.start)
        if self.open is None or self.open[0].status not in GAINS or number - self.open[1] > 1:
            return None
        if any(0 <= hit.start - entity.end <= 6 for hit in clause.having("neg", "rumour") for entity in who):
            return None
        names = sum(entity.end - entity.start for entity in who)
        if number == self.open[1] or (_COPULA.match(span) and len(who) > 1) or names > 0.6 * len(span):
            return replace(self.open[0], at=who[0].end, verb=None)
        if _COPULA.match(span):
            doubt = Reason.ONE_OF_A_KIND
            return replace(self.open[0], at=who[0].end, verb=None, doubts=(doubt,))
        return None

    def _scope_tells(self, clause: Clause, number: int) -> bool:
        """A scope is only stated of a licence that exists: "X's cover nearly all of its customers"."""
        scopes = {scope.value for scope in Scope}
        talked = (self.talk is not None and number - self.talk_at <= 4) or self.page.following(number)
        return bool(clause.tags & scopes) and bool(talked) and "neg" not in clause.tags

    def _goes_on(self, said: hedging.Said) -> bool:
        """Chinese leaves out a subject that stays the same: "X曾持有许可，去年底已被吊销"."""
        return self.page.languages[0] == "zh" and said.status in ENDS

    def _about_licence(
        self, clause: Clause, inside: list[Hit], said: hedging.Said, *, listed: bool, inherited: bool
    ) -> bool:
        if said.again or (said.status is ClaimStatus.DENIED and self.last_gain == self.number):
            return True
        if any(
            _LABELLED.match(self.page.text, entity.end)
            for a, b in clause.spans
            for entity in self.page.entities_in(a, b)
        ):
            return True
        if self.talk is not None and any(
            _ELLIPTIC.match(self.page.text, e.end)
            for low, high in clause.spans
            for e in self.page.entities_in(low, high)
        ):
            return True
        if self.listed and (self.talk or _ROW_GENERAL.search(self.page.text, clause.start, clause.end)):
            return True
        if licences.speaks_of_licence(clause):
            return True
        scoped = bool(clause.tags & {scope.value for scope in Scope})
        if said.status in GAINS:
            named = any(hit.tags & LICENCE_TAGS for hit in inside)
            return (said.strong or listed or scoped) and (named or self.talk is not None or scoped)
        ended = clause.having("exclude", "revoke", "suspend", "expire", "refuse")
        if any(_LICENCE_WORD.search(self.page.text[hit.start : hit.end]) for hit in clause.having("lacks")):
            return True
        told = not inherited or bool(clause.having("firm", "we", "it"))
        return bool(ended) and told and (self.talk is not None or any(hit.tags & LICENCE_TAGS for hit in inside))

    def _kind(self, clause: Clause, number: int, inside: list[Hit], at: int) -> Kind | None:
        if licences.foreign(clause.hits) or licences.foreign(inside):
            return None
        if any(
            _LABELLED.match(self.page.text, entity.end)
            for a, b in clause.spans
            for entity in self.page.entities_in(a, b)
        ):
            return Kind(kind=LicenceKind.GENERAL)
        if self.listed:
            low, high = self.page.spans[number]
            row = self.page.text[low:high]
            if _ROW_INDIVIDUAL.search(row) and not _ROW_GENERAL.search(row):
                return Kind(kind=LicenceKind.INDIVIDUAL)
            if _ROW_GENERAL.search(row) and not _ROW_INDIVIDUAL.search(row):
                return Kind(kind=LicenceKind.GENERAL)
        own = licences.explicit(clause.hits, self.page.text, at)
        earlier = licences.explicit([hit for hit in inside if hit.start < clause.start], self.page.text, at)
        kind = own or earlier or licences.explicit(inside, self.page.text, at)
        if kind is not None and own is None and earlier is None and clause.having("licence"):
            kind = replace(kind, plain=False, why=kind.why or Reason.KIND_FURTHER_ON)
        if kind is not None:
            return kind
        following = self.page.following(number)
        after = licences.explicit(following, self.page.text, at) if following else None
        if after is not None and (after.kind is LicenceKind.INDIVIDUAL or self.talk is None or not self.talk.plain):
            return after
        if self.talk is not None:
            if not self.talk.ours:
                return None
            near = number - self.talk_at <= 6
            return replace(
                self.talk,
                plain=self.talk.plain and near,
                why=self.talk.why or (None if near else Reason.KIND_FAR),
            )
        if after is not None:
            return after
        return licences.UNSPECIFIED

    def _claim(
        self,
        entity: Entity,
        clause: Clause,
        number: int,
        said: hedging.Said,
        kind: Kind,
        *,
        question: bool,
        inherited: bool,
    ) -> None:
        status = said.status
        assert status is not None
        holder = not inherited and (
            receivers.possesses(self.page, entity, clause)
            or (status is ClaimStatus.EXCLUDED and own_trade(entity) and receivers.called_own(self.page, clause))
        )
        role = self._role(entity, clause, holder=holder)
        if (
            holder
            and role is not SubjectKind.CUSTOMER
            and (
                status is ClaimStatus.EXCLUDED
                or (
                    said.at < entity.start
                    and clause.having("cover")
                    and status in (ClaimStatus.EXPECTED, ClaimStatus.NOT_CONFIRMED, ClaimStatus.APPLIED)
                )
            )
        ):
            # Somebody is left out of X's licence, or hopes to be added to it: then X has one.
            status = ClaimStatus.GRANTED
        if role is SubjectKind.CUSTOMER:
            status = {ClaimStatus.GRANTED: ClaimStatus.COVERED, ClaimStatus.RENEWED: ClaimStatus.COVERED}.get(
                status, status
            )
            if status is ClaimStatus.DENIED and clause.having("cover", "exclude"):
                status = ClaimStatus.EXCLUDED
        elif status is ClaimStatus.COVERED:
            status = ClaimStatus.GRANTED
        if question:
            if status not in GAINS or kind.kind is not LicenceKind.GENERAL:
                return
            status = ClaimStatus.NOT_CONFIRMED
        if role is SubjectKind.CUSTOMER and status in ENDS:
            if inherited:
                return
            status = ClaimStatus.EXCLUDED
        if status is ClaimStatus.EXCLUDED and inherited and role is not SubjectKind.CUSTOMER:
            return
        doubts = list(said.doubts)
        shown, plainly = self._shown(entity, role, clause)
        if plainly and status in GAINS:
            doubts = []
        if (
            role is not SubjectKind.CUSTOMER
            and status in GAINS
            and not holder
            and not plainly
            and said.verb is not None
            and not said.verb.tags & {"get", "give", "renew"}
            and _LISTS.match(self.page.text, said.verb.start)
        ):
            doubts.append(Reason.ON_A_LIST)
        if not kind.plain and kind.why:
            doubts.append(kind.why)
        self.statements.append(
            Statement(
                entity=entity,
                kind=role,
                status=status,
                licence=kind,
                sentence=number,
                at=said.at,
                doubts=doubts,
                hedged=said.hedged,
                inherited=inherited,
                question=question,
                again=said.again,
                materials=materials.of(list(clause.hits), self.page.text),
                shown=shown,
                paired=shown and self._paired(entity),
            )
        )

    def _paired(self, entity: Entity) -> bool:
        return any(
            turn.holders and turn.buyers and any(entity.key == one.key for one in (*turn.holders, *turn.buyers))
            for turn in self.turns
        )

    def _shown(self, entity: Entity, role: SubjectKind, clause: Clause) -> tuple[bool, bool]:
        """Whether a turn of phrase makes the company what it is said to be, and whether nothing in it leaves doubt."""
        for turn in self.turns:
            if any(entity.key == one.key for one in (turn.buyers if role is SubjectKind.CUSTOMER else turn.holders)):
                polarity = presuppositions.polarity(clause, self.page.text, turn)
                gained = polarity[role is SubjectKind.CUSTOMER]
                return True, gained is not None and not gained.doubts and clause.holds(turn.licence)
        return False, False

    def _role(self, entity: Entity, clause: Clause, *, holder: bool) -> SubjectKind:
        roles = set(entity.company.roles) if entity.company else set()
        if not roles and any(entity.key == one.key for turn in self.turns for one in turn.holders):
            return SubjectKind.EXPORTER
        if roles == {Role.CUSTOMER} or (not roles and entity.role is Role.CUSTOMER):
            return SubjectKind.CUSTOMER
        if (
            not roles
            and entity.role is None
            and (receivers.supplied(self.page, entity) or receivers.object_of_cover(self.page, clause, entity))
        ):
            return SubjectKind.CUSTOMER
        if not roles:
            if entity.home and entity.role is None:
                return SubjectKind.EXPORTER
            if entity.role is None and any(entity.key == one.key for turn in self.turns for one in turn.buyers):
                return SubjectKind.EXPORTER if own_trade(entity) else SubjectKind.CUSTOMER
        if not roles and entity.role is None:
            for raw in self.statements:
                if raw.entity.key == entity.key:
                    return raw.kind
        if not roles and entity.role is None and not holder:
            deciding = receivers.deciding(clause, entity)
            if (
                deciding is not None
                and deciding.tags & {"cover", "exclude"}
                and not deciding.tags & {"get", "give"}
                and not own_trade(entity)
            ):
                return SubjectKind.CUSTOMER
            if (
                clause.having("supplier")
                and not own_trade(entity)
                and not receivers.named_supplier(self.page.text, entity)
            ):
                return SubjectKind.CUSTOMER
        return SubjectKind.EXPORTER

    def _makers_of(self, clause: Clause) -> list[Hit]:
        """Makers named by what they make: a material, perhaps its abbreviation in brackets, and a noun of trade."""
        found = []
        for hit in clause.having("SmCo", "NdFeB"):
            if trade := _MAKERS.match(self.page.text, hit.end, clause.end):
                found.append(Hit(hit.start, trade.end(), frozenset(("group",))))
        return found

    def _group(self, clause: Clause, number: int, said: hedging.Said, kind: Kind, *, question: bool) -> None:
        groups = clause.having("group") or self._makers_of(clause)
        if not groups or said.status is None or question:
            return
        low, high = self.page.spans[number]
        name = self.page.text[groups[0].start : groups[0].end]
        inside = within(self.page.hits, low, high)
        self.groups.append(
            Claim(
                subject=name,
                kind=SubjectKind.GROUP,
                licence=kind.kind,
                status=said.status,
                quote=self.page.quote(number, groups[0].start),
                materials=materials.of(inside, self.page.text) or (("SmCo",) if _SMCO.search(name) else ()),
                attribution=attribution.source(inside, own=False),
                outlet=self.page.outlet(number),
                hedged=said.hedged,
            )
        )
