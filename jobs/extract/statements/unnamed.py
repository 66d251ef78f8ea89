"""Whom a statement means that does not name its company: the sentence's own subject, or who is talked of."""

import re
from dataclasses import replace

from jobs.extract.names.capitals import chinese_places
from jobs.extract.names.subjects import Entity, own_trade
from jobs.extract.statements import possession
from jobs.extract.statements.page import Page
from jobs.extract.statements.receivers import buyer
from jobs.extract.text.cues import LICENCE_TAGS, within
from jobs.extract.text.phrases import Phrase
from jobs.extract.text.sentences import Clause
from storage.domain.licence import Role

_UNNAMED = Phrase("unnamed", "unnamed")
_THE_COMPANY = Phrase("unnamed", "the_company", capitals=True)
_THE_PLACE_FIRM = Phrase("unnamed", "the_place_firm", capitals=True)
_ALL = Phrase("unnamed", "all")
_DEFINITION = Phrase("unnamed", "definition")
_OTHERS = Phrase("unnamed", "others")
_THE_LICENCE = Phrase("unnamed", "the_licence")
_COUNTED = Phrase("unnamed", "counted", capitals=True)
_NUMBERS = {sign: number for number, signs in enumerate(("两兩二", *"三四五六七八九"), 2) for sign in signs}
_DAUGHTER = Phrase("unnamed", "daughter")


_OF_THOSE = Phrase("unnamed", "of_those", capitals=True)
_OTHERS_HAN = Phrase("unnamed", "others_han", capitals=True)
_SUCH_ONES = Phrase("unnamed", "such_ones", capitals=True)
_IS_ONE = Phrase("unnamed", "is_one", capitals=True)


def _of_those(page: Page, clause: Clause, at: int) -> bool:
    """Whether a Chinese clause without a name has a subject of its own: other companies, or all those of a kind."""
    if page.text[clause.start] < "\u2e80":
        return False
    if _OTHERS_HAN.match(page.text, clause.start, clause.end) or _SUCH_ONES.match(page.text, clause.start, clause.end):
        return True
    found = _OF_THOSE.match(page.text, max(at, clause.start), clause.end)
    return found is not None and not _IS_ONE.search(page.text, clause.start, max(at, clause.start))


def meant(
    page: Page, clause: Clause, previous: list[Entity], focus: list[Entity], at: int
) -> tuple[list[Entity], bool]:
    """Whom a statement without a name is about: the sentence's own subject, or a word that stands for a name."""
    if clause.having("supplier") and clause.having("it", "firm") and buyer(host(page, focus)):
        return host(page, focus), True
    count = _COUNTED.match(page.text, clause.start, clause.end)
    if count and _NUMBERS.get(count["n"]) == len(focus):
        return focus, True
    own = [hit.start for hit in clause.having("firm", "we") if hit.start < at]
    if any(not own or hit.start < at for hit in clause.having("group")) or _DEFINITION.match(
        page.text[clause.start : clause.start + 60]
    ):
        return [], False
    if _OTHERS.search(page.text, clause.start, max(clause.start, at)):
        return [], False
    if _UNNAMED.match(page.text, clause.start) or _of_those(page, clause, at):
        return [], False
    if previous:
        return previous, True
    if _OFFICE_SAYS.match(page.text, clause.start, clause.end):
        return [], False
    if ahead := _named_behind(page, clause) or speaker(page, clause):
        return ahead, False
    if len(focus) > 1 and (
        any(hit.start <= at for hit in clause.having("both")) or _ALL.match(page.text, clause.start, clause.end)
    ):
        return focus, True
    if page.headline and _THE_COMPANY.search(page.text, clause.start, min(clause.end, at + 40)):
        return page.headline[:1], True
    if named := _by_place(page, clause):
        return named, True
    offices = [hit.start for hit in clause.having("ministry")]
    # "Its commerce ministry" is a country's.
    stands_for = [hit for hit in clause.having("firm", "we", "it") if not any(0 < at - hit.end < 3 for at in offices)]
    if any(
        hit.start <= at or hit.start - clause.start < 30 or page.text[hit.start - 3 : hit.start] == "of "
        for hit in stands_for
    ) or _THE_LICENCE.match(page.text[clause.start : clause.start + 40]):
        talked_of = host(page, focus)
        if buyer(talked_of) and clause.having("get") and not clause.having("cover", "supplier", "exclude"):
            # Who gets a licence is no buyer, where a maker has been spoken of.
            makers = [one for one in page.entities if one.start < clause.start and not buyer([one])]
            talked_of = makers[-1:] or talked_of
        if talked_of and talked_of[0].start > clause.start and not clause.having("firm", "we"):
            # "It" cannot mean a company that has not been named yet.
            return [], False
        return talked_of, True
    return [], False


_OFFICE_SAYS = Phrase("unnamed", "office_says")
#: What opens a sentence before its subject is named: "With its licence expired, X ...", "通用许可被收回后，X……".
_OPENS = re.compile(
    r"\W*(?:with|since|after|although|though|while|as|when|because|despite|until|now that|once|if|even if|even though|having|following|before|upon|on|following)\b[^.;]{0,60}?\b(?:its|their|it|they)\b",
    re.IGNORECASE,
)
_OPENS_HAN = re.compile(
    r"[^，。；]{0,40}?(?:后|後|之后|之後|以后|以後|以来|以來|前|之前|时|時|之际|之際|期间|期間)[，,]?$"
)
#: How far behind the clause the subject may stand, in characters.
_SOON = 6


_SAID_BY = Phrase("unnamed", "said_by", capitals=True)
_SAYS_HAN = Phrase("unnamed", "says_han", capitals=True)


def speaker(page: Page, clause: Clause) -> list[Entity]:
    """Whose words a clause is that opens a sentence with a quotation mark, where the speaker is named behind it."""
    low, high = page.spans[page.sentence_of(clause.start)]
    if clause.start - low > 2 or page.text[low] not in _QUOTES:
        return []
    for entity in page.entities_in(clause.end - 1, high)[:1]:
        if not _SAID_BY.match(page.text, clause.end, entity.start) and not _SAID_BY.fullmatch(
            page.text, clause.end - 2, entity.start
        ):
            break
        if page.text[entity.start] < "\u2e80" or _SAYS_HAN.match(page.text, entity.end, high):
            return [entity]
    return _speaks_next(page, low, high) if clause.tags.isdisjoint(("expire", "suspend", "revoke")) else []


def _speaks_next(page: Page, low: int, high: int) -> list[Entity]:
    """Who says in the sentence behind a Chinese quotation that it was theirs: "“……。”X董事长说。"."""
    number = page.sentence_of(low) + 1
    if page.text[high - 1] not in "”」』" or number >= len(page.spans):
        return []
    first, last = page.spans[number]
    for entity in page.entities_in(first, last)[:1]:
        if entity.start - first <= 1 and _SAYS_HAN.match(page.text, entity.end, last):
            return [replace(entity, start=low, end=low)]
    return []


_QUOTES = frozenset('"“「『')


def _named_behind(page: Page, clause: Clause) -> list[Entity]:
    """Whom "its" means in a clause that opens a sentence whose subject is named right behind it."""
    low, high = page.spans[page.sentence_of(clause.start)]
    if clause.start - low > 2:
        return []
    behind = page.entities_in(clause.end, min(high, clause.end + _SOON))
    opens = (
        _OPENS_HAN if page.text[clause.start] > "\u2e7f" or page.text[max(low, clause.end - 1)] > "\u2e7f" else _OPENS
    )
    if not behind or not opens.match(page.text, clause.start, clause.end):
        return []
    return behind[:1]


def _by_place(page: Page, clause: Clause) -> list[Entity]:
    """ "The Wuhu company": the one named with that place, else the one talked of."""
    match = _THE_PLACE_FIRM.search(page.text, clause.start, min(clause.end, clause.start + 60))
    if match is None:
        return []
    place = match["place"].lower()
    before = [one for one in page.entities if one.start < clause.start]
    fits = [one for one in before if place in one.name.lower()]
    if fits or place not in chinese_places() or not clause.having("general"):
        return fits[-1:]
    return before[-1:] if len({one.key for one in before}) == 1 and not buyer(before[-1:]) else []


def user(page: Page, clause: Clause, who: list[Entity], focus: list[Entity]) -> Entity | None:
    """The buyer a pronoun means where only its supplier is named: "its name stands in the annex of X's licence"."""
    if len(focus) != 1 or any(entity.key == focus[0].key for entity in who):
        return None
    one = focus[0]
    if any(named.role is Role.CUSTOMER for named in who):
        return None
    if possession.its(page, clause):
        return replace(one, start=clause.start, end=clause.start)
    if not clause.having("cover") or not clause.having("it", "firm"):
        return None
    if any(page.text[hit.end : hit.end + 1] in ("(", "（") for hit in clause.having("firm")):
        # "The company (X)" says itself whom it means.
        return None
    if not all(possession.of(page, e, clause) or own_trade(e) for e in who):
        return None
    if not (one.company and one.company.roles):
        # Whoever is named on somebody else's licence is a user of it, whatever it makes.
        one = replace(one, role=Role.CUSTOMER)
    return replace(one, start=clause.start, end=clause.start)


def host(page: Page, focus: list[Entity]) -> list[Entity]:
    """Who is talked of: the last one spoken of, else the one the title names, else the first that is no subsidiary."""
    if focus or page.headline:
        return focus[:1] or page.headline[:1]
    return [one for one in page.entities[:3] if not _DAUGHTER.search(page.text, max(0, one.start - 24), one.start)][:1]


_PLURAL_WHICH = Phrase("unnamed", "plural_which", capitals=True)
_LIST_LINK = Phrase("unnamed", "list_link", capitals=True)
#: How many sentences after a name a pronoun still plainly means it.
_FAR = 4


def led_by(page: Page, clause: Clause, number: int, at: int, who: list[Entity]) -> list[Entity]:
    """Whom a relative clause goes on about ("which has ..."), `at` being its deciding word and `who` those it names."""
    before = list(page.entities_in(page.spans[number][0], clause.start))
    if not before or _of_the_licence(page, before[-1], clause):
        return []
    if before[-1].key in {entity.key for entity in who}:
        return []
    return _antecedents(page, before, clause) if not who or at < who[0].start else []


def _antecedents(page: Page, before: list[Entity], clause: Clause) -> list[Entity]:
    """Whom "which" means: the last name, or the whole list that it ends where the verb is plural."""
    out = before[-1:]
    if _PLURAL_WHICH.match(page.text, clause.start, clause.end):
        for entity in reversed(before[:-1]):
            if not _LIST_LINK.fullmatch(page.text, entity.end, out[0].start):
                break
            out.insert(0, entity)
    return out


def far(page: Page, clause: Clause, who: list[Entity], number: int) -> bool:
    """Whether "it" stands long after the only name it can mean, in a text that names others too."""
    if not who or who[0].start < 0 or clause.having("firm", "we"):
        return False
    named = [one.start for one in page.entities if one.key == who[0].key and one.start < clause.start]
    others = any(one.key != who[0].key for one in page.entities)
    return bool(named) and others and number - page.sentence_of(named[-1]) > _FAR


def _of_the_licence(page: Page, entity: Entity, clause: Clause) -> bool:
    """ "A obtained licences, which let it ...": what "which" goes on about is the licence and not the name before it."""
    between = within(page.hits, entity.end, clause.start)
    which = page.text[clause.start : clause.start + 8].strip(", ").startswith("which")
    return which and any(hit.tags & LICENCE_TAGS for hit in between)
