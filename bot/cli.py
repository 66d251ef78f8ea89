"""The command line: a contract for scripts. Results go to stdout, talk to stderr.

Exit 0: done, also when single sources failed; 1: the operation failed; 2: wrong usage.
"""

import argparse
import asyncio
import json
import logging
import sys
from collections.abc import Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.settings import Settings
    from storage.database import Database

ROLES = ("exporter", "smco_producer", "customer")


class Failed(Exception):
    """The operation failed; the message is one sentence for people."""

    status = 1


class Misused(Failed):
    """What was typed cannot be done in that form."""

    status = 2


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.exit(2, f"lodestone: {message}. Try `{self.prog} --help`.\n")


def main(argv: list[str] | None = None) -> None:
    """Entry of the `lodestone` command."""
    args = _parser().parse_args(argv)
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    try:
        sys.exit(asyncio.run(args.run(args)) or 0)
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(1)


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="lodestone", description="Who is reported to hold China's general export licences for magnets."
    )
    verbs = parser.add_subparsers(dest="verb", required=True, parser_class=_Parser)

    run = verbs.add_parser("run", help="watch, tell and answer, until stopped")
    run.add_argument("--http", action="store_true", help="take Slack's requests over HTTP instead of Socket Mode")
    run.set_defaults(run=_run)

    ask = verbs.add_parser("ask", help="what /licence would answer")
    ask.add_argument("text")
    ask.add_argument("--as", dest="user", help="ask as this Slack user")
    ask.add_argument("--in", dest="channel", help="ask in this channel")
    ask.add_argument("--json", action="store_true", help="print the Slack payload")
    ask.set_defaults(run=_checked(_ask))

    poll = verbs.add_parser("poll", help="ask the sources that are due")
    poll.add_argument("--once", action="store_true", required=True)
    poll.add_argument("--all", action="store_true", help="every active source now")
    poll.add_argument("--json", action="store_true")
    poll.set_defaults(run=_checked(_poll))

    alerts = verbs.add_parser("alerts", help="every alert with its evidence and deliveries, oldest first")
    alerts.add_argument("--json", action="store_true")
    alerts.set_defaults(run=_checked(_alerts))

    _add_review(verbs)
    _add_source(verbs)
    _add_watch(verbs)

    extract = verbs.add_parser("extract", help="what texts say about licences, without a record")
    extract.add_argument("file", nargs="?", help="a .txt, .html or .pdf file")
    extract.add_argument("--jsonl", action="store_true", help="documents as JSON lines on stdin, answers on stdout")
    extract.set_defaults(run=_extract)

    db = verbs.add_parser("db", help="the record").add_subparsers(dest="what", required=True, parser_class=_Parser)
    db.add_parser("upgrade", help="bring the schema up to date").set_defaults(run=_checked(_db_upgrade, record=False))
    seed = db.add_parser("seed", help="load the seeds; what people changed is never overwritten")
    seed.add_argument("--from", dest="folder", help="a folder of TOML files instead of the shipped ones")
    seed.add_argument("--only", help="parts, separated by commas: companies, sources, licences, ...")
    seed.set_defaults(run=_checked(_db_seed, seed=False))

    forget = verbs.add_parser("forget", help="erase what names a person")
    forget.add_argument("user", help="a Slack user id, such as U012AB3CD")
    forget.set_defaults(run=_checked(_forget))

    verbs.add_parser("doctor", help="check settings, record, Slack and sources").set_defaults(
        run=_checked(_doctor, record=False)
    )
    return parser


def _add_review(verbs: Any) -> None:
    review = verbs.add_parser("review", help="readings that wait for a person")
    review.add_argument("--json", action="store_true")
    review.set_defaults(run=_checked(_review))
    decide = review.add_subparsers(dest="decision", parser_class=_Parser)
    for name in ("accept", "reject", "edit", "merge"):
        form = decide.add_parser(name)
        form.add_argument("id", type=int)
        if name == "merge":
            form.add_argument("company")
        if name == "edit":
            form.add_argument("--subject")
            for field, choices in _edits().items():
                form.add_argument(f"--{field}", choices=choices)
        form.add_argument("--reason", required=True)
        form.set_defaults(run=_checked(_decide))


def _edits() -> dict[str, list[str]]:
    from storage.domain.claim import ClaimStatus, Scope, SubjectKind
    from storage.domain.licence import LicenceKind

    fields = {"kind": SubjectKind, "licence": LicenceKind, "status": ClaimStatus, "scope": Scope}
    return {name: [word.value for word in words] for name, words in fields.items()}


def _add_source(verbs: Any) -> None:
    source = verbs.add_parser("source", help="the places we watch")
    what = source.add_subparsers(dest="what", required=True, parser_class=_Parser)
    add = what.add_parser("add")
    add.add_argument("url")
    add.add_argument("--kind", choices=("feed", "page", "list", "json"))
    add.add_argument("--selector", help="CSS that picks the links of a list page, such as 'ul.news a'")
    add.add_argument("--mapping", help="JSON that says what is where in a JSON interface")
    add.add_argument("--ignore-robots", action="store_true")
    add.add_argument("--reason", default="")
    add.set_defaults(run=_checked(_source_add))
    listing = what.add_parser("list")
    listing.add_argument("--json", action="store_true")
    listing.set_defaults(run=_checked(_source_list))
    test = what.add_parser("test")
    test.add_argument("url")
    test.add_argument("--kind", choices=("feed", "page"))
    test.set_defaults(run=_checked(_source_test))
    taken = what.add_parser("import", help="watch what a file lists: an address a line, CSV or OPML")
    taken.add_argument("file", help="a file, or - for stdin")
    taken.set_defaults(run=_checked(_source_import))
    given = what.add_parser("export", help="what is watched, as a file on stdout")
    given.add_argument("--as", dest="form", choices=("csv", "opml"), default="csv")
    given.set_defaults(run=_checked(_source_export))
    for name in ("pause", "resume", "remove"):
        form = what.add_parser(name)
        form.add_argument("url")
        form.set_defaults(run=_checked(_source_state))


def _add_watch(verbs: Any) -> None:
    watch = verbs.add_parser("watch", help="the names we look for")
    what = watch.add_subparsers(dest="what", required=True, parser_class=_Parser)
    add = what.add_parser("add")
    add.add_argument("name")
    add.add_argument("--role", choices=ROLES, default="exporter")
    add.add_argument("--alias", action="append", default=[])
    add.add_argument("--ticker", action="append", default=[])
    add.set_defaults(run=_checked(_watch_add))
    remove = what.add_parser("remove")
    remove.add_argument("name")
    remove.set_defaults(run=_checked(_watch_remove))
    listing = what.add_parser("list")
    listing.add_argument("--json", action="store_true")
    listing.set_defaults(run=_checked(_watch_list))
    taken = what.add_parser("import", help="look for what a file lists: CSV, or a name a line")
    taken.add_argument("file", help="a file, or - for stdin")
    taken.set_defaults(run=_checked(_watch_import))
    what.add_parser("export", help="the watchlist as CSV on stdout").set_defaults(run=_checked(_watch_export))


Command = Callable[[argparse.Namespace, "Settings", "Database"], Awaitable[int | None]]


def _checked(command: Command, *, record: bool = True, seed: bool = True) -> Callable[[argparse.Namespace], Any]:
    """Settings, the record (made and seeded when it is new) and expected errors as one sentence around a command."""

    async def run(args: argparse.Namespace) -> int:
        from bot.service import prepare  # `--help` should not wait for these
        from bot.settings import BadSettings
        from storage.database import RecordError

        try:
            async with _opened() as (settings, db):
                if record:
                    await prepare(settings, db, seed=seed)
                return await command(args, settings, db) or 0
        except (BadSettings, RecordError, Failed) as error:
            print(f"lodestone: {error}", file=sys.stderr)
            return error.status if isinstance(error, Failed) else 1

    return run


@asynccontextmanager
async def _opened() -> "AsyncIterator[tuple[Settings, Database]]":
    from bot import settings
    from storage.database import Database

    loaded = settings.load()
    db = Database(loaded.database_url)
    try:
        yield loaded, db
    finally:
        await db.close()


async def _run(args: argparse.Namespace) -> int:
    from bot.service import serve

    return await serve(http=args.http)


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
        _print_json(answer.as_slack())
    else:
        print(answer.as_text(), end="")
    if answer.verb.startswith(("admin review", "admin claim")):
        await _tell(settings, db)
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


async def _tell(settings: "Settings", db: "Database") -> None:
    """What a person's decision raised goes out at once, as after every commit."""
    from bot.service import notifiers_for
    from jobs.deliver import deliver_pending

    async with notifiers_for(settings, sys.stderr) as notifiers:
        await deliver_pending(db, notifiers, lambda: datetime.now(UTC), lambda: False)


async def _poll(args: argparse.Namespace, settings: "Settings", db: "Database") -> None:
    from bot.service import admins_of, notifiers_for
    from jobs.deliver import deliver_notices, deliver_pending
    from jobs.fetch import Fetcher
    from jobs.health import look_after
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
            _print_json(
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
        _print_json({"summary": counts})
    else:
        print(", ".join(f"{number} {word}" for word, number in counts.items()))


async def _alerts(args: argparse.Namespace, settings: "Settings", db: "Database") -> None:
    from bot import export
    from storage import alerts

    async with db.read() as session:
        found = await alerts.all(session, datetime.now(UTC))
    for alert in found:
        if args.json:
            _print_json(export.alert(alert))
        else:
            print(export.alert_lines(alert, settings.timezone))
    if not found and not args.json:
        print("No alert was raised yet.")


async def _review(args: argparse.Namespace, _: "Settings", db: "Database") -> None:
    from bot import export
    from storage import reviews

    async with db.read() as session:
        found = await reviews.open(session, limit=10_000)
    for review in found:
        if args.json:
            _print_json(export.review(review))
        else:
            print(export.review_lines(review))
    if not found and not args.json:
        print("Nothing waits for a person.")


async def _decide(args: argparse.Namespace, settings: "Settings", db: "Database") -> None:
    from bot.access import CONSOLE_USER
    from storage import judgements
    from storage.reviews import NotOpen

    now = datetime.now(UTC)
    try:
        async with db.write() as session:
            told = (args.id, CONSOLE_USER, args.reason, now)
            match args.decision:
                case "accept":
                    decided = await judgements.accept(session, *told)
                case "reject":
                    decided = await judgements.reject(session, *told)
                case "merge":
                    decided = await judgements.merge(session, args.id, args.company, CONSOLE_USER, args.reason, now)
                case _:
                    fields = ("subject", "kind", "licence", "status", "scope")
                    changed = {name: getattr(args, name) for name in fields}
                    decided = await judgements.edit(session, *told, **changed)
    except (NotOpen, ValueError) as error:
        raise Failed(str(error)) from error
    print(f"Review {decided.id} ({decided.subject}) is {decided.state}.")
    await _tell(settings, db)


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
            _print_json(export.source(source))
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
        listed = source_files.read(_contents(args.file))
    except source_files.BadFile as error:
        raise Failed(f"{args.file}: {error}") from error
    async with db.write() as session:
        taken = await subscriptions.add_all(session, listed.rows, CONSOLE_USER, datetime.now(UTC))
    for fault in listed.faults:
        print(f"lodestone: not taken, {fault}", file=sys.stderr)
    print(f"{taken.added} sources are new, {taken.known} were on record, {len(listed.faults)} rows were not taken.")
    if not listed.rows:
        raise Failed("no row of the file could be taken.")


def _contents(file: str) -> bytes:
    try:
        return sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    except OSError as error:
        raise Failed(f"{file} cannot be read: {error.strerror}.") from error


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
            _print_json(export.watch(watch))
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
        listed = watch_files.read(decoding.decode(_contents(args.file), ""))
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


async def _extract(args: argparse.Namespace) -> int:
    """Needs no settings and no record: the names are those of the shipped seeds."""
    from bot import export

    if args.jsonl == bool(args.file):
        print("lodestone: say either `extract --jsonl` with documents on stdin, or `extract FILE`.", file=sys.stderr)
        return 2
    try:
        if args.jsonl:
            for answer in export.extract_lines(sys.stdin):
                _print_json(answer)
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


async def _doctor(_: argparse.Namespace, settings: "Settings", db: "Database") -> int:
    from bot.doctor import examine

    well = True
    async for finding in examine(settings, db):
        well = well and finding.well
        print(f"{'ok  ' if finding.well else 'FAIL'}  {finding.what}")
    return 0 if well else 1


def _print_json(value: Any) -> None:
    print(json.dumps(value, ensure_ascii=False))


if __name__ == "__main__":
    main()
