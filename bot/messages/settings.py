"""How an outlet is told: at once or in a digest, paused, and what it does not want to hear of for a while."""

from collections.abc import Sequence
from datetime import datetime

from bot.messages import wording
from bot.messages.forms import Find, Form, Pick, Tick, Write
from bot.messages.parts import (
    Button,
    Choices,
    Code,
    Facts,
    Head,
    Mention,
    Message,
    Moment,
    Part,
    Strong,
    Text,
    clean,
    note,
    say,
)
from bot.messages.watchlist import place
from storage.domain.telling import Mute, Pace, Settings, is_paused, moment, next_digest, quiet_until

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
LENGTHS = (("1d", "For a day"), ("7d", "For a week"), ("30d", "For a month"))

#: What is held is never lost; every card about holding says so.
KEPT = "Nothing is lost: what comes in meanwhile waits, and is told as one card when it ends."


def settings(chosen: Settings, mutes: Sequence[Mute], *, follows: int, held: int, now: datetime) -> Message:
    facts: tuple[tuple[str, Text], ...] = (
        ("Told", (f"{_pace(chosen, now)}; {_paused(chosen, now)}",)),
        ("Quiet hours", (_quiet(chosen, now),)),
        ("Later news", (_threads(chosen),)),
        ("Followed and waiting", (f"{wording.count(follows, 'follow')}; {wording.count(held, 'alert')} held back",)),
    )
    parts: list[Part] = [say("How ", place(chosen.outlet), " is told:"), Facts(facts)]
    if mutes:
        parts.append(Head("Muted"))
    for mute in mutes[:10]:
        parts.append(say(Strong(mute.name), f" until {moment(mute.until, chosen)}, by ", Mention(mute.muted_by)))
        parts.append(Choices((_unmute(mute),)))
    parts.append(
        Choices(
            (
                Button(
                    label="Change", action="settings", record=chosen.outlet, command="digest daily 08:30", main=True
                ),
                Button(label="What is followed", command="following"),
            )
        )
    )
    return Message(title="Settings", parts=tuple(parts), summary=f"{_pace(chosen, now)}; {_paused(chosen, now)}.")


def _pace(chosen: Settings, now: datetime) -> str:
    if chosen.digest is Pace.NOW:
        return "at once"
    due = moment(next_digest(now, chosen, weekly=chosen.digest is Pace.WEEKLY), chosen)
    day = f" on {DAYS[chosen.digest_day]}s" if chosen.digest is Pace.WEEKLY else ""
    return f"in a {chosen.digest} digest{day} at {chosen.digest_at:%H:%M} {chosen.timezone}, next on {due}"


def _quiet(chosen: Settings, now: datetime) -> str:
    if chosen.quiet is None:
        return "none"
    hours = f"{'-'.join(f'{wall:%H:%M}' for wall in chosen.quiet)} {chosen.timezone}"
    until = quiet_until(chosen, now)
    return f"{hours}, now until {moment(until, chosen)}" if until is not None else hours


def _threads(chosen: Settings) -> str:
    if not chosen.threads:
        return "changes its card; what changes everything comes as a card of its own"
    shown = "shown in the channel too when it changes everything" if chosen.broadcast else "never shown in the channel"
    return f"goes into its card's thread, {shown}"


def _paused(chosen: Settings, now: datetime) -> str:
    if not is_paused(chosen, now):
        return "not paused"
    return f"paused until {moment(chosen.paused_until, chosen)}" if chosen.paused_until else "paused until it is ended"


def paused(chosen: Settings, waiting: int) -> Message:
    if not chosen.paused:
        sentence = f"Told again, {wording.count(waiting, 'alert')} that waited first." if waiting else "Told again."
        return Message(
            title="No longer paused", parts=(say("✔ ", place(chosen.outlet), f": {sentence}"),), summary=sentence
        )
    until = moment(chosen.paused_until, chosen) if chosen.paused_until else "it is ended"
    sentence = f"Nothing is told until {until}."
    return Message(
        title="Paused",
        parts=(
            say("✔ ", place(chosen.outlet), f": {sentence}"),
            note(KEPT),
            Choices((Button(label="End the pause", command="pause off"),)),
        ),
        summary=sentence,
    )


def digest(chosen: Settings, now: datetime) -> Message:
    sentence = f"Told {_pace(chosen, now)}."
    off = Button(label="At once again", command="digest off")
    on = Button(label="Digest daily", command="digest daily")
    return Message(
        title="Digest",
        parts=(
            say("✔ ", place(chosen.outlet), f": {sentence}"),
            note("A digest with nothing in it is not sent."),
            Choices((on if chosen.digest is Pace.NOW else off,)),
        ),
        summary=sentence,
    )


def muted(mute: Mute) -> Message:
    sentence = f"Nothing about {clean(mute.name, 80)} is told here until "
    what = "What this source alone reports" if mute.publisher else "What comes in about it"
    return Message(
        title="Muted",
        parts=(
            say("✔ ", Strong(mute.name), " is muted in ", place(mute.outlet), " until ", Moment(mute.until), "."),
            note(
                f"{what} meanwhile waits and is told when the mute ends. Other sources are told as before."
                if mute.publisher
                else f"{what} meanwhile waits and is told when the mute ends."
            ),
            Choices((_unmute(mute),)),
        ),
        summary=f"{sentence}{mute.until:%d %b %Y}.",
    )


def unmuted(mute: Mute) -> Message:
    return Message(
        title="No longer muted",
        parts=(say("✔ ", Strong(mute.name), " is told again in ", place(mute.outlet), "; what waited comes now."),),
        summary=f"{clean(mute.name, 80)} is told again.",
    )


def _unmute(mute: Mute) -> Button:
    return Button(
        label="Undo" if not mute.name else f"Unmute {clean(mute.name, 50)}",
        action="unmute",
        record=f"M{mute.id}",
        command=f'mute "{_plain(mute.name)}" off',
    )


def _plain(name: str) -> str:
    return clean(name, 80).replace('"', "")


def mute_form() -> Form:
    return Form(
        name="mute",
        title="Mute for a while",
        record="",
        parts=(
            Find(id="company", label="Company", several=False),
            Write(id="source", label="Or a source, by name", example="Example Wire", optional=True),
            Pick(id="length", label="How long", options=LENGTHS, value="7d"),
            note(KEPT),
        ),
        sends="Mute",
    )


def form(chosen: Settings, mutes: Sequence[Mute], now: datetime) -> Form:
    """Everything about one outlet at once. What is muted is said; its buttons end a mute."""
    paces = ((Pace.NOW.value, "At once"), (Pace.DAILY.value, "Once a day"), (Pace.WEEKLY.value, "Once a week"))
    pauses = (
        ("", ""),
        ("off", "Not paused"),
        ("2h", "Pause for two hours"),
        ("1d", "Pause for a day"),
        ("7d", "Pause for a week"),
    )
    days = tuple((str(number), name) for number, name in enumerate(DAYS))
    names = ", ".join(clean(mute.name, 40) for mute in mutes[:10])
    return Form(
        name="settings",
        title="How to be told",
        record=chosen.outlet,
        parts=(
            say("For ", place(chosen.outlet), f": {_paused(chosen, now)}", f"; muted: {names}." if names else "."),
            Pick(id="digest", label="Tell", options=paces, value=chosen.digest.value),
            Write(
                id="at", label="A digest comes at", value=f"{chosen.digest_at:%H:%M}", example="08:30", optional=True
            ),
            Write(
                id="zone",
                label="In the time zone",
                value=chosen.timezone,
                example="Europe/Berlin",
                hint="A city's name does too.",
                optional=True,
            ),
            Pick(id="day", label="A weekly one on", options=days, value=str(chosen.digest_day), optional=True),
            Write(
                id="quiet",
                label="Quiet hours",
                value="-".join(f"{wall:%H:%M}" for wall in chosen.quiet) if chosen.quiet else "",
                example="22:00-07:00",
                hint="What comes in then follows as one card. Leave it empty for none.",
                optional=True,
            ),
            Tick(
                id="news",
                label="Later news of a card",
                options=(
                    ("threads", "Goes into its thread"),
                    ("broadcast", "Is shown in the channel too when it changes everything"),
                ),
                values=tuple(name for name in ("threads", "broadcast") if getattr(chosen, name)),
            ),
            Pick(id="pause", label="Pause", options=pauses[1:], optional=True),
            note(KEPT, " ", Code("/licence settings"), " shows it all."),
        ),
        sends="Save",
    )
