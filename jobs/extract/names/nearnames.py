"""Names that are almost a known maker's: short ones it shares, slips of scanners, German genitives, half a translation.

Taken for a new company, such a name would be announced as a new exporter; so the text's own name is kept only where it
is nobody's. Whose it is stays a question for a person, unless the text writes the company out elsewhere.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import NamedTuple

from jobs.extract.names import hanwords, shortnames
from jobs.extract.reasons import Reason
from jobs.extract.text.cues import table, words
from jobs.extract.text.phrases import Phrase
from storage.domain.folding import fold, simplified
from storage.domain.licence import Role
from storage.domain.names import KnownCompany, NameIndex

#: Shorter names differ by one letter from too many others.
_LEAST_HAN, _LEAST_LATIN = 3, 5
_HAN_RUN = Phrase("nearnames", "han_run", capitals=True)
_HALF = Phrase("nearnames", "half", capitals=True)
_OWNS = re.compile(r"\s+[A-ZÄÖÜ]")
_LETTERS = re.compile("[^a-z0-9]+")


class Near(NamedTuple):
    """Whose name it is, where it begins in the text, and why a person should look (None where nothing is open)."""

    company: KnownCompany
    start: int
    reason: Reason | None


def of(name: str, start: int, text: str, names: NameIndex, languages: tuple[str, ...]) -> Near | None:
    """Whose name one on no list is almost; None for most."""
    shared = shortnames.shared(names)
    if name[0] > "\u2e7f":
        if (company := shared.get(simplified(name))) is not None:
            return Near(company, start, Reason.SHARED_NAME)
        if (company := shared.get(hanwords.head(simplified(name)))) is not None:
            # With a place or a trade of its own it is as likely another one's.
            return Near(company, start, Reason.PERHAPS_ANOTHER)
    elif languages[0] == "de" and name[-1] == "s" and (known := names.resolve(name[:-1])) is not None:
        # "Xs Generallizenz" is X's; "ein Kunde Xs hat" tells of somebody else.
        owns = _OWNS.match(text, start + len(name)) is not None
        return Near(known.company, start, None if owns else Reason.PERHAPS_ANOTHER)
    elif (half := _HALF.fullmatch(name)) is not None:
        company = _by_first_word(names).get(half["head"].lower())
        if company is not None and hanwords.all_trade(fold(half["tail"]).text):
            return Near(company, start, Reason.SLIP)
        return None
    elif _all_trade(name):
        before = _HAN_RUN.search(text, max(0, start - 5), start)
        if before is None:
            return None
        run = before.group().rstrip()
        for size in range(len(run), 1, -1):
            if (company := shared.get(simplified(run[-size:]))) is not None:
                return Near(company, before.start() + len(run) - size, Reason.SHARED_NAME)
        return None
    company = _by_looks(names).get(looks(name))
    if company is None and name[0] > "\u2e7f" and start:
        # A letter before the name may be its first one: "正诲磁村" for 正海磁材.
        company, start = _by_looks(names).get(looks(text[start - 1] + name)), start - 1
    if company is None:
        return None
    letters = _letters(name)
    same = letters and any(letters == _letters(one) for one in (company.name, *company.aliases))
    return Near(company, start, None if same else Reason.SLIP)


@cache
def _alike() -> dict[int, str]:
    """Each character that a scanner takes for another, with the one that stands for all of them."""
    return {ord(char): group[0] for group in table("zh")["slips"]["alike"] for char in group[1:]}


@lru_cache(maxsize=4096)
def looks(name: str) -> str:
    """What is left of a name where characters that look alike are one; empty where that is too little to tell it by."""
    if name[0] > "\u2e7f":
        line = fold(name).text
        return line.translate(_alike()) if len(line) >= _LEAST_HAN else ""
    line = _letters(name)
    for seen, meant in (("rn", "m"), ("cl", "d"), ("vv", "w")):
        line = line.replace(seen, meant)
    return line.translate(_LATIN_ALIKE) if len(line) >= _LEAST_LATIN else ""


def _letters(name: str) -> str:
    """A Latin name without blanks, marks and accents."""
    return _LETTERS.sub("", unicodedata.normalize("NFD", name).lower())


_LATIN_ALIKE = str.maketrans("i1c05", "lleos")


@lru_cache(maxsize=2)
def _by_looks(names: NameIndex) -> dict[str, KnownCompany]:
    """All makers by what their names look like; a look that two of them share is nobody's."""
    owners: dict[str, set[str]] = {}
    for company in names.companies:
        for name in (company.name, *company.aliases) if company.roles != {Role.CUSTOMER} else ():
            if seen := looks(name):
                owners.setdefault(seen, set()).add(company.key)
    return dict(_of_one(owners, names))


@lru_cache(maxsize=2)
def _by_first_word(names: NameIndex) -> dict[str, KnownCompany]:
    """Makers whose Latin name is one word of their own and a trade: "JL" of "JL Mag"."""
    owners: dict[str, set[str]] = {}
    for company in shortnames.makers(names):
        for name in (company.name, *company.aliases):
            first, _, rest = name.partition(" ")
            if rest and first.isascii() and first.isalpha() and _all_trade(rest):
                owners.setdefault(first.lower(), set()).add(company.key)
    return dict(_of_one(owners, names))


def _of_one(owners: dict[str, set[str]], names: NameIndex) -> Iterator[tuple[str, KnownCompany]]:
    for key, held in owners.items():
        owner = names.of(next(iter(held)))
        if len(held) == 1 and owner is not None:
            yield key, owner


def _all_trade(name: str) -> bool:
    """Whether nothing but what firms make stands in a Latin name: "Permanent Magnet"."""
    trades = words("en", "names", "tail") | words("en", "names", "trade") | {"mag"}
    return all(word in trades for word in re.findall("[a-z]+", name.lower()))
