"""Which company a name means. One matcher for what is read in documents and what people type."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from copy import copy
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, NamedTuple, TypeVar

import ahocorasick
from rapidfuzz import fuzz, process, utils

from storage.domain.folding import fold
from storage.domain.licence import Role
from storage.domain.spelling import HAN_PLACE, TICKER, TRADE, forms, key_of, names_place, telling


@dataclass(frozen=True, kw_only=True)
class KnownCompany:
    """A company the record knows by name. `roles` are values of Role; `aliases` hold every spelling and ticker."""

    key: str
    name: str
    roles: frozenset[str] = frozenset()
    aliases: tuple[str, ...] = ()


def roles_of(roles: Iterable[str], country: str | None) -> frozenset[str]:
    """What a company is to a buyer of magnets. One abroad of no known role buys: only Chinese exporters get licences.

    (The rule and its source are in seeds/regime.toml: the holder is the exporter in China.)
    """
    known = frozenset(roles)
    return known if known or country in (None, "CN") else frozenset({Role.CUSTOMER.value})


@dataclass(frozen=True, kw_only=True)
class Mention:
    """A known company's name at `start`:`end` of the text that was scanned."""

    company: KnownCompany
    start: int
    end: int


@dataclass(frozen=True, kw_only=True)
class NameMatch:
    """Whom a typed name may mean: `score` is 0-100 (100 is exact), `because` says why in words."""

    company: KnownCompany
    score: int
    because: str


_TICKER_TAIL = re.compile(r"\.(sz|ss|sh|hk|bj|t|ks)\b")


#: Capitalised words right behind a name, and those among them that end the name of a firm.
_FURTHER = re.compile(r"(?: [A-Z][A-Za-z&-]*){1,4}")
_FIRM = frozenset(
    (
        "co",
        "company",
        "ltd",
        "limited",
        "inc",
        "corp",
        "corporation",
        "group",
        "holdings",
        "magnetics",
        "electronics",
        "technology",
        "technologies",
        "industries",
        "alloys",
        "ventures",
    )
)

#: A letter of a word written in kana or hangul before one of its own kind: no name begins in the middle of a word.
_INSIDE = re.compile("[ァ-ヺー][ァ-ヺ]|[가-힣]{2}")

#: A name that goes on like this after a two- or three-character alias is another, longer name.
_LONGER = re.compile(
    r"^(集团|股份|磁业|磁材|磁体|科技|电子|电气|陶瓷|新材|控股|有色|药业|银行|证券|化工|能源|重工|钢铁)"
)


#: A name is a slip of another when at most a quarter of its letters differ (a swap counts as one), and when it has at
#: least so many Latin letters.
_A_SLIP = 0.75
_SHORT = 4
#: How alike the parts of two names must be that tell whose they are, 100 being the same.
_TELLS = 60
#: And how alike they must be where nothing but a place is left.
_SAME_PLACE = 90
#: Part of a name stands for the whole from so many Latin letters on.
_LONG = 6


@dataclass(frozen=True, slots=True)
class _Alias:
    company: KnownCompany
    length: int
    explicit: bool
    #: The spelling the original text must have (short Latin names: VW is no vw), or None.
    spelling: str | None = None
    #: Plain Latin letters and digits at both ends, which may not touch others.
    word: bool = False
    #: A stock code, which counts only where it is written as one.
    ticker: bool = False


class _Typed(NamedTuple):
    """Whose name a typed key is, and whether it is the whole name or a shortened one."""

    company: KnownCompany
    whole: bool


class _Layer:
    """What companies are called: the forms looked for in texts, and the keys of what people type."""

    def __init__(self, companies: Iterable[KnownCompany]) -> None:
        self.names: list[tuple[str, KnownCompany]] = []
        self.found: dict[str, list[_Alias]] = defaultdict(list)
        self.typed: dict[str, list[_Typed]] = defaultdict(list)
        for company in companies:
            self.names += [(name, company) for name in (company.name, *company.aliases)]
            found, typed = _entries(company)
            for key, alias in found:
                self.found[key].append(alias)
            for key, entry in typed:
                self.typed[key].append(entry)

    @cached_property
    def automaton(self) -> Any:
        """Made when the first text is scanned: whoever only looks names up does not wait for it."""
        automaton = ahocorasick.Automaton()
        for key, aliases in self.found.items():
            winner = _owner(aliases)
            if winner:
                automaton.add_word(key, winner)
        automaton.make_automaton()
        return automaton

    def scan(self, line: str) -> Iterable[tuple[int, _Alias]]:
        """Every form in a folded text, with the position of its last character."""
        return self.automaton.iter(line) if self.automaton.kind == ahocorasick.AHOCORASICK else ()

    def near(self, typed: str, limit: int) -> list[tuple[float, str, KnownCompany]]:
        hits = process.extract(
            utils.default_process(typed), self._choices, scorer=fuzz.WRatio, limit=limit, score_cutoff=60
        )
        return [(score, *self.names[index]) for _, score, index in hits]

    def slips(self, key: str, limit: int) -> list[tuple[float, KnownCompany]]:
        """Whose name a typed key is all but a slip of the fingers, best first; a name of two companies is nobody's."""
        # Imported here because only slips need it, and most starts never see one.
        from rapidfuzz.distance import OSA

        hits = process.extract(
            key, self._keys, scorer=OSA.normalized_similarity, limit=limit, score_cutoff=_A_SLIP, processor=None
        )
        found = [(score, {entry.company.key: entry.company for entry in self.typed[name]}) for name, score, _ in hits]
        return [(score, company) for score, owners in found if len(owners) == 1 for company in owners.values()]

    @cached_property
    def _keys(self) -> list[str]:
        """Every key that is long enough to be told apart when a letter is wrong."""
        return [key for key in self.typed if len(key) >= (_SHORT if key.isascii() else 3) and not key.isdigit()]

    @cached_property
    def _choices(self) -> list[str]:
        """Every name as near ones are compared."""
        return [utils.default_process(name) for name, _ in self.names]


#: Companies whose entries are kept: most of an index that is made anew is as it was.
_KEPT = 2_000


@lru_cache(maxsize=_KEPT)
def _entries(company: KnownCompany) -> tuple[list[tuple[str, _Alias]], list[tuple[str, _Typed]]]:
    """What a company is found and typed by."""
    found: list[tuple[str, _Alias]] = []
    typed: list[tuple[str, _Typed]] = []
    for name in (company.name, *company.aliases):
        ticker = TICKER.match(name.strip())
        for text in (name, *((ticker[1] or ticker[2],) if ticker else ())):
            typed.append((key_of(text), _Typed(company, True)))
        for key, alias in _aliases(company, name):
            found.append((key, alias))
            if not alias.ticker:
                typed.append((key_of(key), _Typed(company, False)))
    return found, typed


class NameIndex:
    """Aliases of all known companies, scanned in time linear in the text.

    What changed since it was built lies over it as a layer of its own: a new name costs what that name costs.
    """

    def __init__(self, companies: Iterable[KnownCompany]) -> None:
        self._known = {company.key: company for company in companies}
        self._base = _Layer(self._known.values())
        self._over = _Layer(())
        #: Keys of the companies that the upper layer knows better.
        self._changed: frozenset[str] = frozenset()

    def with_changes(self, changed: Mapping[str, KnownCompany | None]) -> "NameIndex":
        """Another index, with these companies as they are now (by key); None for one that is none of its own any more.

        The one it was made from stays as it is for whoever reads with it.
        """
        old = _Layer(self._known[key] for key in changed if key in self._known)
        new = _Layer(company for company in changed.values() if company is not None)
        index = copy(self)
        for made in ("companies", "spellings"):
            index.__dict__.pop(made, None)
        index._known = {**self._known, **{key: company for key, company in changed.items() if company is not None}}
        for key in changed.keys() - {company.key for _, company in new.names}:
            index._known.pop(key, None)
        index._changed = self._changed | changed.keys()
        index._over = _Layer(())
        index._over.names = [named for named in self._over.names if named[1].key not in changed] + new.names
        index._over.found = _laid_over(self._base.found, self._over.found, old.found, new.found, changed)
        index._over.typed = _laid_over(self._base.typed, self._over.typed, old.typed, new.typed, changed)
        return index

    @property
    def changes(self) -> int:
        """How many companies the upper layer holds: with many of them, one built anew is faster."""
        return len(self._changed)

    def __len__(self) -> int:
        return len(self._known)

    @cached_property
    def companies(self) -> tuple[KnownCompany, ...]:
        """Everybody in it, in the order of the record."""
        return tuple(self._known.values())

    @cached_property
    def spellings(self) -> dict[str, str]:
        """How the words of their names in Latin letters are spelt, by the same words in small letters."""
        words = (
            word
            for company in self.companies
            for name in (company.name, *company.aliases)
            for word in re.findall(r"[A-Za-z]+", name)
        )
        # Where one spelling is all capitals and another is not, the other is how prose has it.
        return {word.casefold(): word for word in sorted(words, key=str.isupper, reverse=True)}

    def of(self, key: str) -> KnownCompany | None:
        """The company of this key."""
        return self._known.get(key)

    def _scan(self, line: str) -> Iterator[tuple[int, _Alias]]:
        """Every form in a folded text; where the upper layer knows one too, it decides whose it is."""
        better = self._over.found
        for last, alias in self._base.scan(line):
            if not better or line[last + 1 - alias.length : last + 1] not in better:
                yield last, alias
        if better:
            yield from self._over.scan(line)

    def find(self, text: str) -> list[Mention]:
        """Mentions in order, longest first where they overlap. Positions refer to `text` itself."""
        folded = fold(text)
        line, size, straight = folded.text, len(folded.text), folded.offsets is None
        hits = [(last + 1 - alias.length, -last, alias) for last, alias in self._scan(line)]
        hits.sort()
        mentions: list[Mention] = []
        free = 0
        for start, minus_last, alias in hits:
            if start < free:
                continue
            end = 1 - minus_last
            if alias.word:
                if (start and _joins(line[start - 1])) or (end < size and _joins(line[end])):
                    continue
            elif not _stands_alone(line, start, end, alias):
                continue
            first, last = (start, end) if straight else folded.original(start, end)
            if alias.spelling is not None and not _spelt(text[first:last], alias.spelling):
                continue
            if alias.word and _goes_on(text, last, _words(alias.company)):
                continue
            mentions.append(Mention(company=alias.company, start=first, end=last))
            free = end
        return mentions

    def resolve(self, typed: str) -> NameMatch | None:
        """The company whose name or alias this is exactly (case, width, script, legal form and punctuation folded)."""
        key = key_of(typed)
        known = self._over.typed.get(key)
        named = self._base.typed.get(key, []) if known is None else known
        owners = list({entry.company.key: entry.company for entry in named if entry.whole}.values())
        owners = owners or list({entry.company.key: entry.company for entry in named}.values())
        if len(owners) != 1:
            return None
        return NameMatch(company=owners[0], score=100, because="this is one of its names")

    def slips(self, typed: str, limit: int = 2) -> list[NameMatch]:
        """Companies of which what was typed is a whole name but for a slip or two, or the end of one, best first: much
        closer than `near`, which also finds names that only share a word."""
        key = key_of(typed)
        if len(key) < (_SHORT if key.isascii() else 3):
            return []
        hits = [hit for hit in self._base.slips(key, limit * 4) if hit[1].key not in self._changed]
        hits = sorted((*hits, *self._over.slips(key, limit * 4)), key=lambda hit: -hit[0])
        hits = hits or [(0.7, company) for company in self._longer(key)]
        best: dict[str, NameMatch] = {}
        for score, company in hits:
            if not _tells_alike(typed, company):
                continue
            because = "its name differs by a letter or two" if score >= _A_SLIP else "its name is longer"
            best.setdefault(company.key, NameMatch(company=company, score=min(99, int(100 * score)), because=because))
        return list(best.values())[:limit]

    def _longer(self, key: str) -> list[KnownCompany]:
        """The one company with a name that ends in this key; nobody where several have."""
        if len(key) < (_LONG if key.isascii() else 2):
            return []
        owners = {
            entry.company.key: entry.company
            for layer in (self._base, self._over)
            for name, entries in layer.typed.items()
            if len(name) > len(key) and name.endswith(key)
            for entry in entries
            if layer is self._over or entry.company.key not in self._changed
        }
        return list(owners.values()) if len(owners) == 1 else []

    def near(self, typed: str, limit: int = 3) -> list[NameMatch]:
        """Companies whose names are close to what was typed, best first; never merged by themselves."""
        hits = [hit for hit in self._base.near(typed, limit * 6) if hit[2].key not in self._changed]
        if self._over.names:
            hits = sorted((*hits, *self._over.near(typed, limit * 6)), key=lambda hit: -hit[0])
        best: dict[str, NameMatch] = {}
        for score, name, company in hits:
            if not _tells_alike(typed, company):
                continue
            best.setdefault(
                company.key, NameMatch(company=company, score=min(99, int(score)), because=f"its name {name} is close")
            )
        return list(best.values())[:limit]


def _tells_alike(typed: str, company: KnownCompany) -> bool:
    """Whether more than words of the trade make a name like one of a company's."""
    part = telling(typed)
    least = _SAME_PLACE if names_place(part) else _TELLS
    return any(fuzz.WRatio(part, telling(name)) >= least for name in (company.name, *company.aliases))


_Entry = TypeVar("_Entry", _Alias, _Typed)


def _laid_over(
    base: Mapping[str, list[_Entry]],
    over: Mapping[str, list[_Entry]],
    old: Mapping[str, list[_Entry]],
    new: Mapping[str, list[_Entry]],
    changed: Collection[str],
) -> dict[str, list[_Entry]]:
    """The upper layer with the forms that companies had (`old`) and have (`new`); all others of a form stay."""
    own = dict(over)
    for form in old.keys() | new.keys():
        held = over[form] if form in over else base.get(form, [])
        own[form] = [entry for entry in held if entry.company.key not in changed] + new.get(form, [])
    return own


@lru_cache(maxsize=1_000)
def _words(company: KnownCompany) -> frozenset[str]:
    """The words of a company's names."""
    return frozenset(re.findall(r"[a-z]+", " ".join((company.name, *company.aliases)).casefold()))


def _aliases(company: KnownCompany, name: str) -> Iterator[tuple[str, _Alias]]:
    ticker = TICKER.match(name.strip())
    if ticker:
        code = (ticker[1] or ticker[2]).lower()
        if len(code) > 1:
            yield code, _Alias(company, len(code), True, ticker=True)
        return
    for form, explicit, spelling in forms(name):
        word = form[0].isascii() and form[-1].isascii()
        yield form, _Alias(company, len(form), explicit, spelling=spelling, word=word)


def _owner(aliases: list[_Alias]) -> _Alias | None:
    """Whose name it is: an explicit alias beats a shortened one; two owners of the same rank make it nobody's."""
    explicit = [alias for alias in aliases if alias.explicit]
    ranked = explicit or aliases
    return ranked[0] if len({alias.company.key for alias in ranked}) == 1 else None


def _spelt(seen: str, spelling: str) -> bool:
    if len(spelling) <= 3:
        return seen == spelling
    return seen[:1].isupper()


def _goes_on(text: str, end: int, own: frozenset[str]) -> bool:
    """Whether a name goes on with words of somebody else's: “Lanxi Mag” inside “Lanxi Mag Nova Magnetics Co.”."""
    further = _FURTHER.match(text, end)
    words = further.group().casefold().split() if further else []
    firm = next((at for at, word in enumerate(words) if word in _FIRM), 0)
    return any(word not in own and word not in _FIRM and not TRADE.match(f" {word}") for word in words[:firm])


def _joins(char: str) -> bool:
    return char.isalnum() and char.isascii()


def _stands_alone(line: str, start: int, end: int, alias: _Alias) -> bool:
    before, after = line[start - 1 : start], line[end : end + 1]
    if alias.ticker:
        if before.isalnum() or after.isalnum():
            return False
        return bool(_TICKER_TAIL.match(line, end)) or (
            end - start >= 5 and (before in ("(", ":", "") and after in (")", ",", ".", ""))
        )
    if line[start].isascii():
        if before.isascii() and before.isalnum():
            return False
    elif _INSIDE.match(before + line[start]) or (
        end - start <= 2 and before and HAN_PLACE.search(line[max(0, start - 2) : start])
    ):
        return False
    if line[end - 1].isascii():
        return not (after.isascii() and after.isalnum())
    return not (end - start <= 3 and _LONGER.match(line[end : end + 2]))
