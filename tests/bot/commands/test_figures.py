"""Export figures as buyers ask for them: the months, the chart, what does not fit, and what an admin decides."""

import pytest
from sqlmodel import func, select

from bot.access import Asker
from bot.messages import slack
from storage import documents, evidence, seeding
from storage.domain.claim import Figure, Reading, Series
from storage.models import Document
from storage.models import Figure as Row
from tests.bot.conftest import ANN, Desk
from tests.bot.limits import check, words
from tests.bot.situations import T0

ADMIN = Asker(user="U0ADMIN", channel="D0ADMIN")


@pytest.fixture
async def shelf(desk: Desk) -> Desk:
    async with desk.db.write() as session:
        await seeding.seed(session, T0, only=("series",))
    return desk


async def reads(
    desk: Desk, *stated: tuple[float, str], series: Series = Series.MAGNETS, url: str = "https://x.example/1"
) -> None:
    """A report states figures."""
    told = [
        Figure(series=series, period=period, tonnes=tonnes, quote=f"{tonnes:,.0f} tonnes.") for tonnes, period in stated
    ]
    async with desk.db.write() as session:
        await documents.keep(
            session, url=url, title="Figures", text=url, now=T0, publisher="Metal Week", published="2026-05-20"
        )
        held = await session.exec(select(func.max(Document.id)))
        await evidence.record(session, held.one(), Reading(figures=tuple(told)), T0)


async def test_bare_shows_the_last_twelve_months_of_magnets(shelf: Desk) -> None:
    answer = await shelf.says("figures")
    assert "Rare-earth permanent magnets, April 2025 to March 2026" in answer
    assert "March 2026: 5,238 t, up 10.5 % on the month, down 1.6 % on the year" in answer
    assert "2025-12 5,952 -3.2 %" in answer
    assert "2025-03" not in answer.partition("† our")[0]


async def test_what_we_worked_out_is_marked_and_explained(shelf: Desk) -> None:
    answer = await shelf.says("figures 2026-01 2026-03")
    assert "2026-02 4,740† -21.3 %†" in answer
    assert "† our arithmetic from published figures, not published itself." in answer
    assert "2026-01 6,023 t: First quarter of 2026 less February and March." in answer


async def test_what_in_print_does_not_fit_is_listed_with_verdict_and_reason(shelf: Desk) -> None:
    answer = await shelf.says("figures")
    assert "“November 2025: 5,493.9 tonnes of magnets, up 26.5 % on the month” (samarium.dev): wrong series." in answer
    assert "“45,290 tonnes, down 5.2 %, for the year to date as released in October 2025”" in answer
    assert "wrong period. It covers January to October" in answer


async def test_figures_stand_beside_claims_and_prove_nothing(shelf: Desk) -> None:
    assert "is consistent with licences in use and does not prove that anybody holds one" in await shelf.says("figures")


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("figures rare-earths", "All rare earths (17 elements), June to December 2025"),
        ("figures rare earths 2025-10 2025-12", "All rare earths (17 elements), October to December 2025"),
        ("figures products", "Rare-earth products, August to November 2025"),
        ("figures magnets from 2025-06 to 2025-08", "Rare-earth permanent magnets, June to August 2025"),
        ("figures 850511 2025", "Rare-earth permanent magnets, January to December 2025"),
        ("figures 2026-02", "Rare-earth permanent magnets, February to March 2026"),
        ("figures magnets 2025/06 2025/6", "Rare-earth permanent magnets, June 2025"),
    ],
)
async def test_series_and_months_are_understood_as_people_write_them(shelf: Desk, typed: str, title: str) -> None:
    assert (await shelf.says(typed)).startswith(title)


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("figures tungsten", "`tungsten` is no series I know, such as `magnets`, `rare-earths`, `products`."),
        ("figures mangets", "Nearest that works: `/licence figures magnets`"),
        (
            "figures 2025-12 2025-06",
            "`2025-06` is before `2025-12`. Nearest that works: `/licence figures magnets 2025-06",
        ),
        ("figures 2027-01", "`2027-01` lies in the future."),
        ("figures 2025-13", "`2025-13` is no series I know"),
        ("figures 2019-01", "One answer has at most 60 months."),
        ("figures 2025-01 2025-02 2025-03", "`figures` takes at most two months"),
        ("figures products 2026-01", "No figure of this series is on record from 2026-01."),
        ("F999", "There is no figure `F999` on record"),
    ],
)
async def test_slips_get_one_sentence_and_what_works(shelf: Desk, typed: str, says: str) -> None:
    assert says in await shelf.says(typed)


async def test_without_the_seeds_it_says_what_loads_them(desk: Desk) -> None:
    assert "`lodestone db seed` in a terminal loads the figures." in await desk.says("figures")


@pytest.mark.parametrize("typed", ["figures", "figures rare-earths", "figures products", "figures 2025-01 2026-03"])
async def test_slack_gets_a_chart_a_table_and_the_numbers_in_words(shelf: Desk, typed: str) -> None:
    message = (await shelf.ask(typed, ANN)).message
    rich, modest = slack.payload(message), slack.payload(message, modest=True)
    check(rich)
    check(modest)
    [chart] = [block for block in rich["blocks"] if block["type"] == "data_visualization"]
    [table] = [block for block in rich["blocks"] if block["type"] == "table"]
    points = chart["chart"]["series"][0]["data"]
    assert [point["label"].rstrip("†") for point in points] == [row[0]["text"] for row in table["rows"][1:]]
    # Whoever sees neither reads the same numbers.
    for point in points:
        assert f"{point['value']:,.0f}" in rich["text"] or f"{point['value']:,.1f}" in rich["text"]
        assert f"{point['label'].rstrip('†')}" in words(modest)


async def test_a_chart_has_the_newest_twenty_months_and_the_table_all(shelf: Desk) -> None:
    async with shelf.db.write() as session:
        session.add_all(
            Row(
                figure_key=f"k{n}", series="magnets", period=f"{2022 + n // 12}-{n % 12 + 1:02}", tonnes=4_000 + n,
                kind="reported", cause="source", learnt_at=T0,
            )
            for n in range(36)
        )  # fmt: skip
    payload = (await shelf.ask("figures 2022-01 2026-03", ANN)).as_slack()
    check(payload)
    kinds = {block["type"]: block for block in payload["blocks"]}
    assert len(kinds["data_visualization"]["chart"]["axis_config"]["categories"]) == 20
    assert len(kinds["table"]["rows"]) == 52


async def test_a_figure_from_a_report_waits_beside_the_series(shelf: Desk) -> None:
    await reads(shelf, (5_500, "2026-04"))
    answer = await shelf.says("figures")
    assert "Read in reports, not counted yet" in answer
    assert "magnets, 2026-04: 5,500 t (waits). No published total covers April 2026 yet." in answer


async def test_only_admins_decide_and_the_decision_is_audited(shelf: Desk) -> None:
    await reads(shelf, (5_500, "2026-04"))
    await shelf.appoint(ADMIN.user)
    assert (await shelf.says("admin figures", ANN)).startswith("Not allowed")
    listed = await shelf.says("admin figures", ADMIN)
    number = next(word for word in listed.split() if word.startswith("`F")).strip("`")
    assert "needs a reason" in await shelf.says(f"admin figures accept {number}", ADMIN)
    assert "April 2026: 5,500 t) counts now." in await shelf.says(f"admin figures accept {number} it is so", ADMIN)
    assert "April 2026: 5,500 t" in await shelf.says("figures")
    assert "figure accepted" in await shelf.says("admin audit 1d", ADMIN)
    assert "There is nothing to decide" in await shelf.says(f"admin figures accept {number} again", ADMIN)
    assert "counts no more" in await shelf.says(f"admin figures reject {number} a slip", ADMIN)
    assert "April 2026" not in await shelf.says("figures")


async def test_the_list_of_what_waits_fits_slack(shelf: Desk) -> None:
    await shelf.appoint(ADMIN.user)
    for number in range(12):
        await reads(shelf, (5_000 + number, "2026-05"), url=f"https://x.example/{number}")
    payload = (await shelf.ask("admin figures", ADMIN)).as_slack()
    check(payload)
    assert "4 more wait" in words(payload)


async def test_one_figure_in_full_says_where_the_text_puts_it(shelf: Desk) -> None:
    await reads(shelf, (45_290, "2025-10"))
    answer = await shelf.says("evidence figures")
    number = next(word for word in answer.partition("wrong period")[0].split()[::-1] if word.startswith("`F")).strip(
        "`"
    )
    full = await shelf.says(number)
    assert "45,290 t was published for January to October 2025, not October 2025." in full
    assert "As the text has it magnets October 2025" in full
