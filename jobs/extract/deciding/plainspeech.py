"""Who has a general licence by a plain turn of phrase where no statement was read.

The turns stand in the cue tables as `told` ([construction]): each is looked for of a name and of a word that stands for
one ("it", "the Ningbo firm"). They count where nothing around them takes back, puts off or leaves open what they tell,
and only of makers of magnets.
"""

from collections.abc import Iterator
from dataclasses import replace

from jobs.extract.deciding.known import Known
from jobs.extract.deciding.overlooked import makes
from jobs.extract.licence import licences
from jobs.extract.names.subjects import Entity, unique
from jobs.extract.statements import constructions, receivers
from jobs.extract.statements.constructions import Turn
from jobs.extract.statements.page import Page
from jobs.extract.statements.statement import Statement, without_reserve
from jobs.extract.text.cues import LICENCE_TAGS, Hit, within
from jobs.extract.text.expressions import Lists
from jobs.extract.text.sentences import Clause
from storage.domain.claim import ClaimStatus, SubjectKind

#: Where one of these stands in a sentence, nothing in it is plain; the second only within its own clause.
_OPEN = frozenset(
    ("deny", "rumour", "unconfirmed", "whether", "cond", "opinion", "hedge", "issuer", "goods", "refuse", "revoke",
     "suspend", "expire")
)  # fmt: skip
_NOT_HERE = frozenset(("neg", "lacks", "apply", "expect", "exclude", "silent", "past"))
#: What a company only asks for or looks forward to may have come since.
_MAY_HAVE_COME = frozenset((ClaimStatus.APPLIED, ClaimStatus.EXPECTED))
#: How many sentences back a word that stands for a name may have been named, and a kind of licence.
_BACK, _KIND_BACK = 3, 2
#: What is neither got nor there, and somebody else who may be the one that has it.
_UNREAL = Lists("plain", ["unreal"])
_OTHERS = Lists("plain", ["another"])
#: "Freed from case-by-case filing": single licences that the general one has taken the place of.
_RELEASED = Lists("plain", ["released"])
#: "Until May", "at once": a word of condition that is none.
_DATED = Lists("plain", ["dated"])
#: "The permit", "such a licence": the one that was spoken of.
_SPOKEN_OF = Lists("plain", ["spoken_of"])
#: How far before a licence such a word stands, in characters.
_BEFORE = 30


def found(known: Known) -> list[Statement]:
    """Holders of whom no gain and nothing to the contrary was read yet."""
    page = known.page
    settled: dict[str, int] = {}
    for raw in (*known.statements, *known.plain):
        last = raw.sentence if raw.status in _MAY_HAVE_COME else len(page.spans)
        settled[raw.entity.key] = max(settled.get(raw.entity.key, -1), last)
    out: list[Statement] = []
    makers = {one.key for one in (*page.entities, *page.headline) if makes(one)}
    for number, tags in enumerate(page.tags):
        new = {key for key in makers if settled.get(key, -1) < number}
        if not new:
            return out
        if tags.isdisjoint(LICENCE_TAGS) or page.asks[number] or _left_open(page, number):
            continue
        for entity, turn in _told(page, number, of_names=any(one.key in new for one in page.people[number])):
            if number > settled.get(entity.key, -1):
                settled[entity.key] = len(page.spans)
                out.append(without_reserve(page, entity, SubjectKind.EXPORTER, number, turn.licence))
    return out


def _left_open(page: Page, number: int) -> bool:
    """Whether a sentence denies, doubts or supposes something: a date ("good until May") is no condition."""
    return not page.tags[number].isdisjoint(_OPEN) and any(
        not hit.tags.isdisjoint(_OPEN) and _DATED.match(page.text, hit.start) is None for hit in page.inside[number]
    )


def _told(page: Page, number: int, *, of_names: bool) -> Iterator[tuple[Entity, Turn]]:
    """Whom the turns of one sentence tell of; unless `of_names`, only those for whom a word stands."""
    inside = page.inside[number]
    named = [hit for hit in inside if hit.tags & LICENCE_TAGS and constructions.a_licence(page.text, hit)]
    plain = {hit.start: clause for hit in _generals(page, number, named) if (clause := _clause(page, number, hit))}
    if not plain or licences.foreign(inside) or page.granted_abroad(number):
        return
    if licences.for_something_else(inside, page.text):
        return
    for turn in constructions.find(page, number, named, told=True, of_names=of_names):
        if turn.licence not in plain or not _plain(page, plain[turn.licence], turn):
            continue
        holders = _stood_for(page, number, turn) if turn.stands else list(turn.holders)
        for entity in holders:
            if makes(entity) and (turn.stands or not receivers.aside(page, entity)):
                yield entity, turn


def _clause(page: Page, number: int, licence: Hit) -> Clause | None:
    """The clause of a licence, where it takes nothing back."""
    clause = next((one for one in page.clauses(number) if one.holds(licence.start)), None)
    return clause if clause is not None and clause.tags.isdisjoint(_NOT_HERE) else None


def _plain(page: Page, clause: Clause, turn: Turn) -> bool:
    """Whether a turn takes nothing back, and speaks, like the clause of its licence, of what is real and of nobody else."""
    if any(not hit.tags.isdisjoint(_NOT_HERE) for hit in within(page.hits, turn.start, turn.end)):
        return False
    first, last = min(clause.start, turn.start), max(clause.end, turn.end)
    return _OTHERS.search(page.text, turn.start, turn.end) is None and _UNREAL.search(page.text, first, last) is None


def _generals(page: Page, number: int, named: list[Hit]) -> list[Hit]:
    """Those of a sentence's licences that are general ones by their name, or the one just spoken of by such a name."""
    low, _ = page.spans[number]
    single = [one for one in page.inside[number] if "individual" in one.tags]
    if any(not _RELEASED.search(page.text, max(low, one.start - _BEFORE), one.start) for one in single):
        return []
    return [hit for hit in named if "general" in hit.tags or _spoken_of(page, number, hit)]


def _spoken_of(page: Page, number: int, licence: Hit) -> bool:
    """Whether a licence is the general one that was spoken of last."""
    low, _ = page.spans[number]
    if "theirs" not in licence.tags and not _SPOKEN_OF.search(
        page.text, max(low, licence.start - _BEFORE), licence.start
    ):
        return False
    for place in range(number, max(-1, number - _KIND_BACK - 1), -1):
        tags = page.tags[place]
        if "individual" in tags:
            return False
        if "general" in tags:
            return not licences.foreign(page.inside[place])
    return page.headline_general and number <= _KIND_BACK


def _stood_for(page: Page, number: int, turn: Turn) -> list[Entity]:
    """The one maker that a word like "it" can mean: the only company named before it, here or where one was last."""
    low, _ = page.spans[number]
    for place in range(number, max(-1, number - _BACK - 1), -1):
        first, last = page.spans[place]
        if people := list(page.entities_in(first, turn.start if place == number else last)):
            meant = unique([one for one in people if not receivers.aside(page, one)])
            return [replace(one, start=low, end=low) for one in meant] if len(unique(people)) == 1 else []
    titled = unique(page.headline)
    return [replace(titled[0], start=low, end=low)] if len(titled) == 1 and number <= _KIND_BACK else []
