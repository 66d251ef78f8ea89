"""Eighty columns, whatever is in them."""

from datetime import UTC
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.messages import alert, card, overview, terminal
from bot.messages.parts import Code, Facts, Link, Message, Moment, Quote, Rows, Say, Strong
from tests.bot import situations
from tests.bot.situations import T0


def _lines(message: Message, width: int = 80) -> list[str]:
    return terminal.render(message, UTC, width).splitlines()


@pytest.mark.parametrize(
    "message",
    [
        card.company(situations.COMPANY, {}),
        overview.overview(situations.TODAY, T0.date()),
        alert.single(situations.GAINED),
        alert.first_reading([situations.GAINED] * 4, "Example Wire"),
    ],
    ids=["company", "overview", "alert", "first reading"],
)
def test_every_line_fits_eighty_columns_but_for_addresses(message: Message) -> None:
    for line in _lines(message):
        assert terminal.columns(line) <= 80 or "https://" in line


@given(st.text(max_size=400), st.integers(min_value=20, max_value=100))
def test_any_text_is_wrapped_by_columns(text: str, width: int) -> None:
    message = Message(title=text, parts=(Say((text,)), Quote(text), Rows(((text,),))), summary="")
    for line in _lines(message, width):
        assert terminal.columns(line) <= width or "http" in line.casefold()
        assert "\x1b" not in line


def test_chinese_characters_are_two_columns_wide() -> None:
    assert terminal.columns("磁业 ok") == 7
    assert all(terminal.columns(line) <= 20 for line in terminal.wrap("兰溪磁业股份有限公司获得通用许可证", 20))


def test_control_and_direction_marks_never_reach_the_terminal() -> None:
    text = terminal.render(Message(title="a\x1b[31mb\u202e", parts=(Say(("\x07c\u2066",)),), summary=""))
    assert text == "a[31mb\n──────\nc\n"


def test_an_address_stays_whole_on_its_line() -> None:
    url = "https://news.example/" + "long/" * 30
    (line,) = [
        line for line in _lines(Message(title="t", parts=(Say((Link(url, "Wire"),)),), summary="")) if "http" in line
    ]
    assert url in line


def test_facts_stand_in_two_columns() -> None:
    facts = Facts((("Said by", ("Example Wire",)), ("Period ends", ("about 2 Dec 2026",))))
    lines = _lines(Message(title="t", parts=(facts,), summary=""))
    assert lines[2:] == ["  Said by      Example Wire", "  Period ends  about 2 Dec 2026"]


def test_times_are_the_readers_and_the_zone_is_named() -> None:
    message = Message(title="t", parts=(Say((Strong("x "), Moment(T0), " ", Code("c"))),), summary="")
    assert "22 Nov 2026, 10:40 CET" in terminal.render(message, ZoneInfo("Europe/Berlin"))
