"""Numbers without a unit that are amounts all the same ("Germany took 1,288", "June's 3,188")."""

import re

from jobs.extract.figures.context import Context
from jobs.extract.figures.lines import Line
from jobs.extract.figures.quantities import Number
from jobs.extract.figures.talk import country_of
from jobs.extract.figures.words import Word
from jobs.extract.text.cues import EASTERN

_ENDS_BARE = re.compile(
    r"\s*(?:$|[.,;:()|、。/]|(?:in|for|and|to(?=\s\d)|auf(?=\s\d)|à(?=\s\d)|went|tons|up|down|respectively|each|of which|of them|of these|an?)\b|[a-z]*\s?\()"
)
_BEFORE_BARE = re.compile(r"(?:\b(?:was|were|been|with|is|stood at)|:)\s?$")
_OF = re.compile(r"\s(?:of|in|for|im|en|au|du)\s(?:of\s)?")
#: Between a period and the bare amount it dates ("im September 2024 sogar 596").
_ONLY = re.compile(
    r"\W{0,3}(?:(?:sogar|nur|noch|lediglich|even|still|just|only|merely|encore|seulement|仅|仅为|只有|还)\s?){0,2}"
)
_OWNED = re.compile(r"[a-z. ]+'s\s")
#: A number without a unit below this many tonnes is taken for something else.
_LEAST_BARE = 15
#: How far behind a bare amount the verb that sends it abroad may stand, in characters.
_VERB = 5
#: How far behind its country a bracket with an amount may begin ("Vietnam (514)"), in characters.
_BRACKET = 2
#: What stands between the amounts of a list.
LISTED = re.compile(r"\s?(?:,|、|和|及|\band\b|&|, and)\s?")


def is_amount(item: Number, context: Context, *, has_unit: bool) -> bool:
    """Whether a number is a bare amount; `has_unit`: tonnes are told elsewhere in the sentence or just before it."""
    line, talk = context.line, context.talk
    if item.kind != "bare":
        return False
    if talk.caption and context.next_to:
        return True
    dated = any(_OF.fullmatch(line.text, item.end, one.start) for one in (*line.own, *line.beside))
    least = 2 if dated and has_unit else _LEAST_BARE
    if not (has_unit or (context.near and talk.amounts)) or item.value < least:
        return False
    word = line.word_before(item.start)
    if word is not None and "tonnage" in word.tags:
        return True
    if _is_owned(item, line) or context.led_to(item) or (has_unit and item.grouped and _is_moved(item, line)):
        return True
    based = any({"yoy", "mom"} & other.tags and 0 <= other.start - item.end <= _BRACKET for other in line.words)
    if not (dated or based or _ENDS_BARE.match(line.text, item.end) or EASTERN.match(line.text, item.end)):
        return False
    based = based or any("dates_back" in other.tags for other in line.words)
    if item.grouped and (has_unit or line.own or based) and (word is None or "beside" not in word.tags):
        return True
    if _stands_alone(item, line):
        return True
    return word is not None and _is_led_by(word, line, has_unit=has_unit, dated=dated, based=based)


def _is_owned(item: Number, line: Line) -> bool:
    """Whether a number is a country's or the world's ("The world's 5,541 were 4.6% fewer")."""
    owners = (word for word in line.words if country_of(word) or "total" in word.tags)
    return item.grouped and any(_OWNED.fullmatch(line.text, word.start, item.start) for word in owners)


def _is_moved(item: Number, line: Line) -> bool:
    """Whether a number stands behind its month or before a verb of going abroad."""
    months = (*line.own, *line.beside)
    if any(0 < item.start - one.end <= 1 and line.text.endswith("'s", 0, one.end) for one in months):
        # "June's 3,188 already looked like a revival."
        return True
    # "Where 1,238 tonnes had trickled out, 3,188 now flowed".
    goes = line.word_after(item.end)
    return goes is not None and "export" in goes.tags and goes.start - item.end <= _VERB


def _stands_alone(item: Number, line: Line) -> bool:
    """Whether a number is all that is told of its month, its country or its subject ("im September 2024 sogar 596")."""
    months = (one for one in (*line.own, *line.beside) if one.end <= item.start)
    if any(_ONLY.fullmatch(line.text, one.end, item.start) for one in months):
        return True
    if _BEFORE_BARE.search(line.text, max(0, item.start - 12), item.start):
        return True
    places = (word for word in line.words if country_of(word) and 0 <= item.start - word.end <= _BRACKET)
    return line.text[item.start - 1 : item.start] == "(" and any(places)


def _is_led_by(word: Word, line: Line, *, has_unit: bool, dated: bool, based: bool) -> bool:
    """Whether the word before a number makes it an amount."""
    if country_of(word) or "receive" in word.tags:
        return True
    if has_unit and ((dated and {"joined", "goal"} & word.tags) or (based and "joined" in word.tags)):
        # "619 tons in July before slipping to 590 in August", "against 590 in August and 597 a year before".
        return True
    return bool({"goal", "compared", "having"} & word.tags) and any(other.kind != "bare" for other in line.numbers)


def goes_on(before: Number, item: Number, line: Line) -> bool:
    """Whether a number without a unit stands in a list with the amount before it."""
    listed = item.kind == "bare" and item.value >= _LEAST_BARE and before.kind != "money"
    return listed and LISTED.fullmatch(line.text, before.end, item.start) is not None
