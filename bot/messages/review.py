"""Questions to a person about our reading. They vouch for the reading, never for the fact."""

from collections.abc import Sequence

from bot.messages import wording
from bot.messages.parts import Code, Head, Link, Message, Part, Quote, Strong, Text, clean, note, say
from storage.domain.views import ReviewView


def queue(views: Sequence[ReviewView], total: int) -> Message:
    title = "Readings that wait for a person"
    if not views:
        sentence = "No reading waits for a person."
        return Message(title=title, parts=(say(f"✔ {sentence}"),), summary=sentence)
    parts: list[Part] = []
    for view in views:
        parts.append(say(*_head(view)))
        parts.append(Quote(view.quote))
        parts.append(note(f"Why we ask: {clean(view.reason, 300)} · ", *_printed(view), f" · {view.evidence}"))
    if total > len(views):
        parts.append(note(f"{total - len(views)} more wait; these come first."))
    parts.append(Head("Decide with"))
    first = views[0].id
    parts.append(
        say(
            Code(f"/licence admin review accept {first} REASON"),
            " (read correctly), ",
            Code(f"reject {first} REASON"),
            " (not about this), ",
            Code(f"edit {first} status:applied REASON"),
            " (misread), ",
            Code(f'merge {first} "KNOWN COMPANY" REASON'),
            ". You vouch for our reading, not for the fact.",
        )
    )
    return Message(title=title, parts=tuple(parts), summary=f"{wording.count(total, 'reading')} to check.")


def _head(view: ReviewView) -> Text:
    what = wording.claim_status(view.status, view.licence)
    return (Strong(f"{view.id}"), " ", Strong(view.subject), f" ({wording.subject_kind(view.kind)}): {what}?")


def _printed(view: ReviewView) -> Text:
    publisher = clean(view.publisher or "publisher not known", 60)
    where = Link(view.url, publisher) if view.url else publisher
    return (where, f", {wording.printed(view.published)}")


_DECIDED = {
    "accepted": "read correctly",
    "rejected": "not about this",
    "edited": "misread, put right",
    "merged": "filed under a known company",
}


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
