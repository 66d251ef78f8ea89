"""`make audit`: what is known against the locked packages, or that nothing could be learnt."""

import importlib.util
import re
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def audit() -> ModuleType:
    spec = importlib.util.spec_from_file_location("audit", ROOT / "ops" / "audit.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


PACKAGES = {"leaky": "1.0", "sound": "2.0"}
HOLE: dict[str, Any] = {
    "id": "GHSA-1",
    "aliases": ["CVE-2026-1", "PYSEC-1"],
    "summary": "Reads what it should not.",
    "affected": [
        {"package": {"name": "leaky"}, "ranges": [{"events": [{"introduced": "0"}, {"fixed": "1.1"}]}]},
        {"package": {"name": "other"}, "ranges": [{"events": [{"fixed": "9"}]}]},
    ],
}


class Osv:
    """Knows these advisories against `leaky`."""

    def __init__(self, *advisories: dict[str, Any]) -> None:
        self.advisories = {each["id"]: each for each in advisories}

    def __call__(self, path: str, body: Mapping[str, Any] | None) -> Any:
        if body is None:
            return self.advisories[path.removeprefix("vulns/")]
        against = {"leaky": {"vulns": [{"id": number} for number in self.advisories]}}
        return {"results": [against.get(query["package"]["name"], {}) for query in body["queries"]]}


def test_an_advisory_is_a_line_with_what_mends_it(audit: ModuleType) -> None:
    status, lines = audit.report(PACKAGES, Osv(HOLE))
    assert status == 1
    assert lines[0] == "leaky 1.0: GHSA-1, CVE-2026-1: Reads what it should not. (mended in 1.1)"
    assert lines[1] == "1 advisories against 2 packages."


def test_what_was_withdrawn_is_no_advisory(audit: ModuleType) -> None:
    status, [line] = audit.report(PACKAGES, Osv({**HOLE, "withdrawn": "2026-01-01T00:00:00Z"}))
    assert (status, line) == (0, "No advisory is known against any of 2 packages.")


@pytest.mark.parametrize("answer", [{}, {"results": []}, [], None, "<html>"])
def test_an_answer_that_is_none_is_not_a_clean_bill(audit: ModuleType, answer: Any) -> None:
    status, [line] = audit.report(PACKAGES, lambda path, body: answer)
    assert status == 2
    assert "nothing is known about 2 packages" in line


def test_no_network_is_said_plainly(audit: ModuleType) -> None:
    def away(path: str, body: Mapping[str, Any] | None) -> Any:
        raise OSError("no route to host")

    status, [line] = audit.report(PACKAGES, away)
    assert (status, "could not be asked for (no route to host)" in line) == (2, True)


def test_every_locked_package_is_asked_about(audit: ModuleType) -> None:
    text = (ROOT / "requirements.txt").read_text("utf-8")
    assert len(audit.locked(text)) == len(re.findall(r"^\S+==", text, re.MULTILINE)) > 50
    assert audit.locked(text)["httpx"].startswith("0.28")
