"""A page in blocks: paragraphs, headlines, rows and list items as a reader sees them, in the page's order.

What belongs to the site and not to the page (menus, footers, teasers, advertisements, comments) is left out by what the
markup says of itself: elements, roles and the words its classes and ids are made of.
"""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from jobs.fetch import markup

#: More blocks than this are not looked at.
MAX_BLOCKS = 3_000
#: A box with no more characters than this is one block: a label and its value belong together.
_SMALL = 80
#: A block whose text is mostly links.
_MOSTLY = 0.6
#: A box that holds so much of the page's text is the page, whatever its class is called.
_THE_PAGE = 0.5
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_OF_THE_SITE = frozenset({"nav", "footer", "form", "button", "menu", "dialog", "label", "input", "progress", "meter"})
_BOXES = frozenset({"div", "p", "td", "th", "dd", "dt", "header", "figure", "hgroup", "address", "center", "span"})
_NAME = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_SITE = tomllib.loads(files("jobs.fetch").joinpath("noise.toml").read_text("utf-8"))["site"]
_ROLES = frozenset(_SITE["roles"])
_CHROME_WORDS = frozenset(_SITE["classes"])
_OF_THE_TEXT = frozenset(_SITE["corrections"])
_ASIDE_HEADING = re.compile("|".join(_SITE["headings"]), re.IGNORECASE)


@dataclass(frozen=True)
class Block:
    """One block. `link`: its text is mostly links. `heading`: it is one. `place`: the elements it stands in."""

    text: str
    link: bool
    heading: bool
    place: str = ""


@dataclass
class _Box:
    text: int = 0
    links: int = 0
    boxes: int = 0
    holds_page: bool = False


def split(tree: Any, *, everything: bool = False) -> list[Block]:
    """The page's own blocks, or with `everything` the site's too. `tree` holds only what a reader would see."""
    body = next(tree.iter("body"), tree)
    sizes = _measure(body)
    scope = None if everything else _scope(body, sizes)
    found: list[Block] = []
    skipping = 0
    for text, links, level, place in _walk(body, sizes, scope, everything):
        folded = " ".join(text.split())
        if not folded:
            continue
        if level:
            aside = not everything and level > 1 and _ASIDE_HEADING.fullmatch(folded.rstrip(" :"))
            skipping = level if aside else 0 if level <= skipping else skipping
        if not skipping:
            found.append(Block(folded, links > _MOSTLY * len(folded), bool(level), place))
        if len(found) >= MAX_BLOCKS:
            break
    return found


def _measure(body: Any) -> dict[Any, _Box]:
    """How much text each element holds, and how much of it in links; children before parents."""
    sizes: dict[Any, _Box] = {}
    for element in reversed(list(body.iter())):
        box = sizes.setdefault(element, _Box())
        box.text += len((element.text or "").strip())
        if element.tag == "a":
            box.links = box.text
        if element.tag in ("h1", "main", "article") or _named(element) & _OF_THE_TEXT:
            box.holds_page = True
        above = element.getparent()
        if above is None or element is body:
            continue
        over = sizes.setdefault(above, _Box())
        over.text += box.text + len((element.tail or "").strip())
        over.links += box.links
        over.boxes += box.boxes + (element.tag in markup.BLOCKS)
        over.holds_page = over.holds_page or box.holds_page
    return sizes


def _scope(body: Any, sizes: dict[Any, _Box]) -> frozenset[Any] | None:
    """The elements of the one box that the page calls its article or main part, if it holds most of the prose."""
    prose = _prose(sizes[body])
    for tag in ("article", "main"):
        found = list(body.iter(tag))
        if len(found) == 1 and _prose(sizes[found[0]]) > _THE_PAGE * prose:
            return frozenset(found[0].iter())
    return None


def _prose(box: _Box) -> int:
    return box.text - box.links


def _is_outside(element: Any, box: _Box, scope: frozenset[Any] | None) -> bool:
    """Whether an element stands beside the page's main part, and neither holds it nor its headline nor corrects it."""
    if scope is None or element in scope or box.holds_page:
        return False
    return element.tag in markup.BLOCKS


def _walk(
    body: Any, sizes: dict[Any, _Box], scope: frozenset[Any] | None, everything: bool
) -> Iterator[tuple[str, int, int, str]]:
    """Text, characters in links, heading level (0: none) and place of each block. Depth is bounded by the parser."""
    whole = sizes[body].text
    inline = _Inline()
    stack: list[tuple[Any, bool]] = [(body, False)]
    while stack:
        element, done = stack.pop()
        block = element.tag in markup.BLOCKS
        if done:
            inline.in_links -= element.tag == "a"
        elif not everything and (
            _is_outside(element, sizes[element], scope) or _is_chrome(element, sizes[element], whole)
        ):
            block = done = True
        elif element.tag in _HEADINGS or element.tag == "tr" or _is_small(element, sizes[element]):
            yield from inline.taken()
            box, text = sizes[element], _joined(element)
            yield text, len(text) if inline.in_links else box.links, _level(element), _place(element)
            block = done = True
        if block:
            yield from inline.taken()
        if done:
            inline.add(element.tail, element.getparent()) if element is not body else None
            continue
        inline.in_links += element.tag == "a"
        inline.add(element.text, element)
        stack.append((element, True))
        stack.extend((child, False) for child in reversed(element))
    yield from inline.taken()


class _Inline:
    """Text that runs on until the next block begins or ends."""

    def __init__(self) -> None:
        self.in_links = 0
        self._parts: list[str] = []
        self._linked = 0
        self._text = False
        self._first: Any = None

    def add(self, text: str | None, element: Any) -> None:
        if text:
            if not self._parts or not self._text:
                self._first = element
            self._text = self._text or not text.isspace()
            self._parts.append(text)
            self._linked += len(text.strip()) if self.in_links else 0

    def taken(self) -> Iterator[tuple[str, int, int, str]]:
        parts, linked, found = self._parts, self._linked, self._text
        self._parts, self._linked, self._text = [], 0, False
        if found:
            yield "".join(parts), linked, 0, _place(self._first)


def _place(element: Any) -> str:
    """The block elements a text stands in. Classes are left out: many are made anew for every answer."""
    above = [each.tag for each in element.iterancestors() if each.tag in markup.BLOCKS]
    return ">".join([*reversed(above), element.tag] if element.tag in markup.BLOCKS else reversed(above))


def _level(element: Any) -> int:
    return int(element.tag[1]) if element.tag in _HEADINGS else 0


def _is_small(element: Any, box: _Box) -> bool:
    """A box with a label and its value, side by side."""
    return element.tag in _BOXES and 0 < box.text <= _SMALL and 0 < box.boxes <= 6 and not box.holds_page


def _joined(element: Any) -> str:
    """The text of a row or small box, its cells told apart."""
    parts: list[str] = [element.text or ""]
    for inner in element.iter():
        if inner is element:
            continue
        if inner.tag in markup.BLOCKS and inner.tag != "br":
            parts.append("\n")
        parts += [inner.text or ""]
        parts += ["\n" if inner.tag in ("td", "th", "dd", "dt", "div", "p", "li") else "", inner.tail or ""]
    cells = [" ".join(cell.split()) for cell in "".join(parts).split("\n")]
    return " | ".join(filter(None, cells))


def _is_chrome(element: Any, box: _Box, whole: int) -> bool:
    if element.tag in _OF_THE_SITE or element.get("role", "").lower() in _ROLES:
        return box.text < _THE_PAGE * whole or element.tag in ("nav", "footer", "button")
    if box.holds_page or box.text >= _THE_PAGE * whole > 0:
        return False
    named = _named(element)
    if named & _OF_THE_TEXT:
        return False
    if element.tag == "aside":
        return not _inside(element, "article") or box.links > 0 or bool(named & _CHROME_WORDS)
    if element.tag == "header":
        return not _inside(element, "article", "main", "section")
    return bool(named & _CHROME_WORDS)


def _named(element: Any) -> set[str]:
    """The words of an element's class and id: `relatedLinks ad-slot_3` is related, links, ad, slot."""
    names = f"{element.get('class', '')} {element.get('id', '')}"
    return {word.lower() for word in _NAME.findall(names[:500])} if len(names) > 1 else set()


def _inside(element: Any, *tags: str) -> bool:
    return any(above.tag in tags for above in element.iterancestors())
