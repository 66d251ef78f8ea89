"""Phrases: expressions of the tables `cues/<language>/phrases.toml` that are looked for in a few words or at a place.

A section belongs to the module of its name, a list to one question of it. A list whose name begins with "_" is a piece:
`{_name}` in the other lists of its section stands for any of its words.
"""

import re
import tomllib
from collections.abc import Iterator
from functools import cache, cached_property
from importlib.resources import files
from sys import maxsize

from jobs.extract.text.cues import LANGUAGES, PHRASES


class Phrase:
    """One list of all languages as a single expression, made when it is first looked for."""

    def __init__(self, section: str, name: str, *, capitals: bool = False) -> None:
        """`capitals`: whether it matters if a letter is one."""
        self._section, self._name = section, name
        self._flags = 0 if capitals else re.IGNORECASE

    def search(self, text: str, low: int = 0, high: int = maxsize) -> re.Match[str] | None:
        return self._whole.search(text, low, high)

    def match(self, text: str, low: int = 0, high: int = maxsize) -> re.Match[str] | None:
        return self._whole.match(text, low, high)

    def fullmatch(self, text: str, low: int = 0, high: int = maxsize) -> re.Match[str] | None:
        return self._whole.fullmatch(text, low, high)

    def finditer(self, text: str, low: int = 0, high: int = maxsize) -> Iterator[re.Match[str]]:
        return self._whole.finditer(text, low, high)

    @cached_property
    def _whole(self) -> re.Pattern[str]:
        parts = [
            phrase for language in LANGUAGES for phrase in written_out(_table(language), self._section, self._name)
        ]
        if not parts:
            raise KeyError(f"no table of phrases has [{self._section}] {self._name}")
        return re.compile("|".join(parts), self._flags)


def written_out(sections: dict[str, dict[str, list[str]]], section: str, name: str) -> list[str]:
    """The expressions of one list with its section's pieces filled in."""
    lists = sections.get(section, {})
    phrases = lists.get(name, [])
    for piece, words in lists.items():
        if piece.startswith("_"):
            phrases = [phrase.replace(f"{{{piece}}}", f"(?:{'|'.join(words)})") for phrase in phrases]
    return phrases


@cache
def _table(language: str) -> dict[str, dict[str, list[str]]]:
    return tomllib.loads((files("jobs.extract") / "cues" / language / PHRASES).read_text("utf-8"))
