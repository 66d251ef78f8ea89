"""Short names that a company shares with others: "San Huan" for "Zhong Ke San Huan", "三环" for "中科三环".

Alone such a name identifies nobody. It is the company's where the text writes the company out somewhere, or where the
same sentence names another maker whom the record knows; never in a text in which it begins a longer name.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache

import ahocorasick

from jobs.extract.names import capitals, hanwords, pinyin
from jobs.extract.text.cues import table, words
from jobs.extract.text.phrases import Phrase
from jobs.extract.text.sentences import Span
from storage.domain.folding import simplified
from storage.domain.names import KnownCompany, Mention, NameIndex

_MAKES = frozenset(("exporter", "smco_producer"))
_HAN = Phrase("shortnames", "han", capitals=True)
_LONGER = Phrase("shortnames", "longer", capitals=True)
#: What stands before and behind a short Chinese name, besides words; anything else is the rest of a longer one.
_MARKS = frozenset("、，。；：！？“”「」『』（）( )\n—/·的")


@cache
def _around() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The words that stand right before and right behind a name."""
    context = table("zh")["context"]
    before = context["subject_before"] + context["object_before"]
    behind = context["subject_after"] + context["object_after"]
    return tuple(map(simplified, before)), tuple(map(simplified, behind))


def find(text: str, known: Sequence[Mention], names: NameIndex, spans: Sequence[Span]) -> list[Mention]:
    """The shared short names in a text that stand for a known maker, as mentions of it."""
    among = [one for one in known if makes(one.company)]
    if not among:
        return []
    named = {one.company.key for one in among}
    starts = [low for low, _ in spans]
    beside = {bisect_right(starts, one.start) for one in among}
    line = simplified(text)
    ends = {one.end for one in among}
    out = []
    for part, company in _named(line, names):
        places = list(_places(line, part, ends))
        if any(_LONGER.match(line, end) for _, end in places):
            continue
        for start, end in places:
            if any(one.start < end and start < one.end for one in known):
                continue
            if company.key in named or bisect_right(starts, start) in beside:
                out.append(Mention(company=company, start=start, end=end))
    return out


def _named(line: str, names: NameIndex) -> list[tuple[str, KnownCompany]]:
    """The shared short names that a text has, in the order of the record, and whose they are."""
    parts, automaton = _searched(names)
    numbers = {number for _, number in automaton.iter(line)} if parts else ()
    return [parts[number] for number in sorted(numbers)]


@lru_cache(maxsize=2)
def _searched(names: NameIndex) -> tuple[list[tuple[str, KnownCompany]], ahocorasick.Automaton]:
    parts = list(shared(names).items())
    automaton = ahocorasick.Automaton()
    for number, (part, _) in enumerate(parts):
        automaton.add_word(part, number)
    automaton.make_automaton()
    return parts, automaton


#: What joins the names of a list.
_JOINING = frozenset("和与及跟同、")


def _places(line: str, part: str, makers: set[int]) -> Iterator[Span]:
    """Where a short name stands by itself in a text in simplified characters, or is joined to a maker's that ends there."""
    words_before, words_behind = _around()
    start = line.find(part)
    while start >= 0:
        end = start + len(part)
        before, behind = line[start - 1 : start], line[end : end + 1]
        if part[0] > "\u2e7f":
            joined = before in _JOINING and start - 1 in makers
            alone = (not before or before in _MARKS or line.endswith(words_before, 0, start)) and (
                joined or not behind or behind in _MARKS or line.startswith(words_behind, end)
            )
        else:
            alone = not (before.isalnum() or behind.isalnum())
        if alone:
            yield start, end
        start = line.find(part, end)


def makes(company: KnownCompany | None) -> bool:
    """Whether the record knows it as one that may hold a licence."""
    return company is not None and not _MAKES.isdisjoint(company.roles)


def makers(names: NameIndex) -> Iterator[KnownCompany]:
    """All companies of the record that may hold a licence."""
    return filter(makes, names.companies)


@lru_cache(maxsize=2)
def shared(names: NameIndex) -> dict[str, KnownCompany]:
    """The short names of all known makers that no other company of the record is called by."""
    owners: dict[str, set[str]] = {}
    for company in makers(names):
        for name in (company.name, *company.aliases):
            for part in _parts(name):
                owners.setdefault(part, set()).add(company.key)
    out = {}
    for part, keys in owners.items():
        owner = names.of(next(iter(keys)))
        if len(keys) == 1 and owner is not None and names.resolve(part) is None:
            out[part] = owner
    return out


def _parts(name: str) -> Iterator[str]:
    """What a name is called for short: without place and trade, or its own last half."""
    if _HAN.fullmatch(name):
        short = hanwords.head(simplified(name))
        for part in (short, short[2:]) if len(short) == 4 else (short,):
            if len(part) == 2 and not hanwords.tokens_of(part):
                yield part
        return
    if name[:1] > "\u2e7f" or ":" in name:
        return
    trades = words("en", "names", "tail") | words("en", "names", "trade")
    parts = re.findall(r"[A-Za-z]+", name)
    while len(parts) > 1 and parts[-1].lower() in trades:
        parts.pop()
    own = [part for part in parts if part.lower() not in capitals.chinese_places()]
    if len(own) == 1 and len(own[0]) > 3:
        yield own[0]
    last = "".join(own[-2:]).lower()
    if len(own) > 2 and pinyin.spelt(last):
        yield " ".join(own[-2:])
        yield last.capitalize()
    elif len(own) == 2 and pinyin.spelt(own[1].lower()):
        yield own[1]
