"""`figures [magnets | rare-earths | products] [from] [to]`: export figures by month, with their chart."""

import re
from datetime import date

from bot import grammar
from bot.commands import values
from bot.commands.verbs import ASK, Ask, Verb
from bot.grammar import Misunderstood
from bot.messages import figures as messages
from bot.messages.parts import Message, shown
from storage import figures
from storage.domain.claim import Series
from storage.domain.series import months_of

#: Months in one answer.
MOST = 60
_MONTH = re.compile(r"(20\d\d)(?:[-/.](0?[1-9]|1[0-2]))?")
_BETWEEN = frozenset({"from", "to", "until", "till", "since", "-", "–"})
_SERIES = {
    "magnets": Series.MAGNETS,
    "rare-earths": Series.RARE_EARTHS,
    "products": Series.PRODUCTS,
    "magnet": Series.MAGNETS,
    "permanent-magnets": Series.MAGNETS,
    "850511": Series.MAGNETS,
    "磁材": Series.MAGNETS,
    "rare-earth": Series.RARE_EARTHS,
    "all": Series.RARE_EARTHS,
    "稀土": Series.RARE_EARTHS,
    "product": Series.PRODUCTS,
    "rare-earth-products": Series.PRODUCTS,
    "bloomberg": Series.PRODUCTS,
}


async def run(ask: Ask) -> Message:
    series, first, last = read(ask.line, ask.now.date())
    async with ask.db.read() as session:
        try:
            view = await figures.over(session, series, first, last)
        except figures.NoSeries as none:
            return messages.no_series(str(none))
    return messages.series(view) if view.months else messages.nothing(view, first, last)


def read(line: grammar.Line, today: date) -> tuple[Series, str | None, str | None]:
    """Series, first and last month of what was typed. Raises Misunderstood."""
    given = grammar.arguments(line, ())
    words = [token.text for token in given.words if token.text.casefold() not in _BETWEEN]
    months = [(word, match) for word in words if (match := _MONTH.fullmatch(word))]
    name = "-".join(word for word in words if not _MONTH.fullmatch(word)).casefold()
    series = values.one_of(name, _SERIES, "series", "figures ") if name else Series.MAGNETS
    if len(months) > 2:
        raise Misunderstood(
            "`figures` takes at most two months, the first and the last.", nearest=f"figures {series} 2025-01 2025-12"
        )
    if not months:
        return series, None, None
    first = _month(months[0][1], "01")
    last = _month(months[-1][1], "12") if len(months) > 1 or months[0][1][2] is None else None
    _checked(series, first, last, today, months[0][0])
    return series, first, last


def _checked(series: Series, first: str, last: str | None, today: date, typed: str) -> None:
    if first > f"{today:%Y-%m}":
        raise Misunderstood(f"{shown(typed)} lies in the future.", odd=typed, nearest=f"figures {series}")
    if last is not None and last < first:
        raise Misunderstood(
            f"{shown(last)} is before {shown(first)}.", odd=last, nearest=f"figures {series} {last} {first}"
        )
    if len(months_of(f"{first}/{last or f'{today:%Y-%m}'}")) > MOST:
        raise Misunderstood(
            f"One answer has at most {MOST} months.", nearest=f"figures {series} {today.year - 4}-01 {today:%Y-%m}"
        )


def _month(match: re.Match[str], otherwise: str) -> str:
    return f"{match[1]}-{(match[2] or otherwise).zfill(2)}"


VERB = Verb(
    name="figures",
    group=ASK,
    usage="figures [magnets or rare-earths or products] [from] [to]",
    example="figures magnets 2025-06 2025-12",
    help="Export figures by month, with a chart; what is our arithmetic, and what in print does not fit, and why.",
    run=run,
    hints=("exports", "statistics", "tonnes", "volumes", "chart"),
)
