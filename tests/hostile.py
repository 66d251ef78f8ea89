"""Documents made to hurt whoever reads them, each as small as it can be sent and as bad as its kind allows."""

from collections.abc import Callable, Iterator
from html import escape

from tests import pdfs

_MEGABYTE = 2**20


def rss(item: str) -> str:
    return f'<rss version="2.0"><channel><title>t</title><item>{item}</item></channel></rss>'


def page(body: str) -> str:
    return f"<!doctype html><html><head><title>x</title></head><body>{body}</body></html>"


def _attributes(count: int, first: int = 0) -> str:
    return " ".join(f"a{number}" for number in range(first, first + count))


def _interrupted(sign: str) -> str:
    """A tag of very many attributes in which something looks like its end, again and again."""
    return page("<p " + " ".join(f"{_attributes(500, 500 * part)} {sign}" for part in range(400)) + ">x</p>")


def _laughs() -> str:
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "lol"}">' for n in range(10))
    return f'<?xml version="1.0"?><!DOCTYPE rss [{entities}]>{rss("<title>&l9;</title>")}'


#: name -> (kind of source, document). Made only when they are asked for.
DOCUMENTS: dict[str, tuple[str, Callable[[], str | bytes]]] = {
    "entities that multiply": ("feed", _laughs),
    "an entity that is a file": (
        "feed",
        lambda: f'<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>{rss("<title>&x;</title>")}',
    ),
    "a document type elsewhere": (
        "feed",
        lambda: f'<!DOCTYPE rss SYSTEM "http://127.0.0.1:1/x.dtd">{rss("<title>&x;</title>")}',
    ),
    "an inclusion": (
        "feed",
        lambda: rss('<x:include xmlns:x="http://www.w3.org/2001/XInclude" href="file:///etc/passwd" parse="text"/>'),
    ),
    "millions of elements": ("feed", lambda: rss("<x/>" * _MEGABYTE)),
    "an attribute of megabytes": ("feed", lambda: rss(f'<x a="{"y" * 5 * _MEGABYTE}"/>')),
    "a title of megabytes": ("feed", lambda: rss(f"<title>{'y ' * 2 * _MEGABYTE}</title>")),
    "namespaces by the thousand": (
        "feed",
        lambda: rss("<x " + " ".join(f'xmlns:n{n}="u{n}"' for n in range(60_000)) + "/>"),
    ),
    "a damaged tower": ("feed", lambda: rss("<b><i>" * 40_000 + "</q>")),
    "damaged quotes": ("feed", lambda: rss("<title></b>" + "<a b='" * 20_000)),
    "tags by the million in a text": ("feed", lambda: rss(f"<description>{escape('<b>') * 300_000}</description>")),
    "a tag of many attributes in a text": (
        "feed",
        lambda: rss(f"<description>{escape(f'<p {_attributes(150_000)}>x</p>')}</description>"),
    ),
    "brackets": ("json", lambda: '{"items":' + "[" * 2 * _MEGABYTE),
    "empty objects by the million": ("json", lambda: '{"items":[' + "{}," * _MEGABYTE + "{}]}"),
    "a number of megabytes": ("json", lambda: '{"items":[{"title":"a","id":' + "9" * 2 * _MEGABYTE + "}]}"),
    "paragraphs by the million": ("page", lambda: page("<p>" * 500_000)),
    "a tag of many attributes": ("page", lambda: page(f"<p {_attributes(300_000)}>x</p>")),
    "one that seems to end in double quotes": ("page", lambda: _interrupted('x=">"')),
    "one that seems to end in single quotes": ("page", lambda: _interrupted("x = '>'")),
    "one that seems to begin again": ("page", lambda: _interrupted("x=</")),
    "boxes in boxes": ("page", lambda: page("<div>" * 200_000 + "x")),
    "tables in tables": ("page", lambda: page("<table><tr><td>" * 20_000 + "x")),
    "blanks": ("page", lambda: page(f"<p>a{' ' * 2 * _MEGABYTE}b")),
    "a style full of blanks": ("page", lambda: page(f"<p style='font-size:0{' ' * _MEGABYTE}x'>b</p>")),
    "style sheets by the thousand": ("page", lambda: page("<style>.x{display:none}</style>" * 8_000 + "<p>x")),
    "data in brackets": ("page", lambda: page(f'<script type="application/ld+json">{"[" * 400_000}</script>x')),
    "data that never ends": (
        "page",
        lambda: page(f'<script type="application/ld+json">-->{" " * 400_000}x</script>x'),
    ),
    "links by the hundred thousand": (
        "list",
        lambda: page("".join(f"<li><a href='/n/{n}'>The headline of story {n}</a>" for n in range(30_000))),
    ),
    "a link with everything in it": ("list", lambda: page(f"<a href='/x'>{'<span>x</span>' * 50_000}</a>")),
    "a filing that swells": ("page", lambda: pdfs.bomb(120)),
}


def documents() -> Iterator[tuple[str, str, bytes]]:
    """(name, kind of source, bytes) of each."""
    for name, (kind, make) in DOCUMENTS.items():
        made = make()
        yield name, kind, made if isinstance(made, bytes) else made.encode()
