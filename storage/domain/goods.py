"""What an order is about, from a buyer's own words: which magnet, which elements, how much; is it controlled?

Announcement 18 of 2025 names seven elements and samarium-cobalt; NdFeB is controlled where it holds dysprosium or
terbium (https://www.hymagnetics.com/news_detail/24.html). It prints no threshold: 0.1 % is what sellers practise.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class Family(StrEnum):
    """What a permanent magnet is made of. Only the first two hold rare earths."""

    NDFEB = "NdFeB"
    SMCO = "SmCo"
    FERRITE = "ferrite"
    ALNICO = "AlNiCo"


class Control(StrEnum):
    """What is known about the goods before anybody asks for a licence."""

    CONTROLLED = "a listed element"
    FREE = "no listed element"
    PRACTICE = "free by sellers' practice"
    UNSAID = "dysprosium and terbium not said"
    SUSPENDED = "listed by rules that are suspended as far as known"
    ASSEMBLY = "an assembly, not bare magnets"
    ELSEWHERE = "under rules that are not on record"
    NOT_UNDERSTOOD = "not understood"
    NOT_SAID = "no material given"


#: Announcement 18/2025; in force.
CONTROLLED_ELEMENTS = frozenset(["Sm", "Gd", "Tb", "Dy", "Lu", "Sc", "Y"])
#: Announcement 57/2025; suspended as far as known, until when is contested.
SUSPENDED_ELEMENTS = frozenset(["Ho", "Er", "Tm", "Eu", "Yb"])
#: Rare earths that no announcement on record names.
LIGHT_ELEMENTS = frozenset(["La", "Ce", "Pr", "Nd"])
#: Under Chinese announcements about other metals, of which the record holds no rule.
_ELSEWHERE = frozenset(["Ga", "Ge", "Sb", "In", "W", "graphite"])
_HEAVY = frozenset({"Dy", "Tb"})
#: Percent of dysprosium and terbium together below which sellers are said to ship without a licence.
PRACTICE_LIMIT = Decimal("0.1")


@dataclass(frozen=True, kw_only=True)
class Goods:
    """`elements` are said to be in it, `without` said not to be. `heavy` is percent of Dy and Tb, None when not said.

    `measured` are the elements that `heavy` counts. `family` is the strictest of all `families` that are named.
    """

    typed: str = ""
    family: Family | None = None
    families: tuple[Family, ...] = ()
    elements: frozenset[str] = frozenset()
    without: frozenset[str] = frozenset()
    heavy: Decimal | None = None
    measured: frozenset[str] = frozenset()
    assembly: bool = False

    @property
    def control(self) -> Control:
        if not self.typed:
            return Control.NOT_SAID
        if self.family is Family.SMCO or self._controlled():
            return Control.CONTROLLED
        if self.elements & _ELSEWHERE:
            return Control.ELSEWHERE
        if self.elements & SUSPENDED_ELEMENTS:
            return Control.SUSPENDED
        if self.family is Family.NDFEB:
            return Control.ASSEMBLY if self.assembly and not self._said_free() else self._ndfeb()
        if self.family is not None or self.elements & LIGHT_ELEMENTS:
            return Control.FREE
        return Control.ASSEMBLY if self.assembly else Control.NOT_UNDERSTOOD

    @property
    def name(self) -> str:
        """A short name: the magnet, or its elements."""
        return " and ".join(self.families) or ", ".join(sorted(map(_in_english, self.elements))) or self.typed

    def inside(self, stated: frozenset[str]) -> bool:
        """Whether materials that a licence is said to be for include these goods, all of them."""
        magnets = {Family.SMCO, Family.NDFEB}.intersection(self.families)
        if magnets and stated.issuperset(magnets):
            return True
        wanted = self.elements & (CONTROLLED_ELEMENTS | SUSPENDED_ELEMENTS)
        wanted |= {"Sm"} if self.family is Family.SMCO else frozenset()
        return bool(wanted) and wanted <= stated

    def _controlled(self) -> bool:
        named = self.elements & CONTROLLED_ELEMENTS
        if self.family is Family.NDFEB and named <= _HEAVY and self.heavy is not None:
            return self.heavy > PRACTICE_LIMIT or not named <= self.measured
        return bool(named)

    def _said_free(self) -> bool:
        return self.without >= _HEAVY

    def _ndfeb(self) -> Control:
        if self._said_free() and not self.elements & _HEAVY:
            return Control.FREE
        if self.heavy is not None and self.measured | self.without >= _HEAVY:
            return Control.PRACTICE
        return Control.UNSAID


_SYMBOLS = (*sorted(CONTROLLED_ELEMENTS | SUSPENDED_ELEMENTS | LIGHT_ELEMENTS), "Ga", "Ge", "Sb")
_WORDS = """
    samarium=Sm gadolinium=Gd terbium=Tb dysprosium=Dy lutetium=Lu scandium=Sc yttrium=Y holmium=Ho
    erbium=Er thulium=Tm europium=Eu ytterbium=Yb lanthanum=La cerium=Ce praseodymium=Pr
    neodymium=Nd gallium=Ga germanium=Ge antimony=Sb indium=In tungsten=W graphite=graphite 钐=Sm
    釤=Sm 钆=Gd 铽=Tb 鋱=Tb 镝=Dy 鏑=Dy 镥=Lu 钪=Sc 鈧=Sc 钇=Y 釔=Y 钬=Ho 铒=Er 铥=Tm 铕=Eu 镱=Yb 镧=La 铈=Ce 镨=Pr
    镓=Ga 锗=Ge 锑=Sb 石墨=graphite
"""
_NAMES = {name: symbol for name, _, symbol in (pair.partition("=") for pair in _WORDS.split())}
_ENGLISH = {symbol: name for name, symbol in reversed(_NAMES.items()) if name.isascii()}


def _in_english(symbol: str) -> str:
    return _ENGLISH.get(symbol, symbol)


#: People write these without capitals; `la`, `er` or `ho` in small letters are words.
_SMALL = ("dy", "tb", "sm", "gd", "pr", "nd")
_FAMILIES = {
    Family.SMCO: r"(?:[12]:(?:5|17)[ -])?(?:sm\s?-?co|samarium[ -]?cobalt|钐钴|釤鈷)"
    r"(?:[ -]?[12]:(?:5|17)|[ -]?\d{1,2}[a-z]{0,2})?|sm2co17|smco5|sm1co5|yxg-?\d{2}\w*",
    Family.NDFEB: r"nd-?\s?fe-?\s?b|nefeb|neodymium(?:[ -]iron[ -]boron|(?! (?:oxide|metal|chloride|carbonate)))|"
    r"neo(?= magnets?\b)|n(?:2[7-9]|3\d|4\d|5\d)"
    r"(?:m|h|sh|uh|eh|ah|th|vh)?|钕铁硼|釹鐵硼|铷铁硼",
    Family.FERRITE: r"(?:(?:strontium|barium|hard|ceramic)[ -])?ferrites?|ceramic magnets?|铁氧体|鐵氧體",
    Family.ALNICO: r"al-?ni-?co(?:\s?\d)?|铝镍钴|鋁鎳鈷",
}
_ELEMENT = (
    r"(?:(?<![A-Za-z])(?:" + "|".join(_SYMBOLS) + r")(?![A-Za-z])"
    r"|(?<![A-Za-z])(?i:" + "|".join((*_SMALL, *(name for name in _NAMES if name.isascii()))) + r")(?![A-Za-z])"
    r"|" + "|".join(name for name in _NAMES if not name.isascii()) + r")"
)
_HAN = r"(?:" + "|".join(name for name in _NAMES if not name.isascii()) + ")"
_GROUP = rf"{_ELEMENT}(?:\s*(?:[+/&,、和]|(?i:and|or|nor|plus)\s)\s*{_ELEMENT}|{_HAN})*"
#: As `_GROUP`, without commas: of "0 % Dy, Tb" only the first is counted.
_JOINED = rf"{_ELEMENT}(?:\s*(?:[+/&和]|(?i:and|or|nor|plus)\s)\s*{_ELEMENT}|{_HAN})*"
_UNDER = r"<=?|≤|~|(?i:up to|max\.?|under|below|at most|about|less than)"
_BOUND = rf"(?:(?P<over>>=?|≥|(?i:over|above|more than|at least))|{_UNDER})"
_AMOUNT = rf"(?:{_BOUND}\s*)?(?P<number>\d+(?:[.,]\d+)?)\s*(?P<unit>%|wt\.?\s?-?%|(?i:percent|per cent|ppm))"
_MEASURED = re.compile(
    rf"{_AMOUNT}\s*(?:(?i:of)\s+)?(?P<after>{_JOINED})|(?P<before>{_JOINED})(?:\s*(?i:content|together))?\s*[:=]?\s*"
    + _AMOUNT.replace("?P<over>", "?P<over2>").replace("?P<number>", "?P<number2>").replace("?P<unit>", "?P<unit2>")
)
#: What is said before an element that is not in it.
_WITHOUT = (
    r"(?:does not|do not|doesn't|don't|not) (?:contain(?:ing)?|have|having|hold(?:ing)?|include|including)(?: any)?|"
    r"(?:no|without|w/o|free of|free from|zero|excluding|contain(?:s|ing)? no|neither)(?: any| added)?"
)
#: Of "no Dy, Tb 2 %" and of "with Dy, Tb-free" only one is not in it; "not free of Dy" denies nothing.
_NONE_OF = re.compile(
    rf"(?:(?<![A-Za-z])(?<!(?i:not) )(?:(?i:{_WITHOUT})\s+|(?i:non)-)|不含有?|[没沒]有|无|無)"
    rf"(?P<none>{_GROUP}(?!\s*[:=]?\s*(?:{_BOUND.replace('?P<over>', '?:')}\s*)?\d))"
    rf"|(?<!(?i:not) )(?P<free>{_JOINED})\s?-?(?i:free)(?![A-Za-z])"
)
_HAS = re.compile(r"(?:with|contain\w*|has|having)\s+$", re.IGNORECASE)
_NO_HEAVY = re.compile(
    r"(?:no|without|free of|zero)\s+(?:any\s+)?heavy[ -]?rare[ -]?earths?|heavy[ -]?rare[ -]?earths?[ -]?free"
    r"|\bhree?[ -]?free|(?:无|無|不含)重稀土",
    re.IGNORECASE,
)
_ASSEMBLY = re.compile(
    r"(?<![a-z])(?:(?:rotors?|stators?)(?!\s+(?:magnets?|segments?|blocks?|discs?|rings?)\b)|(?:sub)?assembl(?:y|ies)"
    r"|moulded sensors?)(?![a-z])|转子|定子",
    re.IGNORECASE,
)
_COMPOUND = re.compile(rf"{_ELEMENT}(?:\s(?i:oxides?|metal|chlorides?|carbonates?)(?![A-Za-z]))?")
#: What else is written about a material; it decides nothing.
_BESIDE = re.compile(
    r"(?<![A-Za-z])(?:magnets?|sintered|bonded|hot-pressed|permanent|rare[ -]earths?|grades?|alloys?|powders?|oxides?|"
    r"metals?|blocks?|segments?|discs?|rings?|targets?|with|containing|contains?|content|and|nor|plus|wt)(?![A-Za-z])|(?<![\w:])[12]:(?:5|17)(?![\w:])|"
    r"(?<![\w.])\d[\d.,]*\s?(?:kgs?|kilos?|t|mt|tonnes?|tons?|lbs?|pcs|pieces|units|sets)(?![A-Za-z])|磁体|磁鐵|磁铁|磁材|"
    r"[+/&,、]",
    re.IGNORECASE,
)


def read(typed: str) -> Goods:
    """Goods from what was typed; nothing is guessed that was not written."""
    text = " ".join(typed.split())
    if not text:
        return Goods()
    without: set[str] = set(_HEAVY) if _NO_HEAVY.search(text) else set()
    rest = _NO_HEAVY.sub(" ", text)
    denied = [_denied(match) for match in _NONE_OF.finditer(rest)]
    for start, end in reversed(denied):
        without |= _elements(rest[start:end])
        rest = f"{rest[:start]} {rest[end:]}"
    heavy, measured = _measured(rest)
    zero = measured if heavy == 0 else frozenset()
    families = tuple(kind for kind, words in _FAMILIES.items() if _family(words).search(rest))
    bare = rest
    for kind in families:
        bare = _family(_FAMILIES[kind]).sub(" ", bare)
    return Goods(
        typed=text,
        family=next(iter(families), None),
        families=families,
        elements=_elements(bare) - zero,
        without=frozenset(without) | zero,
        heavy=None if heavy == 0 else heavy,
        measured=measured - zero,
        assembly=_ASSEMBLY.search(text) is not None,
    )


def _denied(match: re.Match[str]) -> tuple[int, int]:
    """Where a text says what is not in the goods; of "with Dy and Tb-free" only the last is denied."""
    start, end = match.span()
    if match["free"] and _HAS.search(match.string[:start]):
        start = [found.start() for found in re.finditer(_ELEMENT, match.string[start:end])][-1] + start
    return start, end


def spans(text: str) -> list[tuple[int, int]]:
    """Where a text speaks of materials: (start, end) of each piece, for telling material from name and use."""
    return sorted([*named(text), *(match.span() for match in _BESIDE.finditer(text))])


def named(text: str) -> list[tuple[int, int]]:
    """Where a text says which material is meant: (start, end) of each piece, without the words beside it."""
    patterns = (
        *(_family(words) for words in _FAMILIES.values()),
        *(_NO_HEAVY, _NONE_OF, _MEASURED, _ASSEMBLY, _COMPOUND),
    )
    return sorted(match.span() for pattern in patterns for match in pattern.finditer(text))


def _family(words: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![A-Za-z0-9])(?:{words})(?![A-Za-z0-9])", re.IGNORECASE)


def _elements(text: str) -> frozenset[str]:
    found = set()
    for match in re.finditer(_ELEMENT, text):
        word = match[0]
        found.add(_NAMES.get(word.casefold()) or (word if word in _SYMBOLS else word.capitalize()))
    return frozenset(found)


def _measured(text: str) -> tuple[Decimal | None, frozenset[str]]:
    """Percent of dysprosium and terbium as said, and which of them it counts; None when it is not said, or is open."""
    total: Decimal | None = None
    counted: frozenset[str] = frozenset()
    for match in _MEASURED.finditer(text):
        named = _elements(match["after"] or match["before"]) & _HEAVY
        if not named:
            continue
        if match["over"] or match["over2"]:
            return None, frozenset()
        number = Decimal((match["number"] or match["number2"]).replace(",", "."))
        unit = (match["unit"] or match["unit2"]).casefold()
        total = (total or Decimal(0)) + (number / 10_000 if unit == "ppm" else number)
        counted |= named
    return total, counted
