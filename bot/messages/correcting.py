"""Doubting a reading, and showing one to others."""

from dataclasses import replace

from bot.messages.forms import Form, Pick, Place, Write
from bot.messages.parts import Button, Choices, Code, Mention, Message, Quote, Strong, clean, note, say
from storage.domain.views import EvidenceView, ReviewView

#: Claims offered to choose from in the form of a dispute.
_CLAIMS = 20


def dispute(name: str, claims: tuple[EvidenceView, ...]) -> Form:
    """What is wrong, with which reading? One claim is shown, several are offered."""
    first = claims[0]
    which: tuple[Pick, ...] = ()
    if len(claims) > 1:
        options = tuple(
            (claim.id, f"{claim.id} {clean(claim.quote or claim.summary, 60)}") for claim in claims[:_CLAIMS]
        )
        which = (Pick(id="claim", label="Which reading is wrong", options=options, value=first.id),)
    return Form(
        name="dispute",
        title="Dispute a reading",
        record=first.id,
        parts=(
            say("What was read about ", Strong(name), " and is wrong? Nothing is taken away; an admin decides."),
            *((Quote(first.quote or first.summary),) if len(claims) == 1 else ()),
            *which,
            Write(id="reason", label="What is wrong", example="It only applied for a licence", long=True),
            Write(id="link", label="Where that can be read", example="https://...", optional=True),
        ),
        sends="Dispute",
    )


def disputed(view: ReviewView) -> Message:
    sentence = f"{view.evidence} on {view.subject} is disputed now; an admin decides."
    return Message(
        title="Disputed",
        parts=(
            say("✔ ", Strong(view.evidence), f" on {clean(view.subject, 80)} is disputed now; an admin decides."),
            note(
                f"Cards that rest on it say so from now on. Review {view.id}; the certainty moves only by a decision."
            ),
            Choices((Button(label="The claim", command=f"evidence {view.evidence}"),)),
        ),
        summary=sentence,
    )


def shared(message: Message, who: str, record: str, name: str) -> Message:
    """A card for everybody in a channel: it says who shared it, and keeps no button that is one person's."""
    parts = tuple(part for part in message.parts if not isinstance(part, Choices))
    return replace(
        message,
        parts=(
            *parts,
            note("Shared by ", Mention(who), " · ask yourself with ", Code(f"/licence {clean(name, 80)}")),
            Choices((Button(label="Evidence", command=f"evidence {record}"), Button(label="Help", command="help"))),
        ),
    )


def share_where(record: str, name: str) -> Form:
    return Form(
        name="share",
        title="Share a card",
        record=record,
        parts=(
            say("The card about ", Strong(name), " as it stands now, for everybody there."),
            Place(id="where", label="Where"),
        ),
        sends="Share",
    )


def posted(channel: str) -> Message:
    return Message(
        title="Shared",
        parts=(say("✔ Shared in ", Mention(channel), "."),),
        summary="Shared.",
    )
