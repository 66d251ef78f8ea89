"""The words that carry meaning, per language, from the tables in `cues/`: one folder a language, one list a question.

`kind.*` names a licence kind, `status.*` what happened to it, `modifier.*` what takes a statement back, `who.*` how
somebody is called without a name, `material.*` what it is for. `foreign.*` and `goods` mark licences that are not
China's for rare earths. `figures` and `destinations` (figures.toml) are for export figures. "general [export|magnet|] licence" stands for three cues. A longer cue swallows the shorter ones inside it ("did not respond" is no negation).
"""

import re
import tomllib
from bisect import bisect_left
from collections.abc import Iterable
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

import ahocorasick

from storage.domain.claim import Scope
from storage.domain.folding import fold

_NUMBER = re.compile(r"\.?\s*\d")
_KANA = re.compile("[\u3040-\u30ff]")
_HANGUL = re.compile("[\uac00-\ud7a3]")
_HAN = re.compile("[\u4e00-\u9fff]")
_WORD = re.compile(r"n'a\b|\w+")
_GERMAN = frozenset(
    [
        "der",
        "die",
        "das",
        "und",
        "nicht",
        "ein",
        "eine",
        "wurde",
        "haben",
        "für",
        "mit",
        "von",
        "ist",
        "sich",
        "des",
        "dem",
        "den",
        "im",
        "auf",
        "als",
        "aus",
        "nach",
        "zum",
        "zur",
        "bei",
        "sind",
    ]
)
_FRENCH = frozenset(
    [
        "le",
        "la",
        "les",
        "des",
        "une",
        "du",
        "est",
        "selon",
        "pour",
        "dans",
        "qui",
        "et",
        "n'a",
        "au",
        "aux",
        "sur",
        "ont",
        "été",
    ]
)
_ENGLISH = frozenset(["the", "of", "and", "to", "in", "is", "was", "has", "for", "that", "on"])

#: Lists whose words speak of a licence, whatever its kind.
LICENCE_TAGS = frozenset(("general", "individual", "streamlined", "licence", "theirs"))
#: Lists whose words say for how many customers a licence is.
SCOPE_TAGS = frozenset(scope.value for scope in Scope)
#: A letter of Chinese, Japanese or Korean.
EASTERN = re.compile("[\u3040-\u9fff\uac00-\ud7a3]")

#: The file of each language that holds phrases, which are no cues (`phrases`).
PHRASES = "phrases.toml"
#: The tables of whole languages.
LANGUAGES = ("en", "zh", "ja", "ko", "de", "fr")
#: Sections whose lists are expressions.
EXPRESSIONS = (
    "bearing",
    "twice",
    "standing",
    "unnamed",
    "frame",
    "plain",
    "users",
    "beside",
    "relation",
    "head",
    "abroad",
    "gain",
    "spoiler",
    "source",
)
#: Sections whose lists are pieces of expressions.
_PIECES = ("answers", "joints")
#: Sections that speak of something else than licences; `constructions` and `figures` read their own.
_NOT_OF_LICENCES = frozenset(
    (
        *EXPRESSIONS,
        *_PIECES,
        "names",
        "words",
        "parts",
        "context",
        "places",
        "construction",
        "sequel",
        "family",
        "figures",
        "destinations",
        "grid",
        "slips",
    )
)


class Hit(NamedTuple):
    """A cue at `start`:`end` of the original text; `tags` are the lists it stands in."""

    start: int
    end: int
    tags: frozenset[str]


class _Cue(NamedTuple):
    length: int
    tags: frozenset[str]
    left: bool
    right: bool


@cache
def table(language: str) -> dict[str, dict[str, list[str]]]:
    """The cue tables of one language as the files in its folder have them."""
    sections: dict[str, dict[str, list[str]]] = {}
    for file in sorted((files("jobs.extract") / "cues" / language).iterdir(), key=lambda file: file.name):
        if file.name == PHRASES:
            continue
        for section, lists in tomllib.loads(file.read_text("utf-8")).items():
            sections.setdefault(section, {}).update(lists)
    for section, lists in sections.items():
        if section not in _NOT_OF_LICENCES:
            for name, cues in lists.items():
                lists[name] = [one for cue in cues for one in _written_out(cue)]
    return sections


_EITHER = re.compile(r"\[([^\]]*)\]")


def _written_out(cue: str) -> list[str]:
    """All cues that one with alternatives stands for: "general [export|] licence" is two."""
    choice = _EITHER.search(cue)
    if choice is None:
        return [" ".join(cue.split())]
    return [
        more
        for word in choice[1].split("|")
        for more in _written_out(cue[: choice.start()] + word + cue[choice.end() :])
    ]


@cache
def words(language: str, section: str, name: str) -> frozenset[str]:
    """One list of a table, folded."""
    return frozenset(fold(word).text for word in table(language).get(section, {}).get(name, ()))


@lru_cache(maxsize=4)
def languages_of(text: str) -> tuple[str, ...]:
    """Which tables to read a text with, judged by its script and its smallest words."""
    if not text.isascii():
        if _KANA.search(text):
            return ("ja", "en")
        if len(_HANGUL.findall(text[:4000])) > 5:
            return ("ko", "en")
        if _HAN.search(text):
            return ("zh", "en")
    head = _WORD.findall(text[:700].lower())
    count, name = max((sum(map(small.__contains__, head)), name) for small, name in ((_GERMAN, "de"), (_FRENCH, "fr")))
    return (name, "en") if count > sum(map(_ENGLISH.__contains__, head)) else ("en",)


@cache
def _automaton(languages: tuple[str, ...]) -> ahocorasick.Automaton:
    tags: dict[str, set[str]] = {}
    stems: set[str] = set()
    for language in languages:
        for section, lists in table(language).items():
            if section in _NOT_OF_LICENCES or (language == "en" and len(languages) > 1 and section == "who"):
                continue
            for name, cues in lists.items():
                for cue in cues:
                    folded = " ".join(fold(cue.rstrip("*")).text.split())
                    if cue.endswith("*"):
                        stems.add(folded)
                    tags.setdefault(folded, set()).add(name)
    # A longer cue that holds the name of a general licence speaks of one too ("以通用许可").
    general = {cue for cue, names in tags.items() if "general" in names and len(cue) >= 4 and cue[0] > "\u2e7f"}
    automaton = ahocorasick.Automaton()
    for cue, names in tags.items():
        if cue[0] > "\u2e7f" and any(one in cue for one in general):
            names.add("general")
        left = cue[0].isalnum() and cue[0] < "\u0250"
        right = cue[-1].isalnum() and cue[-1] < "\u0250" and cue not in stems
        automaton.add_word(cue, _Cue(len(cue), frozenset(names), left, right))
    automaton.make_automaton()
    return automaton


def hits(text: str, languages: tuple[str, ...]) -> list[Hit]:
    """All cues of a text in order, leftmost longest. Linear in the text."""
    folded = fold(text)
    line = folded.text
    size = len(line)
    found: list[tuple[int, int, _Cue]] = []
    for last, cue in _automaton(languages).iter(line):
        length, _, left, right = cue
        end = last + 1
        start = end - length
        if right and end < size and (after := line[end]) < "\u0250" and after.isalnum():
            continue
        if left and start and (before := line[start - 1]) < "\u0250" and before.isalnum():
            continue
        if length == 2 and line[start:end] == "no" and _NUMBER.match(line, end):
            continue
        found.append((start, -end, cue))
    found.sort()
    kept: list[Hit] = []
    free = 0
    moved = folded.offsets is not None
    for start, minus_end, cue in found:
        if start >= free:
            free = -minus_end
            begin, end = folded.original(start, free) if moved else (start, free)
            kept.append(Hit(begin, end, cue.tags))
    return kept


_NONE: frozenset[str] = frozenset()


def tags_of(found: Iterable[Hit]) -> frozenset[str]:
    """The lists in which any of these cues stand."""
    each = [hit.tags for hit in found]
    return each[0] if len(each) == 1 else _NONE.union(*each) if each else _NONE


def within(found: list[Hit], start: int, end: int) -> list[Hit]:
    """The hits that lie in `start`:`end` (hits are in order and do not overlap)."""
    low = bisect_left(found, (start,))
    high = bisect_left(found, (end,))
    inside = found[low:high]
    return [hit for hit in inside if hit.end <= end] if inside and inside[-1].end > end else inside
