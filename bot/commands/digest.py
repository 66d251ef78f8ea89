"""`digest daily 08:30 Europe/Berlin`, `digest weekly Mon`, `digest off`: one card at an hour instead of many."""

import re
from dataclasses import replace
from datetime import time
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

from bot import grammar
from bot.commands.verbs import FOLLOW, Ask, Incomplete, Verb
from bot.grammar import Misunderstood
from bot.messages import settings as messages
from bot.messages.parts import Message, shown
from storage import outlets
from storage.domain.telling import Pace, Settings

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_TIME = re.compile(r"(\d{1,2})[:.h](\d{2})")


async def run(ask: Ask) -> Message:
    given = grammar.arguments(ask.line, (), channel=True)
    outlet = given.channel or ask.asker.outlet
    async with ask.db.write() as session:
        before = await outlets.settings(session, outlet)
        if not given.words:
            raise Incomplete(
                "`digest` needs to know how often.",
                messages.form(before, await outlets.mutes(session, outlet, ask.now), ask.now),
                nearest="digest daily 08:30 Europe/Berlin",
            )
        wanted = read([token.text for token in given.words], before, ask.asker.timezone)
        return messages.digest(await outlets.change(session, wanted, ask.asker.user, ask.now), ask.now)


def read(words: list[str], before: Settings, zone: object = None) -> Settings:
    """The settings these words ask for, what they leave out as it was. Raises Misunderstood."""
    wanted = here(before, zone)
    paces = {"daily": Pace.DAILY, "weekly": Pace.WEEKLY, "off": Pace.NOW, "now": Pace.NOW}
    if words[0].casefold() not in paces:
        raise Misunderstood(
            f"{shown(words[0])} is no rhythm; a digest is `daily`, `weekly` or `off`.",
            odd=words[0],
            nearest=f"digest {grammar.nearest(words[0], paces) or 'daily 08:30 Europe/Berlin'}",
        )
    wanted = replace(wanted, digest=paces[words[0].casefold()])
    for word in words[1:]:
        wanted = _with(word, wanted, words[0])
    return wanted


def here(before: Settings, zone: object) -> Settings:
    """Settings nobody chose begin in the asker's own zone, where that is known."""
    return replace(before, timezone=zone.key) if not before.changed_by and isinstance(zone, ZoneInfo) else before


def _with(word: str, wanted: Settings, pace: str) -> Settings:
    if word.casefold()[:3] in DAYS and word.isalpha() and word.casefold() != "weekly":
        return replace(wanted, digest_day=DAYS.index(word.casefold()[:3]))
    if at := hour(word):
        return replace(wanted, digest_at=at)
    if named := zone_named(word):
        return replace(wanted, timezone=named)
    raise Misunderstood(
        f"{shown(word)} is no hour, day or time zone I know.", odd=word, nearest=f"digest {pace} 08:30 Europe/Berlin"
    )


def hour(word: str) -> time | None:
    match = _TIME.fullmatch(word.strip())
    if match is None or int(match[1]) > 23 or int(match[2]) > 59:
        return None
    return time(int(match[1]), int(match[2]))


def zone_named(word: str) -> str | None:
    """A time zone by its whole name or by its city: `Europe/Berlin`, `berlin`."""
    wanted = word.strip().casefold().replace(" ", "_")
    return _zones().get(wanted)


@lru_cache(maxsize=1)
def _zones() -> dict[str, str]:
    """Names as people write them. Listing them reads a folder, which takes 50 ms: once is enough."""
    known = sorted(available_timezones(), reverse=True)
    cities = {zone.casefold().rpartition("/")[2]: zone for zone in known}
    return cities | {zone.casefold(): zone for zone in known}


VERB = Verb(
    name="digest",
    group=FOLLOW,
    usage="digest daily 08:30 Europe/Berlin or weekly Mon or off",
    example="digest daily 08:30 Europe/Berlin",
    help="Tell it here once a day or a week, at your hour, instead of at once.",
    run=run,
    hints=("daily", "weekly", "summary-mail"),
)
