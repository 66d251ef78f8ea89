"""Texts in capitals throughout, as telexes and terminals write them, in the letters prose would have.

Every rule of names and grammar is written for prose, in which a capital shows a name. Here the words themselves must show
it: what belongs to a known name, what no ordinary word is, and the trades behind it. Every character stays one character.
"""

import re
from collections.abc import Iterator
from functools import cache

from jobs.extract.names.capitals import chinese_places, in_headline, ordinary, stop_words
from jobs.extract.text.cues import languages_of, words
from jobs.extract.text.phrases import Phrase
from storage.domain.names import NameIndex

#: A line is in capitals from so many letters on, and with so large a part of them.
_LETTERS, _PART = 20, 0.8
#: Beside such a line, a shorter one is in capitals as well.
_FEW = 8
_CAPITAL = re.compile("[A-Z]")
#: Every line in capitals has this.
_SHOUTED = re.compile(r"[A-Z]{2}[^a-z\n]{8}")
_GREAT = {code: code - 32 for code in range(ord("a"), ord("z") + 1)}
_SMALL = re.compile("[a-z]")
_WORD = re.compile(r"[A-Z]+(?:['’][A-Z]+)?")
_RUN = re.compile(r"[A-Z0-9][A-Z0-9'’./&-]*(?: (?:& )?[A-Z0-9][A-Z0-9'’./&-]*)*")
_SHORTENED = re.compile(r"['’](?!S$)")
_VOWEL = re.compile("[AEIOUY]")
#: What stands before a word that opens a sentence, and before a month.
_OPENING = re.compile(r"(?:\A|[.!?:]|[.!?][\"'”’)])\s*[\"“‘(]?\Z")
_MAY = Phrase("casing", "may")
_MONTH = Phrase("casing", "month")
_SHORT = Phrase("casing", "short")
_LABEL = Phrase("casing", "label")
_LEGAL_FORM = Phrase("casing", "legal_form")
#: How far before a word another one bears on it, and how long the name of a firm is, in characters.
_BEFORE, _FIRM = 12, 60


def sentence_case(text: str, names: NameIndex) -> str:
    """The text with every line in capitals, or a text that has none, as prose would write it; other languages as they are."""
    bare = len(text) > _LETTERS and not _CAPITAL.search(text)
    if not (bare or _SHOUTED.search(text)) or languages_of(text)[0] != "en":
        return text
    lines = text.split("\n")
    if bare:
        return "\n".join(_recased(line.translate(_GREAT), names) for line in lines)
    if not any(_in_capitals(line, _LETTERS) for line in lines):
        return text
    return "\n".join(_recased(line, names) if _in_capitals(line, _FEW) else line for line in lines)


def _in_capitals(line: str, least: int) -> bool:
    great = len(_CAPITAL.findall(line))
    return great >= least and great >= _PART * (great + len(_SMALL.findall(line)))


def _recased(line: str, names: NameIndex) -> str:
    named = _named(line)
    out: list[str] = []
    place = follows = 0
    for match in _WORD.finditer(line):
        word, mark, tail = match[0].partition("’" if "’" in match[0] else "'")
        out.append(line[place : match.start()])
        place = match.end()
        small = word.lower()
        if _LABEL.fullmatch(line, 0, place + 1):
            # "BRIEF-X gets", "EXCLUSIVE-X has": what a wire calls its report.
            pass
        elif (known := names.spellings.get(small)) is not None and not _common(small):
            word, follows = known, place + 1
        elif match.start() in named or (follows == match.start() and small in words("en", "words", "apart")):
            # "siemens energy" is another firm than the one it begins with.
            word = _titled(word)
        elif small in words("en", "words", "initials"):
            pass
        elif _proper(small, line, match) or _OPENING.search(line, max(0, match.start() - _BEFORE), match.start()):
            word = word.capitalize()
        elif not _SHORT.fullmatch(line, max(0, match.start() - 4), match.end() + 1):
            word = small
        out += word, mark, tail.lower()
    out.append(line[place:])
    return "".join(out)


def _named(line: str) -> set[int]:
    """Where the words of names begin that stand on no list."""
    out: set[int] = set()
    for run in _RUN.finditer(line):
        for offset, name in in_headline(run[0], _no_names()):
            begin = run.start() + offset
            # "WON'T", "WE'LL" are no names, "BOSCH'S" is.
            words_of_it = _WORD.finditer(line, begin, begin + len(name))
            out.update(word.start() for word in words_of_it if not _SHORTENED.search(word[0]))
    for legal in _LEGAL_FORM.finditer(line):
        out.update(_before(line, legal))
    return out


def _before(line: str, legal: re.Match[str]) -> Iterator[int]:
    """Where the words of a firm begin before its legal form: the trades, and what they are called by."""
    tails = words("en", "names", "tail")
    yield from (word.start() for word in _WORD.finditer(line, *legal.span()))
    for word in reversed(list(_WORD.finditer(line, max(0, legal.start() - _FIRM), legal.start()))):
        small = word[0].lower()
        if small in tails or small in chinese_places():
            yield word.start()
        else:
            if small not in stop_words(("en",)):
                yield word.start()
            break


def _titled(word: str) -> str:
    """A word of a name: "Yanbei", but "HPMG" and "AT"."""
    if word.lower() in words("en", "names", "tail"):
        return word.capitalize()
    return word if len(word) < 3 or not _VOWEL.search(word) else word.capitalize()


def _common(small: str) -> bool:
    return small in _no_names() or ordinary(small)


def _proper(small: str, line: str, match: re.Match[str]) -> bool:
    """Whether prose gives a word its capital although no company is called so."""
    if _MAY.fullmatch(small):
        return _MONTH.fullmatch(line, max(0, match.start() - _BEFORE), match.end() + 3) is not None
    return (
        small in words("en", "words", "proper") or small in chinese_places() or small in words("en", "places", "cities")
    )


@cache
def _no_names() -> frozenset[str]:
    """Words that show no company."""
    return stop_words(("en",)) | words("en", "words", "commoner") | words("en", "words", "proper")
