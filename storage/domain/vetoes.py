"""Chinese lists of foreign end users: who stands on one, who only shares a name, and how much of a list we hold.

The control list (管控名单) bars everything, the watch list (关注名单) bars general licences; the announcements are in
seeds/lists.toml. A name that is missing from the part we hold is not known to be missing from the list.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from rapidfuzz import fuzz

from storage.domain.folding import fold
from storage.domain.spelling import BLUNT, key_of


class ListKind(StrEnum):
    CONTROL = "control"
    WATCH = "watch"


@dataclass(frozen=True, kw_only=True)
class ListEntry:
    """One name as an announcement gives it; `held_from` is the day from which it stands on the list.

    `learnt_at` is when this record learnt of it; None where that is not known.
    """

    name: str
    local_name: str | None = None
    country: str | None = None
    url: str | None = None
    publisher: str | None = None
    held_from: date
    learnt_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class VetoList:
    """One list. `total` is how many names its announcement has; `entries` are those we hold, perhaps fewer.

    `groups` are parents of which the reports only say that units stand on it, not which.
    """

    key: str
    name: str
    local_name: str | None
    kind: ListKind
    announcement: str
    effect: str
    total: int
    held_from: date
    url: str | None
    publisher: str | None
    entries: tuple[ListEntry, ...]
    groups: tuple[str, ...] = ()

    @property
    def complete(self) -> bool:
        return len(self.entries) >= self.total

    @property
    def countries(self) -> frozenset[str]:
        """Where the names we hold are from; empty when nobody said."""
        return frozenset(entry.country for entry in self.entries if entry.country)

    def concerns(self, countries: frozenset[str]) -> bool:
        """Whether somebody of these countries could stand on it. Where either side is not known, it could."""
        return not countries or not self.countries or bool(countries & self.countries)


class Match(StrEnum):
    """EXACT: it is a name of the listed one. NAMESAKE: they share a name that tells people apart: to be checked."""

    EXACT = "on the list"
    NAMESAKE = "shares a name"


@dataclass(frozen=True, kw_only=True)
class Listing:
    """Somebody's place on a list, or a likeness to somebody who has one."""

    match: Match
    entry: ListEntry
    roll: VetoList


class Rolls:
    """All lists with their names, folded as the names of companies are; a shortened name is nobody's."""

    def __init__(self, lists: Iterable[VetoList]) -> None:
        self.lists: tuple[VetoList, ...] = tuple(lists)
        self._entries = [_Held(roll, entry) for roll in self.lists for entry in roll.entries]

    def listings(self, names: Sequence[str], today: date) -> tuple[Listing, ...]:
        """Where the bearer of these names stands today. A likeness is told of only where nothing stands exactly."""
        keys = {_key(name) for name in names if name.strip()}
        telling = frozenset(word for name in names for word in telling_words(name))
        held = [each for each in self._entries if each.entry.held_from <= today]
        exact = [Listing(match=Match.EXACT, entry=h.entry, roll=h.roll) for h in held if keys & h.keys]
        if exact:
            return tuple(exact)
        alike = [h for h in held if telling & h.telling or _almost(keys, h.keys)]
        return tuple(Listing(match=Match.NAMESAKE, entry=h.entry, roll=h.roll) for h in alike)

    def learnt_by(self, until: datetime) -> "Rolls":
        """The lists as this record held them at that time: without the names it learnt later."""
        then = (
            replace(roll, entries=tuple(e for e in roll.entries if e.learnt_at is None or e.learnt_at < until))
            for roll in self.lists
        )
        return Rolls(roll for roll in then if roll.entries)

    def kin(self, names: Sequence[str], today: date) -> tuple[tuple[str, VetoList], ...]:
        """Groups these names seem to belong to, of which units stand on a list without being named to us."""
        telling = frozenset(word for name in names for word in telling_words(name))
        return tuple(
            (group, roll)
            for roll in self.lists
            for group in roll.groups
            if roll.held_from <= today and telling & telling_words(group)
        )


class _Held:
    def __init__(self, roll: VetoList, entry: ListEntry) -> None:
        names = [entry.name, *([entry.local_name] if entry.local_name else [])]
        self.roll, self.entry = roll, entry
        self.keys = frozenset(_key(name) for name in names)
        self.telling = frozenset(word for name in names for word in telling_words(name))


#: Names this alike (100 is the same) are perhaps the same: a slip of the pen must not lift a veto.
_ALMOST = 85
_LEGAL_BEFORE = re.compile(r"^(?:株式会社|有限会社|一般社団法人|国立研究開発法人)\s*")
_CJK = "\u3400-\u9fff"
_KANA = "\u30a0-\u30ff"
#: Words that many names share and that tell no group apart, besides those that tell no company apart.
_COMMON = (
    "institute agency studies defence defense exploration heavy japan tokyo usa america university research center "
    "centre science aerospace international aviation electric electronic machinery works manufacturing chemical "
    "chemicals engineering engine engines space drone marine naval shipbuilding corporation systems osaka kyoto "
    "india germany america europe asia マテリアル モーターズ エレクトロニクス システムズ プレシジョン"
)
_SHARED = BLUNT | frozenset(_COMMON.split())
_SHARED_HAN = frozenset(("日本", "东京", "大阪", "京都", "国立", "中国", "北京", "上海", "美国", "株式", "防卫"))


def telling_words(name: str) -> frozenset[str]:
    """The words of a name that tell its group from others: `mitsubishi`; of a Chinese or Japanese one how it begins."""
    text = fold(_LEGAL_BEFORE.sub("", name.strip())).text
    words = {w for w in re.findall(r"[a-z][a-z&]+", text) if w not in _SHARED and len(w) > 1}
    words -= {"co", "ltd", "inc", "corp", "kk", "llc", "plc", "ag", "gmbh", "the", "of", "for", "and"}
    han = re.match(rf"[{_CJK}]{{2}}", text)
    if han and han[0] not in _SHARED_HAN:
        words.add(han[0])
    words |= set(re.findall(rf"[{_KANA}]{{4,}}", text)) - _SHARED
    return frozenset(words)


def _key(name: str) -> str:
    return key_of(_LEGAL_BEFORE.sub("", name.strip()))


def _almost(some: Iterable[str], others: Iterable[str]) -> bool:
    return any(min(len(a), len(b)) > 3 and fuzz.ratio(a, b) >= _ALMOST for a in some for b in others)
