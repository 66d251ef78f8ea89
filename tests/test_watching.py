"""Rules and dashboard for whoever watches over it: what they ask for is there, and what they advise can be followed."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families

from bot.metrics import Scraped
from jobs.liveness import Liveness
from storage import metrics
from storage.database import Database

OPS = Path(__file__).parent.parent / "ops"
RULES: list[dict[str, Any]] = [
    rule for group in yaml.safe_load((OPS / "alerts.yml").read_text("utf-8"))["groups"] for rule in group["rules"]
]
DASHBOARD: dict[str, Any] = json.loads((OPS / "dashboard.json").read_text("utf-8"))
ASKED = [(rule["alert"], rule["expr"]) for rule in RULES] + [
    (panel["title"], target["expr"]) for panel in DASHBOARD["panels"] for target in panel["targets"]
]

#: What Prometheus itself knows of whatever it scrapes, and of where it did.
ITS_OWN = {"up": {"job", "instance"}}
ALWAYS = {"job", "instance"}

_WORDS = frozenset(
    [
        "and",
        "or",
        "by",
        "on",
        "max",
        "min",
        "sum",
        "count",
        "rate",
        "increase",
        "time",
        "histogram_quantile",
        "without",
        "ignoring",
    ]
)
_SELECTOR = re.compile(r"\b([a-z_]+)(?:\{([^}]*)\})?")
_MATCHER = re.compile(r'(\w+)\s*(=~|!~|!=|=)\s*"([^"]*)"')


@pytest.fixture
async def shown(db: Database) -> dict[str, list[dict[str, str]]]:
    """The labels of every series that a process shows once each of its metrics was used."""
    metrics.slack_called("chat.postMessage", "ok", 0.1)
    metrics.JOBS_FAILED.labels("poll", "fault")
    metrics.BUILD.labels("1", "3.11", "0016").set(1)

    def now() -> datetime:
        return datetime(2026, 11, 22, tzinfo=UTC)

    text = (await Scraped(db, Liveness(db, now), now).page()).decode()
    found: dict[str, list[dict[str, str]]] = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            found.setdefault(sample.name, []).append(sample.labels)
    return found


def selectors(expression: str) -> Iterator[tuple[str, list[tuple[str, str, str]]]]:
    """Every metric an expression asks for, with its matchers."""
    grouped = re.sub(r"\b(?:by|without|on)\s*\([^)]*\)", "", expression)
    bare = re.sub(r"\[[^\]]*\]", "", grouped)
    for name, matchers in _SELECTOR.findall(re.sub(r'"[^"]*"(?![^{]*\})', "", bare)):
        if name not in _WORDS and ("_" in name or name == "up"):
            yield name, _MATCHER.findall(matchers)


def grouped_by(expression: str) -> set[str]:
    return {label.strip() for labels in re.findall(r"\bby\s*\(([^)]*)\)", expression) for label in labels.split(",")}


@pytest.mark.parametrize(("who", "expression"), ASKED, ids=[f"{n} {who}" for n, (who, _) in enumerate(ASKED)])
def test_every_expression_names_a_metric(who: str, expression: str) -> None:
    assert list(selectors(expression)), who


async def test_what_rules_and_dashboard_ask_for_is_there_with_the_labels_they_use(
    shown: dict[str, list[dict[str, str]]],
) -> None:
    for who, expression in ASKED:
        known: set[str] = set()
        for name, matchers in selectors(expression):
            series = shown.get(name) or [dict.fromkeys(ITS_OWN.get(name, ()), "")]
            assert name in shown or name in ITS_OWN, f"{who}: {name}"
            known |= {label for labels in series for label in labels} | ALWAYS
            for label, how, wanted in matchers:
                assert label in known, f"{who}: {name}{{{label}}}"
                if label not in ALWAYS and how in ("=", "=~"):
                    allowed = _values(name, label, series)
                    assert set(wanted.split("|") if how == "=~" else [wanted]) <= allowed, f"{who}: {wanted}"
        assert grouped_by(expression) <= known, who


def _values(name: str, label: str, series: list[dict[str, str]]) -> set[str]:
    """The values a label can have; of calls that were not made the results are known all the same."""
    if (name, label) == ("lodestone_slack_calls_total", "result"):
        return set(metrics.RESULTS)
    if (name, label) == ("lodestone_jobs_failed_total", "why"):
        return {"fault", "record"}
    return {labels[label] for labels in series if label in labels}


@pytest.mark.parametrize("rule", RULES, ids=[rule["alert"] for rule in RULES])
def test_every_rule_says_what_is_wrong_what_to_do_and_where_more_is_told(rule: dict[str, Any]) -> None:
    told = rule["annotations"]
    assert not told["summary"].endswith(".")
    assert told["action"].endswith(".")
    assert rule["labels"]["severity"] in ("page", "ticket")
    page, _, anchor = told["runbook_url"].partition("#")
    heads = re.findall(r"^#+ (.+)$", (OPS.parent / page).read_text("utf-8"), re.MULTILINE)
    assert anchor in {re.sub(r"[^a-z0-9 -]", "", head.lower()).replace(" ", "-") for head in heads}


def test_what_lies_in_the_record_is_never_added_up_over_processes() -> None:
    for who, expression in ASKED:
        assert not re.search(r"\b(sum|count|avg)\b[^(]*\((?:rate\()?lodestone_record_", expression), who


def test_every_metric_is_on_the_dashboard(shown: dict[str, list[dict[str, str]]]) -> None:
    panels = " ".join(target["expr"] for panel in DASHBOARD["panels"] for target in panel["targets"])
    ours = {re.sub(r"_(bucket|sum|count)$", "", name) for name in shown if name.startswith("lodestone_")}
    assert {name for name in ours if name not in panels} == set()


def test_panels_stand_beside_each_other_and_not_upon() -> None:
    taken: set[tuple[int, int]] = set()
    for panel in DASHBOARD["panels"]:
        at = panel["gridPos"]
        cells = {(at["x"] + x, at["y"] + y) for x in range(at["w"]) for y in range(at["h"])}
        assert not cells & taken, panel["title"]
        assert at["x"] + at["w"] <= 24
        taken |= cells


def test_compose_gives_prometheus_the_port_that_the_page_names() -> None:
    [job] = yaml.safe_load((OPS / "prometheus.yml").read_text("utf-8"))["scrape_configs"]
    [found] = job["dns_sd_configs"]
    compose = yaml.safe_load((OPS.parent / "compose.yaml").read_text("utf-8"))
    running = {name for name, each in compose["services"].items() if "watching" in each.get("networks", [])}
    assert set(found["names"]) == running - {"prometheus"}
    assert f"LODESTONE_METRICS=0.0.0.0:{found['port']}" in (OPS.parent / "compose.yaml").read_text("utf-8")
