"""`lodestone watch`: the names we look for."""

import argparse
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from bot.cli.frame import Failed, Parser, checked, contents, print_json

if TYPE_CHECKING:
    from bot.settings import Settings
    from storage.database import Database


ROLES = ("exporter", "smco_producer", "customer")


def add_verb(verbs: Any) -> None:
    watch = verbs.add_parser("watch", help="the names we look for")
    what = watch.add_subparsers(dest="what", required=True, parser_class=Parser)
    add = what.add_parser("add")
    add.add_argument("name")
    add.add_argument("--role", choices=ROLES, default="exporter")
    add.add_argument("--alias", action="append", default=[])
    add.add_argument("--ticker", action="append", default=[])
    add.set_defaults(run=checked(_watch_add))
    remove = what.add_parser("remove")
    remove.add_argument("name")
    remove.set_defaults(run=checked(_watch_remove))
    listing = what.add_parser("list")
    listing.add_argument("--json", action="store_true")
    listing.set_defaults(run=checked(_watch_list))
    taken = what.add_parser("import", help="look for what a file lists: CSV, or a name a line")
    taken.add_argument("file", help="a file, or - for stdin")
    taken.set_defaults(run=checked(_watch_import))
    what.add_parser("export", help="the watchlist as CSV on stdout").set_defaults(run=checked(_watch_export))


async def _watch_add(args: argparse.Namespace, _: "Settings", db: "Database") -> None:
    from bot.access import CONSOLE_USER
    from storage import watchlist
    from storage.domain.licence import Role

    try:
        async with db.write() as session:
            added = await watchlist.add(
                session, args.name, Role(args.role), args.alias, args.ticker, CONSOLE_USER, datetime.now(UTC)
            )
    except watchlist.NameTaken as error:
        raise Failed(str(error)) from error
    print(
        f"Looking for {added.name} ({', '.join(added.aliases) or 'no other names'}); stored documents are read again."
    )


async def _watch_remove(args: argparse.Namespace, _: "Settings", db: "Database") -> None:
    from bot.access import CONSOLE_USER
    from storage import watchlist

    async with db.write() as session:
        removed = await watchlist.remove(session, args.name, CONSOLE_USER, datetime.now(UTC))
    if removed is None:
        raise Failed(f"“{args.name}” is not on the watchlist: see `lodestone watch list`.")
    print(f"No longer looking for {removed.name}; what is known of it stays.")


async def _watch_list(args: argparse.Namespace, _: "Settings", db: "Database") -> None:
    from bot import export
    from storage import watchlist

    async with db.read() as session:
        found = await watchlist.all(session)
    for watch in found:
        if args.json:
            print_json(export.watch(watch))
        else:
            print(f"{watch.name} ({watch.role.value}): {', '.join((*watch.aliases, *watch.tickers))}")
    if not found and not args.json:
        print("The watchlist is empty: `lodestone watch add NAME --role exporter --alias OTHER`.")


async def _watch_import(args: argparse.Namespace, _: "Settings", db: "Database") -> None:
    from bot import watch_files
    from bot.access import CONSOLE_USER
    from jobs.fetch import decoding
    from storage import watchlist

    try:
        listed = watch_files.read(decoding.decode(contents(args.file), ""))
    except watch_files.BadFile as error:
        raise Failed(f"{args.file}: {error}") from error
    async with db.write() as session:
        taken = await watchlist.add_all(session, listed.rows, CONSOLE_USER, datetime.now(UTC))
    refused = (*listed.faults, *taken.faults)
    for fault in refused:
        print(f"lodestone: not taken, {fault}", file=sys.stderr)
    print(f"{taken.added} names are new, {taken.known} were on the list, {len(refused)} rows were not taken.")
    if not taken.added and not taken.known:
        raise Failed("no row of the file could be taken.")


async def _watch_export(_: argparse.Namespace, __: "Settings", db: "Database") -> None:
    from bot import watch_files
    from storage import watchlist

    async with db.read() as session:
        print(watch_files.as_csv(await watchlist.all(session)), end="")
