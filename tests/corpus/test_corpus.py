"""The project's own labelled sentences, one case a line. A failing case prints its id and its sentence."""

import json
from pathlib import Path
from typing import Any

import pytest

from jobs.extract import read
from storage.domain.claim import Document, Door, Reading
from storage.domain.names import KnownCompany, NameIndex

HERE = Path(__file__).parent


def lines(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (HERE / name).read_text("utf-8").splitlines()]


INDEX = NameIndex(
    KnownCompany(key=row["key"], name=row["name"], roles=frozenset(row["roles"]), aliases=tuple(row["aliases"]))
    for row in lines("companies.jsonl")
)


def called(name: str) -> str:
    match = INDEX.resolve(name)
    return match.company.key if match else name.casefold().removesuffix(" co., ltd.")


def reading_of(case: dict[str, Any]) -> Reading:
    document = Document(
        url=f"https://news.example/{case['id']}", title=case["title"], text=case["text"], published=case["published"]
    )
    return read(document, INDEX)


def gains(reading: Reading, door: Door) -> set[tuple[str, str]]:
    return {(called(claim.subject), claim.kind.value) for claim in reading.claims if claim.door is door}


def labelled(case: dict[str, Any]) -> set[tuple[str, str]]:
    return {(called(name), kind) for name, kind in case["gains"]}


@pytest.mark.corpus
@pytest.mark.parametrize("case", lines("cases.jsonl"), ids=lambda case: str(case["id"]))
def test_a_gain_is_told_or_asked_and_nothing_else_is_told(case: dict[str, Any]) -> None:
    reading = reading_of(case)
    told, asked, wanted = gains(reading, Door.ALERT), gains(reading, Door.REVIEW), labelled(case)
    assert told <= wanted, f"{case['id']} tells too much: {case['text']}"
    assert wanted <= told | asked, f"{case['id']} loses a gain: {case['text']}"


@pytest.mark.corpus
def test_the_blind_sentences_keep_their_figures() -> None:
    """Written before the code was run on them, in two sets (b-001 to b-091, b-101 to b-180).

    What the first run of each showed is not kept here: these floors only hold what was reached since.
    """
    tell = right = found = wanted = asked = 0
    cases = lines("blind.jsonl")
    for case in cases:
        reading = reading_of(case)
        told, want, reviewed = gains(reading, Door.ALERT), labelled(case), gains(reading, Door.REVIEW)
        tell, right, wanted = tell + len(told), right + len(told & want), wanted + len(want)
        found, asked = found + len((told | reviewed) & want), asked + len(reviewed)
    assert right / tell >= 0.92, f"precision of alerts {right}/{tell}"
    assert right / wanted >= 0.7, f"recall of alerts {right}/{wanted}"
    assert found / wanted >= 0.78, f"recall with reviews {found}/{wanted}"
    assert asked <= 0.5 * len(cases)


@pytest.mark.corpus
def test_what_the_reading_still_gets_wrong_is_missed_rather_than_invented() -> None:
    """`gaps.jsonl` holds sentences that are known to be misread: a to-do list that must not grow into false alerts."""
    cases = lines("gaps.jsonl")
    invented = [case["id"] for case in cases if not gains(reading_of(case), Door.ALERT) <= labelled(case)]
    assert len(invented) <= 1, invented
