"""What a text was about so far: the answer to what a sentence with a figure leaves unsaid."""

import re
from dataclasses import dataclass

from jobs.extract.figures.lines import Line
from jobs.extract.figures.periods import shifted
from jobs.extract.figures.words import Word
from jobs.extract.text.cues import EASTERN
from storage.domain.claim import Series

_SERIES = {"magnets": Series.MAGNETS, "rare_earths": Series.RARE_EARTHS, "products": Series.PRODUCTS}
UNIT_ALONE = re.compile(r"[(,]\s?(?:(?:unit|in|单位)\s?:?\s?)?(?:metric )?(?:t|tonnes|tons|吨|公吨)\s?(?:[),;:(]|$)")


#: The end of a sentence; of a list's heading the first of its numbers may be left ("Top buyers (t): 1.").
_ENDS = re.compile(r"(?<![:：;]\s\d)[.。]\s*$")
#: How far into a sentence its subject may stand, in characters.
_SUBJECT = 24
#: Between the goods of a list.
_AND_SO_ON = re.compile(
    r"(?:,|\s?(?:and|or|as well as|along with|、|和|及|以及|与)\s?|\s|(?:other|all|various|some|raw)\s){1,4}"
)
_OF_WHICH = ("of which ", "of which rare earth ", "wovon ", "dont les ")
#: A line no longer than this that names a month is a heading ("OCTOBER."), in characters.
HEADING = 16
#: A field of a form ("Period: March 2026").
FIELD = re.compile(r"[\w ]{2,24}[:：]\s?[^,，:：]{2,40}$")
#: The title of a text that names exports of one series speaks to its first two sentences.
TITLE, HEADLINE = -9, -5


@dataclass(frozen=True, slots=True)
class Bound:
    """A figure as one sentence tells it; `at` is where in the folded sentence."""

    at: int
    series: Series
    period: str | None
    country: str | None
    tonnes: float | None = None
    change: float | None = None
    basis: str | None = None


@dataclass(slots=True)
class Talk:
    """What the sentences so far were about. `published` is the document's date, as months without a year need it."""

    published: str | None
    period: str | None = None
    series: Series = Series.NOT_NAMED
    country: str | None = None
    basis: str | None = None
    #: The kind of base told last, for "ditto" (同).
    last: str | None = None
    #: The kind of the first base of the last sentence with two kinds, which a change without one keeps to.
    lead: str | None = None
    #: The amounts told last; a change in the next sentence may be of one of them.
    amounts: tuple[Bound, ...] = ()
    #: Everything told in the last sentences, newest last; a change may follow from two of them.
    history: tuple[Bound, ...] = ()
    #: The last sentence that told a figure or announced some.
    sentence: int = -99
    #: Whether exports are what is talked about.
    exports: bool = False
    #: The base that a remark below the figures gives to their changes.
    noted: str | None = None
    #: Changes told in the sentence before of which nothing said what they are of.
    pending: tuple[float, ...] = ()
    #: Those of them that have a period and a basis.
    waiting: tuple[Bound, ...] = ()
    #: The kinds of base of the columns of changes that a heading names.
    columns: tuple[str, ...] = ()
    #: The last sentence that only said which month comes next.
    scene: int = -99
    #: When the sentence `aside`, which told of something else, was of.
    lately: str | None = None
    aside: int = -99
    #: Whether the exports talked about are of other goods, until a series is named again.
    others: bool = False
    #: Whether any figure was told.
    told: bool = False
    #: The last sentence with an amount in tonnes of whatever kind.
    weighed: int = -99
    #: Whether a heading gave the unit, so that bare numbers below it are amounts.
    caption: bool = False

    def is_near(self, number: int, reach: int) -> bool:
        """Whether a sentence comes at most `reach` sentences after the last one of interest."""
        return number - self.sentence <= reach


def series_of(word: Word) -> Series | None:
    """The series a word names."""
    return next((_SERIES[tag] for tag in word.tags if tag in _SERIES), None)


def named(line: Line, words: list[Word]) -> list[Word]:
    """The words that say which goods are told of, not those for a part of them ("products, mostly magnets")."""
    found = []
    part = -1
    for word in words:
        if "other_goods" in word.tags or series_of(word):
            before = line.word_before(word.start)
            start = line.pieces[line.piece_of(word.start)].start
            if _is_gloss(word, line):
                continue
            if any("used_for" in other.tags and start <= other.start < word.start for other in words):
                # "Used in everything from cars to weapons".
                continue
            if any("part_after" in other.tags and 0 <= other.start - word.end <= 1 for other in words):
                # "All products, magnets included".
                continue
            if line.text.endswith(_OF_WHICH, 0, word.start) and not line.pieces[line.piece_of(word.start)].numbers:
                # "Products, of which magnets are the bulk".
                continue
            listed = part >= 0 and _AND_SO_ON.fullmatch(line.text, part, word.start)
            if listed or (before is not None and "part" in before.tags):
                part = word.end
            else:
                found.append(word)
    return found


def _is_gloss(word: Word, line: Line) -> bool:
    """Whether a word stands in a bracket that only explains a series ("rare earths (ores, metals, compounds)")."""
    opens = line.text.rfind("(", max(0, word.start - 60), word.start)
    if opens < 0 or ")" in line.text[opens : word.start]:
        return False
    return any(series_of(other) and 0 <= opens - other.end <= 1 for other in line.words)


def of_exports(line: Line) -> bool:
    """Whether a sentence speaks of exports: it says so, or names China's goods ("98% of its magnets from China")."""
    if line.tagged("export"):
        return True
    return bool(line.tagged("from_china")) and any(series_of(word) for word in line.words)


def footnote(line: Line) -> Series | None:
    """The series that a remark gives to the figures above it ("The figures refer to magnets")."""
    if not line.tagged("footnote"):
        return None
    series = {name for word in line.words if (name := series_of(word)) is not None}
    return series.pop() if len(series) == 1 else None


def basis_note(line: Line) -> str | None:
    """The base that a remark gives to the changes beside it ("Changes are on the month")."""
    return _only_basis(line) if line.tagged("basis_note") else None


def country_of(word: Word) -> str | None:
    """The destination a word names."""
    return next((tag[1:] for tag in word.tags if tag[0] == "@"), None)


#: Words that lead to a destination.
_TOWARD = re.compile(
    r"\b(?:to|in|into|for|by|reached|reaching|entered|nach|vers|en|au|aux|für|in die|in den|an|pour)\s(?:(?:the|les|le|la|die|den|das)\s|l')?$"
)


def is_led_to(word: Word, line: Line) -> bool:
    """Whether a country is where something went ("448 tonnes to Poland"); eastern words need nothing to say so."""
    return EASTERN.search(line.text) is not None or _TOWARD.search(line.text, 0, word.start) is not None


def _only_destination(line: Line) -> str | None:
    """The one country a sentence without figures speaks of exports to."""
    found = {name for word in line.words if (name := country_of(word)) and is_led_to(word, line)}
    return found.pop() if len(found) == 1 and not line.tagged("total") else None


def listen(line: Line, talk: Talk, number: int, *, title: bool = False) -> None:
    """A heading or a sentence without figures may still say what the next ones are of."""
    exports = of_exports(line)
    series = {name for word in line.words if (name := series_of(word)) is not None}
    if line.own and (len(line.text) <= HEADING or FIELD.match(line.text)):
        talk.period, talk.sentence = line.own[0].period, number
    if title and len(line.own) == 1:
        talk.period = line.own[0].period
    if not (exports or series) or (_blocked(line) and not title):
        return
    talk.exports = talk.exports or exports
    if talk.told and series <= {talk.series}:
        return
    if line.own:
        talk.period = (line.own[-1] if title else line.own[0]).period
    first = not talk.told and talk.series is Series.NOT_NAMED and not line.tagged("other_goods")
    if len(series) == 1 and (exports or title or talk.exports or first or FIELD.match(line.text)):
        talk.series, talk.others = series.pop(), False
    if not title:
        talk.basis = _only_basis(line) or _base_of(line) or talk.basis
        talk.sentence, talk.country = number, _only_destination(line)
        talk.amounts = ()


def set_scene(line: Line, talk: Talk, number: int) -> None:
    """A sentence about a month alone dates what the next one tells ("Not so July.", "December was no month for records.")."""
    alone = len(line.own) == 1 and len(line.own[0].period) == 7 and not line.beside
    others = {"no_export", "other_goods", "policy"}
    if alone and line.own[0].start <= _SUBJECT and not any(others & word.tags for word in line.words):
        talk.period, talk.scene = line.own[0].period, number
        series = {name for word in line.words if (name := series_of(word)) is not None}
        if len(series) == 1 and not talk.told and talk.series is Series.NOT_NAMED:
            talk.series = series.pop()


def _blocked(line: Line) -> bool:
    """Whether a sentence speaks of something else than exports; what somebody had reckoned with is no other matter."""
    return any("norm" not in word.tags for word in line.tagged("no_export"))


def announce(line: Line, talk: Talk, number: int) -> None:
    """A sentence whose numbers are no figures still says that exports are the matter, and of what."""
    series = {name for word in line.words if (name := series_of(word)) is not None}
    if not of_exports(line):
        return
    if line.own and (talk.period is None or (len(series) == 1 and not line.tagged("no_export"))):
        talk.period = line.own[0].period
    if not series and line.tagged("other_goods"):
        talk.exports = talk.others = True
        talk.sentence = number
    if len(series) != 1:
        return
    talk.exports, talk.series, talk.sentence, talk.others = True, series.pop(), number, False
    talk.country = _only_destination(line)
    talk.basis = _only_basis(line) or talk.basis


def caption(line: Line, talk: Talk, number: int) -> bool:
    """Whether a line only announces what the numbers below it are ("Exports, tonnes (change on the month)")."""
    if any(item.kind != "bare" for item in line.numbers) or _ENDS.search(line.text):
        return False
    if not UNIT_ALONE.search(line.text):
        return False
    listen(line, talk, number)
    talk.exports = talk.caption = True
    talk.sentence = number
    talk.basis = _only_basis(line)
    kinds = dict.fromkeys(name for word in line.words for name in ("mom", "yoy") if name in word.tags)
    talk.columns = tuple(kinds) if len(kinds) > 1 else ()
    return True


def _only_basis(line: Line) -> str | None:
    bases = {name for word in line.words for name in ("mom", "yoy") if name in word.tags}
    return bases.pop() if len(bases) == 1 else None


def _base_of(line: Line) -> str | None:
    """The base a heading names by its month ("August, change from July in brackets")."""
    if len(line.own) != 1 or len(line.beside) != 1 or not line.tagged("basis_note"):
        return None
    told, base = line.own[0].period, line.beside[0].period
    return next((kind for kind, months in (("mom", 1), ("yoy", 12)) if shifted(base, months) == told), None)
