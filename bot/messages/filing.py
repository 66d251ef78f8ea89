"""Claims that an admin files or takes back."""

from bot.messages import wording
from bot.messages.forms import Form, Pick, Write
from bot.messages.parts import Button, Choices, Message, Strong, clean, note, say
from storage.domain.claim import ClaimStatus
from storage.filing import Filed

_KINDS = (("exporter", "Exporter"), ("customer", "Customer"), ("smco_producer", "SmCo producer"))
_SAID = (
    ("none", "Somebody else, or nobody is named"),
    ("company", "The company itself: its own page or an exchange filing"),
    ("ministry", "The ministry: its own page"),
)


def form(name: str = "") -> Form:
    return Form(
        name="claim_add",
        title="File a claim",
        record="new",
        parts=(
            Write(id="subject", label="Company", value=name, example="Example Magnetics"),
            Pick(id="kind", label="It is", options=_KINDS, value="exporter"),
            Pick(
                id="status",
                label="What is said of its general licence",
                options=tuple((word.value, wording.claim_word(word)) for word in ClaimStatus),
                value=ClaimStatus.GRANTED.value,
            ),
            Write(id="link", label="Link", example="https://example.org/report"),
            Pick(
                id="said",
                label="Whose words are these?",
                options=_SAID,
                value="none",
                hint="Their own words count for more only where the link is a publication of theirs that we know.",
            ),
            Write(id="date", label="Published on", example="2026-11-20", optional=True),
            Write(id="words", label="What it says, in your words", long=True, optional=True),
        ),
        sends="File it",
    )


def filed(view: Filed) -> Message:
    how = (
        "The link is a publication of the speaker's own, so it weighs as such."
        if view.primary
        else "It weighs as claimed: the link is no publication of the ministry's or the company's own that we know."
    )
    return Message(
        title="Claim filed",
        parts=(
            say("✔ ", Strong(view.claim), f" is on record: {clean(view.subject, 80)}."),
            note(how),
            Choices(
                (
                    Button(label="What is known", command=f'who "{clean(view.subject, 80).replace(chr(34), "")}"'),
                    Button(label="Undo", command=f"admin claim retract {view.claim} undone"),
                )
            ),
        ),
        summary=f"{view.claim} is on record.",
    )


def retracted(claim: str, subject: str) -> Message:
    return Message(
        title="Claim taken back",
        parts=(
            say("✔ ", Strong(claim), f" on {clean(subject, 80)} weighs nothing any more; it stays on record."),
            Choices(
                (
                    Button(label="The claim", command=f"evidence {claim}"),
                    Button(label="Undo", command=f"admin claim restore {claim}"),
                )
            ),
        ),
        summary=f"{claim} weighs nothing any more.",
    )


def restored(claim: str, subject: str) -> Message:
    return Message(
        title="Claim restored",
        parts=(
            say("✔ ", Strong(claim), f" on {clean(subject, 80)} weighs again."),
            Choices((Button(label="Undo", command=f"admin claim retract {claim} undone"),)),
        ),
        summary=f"{claim} weighs again.",
    )
