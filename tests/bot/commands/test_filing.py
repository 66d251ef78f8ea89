"""What an admin knows goes through the same door, with a link, and can be taken back."""

from bot.access import Asker
from storage import alerts
from storage.models import Publisher
from tests.bot.conftest import Desk

BOSS = Asker(user="U0BOSS", channel="C0MAGNETS")
ADD = 'admin claim add "Wuyang Magnets" https://forum.example/thread'


async def gains(desk: Desk) -> list[tuple[str, str]]:
    async with desk.db.read() as session:
        return [(alert.subject, str(alert.certainty)) for alert in await alerts.all(session, desk.now)]


async def primary(desk: Desk) -> None:
    async with desk.db.write() as session:
        name = "Exchange filings"
        session.add(Publisher(name=name, grade="A", domains=["filings.example"], cause="seed", learnt_at=desk.now))


async def test_what_an_admin_files_counts_as_claimed_and_says_so(desk: Desk) -> None:
    answer = await desk.says(f'{ADD} status:granted says:"they told us at the fair"')
    assert "is on record: Wuyang Magnets." in answer
    assert "It weighs as claimed" in answer
    assert ("Wuyang Magnets", "claimed") in await gains(desk)
    assert "claimed" in await desk.says("Wuyang Magnets")


async def test_a_link_alone_does_not_make_it_the_companys_own_words(desk: Desk) -> None:
    assert "It weighs as claimed" in await desk.says(f"{ADD} said:company")
    assert ("Wuyang Magnets", "claimed") in await gains(desk)


async def test_a_primary_document_weighs_as_one(desk: Desk) -> None:
    await primary(desk)
    answer = await desk.says('admin claim add "Wuyang Magnets" https://filings.example/12 said:company')
    assert "publication of the speaker's own" in answer
    assert ("Wuyang Magnets", "confirmed") in await gains(desk)


async def test_the_same_claim_is_filed_once(desk: Desk) -> None:
    await desk.ask(ADD)
    assert "That is on record already, as C" in await desk.says(ADD)


async def test_a_claim_is_taken_back_and_comes_back_by_the_undo(desk: Desk) -> None:
    taken = await desk.ask("admin claim retract c1 the paper withdrew it")
    assert "weighs nothing any more" in taken.as_text()
    assert "reported, not confirmed" not in await desk.says("lanxi magnetics")
    assert "weighs nothing already" in await desk.says("admin claim retract C1 again")
    undo = taken.as_slack()["blocks"][-1]["elements"][-1]["value"]
    assert "weighs again" in await desk.says(undo)
    assert "reported, not confirmed" in await desk.says("lanxi magnetics")


async def test_the_audit_offers_the_way_back(desk: Desk) -> None:
    await desk.appoint("U0BOSS")
    await desk.ask(ADD, BOSS)
    await desk.ask("admin claim retract C1 wrong", BOSS)
    assert "claim retracted C1, before: reported, after: wrong" in await desk.says("admin audit", BOSS)
    undos = [each["value"] for each in (await desk.ask("admin audit", BOSS)).as_slack()["blocks"][-1]["elements"]]
    assert undos[0] == "admin claim restore C1"
    assert undos[1].startswith("admin claim retract C")
    assert (await desk.ask(undos[1], BOSS)).understood


async def test_what_waits_for_a_person_is_decided_there(desk: Desk) -> None:
    assert "waits for an answer" in await desk.says("admin claim retract C5 no")
    assert "There is no claim C99" in await desk.says("admin claim retract C99 no")


async def test_without_a_link_a_form_asks_for_the_rest(desk: Desk) -> None:
    answer = await desk.ask('admin claim add "Wuyang Magnets"')
    assert answer.form is not None
    assert answer.form.fields[0].value == "Wuyang Magnets"  # type: ignore[union-attr]
    assert "needs a link" in answer.as_text()
