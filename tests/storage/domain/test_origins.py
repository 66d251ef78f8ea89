"""Who said it first. Ten copies of one story are one origin."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.domain import origins
from storage.domain.claim import Attribution, Scope
from storage.domain.origins import counted, origins_of
from tests.telling import from_wire, heard


def names(*testimonies: origins.Testimony) -> tuple[str, ...]:
    found = origins_of(testimonies)
    return counted(found[t.id] for t in testimonies)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"attribution": Attribution.ANONYMOUS, "outlet": "Reuters"}, "Reuters"),
        ({"attribution": Attribution.ANONYMOUS}, "Daily Magnet"),
        ({"attribution": Attribution.MEDIA, "outlet": "Nikkei"}, "Nikkei"),
        ({"attribution": Attribution.NONE, "outlet": "Nikkei"}, "Nikkei"),
        ({"attribution": Attribution.COMPANY}, "Lodemag Materials"),
        ({"attribution": Attribution.MINISTRY}, "MOFCOM"),
        ({"attribution": Attribution.ANALYST, "speaker": "A. Weaver"}, "A. Weaver"),
    ],
)
def test_the_origin_is_who_the_text_names(facts: dict[str, Any], expected: str) -> None:
    assert names(heard(**facts)) == (expected,)


def test_a_report_that_names_nobody_counts_nothing() -> None:
    assert names(heard()) == ()


def test_three_articles_that_go_back_to_one_wire_are_one_origin() -> None:
    first, retold, bare = from_wire(1), heard(2, 1, attribution=Attribution.MEDIA, outlet="REUTERS"), heard(3, 2)
    found = origins_of([first, retold, bare])
    assert names(first, retold, bare) == ("Reuters",)
    assert (found[3].counts, found[3].inherited) == (False, True)


def test_two_wires_that_quote_the_ministry_have_one_speaker() -> None:
    assert names(
        heard(1, attribution=Attribution.MINISTRY, outlet="Reuters"),
        heard(2, attribution=Attribution.MINISTRY, outlet="Xinhua"),
    ) == ("MOFCOM",)


@pytest.mark.parametrize(("after", "inherits"), [(0, True), (30, True), (31, False)])
def test_a_repeat_inherits_its_origin_for_thirty_days(after: int, inherits: bool) -> None:
    assert origins_of([from_wire(1), heard(2, after)])[2].inherited is inherits


def test_a_repeat_with_a_fact_of_its_own_has_an_unknown_origin() -> None:
    found = origins_of([from_wire(1), heard(2, 1, customers=("ford",))])
    assert (found[2].name, found[2].counts) == (None, False)
    wider = origins_of([from_wire(1, scope=Scope.SOME_CUSTOMERS), heard(2, 1, scope=Scope.ALL_CUSTOMERS)])
    assert wider[2].name is None


def test_a_reprint_is_no_second_origin_for_the_unnamed_people_in_it() -> None:
    unnamed = {"attribution": Attribution.ANONYMOUS, "grade": "B"}
    first, reprint = heard(1, story=7, **unnamed), heard(2, 90, story=7, publisher="Evening Magnet", **unnamed)
    assert names(first, reprint) == ("Daily Magnet",)
    assert names(first, heard(2, 1, story=8, publisher="Evening Magnet", **unnamed)) == (
        "Daily Magnet",
        "Evening Magnet",
    )


def test_a_credit_line_in_one_reprint_tells_where_all_of_them_come_from() -> None:
    bare, credited = heard(1, story=7, attribution=Attribution.ANONYMOUS), from_wire(2, 1, story=7)
    assert names(bare, credited) == ("Reuters",)


def test_an_outlet_nobody_vouches_for_that_retells_the_wire_without_a_new_fact_is_no_origin() -> None:
    unnamed = {"attribution": Attribution.ANONYMOUS, "publisher": "Magnet Blog"}
    assert names(from_wire(1), heard(2, 3, **unnamed)) == ("Reuters",)
    assert names(from_wire(1), heard(2, 3, customers=("ford",), **unnamed)) == ("Reuters", "Magnet Blog")
    assert names(from_wire(1), heard(2, 3, grade="B", **unnamed)) == ("Reuters", "Magnet Blog")
    assert names(heard(2, **unnamed), from_wire(1, 3)) == ("Magnet Blog", "Reuters")


ANYTHING = st.builds(
    lambda after, attribution, outlet, customers: {
        "after": after,
        "attribution": attribution,
        "outlet": outlet,
        "customers": customers,
    },
    st.integers(0, 60),
    st.sampled_from(Attribution),
    st.sampled_from([None, "Reuters", "reuters", "Nikkei"]),
    st.sampled_from([(), ("ford",)]),
)


@given(st.lists(ANYTHING, min_size=1, max_size=6), st.randoms(use_true_random=False))
def test_the_order_in_which_reports_are_read_does_not_change_who_said_it(
    facts: list[dict[str, Any]], chance: Any
) -> None:
    told = [heard(number, **fact) for number, fact in enumerate(facts)]
    shuffled = list(told)
    chance.shuffle(shuffled)
    assert origins_of(told) == origins_of(shuffled)


@given(st.lists(ANYTHING, min_size=1, max_size=5), st.integers(0, 60))
def test_a_copy_without_a_source_never_adds_an_origin(facts: list[dict[str, Any]], after: int) -> None:
    told = [heard(number, **fact) for number, fact in enumerate(facts)]
    copy = heard(99, after)
    assert set(names(*told, copy)) == set(names(*told))
