"""`make scale`: crews of 1, 2 and 4 workers on a real PostgreSQL server, and what a wake-up and a job cost.

On two cores this shows that nothing is done twice or lost, not how much faster more workers are. `--polls N` makes it
shorter; `--workers 2` runs one crew only, `--workers` none. After that a server that is away and a disk that is full
for a minute (`--away`).
"""

import argparse
import asyncio
import tempfile
from pathlib import Path

from storage.database import Database
from tests.records import Server
from tests.scale import cost, outages
from tests.scale.crew import HEADING, Plan, shift


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.scale")
    parser.add_argument("--polls", type=int, default=10_000)
    parser.add_argument("--alerts", type=int, default=500)
    parser.add_argument("--sources", type=int, default=600, help="at least as many as alerts: each tells one")
    parser.add_argument("--workers", type=int, nargs="*", default=[1, 2, 4])
    parser.add_argument("--frozen", type=float, default=30.0)
    parser.add_argument("--away", type=float, default=60.0)
    parser.add_argument("--longest", type=float, default=3_600.0)
    wanted = parser.parse_args()
    server = Server()
    try:
        asyncio.run(cost.measure(server.template(Database.upgrade)))
        print(f"\n{HEADING}", flush=True)
        for workers in wanted.workers:
            plan = Plan(
                workers=workers,
                sources=wanted.sources,
                polls=wanted.polls,
                alerts=wanted.alerts,
                channels=50,
                frozen=wanted.frozen,
                longest=wanted.longest,
            )
            with tempfile.TemporaryDirectory() as folder:
                print(asyncio.run(shift(plan, server.new(), Path(folder))).line(), flush=True)
        print(f"\n{outages.HEADING}", flush=True)
        with tempfile.TemporaryDirectory() as folder:
            print(asyncio.run(outages.server_away(server, wanted.away, Path(folder))).line(), flush=True)
        with tempfile.TemporaryDirectory() as folder:
            print(asyncio.run(outages.disk_full(wanted.away, Path(folder))).line(), flush=True)
    finally:
        server.close()
    print("twice: a slot settled twice (0); asked again: requests whose asker was killed before it wrote them down;")
    print("held up: how long nobody could write while one was frozen in a unit of work (five seconds at most).")
    print("alerts lost and twice: 0; new clock: the longest time without one after its keeper was killed (2 s).")


if __name__ == "__main__":
    main()
