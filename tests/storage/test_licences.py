"""The answers: what is known is said with who said it, what is not known is said to be so."""

from collections import Counter
from datetime import date, timedelta
from typing import Any

from storage import changes, claims, companies, licences
from storage.database import Database
from storage.domain.claim import Attribution, ClaimStatus, Scope, SubjectKind
from storage.domain.licence import HOLDS, Certainty, LicenceKind, LicenceState, Role
from storage.domain.views import LicenceView, Unknown
from tests.bench.large_record import NOW, Size, fill
from tests.telling import BUYER, MAKER, T0, company, day, denial, licence, record, reuters, says, told, who


async def test_a_holder_comes_with_quote_publisher_origin_and_dates(db: Database) -> None:
    await company(db)
    await record(db, reuters(date="2026-02"), published=day(0), publisher="Reuters", grade="B")
    held = await licence(db)
    assert (held.state, held.certainty, held.origins) == (LicenceState.GRANTED, Certainty.REPORTED, ("Reuters",))
    assert held.valid_from == date(2026, 2, 1)
    assert not held.issue_date_known
    [said] = held.evidence
    assert (said.publisher, said.origin, said.published, said.date) == ("Reuters", "Reuters", day(0), "2026-02")
    assert said.quote


async def test_a_name_nobody_has_is_answered_with_the_nearest(db: Database) -> None:
    await company(db)
    async with db.read() as session:
        found = await licences.look_up(session, "Lodemga Materials", T0)
    assert isinstance(found, Unknown)
    assert [match.company.name for match in found.nearest] == [MAKER]


async def test_what_is_no_gain_is_shown_beside(db: Database) -> None:
    await company(db)
    await record(db, says(status=ClaimStatus.APPLIED), says(licence=LicenceKind.INDIVIDUAL))
    found = await who(db)
    assert found.licences == ()
    assert [e.status for e in found.other.rows] == [ClaimStatus.APPLIED]
    assert [e.licence for e in found.individual.rows] == [LicenceKind.INDIVIDUAL]


async def test_a_customer_left_out_is_listed_as_left_out_and_not_as_covered(db: Database) -> None:
    await company(db, BUYER, Role.CUSTOMER)
    await record(db, reuters(BUYER, ClaimStatus.EXCLUDED, kind=SubjectKind.CUSTOMER))
    async with db.read() as session:
        overview = await licences.overview(session, T0)
    assert overview.customers.total == 0
    assert [e.subject for e in overview.excluded] == [BUYER]


async def test_no_confirmation_for_smco_is_kept_with_its_source(db: Database) -> None:
    absent = says("SmCo producers", ClaimStatus.NOT_CONFIRMED, kind=SubjectKind.GROUP, materials=("SmCo",))
    await record(db, absent, publisher="Daily Magnet")
    async with db.read() as session:
        smco = await licences.smco(session, T0)
    assert smco.licences == ()
    assert [e.publisher for e in smco.absence] == ["Daily Magnet"]


async def test_holders_are_filtered_by_what_was_asked(db: Database) -> None:
    for name in ("Alder Alloys", "Birch Magnetics"):
        await company(db, name)
    await record(db, reuters("Alder Alloys", materials=("SmCo",)), says("Birch Magnetics"))

    async with db.read() as session:
        assert [v.name for v in (await licences.holders(session, T0)).rows] == ["Alder Alloys", "Birch Magnetics"]
        assert [v.name for v in (await licences.holders(session, T0, material="smco")).rows] == ["Alder Alloys"]
        reported = await licences.holders(session, T0, certainty=Certainty.REPORTED)
        assert [v.name for v in reported.rows] == ["Alder Alloys"]
        assert (await licences.holders(session, T0, since=T0.date() + timedelta(days=1))).total == 0
        assert (await licences.holders(session, T0, state=LicenceState.REVOKED)).total == 0


async def test_a_window_about_to_end_and_one_that_ended_lately_are_named(db: Database) -> None:
    await company(db)
    await record(db, reuters(), published=day(0))

    async def expiring(days: int) -> list[LicenceState]:
        now = T0 + timedelta(days=days)
        async with db.read() as session:
            return [view.state for view in (await licences.expiring(session, now, 90)).rows]

    assert await expiring(200) == []
    assert await expiring(300) == [LicenceState.GRANTED]
    assert await expiring(400) == [LicenceState.LAPSED]
    assert await expiring(500) == []


async def test_a_change_knows_its_cause(db: Database) -> None:
    await company(db)
    await record(db, reuters(), published=day(0), grade="B")
    await record(db, denial(), published=day(1), grade="B", now=T0 + timedelta(days=1))
    async with db.read() as session:
        newest, first = await changes.moved(session, T0)
        assert await changes.moved(session, T0 + timedelta(days=2)) == ()
    assert (first.old, first.new, first.cause) == ("none", "granted", "source")
    assert (newest.old_certainty, newest.new_certainty) == (Certainty.REPORTED, Certainty.CONTESTED)


async def test_one_company_spelt_two_ways_is_one_origin(db: Database) -> None:
    async with db.write() as session:
        made = await companies.add(session, MAKER, now=T0, cause="seed", roles=[Role.EXPORTER])
        await companies.add_names(session, made, [("Lodemag", "alias")], now=T0, cause="seed")
    for speaker in (MAKER, "Lodemag"):
        await record(db, says(attribution=Attribution.COMPANY, speaker=speaker), grade="B")
    assert (await licence(db)).origins == (MAKER,)


async def test_a_report_dated_in_the_future_does_not_keep_a_licence_alive_for_ever(db: Database) -> None:
    """Feeds with a wrong clock exist: nothing was printed after we learnt it."""
    await company(db)
    await record(db, reuters(), published="2099-01-01")
    until = (await licence(db)).valid_until
    assert until is not None
    assert until <= (T0 + timedelta(days=366)).date()


async def test_a_page_of_a_list_is_in_the_order_of_the_whole(db: Database) -> None:
    """What the database narrows and sorts is what storage.domain says of each licence."""
    await fill(db, Size(companies=60, evidence=60, licences=60, sources=1, reviews=0, smco=6))
    async with db.read() as session:
        known = await licences.current(session, NOW)
        pages = [await licences.holders(session, NOW, limit=7, offset=start) for start in range(0, 70, 7)]
        whole = (await licences.holders(session, NOW)).rows
        lapsed = (await licences.holders(session, NOW, state=LicenceState.LAPSED)).rows
        overview = await licences.overview(session, NOW)
    held = [view for view in known if view.role is not Role.CUSTOMER]

    def place(view: LicenceView) -> tuple[bool, bool]:
        holds = view.state in HOLDS and view.certainty is not Certainty.NOT_KNOWN
        return (not holds, view.role is Role.SMCO_PRODUCER)

    assert [view for page in pages for view in page.rows] == list(whole) == sorted(held, key=place)
    assert {page.total for page in pages} == {len(held)}
    assert {view.id for view in lapsed} == {view.id for view in held if view.state is LicenceState.LAPSED}
    today = [view for view in held if not place(view)[0]]
    assert overview.held == Counter(view.certainty for view in today)
    assert (overview.holders.total, len(overview.holders.rows)) == (len(held), 8)


async def test_a_company_of_thousands_of_claims_is_shown_by_the_newest_and_counts(db: Database) -> None:
    await fill(db, Size(companies=1, evidence=1_300, licences=1, sources=1, reviews=2))
    found = await who(db, "Maker 0 Magnetics", now=NOW)
    [licence] = found.licences
    assert found.said == claims.COUNTED
    assert found.other.total > len(found.other.rows) == claims.FEW
    assert len(licence.evidence) + len(licence.denials) < 60


async def test_a_company_that_serves_fewer_customers_since_a_day_has_it_narrowed(db: Database) -> None:
    await company(db)
    own: dict[str, Any] = {"attribution": Attribution.COMPANY, "speaker": MAKER}
    await record(db, says(scope=Scope.ALL_CUSTOMERS, date=day(0), **own), published=day(0))
    await record(db, says(scope=Scope.SOME_CUSTOMERS, date=day(30), **own), published=day(30), now=T0 + timedelta(30))
    assert (await licence(db, now=T0 + timedelta(31))).state is LicenceState.NARROWED
    assert await told(db) == [(MAKER, "gained"), (MAKER, "narrowed")]
