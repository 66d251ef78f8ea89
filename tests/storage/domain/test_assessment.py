"""Weighing what was said: tables of cases for the ladder, properties for what must hold of any story."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.domain import origins
from storage.domain.assessment import Assessment, assess, freshness, may_be_old_news, periods, reaches, state_today
from storage.domain.claim import GAINS, Attribution, ClaimStatus, Scope
from storage.domain.licence import Certainty, LicenceKind, LicenceState
from tests.telling import T0, from_wire, heard

DAY = T0.date()
RANK = {c: n for n, c in enumerate(("not known", "claimed", "contested", "reported", "confirmed"))}


def company(number: int = 1, after: int = 0, **facts: Any) -> origins.Testimony:
    own: dict[str, Any] = {"attribution": Attribution.COMPANY, "speaker": "Lodemag Materials", "self_spoken": True}
    return heard(number, after, **own | facts)


def denied(number: int = 9, after: int = 5, **facts: Any) -> origins.Testimony:
    return company(number, after, **{"status": ClaimStatus.DENIED} | facts)


def weigh(*testimonies: origins.Testimony) -> Assessment:
    found = periods(testimonies)
    assert len(found) == 1
    return assess(found[0])


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        (heard(), "claimed"),
        (heard(attribution=Attribution.ANALYST, speaker="A. Weaver"), "claimed"),
        (heard(attribution=Attribution.ANONYMOUS), "reported"),
        (from_wire(), "reported"),
        (heard(attribution=Attribution.MEDIA, outlet="Reuters", grade="D"), "reported"),
        (company(grade="B"), "confirmed"),
        (company(grade="C"), "confirmed"),
        (company(grade="D"), "reported"),
        (company(), "reported"),
        (company(own_publication=True), "confirmed"),
        (company(speaker="Somebody Else", self_spoken=False, grade="B"), "reported"),
        (heard(attribution=Attribution.MINISTRY, grade="B"), "confirmed"),
        (heard(attribution=Attribution.MINISTRY, grade="D"), "reported"),
    ],
)
def test_one_report_carries_the_certainty_of_its_speaker(told: origins.Testimony, expected: str) -> None:
    assert weigh(told).certainty == expected


@pytest.mark.parametrize(
    "status",
    [ClaimStatus.APPLIED, ClaimStatus.EXPECTED, ClaimStatus.NOT_CONFIRMED, ClaimStatus.DENIED, ClaimStatus.REVOKED],
)
def test_what_is_no_gain_makes_no_licence(status: ClaimStatus) -> None:
    assert periods([from_wire(status=status), company(2, status=status)]) == []


@pytest.mark.parametrize("kind", [LicenceKind.INDIVIDUAL, LicenceKind.UNSPECIFIED])
def test_an_individual_licence_makes_no_general_one(kind: LicenceKind) -> None:
    assert periods([from_wire(licence=kind)]) == []


def known(told: list[origins.Testimony]) -> list[Certainty]:
    """The certainty of every licence that anything is known of."""
    return [c for p in periods(told) if (c := assess(p).certainty) is not Certainty.NOT_KNOWN]


@pytest.mark.parametrize("told", [heard(hedged=True), from_wire(hedged=True), company(hedged=True, grade="B")])
def test_hedged_talk_alone_is_not_known(told: origins.Testimony) -> None:
    assert known([told]) == []


def test_hedged_talk_and_its_denial_make_no_contested_licence() -> None:
    assert known([heard(hedged=True), denied()]) == []


@pytest.mark.parametrize("status", [ClaimStatus.REVOKED, ClaimStatus.SUSPENDED, ClaimStatus.EXPIRED])
def test_hedged_talk_of_a_loss_takes_nothing_away(status: ClaimStatus) -> None:
    assert weigh(from_wire(), heard(2, 9, status=status, hedged=True)).state is LicenceState.GRANTED


def test_a_denial_by_the_company_contests_until_a_later_origin_of_its_own() -> None:
    assert weigh(from_wire(), denied()).certainty is Certainty.CONTESTED
    assert weigh(from_wire(), denied(), from_wire(2, 8, outlet="Nikkei")).certainty is Certainty.REPORTED


def test_the_disputed_story_printed_again_does_not_settle_the_dispute() -> None:
    """After a credible denial certainty may only fall until evidence of *another* origin (contract 2)."""
    retold = heard(2, 8, attribution=Attribution.MEDIA, outlet="Reuters", grade="D")
    assert weigh(from_wire(), denied(), retold).certainty is Certainty.CONTESTED


def test_somebody_elses_denial_stands_beside_and_does_not_contest() -> None:
    rumour = heard(9, 5, status=ClaimStatus.DENIED)
    weighed = weigh(from_wire(), rumour)
    assert weighed.certainty is Certainty.REPORTED
    assert any("stands beside it" in sentence for sentence in weighed.because)


def test_credible_reports_that_disagree_are_contested() -> None:
    """Contract 2: contested when a speaker with standing denies it, *or credible reports disagree*."""
    other = from_wire(2, 1, outlet="Nikkei", status=ClaimStatus.DENIED)
    assert weigh(from_wire(), other).certainty is Certainty.CONTESTED


def test_a_denial_read_before_the_gain_is_not_lost() -> None:
    weighed = weigh(denied(1, 0), from_wire(2, 3))
    assert weighed.certainty is Certainty.REPORTED
    assert any("said otherwise" in sentence for sentence in weighed.because)


def test_a_denied_rumour_does_not_reach_whoever_asked_for_reports() -> None:
    """A denial may only lower: a claim nobody stands behind must not rise over `min:reported` by being denied."""
    rumour = weigh(heard()).certainty
    disputed = weigh(heard(), denied()).certainty
    assert not reaches(rumour, Certainty.REPORTED)
    assert not reaches(disputed, Certainty.REPORTED)


@pytest.mark.parametrize(
    ("status", "state"),
    [
        (ClaimStatus.REVOKED, LicenceState.REVOKED),
        (ClaimStatus.SUSPENDED, LicenceState.SUSPENDED),
        (ClaimStatus.EXPIRED, LicenceState.EXPIRED),
    ],
)
def test_a_loss_moves_the_state(status: ClaimStatus, state: LicenceState) -> None:
    assert weigh(from_wire(), from_wire(2, 9, status=status)).state is state


def test_the_old_story_printed_again_does_not_lift_a_suspension() -> None:
    suspended = heard(2, 9, status=ClaimStatus.SUSPENDED, attribution=Attribution.MINISTRY, grade="B")
    assert weigh(from_wire(), suspended, heard(3, 10)).state is LicenceState.SUSPENDED


def test_the_old_story_printed_again_after_a_revocation_is_no_new_licence() -> None:
    revoked = heard(2, 9, status=ClaimStatus.REVOKED, attribution=Attribution.MINISTRY, grade="B")
    assert len(periods([from_wire(), revoked, heard(3, 10)])) == 1


def test_a_dated_grant_after_a_revocation_is_a_new_period() -> None:
    revoked = from_wire(2, 9, status=ClaimStatus.REVOKED)
    assert len(periods([from_wire(), revoked, from_wire(3, 40, held=38)])) == 2


@pytest.mark.parametrize(("after", "expected"), [(170, 1), (200, 2)])
def test_a_renewal_opens_a_period_half_a_year_on(after: int, expected: int) -> None:
    assert len(periods([from_wire(), from_wire(2, after, status=ClaimStatus.RENEWED)])) == expected


@pytest.mark.parametrize(("held", "expected"), [(290, 1), (310, 2)])
def test_a_dated_grant_ten_months_on_is_a_new_period(held: int, expected: int) -> None:
    assert len(periods([from_wire(), from_wire(2, 320, held=held)])) == expected


def test_an_undated_grant_after_the_year_may_be_the_old_one() -> None:
    latest = periods([from_wire()])[0]
    assert may_be_old_news(from_wire(2, 400), latest)
    assert not may_be_old_news(from_wire(2, 364), latest)
    assert not may_be_old_news(from_wire(2, 400, held=399), latest)
    assert not may_be_old_news(from_wire(2, 400, status=ClaimStatus.RENEWED), latest)
    assert not may_be_old_news(from_wire(2, 400), None)


@pytest.mark.parametrize(
    ("days", "expected"), [(0, "fresh"), (182, "fresh"), (274, "ageing"), (330, "stale"), (None, "stale")]
)
def test_evidence_ages_over_a_year(days: int | None, expected: str) -> None:
    last = None if days is None else DAY - timedelta(days=days)
    assert freshness(last, DAY) == expected


def test_only_a_new_origin_keeps_evidence_fresh() -> None:
    again = heard(2, 100, attribution=Attribution.MEDIA, outlet="Reuters")
    assert weigh(from_wire(), again).last_origin_on == DAY
    assert weigh(from_wire(), from_wire(2, 100, outlet="Nikkei")).last_origin_on == DAY + timedelta(days=100)


def test_a_window_that_ended_without_news_lapsed_as_far_as_known() -> None:
    end = DAY + timedelta(days=365)
    assert state_today(LicenceState.GRANTED, end, end) is LicenceState.GRANTED
    assert state_today(LicenceState.GRANTED, end, end + timedelta(days=1)) is LicenceState.LAPSED
    assert state_today(LicenceState.REVOKED, end, end + timedelta(days=1)) is LicenceState.REVOKED


def test_a_loss_nobody_stands_behind_does_not_borrow_the_certainty_of_the_gain() -> None:
    """The holder confirmed the gain; a bare sentence says it was revoked. Nobody confirmed that."""
    weighed = weigh(company(grade="B"), heard(2, 9, status=ClaimStatus.REVOKED))
    assert (weighed.state, weighed.certainty) != (LicenceState.REVOKED, Certainty.CONFIRMED)


ANY = st.builds(
    lambda after, held, status, licence, attribution, outlet, grade, hedged, own: {
        "after": after,
        "held": held,
        "status": status,
        "licence": licence,
        "attribution": attribution,
        "outlet": outlet,
        "grade": grade,
        "hedged": hedged,
        "self_spoken": own,
    },
    st.sampled_from([0, 1, 5, 40, 200, 400]),
    st.sampled_from([None, None, 0, 5, 380]),
    st.sampled_from(ClaimStatus),
    st.sampled_from(LicenceKind),
    st.sampled_from(Attribution),
    st.sampled_from([None, "Reuters", "Nikkei"]),
    st.sampled_from([None, "A", "B", "C", "D"]),
    st.booleans(),
    st.booleans(),
)
STORIES = st.lists(ANY, min_size=1, max_size=6)


def cast(facts: list[dict[str, Any]]) -> list[origins.Testimony]:
    return [heard(number, **fact) for number, fact in enumerate(facts, 1)]


def verdict(told: list[origins.Testimony]) -> list[tuple[Any, ...]]:
    """What anybody would see, ids left out."""
    seen = []
    for period in periods(told):
        a = assess(period)
        seen.append((period.start, a.state, a.certainty, a.number, set(a.origins), a.articles, a.valid_until))
    return seen


@given(STORIES, st.randoms(use_true_random=False))
def test_the_order_of_testimonies_does_not_matter(facts: list[dict[str, Any]], chance: Any) -> None:
    told = cast(facts)
    shuffled = list(told)
    chance.shuffle(shuffled)
    assert periods(told) == periods(shuffled)


@given(STORIES, st.randoms(use_true_random=False))
def test_the_order_in_which_testimonies_were_learnt_does_not_matter(facts: list[dict[str, Any]], chance: Any) -> None:
    """Ids are given as documents arrive: they must not decide what is thought."""
    told = cast(facts)
    ids = [t.id for t in told]
    chance.shuffle(ids)
    assert verdict(told) == verdict([replace(t, id=i) for t, i in zip(told, ids, strict=True)])


def test_a_grant_and_a_renewal_told_on_one_day_are_a_renewal_whichever_came_in_first() -> None:
    grant = heard(1, after=1, held=None, status=ClaimStatus.GRANTED)
    renewal = heard(2, after=1, held=None, status=ClaimStatus.RENEWED)
    for told in ([grant, renewal], [replace(grant, id=2), replace(renewal, id=1)]):
        assert [period.renewed for period in periods(told)] == [True]


@given(STORIES)
def test_talk_that_moves_nothing_never_makes_a_licence(facts: list[dict[str, Any]]) -> None:
    talk = [t for t in cast(facts) if t.hedged or t.licence is not LicenceKind.GENERAL or t.status not in GAINS]
    assert known(talk) == []


@given(STORIES, st.integers(1, 500), st.sampled_from([None, "Reuters", "Nikkei"]))
def test_a_reprint_never_raises_certainty(facts: list[dict[str, Any]], after: int, outlet: str | None) -> None:
    """A reprint is a later copy of a story that is known: it names the outlet of an earlier report, or nobody."""
    gains = [t for t in cast(facts) if t.status in GAINS and t.licence is LicenceKind.GENERAL and not t.hedged]
    originals = [t for t in gains if t.attribution is Attribution.ANONYMOUS and t.outlet == outlet]
    if not gains or (outlet is not None and not originals):
        return
    told = [t for t in cast(facts) if t in gains or t.status is ClaimStatus.DENIED]
    before = periods(told)
    first = originals[0] if originals else gains[0]
    last = before[-1].start
    printed = max(t.published_on for t in told) + timedelta(days=after)
    copy = replace(
        first,
        id=99,
        published_on=printed,
        held_on=first.held_on if first.stated else printed,
        attribution=Attribution.MEDIA if outlet else Attribution.NONE,
        outlet=outlet,
        speaker=None,
        grade="D",
        self_spoken=False,
        own_publication=False,
    )
    now = next((p for p in periods([*told, copy]) if p.start == last), None)
    assert now is not None
    assert RANK[assess(now).certainty] <= RANK[assess(before[-1]).certainty]


def test_whoever_has_standing_narrows_it_and_widens_it_again_on_a_day_of_its_own() -> None:
    wide = company(1, 0, scope=Scope.NEARLY_ALL_CUSTOMERS, stated=True)
    narrow = company(2, 10, scope=Scope.SOME_CUSTOMERS, stated=True)
    again = company(3, 20, scope=Scope.ALL_CUSTOMERS, stated=True)
    assert weigh(wide, narrow).state is LicenceState.NARROWED
    assert weigh(narrow, wide).state is LicenceState.NARROWED
    assert weigh(wide, narrow, again).state is LicenceState.GRANTED
    assert weigh(wide).state is LicenceState.GRANTED


@pytest.mark.parametrize(
    "later",
    [
        from_wire(2, 10, scope=Scope.SOME_CUSTOMERS, stated=True),
        company(2, 10, scope=Scope.SOME_CUSTOMERS),
        company(2, 10, scope=Scope.SOME_CUSTOMERS, stated=True, hedged=True),
    ],
)
def test_a_report_that_tells_of_fewer_customers_narrows_nothing(later: origins.Testimony) -> None:
    """Somebody else's word, one without a day, a guess: they tell less of it, not that there is less."""
    assert weigh(company(1, 0, scope=Scope.ALL_CUSTOMERS, stated=True), later).state is LicenceState.GRANTED


def test_of_two_losses_told_on_one_day_the_graver_has_the_last_word() -> None:
    suspended = company(2, 5, status=ClaimStatus.SUSPENDED)
    revoked = company(3, 5, status=ClaimStatus.REVOKED)
    for first, second in ((suspended, revoked), (revoked, suspended)):
        told = weigh(from_wire(), replace(first, id=2), replace(second, id=3))
        assert told.state is LicenceState.REVOKED
