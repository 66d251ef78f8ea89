"""What is different since a day: what moved and why, what was newly read, taken back, or fell silent."""

from collections.abc import Sequence
from datetime import date

from bot.messages import wording
from bot.messages.card import looked
from bot.messages.evidence import short_row
from bot.messages.parts import (
    Button,
    Choices,
    Code,
    Head,
    Message,
    Moment,
    Part,
    Rows,
    Span,
    Strong,
    Text,
    clean,
    say,
)
from storage.changes import COUNTED
from storage.domain.claim import ClaimStatus
from storage.domain.licence import LicenceState
from storage.domain.views import ChangeView, CorrectionView, QuietView, Since

ROWS = 15

#: What moved it, in words.
_CAUSES = {
    "source": "from reports",
    "person": "a person decided",
    "parser": "older texts read again",
    "clock": "by the calendar",
}


def changes(view: Since, since: date, turning: Sequence[Part] = ()) -> Message:
    """`turning` says which of how many moves these are, and turns the page."""
    title = f"What changed since {wording.day(since)}"
    if view.nothing:
        sentence = f"Nothing moved since {wording.day(since)}."
        return Message(title=title, parts=(say(f"⚪ {sentence} ", *looked(view.looking)),), summary=sentence)
    parts: list[Part] = []
    if view.moved:
        parts += [Rows(tuple(_row(change) for change in view.moved)), *turning]
    else:
        parts.append(say("⚪ No licence on record moved."))
    if view.claims:
        on = f" on {view.companies} {'company' if view.companies == 1 else 'companies'}" if view.companies else ""
        parts += [
            Head(f"Newly read: {_many(view)}{on}"),
            Rows(tuple(short_row(claim) for claim in view.newest[:5])),
        ]
    if view.corrections:
        parts += [Head("Taken back"), Rows(tuple(_correction(each) for each in view.corrections))]
    if view.quiet:
        parts += [Head("Gone quiet"), Rows(tuple(_quiet(each) for each in view.quiet[:8]))]
    parts.append(Choices((Button(label="Evidence", command="evidence"),)))
    names = list(dict.fromkeys(change.name for change in view.moved))
    told = wording.tidy_list(title, names) if names else f"{title}: {_many(view)} newly read."
    return Message(title=title, parts=tuple(parts), summary=told)


def _many(view: Since) -> str:
    """Beyond what is counted it is at least so many."""
    return wording.at_least(view.claims, "claim", COUNTED)


def _correction(view: CorrectionView) -> Text:
    said = wording.claim_word(ClaimStatus(view.status))
    return (Moment(view.at), " ", Strong(clean(view.subject, 80)), f": {said}; {view.why} ", Code(view.claim))


def _quiet(view: QuietView) -> Text:
    what = "fails since" if view.failing else "unusually without news since"
    return (Strong(clean(view.name, 80)), f": {what} ", Moment(view.since))


def _row(view: ChangeView) -> Text:
    spans: list[Span] = [
        Moment(view.at),
        " ",
        Strong(view.name),
        f" ({wording.subject_kind(view.role)}): {_moved(view)} ({_CAUSES.get(view.cause, clean(view.cause, 40))}).",
        f" {wording.days_in_words(clean(view.because, 240))}",
    ]
    if view.evidence:
        spans += [" ", Code(view.evidence)]
    return tuple(spans)


def _moved(view: ChangeView) -> str:
    """How it stands now, and how it stood before."""
    old, new = LicenceState(view.old), LicenceState(view.new)
    sure, was = view.new_certainty, view.old_certainty
    what, before = wording.thing(view.role, new), wording.thing(view.role, old)
    if new is LicenceState.NONE:
        return f"{before}: nothing on record carries it any more; it was {was}"
    if old is LicenceState.NONE:
        return f"{what}: new on record, {sure}"
    if old is new:
        return f"{what}: now {sure}, before {was}"
    return f"{what}: {sure}; before: {before[0].lower()}{before[1:]}, {was}"
