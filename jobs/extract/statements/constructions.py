"""Turns of phrase that show by their grammar who holds a licence and who is named on it: "A is named on B's".

How they are written is told in `grammar`; here they are looked for in a sentence.
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from jobs.extract.names.subjects import Entity, own_trade
from jobs.extract.statements.grammar import FIRST, LICENCE, NAMES, SINGLE, STANDS_FOR, Pattern, patterns
from jobs.extract.statements.page import Page
from jobs.extract.text.cues import EASTERN, Hit, table
from jobs.extract.text.phrases import Phrase
from storage.domain.folding import simplified
from storage.domain.licence import Role

#: Longer sentences, in characters, are no sentences.
_LONGEST = 2000
_PUNCTUATION = str.maketrans(",;:()!?", "，；：（）！？")


class Turn(NamedTuple):
    """A construction found at `start`:`end` of the text: who holds, who is named, where the licence stands."""

    start: int
    end: int
    licence: int
    holders: tuple[Entity, ...]
    buyers: tuple[Entity, ...]
    #: The words from the named to the licence, where a negation would stand.
    between: str
    #: False where the turn only shows whose licence it is of somebody known to make magnets.
    plain: bool = True
    #: Who is talked of is named on the licence: "its supplier's licence names it".
    theirs: bool = False
    #: Words between leave room for doubt, which the turn alone does not settle.
    wide: bool = False
    #: A word that stands for a name is the holder: "it was handed a general licence".
    stands: bool = False
    #: The list of the table that it stands in.
    name: str = ""

    @property
    def uses(self) -> bool:
        """Whether those named are users whatever they make: somebody else's licence names them, or it says so."""
        return bool(self.holders) or _AS_USER.search(self.between) is not None


_AS_WHAT = Phrase("constructions", "as_what", capitals=True)
#: As what somebody is named on a licence.
_AS_USER = re.compile(
    r"\bend[- ]users?\b|\bimporter\b|\bas (?:an? )?(?:{w}+ )?(?:user|customer)\b|用户|Endverwender|utilisateurs? fina|最終需要者|最終使用者|최종사용자".replace(
        "{w}", r"[\w-]"
    ),
    re.IGNORECASE,
)


def find(
    page: Page,
    number: int,
    licences: list[Hit],
    *,
    told: bool = False,
    section: str = "construction",
    of_names: bool = True,
) -> list[Turn]:
    """The turns of a sentence, in the order of the table; those of a `sequel` may do without one of the `licences`.

    Those of `told` are looked for by themselves, and unless `of_names` only of words that stand for a name.
    """
    low, high = page.spans[number]
    if (not licences and section == "construction") or high - low > _LONGEST:
        return []
    people, languages = page.people[number], page.languages
    line, offsets = _skeleton(page.text, low, high, people, licences)
    if eastern := languages[0] in ("zh", "ja", "ko") and bool(EASTERN.search(line)):
        line = simplified(line).translate(_PUNCTUATION)
    found = []
    owns = "'" in line or "’" in line
    names = [match.start() for match in NAMES.finditer(line)]
    # A name may stand in quotation marks.
    at_names = sorted({place - quoted for place in names for quoted in (0, 1) if place >= quoted})
    may_buy = any(not _makes(one) for one in people)
    stands: bool | None = None
    likely = _likely(line, tuple(each for each in languages if not (eastern and each == "en")), told, section)
    for pattern, begins in likely:
        if (pattern.own and not owns) or pattern.names > len(names) or not (of_names or pattern.stands):
            continue
        if not (people or pattern.theirs or pattern.stands):
            continue
        if pattern.wide and not may_buy:
            continue
        if pattern.meant:
            stands = STANDS_FOR.search(line) is not None if stands is None else stands
            if not stands:
                continue
        for match in _matches(pattern.regex, line, at_names if pattern.begins_with_name else begins):
            if (turn := _turn(pattern, match, offsets, people, languages)) is not None:
                found.append(turn)
    return found


def _turn(
    pattern: Pattern, match: re.Match[str], offsets: list[int], people: list[Entity], languages: tuple[str, ...]
) -> Turn | None:
    """What a turn found in the skeleton of a sentence shows, unless it makes somebody a user of his own licence."""
    groups = match.groupdict()
    buyers = _those(groups.get("y") or "", people)
    holders = _those("".join(value for key, value in groups.items() if key != "y" and value), people)
    if pattern.wide and not _plainly_told(match[0], holders, buyers, languages):
        return None
    if not {one.key for one in buyers}.isdisjoint(one.key for one in holders):
        return None
    line = match.string
    spot = line.find(LICENCE, match.start(), match.end())
    return Turn(
        start=offsets[match.start()],
        end=offsets[match.end()],
        licence=offsets[spot if spot >= 0 else match.start()],
        holders=holders,
        buyers=buyers,
        between=match[0] + (tail[0] if (tail := _AS_WHAT.match(line, match.end())) else ""),
        plain=pattern.plain,
        theirs=pattern.theirs,
        wide=pattern.wide,
        stands=pattern.stands,
        name=pattern.name,
    )


def _likely(line: str, languages: tuple[str, ...], told: bool, section: str) -> list[tuple[Pattern, list[int] | None]]:
    """The turns whose words a sentence has, and where each may begin; None where that is anywhere."""
    turns, watch = patterns(languages, told, section)
    seen = watch.seen(line)
    if seen is None:
        return [(turn, None) for turn in turns]
    begins: dict[int, list[int] | None] = dict.fromkeys(watch.always)
    for end, word in seen:
        for number, back in watch.signs[word]:
            if number not in watch.fixed:
                begins[number] = None
            elif (known := begins.setdefault(number, [])) is not None:
                known.append(end - back)
    return [(turns[number], begins[number]) for number in sorted(begins)]


def _matches(regex: re.Pattern[str], line: str, begins: list[int] | None) -> Iterator[re.Match[str]]:
    """The matches that do not overlap, in order, of which each begins where one may."""
    if begins is None:
        yield from regex.finditer(line)
        return
    free = 0
    for begin in sorted(begins):
        if begin >= free and (match := regex.match(line, begin)) is not None:
            yield match
            free = match.end()


@cache
def _others(languages: tuple[str, ...]) -> tuple[re.Pattern[str], re.Pattern[str]] | None:
    """Words for others than those named, and what shows that those named are some of them."""
    families = [table(language).get("family", {}) for language in languages]
    others = "|".join(word for family in families for word in family.get("others", ()))
    among = "|".join(word for family in families for word in family.get("among", ()))
    if not others:
        return None
    some = rf"\b(?:{among})(?: [\w’'-]+){{0,4}}? (?:{others})\b"
    return re.compile(some, re.IGNORECASE), re.compile(rf"\b(?:{others})\b", re.IGNORECASE)


def _plainly_told(
    told: str, holders: tuple[Entity, ...], buyers: tuple[Entity, ...], languages: tuple[str, ...]
) -> bool:
    """Whether those named as holders may hold, those named as users may buy, and nobody else is spoken of."""
    if any(_makes(one) for one in buyers) or any(_buys(one) for one in holders):
        return False
    return not _of_others(told, languages)


def _makes(one: Entity) -> bool:
    roles = one.company.roles if one.company else {one.role}
    return one.home or own_trade(one) or not roles.isdisjoint((Role.EXPORTER, Role.SMCO_PRODUCER))


def _buys(one: Entity) -> bool:
    return (one.company.roles if one.company else {one.role}) == {Role.CUSTOMER}


def _of_others(told: str, languages: tuple[str, ...]) -> bool:
    """Whether a passage speaks of somebody without a name, who may be the one that it tells of."""
    patterns = _others(languages)
    if patterns is None:
        return False
    among, others = patterns
    return others.search(among.sub(" ", told)) is not None


def a_licence(text: str, hit: Hit) -> bool:
    """Whether a cue is a noun for a licence: not what is only said of one ("获批", "首批")."""
    return hit.tags != {"theirs"} or text[hit.start] < "\u2e80" or bool(_PAPER.search(text, hit.start, hit.end))


_PAPER = Phrase("constructions", "paper", capitals=True)


def _those(codes: str, people: list[Entity]) -> tuple[Entity, ...]:
    return tuple(people[ord(code) - ord(FIRST)] for code in NAMES.findall(codes))


_NOUN = Phrase("constructions", "noun", capitals=True)


def _noun_of(text: str, hit: Hit) -> int:
    noun = (
        _NOUN.search(text, hit.start + 1, hit.end) if hit.end - hit.start > 4 and text[hit.start] > "\u2e7f" else None
    )
    return noun.start() if noun and not hit.tags.isdisjoint(("get", "give", "cover", "renew")) else hit.start


def _skeleton(text: str, low: int, high: int, people: list[Entity], licences: list[Hit]) -> tuple[str, list[int]]:
    """The sentence with one letter for each name and licence, and where each letter stands in the text."""
    marks = [(e.start, e.end, chr(ord(FIRST) + number)) for number, e in enumerate(people[:2000])]
    marks += [(_noun_of(text, h), h.end, SINGLE if "individual" in h.tags else LICENCE) for h in licences]
    parts: list[str] = []
    offsets: list[int] = []
    at = low
    for start, end, letter in sorted(marks):
        if start < at or end > high:
            continue
        parts.append(text[at:start].replace("\n", " "))
        offsets.extend(range(at, start))
        # "Our licence" of a voice that is known: the word is a name and its possessive.
        written = letter + "'s" if text[start:end].lower() == "our" else letter
        parts.append(written)
        offsets.extend([start] * len(written))
        at = end
    parts.append(text[at:high].replace("\n", " "))
    offsets.extend(range(at, high + 1))
    return "".join(parts), offsets
