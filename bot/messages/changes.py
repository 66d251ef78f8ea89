"""What moved, from what to what, and why."""

from collections.abc import Sequence
from datetime import date

from bot.messages import wording
from bot.messages.parts import Button, Choices, Code, Message, Moment, Rows, Span, Strong, Text, clean, note, say
from storage.domain.views import ChangeView

ROWS = 25


def changes(views: Sequence[ChangeView], since: date) -> Message:
    title = f"What changed since {wording.day(since)}"
    if not views:
        sentence = f"Nothing on record changed since {wording.day(since)}."
        return Message(title=title, parts=(say(f"⚪ {sentence}"),), summary=sentence)
    rest = [note(f"and {len(views) - ROWS} more; ask for fewer days.")] if len(views) > ROWS else []
    return Message(
        title=title,
        parts=(
            Rows(tuple(_row(view) for view in views[:ROWS])),
            *rest,
            Choices((Button(label="Evidence", command="evidence"),)),
        ),
        summary=wording.tidy_list(title, list(dict.fromkeys(view.name for view in views))),
    )


def _row(view: ChangeView) -> Text:
    spans: list[Span] = [
        Moment(view.at),
        " ",
        Strong(view.name),
        f" ({wording.subject_kind(view.role)}): {_moved(view)}; cause: {clean(view.cause, 40)}.",
        f" {clean(view.because, 240)}",
    ]
    if view.evidence:
        spans += [" ", Code(view.evidence)]
    return tuple(spans)


def _moved(view: ChangeView) -> str:
    old, new = view.old_certainty, view.new_certainty
    state = f"{view.old} → {view.new}" if view.old != view.new else view.new
    return state + (f", {old} → {new}" if old is not new else f", {new}")
