"""May this supplier ship this to that customer? Facts in, a verdict with dated reasons out. Pure.

*Yes* needs every one of its conditions, *no* needs a statement or a rule that a reader can open, and whatever is
missing makes *not known*: unknown never becomes yes, absence never becomes no.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from storage.domain import assessment, uses
from storage.domain.goods import Control, Family, Goods
from storage.domain.law import EventView, RuleView
from storage.domain.licence import HOLDS, Certainty, LicenceState, Role
from storage.domain.order import (
    Checked,
    Customer,
    Facts,
    Finding,
    Held,
    Naming,
    Order,
    Reason,
    Source,
    Step,
    Supplier,
    Verdict,
)
from storage.domain.uses import EndUse, Field
from storage.domain.vetoes import ListKind, Match, Rolls, VetoList

#: From this day US defence contracts exclude such magnets with a Chinese stage (DFARS 252.225-7052; rule `defence`).
DFARS_FROM = date(2027, 1, 1)
#: The controls of October 2025, Announcement 61 on military users among them.
_OCTOBER = "announcements-55-62-2025"
#: Likenesses shown of one name; more than these say nothing new.
_ALIKE = 3


#: What all must be found for a yes.
_NEEDED = frozenset({Reason.HELD, Reason.NAMED, Reason.MATERIAL_IN, Reason.USE_IN})
_UNLISTED = frozenset({Reason.NOT_LISTED, Reason.LISTS_ELSEWHERE})


def decide(order: Order, facts: Facts, today: date) -> Checked:
    """The verdict on an order as the record stands today."""
    free = order.goods.control in (Control.FREE, Control.PRACTICE)
    steps = [
        *_goods(order, facts, today),
        *_lists(order, facts, today, free=free),
        *_use(order, facts, today, free=free),
    ]
    if not free and not any(step.finding is Finding.AGAINST for step in steps):
        # Whom a list or a rule bars, no licence helps.
        steps += _licence(order, facts, today)
    verdict = _verdict(steps, free=free)
    return Checked(
        verdict=verdict,
        steps=tuple(steps),
        route=tuple(topic for topic in _route(steps, free=free) if topic in facts.rules),
        papers=tuple(topic for topic in _papers(order, steps, free=free) if topic in facts.rules),
    )


def of_goods(
    goods: Goods, rules: Mapping[str, RuleView], events: Mapping[str, EventView], today: date
) -> tuple[Step, ...]:
    """What the rules say of goods alone, whoever sells or buys them."""
    nobody = Facts(
        supplier=Supplier(name=""),
        customer=Customer(name="", names=()),
        rolls=Rolls(()),
        rules=rules,
        events=events,
    )
    return tuple(_goods(Order(supplier="", customer="", goods=goods), nobody, today))


def _verdict(steps: Iterable[Step], *, free: bool) -> Verdict:
    found = {step.finding for step in steps}
    if Finding.AGAINST in found:
        return Verdict.NO
    if Finding.OPEN in found:
        return Verdict.NOT_KNOWN
    if free:
        return Verdict.NONE_NEEDED
    carried = {step.reason for step in steps if step.finding is Finding.FOR}
    return Verdict.YES if carried >= _NEEDED and carried & _UNLISTED else Verdict.NOT_KNOWN


def _goods(order: Order, facts: Facts, today: date) -> Iterator[Step]:
    goods = order.goods
    said = {"material": goods.name}
    rule = _rules(facts, "ndfeb" if goods.family is Family.NDFEB else "smco" if goods.family is Family.SMCO else "")
    announced = _events(facts, "announcement-18-2025")
    match goods.control:
        case Control.CONTROLLED:
            reason = Reason.SMCO if goods.family is Family.SMCO else Reason.CONTROLLED
            yield Step(reason=reason, finding=Finding.BESIDE, sources=rule or announced, facts=said)
        case Control.FREE:
            yield _if_openable(Reason.FREE, Finding.FOR, rule or announced, said)
        case Control.PRACTICE:
            yield _if_openable(Reason.PRACTICE, Finding.FOR, _rules(facts, "threshold"), said)
        case Control.UNSAID:
            sources = (*rule, *_rules(facts, "threshold"))
            yield Step(reason=Reason.UNSAID, finding=Finding.BESIDE, sources=sources, facts=said)
        case Control.SUSPENDED:
            yield Step(
                reason=Reason.SUSPENDED,
                finding=Finding.BESIDE,
                sources=_events(facts, _OCTOBER),
                facts=said | _suspended(facts, today),
            )
        case Control.ASSEMBLY:
            yield Step(reason=Reason.ASSEMBLY, finding=Finding.OPEN, sources=_rules(facts, "assemblies"), facts=said)
        case Control.ELSEWHERE:
            yield Step(reason=Reason.ELSEWHERE, finding=Finding.OPEN, facts=said)
        case Control.NOT_UNDERSTOOD:
            yield Step(reason=Reason.NOT_UNDERSTOOD, finding=Finding.OPEN, facts={"material": goods.typed})
        case Control.NOT_SAID:
            yield Step(
                reason=Reason.NOT_SAID, finding=Finding.OPEN, sources=(*_rules(facts, "smco"), *_rules(facts, "ndfeb"))
            )
    if goods.assembly and goods.control in (Control.CONTROLLED, Control.SUSPENDED):
        # Magnets that need a licence, built into what the ministry's answers leave out.
        yield Step(reason=Reason.ASSEMBLY, finding=Finding.OPEN, sources=_rules(facts, "assemblies"), facts=said)


def _lists(order: Order, facts: Facts, today: date, *, free: bool) -> Iterator[Step]:
    """A veto wins over everything; a likeness or a list we hold in part keeps a yes from being said."""
    customer, rolls = facts.customer, facts.rolls
    aside = Finding.BESIDE if free else Finding.OPEN
    listings = rolls.listings(customer.names, today)
    for listing in listings[: None if listings and listings[0].match is Match.EXACT else _ALIKE]:
        roll, entry = listing.roll, listing.entry
        where = Source(
            publisher=entry.publisher or roll.publisher,
            url=entry.url or roll.url,
            dated=entry.held_from.isoformat(),
            basis=roll.announcement,
        )
        said = {"customer": customer.name, "entry": entry.name, "list": roll.name}
        if listing.match is Match.NAMESAKE:
            yield Step(reason=Reason.NAMESAKE, finding=aside, sources=(where,), facts=said)
            continue
        control = roll.kind is ListKind.CONTROL
        reason = Reason.ON_CONTROL_LIST if control else Reason.ON_WATCH_LIST
        rule = _rules(facts, "control-list" if control else "watch-list")
        if where.openable:
            yield Step(reason=reason, finding=Finding.AGAINST, sources=(where, *rule), facts=said)
        else:
            yield Step(reason=Reason.LIST_UNOPENABLE, finding=Finding.OPEN, sources=(where,), facts=said)
    for group, roll in rolls.kin(customer.names, today)[:_ALIKE]:
        said = {"customer": customer.name, "group": group, "list": roll.name}
        yield Step(reason=Reason.KIN, finding=aside, sources=(_of_list(roll),), facts=said)
    if not any(listing.match is Match.EXACT for listing in listings):
        yield from _unlisted(order, facts, today, aside)


def _unlisted(order: Order, facts: Facts, today: date, aside: Finding) -> Iterator[Step]:
    customer = facts.customer
    known = {customer.country, order.country} - {None} if customer.country else set()
    countries = frozenset(country for country in known if country)
    current = [roll for roll in facts.rolls.lists if roll.held_from <= today]
    concerned = [roll for roll in current if roll.concerns(countries)]
    partial = [roll for roll in concerned if not roll.complete]
    said = {
        "customer": customer.name,
        "held": str(sum(len(roll.entries) for roll in partial)),
        "total": str(sum(roll.total for roll in partial)),
        "lists": "; ".join(roll.name for roll in partial),
        "countries": " and ".join(sorted({uses.country_name(code) for roll in current for code in roll.countries})),
        "places": f"{customer.name} is in {uses.country_name(customer.country or '')}"
        + (f" and the goods go to {uses.country_name(order.country)}" if order.country else ""),
    }
    if not current:
        yield Step(reason=Reason.NO_LISTS, finding=aside, facts=said)
    elif partial:
        sources = tuple(_of_list(roll) for roll in partial)
        yield Step(reason=Reason.LIST_PARTIAL, finding=aside, sources=sources, facts=said)
    else:
        reason = Reason.NOT_LISTED if concerned else Reason.LISTS_ELSEWHERE
        sources = tuple(_of_list(roll) for roll in concerned or current)
        yield Step(reason=reason, finding=Finding.FOR, sources=sources, facts=said)


def _use(order: Order, facts: Facts, today: date, *, free: bool) -> Iterator[Step]:
    """Rules about what it is for; whether a licence covers the use is asked of the licence."""
    if order.use is not None and order.use.field is Field.DEFENCE:
        yield from _military(order, order.use, facts, today, free=free)
    if free:
        yield from _concerns(order, facts)


def _concerns(order: Order, facts: Facts) -> Iterator[Step]:
    """What leaves goods on no list open: a use not known as civil, a buyer that is military by its name, a place."""
    rule, customer = _rules(facts, "catch-all"), facts.customer
    military = uses.read(customer.name).field is Field.DEFENCE
    if military or (order.use is not None and not order.use.plainly_civil):
        said = {"use": order.use.typed if order.use else "", "customer": customer.name}
        yield Step(reason=Reason.USE_A_CONCERN, finding=Finding.OPEN, sources=rule, facts=said)
    places = [code for code in (order.country, customer.country) if code in uses.OF_CONCERN]
    if places:
        said = {"country": uses.country_name(places[0] or ""), "customer": customer.name}
        yield Step(reason=Reason.PLACE_A_CONCERN, finding=Finding.OPEN, sources=rule, facts=said)


def _military(order: Order, use: EndUse, facts: Facts, today: date, *, free: bool) -> Iterator[Step]:
    goods, customer = order.goods, facts.customer
    said = {"use": use.typed, "customer": customer.name}
    somewhere = bool(order.country or customer.country)
    if goods.family in (Family.NDFEB, Family.SMCO) or goods.control in (Control.NOT_SAID, Control.NOT_UNDERSTOOD):
        rule = _rules(facts, "defence")
        if use.us or "US" in {order.country, customer.country}:
            plain = goods.family is not None
            reason = Reason.DFARS_SOON if today < DFARS_FROM else Reason.DFARS if plain else Reason.DFARS_PERHAPS
            finding = {Reason.DFARS_SOON: Finding.BESIDE, Reason.DFARS: Finding.AGAINST}.get(reason, Finding.OPEN)
            yield (
                _if_openable(reason, finding, rule, said)
                if plain
                else Step(reason=reason, finding=finding, sources=rule, facts=said)
            )
        elif not somewhere:
            finding = Finding.BESIDE if today < DFARS_FROM else Finding.OPEN
            yield Step(reason=Reason.DFARS_PERHAPS, finding=finding, sources=rule, facts=said)
    if "JP" in {order.country, customer.country} and not free:
        yield _if_openable(Reason.JAPAN_MILITARY, Finding.AGAINST, _rules(facts, "military"), said)
    elif not free:
        sources = (*_rules(facts, "military-users"), *_events(facts, _OCTOBER))
        told = said | _suspended(facts, today)
        yield Step(reason=Reason.MILITARY, finding=Finding.OPEN, sources=sources, facts=told)


def _licence(order: Order, facts: Facts, today: date) -> Iterator[Step]:
    supplier = facts.supplier
    said = {"supplier": supplier.name, "customer": facts.customer.name}
    if supplier.key is None:
        yield Step(reason=Reason.SUPPLIER_UNKNOWN, finding=Finding.OPEN, facts=said)
        return
    if supplier.country not in (None, "CN"):
        rules = (*_rules(facts, "holder"), *_rules(facts, "reseller"))
        yield Step(reason=Reason.NOT_CHINESE, finding=Finding.OPEN, sources=rules, facts=said)
        return
    if supplier.licences:
        yield from min((_one(order, held, facts, said, today) for held in supplier.licences), key=_distance)
        return
    if supplier.says_none is not None:
        yield _if_openable(
            Reason.SAYS_NONE, Finding.AGAINST, (supplier.says_none,), said, otherwise=Reason.NONE_ON_RECORD
        )
    else:
        yield Step(reason=Reason.NONE_ON_RECORD, finding=Finding.OPEN, sources=supplier.individual[:2], facts=said)
    yield from _named(None, facts, said)


def _one(order: Order, licence: Held, facts: Facts, said: Mapping[str, str], today: date) -> list[Step]:
    """The reasons if it shipped under this licence."""
    return [_holds(licence, said, today), *_named(licence, facts, said), *_scope(order, licence, facts)]


def _distance(steps: list[Step]) -> tuple[bool, int, int]:
    """How far a licence is from carrying a yes: one for other goods is furthest."""
    out = {Reason.MATERIAL_OUT, Reason.MATERIAL_UNSTATED} & {step.reason for step in steps}
    findings = [step.finding for step in steps]
    return bool(out), len(steps) - findings.count(Finding.FOR), findings.count(Finding.AGAINST)


def _for_these(goods: Goods, licence: Held) -> bool:
    made = {Family.SMCO} if licence.role is Role.SMCO_PRODUCER else frozenset()
    return goods.inside(licence.materials | made)


def _holds(licence: Held, said: Mapping[str, str], today: date) -> Step:
    told = {
        **said,
        "certainty": licence.certainty.value,
        "state": licence.state.value,
        "until": licence.valid_until.isoformat() if licence.valid_until else "",
        "exact": "" if licence.issue_date_known else "about",
        "from": licence.valid_from.isoformat() if licence.valid_from else "",
        "reported": licence.first_reported.isoformat() if licence.first_reported else "",
    }
    reason, finding = _standing(licence, today)
    sources = (*licence.denials[:1], *licence.sources[:2]) if reason is Reason.CONTESTED else licence.sources[:2]
    if finding is Finding.AGAINST:
        return _if_openable(reason, finding, sources, told, otherwise=Reason.ENDED_PERHAPS)
    return Step(reason=reason, finding=finding, sources=sources, facts=told)


def _standing(licence: Held, today: date) -> tuple[Reason, Finding]:
    sure = assessment.reaches(licence.certainty, Certainty.REPORTED)
    if licence.state in (LicenceState.REVOKED, LicenceState.SUSPENDED, LicenceState.EXPIRED):
        return (Reason.ENDED, Finding.AGAINST) if sure else (Reason.ENDED_PERHAPS, Finding.OPEN)
    if licence.state is LicenceState.LAPSED or (licence.valid_until is not None and licence.valid_until < today):
        return Reason.LAPSED, Finding.OPEN
    if licence.certainty is Certainty.CONTESTED:
        return Reason.CONTESTED, Finding.OPEN
    if not sure or licence.state not in HOLDS:
        return Reason.CLAIMED, Finding.OPEN
    if licence.state is LicenceState.NARROWED:
        return Reason.NARROWED, Finding.OPEN
    if licence.valid_until is None:
        return Reason.NO_WINDOW, Finding.OPEN
    if licence.valid_from is not None and licence.valid_from > today:
        return Reason.NOT_BEGUN, Finding.OPEN
    return Reason.HELD, Finding.FOR


def _named(licence: Held | None, facts: Facts, said: Mapping[str, str]) -> Iterator[Step]:
    """Named by somebody with standing, for this supplier, in this period, and not left out since."""
    customer = facts.customer
    spoken = sorted((each for each in customer.named if each.standing), key=lambda each: each.on)
    newest = spoken[-1] if spoken else None
    out = [each for each in customer.left_out if newest is None or each.on >= newest.on]
    barred = [each for each in out if each.standing]
    doubts = [each for each in out if not each.standing]
    if barred:
        told = {**said, "by": barred[-1].by.value}
        yield _if_openable(
            Reason.EXCLUDED, Finding.AGAINST, (barred[-1].source,), told, otherwise=Reason.LEFT_OUT_REPORTED
        )
        return
    if doubts:
        told = {**said, "by": doubts[-1].by.value}
        yield Step(reason=Reason.LEFT_OUT_REPORTED, finding=Finding.OPEN, sources=(doubts[-1].source,), facts=told)
    current = [each for each in spoken if licence is not None and _of_period(each, licence)]
    if current:
        told = {**said, "by": current[-1].by.value}
        yield Step(reason=Reason.NAMED, finding=Finding.FOR, sources=(current[-1].source,), facts=told)
        return
    if newest is not None and licence is not None:
        yield Step(reason=Reason.NAMED_EARLIER, finding=Finding.OPEN, sources=(newest.source,), facts=said)
    elif customer.named:
        yield Step(reason=Reason.NAMED_BY_PRESS, finding=Finding.OPEN, sources=(customer.named[-1].source,), facts=said)
    elif licence is not None and licence.scope is not None:
        told = {**said, "scope": licence.scope.value.replace("_", " ")}
        yield Step(reason=Reason.GROUP, finding=Finding.OPEN, sources=_rules(facts, "scope"), facts=told)
    else:
        yield Step(reason=Reason.NOT_NAMED, finding=Finding.OPEN, sources=_rules(facts, "scope"), facts=said)
    if customer.our_suppliers:
        yield Step(reason=Reason.OUR_SUPPLIERS, finding=Finding.OPEN, sources=customer.our_suppliers[:1], facts=said)


def _of_period(naming: Naming, licence: Held) -> bool:
    if naming.licence is not None:
        return naming.licence == licence.id
    return licence.valid_from is None or naming.on >= licence.valid_from


def _scope(order: Order, licence: Held, facts: Facts) -> Iterator[Step]:
    goods, use = order.goods, order.use
    stated = ", ".join(sorted(licence.materials)) or "SmCo"
    said = {"supplier": facts.supplier.name, "material": goods.name, "stated": stated}
    told, law = licence.sources[:1], _rules(facts, "scope")
    if goods.control not in (Control.NOT_SAID, Control.NOT_UNDERSTOOD):
        if _for_these(goods, licence):
            yield Step(reason=Reason.MATERIAL_IN, finding=Finding.FOR, sources=told, facts=said)
        elif licence.materials or licence.role is Role.SMCO_PRODUCER:
            yield Step(reason=Reason.MATERIAL_OUT, finding=Finding.OPEN, sources=(*told, *law), facts=said)
        else:
            yield Step(reason=Reason.MATERIAL_UNSTATED, finding=Finding.OPEN, sources=law, facts=said)
    said = {
        "supplier": facts.supplier.name,
        "use": use.typed if use else "",
        "stated": ", ".join(sorted(licence.end_uses)),
    }
    if use is None:
        yield Step(reason=Reason.USE_NOT_SAID, finding=Finding.OPEN, sources=law, facts=said)
    elif use.inside(licence.end_uses):
        yield Step(reason=Reason.USE_IN, finding=Finding.FOR, sources=told, facts=said)
    elif licence.end_uses:
        yield Step(reason=Reason.USE_OUT, finding=Finding.OPEN, sources=(*told, *law), facts=said)
    else:
        yield Step(reason=Reason.USE_UNSTATED, finding=Finding.OPEN, sources=law, facts=said)


#: Whom these bar, no licence of any kind reaches as far as known.
_CLOSED = frozenset({Reason.ON_CONTROL_LIST, Reason.JAPAN_MILITARY, Reason.DFARS})


def _barred(steps: Iterable[Step]) -> frozenset[Reason]:
    return frozenset(step.reason for step in steps if step.finding is Finding.AGAINST)


def _route(steps: Iterable[Step], *, free: bool) -> tuple[str, ...]:
    """Topics about the other way: an individual licence, where one is thinkable."""
    barred = _barred(steps)
    if barred & _CLOSED:
        return ()
    if Reason.ON_WATCH_LIST in barred:
        return ("watch-list", "time-watch-list", "per-order")
    return () if free else ("individual", "per-order", "time", "time-in-practice")


def _papers(order: Order, steps: Iterable[Step], *, free: bool) -> tuple[str, ...]:
    if _barred(steps) & _CLOSED:
        return ()
    if free:
        # A laboratory looks for traces, and customs stops for tests, where such a magnet can be a controlled one.
        if order.goods.family is Family.FERRITE:
            return ()
        return ("customs",) if order.goods.family is Family.ALNICO else ("test-report", "traces", "customs")
    india = ("india-papers",) if order.country == "IN" else ()
    return ("papers", *india, "company-file", "test-report", "licence-match")


def _if_openable(
    reason: Reason,
    finding: Finding,
    sources: tuple[Source, ...],
    facts: Mapping[str, str],
    *,
    otherwise: Reason = Reason.NO_RULE,
) -> Step:
    """A rule or statement that no reader can open makes an answer not known, never more."""
    if any(source.openable for source in sources):
        return Step(reason=reason, finding=finding, sources=sources, facts=facts)
    return Step(reason=otherwise, finding=Finding.OPEN, sources=sources, facts=facts)


def _rules(facts: Facts, topic: str) -> tuple[Source, ...]:
    rule = facts.rules.get(topic)
    if rule is None:
        return ()
    url = rule.url if rule.openable else None
    return (Source(publisher=rule.publisher, url=url, dated=rule.published, basis=rule.basis),)


def _suspended(facts: Facts, today: date) -> dict[str, str]:
    """Until when the October controls are suspended, by every text in print: `until` its day, and whether it passed."""
    event = facts.events.get(_OCTOBER)
    days = sorted({ending.on for ending in event.until}) if event else []
    told = [f"until {day.isoformat()}{', which has passed' if day < today else ''}" for day in days]
    return {"suspension": "; ".join(told) or "no day in print"}


def _events(facts: Facts, key: str) -> tuple[Source, ...]:
    event = facts.events.get(key)
    if event is None:
        return ()
    first = Source(
        publisher=event.publisher, url=event.url, dated=event.published or event.on.isoformat(), basis=event.title
    )
    texts = (Source(publisher=text.says, url=text.url, dated=text.on.isoformat()) for text in event.until)
    return (first, *texts)


def _of_list(roll: VetoList) -> Source:
    return Source(publisher=roll.publisher, url=roll.url, dated=roll.held_from.isoformat(), basis=roll.announcement)
