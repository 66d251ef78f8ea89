"""The phrases that the reader's modules look for and the tables that hold them."""

import re
import tomllib
from importlib.resources import files
from pathlib import Path

import pytest

from jobs.extract.text.cues import LANGUAGES, PHRASES
from jobs.extract.text.phrases import Phrase

ROOT = Path(str(files("jobs.extract")))
_ASKED = re.compile(r'\bPhrase\(\s*"(\w+)",\s*"(\w+)"')


def asked() -> set[tuple[str, str]]:
    return {found for path in ROOT.rglob("*.py") for found in _ASKED.findall(path.read_text("utf-8"))}


def written() -> set[tuple[str, str]]:
    tables = [tomllib.loads((ROOT / "cues" / language / PHRASES).read_text("utf-8")) for language in LANGUAGES]
    return {
        (section, name)
        for table in tables
        for section, lists in table.items()
        for name in lists
        if not name.startswith("_")
    }


def test_every_phrase_that_is_looked_for_stands_in_a_table_and_the_other_way_round() -> None:
    assert asked() == written()


def test_every_phrase_of_the_tables_is_an_expression_that_does_not_take_just_anything() -> None:
    assert [one for one in sorted(written()) if Phrase(*one).fullmatch("\0.\n;。\0")] == []


def test_a_phrase_that_no_table_has_is_a_mistake_that_is_told() -> None:
    with pytest.raises(KeyError, match="no table of phrases"):
        Phrase("receivers", "nowhere").search("text")
