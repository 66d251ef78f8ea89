"""Runs of words with capitals: where a name begins and ends in one, and which words are ordinary."""

import re
from functools import cache, lru_cache
from itertools import islice

from jobs.extract.names import bystanders, pinyin
from jobs.extract.text.cues import table, words
from jobs.extract.text.phrases import Phrase

#: Letters a name in Latin script is written with. What else follows is damage ("Chinaโs").
_L = "A-Za-z0-9À-ɏ"

_UP = "A-Z" + "".join(char for char in map(chr, range(0xC0, 0x250)) if char.isupper())

_WORD = rf"(?:[{_UP}](?:[{_L}’'./]|\+(?=[{_UP}])|&(?!nbsp|amp|#)|-(?![ ]?\n))*(?:-[ ]?\n[ ]?[a-z]+[.]?)?|[a-z]{{1,2}}-?[A-Z][{_L}]{{2,}}|\d[A-Z][a-z][{_L}]+|\d{{1,3}}[A-Z](?=[ ][A-Z][a-z]))"

_TRADE_AHEAD = (
    r"(?:Co|Company|Ltd|Limited|Inc|Corp|Corporation|LLC|GmbH|Pte|Pvt|Group|Holdings?|Magnet\w*|Mag[A-Z]?\w*|Rare|Permanent|New|Advanced|Electr\w+|"
    r"Tech\w*|Industr\w+|Materials?|Metals?|Alloys?|Motors?|Automotive|Drives?|Systems?|Trading|International|Precision|Machinery|Manufacturing|"
    r"Components?|Energy|Power|Robotics?|Science|Sci)\b"
)

RUN = re.compile(
    rf"(?<![A-Za-z0-9_À-ɏ&@.]){_WORD}(?:(?:\s+&(?:amp;)?\s+|\s+(?:de|del|della|dello|di|dos)\s+|(?:[ ]|&nbsp;)+|[ ]?\n|(?<=[a-z.]),\s+(?=(?:Ltd|Inc|Limited|LLC)\b))"
    # A place in brackets inside a name: "X (Ningbo) Magnetics".
    rf"(?:\((?:[A-Z][a-z]{{2,}}(?: [A-Z][a-z]+)?)\)[ ](?={_TRADE_AHEAD}))?"
    rf"(?:{_WORD}|\d{{2,3}}(?=\s[A-Z])))*"
)

_LOWER_WORD = re.compile(r"[a-z](?<![\w’'][a-z])[a-z]{2,}")
#: Eight of these behind blanks, as almost every sentence has them, which is faster to tell.
_SMALL_WORDS = re.compile(r"(?>.*? [a-z]{3}){8}", re.DOTALL)

_HYPHENED = Phrase("capitals", "hyphened")

_DOER = Phrase("capitals", "doer", capitals=True)

_PARTS = re.compile(r"['’]s? ")

#: Stands for the blanks between the halves of a word that a narrow column broke.
BROKEN = "\x00"


@cache
def stop_words(languages: tuple[str, ...]) -> frozenset[str]:
    """Capitalised words that name no company: places, months, offices, outlets, words that open sentences."""
    lists = [words(language, "places", "stop") for language in languages]
    outlets = [words(language, "attribution", "newspaper") for language in languages]
    return frozenset().union(words("en", "places", "cities"), *lists, *outlets)


@cache
def chinese_places() -> frozenset[str]:
    return words("en", "places", "china") | words("en", "places", "towns")


@lru_cache(maxsize=8192)
def chinese(word: str) -> bool:
    """Whether a word in small letters is a place in China or spelt as Chinese is: "helan", "suichang"."""
    if word in chinese_places():
        return True
    return pinyin.spelt(word) and not (word in stop_words(("en",)) or ordinary(word) or bystanders.given(word))


def adds_trade(short: str, long: str) -> bool:
    """Whether a longer name only adds a place, a trade or a legal form to a shorter one."""
    added = set(long.split()) - set(short.split())
    return all(word.strip(".,") in words("en", "names", "tail") or chinese(word) for word in added)


def title_case(title: str) -> bool:
    """Whether a headline writes every word with a capital, so that capitals show no names."""
    found = re.findall(r"[A-Za-z][\w’'-]{3,}", title)
    return len(found) >= 4 and sum(word[0].isupper() for word in found) > 0.7 * len(found)


#: Small words that have a capital inside a line only where every word has one.
_TITLE_WORD = re.compile(
    r"(?<=[a-z\d] )(?:To|Of|For|In|On|With|And|From|As|After|Under|By|Gets?|Wins?|Grants?|Receives?|Says|Has|Is)(?= [A-Z])"
)


def _few_small(found: list[str]) -> bool:
    return sum(word[0].islower() for word in found) <= 0.2 * len(found)


def is_headline(sentence: str) -> bool:
    """Whether capitals mean nothing because every word has one."""
    if _SMALL_WORDS.match(sentence) or len(list(islice(_LOWER_WORD.finditer(sentence), 8))) == 8:
        return False
    found: list[str] = re.findall(r"[A-Za-z][\w’'-]{2,}", sentence)
    if len(found) >= 6 and "|" not in sentence and len(_TITLE_WORD.findall(sentence)) > 0 and _few_small(found):
        return True
    if len(found) < 4 or "|" in sentence or "(" in sentence or ";" in sentence:
        return False
    # A list of names is no headline: only words that make a sentence count.
    capitals = len([word for word in found if word[0].isupper()])
    if "," in sentence or ":" in sentence or " - " in sentence:
        return capitals >= 0.85 * len(found) and len(found) >= 6
    return capitals >= 0.7 * len(found)


def on_one_line(raw: str) -> str:
    """A run of words without its line ends, as long as before."""
    if "&" in raw:
        raw = raw.replace("&nbsp;", " " + BROKEN * 5).replace("&amp;", "&" + BROKEN * 4)
    if "\n" not in raw:
        return raw
    return re.sub(r"-[ ]?\n[ ]?(?=[a-z])", lambda match: BROKEN * len(match[0]), raw).replace("\n", " ")


@lru_cache(maxsize=4096)
def in_headline(raw: str, stop: frozenset[str]) -> tuple[tuple[int, str], ...]:
    """Names among words that all have capitals: what no ordinary word is, with the trades that follow."""
    tails, places = words("en", "names", "tail"), chinese_places()
    found: list[tuple[int, str]] = []
    begin = end = -1
    named = False
    position = 0
    parts = [*raw.split(" "), ""]
    for word, following in zip(parts, [*parts[1:], ""], strict=True):
        bare = re.sub(r"['’]s?$|[.,'’-]+$", "", word.lower())
        parts_of_it = bare.split("-")
        own = (
            len(bare) > 1
            and not stop.issuperset(parts_of_it)
            and bare not in stop
            and not any(map(ordinary, parts_of_it))
        )
        goes_on = own or (bare in places and not named) or (named and bare in tails)
        # "Puyuan New Materials": a new trade is a trade, and so are two with a hyphen.
        goes_on = goes_on or (
            named and bare in words("en", "names", "of_trades") and following.lower().strip(".,'’") in tails
        )
        goes_on = goes_on or (named and "-" in bare and _trades().issuperset(bare.split("-")))
        if goes_on:
            begin = position if begin < 0 else begin
            named, end = named or own, position + len(word)
        if begin >= 0 and (not goes_on or word[-1:] in ",'’" or re.search(r"['’][sS]$", word)):
            if named:
                found.append((begin, re.sub(r"['’][sS]?$|[.,'’-]+$", "", raw[begin:end])))
            begin, named = -1, False
        position += len(word) + 1
    return tuple(found)


@cache
def _trades() -> frozenset[str]:
    return words("en", "names", "tail") | words("en", "names", "trade") | {"cobalt"}


@lru_cache(maxsize=4096)
def names_in(raw: str, stop: frozenset[str], *, inside: bool = False) -> tuple[tuple[int, str], ...]:
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


def _trimmed(raw: str, stop: frozenset[str], *, inside: bool) -> tuple[int, str] | None:
    """A run of capitalised words without the ordinary words at its ends: offset and name."""
    name = re.sub(r"['’]s?$|[.,'’-]+$", "", raw) if not re.search(r"\b(?:Ltd|Inc|Co|Corp)\.$", raw) else raw
    offset = _behind_epithet(name)
    name = name[offset:]
    tails, places = words("en", "names", "tail"), chinese_places()
    parts = name.split(" ")
    if (inside and _leads(parts, stop)) or _of_a_region(parts):
        stop = stop - {parts[0].lower()}
    elif (
        not inside
        and len(parts) > 1
        and parts[1].lower() in places
        and parts[0].lower() not in places
        and ordinary(parts[0].lower().split("-")[0])
    ):
        # "Smaller Lishui X": the sentence begins with an ordinary word.
        offset, parts = len(parts[0]) + 1, parts[1:]
    while parts and not _place_and_trade(parts) and _ordinary_start(parts, stop, places):
        based = bool(_HYPHENED.match(parts[0]))
        offset += len(parts[0]) + 1
        parts = parts[1:]
        if based and (_leads(parts, stop) or _of_a_region(parts)):
            # "Ningbo-based Three Rivers": behind what tells where, a small word with a capital begins the name.
            break
    if parts and _place_and_trade(parts):
        return offset, " ".join(parts)
    if len(parts) > 2 and parts[-2].endswith(".") and raw.endswith(parts[-1]) and ordinary(parts[-1].lower()):
        # "... Industry Co. Validity: 12 months": the next label.
        parts = parts[:-1] if parts[-2].lower() in tails else parts
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


_EPITHET = Phrase("capitals", "epithet", capitals=True)


def _behind_epithet(name: str) -> int:
    """Where the name itself begins behind what is said of it."""
    match = _EPITHET.match(name)
    return match.end() if match else 0


def _leads(parts: list[str], stop: frozenset[str]) -> bool:
    """Whether a small word with a capital opens a name of several words: "Three Rivers"."""
    if len(parts) < 2 or parts[0].lower() not in words("en", "words", "lead"):
        return False
    following = parts[1].lower()
    return following not in stop or (len(parts) > 2 and following in words("en", "names", "tail"))


def _of_a_region(parts: list[str]) -> bool:
    """Whether a region opens the name of a firm: "Nordic Wind Systems", "Baltic Thrusters"."""
    last = parts[-1].lower().strip(".,")
    if parts[0].lower() not in words("en", "words", "region") or last not in words("en", "names", "tail"):
        return False
    return len(parts) > 2 or (len(parts) == 2 and not ordinary(last))


def _ends_a_name(word: str) -> bool:
    """Whether an ordinary word with a capital behind a name is part of it: "Sishui Spring"."""
    if word in words("en", "places", "cities") or word in chinese_places():
        return True
    return ordinary(word) and word not in words("en", "words", "behind")


def _is_trade(words_after: str) -> bool:
    parts = words_after.lower().split()
    return len(parts) > 1 and words("en", "names", "tail").issuperset(parts)


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
    if len(parts) > 1 and _DOER.match(parts[0]) and parts[1].lower() not in words("en", "names", "tail"):
        return True
    if len(parts) > 2 and (first, parts[1].lower()) == ("inner", "mongolia"):
        return parts[2].lower() in stop
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


@lru_cache(maxsize=8192)
def ordinary(word: str) -> bool:
    """Whether a word in small letters is a common one, in any of its forms."""
    known = words("en", "words", "ordinary") | _spoken()
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
