"""The order check as buyers meet it: what they type, what they see, and that nothing of it stays anywhere."""

import json
import logging
from datetime import UTC, datetime

import pytest
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient
from sqlmodel import SQLModel, select

from bot import grammar
from bot.access import Asker
from bot.commands.order_words import FILTERS, OrderWords, others, split
from bot.messages import views
from storage import seeding
from tests.bot.conftest import ANN, Desk
from tests.bot.limits import check, check_view, words
from tests.bot.pressing import Person, answering
from tests.fake_slack import FakeSlack

#: Nothing of this may be found anywhere afterwards.
SECRET = "check Lanxi Magnetics for Zyxwolf Turbines NdFeB 0.07% Dy quargelwind Norway"
TRACES = ("zyxwolf", "quargelwind", "norway")

NASTY = (
    "<!channel> <https://evil.example|Reuters>",
    "*bold* _it_ `code` ~x~",
    "\u202egnp.exe",
    "🙂" * 60,
    "a" * 190,
    "&lt;b&gt;",
)
KNOWN = {"jl mag", "ford", "continental india", "tdk", "national institute for defense studies", "兰溪磁业"}
#: Supplier | customer | material | use | country.
TYPED = (
    ("JL Mag for Ford", "JL Mag | Ford |  |  | "),
    ("JL Mag for Ford NdFeB automotive Germany", "JL Mag | Ford | NdFeB | automotive | Germany"),
    ("jl mag for ford SmCo to Japan", "jl mag | ford | SmCo |  | Japan"),
    (
        "JL Mag for Ford, NdFeB with 0.05 % Dy, traction motors?",
        "JL Mag | Ford | NdFeB with 0.05 % Dy | traction motors | ",
    ),
    ("JL Mag for Continental India", "JL Mag | Continental India |  |  | "),
    ("JL Mag for Ford India", "JL Mag | Ford |  |  | India"),
    ("JL Mag for TDK Electronics NdFeB", "JL Mag | TDK Electronics | NdFeB |  | "),
    ("JL Mag for National Institute for Defense Studies", "JL Mag | National Institute for Defense Studies |  |  | "),
    ("JL Mag for Some Small Firm ferrite loudspeakers", "JL Mag | Some Small Firm | ferrite | loudspeakers | "),
    ("JL Mag for Raytheon SmCo US defence", "JL Mag | Raytheon | SmCo | US defence | "),
    ("JL Mag for Ford Dy/Tb-free NdFeB power steering", "JL Mag | Ford | Dy/Tb-free NdFeB | power steering | "),
    ("JL Mag for Ford N42SH robot grippers", "JL Mag | Ford | N42SH | robot grippers | "),
    ('JL Mag for "Magnets for Cars" NdFeB', "JL Mag | Magnets for Cars | NdFeB |  | "),
    ("兰溪磁业 for 福特 钕铁硼 汽车", "兰溪磁业 | 福特 | 钕铁硼 | 汽车 | "),
    (
        'JL Mag for Ford material:"NdFeB, 0.05% Dy" use:"hard disks" country:JP',
        "JL Mag | Ford | NdFeB, 0.05% Dy | hard disks | JP",
    ),
    ("JL Mag for Ford in Germany SmCo", "JL Mag | Ford | SmCo |  | Germany"),
    ("JL Mag for Subaru of America NdFeB", "JL Mag | Subaru of America | NdFeB |  | "),
    ("JL Mag for Some & Other Firm ferrite and SmCo", "JL Mag | Some & Other Firm | ferrite and SmCo |  | "),
    ("JL Mag for our customer Ford SmCo", "JL Mag | Ford | SmCo |  | "),
    ("JL Mag to Ford SmCo", "JL Mag | Ford | SmCo |  | "),
    ("JL Mag Ford SmCo cars", "JL Mag | Ford | SmCo | cars | "),
    ("JL Mag -> Ford SmCo cars", "JL Mag | Ford | SmCo | cars | "),
    ("JL Mag, Ford, SmCo, automotive, Germany", "JL Mag | Ford | SmCo | automotive | Germany"),
    ("SmCo magnets from JL Mag for Ford", "JL Mag | Ford | SmCo magnets |  | "),
    ("JL Mag's NdFeB with Dy for Ford cars", "JL Mag | Ford | NdFeB with Dy | cars | "),
    ("JL Mag", "JL Mag |  |  |  | "),
    ("JL Mag for", "JL Mag |  |  |  | "),
    ('JL Mag for Ford "SmCo 2:17" automotive Germany', "JL Mag | Ford | SmCo 2:17 | automotive | Germany"),
    ('JL Mag for Ford "SmCo grade X9 for missiles"', "JL Mag | Ford | SmCo grade X9 | missiles | "),
    ('JL Mag for Ford "South Korea" "hard disks"', "JL Mag | Ford |  | hard disks | South Korea"),
    ("JL Mag for Ford SmCo 2:17 cars", "JL Mag | Ford | SmCo 2:17 | cars | "),
    ("JL Mag for Ford 500 kg NdFeB that does not contain Dy", "JL Mag | Ford | 500 kg NdFeB does not contain Dy |  | "),
    ("for Ford", " | Ford |  |  | "),
)


def read(typed: str) -> OrderWords:
    given = grammar.arguments(grammar.read(f"check {typed}"), FILTERS)
    found = split(given.words, lambda name: name.casefold() in KNOWN)
    filters = {key: ", ".join(given.all(key)) for key in FILTERS if given.all(key)}
    return OrderWords(**{key: filters.get(key, getattr(found, key)) for key in FILTERS})


@pytest.mark.parametrize(("typed", "meant"), TYPED)
def test_the_words_of_an_order_are_told_apart(typed: str, meant: str) -> None:
    assert read(typed) == OrderWords(**dict(zip(FILTERS, meant.split(" | "), strict=True)))


@pytest.mark.parametrize("typed", ["Ford and TDK SmCo", "Ford, TDK, SmCo", "Ford SmCo and TDK", "Ford / TDK NdFeB"])
def test_a_second_customer_is_not_passed_over(typed: str) -> None:
    """A veto on it would go unseen."""
    assert others(read(f"JL Mag for {typed}"), lambda name: name.casefold() in KNOWN) == "TDK"


@pytest.mark.parametrize("typed", [typed for typed, meant in TYPED if all(meant.split(" | ")[:2])])
def test_the_command_made_of_an_order_asks_the_same_again(typed: str) -> None:
    words = read(typed)
    assert read(words.command().removeprefix("check ")) == words


@pytest.fixture
async def market(desk: Desk) -> Desk:
    """The desk's record with the shipped lists and rules."""
    async with desk.db.write() as session:
        await seeding.seed(session, desk.now, only=("lists", "regime"))
    return desk


async def test_an_order_is_answered_with_reasons_sources_papers_time_and_a_letter(market: Desk) -> None:
    card = await market.says("check Lanxi Magnetics for Orrin NdFeB with Dy automotive")
    for sentence in (
        "⚪ Not known",
        "Read as supplier Lanxi Magnetics; customer Orrin Motors; material NdFeB with Dy; for automotive; "
        "not given: country",
        "A general licence of Lanxi Magnetics is reported, not confirmed; its period ends about 2 Dec 2026 "
        "(reckoned a year from 2 Dec 2025, its reported start).",
        "(Example Wire https://news.example/magnets, 10 Dec 2025 `C1`)",
        "that names nobody, so whether Orrin Motors is in it is open.",
        "Orrin Motors is said to be covered by its suppliers, and no supplier is named.",
        "16 of the 90 names on the lists concerned are known here, and Orrin Motors is none of these: check the "
        "announcement (Japan control list, February 2026;",
        "Would change it:",
        "a statement of the exporter, the customer or the ministry that names the customer for this supplier",
        "The other way: an individual licence",
        "45 working days by the ministry's guideline",
        "Papers that sellers ask for",
        "4. Is Orrin Motors named on it as an end user, in exactly this name?",
        "Only you see this, and the order is kept nowhere.",
    ):
        assert sentence in card, sentence


async def test_a_practice_is_called_a_practice_and_samarium_cobalt_has_none(market: Desk) -> None:
    card = await market.says("check Lanxi Magnetics for Orrin NdFeB 0.05% Dy+Tb")
    assert "No licence needed as far as known: by a supplier's practice, not by law" in card
    assert "Mainrich International" in card
    card = await market.says("check Lanxi Magnetics for Orrin SmCo 0.05% Dy+Tb")
    assert "Samarium-cobalt is always controlled" in card
    assert "practice" not in card
    assert "Samarium-cobalt is always controlled" in await market.says('check Lanxi Magnetics for Orrin "SmCo 2:17"')


async def test_the_letter_asks_what_concerns_the_goods(shipped: Desk) -> None:
    for goods, asked, not_asked in (
        ("SmCo", "Under which export licence", "Dysprosium"),
        ("NdFeB with Dy", "6. Dysprosium and terbium content of NdFeB with Dy by batch", "without an export licence"),
        ("NdFeB without Dy or Tb", "1. Will NdFeB without Dy or Tb ship without an export licence", "Under which"),
        ("ferrite", "Ferrite as described holds no controlled element.", "Letter to"),
        ("ferrite", "Would change it: a test", "customs code"),
    ):
        card = await shipped.says(f"check JL Mag for Bosch {goods} automotive")
        assert asked in card
        assert not_asked not in card


async def test_a_military_order_anywhere_meets_the_rule_on_military_users(market: Desk) -> None:
    card = await market.says("check Lanxi Magnetics for Orrin NdFeB with Dy missiles USA")
    assert "⚪ By the wording of Announcement 61 military users are refused in principle, in whatever country." in card
    assert "suspended as far as known (in print: until 10 Nov 2026, which has passed; until 10 Jan 2027)" in card
    market.now = datetime(2026, 11, 1, tzinfo=UTC)
    card = await market.says("check Lanxi Magnetics for Orrin NdFeB with Dy missiles USA")
    assert "(in print: until 10 Nov 2026; until 10 Jan 2027)" in card


async def test_a_listed_customer_is_barred_on_the_check_and_named_on_its_own_card(market: Desk) -> None:
    async with market.db.write() as session:
        await seeding.seed(session, market.now, only=("companies",))
    card = await market.says("check Lanxi Magnetics for Subaru NdFeB with Dy automotive")
    assert "🔴 No: no general licence can be used for this customer as far as known" in card
    assert "MOFCOM Announcement 12/2026: Rare Earth Exchanges" in card
    card = await market.says("check Lanxi Magnetics for MP Materials SmCo")
    assert "🔴 No: no dual-use goods may go to this customer as far as known" in card
    assert "The other way" not in card
    assert "Letter to" not in card
    own = await market.says("who Subaru")
    assert "🔴 On the Japan watch list, February 2026 (关注名单) as Subaru, MOFCOM Announcement 12/2026." in own
    assert "8 of its 20 names are known here" in own
    assert "On the Japan watch list" in await market.says("share Subaru")


async def test_without_any_source_the_answer_says_that_there_is_none(desk: Desk) -> None:
    card = await desk.says("check Nobody Magnets for Somebody Else ferrite")
    assert "⚪ Not known" in card
    assert "No dated source is on record for this answer." in card


async def test_a_near_name_is_offered_and_not_taken(market: Desk) -> None:
    answer = await market.ask("check Lanxi Magnetix for Orrin ferrite")
    text = answer.as_text(500)
    assert "supplier Lanxi Magnetix (not on record);" in text
    assert '/licence check "Lanxi Magnetics" for Orrin material:ferrite' in text


async def test_a_slip_in_a_name_is_asked_about_before_anything_else(market: Desk) -> None:
    said = await market.says("check Lanxi Magnetix for Orrin NdFeB")
    begins = "No company on record is called `Lanxi Magnetix`; did you mean Lanxi Magnetics? `/licence check"
    assert said.partition("─ ")[2].startswith(f'{begins} "Lanxi Magnetics" for Orrin material:NdFeB`')
    assert "Letter to" not in said
    as_typed = await market.says('check "Lanxi Magnetix" for Orrin material:NdFeB anyway')
    assert "Letter to Lanxi Magnetix, to copy" in as_typed


async def test_our_own_order_names_nobody(market: Desk) -> None:
    assert "`check` needs to know which supplier, for which customer." in await market.says("check my order")


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("check", "which supplier, for which customer"),
        ("check Lanxi Magnetics", "for which customer"),
        ("check for Orrin", "which supplier, for which customer"),
        ("check Lanxi Magnetics for Orrin SmCo edit", "the order, to be put right"),
    ],
)
async def test_what_is_missing_is_asked_in_a_form_with_the_rest_filled_in(market: Desk, typed: str, asked: str) -> None:
    answer = await market.ask(typed, ANN)
    assert answer.form is not None
    assert asked in " ".join(answer.as_text().split())
    view = views.form(answer.form, ANN.channel)
    check_view(view)
    begun = {block["block_id"]: block["element"].get("initial_value") for block in view["blocks"] if "element" in block}
    assert begun["supplier"] == ("Lanxi Magnetics" if "Lanxi" in typed else None)
    assert begun["customer"] == ("Orrin" if "Orrin" in typed else None)
    assert json.loads(view["private_metadata"]) == {"record": "", "channel": ANN.channel}


@pytest.mark.parametrize("nasty", NASTY)
async def test_whatever_is_typed_is_shown_and_cannot_act(market: Desk, nasty: str) -> None:
    name = nasty[:200]
    answer = await market.ask(f'check "{name}" for "{name}" material:"{name}" use:"{name}"', ANN)
    check(answer.as_slack())


@pytest.fixture
async def app(market: Desk, slack: FakeSlack) -> AsyncApp:
    client = AsyncWebClient(token="xoxb-1", base_url=slack.url, retry_handlers=[])
    return answering(client, market)


async def dump(desk: Desk) -> str:
    """Everything that is in the record, table by table."""
    async with desk.db.read() as session:
        tables = SQLModel.metadata.sorted_tables
        return "\n".join([f"{table.name} {(await session.exec(select(table))).all()}" for table in tables])


async def test_an_order_is_kept_nowhere_logged_nowhere_and_shown_to_its_asker_alone(
    app: AsyncApp, slack: FakeSlack, market: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    ann = Person(app, slack)
    before = await dump(market)
    with caplog.at_level(logging.DEBUG, logger="bot"):
        await ann.types(SECRET)
        (answer,) = await slack.wait_for("respond")
        await ann.types(f"{SECRET} edit")
        (opened,) = await slack.wait_for("views.open")
        sent = await ann.sends(opened["view"])
    assert answer["response_type"] == "ephemeral"
    assert "Zyxwolf Turbines" in words(answer)
    assert "Zyxwolf Turbines" in json.dumps(json.loads(sent.body)["view"])
    assert await dump(market) == before
    assert not slack.posted("chat.postMessage")
    for metadata in (opened["view"]["private_metadata"], json.loads(sent.body)["view"]["private_metadata"]):
        assert not any(trace in metadata.casefold() for trace in TRACES)
    assert "verb=check" in caplog.text
    assert not any(trace in caplog.text.casefold() for trace in (*TRACES, "lanxi", "0.07"))


async def test_a_form_without_a_customer_stays_open_and_says_which_field(
    app: AsyncApp, slack: FakeSlack, market: Desk
) -> None:
    ann = Person(app, slack)
    await ann.types("check Lanxi Magnetics")
    (opened,) = await slack.wait_for("views.open")
    answered = await ann.sends(opened["view"], country="Narnia")
    assert json.loads(answered.body)["errors"] == {
        "customer": "Which customer is it?",
        "country": "Write a country, such as Japan or DE.",
    }


async def test_an_order_is_shown_to_others_only_by_who_says_so(app: AsyncApp, slack: FakeSlack) -> None:
    ann = Person(app, slack)
    await ann.types("check Lanxi Magnetics for Orrin ferrite share")
    (answer,) = await slack.wait_for("respond")
    assert answer["response_type"] == "in_channel"
    assert "Shared by <@U0ANN>, with the order." in words(answer)
    assert "kept nowhere" not in words(answer)
    assert "Letter to" not in words(answer)
    assert not any(block["type"] == "actions" for block in answer["blocks"])
    await ann.types("check Lanxi Magnetics for Orrin ferrite share in <#C0OTHER|other>")
    (posted,) = await slack.wait_for("chat.postMessage")
    assert posted["channel"] == "C0OTHER"


async def test_sharing_asks_first_and_has_no_use_where_nobody_else_reads(market: Desk) -> None:
    answer = await market.ask("check Lanxi Magnetics for Orrin ferrite", ANN)
    share = [e for block in answer.as_slack()["blocks"] for e in block.get("elements", ()) if "confirm" in e]
    assert [button["text"]["text"] for button in share] == ["Share here"]
    alone = await market.says("check Lanxi Magnetics for Orrin ferrite share", Asker(user="U0ANN", channel="D0ANN"))
    assert "Nobody else reads this conversation" in alone
    assert "share in #general" in alone


async def test_a_country_nobody_knows_is_said_to_be_unknown(market: Desk) -> None:
    assert "`Narnia` is no country I know." in await market.says("check Lanxi Magnetics for Orrin country:Narnia")


@pytest.mark.parametrize(
    "order",
    [
        'ferrite "artillery shells" Germany',
        "ferrite radar Germany",
        "ferrite tank turret",
        'ferrite "rail guidance widget"',
        '"NdFeB no Dy no Tb" "attack drone" Russia',
        "ferrite drone Russia",
        "ferrite loudspeakers Russia",
        "ferrite use:导弹",
    ],
)
async def test_goods_on_no_list_stay_open_unless_their_use_is_plainly_civil(shipped: Desk, order: str) -> None:
    said = await shipped.says(f"check JL Mag for Rheinmetall {order}")
    assert "⚪ Not known" in said
    assert "Goods on no list can still need a licence when their use is a concern" in said
    assert "No licence needed" in await shipped.says("check JL Mag for Rheinmetall ferrite loudspeakers Germany")
