"""Alert cards. The same function makes the first card and every later version of it, from the truth as it is now."""

from collections.abc import Sequence

from bot.messages import wording
from bot.messages.parts import (
    Button,
    Choices,
    Code,
    Facts,
    Mention,
    Message,
    Part,
    Quote,
    Rows,
    Strong,
    Struck,
    Text,
    between,
    clean,
    note,
    say,
)
from storage.domain import law
from storage.domain.law import Printed
from storage.domain.licence import Event, Role
from storage.domain.views import AlertView, EvidenceView

#: What the metadata of a Slack message with alerts is called, so that a lost answer can be looked up.
EVENT_TYPE = "licence_alert"

_NO_GAIN = (Event.REMINDER, Event.FIGURE, Event.REGIME)
#: What was taken back: the card says why, and what is known without it.
_TAKEN_BACK = (Event.WITHDRAWN, Event.CORRECTED)

#: The word of a report that tells of such an event.
_SAID_AS = {
    Event.REVOKED: "revoked",
    Event.SUSPENDED: "suspended",
    Event.LAPSED: "expired",
    Event.RENEWED: "renewed",
    Event.WITHDRAWN: "denied",
}
_ENDINGS = (Event.REVOKED, Event.SUSPENDED, Event.LAPSED)
_BEFORE = "What was reported before"

#: Lists longer than this leave quotes out, and longer than this all but who, what and how sure.
_QUOTED, _LINKED = 12, 24


def metadata(alerts: Sequence[AlertView]) -> dict[str, object]:
    first = alerts[0]
    payload = {"alert_id": first.id, "alert_ids": [alert.id for alert in alerts], "kind": first.kind}
    return {"event_type": EVENT_TYPE, "event_payload": payload}


def card(alerts: Sequence[AlertView], first_reading_of: str | None = None, gathered: str = "") -> Message:
    """One alert as a card of its own; several, as the list that a first reading, a digest or a pause brings."""
    if len(alerts) == 1 and not gathered.endswith("digest") and not first_reading_of:
        return single(alerts[0])
    if gathered:
        title = f"{gathered}: {wording.count(len(alerts), 'new thing')} on record"
        return listed(alerts, title, "What came in, a line each.")
    if len(alerts) == 1:
        return single(alerts[0])
    return first_reading(alerts, first_reading_of)


def single(alert: AlertView) -> Message:
    headline = f"{wording.event(alert.event, alert.kind)}: {alert.subject}"
    parts: list[Part] = []
    if alert.fate is not None:
        parts += [say("✖ ", Struck(alert.struck or headline)), _fallen(wording.fate(alert.fate), alert)]
        headline = f"{wording.fate(alert.fate)}: {alert.subject}"
    elif alert.event in _TAKEN_BACK:
        parts.append(_fallen(wording.event(alert.event, alert.kind), alert))
    parts.append(say(f"{_badge(alert)} ", Strong(_status(alert))))
    parts += _doubts(alert)
    told = _telling(alert)
    if told is not None and (told.quote or told.summary):
        if not _tells_of_it(told, alert):
            parts.append(say(_BEFORE, ":"))
        parts.append(Quote(told.quote or told.summary))
    parts += _figures(alert)
    if alert.printed:
        parts.append(Rows(tuple(_page(page) for page in alert.printed)))
    facts = _facts(alert, told)
    if facts:
        parts.append(Facts(facts))
    means = f"{_means(alert)} · " if alert.fate is None and _means(alert) else ""
    why = f" · why you see this: {clean(alert.why_you, 200)}" if alert.why_you else ""
    parts.append(note(f"{means}{alert.id}{why}"))
    parts += _seen(alert)
    parts.append(_buttons(alert))
    because = f" {clean(alert.because)}" if alert.fate or alert.event in _TAKEN_BACK else ""
    summary = f"{headline}.{because} {_status(alert).rstrip('.')}."
    return Message(title=headline, parts=tuple(parts), summary=summary)


def _fallen(what: str, alert: AlertView) -> Part:
    return say(Strong(what), f": {clean(alert.because) or 'it holds no longer'}")


def first_reading(alerts: Sequence[AlertView], source: str | None) -> Message:
    """One header and a row per alert: subject, what, how sure, quote, publisher, origin, date, link."""
    title = f"First reading{f' of {clean(source, 80)}' if source else ''}: {len(alerts)} new on record"
    return listed(alerts, title, "What this source already said when it was first read; later news comes one by one.")


def listed(alerts: Sequence[AlertView], title: str, why: str) -> Message:
    """Several alerts under one header."""
    meant = dict.fromkeys(filter(None, map(_means, alerts)))
    parts: list[Part] = [
        say(why),
        Rows(tuple(_row(alert, len(alerts)) for alert in alerts)),
        *(note(sentence) for sentence in meant),
    ]
    follow = next((alert.why_you for alert in alerts if alert.why_you), "")
    ids = ", ".join(alert.id for alert in alerts)
    parts.append(note(ids + (f" · why you see this: {clean(follow, 200)}" if follow else "")))
    parts.append(
        Choices((Button(label="What is known", command="status"), Button(label="Evidence", command="evidence")))
    )
    summary = wording.tidy_list(title, [alert.subject for alert in alerts])
    return Message(title=title, parts=tuple(parts), summary=summary)


def _means(alert: AlertView) -> str:
    """What a licence that is told of means for whoever buys; nothing once it is over."""
    if alert.licence is None:
        return ""
    if alert.event is Event.LAPSED:
        return law.END_IS_NO_PROOF.text
    if alert.event in (Event.REVOKED, Event.SUSPENDED):
        return ""
    return law.MEANS_COVERED.text if alert.kind == Role.CUSTOMER else law.MEANS_HOLDER.text


def _row(alert: AlertView, of: int) -> Text:
    """A line of a list of so many: a long one says less of each, because Slack cuts a message, and nothing may go."""
    told = _telling(alert)
    what = f" ({wording.subject_kind(alert.kind)}): {_status(alert)}"
    head: Text = (f"{_badge(alert)} ", Strong(clean(alert.subject, 80)))
    if alert.fate is not None:
        head = ("✖ ", Struck(clean(alert.subject, 80)), f" {wording.fate(alert.fate)}")
    elif alert.event in _TAKEN_BACK:
        head = (*head, f" {wording.event(alert.event, alert.kind)}")
    if of > _LINKED:
        return (*head, clean(what, 120), " ", Code(alert.id))
    if alert.printed:
        return (*head, f"{what} ", *_page(alert.printed[0]))
    head = (*head, f"{what}; {_tally(alert)}")
    if told is None:
        return head
    then = "" if _tells_of_it(told, alert) else f"{_BEFORE}: "
    words = f'. {then}"{clean(told.quote)}" - ' if told.quote and of <= _QUOTED else ". "
    where = wording.printed_in(told) if len(told.url or "") <= 300 else (wording.printed(told.published),)
    return (
        *head,
        f"{words}{wording.said_by(told)}; {wording.origin(told) or 'origin not known'}; ",
        *where,
        " ",
        Code(told.id),
    )


def _status(alert: AlertView) -> str:
    if alert.licence is None or alert.event in _NO_GAIN:
        return clean(alert.text, 500) or wording.brief_sureness(alert.certainty)
    return wording.status(alert.licence)


def _badge(alert: AlertView) -> str:
    return wording.badge(alert.licence) if alert.licence else wording.BADGES[alert.certainty]


def _telling(alert: AlertView) -> EvidenceView | None:
    """The report to quote: one that tells of this event, whose origin counts, quoted, the earliest of them."""
    status = _SAID_AS.get(alert.event)
    ranked = sorted(
        alert.evidence,
        key=lambda e: (status is not None and e.status != status, not e.counts, not e.quote, e.published or "9999"),
    )
    return ranked[0] if ranked else None


def _tells_of_it(told: EvidenceView, alert: AlertView) -> bool:
    """Whether this report tells of what happened, and not of what was before: no report says that a period lapsed."""
    return alert.event not in _ENDINGS or told.status == _SAID_AS[alert.event]


def _tally(alert: AlertView) -> str:
    """The counter that later reports of the same truth move."""
    if alert.licence is not None:
        return wording.origins(alert.licence)
    counted = sorted({e.origin for e in alert.evidence if e.origin and e.counts})
    return wording.tally(len(alert.evidence), counted)


def _facts(alert: AlertView, told: EvidenceView | None) -> tuple[tuple[str, Text], ...]:
    facts: list[tuple[str, Text]] = []
    fallen = alert.event in _TAKEN_BACK or (alert.fate is not None and alert.fate is not Event.GAINED)
    if told is not None:
        facts.append(("Said by", (f"{wording.said_by(told)}; {wording.origin(told) or 'origin not known'}",)))
        facts.append(("Printed in", wording.printed_in(told)))
    if told is not None and not fallen:
        facts.append(("Counted", (_tally(alert),)))
    if alert.licence is not None and not fallen:
        served = "" if alert.licence.role is Role.CUSTOMER else f"for {wording.scope(alert.licence)}; "
        over = alert.event in (Event.REVOKED, Event.LAPSED)
        ends = f"{served}over as far as known" if over else f"{served}ends {wording.window(alert.licence)}"
        facts.append(("Reach and end", (f"{ends}; materials: {wording.materials(alert.licence.materials)}",)))
    return tuple(facts[:4])


def _page(page: Printed) -> Text:
    """Where one can read about a day of the regime."""
    return (f"{clean(page.says, 200)}: ", *wording.printed_where(page.url, page.publisher, page.published))


def _figures(alert: AlertView) -> list[Part]:
    """What an alert about a figure rests on: the report whose words are quoted, why it counts, what it does not say."""
    if not alert.figures:
        return []
    first = alert.figures[0]
    more = f"; {wording.count(len(alert.figures) - 1, 'report')} more" if len(alert.figures) > 1 else ""
    printed = (*wording.printed_where(first.url, first.publisher, first.published), more)
    facts: list[tuple[str, Text]] = [("Printed in", printed), ("Why it counts", (clean(first.reason, 300),))]
    quote = [Quote(first.quote)] if first.quote else []
    return [*quote, Facts(tuple(facts)), note(law.FIGURES_PROVE_NOTHING.text)]


def _buttons(alert: AlertView) -> Choices:
    """What one does with news, in the order people do it; a terminal shows the commands that do the same."""
    record = alert.id
    name = clean(alert.subject, 80).replace('"', "")
    evidence = Button(
        label=f"Evidence ({len(alert.evidence) + len(alert.figures)})",
        action="evidence",
        record=record,
        command=f"evidence {record}",
    )
    if alert.printed:
        return Choices(
            (Button(label="The regime", command="regime"), Button(label="Seen", action="seen", record=record))
        )
    if alert.company is None:
        series = [Button(label="The series", command=f"figures {alert.figures[0].series}")] if alert.figures else []
        return Choices((evidence, *series, Button(label="Seen", action="seen", record=record)))
    return Choices(
        (
            evidence,
            Button(label="Follow", action="follow", record=record, command=f'follow company:"{name}"'),
            Button(label="Share here", action="share", record=record, command=f"share {record}"),
            Button(label="Seen", action="seen", record=record),
        ),
        more=(
            Button(label="Dispute", action="dispute", record=record, command=f"dispute {record}"),
            Button(label="Mute for a week", action="mute", record=record, command=f"mute {record} 7d"),
            Button(label="All that is known", command=f"who {name}"),
        ),
    )


def _doubts(alert: AlertView) -> list[Part]:
    doubted = [claim.id for claim in alert.evidence if claim.disputed]
    if not doubted:
        return []
    return [say("⚠ ", Strong("Disputed by a reader"), f" ({', '.join(doubted[:5])}); an admin decides.")]


def _seen(alert: AlertView) -> list[Part]:
    if not alert.seen_by:
        return []
    names = between(", ", [(Mention(user),) for user in alert.seen_by[:8]])
    rest = f" and {len(alert.seen_by) - 8} more" if len(alert.seen_by) > 8 else ""
    return [note("👀 Seen by ", *names, rest)]


def update_line(alert: AlertView) -> str:
    """A later version of a card in one line, for an outlet that cannot edit what it said."""
    return f"{_badge(alert)} {alert.id} {clean(alert.subject, 80)}, now: {_status(alert)}; {_tally(alert)}"
