"""Phrases: expressions of the tables `cues/<language>/phrases.toml` that are looked for in a few words or at a place.

A section belongs to the module of its name, a list to one question of it. A list whose name begins with "_" is a piece:
`{_name}` in the other lists of its section stands for any of its words.
"""

import re
import tomllib
from collections.abc import Callable, Iterator
from functools import cache
from importlib.resources import files
from sys import maxsize
from typing import Any, Protocol

from jobs.extract.text.cues import LANGUAGES, PHRASES


class _Looks(Protocol):
    """What looks for an expression in `low`:`high` of a text."""

    def __call__(self, text: str, low: int = 0, high: int = maxsize, /) -> re.Match[str] | None: ...


class Phrase:
    """One list of all languages as a single expression, made when it is first looked for."""

    #: The ways of looking are those of the expression itself, once it is made.
    search: _Looks
    match: _Looks
    fullmatch: _Looks
    finditer: Callable[..., Iterator[re.Match[str]]]

    def __init__(self, section: str, name: str, *, capitals: bool = False) -> None:
        """`capitals`: whether it matters if a letter is one."""
        self._section, self._name = section, name
        self._flags = 0 if capitals else re.IGNORECASE

    def __getattr__(self, way: str) -> Any:
        """The first time something is looked for: make the expression."""
        if way not in _WAYS:
            raise AttributeError(way)
        whole = self._whole()
        for each in _WAYS:
            setattr(self, each, getattr(whole, each))
        return getattr(whole, way)

    def _whole(self) -> re.Pattern[str]:
        parts = [
            phrase for language in LANGUAGES for phrase in written_out(_table(language), self._section, self._name)
        ]
        if not parts:
            raise KeyError(f"no table of phrases has [{self._section}] {self._name}")
        return re.compile("|".join(parts), self._flags)


_WAYS = ("search", "match", "fullmatch", "finditer")


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
