"""Names in Latin script that stand on no list: runs of capitals that are no place, office, outlet or person."""

import re
from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple, Protocol

from jobs.extract.names import bystanders, capitals
from jobs.extract.names.capitals import chinese, chinese_places, ordinary, stop_words
from jobs.extract.text.cues import words
from jobs.extract.text.phrases import Phrase
from jobs.extract.text.sentences import Span


class Name(NamedTuple):
    """A name at `start`:`end`. `firm`: it carries a trade or a legal form. `home`: a place in China begins it."""

    start: int
    end: int
    text: str
    firm: bool
    home: bool


class Taken(Protocol):
    """Which spans are named already."""

    def touches(self, start: int, end: int) -> bool: ...

    def covers(self, start: int, end: int) -> bool: ...


_PLACE_BEFORE = Phrase("latin", "place_before")

_IN_PLACE = Phrase("latin", "in_place")

_FIRM_FROM = Phrase("latin", "firm_from", capitals=True)

_GERMAN_PLACE = Phrase("latin", "german_place", capitals=True)

_AT_A_SITE = Phrase("latin", "at_a_site", capitals=True)

#: "X of Utrecht": where a company is from.
_NAME_OF = re.compile(r"(?P<who>[A-Z][\w’'-]+) of\s+$")

_IN_PLACE_OF = Phrase("latin", "in_place_of", capitals=True)

_SHARES_IN = Phrase("latin", "shares_in")

_VERB_AFTER = Phrase("latin", "verb_after", capitals=True)

_VERB_SINGULAR = Phrase("latin", "verb_singular", capitals=True)

_AND_NAME = Phrase("latin", "and_name", capitals=True)

_LISTED = Phrase("latin", "listed", capitals=True)

#: A capitalised word that does not open its sentence.
_INNER = re.compile(r"[A-Z](?<=[a-z,;’'”] [A-Z])[\w-]+")
_LOWER = re.compile(r"\b[a-z]+\b")

_HYPHENED_WORD = re.compile(r"[A-Z][a-z]*-[a-z]+$")

#: Goods and shortened verbs: "Sm2Co17", "H20", "We've".
_NO_NAME = re.compile(
    r"(?:(?:Sm|Nd|Pr|Ce|Dy|Tb|Gd|Fe|Co|Ni|Al|Cu|Zr|B)\d*-?){2,}(?![A-Za-z])|[A-Za-z]{1,3}-?\d|.*\d.*\d|.*[’'](?:ve|re|ll|d|m|t)$"
)

#: "LISBON (Wirename) - ": who reports.
_DATELINE = re.compile(
    r"\s*(?:[A-Z][A-Z /]+(?:(?:, \w+\.? \d+)? ?\([^()]*\) ?[-–—]|, [A-Z]\w+\.? \d+,? ?[-–—])|[A-Z][A-Z/]+(?: [A-Z][A-Z/]+)?(?<=[A-Z]{5}) ?[–—-](?= [A-Z][a-z]))"
)

_DOMAIN = Phrase("latin", "domain")


_GERMAN_NOUN_BEFORE = Phrase("latin", "german_noun_before", capitals=True)

_ABSTRACT = Phrase("latin", "abstract", capitals=True)

_GERMAN_NOUN = Phrase("latin", "german_noun", capitals=True)

_GERMAN_WORD = Phrase("latin", "german_word", capitals=True)

#: A statement begins here: after a label or inside quotation marks.
_OPENS = re.compile(r"(?:[.!?…:][\"'”’]?\s+|(?:^|\s)[\"“‘«(])[\"“‘«]?$")

_OWNED = Phrase("latin", "owned", capitals=True)

_SITE = Phrase("latin", "site", capitals=True)

_COMPANY_AFTER = Phrase("latin", "company_after", capitals=True)

_ARTICLE = Phrase("latin", "article")

_SUPPLIES = Phrase("latin", "supplies", capitals=True)


def find(text: str, languages: tuple[str, ...], taken: Taken, busy: list[Span], talk: list[bool]) -> Iterator[Name]:
    """Names in the `busy` spans that nothing known covers.

    `talk` says of each span whether a licence is spoken of there: a word that could be a name is taken for one only
    where somebody may have a licence.
    """
    stop = stop_words(languages)
    judge = _Judge(text, languages)
    newspapers = words("en", "attribution", "newspaper")
    for (low, high), licensed in zip(busy, talk, strict=True):
        headline: bool | None = None
        for match in capitals.RUN.finditer(text, low, high):
            if match.end() - match.start() > 200 or taken.covers(*match.span()):
                continue
            if headline is None:
                headline = capitals.is_headline(text[low:high])
            raw = capitals.on_one_line(match[0])
            if headline or (raw.isupper() and raw.count(" ") > 2):
                names = capitals.in_headline(raw, stop)
            else:
                inside = _INSIDE.search(text, max(low, match.start() - 6), match.start()) is not None
                names = capitals.names_in(raw, stop, inside=inside)
            for offset, name in names:
                start, end, name = _bounds(text, match.start() + offset, name)
                if taken.touches(start, end) or name.lower() in newspapers:
                    continue
                if found := judge.name(start, end, low, high, name, licensed=licensed, alone=name == match[0]):
                    yield found


def _bounds(text: str, start: int, name: str) -> tuple[int, int, str]:
    """A name without the town it stands in ("in Leeds Harlow said"), and with what "and" adds to its trade."""
    end = start + len(name)
    first, _, rest = name.partition(" ")
    town = rest and first.lower() in words("en", "places", "cities")
    if town and _PREPOSITION.search(text, max(0, start - 9), start):
        return end - len(rest), end, rest
    more = _AND_TRADE.match(text, end) if first.lower() in chinese_places() else None
    if more is not None and more[1].lower() in words("en", "names", "tail"):
        # "Mengshan Basalt and Magnet".
        return start, more.end(1), name + text[end : more.end(1)]
    return start, end, name


_PREPOSITION = Phrase("latin", "preposition", capitals=True)

_AND_TRADE = Phrase("latin", "and_trade", capitals=True)

#: A word in small letters, which shows that the next capital does not open a statement.
_INSIDE = re.compile(r"(?:[a-z]|[a-z][,;]|[’']s) $")


#: From this length on, in characters, looking through a text for every word costs more than listing its words.
_LONG = 20_000


class _Judge:
    """Whether a run of capitalised words in a text names a company."""

    def __init__(self, text: str, languages: tuple[str, ...]) -> None:
        self.text = text
        self.cjk = languages[0] in ("zh", "ja", "ko")
        self.german = languages[0] == "de"
        self.french = languages[0] == "fr"
        self.long = len(text) > _LONG
        self.people: set[str] = set()

    @cached_property
    def _lower(self) -> frozenset[str]:
        return frozenset(_LOWER.findall(self.text))

    @cached_property
    def _inner(self) -> frozenset[str]:
        return frozenset(_INNER.findall(self.text))

    def _in_small_letters(self, word: str) -> bool:
        """Whether a word stands somewhere in small letters, and is an ordinary one."""
        return (self.long or word in self.text) and word in self._lower

    def _inside_a_sentence(self, name: str, start: int) -> bool:
        """Whether the capitalised word at `start` stands somewhere else where no sentence begins."""
        again = self.long or self.text.find(name) < start or self.text.find(name, start + 1) >= 0
        return again and name in self._inner

    def name(
        self, start: int, end: int, low: int, high: int, written: str, *, licensed: bool, alone: bool
    ) -> Name | None:
        text = self.text
        parts = [part.lower().strip(".,'’") for part in written.split()]
        tails, places = words("en", "names", "tail"), chinese_places()
        firm = len(parts) > 1 and any(part in tails for part in parts[1:])
        single = len(parts) == 1
        home = chinese(parts[0]) and not (single and self.german and _GERMAN_WORD.search(parts[0]))
        line = _DATELINE.match(text, low)
        if _DOMAIN.search(written) or (line is not None and start < line.end()):
            return None
        if single and (
            _HYPHENED_WORD.match(written)
            or _NO_NAME.match(written)
            or parts[0] in tails
            or parts[0] in words("en", "places", "china")
        ):
            return None
        if bystanders.house(text, start, end, low):
            return None
        if not firm and not single and _OWNED.search(text, max(low, start - 8), start) and _SITE.match(text, end):
            # "Its Bad Neustadt motor works".
            return None
        before = text[max(low, start - 40) : start]
        employer = bystanders.from_a_firm(before)
        sure = firm or employer or (not single and parts[0] in places)
        if not sure and (parts[-1] in self.people or bystanders.person(text, start, end)):
            if not single:
                self.people.add(parts[-1])
            return None
        if single and self.cjk and len(written) < 3:
            return None
        if (
            single
            and not self.cjk
            and not self._shown(start, end, low, high, before, written, licensed=licensed, alone=alone)
        ):
            return None
        if not sure and text[end : end + 1] not in ("'", "’") and self._place(end, before, written, single=single):
            return None
        return Name(start, end, written.replace(capitals.BROKEN, ""), firm, home)

    def _shown(
        self, start: int, end: int, low: int, high: int, before: str, name: str, *, licensed: bool, alone: bool
    ) -> bool:
        """Whether one word is a name by what stands around it, or at least could be one where licences are talked of."""
        text = self.text
        if name.lower() not in chinese_places() and chinese(name.lower()):
            return not (self.german and _GERMAN_WORD.search(name.lower()))
        opening = text[low:start].strip("\"'“‘-•*/0123456789. ") == "" or bool(_OPENS.search(before))
        listed = _LISTED.search(before) is not None
        if len(name) < 3 and not (name.isupper() and licensed and (listed or _VERB_SINGULAR.match(text, end))):
            return False
        if _COMPANY_AFTER.match(text, end) and _ARTICLE.search(before):
            return False
        if self._in_small_letters(name.lower()) or (_OWNED.search(before) and _SITE.match(text, end)):
            return False
        if self.german and not opening and _GERMAN_NOUN_BEFORE.search(before):
            return False
        if not opening:
            if not alone and text[end : end + 1] not in ("'", "’") and ordinary(name.lower()):
                # "Commerce Secretary", "Long Beach": the rest of a title or a place.
                return False
            return licensed or listed or bool(_VERB_AFTER.match(text, end) or _described(before))
        if self._inside_a_sentence(name, start):
            return True
        if end >= high and not ordinary(name.lower()):
            # A line of its own: an item of a list.
            return True
        if ordinary(name.lower()) or (self.german and _GERMAN_NOUN.search(name)) or _ABSTRACT.search(name):
            return False
        if licensed or before[-2:] == ": " or (self.french and _VERB_AFTER.match(text, end)):
            return True
        return bool(_AND_NAME.match(text, end) or _VERB_SINGULAR.match(text, end))

    def _place(self, end: int, before: str, written: str, *, single: bool) -> bool:
        """Whether the words before make a place of it: "in X", "a mill near X", "Y of X"."""
        if self.german and single and _GERMAN_PLACE.search(before):
            return True
        if not _PLACE_BEFORE.search(before) or _SUPPLIES.search(before):
            return False
        if single and _AT_A_SITE.search(before):
            return True
        if _IN_PLACE.search(before) and not _SHARES_IN.search(before):
            return True
        of = _NAME_OF.search(before)
        if of and not ordinary(of["who"].lower()) and not single:
            return True
        if _IN_PLACE_OF.search(before) or _FIRM_FROM.search(before):
            return True
        if before.endswith(" of ") and chinese(written.lower()) and written.lower() not in chinese_places() and not of:
            return False
        return single and (self.cjk or of is not None or not _company_like(self.text, end))


def _described(before: str) -> bool:
    """Whether a noun that introduces companies stands right before."""
    return bool(_NOUN_BEFORE.search(before))


_NOUN_BEFORE = Phrase("latin", "noun_before", capitals=True)


def _company_like(text: str, end: int) -> bool:
    """After "of", "to", "from": a company is followed by what companies do, or by nothing that speaks of a place."""
    return bool(
        re.match(
            r"\s*(?:[,.);:?!]|$|and\b|under\b|as\b|was\b|is\b|has\b|have\b|had\b|are\b|since\b|includes?\b|in\b|on\b|of [A-Z]|for (?:its|their|both|SmCo|NdFeB|samarium|neodymium|sintered|bonded|magnets?|rare|dysprosium|terbium)\b)",
            text[end : end + 24],
        )
    )
