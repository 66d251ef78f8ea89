"""Names in Latin script that stand on no list: runs of capitals that are no place, office, outlet or person."""

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import islice
from typing import NamedTuple, Protocol

from jobs.extract.cues import words
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
_NAME = re.compile(
    rf"(?<![A-Za-z0-9_À-ɏ&@.])(?:[A-ZÀ-Þ][{_L}&’'.-]*|[A-Z]{{2,}})(?:(?:\s+&\s+|\s+de\s+|[ ]+|(?<=[a-z.]),\s+(?=(?:Ltd|Inc|Limited|LLC)\b))"
    rf"(?:[A-ZÀ-Þ][{_L}&’'./-]*|[A-Z]{{2,}}|\d{{2,3}}(?=\s[A-Z])))*"
)
_PERSON_AFTER = re.compile(
    r"\s*(?:,\s+(?:the\s+|its\s+|a\s+|an\s+|who\s+(?:runs|heads|leads|manages)\s+|our\s+)?(?:[\w’'-]+\s+){0,3}?(?:founder|director|manager|minister|analyst|chief|head|"
    r"president|chairman|chairwoman|spokes\w+|secretary|officer|executive|professor|lawyer|commissioner|ceo|cfo|engineer|partner)\b"
    r"|,\s+who\b|\s+(?:of|from|at)\s+(?:(?:the|[a-z]+)\s+)?[A-Z][^.;]{0,60}?\s+(?:said|told|says|wrote|writes)\b|\s+(?:runs|heads)\s+(?:exports|sales|purchasing|sourcing|the)\b)",
    re.IGNORECASE,
)
_PERSON_BEFORE = re.compile(
    r"\b(?:mr|mrs|ms|dr|prof|founder|minister|spokes(?:man|woman|person)|president|chairman|chairwoman|commissioner|executive|"
    r"secretary|analyst|director|manager|engineer|officer|owner|chief|hi|hello|dear|senator|chancellor|ceo|cfo)\.?\s+$",
    re.IGNORECASE,
)
_SAID_BEFORE = re.compile(r"[\"”’]\s*,?\s*(?:said|says|adds?|added|explain\w*)\s+$")
_PLACE_BEFORE = re.compile(
    r"\b(?:in|near|outside|at|from|around|of|to|through|via|covers|cover)\s+(?:the\s+)?$", re.IGNORECASE
)
_IN_PLACE = re.compile(r"\b(?:in|near|outside|around|across)\s+(?:the\s+)?(?:[A-Z]\w+\s+and\s+)?$", re.IGNORECASE)
#: "X of Utrecht": where a company is from.
_NAME_OF = re.compile(r"[A-Z][\w’'-]+ of\s+$")
_VERB_AFTER = re.compile(
    r"(?:['’]s?\b|\s*[(),;]|\s+(?:has|have|had|is|was|were|got|said|says|holds?|received|obtained|secured|won|now|may|can|could|would|should|will|and|on|under|as|GL|at|of|where|appears?|figures?|features?|"
    r"confirmed|told|disclosed|gets|became|cannot|makes|ships|added|denied|did|does|let|gives?|to|[a-z]{3,}ed|figure|demeure|détient|reste|obtient|reçoit|bénéficie|et|bleibt|bleibe|steht|aus|y|hat|wird|erhielt|verfügt|a\s+obtenu|dispose|also|joined|remains|have|itself|hopes|asked|had)\b|\s*[:：])"
)
_VERB_SINGULAR = re.compile(
    r"(?:['’]s\b|\s+(?:has|said|told|held|sold|made|kept|let|cannot|could|would|should|did|does|was|is|hat|erhielt|dispose|won|got|had)\b|\s+(?:(?:also|now|then|only|since)\s+)?[a-z]{2,}(?:[^s\W]s|ed)\b(?!\s+of\b)|,\s+(?:an?|the|one of|which|whose|based|until|best)\s|\s*[(|;\t]|\s+of\s+[A-Z])"
)
_AND_NAME = re.compile(r"(?:\s+(?:and|und|et)|,)\s+[A-Z][a-z]+\b")
_LISTED = re.compile(
    r"(?:,|and|to|by|with|of|und|et|from|as|for|called|include[sd]?|but|named|is|into|lists?|covers?|that|names?)\s+$|[(:–—-]\s*$"
)
#: A capitalised word that does not open its sentence.
_INNER = re.compile(r"(?<=[a-z,;’'”] )[A-Z][\w-]+")
_LOWER_WORD = re.compile(r"(?<![\w’'])[a-z]{3,}")
_HYPHENED = re.compile(r".*-(?:based|area|listed|backed|owned|headquartered|made|born|plus|era)$", re.IGNORECASE)
_HYPHENED_WORD = re.compile(r"[A-Z][a-z]+-[a-z]+$")
#: "LISBON (Wirename) - ": who reports.
_DATELINE = re.compile(r"\s*[A-Z][A-Z ]+(?:, \w+\.? \d+)? ?\([^()]*\) ?[-–—]")
_DOMAIN = re.compile(r"\.(?:com|dev|net|org|cn|io|info|news)$", re.IGNORECASE)
_PARTS = re.compile(r"['’]s? ")


@cache
def stop_words(languages: tuple[str, ...]) -> frozenset[str]:
    """Capitalised words that name no company: places, months, offices, outlets, words that open sentences."""
    return frozenset().union(*(words(language, "places", "stop") for language in languages)) | {
        word for language in languages for word in words(language, "attribution", "newspaper")
    }


def chinese_places() -> frozenset[str]:
    return words("en", "places", "china")


def find(text: str, languages: tuple[str, ...], taken: Taken, busy: list[Span]) -> Iterator[Name]:
    """Names in the `busy` spans that nothing known covers."""
    stop = stop_words(languages)
    lower, inner = set(re.findall(r"\b[a-z]+\b", text)), set(_INNER.findall(text))
    newspapers = words("en", "attribution", "newspaper")
    cjk = languages[0] in ("zh", "ja", "ko")
    for low, high in busy:
        if _headline(text[low:high]):
            continue
        for match in _NAME.finditer(text, low, high):
            if len(match[0]) > 120:
                continue
            for offset, name in _names_in(match[0], stop):
                start = match.start() + offset
                end = start + len(name)
                if taken.touches(start, end) or name.lower() in newspapers:
                    continue
                if found := _judged(text, start, end, low, lower, inner, cjk=cjk):
                    yield found


def title_case(title: str) -> bool:
    """Whether a headline writes every word with a capital, so that capitals show no names."""
    found = re.findall(r"[A-Za-z][\w’'-]{3,}", title)
    return len(found) >= 4 and sum(word[0].isupper() for word in found) > 0.7 * len(found)


def _judged(text: str, start: int, end: int, low: int, lower: set[str], inner: set[str], *, cjk: bool) -> Name | None:
    name = text[start:end]
    tails, places = words("en", "names", "tail"), chinese_places()
    parts = [part.lower().strip(".,'’") for part in name.split()]
    firm = len(parts) > 1 and any(part in tails for part in parts[1:])
    single = len(parts) == 1
    before = text[max(low, start - 16) : start]
    if _DOMAIN.search(name):
        return None
    if parts[-1] in words("en", "names", "outlet") or _DATELINE.match(text[max(low, start - 40) : end + 6]):
        return None
    if single and (len(name) < 3 or _HYPHENED_WORD.match(name)):
        return None
    if single and (len(name) < 3 or parts[0].strip(".") in tails or parts[0] in places):
        return None
    home = not single and parts[0] in places
    if not firm and not home and (_person(text, start, end, low) or (not single and _SAID_BEFORE.search(before))):
        return None
    if single and not cjk:
        opening = text[low:start].strip("\"'“‘-•*/0123456789. ") == ""
        if opening and not (_AND_NAME.match(text, end) or _VERB_SINGULAR.match(text, end) or name in inner):
            return None
        if not opening and not (_VERB_AFTER.match(text, end) or _LISTED.search(before) or _described(before)):
            return None
        if name.lower() in lower:
            return None
    bare = not firm and not home and text[end : end + 1] not in ("'", "’")
    if (
        bare
        and _PLACE_BEFORE.search(before)
        and (_IN_PLACE.search(before) or _NAME_OF.search(before) or cjk is not False or not _company_like(text, end))
    ):
        return None
    return Name(start, end, name, firm, home)


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
            r"\s*(?:[,.);:]|$|and\b|under\b|as\b|was\b|is\b|has\b|since\b|includes?\b|in\b|on\b|of [A-Z])",
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
def _names_in(raw: str, stop: frozenset[str]) -> tuple[tuple[int, str], ...]:
    """Names in a run of capitalised words: "Wuhu's Oulan Magnets" holds one after its place, "X's Y" the owner first."""
    whole = _trimmed(raw, stop)
    pieces: list[tuple[int, str]] = []
    begin = 0
    for border in _PARTS.finditer(raw):
        pieces.append((begin, raw[begin : border.start()]))
        begin = border.end()
    if not pieces:
        return (whole,) if whole else ()
    pieces.append((begin, raw[begin:]))
    found = []
    for offset, piece in pieces:
        trimmed = _trimmed(piece, stop)
        if trimmed:
            found.append((offset + trimmed[0], trimmed[1]))
    if len(found) > 1 and " " not in found[0][1] and found[0][0] == 0:
        # "Lisbon's Tarvo Motion": a place the tables do not know.
        return tuple(found[1:])
    return tuple(found)


def _trimmed(raw: str, stop: frozenset[str]) -> tuple[int, str] | None:
    """A run of capitalised words without the ordinary words at its ends: offset and name."""
    name = re.sub(r"['’]s?$|[.,'’-]+$", "", raw) if not re.search(r"\b(?:Ltd|Inc|Co|Corp)\.$", raw) else raw
    offset = 0
    tails, places = words("en", "names", "tail"), chinese_places()
    parts = name.split(" ")
    while parts and _ordinary_start(parts, stop, places):
        offset += len(parts[0]) + 1
        parts = parts[1:]
    while (
        parts
        and parts[-1].lower().strip(".,") in stop
        and (len(parts) == 1 or parts[-1].lower().strip(".,") not in tails)
    ):
        parts = parts[:-1]
    name = " ".join(parts).rstrip(",")
    if len(name) < 2 or all(word.lower().strip(".,") in stop or not word[:1].isalpha() for word in name.split()):
        return None
    return offset, name


def _ordinary_start(parts: list[str], stop: frozenset[str], places: frozenset[str]) -> bool:
    first = parts[0].strip(".,'’").lower().replace("-", " ")
    if len(parts) > 1 and _HYPHENED.match(parts[0]):
        return True
    if first not in stop and parts[0].lower() not in stop:
        return False
    # "Wuxi Kangda": a place in China is part of the name that follows it.
    return not (len(parts) > 1 and first in places and parts[0].isalpha() and parts[1].lower() not in stop)


def _person(text: str, start: int, end: int, low: int) -> bool:
    return bool(_PERSON_AFTER.match(text, end) or _PERSON_BEFORE.search(text[max(low, start - 20) : start]))
