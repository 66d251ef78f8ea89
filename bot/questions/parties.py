"""Whom and what a question is about: the names in it, however they are spelt, and what it says of an order."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot import grammar
from bot.questions.words import COMMON, ordinary, respelt
from storage.domain import goods, uses
from storage.domain.licence import Role
from storage.domain.names import KnownCompany, Mention

_MATERIAL = re.compile(
    r"(?<![A-Za-z])(?:SmCo\d*|Sm2Co17|samarium[- ]cobalt|NdFeB|neodymium(?: magnets?)?|(?:with |without |no )?"
    r"(?:Dy|Tb|dysprosium|terbium)(?:[/+](?:Dy|Tb))?(?:[- ]free)?)(?![A-Za-z])|钐钴|钕铁硼",
    re.IGNORECASE,
)
_FIRM = r"(?:[A-Z0-9][\w&.\-]*|[\u3400-\u9fff]{2,12})(?: (?:[A-Z0-9][\w&.\-]*|[\u3400-\u9fff]{2,12}))*"
_AFTER_FOR = re.compile(rf"\b(?:for|to|by|of) (?P<name>{_FIRM})")
_OWNER = re.compile(rf"(?P<name>{_FIRM})(?:'s?|的) (?:general |export )*licen[cs]e")
_AFTER_HEAD = re.compile(
    r"^(?i:does|do|did|has|have|is|was|will|can|when does|when will|when is|what about|how about|anything on|news on) "
    rf"(?P<name>{_FIRM})"
)
_MONTH = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*"
_WHEN = re.compile(
    r"\b(?:(?P<how>on|as of|as-of|at|by|in|during|after|before|until|till|past|from|since|beyond) )?(?P<day>"
    rf"(?P<whole>\d{{4}}(?:-\d\d)?|{_MONTH} \d{{4}})|\d{{4}}-\d\d-\d\d|\d{{1,2}}(?:st|nd|rd|th)? {_MONTH}(?: \d{{4}})?"
    rf"|{_MONTH} \d{{1,2}}(?!\d)(?:,? \d{{4}})?"
    r"|(?P<ahead>next (?:week|month|quarter|year)|new year|christmas))(?![\w-])",
    re.IGNORECASE,
)
#: The short id of a claim or an alert; a company may be called so, and is found first.
_CLAIM = re.compile(r"(?<![\w-])[CcAa]\d{1,9}(?![\w-])")
#: A day behind one of these is one to look at; behind the others it bounds what is asked.
_ON = ("on", "as of", "as-of", "at", "by", "in", "during")


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A question taken apart. `words` is the text in small letters, with S for a supplier's name and C for a
    customer's. `plain`: it names companies on record, and the rest are everyday words. `name` is the company it is
    about when there is one; `also` is a second customer behind an `and`; `others` are all names besides. `goods`, `use`
    and `place` are the order's words. `day` is one that is over, `when` one to come, as it was typed. `claim` is a
    short id, such as C7.
    """

    words: str
    plain: bool = False
    supplier: str = ""
    customer: str = ""
    also: str = ""
    others: tuple["Other", ...] = ()
    goods: str = ""
    use: str = ""
    place: str = ""
    facts: str = ""
    day: str = ""
    when: str = ""
    claim: str = ""

    @property
    def name(self) -> str:
        return self.supplier or self.customer


@dataclass(frozen=True, kw_only=True)
class Other:
    """A name in a question that is not the one it was taken to be about."""

    name: str
    buys: bool


def take_apart(
    text: str,
    mentions: Sequence[Mention],
    resolve: Callable[[str], KnownCompany | None],
    slip: Callable[[str], KnownCompany | None] = lambda _: None,
    *,
    today: date,
) -> Asked:
    """Find who, what and when a question is about. `mentions` are the names the index found in the text; `resolve`
    says whose name some words are, however they are spelt: people write names without capitals. `slip` says whose name
    they are but for a letter: they stay as they were typed, for the command to say so."""
    found = [
        _Named(text[each.start : each.end], each.company.roles, each.start, each.end, each.company.key)
        for each in mentions
    ]
    found += _lower_case(text, found, resolve)
    exact = len(found)
    whole = [_whole(text, each, found, resolve) for each in found]
    found, others = whole, whole != found
    order = _order(text, [(each.start, each.end) for each in found])
    facts = [phrase for phrases in order.values() for phrase in phrases]
    found += _misspelt(text, found, slip)
    found.sort(key=lambda each: each.start)
    supplier, customer = _parties(text, found)
    also = _also(text, found, customer, resolve)
    words = _without(text, supplier, customer)
    known = [party for party in (supplier, customer) if party]
    supplier = supplier or _unlisted(_OWNER, text, known) or ("" if customer else _unlisted(_AFTER_HEAD, text, known))
    if supplier:
        customer = customer or _unlisted(_AFTER_FOR, text, [supplier, *facts])
    day, when = _days(text, today)
    return Asked(
        words=words,
        plain=bool(exact)
        and exact == len(found)
        and not others
        and _everyday(words, facts)
        and (bool(order["goods"]) or not uses.country_spans(text)),
        supplier=supplier,
        customer=customer,
        also=also,
        others=_others(found, (supplier, customer)),
        goods=" ".join(order["goods"]),
        use=" ".join(order["use"]),
        place=" ".join(order["place"]),
        facts=" ".join(_in_order(text, facts)),
        day=day,
        when=when,
        claim=(found_id[0].upper() if (found_id := _CLAIM.search(text)) else ""),
    )


@dataclass(frozen=True)
class _Named:
    text: str
    roles: frozenset[str]
    start: int
    end: int
    key: str = ""

    @property
    def buys(self) -> bool:
        return Role.CUSTOMER.value in self.roles

    @property
    def sells(self) -> bool:
        return bool(self.roles & {Role.EXPORTER.value, Role.SMCO_PRODUCER.value})


def _others(found: Sequence[_Named], taken: Sequence[str]) -> tuple[Other, ...]:
    """Every other company named, once, however often and in whatever spelling."""
    seen = {each.key for each in found if each.text in taken}
    others: list[Other] = []
    for each in found:
        if each.text not in taken and each.key not in seen:
            seen.add(each.key)
            others.append(Other(name=each.text, buys=each.buys and not each.sells))
    return tuple(others)


def _days(text: str, today: date) -> tuple[str, str]:
    """(a day that is over, as the record writes days; one to come, as it was typed). Of a month or a year the last day
    is meant; a day without a year is the next one, of a question about the past the last one."""
    found = next((each for each in _WHEN.finditer(text) if each["how"] or each["ahead"]), None)
    if found is None:
        return "", ""
    typed = re.sub(r"(?<=\d)(?:st|nd|rd|th)\b", "", found["day"])
    day = None if found["ahead"] else _day(typed, today, whole=bool(found["whole"]), past=_PAST.match(text) is not None)
    if day is None or day > today:
        return "", found[0]
    return (day.isoformat(), "") if found["how"].casefold() in _ON else ("", "")


_PAST = re.compile(r"(?:did|was|were|had)\b", re.IGNORECASE)


def _day(typed: str, today: date, *, whole: bool, past: bool) -> date | None:
    if whole:
        first = grammar.day(f"{typed}-01" if len(typed) == 4 else typed, today)
        if first is None:
            return None
        months = 12 if len(typed) == 4 else 1
        year, month = first.year + (first.month + months - 1) // 12, (first.month + months - 1) % 12 + 1
        return first if first > today else min(date(year, month, 1) - timedelta(days=1), today)
    day = grammar.day(typed, today)
    if day is None and (same := grammar.day(f"{typed} {today.year}", today)):
        years = (today.year,) if (same <= today) is past else (today.year - 1,) if past else (today.year + 1,)
        day = grammar.day(f"{typed} {years[0]}", today)
    return day


def _parties(text: str, found: Sequence[_Named]) -> tuple[str, str]:
    """(supplier, customer): by what they are on record, else by the word before the name."""
    supplier = customer = ""
    for each in found:
        buys = each.buys
        if buys == each.sells:
            buys = bool(re.search(r"\b(for|to|at)\s*$", text[: each.start])) or bool(supplier)
        if buys:
            customer = customer or each.text
        else:
            supplier = supplier or each.text
    return supplier, customer


_MORE = re.compile(r"(?: [A-Z][a-z]{2,})+")


def _whole(text: str, each: _Named, found: Sequence[_Named], resolve: Callable[[str], KnownCompany | None]) -> _Named:
    """A name with the words behind it that make it somebody else's: "Ningbo Yunsheng Bonded" is not Ningbo Yunsheng,
    and an exporter's plant abroad not the exporter. A place behind a buyer's name is where the order goes."""
    more = _MORE.match(text, each.end)
    if more is None or re.search(r"(?<![\w.])[a-z]", text) is None:
        return each
    taken = [(other.start, other.end) for other in found] + goods.named(text) + uses.spans(text)
    if Role.CUSTOMER.value in each.roles:
        taken += uses.country_spans(text)
    end = each.end
    for word in re.finditer(r"[A-Z]\w+", text[: more.end()]):
        if word.start() > each.end - 1 and word.start() == end + 1:
            free = not any(word.start() < last and first < word.end() for first, last in taken)
            if not free or ordinary(word[0].casefold()):
                break
            end = word.end()
    name = text[each.start : end]
    return each if end == each.end or resolve(name) else _Named(name, each.roles, each.start, end, name)


_AND = re.compile(r"\s*(?:,|、|，|/|&|和|及|与|與|或|(?:,\s*)?\b(?:and|or)\b)\s*", re.IGNORECASE)


def _also(text: str, found: Sequence[_Named], customer: str, resolve: Callable[[str], KnownCompany | None]) -> str:
    """A second customer, as it stands behind the first: `check` asks which of them, because a veto on one would go
    unseen."""
    end = next((each.end for each in found if each.text == customer), None)
    joined = _AND.match(text, end) if end is not None else None
    if joined is None:
        return ""
    after = [each.text for each in found if each.start == joined.end()]
    word = re.match(r"[A-Z][\w&\-]*", text[joined.end() :])
    if not after and word and resolve(word[0]):
        after = [word[0]]
    return f"and {after[0]}" if after else ""


def _order(text: str, names: Sequence[tuple[int, int]]) -> dict[str, list[str]]:
    """What a text says of the order beside the names: goods, use and place, in its own words. China is no place to
    ship to."""
    spans = {
        "goods": [*goods.named(text), *(match.span() for match in _MATERIAL.finditer(text))],
        "use": uses.spans(text),
        "place": [each for each in uses.country_spans(text) if uses.country(text[slice(*each)]) != "CN"],
    }
    marked = [(start, -end, kind) for kind, found in spans.items() for start, end in found]
    order: dict[str, list[str]] = {kind: [] for kind in spans}
    free = 0
    for start, minus_end, kind in sorted(marked):
        end = -minus_end
        if start >= free and not any(start < last and first < end for first, last in names):
            order[kind] += [] if text[start:end] in order[kind] else [text[start:end]]
            free = end
    return order


def _in_order(text: str, phrases: Iterable[str]) -> list[str]:
    return sorted(dict.fromkeys(phrases), key=text.find)


def _lower_case(text: str, found: Sequence[_Named], resolve: Callable[[str], KnownCompany | None]) -> list[_Named]:
    """Names among the words that no mention covers, the longest first: `jl mag`, `yunsheng's`."""
    words = list(re.finditer(r"[\w&][\w&.\-]*", text))
    taken = [(each.start, each.end) for each in found]
    more: list[_Named] = []
    for length in (4, 3, 2, 1):
        for at in range(len(words) - length + 1):
            start, end = words[at].start(), words[at + length - 1].end()
            phrase = text[start:end].rstrip(".-")
            end = start + len(phrase)
            alone = [word for word in re.findall(r"[\w&\-]+", phrase.casefold()) if word not in COMMON]
            short = length == 1 and len(phrase) < 3
            if not alone or any(start < b and a < end for a, b in taken):
                continue
            company = resolve(phrase)
            if short and not (company and _initials(phrase, company)):
                continue
            if company is None and phrase.endswith("s"):
                # "JL Mags licence": phones leave out the apostrophe.
                phrase = phrase[:-1].rstrip("'’")
                end = start + len(phrase)
                company = resolve(phrase)
            if company is not None:
                more.append(_Named(phrase, company.roles, start, end, company.key))
                taken.append((start, end))
    return more


def _initials(phrase: str, company: KnownCompany) -> bool:
    """Whether two letters are what somebody on record goes by, `gm`, and no word, element or place."""
    other = ordinary(phrase.casefold()) or goods.spans(phrase) or uses.country_spans(phrase.upper())
    return len(phrase) == 2 and not other and phrase.upper() in (company.name, *company.aliases)


#: Runs of words looked at for a slip in a name: each is compared with every name on record.
_RUNS = 4


def _misspelt(text: str, found: Sequence[_Named], slip: Callable[[str], KnownCompany | None]) -> list[_Named]:
    """Names with a slip in them: words that no question is made of, taken together and each for itself."""
    taken = [(each.start, each.end) for each in found]
    taken += [*uses.spans(text), *uses.country_spans(text), *(match.span() for match in _MATERIAL.finditer(text))]
    runs: list[list[re.Match[str]]] = [[]]
    for word in re.finditer(r"[\w&][\w&.\-]*", text):
        free = not any(word.start() < last and first < word.end() for first, last in taken)
        if free and not _ordinary(word[0].rstrip(".").casefold()):
            runs[-1].append(word)
        elif runs[-1]:
            runs.append([])
    pieces = [
        piece for run in runs[:_RUNS] if run for piece in ([run] if len(run) == 1 else [run, *([w] for w in run)])
    ]
    more: list[_Named] = []
    for piece in pieces[: 2 * _RUNS]:
        start, end = piece[0].start(), piece[-1].end()
        if any(start < each.end and each.start < end for each in more):
            continue
        phrase = text[start:end].rstrip(".")
        company = slip(phrase)
        plain = len(phrase) > 4 or not phrase.islower() or _NAMES_FOLLOW.search(text[:start]) is not None
        if company is not None and (plain or _swapped(phrase, company)):
            more.append(_Named(phrase, company.roles, start, start + len(phrase), company.key))
    return more


#: Behind these stands whom a question is about: there a short word in small letters is a name, elsewhere any word.
_NAMES_FOLLOW = re.compile(
    r"\b(?:is|are|was|does|did|do|has|have|will|can|for|about|covers?|supplies|and|or)\s+$", re.IGNORECASE
)


def _ordinary(word: str) -> bool:
    """Whether this is a word of questions, or a slip in a longer one."""
    return len(word) < 2 or ordinary(word) or not word.isascii() or (len(word) > 3 and _near_common(word))


def _swapped(word: str, company: KnownCompany) -> bool:
    """Whether a short word is a name with its letters in another order; with one letter wrong it is too many words."""
    return any(sorted(word) == sorted(name.casefold()) for name in (company.name, *company.aliases))


def _near_common(word: str) -> bool:
    """Of short words only those with their letters in another order: `dose` is `does`, and `fodr` may be a name."""
    meant = respelt(word)
    return meant != word and (len(word) > 4 or sorted(meant) == sorted(word))


def _everyday(words: str, facts: Iterable[str]) -> bool:
    """Whether nothing but words of questions, and of an order, stands beside the names."""
    for fact in facts:
        words = words.replace(fact.casefold(), " ")
    return all(ordinary(word) or len(word) < 2 for word in re.findall(r"[^\W\d_]+", words))


def _unlisted(pattern: re.Pattern[str], text: str, not_these: Iterable[str]) -> str:
    """A name that is on no list, where a name would stand."""
    for match in pattern.finditer(text):
        words = match["name"].rstrip(".?!").removesuffix("'s").split()
        while words and words[0].casefold() in COMMON:
            words.pop(0)
        name = " ".join(words)
        named = any(word.casefold() not in COMMON and re.search(r"[^\W\d_]", word) for word in words)
        if named and name not in not_these and not _MATERIAL.fullmatch(name) and goods.spans(name) != [(0, len(name))]:
            return name
    return ""


def _without(text: str, supplier: str, customer: str) -> str:
    words = text.replace(supplier, "S") if supplier else text
    words = words.replace(customer, "C") if customer else words
    return " ".join(words.casefold().split())
