"""`lodestone deliveries`: what waits, is held or uncertain, with why and since when."""

import argparse
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from bot.cli.frame import Failed, Parser, checked, print_json, tell

if TYPE_CHECKING:
    from bot.settings import Settings
    from storage.database import Database


def add_verb(verbs: Any) -> None:
    deliveries = verbs.add_parser("deliveries", help="what waits, is held or uncertain")
    deliveries.add_argument("--json", action="store_true")
    deliveries.set_defaults(run=checked(_show))
    decide = deliveries.add_subparsers(dest="decision", parser_class=Parser)
    release = decide.add_parser("release", help="let go what is held or was refused")
    release.add_argument("id", help="D12, A31 for all of an alert, or all")
    release.set_defaults(run=checked(_release))
    settle = decide.add_parser("settle", help="say whether an uncertain one arrived")
    settle.add_argument("id", help="D12")
    settle.add_argument("verdict", choices=("sent", "resend"))
    settle.set_defaults(run=checked(_settle))
    why = decide.add_parser("why", help="who has an alert and why, and what kept it from others")
    why.add_argument("id", help="A31")
    why.add_argument("--json", action="store_true")
    why.set_defaults(run=checked(_why))
    hold = decide.add_parser("hold", help="hold everything, as after a restore, until it is released")
    hold.set_defaults(run=checked(_hold))


async def _show(args: argparse.Namespace, settings: "Settings", db: "Database") -> None:
    from bot import export
    from storage import deliveries

    async with db.read() as session:
        found = await deliveries.waiting(session)
        held = await deliveries.held_by_restore(session)
    for each in found:
        print_json(export.waiting(each)) if args.json else print(export.waiting_lines(each, settings.timezone))
    if args.json:
        return
    if not found:
        print("Everything that was to be told has arrived.")
    if held is not None:
        print(f"A backup was restored: {held} held until `lodestone deliveries release all`, and so is what comes in.")


async def _release(args: argparse.Namespace, settings: "Settings", db: "Database") -> None:
    from bot.access import CONSOLE_USER
    from storage import deliveries

    try:
        async with db.write() as session:
            number = await deliveries.release(session, args.id, CONSOLE_USER, datetime.now(UTC))
    except deliveries.NotWaiting as missing:
        raise Failed(str(missing)) from missing
    print(f"Released: {number}.")
    await tell(settings, db)


async def _settle(args: argparse.Namespace, settings: "Settings", db: "Database") -> None:
    from bot.access import CONSOLE_USER
    from storage import deliveries

    sent = args.verdict == "sent"
    try:
        async with db.write() as session:
            number = await deliveries.settle(session, args.id, CONSOLE_USER, datetime.now(UTC), sent=sent)
    except deliveries.NotWaiting as missing:
        raise Failed(str(missing)) from missing
    print(f"Settled: {number}, {'arrived' if sent else 'to be sent again'}.")
    await tell(settings, db)


async def _why(args: argparse.Namespace, _: "Settings", db: "Database") -> None:
    from bot import export, grammar
    from storage import deliveries

    alert = grammar.short_id(args.id, "A")
    if alert is None:
        raise Failed(f"{args.id} is no alert; they are called A31.")
    try:
        async with db.read() as session:
            found = await deliveries.why(session, alert, datetime.now(UTC))
    except deliveries.NotWaiting as missing:
        raise Failed(str(missing)) from missing
    for each in found:
        print_json(export.verdict(each)) if args.json else print(export.verdict_line(each))


async def _hold(_: argparse.Namespace, __: "Settings", db: "Database") -> None:
    from bot.access import CONSOLE_USER
    from storage import deliveries

    now = datetime.now(UTC)
    async with db.write() as session:
        number = await deliveries.hold_all(session, now, CONSOLE_USER, now)
    print(f"Held: {number}, and all that comes in, until `lodestone deliveries release all`.")
