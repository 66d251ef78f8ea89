"""Text in, words out, whatever keyboard it came from."""

from contextlib import suppress
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import grammar
from bot.grammar import Misunderstood


@pytest.mark.parametrize(
    ("typed", "verb", "rest"),
    [
        ("who Lanxi Magnetics", "who", "Lanxi Magnetics"),
        ("  WHO   Lanxi\u00a0Magnetics  ", "who", "Lanxi Magnetics"),
        ("/licence who Lanxi", "who", "Lanxi"),
        ("/LICENSE who Lanxi", "who", "Lanxi"),
        ("who “Lanxi Magnetics”?", "who", "Lanxi Magnetics"),
        ("who 「兰溪磁业」", "who", "兰溪磁业"),
        ("who 兰溪磁业？", "who", "兰溪磁业"),
        ("who ‘Lanxi Magnetics’", "who", "Lanxi Magnetics"),
        ("who L'Aimant", "who", "L'Aimant"),
        ("who AT&amp;T Magnets", "who", "AT&T Magnets"),
        ("who <http://samarium.dev|samarium.dev>", "who", "samarium.dev"),
        ("who \u200eLanxi\u200b Magnetics\u202c", "who", "Lanxi Magnetics"),
        ("who Lanxi Magnetics Co., Ltd.", "who", "Lanxi Magnetics Co., Ltd."),
        ("holders:", "holders", ""),
        ('who "unclosed name', "who", "unclosed name"),
        ("who HKEX:6680", "who", "HKEX:6680"),
        ("", "", ""),
        ("   ", "", ""),
    ],
)
def test_a_line_means_what_it_looks_like(typed: str, verb: str, rest: str) -> None:
    line = grammar.read(typed)
    assert (line.verb, line.rest) == (verb, rest)


@pytest.mark.parametrize(
    "typed",
    [
        'follow company:"Lanxi Magnetics" material:SmCo',
        "follow company：“Lanxi Magnetics” material：SmCo",
        'follow company: "Lanxi Magnetics" material: SmCo',
        'follow material:SmCo company:"Lanxi  Magnetics"',
        'follow COMPANY:"Lanxi Magnetics" --material SmCo',
        "follow company:'Lanxi Magnetics' —material SmCo",
    ],
)
def test_filters_are_read_in_any_order_and_spelling(typed: str) -> None:
    given_ = grammar.arguments(grammar.read(typed), ("company", "material"))
    assert given_.all("company") == ("Lanxi Magnetics",)
    assert given_.all("material") == ("SmCo",)
    assert given_.words == ()


def test_values_of_one_filter_add_up_and_a_quoted_comma_separates_nothing() -> None:
    given_ = grammar.arguments(grammar.read('x material:Dy,Tb material:SmCo except:"a, b"'), ("material", "except"))
    assert given_.all("material") == ("Dy", "Tb", "SmCo")
    assert given_.all("except") == ("a, b",)


@pytest.mark.parametrize(
    ("typed", "channel"),
    [("x in <#C012AB|sourcing>", "C012AB"), ("x in #Sourcing", "#sourcing"), ("x in sourcing", None)],
)
def test_a_channel_is_named_after_in(typed: str, channel: str | None) -> None:
    assert grammar.arguments(grammar.read(typed), (), channel=True).channel == channel


def test_an_unknown_filter_is_named_with_those_that_exist() -> None:
    with pytest.raises(Misunderstood, match="no filter `materail:`") as slip:
        grammar.arguments(grammar.read("holders materail:smco"), ("material", "state"))
    assert slip.value.nearest == "holders material:smco"


def test_an_address_is_no_filter() -> None:
    given_ = grammar.arguments(grammar.read("add https://example.org/a?b=c"), ("kind",))
    assert given_.words[0].text == "https://example.org/a?b=c"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("holdrs", "holders"),
        ("folow", "follow"),
        ("hwo", "who"),
        ("w", None),
        ("banana", None),
        ("cutsomers", "customers"),
    ],
)
def test_a_slip_is_near_when_at_most_a_third_of_the_letters_differ(typed: str, meant: str | None) -> None:
    assert grammar.nearest(typed, ("who", "holders", "follow", "customers", "help")) == meant


@pytest.mark.parametrize(("typed", "days"), [("7d", 7), ("2 weeks", 14), ("3m", 90), ("48h", 2), ("1y", 365)])
def test_lengths_of_time(typed: str, days: int) -> None:
    assert grammar.span(typed) == timedelta(days=days)


@pytest.mark.parametrize("typed", ["", "d", "-7d", "7 days ago", "1e3d", "７d d"])
def test_what_is_no_length_of_time(typed: str) -> None:
    assert grammar.span(typed) is None


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("2026-11-02", date(2026, 11, 2)),
        ("2 Nov 2026", date(2026, 11, 2)),
        ("November 2, 2026", date(2026, 11, 2)),
        ("2026/11/2", date(2026, 11, 2)),
        ("2026-11", date(2026, 11, 1)),
        ("yesterday", date(2026, 11, 21)),
        ("2026-13-40", None),
        ("soon", None),
    ],
)
def test_days_as_people_write_them(typed: str, day: date | None) -> None:
    assert grammar.day(typed, date(2026, 11, 22)) == day


def test_short_ids_have_one_letter_and_a_number() -> None:
    assert grammar.short_id("c7", "C") == "C7"
    assert grammar.short_id("#C-007", "C") == "C7"
    assert grammar.short_id("C7", "W") is None
    assert grammar.short_id("C7x", "C") is None


def test_five_thousand_characters_are_one_sentence_not_a_search() -> None:
    with pytest.raises(Misunderstood, match="5,000 characters long"):
        grammar.read("x" * 5_000)


@given(st.text(max_size=300))
def test_no_text_breaks_the_reading(text: str) -> None:
    line = grammar.read(text)
    assert "\n" not in line.whole
    with suppress(Misunderstood):
        grammar.arguments(line, ("company", "min"), channel=True)
