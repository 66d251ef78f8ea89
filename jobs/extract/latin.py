"""Names in Latin script that stand on no list: runs of capitals that are no place, office, outlet or person."""

import re
from collections.abc import Iterator
from functools import cache, cached_property, lru_cache
from itertools import islice
from typing import NamedTuple, Protocol

from jobs.extract import bystanders
from jobs.extract.cues import table, words
from jobs.extract.sentences import Span


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


#: Letters a name in Latin script is written with. What else follows is damage ("Chinaโs").
_L = "A-Za-z0-9À-ɏ"
_UP = "A-Z" + "".join(char for char in map(chr, range(0xC0, 0x250)) if char.isupper())
_WORD = rf"(?:[{_UP}](?:[{_L}’'./]|&(?!nbsp|amp|#)|-(?![ ]?\n))*(?:-[ ]?\n[ ]?[a-z]+[.]?)?|[a-z]{{1,2}}-?[A-Z][{_L}]{{2,}}|\d[A-Z][a-z][{_L}]+)"
_NAME = re.compile(
    rf"(?<![A-Za-z0-9_À-ɏ&@.]){_WORD}(?:(?:\s+&(?:amp;)?\s+|\s+de\s+|(?:[ ]|&nbsp;)+|[ ]?\n|(?<=[a-z.]),\s+(?=(?:Ltd|Inc|Limited|LLC)\b))"
    rf"(?:{_WORD}|\d{{2,3}}(?=\s[A-Z])))*"
)
_PLACE_BEFORE = re.compile(
    r"\b(?:in|near|outside|at|from|around|of|to|through|via|covers|cover)\s+(?:the\s+)?$", re.IGNORECASE
)
_IN_PLACE = re.compile(r"\b(?:in|near|outside|around|across)\s+(?:the\s+)?(?:[A-Z]\w+\s+and\s+)?$", re.IGNORECASE)
#: "X of Utrecht": where a company is from.
_NAME_OF = re.compile(r"(?P<who>[A-Z][\w’'-]+) of\s+$")
_SHARES_IN = re.compile(
    r"\b(?:shares|stock|trading|stake|position|move|rally|holding|jump|bonds|fall|rise|investment|interest) in\s+$",
    re.IGNORECASE,
)
_VERB_AFTER = re.compile(
    r"(?:['’]s?\b|\s*[(),;]|\s+(?:has|have|had|is|was|were|got|said|says|holds?|received|obtained|secured|won|now|may|can|could|would|should|will|and|on|under|as|GL|at|of|where|appears?|figures?|features?|"
    r"confirmed|told|disclosed|gets|became|cannot|makes|ships|added|denied|did|does|let|gives?|to|[a-z]{3,}ed|figure|demeure|détient|reste|obtient|reçoit|bénéficie|et|bleibt|bleibe|steht|aus|y|hat|wird|erhielt|verfügt|a\s+obtenu|dispose|also|joined|remains|have|itself|hopes|asked|had)\b|\s*[:：])"
)
_VERB_SINGULAR = re.compile(
    r"(?:['’]s\b|\s+(?:has|said|told|held|sold|made|kept|let|cannot|could|would|should|did|does|was|is|hat|erhielt|dispose|won|got|had|may|will|never|withdrew|took|came|went|fell|rose|lost|saw|knew|thought|began|sent|bought|brought|paid|put|ran|stood|chose|grew|left|met|wrote|became|built|drew|spent|set|sits|shut|quit|cut|hit|need not|est|sera|n'a|sei|wird|wurde|bleibt|steht)\b|\s+(?:on|in|late|early|by)?\s*(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|yesterday|today|January|February|March|April|May|June|July|August|September|October|November|December)\b|,\s+(?:too|together|along|like|unlike|meanwhile|for its part|for one|also|in turn|by contrast|however|hinted|en revanche|de son côté)\b|\s+[-–—]\s|\s*:\s|,\s+[^,.:;]{3,30}:\s|\s+(?:(?:also|now|then|only|since)\s+)?[a-z]{2,}(?:[^s\W]s|ed)\b(?!\s+of\b)|,\s+(?:an?|the|one of|which|whose|based|until|best)\s|\s*[(|;\t]|\s+of\s+[A-Z])"
)
_AND_NAME = re.compile(r"(?:\s+(?:and|und|et)|,)\s+(?!I\b)[A-Z][\w-]*\b(?!,? [a-z]+ (?:said|told|says))")
_LISTED = re.compile(
    r"(?:,|sind|ist|sowie|chez|par|dass|and|to|by|with|of|und|et|from|as|for|called|include[sd]?|but|named|is|into|lists?|covers?|that|names?)\s+$|[(:–—-]\s*$"
)
#: A capitalised word that does not open its sentence.
_INNER = re.compile(r"(?<=[a-z,;’'”] )[A-Z][\w-]+")
_LOWER_WORD = re.compile(r"(?<![\w’'])[a-z]{3,}")
_HYPHENED = re.compile(r".*-(?:based|area|listed|backed|owned|headquartered|made|born|plus|era)$", re.IGNORECASE)
_HYPHENED_WORD = re.compile(r"[A-Z][a-z]*-[a-z]+$")
#: Goods and shortened verbs: "Sm2Co17", "H20", "We've".
_NO_NAME = re.compile(r"[A-Za-z]{1,3}-?\d|.*\d.*\d|.*[’'](?:ve|re|ll|d|m|t)$")
#: "LISBON (Wirename) - ": who reports.
_DATELINE = re.compile(
    r"\s*[A-Z][A-Z /]+(?:(?:, \w+\.? \d+)? ?\([^()]*\) ?[-–—]|, [A-Z]\w+\.? \d+,? ?[-–—]|(?<=[A-Z]{5}) ?[–—-](?= [A-Z][a-z]))"
)
_DOMAIN = re.compile(r"\.(?:com|dev|net|org|cn|io|info|news)$", re.IGNORECASE)
_LOWER = re.compile(r"\b[a-z]+\b")
#: German writes nouns with capitals: what an article or an adjective stands before is one.
_GERMAN_NOUN_BEFORE = re.compile(
    r"(?:^|\s)(?:de[rsmn]|die|das|eine?[rsnm]?|keine?[rsnm]?|jede[rsnm]?|diese[rsnm]?|[ai]m|zu[mr]|vom|beim|ihre?[rsnm]?|seine?[rsnm]?|(?!über|unter|außer|gegen|oder|aber|wegen|neben|hinter)[a-zäöüß]{3,}(?:er|en|es|em|e))\s+$"
)
_GERMAN_NOUN = re.compile(
    r"(?:ung|ungen|heit|keit|keiten|schaft|tion|tionen|tät|nis|chen|ismus|zeit|jahr|wesen|mittel|preise?|markt|ware|händler|hersteller)$"
)
#: A statement begins here: after a label or inside quotation marks.
_OPENS = re.compile(r"(?:[.!?…:][\"'”’]?\s+|(?:^|\s)[\"“‘«(])[\"“‘«]?$")
#: "Its Ferrol yard": where a firm has a plant.
_OWNED = re.compile(r"(?:['’]s?|\b(?:its|the|their|our|a|his|whose))\s+$")
_SITE = re.compile(
    r"\s+(?:\w+\s+)?(?:yard|plant|works|site|mill|factory|factories|mine|smelter|facility|campus|workshop|refinery|base|port|project|deposit|region|province)s?\b"
)
#: "A Solingen tool maker": where a firm is from.
_COMPANY_AFTER = re.compile(
    r"\s+(?:[a-z-]+\s+){0,2}(?:maker|company|firm|group|manufacturer|supplier|factory|plant|builder|producer|exporter|works|business|union|office|authorities|police|court)s?\b"
)
_ARTICLE = re.compile(r"\b(?:an?|the)\s+$", re.IGNORECASE)
#: Magnets go to companies.
_SUPPLIES = re.compile(
    r"\b(?:suppliers?|vendors?|deliver(?:y|ies|s|ed)|sales|sells?|sold|supply|supplies|supplied|ships?|shipped|shipments|customers?|contract|licen[cs]es?|permit|one|it|approval|went|goes|gone|sold)\s+(?:[\w-]+\s+)?(?:to|of|for|from)\s+$"
)
_PARTS = re.compile(r"['’]s? ")


@cache
def stop_words(languages: tuple[str, ...]) -> frozenset[str]:
    """Capitalised words that name no company: places, months, offices, outlets, words that open sentences."""
    lists = [words(language, "places", "stop") for language in languages]
    outlets = [words(language, "attribution", "newspaper") for language in languages]
    return frozenset().union(words("en", "places", "cities"), *lists, *outlets)


@cache
def chinese_places() -> frozenset[str]:
    return words("en", "places", "china") | words("en", "places", "towns")


def find(text: str, languages: tuple[str, ...], taken: Taken, busy: list[Span], talk: list[bool]) -> Iterator[Name]:
    """Names in the `busy` spans that nothing known covers.

    `talk` says of each span whether a licence is spoken of there: a word that could be a name is taken for one only
    where somebody may have a licence.
    """
    stop = stop_words(languages)
    judge = _Judge(text, languages)
    newspapers = words("en", "attribution", "newspaper")
    for (low, high), licensed in zip(busy, talk, strict=True):
        headline = _headline(text[low:high])
        for match in _NAME.finditer(text, low, high):
            if len(match[0]) > 200:
                continue
            raw = _on_one_line(match[0])
            shouted = raw.isupper() and raw.count(" ") > 2
            inside = not headline and _INSIDE.search(text, max(low, match.start() - 6), match.start()) is not None
            for offset, name in _in_headline(raw, stop) if headline or shouted else _names_in(raw, stop, inside=inside):
                start = match.start() + offset
                if (
                    " " in name
                    and name.split(" ")[0].lower() in words("en", "places", "cities")
                    and _PREPOSITION.search(text, max(0, start - 9), start)
                ):
                    start, name = start + name.index(" ") + 1, name.partition(" ")[2]
                end = start + len(name)
                if (
                    (joined := _AND_TRADE.match(text, end))
                    and joined[1].lower() in words("en", "names", "tail")
                    and name.split(" ")[0].lower() in chinese_places()
                ):
                    # "Mengyin Diamond and Magnet".
                    end, name = joined.end(1), name + joined[0]
                if taken.touches(start, end) or name.lower() in newspapers:
                    continue
                if found := judge.name(start, end, low, high, name, licensed=licensed, alone=name == match[0]):
                    yield found


_PREPOSITION = re.compile(r"\b(?:[Ii]n|[Aa]t|[Ff]rom|[Nn]ear|[Tt]o|[Oo]f|[Ff]or)\s+$")
_AND_TRADE = re.compile(r" and ([A-Z][a-z]+)\b(?!\s+(?:[A-Z&]|and\b))")
#: A word in small letters, which shows that the next capital does not open a statement.
_INSIDE = re.compile(r"(?:[a-z]|[a-z][,;]|[’']s) $")
#: Stands for the blanks between the halves of a word that a narrow column broke.
_BROKEN = "\x00"


def _on_one_line(raw: str) -> str:
    """A run of words without its line ends, as long as before."""
    if "&" in raw:
        raw = raw.replace("&nbsp;", " " + _BROKEN * 5).replace("&amp;", "&" + _BROKEN * 4)
    if "\n" not in raw:
        return raw
    return re.sub(r"-[ ]?\n[ ]?(?=[a-z])", lambda match: _BROKEN * len(match[0]), raw).replace("\n", " ")


def title_case(title: str) -> bool:
    """Whether a headline writes every word with a capital, so that capitals show no names."""
    found = re.findall(r"[A-Za-z][\w’'-]{3,}", title)
    return len(found) >= 4 and sum(word[0].isupper() for word in found) > 0.7 * len(found)


class _Judge:
    """Whether a run of capitalised words in a text names a company."""

    def __init__(self, text: str, languages: tuple[str, ...]) -> None:
        self.text = text
        self.cjk = languages[0] in ("zh", "ja", "ko")
        self.german = languages[0] == "de"
        self.french = languages[0] == "fr"
        self.people: set[str] = set()

    @cached_property
    def lower(self) -> frozenset[str]:
        return frozenset(_LOWER.findall(self.text))

    @cached_property
    def inner(self) -> frozenset[str]:
        return frozenset(_INNER.findall(self.text))

    def name(
        self, start: int, end: int, low: int, high: int, written: str, *, licensed: bool, alone: bool
    ) -> Name | None:
        text = self.text
        parts = [part.lower().strip(".,'’") for part in written.split()]
        tails, places = words("en", "names", "tail"), chinese_places()
        firm = len(parts) > 1 and any(part in tails for part in parts[1:])
        single = len(parts) == 1
        home = not single and parts[0] in places
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
        before = text[max(low, start - 40) : start]
        employer = bystanders.from_a_firm(before)
        sure = firm or home or employer
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
        if not sure and text[end : end + 1] not in ("'", "’") and self._place(end, before, single=single):
            return None
        return Name(start, end, written.replace(_BROKEN, ""), firm, home)

    def _shown(
        self, start: int, end: int, low: int, high: int, before: str, name: str, *, licensed: bool, alone: bool
    ) -> bool:
        """Whether one word is a name by what stands around it, or at least could be one where licences are talked of."""
        text = self.text
        opening = text[low:start].strip("\"'“‘-•*/0123456789. ") == "" or bool(_OPENS.search(before))
        listed = _LISTED.search(before) is not None
        if len(name) < 3 and not (name.isupper() and licensed and (listed or _VERB_SINGULAR.match(text, end))):
            return False
        if _COMPANY_AFTER.match(text, end) and _ARTICLE.search(before):
            return False
        if name.lower() in self.lower or (_OWNED.search(before) and _SITE.match(text, end)):
            return False
        if self.german and not opening and _GERMAN_NOUN_BEFORE.search(before):
            return False
        if not opening:
            if not alone and text[end : end + 1] not in ("'", "’") and ordinary(name.lower()):
                # "Commerce Secretary", "Long Beach": the rest of a title or a place.
                return False
            return licensed or listed or bool(_VERB_AFTER.match(text, end) or _described(before))
        if name in self.inner:
            return True
        if end >= high and not ordinary(name.lower()):
            # A line of its own: an item of a list.
            return True
        if ordinary(name.lower()) or (self.german and _GERMAN_NOUN.search(name)):
            return False
        if licensed or before[-2:] == ": " or (self.french and _VERB_AFTER.match(text, end)):
            return True
        return bool(_AND_NAME.match(text, end) or _VERB_SINGULAR.match(text, end))

    def _place(self, end: int, before: str, *, single: bool) -> bool:
        """Whether the words before make a place of it: "in X", "a mill near X", "Y of X"."""
        if not _PLACE_BEFORE.search(before) or _SUPPLIES.search(before):
            return False
        if _IN_PLACE.search(before) and not _SHARES_IN.search(before):
            return True
        of = _NAME_OF.search(before)
        if of and not ordinary(of["who"].lower()) and not single:
            return True
        return single and (self.cjk or of is not None or not _company_like(self.text, end))


@lru_cache(maxsize=8192)
def ordinary(word: str) -> bool:
    """Whether a word in small letters is a common one, in any of its forms."""
    known = words("en-words", "names", "ordinary") | _spoken()
    if word in known:
        return True
    for ending, instead in _ENDINGS:
        stem = word.removesuffix(ending)
        if stem != word and len(stem) > 2 and any(stem + more in known for more in instead):
            return True
        if stem != word and len(stem) > 3 and stem[-1] == stem[-2] and stem[:-1] in known:
            return True
    return False


@cache
def _spoken() -> frozenset[str]:
    """The words the cue table is made of."""
    lists = (cues for section in _PROSE for name, cues in table("en")[section].items() if name != "newspaper")
    return frozenset(word for cues in lists for cue in cues for word in re.findall(r"[a-z]{3,}", cue))


_PROSE = ("kind", "status", "scope", "modifier", "who", "attribution")
_ENDINGS = (
    ("s", ("",)),
    ("es", ("", "e")),
    ("ies", ("y",)),
    ("ed", ("", "e")),
    ("ied", ("y",)),
    ("ing", ("", "e")),
    ("er", ("", "e")),
    ("est", ("", "e")),
    ("iest", ("y",)),
    ("ers", ("", "e")),
    ("or", ("", "e")),
    ("ors", ("", "e")),
    ("ly", ("", "le")),
    ("ily", ("y",)),
    ("ness", ("",)),
    ("ment", ("",)),
    ("ments", ("",)),
    ("al", ("", "e")),
    ("ion", ("", "e")),
    ("ions", ("", "e")),
    ("ification", ("ify",)),
)


def _described(before: str) -> bool:
    """Whether a noun that introduces companies stands right before."""
    return bool(_NOUN_BEFORE.search(before))


_NOUN_BEFORE = re.compile(
    r"\b(?:maker|builder|producer|manufacturer|supplier|exporter|group|firm|brand|outfit|specialist|assembler|importer|newcomer|"
    r"rival|competitor|neighbou?r|vendor|plant|company|unit|subsidiary|parent|client|customer|user|buyer)s?,?\s+$"
)


def _company_like(text: str, end: int) -> bool:
    """After "of", "to", "from": a company is followed by what companies do, or by nothing that speaks of a place."""
    return bool(
        re.match(
            r"\s*(?:[,.);:?!]|$|and\b|under\b|as\b|was\b|is\b|has\b|have\b|had\b|are\b|since\b|includes?\b|in\b|on\b|of [A-Z])",
            text[end : end + 12],
        )
    )


def _headline(sentence: str) -> bool:
    """Whether capitals mean nothing because every word has one."""
    if len(list(islice(_LOWER_WORD.finditer(sentence), 8))) == 8:
        return False
    found: list[str] = re.findall(r"[A-Za-z][\w’'-]{2,}", sentence)
    if len(found) < 4 or "|" in sentence or "(" in sentence or ";" in sentence:
        return False
    # A list of names is no headline: only words that make a sentence count.
    capitals = len([word for word in found if word[0].isupper()])
    if "," in sentence or ":" in sentence or " - " in sentence:
        return capitals >= 0.85 * len(found) and len(found) >= 6
    return capitals >= 0.7 * len(found)


@lru_cache(maxsize=4096)
def _in_headline(raw: str, stop: frozenset[str]) -> tuple[tuple[int, str], ...]:
    """Names among words that all have capitals: what no ordinary word is, with the trades that follow."""
    tails, places = words("en", "names", "tail"), chinese_places()
    found: list[tuple[int, str]] = []
    begin = end = -1
    named = False
    position = 0
    for word in [*raw.split(" "), ""]:
        bare = re.sub(r"['’]s?$|[.,'’-]+$", "", word.lower())
        own = len(bare) > 1 and bare not in stop and not any(map(ordinary, bare.split("-")))
        goes_on = own or (bare in places and not named) or (named and bare in tails)
        if goes_on:
            begin = position if begin < 0 else begin
            named, end = named or own, position + len(word)
        if begin >= 0 and (not goes_on or word[-1:] in ",'’" or re.search(r"['’][sS]$", word)):
            if named:
                found.append((begin, re.sub(r"['’][sS]?$|[,'’-]+$", "", raw[begin:end])))
            begin, named = -1, False
        position += len(word) + 1
    return tuple(found)


@lru_cache(maxsize=4096)
def _names_in(raw: str, stop: frozenset[str], *, inside: bool = False) -> tuple[tuple[int, str], ...]:
    """Names in a run of capitalised words: "Wuhu's Oulan Magnets" holds one after its place, "X's Y" the owner first.

    `inside`: the run does not open a statement, so that small words in it are part of a name.
    """
    whole = _trimmed(raw, stop, inside=inside)
    pieces: list[tuple[int, str]] = []
    begin = 0
    for border in _PARTS.finditer(raw):
        pieces.append((begin, raw[begin : border.start()]))
        begin = border.end()
    if not pieces:
        return (whole,) if whole else ()
    pieces.append((begin, raw[begin:]))
    if len(pieces) == 2 and pieces[0][1].lower() not in stop and _is_trade(pieces[1][1]):
        # "Liu's Magnet Works": the owner is part of the name.
        return ((0, raw),)
    found = []
    for offset, piece in pieces:
        trimmed = _trimmed(piece, stop, inside=inside or offset > 0)
        if trimmed:
            found.append((offset + trimmed[0], trimmed[1]))
    if len(found) > 1 and " " not in found[0][1] and found[0][0] == 0:
        # "Lisbon's Tarvo Motion": a place the tables do not know.
        return tuple(found[1:])
    return tuple(found)


def _ends_a_name(word: str) -> bool:
    """Whether an ordinary word with a capital behind a name is part of it: "Sishui Spring"."""
    if word in words("en", "places", "cities") or word in chinese_places():
        return True
    return ordinary(word) and word not in words("en-words", "names", "behind")


def _is_trade(words_after: str) -> bool:
    parts = words_after.lower().split()
    return len(parts) > 1 and words("en", "names", "tail").issuperset(parts)


def _trimmed(raw: str, stop: frozenset[str], *, inside: bool) -> tuple[int, str] | None:
    """A run of capitalised words without the ordinary words at its ends: offset and name."""
    name = re.sub(r"['’]s?$|[.,'’-]+$", "", raw) if not re.search(r"\b(?:Ltd|Inc|Co|Corp)\.$", raw) else raw
    offset = 0
    tails, places = words("en", "names", "tail"), chinese_places()
    parts = name.split(" ")
    if (
        inside
        and len(parts) > 1
        and parts[0].lower() in words("en-words", "names", "lead")
        and parts[1].lower() not in stop
    ):
        stop = stop - {parts[0].lower()}
    elif not inside and len(parts) > 1 and parts[1].lower() in places and ordinary(parts[0].lower().split("-")[0]):
        # "Smaller Lishui X": the sentence begins with an ordinary word.
        offset, parts = len(parts[0]) + 1, parts[1:]
    while parts and not _place_and_trade(parts) and _ordinary_start(parts, stop, places):
        offset += len(parts[0]) + 1
        parts = parts[1:]
    if parts and _place_and_trade(parts):
        return offset, " ".join(parts)
    while (
        parts
        and (last := parts[-1].lower().strip(".,")) in stop
        and (len(parts) == 1 or (last not in tails and not ((inside or last in places) and _ends_a_name(last))))
    ):
        if len(parts) > 1 and parts[-1].lower().strip(".,") in words("en", "names", "outlet"):
            # "Kanto Mobility News": an outlet called after a trade.
            return None
        parts = parts[:-1]
    if len(parts) > 2 and len(parts[-1]) == 1:
        # The mark in the next column of a table.
        parts = parts[:-1]
    name = " ".join(parts).rstrip(",")
    if len(parts) == 2 and len(parts[1]) == 1 and ordinary(parts[0].lower()):
        return None
    if len(name) < 2 or all(word.lower().strip(".,") in stop or not word[:1].isalpha() for word in name.split()):
        return None
    return offset, name


#: Words that only a trade after them makes a name of: "General Motors".
_BEFORE_TRADES = frozenset(("general", "national", "united", "first", "new", "american", "royal"))
_GOODS = frozenset(
    (
        "magnet", "magnets", "magnetic", "rare", "earth", "industry", "company", "group", "trading", "permanent", "works", "factory",
        "chemical", "chemicals", "mining", "equipment", "power", "air", "auto", "metal", "metals", "machine", "machinery",
        "manufacturing", "automotive", "materials", "minerals", "industrial", "technology", "global", "solutions", "tech",
    )
)  # fmt: skip


def _place_and_trade(parts: list[str]) -> bool:
    first, rest = parts[0].lower(), [part.lower().strip(".,") for part in parts[1:]]
    if not rest or not words("en", "names", "tail").issuperset(rest):
        return False
    return first in words("en", "places", "cities") or (first in _BEFORE_TRADES and rest[0] not in _GOODS)


def _ordinary_start(parts: list[str], stop: frozenset[str], places: frozenset[str]) -> bool:
    first = parts[0].strip(".,'’").lower().replace("-", " ")
    if first.isdigit():
        return True
    if len(parts) > 1 and _HYPHENED.match(parts[0]):
        return True
    if first not in stop and parts[0].lower() not in stop:
        return False
    # "Wuxi Kangda": a place is part of the name that follows it.
    return not (
        len(parts) > 1
        and (first in places or first in words("en", "places", "cities"))
        and parts[0].isalpha()
        and parts[1].lower() not in stop
    )
