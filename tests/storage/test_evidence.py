"""The one door: what is kept, what moves, and what is told about it, whatever the order in which it is read."""

import asyncio
import itertools
from datetime import timedelta

import pytest

from storage import changes, claims, companies, documents, judgements, licences, reviews, seeding
from storage.database import Database
from storage.domain.claim import Attribution, Claim, ClaimStatus, Door, SubjectKind
from storage.domain.licence import Certainty, LicenceKind, LicenceState, Role
from storage.domain.names import NameIndex
from tests.telling import (
    BUYER,
    MAKER,
    T0,
    all_alerts,
    company,
    day,
    denial,
    follow,
    keep,
    kept,
    licence,
    open_reviews,
    outlets,
    record,
    reread,
    reuters,
    says,
    source,
    told,
    who,
)

RETELLINGS = (
    {"claim": reuters(), "published": day(0), "publisher": "Reuters", "grade": "B"},
    {"claim": says(attribution=Attribution.MEDIA, outlet="Reuters"), "published": day(1), "grade": "D"},
    {"claim": says(), "published": day(2), "grade": None},
)


# -- gains ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
async def test_one_truth_is_told_once_whatever_the_order_of_its_reports(db: Database, order: tuple[int, ...]) -> None:
    await company(db)
    for number in order:
        retelling = dict(RETELLINGS[number])
        await record(db, retelling.pop("claim"), **retelling)  # type: ignore[arg-type]
    assert await told(db) == [(MAKER, "gained")]
    held = await licence(db)
    assert (held.certainty, held.origins, held.articles) == (Certainty.REPORTED, ("Reuters",), 3)


async def test_reading_a_document_again_doubles_nothing(db: Database) -> None:
    await company(db)
    document = await keep(db)
    first = await reread(db, document, reuters())
    again = await reread(db, document, reuters())
    assert (first.evidence, again.evidence) == (1, 0)
    assert (await licence(db)).articles == 1
    assert await told(db) == [(MAKER, "gained")]


async def test_the_same_text_at_another_address_is_another_article_and_no_other_alert(db: Database) -> None:
    await company(db)
    await record(db, reuters(), text="same", url="https://a.example/1")
    await record(db, reuters(), text="same", url="https://b.example/1")
    assert await told(db) == [(MAKER, "gained")]
    assert (await licence(db)).origins == ("Reuters",)


async def test_two_sentences_of_one_document_are_one_claim(db: Database) -> None:
    await company(db)
    await record(db, says(materials=("NdFeB",)), says(materials=("SmCo",)))
    assert [e.materials for e in await kept(db)] == [("NdFeB", "SmCo")]


async def test_exporter_and_customer_of_one_document_are_two_alerts(db: Database) -> None:
    await company(db)
    await company(db, BUYER, Role.CUSTOMER)
    await record(db, reuters(), reuters(BUYER, ClaimStatus.COVERED, kind=SubjectKind.CUSTOMER))
    assert sorted((a.subject, a.kind, a.status) for a in await all_alerts(db)) == [
        (MAKER, "exporter", ClaimStatus.GRANTED),
        (BUYER, "customer", ClaimStatus.COVERED),
    ]


@pytest.mark.parametrize(
    "claim",
    [
        says(licence=LicenceKind.INDIVIDUAL),
        says(licence=LicenceKind.UNSPECIFIED),
        says(status=ClaimStatus.APPLIED),
        says(status=ClaimStatus.EXPECTED),
        says(status=ClaimStatus.NOT_CONFIRMED),
        denial(),
        says(hedged=True, door=Door.REVIEW),
    ],
)
async def test_what_is_no_gain_is_kept_and_moves_nothing(db: Database, claim: Claim) -> None:
    await company(db)
    await record(db, claim)
    assert await told(db) == []
    assert (await who(db)).licences == ()


async def test_a_sentence_we_only_keep_is_no_gain(db: Database) -> None:
    """Door.KEEP: evidence, but no gain. Reading sends licences for other goods and old reports through it."""
    await company(db)
    await record(db, reuters(door=Door.KEEP))
    assert await told(db) == []
    assert len(await kept(db)) == 1


async def test_a_denial_read_first_does_not_hide_the_gain_and_is_shown_with_it(db: Database) -> None:
    await company(db)
    await record(db, denial(), published=day(0))
    assert await told(db) == []
    await record(db, reuters(), published=day(2))
    assert await told(db) == [(MAKER, "gained")]
    held = await licence(db)
    assert held.certainty is Certainty.REPORTED
    assert [e.status for e in held.denials] == [ClaimStatus.DENIED]


async def test_no_confirmation_read_first_does_not_hide_the_gain(db: Database) -> None:
    await company(db)
    await record(db, says(status=ClaimStatus.NOT_CONFIRMED), published=day(0))
    await record(db, reuters(), published=day(2))
    assert await told(db) == [(MAKER, "gained")]


async def test_a_denied_gain_stays_contested_when_the_story_is_printed_again(db: Database) -> None:
    await company(db)
    await record(db, reuters(), published=day(0), grade="B")
    await record(db, denial(), published=day(3), grade="B")
    assert (await licence(db)).certainty is Certainty.CONTESTED
    await record(db, says(attribution=Attribution.MEDIA, outlet="Reuters"), published=day(4), grade="D")
    assert (await licence(db)).certainty is Certainty.CONTESTED


# -- periods and losses -----------------------------------------------------------------------------------------------


async def test_an_older_period_learnt_late_is_history(db: Database) -> None:
    await company(db)
    await record(db, reuters(date=day(0)))
    await record(db, reuters(date=day(-400)), published=day(-398))
    assert await told(db) == [(MAKER, "gained")]


async def test_a_renewal_is_a_gain_of_a_new_period_and_told_once(db: Database) -> None:
    await company(db)
    later = T0 + timedelta(days=370)
    await record(db, reuters(date=day(0)))
    for _ in range(2):
        await record(db, reuters(status=ClaimStatus.RENEWED), published=day(369), now=later)
    assert await told(db) == [(MAKER, "gained"), (MAKER, "renewed")]


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
async def test_one_event_called_a_renewal_by_some_and_a_grant_by_others_is_told_once(
    db: Database, order: tuple[int, int]
) -> None:
    await company(db)
    words = ((ClaimStatus.RENEWED, day(0)), (ClaimStatus.GRANTED, day(1)))
    for number in order:
        status, published = words[number]
        await record(db, reuters(status=status), published=published)
    assert len(await told(db)) == 1


@pytest.mark.parametrize(
    ("status", "event", "state"),
    [
        (ClaimStatus.REVOKED, "revoked", LicenceState.REVOKED),
        (ClaimStatus.SUSPENDED, "suspended", LicenceState.SUSPENDED),
    ],
)
async def test_a_loss_is_told(db: Database, status: ClaimStatus, event: str, state: LicenceState) -> None:
    await company(db)
    await record(db, reuters(), published=day(0))
    await record(db, reuters(status=status), published=day(5))
    await record(db, reuters(status=status), published=day(6))
    assert await told(db) == [(MAKER, "gained"), (MAKER, event)]
    assert (await licence(db)).state is state


@pytest.mark.parametrize("status", [ClaimStatus.REVOKED, ClaimStatus.SUSPENDED])
async def test_the_old_story_printed_again_after_a_loss_is_not_told_as_a_gain(
    db: Database, status: ClaimStatus
) -> None:
    await company(db)
    await record(db, reuters(), published=day(0), grade="B")
    await record(db, says(status=status, attribution=Attribution.MINISTRY), published=day(9), grade="B")
    before = await told(db)
    await record(db, says(), published=day(10), grade="D")
    assert await told(db) == before
    assert (await who(db)).licences[0].state.value == status.value


async def test_a_loss_that_nobody_stands_behind_is_not_told_as_confirmed(db: Database) -> None:
    await company(db)
    await record(db, says(attribution=Attribution.COMPANY, speaker=MAKER), published=day(0), grade="B")
    await record(db, says(status=ClaimStatus.REVOKED), published=day(5), grade="E")
    losses = [a for a in await all_alerts(db) if a.event.value == "revoked"]
    assert [(a.certainty, "confirmed" in a.text) for a in losses] in ([], [(Certainty.CLAIMED, False)])


# -- a text that changes ----------------------------------------------------------------------------------------------

PAGE = "https://ministry.example/notices"


async def test_a_page_that_told_of_the_gain_and_now_tells_of_the_revocation_is_heard(db: Database) -> None:
    await company(db)
    await record(db, reuters(), url=PAGE, published=day(0))
    await record(db, reuters(status=ClaimStatus.REVOKED), url=PAGE, published=day(9))
    assert await told(db) == [(MAKER, "gained"), (MAKER, "revoked")]
    assert (await licence(db)).state is LicenceState.REVOKED


async def test_an_article_corrected_to_an_individual_licence_leaves_no_general_one_standing(db: Database) -> None:
    await company(db)
    await record(db, reuters(), url=PAGE, published=day(0))
    await record(db, reuters(licence=LicenceKind.INDIVIDUAL), url=PAGE, published=day(0))
    standing = [v for v in (await who(db)).licences if v.certainty is not Certainty.NOT_KNOWN]
    assert [v for v in standing if not v.evidence] == [], "a licence stands that no evidence carries"
    assert standing == []


async def test_a_typing_mistake_mended_counts_one_article(db: Database) -> None:
    await company(db)
    await record(db, reuters(), url=PAGE, text="recieved")
    await record(db, reuters(), url=PAGE, text="received")
    assert (await licence(db)).articles == 1
    assert await told(db) == [(MAKER, "gained")]


# -- companies on no list ---------------------------------------------------------------------------------------------


async def test_a_company_on_no_list_is_proposed_and_told(db: Database) -> None:
    await record(db, reuters("Quarrystone Alloys"))
    assert await told(db) == [("Quarrystone Alloys", "gained")]
    assert (await who(db, "Quarrystone Alloys")).proposed


async def test_a_name_much_like_a_known_one_is_asked(db: Database) -> None:
    await company(db, "Quarrystone Alloys")
    await record(db, reuters("Quarystone Alloys"))
    assert await told(db) == []
    [*_, question] = await open_reviews(db)
    assert "Quarrystone Alloys" in question.reason


async def test_seeds_that_bring_a_company_we_proposed_meanwhile_are_the_same_company(
    db: Database, tmp_path_factory: pytest.TempPathFactory
) -> None:
    await record(db, reuters("Quarrystone Alloys"))
    folder = tmp_path_factory.mktemp("seeds")
    (folder / "companies.toml").write_text(
        '[[company]]\nkey = "quarrystone"\nname = "Quarrystone Alloys"\nroles = ["exporter"]\ncountry = "CN"\n'
        'aliases = ["QSA Magnets"]\ntickers = []\nsummary = ""\n'
    )
    async with db.write() as session:
        await seeding.seed(session, T0, folder=folder, only=("companies",))
    assert (await who(db, "Quarrystone Alloys")).key == (await who(db, "QSA Magnets")).key
    await record(db, reuters("Quarrystone Alloys"), published=day(1))
    assert await told(db) == [("Quarrystone Alloys", "gained")]


async def test_a_name_that_was_never_committed_is_not_remembered(db: Database) -> None:
    """A writer that fails takes back the names it added; the next writer's names must be found."""

    class Slip(Exception):
        pass

    async def slip() -> None:
        async with db.write() as session:
            await companies.add(session, "Ghost Metals", now=T0, cause="source", roles=[Role.EXPORTER])
            await companies.index(session)
            raise Slip

    with pytest.raises(Slip):
        await slip()
    await company(db, "Real Metals")
    async with db.read() as session:
        index: NameIndex = await companies.index(session)
    assert index.resolve("Real Metals") is not None
    assert index.resolve("Ghost Metals") is None


# -- seeds and readings anew ------------------------------------------------------------------------------------------


async def test_with_the_seed_record_loaded_the_same_news_raises_nothing(db: Database) -> None:
    async with db.write() as session:
        await seeding.seed(session, T0)
    assert await told(db) == []
    async with db.read() as session:
        held = [v for v in (await licences.holders(session, T0)).rows if v.kind is LicenceKind.GENERAL]
    assert held
    for view in held:
        published = (view.valid_from or T0.date()).isoformat()
        await record(db, reuters(view.name, kind=SubjectKind(view.role.value), date=published[:7]), published=published)
    assert await told(db) == []


async def test_reading_anew_raises_nothing(db: Database) -> None:
    await company(db)
    await follow(db)
    await record(db, reuters(), cause="parser")
    assert await told(db) == []
    assert (await licence(db)).certainty is Certainty.REPORTED


async def test_reading_anew_sends_no_card_when_certainty_rises(db: Database) -> None:
    """Contract 2: a parser change never alerts, also not somebody whose minimum it crosses."""
    await company(db)
    await follow(db, minimum=Certainty.REPORTED)
    await record(db, says())
    assert await outlets(db) == []
    await record(db, reuters(), cause="parser")
    assert await outlets(db) == []


# -- reviews ----------------------------------------------------------------------------------------------------------


async def asked(db: Database, claim: Claim) -> int:
    await record(db, claim)
    [*_, question] = await open_reviews(db)
    return question.id


UNCLEAR = reuters(door=Door.REVIEW, reason="The sentence is not plain.")


async def test_read_correctly_goes_through_the_same_door(db: Database) -> None:
    await company(db)
    number = await asked(db, UNCLEAR)
    assert await told(db) == []
    async with db.write() as session:
        await judgements.accept(session, number, "U1", "plain to me", T0)
    assert await told(db) == [(MAKER, "gained")]
    assert (await licence(db)).certainty is Certainty.REPORTED


async def test_not_about_this_weighs_nothing(db: Database) -> None:
    await company(db)
    number = await asked(db, UNCLEAR)
    async with db.write() as session:
        await judgements.reject(session, number, "U1", "about gallium", T0)
    assert await told(db) == []
    assert (await who(db)).licences == ()


async def test_misread_keeps_both_versions(db: Database) -> None:
    await company(db)
    number = await asked(db, UNCLEAR)
    async with db.write() as session:
        await judgements.edit(session, number, "U1", "individual", T0, licence="individual")
    async with db.read() as session:
        both = [await claims.named(session, claim_id) for claim_id in ("C1", "C2")]
    assert sorted((e.licence.value, e.state) for e in both if e) == [
        ("general", "superseded"),
        ("individual", "reported"),
    ]
    assert await told(db) == []


async def test_a_misreading_cannot_be_mended_with_words_we_do_not_know(db: Database) -> None:
    await company(db)
    number = await asked(db, UNCLEAR)
    with pytest.raises(ValueError, match="gernal"):
        async with db.write() as session:
            await judgements.edit(session, number, "U1", "typo", T0, licence="gernal")
    assert len(await open_reviews(db)) == 1


async def test_a_look_alike_that_is_the_same_company_is_merged(db: Database) -> None:
    await company(db, "Quarrystone Alloys")
    number = await asked(db, reuters("Quarystone Alloys"))
    async with db.write() as session:
        await judgements.merge(session, number, "Quarrystone Alloys", "U1", "typing mistake", T0)
    assert await told(db) == [("Quarrystone Alloys", "gained")]
    assert (await who(db, "Quarystone Alloys")).name == "Quarrystone Alloys"


async def test_merging_never_gives_one_name_to_two_companies(db: Database) -> None:
    """A name that belongs to somebody already would identify nobody afterwards."""
    await company(db)
    await company(db, "Quarrystone Alloys")
    number = await asked(db, UNCLEAR)
    try:
        async with db.write() as session:
            await judgements.merge(session, number, "Quarrystone Alloys", "U1", "wrong button", T0)
    except ValueError:
        pass
    async with db.read() as session:
        assert await companies.resolve(session, MAKER) is not None


async def test_of_two_people_who_answer_at_once_the_first_wins(db: Database) -> None:
    await company(db)
    number = await asked(db, UNCLEAR)

    async def answer(user: str) -> str:
        try:
            async with db.write() as session:
                return (await judgements.accept(session, number, user, "", T0)).state
        except reviews.NotOpen as error:
            return str(error)

    answers = await asyncio.gather(*(answer(f"U{n}") for n in range(6)))
    assert answers.count("accepted") == 1
    winner = answers.index("accepted")
    assert answers.count(f"Review {number} was accepted by U{winner} already.") == 5
    assert await told(db) == [(MAKER, "gained")]


async def test_an_undated_grant_after_the_year_is_asked(db: Database) -> None:
    await company(db)
    await record(db, reuters(), published=day(0))
    later = T0 + timedelta(days=400)
    await record(db, reuters(), published=day(400), now=later)
    assert await told(db) == [(MAKER, "gained")]
    [*_, question] = await open_reviews(db)
    assert "told again" in question.reason


# -- two writers ------------------------------------------------------------------------------------------------------


async def test_whoever_records_the_first_report_first_moves_the_status_alone(db: Database) -> None:
    """Twenty first reports, each told by two writers at once."""
    names = [f"Maker {number:02} Alloys" for number in range(20)]
    async with db.write() as session:
        for name in names:
            await companies.add(session, name, now=T0, cause="seed", roles=[Role.EXPORTER])
    first, second = await keep(db), await keep(db)
    for name in names:
        await asyncio.gather(reread(db, first, reuters(name)), reread(db, second, reuters(name)))
    async with db.read() as session:
        moved = await changes.moved(session, T0 - timedelta(days=1))
    assert len(moved) == len(await all_alerts(db)) == 20


async def test_a_document_is_read_by_one_reader_only(db: Database) -> None:
    number = await source(db)
    document = await keep(db, source_id=number)

    async def read() -> bool:
        async with db.write() as session:
            return await documents.mark_read(session, document, T0)

    assert sorted(await asyncio.gather(read(), read(), read())) == [False, False, True]


async def test_a_company_proposed_from_the_news_is_folded_into_the_known_one_it_proves_to_be(db: Database) -> None:
    await company(db)
    await record(db, reuters("Lodestar Permanent Magnet"), published=day(0))
    number = await asked(db, says("Lodestar Permanent Magnet", door=Door.REVIEW, reason="Is it one?"))
    async with db.write() as session:
        await judgements.merge(session, number, MAKER, "U1", "its English trade name", T0)
    found = await who(db, "Lodestar Permanent Magnet")
    assert found.name == MAKER
    assert found.licences[0].articles == 2


async def test_a_loss_is_told_with_the_words_and_the_origin_of_whoever_told_of_it(db: Database) -> None:
    await company(db)
    await record(db, says(attribution=Attribution.COMPANY, speaker=MAKER), published=day(0), grade="B")
    await record(db, says(status=ClaimStatus.REVOKED, attribution=Attribution.MINISTRY), published=day(9), grade="B")
    [loss] = [a for a in await all_alerts(db) if a.event.value == "revoked"]
    assert loss.certainty is Certainty.CONFIRMED
    assert "Origin: MOFCOM" in loss.text


async def test_an_edit_that_changes_nothing_is_refused(db: Database) -> None:
    await company(db)
    number = await asked(db, UNCLEAR)
    with pytest.raises(ValueError, match="Say what it really says"):
        async with db.write() as session:
            await judgements.edit(session, number, "U1", "hm", T0)
    assert [question.id for question in await open_reviews(db)] == [number]


async def test_a_sourced_sentence_is_kept_rather_than_the_headline_that_repeats_it(db: Database) -> None:
    await company(db)
    await record(db, says(), reuters())
    assert (await licence(db)).certainty is Certainty.REPORTED
