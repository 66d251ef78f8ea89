"""A stand-in for the web: it serves what a test lays out and remembers who asked for what."""

import hashlib
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from html import escape

import httpx


@dataclass(frozen=True, kw_only=True)
class Story:
    """One item of a feed as a publisher prints it."""

    title: str
    text: str = ""
    url: str = ""
    published: str = ""
    source: str = ""
    full_text: str = ""

    def as_rss(self) -> str:
        parts = [
            f"<title>{escape(self.title)}</title>",
            f"<link>{escape(self.url)}</link><guid>{escape(self.url)}</guid>" if self.url else "",
            f"<pubDate>{escape(self.published)}</pubDate>" if self.published else "",
            f'<source url="https://publisher.example/">{escape(self.source)}</source>' if self.source else "",
            f"<description>{escape(self.text)}</description>" if self.text else "",
            f"<content:encoded>{escape(self.full_text)}</content:encoded>" if self.full_text else "",
        ]
        return f"<item>{''.join(parts)}</item>"


def rss(*stories: Story, title: str = "Wire", language: str = "en") -> str:
    items = "".join(story.as_rss() for story in stories)
    return (
        '<?xml version="1.0" encoding="utf-8"?>'
        '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>'
        f"<title>{escape(title)}</title><link>https://wire.example/</link><language>{language}</language>"
        f"{items}</channel></rss>"
    )


def article(text: str, *, title: str = "", site: str = "", published: str = "", language: str = "en") -> str:
    """A plain web page around a text; paragraphs are separated by blank lines."""
    paragraphs = "".join(f"<p>{escape(part)}</p>" for part in text.split("\n\n"))
    return (
        f'<!doctype html><html lang="{language}"><head><title>{escape(title)}</title>'
        + (f'<meta property="og:site_name" content="{escape(site)}">' if site else "")
        + (f'<meta property="article:published_time" content="{escape(published)}">' if published else "")
        + f"</head><body><nav><a href='/'>Home</a></nav><article><h1>{escape(title)}</h1>{paragraphs}</article></body>"
        "</html>"
    )


Handler = Callable[[httpx.Request], httpx.Response]


@dataclass
class Newsstand:
    """Addresses and what they answer. Unknown ones are 404; a repeated request with the right ETag gets a 304."""

    shelf: dict[str, Handler] = field(default_factory=dict)
    requests: list[httpx.Request] = field(default_factory=list)

    @property
    def transport(self) -> httpx.MockTransport:
        return httpx.MockTransport(self._answer)

    @property
    def asked(self) -> list[str]:
        """The addresses asked for, robots.txt left out, in order."""
        return [str(request.url) for request in self.requests if request.url.path != "/robots.txt"]

    def offers(
        self,
        url: str,
        body: str | bytes,
        *,
        status: int = 200,
        headers: Mapping[str, str] | None = None,
        content_type: str = "application/xml",
    ) -> None:
        data = body.encode() if isinstance(body, str) else body
        etag = f'"{hashlib.sha256(data).hexdigest()[:12]}"'
        own = {"Content-Type": content_type, "ETag": etag, **(headers or {})}

        def answer(request: httpx.Request) -> httpx.Response:
            if status == 200 and request.headers.get("if-none-match") == own["ETag"]:
                return httpx.Response(304, headers={"ETag": own["ETag"]})
            return httpx.Response(status, headers=own, stream=_Stream(data))

        self.shelf[url] = answer

    def feed(self, url: str, *stories: Story, title: str = "Wire", language: str = "en") -> None:
        self.offers(url, rss(*stories, title=title, language=language), content_type="application/rss+xml")

    def page(self, url: str, html: str) -> None:
        self.offers(url, html, content_type="text/html; charset=utf-8")

    def redirects(self, url: str, to: str, status: int = 302) -> None:
        self.shelf[url] = lambda _: httpx.Response(status, headers={"Location": to})

    def fails(self, url: str, status: int, **headers: str) -> None:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.shelf[url] = lambda _: httpx.Response(status, headers=named)

    def is_unreachable(self, url: str) -> None:
        def refuse(request: httpx.Request) -> httpx.Response:
            raise httpx.ConnectError("all connection attempts failed", request=request)

        self.shelf[url] = refuse

    def _answer(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        handler = self.shelf.get(str(request.url))
        return handler(request) if handler else httpx.Response(404)


class _Stream(httpx.AsyncByteStream):
    """A body as it comes off the wire: still compressed, in pieces."""

    def __init__(self, data: bytes) -> None:
        self._data = data

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for start in range(0, len(self._data), 65_536):
            yield self._data[start : start + 65_536]
