"""The whole in one process: settings -> record -> notifiers -> clock -> Slack or the console. Only this sees all."""

import asyncio
import contextlib
import gc
import logging
import os
import signal
import sys
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Literal, Protocol, TextIO

from bot import access, commands, logs
from bot import settings as configuration
from bot.notifier import ConsoleNotifier, SlackNotifier
from jobs.deliver import Notifier
from jobs.liveness import Liveness
from jobs.liveness import Watching as Alive
from storage import admins, companies, deliveries, follows, metrics, seeding
from storage.database import Database, Lock, RecordAway, RecordError, is_postgres
from storage.domain.licence import Certainty

if TYPE_CHECKING:
    from slack_sdk.web.async_client import AsyncWebClient
    from sqlmodel.ext.asyncio.session import AsyncSession

    from bot.settings import Settings
    from jobs.dispatch import Dispatcher
    from jobs.poll import Outcome
    from jobs.scheduler import Clock

log = logging.getLogger("lodestone")

PROMPT = "/licence "

#: How Slack's requests come in: by Socket Mode, over HTTP, or to another process.
How = Literal["socket", "http", "worker"]


def _now() -> datetime:
    return datetime.now(UTC)


async def serve(how: How = "socket") -> int:
    """Everything in one process, until a signal ends it; a `worker` does not listen to Slack. 0 when it was stopped.

    1 when it could not start, or cannot hear Slack any more: then whoever watches over it starts it anew.
    """
    stop, deaf = asyncio.Event(), asyncio.Event()
    _on_signals(stop.set)

    def gone(why: str) -> None:
        print(f"lodestone: {why}.", file=sys.stderr, flush=True)
        deaf.set()
        stop.set()

    try:
        settings = configuration.load()
        logs.set_up(settings.log, settings.log_level)
        if how == "worker" and not is_postgres(settings.database_url):
            raise CannotStart(
                "A worker shares its record with others, and only PostgreSQL can: set DATABASE_URL to "
                "postgresql://..., or use `lodestone run`, which does everything in one process."
            )
        db = Database(settings.database_url)
        db.prepare_folder()
        async with AsyncExitStack() as stack:
            stack.push_async_callback(db.close)
            lock = Lock(db.path)
            lock.take()
            stack.callback(lock.free)
            await _reachable(db, stop)
            if not stop.is_set():
                await prepare(settings, db, locked=True)
                await _run(settings, db, stack, stop, gone, how)
    except (configuration.BadSettings, RecordError, CannotStart) as error:
        print(f"lodestone: {error}", file=sys.stderr)
        return 1
    return 1 if deaf.is_set() else 0


async def _reachable(db: Database, stop: asyncio.Event) -> None:
    """Until the record answers, or all is stopped. A server may start later than this, and be away for a while: ending
    and being started anew again and again would make whoever watches over it give up.
    """
    said, pause = False, 0.25
    stopped = asyncio.create_task(stop.wait())
    while not stop.is_set():
        asked = asyncio.create_task(db.revision())
        # A server that is there and silent is given ten seconds, by which whoever stops this would have killed it.
        await asyncio.wait((asked, stopped), return_when=asyncio.FIRST_COMPLETED)
        if not asked.done():
            asked.cancel()
            await asyncio.gather(asked, return_exceptions=True)
            return
        try:
            asked.result()
            break
        except RecordAway as error:
            if not said:
                print(f"lodestone: {error}", file=sys.stderr, flush=True)
            said, pause = True, min(2 * pause, 10.0)
        await asyncio.wait((stopped,), timeout=pause)
    stopped.cancel()


async def prepare(settings: "Settings", db: Database, *, seed: bool = True, locked: bool = False) -> None:
    """Make, migrate and seed the record if that is still to be done. Raises RecordError."""
    db.prepare_folder()
    if await db.needs_upgrade():
        # Nobody changes the schema under a running `run`; whoever holds the lock already says so.
        lock = Lock(None if locked else db.path)
        lock.take()
        try:
            await db.upgrade()
        finally:
            lock.free()
    now = _now()
    async with db.read() as session:
        wanted = seed and settings.loads_seeds and not await seeding.is_seeded(session)
        unnamed = [user for user in settings.admins if not await admins.is_admin(session, user)]
        moved = not await admins.remembers(session, settings.admin_channel)
    if wanted or unnamed or moved:
        async with db.write() as session:
            if wanted:
                await seeding.seed(session, now)
            await admins.appoint(session, unnamed, now)
            await admins.remember(session, settings.admin_channel)


def keep() -> None:
    """What was made by now lives as long as the program. Looked through for garbage again and again, it would hold up
    one answer in some hundred for a tenth of a second.
    """
    gc.collect()
    gc.freeze()


async def _run(
    settings: "Settings",
    db: Database,
    stack: AsyncExitStack,
    stop: asyncio.Event,
    gone: Callable[[str], None],
    how: How,
) -> None:
    asker = access.at_console(settings.timezone)
    at_console = how != "worker" and not settings.uses_slack
    if at_console:
        # What is known is shown before anything that takes longer is imported.
        overview = await commands.answer("", asker, db, _now())
        print(overview.as_text(), flush=True)
        async with db.write() as session:
            everything = follows.Rule(kinds=follows.KINDS, minimum=Certainty.CLAIMED)
            await follows.add(session, access.CONSOLE_CHANNEL, everything, access.CONSOLE_USER, _now())
    watch = await _watching(settings, db, stack)
    liveness = Liveness(db, _now, timedelta(minutes=settings.stuck_after), watch)
    _show(settings, db, stack, liveness)
    metrics.CLOCK_KEPT.set_function(lambda: watch.leading_for is not None)
    if settings.uses_slack and how != "worker":
        await _say_held(db)
        await _first_admin(db)
        await _listen(settings, db, stack, gone, liveness if how == "http" else None)
        async with db.write() as session:
            await admins.welcome(session, _now())
    async with db.read() as session:
        # The first question about a company would wait for it, and hold up others while it is looked through.
        await companies.index(session)
    keep()
    # Last in, first out: the watching stops before what it works with is closed.
    stack.push_async_callback(watch.stop)
    await watch.start()
    if not at_console or not _at_terminal():
        print("Watching. Stop with Ctrl-C.", file=sys.stderr, flush=True)
    if at_console:
        await _console(db, asker, stop)
    await stop.wait()


async def _watching(settings: "Settings", db: Database, stack: AsyncExitStack) -> "Watching":
    """What happens on its own: by this process, or by all that share a record on a server."""
    from bot.answerer import ConsoleAnswerer, SlackAnswerer
    from jobs.fetch import Fetcher
    from jobs.scheduler import Clock

    notifiers = await stack.enter_async_context(notifiers_for(settings, sys.stdout))
    fetcher = await stack.enter_async_context(
        Fetcher(contact=settings.contact, allow_private=settings.allow_private_hosts)
    )
    heard = Connection(sys.stderr).heard

    def clock(dispatcher: "Dispatcher | None", leads: Callable[[], bool]) -> "Clock":
        return Clock(
            db,
            fetcher,
            notifiers,
            told=heard,
            questioner=next((each for each in notifiers if isinstance(each, SlackNotifier)), None),
            admin_channel=settings.admin_channel,
            answerer=(
                SlackAnswerer(_client(settings))
                if settings.uses_slack
                else ConsoleAnswerer(sys.stdout, settings.timezone)
            ),
            admins=admins_of(settings),
            keep_texts=settings.keep_texts,
            # The lock on a record in a file is ours.
            alone=db.path is not None,
            dispatcher=dispatcher,
            leads=leads,
        )

    if not is_postgres(db.url):
        return clock(None, lambda: True)
    # Imported here: a record in a file is watched by one process.
    from jobs.node import Node

    await db.upgrade()
    return Node(db, fetcher, clock, clock=_now, told=heard)


def admins_of(settings: "Settings") -> Callable[["AsyncSession"], Awaitable[Sequence[str]]]:
    """Where admins are told what breaks and heals: in Slack when it is set up, else on the console."""

    async def outlets(session: "AsyncSession") -> Sequence[str]:
        if not settings.uses_slack:
            return (access.CONSOLE_CHANNEL,)
        return await admins.outlets(session, settings.admin_channel) or (access.CONSOLE_CHANNEL,)

    return outlets


class Watching(Alive, Protocol):
    async def start(self) -> None: ...

    async def stop(self) -> None: ...


class _Closable(Protocol):
    async def close(self) -> None: ...


class CannotStart(Exception):
    """Slack refuses us or the port is taken; the message says what to do."""


class Connection:
    """Says once that there is no network, and once that it is back, however many sources notice."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._lost = False

    def heard(self, outcome: "Outcome") -> None:
        if outcome.offline and not self._lost:
            self._lost = True
            print(
                "No connection: the sources cannot be reached; trying again by itself.", file=self._stream, flush=True
            )
        elif self._lost and outcome.outcome in ("ok", "unchanged"):
            self._lost = False
            print("The connection is back.", file=self._stream, flush=True)


@asynccontextmanager
async def notifiers_for(settings: "Settings", stream: TextIO) -> AsyncIterator[Sequence[Notifier]]:
    """Whoever can say something: the console always, Slack when there is a token."""
    console = ConsoleNotifier(stream, settings.timezone)
    if settings.slack_bot_token is None:
        yield (console,)
        return
    yield (SlackNotifier(_client(settings)), console)


def _client(settings: "Settings") -> "AsyncWebClient":
    from bot.client import Client

    assert settings.slack_bot_token is not None
    return Client(settings.slack_bot_token.get_secret_value(), settings.slack_api_url)


def _show(settings: "Settings", db: Database, stack: AsyncExitStack, liveness: Liveness) -> None:
    """Have this process scraped, where that is wanted."""
    if settings.metrics is None:
        return
    # Imported here: most are not scraped, and need no server for it.
    from bot.metrics import show

    host, port = settings.metrics
    try:
        window = show(host, port, db, liveness, _now)
    except OSError as error:
        raise CannotStart(f"LODESTONE_METRICS: port {port} cannot be listened on: {error.strerror}.") from error
    stack.push_async_callback(window.close)


async def _listen(
    settings: "Settings",
    db: Database,
    stack: AsyncExitStack,
    gone: Callable[[str], None],
    over_http: Liveness | None,
) -> None:
    """Hear Slack: over HTTP, where how this process fares is told as well, or by Socket Mode."""
    from bot.app import build_app
    from bot.connection import CannotConnect, connect

    app = build_app(_client(settings), db, settings, _now)
    handle: _Closable
    try:
        if over_http is not None:
            # Imported here: Socket Mode needs no server.
            from bot.listening import listen

            handle = await listen(app, settings, db, _now, liveness=over_http)
        else:
            handle = connection = await connect(app, settings, gone=gone)
            metrics.SLACK_SILENCE.set_function(connection.silent_for)
    except CannotConnect as error:
        raise CannotStart(f"{error}.") from error
    except OSError as error:
        raise CannotStart(f"Port {settings.port} cannot be listened on: {error.strerror}.") from error
    stack.push_async_callback(handle.close)


async def _say_held(db: Database) -> None:
    async with db.read() as session:
        held = await deliveries.held_by_restore(session)
    if held is not None:
        print(f"A backup was restored: {held} deliveries are held, and all that comes in.")
        print("Let them go with `lodestone deliveries release all`, or in Slack: /licence admin deliveries", flush=True)


async def _first_admin(db: Database) -> None:
    async with db.write() as session:
        code = await admins.one_time_code(session)
    if code is not None:
        print(f"Nobody is admin yet. In Slack: /licence admin become {code}", flush=True)


async def _console(db: Database, asker: access.Asker, stop: asyncio.Event) -> None:
    """Answer `/licence ...` lines from standard input until it ends; without a terminal nothing is prompted."""
    prompting = _at_terminal()
    lines: asyncio.Queue[str | None] = asyncio.Queue()
    # A thread of its own, over the bare descriptor: a terminal made non-blocking would break what is printed to it,
    # and a buffered read cannot be left behind at the end.
    threading.Thread(target=_read_lines, args=(asyncio.get_running_loop(), lines), daemon=True).start()
    stopped = asyncio.ensure_future(stop.wait())
    try:
        while True:
            if prompting:
                print(PROMPT, end="", flush=True)
            typed = asyncio.ensure_future(lines.get())
            await asyncio.wait((typed, stopped), return_when=asyncio.FIRST_COMPLETED)
            if not typed.done():
                typed.cancel()
                return
            line = typed.result()
            if line is None or line.strip() in ("exit", "quit"):
                if prompting or line is not None:
                    stop.set()
                return
            await _answer(line, db, asker)
    finally:
        stopped.cancel()


def _read_lines(loop: asyncio.AbstractEventLoop, lines: "asyncio.Queue[str | None]") -> None:
    held = b""
    with contextlib.suppress(OSError, RuntimeError, AttributeError):
        while chunk := os.read(sys.stdin.fileno(), 65_536):
            *whole, held = (held + chunk).split(b"\n")
            for line in whole:
                loop.call_soon_threadsafe(lines.put_nowait, line.decode("utf-8", "replace"))
        if held:
            loop.call_soon_threadsafe(lines.put_nowait, held.decode("utf-8", "replace"))
    with contextlib.suppress(RuntimeError):
        loop.call_soon_threadsafe(lines.put_nowait, None)


def _at_terminal() -> bool:
    return sys.stdin is not None and sys.stdin.isatty()


async def _answer(line: str, db: Database, asker: access.Asker) -> None:
    text = line.strip()
    for prefix in ("/licence", "/license"):
        if text == prefix or text.startswith(f"{prefix} "):
            text = text.removeprefix(prefix).strip()
    try:
        answer = await commands.answer(text, asker, db, _now())
    except RecordError as error:
        print(error, flush=True)
        return
    except Exception:  # the prompt's edge: a slip in one answer must not end the watching
        log.exception("an answer failed")
        print("That went wrong on our side; the log says why.", flush=True)
        return
    print(f"\n{answer.as_text()}", flush=True)


def _on_signals(stop: Callable[[], None]) -> None:
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, stop)
