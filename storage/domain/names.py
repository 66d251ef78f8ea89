"""Which company a name means. One matcher for what is read in documents and what people type."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import ahocorasick
from rapidfuzz import fuzz, process, utils

from storage.domain.folding import fold
from storage.domain.licence import Role


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


_LEGAL = re.compile(
    r"[\s,.]*\b(co|company|ltd|limited|inc|incorporated|corp|corporation|plc|ag|gmbh|kgaa|kg|se|sa|s\.a|nv|bv|oy|ab|"
    r"a/s|as|spa|s\.p\.a|llc|llp|lp|kk|k\.k|pte|pty|sdn bhd|holdings?|group|the)\b[\s,.]*$"
)


_TRADE = re.compile(
    r"\s+(rare earths?|magnetic materials?|magnetics?|magnets?|new materials?|advanced|materials?|permanent|technology|"
    r"technologies|high tech|hi tech|hitech|industry|industries|industrial|motors?|automotive|metals?|rare|"
    r"magnetoelectric|special|and|&|of|science)$"
)


_PLACE = re.compile(
    r"^(beijing|ningbo|jiangxi|baotou|zhejiang|anhui|hangzhou|yantai|chengdu|shenzhen|shanghai|tianjin|ganzhou|"
    r"guangdong|shandong|sichuan|hunan|hubei|fujian|xiamen|shanxi|shaanxi|inner mongolia|jiangsu|suzhou|nanjing|"
    r"dongyang|hengdian|taiyuan|chongqing|hebei|henan|liaoning|shenyang|guangxi|china)\s+"
)


_HAN_LEGAL = re.compile(r"(股份有限公司|有限责任公司|有限公司|株式会社|股份|集团|公司|주식회사)$")


_HAN_TRADE = re.compile(
    r"(高技术|高科技|科技|技术|新材料|磁性材料|材料|工业|实业|电子|稀磁|磁业|磁材|磁体|磁性|永磁|稀土|控股|汽车|磁钢)$"
)


_HAN_PLACE = re.compile(
    r"^(北京|上海|天津|重庆|江西|浙江|安徽|山东|四川|湖南|湖北|福建|江苏|广东|广西|山西|陕西|内蒙古|河北|河南|辽宁|"
    r"宁波|包头|赣州|杭州|烟台|成都|深圳|厦门|东阳|横店|太原|苏州|南京|沈阳|潮州|宁夏|青岛|中国)(市|省)?"
)


_TICKER = re.compile(r"^(?:[A-Za-z]{2,6}[:\s])?(\d{4,6})(?:\.[A-Za-z]{1,2})?$|^[A-Za-z]{2,6}:([A-Za-z0-9.]{1,7})$")


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

#: Words that remain after shortening but tell nobody apart.
BLUNT = frozenset(
    (
        "advanced",
        "technology",
        "technologies",
        "general",
        "galaxy",
        "earth",
        "earths",
        "china",
        "special",
        "national",
        "american",
        "united",
        "first",
        "new",
        "permanent",
        "electron",
        "energy",
        "continental",
        "apple",
        "global",
        "pacific",
        "standard",
        "rare",
        "magnetic",
        "magnetics",
        "magnet",
        "magnets",
        "material",
        "materials",
        "high",
        "tech",
        "hi",
        "hitech",
        "industry",
        "industries",
        "industrial",
        "motor",
        "motors",
        "automotive",
        "metal",
        "metals",
        "magnetoelectric",
        "science",
        "and",
        "&",
        "of",
        "the",
        "company",
        "group",
        "co",
        "ltd",
        "alloys",
        "alloy",
        "cobalt",
        "samarium",
        "steel",
        "precision",
        "system",
        "systems",
        "resources",
        "minerals",
        "electronics",
        "power",
        "drive",
        "drives",
    )
)


_HAN_GENERIC = re.compile(
    r"(?:高技术|科技|技术|新材料|材料|磁性|永磁|磁材|磁体|稀土|钐钴|工业|电子|特种|合金|金属|汽车|集团|控股)+"
)


#: A name that goes on like this after a two- or three-character alias is another, longer name.
_LONGER = re.compile(
    r"^(集团|股份|磁业|磁材|磁体|科技|电子|电气|陶瓷|新材|控股|有色|药业|银行|证券|化工|能源|重工|钢铁)"
)


#: Names whose forms are kept: a change of one name leaves those of all others as they are.
_REMEMBERED = 200_000


def _core(folded: str) -> str:
    """The name without its legal form."""
    text = re.sub(r"\([^)]*\)", " ", folded)
    text = " ".join(text.replace(",", " ").split()).strip(" .")
    while True:
        shorter = _HAN_LEGAL.sub("", _LEGAL.sub("", text)).strip(" .,")
        if shorter == text or not shorter:
            return text
        text = shorter


def _short_forms(folded: str) -> Iterator[str]:
    """Ever shorter forms of a folded name, each still distinctive; the full core first."""
    core = _core(folded)
    if core == folded or core.isascii() or len(core) > 2:
        # Two characters left of a longer name are often a word: "the mainland" is no company.
        yield core
    for start in {core, _PLACE.sub("", core), _HAN_PLACE.sub("", core)}:
        text = start
        while text:
            if _distinctive(text):
                yield text
            shorter = _HAN_TRADE.sub("", _TRADE.sub("", text)).strip(" .,")
            if shorter == text:
                break
            text = shorter


def _distinctive(text: str) -> bool:
    if not text.isascii():
        return len(text) >= 3 and not _HAN_GENERIC.fullmatch(text)
    words = text.split()
    return (
        any(word not in BLUNT and not word.isdigit() and len(word) > 1 for word in words)
        and (len(words) > 1 or len(text) >= 4)
        and not _PLACE.fullmatch(text + " ")
    )


@lru_cache(maxsize=_REMEMBERED)
def key_of(typed: str) -> str:
    """What is typed, with case, width, script, punctuation and legal form folded away."""
    return re.sub(r"[^\w&]+", "", _core(fold(typed).text)) or re.sub(r"\s+", "", fold(typed).text)


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


class NameIndex:
    """Aliases of all known companies, built once per change of the record and scanned in time linear in the text."""

    def __init__(self, companies: Iterable[KnownCompany]) -> None:
        self._companies = tuple(companies)
        found: dict[str, list[_Alias]] = defaultdict(list)
        exact: dict[str, list[KnownCompany]] = defaultdict(list)
        short: dict[str, list[KnownCompany]] = defaultdict(list)
        for company in self._companies:
            for name in (company.name, *company.aliases):
                ticker = _TICKER.match(name.strip())
                for typed in (name, *((ticker[1] or ticker[2],) if ticker else ())):
                    if company not in exact[key_of(typed)]:
                        exact[key_of(typed)].append(company)
                for key, alias in _aliases(company, name):
                    found[key].append(alias)
                    if not alias.ticker and company not in short[key_of(key)]:
                        short[key_of(key)].append(company)
        self._exact = {key: tuple(owners) for key, owners in (short | exact).items()}
        self._found = dict(found)
        self._typed = [(name, company) for company in self._companies for name in (company.name, *company.aliases)]

    @cached_property
    def _automaton(self) -> Any:
        """Made when the first text is scanned: whoever only looks names up does not wait for it."""
        automaton = ahocorasick.Automaton()
        for key, aliases in self._found.items():
            winner = _owner(aliases)
            if winner:
                automaton.add_word(key, winner)
        automaton.make_automaton()
        return automaton

    @cached_property
    def _words(self) -> dict[str, frozenset[str]]:
        """The words of each company's names, by its key."""
        return {
            company.key: frozenset(re.findall(r"[a-z]+", " ".join((company.name, *company.aliases)).casefold()))
            for company in self._companies
        }

    @cached_property
    def _choices(self) -> list[str]:
        """Every name as near ones are compared."""
        return [utils.default_process(name) for name, _ in self._typed]

    def __len__(self) -> int:
        return len(self._companies)

    @property
    def companies(self) -> tuple[KnownCompany, ...]:
        """Everybody in it, in the order of the record."""
        return self._companies

    def find(self, text: str) -> list[Mention]:
        """Mentions in order, longest first where they overlap. Positions refer to `text` itself."""
        if self._automaton.kind != ahocorasick.AHOCORASICK:
            return []
        folded = fold(text)
        line, size, straight = folded.text, len(folded.text), folded.offsets is None
        hits = [(last + 1 - alias.length, -last, alias) for last, alias in self._automaton.iter(line)]
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
            if alias.word and _goes_on(text, last, self._words[alias.company.key]):
                continue
            mentions.append(Mention(company=alias.company, start=first, end=last))
            free = end
        return mentions

    def resolve(self, typed: str) -> NameMatch | None:
        """The company whose name or alias this is exactly (case, width, script, legal form and punctuation folded)."""
        owners = self._exact.get(key_of(typed), ())
        if len(owners) != 1:
            return None
        return NameMatch(company=owners[0], score=100, because="this is one of its names")

    def near(self, typed: str, limit: int = 3) -> list[NameMatch]:
        """Companies whose names are close to what was typed, best first; never merged by themselves."""
        asked = utils.default_process(typed)
        hits = process.extract(asked, self._choices, scorer=fuzz.WRatio, limit=limit * 6, score_cutoff=60)
        best: dict[str, NameMatch] = {}
        for _, score, index in hits:
            name, company = self._typed[index]
            best.setdefault(
                company.key, NameMatch(company=company, score=min(99, int(score)), because=f"its name {name} is close")
            )
        return list(best.values())[:limit]


def _aliases(company: KnownCompany, name: str) -> Iterator[tuple[str, _Alias]]:
    ticker = _TICKER.match(name.strip())
    if ticker:
        code = (ticker[1] or ticker[2]).lower()
        if len(code) > 1:
            yield code, _Alias(company, len(code), True, ticker=True)
        return
    for form, explicit, spelling in _forms(name):
        word = form[0].isascii() and form[-1].isascii()
        yield form, _Alias(company, len(form), explicit, spelling=spelling, word=word)


@lru_cache(maxsize=_REMEMBERED)
def _forms(name: str) -> tuple[tuple[str, bool, str | None], ...]:
    """The forms in which a name is looked for: folded, whether it is the whole name, and how it must be spelt."""
    forms = []
    folded = " ".join(fold(name).text.split())
    plain = _core(folded)
    for form in dict.fromkeys((folded, *_short_forms(folded))):
        if len(form) < 2:
            continue
        latin = form.isascii()
        spelling = None
        if latin and " " not in form:
            # A single Latin word must be written as a name; a very short one exactly as the alias is.
            spelling = name if len(form) <= 3 else form.capitalize()
        forms.append((form, form in (folded, plain), spelling))
    return tuple(forms)


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
    return any(word not in own and word not in _FIRM and not _TRADE.match(f" {word}") for word in words[:firm])


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
    elif end - start <= 2 and before and _HAN_PLACE.search(line[max(0, start - 2) : start]):
        return False
    if line[end - 1].isascii():
        return not (after.isascii() and after.isalnum())
    return not (end - start <= 3 and _LONGER.match(line[end : end + 2]))
