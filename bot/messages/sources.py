"""The places watched and how they fare."""

from collections.abc import Sequence

from bot.messages import wording
from bot.messages.parts import (
    Button,
    Choices,
    Code,
    Link,
    Message,
    Moment,
    Part,
    Rows,
    Span,
    Strong,
    Text,
    clean,
    note,
    say,
)
from storage.domain.views import SourceView

_STATES = {"active": "🟢", "paused": "⚪", "disabled": "⚪", "removed": "🔴"}


def added(view: SourceView) -> Message:
    return Message(
        title="Source added",
        parts=(
            say("✔ ", Link(view.url, view.name or view.url), f" ({view.kind}) is watched now."),
            note("It is read at the next tick. What its first reading finds comes as one card, not as many."),
            Choices((Button(label="All sources", command="admin source list"),)),
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
            Choices((Button(label="All sources", command="admin source list"),)),
        ),
        summary=f"{view.name or view.url} {sentence}",
    )


def listing(views: Sequence[SourceView], *, page: int, following: str | None) -> Message:
    title = "Sources" + (f", page {page}" if page > 1 else "")
    if not views:
        sentence = "No source is on record" + (" on this page." if page > 1 else ".")
        return Message(
            title=title,
            parts=(
                say(f"⚪ {sentence} Add one: ", Code("/licence admin source add https://example.org/feed.xml"), "."),
            ),
            summary=sentence,
        )
    parts: list[Part] = [Rows(tuple(_row(view) for view in views))]
    if following:
        parts.append(Choices((Button(label="Next page", command=following),)))
    failing = sum(1 for view in views if view.trouble)
    return Message(
        title=title, parts=tuple(parts), summary=f"{wording.count(len(views), 'source')}, {failing} in trouble."
    )


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
