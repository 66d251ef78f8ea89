"""Export figures: period, series, tonnes, change and its basis."""

from jobs.extract import read
from storage.domain.claim import Document, Figure, Series
from storage.domain.names import NameIndex


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
