"""Following: exactly what was asked for, undone with the same words."""

import pytest

from bot.access import Asker
from storage import follows
from storage.domain.licence import Certainty
from tests.bot.conftest import ANN, Desk


async def _followed(desk: Desk, outlet: str) -> list[str]:
    async with desk.db.read() as session:
        return [view.words for view in await follows.of(session, outlet)]


async def test_a_new_follow_is_answered_with_what_holds_now(desk: Desk) -> None:
    answer = await desk.says("follow exporters customers", ANN)
    assert "C0MAGNETS is told from now on: `exporters customers min:reported` (W1)." in answer
    assert "Holds already (told here once, not as alerts)" in answer
    assert "Lanxi Magnetics" in answer


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("follow exporter, smco", "exporters smco min:reported"),
        ("follow Smco EXPORTERS min:claimed", "exporters smco min:claimed"),
        ('follow company:"Lanxi Magnetics"', 'company:"lanxi-magnetics" min:reported'),
        ("follow company:“兰溪磁业”", 'company:"lanxi-magnetics" min:reported'),
        ("follow Lanxi Magnetics", 'company:"lanxi-magnetics" min:reported'),
        ("follow Lanxi Magnetics and Orrin", 'company:"lanxi-magnetics" company:"orrin-motors" min:reported'),
        ("follow all?", "min:reported"),
        ("follow smco 兰溪磁业", 'smco company:"lanxi-magnetics" min:reported'),
        ("follow material：smco,ndfeb", "material:NdFeB material:SmCo min:reported"),
        ("follow material: smco tier:b", "material:SmCo min:reported tier:B"),
        ('follow losses except:"rare disease"', 'losses min:reported except:"rare disease"'),
        ("follow everything now", "min:reported"),
        ("follow customer:Orrin", "customer:orrin-motors min:reported"),
    ],
)
async def test_the_words_given_are_exactly_what_is_followed(desk: Desk, typed: str, words: str) -> None:
    assert (await desk.ask(typed, ANN)).understood
    assert await _followed(desk, ANN.channel) == [words]


async def test_the_same_words_again_are_the_same_follow_and_undo_it(desk: Desk) -> None:
    await desk.ask("follow smco exporters", ANN)
    await desk.ask("follow exporters smco", ANN)
    assert await _followed(desk, ANN.channel) == ["exporters smco min:reported"]
    await desk.ask("unfollow smco exporters", ANN)
    assert await _followed(desk, ANN.channel) == []


async def test_the_words_that_following_shows_make_and_undo_the_follow(desk: Desk) -> None:
    await desk.ask("follow customers 兰溪磁业 min:confirmed", ANN)
    (words,) = await _followed(desk, ANN.channel)
    assert (await desk.ask(f"unfollow {words}", ANN)).understood
    assert await _followed(desk, ANN.channel) == []


async def test_another_channel_is_named_by_slacks_own_link(desk: Desk) -> None:
    await desk.ask("follow smco in <#C0OTHER|sourcing>", ANN)
    assert await _followed(desk, "C0OTHER") == ["smco min:reported"]
    assert "Nothing is told to C0MAGNETS yet." in await desk.says("following", ANN)
    assert "`smco min:reported` by U0ANN" in await desk.says("following in <#C0OTHER|sourcing>", ANN)
    assert (await desk.ask("unfollow all in <#C0OTHER>", ANN)).understood
    assert await _followed(desk, "C0OTHER") == []


async def test_in_a_direct_message_the_person_follows(desk: Desk) -> None:
    await desk.ask("follow smco", Asker(user="U0ANN", channel="D0ANN"))
    assert await _followed(desk, "U0ANN") == ["smco min:reported"]


async def test_unfollow_takes_an_id_or_all(desk: Desk) -> None:
    await desk.ask("follow smco", ANN)
    await desk.ask("follow exporters", ANN)
    assert "W1 `smco min:reported`" in await desk.says("unfollow w1", ANN)
    assert (await desk.ask("unfollow all", ANN)).understood
    assert await _followed(desk, ANN.channel) == []


async def test_a_follow_that_is_not_here_is_said_not_to_be(desk: Desk) -> None:
    answer = await desk.ask("unfollow W99", ANN)
    assert not answer.understood
    assert "No such follow here" in answer.as_text()


async def test_every_minimum_but_the_lowest_says_from_when_it_alerts(desk: Desk) -> None:
    assert "Alerts come once a gain is at least reported" in await desk.says("follow smco", ANN)
    assert Certainty.NOT_KNOWN.value == "not known"
    assert "Every gain alerts, however unsure." in await desk.says("follow smco min:not-known", ANN)
