"""Visible text out of HTML. What a reader of the page would not see is not text: scripts, comments, hidden elements."""

import re
from typing import Any

#: Never shown, or shown only where something failed.
_UNSEEN = re.compile(
    r"script|style|template|noscript|i?frame|object|embed|canvas|audio|video|svg|math|head|title|meta|link"
    r"|textarea|select|option|datalist|dialog|map|area|applet|noembed|noframes"
)
_BLOCK = re.compile(
    r"address|article|aside|blockquote|body|br|caption|center|d[dlt]|details|div|fieldset|figcaption|figure|footer|form"
    r"|h[1-6]|header|hr|li|main|nav|[ou]l|p|pre|section|summary|table|tbody|t[dhr]|tfoot|thead"
)
_HIDING = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|opacity\s*:\s*0(?:\.0+)?\s*(?:;|!|$)"
    r"|font-size\s*:\s*0(?:\.0+)?\s*(?:px|pt|r?em|%)?\s*(?:;|!|$)|(?<!-)(?:text-indent|left|top)\s*:\s*-\d{3,}",
    re.IGNORECASE,
)
_MAX_STYLE = 500_000
_SIMPLE_SELECTOR = re.compile(r"[.#][\w-]+")
# Controls, lone surrogates and non-characters: no database and no terminal wants them.
_UNWANTED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_SPACES = re.compile(r"[^\S\n]+")
_EMPTY_LINES = re.compile(r"\s*\n\s*")


def clean(text: str, limit: int) -> str:
    """Text without control characters, its white space folded, line breaks kept, cut to `limit` characters."""
    text = _SPACES.sub(" ", _UNWANTED.sub("", text.replace("\r", "\n")))
    return _EMPTY_LINES.sub("\n", text).strip()[:limit].rstrip()


def one_line(text: str, limit: int) -> str:
    return clean(text, limit * 2).replace("\n", " ")[:limit].rstrip()


def plain_text(fragment: str, limit: int) -> str:
    """The visible text of an HTML fragment."""
    if "<" not in fragment and "&" not in fragment:
        return clean(fragment, limit)
    tree = parse(fragment[: limit * 8])  # markup takes room; what comes after is beyond the limit anyway
    if tree is None:
        return ""
    drop_unseen(tree)
    return clean(visible_text(tree), limit)


def parse(markup: str) -> Any:
    """An lxml tree, or None when there is nothing to parse. Depth is bounded by libxml2."""
    from lxml import etree
    from lxml import html as lxml_html

    # The text is decoded already; lxml is told so, or it would believe a <meta charset> in it.
    parser = lxml_html.HTMLParser(encoding="utf-8", no_network=True, remove_pis=True)
    data = _UNWANTED.sub("", markup).encode()
    try:
        return etree.fromstring(data, parser) if data.strip() else None
    except etree.LxmlError:
        return None


def drop_unseen(tree: Any) -> None:
    """Removes from the tree what a browser would not show; the text that follows an element stays."""
    names = _hidden_names(tree)
    unseen = [
        element
        for element in tree.iter()
        if not isinstance(element.tag, str) or _UNSEEN.fullmatch(element.tag) or _is_hidden(element, names)
    ]
    for element in unseen:
        parent = element.getparent()
        if parent is None:
            continue
        if element.tail:
            before = element.getprevious()
            if before is not None:
                before.tail = (before.tail or "") + element.tail
            else:
                parent.text = (parent.text or "") + element.tail
        parent.remove(element)


def visible_text(tree: Any) -> str:
    from lxml import etree

    parts: list[str] = []
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        if not isinstance(element.tag, str):
            parts.append(element.tail or "" if event == "end" else "")
            continue
        if _BLOCK.fullmatch(element.tag):
            parts.append("\n")
        # Line breaks in the source are spaces to the reader.
        parts.append(((element.text if event == "start" else element.tail) or "").replace("\n", " "))
    return "".join(parts)


def _is_hidden(element: Any, names: frozenset[str]) -> bool:
    attributes = element.attrib
    if not attributes:
        return False
    if "hidden" in attributes or attributes.get("aria-hidden", "").strip().lower() == "true":
        return True
    if (style := attributes.get("style")) and _HIDING.search(style):
        return True
    if not names:
        return False
    return f"#{attributes.get('id', '')}" in names or any(
        f".{name}" in names for name in attributes.get("class", "").split()
    )


def _hidden_names(tree: Any) -> frozenset[str]:
    """Classes and ids that the page's own style sheets hide, where a rule names nothing else."""
    names: set[str] = set()
    for style in tree.iter("style"):
        for rule in (style.text or "")[:_MAX_STYLE].split("}"):
            selectors, _, declarations = rule.rpartition("{")
            if _HIDING.search(declarations):
                each = (selector.strip() for selector in selectors.split(","))
                names.update(selector for selector in each if _SIMPLE_SELECTOR.fullmatch(selector))
    return frozenset(names)
