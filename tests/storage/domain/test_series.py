"""Do the months make the totals that were published? A slip is found, and found where it is."""

import tomllib
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.domain import series
from storage.domain.claim import Series
from storage.domain.series import Known, check, is_month

SEEDS = Path(__file__).parents[3] / "seeds" / "series.toml"


def shipped() -> tuple[Known, ...]:
    """The figures that come with the installation."""
    return tuple(
        Known(
            series=Series(row["series"]),
            period=row["period"],
            tonnes=row["tonnes"],
            derived=row["kind"] == "derived",
            made_from=tuple(row.get("made_from", ())),
            publisher=row["publisher"],
        )
        for row in tomllib.loads(SEEDS.read_text("utf-8"))["figure"]
    )


def changed(period: str, by: float, kind: Series = Series.MAGNETS) -> tuple[Known, ...]:
    return tuple(
        replace(known, tonnes=known.tonnes + by) if (known.series, known.period) == (kind, period) else known
        for known in shipped()
    )


def test_the_shipped_months_make_every_published_total_that_can_be_added_up() -> None:
    found = check(shipped())
    assert found.breaches == ()
    assert set(found.fits) >= {f"2025-01/2025-{month}" for month in ("06", "07", "09", "10", "11", "12")}


@pytest.mark.parametrize(
    ("month", "total"),
    [
        ("2025-01", "2025-01/2025-06"),
        ("2025-05", "2025-01/2025-06"),
        ("2025-06", "2025-01/2025-06"),
        ("2025-07", "2025-01/2025-07"),
        ("2025-08", "2025-01/2025-09"),
        ("2025-09", "2025-01/2025-09"),
        ("2025-10", "2025-01/2025-10"),
        ("2025-11", "2025-01/2025-11"),
        ("2025-12", "2025-01/2025-12"),
    ],
)
@pytest.mark.parametrize("by", [500, -500])
def test_a_reported_month_changed_by_500_tonnes_names_the_total_it_breaks(month: str, total: str, by: float) -> None:
    [breach] = check(changed(month, by)).breaches
    assert breach.total == total
    assert month in breach.months
    assert series.in_words(total) in breach.sentence
    assert ("too many" if by > 0 else "too few") in breach.sentence


def test_a_changed_total_breaks_itself_and_the_one_after_it() -> None:
    broken = check(changed("2025-01/2025-09", 500)).breaches
    assert [breach.total for breach in broken] == ["2025-01/2025-09", "2025-01/2025-10"]


def test_the_early_release_is_held_against_its_own_totals_only() -> None:
    [breach] = check(changed("2025-11", 500, Series.RARE_EARTHS)).breaches
    assert (breach.series, breach.total) == (Series.RARE_EARTHS, "2025-01/2025-11")


def test_a_month_we_worked_out_is_left_out_of_the_check_that_produced_it() -> None:
    """January 2026 is the first quarter less the other months: it would vouch for any of them."""
    found = check(shipped())
    assert "2026-01/2026-03" in found.untested
    assert check(changed("2026-03", 500)).breaches == ()


def test_once_that_month_is_published_the_total_is_checked() -> None:
    published = [
        replace(known, derived=False, made_from=()) if known.period == "2026-01" else known
        for known in changed("2026-03", 500)
    ]
    assert [breach.total for breach in check(published).breaches] == ["2026-01/2026-03"]


amounts = st.integers(min_value=100, max_value=9_000)


@given(
    st.lists(amounts, min_size=12, max_size=12), st.integers(0, 11), st.integers(20, 5_000), st.sampled_from((1, -1))
)
def test_whatever_the_months_they_fit_their_totals_and_a_slip_breaks_the_first_total_after_it(
    months: list[int], at: int, slip: int, sign: int
) -> None:
    held = [
        Known(series=Series.MAGNETS, period=f"2027-{number:02}", tonnes=amount)
        for number, amount in enumerate(months, 1)
    ]
    ends = (3, 6, 7, 12)
    held += [Known(series=Series.MAGNETS, period=f"2027-01/2027-{end:02}", tonnes=sum(months[:end])) for end in ends]
    assert check(held).breaches == ()
    held[at] = replace(held[at], tonnes=held[at].tonnes + sign * slip)
    [breach] = check(held).breaches
    assert breach.total == f"2027-01/2027-{next(end for end in ends if end > at):02}"


@given(st.text(max_size=20))
def test_whatever_stands_where_a_period_should_it_is_one_or_none(text: str) -> None:
    span = series.span_of(text)
    assert span is None or span[0] <= span[1]
    assert is_month(text) == (span is not None and span[0] == span[1])
    assert series.canonical(series.canonical(text)) == series.canonical(text)
