"""Plain questions are answered by commands, and the answer names the command; nothing is changed by a question."""

import re

import pytest

from bot.questions import PATTERNS, spoken_of
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
    ("what about N52 without heavy rare earths, do I need a licence?", "explain N52 without heavy rare earths"),
    ("金力永磁有通用许可证吗", "who 金力永磁"),
    ("TDK在关注名单上吗", "who TDK"),
    ("谁有通用许可证？", "holders"),
    ("are SmCo exports allowed?", "smco"),
    ("can JL Mag ship sm-co to Bosch?", "check JL Mag for Bosch sm-co"),
    ("does JL Mag's licence cover gallium for Bosch?", "check JL Mag for Bosch gallium"),
    ("Does Ningbo Yunsheng Bonded hold a licence?", "who Ningbo Yunsheng Bonded"),
    ("does JL Mag Mexico hold a licence?", "who JL Mag Mexico"),
    ("Can Yunsheng ship to Bosch Germany?", "check Yunsheng for Bosch Germany"),
    ("does Yunsheng Vietnam ship to Bosch?", "check Yunsheng Vietnam for Bosch"),
    ("can Yunsheng ship to Bosch, GM and TDK?", "check Yunsheng for Bosch and GM"),
    ("can JL Mag ship N52SH to Bosch?", "check JL Mag for Bosch N52SH"),
    ("Is JL Mag's licence for Acme Share?", 'check JL Mag for "Acme Share"'),
    ("can Yunsheng ship NdFeB to Bosch and TDK?", "check Yunsheng for Bosch and TDK NdFeB"),
)


#: How people in a hurry ask, on phones and in Chinese, and the command that answers.
HURRIED = """
holders: who's licensed? | which suppliers have one | any supplier with a general licence?
holders: 哪家企业拿到了通用许可证？ | 誰有通用許可
who JL Mag: JL Mag licensed? | status of JL Mag | when does JL Mag's licence run out? | when does JL Mag's licence lapse
who jl mag: wen dose jl mags licence end
who 金力永磁: 金力永磁的许可证什么时候到期
customers: am I covered? | who was left out | which OEMs are covered | 哪些客户被覆盖
customers JL Mag: does JL Mag's licence cover us | who does JL Mag's licence cover
check: does my supplier's licence cover me? | is my order covered | can our supplier ship to us | 我们的订单能发货吗
check yunsheng for bosch: can yunsheng deliver to bosch? | yunsheng -> bosch ok?
smco: is SmCo covered? | is samarium cobalt covered | does anybody hold one for SmCo
smco: 钐钴有许可吗 | 釤鈷有通用許可嗎
evidence smco: sources on SmCo?
evidence JL Mag: how do you know JL Mag has one
expiring 365d: when do the licences end? | when is it over | until when are the licences valid | 许可证什么时候到期
expiring 90d: what ends soon | 哪些许可证快到期了
changes 7d: whats new? | what did I miss | 最近有什么变化
regime: what are the rules right now | 管制暂停到什么时候
figures magnets: are exports rising | 出口量是多少
explain smco: does SmCo always need a licence
explain assemblies: 电机需要许可证吗
explain scope: what does a general licence cover
quality: can I trust this
following: what do I follow
explain neodymium oxide: is neodymium oxide controlled
explain ndfeb: NdFeB | Dy
holders material:dysprosium: who is licensed for dysprosium
explain ferrite: is ferrite controlled
explain 铁氧体: 铁氧体受管制吗
explain unobtainium: is unobtainium controlled
who bosh: is bosh covered
holders state:revoked: has any licence been revoked
holders customer:"BMW": who covers BMW
holders customer:"Ford": who supplies Ford
who JL Mag as-of 2026-01-15: did JL Mag hold one on 15 January 2026?
who JL Mag as-of 2025-12-31: did JL Mag hold one in 2025?
who JL Mag as-of 2025-12-02: did JL Mag hold one on 2 December?
check: is my supplier safe?
explain revocation: what if the supplier gets revoked after we order
explain gadolinium: what about gadolinium?
changes 365d: which suppliers lost their licence this year
explain 钕铁硼 不含镝铽: 钕铁硼不含镝铽还要许可证吗
explain yttrium: is yttrium covered by the rules
who JL Mag: JL Mag NdFeB Germany
check JL Mag for Bosch rotors: can JL Mag ship rotors to Bosch
customers: who else besides Ford
explain words: what does “reported” mean
explain threshold: our magnets have 0.08% Dy, is that ok
explain revocation: under what circumstances can MOFCOM withdraw a general licence
explain holder: can a German company hold a Chinese export licence
figures magnets: are shipments to Germany going up
evidence denials: which exporters have denied it | has anybody denied | 谁否认了
evidence denials jl mag: who says jl mag has no licence | has jl mag denied it
check jl mag for gm: is gm covered by jl mag
check jl mag for zf: can jl mag ship to zf
help: how do I use this | 怎么用
"""


async def test_hurried_questions_are_answered_with_the_right_command(shipped: Desk) -> None:
    wrong = []
    for line in HURRIED.strip().splitlines():
        command, _, questions = line.partition(": ")
        for question in questions.split(" | "):
            got = re.search(r"I ran `/licence ([^`]*)`:", await shipped.says(question, ANN))
            if got is None or got[1] != command:
                wrong.append((question, got and got[1]))
    assert not wrong


async def test_whoever_asks_for_the_source_of_nothing_is_asked_of_what(shipped: Desk) -> None:
    for question in ("who says so?", "source?", "how do you know?", "prove it?", "谁说的", "有依据吗"):
        assert "Who says what? Name the company, such as `evidence Ford`," in await shipped.says(question, ANN)


#: A question, and what is said of it beside the answer.
LEFT_OUT = (
    (
        "Can I ship NdFeB from JL Mag to France?",
        'NdFeB, France; ask `/licence check "JL Mag" material:NdFeB country:France`.',
    ),
    ("does JL Mag or Yunsheng cover Bosch?", "Yunsheng; ask `/licence check Yunsheng for Bosch`."),
    ("Ford and Bosch covered?", "Bosch; ask `/licence who Bosch`."),
    (
        "can I still order from JL Mag after 2 December?",
        "after 2 December, which lies ahead. A period that ends without",
    ),
    ("is JL Mag licensed in 2027?", "in 2027, which lies ahead."),
)


async def test_what_an_answer_leaves_out_is_said_with_the_command_that_takes_it_up(shipped: Desk) -> None:
    for question, left in LEFT_OUT:
        assert f"Not answered here: {left}" in await shipped.says(question, ANN)


async def test_a_misspelt_name_in_a_question_is_asked_about_and_not_passed_over(shipped: Desk) -> None:
    said = await shipped.says("when does yunshegn's licence end?", ANN)
    assert "I ran `/licence who yunshegn`" in said
    assert "No company on record is called `yunshegn`. Nearest: `/licence who Ningbo Yunsheng`" in said


async def test_a_question_is_shown_to_its_asker_alone_whatever_a_name_in_it_ends_in(shipped: Desk) -> None:
    answer = await shipped.ask("Is JL Mag's licence for Acme Share?", ANN)
    assert not answer.reply.shared
    assert "customer Acme Share (not on record)" in answer.as_text()
    assert "customer Acme Anyway (not on record)" in await shipped.says("Can JL Mag ship to Acme Anyway?", ANN)


async def test_a_second_customer_in_a_question_is_asked_about(shipped: Desk) -> None:
    said = await shipped.says("can Yunsheng ship NdFeB to Bosch and TDK?", ANN)
    assert "An order is checked for one customer at a time, and `TDK` was named too." in said
    assert "`/licence check Yunsheng for TDK material:NdFeB`" in said
    assert "material:and" not in await shipped.says("check Yunsheng for Bosch and TDK", ANN)


async def test_a_matter_beside_the_record_is_named(shipped: Desk) -> None:
    assert "The record says nothing about `price`." in await shipped.says("what is the price of neodymium?", ANN)


async def ran(desk: Desk, question: str) -> str:
    """The command a question was answered with."""
    said = await desk.says(question, ANN)
    named = re.search(r"I ran `/licence ([^`]*)`:", said)
    assert named, said
    return named[1]


@pytest.mark.parametrize(("question", "command"), ASKED, ids=[question for question, _ in ASKED])
async def test_a_plain_question_is_answered_with_the_command_it_ran(shipped: Desk, question: str, command: str) -> None:
    assert await ran(shipped, question) == command


async def test_every_row_of_the_table_understands_its_own_example(shipped: Desk) -> None:
    wrong: list[tuple[str, str]] = []
    for pattern in PATTERNS:
        begins = re.split(r' ?[{"]', pattern.runs)[0]
        said = await shipped.says(pattern.example, ANN)
        why = pattern.why or "A question changes nothing, so nothing was done."
        sentence = f"{why} Nearest that works: `/licence {begins}" if pattern.offered else f"I ran `/licence {begins}"
        if sentence not in said:
            wrong.append((pattern.example, said))
    assert not wrong
    assert "W1" not in await shipped.says("following", ANN)


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


async def test_a_denial_that_nobody_made_is_said_to_be_on_no_record(shipped: Desk) -> None:
    said = await shipped.says("who says JL Mag has no licence?", ANN)
    assert "No evidence of denials on JL Mag Rare-Earth is on record." in said
