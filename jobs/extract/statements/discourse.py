"""What a text says of whom: the discourse from the first sentence to the last."""

import re
from dataclasses import dataclass, field, replace

from jobs.extract.certainty import hedging
from jobs.extract.licence import licences
from jobs.extract.licence.licences import Kind
from jobs.extract.names.subjects import Entity, own_trade, unique
from jobs.extract.reasons import Reason
from jobs.extract.statements import (
    constructions,
    described,
    echoes,
    ellipsis,
    grids,
    implied,
    labels,
    possession,
    receivers,
    retractions,
    rows,
    singly,
    unnamed,
)
from jobs.extract.statements.page import Page
from jobs.extract.statements.statement import Place, Statement
from jobs.extract.statements.talk import Talk
from jobs.extract.statements.telling import of_company, of_group, whether_covered
from jobs.extract.text import sentences
from jobs.extract.text.cues import LICENCE_TAGS, SCOPE_TAGS, Hit
from jobs.extract.text.phrases import Phrase
from jobs.extract.text.sentences import Clause
from storage.domain.claim import ENDS, GAINS, Claim, ClaimStatus, SubjectKind
from storage.domain.licence import LicenceKind

_LICENCE_WORD = Phrase("discourse", "licence_word")
_NOUNS = ("licence", "license", "permit", "licences", "licenses", "permits")
#: A shorter sentence may go on with a list of companies, in characters.
_SHORT = 90
_LABEL = re.compile(r"\s*(?:[A-Z]|[\w’'.()（）\"“”,， -]{1,60}|[\w（）()]{1,24})\s*[:：]")
_ASKS = Phrase("discourse", "asks")
_EXAMINES = Phrase("discourse", "examines")
_ELLIPTIC = Phrase("discourse", "elliptic", capitals=True)


_IT_CAME = Phrase("discourse", "it_came", capitals=True)
#: What is said of all but those whom it leaves out.
_NONE_OF_THEM = frozenset((ClaimStatus.DENIED, ClaimStatus.EXCLUDED))
_HOPES = frozenset((ClaimStatus.APPLIED, ClaimStatus.EXPECTED))


@dataclass(slots=True)
class Discourse:
    """Reads a page from top to bottom, remembering what and whom it talks of."""

    page: Page
    statements: list[Statement] = field(default_factory=list)
    groups: list[Claim] = field(default_factory=list)
    talk: Talk = field(init=False)
    focus: list[Entity] = field(default_factory=list)
    listed: bool = False
    #: What the letters of a table mean.
    legend: dict[str, rows.Meaning] = field(default_factory=dict)
    #: What the grammar of the sentence shows of holders and users.
    turns: list[constructions.Turn] = field(default_factory=list)
    #: Inside a question of an interview or an investor platform.
    asking: bool = False
    number: int = -1
    #: What the clause before in the same sentence came to: hopes and applications go on over "and".
    running: ClaimStatus | None = None
    #: The sentence of the last gain told, for "Y did not".
    last_gain: int = -1
    #: The last statement about somebody, and its sentence.
    last: tuple[hedging.Said, int] | None = None
    #: The last sentence that asks about a licence.
    asked: int = -9
    #: The last statement that named nobody ("three makers have received one"), and its sentence.
    open: tuple[hedging.Said, int] | None = None
    #: What counts only for a company of which the text says nothing else: it would not comment, nobody knows whether.
    silent: list[Statement] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.talk = Talk(self.page)

    def read(self) -> None:
        self.focus = self.page.headline[:1]
        self.talk.open()
        self.legend = rows.legend(self.page)
        tables = grids.find(self.page)
        self.statements += [grids.statement(self.page, cell) for cell in tables.cells]
        for number in range(len(self.page.spans)):
            if number in tables.sentences:
                self.talk.hear(self.page.inside[number], number)
            else:
                self._sentence(number)
        told = {raw.entity.key for raw in self.statements}
        first = {raw.entity.key: raw for raw in reversed(self.silent)}
        self.statements += [raw for key, raw in first.items() if key not in told]

    def _sentence(self, number: int) -> None:
        self.number = number
        low, high = self.page.spans[number]
        inside = self.page.inside[number]
        people = self.page.people[number]
        sentence = self.page.text[low:high]
        if (":" in sentence or "：" in sentence) and (label := _LABEL.match(sentence)):
            self.asking = bool(_ASKS.match(label[0]) or _EXAMINES.match(label[0]))
        elif self.page.text[max(0, low - 2) : low].endswith("\n\n"):
            self.asking = False
        tags = self.page.tags[number]
        if people and not self.asking and rows.lists_users(sentence):
            self.statements += labels.users(self.page, number, self.talk.kind, self.statements)
            return
        if self.legend and len({entity.key for entity in people}) == 1:
            self.statements += labels.cell(self.page, number, self.legend, self.talk.kind, self.statements)
        # A sentence that names nobody and tells of nothing cannot say what became of a licence.
        has_one = not tags.isdisjoint(("have", "supplier")) and not tags.isdisjoint(LICENCE_TAGS)
        if (people and (tags or rows.looks_like_one(sentence))) or not tags.isdisjoint(sentences.TELLING) or has_one:
            question = self.page.asks[number] or self.asking
            first = len(self.statements)
            listed = rows.is_row(sentence)
            self.listed = listed and len(people) == 1
            parts = [Clause.whole((low, high), inside)] if self.listed else self.page.clauses(number)
            previous: list[Entity] = []
            self.running = None
            self.turns = self._turns(number, inside)
            for clause in parts:
                previous = self._clause(clause, number, inside, previous, question=question, listed=listed) or previous
            if not question:
                shown = implied.of_sentence(
                    self.talk, parts, number, self.turns, self.statements[first:], focus=self.focus, row=self.listed
                )
                if shown:
                    self.last_gain = number
                self.statements += shown
                self.statements[first:] = retractions.without_history(self.page, parts, self.statements[first:])
            retractions.cast_doubt(self.page, parts, self.statements[first:])
        if self.page.asks[number] and tags & LICENCE_TAGS:
            self.asked = number
        if tags & LICENCE_TAGS:
            self.talk.hear(inside, number)
        if people:
            alike = (
                bool(self.focus)
                and high - low < _SHORT
                and not any(raw.sentence in (number, number - 1) for raw in self.statements)
            )
            self.focus = unique([*self.focus, *people]) if alike else people

    def _turns(self, number: int, inside: list[Hit]) -> list[constructions.Turn]:
        named = [hit for hit in inside if hit.tags & LICENCE_TAGS and constructions.a_licence(self.page.text, hit)]
        # "The general licence permits deliveries": the second word is a verb.
        nouns = {hit.end for hit in named if self.page.text[hit.start : hit.end].lower().endswith(_NOUNS)}
        named = [hit for hit in named if hit.start - 1 not in nouns]
        return constructions.find(self.page, number, named)

    def _clause(
        self, clause: Clause, number: int, inside: list[Hit], previous: list[Entity], *, question: bool, listed: bool
    ) -> list[Entity]:
        """Read one clause; whom it is about, for the next one. `previous` is whom the clause before was about."""
        present = self.page.named_in(clause)
        who = unique([entity for entity in present if not receivers.aside(self.page, entity)])
        said = self.page.said(clause, listed=listed)
        if question and said.status is ClaimStatus.DENIED and not self.asking:
            # "We have none, so how could it cover anybody?": only the last clause asks.
            question = not echoes.before_question(clause, self.page.text)
        opened = self.open
        said, echo = self._heard(clause, number, said, who)
        if question and clause.having("firm", "we", "it"):
            # "Does the company hold one?": nobody stands under that, as under "Who holds one?".
            self.open = opened
        if not who and self._left_open(clause, said):
            who = unnamed.speaker(self.page, clause)
        if who and self._left_open(clause, said) and (self.talk.near(number) or "general" in self.page.tags[number]):
            self._is_silent(clause, number, inside, who)
            return who
        if said.verb is not None and said.status in GAINS:
            left = receivers.excepted(self.page, clause)
            who = receivers.receivers(self.page, clause, [one for one in who if one not in left], said.verb)
            if present and not who:
                if left and not question and (kind := self.talk.meant(clause, number, inside, said.at, row=False)):
                    place = Place(page=self.page, clause=clause, number=number, turns=(), before=self.statements)
                    self._tell_left_out(place, said, kind)
                return unique(present)
        if said.status in _NONE_OF_THEM and not question and self._tell_those_with(clause, number, inside, said):
            return unique(present)
        said, who, inherited = self._about(clause, number, said, who, previous)
        if said.status is None and (single := singly.said(self.page, clause, said, who, self.focus)):
            said, who, inherited = single, who or self.focus, False
        if said.status is None or (self.last_gain >= 0 and ellipsis.refers_back(self.page, clause, said)):
            return who
        own = not inherited or bool(previous and self._goes_on(said))
        if not echo and not self._about_licence(clause, inside, said, listed=listed, inherited=not own):
            return who
        kind = self.talk.meant(clause, number, inside, said.at, row=self.listed)
        if kind is not None and said.status in ENDS and not clause.having("individual"):
            # "Its licence lapsed. Until there is another it applies one by one": that is what follows, not what ended.
            kind = self.talk.kind if kind.kind is LicenceKind.INDIVIDUAL and self.talk.kind is not None else kind
        if kind is not None and said.status in _HOPES and singly.until_then(self.page, clause, number, self.talk, said):
            kind = self.talk.kind
        if kind is not None:
            place = Place(page=self.page, clause=clause, number=number, turns=self.turns, before=self.statements)
            self._tell(place, said, who, kind, question=question, inherited=inherited)
            if said.status in GAINS and not question:
                self._tell_left_out(place, said, kind)
            elif not question and len(who) == 1 and (asked := hedging.asked_beside(clause, self.page.text, said)):
                self._tell(place, asked, who, kind, question=False, inherited=inherited)
        return who

    def _tell_left_out(self, place: Place, said: hedging.Said, kind: Kind) -> None:
        """Of whom it does not hold: "all its customers except X are covered", "every maker but Y has one"."""
        if not place.clause.tags & (LICENCE_TAGS | {"cover"}):
            return
        for entity in receivers.excepted(place.page, place.clause):
            without = replace(said, status=ClaimStatus.DENIED, at=entity.start, doubts=(), verb=None)
            told = of_company(place, entity, without, kind, question=False, inherited=False)
            if told is not None:
                users = bool(place.clause.having("customer", "cover", *SCOPE_TAGS)) and not own_trade(entity)
                out = ClaimStatus.EXCLUDED if users or told.kind is SubjectKind.CUSTOMER else told.status
                role = SubjectKind.CUSTOMER if users else told.kind
                self.statements.append(replace(told, status=out, kind=role))

    def _tell_those_with(self, clause: Clause, number: int, inside: list[Hit], said: hedging.Said) -> bool:
        """Of whom alone it holds: "除A、B外，其他企业均未取得"; whether somebody is told of."""
        left = receivers.excepted(self.page, clause)
        if not left or "general" not in clause.tags or self.page.languages[0] != "zh":
            return False
        kind = self.talk.meant(clause, number, inside, said.at, row=False)
        if kind is None or kind.kind is not LicenceKind.GENERAL:
            return False
        place = Place(page=self.page, clause=clause, number=number, turns=self.turns, before=self.statements)
        for entity in left:
            held = replace(said, status=ClaimStatus.GRANTED, at=entity.start, verb=None, doubts=())
            if told := of_company(place, entity, held, kind, question=False, inherited=False):
                self.statements.append(told)
        return True

    def _heard(self, clause: Clause, number: int, said: hedging.Said, who: list[Entity]) -> tuple[hedging.Said, bool]:
        """What a clause says after those before it, and whether it only echoes one of them."""
        said = echoes.carried(clause, self.page.text, said, self.running)
        if said.status is not None:
            self.running = said.status if not clause.tags & {"expect", "cond"} else ClaimStatus.EXPECTED
            if not who:
                self.open = (said, number)
        if who and self.last is not None and number - self.last[1] <= 1:
            opened = self.open[0] if self.open is not None and number - self.open[1] == 1 else None
            if (echo := echoes.leans(clause, self.page.text, who, self.last[0], opened)) is not None:
                return echo, True
        if said.status is not None or not who:
            return said, False
        if self.last is not None and number - self.last[1] <= 1:
            echo = echoes.of(clause, self.page.text, who, self.last[0])
            if echo is not None:
                return echo, True
        if self.last_gain == number and (none := hedging.denials(clause, self.page.text)):
            return replace(said, status=ClaimStatus.DENIED, at=none[0].start), False
        if any(
            _ELLIPTIC.match(self.page.text, entity.end) and "came" in self.page.text[entity.end : entity.end + 9]
            for entity in who
        ):
            return replace(said, status=ClaimStatus.GRANTED, at=who[0].end), False
        talked = self.talk.kind is not None
        under = rows.listed_under(self.page, clause, who, self.open, number, row=self.listed, talked=talked)
        if under is not None and self.open is not None and number - self.open[1] == 1:
            # The next row stands under the same heading.
            self.open = (self.open[0], number)
        return under or said, False

    def _about(
        self, clause: Clause, number: int, said: hedging.Said, who: list[Entity], previous: list[Entity]
    ) -> tuple[hedging.Said, list[Entity], bool]:
        """Whom a clause is about and what it says of them; the last: whether they are only meant and not named."""
        page, inherited = self.page, False
        if said.status is None and who and not receivers.buyer(who) and self._scope_tells(clause, number):
            said = hedging.Said(status=ClaimStatus.GRANTED, at=who[0].end, hedged="hedge" in clause.tags)
        if clause.relative:
            at = said.at if said.at >= 0 else clause.start
            who = [*unnamed.led_by(page, clause, number, at, who), *who]
        if not who and said.status in GAINS and self.asked == number - 1 and said.at - clause.start <= 3:
            # "A general licence? Got it": the answer is about who was asked.
            who, inherited = unnamed.host(page, self.focus), True
            said = replace(said, again=False, verb=None)
        elif not who and said.status is not None:
            who, inherited = unnamed.meant(page, clause, previous, self.focus, said.at)
            if not who and (asking := self._asked_before(clause, number, said)):
                who, inherited = asking, True
            elif not who and said.status in GAINS and (one := described.meant(page, clause, said.at)):
                who, inherited = one, True
            if inherited and unnamed.far(page, clause, who, number):
                said = replace(said, doubts=(*said.doubts, Reason.FAR))
        elif who and (user := unnamed.user(page, clause, who, previous if len(previous) == 1 else self.focus)):
            who = [*who, user]
        if said.status is None and not who and possession.called_own(page, clause):
            who, inherited = previous or unnamed.host(page, self.focus), True
            said = replace(said, status=ClaimStatus.GRANTED, at=clause.having("general")[0].start)
        if said.status is None and not clause.tags & {"neg", "cond", "deny", "rumour", "apply", "expect"}:
            holders = [entity for entity in who if possession.of(page, entity, clause)]
            if holders:
                said, who = replace(said, status=ClaimStatus.GRANTED, at=holders[0].end), holders
        return said, who, inherited

    def _asked_before(self, clause: Clause, number: int, said: hedging.Said) -> list[Entity]:
        """Who applied in the sentence before, where this one says without a name that it came or was refused."""
        refused = said.status is ClaimStatus.DENIED and bool(clause.having("apply") and clause.having("refuse"))
        came = said.status in GAINS and self.page.languages[0] == "zh"
        if self.last is None or not (came or refused):
            return []
        before, at = self.last
        if before.status is not ClaimStatus.APPLIED or number - at != 1 or self.page.people[number]:
            return []
        if clause.having("group", "customer", "supplier", "goods") or len(self.focus) != 1:
            return []
        return self.focus if refused or _IT_CAME.search(self.page.text, clause.start, clause.end) else []

    def _tell(
        self, place: Place, said: hedging.Said, who: list[Entity], kind: Kind, *, question: bool, inherited: bool
    ) -> None:
        """Keep what a clause says of each company it is about, or of a group where it names none."""
        if not who:
            if not question and (group := of_group(place, said, kind)):
                self.groups.append(group)
            return
        if said.status in GAINS:
            self.last_gain = place.number
        self.last = (said, place.number)
        spared = receivers.all_but(self.page, place.clause, place.number) if said.status is ClaimStatus.DENIED else []
        keys = {one.key for one in spared}
        for entity in (*(one for one in who if one.key not in keys), *unique(spared)):
            own = replace(said, status=ClaimStatus.GRANTED, verb=None) if entity.key in keys else said
            named = licences.own_kind(place.clause, entity.end, [one.start for one in who]) or kind
            told = of_company(place, entity, own, named, question=question, inherited=inherited)
            if told is not None:
                self.statements.append(told)

    @staticmethod
    def _left_open(clause: Clause, said: hedging.Said) -> bool:
        """Whether a clause only says that somebody would not tell, or asks in passing whether it is so."""
        if said.status is None:
            return bool(clause.tags & {"silent", "whether"})
        asked = clause.having("whether")
        return bool(asked) and said.status is ClaimStatus.EXPECTED and asked[0].start < said.at + 4

    def _is_silent(self, clause: Clause, number: int, inside: list[Hit], who: list[Entity]) -> None:
        at = clause.having("silent", "whether")[0].start
        kind = self.talk.meant(clause, number, inside, at, row=self.listed)
        if kind is None:
            return
        place = Place(page=self.page, clause=clause, number=number, turns=(), before=self.statements)
        said = hedging.Said(status=ClaimStatus.NOT_CONFIRMED, at=at)
        for entity in who:
            told = of_company(place, entity, said, kind, question=False, inherited=True)
            if told is not None and whether_covered(clause) and receivers.buyer([entity]):
                self.statements.append(told)
            elif told is not None:
                self.silent.append(told)

    def _scope_tells(self, clause: Clause, number: int) -> bool:
        """A scope is only stated of a licence that exists: "X's cover nearly all of its customers"."""
        return bool(clause.tags & SCOPE_TAGS) and self.talk.near(number) and "neg" not in clause.tags

    def _goes_on(self, said: hedging.Said) -> bool:
        """Chinese leaves out a subject that stays the same: "X曾持有许可，去年底已被吊销"."""
        return self.page.languages[0] == "zh" and said.status in ENDS

    def _about_licence(
        self, clause: Clause, inside: list[Hit], said: hedging.Said, *, listed: bool, inherited: bool
    ) -> bool:
        if said.again or (said.status is ClaimStatus.DENIED and self.last_gain == self.number):
            return True
        if rows.labelled(self.page, clause):
            return True
        talked = self.talk.kind is not None
        if talked and any(_ELLIPTIC.match(self.page.text, one.end) for one in self.page.named_in(clause)):
            return True
        if (
            said.status in GAINS
            and talked
            and self.talk.near(self.number)
            and rows.goes_to(self.page.text, clause.start)
        ):
            return True
        if self.listed and (talked or rows.names_general(self.page, clause.start, clause.end)):
            return True
        if licences.speaks_of_licence(clause):
            return True
        if said.status in _HOPES and clause.having("cover") and clause.having("it", "firm"):
            # "Y asked to be named on it."
            return talked or any(hit.tags & LICENCE_TAGS for hit in inside if hit.start < clause.start)
        if said.status in GAINS and self.number - self.talk.at <= 1 and ellipsis.bare(self.page, clause, said):
            return talked
        scoped = bool(clause.tags & SCOPE_TAGS)
        if said.status in GAINS:
            named = any(hit.tags & LICENCE_TAGS for hit in inside)
            return (said.strong or listed or scoped) and (named or talked or scoped)
        ended = clause.having("exclude", "revoke", "suspend", "expire", "refuse")
        if any(_LICENCE_WORD.search(self.page.text[hit.start : hit.end]) for hit in clause.having("lacks")):
            return True
        told = not inherited or bool(clause.having("firm", "we", "it"))
        return bool(ended) and told and (talked or any(hit.tags & LICENCE_TAGS for hit in inside))
