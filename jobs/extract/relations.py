"""Who is named only to say who somebody else is: a parent, a rival, whom it supplies, a carrier, an adviser.

The words stand in the cue tables under [relation], as expressions: `before` ends at the name and `after` begins behind
it; what `supplied` ends at is whom somebody supplies, unless `under` goes on that this is done under a licence.
"""

import re

from jobs.extract.expressions import Lists
from jobs.extract.page import Page
from jobs.extract.subjects import Entity

#: How far before a name the words that tell its relation begin, in characters.
_REACH = 90
_BEFORE, _AFTER = Lists("relation", ["before"]), Lists("relation", ["after"])
_SUPPLIED, _UNDER = Lists("relation", ["supplied"]), Lists("relation", ["under"])
_LINK = re.compile(r"(?:,? and | & |/)(?:the )?(?:[A-Z][\w-]+['’]s )?")


def of_another(page: Page, entity: Entity) -> bool:
    """Whether a company is only named in its relation to another one, alone or at the end of a list of such."""
    if entity.start < 0 or page.text[entity.start : entity.start + 1] > "\u2e7f":
        return False
    if _AFTER.match(page.text, entity.end):
        return True
    first = _first_of_list(page, entity)
    low = max(page.spans[page.sentence_of(first.start)][0], first.start - _REACH)
    if _BEFORE.search(page.text, low, first.start):
        return True
    return _SUPPLIED.search(page.text, low, first.start) is not None and _UNDER.match(page.text, entity.end) is None


def _first_of_list(page: Page, entity: Entity) -> Entity:
    """The first of the names that "and" joins to this one."""
    here = page.entities_in(page.spans[page.sentence_of(entity.start)][0], entity.start)
    for one in reversed(here):
        if not _LINK.fullmatch(page.text, one.end, entity.start):
            break
        entity = one
    return entity
