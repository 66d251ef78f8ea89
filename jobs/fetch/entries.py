"""What a feed says, as it says it: the form in which both feed readers hand over, before it is made into items."""

import re
from dataclasses import dataclass
from typing import NamedTuple


class Said(NamedTuple):
    """A text and whether it is markup (`html`) or meant letter by letter."""

    value: str
    html: bool


@dataclass(kw_only=True)
class Entry:
    """One item or entry. `dates` are as printed, the day of publication before that of the last change.

    `links_to` is the address of the article, `source` the outlet the item says it comes from.
    """

    title: Said | None = None
    summary: Said | None = None
    contents: list[Said]
    id: str = ""
    link: str = ""
    source: str = ""
    publisher: str = ""
    dates: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Channel:
    """A whole feed as it was printed."""

    entries: list[Entry]
    title: str = ""
    language: str = ""


_CLOSING_TAG_OR_REFERENCE = re.compile(r"</\w+>|&#?\w+;")
_TAG_NAME = re.compile(r"</?(\w+)")


def looks_like_html(text: str) -> bool:
    """Whether a text that calls itself plain is markup after all: RSS has no way to say so, and titles carry `&lt;b>`.

    The rule is feedparser's: a closing tag or a reference, and no tag that HTML does not know.
    """
    if not _CLOSING_TAG_OR_REFERENCE.search(text):
        return False
    from lxml.html.defs import tags

    return all(name.lower() in tags for name in _TAG_NAME.findall(text))
