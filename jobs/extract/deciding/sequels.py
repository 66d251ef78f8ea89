"""Who is told as a user of a general licence by a sentence that only goes on about it: "It spans three. They are ...".

Where a text has told plainly that somebody holds a general licence, the next sentences may name its users without
naming it again. Their turns of phrase stand in the cue tables under [sequel], written like those of [construction];
words that stand for the licence ("under it", "the list") are read there as the licence. `opened` counts only behind
a sentence that speaks of users, `answer` behind a question who they are, `echo` behind one that names a user.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache

from jobs.extract.deciding.known import Known
from jobs.extract.deciding.overlooked import NOT_PLAIN, makes
from jobs.extract.deciding.protagonists import UNTIL_WHEN as _UNTIL_WHEN
from jobs.extract.names.subjects import Entity
from jobs.extract.reasons import OPEN, Reason
from jobs.extract.statements import constructions, receivers
from jobs.extract.statements.constructions import Turn
from jobs.extract.statements.page import Page
from jobs.extract.statements.statement import Statement, without_reserve
from jobs.extract.text.cues import LICENCE_TAGS, Hit
from jobs.extract.text.expressions import Lists, either
from jobs.extract.text.phrases import Phrase
from storage.domain.claim import GAINS, SubjectKind
from storage.domain.licence import LicenceKind, Role

#: How many sentences behind a licence its users may still be told without naming it.
_REACH = 3
#: Where one of these stands between, the text has gone on to something else.
_BREAKS = frozenset(("goods", "issuer", "revoke", "suspend", "expire", "rumour"))
_SPARED = Lists("users", ["spared"])
#: Words of a turn that leave open whether those named are users, or say that they are somebody else.
_NOT_THEM = Lists("users", ["not_them"])
_OPENS = Lists("users", ["opens_list"])
_WHO = Lists("users", ["who_is_on_it"])
_NOUN_BEHIND = Phrase("sequels", "noun_behind", capitals=True)
#: Turns that may name a place as well: a name of one word that nothing shows to be a company's is none there.
_TO_PLACES = frozenset(("sent",))
#: What has come to an end where somebody is relieved of it.
_ASKING = re.compile(r"\b(?:appl|wait|ask|fil|request)\w*", re.IGNORECASE)
_CUSTOMERS = frozenset((Role.CUSTOMER,))


def found(known: Known) -> list[Statement]:
    """Users told behind a general licence. Takes out of `statements` what mistook them for holders."""
    page, statements = known.page, known.statements
    held = {raw.sentence for raw in statements if _holds(raw)} | set(_suppliers(page))
    if not held:
        return []
    told = {
        raw.entity.key for raw in statements if raw.status in GAINS and raw.kind is SubjectKind.CUSTOMER and raw.shown
    }
    users = {raw.sentence for raw in statements if raw.status in GAINS and raw.kind is SubjectKind.CUSTOMER}
    out: list[Statement] = []
    for number in range(min(held), len(page.spans)):
        if not page.people[number] or page.asks[number] or not _goes_on(page, number, held):
            continue
        if all(one.key in told or not _may_use(one) for one in page.people[number]):
            continue
        here = number in held and "general" in page.tags[number]
        for one, at in _users(page, number, held=here, told_before=number - 1 in users):
            if one.key in told or _lost(statements, one, number):
                continue
            told.add(one.key)
            users.add(number)
            user = one if one.company and one.company.roles else replace(one, role=Role.CUSTOMER)
            statement = without_reserve(page, user, SubjectKind.CUSTOMER, number, at)
            # "Ford gains", "its largest customer is X" may be of anything: what only goes on about a licence is asked.
            out.append(replace(statement, shown=True, paired=True, doubts=[Reason.BESIDE]))
    _put_right(statements, out)
    return out


def _holds(raw: Statement) -> bool:
    """Whether a statement plainly tells of a general licence that somebody has."""
    return (
        raw.status in GAINS
        and raw.licence.kind is LicenceKind.GENERAL
        and raw.licence.ours
        and not raw.question
        and not raw.hedged
        and OPEN.issuperset(raw.doubts)
    )


def _suppliers(page: Page) -> Iterator[int]:
    """The sentences that plainly tell of a general licence of a supplier without a name."""
    for number, tags in enumerate(page.tags):
        if not tags >= {"general", "supplier"} or page.asks[number] or tags & _BREAKS:
            continue
        for clause in page.clauses(number):
            if clause.tags >= {"general", "supplier"} and not clause.tags & NOT_PLAIN:
                said = page.said(clause)
                if said.status in GAINS and not said.doubts:
                    yield number
                    break


def _goes_on(page: Page, number: int, held: set[int]) -> bool:
    """Whether a sentence may go on about a licence told of in it or shortly before."""
    for back in range(min(_REACH, number) + 1):
        here = page.tags[number - back]
        if number - back in held:
            return True
        if here & _BREAKS or (back and "individual" in here and not _spares(page, number - back)):
            return False
        if "general" in here and here & NOT_PLAIN:
            return False
    return False


def _spares(page: Page, number: int) -> bool:
    return _SPARED.search(page.text, *page.spans[number]) is not None


def _lost(statements: Sequence[Statement], one: Entity, number: int) -> bool:
    """Whether the text says of a company that it is left out, waits or asks."""
    return any(
        raw.entity.key == one.key and raw.status not in GAINS and (raw.sentence == number or not raw.inherited)
        for raw in statements
    )


def _put_right(statements: list[Statement], users: Sequence[Statement]) -> None:
    """Drop what was taken for the licence of a company that has turned out to be a user in that sentence."""
    meant = {(one.entity.key, one.sentence) for one in users}
    statements[:] = [
        raw
        for raw in statements
        if raw.shown or raw.kind is SubjectKind.CUSTOMER or (raw.entity.key, raw.sentence) not in meant
    ]


def _users(page: Page, number: int, *, held: bool, told_before: bool) -> Iterator[tuple[Entity, int]]:
    """Those whom a sentence tells as users, and where; `held`: it is the one that tells of the licence."""
    low, high = page.spans[number]
    licences = _licences(page, number)
    opened = number > 0 and _opened(page, number - 1)
    asked = number > 0 and page.asks[number - 1] and _WHO.search(page.text, *page.spans[number - 1]) is not None
    turns: list[Turn] = []
    if not held and any(hit.tags == {"same"} for hit in licences):
        turns += constructions.find(page, number, licences)
    turns += constructions.find(page, number, licences, section="sequel")
    first = min((hit.end for hit in licences if "general" in hit.tags), default=high)
    for turn in turns:
        if not turn.buyers or (held and turn.start < first):
            continue
        if turn.name == "opened" and not opened and not (held and _OPENS.search(page.text, low, turn.start)):
            continue
        if (turn.name == "answer" and not asked) or (turn.name == "echo" and not told_before):
            continue
        if _plain(page, number, turn):
            told_before = True
            for one in turn.buyers:
                sure = one.plain or " " in one.name or (turn.name not in _TO_PLACES and not _goes_on_as_noun(page, one))
                if sure and _may_use(one) and not receivers.aside(page, one):
                    yield one, turn.start


def _goes_on_as_noun(page: Page, one: Entity) -> bool:
    """Whether a single word that could be a place has a noun behind it: "Borealis Marine, Tromsø yard"."""
    return _NOUN_BEHIND.match(page.text, one.end) is not None


def _opened(page: Page, number: int) -> bool:
    """Whether a sentence plainly says that a licence has users, whom the next one may name."""
    if not _OPENS.search(page.text, *page.spans[number]) or page.asks[number]:
        return False
    text = _SPARED.whole.sub(" ", page.text[slice(*page.spans[number])])
    return _NOT_THEM.whole.search(text) is None


@cache
def _same() -> re.Pattern[str]:
    """Words that stand for the licence just spoken of, or for its list of users."""
    return re.compile(either("joints", "same_one") or "(?!)")


@cache
def _handles() -> re.Pattern[str]:
    """Words of handling papers, which ask for nothing by themselves."""
    return re.compile(either("joints", "handles") or "(?!)")


def _licences(page: Page, number: int) -> list[Hit]:
    low, high = page.spans[number]
    named = [hit for hit in page.inside[number] if hit.tags & LICENCE_TAGS and constructions.a_licence(page.text, hit)]
    taken = {place for hit in named for place in range(hit.start, hit.end)}
    same = [Hit(match.start(), match.end(), frozenset(("same",))) for match in _same().finditer(page.text, low, high)]
    return sorted([*named, *(hit for hit in same if hit.start not in taken and hit.end - 1 not in taken)])


def _plain(page: Page, number: int, turn: Turn) -> bool:
    """Whether a turn says without reserve what it says, and of those it names."""
    told = _SPARED.whole.sub(" ", turn.between)
    relieved = turn.name == "relieved"
    if _NOT_THEM.whole.search(_ASKING.sub(" ", told) if relieved else told):
        return False
    settled = NOT_PLAIN - {"apply"} if relieved else NOT_PLAIN | {"individual"}
    for clause in page.clauses(number):
        if clause.end <= turn.start or clause.start >= turn.end:
            continue
        spared = [match.span() for match in _SPARED.finditer(page.text, clause.start, clause.end)]
        for hit in clause.hits:
            if not hit.tags & settled or any(start < hit.end and hit.start < end for start, end in spared):
                continue
            if "apply" in hit.tags and _handles().match(page.text, hit.start):
                continue
            if "individual" in hit.tags and any(end <= hit.start for _, end in spared):
                continue
            if not _UNTIL_WHEN.match(page.text, hit.start):
                return False
    return True


def _may_use(one: Entity) -> bool:
    """Whether a company may be a user: it is no maker of magnets and none of China's."""
    roles = one.company.roles if one.company else frozenset()
    return (
        len(one.name) > 2
        and not makes(one)
        and not one.home
        and roles <= _CUSTOMERS
        and one.role in (None, Role.CUSTOMER)
    )
