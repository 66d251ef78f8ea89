"""A figure in a report: from proposal to the published series, with who says so and what is told."""

import pytest

from storage import alerts, audit, figures, proposals, seeding
from storage.database import Database
from storage.domain.claim import Figure, Reading, Series
from storage.domain.figure_views import SeriesView
from storage.domain.licence import Event
from storage.evidence import Recorded, record
from tests.telling import T0, all_alerts, follow, keep, outlets, source

PERIOD = "2026-04"


@pytest.fixture
async def shelf(db: Database) -> Database:
    """A record that has the shipped figures."""
    async with db.write() as session:
        await seeding.seed(session, T0, only=("series",))
    return db


def states(tonnes: float, period: str, series: Series = Series.MAGNETS, **facts: object) -> Figure:
    return Figure(series=series, period=period, tonnes=tonnes, quote="The customs office said so.", **facts)  # type: ignore[arg-type]


MONTH = states(5_500, PERIOD, change_pct=5.0, basis="mom")
TOTAL = states(21_501, f"2026-01/{PERIOD}")


async def reads(db: Database, *stated: Figure, **document: object) -> Recorded:
    number = await keep(db, **document)  # type: ignore[arg-type]
    async with db.write() as session:
        return await record(session, number, Reading(figures=stated), T0)


async def over(db: Database, series: Series = Series.MAGNETS, *months: str) -> SeriesView:
    async with db.read() as session:
        return await figures.over(session, series, *months)


async def newest(db: Database) -> str:
    view = await over(db)
    return view.months[-1].period


async def test_the_last_twelve_months_on_record_with_what_we_worked_out_marked(shelf: Database) -> None:
    view = await over(shelf)
    assert [month.period for month in view.months][::11] == ["2025-04", "2026-03"]
    assert [month.period for month in view.months if month.ours] == ["2025-04", "2026-01", "2026-02"]
    may = view.months[1]
    assert (may.mom_pct, may.mom_ours, may.yoy_pct, may.yoy_ours) == (-52.9, False, -74.0, False)
    october = next(month for month in view.months if month.period == "2025-10")
    assert october.mom_pct == -5.2


async def test_a_month_nobody_published_is_missing_and_not_nought(shelf: Database) -> None:
    view = await over(shelf, Series.RARE_EARTHS, "2025-06", "2025-12")
    assert view.missing == ("2025-09",)


async def test_the_conflicting_figures_of_the_first_documents_are_filed_with_their_reasons(shelf: Database) -> None:
    for series in (Series.RARE_EARTHS, Series.MAGNETS):
        said = {conflict.claim[:24]: conflict for conflict in (await over(shelf, series)).conflicts}
        assert said["November 2025: 5,493.9 t"].verdict == "wrong series"
        assert "for magnets customs gave 6,150 tonnes" in said["November 2025: 5,493.9 t"].reason
    assert {c.verdict for c in (await over(shelf)).conflicts} == {
        "wrong series",
        "wrong period",
        "contradicted",
        "wrong scope",
    }


async def test_a_new_month_alone_is_a_proposal_and_no_news(shelf: Database) -> None:
    await follow(shelf, kinds=("figures",))
    assert (await reads(shelf, MONTH)).alerts == 0
    view = await over(shelf)
    assert view.months[-1].period == "2026-03"
    assert [(f.tonnes, f.reason) for f in view.waiting] == [(5_500, "No published total covers April 2026 yet.")]


async def test_a_month_that_fits_with_its_total_counts_and_is_told_once(shelf: Database) -> None:
    await follow(shelf, kinds=("figures",))
    assert (await reads(shelf, MONTH, TOTAL, publisher="Daily Magnet")).alerts == 1
    assert await newest(shelf) == PERIOD
    assert (await reads(shelf, MONTH, TOTAL, publisher="Metal Week")).alerts == 0, "a second report is no news"
    [alert] = await all_alerts(shelf)
    assert (alert.kind, alert.event, alert.company) == ("figures", Event.FIGURE, None)
    assert alert.text == "Rare-earth permanent magnets, April 2026: 5,500 t, up 5.0 % on the month before."
    assert [figure.publisher for figure in alert.figures] == ["Daily Magnet", "Metal Week"]
    assert await outlets(shelf) == [("C1", "pending")]


async def test_the_total_may_come_later_and_from_somebody_else(shelf: Database) -> None:
    await reads(shelf, MONTH)
    assert (await reads(shelf, TOTAL)).alerts == 1
    assert await newest(shelf) == PERIOD


async def test_a_month_that_does_not_fit_stays_a_proposal_beside_the_total(shelf: Database) -> None:
    await reads(shelf, states(6_500, PERIOD), TOTAL)
    view = await over(shelf)
    assert (view.months[-1].period, view.waits) == ("2026-03", 2)


async def test_what_reports_say_against_a_published_month_is_listed_and_changes_nothing(shelf: Database) -> None:
    await reads(shelf, states(6_300, "2025-11"), publisher="Odd Gazette")
    view = await over(shelf)
    [odd] = [conflict for conflict in view.conflicts if conflict.said_by == "Odd Gazette"]
    assert (odd.claim, odd.verdict) == ("November 2025: 6,300 t", "contradicted")
    assert next(m for m in view.months if m.period == "2025-11").figure.tonnes == 6_150


async def test_figures_read_before_the_seeds_came_are_judged_when_they_come(db: Database) -> None:
    await reads(db, states(5_493.9, "2025-11", Series.NOT_NAMED), states(45_290, "2025-10"))
    async with db.write() as session:
        await seeding.seed(session, T0, only=("series",))
    async with db.read() as session:
        found = {view.tonnes: view for view in await figures.recent(session, 200) if view.cause == "source"}
    assert (found[5_493.9].series, found[5_493.9].kind) == ("rare-earths", "repeated")
    assert (found[45_290].period, found[45_290].verdict) == ("2025-01/2025-10", "wrong period")
    assert await all_alerts(db) == ()


async def test_what_an_old_source_said_in_its_first_reading_waits_for_its_one_card(shelf: Database) -> None:
    await follow(shelf, kinds=("figures",))
    wire = await source(shelf)
    await reads(shelf, MONTH, TOTAL, source_id=wire, first_reading=True, published="2026-01-05")
    assert await outlets(shelf) == [("C1", "held")]


async def test_an_admin_vouches_and_the_month_counts(shelf: Database) -> None:
    await follow(shelf, kinds=("figures",))
    await reads(shelf, MONTH)
    async with shelf.write() as session:
        [waiting], many = await proposals.open(session)
        await proposals.accept(session, waiting.id, "U1", "read in the customs release", T0)
        said = await audit.since(session, T0)
    assert many == 1
    assert await newest(shelf) == PERIOD
    assert said[0].action == "figure accepted"
    assert len(await all_alerts(shelf)) == 1


async def test_an_admin_takes_a_figure_back_and_the_card_says_so(shelf: Database) -> None:
    await reads(shelf, MONTH, TOTAL)
    async with shelf.read() as session:
        [told] = [view for view in await figures.recent(session, 200) if view.tonnes == 5_500]
    async with shelf.write() as session:
        await proposals.reject(session, told.id, "U1", "The release was misread.", T0)
    assert await newest(shelf) == "2026-03"
    [alert] = await all_alerts(shelf)
    assert alert.text.startswith("Taken back: ")
    assert alert.text.endswith("The release was misread.")


async def test_the_first_admin_to_decide_wins_and_the_second_is_told(shelf: Database) -> None:
    await reads(shelf, MONTH)
    async with shelf.write() as session:
        [waiting], _ = await proposals.open(session)
        await proposals.reject(session, waiting.id, "U1", "a slip", T0)
        with pytest.raises(proposals.NotOpen, match="rejected, by U1"):
            await proposals.accept(session, waiting.id, "U2", "no", T0)


async def test_what_is_published_cannot_be_replaced_by_accepting_another_figure(shelf: Database) -> None:
    await reads(shelf, states(6_300, "2025-11"))
    async with shelf.read() as session:
        [odd] = [view for view in await figures.recent(session, 200) if view.tonnes == 6_300]
    async with shelf.write() as session:
        with pytest.raises(proposals.NotOpen, match="on record with 6,150 t"):
            await proposals.accept(session, odd.id, "U1", "sure", T0)


async def test_a_figure_never_raises_a_claim_about_anybody(shelf: Database) -> None:
    await follow(shelf, "C2", kinds=("exporters", "customers", "smco"))
    await reads(shelf, MONTH, TOTAL)
    assert await outlets(shelf) == []
    async with shelf.read() as session:
        assert await alerts.about(session, "A1") is None
