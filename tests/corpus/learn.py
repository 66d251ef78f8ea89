"""Learns `jobs/extract/likelihood.toml` from the labelled reports and sentences beside it: `make weights`.

A company in a report is one example: its signs (`jobs.extract.deciding.signs`), and whether the label says that it
holds a general licence, or is named on one. One logistic regression each, with an L1 penalty so that few signs keep a
weight. Needs scikit-learn (`pip install scikit-learn`), which nothing else here needs; the same reports and the same
version of it give the same file.
"""

import hashlib
import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from bot.export import shipped_names
from jobs.extract.deciding import likelihood
from jobs.extract.deciding.signs import Signs
from jobs.extract.names.subjects import Entity
from jobs.extract.statements.page import open_page
from jobs.extract.text import sentences
from storage.domain.claim import Document
from storage.domain.names import KnownCompany, NameIndex

HERE = Path(__file__).parent
OUT = HERE.parents[1] / "jobs" / "extract" / "likelihood.toml"
#: The gains that make a company a holder, and a named customer.
LABELS = {"holder": {"exporter", "smco_producer"}, "customer": {"customer"}}
#: A sign is learned when it occurs in so many reports, and kept when its weight is at least this.
REPORTS, LEAST = 3, 0.05
#: Inverse strength of the penalty.
STRENGTH = 0.5


class Example(NamedTuple):
    """One company of one report, and the labels it bears there."""

    report: str
    name: str
    signs: frozenset[str]
    gains: frozenset[str]


def reports(folder: Path) -> Iterator[tuple[dict[str, Any], NameIndex]]:
    """Every labelled report, with an index that knows the spellings its label may use."""
    for path in sorted((folder / "reports").glob("*.jsonl")):
        spellings = json.loads(path.with_suffix(".aliases.json").read_text("utf-8"))
        index = NameIndex(
            KnownCompany(key=name, name=name, roles=frozenset(), aliases=tuple(others))
            for name, others in spellings.items()
        )
        for line in path.read_text("utf-8").splitlines():
            yield json.loads(line), index


def sentences_of(folder: Path) -> Iterator[dict[str, Any]]:
    """The single sentences of `cases.jsonl`, in the form of a report."""
    for line in (folder / "cases.jsonl").read_text("utf-8").splitlines():
        case = json.loads(line)
        yield case | {"gains": [{"subject": name, "kind": kind} for name, kind in case["gains"]]}


def examples(folder: Path) -> Iterator[Example]:
    """The companies of all reports, as the reader finds them."""
    names = shipped_names()
    for report, spellings in reports(folder):
        yield from of_report(report, names, spellings)
    invented = NameIndex(
        KnownCompany(key=row["key"], name=row["name"], roles=frozenset(row["roles"]), aliases=tuple(row["aliases"]))
        for row in map(json.loads, (folder / "companies.jsonl").read_text("utf-8").splitlines())
    )
    for report in sentences_of(folder):
        yield from of_report(report, invented, invented)


def of_report(report: dict[str, Any], names: NameIndex, spellings: NameIndex) -> Iterator[Example]:
    document = Document(
        url="", title=report["title"] or "", text=report["text"], published=report["published"], language=report["lang"]
    )
    page = open_page(document, names, sentences.split(document.text))
    if page is None:
        return
    wanted = [(called(gain["subject"], names, spellings), gain["kind"]) for gain in report["gains"]]
    signs = Signs(page)
    mentions: dict[str, list[Entity]] = {}
    for entity in page.entities:
        mentions.setdefault(entity.key, []).append(entity)
    for ones in mentions.values():
        name = called(ones[0].name, names, spellings)
        kinds = {kind for subject, kind in wanted if subject == name}
        yield Example(
            report=report["id"],
            name=ones[0].name,
            signs=signs.of(ones),
            gains=frozenset(label for label, those in LABELS.items() if kinds & those),
        )


def called(name: str, names: NameIndex, spellings: NameIndex) -> str:
    """One key for all spellings of a company."""
    for index in (spellings, names):
        if (match := index.resolve(name)) is not None:
            name = match.company.name
    return name.casefold().removesuffix(" co., ltd.")


def fit(those: list[Example], label: str) -> dict[str, float]:
    """Weights of the signs for one label, and the bias."""
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.linear_model import LogisticRegression

    often = Counter(sign for sign, _ in {(sign, one.report) for one in those for sign in one.signs})
    known = {sign for sign, count in often.items() if count >= REPORTS}
    rows = [dict.fromkeys(sorted(one.signs & known), 1.0) for one in those]
    vectorizer = DictVectorizer()
    model = LogisticRegression(C=STRENGTH, penalty="l1", solver="liblinear", random_state=0, max_iter=1000)
    model.fit(vectorizer.fit_transform(rows), [label in one.gains for one in those])
    learned = zip(vectorizer.get_feature_names_out(), model.coef_[0], strict=True)
    weights = {str(sign): round(float(weight), 2) for sign, weight in learned if abs(weight) >= LEAST}
    return {"bias": round(float(model.intercept_[0]), 2)} | dict(sorted(weights.items(), key=lambda kept: -kept[1]))


def chances(those: list[Example], folds: int = 5) -> dict[str, list[float]]:
    """What weights learned from the other reports say of each example: an honest look, no report judges itself."""
    part = [int(hashlib.sha256(one.report.encode()).hexdigest(), 16) % folds for one in those]
    out: dict[str, list[float]] = {label: [0.0] * len(those) for label in LABELS}
    for label, row in out.items():
        for fold in range(folds):
            weights = fit([one for one, number in zip(those, part, strict=True) if number != fold], label)
            for place, (one, number) in enumerate(zip(those, part, strict=True)):
                if number == fold:
                    row[place] = likelihood.chance_by(weights, one.signs)
    return out


def look(those: list[Example]) -> Iterator[str]:
    """How many of the gains stand above a chance, and how many that stand above it are gains."""
    for label, row in chances(those).items():
        gains = [label in one.gains for one in those]
        for least in (0.25, 0.5, 0.85):
            above = [gain for gain, chance in zip(gains, row, strict=True) if chance >= least]
            yield f"{label} from {least}: {sum(above)} of {sum(gains)} gains, {len(above) - sum(above)} that are none"


def main() -> None:
    those = list(examples(HERE))
    sys.stderr.write(f"{len(those)} companies in {len({one.report for one in those})} reports\n")
    lines = ["# Learned by tests/corpus/learn.py; not to be edited by hand. A sign and what it adds to the log odds."]
    for label in LABELS:
        weights = fit(those, label)
        sys.stderr.write(f"{label}: {sum(label in one.gains for one in those)} gains, {len(weights)} weights\n")
        lines += ["", f"[{label}]", *(f"{json.dumps(sign, ensure_ascii=False)} = {w}" for sign, w in weights.items())]
    sys.stderr.writelines(f"{line}\n" for line in look(those))
    OUT.write_text("\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main()
