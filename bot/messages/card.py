"""Cards about companies and their licences."""

from collections.abc import Mapping, Sequence
from datetime import date

from bot.messages import wording
from bot.messages.evidence import row as evidence_row
from bot.messages.parts import (
    Button,
    Choices,
    Code,
    Detail,
    Facts,
    Head,
    Message,
    Moment,
    Part,
    Rows,
    Strong,
    Text,
    clean,
    note,
    say,
)
from storage.claims import COUNTED
from storage.domain import law
from storage.domain.licence import HOLDS, Certainty, LicenceState, Role
from storage.domain.views import CompanyView, EvidenceView, LicenceInFull, LicenceView, Listed, Looking, SmCoView

#: Rows of one kind in a list; the rest is counted.
ROWS = 25
#: Companies of a list that have a button of their own.
_ABOUT = 3

NO_SMCO = "No public confirmation that a samarium-cobalt producer holds a general licence."


def company(
    view: CompanyView, names: Mapping[str, str], listed: Sequence[Part] = (), beside: Sequence[Part] = ()
) -> Message:
    """All that is known of one company. `names` gives the names of the customers a licence mentions by key, `listed`
    is what lists that veto say of it, `beside` what stands beside its licences without raising them."""
    parts: list[Part] = [*listed]
    for licence in view.licences:
        parts += _licence(licence, names)
    parts += beside
    if not view.licences:
        parts += _unknown(view)
    if view.earlier:
        parts.append(note("Earlier: ", "; ".join(_earlier(licence) for licence in view.earlier[:3]), "."))
    parts += [_beside(view), note(*_small_print(view)), _next(view)]
    first = view.licences[0] if view.licences else None
    unknown = law.CANNOT_HOLD.text if _abroad(view) else "general licence not known"
    summary = f"{view.name}: {wording.status(first) if first else unknown}."
    return Message(title=view.name, parts=tuple(parts), summary=summary)


def _licence(view: LicenceInFull, names: Mapping[str, str]) -> list[Part]:
    """Four facts, what speaks against it, and below them, in a terminal, why we think so."""
    facts: list[tuple[str, Text]] = [
        ("First reported", (f"{wording.reported_on(view)}; {_issued(view)}",)),
        ("Period ends", (wording.window(view),)),
        ("Said by", (f"{wording.origins(view)}; {wording.silence(view)}",)),
    ]
    if view.role is not Role.CUSTOMER:
        known = tuple(names.get(key, key) for key in view.customers)
        scope = f"{wording.customers(view, known)}. Materials: {wording.materials(view.materials)}"
        facts.insert(0, ("Customers", (scope,)))
    parts: list[Part] = [say(f"{wording.badge(view)} ", Strong(wording.status(view)))]
    doubted = [claim.id for claim in (*view.evidence, *view.denials) if claim.disputed]
    if doubted:
        parts.append(say("⚠ ", Strong("Disputed by a reader"), f" ({', '.join(doubted[:5])}); an admin decides."))
    parts.append(Facts(tuple(facts)))
    if view.denials:
        parts += [Head("Spoken against"), rows(view.denials[:2])]
    parts.append(Detail(tuple(_reasons(view))))
    return parts


def _reasons(view: LicenceInFull) -> list[Part]:
    parts: list[Part] = []
    if view.denials[2:4]:
        parts.append(rows(view.denials[2:4]))
    if view.evidence:
        newest = sorted(view.evidence, key=lambda e: (e.counts, e.published or ""), reverse=True)
        parts.append(rows(newest[:3]))
    if view.because:
        parts.append(note("Why: ", " ".join(clean(sentence, 300) for sentence in view.because[:4])))
    if view.certainty is Certainty.CONFIRMED:
        parts.append(note("Would end it: ", "; ".join(clean(text, 200) for text in view.would_end[:3])))
    elif view.would_confirm:
        parts.append(note("Would confirm it: ", "; ".join(clean(text, 200) for text in view.would_confirm[:3])))
    return parts


def _beside(view: CompanyView) -> Detail:
    parts: list[Part] = []
    if view.individual.rows:
        parts.append(Head(law.INDIVIDUAL_APART.text))
        parts.append(rows(view.individual.rows[:5]))
    if view.other.rows:
        parts.append(Head("Also said"))
        parts.append(rows(view.other.rows[:6]))
    return Detail(tuple(parts))


def _small_print(view: CompanyView) -> Text:
    """One line: what a licence does not mean, whether it is still fresh, what else is said, who this is."""
    means = dict.fromkeys(
        law.MEANS_COVERED.text if licence.role is Role.CUSTOMER else law.MEANS_HOLDER.text for licence in view.licences
    )
    fresh = dict.fromkeys(filter(None, (wording.freshness(licence) for licence in view.licences)))
    beside = []
    if view.individual.total:
        beside.append(law.INDIVIDUAL_COUNT.said(reports=wording.at_least(view.individual.total, "report", COUNTED)))
    if view.other.total:
        beside.append(wording.at_least(view.other.total, "other claim", COUNTED))
    also = f"Also on record: {'; '.join(beside)}." if beside else ""
    return (" · ".join(filter(None, (" ".join((*fresh, *means, also)).strip(), _identity(view)))),)


def _earlier(view: LicenceView) -> str:
    role = "as a customer, " if view.role is Role.CUSTOMER else ""
    over = view.state if view.state in (LicenceState.REVOKED, LicenceState.EXPIRED) else "ended"
    return (
        f"{role}first reported {wording.reported_on(view)}, {wording.brief_sureness(view.certainty)}, "
        f"{over} {wording.window(view) if over == 'ended' else 'before its end'}"
    )


def _issued(view: LicenceInFull) -> str:
    if view.issue_date_known and view.valid_from:
        return f"issued {wording.day(view.valid_from)}"
    return "issue date not published as far as known"


def _unknown(view: CompanyView) -> list[Part]:
    """Nothing is known of a licence: since when, and how hard we looked."""
    parts: list[Part] = [_standing(view)]
    if view.looking is not None:
        maker = Role.SMCO_PRODUCER in view.roles and not _abroad(view)
        none = "as far as known nobody has said in public that it has one. " if maker else ""
        parts.append(say(f"{none.capitalize()}", *looked(view.looking)))
    return parts


def _abroad(view: CompanyView) -> bool:
    return view.country not in (None, "CN")


def _standing(view: CompanyView) -> Part:
    """Without a licence on record: what is not known, or that it can hold none and nobody calls it covered."""
    # A company abroad of no known part buys.
    buys = Role.CUSTOMER in view.roles or (_abroad(view) and not view.roles)
    uncovered = "No report says that it is covered by a general licence of its suppliers."
    if _abroad(view):
        return say("⚪ ", Strong(law.CANNOT_HOLD.text), f". {uncovered}" if buys else ".")
    if buys and len(view.roles) == 1:
        return say("⚪ ", Strong(uncovered))
    return say("⚪ ", Strong("General licence: not known"), _nothing_said(view))


def _nothing_said(view: CompanyView) -> str:
    if view.individual.total or view.other.total or view.open_reviews:
        return " - nothing read so far says plainly that it has one."
    return " - nothing was read about it so far."


def _identity(view: CompanyView) -> str:
    roles = " and ".join(wording.subject_kind(role) for role in view.roles)
    waiting = f"{wording.count(view.open_reviews, 'open review')} about it" if view.open_reviews else ""
    known = (
        clean(view.local_name or "", 60),
        clean(view.legal_name or "", 80),
        ", ".join(clean(ticker, 20) for ticker in view.tickers[:3]),
        roles,
        "read in a report, on no list yet" if view.proposed else "",
        "on the watchlist" if view.watched else "",
        waiting,
    )
    return " · ".join(filter(None, known))


def _next(view: CompanyView) -> Choices:
    name, key = clean(view.name, 80).replace('"', ""), view.key
    said = f"{view.said:,}{'+' if view.said >= COUNTED else ''}" if view.said else ""
    return Choices(
        (
            Button(label=f"Evidence ({said})" if said else "Evidence", command=f"evidence {name}"),
            Button(label="Follow", action="follow", record=key, command=f'follow company:"{name}"'),
            Button(label="Share here", action="share", record=key, command=f'share "{name}"'),
        ),
        more=(
            *((Button(label="Dispute", action="dispute", record=key, command=f'dispute "{name}"'),) if said else ()),
            Button(label="Mute for a week", action="mute", record=key, command=f'mute "{name}" 7d'),
        ),
    )


def rows(views: Sequence[EvidenceView]) -> Rows:
    return Rows(tuple(evidence_row(view) for view in views))


def licence_row(view: LicenceView, *, ends: bool = True) -> Text:
    """One licence on a line: name, how sure, what for, who said so first, when, and (if wanted) when it ends."""
    sure = wording.brief_sureness(view.certainty)
    state = "" if view.state in HOLDS or view.state is LicenceState.NONE else f" ({view.state})"
    scope = "" if view.role is Role.CUSTOMER else f"; for {wording.scope(view)}"
    material = f"; {wording.materials(view.materials)}" if view.materials else ""
    return (
        f"{wording.badge(view)} ",
        Strong(view.name),
        f"{state}: {sure}{scope}{material}; first reported {wording.reported_on(view)} ({wording.origins(view)})",
        f"; ends {wording.window(view)}" if ends else "",
    )


def holders(
    views: Sequence[LicenceView],
    asked: str,
    looking: Looking | None = None,
    turning: Sequence[Part] = (),
    *,
    today: date,
    material: str | None = None,
    customer: str | None = None,
    state: str | None = None,
) -> Message:
    """`asked` repeats the filters in words, empty when there were none; `looking` is given when nobody was found.

    `turning` says which of how many these are, and turns the page; `material`, `customer` and `state` are those asked
    for.
    """
    title = "Who is reported to hold a general licence"
    if not views:
        sentence = f"Nobody on record is reported to hold a general licence{asked}, as far as known."
        if state:
            sentence = f"Nothing on record says that a general licence{asked} is {state}."
        more = Button(label="All holders", command="holders")
        if material in ("SmCo", "Sm"):
            more = Button(label="What is said about SmCo", command="smco")
        buttons = [more]
        if customer:
            buttons.insert(
                0, Button(label=f"What is said of {clean(customer, 50)}", command=f"who {clean(customer, 80)}")
            )
        offered = (Choices(tuple(buttons)),) if asked else ()
        return Message(title=title, parts=(say(f"⚪ {sentence} ", *looked(looking)), *offered), summary=sentence)
    if state:
        asked = f"{asked} in state {state}"
    only: list[Part] = [say(f"Only{asked}.")] if asked else []
    parts = [*only, *held(views), *turning, *_age(views, today)]
    parts.append(note(law.MEANS_HOLDER.text))
    names = [clean(view.name, 80).replace('"', "") for view in views[:_ABOUT]]
    about = (Button(label=f"About {name}", command=f"who {name}") for name in names)
    parts.append(Choices((*about, Button(label="Follow exporters", command="follow exporters"))))
    summary = wording.tidy_list(f"General licences on record{asked}", [v.name for v in views if wording.holds(v)])
    return Message(title=title, parts=tuple(parts), summary=summary)


def _age(views: Sequence[LicenceView], today: date) -> list[Part]:
    """How old the news in a list is: a reader in a hurry takes what is on a list for today's."""
    days = [view.newest for view in views if view.newest is not None]
    return [say(f"🕰 {wording.age(max(days), today)}")] if days else []


def held(views: Sequence[LicenceView], *, ends: bool = True) -> list[Part]:
    """Those said to hold today, then those of whom it is said no longer, or not plainly."""
    today = [view for view in views if wording.holds(view)]
    others = [view for view in views if not wording.holds(view)]
    parts: list[Part] = []
    if today:
        parts.append(Rows(tuple(licence_row(view, ends=ends) for view in today)))
    else:
        parts.append(say("⚪ Nobody on record is reported to hold one today, as far as known."))
    if others:
        parts += [Head("Ended, lapsed or not known"), Rows(tuple(licence_row(view) for view in others))]
    return parts


def customers(
    covered: Sequence[LicenceView],
    left_out: Sequence[EvidenceView],
    exporter: str | None,
    looking: Looking | None = None,
    turning: Sequence[Part] = (),
    *,
    today: date,
) -> Message:
    """Who is reported to be covered; `exporter` is the name asked for, when one was; the others as in `holders`."""
    title = f"Customers named for {exporter}" if exporter else "Customers reported to be covered by a general licence"
    parts: list[Part] = []
    if covered:
        parts += [*held(covered), *turning, *_age(covered, today)]
    elif exporter:
        parts.append(say(f"⚪ No report names a customer for {exporter}, as far as known. ", *looked(looking)))
    else:
        parts.append(say("⚪ No customer on record is reported to be covered, as far as known. ", *looked(looking)))
    if left_out:
        parts += [Head("Left out, according to reports"), rows(left_out[:8])]
    asks = Code("/licence check SUPPLIER for CUSTOMER")
    parts.append(note(law.MEANS_COVERED.text, " Whether an order may ship: ", asks, "."))
    about = clean(exporter or "", 80).replace('"', "")
    told = f'follow customers company:"{about}"' if about else "follow customers"
    seen = f"evidence {about}" if about else "evidence"
    parts.append(Choices((Button(label="Follow customers", command=told), Button(label="Evidence", command=seen))))
    named = ", ".join(view.name for view in covered[:5]) or "nobody"
    return Message(title=title, parts=tuple(parts), summary=f"{title}: {named}.")


def smco(view: SmCoView) -> Message:
    title = "Samarium-cobalt (SmCo)"
    parts: list[Part] = []
    if view.licences:
        parts.append(Rows(tuple(licence_row(licence) for licence in view.licences[:ROWS])))
        parts.append(note(law.MEANS_HOLDER.text))
        summary = wording.tidy_list("SmCo licences on record", [licence.name for licence in view.licences])
    else:
        parts.append(say("⚪ ", Strong(NO_SMCO), " ", *looked(view.looking)))
        summary = NO_SMCO
    if view.absence:
        parts += [Head("What was said about it"), rows(view.absence[:5])]
    if view.individual:
        parts += [Head(law.INDIVIDUAL_SMCO.text), rows(view.individual[:5])]
    if view.open_reviews:
        many = wording.count(view.open_reviews, "reading")
        parts.append(note(f"{many} about SmCo {'waits' if view.open_reviews == 1 else 'wait'} for an admin's check."))
    parts.append(
        Choices((Button(label="Evidence", command="evidence smco"), Button(label="Follow SmCo", command="follow smco")))
    )
    return Message(title=title, parts=tuple(parts), summary=summary)


def looked(looking: Looking | None) -> Text:
    """The dated absence: how hard we looked is its evidence. Empty where nobody counted."""
    if looking is None:
        return ()
    return ("Looked until ", Moment(looking.as_of), f": {wording.looking(looking)}.")


def expiring(found: Listed[LicenceView], days: int, today: date, turning: Sequence[Part] = ()) -> Message:
    title = f"What ends within {wording.count(days, 'day')}, or lapsed lately"
    views = found.rows
    if not views:
        sentence = f"No licence period on record ends within {wording.count(days, 'day')}, as far as known."
        return Message(title=title, parts=(say(f"⚪ {sentence}"),), summary=sentence)
    parts: list[Part] = [Rows(tuple(_ending_row(view, today) for view in views)), *turning]
    parts.append(note(law.END_IS_NO_PROOF.text))
    parts.append(Choices((Button(label="Follow losses", command="follow losses"),)))
    first = f"{views[0].name} {wording.ends(views[0], today)}"
    return Message(
        title=title, parts=tuple(parts), summary=f"{wording.count(found.total, 'period')} near its end: {first}."
    )


def _ending_row(view: LicenceView, today: date) -> Text:
    role, sure = wording.subject_kind(view.role), wording.brief_sureness(view.certainty)
    return (f"{wording.badge(view)} ", Strong(view.name), f" ({role}): {wording.ends(view, today)}; {sure}")
