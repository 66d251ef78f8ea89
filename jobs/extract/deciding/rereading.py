"""What a text tells plainly where no statement of it was read: several ways of reading it again, one after the other.

Each way is a module with `found(known)`: the statements that it adds to what is known. It may take out of the statements
that were read what it has shown to be mistaken.
"""

from collections.abc import Callable

from jobs.extract.deciding import overlooked, plainspeech, protagonists, sequels, surroundings, users
from jobs.extract.deciding.known import Known
from jobs.extract.statements.page import Page
from jobs.extract.statements.statement import Statement

#: Those who were answered for or whom a text goes on about come first, whoever a plain sentence leaves no doubt of last.
_WAYS: tuple[Callable[[Known], list[Statement]], ...] = (
    protagonists.found,
    sequels.found,
    overlooked.found,
    users.found,
    plainspeech.found,
)


def found(page: Page, statements: list[Statement]) -> list[Statement]:
    """What no statement told and a plain sentence leaves no doubt of, unless the text goes on to its end."""
    known = Known(page=page, statements=statements)
    if not known.of_general:
        return []
    for way in _WAYS:
        known.plain.extend(way(known))
    return [raw for raw in known.plain if not surroundings.ended_later(page, raw)]
