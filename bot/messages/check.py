"""The card of an order check: verdict, reasons with their sources, the other way, the papers, a letter to copy.

What it says of law and licences comes from the catalogue (storage.domain.law_orders and the rules on record).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from bot.messages import wording
from bot.messages.forms import Form, Write
from bot.messages.parts import (
    Button,
    Choices,
    Code,
    Head,
    Link,
    Mention,
    Message,
    Part,
    Rows,
    Sheet,
    Span,
    Strong,
    Text,
    between,
    clean,
    note,
    say,
)
from storage.domain import law, law_orders, uses
from storage.domain.goods import Control, Family, Goods
from storage.domain.law import RuleView, Sentence
from storage.domain.licence import Certainty
from storage.domain.order import Checked, Facts, Finding, Order, Reason, Source, Step, Verdict
from storage.domain.vetoes import Listing, Match

_BADGES = {Verdict.YES: "🟡", Verdict.NONE_NEEDED: "🟡", Verdict.NO: "🔴", Verdict.NOT_KNOWN: "⚪"}
_MARKS = {Finding.AGAINST: "✖", Finding.OPEN: "⚪", Finding.FOR: "✔", Finding.BESIDE: "▫"}
_ORDER = tuple(_MARKS)
#: Of goods that need a licence, whoever ships them.
_NEEDS_ONE = "❗"
#: Sources shown of a reason that leaves nothing to be looked up.
_SOURCES = 3
#: Longest name or phrase of the asker's shown inside a sentence.
_WORD = 80


@dataclass(frozen=True, kw_only=True)
class Meant:
    """A name as it was `typed`, the one on record that was perhaps meant, and the command that has it right."""

    typed: str
    name: str
    command: str


def slipped(order: Order, facts: Facts, checked: Checked, meant: Sequence[Meant], anyway: str) -> Message:
    """Names that nobody has, a letter away from ones on record: that first, and what can be said of the order as it
    was typed. No letter: it would go to somebody who is not."""
    typed = between(" or ", [(Code(clean(each.typed, _WORD)),) for each in meant])
    names = between(" and ", [(Strong(clean(each.name, _WORD)),) for each in meant])
    command = f"/licence {clean(meant[0].command, 500)}"
    right = " and ".join(clean(each.name, 30) for each in meant)
    parts: list[Part] = [
        say("No company on record is called ", *typed, "; did you mean ", *names, "? ", Code(command)),
        note(
            "As typed, the answer is: ",
            _headline(checked).lower(),
            ". Read as ",
            *_understood(order, facts),
            ". If the name is right, ",
            Code(f"/licence {clean(anyway, 500)}"),
            " checks it so.",
        ),
        Choices(
            (
                Button(label=f"Yes, {right}", command=meant[0].command, main=True),
                Button(label="Check it as typed", command=anyway),
            )
        ),
    ]
    return Message(title="Order check: which name?", parts=tuple(parts), summary=f"Did you mean {right}? {command}")


def card(
    order: Order,
    facts: Facts,
    checked: Checked,
    command: Callable[..., str],
    *,
    near: Iterable[tuple[str, str]] = (),
    shares: bool = True,
    shared_by: str = "",
) -> Message:
    """`command` makes the command that asks this again; `near` offers names on record with the command for each.

    `shares`: it can be shown to others from there. `shared_by` is who shows it to everybody: then it has neither the
    asker's letter nor the asker's buttons.
    """
    headline = _headline(checked)
    reasons = sorted(checked.steps, key=_rank)
    parts: list[Part] = [
        say(f"{_BADGES[checked.verdict]} ", Strong(headline), _missing(checked)),
        note("Read as ", *_understood(order, facts)),
        Rows(tuple(_rows(reasons))),
    ]
    if not checked.sources:
        parts.append(say(law_orders.NO_SOURCE.text))
    if changes := _changes(reasons, checked.verdict):
        parts.append(say(Strong("Would change it:"), f" {'; '.join(changes)}."))
    parts += _rules(law_orders.ROUTE, checked.route, facts.rules)
    head = law_orders.CHECK_FIRST if checked.verdict is Verdict.NONE_NEEDED else law_orders.PAPERS
    parts += _rules(head, checked.papers, facts.rules)
    if shared_by:
        parts.append(note(law_orders.SMALL_PRINT.text, " Shared by ", Mention(shared_by), ", with the order."))
    else:
        if lines := letter(order, facts, checked.verdict):
            parts += [Head(f"Letter to {clean(facts.supplier.name, _WORD)}, to copy"), Sheet(lines)]
        alone = " Only you see this, and the order is kept nowhere."
        others: Text = (" To show it to this channel, add ", Code("share"), " to the command.") if shares else ()
        parts.append(note(law_orders.SMALL_PRINT.text, alone, *others))
        parts.append(_next(order, facts, command, near, shares=shares))
    first = _sentence(reasons[0]) if reasons else ""
    title = f"{clean(facts.supplier.name, 50)} for {clean(facts.customer.name, 50)}"
    summary = f"{title}: {headline}. {first}"
    # The title of a modal is short; who it is about stands in the line below it.
    short = "" if not shares else f": {title}"
    return Message(title=f"Order check{short}", parts=tuple(parts), summary=clean(summary, 800))


def of_goods(goods: Goods, steps: Sequence[Step], today: date) -> Message:
    """Whether some goods are on a control list, whoever sells or buys them."""
    name = clean(goods.typed, _WORD)
    parts: list[Part] = [Rows(tuple(_rows(steps)))]
    if changes := _changes(steps, Verdict.NONE_NEEDED if goods.control is Control.FREE else Verdict.NOT_KNOWN):
        parts.append(say(Strong("Would change it:"), f" {'; '.join(changes)}."))
    parts.append(note(law.NO_ADVICE.said(day=wording.day(today))))
    topic = {Family.NDFEB: "ndfeb", Family.SMCO: "smco"}.get(goods.family) if goods.family else None
    buttons = [Button(label="The rule", command=f"explain {topic}")] if topic else []
    parts.append(Choices((*buttons, Button(label="All topics", command="explain"))))
    return Message(title=f"The rules: {name}", parts=tuple(parts), summary=f"{name}: {_sentence(steps[0])}")


def form(supplier: str, customer: str, material: str, use: str, country: str) -> Form:
    """Asks for the rest, with what was understood filled in. It carries no id: nothing of an order is kept."""
    return Form(
        name="check",
        title="Order check",
        record="",
        parts=(
            note("Only you see the answer, and what you write here is kept nowhere."),
            Write(id="supplier", label="Supplier, the exporter in China", value=supplier, example="JL Mag"),
            Write(id="customer", label="Customer, who uses it in the end", value=customer, example="Ford"),
            Write(
                id="material",
                label="Material",
                value=material,
                example="NdFeB 0.05% Dy+Tb",
                hint="The magnet and, if it is known, how much dysprosium and terbium is in it.",
                optional=True,
            ),
            Write(id="use", label="What it is for", value=use, example="automotive", optional=True),
            Write(id="country", label="Country it goes to", value=country, example="Germany", optional=True),
        ),
        sends="Check",
    )


def listed(listings: Iterable[Listing]) -> tuple[Part, ...]:
    """For a company's card: on which lists it stands, or whose name it shares, each with its source and our gaps."""
    rows: list[Text] = []
    for listing in listings:
        roll, entry = listing.roll, listing.entry
        exact = listing.match is Match.EXACT
        source = Source(
            publisher=entry.publisher or roll.publisher, url=entry.url or roll.url, dated=entry.held_from.isoformat()
        )
        listed_as = law_orders.ON_LIST if exact else law_orders.LIKE_ON_LIST
        local = f" ({clean(roll.local_name, 40)})" if roll.local_name else ""
        held = f"{len(roll.entries)} of its {roll.total} names are known here"
        said = listed_as.said(
            entry=clean(entry.name, _WORD), list=f"{roll.name}{local}", announcement=roll.announcement
        )
        mark = wording.OVER if exact else "⚪"
        effect = f" {roll.effect}" if exact else ""
        rows.append((f"{mark} ", Strong(said), f"{effect} ({held}; ", *_source(source), ")"))
    return (Rows(tuple(rows)),) if rows else ()


def letter(order: Order, facts: Facts, verdict: Verdict) -> tuple[str, ...]:
    """To the supplier, in lines that can be copied as they stand. Empty where there is nothing to ask: the answer is
    no, or the goods are of a kind that is never controlled."""
    free = verdict is Verdict.NONE_NEEDED
    heavy = order.goods.control is Control.NOT_SAID or Family.NDFEB in order.goods.families
    if verdict is Verdict.NO or (free and not heavy):
        return ()
    said = {
        "supplier": clean(facts.supplier.name, _WORD),
        "customer": clean(facts.customer.name, _WORD),
        "material": clean(order.goods.typed, _WORD) or "the goods",
    }
    asked = (*(law_orders.LETTER_FREE if free else law_orders.LETTER), *((law_orders.LETTER_HEAVY,) if heavy else ()))
    subject = law_orders.LETTER_SUBJECT_FREE if free else law_orders.LETTER_SUBJECT
    lines = [subject.text, "", law_orders.LETTER_TO.said(**said), "", law_orders.LETTER_ASKS.said(**said)]
    lines += [f"{number}. {question.said(**said)}" for number, question in enumerate(asked, 1)]
    lines.append("")
    if order.use is not None:
        lines.append(law_orders.LETTER_USE.said(use=clean(order.use.typed, _WORD)))
    if order.country is not None:
        lines.append(law_orders.LETTER_COUNTRY.said(country=uses.country_name(order.country)))
    if not free:
        lines.append(law_orders.LETTER_END.text)
    return tuple(lines if lines[-1] else lines[:-1])


def _headline(checked: Checked) -> str:
    reasons = {step.reason for step in checked.steps}
    against = {step.reason for step in checked.found(Finding.AGAINST)}
    if checked.verdict is Verdict.NONE_NEEDED and Reason.PRACTICE in reasons:
        return law_orders.BY_PRACTICE.text
    if Reason.ON_CONTROL_LIST in against:
        return law_orders.NOTHING.text
    if against == {Reason.ON_WATCH_LIST}:
        return law_orders.NO_GENERAL.text
    return law_orders.VERDICTS[checked.verdict].text


def _rank(step: Step) -> tuple[int, bool]:
    """What bars it, what the goods are, what is open, what carries it, the rest."""
    return (_ORDER.index(Finding.OPEN) if step.reason in _OF_GOODS else _ORDER.index(step.finding)), (
        step.reason not in _OF_GOODS
    )


#: What the goods themselves need, whoever ships them.
_OF_GOODS = frozenset({Reason.SMCO, Reason.CONTROLLED, Reason.UNSAID, Reason.SUSPENDED})


def _missing(checked: Checked) -> str:
    if checked.verdict is not Verdict.NOT_KNOWN:
        return ""
    return f" - {wording.count(len(checked.found(Finding.OPEN)), 'point')} open, marked {_MARKS[Finding.OPEN]} below."


def _understood(order: Order, facts: Facts) -> Text:
    """What the words were taken for, so that a slip is seen at once."""
    taken = {
        "supplier": clean(facts.supplier.name, _WORD) + ("" if facts.supplier.key else " (not on record)"),
        "customer": clean(facts.customer.name, _WORD) + ("" if facts.customer.key else " (not on record)"),
        "material": clean(order.goods.typed, _WORD),
        "for": clean(order.use.typed, _WORD) if order.use else "",
        "to": uses.country_name(order.country) if order.country else "",
    }
    missing = [{"for": "use", "to": "country"}.get(label, label) for label, value in taken.items() if not value]
    given = between("; ", [(f"{label} ", Strong(value)) for label, value in taken.items() if value])
    return (*given, f"; not given: {', '.join(missing)}" if missing else "")


def _rows(steps: Iterable[Step]) -> Iterator[Text]:
    """One reason a line; what a source rests on is said where it comes first."""
    told: set[Source] = set()
    for step in steps:
        mark = _NEEDS_ONE if step.reason in (Reason.SMCO, Reason.CONTROLLED) else _MARKS[step.finding]
        spans: list[Span] = [f"{mark} {_sentence(step)}"]
        if step.sources:
            most = None if step.finding in (Finding.AGAINST, Finding.OPEN) else _SOURCES
            fresh = [replace(source, basis="") if source in told else source for source in step.sources[:most]]
            more = f"; and {len(step.sources) - len(fresh)} more" if len(fresh) < len(step.sources) else ""
            spans += [" (", *between("; ", [_source(source) for source in fresh]), f"{more})"]
        elif step.finding is not Finding.BESIDE and step.reason not in _NO_SOURCE_NEEDED:
            spans.append(" (no source on record)")
        told.update(step.sources)
        yield tuple(spans)


#: Gaps of the question or of the record: nobody can have written them down.
_NO_SOURCE_NEEDED = frozenset(
    {
        Reason.NOT_UNDERSTOOD,
        Reason.ELSEWHERE,
        Reason.SUPPLIER_UNKNOWN,
        Reason.NO_LISTS,
        Reason.NONE_ON_RECORD,
        Reason.NOT_NAMED,
        Reason.NOT_SAID,
    }
)


def _sentence(step: Step) -> str:
    facts = {name: clean(value, _WORD * 4) for name, value in step.facts.items()}
    if "until" in facts:
        start, reported = (_date(facts.get(name)) for name in ("from", "reported"))
        how = f" ({wording.reckoned(start, reported)})" if facts["exact"] and facts["until"] else ""
        facts["until"] = f"{facts['exact']} {wording.printed(facts['until'])}{how}".strip()
    if "suspension" in facts:
        facts["suspension"] = wording.days_in_words(facts["suspension"])
    if "certainty" in facts:
        facts["certainty"] = wording.brief_sureness(Certainty(facts["certainty"]))
    text = law_orders.STEPS[step.reason].said(**facts)
    return text[:1].upper() + text[1:]


def _date(iso: str | None) -> date | None:
    return date.fromisoformat(iso) if iso else None


def _source(source: Source) -> Text:
    """`MOFCOM Announcement 12/2026: GMT Eight, 24 Feb 2026 C7`."""
    publisher = clean(source.publisher or "source not named", 60)
    where: Span = Link(source.url, publisher) if source.url else f"{publisher}, cannot be opened"
    basis = f"{clean(source.basis, 80)}: " if source.basis else ""
    claim: Text = (" ", Code(source.claim)) if source.claim else ()
    return (basis, where, f", {wording.printed(source.dated)}", *claim)


def _changes(steps: Iterable[Step], verdict: Verdict) -> list[str]:
    """What stands in the way, and what would move it; of a yes, what would end it."""
    wanted = {
        Verdict.NO: (Finding.AGAINST,),
        Verdict.NOT_KNOWN: (Finding.OPEN,),
    }.get(verdict, (Finding.FOR,))
    told: dict[str, None] = {}
    for step in steps:
        if step.reason in law_orders.CHANGES and (step.finding in wanted or step.reason is Reason.UNSAID):
            told[law_orders.CHANGES[step.reason].text] = None
    return list(told)


def _rules(head: Sentence, topics: Iterable[str], rules: Mapping[str, RuleView]) -> list[Part]:
    rows: list[Text] = []
    for topic in topics:
        rule = rules[topic]
        source = Source(publisher=rule.publisher, url=rule.url if rule.openable else None, dated=rule.published)
        rows.append((rule.summary, " (", *_source(replace(source, basis=rule.basis)), ")"))
    return [Head(head.text), Rows(tuple(rows))] if rows else []


def _next(
    order: Order, facts: Facts, command: Callable[..., str], near: Iterable[tuple[str, str]], *, shares: bool
) -> Choices:
    buttons = [Button(label=f"Was it {clean(name, 50)}?", command=again) for name, again in near]
    if order.use is None or not order.goods.typed:
        buttons.append(Button(label="Say more", command=command("edit"), main=True))
    if facts.supplier.key:
        buttons.append(
            Button(label=f"About {clean(facts.supplier.name, 50)}", command=f"who {_plain(facts.supplier.name)}")
        )
    if facts.customer.key:
        buttons.append(
            Button(label=f"About {clean(facts.customer.name, 50)}", command=f"who {_plain(facts.customer.name)}")
        )
    if shares:
        asks = "Everybody in this channel will see the order and the answer."
        buttons.append(Button(label="Share here", command=command("share"), asks=asks))
    return Choices(tuple(buttons))


def _plain(name: str) -> str:
    return clean(name, 80).replace('"', "")
