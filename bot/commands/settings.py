"""`settings`: how this channel or person is told. `settings quiet 22:00-07:00`, `threads off`, `broadcast off`."""

import re
from dataclasses import replace
from datetime import time

from bot import grammar
from bot.commands import digest as digests
from bot.commands.verbs import FOLLOW, Ask, Verb
from bot.grammar import Misunderstood
from bot.messages import settings as messages
from bot.messages.parts import Message, shown
from storage import follows, outlets
from storage.domain.telling import Settings

_OFF = ("off", "end", "stop", "none", "no")
_ON = ("on", "yes")


async def run(ask: Ask) -> Message:
    given = grammar.arguments(ask.line, (), channel=True)
    outlet = given.channel or ask.asker.outlet
    words = [token.text for token in given.words]
    if words:
        async with ask.db.write() as session:
            wanted = read(words, await outlets.settings(session, outlet), ask.asker.timezone)
            await outlets.change(session, wanted, ask.asker.user, ask.now)
    async with ask.db.read() as session:
        return messages.settings(
            await outlets.settings(session, outlet),
            await outlets.mutes(session, outlet, ask.now),
            follows=await follows.count(session, outlet),
            held=await outlets.held(session, outlet),
            now=ask.now,
        )


def read(words: list[str], before: Settings, zone: object = None) -> Settings:
    """The settings these words ask for, what they leave out as it was. Raises Misunderstood."""
    what, rest = words[0].casefold(), words[1:]
    if what == "quiet" and rest:
        return _quiet(rest, digests.here(before, zone))
    if what in ("threads", "broadcast") and len(rest) == 1 and rest[0].casefold() in (*_ON, *_OFF):
        on = rest[0].casefold() in _ON
        return replace(before, threads=on) if what == "threads" else replace(before, broadcast=on)
    near = grammar.nearest(what, ("quiet", "threads", "broadcast")) or "quiet"
    example = {"quiet": "quiet 22:00-07:00", "threads": "threads off", "broadcast": "broadcast off"}[near]
    raise Misunderstood(
        f"{shown(' '.join(words))} is no setting; `quiet`, `threads` and `broadcast` are.",
        odd=words[0],
        nearest=f"settings {example}",
    )


def _quiet(words: list[str], before: Settings) -> Settings:
    if words[0].casefold() in _OFF:
        return replace(before, quiet=None)
    hours = span(words[0])
    zone = digests.zone_named(" ".join(words[1:])) if len(words) > 1 else before.timezone
    if hours is None or zone is None:
        odd = words[0] if hours is None else words[1]
        raise Misunderstood(
            f"{shown(odd)} is no {'span of hours' if hours is None else 'time zone'}.",
            odd=odd,
            nearest="settings quiet 22:00-07:00",
        )
    return replace(before, quiet=hours, timezone=zone)


def span(typed: str) -> tuple[time, time] | None:
    """`22:00-07:00` as two wall times; None when it is none, or when they are the same."""
    ends = [digests.hour(part) for part in re.split(r"\s*[-–—]\s*", typed.strip())]
    if len(ends) != 2 or ends[0] is None or ends[1] is None or ends[0] == ends[1]:
        return None
    return ends[0], ends[1]


VERB = Verb(
    name="settings",
    group=FOLLOW,
    usage="settings [quiet 22:00-07:00 or off] [threads on or off] [broadcast on or off] [in #channel]",
    example="settings quiet 22:00-07:00",
    help="How this channel is told: quiet hours, threads, digests, pauses, what is muted.",
    run=run,
    hints=("config", "preferences", "options", "setup", "quiet", "threads"),
)
