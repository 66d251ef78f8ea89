"""The project's own reports with export figures, one a line. A failing case prints its id and its text."""

import json
from pathlib import Path
from typing import Any

import pytest

from jobs.extract import read
from storage.domain.claim import Document
from storage.domain.names import NameIndex

LINES = (Path(__file__).parent / "figures.jsonl").read_text("utf-8").splitlines()
CASES = [json.loads(line) for line in LINES]


def told(case: dict[str, Any]) -> set[tuple[Any, ...]]:
    document = Document(
        url=f"https://news.example/{case['id']}", title=case["title"], text=case["text"], published=case["published"]
    )
    return {
        (figure.series.value, figure.period, figure.tonnes, figure.change_pct, figure.basis)
        for figure in read(document, NameIndex([])).figures
    }


def labelled(case: dict[str, Any]) -> set[tuple[Any, ...]]:
    return {tuple(figure) for figure in case["figures"]}


@pytest.mark.corpus
@pytest.mark.parametrize("case", [case for case in CASES if not case.get("gap")], ids=lambda case: str(case["id"]))
def test_a_report_tells_its_export_figures_and_no_others(case: dict[str, Any]) -> None:
    assert told(case) == labelled(case), f"{case['id']}: {case['text']}"


@pytest.mark.corpus
def test_what_is_known_to_be_misread_stays_little() -> None:
    """Cases with `gap` are misread today; together they must not tell more than they miss."""
    gaps = [case for case in CASES if case.get("gap")]
    assert len(gaps) <= 0.05 * len(CASES)
    assert sum(len(told(case) - labelled(case)) for case in gaps) <= len(gaps)
