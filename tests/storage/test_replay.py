"""As of an earlier day: what the record knew then, graded as then; nothing that arrives later changes it."""

import asyncio
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage import filing, judgements, licences, replay
from storage.database import Database
from storage.domain.claim import Attribution, Claim, ClaimStatus, Door
from storage.domain.licence import Certainty, LicenceState
from storage.replay import Replay
from tests.conftest import Records
from tests.telling import MAKER, T0, company, day, denial, kept, open_reviews, record, reuters, says, who

LATER = T0 + timedelta(days=900)


async def then(db: Database, after: int, now: datetime = LATER) -> Replay:
    """What was known at the end of the n-th day of the story."""
    end = T0 + timedelta(days=after, hours=12)
    async with db.read() as session:
        found = await replay.look_up(session, MAKER, end.date(), end, now)
    assert isinstance(found, Replay)
    return found


async def stood(db: Database, after: int) -> tuple[str, str]:
    [licence] = (await then(db, after)).company.licences
    return licence.state.value, licence.certainty.value


def at(after: int) -> dict[str, object]:
    return {"now": T0 + timedelta(days=after), "published": day(after)}


async def test_each_day_is_answered_with_what_was_known_on_it(db: Database) -> None:
    await company(db)
    await record(db, says(), **at(0))
    await record(db, reuters(), **at(3), grade="B")
    await record(db, denial(), **at(6), grade="B")
    await record(db, reuters(status=ClaimStatus.REVOKED), **at(9), grade="B")
    assert [(await stood(db, after)) for after in (1, 4, 7, 10)] == [
        ("granted", "claimed"),
        ("granted", "reported"),
        ("granted", "contested"),
        ("revoked", "reported"),
    ]


async def test_today_as_of_today_is_todays_answer(db: Database) -> None:
    await company(db)
    await record(db, reuters(), says(status=ClaimStatus.APPLIED), **at(0), grade="B")
    await record(db, denial(), **at(6), grade="B")
    then_, now = (await then(db, 400, T0 + timedelta(days=400))).company, await who(db, now=T0 + timedelta(days=400))
    assert [without_id(licence) for licence in then_.licences] == [without_id(licence) for licence in now.licences]
    assert {claim.id for claim in then_.other.rows} == {claim.id for claim in now.other.rows}


def without_id(licence: object) -> dict[str, object]:
    return {name: value for name, value in vars(licence).items() if name != "id"}


async def test_a_period_lapses_on_the_day_that_is_asked_about(db: Database) -> None:
    await company(db)
    await record(db, reuters(), **at(0), grade="B")
    assert [(await stood(db, after))[0] for after in (100, 400)] == ["granted", LicenceState.LAPSED.value]


async def test_what_a_person_decided_counts_from_that_day_on(db: Database) -> None:
    await company(db)
    await record(db, says(door=Door.REVIEW, reason="?"), **at(0))
    [review] = await open_reviews(db)
    async with db.write() as session:
        await judgements.accept(session, review.id, "U1", "plain", T0 + timedelta(days=2))
    [claim] = await kept(db)
    async with db.write() as session:
        await filing.retract(session, claim.id, "U1", "wrong company", T0 + timedelta(days=5))
    assert (await then(db, 1)).company.licences == ()
    assert (await then(db, 1)).company.open_reviews == 1
    assert await stood(db, 3) == ("granted", "claimed")
    assert (await then(db, 6)).company.licences == ()


async def test_a_day_before_the_record_began_is_answered_from_what_was_printed(db: Database) -> None:
    await company(db)
    await record(db, reuters(), published=day(-60), grade="B")
    await record(db, denial(), published=day(-20), grade="B")
    early = await then(db, -40)
    assert early.began == T0.date()
    assert [licence.certainty for licence in early.company.licences] == [Certainty.REPORTED]
    assert (await then(db, -61)).company.licences == ()
    assert (await then(db, -10)).company.licences[0].certainty is Certainty.CONTESTED
    assert (await then(db, 0)).began is None


async def test_a_name_nobody_has_is_unknown_then_too(db: Database) -> None:
    await company(db)
    async with db.read() as session:
        assert not isinstance(await replay.look_up(session, "Nobody Ltd", date(2026, 1, 1), T0, T0), Replay)


_CLAIMS: Sequence[Claim] = (
    says(),
    reuters(),
    reuters(status=ClaimStatus.RENEWED),
    reuters(status=ClaimStatus.REVOKED),
    reuters(status=ClaimStatus.SUSPENDED),
    denial(),
    says(attribution=Attribution.MINISTRY, speaker="MOFCOM"),
    says(status=ClaimStatus.APPLIED),
    says(door=Door.REVIEW, reason="?"),
)
_news = st.lists(st.tuples(st.sampled_from(_CLAIMS), st.integers(0, 500)), max_size=2)


@settings(max_examples=4, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(before=_news, later=_news, asked=st.integers(-30, 500))
def test_an_answer_of_then_never_changes_when_later_evidence_arrives(
    records: Records,
    upgraded: str,
    before: list[tuple[Claim, int]],
    later: list[tuple[Claim, int]],
    asked: int,
) -> None:
    """Later: learnt after the day asked about and, for a day before the record began, printed after it."""

    url = records.copy(upgraded)

    async def story() -> None:
        db = Database(url)
        try:
            await company(db)
            for claim, after in sorted(before, key=lambda item: item[1]):
                await record(db, claim, **at(after), grade="B")
            first = (await then(db, asked)).company
            for claim, after in sorted(later, key=lambda item: item[1]):
                learnt = T0 + timedelta(days=max(asked, 0) + 1 + after)
                printed = (T0 + timedelta(days=asked + 1 + after)).date().isoformat()
                await record(db, claim, now=learnt, published=printed, grade="B")
            assert (await then(db, asked)).company == first
        finally:
            await db.close()

    asyncio.run(story())
    records.drop(url)


async def test_looking_back_moves_nothing(db: Database) -> None:
    await company(db)
    await record(db, reuters(), **at(0), grade="B")
    before = await who(db)
    await then(db, 400)
    async with db.read() as session:
        assert await licences.look_up(session, MAKER, T0) == before
