"""One visit to a watched page: its answers are compared until it is plain whether it says something new."""

from dataclasses import replace
from datetime import datetime

from jobs.fetch import changes, kinds, page
from jobs.fetch.changes import Change
from jobs.fetch.feed import MAX_TEXT, Reading
from jobs.fetch.kinds import Body
from jobs.fetch.offer import SourceToFetch


class Visit:
    """Begin it with the page's answer and show it others for as long as it wants more. Reading may take a while."""

    def __init__(self, body: Body, source: SourceToFetch, now: datetime) -> None:
        """Raises Wall when the answer is not the page, FetchError when there is nothing to read."""
        self._body, self._source, self._now = body, source, now
        self._memory = changes.unpacked(source.memory)
        self._watch = changes.Watch(self._memory, page.passages(body.text, now, self._memory))

    @property
    def wants_more(self) -> bool:
        return self._watch.wants_more

    def show(self, body: Body) -> None:
        """Another answer, fetched right after. Raises FetchError when that one is not the page."""
        self._watch.show(page.passages(body.text, self._now, self._memory))

    def outcome(self) -> tuple[Reading | None, str]:
        """What is to be read (None: it says what it said), and what to remember of the page."""
        change, memory = self._watch.outcome()
        packed = memory.packed()
        if not change:
            return None, packed
        reading = kinds.read(self._body, self._source, self._now)
        if self._memory is not None:
            reading = _with_added(reading, change)
        return reading, packed


def _with_added(reading: Reading, change: Change) -> Reading:
    """What is new is read also where the article's own text leaves it out: a box beside it, a row, a headline."""
    item = reading.items[0]
    held = " ".join(item.content.split())
    missing = [p.text for p in change.added if p.text not in held and p.text != item.title]
    missing = [text for text in missing if not all(cell in held for cell in text.split(" | "))]
    content = "\n".join([item.content, *missing])[:MAX_TEXT]
    return replace(reading, items=(replace(item, content=content), *reading.items[1:]))
