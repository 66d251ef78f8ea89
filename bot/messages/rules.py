"""What is on record about the rules: one rule with what is often heard instead, the list of them, the regime today."""

from collections.abc import Iterable, Sequence
from datetime import date

from bot.messages import wording
from bot.messages.parts import (
    Button,
    Choices,
    Code,
    Detail,
    Head,
    Link,
    Message,
    Part,
    Rows,
    Span,
    Strong,
    Text,
    clean,
    note,
    say,
)
from storage.domain import law
from storage.domain.law import EventView, RuleView

#: Deadlines that passed are shown this long, in days: what happened on them is the next question.
LATELY = 45


def rule(asked: RuleView, beside: Sequence[RuleView], today: date) -> Message:
    """One rule: what is often heard, what is on record, what it rests on; and the rules beside it."""
    parts: list[Part] = []
    if asked.myth:
        parts.append(say("Often heard: ", f"“{asked.myth}”"))
    parts.append(say(Strong("On record:"), f" {asked.summary}"))
    parts.append(note(*_source(asked)))
    if beside:
        parts += [Head("Beside it"), Rows(tuple(_beside(each) for each in beside))]
    parts.append(note(law.NO_ADVICE.said(day=wording.day(today))))
    buttons = [Button(label=_label(each.topic), command=f"explain {each.topic}") for each in beside[:3]]
    parts.append(Choices((*buttons, Button(label="All topics", command="explain"))))
    return Message(title=f"The rules: {_name(asked.topic)}", parts=tuple(parts), summary=asked.summary)


def topics(known: Sequence[RuleView]) -> Message:
    """Every topic with what else people call it; those that only stand beside another come last."""
    beside = {topic for each in known for topic in each.related}
    main = [each for each in known if each.myth or each.topic not in beside]
    rest = [each for each in known if each not in main]
    title = "The rules, by topic"
    if not known:
        sentence = "No rules are on record; `lodestone db seed` loads those that were shipped."
        return Message(title=title, parts=(say(sentence),), summary=sentence)
    parts: list[Part] = [Rows(tuple(_topic(each) for each in main))]
    if rest:
        spans: list[Span] = ["Smaller ones: "]
        for each in rest:
            spans += [Code(each.topic), " "]
        parts.append(note(*spans))
    parts.append(Choices(tuple(Button(label=_label(each.topic), command=f"explain {each.topic}") for each in main[:4])))
    return Message(
        title=title,
        parts=tuple(parts),
        summary=wording.tidy_list("The rules can be explained", [each.topic for each in known]),
    )


def regime(events: Sequence[EventView], today: date) -> Message:
    """What is in force, what is suspended until when by which text, and which days are ahead."""
    title = "The regime today, as far as known"
    if not events:
        sentence = "Nothing about the regime is on record; `lodestone db seed` loads what was shipped."
        return Message(title=title, parts=(say(sentence),), summary=sentence)
    # Only what touches goods or names: the law behind it is explained topic by topic.
    binding = [each for each in events if each.state == "in_force" and {"control", "veto"} & set(each.tags)]
    parts: list[Part] = []
    if binding:
        parts += [Head("In force"), Rows(tuple(_event(each) for each in binding))]
    parts += _suspended([each for each in events if each.state == "suspended"], today)
    parts += _days(events, today)
    behind = [each for each in events if each.state == "in_force" and each not in binding]
    if behind:
        parts.append(Detail((Head("The law behind it"), Rows(tuple(_event(each) for each in behind)))))
    parts.append(note(law.NO_ADVICE.said(day=wording.day(today))))
    parts.append(
        Choices(
            (
                Button(label="Follow the regime", command="follow regime"),
                Button(label="The rules explained", command="explain"),
                Button(label="Licences near their end", command="expiring 90d"),
            )
        )
    )
    return Message(title=title, parts=tuple(parts), summary=_in_a_sentence(events, today))


def _suspended(events: Sequence[EventView], today: date) -> list[Part]:
    """What was put on hold, with the texts that say so; those that print the same days stand together."""
    parts: list[Part] = []
    told: list[EventView] = []
    for event in events:
        if event in told:
            continue
        same = [other for other in events if other.until == event.until]
        told += same
        if len(told) == len(same):
            parts.append(Head("Suspended as far as known"))
        parts.append(say(*_event(event)))
        ends = (_ending(ending, today) for ending in event.until)
        parts.append(Rows((*ends, *(_event(other) for other in same if other is not event))))
        if event.contested:
            parts.append(say("⚠ ", Strong(law.TEXTS_DISAGREE.text)))
        if event.until and all(ending.on < today for ending in event.until):
            parts.append(say("⚪ ", law.ENDS_PASSED.text))
    return parts


def _days(events: Sequence[EventView], today: date) -> list[Part]:
    days = [each for each in events if each.state == "deadline"]
    ahead = [each for each in days if each.on >= today]
    passed = [each for each in days if 0 < (today - each.on).days <= LATELY]
    parts: list[Part] = []
    if ahead:
        parts += [Head("Days ahead"), Rows(tuple(_deadline(each, events, today) for each in ahead))]
    else:
        parts.append(say("⚪ No day ahead is on record."))
    if passed:
        parts += [Head("Days that passed lately"), Rows(tuple(_deadline(each, events, today) for each in passed))]
    return parts


def _deadline(event: EventView, events: Sequence[EventView], today: date) -> Text:
    return (
        Strong(wording.day(event.on)),
        f" ({left(event.on, today)}): {event.title}. {event.summary} ",
        *_printed(event.url, event.publisher, event.published),
        *_other_days(event, events),
    )


def _other_days(event: EventView, events: Sequence[EventView]) -> Iterable[Span]:
    for text in law.texts(event, events):
        if text.on != event.on:
            yield from (". Another text names ", Strong(wording.day(text.on)), ": ", Link(text.url, text.says))


def _ending(ending: law.Ending, today: date) -> Text:
    return (
        "until ",
        Strong(wording.day(ending.on)),
        f" ({left(ending.on, today)}), says: ",
        Link(ending.url, ending.says),
    )


def left(on: date, today: date) -> str:
    """How far away a day is: `in 5 days`, `today`, `12 days ago`."""
    days = (on - today).days
    if days == 0:
        return "today"
    return f"in {wording.count(days, 'day')}" if days > 0 else f"{wording.count(-days, 'day')} ago"


def _event(event: EventView) -> Text:
    return (
        Strong(event.title),
        f", {wording.day(event.on)}: {event.summary} ",
        *_printed(event.url, event.publisher, event.published),
    )


def _source(view: RuleView) -> Text:
    basis = f"Basis: {view.basis}. " if view.basis else f"{law.NO_BASIS.text} "
    return (
        basis,
        "Read in ",
        *_printed(view.url, view.publisher, view.published),
        f"; {_SURE[view.confidence]}." if view.confidence in _SURE else ".",
    )


#: What a rule's confidence means, in words (seeds: 5 a statement of its own, down to 1 a page nobody confirms).
_SURE = {
    5: "an official source or the company itself",
    4: "a named source",
    3: "reports, none of them official",
    2: "a trade page only",
    1: "one page, not confirmed",
}


def _beside(view: RuleView) -> Text:
    basis = f"{view.basis}; " if view.basis else ""
    return (view.summary, f" ({basis}", *_printed(view.url, view.publisher, view.published), ")")


def _printed(url: str | None, publisher: str | None, published: str | None) -> Iterable[Span]:
    where = clean(publisher or "source not known", 60)
    return (Link(url, where) if url else where, f", {wording.printed(published)}")


def _topic(view: RuleView) -> Text:
    return (Code(view.topic), f" {', '.join(view.words[:3])}")


def _name(topic: str) -> str:
    words = topic.replace("-", " ")
    return {"smco": "SmCo", "ndfeb": "NdFeB"}.get(words, words)


def _label(topic: str) -> str:
    name = _name(topic)
    return name[0].upper() + name[1:]


def _in_a_sentence(events: Sequence[EventView], today: date) -> str:
    contested = next((each for each in events if each.state == "suspended" and each.contested), None)
    ahead = next((each for each in events if each.state == "deadline" and each.on >= today), None)
    said = []
    if contested is not None:
        days = " or ".join(wording.day(ending.on) for ending in contested.until)
        said.append(f"{contested.title}: suspended as far as known, until {days}; the texts disagree.")
    if ahead is not None:
        said.append(f"Next day ahead: {wording.day(ahead.on)}, {ahead.title}.")
    return " ".join(said) or "What is on record about the regime."
