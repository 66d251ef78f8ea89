"""`make chaos`: three storms and a table. Exit 1 when an alert was lost, repeated or told out of order."""

import argparse
import asyncio
import shutil
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from tests.chaos import writers
from tests.chaos.baseline import baseline
from tests.chaos.storm import Outcome, Plan, storm, template


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.chaos", description=__doc__)
    parser.add_argument("--alerts", type=int, default=1_000)
    parser.add_argument("--channels", type=int, default=50)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", action="store_true", help="leave records and logs behind, and say where")
    args = parser.parse_args()
    plan = Plan(alerts=args.alerts, channels=args.channels, kills=args.kills, seed=args.seed)
    folder = tempfile.mkdtemp(prefix="chaos-")
    try:
        return asyncio.run(_run(plan, Path(folder)))
    finally:
        if args.keep:
            print(f"Records and logs: {folder}")
        else:
            shutil.rmtree(folder)


async def _run(plan: Plan, folder: Path) -> int:
    began = time.monotonic()
    made = folder / "template.db"
    await (await template(made, plan)).close()
    print(f"{plan.alerts // 2} alerts raised in {time.monotonic() - began:.0f} s; the storms begin.", flush=True)
    blind = replace(plan, history=False)
    for name in ("history", "no history"):
        (folder / name).mkdir()
    seeing, unseeing, plain = await asyncio.gather(
        storm(plan, made, folder / "history"), storm(blind, made, folder / "no history"), baseline(plan)
    )
    report({"with history": seeing, "without history": unseeing, "SDK defaults": plain})
    race = await writers.race(folder / "race.db", rounds=plan.rounds)
    well = all(not (each.lost or each.twice or each.disordered or each.waiting) for each in (seeing, unseeing))
    well = well and not seeing.uncertain and seeing.once == plan.alerts and race.right == race.rounds
    well = well and seeing.stopping[1] == unseeing.stopping[1] == 0
    print(
        f"\n100 writers record the same first report: one status change and one alert "
        f"in {race.right} of {race.rounds} rounds."
    )
    print(
        f"\n{'All promises were kept.' if well else 'A PROMISE WAS BROKEN.'} {time.monotonic() - began:.0f} s in all."
    )
    return 0 if well else 1


def report(outcomes: dict[str, Outcome]) -> None:
    """A column an outcome, a row a figure; then every uncertain alert with its reason."""
    rows = {
        "alerts at Slack exactly once": [each.once for each in outcomes.values()],
        "lost": [len(each.lost) for each in outcomes.values()],
        "repeated": [len(each.twice) for each in outcomes.values()],
        "uncertain, an admin is asked": [len(each.uncertain) for each in outcomes.values()],
        "  its answer was dropped": [_because(each, "dropped") for each in outcomes.values()],
        "  Slack failed without saying": [_because(each, "failed") for each in outcomes.values()],
        "  killed while it was sent": [_because(each, "killed") for each in outcomes.values()],
        "waiting still": [len(each.waiting) for each in outcomes.values()],
        "subjects told out of order": [len(each.disordered) for each in outcomes.values()],
        "messages": [each.messages for each in outcomes.values()],
        "calls Slack limited (429)": [each.met["limited"] for each in outcomes.values()],
        "calls in a pause Slack asked for": [each.early for each in outcomes.values()],
        "kills (SIGKILL)": [each.kills for each in outcomes.values()],
        "seconds to end at SIGTERM": [f"{each.stopping[0]:.1f}" for each in outcomes.values()],
        "seconds": [round(each.seconds) for each in outcomes.values()],
    }
    print(f"\n{'':34}" + "".join(f"{name:>17}" for name in outcomes))
    for name, figures in rows.items():
        print(f"{name:34}" + "".join(f"{figure:>17}" for figure in figures))
    for name, each in outcomes.items():
        for alert, why in each.uncertain.items():
            print(f"{name}: {alert} is uncertain: {why}")
        for alert in (*each.lost[:10], *each.waiting[:10]) if name != "SDK defaults" else ():
            print(f"{name}: {alert} is not at Slack")


def _because(outcome: Outcome, word: str) -> int:
    return sum(word in why for why in outcome.uncertain.values())


if __name__ == "__main__":
    sys.exit(main())
