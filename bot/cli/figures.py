"""`lodestone figures`: export figures, as text or as a chart in a file."""

import argparse
import asyncio
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.cli.frame import Failed, Misused, checked

if TYPE_CHECKING:
    from bot.settings import Settings
    from storage.database import Database
    from storage.domain.figure_views import SeriesView


def add_verb(verbs: Any) -> None:
    figures = verbs.add_parser("figures", help="export figures by month; --png draws them into a file")
    figures.add_argument("words", nargs="*", help="magnets, rare-earths or products; first and last month, 2025-11")
    figures.add_argument("--png", metavar="FILE", help="draw a chart into this file; its description goes to stdout")
    figures.set_defaults(run=checked(_figures))


async def _figures(args: argparse.Namespace, settings: "Settings", db: "Database") -> None:
    from bot import access, commands, grammar
    from bot.commands import figures as asked
    from bot.messages import figures as messages
    from storage import figures

    words = " ".join(args.words)
    now = datetime.now(UTC)
    if args.png is None:
        answer = await commands.answer(f"figures {words}", access.at_console(settings.timezone), db, now)
        print(answer.as_text(), end="")
        return
    try:
        series, first, last = asked.read(grammar.read(f"figures {words}"), now.date())
    except grammar.Misunderstood as slip:
        nearest = f" Nearest that works: lodestone {slip.nearest} --png FILE" if slip.nearest else ""
        raise Misused(f"{slip.why.replace('`', '')}{nearest}") from slip
    async with db.read() as session:
        try:
            view = await figures.over(session, series, first, last)
        except figures.NoSeries as none:
            raise Failed(f"{none} `lodestone db seed` loads the figures.") from none
    if not view.months:
        raise Failed(messages.nothing(view, first, last).summary)
    await _write(Path(args.png), view)
    print(messages.alternative(view))
    print(f"Drawn into {args.png}.", file=sys.stderr)


async def _write(file: Path, view: "SeriesView") -> None:
    """The chart lies there whole or not at all."""
    from bot import drawing
    from bot.messages import figures as messages
    from bot.messages.parts import plain

    if not await asyncio.to_thread(file.parent.is_dir):
        raise Failed(f"There is no folder {file.parent} to draw into.")
    ours = f"{messages.OURS} our arithmetic, not published. " if any(month.ours for month in view.months) else ""
    gaps = f"No figure on record: {', '.join(view.missing)}. " if view.missing else ""
    wanted = drawing.Drawing(
        title=messages.series(view).title,
        measure="Tonnes a month",
        bars=tuple((messages.label(month), month.figure.tonnes or 0.0, month.ours) for month in view.months),
        small_print=f"{ours}{gaps}{view.publisher}, as printed by {plain(messages.sources(view)) or 'nobody named'}.",
        alternative=messages.alternative(view),
    )
    try:
        picture = await asyncio.to_thread(drawing.draw, wanted)
    except drawing.CannotDraw as error:
        raise Failed(str(error)) from error
    part = file.with_name(f".{file.name}.part")
    try:
        await asyncio.to_thread(part.write_bytes, picture)
        await asyncio.to_thread(part.replace, file)
    except OSError as error:
        await asyncio.to_thread(part.unlink, missing_ok=True)
        raise Failed(f"{file} cannot be written: {error.strerror}.") from error
