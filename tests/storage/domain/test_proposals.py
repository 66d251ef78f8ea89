"""What becomes of a figure that a report states: none is believed for being new, none ignored for being odd."""

from storage.domain.claim import Figure, Series
from storage.domain.proposals import Disproved, Verdict, judge, settle
from storage.domain.series import Known
from tests.storage.domain.test_series import shipped

MAGNETS, RARE_EARTHS, PRODUCTS, NOT_NAMED = Series
KNOWN = tuple(
    Known(**{**vars(known), "changes": (11.6,)}) if known.period == "2025-01/2025-11" else known for known in shipped()
)


def states(tonnes: float | None, period: str | None, series: Series = MAGNETS, **facts: object) -> Figure:
    return Figure(series=series, period=period, tonnes=tonnes, quote="…", **facts)  # type: ignore[arg-type]


def new(tonnes: float, period: str) -> Known:
    return Known(series=MAGNETS, period=period, tonnes=tonnes)


def test_a_figure_on_record_is_repeated_and_adds_nothing() -> None:
    assert judge(states(6_150, "2025-11"), KNOWN).verdict is Verdict.REPEATS
    assert judge(states(57_392, "2025"), KNOWN).period == "2025-01/2025-12"


def test_a_new_month_that_no_total_covers_waits_and_says_so() -> None:
    found = judge(states(5_500, "2026-04"), KNOWN)
    assert (found.verdict, found.reason) == (Verdict.WAITS, "No published total covers April 2026 yet.")
    assert settle([k for k in KNOWN if k.series is MAGNETS], [new(5_500, "2026-04")]) == []


def test_a_month_that_fits_the_published_total_counts_and_replaces_our_arithmetic() -> None:
    found = judge(states(6_024, "2026-01"), KNOWN)
    assert found.verdict is Verdict.COUNTS
    assert "16,001 t published for January to March 2026" in found.reason


def test_a_month_that_does_not_fit_names_the_total_it_would_break() -> None:
    found = judge(states(3_988, "2025-02"), KNOWN)
    assert found.verdict is Verdict.CONTRADICTED
    assert "January to June 2025: 22,319 t published" in found.reason


def test_a_month_and_the_total_that_it_completes_count_together() -> None:
    held = [known for known in KNOWN if known.series is MAGNETS]
    settled = settle(held, [new(5_500, "2026-04"), new(21_501, "2026-01/2026-04")])
    assert {figure.period for figure, _ in settled} == {"2026-04", "2026-01/2026-04"}
    assert all("January to March 2026 as published" in why for _, why in settled)


def test_a_month_and_a_total_that_do_not_fit_each_other_both_wait() -> None:
    held = [known for known in KNOWN if known.series is MAGNETS]
    assert settle(held, [new(5_500, "2026-04"), new(22_001, "2026-01/2026-04")]) == []


def test_figures_that_nothing_published_is_part_of_cannot_vouch_for_each_other() -> None:
    held = [known for known in KNOWN if known.series is MAGNETS]
    alone = [new(5_000, "2027-01"), new(4_000, "2027-02"), new(9_000, "2027-01/2027-02")]
    assert settle(held, alone) == []


def test_a_magnet_figure_that_is_the_published_one_of_all_rare_earths_is_filed_there() -> None:
    found = judge(states(5_493.9, "2025-11"), KNOWN)
    assert (found.series, found.verdict) == (RARE_EARTHS, Verdict.WRONG_SERIES)
    assert found.reason == "5,493.9 t is the published figure for all rare earths, not rare-earth magnets."


def test_a_total_that_is_told_as_one_month_is_filed_under_its_months() -> None:
    found = judge(states(45_290, "2025-10"), KNOWN)
    assert (found.period, found.verdict) == ("2025-01/2025-10", Verdict.WRONG_PERIOD)


def test_a_figure_without_a_series_belongs_to_none_unless_it_is_a_published_one() -> None:
    assert judge(states(5_493.9, "2025-11", NOT_NAMED), KNOWN).series is RARE_EARTHS
    assert judge(states(5_494, "2025-11", NOT_NAMED), KNOWN).series is RARE_EARTHS, "in whole tonnes it is the same"
    found = judge(states(5_400, "2025-11", NOT_NAMED), KNOWN)
    assert (found.series, found.verdict) == (NOT_NAMED, Verdict.NOT_NAMED)


def test_a_round_number_is_a_published_one_only_with_the_same_change() -> None:
    same = states(58_000, "2025-01/2025-11", NOT_NAMED, change_pct=11.6, basis="ytd_yoy")
    assert judge(same, [k for k in KNOWN if k.series is RARE_EARTHS]).series is RARE_EARTHS
    other = states(58_000, "2025-01/2025-11", NOT_NAMED, change_pct=3.0, basis="ytd_yoy")
    assert judge(other, KNOWN).verdict is Verdict.NOT_NAMED


def test_another_figure_for_a_published_month_contradicts_it_and_changes_nothing() -> None:
    found = judge(states(6_300, "2025-11"), KNOWN)
    assert found.verdict is Verdict.CONTRADICTED
    assert "6,150 t from Astro Awani" in found.reason


def test_exports_to_one_country_are_part_of_no_series() -> None:
    assert judge(states(582, "2025-11", country="United States"), KNOWN).verdict is Verdict.BESIDE


def test_a_figure_that_was_disproved_is_known_again_wherever_it_turns_up() -> None:
    japan = Disproved(
        series=MAGNETS, period="2025-12", tonnes=411.3, country="Japan", verdict="contradicted", reason="280 t it was."
    )
    found = judge(states(411.3, "2025-12", country="Japan"), KNOWN, [japan])
    assert (found.verdict, found.reason) == (Verdict.CONTRADICTED, "280 t it was.")


def test_a_change_without_tonnes_is_kept_beside_the_series() -> None:
    assert judge(states(None, "2026-04", change_pct=5.0, basis="mom"), KNOWN).verdict is Verdict.BESIDE
