"""The command line: a contract for scripts. Results go to stdout, talk to stderr.

Exit 0: done, also when single sources failed; 1: the operation failed; 2: wrong usage.
"""

import argparse
import asyncio
import sys
from contextlib import aclosing
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bot import logs
from bot.cli import deliveries, figures, reviews, sources, watchlist
from bot.cli.frame import Failed, Misused, Parser, checked, print_json, tell

if TYPE_CHECKING:
    from bot.settings import Settings
    from storage.database import Database


def main(argv: list[str] | None = None) -> None:
    """Entry of the `lodestone` command."""
    args = _parser().parse_args(argv)
    logs.set_up()
    try:
        sys.exit(asyncio.run(args.run(args)) or 0)
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(1)


def _parser() -> argparse.ArgumentParser:
    parser = Parser(
        prog="lodestone", description="Who is reported to hold China's general export licences for magnets."
    )
    verbs = parser.add_subparsers(dest="verb", required=True, parser_class=Parser)

    run = verbs.add_parser("run", help="watch, tell and answer, until stopped")
    run.add_argument("--http", action="store_true", help="take Slack's requests over HTTP instead of Socket Mode")
    run.set_defaults(run=_run)
    verbs.add_parser("web", help="the same as run --http").set_defaults(run=_run, http=True)
    worker = verbs.add_parser("worker", help="watch and read beside others, on PostgreSQL; does not listen to Slack")
    worker.set_defaults(run=_worker)

    ask = verbs.add_parser("ask", help="what /licence would answer")
    ask.add_argument("text")
    ask.add_argument("--as", dest="user", help="ask as this Slack user")
    ask.add_argument("--in", dest="channel", help="ask in this channel")
    ask.add_argument("--json", action="store_true", help="print the Slack payload")
    ask.set_defaults(run=checked(_ask))

    poll = verbs.add_parser("poll", help="ask the sources that are due")
    poll.add_argument("--once", action="store_true", required=True)
    poll.add_argument("--all", action="store_true", help="every active source now")
    poll.add_argument("--json", action="store_true")
    poll.set_defaults(run=checked(_poll))

    alerts = verbs.add_parser("alerts", help="every alert with its evidence and deliveries, oldest first")
    alerts.add_argument("--json", action="store_true")
    alerts.set_defaults(run=checked(_alerts))

    figures.add_verb(verbs)
    deliveries.add_verb(verbs)
    reviews.add_verb(verbs)
    sources.add_verb(verbs)
    watchlist.add_verb(verbs)

    extract = verbs.add_parser("extract", help="what texts say about licences, without a record")
    extract.add_argument("file", nargs="?", help="a .txt, .html or .pdf file")
    extract.add_argument("--jsonl", action="store_true", help="documents as JSON lines on stdin, answers on stdout")
    extract.set_defaults(run=_extract)

    db = verbs.add_parser("db", help="the record").add_subparsers(dest="what", required=True, parser_class=Parser)
    db.add_parser("upgrade", help="bring the schema up to date").set_defaults(run=checked(_db_upgrade, record=False))
    seed = db.add_parser("seed", help="load the seeds; what people changed is never overwritten")
    seed.add_argument("--from", dest="folder", help="a folder of TOML files instead of the shipped ones")
    seed.add_argument("--only", help="parts, separated by commas: companies, sources, licences, ...")
    seed.set_defaults(run=checked(_db_seed, seed=False))

    backup = db.add_parser("backup", help="copy the record to a file, also while it is worked on")
    backup.add_argument("file")
    backup.set_defaults(run=checked(_db_backup, record=False))
    restore = db.add_parser("restore", help="put a backup in the record's place; deliveries are held until released")
    restore.add_argument("file")
    restore.set_defaults(run=checked(_db_restore, record=False))

    move = db.add_parser("move", help="take the whole record to another database, and prove that nothing was lost")
    move.add_argument("--to", required=True, metavar="URL", help="postgresql://user:password@host/database")
    move.set_defaults(run=checked(_db_move, record=False))

    forget = verbs.add_parser("forget", help="erase what names a person")
    forget.add_argument("user", help="a Slack user id, such as U012AB3CD")
    forget.set_defaults(run=checked(_forget))

    doctor = verbs.add_parser("doctor", help="check settings, record, Slack and sources")
    doctor.add_argument("--record", action="store_true", help="only the settings and the record: for a health check")
    doctor.add_argument(
        "--settings", nargs="?", const="page", choices=("page", "env"), help="say what can be set, as a page or as .env"
    )
    doctor.set_defaults(run=_doctor)
    return parser


async def _run(args: argparse.Namespace) -> int:
    from bot.service import serve

    return await serve("http" if args.http else "socket")


async def _worker(_: argparse.Namespace) -> int:
    from bot.service import serve

    return await serve("worker")


async def _ask(args: argparse.Namespace, settings: "Settings", db: "Database") -> None:
    from bot import access, commands

    asker = access.at_console(settings.timezone)
    if args.user or args.channel:
        asker = access.Asker(
            user=args.user or asker.user,
            channel=args.channel or asker.channel,
            timezone=settings.timezone,
            admin_console=args.user is None,
        )
    answer = await commands.answer(args.text, asker, db, datetime.now(UTC))
    if args.json:
        print_json(answer.as_slack())
    elif answer.reply.file is not None:
        async with aclosing(answer.reply.file.pieces()) as pieces:
            async for piece in pieces:
                await asyncio.to_thread(sys.stdout.buffer.write, piece)
        sys.stdout.flush()
    else:
        print(answer.as_text(), end="")
    if answer.verb.startswith(("admin review", "admin claim")):
        await tell(settings, db)
    if answer.verb in ("read", "admin source test") and answer.understood and asker.channel == access.CONSOLE_CHANNEL:
        await _read(settings, db)


async def _read(settings: "Settings", db: "Database") -> None:
    """What was asked to be read is read here and now; in Slack the running process does it."""
    from bot.answerer import ConsoleAnswerer
    from jobs.fetch import Fetcher
    from jobs.requests import read_requests

    async with Fetcher(contact=settings.contact, allow_private=settings.allow_private_hosts) as fetcher:
        answerer = ConsoleAnswerer(sys.stdout, settings.timezone)
        await read_requests(db, fetcher, answerer, lambda: datetime.now(UTC))


async def _poll(args: argparse.Namespace, settings: "Settings", db: "Database") -> None:
    from bot.service import admins_of, notifiers_for
    from jobs.deliver import deliver_pending
    from jobs.fetch import Fetcher
    from jobs.health import look_after
    from jobs.notify import deliver_notices
    from jobs.poll import Poller, poll_due, summary
    from jobs.reading import reread, retry_articles

    def clock() -> datetime:
        return datetime.now(UTC)

    fetcher = Fetcher(contact=settings.contact, allow_private=settings.allow_private_hosts)
    async with fetcher, notifiers_for(settings, sys.stderr) as notifiers:
        await Poller(db, fetcher, clock).read_waiting()
        await reread(db, clock)
        await retry_articles(db, fetcher, clock)
        outcomes = await poll_due(db, fetcher, clock, everything=args.all)
        await deliver_pending(db, notifiers, clock, lambda: False)
        await look_after(db, clock(), admins_of(settings))
        await deliver_notices(db, notifiers, clock, lambda: False)
    for outcome in outcomes:
        if args.json:
            print_json(
                {
                    "url": outcome.url,
                    "outcome": outcome.outcome,
                    "items": outcome.items,
                    "new": outcome.new,
                    "error": outcome.error,
                }
            )
        else:
            print(f"{outcome.outcome:9}  {outcome.new:4} new  {outcome.url}  {outcome.error or ''}".rstrip())
    counts = summary(outcomes)
    if args.json:
        print_json({"summary": counts})
    else:
        print(", ".join(f"{number} {word}" for word, number in counts.items()))


async def _alerts(args: argparse.Namespace, settings: "Settings", db: "Database") -> None:
    from bot import export
    from storage import alerts

    async with db.read() as session:
        found = await alerts.all(session, datetime.now(UTC))
    for alert in found:
        if args.json:
            print_json(export.alert(alert))
        else:
            print(export.alert_lines(alert, settings.timezone))
    if not found and not args.json:
        print("No alert was raised yet.")


async def _extract(args: argparse.Namespace) -> int:
    """Needs no settings and no record: the names are those of the shipped seeds."""
    from bot import export

    if args.jsonl == bool(args.file):
        print("lodestone: say either `extract --jsonl` with documents on stdin, or `extract FILE`.", file=sys.stderr)
        return 2
    try:
        if args.jsonl:
            for answer in export.extract_lines(sys.stdin):
                print_json(answer)
        else:
            print(export.extract_file(args.file))
    except export.BadInput as error:
        print(f"lodestone: {error}", file=sys.stderr)
        return 1
    return 0


async def _db_upgrade(_: argparse.Namespace, __: "Settings", db: "Database") -> None:
    from storage.database import Lock

    db.prepare_folder()
    lock = Lock(db.path)
    lock.take()
    try:
        await db.upgrade()
    finally:
        lock.free()
    print(f"The record is at schema {await db.revision()}.")


async def _db_seed(args: argparse.Namespace, _: "Settings", db: "Database") -> None:
    from storage import seeding

    only = tuple(part.strip() for part in args.only.split(",") if part.strip()) if args.only else ()
    try:
        async with db.write() as session:
            loaded = await seeding.seed(
                session, datetime.now(UTC), folder=Path(args.folder) if args.folder else None, only=only
            )
    except seeding.BadSeeds as error:
        raise Failed(str(error)) from error
    print(f"Seeded: {', '.join(loaded)}.")


async def _db_backup(args: argparse.Namespace, _: "Settings", db: "Database") -> None:
    from storage import backup

    size = await backup.back_up(db, Path(args.file), datetime.now(UTC))
    print(f"Backed up to {args.file} ({size:,} bytes). It holds no token; it names people as the record does.")


async def _db_restore(args: argparse.Namespace, _: "Settings", db: "Database") -> None:
    from bot.access import CONSOLE_USER
    from storage import backup

    done = await backup.restore(db, Path(args.file), CONSOLE_USER, datetime.now(UTC))
    print(f"Restored the backup of {done.made:%Y-%m-%d %H:%M} UTC. Deliveries held: {done.held}.")
    print("Nothing is told, not even what is new, until `lodestone deliveries release all`;")
    print("see first what it is with `lodestone deliveries`.")
    if done.kept is not None:
        print(f"The record that was there is kept as {done.kept}.", file=sys.stderr)


async def _db_move(args: argparse.Namespace, _: "Settings", db: "Database") -> None:
    from bot.access import CONSOLE_USER
    from bot.settings import record_url
    from storage import moving
    from storage.database import Database

    try:
        target = Database(record_url(args.to))
    except ValueError as error:
        raise Misused(f"--to {error}") from error
    try:
        moved = await moving.move(db, target, CONSOLE_USER, datetime.now(UTC))
    finally:
        await target.close()
    for table in moved:
        print(f"{table.table:16} {table.rows:>9,}  {table.checksum[:16]}")
    print(f"Moved {sum(table.rows for table in moved):,} rows; every table has the same count and checksum there.")
    print("Set DATABASE_URL to the new address. The old record stays, and tells nothing until it is released.")


async def _forget(args: argparse.Namespace, settings: "Settings", db: "Database") -> None:
    from storage import forgetting

    try:
        async with db.write() as session:
            gone = await forgetting.forget(session, args.user)
    except forgetting.NobodyMeant as error:
        raise Misused(str(error)) from error
    former = forgetting.FORMER_ADMIN if gone.was_admin else forgetting.FORMER_USER
    print(f"Erased: {gone.removed} rows of their own; {gone.changed} others now say “{former}”.")
    print("Backups made before, and messages in Slack, still name them.", file=sys.stderr)
    if args.user in settings.admins:
        print("lodestone: LODESTONE_ADMINS names them: take them out, or the next start does too.", file=sys.stderr)


async def _doctor(args: argparse.Namespace) -> int:
    if args.settings:
        # Needs no settings: whoever asks for them may not have any yet.
        from bot.cli import settings

        print(settings.reference() if args.settings == "page" else settings.example_file(), end="")
        return 0
    status: int = await checked(_examine, record=False)(args)
    return status


async def _examine(args: argparse.Namespace, settings: "Settings", db: "Database") -> int:
    from bot.doctor import examine

    well = True
    async for finding in examine(settings, db, record_only=args.record):
        well = well and finding.well
        print(f"{'ok  ' if finding.well else 'FAIL'}  {finding.what}")
    return 0 if well else 1
