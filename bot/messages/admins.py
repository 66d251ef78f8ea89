"""Who may change things, where they are told, how Lodestone fares, and what reaches admins besides the sources."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.messages import settling, wording
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
    Rows,
    Span,
    Strong,
    Text,
    between,
    clean,
    note,
    say,
)
from storage import admins
from storage.backup import RESTORED
from storage.domain.views import Listed, SourceView
from storage.notices import NoticeView
from storage.settling import ASKED
from storage.sources import Health as SourceHealth

#: Kinds of notices besides how sources fare.
GRANTED = "admin granted"
ACCESS = "access"
CHANNEL = "admin channel"
#: As jobs.deliver calls it.
UNDELIVERED = "undelivered"

#: Sources with a trouble that are named; the others are counted.
TROUBLES = 8


@dataclass(frozen=True, kw_only=True)
class Health:
    """What `admin status` shows. `deliveries`: how many in each state; `stuck`: (outlet, why) of admins' notices."""

    sources: SourceHealth
    troubled: Listed[SourceView]
    reviews: int
    deliveries: Mapping[str, int]
    unread: int
    watched: int
    admins: tuple[str, ...]
    outlets: tuple[str, ...]
    stuck: tuple[tuple[str, str], ...]
    figures: int = 0


def granted(user: str) -> Message:
    return Message(
        title="Admin granted",
        parts=(
            say("✔ ", Mention(user), " is an admin now, and is told so."),
            Choices((Button(label="Undo", command=f"admin revoke <@{user}>"),)),
        ),
        summary="They are an admin now.",
    )


def revoked(user: str, *, named_in_settings: bool) -> Message:
    parts: list[Part] = [say("✔ ", Mention(user), " is an admin no more.")]
    if named_in_settings:
        parts.append(
            note(Code("LODESTONE_ADMINS"), " names them: take them out there too, or the next start grants it again.")
        )
    parts.append(Choices((Button(label="Undo", command=f"admin grant <@{user}>"),)))
    return Message(title="Admin revoked", parts=tuple(parts), summary="They are an admin no more.")


def channel_is(outlets: Sequence[str]) -> Message:
    return Message(
        title="Where admins are told",
        parts=(
            say("Admins are told in ", *_places(outlets), "."),
            say("Choose another place: ", Code("/licence admin channel #channel"), "."),
        ),
        summary="Where admins are told what breaks and what waits.",
    )


def channel_chosen(chosen: str | None, before: str | None, outlets: Sequence[str]) -> Message:
    parts: list[Part] = [say("✔ Admins are told in ", *_places(outlets), " from now on.")]
    if chosen is not None:
        parts.append(
            note("In a private channel, first ", Code("/invite @Lodestone"), "; a message there shows that it works.")
        )
    back = f"admin channel <#{before}>" if before else "admin channel off"
    if chosen != before:
        parts.append(Choices((Button(label="Undo", command=back),)))
    return Message(title="Where admins are told", parts=tuple(parts), summary="Admins are told there from now on.")


def status(health: Health) -> Message:
    told, failing = health.deliveries, health.sources.failing
    waiting = "nothing waits" if not health.reviews else f"{wording.count(health.reviews, 'question')} open"
    facts: tuple[tuple[str, Text], ...] = (
        (
            "Sources",
            (
                f"{health.sources.active} watched, {health.sources.read_last_day} read in the last 24 hours, "
                f"{failing} failing",
            ),
        ),
        (
            "Readings to check",
            (waiting + (f"; {wording.count(health.figures, 'figure')} to check" if health.figures else ""),),
        ),
        ("Deliveries", (_deliveries(told),)),
        ("Names looked for", (str(health.watched),)),
    )
    well = not (failing or health.stuck or health.unread or told.get("failed") or told.get("uncertain"))
    parts: list[Part] = [
        say("🟢 All is well." if well else "🟠 Something needs a person; what and why stands below."),
        Facts(facts),
        *_troubles(health),
        say("Admins: ", *(_people(health.admins) or ("nobody",)), ". Told in ", *_places(health.outlets), "."),
        Choices(
            (
                Button(label="Open reviews", command="admin review"),
                *([Button(label="Figures", command="admin figures")] if health.figures else []),
                Button(label="Sources", command="admin source list"),
                Button(label="Who changed what", command="admin audit 7d"),
            )
        ),
    ]
    return Message(
        title="How Lodestone fares",
        parts=tuple(parts),
        summary=f"{health.sources.active} sources watched, {failing} failing; {waiting}.",
    )


def _deliveries(told: Mapping[str, int]) -> str:
    words = {"uncertain": "uncertain", "failed": "failed", "held": "held", "pending": "waiting", "sent": "sent"}
    return ", ".join(f"{told[state]} {word}" for state, word in words.items() if told.get(state)) or "none yet"


def _troubles(health: Health) -> list[Part]:
    rows: list[Text] = [
        (Strong(source.name or source.url), f": {clean(source.trouble, 120)} ({source.failures} in a row)")
        for source in health.troubled.rows
    ]
    if health.troubled.total > TROUBLES:
        rest = health.troubled.total - TROUBLES
        rows.append((f"and {wording.count(rest, 'source')} more: ", Code("/licence admin source list"), "."))
    rows += [("Admins were not told in ", _place(outlet), f": {clean(why, 120)}") for outlet, why in health.stuck]
    if health.deliveries.get("failed") or health.deliveries.get("uncertain"):
        rows.append(("Deliveries that need a person: ", Code("/licence admin deliveries"), " says why for each."))
    if health.unread:
        rows.append((f"{wording.count(health.unread, 'document')} could not be read; the log says why.",))
    return [Head("Needs a person"), Rows(tuple(rows))] if rows else []


def _people(users: Sequence[str]) -> Text:
    return between(", ", [(Mention(user),) for user in users[:20]])


def _places(outlets: Sequence[str]) -> Text:
    return between(", ", [(_place(outlet),) for outlet in outlets[:20]]) or ("direct messages",)


def _place(outlet: str) -> Span:
    return "this console" if outlet == "#console" else Mention(outlet)


def access_requested(people: Sequence[str]) -> Message:
    return Message(
        title="Request sent",
        parts=(say("✔ The admins were asked: ", *_people(people), ". You are told once one of them grants it."),),
        summary="The admins were asked.",
    )


def welcome(_: str = "") -> Message:
    """The one message to the first admin, once Slack is connected."""
    return Message(
        title="Lodestone is connected",
        parts=(
            say("✔ You are its first admin. Three things to try:"),
            Rows(
                (
                    (Code("/licence"), " shows what is known today, to you alone."),
                    (Code("/licence smco"), " shows what is known of samarium-cobalt, and how hard was looked."),
                    (
                        Code('/licence admin watch add "Example Magnetics" alias:示例磁业'),
                        " has a name looked for, in every script.",
                    ),
                )
            ),
            Head("Add a channel"),
            say(
                "In the channel, type ",
                Code("/licence follow exporters customers smco"),
                ": it is told there from then on. A private channel needs ",
                Code("/invite @Lodestone"),
                " first.",
            ),
            note(
                "Others who are to change things: ",
                Code("/licence admin grant @user"),
                ". How it fares: ",
                Code("/licence admin status"),
                ".",
            ),
            Choices(
                (
                    Button(label="What is known", command="status"),
                    Button(label="How it fares", command="admin status"),
                    Button(label="Help", command="help"),
                )
            ),
        ),
        summary="Lodestone is connected: three things to try, and how to add a channel.",
    )


def notice(view: NoticeView) -> Message | None:
    """A notice of one of these kinds as a message; None for the kinds that are about sources."""
    made = _NOTICES.get(view.kind)
    return made(view.text) if made else None


def _access(user: str) -> Message:
    return Message(
        title="Somebody asks to be admin",
        parts=(
            say(Mention(user), " wants to change things: the watchlist, the sources, what was read."),
            note("Whoever is admin can do all that other admins can. Leave this unanswered to refuse."),
            Choices(
                (
                    Button(
                        label="Grant",
                        command=f"admin grant <@{user}>",
                        action="access_grant",
                        record=user,
                        asks="They can change what is watched and decide what was read, and make others admins.",
                    ),
                )
            ),
        ),
        summary="Somebody asks to be an admin of Lodestone.",
    )


def _told_granted(by: str) -> Message:
    return Message(
        title="You are an admin",
        parts=(
            say(
                Mention(by), " made you an admin of Lodestone. ", Code("/licence help admin"), " shows what you can do."
            ),
            Choices((Button(label="How it fares", command="admin status"),)),
        ),
        summary="You are an admin of Lodestone now.",
    )


def _told_here(by: str) -> Message:
    sentence = "Admins are told here from now on what breaks, what heals and what waits for a person."
    return Message(
        title="This is the admins' channel",
        parts=(say(f"✔ {sentence}"), note("Chosen by ", Mention(by), ".")),
        summary=sentence,
    )


def _restored(text: str) -> Message:
    """After a restore: what waits, and how to let it go."""
    number, _, made = text.partition("\n")
    return Message(
        title="A backup was restored",
        parts=(
            say("🟠 The record was put back from a backup. Nothing is told until an admin releases it."),
            Facts((("Held", (f"{number} now, and all that comes in",)), ("Backup of", (Moment(_moment(made)),)))),
            note("What is held may have been told since the backup was made: look before you let it go."),
            Choices(
                (
                    Button(label="What is held", command="admin deliveries", main=True),
                    Button(
                        label="Release all",
                        action="delivery_release",
                        record="all",
                        command="admin deliveries release all",
                        asks="Everything that is held goes out now, also what was told since the backup.",
                    ),
                )
            ),
        ),
        summary=f"A backup was restored: {number} deliveries are held until an admin releases them.",
    )


def _moment(iso: str) -> datetime:
    return datetime.fromisoformat(iso)


_NOTICES = {
    RESTORED: _restored,
    "undelivered": settling.undelivered,
    ASKED: settling.asked,
    ACCESS: _access,
    GRANTED: _told_granted,
    CHANNEL: _told_here,
    admins.WELCOME: welcome,
}
