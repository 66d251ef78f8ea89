"""What the rest of a text does to a gain that one sentence tells plainly: who says otherwise, about which paper.

The words stand in the cue tables under [spoiler], as expressions. The whole text is something else than a report:
`unreal` (wherever it stands), `unreal_title` (in the title), `unreal_start` (at the head of a sentence: what follows
in its paragraph is supposed), `old_title` and `old_start` (it tells of former years). The paper is another one:
`forged`, `otherwise` (no general licence of China's for magnets), `elsewhere` (somebody else's), `over` (returned, sold
or ended), `nominal` (without effect), `proposed` (its list is one of candidates). The report is taken back: `unsaid`,
and `turn` where the next sentence turns on it ("or so he thought", "on closer inspection"). The clause itself says
`nearly`.

`upheld` takes any of them back ("it is genuine", "the complaint was dismissed"); `proved` does so whatever was doubted,
and where no more than a detail is put right.

A spoiler bears on a gain where it stands in its sentence or soon after, or right before, and names nobody else alone.
"""

import re
from functools import cache
from typing import NamedTuple

from jobs.extract.names.subjects import Entity
from jobs.extract.reasons import Reason
from jobs.extract.statements.page import Page
from jobs.extract.statements.statement import Statement
from jobs.extract.text import expressions

_REASONS = {
    "unreal": Reason.UNREAL,
    "unreal_title": Reason.UNREAL,
    "unreal_start": Reason.UNREAL,
    "old_title": Reason.OLD_TIMES,
    "old_start": Reason.OLD_TIMES,
    "forged": Reason.FORGED,
    "unsaid": Reason.TAKEN_BACK,
    "otherwise": Reason.OTHER_PAPER,
    "elsewhere": Reason.ELSEWHERE,
    "over": Reason.ENDED,
    "proposed": Reason.CANDIDATES,
    "turn": Reason.TAKEN_BACK,
    "nearly": Reason.NEARLY,
    "nominal": Reason.NEARLY,
}
_WHOLE = frozenset(("unreal", "unreal_title"))
#: What counts in the title only, and what at the head of a sentence or title only.
_TITLE_ONLY, _START_ONLY = frozenset(("unreal_title", "old_title")), frozenset(("unreal_start", "old_start"))
#: What may also be said before the gain is told; what takes a report back before it is told puts it right.
_AHEAD = frozenset(("forged", "proposed"))
#: What bears on all that one statement tells, whichever of its companies is named in it.
_OF_THE_STATEMENT = frozenset(("forged", "unsaid", "turn"))
#: What turns on the sentence before it.
_NEXT = frozenset(("turn",))
#: The number of the title.
_TITLE = -1
#: How many sentences behind a gain still speak of it, and how many before it.
_BEHIND, _BEFORE = 3, 1
#: How far before the deciding word a word that takes half of it back may stand, and how far into a sentence a word
#: still begins it, in characters.
_NEAR, _START = 16, 4
_LOSS = frozenset(("revoke", "suspend", "expire"))
#: A year since there are general licences.
_THEN = re.compile(r"20(?:2[5-9]|[3-9]\d)")
#: Between a name and what is said of its own in a relative clause.
_RELATIVE = re.compile(r"[ ,]*(?:which|who|whose)\b.*", re.IGNORECASE | re.DOTALL)


class Spoiler(NamedTuple):
    """A passage that may take a gain back: the name of its list, its sentence and its place in that."""

    name: str
    number: int
    start: int
    end: int


@cache
def _pattern(languages: tuple[str, ...], *names: str) -> expressions.Lists:
    return expressions.Lists("spoiler", names, languages)


def find(page: Page) -> list[Spoiler]:
    """All passages of a text and its title that may take a gain back and are not taken back themselves."""
    pattern = _pattern(page.languages, *(name for name in _REASONS if name not in _TITLE_ONLY))
    titles = _pattern(page.languages, *_REASONS)
    found = [
        Spoiler(str(match.lastgroup), number, match.start(), match.end())
        for number, (low, high) in enumerate(page.spans)
        for match in pattern.finditer(page.text, low, high)
        if (match.lastgroup not in _START_ONLY or match.start() - low <= _START)
        and not (match.lastgroup == "otherwise" and _of_a_name(page, match.end() - 1))
        and not (match.lastgroup == "unsaid" and _of_a_loss(page, number, match.start()))
    ]
    found += [
        Spoiler(str(match.lastgroup), _TITLE, match.start(), match.end())
        for match in titles.finditer(page.document.title)
        if match.lastgroup not in _START_ONLY or match.start() <= _START
    ]
    return [one for one in found if not _upheld(page, one)]


def reason(page: Page, raw: Statement, found: list[Spoiler]) -> Reason | None:
    """Why one of the spoilers `found` in the text sends this gain to a person; None where none bears on it."""
    right = any(one.name == "unsaid" and 0 <= one.number < raw.sentence for one in found)
    for one in found:
        # What is told after a correction puts right; its apology follows.
        if not (right and one.name == "unsaid") and _bears(page, raw, one):
            return _REASONS[one.name]
    return None


def _bears(page: Page, raw: Statement, one: Spoiler) -> bool:
    if one.name in _WHOLE:
        return True
    if one.name in ("old_title", "old_start"):
        return _of_old(page, raw, one)
    if one.name == "unreal_start":
        return one.number <= raw.sentence and (one.number == _TITLE or _one_paragraph(page, one.start, raw.at))
    if one.name == "nearly":
        return one.number == raw.sentence and raw.at >= one.start and raw.at - one.end <= _NEAR
    if one.number == _TITLE:
        named = {entity.key for entity in page.headline}
        return raw.entity.key in named or (not named and one.name == "forged")
    behind = one.number - raw.sentence
    if not (-_BEFORE if one.name in _AHEAD else 0) <= behind <= (1 if one.name in _NEXT else _BEHIND):
        return False
    return _of_this_one(page, raw, one, behind)


def _of_this_one(page: Page, raw: Statement, one: Spoiler, behind: int) -> bool:
    """Whether a spoiler near a gain is about its company, or names nobody before it."""
    own = raw.entity.key
    if one.name == "elsewhere":
        # "The licence belongs to X": to whom it belongs, if that is somebody else.
        return all(entity.key != own for entity in page.entities_in(one.end, one.end + 4))
    before = [entity for entity in page.entities_in(page.spans[one.number][0], one.start) if _is_one(entity)]
    if before and before[-1].key != own and _RELATIVE.fullmatch(page.text, before[-1].end, one.start):
        return False
    if behind == 0:
        parted = max(page.text.rfind(mark, raw.at, one.start) for mark in ";；")
        if parted >= 0 and any(entity.key != own and entity.start > parted for entity in before):
            return False
        clause = next((clause for clause in page.clauses(raw.sentence) if clause.holds(one.start)), None)
        named = {entity.key for entity in page.named_in(clause)} if clause else set()
        return not named or own in named
    named = {entity.key for entity in before}
    if behind < 0:
        return own in named
    if behind == 1 and one.name in _OF_THE_STATEMENT:
        named -= {entity.key for entity in page.people[raw.sentence]}
    return not named or own in named


def _of_a_name(page: Page, at: int) -> bool:
    """Whether the last letter of a word for goods is a letter of a company's name."""
    return any(one.start <= at < one.end for one in page.entities_in(at - 12, at + 1))


def _of_a_loss(page: Page, number: int, at: int) -> bool:
    """Whether what is denied is that a licence was lost: "talk of its being withdrawn was groundless"."""
    return any(hit.end <= at and not _LOSS.isdisjoint(hit.tags) for hit in page.inside[number])


def proved(page: Page, low: int, high: int) -> bool:
    """Whether a passage says that what was doubted is so, or corrects no more than a detail."""
    pattern = _pattern(page.languages, "proved")
    return pattern.search(page.text, low, high) is not None


def _is_one(entity: Entity) -> bool:
    """Whether a name is plainly a company's."""
    return entity.company is not None or entity.plain


def _of_old(page: Page, raw: Statement, one: Spoiler) -> bool:
    """Whether a gain is told under the heading of a former year, and no later one stands between."""
    if one.number == _TITLE:
        low, high = page.spans[raw.sentence]
        return _THEN.search(page.text, low, high) is None
    return one.number == raw.sentence and one.start <= raw.at and _THEN.search(page.text, one.end, raw.at) is None


def _one_paragraph(page: Page, low: int, high: int) -> bool:
    return "\n" not in page.text[low:high].strip()


def _upheld(page: Page, one: Spoiler) -> bool:
    """Whether the same sentence or the next one says that the spoiler is none."""
    pattern = _pattern(page.languages, "upheld", "proved")
    if one.number == _TITLE:
        return pattern.search(page.document.title) is not None
    last = min(one.number + 1, len(page.spans) - 1)
    return _holds(page, page.spans[one.number][0], page.spans[last][1])


def _holds(page: Page, low: int, high: int) -> bool:
    """Whether a passage says of a doubt that it is none."""
    pattern = _pattern(page.languages, "upheld", "proved")
    return pattern.search(page.text, low, high) is not None
