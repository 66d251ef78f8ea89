"""One sentence in its talk: of what, for where and for when something at a place in it is."""

import re

from jobs.extract.figures.comparing import adjoins, in_brackets, is_beside
from jobs.extract.figures.lines import Line, Piece
from jobs.extract.figures.periods import Mention, month_before, shifted
from jobs.extract.figures.quantities import Number
from jobs.extract.figures.talk import Talk, country_of, footnote, is_led_to, named, series_of
from jobs.extract.figures.topics import topic_of
from jobs.extract.figures.undated import GUESSED
from jobs.extract.figures.words import Word
from jobs.extract.text.cues import EASTERN
from storage.domain.claim import Series

#: What shows that a sentence is Japanese or Korean, which put the verb last.
_VERB_LAST = re.compile("[\u3040-\u30ff\uac00-\ud7a3]")
_SENT_TO = re.compile(r"\s?(?:(?:was|were|being)\s)?(?:went|sent|shipped|bound|destined|going)\s(?:to|for)\s(?:the\s)?")
_IN = re.compile(r"\s(?:in|for|during)\s(?:the\s)?")
_NATION = re.compile(r"(?:全国|海关|我国|中国|行业|全球|同期)")
_OF_ANOTHER = re.compile(r"\s(?:of|in|last|a|one|the|from|20|previous|year|prior|\w+ ago|\w+ earlier)")
#: An amount right before where it went ("2,210 went to the European Union and 520 to the United States").
_RIGHT_TO = re.compile(
    r"[\d.,]+\s(?:(?:metric\s)?(?:tonnes|tons|t)\s)?(?:went\s|sent\s|shipped\s|bound\s)?(?:to|into|for)\s(?:the\s)?"
)
#: An amount right before its period ("5,510 in January").
_RIGHT_IN = re.compile(r"[\d.,]+\s(?:(?:metric\s)?(?:tonnes|tons|t)\s)?(?:in|for|during|by|en|im)\s(?:the\s)?")
#: What leads to an amount that is put before its clause.
_FRONT = re.compile(
    r"(?:at|with|totalling|reaching|mit|avec|à|down|up|on)?\s?(?:(?:just|only|some|about|nearly|over|a|mere|nur|rund|gut|knapp|around)\s){0,2}"
)
#: How far into a sentence a word that opens it may stand ("In the same month"), in characters.
_OPENS = 4
#: For how many sentences what was said holds, and for how many a base of comparison does.
_NEAR = 6
_NEXT = 2


class Context:
    """A marked-up sentence and what was said before it."""

    def __init__(self, line: Line, talk: Talk, number: int) -> None:
        self.line = line
        self.talk = talk
        self.number = number
        self.near = talk.is_near(number, _NEAR)
        self.next_to = talk.is_near(number, _NEXT)
        self.said_export = bool(line.tagged("export"))
        self.eastern = bool(EASTERN.search(line.text))
        self._topics = self._carried([topic_of(line, piece, talk, near=self.near) for piece in range(len(line.pieces))])

    def _carried(self, topics: list[bool | None]) -> list[bool | None]:
        """What the parts of a sentence speak of, where a company that one is of goes on as the subject of the next."""
        line = self.line
        if not line.tagged("a_company"):
            return topics
        out = list(topics)
        for piece in range(1, len(out)):
            part, before = line.pieces[piece], line.pieces[piece - 1]
            apart = ";" in line.text[before.end : part.start]
            own = out[piece - 1] is False and (line.has("a_company", piece - 1) or topics[piece - 1])
            starts = (part.start, *(word.start for word in part.words))
            whole = any({"total", "contrast", "from_china"} & word.tags for word in part.words)
            whole = whole or any(_NATION.match(line.text, start) for start in starts)
            if own and not apart and not whole and out[piece]:
                out[piece] = False
        return out

    def about_exports(self, piece: int, at: int) -> bool:
        """Whether a number at a place can be of exports."""
        if self._topics[piece] is False:
            words = self.line.pieces[piece].words
            if any("licensed" in word.tags for word in words):
                # What went out "under individual licences" is somebody's, not the country's.
                return False
            blocking = [word.start for word in words if "no_export" in word.tags]
            exports = [word.start for word in words if "export" in word.tags]
            if _VERB_LAST.search(self.line.text):
                # 輸出を6000トンと予想する: what comes last governs all before it.
                return False
            return bool(blocking and exports) and min(blocking) > at > exports[0]
        topic = self._topic_before(piece)
        if topic is not None:
            return topic
        # A line of a newsletter needs no verb ("Magnets, January-April: 22,740 t").
        # "March: +19.0% m/m (magnet prices)" is none.
        weighed = any(item.kind == "tonnes" for item in self.line.numbers) or not self.line.tagged("no_export")
        sent = self.talk.period is not None and any(
            country_of(word) and is_led_to(word, self.line) for word in self.line.words
        )
        alone = (bool(self.line.own) or sent) and weighed and any(series_of(word) for word in self.line.words)
        return self.said_export or (self.talk.exports and self.near) or alone

    def is_open(self, piece: int) -> bool:
        """Whether nothing yet said what is told of: the next sentence may ("Minus 74% in May, the steepest fall on record")."""
        line = self.line
        if self.talk.told or self.said_export or self._topic_before(piece) is not None:
            return False
        others = {"no_export", "other_goods", "share", "priced", "by_value", "office"}
        return bool(line.own) and not any(others & word.tags for word in line.words)

    def _topic_before(self, piece: int) -> bool | None:
        """What the piece or the last one before it that says so speaks of; other matters end at a semicolon."""
        line = self.line
        for index in range(piece, -1, -1):
            topic = self._topics[index]
            if index < piece and topic is False and self._aside(index):
                continue
            if topic is not None and (topic or ";" not in line.text[line.pieces[index].end : line.pieces[piece].start]):
                return topic
        return None

    def _aside(self, piece: int) -> bool:
        """Whether a piece only tells what exports were worth ("magnets worth $60 million, or 1,238 tons")."""
        blocking = [word for word in self.line.pieces[piece].words if "no_export" in word.tags]
        return bool(blocking) and all("worth" in word.tags for word in blocking)

    def series(self, piece: int, at: int) -> Series | None:
        """The series of a number at a place; None for other goods."""
        for index in range(piece, -1, -1):
            words = self.line.pieces[index].words
            if index and words and "joined" in words[0].tags:
                # "A series that includes ores and oxides" goes on with a part.
                here = named(self.line, [*self.line.pieces[index - 1].words, *words])
                found = [word for word in here if word.start >= words[0].start]
            else:
                found = named(self.line, words)
            if found:
                return series_of(min(found, key=lambda word: abs(word.start - at)) if index == piece else found[-1])
        if (opened := self._fronted(piece)) and (found := named(self.line, opened.words)):
            return series_of(found[0])
        if self.talk.others and self.next_to:
            return None
        if self.talk.series is Series.NOT_NAMED:
            end = self.line.text.find(";", at)
            ahead = (word for word in self.line.words if at < word.start and (end < 0 or word.start < end))
            later = {name for word in ahead if (name := series_of(word)) is not None}
            return later.pop() if len(later) == 1 else footnote(self.line) or Series.NOT_NAMED
        return self.talk.series

    def country(self, piece: int, at: int) -> str | None:
        """The destination of a number at a place; None for the world."""
        for index in range(piece, -1, -1):
            found = [
                word
                for word in self.line.pieces[index].words
                if country_of(word) and (word.start < at or is_led_to(word, self.line))
            ]
            led = (word for word in found if word.start > at and _RIGHT_TO.fullmatch(self.line.text, at, word.start))
            if (word := next(led, None)) is not None:
                return country_of(word)
            if found:
                # A name before a number is nearer to it than one behind it.
                nearest = min(found, key=lambda word: abs(word.start - at) + 40 * (word.start > at))
                return country_of(nearest)
            if self.line.has("total", index):
                return None
        if (word := self._went_to(piece)) is not None:
            return country_of(word)
        if self.line.has("same_place", piece):
            return self.talk.country
        if (opened := self._fronted(piece)) is not None:
            stop = min((item.start for item in opened.numbers if item.kind != "percent"), default=opened.end)
            led = (word for word in opened.words if country_of(word) and word.start < stop)
            return next((country_of(word) for word in led), None)
        fresh = self.said_export or any(series_of(word) for word in self.line.words) or not self.next_to
        return None if fresh else self.talk.country

    def _went_to(self, piece: int) -> Word | None:
        """Where an amount between commas went ("of the 5,740 tonnes, 564 tonnes, went to the United States")."""
        pieces = self.line.pieces
        if piece + 1 >= len(pieces) or pieces[piece].words:
            return None
        after = pieces[piece + 1]
        place = next((word for word in after.words if country_of(word)), None)
        sent = place is not None and _SENT_TO.fullmatch(self.line.text, after.start, place.start)
        return place if sent else None

    def _fronted(self, piece: int) -> Piece | None:
        """The clause that an amount put before its comma belongs to ("At 498 tons, May deliveries to America were")."""
        pieces = self.line.pieces
        text, part = self.line.text, pieces[piece]
        opens = not piece or text[part.start - 1] == ":"
        if not opens or piece + 1 >= len(pieces) or not part.numbers or text[part.end : part.end + 1] != ",":
            return None
        start = part.start + (text[part.start] == " ")
        plain = not part.words or _FRONT.fullmatch(text, start, part.numbers[0].start)
        return pieces[piece + 1] if plain else None

    def led_to(self, item: Number) -> bool:
        """Whether a number stands right before the destination it went to ("288 to Japan")."""
        word = self.line.word_after(item.end)
        while word is not None and "goal" in word.tags:
            word = self.line.word_after(word.end)
        return (
            word is not None
            and country_of(word) is not None
            and _RIGHT_TO.fullmatch(self.line.text, item.start, word.start) is not None
        )

    def period(self, piece: int, at: int, *, is_amount: bool) -> str | None:
        """The period of a number at a place: named in its piece, else before it, else what is talked about."""
        line = self.line
        part = line.pieces[piece]
        inside = [one for one in line.own if part.start <= one.start < part.end and not self._taken(one, at)]
        if led := next(
            (one for one in inside if one.start > at and _RIGHT_IN.fullmatch(line.text, at, one.start)), None
        ):
            return led.period
        if is_amount and inside and (word := line.word_before(at)) and "prior_value" in word.tags:
            # 【7月出口5700吨 前值5950吨】.
            return shifted(inside[0].period, -1)
        if is_amount and (bracketed := self._in_bracket_behind(at)):
            return bracketed
        inside = [one for one in inside if not self._is_bracketed(one)] or inside
        if inside:
            return min(inside, key=lambda one: one.start - at if one.start > at else at - one.end).period
        if is_amount and (one := self._opened_by(part.start)):
            return one.period
        if is_amount and (period := self.relative(piece, at)):
            return period
        earlier = [one for one in line.own if one.start < part.start and not self._taken(one, at)]
        earlier = [one for one in earlier if not self._is_bracketed(one)] or earlier
        # "To the EU (2,402 t; May: 2,440 t) and to India (372 t".
        earlier = [one for one in earlier if not in_brackets(one, line) or ")" not in line.text[one.end : part.start]]
        if earlier:
            return earlier[-1].period
        later = [one for one in line.own if one.start > at and not self._taken(one, at)]
        later = [one for one in later if not in_brackets(one, line)]
        if not later and (implied := self._implied()):
            return implied
        if self.talk.period and (self.near or self.talk.scene == self.number - 1):
            # A month further on counts only where it stands by itself ("customs said, in October").
            alone = (one for one in later if self._is_alone(one))
            return next((one.period for one in alone), self.talk.period)
        return (
            later[0].period
            if later
            else self.talk.period or (self.talk.lately if self.talk.aside == self.number - 1 else None)
        )

    def _in_bracket_behind(self, at: int) -> str | None:
        """The period in the bracket right behind an amount ("5,612 tonnes (July)")."""
        item = next((item for item in self.line.numbers if item.start == at), None)
        if item is None:
            return None
        marks = (one for one in self.line.own if self._is_bracketed(one))
        return next((one.period for one in marks if self.line.text[item.end : one.start] in ("(", " (")), None)

    def _is_bracketed(self, one: Mention) -> bool:
        """Whether a period is all that a bracket holds."""
        text = self.line.text
        return text[one.start - 1 : one.start] == "(" and text[one.end : one.end + 1] == ")"

    def _implied(self) -> str | None:
        """The month that stands a month after, or a year after, every month a sentence without one compares with."""
        bases = {one.period for one in self.line.beside if len(one.period) == 7}
        told = self.talk.period
        if not bases and not self.line.own and not (told and len(told) == 4):
            # "57,392 tonnes (2024: 58,147)" is of the year after; so is what is set against a span of it.
            spans = {one.period for one in self.line.beside}
            if (
                len(spans) == 1
                and (one := shifted(next(iter(spans)), 12))
                and one[:4] <= (self.talk.published or "")[:4]
            ):
                return one if told is None or "/" in one or self.talk.published else None
            if told is None:
                return None
        if self.line.own or not bases or (told and (len(told) == 7 or "/" in told)):
            return None
        fits = [{shifted(base, 1), shifted(base, 12)} for base in bases]
        both = set.intersection(*fits)
        if len(both) == 1:
            return both.pop()
        # "Up 26.5 percent on October", from a bulletin of December; or, in a text without a date, on the month before.
        last = month_before(self.talk.published)
        if last in both:
            return last
        guessed = told is None and (self.talk.published or "").endswith(GUESSED)
        return shifted(bases.pop(), 1) if guessed and not self.line.tagged("yoy") else None

    def _is_alone(self, one: Mention) -> bool:
        """Whether a period stands in a piece without numbers and is no label of what follows ("Sep.: 5,774")."""
        part = self.line.pieces[self.line.piece_of(one.start)]
        return not part.numbers and self.line.text[part.end : part.end + 1] != ":"

    def _taken(self, one: Mention, at: int) -> bool:
        """Whether a period belongs to an amount that is only compared with ("against 5,905 tonnes in February")."""
        if self._of_percent(one, at):
            return True
        return any(
            item.kind != "percent"
            and item.start != at
            and 0 <= one.start - item.end <= 14
            and is_beside(item, self.line)
            and not any(adjoins(own, item, self.line) for own in self.line.beside)
            for item in self.line.pieces[self.line.piece_of(one.start)].numbers
        )

    def _of_percent(self, one: Mention, at: int) -> bool:
        """Whether a period is only that of a change that another follows ("by 4.2% in July following 3.5% in June")."""
        line = self.line
        for item in line.pieces[line.piece_of(one.start)].numbers:
            if item.kind == "percent" and item.start != at and _IN.fullmatch(line.text, item.end, one.start):
                word = line.word_before(item.start)
                return word is not None and "having" in word.tags
        return False

    def _opened_by(self, start: int) -> Mention | None:
        """The period right before a bracket or a "when" that opens a piece."""
        line = self.line
        opening = line.pieces[line.piece_of(start)].words[:1]
        when = opening and "when" in opening[0].tags and opening[0].start <= start + 2
        if not when and line.text[max(0, start - 1) : start] != "(":
            return None
        marks = sorted((*line.own, *line.beside, *line.since))
        return next((one for one in reversed(marks) if 0 <= start - one.end <= 3), None)

    def relative(self, piece: int, at: int | None = None) -> str | None:
        """The period of an amount told by its distance ("a year earlier they had stood at 1,238 tonnes").

        Of two amounts in one piece the nearer one is told so ("57,392 tonnes from 58,147 the year before").
        """
        part = self.line.pieces[piece]
        if any(item.kind == "percent" for item in part.numbers):
            return None
        if (opened := self._bracketed(part.start)) is not None:
            return self._away(opened)
        words = [
            word
            for word in part.words
            if not self.is_compared(word, part.start)
            and not (
                at is not None and at < word.start and any(0 <= item.start - word.end <= 3 for item in part.numbers)
            )
            and not any(
                min(at, word.end) < item.start < max(at, word.start) for item in part.numbers if at and item.start != at
            )
        ]
        away = (self._away(word) for word in words)
        period = next((period for period in away if period is not None), None)
        return period or self._opening()

    def _bracketed(self, start: int) -> Word | None:
        """The distance right before the bracket that a piece opens ("more than a year ago (2,611 tonnes)")."""
        if self.line.text[max(0, start - 1) : start] != "(":
            return None
        return next(
            (word for word in self.line.words if "dates_back" in word.tags and 0 <= start - word.end <= 2), None
        )

    def _opening(self) -> str | None:
        """The distance that opens a sentence, for all its amounts ("A year ago, in the crisis, they had got 92")."""
        line = self.line
        word = line.words[0] if line.words else None
        if (
            word is None
            or word.start > _OPENS
            or "dates_back" not in word.tags
            or line.text[word.end : word.end + 1] != ","
        ):
            return None
        return self._away(word)

    def _away(self, word: Word) -> str | None:
        base = next((one.period for one in self.line.own if one.start < word.start), None) or self.talk.period
        if "last_year" in word.tags and base is None and self.talk.published:
            return str(int(self.talk.published[:4]) - 1)
        back = next((tag for tag in word.tags if tag.startswith("months_back:")), None)
        if back is not None and "yoy" not in word.tags:
            # "Four months earlier it had been 6,357 tons".
            return shifted(base, -int(back.partition(":")[2]))
        if "qoq" in word.tags:
            return shifted(base, -3) if base and "/" in base else None
        if "yoy" in word.tags:
            # "In the same month" by itself is the one that was told of.
            same = self.line.text.startswith("same", word.start) and not _OF_ANOTHER.match(self.line.text, word.end)
            return base if same else shifted(base, -12)
        return shifted(base, -1) if "mom" in word.tags else None

    def is_compared(self, word: Word, start: int) -> bool:
        """Whether a word like "a year earlier" is a base of comparison, not a date."""
        before = self.line.word_before(word.start)
        if before is not None and before.start >= start and {"compared", "beside", "since"} & before.tags:
            return True
        # Some cues hold their word of comparison ("较去年同期").
        return bool({"up", "down"} & word.tags) or self.line.text[word.start] in "较比与"
