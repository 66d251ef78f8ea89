"""The same report in other type: narrow lines, wide letters, the other script, American spelling, another outlet.

Nothing of that changes what the report says, so nothing of it may change what the reader makes of it.
"""

import json
import re
import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import Any

import opencc
import pytest

from jobs.extract import read
from storage.domain.claim import Document, Door
from storage.domain.names import KnownCompany, NameIndex

HERE = Path(__file__).parent
TO_TRADITIONAL, TO_SIMPLIFIED = opencc.OpenCC("s2t"), opencc.OpenCC("t2s")


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


INDEX = NameIndex(
    KnownCompany(key=row["key"], name=row["name"], roles=frozenset(row["roles"]), aliases=tuple(row["aliases"]))
    for row in lines(HERE / "companies.jsonl")
)
REPORTS = [*lines(HERE / "cases.jsonl")[::9], *lines(HERE / "reports" / "nat-10.jsonl")[::5]]


def wrapped(text: str) -> str:
    return "\n".join(
        row for line in text.split("\n") for row in textwrap.wrap(line, 72, break_on_hyphens=False) or [""]
    )


def wide(text: str) -> str:
    return text.translate({code: code + 0xFEE0 for code in range(ord("0"), ord("9") + 1)})


def other_script(text: str) -> str:
    simplified = TO_SIMPLIFIED.convert(text)
    return str(TO_TRADITIONAL.convert(text) if simplified == text else simplified)


def american(text: str) -> str:
    return re.sub(r"\b[Ll]icence(?=s?\b)", lambda word: word[0].replace("cence", "cense"), text)


def other_outlet(text: str) -> str:
    for ours, theirs in (("Reuters", "Bloomberg"), ("路透", "彭博"), ("Caixin", "Yicai"), ("财新", "澎湃新闻")):
        text = text.replace(ours, theirs)
    return text


def hard_blanks(text: str) -> str:
    return re.sub(r"(?<=[a-z,]) (?=[a-z])", "\u00a0", text, count=5)


def decided(text: str, published: str | None) -> list[tuple[str, str, Door]]:
    reading = read(Document(url="", title="", text=text, published=published), INDEX)
    assert all(claim.quote in text for claim in reading.claims)
    return sorted(
        (claim.company or TO_SIMPLIFIED.convert(claim.subject), claim.kind.value, claim.door)
        for claim in reading.claims
        if claim.door is not Door.KEEP
    )


@pytest.mark.corpus
@pytest.mark.parametrize("reset", [wrapped, wide, other_script, american, other_outlet, hard_blanks])
def test_other_type_changes_no_decision(reset: Callable[[str], str]) -> None:
    tried = 0
    for report in REPORTS:
        if reset in (wrapped, american) and not report["text"].isascii():
            continue
        if reset is other_script and report.get("lang") != "zh":
            continue
        other = reset(report["text"])
        if other == report["text"]:
            continue
        tried += 1
        before, after = decided(report["text"], report["published"]), decided(other, report["published"])
        assert after == before, f"{report['id']}: {other}"
    assert tried


@pytest.mark.corpus
@pytest.mark.parametrize("reset", [str.upper, str.lower])
def test_a_telex_in_capitals_and_a_message_without_any_tell_nothing_else(reset: Callable[[str], str]) -> None:
    told = kept = 0
    for report in REPORTS[::2]:
        if report.get("lang") != "en":
            continue
        before, after = (
            {(who.casefold(), kind) for who, kind, door in decided(text, report["published"]) if door is Door.ALERT}
            for text in (report["text"], reset(report["text"]))
        )
        # "Philips" of "Royal Philips": what an ordinary word adds to a name only its capital shows.
        unheard = {
            (who, kind) for who, kind in after if not any(kind == other and who in name for name, other in before)
        }
        assert not unheard, f"{report['id']}: {reset(report['text'])}"
        told, kept = told + len(before), kept + len(after)
    # Without capitals most new names are but words.
    assert kept > (0.85 if reset is str.upper else 0.35) * told


def test_a_new_company_is_called_as_the_text_spells_it() -> None:
    text = "廣源磁業已獲得商務部頒發的通用許可，有效期一年。"
    reading = read(Document(url="", title="", text=text, published="2026-03-01"), INDEX)
    assert [(claim.subject, claim.door) for claim in reading.claims] == [("廣源磁業", Door.ALERT)]
