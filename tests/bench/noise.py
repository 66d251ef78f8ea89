"""What is called changed on pages that only tick, which true changes are missed, and which reprints are found."""

import importlib.util
import random
import sys
import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from jobs.fetch import kinds
from jobs.fetch.kinds import Body
from jobs.fetch.offer import SourceToFetch
from jobs.fetch.watched import Visit
from storage.domain import likeness
from tests.noisy import ROUND, NoisyPage
from tests.reprints import Wire

#: The pages peers were measured on (changedetection.io 0.60.10 without hand-made selectors, 2026-11-22: all of them).
_PEERS_PAGES = Path(__file__).parents[3] / "shared" / "bench" / "feed_server.py"
_PAGES = 200
_HERE = "https://paper.example/page"


class _Reader:
    """Visits one page; `answer` makes its answer at a time."""

    def __init__(self, answer: Callable[[datetime], str], now: datetime) -> None:
        self._answer, self._now = answer, now
        self._memory: str | None = None
        self.asked = 0
        self.look(timedelta())

    def look(self, later: timedelta = ROUND) -> bool:
        """Whether the page is called changed."""
        self._now += later
        source = SourceToFetch(url=_HERE, kind="page", memory=self._memory)
        visit = Visit(self._body(), source, self._now)
        while visit.wants_more:
            visit.show(self._body())
        reading, self._memory = visit.outcome()
        return reading is not None

    def _body(self) -> Body:
        self.asked += 1
        return Body(self._answer(self._now).encode(), _HERE, "text/html; charset=utf-8")


def _row(name: str, false: int, missed: int, changes: int, readers: list[_Reader], visits: int) -> None:
    asked = sum(reader.asked for reader in readers)
    print(f"  {name:44} {false:5} of {_PAGES}   {missed:6} of {changes:<5} {asked / visits:8.2f}")


def _own_pages(seed: int) -> None:
    chance = random.Random(seed)
    began = datetime(2026, 11, 22, 9, tzinfo=UTC)
    pages = [NoisyPage(seed * 1_000 + number) for number in range(_PAGES)]
    readers = [_Reader(lambda now, page=page: page.render(now, chance), began) for page in pages]  # type: ignore[misc]
    false = sum(reader.look() for reader in readers)
    missed: Counter[str] = Counter()
    for page, reader in zip(pages, readers, strict=True):
        name = page.amend(chance)
        missed[name] += not reader.look()
    _row(f"our own pages, mixture {seed}", false, missed.total(), _PAGES, readers, 3 * _PAGES)


def _peers_pages() -> None:
    spec = importlib.util.spec_from_file_location("feed_server", _PEERS_PAGES)
    assert spec is not None
    assert spec.loader is not None
    server: Any = importlib.util.module_from_spec(spec)
    sys.modules["feed_server"] = server
    spec.loader.exec_module(server)
    world = server.World(server.args(["--feeds", str(_PAGES), "--clean", "--no-prerender"]))
    readers = [_Reader(lambda _, i=i: world.page_html(i).decode(), datetime.now(UTC)) for i in range(_PAGES)]  # type: ignore[misc]
    time.sleep(1.1)  # the page's clock shows seconds
    false = sum(reader.look() for reader in readers)
    changed = [i for i in range(_PAGES) if i % 5 == 0]
    for i in changed:
        world.bump(i)
    missed = sum(not readers[i].look() for i in changed)
    _row("the peers' pages", false, missed, len(changed), readers, 2 * _PAGES + len(changed))


def _reprints() -> None:
    ways = ("copied", "edited", "headed", "cut", "extended", "elsewhere", "next_month")
    print(f"  {'reprints called copies (of 200)':44} {'English':>10} {'Chinese':>10}")
    for way in ways:
        counts = []
        for language in ("en", "zh"):
            wires = [Wire(number, language) for number in range(200)]
            counts.append(sum(_is_found(wire.report, getattr(wire, way)()) for wire in wires))
        wanted = "none is one" if way in ("elsewhere", "next_month") else "all are"
        print(f"    {way + ', ' + wanted:42} {counts[0]:10} {counts[1]:10}")
    texts = [Wire(number, "en").report for number in range(200)]
    began = time.process_time()
    for text in texts:
        likeness.keys(text)
    spent = time.process_time() - began
    print(f"  keys of a text: {spent / len(texts) * 1e3:.2f} ms of {sum(map(len, texts)) // len(texts)} characters")


def _is_found(one: str, other: str) -> bool:
    return bool(set(likeness.keys(one)) & set(likeness.keys(other))) and likeness.is_copy(one, other)


def _cost() -> None:
    chance, now = random.Random(1), datetime(2026, 11, 22, 9, tzinfo=UTC)
    bodies = [Body(NoisyPage(n).render(now, chance).encode(), _HERE, "text/html") for n in range(60)]
    source = SourceToFetch(url=_HERE, kind="page")
    spent = []
    for work in (lambda body: Visit(body, source, now), lambda body: kinds.read(body, source, now)):
        began = time.process_time()
        for body in bodies:
            work(body)
        spent.append((time.process_time() - began) / len(bodies) * 1e3)
    print(f"  a look at a page takes {spent[0]:.1f} ms, reading its article {spent[1]:.1f} ms")


def main() -> None:
    """False changes, missed changes and answers asked for a visit; then reprints."""
    print(f"  {'':44} {'false':>12}   {'missed':>14} {'answers':>8}")
    print(f"  {'changedetection.io on the peers pages, as stated':44} {200:5} of 200")
    if _PEERS_PAGES.exists():
        _peers_pages()
    for seed in (1, 2, 3):
        _own_pages(seed)
    _cost()
    _reprints()


if __name__ == "__main__":
    main()
