"""`make audit`: known advisories against the locked versions, asked of OSV (https://google.github.io/osv.dev/api/).

Only names and versions of packages are sent. Exit 0: none is known; 1: some are, each on a line; 2: OSV could not be
asked, so nothing is known either way.
"""

import json
import re
import sys
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

OSV = "https://api.osv.dev/v1/"
LOCK = Path(__file__).parent.parent / "requirements.txt"
#: Seconds that one question may take.
PATIENCE = 20

#: A question to OSV: the path, and what is posted to it or None. Raises OSError or ValueError.
Ask = Callable[[str, Mapping[str, Any] | None], Any]


@dataclass(frozen=True, kw_only=True)
class Advisory:
    """`fixed` are the versions that mend it, as far as they are known."""

    package: str
    version: str
    number: str
    summary: str
    fixed: tuple[str, ...]


def locked(text: str) -> dict[str, str]:
    """The version of every package in a lock file."""
    return dict(re.findall(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;\\]+)", text, re.MULTILINE))


def known(packages: Mapping[str, str], ask: Ask) -> list[Advisory]:
    """Every advisory that is not withdrawn. Raises OSError or ValueError when they cannot be asked for."""
    pairs = list(packages.items())
    queries = [{"package": {"name": name, "ecosystem": "PyPI"}, "version": version} for name, version in pairs]
    results = ask("querybatch", {"queries": queries})["results"]
    if len(results) != len(pairs):
        raise ValueError("the answer is not for all packages")
    found = [
        (pair, vuln["id"]) for pair, result in zip(pairs, results, strict=True) for vuln in result.get("vulns", ())
    ]
    told = {number: ask(f"vulns/{number}", None) for number in dict.fromkeys(number for _, number in found)}
    return [_advisory(*pair, told[number]) for pair, number in found if "withdrawn" not in told[number]]


def _advisory(package: str, version: str, told: Mapping[str, Any]) -> Advisory:
    events = [
        event
        for affected in told.get("affected", ())
        if affected.get("package", {}).get("name") == package
        for span in affected.get("ranges", ())
        for event in span.get("events", ())
    ]
    names = [told["id"], *(alias for alias in told.get("aliases", ()) if alias.startswith("CVE-"))]
    return Advisory(
        package=package,
        version=version,
        number=", ".join(names),
        summary=" ".join(str(told.get("summary") or told.get("details") or "").split())[:160],
        fixed=tuple(dict.fromkeys(event["fixed"] for event in events if "fixed" in event)),
    )


def report(packages: Mapping[str, str], ask: Ask) -> tuple[int, list[str]]:
    """The exit status and what is printed."""
    try:
        advisories = known(packages, ask)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        said = getattr(error, "reason", None) or error
        return 2, [f"The advisories could not be asked for ({said}): nothing is known about {len(packages)} packages."]
    if not advisories:
        return 0, [f"No advisory is known against any of {len(packages)} packages."]
    lines = [
        f"{each.package} {each.version}: {each.number}: {each.summary or 'no summary'}"
        f" ({'mended in ' + ', '.join(each.fixed) if each.fixed else 'no mended version is known'})"
        for each in advisories
    ]
    return 1, [*lines, f"{len(advisories)} advisories against {len(packages)} packages."]


def _ask_osv(path: str, body: Mapping[str, Any] | None) -> Any:
    data = None if body is None else json.dumps(body).encode()
    # The address is ours and begins with https.
    request = urllib.request.Request(OSV + path, data, {"Content-Type": "application/json"})  # noqa: S310
    with urllib.request.urlopen(request, timeout=PATIENCE) as answer:  # noqa: S310
        return json.loads(answer.read())


if __name__ == "__main__":
    status, said = report(locked(LOCK.read_text("utf-8")), _ask_osv)
    sys.stdout.write("\n".join(said) + "\n")
    sys.exit(status)
