"""The seed record says only what a reader can check: these tests read the shipped TOML files and nothing else."""

import json
import re
import tomllib
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from jobs.fetch import json_api

SEEDS = Path(__file__).parents[2] / "seeds"
NAMES = ("companies", "licences", "customers", "lists", "regime", "series", "sources")
Row = dict[str, Any]
SEED: dict[str, dict[str, list[Row]]] = {
    name: tomllib.loads((SEEDS / f"{name}.toml").read_text(encoding="utf-8")) for name in NAMES
}
STATUSES = {
    "granted", "covered", "excluded", "applied", "expected", "not_confirmed", "denied", "revoked", "suspended",
    "expired", "renewed",
}  # fmt: skip
ATTRIBUTIONS = {"company", "ministry", "anonymous", "media", "analyst", "none"}
#: A day, a month, or for pages that print no more, a year.
DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")
MONTH = re.compile(r"(\d{4})-(\d{2})")


def rows(*names: str) -> Iterator[tuple[str, Row]]:
    """Every row of the named files (all files when none is named), with a label that finds it again."""
    for name in names or NAMES:
        for table, found in SEED[name].items():
            for number, row in enumerate(found, 1):
                yield f"{name}.toml [[{table}]] {number}", row


def facts() -> Iterator[tuple[str, Row]]:
    """Rows that state something about the world; publishers are our own judgement of outlets."""
    return ((label, row) for label, row in rows() if "[[publisher]]" not in label)


def folded(name: str) -> str:
    return unicodedata.normalize("NFKC", name).casefold()


def test_every_fact_can_be_opened_or_says_that_it_cannot() -> None:
    for label, row in facts():
        if "url" in row:
            assert re.match(r"https?://[^\s/]+\.[^\s/]+", row["url"]), label
            assert row.get("openable", True), label
        else:
            assert row.get("openable") is False, label


def test_no_seed_row_carries_a_quote() -> None:
    assert [label for label, row in rows() if "quote" in row] == []


def test_every_claim_says_who_printed_it_when_and_how_sure_we_are() -> None:
    for label, row in rows("companies", "licences", "customers", "lists", "regime"):
        assert row["publisher"], label
        assert DATE.fullmatch(row.get("published") or row["date"]), label
        assert row["confidence"] in range(1, 6), label


def test_summaries_are_one_short_plain_text() -> None:
    for label, row in facts():
        if "summary" in row:
            assert 0 < len(row["summary"]) < 300, label
            assert "\n" not in row["summary"], label


def test_every_printing_outlet_is_judged() -> None:
    judged = {publisher["name"] for publisher in SEED["sources"]["publisher"]}
    for label, row in rows("licences", "customers", "lists"):
        assert row["publisher"] in judged, label
    for label, row in rows("sources"):
        assert row["grade"] in "ABCDEF", label
        assert row.get("publisher", row["name"]) in judged, label


def test_companies_named_elsewhere_are_known() -> None:
    known = {company["key"] for company in SEED["companies"]["company"]}
    for label, row in rows("licences", "customers"):
        named = [row["company"]] if "company" in row else []
        assert {*named, *row.get("customers", []), *row.get("suppliers_named", [])} <= known, label
        assert "company" in row or row["subject_kind"] == "group", label


def test_no_spelling_means_two_companies() -> None:
    owner: dict[str, str] = {}
    for company in SEED["companies"]["company"]:
        names = [company["name"], company.get("legal_name", ""), company.get("legal_name_local", "")]
        for name in {folded(n) for n in [*names, *company["aliases"], *company["tickers"]] if n}:
            assert owner.setdefault(name, company["key"]) == company["key"], name
    for company in SEED["companies"]["company"]:
        for name in company["ambiguous_aliases"]:
            assert folded(name) not in owner, f"{name} is called ambiguous but identifies {owner[folded(name)]}"


def test_what_is_only_remembered_is_a_bare_name() -> None:
    for company in SEED["companies"]["company"]:
        if company["seen"] == "memory":
            assert company["roles"] == company["tickers"] == [], company["key"]
            assert "url" not in company, company["key"]
            claims = [row for _, row in rows("licences", "customers") if row.get("company") == company["key"]]
            assert claims == [], company["key"]
        else:
            assert company["roles"], company["key"]
            assert set(company["roles"]) <= {"exporter", "smco_producer", "customer"}, company["key"]


def test_claims_use_the_words_of_the_record() -> None:
    for label, row in rows("licences", "customers"):
        assert row["status"] in STATUSES, label
        assert row["attribution"] in ATTRIBUTIONS, label
        assert row["kind"] in {"general", "individual", "unspecified"}, label
        assert row.get("scope") in {None, "all_customers", "nearly_all_customers", "some_customers"}, label


def test_no_day_of_issue_is_made_up_for_a_general_licence() -> None:
    general = [row for row in SEED["licences"]["licence"] if row["kind"] == "general"]
    assert general
    for row in general:
        assert {"valid_from", "valid_until"}.isdisjoint(row), row["company"]
        assert (row["first_reported"], row["reported_term_months"]) == ("2025-12-02", 12), row["company"]


def test_no_origin_is_counted_twice_for_one_licence() -> None:
    origins = [(row["company"], row["kind"], row.get("outlet")) for row in SEED["licences"]["licence"]]
    assert len(origins) == len(set(origins))


def test_nobody_is_said_to_hold_a_general_licence_for_samarium_cobalt() -> None:
    for label, row in rows("licences", "customers"):
        if "SmCo" in row.get("materials", []):
            assert row["status"] == "not_confirmed", label


def test_a_list_never_holds_more_names_than_its_announcement() -> None:
    entries = SEED["lists"]["entry"]
    assert {entry["list"] for entry in entries} == {one["key"] for one in SEED["lists"]["list"]}
    for one in SEED["lists"]["list"]:
        held = [entry["name"] for entry in entries if entry["list"] == one["key"]]
        assert 0 < len(set(held)) == len(held) <= one["names_in_announcement"], one["key"]
        assert one["kind"] in {"control", "watch"}, one["key"]


def test_every_listed_name_is_a_company_that_can_be_asked_about() -> None:
    names = {company["name"] for company in SEED["companies"]["company"]}
    assert {entry["name"] for entry in SEED["lists"]["entry"]} <= names


def test_where_texts_disagree_about_an_end_date_both_are_kept() -> None:
    until = {event["key"]: event.get("until", []) for event in SEED["regime"]["event"]}
    assert [end["date"] for end in until["announcement-70-2025"]] == ["2026-11-10", "2027-01-10"]
    for key, ends in until.items():
        assert all({"date", "says", "url"} == end.keys() for end in ends), key


def test_no_article_is_cited_that_was_not_read() -> None:
    cited = {
        (row["basis"].split(" article ")[0], row["basis"].split(" article ")[1])
        for row in SEED["regime"]["rule"]
        if " article " in row["basis"]
    }
    law, regulations = "Export Control Law", "Dual-use regulations"
    assert cited <= {(law, "12"), (regulations, "14"), (regulations, "17(1)"), (regulations, "49")}


def covered_months(period: str) -> list[str]:
    first, _, last = period.partition("/")
    (year, month), end = map(int, first.split("-")), last or first
    months = [f"{year}-{month:02}"]
    while months[-1] != end:
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
        months.append(f"{year}-{month:02}")
    return months


def magnets() -> dict[str, float]:
    return {f["period"]: f["tonnes"] for f in SEED["series"]["figure"] if f["series"] == "magnets"}


@pytest.mark.parametrize("span", [period for period in magnets() if "/" in period])
def test_magnet_months_add_up_to_the_published_total(span: str) -> None:
    figures = magnets()
    assert sum(figures[month] for month in covered_months(span)) == pytest.approx(figures[span], abs=2)


def test_figures_belong_to_a_series_and_say_how_they_were_come_by() -> None:
    series = {one["key"] for one in SEED["series"]["series"]}
    seen = [(figure["series"], figure["period"]) for figure in SEED["series"]["figure"]]
    assert series == {"magnets", "rare-earths", "products"}
    assert len(seen) == len(set(seen))
    for figure in SEED["series"]["figure"]:
        assert figure["series"] in series, figure
        assert all(MONTH.fullmatch(month) for month in figure["period"].split("/")), figure
        assert figure["kind"] == ("reported" if "url" in figure else "derived"), figure
        assert figure["kind"] == "reported" or figure["note"], figure


def test_nothing_unverified_or_forbidden_is_watched_from_the_start() -> None:
    for source in SEED["sources"]["source"]:
        assert source["kind"] in {"feed", "page", "list", "json"}, source["key"]
        assert source["verified"] in {"read", "code", "memory"}, source["key"]
        if source["enabled"]:
            assert source["verified"] != "memory", source["key"]
            assert source["kind"] != "json" or source["mapping"], source["key"]
        else:
            assert source["note"], source["key"]
        if source["verified"] == "memory":
            assert "not verified" in source["note"], source["key"]
        if "mapping" in source:
            assert json.loads(source["mapping"])["_read_in"], source["key"]
            assert json_api.shape(source["mapping"]).items, source["key"]
        elif source["kind"] == "json":
            assert "shape not verified" in source["note"], source["key"]


@pytest.mark.parametrize("name", ["company", "source", "list", "event"])
def test_keys_are_unique(name: str) -> None:
    keys = [row["key"] for label, row in rows() if f"[[{name}]]" in label]
    assert keys
    assert len(keys) == len(set(keys))


def test_no_two_publishers_share_a_name_or_a_site() -> None:
    owner: dict[str, str] = {}
    for publisher in SEED["sources"]["publisher"]:
        for word in {folded(n) for n in [publisher["name"], *publisher["aliases"], *publisher["domains"]]}:
            assert owner.setdefault(word, publisher["name"]) == publisher["name"], word
