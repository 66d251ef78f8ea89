"""How well reports are read: the scores on the labelled corpora beside this repository, if they are there.

Prints both parts of each corpus (the part that stays closed while rules are written, and the other), and the same
reports with every company replaced by an invented one: a reader that knows names by heart falls there.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from bot.export import shipped_names
from storage.domain.licence import Role
from tests.corpus.invented import renamed

CORPUS = Path(__file__).parents[3] / "shared" / "corpus"


def main() -> None:
    """Print the tables; says so when there is no corpus."""
    if not (CORPUS / "score.py").exists():
        print("The labelled corpora are not beside this repository; nothing to score.")
        return
    for name in ("future", "reports"):
        for part in ("unread", "read"):
            _show(f"{name}, {part}", _score(CORPUS / f"{name}.jsonl", part))
        _show(f"{name}, whole", _score(CORPUS / f"{name}.jsonl", "all"))
    with tempfile.TemporaryDirectory() as folder:
        for seed in range(3):
            _show(f"reports, whole, invented names {seed}", _score(_disguised(Path(folder), seed), "all"))


def _score(corpus: Path, part: str) -> dict[str, Any]:
    command = [sys.executable, CORPUS / "score.py", corpus, "--part", part, "--json"]
    reader = [sys.executable, "-m", "bot.cli", "extract", "--jsonl"]
    done = subprocess.run([*command, "--", *reader], stdout=subprocess.PIPE, check=True)
    return dict(json.loads(done.stdout))


def _show(name: str, result: dict[str, Any]) -> None:
    scores = result["scores"]
    gains, asked, claims, stats = (scores[key] for key in ("gains", "gains incl. review", "claims", "stats"))
    unlisted = scores.get("unlisted incl. review", {"recall": float("nan")})
    print(
        f"{name:36} {result['documents']:4} documents  alerts P {gains['precision']:.3f} R {gains['recall']:.3f}"
        f"  with reviews R {asked['recall']:.3f}  unlisted R {unlisted['recall']:.3f}  claims F1 {claims['f1']:.3f}"
        f"  figures F1 {stats['f1']:.3f}  false alerts in {result['false_alert_documents']}"
        f" of {result['documents_without_gain']}  reviews a document {result['reviews'] / result['documents']:.2f}"
        f"  unfounded {result['claims_without_evidence_in_text']}"
    )


def _disguised(folder: Path, seed: int) -> Path:
    """The reports with every company under an invented name, with the spellings of those names beside them."""
    known = shipped_names()
    table: dict[str, list[str]] = json.loads((CORPUS / "aliases.json").read_text("utf-8"))
    documents = [json.loads(line) for line in (CORPUS / "reports.jsonl").read_text("utf-8").splitlines()]
    firms = ("exporter", "customer", "smco_producer")
    named = {c["subject"]: c["subject_kind"] for document in documents for c in document["claims"]}
    listed = {spelling for name, others in table.items() for spelling in (name, *others)}
    table |= {name: [] for name, kind in sorted(named.items()) if kind in firms and name not in listed}
    makers = {
        name for name, others in table.items() if named.keys() & {name, *others} and named.get(name) != "customer"
    }
    for name, others in table.items():
        if (match := known.resolve(name)) is not None:
            spelt = (match.company.name, *match.company.aliases)
            table[name] = sorted({*others, *spelt, *(one.partition(":")[2] for one in spelt if ":" in one)} - {name})
            (makers.discard if match.company.roles <= {Role.CUSTOMER} else makers.add)(name)
    swapped, invented = renamed(documents, table, makers, seed)
    lines = [json.dumps(document, ensure_ascii=False) for document in swapped]
    (folder / "aliases.json").write_text(json.dumps(invented, ensure_ascii=False), "utf-8")
    (folder / "disguised.jsonl").write_text("\n".join(lines) + "\n", "utf-8")
    return folder / "disguised.jsonl"


if __name__ == "__main__":
    main()
