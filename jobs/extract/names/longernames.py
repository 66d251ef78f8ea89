"""Longer names that begin with a known company's: "Siemens Energy" is not Siemens, "Bosch Rexroth" is not Bosch.

A legal form, a country or the division a firm is known for ("Ford Motor", "BMW Group") goes on with the same company;
a trade of its own, or a second proper word with a statement behind it, makes another one.
"""

import re

from jobs.extract.names import bystanders, capitals, hanwords
from jobs.extract.text.cues import words
from jobs.extract.text.phrases import Phrase
from storage.domain.folding import fold
from storage.domain.names import Mention

_NEXT = re.compile(r"[ ](?P<word>[A-Z][\w’&-]*[a-z])(?P<more>(?:[ ][A-Z][\w’&-]*)*)(?P<behind>[^\n]{0,24})")
_STATES = Phrase("longernames", "states", capitals=True)
_ARTICLE = Phrase("longernames", "article", capitals=True)
_LIKE = Phrase("longernames", "like")


def another(text: str, mention: Mention) -> bool:
    """Whether a known company's name at this place is only the beginning of somebody else's, or says of what kind it is."""
    if text[mention.start] > "\u2e7f":
        return mention.end - mention.start <= 3 and _inside_a_word(text, mention)
    if _LIKE.match(text, mention.end):
        return True
    goes_on = _NEXT.match(text, mention.end)
    if goes_on is None or text[mention.start : mention.end].islower():
        return False
    word = goes_on["word"].lower()
    if word in _own(mention) or word in words("en", "places", "china") or word in words("en", "places", "cities"):
        return False
    if word in words("en", "words", "apart"):
        return not _title(text, mention)
    if word in capitals.stop_words(("en",)) or word in words("en", "names", "tail") or capitals.ordinary(word):
        return False
    if (
        bystanders.given(word)
        or goes_on["more"].count(" ") > 2
        or _ARTICLE.search(text[max(0, mention.start - 10) : mention.start])
    ):
        return False
    return _STATES.match(goes_on["behind"]) is not None and not _title(text, mention)


def _inside_a_word(text: str, mention: Mention) -> bool:
    """Whether a short Chinese name is only part of a longer word: "奥迪" in "奥迪欧", "电装" in "福士电装"."""
    if mention.end - mention.start < 3 and hanwords.RUN.match(text, mention.start - 1) and mention.start:
        low = max(0, mention.start - 6)
        before = fold(text[low : mention.start])
        tokens = hanwords.tokens_of(before.text)
        if before.offsets is None and not any(token.end == len(before.text) for token in tokens):
            return True
    behind = text[mention.end : mention.end + 5]
    if not hanwords.RUN.match(behind) or behind[0] not in hanwords.sounds():
        return False
    return not any(token.start == 0 for token in hanwords.tokens_of(fold(behind).text))


def _own(mention: Mention) -> set[str]:
    names = (mention.company.name, *mention.company.aliases)
    return {part for name in names for part in re.findall(r"[a-z]+", name.lower())}


def _title(text: str, mention: Mention) -> bool:
    """Whether every word of the line has a capital, so that the next one shows nothing."""
    line = text[text.rfind("\n", 0, mention.start) + 1 : mention.end + 120].split("\n")[0]
    return capitals.is_headline(line)
