"""The watchlist as CSV, there and back."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import watch_files
from bot.watch_files import BadFile, as_csv, read
from storage.domain.licence import Role
from storage.domain.views import WatchView
from storage.watchlist import Wanted

T0 = datetime(2026, 11, 22, tzinfo=UTC)
WUYANG = Wanted(
    name="Wuyang Magnets", role=Role.SMCO_PRODUCER, aliases=("武阳磁材", "Wuyang"), tickers=("600001.SH", "WYM")
)


def view(wanted: Wanted) -> WatchView:
    return WatchView(
        company="key",
        name=wanted.name,
        role=wanted.role,
        aliases=wanted.aliases,
        tickers=wanted.tickers,
        added_by="U1",
        added_at=T0,
    )


def test_a_row_has_name_role_aliases_in_several_scripts_and_tickers() -> None:
    text = "name,role,aliases,tickers\r\nWuyang Magnets,smco_producer,武阳磁材; Wuyang,600001.SH|WYM\r\n"
    assert read(text).rows == (WUYANG,)


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_spreadsheets_of_all_countries_are_read(separator: str) -> None:
    cells = ("Company", "Role", "Alias"), ("Wuyang Magnets", "SmCo", "武阳磁材")
    text = "\ufeff" + "\n".join(separator.join(row) for row in cells)
    assert read(text).rows == (Wanted(name="Wuyang Magnets", role=Role.SMCO_PRODUCER, aliases=("武阳磁材",)),)


def test_without_a_header_a_line_is_a_name() -> None:
    assert [row.name for row in read("# mine\nWuyang Magnets\n\n示例磁业\n").rows] == ["Wuyang Magnets", "示例磁业"]


def test_a_row_that_cannot_be_taken_is_named_and_stops_no_other() -> None:
    listed = read(f"name,role\nGood Magnets,exporter\nBad Magnets,boss\n{'x' * 121},exporter\n,customer\n")
    assert [row.name for row in listed.rows] == ["Good Magnets"]
    assert listed.faults == (
        "row 2: “boss” is no role: use exporter, smco_producer, customer.",
        "row 3: A name has at most 120 characters.",
        "row 4: There is no name.",
    )


@pytest.mark.parametrize("text", ["", " \n", "\ufeff"])
def test_nothing_is_said_to_be_nothing(text: str) -> None:
    with pytest.raises(BadFile, match="There is nothing in it"):
        read(text)


def test_more_rows_than_anybody_watches_are_refused() -> None:
    with pytest.raises(BadFile, match="more than"):
        read("a name\n" * (watch_files.MAX_ROWS + 1))


def test_no_cell_becomes_a_formula_and_each_comes_back_as_it_was() -> None:
    wanted = Wanted(name="=HYPERLINK(1)", aliases=("+86 Magnets",), tickers=("@X",))
    text = as_csv([view(wanted)])
    assert "'=HYPERLINK(1)" in text
    assert read(text).rows == (wanted,)


_NAME = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=30).filter(
    lambda text: not set(text) & set(";|；'") and text == watch_files.printable(text)
)


@given(_NAME, st.lists(_NAME, max_size=3), st.sampled_from(Role))
def test_what_goes_out_comes_back(name: str, aliases: list[str], role: Role) -> None:
    wanted = Wanted(name=name, role=role, aliases=tuple(aliases))
    assert read(as_csv([view(wanted)])).rows == (wanted,)


@given(st.text(max_size=300))
def test_whatever_is_pasted_is_read_or_refused_in_words(text: str) -> None:
    try:
        listed = read(text)
    except BadFile:
        return
    assert all(row.name for row in listed.rows)
