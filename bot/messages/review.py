"""Questions to a person about our reading. They vouch for the reading, never for the fact."""

from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import TypeVar

from bot.messages import wording
from bot.messages.forms import Find, Form, Pick, Write
from bot.messages.parts import (
    Button,
    Choices,
    Code,
    Facts,
    Link,
    Mention,
    Message,
    Part,
    Quote,
    Rows,
    Span,
    Strong,
    Text,
    clean,
    note,
    say,
)
from storage.domain.claim import ClaimStatus, Scope, SubjectKind
from storage.domain.licence import LicenceKind
from storage.domain.views import ReviewView

VOUCH = "You vouch for our reading, not for the fact: the claim keeps the certainty its source deserves."

_TITLES = {"reading": "Is this read correctly?", "company": "Is this a new company?", "dispute": "Disputed reading"}
_DECIDED = {
    "accepted": "read correctly",
    "rejected": "not about this",
    "edited": "misread, put right",
    "merged": "filed under a known company",
}


def card(view: ReviewView, *, reminder: bool = False) -> Message:
    """One question with everything it takes to answer it; once decided, who decided and what."""
    title = _TITLES.get(view.about, _TITLES["reading"])
    title = f"{title} {view.subject}" if view.about != "dispute" else f"{title}: {view.subject}"
    parts: list[Part] = []
    if reminder and view.state == "open":
        parts.append(say("🔔 ", Strong("This question has waited for three days.")))
    parts.append(say("❔ " if view.state == "open" else "✔ ", *_claim(view)))
    if view.quote:
        parts.append(Quote(view.quote))
    facts: list[tuple[str, Text]] = [("Why we ask", _why(view)), ("Printed in", _printed(view))]
    if view.state != "open":
        facts.append(("We read", (wording.claim_status(view.status, view.licence),)))
    parts.append(Facts(tuple(facts)))
    parts.append(note(f"Review {view.id} · {view.evidence} · {VOUCH}"))
    parts.append(decisions(view) if view.state == "open" else Choices((_evidence(view),)))
    asked = _TITLES.get(view.about, "")
    summary = f"{asked} {view.subject}: {wording.claim_status(view.status, view.licence)}."
    return Message(title=title, parts=tuple(parts), summary=summary.strip())


def _claim(view: ReviewView) -> Text:
    if view.state != "open":
        by: Text = (" by ", Mention(view.decided_by)) if view.decided_by else ()
        because = f": {clean(view.decision, 200)}" if view.decision else ""
        return (Strong(f"Decided: {_DECIDED.get(view.state, view.state)}"), *by, because)
    what = wording.claim_status(view.status, view.licence)
    return (Strong(what[:1].upper() + what[1:]), f" ({wording.subject_kind(view.kind)} {view.subject})?")


def _why(view: ReviewView) -> Text:
    spans: list[Span] = []
    if view.raised_by:
        spans += [Mention(view.raised_by), ": "]
    spans.append(clean(view.reason, 400))
    if view.link:
        spans += [" ", Link(view.link, "their source")]
    return tuple(spans)


def decisions(view: ReviewView) -> Choices:
    """The five answers. In a terminal they are the commands of `admin review`."""
    record = str(view.id)
    known = Button(
        label="Merge with known",
        action="review_merge",
        record=record,
        command=f'admin review merge {record} "KNOWN COMPANY" REASON',
    )
    block = Button(
        label="Block source",
        action="review_block",
        record=record,
        asks=f"Nothing more will be read from {view.source_name or 'this source'}, and this is not about licences.",
    )
    return Choices(
        (
            Button(
                label="A new company" if view.about == "company" else "Read correctly",
                action="review_accept",
                record=record,
                command=f"admin review accept {record} REASON",
                main=True,
            ),
            Button(
                label="Misread",
                action="review_misread",
                record=record,
                command=f"admin review edit {record} status:applied REASON",
            ),
            Button(
                label="Not about this",
                action="review_reject",
                record=record,
                command=f"admin review reject {record} REASON",
            ),
            known,
            *((block,) if view.source else ()),
        )
    )


def _evidence(view: ReviewView) -> Button:
    return Button(label="The claim", command=f"evidence {view.evidence}")


def arrived(views: Sequence[ReviewView]) -> Message:
    """Many questions at once, as one message with a line each."""
    title = f"{wording.count(len(views), 'reading')} to check"
    lines = tuple((Strong(f"{view.id} {view.subject}"), ": ", *_brief(view)) for view in views[:20])
    parts: list[Part] = [say("These were read and are not plain; each waits for an admin."), Rows(lines)]
    if len(views) > len(lines):
        parts.append(note(f"and {len(views) - len(lines)} more."))
    parts.append(Choices((Button(label="Open reviews", command="admin review", main=True),)))
    return Message(title=title, parts=tuple(parts), summary=wording.tidy_list(title, [view.subject for view in views]))


def _brief(view: ReviewView) -> Text:
    return (f"{wording.claim_status(view.status, view.licence)}; {clean(view.reason, 120)}",)


def queue(views: Sequence[ReviewView], total: int, turning: Sequence[Part] = ()) -> Message:
    title = "Readings that wait for a person"
    if not views:
        sentence = "No reading waits for a person."
        return Message(title=title, parts=(say(f"✔ {sentence}"),), summary=sentence)
    parts: list[Part] = []
    for view in views:
        parts.append(say(*_head(view)))
        if view.quote:
            parts.append(Quote(view.quote))
        parts.append(note("Why we ask: ", *_why(view), " · ", *_printed(view), f" · {view.evidence}"))
        parts.append(decisions(view))
    parts += [*turning, note(VOUCH)]
    return Message(title=title, parts=tuple(parts), summary=f"{wording.count(total, 'reading')} to check.")


def _head(view: ReviewView) -> Text:
    what = wording.claim_status(view.status, view.licence)
    return (Strong(f"{view.id}"), " ", Strong(view.subject), f" ({wording.subject_kind(view.kind)}): {what}?")


def _printed(view: ReviewView) -> Text:
    publisher = clean(view.publisher or "publisher not known", 60)
    where = Link(view.url, publisher) if view.url else publisher
    return (where, f", {wording.printed(view.published)}")


def decided(view: ReviewView) -> Message:
    word = _DECIDED.get(view.state, view.state)
    sentence = f"Review {view.id} on {view.subject} is decided: {word}."
    return Message(
        title="Decided",
        parts=(
            say(f"✔ Review {view.id} on ", Strong(view.subject), f" is decided: {word}."),
            note(
                "Both versions are kept. The claim keeps the certainty its source deserves; ",
                Code(f"/licence evidence {view.evidence}"),
            ),
        ),
        summary=sentence,
    )


def blocked(view: ReviewView) -> Message:
    sentence = f"{view.source_name or 'The source'} is paused: nothing more is read from it."
    return Message(
        title="Source blocked",
        parts=(
            say(f"✔ {clean(sentence, 200)} Review {view.id} on ", Strong(view.subject), " is decided: not about this."),
            note("What it said before stays on record. ", Code("/licence admin source list"), " shows it."),
        ),
        summary=sentence,
    )


def too_late(view: ReviewView) -> Message:
    """Somebody else was first. Their decision stands, and is shown."""
    word = _DECIDED.get(view.state, view.state)
    by = Mention(view.decided_by or "somebody")
    because = f" ({clean(view.decision, 200)})" if view.decision else ""
    return Message(
        title="Decided already",
        parts=(
            say(f"Review {view.id} on ", Strong(view.subject), " was decided first by ", by, f": {word}{because}."),
            note("Nothing of yours was changed or lost. Dispute the claim if you see it otherwise."),
            Choices(
                (
                    _evidence(view),
                    Button(
                        label="Dispute it", action="dispute", record=view.evidence, command=f"dispute {view.evidence}"
                    ),
                )
            ),
        ),
        summary=f"Review {view.id} on {view.subject} was decided already: {word}.",
    )


def misread(view: ReviewView) -> Form:
    """What does it really say? Everything begins as we read it, so that only the slip has to be changed."""
    return Form(
        name="review_misread",
        title="What does it really say?",
        record=str(view.id),
        parts=(
            Quote(view.quote or "(no quote on record)"),
            Write(id="subject", label="About whom", value=view.subject, optional=True),
            Pick(id="kind", label="Who that is", options=_words(SubjectKind, wording.subject_kind), value=view.kind),
            Pick(
                id="licence",
                label="Which licence",
                options=_words(LicenceKind, wording.licence_kind),
                value=view.licence,
            ),
            Pick(
                id="status",
                label="What is said of it",
                options=_words(ClaimStatus, wording.claim_word),
                value=view.status,
            ),
            Pick(
                id="scope",
                label="For which of its customers",
                options=_words(Scope, wording.scope_word),
                optional=True,
            ),
            Write(id="reason", label="Why", example="it only applied for one", long=True),
        ),
        sends="Put it right",
    )


def merge(view: ReviewView) -> Form:
    return Form(
        name="review_merge",
        title="Which company is it?",
        record=str(view.id),
        parts=(
            say("“", Strong(view.subject), "” becomes another name of the company you choose."),
            Find(id="company", label="Known company", several=False, optional=False),
            Write(id="reason", label="Why", example="the same firm under its English name", long=True, optional=True),
        ),
        sends="Merge",
    )


_Word = TypeVar("_Word", bound=StrEnum)


def _words(choices: type[_Word], said: Callable[[_Word], str]) -> tuple[tuple[str, str], ...]:
    return tuple((choice.value, said(choice)) for choice in choices)
