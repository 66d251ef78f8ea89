"""Whom a description means that stands for a name: "the Zhejiang company", "the magnet maker", "the Baotou-based firm".

The words stand in the cue tables under [unnamed]: `described` (the article, up to four words and a noun for a company
that makes or sells) and `another` (words that make it a company other than the one spoken of).
"""

import re

from jobs.extract.names.subjects import Entity
from jobs.extract.statements.page import Page
from jobs.extract.statements.receivers import buyer
from jobs.extract.text.expressions import Lists
from jobs.extract.text.sentences import Clause

_DESCRIBED = Lists("unnamed", ["described"])
_ANOTHER = Lists("unnamed", ["another"])
_CAPITAL = re.compile(r"\b[A-Z][\w’'-]+")
#: How many sentences back the company may be named, and how far around its name the words of its description may stand.
_BACK, _AROUND = 3, 90
#: How far behind its verb a description may begin ("was given to the Zhejiang company"), in characters.
_BEHIND = 60


def meant(page: Page, clause: Clause, at: int) -> list[Entity]:
    """The one company of the sentences just before that a description in a clause can mean; none where two can.

    `at` is the deciding word of the clause, close to which the description stands.
    """
    low = clause.start
    match = _DESCRIBED.search(page.text, low, min(clause.end, max(at, low) + _BEHIND))
    if match is None or _ANOTHER.search(match[0]):
        return []
    number = page.sentence_of(low)
    named = list(page.entities_in(page.spans[max(0, number - _BACK)][0], match.start())) or page.headline
    makers = [one for one in named if not buyer([one])]
    places = [word.removesuffix("-based").lower() for word in _CAPITAL.findall(match[0][1:])]
    fitting = [one for one in makers if all(_has(page, one, place) for place in places)]
    if not fitting and len({one.key for one in named}) == 1 and number:
        # Where a company comes from is often told by nothing but this.
        fitting = makers
    return fitting[-1:] if len({one.key for one in fitting}) == 1 else []


def _has(page: Page, one: Entity, place: str) -> bool:
    """Whether a place stands in a company's name or close to it."""
    if place in one.name.lower() or one.start < 0:
        return place in one.name.lower()
    low, high = page.spans[page.sentence_of(one.start)]
    return place in page.text[max(low, one.start - _AROUND) : min(high, one.end + _AROUND)].lower()
