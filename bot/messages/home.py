"""The app's Home: what is known in a few lines, what one follows, and for admins what waits for them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.messages import wording
from bot.messages.card import NO_SMCO, licence_row, looked
from bot.messages.parts import (
    Button,
    Choices,
    Code,
    Facts,
    Head,
    Mention,
    Message,
    Part,
    Rows,
    Strong,
    Text,
    clean,
    note,
    say,
)
from bot.messages.watchlist import follow_choices
from storage.domain.licence import Certainty
from storage.domain.views import FollowView, Overview

#: Rows of each kind; the whole has to be read without scrolling far.
_HOLDERS = 8
_FOLLOWS = 10


@dataclass(frozen=True, kw_only=True)
class ForAdmins:
    """What only admins see: questions that wait, and how the sources fare."""

    reviews: int
    sources: int
    read_last_day: int
    failing: int


def home(
    known: Overview, mine: Sequence[FollowView], channels: Sequence[FollowView], muted: int, admin: ForAdmins | None
) -> Message:
    parts: list[Part] = [*_known(known), *_follows(mine, channels, muted)]
    if admin is not None:
        parts += _admin(admin)
    example = clean(known.holders.rows[0].name, 60) if known.holders.rows else "holders"
    parts.append(
        note("Ask in any channel: ", Code(f"/licence {example}"), " or ", Code("/licence help"), ". Only you see it.")
    )
    summary = "What is known, and what you follow."
    return Message(title="China's general export licences", parts=tuple(parts), summary=summary)


def _known(known: Overview) -> list[Part]:
    today = [view for view in known.holders.rows if wording.holds(view)]
    parts: list[Part] = [
        Facts(
            (
                ("Reported to hold one", (_counted(known.held),)),
                ("Customers named as covered", (_counted(known.covered),)),
            )
        )
    ]
    if today:
        parts.append(Rows(tuple(licence_row(view, ends=False) for view in today[:_HOLDERS])))
    if not known.smco.total:
        parts.append(say(f"⚪ {NO_SMCO} ", *looked(known.looking)))
    parts.append(
        Choices(
            (
                Button(label="All that is known", command="status", main=True),
                Button(label="What changed", command="changes 7d"),
                Button(label="What ends soon", command="expiring 90d"),
                Button(label="Help", command="help"),
            )
        )
    )
    return parts


def _counted(found: Mapping[Certainty, int]) -> str:
    """Counts by certainty, surest first: `1 confirmed, 4 reported`."""
    if not found:
        return "nobody, as far as known"
    order = (Certainty.CONFIRMED, Certainty.REPORTED, Certainty.CLAIMED, Certainty.CONTESTED)
    return ", ".join(f"{wording.BADGES[word]} {found[word]} {word}" for word in order if found.get(word))


def _follows(mine: Sequence[FollowView], channels: Sequence[FollowView], muted: int) -> list[Part]:
    parts: list[Part] = [Head("What you follow")]
    for view in mine[:_FOLLOWS]:
        parts += [say(Strong(view.id), " ", Code(view.words or "everything")), follow_choices(view)]
    if not mine:
        parts.append(say("Nothing is told to you directly yet."))
    parts.append(
        Choices(
            (
                Button(label="Follow something", action="follow_new", record="new", command="follow"),
                Button(label="How I am told", action="settings", record="me", command="settings"),
            )
        )
    )
    if muted:
        parts.append(
            note(
                f"{wording.count(muted, 'mute')} of yours: ", Code("/licence settings"), " in our messages shows them."
            )
        )
    if channels:
        parts.append(Head("Channels you set up"))
    for view in channels[:_FOLLOWS]:
        row: Text = (Mention(view.outlet), " ", Strong(view.id), " ", Code(view.words or "everything"))
        parts += [say(*row), follow_choices(view)]
    left = max(len(mine) - _FOLLOWS, 0) + max(len(channels) - _FOLLOWS, 0)
    if left:
        parts.append(note(f"and {wording.count(left, 'follow')} more: ", Code("/licence following")))
    return parts


def _admin(admin: ForAdmins) -> list[Part]:
    waits = wording.count(admin.reviews, "reading") if admin.reviews else "no reading"
    return [
        Head("For admins"),
        say(
            f"{waits} to check · {admin.read_last_day} of {wording.count(admin.sources, 'source')} read in the last "
            f"24 h, {admin.failing} failing"
        ),
        Choices(
            (
                Button(label="Open reviews", command="admin review", main=bool(admin.reviews)),
                Button(label="Sources", command="admin source list"),
                Button(label="Names looked for", command="admin watch list"),
            )
        ),
    ]
