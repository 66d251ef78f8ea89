"""Export figures: period, series, tonnes, change and its basis."""

from hypothesis import given
from hypothesis import strategies as st

from jobs.extract import read
from storage.domain.claim import Document, Figure, Series
from storage.domain.names import NameIndex
from tests.examples import few


def figures(text: str, published: str = "2026-03-20", title: str = "") -> list[Figure]:
    document = Document(url="https://news.example/1", title=title, text=text, published=published)
    return list(read(document, NameIndex([])).figures)


def row(figure: Figure) -> tuple[Series, str | None, float | None, float | None, str | None]:
    return figure.series, figure.period, figure.tonnes, figure.change_pct, figure.basis


def test_one_figure_on_two_bases_is_two_figures() -> None:
    text = (
        "Exports of rare earth magnets came to 5,120 tonnes in February, down 3.2% from January and up 14% on the year."
    )
    assert [row(figure) for figure in figures(text)] == [
        (Series.MAGNETS, "2026-02", 5120.0, -3.2, "mom"),
        (Series.MAGNETS, "2026-02", 5120.0, 14.0, "yoy"),
    ]


def test_a_cumulative_figure_has_a_span_and_its_own_basis() -> None:
    [figure] = figures(
        "From January to February China exported 10,400 tons of rare earth magnets, 9.5% more than a year earlier."
    )
    assert row(figure) == (Series.MAGNETS, "2026-01/2026-02", 10400.0, 9.5, "ytd_yoy")


def test_a_series_the_text_does_not_name_is_not_guessed() -> None:
    [figure] = figures("Customs data show exports fell 8% month on month to 4,300 tons in February.")
    assert row(figure) == (Series.NOT_NAMED, "2026-02", 4300.0, -8.0, "mom")


def test_all_rare_earths_are_no_magnets() -> None:
    [figure] = figures("China's exports of rare earths were 6,010 tonnes in February, up 2.5% year on year.")
    assert figure.series is Series.RARE_EARTHS


def test_a_country_is_named_beside_its_figure() -> None:
    [figure] = figures("Magnet exports to Germany reached 910 tons in February, up 4% on the month.")
    assert (figure.country, figure.measure) == ("Germany", "exports of rare-earth magnets to Germany")


def test_what_one_country_got_is_never_told_as_what_the_world_got() -> None:
    for text, country in (
        ("Dutch buyers took 305 tonnes of Chinese magnets in August.", "Netherlands"),
        ("Magnet exports to Estonia came to 14 tonnes in August.", "Estonia"),
        ("Southeast Asia received 820 tonnes of Chinese magnets in August.", "Southeast Asia"),
        ("Beijing wants magnet exports to the EU to recover. In August they were 2,214 tonnes.", "European Union"),
        ("中國8月對歐盟出口磁鐵2,569公噸。", "European Union"),
        ("Die Magnetexporte in die Türkei sanken im August auf 94 Tonnen.", "Turkey"),
    ):
        assert [figure.country for figure in figures(text, "2026-09-20")] == [country], text


def test_chinese_figures_put_the_basis_first() -> None:
    text = "海关数据显示，2月稀土永磁体出口4980吨，环比下降2.1%，同比增长15.3%。"
    assert [row(figure) for figure in figures(text)] == [
        (Series.MAGNETS, "2026-02", 4980.0, -2.1, "mom"),
        (Series.MAGNETS, "2026-02", 4980.0, 15.3, "yoy"),
    ]


def test_quotas_capacities_and_shares_are_no_figures() -> None:
    assert figures("The export quota was set at 12,000 tonnes, 5% more than last year.") == []
    assert figures("The plant has a capacity of 3,000 tonnes; exports made up 28% of revenue.") == []


def test_every_quote_is_in_the_text() -> None:
    text = (
        "Padding. " * 60 + "Magnet exports were 5,000 tons in February, up 1% on the month, " + "and so on " * 60 + "."
    )
    for figure in figures(text):
        assert figure.quote in text


def test_a_value_compared_with_is_a_figure_of_its_own_month() -> None:
    text = "Magnet exports rose to 6,402 tonnes in March from 5,100 tonnes in February, a gain of 25.5 percent."
    assert [row(figure) for figure in figures(text, "2026-04-20")] == [
        (Series.MAGNETS, "2026-03", 6402.0, 25.5, "mom"),
        (Series.MAGNETS, "2026-02", 5100.0, None, None),
    ]


def test_what_rose_in_a_month_rose_from_the_month_before() -> None:
    """The shared corpus labels "shipments fell 29% in September" so: the verb puts the whole change in that month."""
    for text, change in (
        ("Magnet exports rose 4% to 6,000 tonnes in March.", 4.0),
        ("In March they were down 4%.", -4.0),
    ):
        [figure] = figures(text, "2026-04-20", title="Magnet exports")
        assert (figure.period, figure.change_pct, figure.basis) == ("2026-03", change, "mom")


def test_a_change_beside_a_month_without_base_or_verb_is_not_told() -> None:
    [figure] = figures("Magnet exports in March: 6,000 tonnes, up 4%.", "2026-04-20")
    assert row(figure) == (Series.MAGNETS, "2026-03", 6000.0, None, None)


def test_a_change_without_a_base_keeps_to_the_one_told_before() -> None:
    told = figures("In July magnet exports grew 4% year on year. In August they grew 9%.", "2026-09-20")
    assert [(figure.change_pct, figure.basis) for figure in told] == [(4.0, "yoy"), (9.0, "yoy")]


def test_a_year_ago_is_the_same_month_a_year_before() -> None:
    text = "Magnet exports came to 6,150 tonnes in May. A year earlier they had stood at 1,238 tonnes."
    assert [row(figure)[1:3] for figure in figures(text, "2026-06-20")] == [("2026-05", 6150.0), ("2025-05", 1238.0)]


def test_last_month_is_the_month_before_the_report() -> None:
    [figure] = figures("China exported 5,952 tonnes of rare earth magnets last month.", "2026-01-20")
    assert figure.period == "2025-12"


def test_a_base_nobody_can_name_makes_no_change() -> None:
    [figure] = figures("Magnet exports were 6,000 tonnes in June, 12% above February.", "2026-07-20")
    assert (figure.tonnes, figure.change_pct) == (6000.0, None)


def test_the_highest_since_january_is_no_span_since_january() -> None:
    [figure] = figures("Magnet exports of 6,146 tonnes in August were the highest since January.", "2026-09-20")
    assert figure.period == "2026-08"


def test_a_table_tells_each_row_on_each_base() -> None:
    text = (
        "Exports of magnets, tonnes\nMonth | Total | m/m | y/y\n"
        "Jan 2026 | 6,023 | +1.2% | -5.3%\nFeb 2026 | 4,740 | -21.3% | +32.1%"
    )
    assert [row(figure)[1:] for figure in figures(text)] == [
        ("2026-01", 6023.0, 1.2, "mom"),
        ("2026-01", 6023.0, -5.3, "yoy"),
        ("2026-02", 4740.0, -21.3, "mom"),
        ("2026-02", 4740.0, 32.1, "yoy"),
    ]


def test_other_goods_other_exporters_and_money_are_no_figures() -> None:
    for text in (
        "Tungsten exports slumped to 890 tonnes in April, down 34% from March.",
        "Vietnam's own exports of rare earth magnets rose 40% from February to 212 tonnes in March.",
        "Magnet exports fetched $255 million in April, 12% more than a year ago.",
        "China imported 9,840 tonnes of rare earth compounds in May, 18% fewer than a year earlier.",
        "Magnet exports may reach 6,000 to 6,200 tonnes in October, analysts say.",
        "越南海关称，越南10月向美国出口磁铁212吨，环比增长四成。",
    ):
        assert figures(text, "2026-11-20") == [], text


def test_numbers_are_read_as_their_language_prints_them() -> None:
    [german] = figures("Im Mai führte China 5.402,7 Tonnen Seltenerdmagnete aus.", "2026-06-20")
    [french] = figures("En août, la Chine a exporté 6 146 tonnes d'aimants de terres rares.", "2026-09-21")
    [chinese] = figures("前四個月稀土出口2.13萬噸。", "2026-05-09")
    assert [figure.tonnes for figure in (german, french, chinese)] == [5402.7, 6146.0, 21300.0]


def test_a_remark_below_names_the_series() -> None:
    [figure] = figures("10月出口5473吨。以上为稀土永磁口径。", "2026-11-20")
    assert figure.series is Series.MAGNETS


PIECES = [
    *("Magnet exports", "rose 4% to", "5,000 tonnes", "in May", "from April", "a year earlier", "(", ")", "|", "\n"),
    *("5.402,7 t", "13月", "1-4月", "出口", "5473吨", "环比增长", "三成", "对日", "H1 2025", "last month"),
    *("since January", "７％", "٣ tonnes", "9" * 40, "Germany", "$5 million"),
]


@few(90)
@given(
    st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=8)), max_size=30).map(" ".join), st.text(max_size=10)
)
def test_no_text_is_too_strange_for_its_figures(text: str, published: str) -> None:
    for figure in figures(text, published, title=text[:30]):
        assert figure.quote
        assert figure.quote in text
        assert figure.period


def test_an_undated_report_is_of_the_year_its_past_months_show() -> None:
    truce = "The rules are suspended until 10 November 2026. In November 6,150 tonnes of magnets were exported."
    january = "In January 2026 China exported 6,023 tonnes of magnets. November had brought exports of 6,150 tonnes."
    for text, periods in ((truce, ["2025-11"]), (january, ["2026-01", "2025-11"])):
        document = Document(url="https://news.example/1", title="", text=text, published=None)
        assert [figure.period for figure in read(document, NameIndex([])).figures] == periods


def test_last_month_of_an_undated_report_is_nobodys_guess() -> None:
    document = Document(
        url="https://news.example/1",
        title="",
        text="Export controls began in April 2025. China exported 5,952 tonnes of magnets last month.",
        published=None,
    )
    assert "2025-11" not in [figure.period for figure in read(document, NameIndex([])).figures]
