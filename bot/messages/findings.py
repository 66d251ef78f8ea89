"""What one text says about licences, for the one who asked. Nothing of it is on record by that."""

from bot.messages import wording
from bot.messages.parts import Button, Choices, Link, Message, Part, Rows, Span, Strong, Text, clean, note, say, shown
from storage.domain.claim import Claim, Door

#: Claims in one answer.
_MOST = 12
#: Companies with a button of their own.
_BUTTONS = 5

_DOORS = {
    Door.ALERT: "In a watched source this would be an alert",
    Door.REVIEW: "In a watched source an admin would be asked about it first",
    Door.KEEP: "In a watched source it would be kept, and be no alert",
}


def reading(what: str) -> Message:
    sentence = f"Reading {what}; the answer comes in a moment, to you alone."
    return Message(title="Reading", parts=(say("⏳ ", sentence),), summary=sentence)


def findings(what: str, title: str, published: str | None, claims: tuple[Claim, ...], trouble: str) -> Message:
    """`what` is "this message" or the address of a page."""
    head: list[Part] = [say(*_about(what, title, published))]
    if trouble:
        sentence = f"The page could not be read: {clean(trouble, 200)}."
        return Message(title="Not read", parts=(*head, say(f"⚪ {sentence}")), summary=sentence)
    if not claims:
        sentence = "It says nothing about anybody's general licence, as far as we read it."
        return Message(title="What it says about licences", parts=(*head, say(f"⚪ {sentence}")), summary=sentence)
    parts = [*head, Rows(tuple(_row(claim) for claim in claims[:_MOST]))]
    if len(claims) > _MOST:
        parts.append(note(f"and {len(claims) - _MOST} more."))
    parts.append(note("A claim is not a fact. It was read for you alone; nothing of it was put on record."))
    known = dict.fromkeys(clean(claim.subject, 80).replace('"', "") for claim in claims if claim.company)
    if known:
        buttons = [Button(label=f"What is known of {clean(name, 40)}", command=f"who {name}") for name in known]
        parts.append(Choices(tuple(buttons[:_BUTTONS])))
    names = list(dict.fromkeys(claim.subject for claim in claims))
    return Message(
        title="What it says about licences",
        parts=tuple(parts),
        summary=wording.tidy_list(f"{wording.count(len(claims), 'claim')}", names),
    )


def _about(what: str, title: str, published: str | None) -> Text:
    if not what.startswith(("http://", "https://")):
        return (f"Read: {what}.",)
    spans: list[Span] = ["Read: ", Link(what, clean(title, 120) or clean(what, 120))]
    if published:
        spans.append(f", {wording.printed(published)}")
    return (*spans, ".")


def _row(claim: Claim) -> Text:
    hedged = ", in hedged words" if claim.hedged else ""
    who = claim.speaker or claim.outlet
    said = f"; said by {clean(who, 60)}" if who else f"; said by {wording.ATTRIBUTIONS[claim.attribution]}"
    on_record = "" if claim.company or claim.kind in wording.UNNAMED else " (on no list)"
    return (
        Strong(claim.subject),
        f"{on_record}: {wording.claim_status(claim.status, claim.licence)}{hedged}{said}. ",
        f'"{clean(claim.quote, 220)}" {_DOORS[claim.door]}. ',
        clean(claim.reason, 200),
    )


def nothing_to_read(typed: str) -> str:
    return f"{shown(typed)} is no address of a page." if typed else "`read` needs the address of a page."
