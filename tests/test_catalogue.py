"""Whatever Lodestone says about law or licences stands in one catalogue, with its source: nothing else is said.

The catalogue is seeds/regime.toml (rules and events, each with address and date) and storage/domain/law.py and
law_orders.py (sentences made from them). A sentence of ours that speaks of law anywhere else in the program fails
here: move it there.
"""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.domain import law, law_orders
from storage.domain.law import Sentence

ROOT = Path(__file__).parents[1]
REGIME = tomllib.loads((ROOT / "seeds" / "regime.toml").read_text("utf-8"))
RULES = {row["topic"]: row for row in REGIME["rule"]}
EVENTS = {row["key"]: row for row in REGIME["event"]}

#: Words by which a sentence speaks of law, or of what a licence does, allows or needs.
LEGAL = re.compile(
    r"\b(law|laws|lawful|legal|legally|illegal|article \d|announcement|regulations?|retroactive|transferable|revocable|"
    r"prohibited|forbidden|forbids?|barred|end[- ]uses?|end[- ]users?|controlled|customs|"
    r"(holds?|needs?|requires?) (a |an |no )?licen[cs]e|no general (licen[cs]e|one)|can be revoked|"
    r"(exporters?|customers?|suppliers?|buyers?|orders?|goods|magnets?) (must|may not|cannot|can not)|"
    r"licen[cs]es? (is|are|can|may|must|do|does|allows?|covers?|needs?|means?|lasts?|ended)|not proof)\b",
    re.IGNORECASE,
)

#: What the words above also mean. These speak of data on record or of the program, and a person has looked at each.
NOT_LAW = (
    "Barred by a list",  # the headline of an alert about an entry on record
    "Cover by its suppliers' general licence ended",  # the state of one on record
    "law",  # a word people try instead of the verb `explain`
    "The law behind it",  # a heading over events on record
    "legal",  # a kind of name: the legal one
    "check SUPPLIER for CUSTOMER [material] [end use] [country]",  # what is typed
    "announcement-18-2025",  # the key of an event of the catalogue
    "customs",  # the topic of a rule of the catalogue
)

#: Modules that read what others wrote: their strings are cues, and are never said.
_READS = (
    "jobs/extract",
    "jobs/fetch",
    "bot/questions/",
    "storage/migrations",
    "storage/domain/names.py",
    "storage/domain/spelling.py",
    "storage/domain/law.py",
    "storage/domain/law_orders.py",
)


def said() -> Iterator[tuple[str, str]]:
    """(where, text) of every string in the program that can reach a reader."""
    for path in sorted(path for part in ("bot", "jobs", "storage") for path in (ROOT / part).rglob("*.py")):
        name = path.relative_to(ROOT).as_posix()
        if name.startswith(_READS):
            continue
        tree = ast.parse(path.read_text("utf-8"))
        silent = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in silent:
                yield f"{name}:{node.lineno}", node.value


@pytest.mark.parametrize("sentence", [*law.CATALOGUE, *law_orders.CATALOGUE], ids=lambda sentence: sentence.text[:40])
def test_every_sentence_rests_on_rules_that_a_reader_can_open(sentence: Sentence) -> None:
    assert sentence.rests_on
    for name in sentence.rests_on:
        row = RULES.get(name) or EVENTS[name]
        assert row["url"].startswith("http")
        assert row["publisher"]
        assert row["date"]


@pytest.mark.parametrize("topic", RULES)
def test_every_rule_has_a_source_a_date_and_neighbours_that_exist(topic: str) -> None:
    rule = RULES[topic]
    assert rule["url"].startswith("http") or rule["openable"] is False
    assert re.fullmatch(r"20\d\d(-\d\d){0,2}", rule["date"])
    assert set(rule["related"]) <= set(RULES) - {topic}
    assert rule["words"]


@pytest.mark.parametrize("topic", RULES)
def test_a_rule_is_the_record_and_no_advice(topic: str) -> None:
    told = f"{RULES[topic]['summary']} {RULES[topic].get('myth', '')}"
    assert not re.search(r"\b(you|your|should|make sure|please|ask (which|them|your)|recommend|advise)\b", told, re.I)


def test_the_program_says_nothing_of_law_beside_the_catalogue() -> None:
    stray = [f"{where}: {text}" for where, text in said() if LEGAL.search(text) and text not in NOT_LAW]
    assert not stray, "\n".join(stray)
