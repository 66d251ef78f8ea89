"""How long a start takes, beside the bare import of the five packages the product stands on, in the same run."""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil

PACKAGES = "slack_bolt.async_app", "apscheduler.schedulers.asyncio", "httpx", "sqlmodel", "pytest"
BARE = f"import {', '.join(PACKAGES)}; print('ready', flush=True); import sys; sys.stdin.read()"
LODESTONE = str(Path(sys.executable).parent / "lodestone")
ROUNDS = 7


def main() -> None:
    """Print start and memory of bare imports and of `lodestone run`, pair by pair, with the ratio to quote."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "LODESTONE_DATA": folder}
        for name in ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "DATABASE_URL"):
            environment.pop(name, None)
        first, _ = _start([LODESTONE, "run"], "Watching", environment)
        rows = [
            (
                _start([sys.executable, "-c", BARE], "ready", environment),
                _start([LODESTONE, "run"], "what is known", environment),
                _start([LODESTONE, "run"], "Watching", environment),
            )
            for _ in range(ROUNDS)
        ]
    bare, shown, ready = ([row[i] for row in rows] for i in range(3))
    print(f"{'':44}  seconds (min / median / max)     memory, MB")
    for name, found in (("bare import of the five packages", bare), ("first screen", shown), ("watching", ready)):
        seconds = [s for s, _ in found]
        memory = statistics.median(m for _, m in found)
        spread = f"{min(seconds):.2f} / {statistics.median(seconds):.2f} / {max(seconds):.2f}"
        print(f"{name:44}  {spread}       {memory:16.0f}")
    print(f"{'first start ever (record made and seeded)':44}  {first:.2f}")
    ratio = statistics.median(r[0] / b[0] for b, r in zip(bare, ready, strict=True))
    over = statistics.median(r[1] - b[1] for b, r in zip(bare, ready, strict=True))
    print(
        f"start to ready / bare import: {ratio:.2f} (at most 1.6); memory over bare import: {over:.0f} MB (at most 60)"
    )


def _start(command: list[str], mark: str, environment: dict[str, str]) -> tuple[float, float]:
    """Seconds until the process says `mark`, and its resident memory in MB half a second later."""
    began = time.perf_counter()
    process = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=environment, text=True
    )
    assert process.stdout is not None
    for line in process.stdout:
        if mark in line:
            break
    took = time.perf_counter() - began
    time.sleep(0.5)
    memory = psutil.Process(process.pid).memory_info().rss / 1e6
    process.terminate()
    process.communicate(timeout=15)
    return took, memory


if __name__ == "__main__":
    main()
