"""How well reports are read: the scores on the labelled corpora beside this repository, if they are there.

Prints both parts of each corpus (the part that stays closed while rules are written, and the other), and the same
reports with every company replaced by an invented one: a reader that knows names by heart falls there.
"""

import json
import random
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from bot.export import shipped_names
from storage.domain.licence import Role

CORPUS = Path(__file__).parents[3] / "shared" / "corpus"
_SYLLABLES = ("vel", "kor", "tam", "rin", "dal", "mos", "fen", "lur", "gas", "pel", "nor", "bri", "sol", "var", "tek")
_HAN = "砚珏翊铎霁栩珩烨骞湛芃璟"


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
        _show("reports, whole, invented companies", _score(_disguised(Path(folder)), "all"))


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


def _loose(spelling: str) -> str:
    """An expression for a spelling: hyphens and blanks alike, and no part of a longer Latin word."""
    inside = "[- ]".join(re.escape(part) for part in re.split("[- ]", spelling))
    return inside if spelling[0] > "\u2e7f" else rf"(?<![A-Za-z]){inside}(?![A-Za-z])"


def _disguised(folder: Path) -> Path:
    """The reports with every company under an invented name, one for each, in the script it was spelt in."""
    rnd = random.Random(11)
    known = shipped_names()
    table = json.loads((CORPUS / "aliases.json").read_text("utf-8"))
    documents = [json.loads(line) for line in (CORPUS / "reports.jsonl").read_text("utf-8").splitlines()]
    listed = {spelling for name, others in table.items() for spelling in (name, *others)}
    firms = ("exporter", "customer", "smco_producer")
    named = {c["subject"] for document in documents for c in document["claims"] if c["subject_kind"] in firms}
    table |= {name: [] for name in sorted(named - listed)}
    brands = rnd.sample([one + other for one in _SYLLABLES for other in _SYLLABLES if one != other], len(table))
    glyphs = rnd.sample([one + other for one in _HAN for other in _HAN if one != other], len(table))
    spellings: dict[str, str] = {}
    invented: dict[str, list[str]] = {}
    for (name, others), brand, glyph in zip(sorted(table.items()), brands, glyphs, strict=True):
        match = known.resolve(name)
        maker = match is not None and not match.company.roles <= {Role.CUSTOMER}
        latin, han = brand.capitalize() + (" Magnetics" if maker else " Drives"), glyph + ("磁材" if maker else "电机")
        invented[latin] = [han, brand.capitalize()]
        for spelling in (name, *others):
            ticker = spelling[0].isdigit()
            new = str(rnd.randrange(690_000, 699_999)) if ticker else han if spelling[0] > "\u2e7f" else latin
            spellings[_loose(spelling)] = new
    order = sorted(spellings, key=len, reverse=True)
    pattern = re.compile("|".join(f"(?P<n{number}>{one})" for number, one in enumerate(order)))
    lines = []
    for document in documents:
        plain = json.dumps(document, ensure_ascii=False)
        swapped = json.loads(pattern.sub(lambda match: spellings[order[int(str(match.lastgroup)[1:])]], plain))
        # The label's part is chosen by the id, which stays.
        swapped["id"] = document["id"]
        lines.append(json.dumps(swapped, ensure_ascii=False))
    (folder / "aliases.json").write_text(json.dumps(invented, ensure_ascii=False), "utf-8")
    (folder / "disguised.jsonl").write_text("\n".join(lines) + "\n", "utf-8")
    return folder / "disguised.jsonl"


if __name__ == "__main__":
    main()
