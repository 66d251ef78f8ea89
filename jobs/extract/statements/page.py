"""One text marked up: its sentences, its cues, its companies. Everything that only looks things up lives here."""

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, replace
from functools import cached_property

from jobs.extract.certainty import attribution, bearing, hedging
from jobs.extract.licence import licences
from jobs.extract.names import corrected, standins, subjects
from jobs.extract.names.capitals import chinese_places, title_case
from jobs.extract.names.subjects import Entity
from jobs.extract.text import sentences
from jobs.extract.text.cues import LICENCE_TAGS, SCOPE_TAGS, Hit, hits, languages_of, tags_of, within, words
from jobs.extract.text.expressions import Lists
from jobs.extract.text.phrases import Phrase
from jobs.extract.text.sentences import Clause, Span
from storage.domain.claim import QUOTE_LIMIT, Document, Scope
from storage.domain.folding import fold
from storage.domain.licence import LicenceKind
from storage.domain.names import NameIndex

_WORD = re.compile(r"[a-z']{4,}")
#: What opens a page: licences, and having none ("no general licence").
_OF_LICENCES = LICENCE_TAGS | {"lacks"}
#: What parts the statements of a sentence, and how much further away that makes a scope, in characters.
_APART, _FURTHER = re.compile("[;；]"), 60
_NEXT_ALL = Lists("plain", ["goes_on"])
_NEXT_DEFINES = Phrase("page", "next_defines")


@dataclass(frozen=True)
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

    def named_in(self, clause: Clause) -> list[Entity]:
        """The companies that a clause names."""
        if len(clause.spans) == 1:
            return self.entities_in(clause.start, clause.end)
        return [one for low, high in clause.spans for one in self.entities_in(low, high)]

    def sentence_of(self, place: int) -> int:
        """The number of the sentence that holds a position."""
        return max(0, bisect_right(self.spans, (place, len(self.text) + 1)) - 1)

    @cached_property
    def inside(self) -> list[list[Hit]]:
        """The cues of each sentence."""
        return [within(self.hits, low, high) for low, high in self.spans]

    @cached_property
    def tags(self) -> list[frozenset[str]]:
        """All cue tags of each sentence."""
        return [tags_of(found) for found in self.inside]

    @cached_property
    def people(self) -> list[list[Entity]]:
        """The companies that each sentence names."""
        return [self.entities_in(low, high) for low, high in self.spans]

    @cached_property
    def near_licence(self) -> list[bool]:
        """Of each sentence, whether it, one next to it or the title speaks of a licence."""
        if self.headline_general:
            return [True] * len(self.spans)
        speaks = [False, *(not LICENCE_TAGS.isdisjoint(tags) for tags in self.tags), False]
        return [any(speaks[number : number + 3]) for number in range(len(self.spans))]

    @cached_property
    def _clauses(self) -> dict[int, list[Clause]]:
        return {}

    def clauses(self, number: int) -> list[Clause]:
        """The statements of a sentence."""
        if number not in self._clauses:
            names = [one.start for one in self.people[number]]
            self._clauses[number] = sentences.clauses(self.text, self.spans[number], self.hits, names=names)
        return self._clauses[number]

    @cached_property
    def _said(self) -> dict[tuple[tuple[Span, ...], bool], hedging.Said]:
        return {}

    def said(self, clause: Clause, *, listed: bool = False) -> hedging.Said:
        """The status that a clause states; several passes ask for it. `listed`: it is a row or an item of a list."""
        key = (clause.spans, listed)
        if (said := self._said.get(key)) is None:
            said = self._said[key] = hedging.said(clause, self.text, listed=listed)
        return said

    @cached_property
    def asks(self) -> list[bool]:
        """Of each sentence, whether it is a question."""
        return [hedging.is_question(self.text[low:high]) for low, high in self.spans]

    @cached_property
    def _abroad(self) -> dict[int, bool]:
        return {}

    def granted_abroad(self, number: int) -> bool:
        """Whether a sentence says that another country grants something."""
        if (abroad := self._abroad.get(number)) is None:
            abroad = self._abroad[number] = licences.granted_abroad(self.text, *self.spans[number])
        return abroad

    @cached_property
    def others(self) -> dict[tuple[str, int], bool]:
        """Of each company and place that was asked for, whether somebody else is told of there: `heads.another` keeps it."""
        return {}

    @cached_property
    def beside(self) -> dict[tuple[int, int, str], bool]:
        """Of each mention that was asked for, whether it is only named beside the matter: `receivers.aside` keeps it."""
        return {}

    def following(self, number: int) -> list[Hit]:
        """Cues of the next sentence when it goes on about the same licence."""
        if number + 1 >= len(self.spans):
            return []
        if self.people[number + 1]:
            return []
        low, high = self.spans[number + 1]
        if not (_NEXT_DEFINES.match(self.text[low : low + 12]) or _NEXT_ALL.search(self.text, low, high)):
            return []
        return self.inside[number + 1]

    @property
    def speaks_of_china(self) -> bool:
        """Whether the title is about magnets or China, or the text names a place there."""
        if self.headline_tags & {"topic", "rare", "maker", "smco_maker"}:
            return True
        return not chinese_places().isdisjoint(_WORD.findall(self.text.lower()))

    def scope_in(self, number: int, entity: Entity) -> Scope | None:
        best: tuple[int, Scope] | None = None
        if self.tags[number].isdisjoint(SCOPE_TAGS):
            return None
        for hit in self.inside[number]:
            for scope in Scope if not hit.tags.isdisjoint(SCOPE_TAGS) else ():
                if scope.value in hit.tags:
                    distance = hit.start - entity.end if hit.start >= entity.end else 2 * (entity.start - hit.end)
                    if _APART.search(self.text, min(hit.start, entity.end), max(hit.start, entity.end)):
                        # "A's is for nearly all; B's for some": another statement's.
                        distance += _FURTHER
                    if best is None or distance < best[0]:
                        best = (distance, scope)
        return best[1] if best else None

    def outlet(self, number: int) -> str | None:
        return attribution.outlet(self.text, self.inside[number])

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
    if all(_OF_LICENCES.isdisjoint(hit.tags) for hit in (*title, *found)):
        return None
    entities = [one for one in subjects.find(text, names, languages, found, spans) if not _common(one, languages)]
    found = _outside_names(found, entities, text)
    weighed = bearing.weigh(text, found, spans, languages)
    explained = any("deny" in hit.tags for hit in found) and not any("deny" in hit.tags for hit in weighed)
    found = weighed
    top = licences.explicit(title, document.title, 0)
    titled = subjects.find(document.title, names, languages, title, [(0, len(document.title))])
    entities = sorted([*entities, *standins.find(text, entities, titled, found, spans)], key=lambda one: one.start)
    headline = [
        replace(subjects.written_out(entity, entities), start=-1, end=-1)
        for entity in titled
        if entity.company is not None or (entity.plain and not title_case(document.title))
    ]
    unsaid = len(found)
    entities, headline, found = corrected.names(text, entities, headline, found)
    explained = explained or len(found) < unsaid
    return Page(
        document=document,
        text=text,
        languages=languages,
        hits=found,
        spans=spans,
        entities=entities,
        starts=[entity.start for entity in entities],
        headline=headline,
        # What the title denies is a loss that the text denies, or a name that it puts right.
        headline_tags=tags_of(title) - (bearing.TOLD_OF_A_LOSS if explained else frozenset()),
        headline_general=top is not None and top.kind is LicenceKind.GENERAL,
    )


def _common(entity: Entity, languages: tuple[str, ...]) -> bool:
    """Whether a name on no list is only a word for goods or a country that the cue tables know: "磁石", "中国"."""
    if entity.company is not None or len(entity.name) > 3:
        return False
    name = fold(entity.name).text
    return any(name in words(language, "topic", each) for language in languages for each in ("rare", "topic"))


#: What a cue inside a name still says, in Chinese and in Latin letters.
_IN_NAMES = frozenset(("rare", "topic"))
_IN_LATIN_NAMES = _IN_NAMES | {"SmCo", "NdFeB", "goods", "maker", "smco_maker", "customer"}


def _outside_names(found: list[Hit], entities: list[Entity], text: str) -> list[Hit]:
    """Cues without those that are only part of a name; what a name says of the topic stays."""
    names = [
        (entity.start, entity.end, entity.company is not None)
        for entity in entities
        if text[entity.start] > "\u2e7f" or entity.plain
    ]
    starts = [start for start, _, _ in names]
    kept = []
    for hit in found:
        place = bisect_right(starts, hit.start) - 1
        inside = place >= 0 and names[place][0] <= hit.start and hit.end <= names[place][1]
        if inside and (names[place][2] or hit.start != names[place][0] or text[hit.start] > "\u2e7f"):
            if tags := hit.tags & (_IN_LATIN_NAMES if text[hit.start] < "\u2e80" else _IN_NAMES):
                kept.append(Hit(hit.start, hit.end, tags))
        else:
            kept.append(hit)
    return kept
