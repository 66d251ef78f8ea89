"""What one clause says of one company, or of those it does not name: the statement or claim that makes."""

import re

from jobs.extract.certainty import attribution, hedging
from jobs.extract.licence import materials
from jobs.extract.licence.licences import Kind
from jobs.extract.names.subjects import Entity, own_trade
from jobs.extract.reasons import OPEN, Reason
from jobs.extract.statements import possession, presuppositions, roles
from jobs.extract.statements.constructions import Turn
from jobs.extract.statements.page import Page
from jobs.extract.statements.statement import Place, Statement, paired
from jobs.extract.text.cues import LICENCE_TAGS, Hit
from jobs.extract.text.phrases import Phrase
from jobs.extract.text.sentences import Clause
from storage.domain.claim import ENDS, GAINS, Claim, ClaimStatus, SubjectKind
from storage.domain.licence import LicenceKind, Role

_MAKERS = Phrase("telling", "makers")
_LISTS = Phrase("telling", "lists")
_SMCO = Phrase("telling", "smco")


def of_company(
    place: Place, entity: Entity, said: hedging.Said, kind: Kind, *, question: bool, inherited: bool
) -> Statement | None:
    """What a clause that says `said` of licences of a `kind` says of one of its companies; None where nothing."""
    page, clause = place.page, place.clause
    holder = not inherited and (
        possession.of(page, entity, clause)
        or (said.status is ClaimStatus.EXCLUDED and own_trade(entity) and possession.called_own(page, clause))
    )
    role = roles.of(place, entity, holder=holder)
    if role is not SubjectKind.CUSTOMER and _only_supplies(page, clause, said):
        return None
    status: ClaimStatus | None = _status(place, entity, said, role, holder=holder)
    if question:
        asked = status in GAINS and kind.kind is LicenceKind.GENERAL
        status = ClaimStatus.NOT_CONFIRMED if asked else None
    else:
        status = _ended(place, status, role, inherited=inherited)
    if status is None:
        return None
    shown, settled = _shown(place, entity, role)
    doubts = list(said.doubts)
    if status in GAINS:
        doubts = [doubt for doubt in doubts if doubt not in settled]
        by_grammar = shown if role is SubjectKind.CUSTOMER else holder or Reason.NEGATION in settled
        doubts += _doubts(place, entity, said, role, by_grammar=by_grammar)
    if not kind.plain and kind.why:
        doubts.append(kind.why)
    return Statement(
        entity=entity,
        kind=role,
        status=status,
        licence=kind,
        sentence=place.number,
        at=said.at,
        doubts=doubts,
        hedged=said.hedged,
        inherited=inherited,
        question=question,
        again=said.again,
        materials=materials.of(list(clause.hits), page.text),
        shown=shown,
        direct=not inherited and _direct(page, clause, entity, said),
        paired=shown and paired(place.turns, entity),
    )


def _ended(place: Place, status: ClaimStatus | None, role: SubjectKind, *, inherited: bool) -> ClaimStatus | None:
    """The status where a buyer's being covered has come to an end; None where that tells nothing of the company."""
    clause = place.clause
    if role is not SubjectKind.CUSTOMER:
        return None if status is ClaimStatus.EXCLUDED and inherited else status
    if status in GAINS and _COVERED_UNTIL.search(place.page.text, clause.start, clause.end + 9):
        status = ClaimStatus.EXPIRED
    if status in ENDS:
        return None if inherited else ClaimStatus.EXCLUDED
    return status


def _doubts(place: Place, entity: Entity, said: hedging.Said, role: SubjectKind, *, by_grammar: bool) -> list[Reason]:
    """What leaves a gain open whose company is not plainly the one that has it; `by_grammar`: the grammar shows it to be."""
    page, clause = place.page, place.clause
    doubts: list[Reason] = []
    if role is not SubjectKind.CUSTOMER:
        if not by_grammar and _only_lists(page, said):
            doubts.append(Reason.ON_A_LIST)
            if said.verb is not None and entity.start > said.verb.start:
                # "The report lists X": who stands on it, somebody else decides.
                doubts.append(Reason.OPINION)
        return doubts
    if _named_with_reserve(place, entity):
        doubts.append(Reason.NO_FACT if page.text[entity.start : entity.start + 1] > "\u2e7f" else Reason.AROUND)
    if by_grammar:
        return doubts
    if _only_ships_to(page, clause, entity, said):
        doubts.append(Reason.ANOTHER)
    elif _of_a_maker(page, clause, entity, said):
        doubts.append(Reason.NO_FACT if _WOULD.match(page.text, entity.end) else Reason.AROUND)
    return doubts


_NAMES_USERS = Phrase("telling", "names_users", capitals=True)


def _only_ships_to(page: Page, clause: Clause, entity: Entity, said: hedging.Said) -> bool:
    """Whether a Chinese clause tells of a maker's licence, and only further on of a buyer: "……，收货方是X"."""
    verb = said.verb
    if verb is None or "cover" in verb.tags or entity.start < verb.end or page.text[verb.start] < "\u2e80":
        return False
    if any(hit.start > verb.end for hit in clause.having("cover")):
        return False
    comma = max(page.text.rfind(mark, verb.end, entity.start) for mark in "，,")
    return comma > verb.end and _NAMES_USERS.search(page.text, comma, entity.start) is None


_COVERED_UNTIL = Phrase("telling", "covered_until", capitals=True)


_WOULD = Phrase("telling", "would", capitals=True)


def _of_a_maker(page: Page, clause: Clause, entity: Entity, said: hedging.Said) -> bool:
    """Whether a clause only tells of a maker's licence and names a buyer as well: "Y shares a bank with X, the holder"."""
    if said.verb is None or page.text[said.verb.start] > "\u2e7f" or clause.having("cover", "supplier"):
        return False
    return any(one.key != entity.key and (own_trade(one) or _exports(one)) for one in page.named_in(clause))


def _named_with_reserve(place: Place, entity: Entity) -> bool:
    """Whether every turn that names a company as a user says so with a reserve: "is negotiating to add X to it"."""
    those = [turn for turn in place.turns if any(entity.key == one.key for one in turn.buyers)]
    return bool(those) and all(
        presuppositions.polarity(place.clause, place.page.text, turn)[1] is None for turn in those
    )


def _exports(one: Entity) -> bool:
    return one.role is Role.EXPORTER or (one.company is not None and Role.EXPORTER in one.company.roles)


def _served(place: Place, entity: Entity) -> bool:
    """Whether goods are to come to the company, or from it, under a licence that is there."""
    return any(
        any(entity.key == one.key for one in (*turn.buyers, *turn.holders))
        and presuppositions.served(place.clause, place.page.text, turn)
        and presuppositions.polarity(place.clause, place.page.text, turn)[1] is not None
        for turn in place.turns
    )


def whether_covered(clause: Clause) -> bool:
    """Whether a clause leaves open if somebody is named on a licence: "would not say whether X is on the list"."""
    asked = clause.having("whether")
    return bool(asked) and any(hit.start > asked[0].start for hit in clause.having("cover"))


#: Between a subject and its verb: what says when, how and that it speaks of itself.
_UP_TO_VERB = re.compile(
    r"(?:[,]? (?:(?:said|says|confirmed|announced|disclosed|reported|stated)(?: (?:on|last|this|late|early|earlier)? ?\w+day)?(?: that)? (?:it|the company|the firm|the group)"
    r"|has|have|had|is|was|been|now|also|already|since|recently|finally|then|both|itself|(?:on|in) \w+|last \w+|yesterday|today))* ",
    re.IGNORECASE,
)
_UP_TO_LICENCE = re.compile(
    r" ?(?:(?:an?|the|its|such an?|one of the|China['’]s|Chinese|new|first|own|so called|coveted|long-awaited|one-year|year-long|Beijing['’]s) ?)*[\"“‘']?",
    re.IGNORECASE,
)
_UP_TO_VERB_HAN = re.compile(
    r"(?:公司|企业|企業|股份|集团|集團|(?:[（(][^（）()]{1,24}[）)])|日前|近日|近期|今日|昨日|今天|昨天|刚刚|剛剛|[上本这這]个?個?[周週月]|去年|今年|已经|已經|已|现已|現已|现|現|正式|成功|顺利|順利|终于|終於|"
    r"率先|如期|也|均|都|双双|雙雙|公告|称|稱|宣布|表示|确认|確認|披露|透露|回复|回覆|其|旗下|产品|產品|钕铁硼|釹鐵硼|钐钴|釤鈷|永磁|[\d年月日号號底初上中下旬于於在，,：:]{1,12}){0,9}"
)
_UP_TO_LICENCE_HAN = re.compile(
    r"(?:了|中华人民共和国|中華人民共和國|国家|國家|商务部|商務部|主管部门|主管部門|有关部门|有關部門|颁发|頒發|核发|核發|签发|簽發|下发|下發|批准|批复|批覆|批出|发放|發放|发出|發出|授予|的|《|“|「|"
    r"稀土|永磁|磁体|磁體|磁材|磁铁|磁鐵|磁性|材料|产品|產品|钕铁硼|釹鐵硼|钐钴|釤鈷|烧结|燒結|出口|首张|首張|首份|新的?|一年期?|为期|為期|有效期|两用物项|兩用物項|和技术|及相关|[（(][^（）()]{1,12}[）)]|[一首第][张張份批]|相关|相關)*"
)


def _direct(page: Page, clause: Clause, entity: Entity, said: hedging.Said) -> bool:
    """Whether nothing stands between a company, the verb of getting and the licence but what belongs to them."""
    verb = said.verb
    licence = next((hit for hit in clause.having("general") if verb is not None and hit.start >= verb.end), None)
    if verb is None or licence is None or entity.end > verb.start:
        return False
    han = page.text[verb.start] > "\u2e7f"
    first, then = (_UP_TO_VERB_HAN, _UP_TO_LICENCE_HAN) if han else (_UP_TO_VERB, _UP_TO_LICENCE)
    return bool(
        first.fullmatch(page.text, entity.end, verb.start) and then.fullmatch(page.text, verb.end, licence.start)
    )


def _only_lists(page: Page, said: hedging.Said) -> bool:
    """Whether the deciding word only puts somebody on a list."""
    verb = said.verb
    return (
        verb is not None
        and not verb.tags & {"get", "give", "renew"}
        and _LISTS.match(page.text, verb.start) is not None
    )


def _only_supplies(page: Page, clause: Clause, said: hedging.Said) -> bool:
    """Whether a Chinese clause without a word for a licence only says that somebody supplies goods."""
    verb = said.verb
    return verb is not None and page.text[verb.start : verb.end] in ("供货", "供貨") and not clause.tags & LICENCE_TAGS


def _status(place: Place, entity: Entity, said: hedging.Said, role: SubjectKind, *, holder: bool) -> ClaimStatus:
    """What becomes of a company where the clause says `said`, by its part and by the turns of phrase it stands in."""
    status = _by_part(place.clause, entity, said, role, holder=holder)
    if role is SubjectKind.CUSTOMER and status is ClaimStatus.EXPECTED and whether_covered(place.clause):
        status = ClaimStatus.NOT_CONFIRMED
    if status is ClaimStatus.EXPECTED and _served(place, entity):
        status = ClaimStatus.COVERED if role is SubjectKind.CUSTOMER else ClaimStatus.GRANTED
    return status


def _by_part(clause: Clause, entity: Entity, said: hedging.Said, role: SubjectKind, *, holder: bool) -> ClaimStatus:
    """The status by a company's part alone: a buyer is covered where an exporter is granted."""
    status = said.status
    assert status is not None
    if role is SubjectKind.CUSTOMER:
        if status is ClaimStatus.DENIED and (clause.having("cover", "exclude") or not clause.having("refuse", "deny")):
            # A buyer holds no licence that could be lacking: it is left out of its supplier's.
            return ClaimStatus.EXCLUDED
        return ClaimStatus.COVERED if status in (ClaimStatus.GRANTED, ClaimStatus.RENEWED) else status
    hoped = status in (ClaimStatus.EXPECTED, ClaimStatus.NOT_CONFIRMED, ClaimStatus.APPLIED)
    added = hoped and said.at < entity.start and bool(clause.having("cover"))
    if holder and (status is ClaimStatus.EXCLUDED or added):
        # Somebody is left out of X's licence, or hopes to be added to it: then X has one.
        return ClaimStatus.GRANTED
    return ClaimStatus.GRANTED if status is ClaimStatus.COVERED else status


def _shown(place: Place, entity: Entity, role: SubjectKind) -> tuple[bool, frozenset[Reason]]:
    """Whether a turn of phrase makes the company what it is said to be, and the doubts that it settles."""
    shown, settled = False, frozenset[Reason]()
    for turn in place.turns:
        if any(entity.key == one.key for one in (turn.buyers if role is SubjectKind.CUSTOMER else turn.holders)):
            shown = shown or turn.plain
            gained = presuppositions.polarity(place.clause, place.page.text, turn)[role is SubjectKind.CUSTOMER]
            held = place.clause.holds(turn.licence) or _told_before(place, turn)
            if gained is not None and not gained.doubts and held:
                settled |= OPEN if turn.wide else frozenset(Reason)
    return shown, settled


def _told_before(place: Place, turn: Turn) -> bool:
    """Whether a turn names its holders in the clause behind the one of its licence: "发出许可，包括A、B"."""
    if not turn.start < place.clause.start < turn.end or turn.buyers:
        return False
    first = next((one for one in place.page.clauses(place.number) if one.holds(turn.licence)), None)
    held = presuppositions.polarity(first, place.page.text, turn)[0] if first is not None else None
    return held is not None and not held.doubts


def of_group(place: Place, said: hedging.Said, kind: Kind) -> Claim | None:
    """What a clause says of those it does not name: "three makers", "neodymium magnet producers"."""
    page, clause, number = place.page, place.clause, place.number
    groups = clause.having("group") or _makers_of(page, clause)
    if not groups or said.status is None:
        return None
    name = page.text[groups[0].start : groups[0].end]
    inside = page.inside[number]
    return Claim(
        subject=name,
        kind=SubjectKind.GROUP,
        licence=kind.kind,
        status=said.status,
        quote=page.quote(number, groups[0].start),
        materials=materials.of(inside, page.text) or (("SmCo",) if _SMCO.search(name) else ()),
        attribution=attribution.source(inside, own=False),
        outlet=page.outlet(number),
        hedged=said.hedged,
    )


def _makers_of(page: Page, clause: Clause) -> list[Hit]:
    """Makers named by what they make: a material, perhaps its abbreviation in brackets, and a noun of trade."""
    found = []
    for hit in clause.having("SmCo", "NdFeB"):
        if trade := _MAKERS.match(page.text, hit.end, clause.end):
            found.append(Hit(hit.start, trade.end(), frozenset(("group",))))
    return found
