"""Order checks a buyer can read (order_checks.toml), and what must hold for every order and every record."""

import tomllib
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.domain import goods, law_orders, order_check, uses
from storage.domain.licence import Certainty, LicenceState, Role
from storage.domain.order import Customer, Facts, Finding, Naming, Order, Reason, Speaker, Supplier, Verdict
from storage.domain.vetoes import ListKind, Rolls
from tests import orders
from tests.orders import LICENCE, LISTS, REPORT, TODAY, ask, law, read, roll

CHECKS = tomllib.loads((Path(__file__).parent / "order_checks.toml").read_text("utf-8"))["check"]


def _label(row: dict[str, Any]) -> str:
    return f"{row['ask']} {row.get('says', '')} {row.get('today', '')}".strip()


@pytest.mark.parametrize("row", CHECKS, ids=_label)
def test_an_order_gets_its_verdict_and_its_reasons(row: dict[str, Any]) -> None:
    checked = ask(row["ask"], row.get("today", TODAY), **row.get("says", {}))
    assert (checked.verdict.value, sorted(step.reason.value for step in checked.steps)) == (
        row["verdict"],
        sorted(row["reasons"]),
    )


def test_the_table_has_every_verdict_and_every_reason() -> None:
    assert {row["verdict"] for row in CHECKS} == set(Verdict)
    assert {reason for row in CHECKS for reason in row["reasons"]} == set(Reason)


def test_every_reason_has_its_sentence_and_what_stands_in_the_way_says_what_would_change_it() -> None:
    assert set(law_orders.STEPS) == set(Reason)
    for row in CHECKS:
        checked = ask(row["ask"], row.get("today", TODAY), **row.get("says", {}))
        for step in checked.steps:
            assert law_orders.STEPS[step.reason].said(**step.facts)
            if step.finding in (Finding.OPEN, Finding.AGAINST) and step.reason not in (
                Reason.NO_RULE,
                Reason.NOT_BEGUN,
            ):
                assert step.reason in law_orders.CHANGES or step.reason is Reason.ELSEWHERE, step.reason


# --- What must hold for every order and every record ------------------------------------------------------------------


def _mostly(usual: Any, others: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """What a yes needs, most of the time: a situation far from any yes cannot turn into one."""
    return st.one_of(*[st.just(usual)] * 5, others)


_DAYS = st.dates(date(2025, 12, 1), date(2027, 6, 1))
_URLS = st.sampled_from(["https://news.example/1", None])
_GOODS = _mostly(
    "NdFeB with Dy",
    st.sampled_from(["NdFeB", "NdFeB without Dy or Tb", "NdFeB 0.05% Dy+Tb", "SmCo", "ferrite", "", "NdFeB rotors"]),
)
_USES = _mostly("automotive", st.sampled_from(["industrial", "medical", "US defence", "military", ""]))
_PLACES = _mostly("Germany", st.sampled_from(["Japan", "USA", ""]))
_LICENCES = st.builds(
    replace,
    st.just(LICENCE),
    role=st.sampled_from([Role.EXPORTER, Role.SMCO_PRODUCER]),
    state=st.sampled_from(list(LicenceState)),
    certainty=st.sampled_from(list(Certainty)),
    materials=st.sets(st.sampled_from(["NdFeB", "SmCo", "Dy", "Tb"])).map(frozenset),
    end_uses=st.sets(st.sampled_from(["automotive", "industrial", "civil", "US defence"])).map(frozenset),
    valid_until=st.one_of(st.none(), _DAYS),
    sources=st.sampled_from([(REPORT,), ()]),
)
_NAMINGS = st.builds(
    Naming,
    by=st.sampled_from(list(Speaker)),
    on=_DAYS,
    source=st.builds(replace, st.just(REPORT), url=_URLS),
    licence=st.sampled_from([None, 1, 2]),
)
NAMED = Naming(by=Speaker.EXPORTER, on=date(2026, 1, 10), source=REPORT)
_CUSTOMERS = st.builds(
    Customer,
    name=st.just("Velomotor"),
    names=st.just(("Velomotor",)),
    key=st.sampled_from(["velomotor", None]),
    country=_mostly("DE", st.sampled_from(["JP", "US", None])),
    named=_mostly((NAMED,), st.lists(_NAMINGS, max_size=3).map(tuple)),
    left_out=_mostly((), st.lists(_NAMINGS, max_size=2).map(tuple)),
    our_suppliers=st.sampled_from([(REPORT,), ()]),
)
_SUPPLIERS = st.builds(
    Supplier,
    name=st.just("Lodemag"),
    key=_mostly("lodemag", st.none()),
    country=_mostly("CN", st.sampled_from(["DE", None])),
    licences=_mostly((LICENCE,), st.lists(_LICENCES, max_size=2).map(tuple)),
    says_none=st.sampled_from([None, REPORT]),
)


@st.composite
def _situations(draw: st.DrawFn) -> tuple[Any, Facts, date]:
    use = draw(_USES)
    order = Order(
        supplier="Lodemag",
        customer="Velomotor",
        goods=goods.read(draw(_GOODS)),
        use=uses.read(use) if use else None,
        country=uses.country(draw(_PLACES)),
    )
    rules, events = law()
    kept = draw(st.sets(st.sampled_from(["defence", "military", "smco", "ndfeb", "scope", "catch-all", "threshold"])))
    return (
        order,
        Facts(
            supplier=draw(_SUPPLIERS),
            customer=draw(_CUSTOMERS),
            rolls=Rolls(draw(_mostly(LISTS, st.sampled_from([LISTS[:1], ()])))),
            rules={topic: rule for topic, rule in rules.items() if topic not in kept},
            events=events,
        ),
        draw(_mostly(TODAY, _DAYS)),
    )


def _less(facts: Facts, which: int) -> list[Facts]:
    """The same record with one thing that speaks for a yes taken out of it, each in turn."""
    supplier, customer = facts.supplier, facts.customer
    less = [replace(facts, rolls=Rolls(()))]
    less += [replace(facts, rules={k: v for k, v in facts.rules.items() if k != topic}) for topic in facts.rules]
    less += [
        replace(facts, supplier=replace(supplier, licences=supplier.licences[:at] + supplier.licences[at + 1 :]))
        for at in range(len(supplier.licences))
    ]
    for at, held in enumerate(supplier.licences):
        for gone in ({"materials": frozenset()}, {"end_uses": frozenset()}, {"valid_until": None}, {"sources": ()}):
            licences = (*supplier.licences[:at], replace(held, **gone), *supplier.licences[at + 1 :])
            less.append(replace(facts, supplier=replace(supplier, licences=licences)))
    less += [
        replace(facts, customer=replace(customer, named=customer.named[:at] + customer.named[at + 1 :]))
        for at in range(len(customer.named))
    ]
    less.append(replace(facts, customer=replace(customer, country=None)))
    less += [
        replace(facts, rolls=Rolls(replace(one, entries=one.entries[:-1]) if one is gone else one for one in rolls))
        for rolls in (facts.rolls.lists,)
        for gone in rolls
    ]
    return less[which % len(less) :][:1]


@given(_situations(), st.integers(0, 500))
def test_taking_evidence_away_never_makes_a_yes(situation: tuple[Any, Facts, date], which: int) -> None:
    order, facts, today = situation
    before = order_check.decide(order, facts, today).verdict
    if before in (Verdict.NOT_KNOWN, Verdict.NO):
        for fewer in _less(facts, which):
            assert order_check.decide(order, fewer, today).verdict is not Verdict.YES


@given(_situations(), st.sampled_from(list(ListKind)))
def test_a_veto_always_wins(situation: tuple[Any, Facts, date], kind: ListKind) -> None:
    order, facts, today = situation
    veto = roll("another list", kind, "DE", ("Velomotor", None), held_from=date(2025, 1, 1))
    barred = replace(facts, rolls=Rolls((*facts.rolls.lists, veto)))
    checked = order_check.decide(order, barred, today)
    assert checked.verdict is Verdict.NO
    unopenable = replace(facts, rolls=Rolls((*facts.rolls.lists, replace(veto, url=None))))
    doubtful = order_check.decide(order, unopenable, today)
    assert doubtful.verdict in (Verdict.NOT_KNOWN, Verdict.NO)


@given(_situations())
def test_a_no_or_a_yes_rests_on_something_dated_that_a_reader_can_open(situation: tuple[Any, Facts, date]) -> None:
    order, facts, today = situation
    checked = order_check.decide(order, facts, today)
    if checked.verdict is Verdict.NO:
        assert any(source.openable for step in checked.found(Finding.AGAINST) for source in step.sources)
    if checked.verdict is Verdict.YES:
        assert checked.sources


def test_a_list_that_is_held_in_part_is_said_to_be() -> None:
    checked = ask("Lodemag for Someone New SmCo Japan")
    partial = next(step for step in checked.steps if step.reason is Reason.LIST_PARTIAL)
    assert law_orders.STEPS[partial.reason].said(**partial.facts) == (
        "1 of the 2 names on the lists concerned are known here, and Someone New is none of these: check the "
        "announcement (Japan watch list)."
    )


def test_a_shortened_name_of_a_listed_firm_is_not_taken_for_it() -> None:
    checked = order_check.decide(
        read("Lodemag for Sorano SmCo"), orders.facts(read("Lodemag for Sorano SmCo"), {}), TODAY
    )
    assert checked.verdict is Verdict.NOT_KNOWN
    assert Reason.NAMESAKE in {step.reason for step in checked.steps}
