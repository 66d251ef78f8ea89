"""Whatever a source sends: it costs a bounded time and memory, and reveals and starts nothing."""

import json
import subprocess
import sys
from datetime import UTC, datetime

import pytest

from jobs.fetch import FetchError, SourceToFetch, kinds
from jobs.fetch.kinds import Body
from tests import hostile

T0 = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
HERE = "https://wire.example/a"
#: Seconds of processor time for the worst of them; bytes for all of them, the interpreter included.
LONGEST = 10.0
MOST = 400 * 2**20

#: ru_maxrss of a child begins with what its parent held when it was started: the kernel's own high-water mark does not.
READ_ALL = """
import json, re, resource, sys, time
from pathlib import Path
from tests.hostile import documents
from tests.jobs.fetch.test_hostile import outcome
for name, kind, data in documents():
    began = time.process_time()
    said = outcome(kind, data)
    used = time.process_time() - began
    status = Path("/proc/self/status")
    known = re.search(r"VmHWM:\\s+(\\d+)", status.read_text()) if status.exists() else None
    peak = (int(known[1]) if known else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss) * 1024
    print(json.dumps([name, said, used, peak]), flush=True)
"""


def outcome(kind: str, data: bytes) -> str:
    source = SourceToFetch(url=HERE, kind="feed" if kind == "json" else kind)
    try:
        items = kinds.read(Body(data[: 12 * 2**20], HERE, ""), source, T0).items
    except FetchError as error:
        return error.reason
    return " ".join(f"{item.title} {item.summary} {item.content}"[:1_000] for item in items[:3])


@pytest.mark.slow
def test_nothing_that_is_sent_costs_much_time_or_memory() -> None:
    done = subprocess.run([sys.executable, "-c", READ_ALL], capture_output=True, text=True, timeout=240, check=True)
    told = [json.loads(line) for line in done.stdout.splitlines()]
    assert [name for name, _, _, _ in told] == list(hostile.DOCUMENTS)
    for name, said, used, peak in told:
        assert used < LONGEST, name
        assert peak < MOST, name
        assert "root:" not in said, name
        assert "lollol" not in said, name
