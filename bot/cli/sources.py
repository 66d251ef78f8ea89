"""`lodestone source`: the places we watch."""

import argparse
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from bot.cli.frame import Failed, Misused, Parser, checked, contents, print_json

if TYPE_CHECKING:
    from bot.settings import Settings
    from storage.database import Database


def add_verb(verbs: Any) -> None:
    source = verbs.add_parser("source", help="the places we watch")
    what = source.add_subparsers(dest="what", required=True, parser_class=Parser)
    add = what.add_parser("add")
    add.add_argument("url")
    add.add_argument("--kind", choices=("feed", "page", "list", "json"))
    add.add_argument("--selector", help="CSS that picks the links of a list page, such as 'ul.news a'")
    add.add_argument("--mapping", help="JSON that says what is where in a JSON interface")
    add.add_argument("--ignore-robots", action="store_true")
    add.add_argument("--reason", default="")
    add.set_defaults(run=checked(_source_add))
    listing = what.add_parser("list")
    listing.add_argument("--json", action="store_true")
    listing.set_defaults(run=checked(_source_list))
    test = what.add_parser("test")
    test.add_argument("url")
    test.add_argument("--kind", choices=("feed", "page"))
    test.set_defaults(run=checked(_source_test))
    taken = what.add_parser("import", help="watch what a file lists: an address a line, CSV or OPML")
    taken.add_argument("file", help="a file, or - for stdin")
    taken.set_defaults(run=checked(_source_import))
    given = what.add_parser("export", help="what is watched, as a file on stdout")
    given.add_argument("--as", dest="form", choices=("csv", "opml"), default="csv")
    given.set_defaults(run=checked(_source_export))
    for name in ("pause", "resume", "remove"):
        form = what.add_parser(name)
        form.add_argument("url")
        form.set_defaults(run=checked(_source_state))


async def _source_add(args: argparse.Namespace, _: "Settings", db: "Database") -> None:
    from bot.access import CONSOLE_USER
    from jobs.fetch import json_api, links
    from storage import sources

    try:
        if args.selector is not None:
            links.check_selector(args.selector)
        if args.mapping is not None:
            json_api.shape(args.mapping)
        async with db.write() as session:
            added = await sources.add(
                session,
                args.url,
                args.kind,
                CONSOLE_USER,
                datetime.now(UTC),
                args.ignore_robots,
                args.reason,
                selector=args.selector,
                mapping=args.mapping,
            )
    except (sources.BadSource, links.BadSelector, json_api.BadMapping) as error:
        raise Misused(str(error)) from error
    print(f"Watching {added.url} as a {added.kind}.")


async def _source_list(args: argparse.Namespace, settings: "Settings", db: "Database") -> None:
    from bot import export
    from storage import sources

    async with db.read() as session:
        found = await sources.all(session, now=datetime.now(UTC))
    for source in found:
        if args.json:
            print_json(export.source(source))
        else:
            print(export.source_line(source, settings.timezone))
    if not found and not args.json:
        print("No source is watched: `lodestone source add URL`.")


async def _source_test(args: argparse.Namespace, settings: "Settings", db: "Database") -> None:
    from bot import export
    from jobs.fetch import Fetcher, FetchError
    from jobs.trial import try_out

    async with Fetcher(contact=settings.contact, allow_private=settings.allow_private_hosts) as fetcher:
        try:
            trial = await try_out(db, fetcher, args.url, datetime.now(UTC), kind=args.kind)
        except FetchError as error:
            raise Failed(f"{args.url}: {error.reason}") from error
    print(export.trial_lines(trial, settings.timezone))


async def _source_import(args: argparse.Namespace, _: "Settings", db: "Database") -> None:
    from bot import source_files
    from bot.access import CONSOLE_USER
    from storage import subscriptions

    try:
        listed = source_files.read(contents(args.file))
    except source_files.BadFile as error:
        raise Failed(f"{args.file}: {error}") from error
    async with db.write() as session:
        taken = await subscriptions.add_all(session, listed.rows, CONSOLE_USER, datetime.now(UTC))
    for fault in listed.faults:
        print(f"lodestone: not taken, {fault}", file=sys.stderr)
    print(f"{taken.added} sources are new, {taken.known} were on record, {len(listed.faults)} rows were not taken.")
    if not listed.rows:
        raise Failed("no row of the file could be taken.")


async def _source_export(args: argparse.Namespace, _: "Settings", db: "Database") -> None:
    from bot import source_files
    from storage import subscriptions

    async with db.read() as session:
        rows = await subscriptions.listed(session)
    print(source_files.WRITERS[args.form](rows), end="")


async def _source_state(args: argparse.Namespace, _: "Settings", db: "Database") -> None:
    from bot.access import CONSOLE_USER
    from storage import sources

    state = {"pause": "paused", "resume": "active", "remove": "removed"}[args.what]
    try:
        async with db.write() as session:
            source = await sources.set_state(session, args.url, state, CONSOLE_USER, datetime.now(UTC))
    except sources.BadSource as error:
        raise Failed(str(error)) from error
    print(f"{source.url} is {source.state}.")
