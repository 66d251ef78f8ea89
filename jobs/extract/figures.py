"""Export figures: period, series, tonnes, change and its basis. Quotas, capacities, prices and shares are none."""

import re
from dataclasses import dataclass

from jobs.extract import dates
from jobs.extract.periods import MONTH, own_period, period_at, year_of
from storage.domain.claim import QUOTE_LIMIT, Document, Figure, Series

_N = r"(?:\d{1,3}(?:[,.\u00a0\u202f]\d{3})+(?:\.\d+)?|\d{1,3}(?: \d{3})+(?= tonnes)|\d+(?:\.\d+)?)"


_UNIT = r"(?:metric\s+tons?|tonnes?|tons?|mt|Tonnen|tonnes métriques|万吨|萬噸|吨|噸|公噸|トン|톤|t\b)"


_TONNES = re.compile(rf"(?P<n>{_N})\s*(?P<u>{_UNIT})(?![A-Za-z])", re.IGNORECASE)


_BARE = re.compile(
    rf"(?<![\d.,$¥€])(?P<n>{_N})(?=\s*[(（]\s*(?:up|down|plus|minus|[+＋−-])|\s+(?:went|of (?:them|these|"
    rf"which) went) to\b)"
    rf"|(?:tonnage (?:was|of|came to|stood at)|(?:per\s?cent|%) to|\b(?:compare[sd]? with|against|from) (?:just |"
    rf"only )?|\bto (?:a mere |just |only )?)\s*(?P<n2>{_N})(?=[.,;]?(?:\s+in\s+[A-Z]|\s*$|,\s+(?:up|"
    rf"down)))",
    re.IGNORECASE,
)


_PERCENT = re.compile(
    r"(?P<sign>[+＋−–-](?=\d))?(?P<n>\d+(?:[.,]\d+)?)\s*(?:%|％|per\s?cent|Prozent|pour\s?cent|パーセント|퍼센트)",
    re.IGNORECASE,
)


_EXPORT = re.compile(
    r"\bexport(?:s|ed|ing)?\b|\bship(?:ments?|ped|s)\b|left (?:china|the country)|deliver(?:ies|ed)|"
    r"sold|went to|outflow|flows of|"
    r"customs|took|received|intake|abroad|出口|外销|外銷|輸出|输出|对[日美欧].{0,6}磁|"
    r"ausgeführt|Ausfuhr|Export|exportations?|수출",
    re.IGNORECASE,
)


_NOT = re.compile(
    r"\bquotas?\b|capacity|price|per kilogram|a kilogram|\$\d|concentrate|reserves?|\bmine[sd]?\b|"
    r"mining|stockpil|output|demand|"
    r"tariff|revenue|shares? (?:in|of|rose|fell|climbed|price)|\bduties\b|line near|production|配额|"
    r"配額|产能|產能|价格|營收|营收|收入|股价|股價|关税|產量|产量|公斤|kg\b|"
    r"Kapazität|under (?:individual|general) licen|of (?:mined|mining|refining|global|world)|market share",
    re.IGNORECASE,
)


_UP = re.compile(
    r"\b(?:up|rose|rise[sn]?|risen|increase[ds]?|jump(?:ed|s)?|more|above|higher|gain(?:ed|s)?|grew|"
    r"growth|climb(?:ed|s)?|surge[ds]?|plus|exceed\w*|over|advanced|"
    r"soar(?:ed|ing)?|leap|rebound\w*|rall(?:y|ied)|rising|climbing|surging|jumping|swell\w*|expand\w*|"
    r"mehr|plus|gestiegen|hausse|augment\w*)\b|增|増|증가|升|涨|漲|多|成长|成長|[+＋]",
    re.IGNORECASE,
)


_DOWN = re.compile(
    r"\b(?:down|fell|fall(?:s|en)?|drop(?:ped|s)?|decline[ds]?|decreas\w+|below|fewer|less|lower|short of|"
    r"shortfall|slump\w*|dip(?:ped|s)?|eased|slid(?:ing)?|sliding|retreat\w*|contract(?:ed|ion)|shrink\w*|"
    r"plunge\w*|plunging|falling|dropping|declining|shrank|shrunk|minus|slid|"
    r"lost|tumbled|sank|behind|weniger|gesunken|baisse|recul\w*|under)\b|降|减|減|감소|跌|少|[−–]",
    re.IGNORECASE,
)


_MOM = re.compile(
    r"sur un mois|month[- ]on[- ]month|month[- ]over[- ]month|\bmom\b|\bm/m\b|on the month|(?:previous|"
    r"prior|preceding) month|than a month|a month (?:earlier|before)|from the month|"
    r"环比|環比|月增|月減|月减|上月|前月|前月比|Vormonat|전월|[比较較]\d{1,2}月",
    re.IGNORECASE,
)


_YOY = re.compile(
    rf"sur un an|tons of {MONTH} 20\d\d|year[- ]on[- ]year|year[- ]over[- ]year|\byoy\b|\by/y\b|on the year|"
    rf"year[- ]earlier|a year (?:earlier|before|ago)|than a year|(?:previous|prior|preceding|last) year|"
    rf"annual(?:ly)?|"
    r"same (?:month|period|stretch|time)|(?:than|against|over|above|below|from) (?:in )?20\d\d|同比|"
    r"年增|年減|年减|去年|上年|较20|比20|Vorjahr|ein Jahr zuvor|전년|前年",
    re.IGNORECASE,
)


_COMPARED_MONTH = re.compile(
    rf"\b(?:(?:tons|tonnes)(?: \w+)? in|than(?: in| those of)?|from|above|below|on|over|against|versus|"
    rf"compared with|als im|gegenüber|als in|qu'en|par rapport à)\s+"
    rf"(?P<m>{MONTH})(?:['’]s)?(?P<y>\s+(?:of (?:last year|"
    rf"20\d\d)|20\d\d))?",
    re.IGNORECASE,
)


_COUNTRY = re.compile(
    r"\b(?:United States|U\.S\.|US|America|American|Germany|Japan|South Korea|Korea|Vietnam|India|"
    r"European Union|EU|Europe|Netherlands|Thailand|Mexico|Poland)\b|对(?P<h>[日美欧韩德印越])|"
    r"對(?P<t>[日美歐韓德印越])"
)


_COUNTRY_NAMES = {
    "U.S.": "United States", "US": "United States", "America": "United States",
    "American": "United States", "Korea": "South Korea",
    "EU": "European Union", "Europe": "European Union", "日": "Japan", "美": "United States",
    "欧": "European Union", "歐": "European Union",
    "韩": "South Korea", "韓": "South Korea", "德": "Germany", "印": "India", "越": "Vietnam",
}  # fmt: skip


_MAGNETS = re.compile(r"magnet|磁|자석|Magnet|aimant", re.IGNORECASE)


_PRODUCTS = re.compile(r"rare[- ]earth products|稀土产品|稀土製品|稀土制品", re.IGNORECASE)


_RARE = re.compile(
    r"(?:exports?|shipments?|tons?|tonnes)\s+of\s+rare[- ]earths?\b|rare[- ]earths? (?:exports?|shipments?|"
    r"abroad)|rare[- ]earth exports?|稀土(?:出口|外销)|出口稀土|Seltene[nr]? Erden|terres rares|sold [\d.,]+ (?:tonnes|"
    r"tons) of rare earths|희토류 수출|レアアース輸出",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Amount:
    start: int
    end: int
    tonnes: float


@dataclass(slots=True)
class _Talk:
    """What the last sentence with a figure was about, for the next one that does not say."""

    period: str | None = None
    series: Series = Series.NOT_NAMED
    basis: str | None = None
    sentence: int = -9
    tonnes: float | None = None


def read(document: Document, spans: list[tuple[int, int]]) -> list[Figure]:
    """Every export figure a document states, in order."""
    text = document.text
    if not (_TONNES.search(text) or _PERCENT.search(text)):
        return []
    year = year_of(document)
    talk = _Talk()
    title = own_period(document.title, year)
    out: list[Figure] = []
    for number, (low, high) in enumerate(spans):
        sentence = text[low:high]
        if not _DIGIT.search(sentence):
            _listen(sentence, number, talk, year)
            continue
        out.extend(_sentence(sentence, number, talk, year, title))
    told = {(figure.tonnes, figure.period) for figure in out if figure.change_pct is not None}
    return [
        figure
        for figure in dict.fromkeys(out)
        if figure.change_pct is not None or (figure.tonnes, figure.period) not in told
    ]


_NAMES_A_MONTH = re.compile(MONTH + r"|[一二三四五六七八九十]月|year")


_SPOKEN = re.compile(r"export|magnet|shipment|出口|磁", re.IGNORECASE)


def _listen(sentence: str, number: int, talk: _Talk, year: str | None) -> None:
    """A sentence without a figure may still say what the next figure is about."""
    if not (_NAMES_A_MONTH.search(sentence) and _SPOKEN.search(sentence)):
        return
    period = own_period(sentence, year)
    if not (_EXPORT.search(sentence) or _MAGNETS.search(sentence)) or period is None:
        return
    if talk.period is not None:
        return
    talk.period, talk.sentence, talk.tonnes = period, number, None
    talk.basis = _basis_of(sentence) or talk.basis
    if re.search(
        r"magnet exports|exports? of (?:rare[- ]earth |permanent )?magnets|shipments of (?:permanent )?magnets|"
        r"fewer\b.*magnets|磁[体體铁鐵]出口",
        sentence,
        re.IGNORECASE,
    ):
        talk.series = Series.MAGNETS


def _number(text: str, *, points: bool = False) -> float:
    """A number as English, German (`points` separate thousands) or French prints it."""
    text = re.sub(r"(?<=\d)[ \u00a0\u202f](?=\d{3})", "", text)
    if points and re.fullmatch(r"\d{1,3}(?:\.\d{3})+", text):
        return float(text.replace(".", ""))
    if re.fullmatch(r"\d{1,3}(?:\.\d{3})+", text) and not re.fullmatch(r"\d\.\d{3}", text):
        return float(text.replace(".", ""))
    return float(text.replace(",", ""))


_DIGIT = re.compile(r"\d")


_MEASURED = re.compile(
    r"\d\s*(?:metric|ton|mt\b|t\b|per\s?cent|prozent|pour|％|万|萬|吨|噸|公|ト|톤)|tonnage", re.IGNORECASE
)


def _sentence(sentence: str, number: int, talk: _Talk, year: str | None, title: str | None) -> list[Figure]:
    if "%" not in sentence and not _MEASURED.search(sentence):
        return []
    amounts = [
        _Amount(m.start(), m.end(), _number(m["n"], points=m["u"] == "Tonnen") * (10000 if m["u"][0] in "万萬" else 1))
        for m in _TONNES.finditer(sentence)
    ]
    near = number - talk.sentence <= 4
    if amounts or near:
        amounts += [
            _Amount(m.start("n2") if m["n2"] else m.start(), m.end(), _number(m["n"] or m["n2"]))
            for m in _BARE.finditer(sentence)
            if (amounts or m["n2"]) and not any(a.start <= m.start() < a.end for a in amounts)
        ]
        amounts.sort(key=lambda amount: amount.start)
    percents = list(_PERCENT.finditer(sentence))
    goes_on = (
        near
        and not amounts
        and talk.tonnes is not None
        and number - talk.sentence == 1
        and bool(_GOES_ON.match(sentence))
    )
    relevant = bool(_EXPORT.search(sentence)) or (near and bool(amounts)) or goes_on
    if not (amounts or percents) or not relevant or (_NOT.search(sentence) and not _named_exports(sentence)):
        return []
    series = _series(sentence, talk, near=near)
    if goes_on:
        amounts = [_Amount(0, 0, talk.tonnes or 0.0)]
    if not amounts and not (series is not Series.NOT_NAMED and _EXPORT.search(sentence) and own_period(sentence, year)):
        return []
    out = []
    paired: set[int] = set()
    default = _basis_of(sentence)
    period = None
    for percent in percents:
        amount = _amount_for(percent, amounts, sentence)
        window = _window(percent, percents, amounts, sentence)
        if amounts and amount is None and not own_period(_segment(sentence, percent.start()), year):
            continue
        at = amount.start if amount else percent.start()
        period = period_at(sentence, at, year, talk.period) or (talk.period if near else None) or title
        change = _change(percent, sentence)
        if change is None:
            continue
        basis = _basis(window, period) or default
        if period and "/" in period:
            basis = "ytd_yoy" if basis in (None, "yoy") else basis
        elif basis is None and period and len(period) == 4:
            basis = "yoy"
        elif basis is None and near:
            basis = talk.basis
        if amount:
            paired.add(amount.start)
        talk.basis = basis
        out.append(_figure(sentence, series, period, amount.tonnes if amount else None, change, basis, at))
    for amount in amounts:
        if amount.start not in paired:
            period = period_at(sentence, amount.start, year, talk.period) or (talk.period if near else None) or title
            out.append(_figure(sentence, series, period, amount.tonnes, None, None, amount.start))
    if out:
        talk.period, talk.series, talk.sentence = out[0].period, series, number
        talk.tonnes = out[0].tonnes
    return out


_GOES_ON = re.compile(
    r"(?:The|That|This)\s+(?:increase|decrease|rise|fall|drop|decline|jump|gain|was|is|figure)\b|It was|Up |Down ",
    re.IGNORECASE,
)


def _named_exports(sentence: str) -> bool:
    return bool(
        re.search(r"exports? of rare[- ]earth|magnet exports|exports? of magnets|出口\d", sentence, re.IGNORECASE)
    )


def _figure(
    sentence: str,
    series: Series,
    period: str | None,
    tonnes: float | None,
    change: float | None,
    basis: str | None,
    at: int,
) -> Figure:
    country = _country(sentence, at)
    start = 0 if len(sentence) <= QUOTE_LIMIT else max(0, min(at - QUOTE_LIMIT // 2, len(sentence) - QUOTE_LIMIT))
    what = {
        Series.MAGNETS: "exports of rare-earth magnets",
        Series.RARE_EARTHS: "exports of rare earths",
        Series.PRODUCTS: "exports of rare-earth products",
        Series.NOT_NAMED: "exports",
    }[series]
    return Figure(
        series=series,
        period=period,
        quote=sentence[start : start + QUOTE_LIMIT].strip(),
        measure=what + (f" to {country}" if country else ""),
        tonnes=tonnes,
        change_pct=change,
        basis=basis if change is not None else None,
        country=country,
    )


def _series(sentence: str, talk: _Talk, *, near: bool) -> Series:
    if _PRODUCTS.search(sentence):
        return Series.PRODUCTS
    if _MAGNETS.search(sentence):
        return Series.MAGNETS
    if _RARE.search(sentence):
        return Series.RARE_EARTHS
    return talk.series if near else Series.NOT_NAMED


def _amount_for(percent: re.Match[str], amounts: list[_Amount], sentence: str) -> _Amount | None:
    """The amount a percentage is about: the last one before it, unless one follows at once ("up 5 % to 10 t")."""
    before = [amount for amount in amounts if amount.end <= percent.start()]
    after = [amount for amount in amounts if amount.start >= percent.end()]
    if after:
        gap = sentence[percent.end() : after[0].start]
        if (
            re.search(r"\b(?:to|at|auf)\s+(?:a mere |just |only |about |nearly |around )?$", gap)
            and len(gap) < 60
            and not re.search(r"[;.,]", gap)
        ):
            return after[0]
    if before:
        own = [
            amount
            for amount in before
            if not _COMPARED_AMOUNT.search(sentence[max(0, amount.start - 22) : amount.start])
        ]
        last = (own or before)[-1]
        gap = sentence[last.end : percent.start()]
        if re.search(r"\bthan the $|\bthan the \d", sentence[max(0, last.start - 9) : last.start]) and len(before) > 1:
            last = before[-2]
        if ";" in gap and re.match(rf"\s*(?:in\s+)?{MONTH}\b", gap.rpartition(";")[2], re.IGNORECASE):
            return None
        return last if len(gap) < 140 else None
    return after[0] if after and after[0].start - percent.end() < 90 else None


#: An amount that another is measured against.
_COMPARED_AMOUNT = re.compile(
    r"\b(?:from|than|against|versus|compare[sd]? with|of)\s+(?:the\s+|about\s+|some\s+)?$", re.IGNORECASE
)


def _segment(sentence: str, at: int) -> str:
    """The part of a sentence between semicolons that holds a position."""
    low = max(sentence.rfind(";", 0, at), sentence.rfind("；", 0, at)) + 1
    high = min(
        (place for place in (sentence.find(";", at), sentence.find("；", at)) if place >= 0), default=len(sentence)
    )
    return sentence[low:high]


def _window(percent: re.Match[str], percents: list[re.Match[str]], amounts: list[_Amount], sentence: str) -> str:
    """The words that belong to one percentage: up to the next figure, and a little before it."""
    ends = [other.start() for other in percents if other.start() > percent.start()]
    ends += [
        amount.start
        for amount in amounts
        if amount.start > percent.start() and not sentence[percent.end() : amount.start].rstrip().endswith("the")
    ]
    end = min([*ends, percent.end() + 90])
    begins = [other.end() for other in percents if other.end() <= percent.start()]
    begin = max([*begins, percent.start() - 48, 0])
    # Words before the figure count only in languages that put them there (Chinese) or in "year on year, up 5%".
    return sentence[percent.end() : end] + " | " + sentence[begin : percent.start()]


def _change(percent: re.Match[str], sentence: str) -> float | None:
    value = float(percent["n"].replace(",", "."))
    if percent["sign"]:
        return -value if percent["sign"] in "−–-" else value
    before, after = (
        sentence[max(0, percent.start() - 45) : percent.start()],
        sentence[percent.end() : percent.end() + 32],
    )
    best: tuple[float, int] | None = None
    for pattern, sign in ((_UP, 1), (_DOWN, -1)):
        for match in pattern.finditer(before):
            rank = len(before) - match.end()
            if best is None or rank < best[0]:
                best = (rank, sign)
        for match in pattern.finditer(after):
            rank = match.start() + 2
            if best is None or rank < best[0]:
                best = (rank, sign)
    return value * best[1] if best else None


def _basis_of(text: str) -> str | None:
    """The only basis a text names, or None."""
    mom, yoy = bool(_MOM.search(text)), bool(_YOY.search(text))
    return "mom" if mom and not yoy else "yoy" if yoy and not mom else None


def _basis(window: str, period: str | None) -> str | None:
    after, _, before = window.partition(" | ")
    # Chinese, Japanese and Korean put the basis before the figure.
    parts = (before, after) if re.search("[\u3040-\u9fff\uac00-\ud7a3]", before) else (after, before)
    for part in parts:
        compared = _COMPARED_MONTH.search(part)
        mom, yoy = _MOM.search(part), _YOY.search(part)
        found: list[tuple[int, str]] = [(m.start(), name) for m, name in ((mom, "mom"), (yoy, "yoy")) if m]
        if compared:
            found.append((compared.start(), _compared(compared, period)))
        if found:
            return (min if part is after else max)(found)[1]
    return None


def _compared(match: re.Match[str], period: str | None) -> str:
    if match["y"]:
        return "yoy"
    month = dates.in_text(f"in {match['m']} 2000", None)
    if period and month and month[0][1][5:7] == period[-2:]:
        return "yoy"
    return "mom"


def _country(sentence: str, at: int) -> str | None:
    """The destination named nearest before a figure, else right after it."""
    best = None
    for match in _COUNTRY.finditer(sentence, 0, at):
        if at - match.end() < 60:
            best = match
    if best is None:
        best = _COUNTRY.search(sentence, at, at + 40)
        if best is None or not re.search(r"\b(?:to|in|by)\s+(?:the\s+)?$", sentence[: best.start()]):
            return None
    raw = best["h"] or best["t"] or best[0]
    return _COUNTRY_NAMES.get(raw, raw)
