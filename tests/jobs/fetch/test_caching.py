"""What a publisher's headers say about asking again."""

from datetime import UTC, datetime, timedelta

import pytest

from jobs.fetch import Wishes
from jobs.fetch.caching import fresh_until, retry_after, wishes

T0 = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
DAY = 86_400


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("30", 30),
        (" 30 ", 30),
        ("0030", 30),
        ("86400", DAY),
        ("86401", DAY),
        ("9" * 400, DAY),
        ("Sun, 22 Nov 2026 12:05:00 GMT", 300),
        ("Sunday, 22-Nov-26 12:05:00 GMT", 300),
        ("Sun Nov 22 12:05:00 2026", 300),
        ("Sun, 22 Nov 2026 14:05:00 +0200", 300),
        ("Sun, 22 Nov 2099 12:05:00 GMT", DAY),
        ("Sun, 22 Nov 2020 12:05:00 GMT", None),
        ("0", None),
        ("-5", None),
        ("1.5", None),
        ("1e3", None),
        ("٣٠", None),
        ("soon", None),
        ("30, 60", None),
        ("Sun, 99 Nov 2026 99:99:99 GMT", None),
        ("", None),
        (None, None),
    ],
)
def test_retry_after_is_obeyed_in_both_forms_for_a_day_at_most(header: str | None, seconds: int | None) -> None:
    assert retry_after(header, T0) == (None if seconds is None else T0 + timedelta(seconds=seconds))


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"cache-control": "max-age=600"}, 600),
        ({"cache-control": 'public, Max-Age="600"'}, 600),
        ({"cache-control": "s-maxage=60, max-age=600, must-revalidate"}, 600),
        ({"cache-control": "s-maxage=60"}, None),
        ({"cache-control": "max-age=600", "age": "100"}, 500),
        ({"cache-control": "max-age=600", "age": "700"}, None),
        ({"cache-control": "max-age=600", "age": "old"}, 600),
        ({"cache-control": "max-age=99999999999"}, DAY),
        ({"cache-control": "max-age=0"}, None),
        ({"cache-control": "max-age=-1"}, None),
        ({"cache-control": "no-cache, max-age=600"}, None),
        ({"cache-control": "no-store"}, None),
        ({"expires": "Sun, 22 Nov 2026 12:10:00 GMT"}, 600),
        ({"expires": "Sun, 22 Nov 2026 13:10:00 GMT", "date": "Sun, 22 Nov 2026 13:00:00 GMT"}, 600),
        ({"expires": "Sun, 22 Nov 2026 12:10:00 GMT", "cache-control": "max-age=60"}, 60),
        ({"expires": "0"}, None),
        ({"expires": "-1"}, None),
        ({}, None),
    ],
)
def test_an_answer_stays_fresh_as_long_as_it_says_for_a_day_at_most(
    headers: dict[str, str], seconds: int | None
) -> None:
    assert fresh_until(headers, T0) == (None if seconds is None else T0 + timedelta(seconds=seconds))


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("<ttl>90</ttl>", Wishes(ttl=90)),
        ("<ttl> 99999999 </ttl>", Wishes(ttl=1_440)),
        ("<ttl>0</ttl>", Wishes()),
        ("<ttl>soon</ttl>", Wishes()),
        (
            "<skipHours><hour>0</hour><hour>24</hour><hour>7</hour><hour>99</hour></skipHours>",
            Wishes(skip_hours=(0, 7)),
        ),
        ("<skipHours>" + "".join(f"<hour>{n}</hour>" for n in range(24)) + "</skipHours>", Wishes()),
        (
            "<skipDays><day>sunday</day><day>Saturday</day><day>Someday</day></skipDays>",
            Wishes(skip_days=("Saturday", "Sunday")),
        ),
        ("<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency>", Wishes(ttl=360)),
        ("<sy:updatePeriod>hourly</sy:updatePeriod>", Wishes(ttl=60)),
        ("", Wishes()),
    ],
)
def test_a_feed_says_how_often_it_wants_to_be_asked(said: str, meant: Wishes) -> None:
    before = f"<rss><channel><title>x</title>{said}<item><title>y</title></item></channel></rss>"
    after = f"<rss><channel><title>x</title><item><title>y</title></item>{said}</channel></rss>"
    inside = f"<rss><channel><item><description>{said}</description></item>{'<item/>' * 900}</channel></rss>"
    assert (wishes(before), wishes(after), wishes(inside)) == (meant, meant, Wishes())
