"""What the record holds on an order: who is named for this supplier, who is left out, and which lists there are."""

from datetime import datetime
from typing import Any

import pytest
from sqlmodel import select

from storage import companies, judgements, orders, rosters, seeding
from storage.database import Database
from storage.domain import goods, order_check, uses
from storage.domain.claim import Attribution, ClaimStatus, Scope, SubjectKind
from storage.domain.licence import LicenceKind, Role
from storage.domain.order import Checked, Facts, Order, Reason, Speaker, Verdict
from storage.models import Company, Evidence
from tests.telling import BUYER, MAKER, T0, company, day, denial, record, reuters, says


def order(material: str = "NdFeB with Dy", use: str = "automotive", customer: str = BUYER) -> Order:
    return Order(supplier=MAKER, customer=customer, goods=goods.read(material), use=uses.read(use))


async def facts(db: Database, wanted: Order, now: datetime = T0) -> Facts:
    async with db.read() as session:
        return await orders.facts(session, wanted, now, await companies.index(session))


async def check(db: Database, wanted: Order, now: datetime = T0) -> Checked:
    return order_check.decide(wanted, await facts(db, wanted, now), now.date())


async def market(db: Database, **buyer: Any) -> None:
    """A maker in China with a reported general licence for NdFeB, a German buyer, and the shipped lists and rules."""
    await company(db, MAKER)
    await company(db, BUYER, Role.CUSTOMER)
    async with db.write() as session:
        for name, country in ((MAKER, "CN"), (BUYER, "DE")):
            row = (await session.exec(select(Company).where(Company.name == name))).one()
            row.country = country
        await seeding.seed(session, T0, only=("lists", "regime"))
    await record(db, reuters(materials=("NdFeB",), scope=Scope.NEARLY_ALL_CUSTOMERS))


def covered(speaker: str | None, **facts: Any) -> Any:
    """The buyer is covered, says somebody on record."""
    told = {"kind": SubjectKind.CUSTOMER, "attribution": Attribution.COMPANY, "speaker": speaker}
    return says(BUYER, ClaimStatus.COVERED, **told | facts)


async def test_nearly_all_customers_names_nobody(db: Database) -> None:
    await market(db)
    checked = await check(db, order())
    assert checked.verdict is Verdict.NOT_KNOWN
    assert Reason.GROUP in {step.reason for step in checked.steps}


async def test_a_customer_that_says_our_suppliers_names_no_supplier(db: Database) -> None:
    await market(db)
    await record(db, covered(BUYER))
    found = await facts(db, order())
    assert found.customer.named == ()
    assert len(found.customer.our_suppliers) == 1


async def test_an_exporter_that_names_its_customer_names_it_for_itself(db: Database) -> None:
    await market(db)
    await record(db, covered(MAKER))
    naming = (await facts(db, order())).customer.named[0]
    assert naming.by is Speaker.EXPORTER
    assert naming.source.url is not None


async def test_another_exporter_that_names_the_customer_does_not_name_it_for_this_one(db: Database) -> None:
    await market(db)
    await company(db, "Another Magnet Maker")
    await record(db, covered("Another Magnet Maker"))
    assert (await facts(db, order())).customer.named == ()


async def test_a_naming_that_a_reader_disputes_counts_for_nobody(db: Database) -> None:
    await market(db)
    await record(db, covered(MAKER))
    async with db.write() as session:
        claim = (await session.exec(select(Evidence.id).where(Evidence.kind == "customer"))).one()
        await judgements.dispute(session, f"C{claim}", "U1", "that is another firm", "", T0)
    assert (await facts(db, order())).customer.named == ()


async def test_left_out_by_name_by_the_customer_itself_is_a_no_and_by_unnamed_people_is_not(db: Database) -> None:
    await market(db)
    out = says(BUYER, ClaimStatus.EXCLUDED, kind=SubjectKind.CUSTOMER, attribution=Attribution.ANONYMOUS)
    await record(db, out, published=day(-3))
    assert (await check(db, order())).verdict is Verdict.NOT_KNOWN
    await record(
        db,
        says(BUYER, ClaimStatus.EXCLUDED, kind=SubjectKind.CUSTOMER, attribution=Attribution.COMPANY, speaker=BUYER),
        published=day(-1),
    )
    assert (await check(db, order())).verdict is Verdict.NO


async def test_an_exporter_that_says_it_has_none_is_a_no_and_one_that_nobody_spoke_of_is_not_known(
    db: Database,
) -> None:
    await company(db, MAKER)
    assert (await check(db, order())).verdict is Verdict.NOT_KNOWN
    await record(db, denial())
    checked = await check(db, order())
    assert checked.verdict is Verdict.NO
    assert Reason.SAYS_NONE in {step.reason for step in checked.steps}


async def test_an_individual_licence_is_no_general_one(db: Database) -> None:
    await company(db, MAKER)
    await record(db, reuters(licence=LicenceKind.INDIVIDUAL))
    checked = await check(db, order())
    assert Reason.NONE_ON_RECORD in {step.reason for step in checked.steps}
    assert checked.verdict is Verdict.NOT_KNOWN


async def test_everything_on_record_carries_a_yes(db: Database) -> None:
    await market(db)
    await record(db, covered(MAKER))
    async with db.write() as session:
        row = (await session.exec(select(Evidence).where(Evidence.kind == "exporter"))).one()
        row.end_uses = ["automotive"]
    checked = await check(db, order())
    assert checked.verdict is Verdict.YES, [step.reason for step in checked.steps]
    assert all(source.openable and source.dated for source in checked.sources)


async def test_a_listed_customer_is_found_under_every_name_it_has(db: Database) -> None:
    async with db.write() as session:
        await seeding.seed(session, T0, only=("companies", "lists", "regime"))
        entries = [entry for roll in (await rosters.rolls(session)).lists for entry in roll.entries]
        known = [match.company for entry in entries if (match := await companies.resolve(session, entry.name))]
    assert len(known) == len(entries)
    later = T0.replace(month=11)
    for listed in known:
        for name in (listed.name, listed.name.upper(), f"{listed.name} Co., Ltd.", *listed.aliases):
            assert (await check(db, order(customer=name), later)).verdict is Verdict.NO, name


async def test_a_group_with_a_listed_firm_is_flagged_and_not_taken_for_it(db: Database) -> None:
    async with db.write() as session:
        await seeding.seed(session, T0, only=("companies", "lists", "regime"))
    later = T0.replace(month=11)
    for name in ("Mitsubishi", "Mitsubishi Chemical", "Hitachi", "TDK Electronics", "三菱電機", "Subaruu"):
        checked = await check(db, order(customer=name), later)
        assert checked.verdict is Verdict.NOT_KNOWN, name
        assert {Reason.NAMESAKE, Reason.KIN} & {step.reason for step in checked.steps}, name


async def test_each_list_says_how_many_names_it_has_and_how_many_we_hold(db: Database) -> None:
    async with db.write() as session:
        await seeding.seed(session, T0, only=("lists",))
        lists = (await rosters.rolls(session)).lists
    assert {(roll.held_from.isoformat(), roll.kind.value, roll.total) for roll in lists} == {
        ("2026-02-24", "control", 20),
        ("2026-02-24", "watch", 20),
        ("2026-06-22", "control", 10),
        ("2026-06-29", "control", 20),
        ("2026-06-29", "watch", 20),
    }
    assert all(0 < len(roll.entries) <= roll.total for roll in lists)


@pytest.mark.parametrize("typed", ["Nobody Known", "", "🙂"])
async def test_a_name_nobody_has_is_answered_and_not_guessed(db: Database, typed: str) -> None:
    await market(db)
    checked = await check(db, order(customer=typed))
    assert checked.verdict is Verdict.NOT_KNOWN
