"""Reading must not know names by heart: the project's reports of real firms, read again under invented names."""

import json
from pathlib import Path
from typing import Any

import pytest

from bot.export import shipped_names
from jobs.extract import read
from storage.domain.claim import Document, Door
from storage.domain.licence import Role
from tests.corpus.invented import renamed

REPORTS = Path(__file__).parent / "reports"
NAMES = shipped_names()
#: Every so many reports are read, under the names of so many seeds.
EVERY, SEEDS = 4, 2
#: Of the shared reports at most one gain in twenty is lost (`make bench`); these tell of theirs in odder ways.
LOST = 0.1


def _spellings() -> dict[str, list[str]]:
    """How the reports and the record spell each company."""
    out: dict[str, list[str]] = json.loads((REPORTS / "real-1.aliases.json").read_text("utf-8"))
    for name, others in out.items():
        if match := NAMES.resolve(name):
            known = (match.company.name, *match.company.aliases)
            codes = [one.partition(":")[2] for one in known if ":" in one]
            out[name] = sorted({*others, *known, *codes} - {name})
    return out


def _found(reports: list[dict[str, Any]], spellings: dict[str, list[str]]) -> tuple[int, int]:
    """How many gains are told or asked about, and how many there are."""
    called = {other.casefold(): name for name, others in spellings.items() for other in (name, *others)}
    right = wanted = 0
    for report in reports:
        document = Document(url="", title=report["title"], text=report["text"], published=report["published"])
        have = {
            (called.get(claim.subject.casefold(), claim.subject), claim.kind.value)
            for claim in read(document, NAMES).claims
            if claim.door is not Door.KEEP
        }
        want = {(called.get(gain["subject"].casefold(), gain["subject"]), gain["kind"]) for gain in report["gains"]}
        right, wanted = right + len(have & want), wanted + len(want)
    return right, wanted


@pytest.mark.corpus
def test_reports_of_invented_companies_are_read_as_well_as_those_of_known_ones() -> None:
    spellings = _spellings()
    makers = [
        name for name in spellings if (match := NAMES.resolve(name)) and not match.company.roles <= {Role.CUSTOMER}
    ]
    reports = [json.loads(line) for line in (REPORTS / "real-1.jsonl").read_text("utf-8").splitlines()[::EVERY]]
    right, wanted = _found(reports, spellings)
    again = [_found(*renamed(reports, spellings, makers, seed)) for seed in range(SEEDS)]
    found = sum(one for one, _ in again) / sum(all_ for _, all_ in again)
    assert found >= right / wanted - LOST, f"{found:.3f} of the gains under invented names, {right / wanted:.3f} else"
