"""How a name is introduced: as a maker of magnets, of samarium-cobalt, as a buyer, as a firm in China - or not at all."""

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass

from jobs.extract.names.capitals import chinese, chinese_places
from jobs.extract.text.cues import Hit
from jobs.extract.text.phrases import Phrase
from storage.domain.licence import Role


@dataclass(frozen=True, slots=True)
class Introduction:
    """What the words around a name say of it. `home`: a place in China is named with it."""

    role: Role | None = None
    plain: bool = False
    home: bool = False


NOTHING = Introduction()

_INTRODUCES = Phrase("introductions", "introduces", capitals=True)
_ROLE_BEFORE = 120
_ROLE_AFTER = 60
_NOUN = (
    r"(?:maker|builder|producer|manufacturer|supplier|specialist|exporter|assembler|group|firm|company|brand|outfit|house|importer|vendor|plant|"
    r"factory|works|unit|subsidiary|start-?up|newcomer|processor|integrator|developer|operator|giant|conglomerate|converter|distributor)s?"
)
_DESCRIBES = re.compile(_NOUN)
_BEFORE = Phrase("introductions", "before", capitals=True)
_COLON = Phrase("introductions", "colon", capitals=True)
_AFTER = Phrase("introductions", "after", capitals=True)
_IS_A = Phrase("introductions", "is_a", capitals=True)
_MAKES = Phrase("introductions", "makes", capitals=True)
_ITSELF_MAKES = Phrase("introductions", "itself_makes", capitals=True)
_MADE_BY = Phrase("introductions", "made_by")
_ONE_OF = Phrase("introductions", "one_of", capitals=True)
_DOES = Phrase("introductions", "does", capitals=True)
_ITS_MAKER = Phrase("introductions", "its_maker", capitals=True)
_SMCO = Phrase("introductions", "smco")
_MAGNET = Phrase("introductions", "magnet")
_RELATIVE = Phrase("introductions", "relative")
_HAS_PARTS = Phrase("introductions", "has_parts", capitals=True)
_SPEAKS_FOR = Phrase("introductions", "speaks_for", capitals=True)
_PLAINLY = frozenset(("supplier", "vendor"))
_BELONGS = Phrase("introductions", "belongs", capitals=True)
_COLOURLESS = Phrase("introductions", "colourless", capitals=True)
_PLACE_OF = Phrase("introductions", "place_of", capitals=True)
_PLACE_OWNS = Phrase("introductions", "place_owns", capitals=True)


def of(text: str, start: int, end: int, found: list[Hit], starts: list[int]) -> Introduction:
    """What the words right before or right after a name make of it."""
    tagged = _by_cue(text, start, end, found, starts)
    worded, home = NOTHING, False
    if text[start] < "\u2e80":
        # The turns below are English ones.
        line = text[max(0, start - _ROLE_BEFORE) : start]
        worded = _worded(line[max(line.rfind("\n"), line.rfind(". ")) + 1 :], text[end : end + 140])
        home = worded.home or _at_home(text, start, end)
    role = tagged if tagged is not None else worded.role
    if worded.role is Role.SMCO_PRODUCER or (worded.role is Role.EXPORTER and tagged is Role.CUSTOMER):
        role = worded.role
    if role is None and home and worded.plain:
        role = Role.EXPORTER
    return Introduction(role=role, plain=role is not None or worded.plain or home, home=home)


def _by_cue(text: str, start: int, end: int, found: list[Hit], starts: list[int]) -> Role | None:
    low = bisect_left(starts, start - _ROLE_BEFORE)
    high = bisect_right(starts, end + _ROLE_AFTER)
    for hit in found[low:high]:
        if hit.tags.isdisjoint(("customer", "maker", "smco_maker")):
            continue
        before = text[hit.end : start] if hit.end <= start else None
        if (before is not None and _INTRODUCES.fullmatch(before)) or _apposition(text, end, hit):
            if "smco_maker" in hit.tags:
                return Role.SMCO_PRODUCER
            return Role.CUSTOMER if "customer" in hit.tags else Role.EXPORTER
    return None


def _worded(before: str, after: str) -> Introduction:
    """The describing noun next to a name and what stands before it: "fan maker X", "X, a pump group"."""
    described = _DESCRIBES.search(before) is not None
    if described and (match := _BEFORE.search(before)) is not None and not _of_first_only(match):
        phrase = match["phrase"]
        opens = not before[: match.start("phrase")].strip(" \"“'‘-•*")
        # The first word of a sentence has a capital whatever it is.
        return _judged(phrase[:1].lower() + phrase[1:] if opens else phrase, match["noun"], "")
    if described and (match := _COLON.search(before)) is not None:
        return _judged(match["phrase"], match["noun"], "")
    if (match := _AFTER.match(after) or _IS_A.match(after)) is not None:
        return _judged(match["phrase"], match["noun"], match["of"])
    if (match := _MADE_BY.search(before)) is not None:
        smco = _SMCO.search(match[0]) is not None
        return Introduction(role=Role.SMCO_PRODUCER if smco else Role.EXPORTER, plain=True)
    if (match := _ONE_OF.match(after)) is not None:
        return _judged(match["phrase"], match["noun"], "")
    match = _MAKES.match(after) or _ITSELF_MAKES.match(after)
    if match is not None and _DOES.search(match["does"]) and not _ITS_MAKER.match(match["does"]):
        if _SMCO.search(match["does"]):
            return Introduction(role=Role.SMCO_PRODUCER, plain=True)
        if re.search(r"\b(?:magnets?|rare earths?)\b(?! (?:motors?|users?))", match["does"]):
            return Introduction(role=Role.EXPORTER, plain=True)
    return NOTHING


def _of_first_only(match: re.Match[str]) -> bool:
    """Whether one firm is described and this is a later name: "through its supplier X, Y has ..."."""
    return bool(match["list"]) and not match["noun"].endswith("s")


_BREAKS = Phrase("introductions", "breaks", capitals=True)


def _judged(phrase: str, noun: str, of_what: str) -> Introduction:
    bare = noun.rstrip("s").lower()
    near = phrase.split()[-5:]
    breaks = [place for place, word in enumerate(near) if _BREAKS.fullmatch(word)]
    near = near[breaks[-1] + 1 :] if breaks else near
    described = " ".join(near)
    home = any(word.split("-")[0].removesuffix("'s").removesuffix("’s").lower() in chinese_places() for word in near)
    if _SMCO.search(of_what) or _SMCO.search(described):
        return Introduction(role=Role.SMCO_PRODUCER, plain=True, home=home)
    if _MAGNET.search(of_what) or _MAGNET.search(described) or bare == "exporter":
        return Introduction(role=Role.EXPORTER, plain=True, home=home)
    last = near[-1].lower() if near else ""
    if bare in _PLAINLY and (not last or _RELATIVE.match(last)):
        return Introduction(role=Role.EXPORTER, plain=True, home=home)
    if home and not any(not _COLOURLESS.match(word) and not word[0].isupper() for word in near):
        return Introduction(role=Role.EXPORTER, plain=True, home=True)
    belongs = bool(of_what) and _BELONGS.match(bare) is not None
    if belongs and any(chinese(word.lower()) for word in of_what.split()[1:]):
        return Introduction(role=Role.EXPORTER, plain=True, home=True)
    goods = (of_what and not belongs) or (last and not _COLOURLESS.match(near[-1]))
    if goods:
        return Introduction(role=None if home else Role.CUSTOMER, plain=True, home=home)
    return Introduction(plain=True, home=home) if near or belongs else NOTHING


def _at_home(text: str, start: int, end: int) -> bool:
    """ "Baotou's X", "X of Dongyang", "X (Weihai)": a place in China is named with it."""
    owner = _PLACE_OWNS.search(text[max(0, start - 60) : start])
    if owner and owner["place"].lower() in chinese_places():
        return True
    after = _PLACE_OF.match(text[end : end + 40])
    return after is not None and after["place"].removesuffix("'s").removesuffix("’s").lower() in chinese_places()


def has_parts(text: str, start: int, end: int) -> bool:
    """Whether somebody speaks for a name, or it has plants, a chairman or a board: then it is a company."""
    return bool(_HAS_PARTS.match(text, end) or _SPEAKS_FOR.search(text, max(0, start - 60), start))


def buys(text: str, start: int, end: int) -> bool:
    """Whether the words at a name show a buyer: it has suppliers, or magnets are sold to it."""
    before, after = text[max(0, start - 40) : start], text[end : end + 90]
    return bool(_SOLD_TO.search(before) or _HAS_SUPPLIERS.match(after))


_SOLD_TO = Phrase("introductions", "sold_to")
_HAS_SUPPLIERS = Phrase("introductions", "has_suppliers", capitals=True)


#: Words of a description, up to where somebody else may come in: "the first company to be served by a magnet maker".
_NO_OTHER = r"(?:(?! (?:by|from|to|with|under|that|which|whose|shares?|shared) )[^,.;:])*"


def _apposition(text: str, end: int, hit: Hit) -> bool:
    """Whether a noun after a name describes it: "X, a magnet maker", "X, one of the largest magnet producers"."""
    between = text[end : hit.start]
    return 0 < len(between) <= _ROLE_AFTER and bool(
        re.match(
            rf",\s+(?:an?|one of the|one of its|the|its|their|our|another|two|three|both|eine?r?|un|une)\s+{_NO_OTHER}$",
            between,
        )
        or re.match(r"(?:，|,)?(?:做|一家|是一家|主要从事)[^，。；]*$", between)
        or re.match(
            rf"\s+(?:is|was|has become|became|remains)\b[^,.;:]{{0,30}}?\s(?:an?|the|one of the)\s+{_NO_OTHER}$",
            between,
        )
    )
