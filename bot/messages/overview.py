"""The first screen: what is known today, in one look."""

from datetime import date

from bot.messages import wording
from bot.messages.card import NO_SMCO, held, licence_row, looked
from bot.messages.evidence import short_row
from bot.messages.parts import Button, Choices, Code, Head, Message, Moment, Part, Rows, Span, Strong, note, say
from storage.domain.views import LicenceView, Listed, Overview


def overview(view: Overview, today: date) -> Message:
    parts = [*_held(view), *_covered(view), *_smco(view), *_ending(view, today), *_waiting(view)]
    parts.append(
        Choices(
            (
                Button(label="Holders", command="holders"),
                Button(label="Customers", command="customers"),
                Button(label="Evidence", command="evidence"),
                Button(label="Help", command="help"),
            )
        )
    )
    holders = wording.tidy_list(
        "Reported to hold a general licence", [v.name for v in view.holders.rows if wording.holds(v)]
    )
    return Message(
        title="China's general export licences: what is known", parts=tuple(parts), summary=f"{holders} {_one(view)}"
    )


def _one(view: Overview) -> str:
    return "" if view.smco.total else NO_SMCO


def _held(view: Overview) -> list[Part]:
    if not view.holders.total:
        return [say("⚪ Nobody on record is reported to hold a general licence, as far as known.")]
    return [Head("Reported to hold one"), *held(view.holders.rows, ends=False), *_more(view.holders, "holders")]


def _covered(view: Overview) -> list[Part]:
    parts: list[Part] = []
    if view.customers.total:
        parts += [Head("Customers named as covered"), *held(view.customers.rows, ends=False)]
        parts += _more(view.customers, "customers")
    if view.excluded:
        parts += [Head("Left out, according to reports"), Rows(tuple(short_row(claim) for claim in view.excluded[:3]))]
    return parts or [say("⚪ No customer is named as covered, as far as known.")]


def _smco(view: Overview) -> list[Part]:
    if view.smco.total:
        return [Head("Samarium-cobalt"), Rows(tuple(licence_row(licence) for licence in view.smco.rows))]
    return [Head("Samarium-cobalt"), say(f"⚪ {NO_SMCO} ", *looked(view.looking))]


def _ending(view: Overview, today: date) -> list[Part]:
    if not view.lapsing.total:
        return []
    lines = tuple((Strong(ending.name), f": {wording.ends(ending, today)}") for ending in view.lapsing.rows)
    return [Head("Ends or lapsed around now"), Rows(lines), *_more(view.lapsing, "expiring 90d")]


def _more(found: Listed[LicenceView], command: str) -> list[Part]:
    left = found.total - len(found.rows)
    return [note(f"and {left:,} more: ", Code(f"/licence {command}"))] if left else []


def _waiting(view: Overview) -> list[Part]:
    waits = wording.count(view.open_reviews, "reading") if view.open_reviews else "Nothing read"
    spans: list[Span] = [f"{waits} {'wait' if view.open_reviews > 1 else 'waits'} for a person to check it."]
    if view.newest_document is not None:
        spans += [" Newest document read ", Moment(view.newest_document), "."]
    return [note(*spans)]
