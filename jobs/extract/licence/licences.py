"""What: which kind of licence a statement speaks of, often named in another sentence, a headline or a table header."""

import re
from dataclasses import dataclass
from functools import lru_cache

from jobs.extract.reasons import Reason
from jobs.extract.text.cues import Hit, tags_of
from jobs.extract.text.expressions import Lists
from jobs.extract.text.phrases import Phrase
from jobs.extract.text.sentences import Clause
from storage.domain.licence import LicenceKind

#: The first general licences for rare earths were reported on 2025-12-02 (Reuters, as told at
#: https://www.trtworld.com, 2025-12-04); a "streamlined" licence before that month was an ordinary one.
FIRST_GENERAL = "2025-12"

_BACKGROUND = Phrase("licences", "background")


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A licence kind and whether the text makes it plain; `why` says in words what does not."""

    kind: LicenceKind
    plain: bool = True
    why: Reason | None = None
    #: China's, for rare earths. False: another country's licence, or one for other goods.
    ours: bool = True


UNSPECIFIED = Kind(kind=LicenceKind.UNSPECIFIED, plain=False, why=Reason.KIND_UNSAID)


#: Lists whose cues may name a kind.
_KINDS = frozenset(("general", "individual", "streamlined", "licence"))


def explicit(clause_hits: tuple[Hit, ...] | list[Hit], text: str, at: int) -> Kind | None:
    """The kind that these cues name, the nearest to `at` when both are named. None when neither is."""
    clause_hits = [hit for hit in clause_hits if not hit.tags.isdisjoint(_KINDS)]
    if not clause_hits:
        return None
    named = [hit for hit in clause_hits if "general" in hit.tags]
    ruled_out = [hit for hit in named if denied(hit, text)]
    general = [hit for hit in named if hit not in ruled_out] if ruled_out else named
    general += [hit for hit in clause_hits if "licence" in hit.tags and _GENERAL_AFTER.match(text, hit.end)]
    individual = [hit for hit in clause_hits if "individual" in hit.tags and not background(hit, text)]
    streamlined = [hit for hit in clause_hits if "streamlined" in hit.tags]
    if general:
        individual = [
            hit
            for hit in individual
            if not (text[hit.start] > "\u2e7f" and denied(hit, text))
            and not any(_OF_THE_REST.search(text, one.end, hit.start) for one in general if one.end < hit.start)
        ]
    if general and individual and _AND_SINGLE.fullmatch(text, general[0].end, individual[0].start):
        return Kind(kind=LicenceKind.GENERAL)
    if general and individual:
        near = min(general + individual, key=lambda hit: abs(hit.start - at))
        if near in individual:
            return Kind(kind=LicenceKind.INDIVIDUAL, plain=False, why=Reason.KIND_BOTH)
        return Kind(kind=LicenceKind.GENERAL, plain=False, why=Reason.KIND_BOTH)
    if general:
        return Kind(kind=LicenceKind.GENERAL)
    if individual and not streamlined:
        return Kind(kind=LicenceKind.INDIVIDUAL)
    if streamlined:
        return Kind(kind=LicenceKind.GENERAL)
    if ruled_out:
        return Kind(kind=LicenceKind.INDIVIDUAL, plain=False, why=Reason.KIND_NOT_GENERAL)
    return None


_OF_THE_REST = Phrase("licences", "of_the_rest", capitals=True)


_AND_SINGLE = Phrase("licences", "and_single", capitals=True)


def own_kind(clause: Clause, at: int, names: list[int]) -> Kind | None:
    """The kind named behind a company (`at`: its end; `names`: where those of the clause begin), where the clause names
    individual licences of one and general ones of another: "from A under a general licence and from B under single ones".
    """
    if len(names) < 2 or not (clause.tags >= {"general", "individual"}):
        return None
    until = min([start for start in names if start >= at], default=clause.end)
    behind = [hit for hit in clause.having("general", "individual") if at <= hit.start < until]
    before = [hit for hit in clause.having("general", "individual") if hit.start < at]
    if behind and before and all("individual" in hit.tags and "general" not in hit.tags for hit in behind):
        return Kind(kind=LicenceKind.INDIVIDUAL)
    return None


_WHATEVER = Phrase("licences", "whatever")


_AS_NEEDED = Phrase("licences", "as_needed")


def whatever(clause_hits: tuple[Hit, ...] | list[Hit], text: str) -> bool:
    """Whether a clause speaks of whatever licences are needed and names no kind."""
    found = [hit for hit in clause_hits if not hit.tags.isdisjoint(_KINDS)]
    return bool(found) and all(
        "licence" in hit.tags
        and (_WHATEVER.search(text, max(0, hit.start - 24), hit.start) or _AS_NEEDED.match(text, hit.end))
        for hit in found
    )


#: What a licence is to do: "a general licence to export seaweed", "to operate".
_TO_DO = re.compile(r" to (?P<does>[a-z]+)(?P<what>(?: [\w-]+){0,5})")
_ABROAD = Phrase("licences", "abroad")
_RUNS_ON = Phrase("licences", "runs_on", capitals=True)
_UP_TO = re.compile(r" (?:to|in|from|for|under|at|by|with|until|and)\b")
_MATERIAL = Phrase("licences", "material")


def for_something_else(clause_hits: tuple[Hit, ...] | list[Hit], text: str) -> bool:
    """Whether a general licence is said to be one to do something else than to export magnets or their materials."""
    for hit in clause_hits:
        if "general" in hit.tags and (match := _TO_DO.match(text, hit.end)):
            if match["does"][0].isupper():
                continue
            if match["does"] == "run" and _RUNS_ON.match(match["what"]):
                continue
            if not _ABROAD.fullmatch(match["does"]):
                return True
            goods = (
                _UP_TO.split(match["what"].strip())[0].split()[:3]
                if match["does"] in ("export", "ship", "sell")
                else []
            )
            if goods and not any(_MATERIAL.fullmatch(word) or word[0].isupper() for word in goods):
                return True
    return False


_FOR_MAGNETS = Phrase("licences", "for_magnets")


_MAGNETS_HAN = "(?:钕铁硼|钐钴|稀土永磁|永磁|稀土磁|磁材|磁体|磁铁|磁钢|磁石|磁性材料|磁组件|磁环|磁瓦)"
_FOR_MAGNETS_HAN = Phrase("licences", "for_magnets_han", capitals=True)


def for_magnets(text: str, low: int, high: int) -> bool:
    """Whether a passage names the goods of a licence: magnets."""
    return _FOR_MAGNETS.search(text, low, high) is not None or for_magnets_han(text, low, high)


def for_magnets_han(text: str, low: int, high: int) -> bool:
    """The same of Chinese, where no word for who sells or buys stands between the goods and the licence."""
    return _FOR_MAGNETS_HAN.search(text, low, high) is not None


def background(hit: Hit, text: str) -> bool:
    """Whether a kind is only named as what was before, or what is no longer needed."""
    return bool(_BACKGROUND.search(text, max(0, hit.start - 60), hit.start))


_GENERAL_AFTER = Phrase("licences", "general_after")


def denied(hit: Hit, text: str) -> bool:
    """Whether a kind is only named as the one it is not."""
    return _ruled_out(text, hit.start)


@lru_cache(maxsize=64)
def _ruled_out(text: str, at: int) -> bool:
    return _RULED_OUT.search(text[max(0, at - 76) : at]) is not None


_RULED_OUT = Phrase("licences", "ruled_out")


def speaks_of_licence(clause: Clause) -> bool:
    return bool(clause.tags & {"general", "individual", "streamlined", "licence", "theirs"})


#: What shows that another country grants something, or an office that gives no export licences.
_ABROAD_LATIN, _ABROAD_HAN = Lists("abroad", ["grants"], ["en"]), Lists("abroad", ["grants"], ["zh"])


def granted_abroad(text: str, low: int, high: int) -> bool:
    """Whether a passage says that another country grants something."""
    pattern = _ABROAD_HAN if text[low] > "\u2e7f" else _ABROAD_LATIN
    return pattern.search(text, low, high) is not None


def foreign(clause_hits: tuple[Hit, ...] | list[Hit]) -> bool:
    """Another country's licence, or one for goods that are not rare earths."""
    tags = tags_of(clause_hits)
    return "issuer" in tags or ("goods" in tags and "rare" not in tags)
