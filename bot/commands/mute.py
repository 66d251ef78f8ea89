"""`mute COMPANY [7d]`, `mute SOURCE [7d]`, `mute COMPANY off`: hear nothing of it here for a while; nothing is lost."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from bot import grammar
from bot.commands import naming
from bot.commands.verbs import FOLLOW, Ask, Incomplete, NotPossible, Verb
from bot.grammar import Misunderstood
from bot.messages import settings as messages
from bot.messages.parts import Message, shown
from storage import outlets

WEEK = timedelta(days=7)


async def run(ask: Ask) -> Message:
    given = grammar.arguments(ask.line, (), channel=True)
    outlet = given.channel or ask.asker.outlet
    words = list(given.words)
    texts = [word.text for word in words]
    length, taken = _length(texts)
    if not words or _only_a_length(texts, taken):
        async with ask.db.read() as session:
            someone = await naming.anybody(session)
        raise Incomplete(
            "`mute` needs a company or a source.", messages.mute_form(), nearest=f'mute "{someone}" 7d', example=True
        )
    off = len(words) > 1 and words[-1].text.casefold() in ("off", "end", "stop")
    typed = grammar.name_of(words[:-1] if off else words[: len(words) - taken])
    async with ask.db.write() as session:
        company = await naming.find(session, typed)
        if company is None and (follow_id := grammar.short_id(typed, "W")):
            raise Misunderstood(
                f"{follow_id} is a follow, and `mute` takes a company or a source.", nearest=f"unfollow {follow_id}"
            )
        publisher = None if company else await outlets.publisher(session, typed)
        if company is None and publisher is None:
            await naming.require(session, typed, "mute ", " 7d")
        name = company.name if company else publisher or typed
        if off:
            return await _off(ask, session, outlet, name)
        until = ask.now + _checked(length or WEEK)
        mute = await outlets.mute(
            session,
            outlet,
            name,
            until,
            ask.asker.user,
            ask.now,
            company=company.key if company else None,
            publisher=publisher,
        )
        return messages.muted(mute)


def _only_a_length(texts: Sequence[str], taken: int) -> bool:
    """Whether the words say how long and not what: "for a week", "7d"."""
    rest = texts[: len(texts) - taken] if taken else ()
    return grammar.span(" ".join(texts)) is not None or (
        bool(rest) and all(text.casefold() in ("for", "the", "next") for text in rest)
    )


def _length(texts: Sequence[str]) -> tuple[timedelta | None, int]:
    """How long, as it stands at the end ("7d", "2 weeks", "for a week"), and in how many words."""
    for taken in (3, 2, 1):
        length = grammar.span(" ".join(texts[-taken:])) if len(texts) > taken else None
        if length is not None:
            return length, taken
    return None, 0


async def _off(ask: Ask, session: AsyncSession, outlet: str, name: str) -> Message:
    for mute in await outlets.mutes(session, outlet, ask.now):
        if mute.name == name:
            await outlets.unmute(session, outlet, mute.id, ask.asker.user, ask.now)
            return messages.unmuted(mute)
    raise NotPossible(f"{shown(name)} is not muted here; `/licence settings` shows what is.")


def _checked(length: timedelta) -> timedelta:
    if not timedelta(0) < length <= outlets.LONGEST:
        raise Misunderstood(
            "A mute lasts up to a year; what nobody misses for longer is better unfollowed.", nearest="following"
        )
    return length


def until(typed: str, now: datetime) -> datetime | None:
    """`2h`, `until 2026-12-01`, `tomorrow` as the moment something ends; None when it is none."""
    words = typed.casefold().removeprefix("until ").strip()
    length = grammar.span(words)
    if length is not None:
        return now + length
    if words == "tomorrow":
        return now + timedelta(days=1)
    day = grammar.day(words, now.date())
    return datetime.combine(day, datetime.min.time(), tzinfo=now.tzinfo) if day else None


VERB = Verb(
    name="mute",
    group=FOLLOW,
    usage="mute COMPANY or SOURCE [7d or off]",
    example='mute "{company}" 7d',
    help="Hear nothing of a company or a source here for a while; it is told when the mute ends.",
    run=run,
    hints=("silence", "ignore", "hush", "unmute", "snooze"),
)
