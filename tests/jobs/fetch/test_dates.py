"""Dates as publishers print them."""

from datetime import UTC, datetime

import pytest

from jobs.fetch.dates import published

T0 = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("printed", "iso"),
    [
        ("Tue, 02 Dec 2025 10:00:00 +0800", "2025-12-02T10:00:00+08:00"),
        ("Tue, 2 Dec 2025 10:00 GMT", "2025-12-02T10:00:00+00:00"),
        ("02 Dec 2025 10:00:00 EST", "2025-12-02T10:00:00-05:00"),
        ("Tue, 02 Dec 2025 23:59:60 GMT", "2025-12-02T23:59:59+00:00"),
        ("2025-12-02T10:00:00Z", "2025-12-02T10:00:00+00:00"),
        ("2025-12-02T10:00:00.123+08:00", "2025-12-02T10:00:00+08:00"),
        ("2025-12-02T10:00+0800", "2025-12-02T10:00:00+08:00"),
        ("2025-12-02 10:00:00 UTC", "2025-12-02T10:00:00+00:00"),
        ("2025-12-02", "2025-12-02"),
        ("20251202", "2025-12-02"),
        ("2025年12月2日", "2025-12-02"),
        ("2025/12/2 10:00", "2025-12-02"),
        ("2 Dec 2025", "2025-12-02"),
        ("December 2, 2025", "2025-12-02"),
        ("Tue, Dec. 2, 2025", "2025-12-02"),
    ],
)
def test_a_date_keeps_the_zone_it_was_printed_in(printed: str, iso: str) -> None:
    assert published(printed, T0) == iso


@pytest.mark.parametrize(
    "printed", ["2025-12-02T10:00:00", "Tue, 02 Dec 2025 10:00:00", "Tue, 02 Dec 2025 10:00:00 CST"]
)
def test_a_time_without_a_zone_is_only_a_date(printed: str) -> None:
    assert published(printed, T0) == "2025-12-02"


@pytest.mark.parametrize(
    "printed",
    [
        *(
            None,
            "",
            "yesterday",
            "soon",
            "0000-00-00",
            "2025-13-40",
            "2025-02-30T10:00:00Z",
            "01/02/2026",
            "12-02-2025",
        ),
        *("2099-01-01", "1970-01-01T00:00:00Z", "2025-12-02T99:00:00Z", "Tue, 99 Dec 2025 10:00:00 GMT", "1" * 5_000),
        *("2025-12-02T10:00:00+99:99", "2025-12", "2025"),
    ],
)
def test_garbage_and_the_far_future_are_no_date(printed: str | None) -> None:
    assert published(printed, T0) is None
