"""What is followed and which names are looked for."""

from collections.abc import Sequence

from bot.messages import wording
from bot.messages.card import licence_row
from bot.messages.forms import Form, Pick, Write
from bot.messages.parts import (
    Button,
    Choices,
    Code,
    Head,
    Mention,
    Message,
    Moment,
    Part,
    Rows,
    Sheet,
    Span,
    Strong,
    Text,
    clean,
    note,
    say,
)
from storage.domain.licence import Certainty, Role
from storage.domain.telling import Pace
from storage.domain.views import FollowView, Summary, WatchView
from storage.watchlist import Taken

ROWS = 15
_ROLES = (
    (Role.EXPORTER.value, "An exporter"),
    (Role.SMCO_PRODUCER.value, "A samarium-cobalt producer"),
    (Role.CUSTOMER.value, "A customer"),
)
#: Names on one page of the watchlist.
PAGE = 40
#: Follows on one page.
FOLLOWS = 40
#: More follows than this are lines without buttons of their own.
_WITH_BUTTONS = 12


def place(outlet: str) -> Span:
    """Where something is told, as a person reads it."""
    return "this console" if outlet == "#console" else Mention(outlet)


def followed(view: Summary) -> Message:
    """What the follow will bring, the same words to stop it, and what holds now."""
    follow = view.follow
    parts: list[Part] = [
        say(
            "✔ ",
            place(follow.outlet),
            " is told from now on: ",
            Code(follow.words or "everything"),
            " (",
            Strong(follow.id),
            ").",
        ),
        note(_from(follow.minimum), *_in_digest(follow.pace)),
    ]
    if view.holding:
        parts.append(Head("Holds already (told here once, not as alerts)"))
        parts.append(Rows(tuple(licence_row(licence) for licence in view.holding[:ROWS])))
        if len(view.holding) > ROWS:
            parts.append(note(f"and {len(view.holding) - ROWS} more: ", Code("/licence holders")))
    else:
        parts.append(say("⚪ Nothing on record matches it today."))
    parts.append(
        Choices(
            (
                Button(label="Stop it", action="unfollow", record=follow.id, command=f"unfollow {follow.id}"),
                Button(label="Change it", action="follow_change", record=follow.id),
            )
        )
    )
    holding = wording.tidy_list("Holds already", [licence.name for licence in view.holding]) if view.holding else ""
    return Message(title="Following", parts=tuple(parts), summary=f"{follow.id}: {follow.words}. {holding}".strip())


def _from(minimum: Certainty) -> str:
    if minimum is Certainty.NOT_KNOWN:
        return "Every gain alerts, however unsure."
    return f"Alerts come once a gain is at least {minimum}; expected, applied-for and individual licences never do."


def _in_digest(pace: Pace) -> tuple[Span, ...]:
    if pace is Pace.NOW:
        return ()
    return (
        f" They come in the {pace} digest; ",
        Code(f"/licence digest {pace} 08:30 Europe/Berlin"),
        " sets its hour.",
    )


def unfollowed(views: Sequence[FollowView]) -> Message:
    lines = tuple((Strong(view.id), " ", Code(view.words)) for view in views)
    again = Button(label="Follow it again", command=f"follow {views[0].words}")
    return Message(
        title="No longer followed",
        parts=(Rows(lines), Choices((again,))),
        summary=f"No longer followed: {', '.join(view.id for view in views)}.",
    )


def following(
    views: Sequence[FollowView],
    outlet: str,
    total: int = 0,
    turning: Sequence[Part] = (),
    *,
    stopping: bool = False,
) -> Message:
    """What is told there; `stopping`: somebody wants to stop one and did not say which.

    `turning` says which of the `total` these are, and turns the page.
    """
    title = "What is followed"
    if not views:
        parts: tuple[Part, ...] = (
            say(
                "⚪ Nothing is told to ",
                place(outlet),
                " yet. Try ",
                Code("/licence follow exporters customers smco"),
                ".",
            ),
            Choices((Button(label="Follow these", command="follow exporters customers smco"),)),
        )
        return Message(title=title, parts=parts, summary="Nothing is followed here yet.")
    many = len(views) > _WITH_BUTTONS
    which: Text = ("Which one? ", Code("/licence unfollow all"), " stops them all. ") if stopping else ()
    lines: list[Part] = [say(*which, "Told to ", place(outlet), ":")]
    for view in views:
        lines.append(say(Strong(view.id), " ", Code(view.words or "everything"), " by ", Mention(view.created_by)))
        if not many:
            lines.append(follow_choices(view))
    if many:
        first = views[0].id
        lines.append(
            note("Stop one with ", Code(f"/licence unfollow {first}"), ", change one with ", Code(f"follow {first}"))
        )
    lines += turning
    return Message(title=title, parts=tuple(lines), summary=f"{wording.count(total or len(views), 'follow')} here.")


def follow_choices(view: FollowView) -> Choices:
    """What can be done with one follow, on its own line."""
    return Choices(
        (
            Button(label=f"Change {view.id}", action="follow_change", record=view.id),
            Button(label=f"Stop {view.id}", action="unfollow", record=view.id, command=f"unfollow {view.id}"),
        )
    )


def watch_added(view: WatchView) -> Message:
    sentence = f"{view.name} is looked for now, as {wording.subject_kind(view.role)}."
    return Message(
        title="On the watchlist",
        parts=(
            say("✔ ", Strong(view.name), f" is looked for now, as {wording.subject_kind(view.role)}: {_names(view)}."),
            note("Documents on record are read again for it; nothing older than today alerts."),
            Choices(
                (
                    Button(label="What is known", command=f"who {_plain(view.name)}"),
                    Button(label="Undo", command=f'admin watch remove "{_plain(view.name)}"'),
                )
            ),
        ),
        summary=sentence,
    )


def watch_removed(view: WatchView) -> Message:
    sentence = f"{view.name} is no longer looked for."
    return Message(
        title="Off the watchlist",
        parts=(
            say("✔ ", Strong(view.name), " is no longer looked for. Its record, evidence and names stay."),
            Choices((Button(label="Undo", command=f'admin watch add "{_plain(view.name)}" role:{view.role}'),)),
        ),
        summary=sentence,
    )


def watch_list(views: Sequence[WatchView], total: int, turning: Sequence[Part] = ()) -> Message:
    title = "Names looked for"
    if not views:
        sentence = "The watchlist is empty; companies on record are recognised all the same."
        return Message(
            title=title,
            parts=(
                say(
                    f"⚪ {sentence} Add one: ",
                    Code('/licence admin watch add "Example Magnetics" alias:示例磁业'),
                    ".",
                ),
            ),
            summary=sentence,
        )
    lines = tuple(
        (
            Strong(view.name),
            f" ({wording.subject_kind(view.role)}): {_names(view)} · added by ",
            Mention(view.added_by),
            ", ",
            Moment(view.added_at),
        )
        for view in views
    )
    return Message(title=title, parts=(Rows(lines), *turning), summary=f"{wording.count(total, 'name')} looked for.")


def watch_form() -> Form:
    return Form(
        name="watch_add",
        title="Look for a company",
        record="new",
        parts=(
            Write(id="name", label="Name", example="Example Magnetics"),
            Pick(id="role", label="It is", options=_ROLES, value=Role.EXPORTER.value),
            Write(
                id="aliases",
                label="Other names, in any script",
                example="示例磁业, Example Mag",
                hint="Apart by commas. A name is found only in the scripts it has here.",
                optional=True,
            ),
            Write(id="tickers", label="Tickers", example="600000.SH", optional=True),
        ),
        sends="Look for it",
    )


def import_form() -> Form:
    return Form(
        name="watch_import",
        title="Import names",
        record="watchlist",
        parts=(
            Write(
                id="names",
                label="CSV with a header, or a name a line",
                example="name,role,aliases,tickers",
                hint="Roles: exporter, smco_producer, customer. Aliases (any script) and tickers stand apart by ; "
                "in their cells, as in Example Magnetics,exporter,示例磁业; Example Mag,600000.SH",
                long=True,
            ),
        ),
        sends="Look for these",
    )


def imported(taken: Taken, faults: Sequence[str]) -> Message:
    """`faults`: a sentence for each row that was not taken."""
    faults = (*faults, *taken.faults)
    sentence = f"{wording.count(taken.added, 'name')} new on the watchlist, {taken.known} brought up to date."
    parts: list[Part] = [say(f"✔ {sentence}" if taken.added or taken.known else "⚪ Nothing was taken.")]
    if faults:
        parts += [Head("Not taken"), Rows(tuple((clean(fault, 200),) for fault in faults[:ROWS]))]
        if len(faults) > ROWS:
            parts.append(note(f"and {len(faults) - ROWS} more."))
    if taken.added:
        parts.append(note("Documents on record are read again for them; nothing older than today alerts."))
    parts.append(Choices((Button(label="The watchlist", command="admin watch list"),)))
    return Message(title="Names imported", parts=tuple(parts), summary=sentence)


def exported(lines: Sequence[str], names: int) -> Message:
    """`lines`: the CSV with its header."""
    return Message(
        title=f"{wording.count(names, 'name')} looked for",
        parts=(
            note(
                Code("/licence admin watch import"),
                " takes it back; ",
                Code("lodestone watch export"),
                " writes it whole into a file.",
            ),
            Sheet(tuple(lines)),
        ),
        summary=f"{wording.count(names, 'name')} as CSV, to copy.",
    )


def _names(view: WatchView) -> str:
    return ", ".join(clean(name, 40) for name in (*view.aliases[:8], *view.tickers[:4])) or "no other names"


def _plain(name: str) -> str:
    return clean(name, 80).replace('"', "")
