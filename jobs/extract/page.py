"""One text marked up: its sentences, its cues, its companies. Everything that only looks things up lives here."""

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, replace

from jobs.extract import attribution, licences, standins, subjects
from jobs.extract.capitals import chinese_places, title_case
from jobs.extract.cues import LICENCE_TAGS, Hit, hits, languages_of, within
from jobs.extract.sentences import Span
from jobs.extract.subjects import Entity
from storage.domain.claim import QUOTE_LIMIT, Document, Scope
from storage.domain.licence import LicenceKind
from storage.domain.names import NameIndex

_WORD = re.compile(r"[a-z']{4,}")
_NEXT_ALL = re.compile(
    r"均为|都是|皆为|均為|皆為|所谓|所謂|称为|稱為|就是|\beach (?:is|was)\b|\ball of them\b|\bkind\b|\bcall(?:s|ed)\b|\bknown as\b|\bname\b",
    re.IGNORECASE,
)
_NEXT_DEFINES = re.compile(
    r"^(?:[\"“‘'«]|these|the|it|they|each|such|this|that|those|这|該|该|此|均|五|这种|這種)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Page:
    """A document with what was found in it. `headline` are the companies its title names."""

    document: Document
    text: str
    languages: tuple[str, ...]
    hits: list[Hit]
    spans: list[Span]
    entities: list[Entity]
    headline: list[Entity]
    #: Where each of `entities` starts, for looking up.
    starts: list[int]
    headline_tags: frozenset[str]
    headline_general: bool

    def entities_in(self, low: int, high: int) -> list[Entity]:
        return self.entities[bisect_left(self.starts, low) : bisect_left(self.starts, high)]

    def sentence_of(self, place: int) -> int:
        """The number of the sentence that holds a position."""
        return max(0, bisect_right(self.spans, (place, len(self.text) + 1)) - 1)

    def tags(self, number: int) -> set[str]:
        """All cue tags of a sentence."""
        return {tag for hit in within(self.hits, *self.spans[number]) for tag in hit.tags}

    def following(self, number: int) -> list[Hit]:
        """Cues of the next sentence when it goes on about the same licence."""
        if number + 1 >= len(self.spans):
            return []
        low, high = self.spans[number + 1]
        if self.entities_in(low, high):
            return []
        if not (_NEXT_DEFINES.match(self.text[low : low + 12]) or _NEXT_ALL.search(self.text, low, high)):
            return []
        return within(self.hits, low, high)

    @property
    def speaks_of_china(self) -> bool:
        """Whether the title is about magnets or China, or the text names a place there."""
        if self.headline_tags & {"topic", "rare", "maker", "smco_maker"}:
            return True
        return not chinese_places().isdisjoint(_WORD.findall(self.text.lower()))

    def scope_in(self, number: int, entity: Entity) -> Scope | None:
        low, high = self.spans[number]
        best: tuple[int, Scope] | None = None
        for hit in within(self.hits, low, high):
            for scope in Scope:
                if scope.value in hit.tags:
                    distance = hit.start - entity.end if hit.start >= entity.end else 2 * (entity.start - hit.end)
                    if best is None or distance < best[0]:
                        best = (distance, scope)
        return best[1] if best else None

    def outlet(self, number: int) -> str | None:
        low, high = self.spans[number]
        return attribution.outlet(self.text, within(self.hits, low, high))

    def quote(self, number: int, at: int) -> str:
        low, high = self.spans[number]
        if high - low <= QUOTE_LIMIT:
            return self.text[low:high]
        start = max(low, min(at - QUOTE_LIMIT // 2, high - QUOTE_LIMIT))
        return self.text[start : start + QUOTE_LIMIT].strip()


def open_page(document: Document, names: NameIndex, spans: list[Span]) -> Page | None:
    """Mark a document up; None when it does not speak of licences at all."""
    text = document.text
    languages = languages_of(text)
    found = hits(text, languages)
    title = hits(document.title, languages)
    if not any(hit.tags & LICENCE_TAGS for hit in (*found, *title)):
        return None
    entities = subjects.find(text, names, languages, found, spans)
    found = _outside_names(found, entities, text)
    entities = sorted([*entities, *standins.find(text, entities, found, spans)], key=lambda entity: entity.start)
    top = licences.explicit(title, document.title, 0)
    return Page(
        document=document,
        text=text,
        languages=languages,
        hits=found,
        spans=spans,
        entities=entities,
        starts=[entity.start for entity in entities],
        headline=[
            replace(entity, start=-1, end=-1)
            for entity in subjects.find(document.title, names, languages, title, [(0, len(document.title))])
            if entity.company is not None or (entity.plain and not title_case(document.title))
        ],
        headline_tags=frozenset(tag for hit in title for tag in hit.tags),
        headline_general=top is not None and top.kind is LicenceKind.GENERAL,
    )


#: What a cue inside a name still says, in Chinese and in Latin letters.
_IN_NAMES = frozenset(("rare", "topic"))
_IN_LATIN_NAMES = _IN_NAMES | {"SmCo", "NdFeB", "goods", "maker", "smco_maker", "customer"}


def _outside_names(found: list[Hit], entities: list[Entity], text: str) -> list[Hit]:
    """Cues without those that are only part of a name; what a name says of the topic stays."""
    names = [(entity.start, entity.end) for entity in entities if text[entity.start] > "\u2e7f" or entity.plain]
    starts = [start for start, _ in names]
    kept = []
    for hit in found:
        place = bisect_right(starts, hit.start) - 1
        inside = place >= 0 and names[place][0] <= hit.start and hit.end <= names[place][1]
        if inside and not (hit.start == names[place][0] and text[hit.start] < "\u2e80"):
            if tags := hit.tags & (_IN_LATIN_NAMES if text[hit.start] < "\u2e80" else _IN_NAMES):
                kept.append(Hit(hit.start, hit.end, tags))
        else:
            kept.append(hit)
    return kept
