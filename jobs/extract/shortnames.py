"""Short names that a company shares with others: "San Huan" for "Zhong Ke San Huan", "三环" for "中科三环".

Alone such a name identifies nobody. It is the company's where the text writes the company out somewhere, or where the
same sentence names another maker whom the record knows; never in a text in which it begins a longer name.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import lru_cache

from jobs.extract import capitals, hanwords, pinyin
from jobs.extract.cues import words
from jobs.extract.sentences import Span
from storage.domain.folding import simplified
from storage.domain.names import KnownCompany, Mention, NameIndex

_MAKES = frozenset(("exporter", "smco_producer"))
_HAN = re.compile("[\u4e00-\u9fff]+")
#: Behind a short name: the rest of somebody else's.
_LONGER = re.compile("集团|股份|新材|科技|电子|陶瓷|控股|[有特]色|银行|证券|期货|基金|路|街|[ -][A-Z]")
#: What stands before and behind a short Chinese name; anything else is the rest of a longer word.
_BEFORE_HAN = frozenset("的和与及跟同、，。；：！？“「『（( \n是有给为由—/·")
_BEHIND_HAN = frozenset(
    "的和与及跟同、，。；：！？”」』）)( \n（也则等已获拿取得在称未是有都均再于将一只仅不没领先还到为对能可以上两/·"
)


def find(text: str, known: Sequence[Mention], names: NameIndex, spans: Sequence[Span]) -> list[Mention]:
    """The shared short names in a text that stand for a known maker, as mentions of it."""
    makers = [one for one in known if not _MAKES.isdisjoint(one.company.roles)]
    if not makers:
        return []
    named = {one.company.key for one in makers}
    starts = [low for low, _ in spans]
    beside = {bisect_right(starts, one.start) for one in makers}
    line = simplified(text)
    ends = {one.end for one in makers}
    out = []
    for part, company in _shared(names).items():
        places = list(_places(line, part, ends)) if part in line else []
        if any(_LONGER.match(line, end) for _, end in places):
            continue
        for start, end in places:
            if any(one.start < end and start < one.end for one in known):
                continue
            if company.key in named or bisect_right(starts, start) in beside:
                out.append(Mention(company=company, start=start, end=end))
    return out


#: What joins the names of a list.
_JOINING = frozenset("和与及跟同、")


def _places(line: str, part: str, makers: set[int]) -> Iterator[Span]:
    """Where a short name stands by itself in a text in simplified characters, or is joined to a maker's that ends there."""
    start = line.find(part)
    while start >= 0:
        end = start + len(part)
        before, behind = line[start - 1 : start], line[end : end + 1]
        if part[0] > "\u2e7f":
            joined = before in _JOINING and start - 1 in makers
            alone = (not before or before in _BEFORE_HAN) and (joined or not behind or behind in _BEHIND_HAN)
        else:
            alone = not (before.isalnum() or behind.isalnum())
        if alone:
            yield start, end
        start = line.find(part, end)


@lru_cache(maxsize=2)
def _shared(names: NameIndex) -> dict[str, KnownCompany]:
    """The short names of all known makers that no other company of the record is called by."""
    owners: dict[str, set[str]] = {}
    for company in names.companies:
        if not _MAKES.isdisjoint(company.roles):
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
