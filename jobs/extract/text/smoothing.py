"""A text without its typesetting: lines broken for a narrow page run on, blanks and letters of other widths are plain.

Every character stays one character, so that positions, and with them quotes, are those of the original.
"""

import itertools
import re

from jobs.extract.text.cues import languages_of, words
from jobs.extract.text.phrases import Phrase
from storage.domain.folding import simplified

#: Blanks of other widths, and letters and digits as wide as Chinese characters (Unicode, Halfwidth and Fullwidth Forms).
_PLAIN = {
    **dict.fromkeys((0xA0, *range(0x2000, 0x200B), 0x202F, 0x205F), " "),
    **{wide: chr(wide - 0xFEE0) for wide in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))},
}
_BULLET = re.compile(r"\s*(?:[-*•·–—▪◦]|\d{1,2}[.)、]|[（(]?[一二三四五六七八九十][)）、])\s*\S")
_BULLETED = re.compile(r"\s*[-*•·–—]\s*(?=[A-Za-z])")
#: "Oct 20 (Wire) - X Co Ltd:": a firm, behind a dateline, and nothing else.
_OF_A_FIRM = Phrase("smoothing", "of_a_firm", capitals=True)
_GOES_ON = Phrase("smoothing", "goes_on")
#: "Holder,status": no blank behind the comma.
_CELLS = re.compile("[A-Za-z],[A-Za-z]")
_HAN = re.compile("[\u4e00-\u9fff]")
_LABEL = re.compile(r"\s*[\w .&'’()（）\u3000-]{1,60}[:：]")
#: A sentence ends so; a line that ends so is whole.
_ENDED = frozenset(".!?")
_CLOSED = frozenset('.。!?！？:：;；|｜"”」')
#: Lines as long as these, in characters, may have been broken; one of a page's width surely was if the next word did
#: not fit on it.
_LONG, _LONG_HAN = 60, 24
_NARROW, _WIDE = 36, 140


def smooth(text: str) -> str:
    """The text with every line end that means nothing as a blank."""
    if not text.isascii():
        text = text.translate(_PLAIN)
    if "\n" not in text:
        return text
    lines = text.split("\n")
    width = max(map(len, lines))
    full = _width_is_full(lines, width)
    english = languages_of(text)[0] == "en"
    out = [lines[0]]
    for line, following in itertools.pairwise(lines):
        # Words parted at a line end are left to whoever knows names: the blank would part them for good.
        parted = line.endswith("-") and line[-2:-1].isalpha()
        if (
            _OF_A_FIRM.fullmatch(line)
            and (bullet := _BULLETED.match(following))
            and _GOES_ON.match(following, bullet.end())
        ):
            out += " ", " " * bullet.end() + following[bullet.end() :]
            continue
        runs_on = not parted and _runs_on(line.rstrip(), following, width if full else 0, english=english)
        out += " " if runs_on else "\n", following
    return "".join(out)


def one_script(text: str) -> str:
    """The text as the rules spell it: Chinese in simplified characters, "licence" as the British do."""
    if languages_of(text)[0] == "zh":
        text = _ANSWER.sub(r"\1复", simplified(text))
    if "icens" not in text and "ICENS" not in text:
        return text
    return _AMERICAN.sub(lambda word: word[0].replace("ens", "enc").replace("ENS", "ENC"), text)


#: "回覆", "答覆": a character of its own elsewhere ("覆盖"), which simplifying therefore leaves.
_ANSWER = re.compile("([回答])覆")
_AMERICAN = re.compile(r"\b(?:[Ll]icenses?|LICENSES?)\b")


def _width_is_full(lines: list[str], width: int) -> bool:
    """Whether a text is set to a width: at most of its line ends inside paragraphs the next word would not have fitted."""
    if not _NARROW <= width <= _WIDE:
        return False
    pairs = [(line, after) for line, after in itertools.pairwise(lines) if line.strip() and after.strip()]
    return len(pairs) > 1 and 2 * sum(not _fits(line, after, width) for line, after in pairs) > len(pairs)


def _fits(line: str, following: str, width: int) -> bool:
    """Whether the next line's first word would have stood on this one."""
    return len(line.rstrip()) + 1 + len(following.split(None, 1)[0]) <= width


def _runs_on(line: str, following: str, width: int, *, english: bool) -> bool:
    """Whether a line end is only where a page was too narrow; `width` is that of the page, 0 where it has none."""
    if not line or not following.strip() or _BULLET.match(following) or _is_row(line) or _is_row(following):
        return False
    if width and line[-1] not in _ENDED and line[-1] < "\u2e80" and not _fits(line, following, width):
        return True
    if line[-1] in _CLOSED:
        return False
    if line[-1] == "," and _LABEL.match(following):
        # "Granted: A, B,", "Refused: C": two rows, one of which ends in a comma.
        return False
    if following[0].islower():
        return True
    if line[-1] == ",":
        # Short lines that all end in a comma are rows.
        return len(line) >= _LONG or following.rstrip()[-1:] != ","
    if _HAN.search(line[-1]):
        return len(line) >= _LONG_HAN and bool(_HAN.match(following[0])) and not _LABEL.match(following)
    if _LABEL.match(following):
        return False
    if len(line) < _LONG or not (line[-1].isalnum() and following[0].isalnum()):
        return False
    if not (english and following[0].isupper()):
        return True
    # A capital begins another line, unless this one cannot end there: "was granted to", "Wanshun", "Magnetics has one."
    last = line.rpartition(" ")[2]
    return (last[0].isupper() and following.rstrip()[-1] in _ENDED) or last.lower() in words("en", "joints", "leans")


def _is_row(line: str) -> bool:
    """Whether a line has cells: it is a row of a table, or its headings."""
    return (
        _CELLS.search(line) is not None
        or "|" in line
        or "｜" in line
        or "\t" in line
        or line.count(" / ") > 1
        or line.count(";") > 2
    )
