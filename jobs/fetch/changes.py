"""Whether a watched page says something new. Pages tick, count and rotate; only what they state is a change.

A page is remembered as its settled blocks. News is believed only when it holds still: the page is fetched again at
once, and what differs between answers seconds apart is noise, whose place is remembered. Lists may be shuffled, and
text that was seen and went missing may come back. A corrected sentence that is corrected back is a change again.
"""

import hashlib
import json
import zlib
from base64 import b85decode, b85encode
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from jobs.fetch import masking
from jobs.fetch.blocks import Block

#: Answers that are compared before a page is remembered, or its news believed.
_ANSWERS = 3
_MAX_PASSAGES = 2_000
#: Longer passages are remembered by their beginning and a digest.
_REMEMBERED = 600
_MAX_FORMER = 400
_MAX_SPOTS = 200
#: Texts that share so many of their words are versions of one text.
_ALIKE = 0.5
#: Comparing more pairs of old and new passages than this is not worth it: the page was rewritten.
_MAX_PAIRS = 2_500
#: A place that shows the old text in one answer and a new one in the next is noise when it did so on so many visits;
#: the first time it may be a server that lags behind another.
_FLIPS = 2
_LINK = "→ "


@dataclass(frozen=True)
class Passage:
    """A block of the page as it is compared (`said`), where it stands, and as it is printed (`text`).

    `dated`: no more than today's date, which is no news, and none when the day is over.
    """

    said: str
    place: str
    text: str = ""
    dated: bool = False


@dataclass(frozen=True, kw_only=True)
class Memory:
    """What a page said when it was last read.

    `passages` are its blocks in order, noise left out; `former` (digests) were on it and may come back. `restless` are
    spots, named by the block before them and the place, where something changes from answer to answer: how many blocks
    stand there, and how many words the longest has. `flips` counts the visits on which a spot showed old and new text
    in turn, or something quite different when there was only one answer to go by.
    """

    passages: tuple[Passage, ...]
    former: tuple[str, ...] = ()
    restless: dict[str, tuple[int, int]] = field(default_factory=dict)
    flips: dict[str, int] = field(default_factory=dict)

    @property
    def said(self) -> tuple[str, ...]:
        return tuple(p.said for p in self.passages)

    def packed(self) -> str:
        """The memory as text to be stored."""
        places = list(dict.fromkeys(p.place for p in self.passages))
        passages = [[p.said, places.index(p.place)] for p in self.passages]
        facts = [1, places, passages, self.former, self.restless, self.flips]
        return b85encode(zlib.compress(json.dumps(facts, ensure_ascii=False).encode(), 6)).decode()


def unpacked(text: str | None) -> Memory | None:
    """A stored memory; None when there is none, or one of another version."""
    if not text:
        return None
    try:
        version, places, passages, former, restless, flips = json.loads(zlib.decompress(b85decode(text)))
    except (ValueError, zlib.error):
        return None
    if version != 1:
        return None
    return Memory(
        passages=tuple(Passage(said, places[place]) for said, place in passages),
        former=tuple(former),
        restless={spot: (room, longest) for spot, (room, longest) in restless.items()},
        flips=flips,
    )


def passage(block: Block, settled: str, *, dated: bool = False) -> Passage:
    """A block to be compared. Links are no statements: one that is gone has scrolled off a list."""
    if len(settled) > _REMEMBERED:
        settled = f"{settled[:_REMEMBERED]}…{_mark(settled)}"
    return Passage(said=f"{_LINK}{settled}" if block.link else settled, place=block.place, text=block.text, dated=dated)


@dataclass(frozen=True, kw_only=True)
class Change:
    """What a page says now and did not say before. `gone` counts statements it no longer makes."""

    added: tuple[Passage, ...] = ()
    gone: int = 0

    def __bool__(self) -> bool:
        return bool(self.added or self.gone)


@dataclass
class _Region:
    """What stands between two passages that stayed: the new ones, and those that went."""

    new: list[Passage] = field(default_factory=list)
    gone: list[Passage] = field(default_factory=list)
    #: What was there before at times, and takes up room now.
    familiar: list[Passage] = field(default_factory=list)

    def has_versions(self) -> bool:
        """Whether something new is a version of something that went, as a corrected sentence is."""
        if len(self.new) * len(self.gone) > _MAX_PAIRS:
            return False
        return any(_alike(new.said, gone.said) for new in self.new for gone in self.gone)

    def by_place(self) -> dict[str, "_Region"]:
        """What is new and gone at each place of the region."""
        found: dict[str, _Region] = {}
        for new in self.new:
            found.setdefault(new.place, _Region()).new.append(new)
        for gone in self.gone:
            found.setdefault(gone.place, _Region()).gone.append(gone)
        for familiar in self.familiar:
            found.setdefault(familiar.place, _Region()).familiar.append(familiar)
        return found


class Watch:
    """One visit to a page: show it answers for as long as it wants more, then ask for the outcome."""

    def __init__(self, memory: Memory | None, first: Sequence[Passage]) -> None:
        self._before = memory
        self._answers = [_distinct(first)]

    def show(self, answer: Sequence[Passage]) -> None:
        """Another answer of the same page, fetched right after."""
        self._answers.append(_distinct(answer))

    @property
    def wants_more(self) -> bool:
        """Whether another answer would tell noise from news. Without it, all that is new is believed."""
        seen = len(self._answers)
        if self._before is None:
            return seen < _ANSWERS and len({frozenset(answer) for answer in self._answers}) < 2
        news = self._news(self._before)
        # What is only missing may be shown to every second visitor; nothing is lost by looking twice more.
        return bool(news) and seen < (_ANSWERS if any(region.new for region in news.values()) else _ANSWERS + 2)

    def outcome(self) -> tuple[Change, Memory]:
        """What changed, and what to remember. At the first visit everything is new."""
        first = self._answers[0]
        if self._before is None:
            stays = tuple(
                p for said, p in first.items() if not p.dated and all(said in answer for answer in self._answers)
            )
            return Change(added=tuple(first.values())), self._with_noise(Memory(passages=stays), {})
        news = self._news(self._before)
        change = Change(
            added=tuple(p for region in news.values() for p in region.new),
            gone=sum(1 for region in news.values() for p in region.gone if _states(p.said)),
        )
        return change, self._with_noise(self._after(self._before, news), news)

    def _news(self, before: Memory) -> dict[str, _Region]:
        """Regions, named by the passage before them, whose news every answer so far bears out."""
        found = {}
        for anchor, whole in self._regions(before).items():
            region = _Region()
            for place, part in whole.by_place().items():
                borne_out = self._borne_out(part, before.restless.get(_spot(anchor, place), (0, 0)))
                region.new += borne_out.new
                region.gone += borne_out.gone
            if region.new or any(_states(p.said) for p in region.gone):
                found[anchor] = region
        return found

    def _borne_out(self, part: _Region, restless: tuple[int, int]) -> _Region:
        """What of one spot holds still in every answer, and is more than what is known to change there."""
        room, longest = restless
        again = self._answers[1:]
        gone = [p for p in part.gone if not any(p.said in answer for answer in again)]
        room = max(room - len(part.familiar), 0)
        fits = len(part.new) <= room and all(masking.words(p.said) <= 2 * longest + 4 for p in part.new)
        if fits and not part.has_versions():
            return _Region([], gone)
        held = [p for p in part.new if all(p.said in answer for answer in again)]
        if len(part.new) > 2 and len(held) * 2 < len(part.new):
            return _Region()  # most of it is drawn anew for every answer; the rest held still by chance
        # What is drawn anew took the place of what was drawn before; only what went beyond that is gone for good.
        drawn = len(part.new) - len(held) - room
        return _Region(held, gone if held or len(gone) > drawn else [])

    def _regions(self, before: Memory) -> dict[str, _Region]:
        now, known, former = self._answers[0], set(before.said), set(before.former)
        regions: dict[str, _Region] = {}
        anchor = ""
        for said, found in now.items():
            if said in known:
                anchor = said
            elif not found.dated:
                region = regions.setdefault(anchor, _Region())
                (region.familiar if _mark(said) in former else region.new).append(found)
        anchor = ""
        for old in before.passages:
            if old.said in now:
                anchor = old.said
            else:
                regions.setdefault(anchor, _Region()).gone.append(old)
        return regions

    def _after(self, before: Memory, news: dict[str, _Region]) -> Memory:
        """The memory with what is believed. What merely went may come back; what was replaced or removed may not."""
        added = {p.said for region in news.values() for p in region.new}
        replaced = {p.said for region in news.values() for p in region.gone}
        known = set(before.said)
        passages = tuple(p for said, p in self._answers[0].items() if said in added or said in known)
        former = dict.fromkeys(before.former)
        former.update((_mark(text), None) for text in known.difference(self._answers[0]))
        for text in replaced | added:
            former.pop(_mark(text), None)
        settled = {_spot(anchor, p.place) for anchor, r in news.items() for p in r.new if len(self._answers) > 1}
        flips = {spot: times for spot, times in before.flips.items() if spot not in settled}
        return replace(before, passages=passages, former=tuple(former), flips=flips)

    def _with_noise(self, memory: Memory, news: dict[str, _Region]) -> Memory:
        """What the answers of this visit, held side by side, teach about the page's noise."""
        days = [_mark(said) for said, p in self._answers[0].items() if p.dated]
        memory = replace(memory, former=tuple(dict.fromkeys((*memory.former, *days))))
        if len(self._answers) == 1:
            return _with_turns(memory, news)
        restless, flips = dict(memory.restless), dict(memory.flips)
        former = dict.fromkeys(memory.former)
        known, remembered = set(self._before.said) if self._before else set(), set(memory.said)
        stays = set.intersection(*(set(answer) for answer in self._answers))
        loose = [_between(answer.values(), stays) for answer in self._answers]
        for spot in dict.fromkeys(spot for spots in loose for spot in spots):
            texts = [spots.get(spot, []) for spots in loose]
            if self._before is not None and any(all(text in known for text in shown) for shown in texts):
                flips[spot] = flips.get(spot, 0) + 1
                if flips[spot] < _FLIPS:
                    continue
            if self._before is None or spot in flips:
                former.update((_mark(text), None) for shown in texts for text in shown if text not in remembered)
            room, longest = restless.get(spot, (0, 0))
            most = max(masking.words(text) for shown in texts for text in shown)
            restless[spot] = (max(room, *map(len, texts)), max(longest, most))
        return replace(
            memory,
            former=tuple(former)[-_MAX_FORMER:],
            restless=dict(list(restless.items())[-_MAX_SPOTS:]),
            flips=dict(list(flips.items())[-_MAX_SPOTS:]),
        )


def _with_turns(memory: Memory, news: dict[str, _Region]) -> Memory:
    """With one answer a visit, noise shows as a place where something quite different stands on every visit."""
    restless, flips = dict(memory.restless), dict(memory.flips)
    for anchor, whole in news.items():
        for place, part in whole.by_place().items():
            if not (part.new and part.gone) or part.has_versions():
                continue
            spot = _spot(anchor, place)
            flips[spot] = flips.get(spot, 0) + 1
            if flips[spot] >= _FLIPS:
                room = max(len(part.new), len(part.gone))
                restless[spot] = (room, max(masking.words(p.said) for p in part.new))
    return replace(memory, restless=restless, flips=flips)


def _between(answer: Iterable[Passage], stays: set[str]) -> dict[str, list[str]]:
    """The passages that do not stay, by their spot."""
    found: dict[str, list[str]] = {}
    anchor = ""
    for each in answer:
        if each.said in stays:
            anchor = each.said
        else:
            found.setdefault(_spot(anchor, each.place), []).append(each.said)
    return found


def _spot(anchor: str, place: str) -> str:
    return _mark(f"{anchor}\n{place}")


def _distinct(answer: Sequence[Passage]) -> dict[str, Passage]:
    found: dict[str, Passage] = {}
    for each in answer:
        found.setdefault(each.said, each)
        if len(found) >= _MAX_PASSAGES:
            break
    return found


def _states(said: str) -> bool:
    return not said.startswith(_LINK) and masking.is_statement(said)


def _alike(one: str, other: str) -> bool:
    mine, yours = _pieces(one), _pieces(other)
    return bool(mine and yours) and len(mine & yours) >= _ALIKE * max(len(mine), len(yours))


def _pieces(text: str) -> set[str]:
    """Words; pairs of characters in scripts that do not part them."""
    wide = masking.wide(text)
    return {*text.split(), *(wide[i : i + 2] for i in range(len(wide) - 1))} if wide else set(text.split())


def _mark(text: str) -> str:
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=6).hexdigest()
