"""The places watched and how they fare."""

from collections.abc import Sequence

from bot.messages import wording
from bot.messages.forms import Form, Pick, Write
from bot.messages.parts import (
    Button,
    Choices,
    Code,
    Link,
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
from storage.domain.views import Listed, SourceView
from storage.subscriptions import Subscription, Taken

_STATES = {"active": "🟢", "paused": "⚪", "disabled": "⚪", "removed": "🔴"}


def added(view: SourceView) -> Message:
    return Message(
        title="Source added",
        parts=(
            say("✔ ", Link(view.url, view.name or view.url), f" ({view.kind}) is watched now."),
            note("It is read at the next tick. What its first reading finds comes as one card, not as many."),
            Choices(
                (
                    Button(label="Undo", command=f"admin source remove {view.url}"),
                    Button(label="All sources", command="admin source list"),
                )
            ),
        ),
        summary=f"Watching {view.name or view.url}.",
    )


_CHANGED = {
    "paused": ("Source paused", "is asked no more until it is resumed."),
    "active": ("Source resumed", "is asked again, at the next tick."),
    "removed": ("Source removed", "is watched no more; what it said stays on record."),
    "asked": ("Source asked", "is asked at the next tick, unless its server wants to be left alone for now."),
}


def changed(view: SourceView, how: str) -> Message:
    title, sentence = _CHANGED[how]
    return Message(
        title=title,
        parts=(
            say("✔ ", Link(view.url, view.name or view.url), f" {sentence}"),
            Choices((_after(view, how), Button(label="All sources", command="admin source list"))),
        ),
        summary=f"{view.name or view.url} {sentence}",
    )


def _after(view: SourceView, how: str) -> Button:
    if how == "asked":
        return Button(label="How it fared", command=f"admin source list {view.url}")
    back = {"active": "pause", "paused": "resume", "removed": "add"}[how]
    return Button(label="Undo", command=f"admin source {back} {view.url}")


def trying(url: str) -> Message:
    sentence = "is asked now; what it would bring appears here in a moment. Nothing of it is kept."
    return Message(title="Trying it out", parts=(say(Link(url, url), f" {sentence}"),), summary=f"{url} {sentence}")


def tried(url: str, kind: str, lines: Sequence[str]) -> Message:
    """What a source would bring, a fact a line."""
    return Message(
        title="What it would bring",
        parts=(
            Rows(tuple((clean(line, 300),) for line in lines)),
            note("Nothing of it was kept."),
            Choices((Button(label="Watch it", command=f"admin source add {url} kind:{kind}"),)),
        ),
        summary=clean(lines[0] if lines else url, 300),
    )


def add_form() -> Form:
    return Form(
        name="source_add",
        title="Watch a source",
        record="new",
        parts=(
            Write(id="address", label="Address", example="https://example.org/feed.xml"),
            Pick(
                id="kind",
                label="What it is",
                options=(
                    ("feed", "A feed (RSS, Atom)"),
                    ("page", "One page whose text changes"),
                    ("list", "A page that lists news"),
                ),
                hint="Leave it empty and we find out from the address.",
                optional=True,
            ),
        ),
        sends="Watch it",
    )


def import_form() -> Form:
    return Form(
        name="source_import",
        title="Import sources",
        record="sources",
        parts=(
            Write(
                id="addresses",
                label="Addresses of feeds and pages, one a line",
                example="https://example.org/feed.xml",
                hint="What is watched already stays as it is. CSV and OPML: lodestone source import FILE.",
                long=True,
            ),
        ),
        sends="Watch these",
    )


def imported(taken: Taken) -> Message:
    sentence = f"{wording.count(taken.added, 'source')} watched now, {taken.known} already on record."
    return Message(
        title="Sources imported",
        parts=(
            say(f"✔ {sentence}"),
            note("They are read one after the other, so that it is no herd; a first reading comes as one card."),
            Choices((Button(label="All sources", command="admin source list"),)),
        ),
        summary=sentence,
    )


def exported(rows: Sequence[Subscription]) -> Message:
    """The addresses that are watched now, ready to be imported elsewhere."""
    active = [row.url for row in rows if row.state == "active"]
    if not active:
        sentence = "No source is watched now, so there is nothing to copy."
        return Message(title="Sources", parts=(say(f"⚪ {sentence}"),), summary=sentence)
    return Message(
        title=f"{wording.count(len(active), 'source')} watched",
        parts=(
            note(
                Code("lodestone source export"),
                " gives these and those that are off as CSV or OPML, with names, grades and mappings.",
            ),
            Sheet(tuple(active)),
        ),
        summary=f"{wording.count(len(active), 'source')}, their addresses to copy.",
    )


def listing(found: Listed[SourceView], *, page: int = 1, turning: Sequence[Part] = ()) -> Message:
    title, views = "Sources" + (f", page {page}" if page > 1 else ""), found.rows
    if not views:
        sentence = "No source is on record."
        return Message(
            title=title,
            parts=(
                say(f"⚪ {sentence} Add one: ", Code("/licence admin source add https://example.org/feed.xml"), "."),
            ),
            summary=sentence,
        )
    parts: list[Part] = [Rows(tuple(_row(view) for view in views)), *turning]
    failing = sum(1 for view in views if view.trouble)
    shown = f"{failing} in trouble" if found.total == len(views) else f"{failing} of these {len(views)} in trouble"
    return Message(title=title, parts=tuple(parts), summary=f"{wording.count(found.total, 'source')}, {shown}.")


def _row(view: SourceView) -> Text:
    mark = "🟠" if (view.trouble and view.state == "active") or view.silent else _STATES.get(view.state, "⚪")
    spans: list[Span] = [f"{mark} ", Strong(view.name or view.url), " ", Link(view.url, view.kind)]
    spans.append(f" {view.state}, {wording.count(view.documents, 'document')}, ")
    spans.append(f"publisher graded {view.grade}" if view.grade else "publisher not graded")
    if view.last_success_at:
        spans += [", last read ", Moment(view.last_success_at)]
    elif view.state == "active":
        spans.append(", not read yet")
    if view.rhythm is not None and view.state == "active":
        spans.append(f", news {apart(view.rhythm.total_seconds())} apart")
    if view.next_check_at and view.state == "active":
        spans += [", next check ", Moment(view.next_check_at)]
    if view.silent:
        spans.append("; unusually silent")
    if view.trouble:
        spans.append(f"; {wording.count(view.failures, 'failure')} in a row: {clean(view.trouble, 120)}")
    elif view.note and view.state == "disabled":
        spans.append(f"; {clean(view.note, 120)}")
    return tuple(spans)


_NOTICES = {
    "failing": ("🟠", "A source fails"),
    "recovered": ("🟢", "A source is read again"),
    "digest": ("🗞", "Digest: what else changed"),
    "silent": ("🟠", "A source is unusually silent"),
    "heard": ("🟢", "A source has news again"),
    "offline": ("🔴", "No connection"),
    "online": ("🟢", "The connection is back"),
}


def notice(kind: str, text: str) -> Message:
    """Something about the watching itself, for admins."""
    mark, title = _NOTICES.get(kind, ("🟠", "The sources"))
    first, *others = [clean(line, 400) for line in text.splitlines()] or [""]
    parts = (say(f"{mark} {first}"), *(say(line) for line in others))
    return Message(title=title, parts=parts, summary=first)


def apart(seconds: float) -> str:
    """A rhythm in words: `about 4 hours`."""
    for length, noun in ((86_400, "day"), (3_600, "hour"), (60, "minute")):
        if seconds >= length:
            return f"about {wording.count(round(seconds / length), noun)}"
    return "less than a minute"
