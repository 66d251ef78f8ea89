"""What is on its way and has not arrived, why one channel has an alert, and why another has not."""

from collections.abc import Sequence

from bot.messages import wording
from bot.messages.parts import (
    Button,
    Choices,
    Code,
    Facts,
    Head,
    Message,
    Moment,
    Part,
    Rows,
    Span,
    Strong,
    Text,
    clean,
    note,
    say,
)
from bot.messages.watchlist import place
from storage.deliveries import Verdict, Waiting

#: Cards that need a person get buttons of their own, so many at most; what waits by itself is counted and listed.
CARDS, ROWS = 6, 12

_WORDS = {
    "uncertain": "🟠 may have arrived",
    "failed": "🔴 was refused",
    "held": "⏸ is held",
    "sending": "➡ is being sent",
    "pending": "⏳ waits to be sent",
}
_NEEDS = ("uncertain", "failed")


def waiting(found: Sequence[Waiting], restored: int | None) -> Message:
    """Message by message: where, what, why, since when; with buttons for what only a person can settle."""
    cards: dict[tuple[str, str, str], list[Waiting]] = {}
    for each in found:
        cards.setdefault((each.state, each.outlet, each.card), []).append(each)
    title = f"Not arrived yet: {wording.count(len(found), 'alert')}"
    parts: list[Part] = []
    if restored is not None:
        parts += [
            say("🟠 ", Strong("A backup was restored"), f": nothing goes out until you release it; {restored} held."),
            note("What is held may have been told between the backup and now. New alerts are held as well until then."),
        ]
    if not found:
        parts.append(say("✔ Everything that was to be told has arrived."))
    needing = [lines for (state, _, _), lines in cards.items() if state in _NEEDS]
    for lines in needing[:CARDS]:
        parts += [say(*_line(lines)), _buttons(lines[0])]
    if len(needing) > CARDS:
        parts.append(note(f"and {len(needing) - CARDS} more like these: settle some, then ask again."))
    releasable = restored is not None or any(lines[0].state in ("held", "failed") for lines in cards.values())
    others = [lines for (state, _, _), lines in cards.items() if state not in _NEEDS]
    if others:
        parts += [
            Head("Goes out by itself" + (", or when you release it" if releasable else "")),
            Rows(tuple(_line(each) for each in others[:ROWS])),
        ]
    if len(others) > ROWS:
        parts.append(note(f"and {len(others) - ROWS} more."))
    if releasable:
        parts.append(Choices((_release("all", "Release all"),)))
    summary = f"{title}; {len(needing)} need a person." if found else "Everything has arrived."
    return Message(title=title if found else "Everything has arrived", parts=tuple(parts), summary=summary)


def _line(lines: Sequence[Waiting]) -> Text:
    first = lines[0]
    names = ", ".join(dict.fromkeys(clean(each.subject, 60) for each in lines[:4]))
    more = f" and {len(lines) - 4} more" if len(lines) > 4 else ""
    what = f" (news for its thread, {first.sequel})" if first.sequel else ""
    until: tuple[Span, ...] = (", until ", Moment(first.until)) if first.until is not None else ()
    return (
        Code(first.id),
        f" {_WORDS[first.state]} in ",
        place(first.outlet),
        f": {first.alert} ",
        Strong(names),
        f"{more}{what}; {clean(first.why, 160)}; since ",
        Moment(first.since),
        *until,
    )


def _buttons(first: Waiting) -> Choices:
    if first.state == "uncertain":
        return Choices(
            (
                Button(
                    label="It arrived",
                    action="delivery_sent",
                    record=first.id[1:],
                    command=f"admin deliveries settle {first.id} sent",
                ),
                Button(
                    label="Send again",
                    action="delivery_resend",
                    record=first.id[1:],
                    command=f"admin deliveries settle {first.id} resend",
                    asks="If it did arrive after all, the channel gets it twice.",
                ),
            )
        )
    return Choices((_release(first.id, "Try again"),))


def _release(which: str, label: str) -> Button:
    asks = "Everything that is held or was refused goes out now, whatever holds it." if which == "all" else ""
    return Button(
        label=label, action="delivery_release", record=which, command=f"admin deliveries release {which}", asks=asks
    )


def released(which: str, number: int) -> Message:
    said = "Nothing was held." if not number else f"{number} {'goes' if number == 1 else 'go'} out now."
    return Message(
        title="Released",
        parts=(say("✔ ", Code(which), f": {said}"), Choices((Button(label="What waits", command="admin deliveries"),))),
        summary=said,
    )


def settled(which: str, *, sent: bool) -> Message:
    said = "noted as arrived; it is not sent again." if sent else "goes out again."
    return Message(
        title="Settled",
        parts=(say("✔ ", Code(which), f" {said}"), Choices((Button(label="What waits", command="admin deliveries"),))),
        summary=f"{which} {said}",
    )


def why(alert: str, verdicts: Sequence[Verdict]) -> Message:
    """Outlet by outlet: the follow that brought an alert, or the condition that kept it away."""
    rows: list[Text] = []
    for each in verdicts[:30]:
        mark = "✔" if each.state == "sent" else "–"
        state = f"{each.state}, " if each.told else "not told: "
        rows.append((f"{mark} ", place(each.outlet), f": {state}{clean(each.why, 220)}"))
    told = sum(1 for each in verdicts if each.state == "sent")
    parts: list[Part] = [Rows(tuple(rows))] if rows else [say("Nobody follows anything yet.")]
    parts.append(Choices((Button(label="The alert", command=f"evidence {alert}"),)))
    return Message(
        title=f"Who has {alert}, and why",
        parts=tuple(parts),
        summary=f"{alert} was told in {wording.count(told, 'place')}, kept from {len(verdicts) - told}.",
    )


def held(number: int) -> Message:
    """For the first screen: a restored record tells nothing by itself."""
    return Message(
        title="Held since a restore",
        parts=(
            say("🟠 ", Strong("A backup was restored"), f": {number} held, and nothing is told until you release it."),
            say("See what it is: ", Code("/licence admin deliveries"), "; let it all go:"),
            Facts((("Release", (Code("/licence admin deliveries release all"),)),)),
            Choices((Button(label="What waits", command="admin deliveries"),)),
        ),
        summary=f"A backup was restored: {number} deliveries are held until an admin releases them.",
    )
