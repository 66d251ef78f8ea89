"""Claims with who said them, in which words, and where to read them."""

from collections.abc import Sequence

from bot.messages import wording
from bot.messages.parts import (
    Button,
    Choices,
    Code,
    Facts,
    Head,
    Link,
    Message,
    Moment,
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
from storage.domain.figure_views import FigureView
from storage.domain.series import tonnes
from storage.domain.views import AlertView, EvidenceView

#: A quote in a list; the whole one is one short id away.
LIST_QUOTE = 160


def row(view: EvidenceView) -> Text:
    """One claim on a line: what, in which words, who said it, where and when, its short id."""
    words = f' "{clean(view.quote, LIST_QUOTE)}"' if view.quote else f" {clean(view.summary, LIST_QUOTE)}"
    against = "" if view.state in ("reported", "in review") else f" [{view.state}]"
    against += " [disputed by a reader]" if view.disputed else ""
    who = "; ".join(filter(None, (wording.said_by(view), wording.origin(view))))
    return (
        Code(view.id),
        f" {wording.claim_badge(view)} ",
        Strong(view.subject),
        f"{wording.unnamed(view)}: {wording.claim(view)}{against}.{words.rstrip()} - {who}; ",
        *wording.printed_in(view),
    )


def short_row(view: EvidenceView) -> Text:
    """One claim where there is no room for its words: what, printed where and when."""
    where = f"{clean(view.publisher or 'publisher not known', 60)}, {wording.printed(view.published)}"
    return (
        f"{wording.claim_badge(view)} ",
        Strong(view.subject),
        f"{wording.unnamed(view)}: {wording.claim(view)} ({where}) ",
        Code(view.id),
    )


def one(view: EvidenceView) -> Message:
    """A single claim in full."""
    parts: list[Part] = [say(f"{wording.claim_badge(view)} ", Strong(wording.claim(view).capitalize()), _state(view))]
    if view.quote:
        parts.append(Quote(view.quote))
    elif view.summary:
        parts.append(say(clean(view.summary, 600), " (in our words; the report was not kept)"))
    facts: list[tuple[str, Text]] = [
        ("Said by", (wording.said_by(view),)),
        ("Printed in", wording.printed_in(view)),
        ("Origin", ((wording.origin(view) or "not known").removeprefix("origin ").removeprefix("Origin "),)),
        ("Concerns", (f"{wording.subject_kind(view.kind)}; materials: {wording.materials(view.materials)}",)),
    ]
    parts.append(Facts(tuple(facts)))
    stated = f"date in the text: {wording.printed(view.date)}; " if view.date else ""
    parts.append(note(f"{view.id} · {stated}{wording.grade(view)} · learnt ", Moment(view.learnt_at)))
    parts.append(
        Choices(
            (
                Button(label="All on it", command=f"evidence {_name(view)}")
                if view.company
                else Button(label="All evidence", command="evidence"),
                Button(label="Share here", action="share", record=view.id, command=f"share {view.id}"),
                Button(label="Dispute", action="dispute", record=view.id, command=f"dispute {view.id}"),
            )
        )
    )
    return Message(
        title=f"{view.id}: {view.subject}", parts=tuple(parts), summary=f"{view.subject}: {wording.claim(view)}."
    )


def of_alert(view: AlertView) -> Message:
    """What one alert rests on, newest first, with what speaks against it."""
    title = f"Evidence behind {view.id}: {clean(view.subject, 80)}"
    ranked = sorted(view.evidence, key=lambda claim: claim.published or "", reverse=True)
    parts: list[Part] = [Rows(tuple(row(claim) for claim in ranked[:20]))] if ranked else []
    if view.figures:
        parts.append(Rows(tuple(figure(each) for each in view.figures[:20])))
        return Message(title=title, parts=tuple(parts), summary=f"{title}: {view.text}")
    if len(ranked) > 20:
        parts.append(note(f"and {len(ranked) - 20} more: ", Code(f"/licence evidence {view.subject}")))
    if not parts:
        parts.append(say("⚪ No claim carries this any more."))
    parts.append(note("A report counts once per origin, however many print it."))
    parts.append(Choices((Button(label="Dispute", action="dispute", record=view.id, command=f"dispute {view.id}"),)))
    return Message(title=title, parts=tuple(parts), summary=f"{title}: {wording.count(len(ranked), 'claim')}.")


def _state(view: EvidenceView) -> str:
    if view.disputed:
        return " - disputed by a reader; an admin decides"
    return {
        "in review": " - a person has not checked this reading yet",
        "contested": " - contested by another report or speaker",
        "withdrawn": " - withdrawn by its speaker",
        "superseded": " - replaced by a later version",
        "rejected": " - a person found that the text does not say this",
    }.get(view.state, "")


def _name(view: EvidenceView) -> str:
    return clean(view.subject, 80).replace('"', "")


def listing(
    views: Sequence[EvidenceView],
    figures: Sequence[FigureView],
    about: str,
    *,
    page: int = 1,
    turning: Sequence[Part] = (),
) -> Message:
    """Claims, newest first. `about` completes "Evidence ..."; `turning` says which of how many, and turns the page."""
    title = f"Evidence {clean(about, 100)}".strip() + (f", page {page}" if page > 1 else "")
    parts: list[Part] = []
    if views:
        parts += [Rows(tuple(row(view) for view in views)), *turning]
    if figures:
        parts += [Head("Export figures"), Rows(tuple(figure(view) for view in figures))]
        parts += () if views else turning
    if not parts:
        sentence = f"No evidence {about} is on record.".replace("  ", " ")
        return Message(title=title, parts=(say(f"⚪ {sentence}"),), summary=sentence)
    first = views[0].id if views else figures[0].id
    buttons = [Button(label=f"{first} in full", command=f"evidence {first}")]
    if figures and not views:
        buttons.append(Button(label="By month, with a chart", command="figures"))
    counted = "A report counts once per origin, however many print it. " if views else ""
    parts.append(note(counted, Code(f"/licence evidence {first}"), " shows one in full."))
    parts.append(Choices(tuple(buttons)))
    found = wording.count(len(views), "claim") if views else wording.count(len(figures), "figure")
    return Message(title=title, parts=tuple(parts), summary=f"{title}: {found}.")


def figure(view: FigureView) -> Text:
    """A figure with its series, or that the text names none; what we worked out ourselves is called so."""
    amount = tonnes(view.tonnes) if view.tonnes is not None else ""
    change = (
        f"{view.change_pct:+.1f} % {_BASES.get(view.basis or '', 'base not named')}"
        if view.change_pct is not None
        else ""
    )
    where = f" to {clean(view.country, 40)}" if view.country else ""
    period = clean(view.period or "month not named", 20)
    said = " ".join(filter(None, (amount, change))) or "no number"
    spans: list[Span] = [
        Code(view.id),
        " ",
        Strong(view.series),
        f"{where}, {period}: {said} ({view.verdict or _KINDS.get(view.kind, view.kind)}). ",
    ]
    if view.reason:
        spans.append(f"{clean(view.reason, LIST_QUOTE)} ")
    if view.quote:
        spans.append(f'"{clean(view.quote, LIST_QUOTE)}" - ')
    elif view.note:
        spans.append(f"{clean(view.note, LIST_QUOTE)} - ")
    publisher = clean(view.publisher or "publisher not known", 60)
    spans.append(Link(view.url, publisher) if view.url else publisher)
    return tuple(spans)


_BASES = {"mom": "on the month before", "yoy": "on the year before", "ytd_yoy": "year to date, on the year before"}
#: What became of a figure; a verdict, where there is one, says it more exactly.
_KINDS = {
    "reported": "as published",
    "derived": "our arithmetic",
    "proposed": "as one report has it, not checked",
    "rejected": "a person found it wrong",
}
