"""Export figures: a series by month with its chart, what does not fit and why, and what waits for a total it fits."""

from collections.abc import Sequence

from bot.messages import evidence, wording
from bot.messages.parts import (
    Button,
    Chart,
    Choices,
    Code,
    Detail,
    Facts,
    Head,
    Link,
    Message,
    Note,
    Part,
    Quote,
    Rows,
    Span,
    Strong,
    Table,
    Text,
    between,
    clean,
    note,
    say,
)
from storage.domain import law
from storage.domain.figure_views import ConflictView, FigureView, MonthView, SeriesView
from storage.domain.series import Checked, in_words, tonnes

#: Marks what we worked out ourselves, in tables, charts and sentences.
OURS = "†"
#: What the buttons to the other series are called.
SHORT = {"magnets": "Magnets", "rare-earths": "All rare earths", "products": "Products"}
_CONFLICTS = 8


def series(view: SeriesView) -> Message:
    """A series over some months. The summary has every number, for whoever sees neither table nor chart."""
    first, last = view.months[0].period, view.months[-1].period
    title = f"{view.name}, {in_words(f'{first}/{last}')}"
    parts: list[Part] = [
        say("Newest on record: ", Strong(_told(view.months[-1])), "."),
        chart(view),
        table(view),
        *_small_print(view),
        *_conflicts(view.conflicts),
        *_waiting(view),
        note(law.FIGURES_PROVE_NOTHING.text),
        _choices(view),
    ]
    return Message(title=title, parts=tuple(parts), summary=alternative(view))


def beside(figure: FigureView) -> Part:
    """For the card of a holder: what customs counted, which raises no claim."""
    said = law.FIGURES_BESIDE.said(tonnes=tonnes(figure.tonnes or 0.0), month=in_words(figure.period or ""))
    where = (" (", Link(figure.url, clean(figure.publisher or figure.url, 40)), ")") if figure.url else ()
    return note(said, *where)


def nothing(view: SeriesView, first: str | None, last: str | None) -> Message:
    """No month of a series is on record between these two."""
    asked = " ".join(filter(None, (f"from {first}" if first else "", f"to {last}" if last else "")))
    sentence = f"No figure of this series is on record {asked}.".replace("  ", " ")
    return Message(
        title=view.name,
        parts=(say(f"⚪ {sentence}"), *_waiting(view), _choices(view, all_of_it=True)),
        summary=f"{view.name}: {sentence}",
    )


def no_series(why: str) -> Message:
    return Message(
        title="No export figures",
        parts=(say(f"⚪ {why} ", Code("lodestone db seed"), " in a terminal loads the figures."),),
        summary=f"{why} The seeds have the figures.",
    )


def chart(view: SeriesView) -> Chart:
    return Chart(
        title=f"{SHORT.get(view.key, view.name)}: exports",
        measure="Tonnes a month",
        bars=tuple((label(month), month.figure.tonnes or 0.0) for month in view.months),
    )


def table(view: SeriesView) -> Table:
    return Table(
        ("Month", "Tonnes", "On month", "On year"),
        tuple(
            (
                month.period,
                _amount(month.figure.tonnes) + (OURS if month.ours else ""),
                _change(month.mom_pct, month.mom_ours),
                _change(month.yoy_pct, month.yoy_ours),
            )
            for month in view.months
        ),
    )


def label(month: MonthView) -> str:
    return f"{month.period}{OURS}" if month.ours else month.period


def alternative(view: SeriesView) -> str:
    """What the chart shows, in words: for screen readers, notifications and whoever cannot see it."""
    first, last = view.months[0].period, view.months[-1].period
    numbers = ", ".join(f"{label(month)} {_amount(month.figure.tonnes)}" for month in view.months)
    ours = f" {OURS} our arithmetic, not published." if any(month.ours for month in view.months) else ""
    return f"{view.name}, tonnes a month, {in_words(f'{first}/{last}')}: {numbers}.{ours}"


def sources(view: SeriesView) -> Text:
    """Who printed the months, each with its address once."""
    printed: dict[str | None, tuple[Span, ...]] = {}
    for figure in (*(month.figure for month in view.months), *view.totals):
        if figure.url:
            printed.setdefault(figure.url, (Link(figure.url, clean(figure.publisher or figure.url, 40)),))
    return between(", ", list(printed.values())[:12])


def _told(month: MonthView) -> str:
    changes = [
        f"{'up' if change > 0 else 'down'} {abs(change):.1f} % on the {base}{f' ({OURS})' if ours else ''}"
        for change, ours, base in (
            (month.mom_pct, month.mom_ours, "month"),
            (month.yoy_pct, month.yoy_ours, "year"),
        )
        if change
    ]
    amount = tonnes(month.figure.tonnes or 0.0)
    return f"{in_words(month.period)}: " + ", ".join([amount + (f" ({OURS})" if month.ours else ""), *changes])


def _small_print(view: SeriesView) -> list[Part]:
    lines: list[Part] = []
    if any(month.ours or month.mom_ours or month.yoy_ours for month in view.months):
        lines.append(note(f"{OURS} our arithmetic from published figures, not published itself."))
    if view.missing:
        months = ", ".join(in_words(period) for period in view.missing[:8])
        more = f" and {len(view.missing) - 8} more" if len(view.missing) > 8 else ""
        lines.append(note(f"No figure is on record for {months}{more}."))
    if view.totals:
        totals = "; ".join(
            f"{in_words(figure.period or '')} {tonnes(figure.tonnes or 0.0)}" for figure in view.totals[-4:]
        )
        lines.append(note(f"Published totals: {totals}."))
    lines += _checked(view.checked)
    lines.append(
        note(
            f"{clean(view.summary, 300)} {clean(view.publisher, 60)} publishes it {clean(view.release_day, 80)}. "
            "Printed by ",
            *sources(view),
            ".",
        )
    )
    worked_out = [month.figure for month in view.months if month.ours]
    if worked_out:
        lines.append(Detail((Head("How we worked it out"), Rows(tuple(_derivation(each) for each in worked_out)))))
    return lines


def _derivation(figure: FigureView) -> Text:
    return (Strong(figure.period or ""), f" {_amount(figure.tonnes)} t: {clean(figure.note, 300)} ", Code(figure.id))


def _checked(checked: Checked) -> list[Part]:
    if checked.breaches:
        return [say("⚠ ", Strong("The months do not add up: "), breach.sentence) for breach in checked.breaches[:3]]
    if not checked.fits:
        return [note("No published total can be held against these months.")]
    left = len(checked.untested)
    apart = f"; {wording.count(left, 'other')} cannot be added up" if left else ""
    return [note(f"The months make {wording.count(len(checked.fits), 'published total')} of this series{apart}.")]


def _conflicts(conflicts: Sequence[ConflictView]) -> list[Part]:
    if not conflicts:
        return []
    more = [note(f"and {len(conflicts) - _CONFLICTS} more.")] if len(conflicts) > _CONFLICTS else []
    rows = tuple(_conflict(each) for each in conflicts[:_CONFLICTS])
    return [Head("In print, and not so"), Rows(rows), *more]


def _conflict(view: ConflictView) -> Text:
    spans: list[Span] = [
        f"“{clean(view.claim, 160)}” ({clean(view.said_by, 60)}): ",
        Strong(view.verdict),
        f". {clean(view.reason, 300)}",
    ]
    if view.url:
        spans += [" ", Link(view.url, "source")]
    return tuple(spans)


def _waiting(view: SeriesView) -> list[Part]:
    """What reports state and nothing published carries yet."""
    if not view.waits:
        return []
    more = f"; {view.waits - len(view.waiting)} more" if view.waits > len(view.waiting) else ""
    rows = tuple(evidence.figure(each) for each in view.waiting)
    return [Head(f"Read in reports, not counted yet{more}"), Rows(rows)]


def _choices(view: SeriesView, *, all_of_it: bool = False) -> Choices:
    buttons = [Button(label=f"{SHORT[view.key]}, last months", command=f"figures {view.key}")] if all_of_it else []
    buttons += [Button(label=name, command=f"figures {key}") for key, name in SHORT.items() if key != view.key]
    return Choices((*buttons, Button(label="Follow figures", command="follow figures")))


def _amount(value: float | None) -> str:
    return tonnes(value).removesuffix(" t") if value is not None else "-"


def _change(value: float | None, ours: bool) -> str:
    return "-" if value is None else f"{value:+.1f} %{OURS if ours else ''}"


def one(view: FigureView) -> Message:
    """A single figure in full: what the text says, where it is filed, and why."""
    parts: list[Part] = [say(*evidence.figure(view))]
    if view.quote:
        parts.append(Quote(view.quote))
    facts: list[tuple[str, Text]] = [("Printed in", wording.printed_where(view.url, view.publisher, view.published))]
    if view.reason or view.note:
        facts.append(("Why", (clean(view.reason or view.note, 400),)))
    if view.stated_series or view.stated_period:
        said = " ".join(filter(None, (view.stated_series, view.stated_period and in_words(view.stated_period))))
        facts.append(("As the text has it", (clean(said, 120),)))
    parts.append(Facts(tuple(facts)))
    buttons = [Button(label="The series", command=f"figures {view.series}")] if view.series in SHORT else []
    if buttons:
        parts.append(Choices(tuple(buttons)))
    return Message(title=f"Figure {view.id}", parts=tuple(parts), summary=f"Figure {view.id}: {_brief(view)}.")


def proposals(views: Sequence[FigureView], total: int) -> Message:
    """What waits for a total it fits, or for an admin."""
    title = "Figures that wait"
    if not views:
        sentence = "No figure waits for a published total or a person."
        return Message(title=title, parts=(say(f"✔ {sentence}"),), summary=sentence)
    parts: list[Part] = []
    for view in views:
        parts += [say(*evidence.figure(view)), _decisions(view)]
    if total > len(views):
        parts.append(note(f"{total - len(views)} more wait; the newest come first."))
    parts.append(
        Note(("One that fits the published totals counts by itself; you vouch that it is the published one.",))
    )
    return Message(title=title, parts=tuple(parts), summary=f"{wording.count(total, 'figure')} to check.")


def _decisions(view: FigureView) -> Choices:
    return Choices(
        (
            Button(
                label="It counts",
                action="figure_accept",
                record=view.id,
                command=f"admin figures accept {view.id} REASON",
                main=True,
            ),
            Button(
                label="It is wrong",
                action="figure_reject",
                record=view.id,
                command=f"admin figures reject {view.id} REASON",
            ),
        )
    )


def decided(view: FigureView) -> Message:
    word = "counts now" if view.kind == "reported" else "counts no more; it is kept, with the reason"
    sentence = f"{view.id} ({_brief(view)}) {word}."
    back = [Button(label="Undo", command=f"admin figures reject {view.id} accepted by mistake")]
    show = Button(label="The series", command=f"figures {view.series}")
    return Message(
        title="Decided",
        parts=(say(f"✔ {sentence}"), Choices((show, *(back if view.kind == "reported" else ())))),
        summary=sentence,
    )


def _brief(view: FigureView) -> str:
    amount = tonnes(view.tonnes) if view.tonnes is not None else "no tonnage"
    return f"{view.series}, {in_words(view.period) if view.period else 'no month'}: {amount}"
