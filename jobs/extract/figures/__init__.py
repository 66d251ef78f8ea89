"""Export figures: period, series, tonnes, change and its basis. Quotas, capacities, prices and shares are none.

A sentence is marked up (`marking`: its `words`, `quantities`, `mentions` of periods, and by `comparing` what is only
measured against). Its `amounts` and `changes` are placed by `context` (for when, of what, for where; `topics`: whether of
China's exports at all) and bound to each other (`binding`, `bases`). What one sentence leaves open the one before it
answers (`talk`, `memory`). Months without a year need the document's date, or one worked out (`undated`). The words are
those of `cues/<language>/figures.toml`.
"""

import re
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import replace

from jobs.extract.figures import tables
from jobs.extract.figures.binding import bind
from jobs.extract.figures.comparing import undated
from jobs.extract.figures.lines import Line
from jobs.extract.figures.marking import is_tagged, mark
from jobs.extract.figures.talk import (
    FIELD,
    HEADING,
    HEADLINE,
    TITLE,
    Bound,
    Talk,
    basis_note,
    caption,
    country_of,
    footnote,
    listen,
    of_exports,
    series_of,
    set_scene,
)
from jobs.extract.figures.undated import year_of
from jobs.extract.figures.words import Lexicon, lexicon
from jobs.extract.text.cues import languages_of
from storage.domain.claim import QUOTE_LIMIT, Document, Figure, Series

#: A number with a unit or a percent sign; a text without one states no figure.
_MEASURED = re.compile(
    # What it begins with stands first, in both cases, which keeps the search fast.
    r"[\d一二三四五六七八九两tTpP(（](?:[oO](?i:(?<=to)nnes|(?<=\bto)ns\b)|[eE](?i:(?<=\bpe)r\s?cent\b)|[rR](?i:(?<=\bpr)ozent\b)"
    r"|(?i:(?<=[\d一二三四五六七八九两])[\s,.\d]{0,12}(?:thousand |million |metric |tsd\.? |万|萬|千)?"
    r"(?:[mk]?t(?![a-z])|ton|克|kg|kilo|%|％|per\s?cent|pct|prozent|pour\s?cent|吨|噸|公吨|公噸|公斤|成|倍|トン|万トン|톤|퍼센트|パーセント)"
    r"|(?<=[一二三四五六七八九两])[百千万零〇一二三四五六七八九十]{1,9}(?:吨|噸|公吨|公噸)|(?<=[十一二三四五六七八九])分之"
    r"|(?<=[(（])t[)）]|(?<=t)(?<=, t):))"
)
_SPOKEN = re.compile(r"export|shipment|magnet|shipp|出口|外[销銷]|磁|輸出|ausfuhr|수출", re.IGNORECASE)
_GERMAN = re.compile(r"\d\s?(?:Tonnen|Prozent)\b")
_FRENCH = re.compile(
    r"\d\s(?:tonnes d['’e]|% (?:sur un|de (?:plus|moins)|par rapport))|\b[Aa]imants\b|\bterres rares\b"
)
#: A number that may be an amount without a unit: none has fewer than two digits.
_DIGIT = re.compile(r"\d[\d,. ]*\d")
#: What stands in whatever one of the two matches; most texts have none of it.
_GERMAN_SIGNS = ("Tonnen", "Prozent")
_FRENCH_SIGNS = ("tonnes d", "% sur un", "% de ", "% par rapport", "imants", "terres rares")
#: How many sentences after one with figures a bare number may still be one.
_NEAR = 2
#: A sentence that only says which month comes next ("December was no month for records.") is no longer, in characters.
_SCENE = 90
#: A cell that needs no header: an amount with its unit, and another with the base of its change.
_FULL = re.compile(
    r"\d\s?(?:t|tonnes|tons|mt|吨)\s?[|｜\t].*\d\s?%\s?(?:m/m|mom|y/y|yoy|on the|month|year|环比|同比)|(?:环比|同比)[^|｜\t]{0,4}\d",
    re.I,
)
#: A remark on the changes above it is no longer, in characters.
_REMARK = 90
#: No sentence is longer, in characters; what is, is damage.
_LONGEST = 800
_MEASURES = {
    Series.MAGNETS: "exports of rare-earth magnets",
    Series.RARE_EARTHS: "exports of rare earths",
    Series.PRODUCTS: "exports of rare-earth products",
    Series.NOT_NAMED: "exports",
}


def read(document: Document, spans: list[tuple[int, int]]) -> list[Figure]:
    """Every export figure a document states, in order. Never raises; linear in the text."""
    text = document.text
    spans = _bounded(text, spans)
    # One search of the whole text is cheaper than one of each sentence.
    measured = {bisect_right(spans, (match.start(), len(text) + 1)) - 1 for match in _MEASURED.finditer(text)}
    if not measured:
        return []
    published = year_of(document)
    words = lexicon(_languages(text))
    talk = Talk(published=published)
    listen(mark(document.title, words, published), talk, TITLE, title=True)
    if talk.exports and talk.series is not Series.NOT_NAMED:
        talk.sentence = HEADLINE
    seen: dict[int, Line] = {}

    def marked(number: int) -> Line:
        # A sentence is looked at for those beside it as well as for itself.
        if number not in seen:
            seen[number] = mark(text[slice(*spans[number])], words, published)
        return seen[number]

    out: list[Figure] = []
    tabled = -1
    bars = any(mark in text for mark in tables.BARS)
    for number, (low, high) in enumerate(spans):
        sentence = text[low:high]
        seen.pop(number - 2, None)
        if number <= tabled:
            continue
        if bars and (size := _table_size(text, spans, number)) > 1:
            tabled = number + size - 1
            out.extend(_table(text, spans[number : number + size + 1], size, talk, words))
            continue
        counts = number in measured or (talk.is_near(number, _NEAR) and _DIGIT.search(sentence))
        if not counts:
            if {number + 1, number + 2} & measured and (
                len(sentence) <= HEADING or _SPOKEN.search(sentence) or FIELD.match(sentence)
            ):
                line = marked(number)
                if not caption(line, talk, number):
                    listen(line, talk, number)
            elif number + 1 in measured and len(sentence) <= _SCENE:
                set_scene(marked(number), talk, number)
            continue
        line = marked(number)
        if (
            talk.period is None
            and undated(line)
            and not line.tagged("was_then")
            and not any(len(one.period) != 7 for one in line.beside)
        ):
            talk.period = _period_beside(number, len(spans), marked)
        if talk.noted is None and any(item.kind == "percent" for item in line.numbers):
            talk.noted = _noted([text[low:high] for low, high in spans[number + 1 : number + 3]], words)
        if not talk.exports:
            _look_ahead(line, talk, number, range(number + 1, min(number + 3, len(spans))), marked)
        out.extend(_figure(sentence, line, bound) for bound in bind(line, talk, number))
    if out and all(figure.series is Series.NOT_NAMED for figure in out):
        out = _footnoted(out, [text[low:high] for low, high in spans[talk.sentence + 1 : talk.sentence + 3]], words)
    out = _named_once(_completed(out))
    told = {(figure.tonnes, figure.period) for figure in out if figure.change_pct is not None}
    return [
        figure
        for figure in dict.fromkeys(out)
        if figure.change_pct is not None or (figure.tonnes, figure.period) not in told
    ]


def _completed(figures: list[Figure]) -> list[Figure]:
    """Changes told without their amount take it from where the same text tells it of the same thing and time."""
    amounts: dict[tuple[object, ...], set[float | None]] = {}
    for figure in figures:
        if figure.tonnes is not None:
            amounts.setdefault((figure.series, figure.period, figure.country), set()).add(figure.tonnes)
    out = []
    for figure in figures:
        known = amounts.get((figure.series, figure.period, figure.country), set())
        if figure.tonnes is None and len(known) == 1:
            out.append(replace(figure, tonnes=next(iter(known))))
        else:
            out.append(figure)
    return out


def _named_once(figures: list[Figure]) -> list[Figure]:
    """Without changes that a headline tells of rare earths, where the text tells the same with its amount of magnets."""

    def key(figure: Figure) -> tuple[object, ...]:
        return figure.period, figure.country, figure.change_pct, figure.basis

    exact = {key(figure) for figure in figures if figure.tonnes is not None and figure.change_pct is not None}
    loose = (Series.RARE_EARTHS, Series.NOT_NAMED)
    return [one for one in figures if one.tonnes is not None or one.series not in loose or key(one) not in exact]


def _languages(text: str) -> tuple[str, ...]:
    """Which tables to read with; a short German or French text may show it by its units or goods alone."""
    languages = languages_of(text)
    if languages != ("en",):
        return languages
    if any(sign in text for sign in _GERMAN_SIGNS) and _GERMAN.search(text):
        return ("de", "en")
    return ("fr", "en") if any(sign in text for sign in _FRENCH_SIGNS) and _FRENCH.search(text) else languages


def _period_beside(number: int, size: int, marked: Callable[[int], Line]) -> str | None:
    """The period of a sentence that names none, where nothing before was dated: the sentence before's, or the next's."""
    if number:
        # "Few licences were granted in May. Exports reflected that: 5,980 tonnes of magnets."
        before = marked(number - 1)
        if before.own:
            return before.own[-1].period
    if number + 1 == size:
        return None
    # "Germany took 1,116 tonnes, Korea 702. In all 5,577 were exported in July."
    ahead = marked(number + 1)
    return ahead.own[0].period if ahead.own and (ahead.tagged("export") or ahead.tagged("footnote")) else None


def _look_ahead(line: Line, talk: Talk, number: int, after: range, marked: Callable[[int], Line]) -> None:
    """What a first sentence that names no matter leaves to the next ("All told, 5,740 tons were exported")."""
    if of_exports(line) or any({"no_export", "other_goods"} & word.tags for word in line.words):
        return
    alone = line.own and len(line.text) <= _SCENE and any(item.kind == "tonnes" for item in line.numbers)
    if not alone and not any(
        country_of(word) or {"to_date", "total"} & word.tags or series_of(word) for word in line.words
    ):
        return
    for one in after:
        ahead = marked(one)
        if (of_exports(ahead) or ahead.tagged("footnote")) and not ahead.tagged("no_export"):
            talk.exports = True
            listen(ahead, talk, number)
            return


def _noted(after: list[str], words: Lexicon) -> str | None:
    """The base that a short remark below gives to changes ("Changes are on the month")."""
    remarks = (
        mark(sentence, words, None)
        for sentence in after
        if len(sentence) < _REMARK and is_tagged(sentence, words, "basis_note")
    )
    return next((basis for line in remarks if (basis := basis_note(line))), None)


def _footnoted(figures: list[Figure], after: list[str], words: Lexicon) -> list[Figure]:
    """The figures with the series that a remark below them names."""
    for sentence in after:
        if series := footnote(mark(sentence, words, None)):
            where = {figure.country: f" to {figure.country}" if figure.country else "" for figure in figures}
            return [
                replace(figure, series=series, measure=_MEASURES[series] + where[figure.country]) for figure in figures
            ]
    return figures


def _bounded(text: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Sentences cut where they are longer than any sentence is, so that binding stays linear in the text."""
    if all(high - low <= _LONGEST for low, high in spans):
        return spans
    out = []
    for low, high in spans:
        while high - low > _LONGEST:
            cut = max(text.rfind(mark, low, low + _LONGEST) for mark in ", ，") + 1
            cut = cut if cut > low else low + _LONGEST
            out.append((low, cut))
            low = cut
        out.append((low, high))
    return out


def _table_size(text: str, spans: list[tuple[int, int]], first: int) -> int:
    """How many rows of a table begin at a sentence."""
    size = 0
    if _FULL.search(text[slice(*spans[first])]):
        # Rows that name their units and bases read like sentences.
        return 0
    while first + size < len(spans) and tables.is_row(text[slice(*spans[first + size])]):
        size += 1
    return size


def _table(text: str, spans: list[tuple[int, int]], size: int, talk: Talk, words: Lexicon) -> list[Figure]:
    rows = [text[low:high] for low, high in spans[:size]]
    after = text[slice(*spans[size])] if len(spans) > size else ""
    out: list[Figure] = []
    for row, bounds in zip(rows, tables.rows_of(rows, talk, words, after), strict=True):
        out.extend(_figure(row, mark(row, words, talk.published), bound) for bound in bounds)
    return out


def _figure(sentence: str, line: Line, bound: Bound) -> Figure:
    at, _ = line.folded.original(bound.at, bound.at + 1)
    start = 0 if len(sentence) <= QUOTE_LIMIT else max(0, min(at - QUOTE_LIMIT // 2, len(sentence) - QUOTE_LIMIT))
    return Figure(
        series=bound.series,
        period=bound.period,
        quote=sentence[start : start + QUOTE_LIMIT].strip(),
        measure=_MEASURES[bound.series] + (f" to {bound.country}" if bound.country else ""),
        tonnes=bound.tonnes,
        change_pct=bound.change,
        basis=bound.basis,
        country=bound.country,
    )
