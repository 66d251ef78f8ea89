"""What an outlet does not want now waits, with the reason in words, and is told when it may. Nothing is lost."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest

from storage import alerts, documents, evidence, follows, outlets
from storage.domain.claim import Attribution, Claim, ClaimStatus, Door, Reading, SubjectKind
from storage.domain.licence import LicenceKind
from storage.domain.telling import Pace
from tests.desk import T0, Desk, desk


@pytest.fixture
async def table(record_url: str) -> AsyncIterator[Desk]:
    async with desk(record_url, seeds=None) as made:
        yield made


async def news(table: Desk, name: str, *, revoked: bool = False) -> None:
    """A plain gain, or its end, from a wire that names its sources."""
    quote = f"{name} has {'lost its' if revoked else 'been granted a'} general licence, two people said."
    claim = Claim(
        subject=name,
        kind=SubjectKind.EXPORTER,
        licence=LicenceKind.GENERAL,
        status=ClaimStatus.REVOKED if revoked else ClaimStatus.GRANTED,
        quote=quote,
        door=Door.KEEP if revoked else Door.ALERT,
        attribution=Attribution.ANONYMOUS,
        outlet="Example Wire",
    )
    async with table.db.write() as session:
        await documents.keep(
            session,
            url=f"https://wire.example/{name}/{revoked}",
            title="",
            text=quote,
            now=table.now,
            publisher="Example Wire",
            grade="B",
            published=table.now.date().isoformat(),
        )
        number = len(await table.evidence())
        await evidence.record(session, number + 1, Reading(claims=(claim,)), table.now)
    await table.tell()


async def why(table: Desk) -> list[tuple[str, str]]:
    return [(d.state, d.why) for alert in await table.alerts() for d in alert.deliveries]


async def change(table: Desk, **wanted: object) -> None:
    async with table.db.write() as session:
        now = await outlets.settings(session, "C1")
        await outlets.change(session, replace(now, **wanted), "U1", table.now)  # type: ignore[arg-type]


async def test_a_paused_channel_hears_it_all_as_one_card_when_the_pause_ends(table: Desk) -> None:
    await table.follow()
    await change(table, paused=True, paused_until=T0 + timedelta(hours=2))
    await news(table, "Wuyang Magnets")
    await news(table, "Qingtian Alloys")
    assert table.ear.sent == []
    assert await why(table) == [("held", "paused until 22 Nov 2026, 11:40 UTC")] * 2
    table.now += timedelta(hours=2)
    await table.tell()
    assert table.ear.subjects() == [["Wuyang Magnets", "Qingtian Alloys"]]
    assert table.ear.sent[0].gathered == "While paused"


async def test_ending_a_pause_early_tells_at_once(table: Desk) -> None:
    await table.follow()
    await change(table, paused=True)
    await news(table, "Wuyang Magnets")
    await change(table, paused=False)
    await table.tell()
    assert table.ear.subjects() == [["Wuyang Magnets"]]


async def test_a_muted_company_waits_and_others_are_told(table: Desk) -> None:
    await table.follow()
    async with table.db.write() as session:
        until = T0 + timedelta(days=7)
        muted = await outlets.mute(session, "C1", "Wuyang", until, "U1", T0, company="wuyang-magnets")
    await news(table, "Wuyang Magnets")
    await news(table, "Qingtian Alloys")
    assert table.ear.subjects() == [["Qingtian Alloys"]]
    async with table.db.write() as session:
        await outlets.unmute(session, "C1", muted.id, "U1", table.now)
    await table.tell()
    assert table.ear.subjects() == [["Qingtian Alloys"], ["Wuyang Magnets"]]


async def test_another_channels_pause_and_mute_hold_nothing_here(table: Desk) -> None:
    await table.follow()
    async with table.db.write() as session:
        other = await outlets.settings(session, "C2")
        await outlets.change(session, replace(other, paused=True), "U1", T0)
    await news(table, "Wuyang Magnets")
    assert table.ear.subjects() == [["Wuyang Magnets"]]


async def test_a_daily_follow_brings_one_card_a_day_and_none_when_there_is_nothing(table: Desk) -> None:
    async with table.db.write() as session:
        await follows.add(session, "C1", follows.Rule(kinds=("exporters",), pace=Pace.DAILY), "U1", T0)
    await news(table, "Wuyang Magnets")
    await news(table, "Qingtian Alloys")
    assert table.ear.sent == []
    for _ in range(3):
        table.now += timedelta(days=1)
        await table.tell()
    assert [card.gathered for card in table.ear.sent] == ["Daily digest"]
    assert table.ear.subjects() == [["Wuyang Magnets", "Qingtian Alloys"]]


async def test_a_follow_at_once_beside_a_daily_one_tells_at_once(table: Desk) -> None:
    await table.follow()
    async with table.db.write() as session:
        await follows.add(session, "C1", follows.Rule(kinds=("smco", "exporters"), pace=Pace.DAILY), "U1", T0)
    await news(table, "Wuyang Magnets")
    assert len(table.ear.sent) == 1


async def test_what_is_held_for_two_reasons_waits_for_both(table: Desk) -> None:
    await table.follow()
    await change(table, paused=True, paused_until=T0 + timedelta(hours=2))
    async with table.db.write() as session:
        until = T0 + timedelta(days=1)
        await outlets.mute(session, "C1", "Wuyang", until, "U1", T0, company="wuyang-magnets")
    await news(table, "Wuyang Magnets")
    table.now += timedelta(hours=3)
    await table.tell()
    assert await why(table) == [("held", "Wuyang is muted until 23 Nov 2026, 09:40 UTC")]
    table.now += timedelta(days=1)
    await table.tell()
    assert table.ear.subjects() == [["Wuyang Magnets"]]


async def test_who_has_seen_a_card_is_shown_on_it(table: Desk) -> None:
    await table.follow()
    await news(table, "Wuyang Magnets")
    async with table.db.write() as session:
        assert await alerts.mark_seen(session, "A1", "C1", "U0ANN", table.now)
        assert not await alerts.mark_seen(session, "A1", "C1", "U0ANN", table.now)
    await table.tell()
    assert [card.alerts[0].seen_by for card in table.ear.edits] == [("U0ANN",)]
