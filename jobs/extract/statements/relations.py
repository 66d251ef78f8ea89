"""Who is named only to say who somebody else is: a parent, a rival, whom it supplies, a carrier, an adviser.

The words stand in the cue tables under [relation], as expressions: `before` ends at the name and `after` begins behind
it; what `supplied` ends at is whom somebody supplies, unless `under` goes on that this is done under a licence.
"""

import re

from jobs.extract.names.subjects import Entity, own_trade
from jobs.extract.statements.page import Page
from jobs.extract.text.cues import LICENCE_TAGS, within
from jobs.extract.text.expressions import Lists
from jobs.extract.text.phrases import Phrase
from storage.domain.licence import Role

#: How far before a name the words that tell its relation begin, in characters.
_REACH = 90
_BEFORE, _AFTER = Lists("relation", ["before"]), Lists("relation", ["after"])
_SUPPLIED, _UNDER = Lists("relation", ["supplied"]), Lists("relation", ["under"])
_CLIENTS = Lists("relation", ["clients"])
_OPENS, _LISTS = Lists("relation", ["opens"]), Lists("relation", ["lists"])
_CLOSES = re.compile("[,;.]")
_OF_LICENCE = LICENCE_TAGS | {"cover", "get", "give", "exclude", "renew", "user"}
_LINK = Phrase("relations", "link", capitals=True)


def of_another(page: Page, entity: Entity) -> bool:
    """Whether a company is only named in its relation to another one, alone or at the end of a list of such."""
    if entity.start < 0 or page.text[entity.start : entity.start + 1] > "\u2e7f":
        return False
    if _AFTER.match(page.text, entity.end):
        return True
    first = _first_of_list(page, entity)
    low = max(page.spans[page.sentence_of(first.start)][0], first.start - _REACH)
    if low == first.start:
        return False
    if _BEFORE.search(page.text, low, first.start) or _told_beside(page, first, entity.end):
        return True
    if not _sells(first) and _CLIENTS.search(page.text, low, first.start):
        return True
    return _SUPPLIED.search(page.text, low, first.start) is not None and _UNDER.match(page.text, entity.end) is None


def _told_beside(page: Page, first: Entity, end: int) -> bool:
    """Whether names stand inside a passage that tells who somebody else is, and nothing of a licence: ", which buys from X,"."""
    if _sells(first):
        return False
    low, high = page.spans[page.sentence_of(first.start)]
    opened = _OPENS.search(page.text, low, first.start)
    if opened is None or _LISTS.search(page.text, opened.start(), first.start):
        return False
    closed = _CLOSES.search(page.text, end, high)
    return all(
        hit.tags.isdisjoint(_OF_LICENCE)
        for hit in within(page.hits, opened.start(), closed.start() if closed else high)
    )


def _sells(one: Entity) -> bool:
    roles = one.company.roles if one.company else frozenset()
    return own_trade(one) or one.home or one.role is Role.EXPORTER or Role.EXPORTER in roles


def _first_of_list(page: Page, entity: Entity) -> Entity:
    """The first of the names that "and" joins to this one."""
    here = page.entities_in(page.spans[page.sentence_of(entity.start)][0], entity.start)
    for one in reversed(here):
        if not _LINK.fullmatch(page.text, one.end, entity.start):
            break
        entity = one
    return entity
