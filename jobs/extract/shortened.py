"""Short names of known companies that others share: "三环" is the magnet maker only in a list with its like.

Chinese calls a company of four characters by the last two. Where that is also somebody else's name, the record leaves
it out; beside other known exporters in one list it can only be theirs.
"""

import re
from functools import lru_cache

from jobs.extract.hanwords import TAILS, tokens_of
from storage.domain.folding import fold
from storage.domain.licence import Role
from storage.domain.names import KnownCompany, Mention, NameIndex

_NAME = re.compile("[\u4e00-\u9fff]{4}")
_LINK_BEFORE = re.compile("(?:、|，|,|/|和|与|及|以及|并|跟)(?:[\u4e00-\u9fff]{2,3}的)?$")
_LINK_AFTER = re.compile("(?:、|，|,|/|和|与|及|以及|并|跟)(?:[\u4e00-\u9fff]{2,3}的)?")
#: What makes the two characters another, longer name.
_LONGER_AFTER = re.compile("集团|股份|科技|电子|陶瓷|新材|控股|药业|路|桥|区|境内|以内|内|外")
#: How many characters a link between two names of a list has at most.
_LINK = 6


@lru_cache(maxsize=8)
def _short_names(names: NameIndex) -> dict[str, KnownCompany]:
    """The last two characters of each known exporter's four; shared ones and mere trades are nobody's."""
    owners: dict[str, set[str]] = {}
    found: dict[str, KnownCompany] = {}
    for company in names.companies:
        if not company.roles & {Role.EXPORTER, Role.SMCO_PRODUCER}:
            continue
        for alias in (company.name, *company.aliases):
            line = fold(alias).text
            if not _NAME.fullmatch(line):
                continue
            short = line[2:]
            if all(token.kind not in TAILS for token in tokens_of(short)):
                owners.setdefault(short, set()).add(company.key)
                found[short] = company
    return {short: company for short, company in found.items() if len(owners[short]) == 1}


def find(text: str, names: NameIndex, known: list[Mention]) -> list[Mention]:
    """Mentions by a shared short name, where the text lists it with other known exporters."""
    exporters = [one for one in known if one.company.roles & {Role.EXPORTER, Role.SMCO_PRODUCER}]
    if not exporters:
        return []
    folded = fold(text)
    line = folded.text
    if folded.offsets is not None or len(line) != len(text):
        return []
    ends = {one.end for one in exporters}
    starts = {one.start for one in exporters}
    out: list[Mention] = []
    for short, company in _short_names(names).items():
        places = [match.start() for match in re.finditer(short, line)]
        places = [at for at in places if not any(one.start <= at < one.end for one in known)]
        if not places or any(_LONGER_AFTER.match(line, at + len(short)) for at in places):
            continue
        if any(_beside(line, at, at + len(short), ends, starts) for at in places):
            out += [Mention(company=company, start=at, end=at + len(short)) for at in places]
    return sorted(out, key=lambda one: one.start)


def _beside(line: str, start: int, end: int, ends: set[int], starts: set[int]) -> bool:
    before = next((at for at in range(start - 1, start - _LINK, -1) if at in ends), None)
    if before is not None and _LINK_BEFORE.fullmatch(line, before, start):
        return True
    after = next((at for at in range(end + 1, end + _LINK) if at in starts), None)
    return after is not None and _LINK_AFTER.fullmatch(line, end, after) is not None
