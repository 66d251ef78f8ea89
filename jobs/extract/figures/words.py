"""The words export figures are told with, from the [figures] and [destinations] sections of the cue tables."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from operator import itemgetter
from typing import NamedTuple

import ahocorasick

from jobs.extract.text.cues import table
from storage.domain.folding import fold

#: Lists that others read, not looked for as words of a sentence.
_NO_WORDS = frozenset(
    (
        "numbers",
        "country_itself",
        "tonnes",
        "thousand_tonnes",
        "ten_thousand_tonnes",
        "million_tonnes",
        "kilograms",
        "thousand_kilograms",
        "ten_thousand_kilograms",
        "million_kilograms",
        "ones",
        "tens",
        "percent",
        "tenths",
        "times",
        "ratios",
        "counters",
    )
)
_UNITS = {
    "tonnes": 1.0,
    "thousand_tonnes": 1e3,
    "ten_thousand_tonnes": 1e4,
    "million_tonnes": 1e6,
    "kilograms": 1e-3,
    "thousand_kilograms": 1.0,
    "ten_thousand_kilograms": 10.0,
    "million_kilograms": 1e3,
}
_COUNTED = "一二三四五六七八九十百"


class Word(NamedTuple):
    """A cue at `start`:`end` of a folded sentence; `tags` are the lists it stands in ("@Japan", "through:3")."""

    start: int
    end: int
    tags: frozenset[str]


class _Cue(NamedTuple):
    length: int
    tags: frozenset[str]
    left: bool
    right: bool
    stem: bool


@dataclass(frozen=True, slots=True)
class Lexicon:
    """What the tables of some languages say, ready to be looked for in folded text."""

    automaton: ahocorasick.Automaton
    #: Unit as written to its size in tonnes.
    units: dict[str, float]
    #: The units in Latin letters, as alternatives of a pattern.
    latin_units: str
    #: Numbers and what they count; groups n, unit, percent, tenths, times, ratios.
    quantity: re.Pattern[str]
    #: Percentages and amounts written out; groups words, percent, tonnes.
    spelled: re.Pattern[str]
    #: What the words of such a number are worth.
    worth: dict[str, int]
    #: What makes a number one of things, not of tonnes ("86 companies", 86家).
    counters: re.Pattern[str]
    #: Whether a comma is the decimal point (German, French).
    comma: bool

    def words(self, line: str) -> list[Word]:
        """All cues of a folded sentence in order, leftmost longest. Linear in the sentence."""
        found = []
        size = len(line)
        for last, cue in self.automaton.iter(line):
            length, tags, left, right, stem = cue
            end = last + 1
            start = end - length
            if right and end < size and (after := line[end]) < "\u0250" and after.isalnum():
                continue
            if left and start and (before := line[start - 1]) < "\u0250" and before.isalnum():
                continue
            if stem:
                while end < size and _letter(line[end]):
                    end += 1
            if line[start] in "年月" and start and (line[start - 1].isdigit() or line[start - 1] in _COUNTED):
                continue
            found.append((start, -end, tags))
        found.sort(key=itemgetter(0, 1))
        kept = []
        free = 0
        for start, minus_end, tags in found:
            if start >= free:
                free = -minus_end
                kept.append(Word(start, free, tags))
            elif (start, free) == (kept[-1].start, -minus_end):
                # The same word by a stem and in full.
                kept[-1] = Word(start, free, kept[-1].tags | tags)
        return kept


def _letter(char: str) -> bool:
    return char < "\u0250" and char.isalnum()


@cache
def lexicon(languages: tuple[str, ...]) -> Lexicon:
    """The words of some languages together."""
    tags: dict[str, set[str]] = {}
    stems: set[str] = set()
    for language in languages:
        for name, cue in _cues(language):
            folded = " ".join(fold(cue.rstrip("*")).text.split())
            if cue.endswith("*"):
                stems.add(folded)
            tags.setdefault(folded, set()).add(name)
    automaton = ahocorasick.Automaton()
    for cue, names in tags.items():
        left = _letter(cue[0])
        right = _letter(cue[-1]) and cue not in stems
        automaton.add_word(cue, _Cue(len(cue), frozenset(names), left, right, cue in stems))
    automaton.make_automaton()
    units = {
        fold(unit).text: size
        for language in languages
        for name, size in _UNITS.items()
        for unit in table(language)["figures"].get(name, ())
    }
    return Lexicon(
        automaton=automaton,
        units=units,
        latin_units="|".join(re.escape(unit) for unit in units if unit.isascii()),
        quantity=_quantity(languages, units),
        spelled=_spelled(languages),
        worth=_worth(languages),
        counters=_counters(languages),
        comma=bool({"de", "fr"} & set(languages)),
    )


def _cues(language: str) -> Iterator[tuple[str, str]]:
    """List name and cue, with the templates filled in."""
    lists = table(language)["figures"]
    numbers = [*enumerate(lists["numbers"], 2), *((value, str(value)) for value in range(2, 13))]
    for name, cues in lists.items():
        if name in _NO_WORDS:
            continue
        for cue in cues:
            if "{n}" not in cue:
                yield name, cue
                continue
            for value, number in numbers:
                yield (f"{name}:{value}" if name in ("through", "months_back") else name), cue.replace("{n}", number)
    toward = table(language)["destinations"].get("toward", [])
    for country, cues in table(language)["destinations"].items():
        for cue in cues:
            if country == "toward":
                continue
            for written in [cue.replace("~", word) for word in toward] if "~" in cue else [cue]:
                yield "@" + country, written
                if "~" in cue:
                    yield "export", written


def _counters(languages: tuple[str, ...]) -> re.Pattern[str]:
    """What may stand right behind the number of things counted."""
    cues = {
        fold(cue.rstrip("*")).text for language in languages for cue in table(language)["figures"].get("counters", ())
    }
    latin = "|".join(re.escape(cue) for cue in sorted(cues, key=len, reverse=True) if cue.isascii()) or "(?!)"
    eastern = "|".join(re.escape(cue) for cue in sorted(cues, key=len, reverse=True) if not cue.isascii()) or "(?!)"
    return re.compile(
        rf"\s(?:(?!of\b|in\b|to\b|and\b|for\b)[a-z]+\s){{0,2}}(?:{latin})\b|\s?(?:多|余)?(?:{eastern})(?![月월])"
    )


def _worth(languages: tuple[str, ...]) -> dict[str, int]:
    """The words of a number written out, each with its value."""
    worth: dict[str, int] = {}
    for language in languages:
        lists = table(language)["figures"]
        worth |= {fold(word).text: value for value, word in enumerate(lists.get("ones", ()), 1)}
        worth |= {fold(word).text: value * 10 for value, word in enumerate(lists.get("tens", ()), 2)}
    return worth


def _spelled(languages: tuple[str, ...]) -> re.Pattern[str]:
    """Every percentage or amount written out ("fifty nine and a half per cent", "two and a half thousand tonnes")."""
    percent = {fold(cue).text for language in languages for cue in table(language)["figures"]["percent"]}
    ones = "|".join(sorted(map(re.escape, _worth(languages)), key=len, reverse=True)) or "(?!)"
    signs = "|".join(sorted((re.escape(cue) for cue in percent if len(cue) > 2), key=len, reverse=True)) or "(?!)"
    units = {fold(cue).text for language in languages for cue in table(language)["figures"]["tonnes"]}
    tonnes = "|".join(sorted((re.escape(cue) for cue in units if len(cue) > 2), key=len, reverse=True)) or "(?!)"
    return re.compile(
        rf"\b(?P<words>(?:{ones})(?:\s(?:{ones}|hundred|thousand|and(?=\s(?:{ones}|a half))|a half))*)\s"
        rf"(?:(?P<percent>{signs})|(?P<tonnes>{tonnes}))\b"
    )


def _quantity(languages: tuple[str, ...], units: dict[str, float]) -> re.Pattern[str]:
    """Every number of a folded sentence, with its unit or percent sign where it has one."""
    lists = [table(language)["figures"] for language in languages]

    def either(cues: list[str]) -> str:
        # An impossible pattern where a language has no such words.
        longest = sorted({fold(cue).text for cue in cues}, key=len, reverse=True)
        return "|".join(re.escape(cue) + ("(?![a-z])" if "a" <= cue[-1] <= "z" else "") for cue in longest) or "(?!)"

    percent, tenths, times, ratios = (
        either([cue for cues in lists for cue in cues.get(name, ())])
        for name in ("percent", "tenths", "times", "ratios")
    )
    number = r"(?<![\d.,])(?P<n>\d{1,3}(?:[ ,.]\d{3})+(?:[.,]\d{1,3})?(?!\d)|\d+(?:[.,]\d+)?)"
    return re.compile(
        rf"(?=[+~\d一两三四五六七八九])(?P<sign>[+~])?(?:(?:(?<![\d.,])(?P<myriad>\d{{1,4}})\s?[万만]\s?(?=\d))?(?:(?<![\d.,])(?P<kilo>\d{{1,2}})\s?[천千]\s?(?=\d))?{number}|(?P<han>[一两三四五六七八九](?=成)))"
        rf"(?:\s{{0,2}}(?:(?P<unit>{either(list(units))})|(?P<percent>{percent})|(?P<tenths>{tenths})|(?P<times>{times})|(?P<ratios>{ratios})))?"
    )
