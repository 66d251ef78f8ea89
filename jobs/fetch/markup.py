"""Visible text out of HTML. What a reader of the page would not see is not text: scripts, comments, hidden elements."""

import re
import threading
from html import unescape
from itertools import islice
from typing import Any

#: Never shown, or shown only where something failed.
_UNSEEN = (
    *("script", "style", "template", "noscript", "frame", "iframe", "object", "embed", "canvas", "audio", "video"),
    *("svg", "math", "head", "title", "meta", "link", "textarea", "select", "option", "datalist", "dialog", "map"),
    *("area", "applet", "noembed", "noframes"),
)
_HEAD = frozenset({"title", "meta", "link", "script", "style", "base", "noscript", "template", "object", "bgsound"})
_UNSEEN_IN_SOURCE = re.compile(rf"<(?:{'|'.join(_UNSEEN)})\b")
BLOCKS = (
    *("address", "article", "aside", "blockquote", "body", "br", "caption", "center", "dd", "dl", "dt", "details"),
    *("div", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header"),
    *("hr", "li", "main", "nav", "ol", "ul", "p", "pre", "section", "summary", "table", "tbody", "td", "th", "tr"),
    *("tfoot", "thead"),
)
# Blanks in it are single and next to nothing (see _hides).
_HIDING = re.compile(
    r"display:none|visibility:(?:hidden|collapse)|opacity:0(?:\.0+)?(?:;|!|$)|font-size:0(?:\.0+)?(?:px|pt|r?em|%)?(?:;|!|$)"
    r"|(?<!-)(?:text-indent|left|top):-\d{3,}",
    re.IGNORECASE,
)
#: Elements within a line that hide nothing. Of an image nothing is text.
_INLINE = (
    *("a", "abbr", "acronym", "b", "big", "cite", "code", "del", "dfn", "em", "font", "i", "img", "ins", "kbd", "mark"),
    *("q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr"),
)
_BREAKS = dict.fromkeys(BLOCKS, "\n") | dict.fromkeys(_INLINE, "")
del _BREAKS["body"]
_EMPTY = frozenset({"br", "hr", "img", "wbr"})
_PLAIN_TAG = re.compile(
    r"<(/?)([A-Za-z][A-Za-z0-9]{0,15})(?:\s++[A-Za-z][\w:-]*+\s*+=\s*+(?:\"[^\"<>]*+\"|'[^'<>]*+'))*+\s*+/?>"
)
_parsers = threading.local()
_MAX_TAG = 5_000
_MAX_TAGS = 100_000
_TAG_START = re.compile("<")
_LONG_TAG = re.compile(rf"</?[A-Za-z][^>]{{{_MAX_TAG},}}")
_QUOTED_END = re.compile(r"=\s*+(?:\"[^\">]*+>[^\"]*+\"|'[^'>]*+>[^']*+')")
_MAX_STYLE = 500_000
_MAX_RULE = 2_000
_SIMPLE_SELECTOR = re.compile(r"[.#][\w-]+")
# Controls, lone surrogates and non-characters: no database and no terminal wants them. Looked for in UTF-8, where
# that is ten times faster; surrogates do not survive the encoding.
_CONTROLS = bytes(code for code in (*range(0x20), 0x7F) if code not in b"\t\n\r")
_CONTROLS_BEYOND_ASCII = re.compile(rb"\xc2[\x80-\x84\x86-\x9f]")
_NO_CHARACTERS = re.compile(rb"\xef\xbf[\xbe\xbf]")
_LINE_ENDS = bytes.maketrans(b"\r\n", b"  ")


def clean(text: str, limit: int) -> str:
    """Text without control characters, its white space folded, line breaks kept, cut to `limit` characters."""
    if text.isprintable():  # its only white space is the blank
        return _folded(text)[:limit].rstrip()
    lines = map(_folded, without_controls(text).replace("\r", "\n").split("\n"))
    return "\n".join(filter(None, lines))[:limit].rstrip()


def _folded(line: str) -> str:
    if "  " in line or not line.isprintable():
        return " ".join(line.split())
    return line.strip()


def without_controls(text: str) -> str:
    """Text without control characters, lone surrogates and non-characters; white space stays as it is."""
    return text if text.isprintable() else _encoded(text).decode()


def _encoded(text: str) -> bytes:
    data = text.encode("utf-8", "ignore").translate(None, _CONTROLS)
    if b"\xc2" in data:
        data = _CONTROLS_BEYOND_ASCII.sub(b"", data)
    return _NO_CHARACTERS.sub(b"", data) if b"\xef\xbf" in data else data


def one_line(text: str, limit: int) -> str:
    return clean(text, limit * 2).replace("\n", " ")[:limit].rstrip()


def plain_text(fragment: str, limit: int) -> str:
    """The visible text of an HTML fragment."""
    if "<" not in fragment:
        return clean(unescape(fragment) if "&" in fragment else fragment, limit)
    fragment = fragment[: limit * 8]  # markup takes room; what comes after is beyond the limit anyway
    may_hide = _may_hide(fragment.lower())
    if not may_hide and (text := _untagged(fragment)) is not None:
        return clean(text, limit)
    tree = parse(fragment)
    if tree is None:
        return ""
    if may_hide:  # most have nothing of the kind, and looking for it in a tree costs more
        drop_unseen(tree)
    return clean(visible_text(tree), limit)


def _untagged(fragment: str) -> str | None:
    """The text of a fragment of plain paragraphs, which most are, without a tree; None where there is more to it."""
    text, *others = _PLAIN_TAG.split(fragment.replace("\r", " ").replace("\n", " "))
    if fragment.count("<") * 3 != len(others):
        return None
    pieces = [text]
    opened: list[str] = []
    for closes, name, text in zip(others[::3], others[1::3], others[2::3], strict=True):
        name = name.lower()
        between = _BREAKS.get(name)
        if between is None:
            return None
        if closes:
            # What is closed wrongly, and what ends a paragraph by itself, the parser knows how to take.
            if not opened or opened.pop() != name:
                return None
        elif name not in _EMPTY:
            if between and "p" in opened:
                return None
            opened.append(name)
        pieces += (between, text)
    text = "".join(pieces)
    return unescape(text) if "&" in text else text


def _may_hide(lower: str) -> bool:
    return "hidden" in lower or "style" in lower or _UNSEEN_IN_SOURCE.search(lower) is not None


def parse(markup: str, *, page: bool = False) -> Any:
    """An lxml tree without comments, or None when there is nothing to parse. Depth is bounded by libxml2.

    Line breaks in the source are spaces, as they are to a reader of the page. A whole `page` is made of the elements of
    lxml.html, which trafilatura wants and which cost more.
    """
    from lxml import etree

    markup = _bounded(markup)
    data = _encoded(markup).translate(_LINE_ENDS)
    try:
        tree = etree.fromstring(data, _parser(page=page)) if data.strip() else None
    except etree.LxmlError:
        return None
    if page and tree is not None:
        _end_head(tree)
    return tree


def _end_head(tree: Any) -> None:
    """Ends the head where the first element that is none of it begins.

    `<head>` and `<body>` may be left out, and often are. libxml2 does not know the elements of HTML 5, such as
    `<article>`, and takes one that comes first for a part of the head, which nobody sees.
    """
    head = tree.find("head")
    if head is None:
        return
    stray = next((child for child in head if isinstance(child.tag, str) and child.tag not in _HEAD), None)
    if stray is None:
        return
    body = tree.find("body")
    if body is None:
        body = tree.makeelement("body")
        head.addnext(body)
    moved = [stray, *stray.itersiblings()]
    for at, child in enumerate(moved):
        body.insert(at, child)
    moved[-1].tail = " ".join(filter(None, (moved[-1].tail, body.text)))
    body.text = None


def _parser(*, page: bool) -> Any:
    """A parser for this thread. Making one costs as much as a short text."""
    from lxml import etree, html

    name = "page" if page else "fragment"
    if not hasattr(_parsers, name):
        make = html.HTMLParser if page else etree.HTMLParser
        # The text is decoded already; lxml is told so, or it would believe a <meta charset> in it.
        setattr(_parsers, name, make(encoding="utf-8", no_network=True, remove_pis=True, remove_comments=True))
    return getattr(_parsers, name)


def _bounded(markup: str) -> str:
    """Markup that cannot cost more than its length: libxml2 needs quadratic time for a tag of very many attributes, and
    a kilobyte for a few tags. Such a tag goes, and so does what comes after very many tags.
    """
    if len(markup) < _MAX_TAG:
        return markup
    # A tag ends at the first > outside quotes; with those inside out of the way its length can be seen.
    plain = _QUOTED_END.sub('=""', markup)
    if _LONG_TAG.search(plain):
        markup = _LONG_TAG.sub(_without_tag, plain)
    if markup.count("<") > _MAX_TAGS:
        markup = markup[: next(islice(_TAG_START.finditer(markup), _MAX_TAGS, None)).start()]
    return markup


def _without_tag(tag: re.Match[str]) -> str:
    # A < in a script may look like a tag that reaches beyond the script's end.
    _, end, rest = tag[0].rpartition("</")
    return f"{end}{rest}" if end and len(rest) < _MAX_TAG else " "


def drop_unseen(tree: Any) -> None:
    """Removes from the tree what a browser would not show; the text that follows an element stays."""
    names = _hidden_names(tree)
    unseen = list(tree.iter(*_UNSEEN))
    unseen += [element for element in tree.xpath(_MAY_HIDE) if _is_hidden(element)]
    if names:
        unseen += [element for element in tree.xpath("descendant-or-self::*[@id or @class]") if _named(element, names)]
    for element in unseen:
        drop(element)


def drop(element: Any) -> None:
    """Takes an element out of its tree; the text that follows it stays."""
    parent = element.getparent()
    if parent is None:
        return
    if element.tail:
        before = element.getprevious()
        if before is not None:
            before.tail = (before.tail or "") + element.tail
        else:
            parent.text = (parent.text or "") + element.tail
    parent.remove(element)


def visible_text(tree: Any) -> str:
    """The text of a tree, a line for each block. Changes the tree: line breaks are put into it."""
    from lxml import etree

    for element in tree.iter(*BLOCKS):
        element.text = f"\n{element.text or ''}"
        element.tail = f"\n{element.tail or ''}"
    return str(etree.tostring(tree, method="text", encoding="unicode", with_tail=False))


_MAY_HIDE = "descendant-or-self::*[@hidden or @aria-hidden or @style]"


def _is_hidden(element: Any) -> bool:
    attributes = element.attrib
    if "hidden" in attributes or attributes.get("aria-hidden", "").strip().lower() == "true":
        return True
    return _hides(attributes.get("style", ""))


def _named(element: Any, names: frozenset[str]) -> bool:
    return f"#{element.get('id', '')}" in names or any(f".{name}" in names for name in element.get("class", "").split())


def _hides(declarations: str) -> bool:
    return bool(declarations) and _HIDING.search("".join(declarations[:_MAX_RULE].split())) is not None


def _hidden_names(tree: Any) -> frozenset[str]:
    """Classes and ids that the page's own style sheets hide, where a rule names nothing else."""
    names: set[str] = set()
    for style in tree.iter("style"):
        for rule in (style.text or "")[:_MAX_STYLE].split("}"):
            selectors, _, declarations = rule.rpartition("{")
            if _hides(declarations):
                each = (selector.strip() for selector in selectors.split(","))
                names.update(selector for selector in each if _SIMPLE_SELECTOR.fullmatch(selector))
    return frozenset(names)
