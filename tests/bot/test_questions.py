"""Plain questions are answered by commands, and the answer names the command; nothing is changed by a question."""

import re

import pytest

from bot.questions import PATTERNS, Pattern, spoken_of
from tests.bot.conftest import ANN, Desk

#: What people ask, and the command that answers. Names are on record in any script, or on no list at all.
ASKED = (
    ("Does Yunsheng's licence cover SmCo for Bosch?", "check Yunsheng for Bosch SmCo"),
    ("does yunsheng's licence cover smco for bosch", "check yunsheng for bosch smco"),
    ("Is Bosch covered by JL Mag's licence?", "check JL Mag for Bosch"),
    ("does 金力永磁 cover NdFeB with Dy for Ford?", "check 金力永磁 for Ford NdFeB with Dy"),
    ("宁波韵升 licence for 博世?", "check 宁波韵升 for 博世"),
    ("Does Acme Magnets' licence cover Fabrikam Motors?", "who Acme Magnets"),
    ("has jl mag got the general license", "who jl mag"),
    ("who says JL Mag has one?", "who JL Mag"),
    ("who holds a general licence", "holders"),
    ("who is covered?", "customers"),
    ("is ford on the list of covered customers", "who ford"),
    ("anything new?", "changes 7d"),
    ("is the suspension still in force?", "regime"),
    ("how long is a general licence valid", "explain year-long"),
    ("what's the difference between general and individual licences", "explain individual"),
    ("can a licence be revoked?", "explain revocation"),
    ("does the Pentagon allow SmCo from China in 2027?", "explain defence"),
    ("expiring soon, which ones?", "expiring 90d"),
    ("can we ship to our plant in Japan under JL Mag's general licence?", "explain watch-list"),
    ("can our distributor use JL Mag's licence", "explain transfer"),
    ("is the licence transferable?", "explain transfer"),
    ("is china exporting more magnets this month", "figures magnets"),
    ("can we replace SmCo by ferrite", "explain redesign"),
    ("what about N52 without heavy rare earths, do I need a licence?", "explain ndfeb"),
    ("金力永磁有通用许可证吗", "who 金力永磁"),
    ("TDK在关注名单上吗", "who TDK"),
    ("谁有通用许可证？", "holders"),
)


async def ran(desk: Desk, question: str) -> str:
    """The command a question was answered with."""
    said = await desk.says(question, ANN)
    named = re.search(r"I ran `/licence ([^`]*)`:", said)
    assert named, said
    return named[1]


@pytest.mark.parametrize(("question", "command"), ASKED, ids=[question for question, _ in ASKED])
async def test_a_plain_question_is_answered_with_the_command_it_ran(shipped: Desk, question: str, command: str) -> None:
    assert await ran(shipped, question) == command


@pytest.mark.parametrize("pattern", PATTERNS, ids=lambda pattern: pattern.example)
async def test_every_row_of_the_table_understands_its_own_example(shipped: Desk, pattern: Pattern) -> None:
    begins = pattern.runs.partition(" {")[0].partition('"')[0]
    if pattern.offered:
        said = await shipped.says(pattern.example, ANN)
        assert f"A question changes nothing, so nothing was done. Nearest that works: `/licence {begins}" in said
        assert "W1" not in await shipped.says("following", ANN)
    else:
        assert (await ran(shipped, pattern.example)).startswith(begins)


def test_only_commands_that_look_are_run() -> None:
    looks = {
        "check", "changes", "customers", "download", "evidence", "expiring", "explain", "figures", "following", "help",
        "holders", "quality", "regime", "smco", "status", "who",
    }  # fmt: skip
    assert {pattern.runs.split()[0] for pattern in PATTERNS if not pattern.offered} <= looks


@pytest.mark.parametrize(
    ("question", "nearest"),
    [
        ("what is the meaning of life?", "help"),
        ("why not?", "help"),
        ("what is the price of neodymium", "help"),
    ],
)
async def test_what_is_not_understood_says_so_and_offers_the_nearest(
    shipped: Desk, question: str, nearest: str
) -> None:
    answer = await shipped.ask(question)
    assert not answer.understood
    said = " ".join(answer.as_text(500).split())
    assert "I did not understand that as a question about licences." in said
    assert f"Nearest that works: `/licence {nearest}`" in said


@pytest.mark.parametrize(
    ("typed", "nearest"),
    [
        ("magnet exports November 2025", "figures magnets"),
        ("licences ending in December", "expiring 90d"),
        ("pending orders stuck since April", "explain backlog"),
        ("0.1% Dy - is that legal", "explain threshold"),
        ("magnets stuck in customs although they are ferrite", "explain customs"),
        ("Earth-Panda Advanced Magnetc Material", "who Earth-Panda Advanced Magnetic Material"),
    ],
)
async def test_a_statement_is_no_name_and_the_command_it_is_about_is_offered(
    shipped: Desk, typed: str, nearest: str
) -> None:
    said = await shipped.says(typed)
    assert f"/licence {nearest}" in said
    assert "I ran" not in said


async def test_a_name_with_a_question_mark_is_a_name(shipped: Desk) -> None:
    assert (await shipped.says("JL Mag?")).startswith("JL Mag")
    assert "Nearest: `/licence who" in await shipped.says("JL Magg Rare-Eart?")


async def test_a_greeting_is_answered_with_what_can_be_asked(shipped: Desk) -> None:
    assert (await shipped.says("hello!", ANN)).startswith("What you can ask")


async def test_a_command_stays_a_command(shipped: Desk) -> None:
    for typed in ("who JL Mag?", "holders", "explain backlog?", "regime?"):
        assert "I ran" not in await shipped.says(typed)


def test_the_topic_spoken_of_most_is_taken() -> None:
    topics = {"change": ["part number"], "scope": ["end use"], "papers": ["documents"]}
    assert spoken_of("what if our end use or part number changes", topics) == "change"
    assert spoken_of("nothing of the kind", topics) is None
