"""Pages as sites serve them: the same few statements amid clocks, counters, tokens and shuffled teasers.

`NoisyPage.render` is another answer each time; `amend` makes one true change. Which noise a page has is drawn from its
number, so a hundred pages have a hundred mixtures.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from html import escape

_MAKERS = ("Oakmag", "Lindmag Werke", "Tarn Magnetics", "Feldspar Motion", "Brook Alloys", "Hollis Rare Metals")
_PLACES = ("Ghent", "Lodz", "Turku", "Graz", "Leeds", "Malmo", "Trieste", "Porto")
_DEEDS = (
    "{maker} was granted a general licence on {day} {month} 2026, according to its board.",
    "The plant in {place} shipped {number} tonnes of sintered magnets in {month}.",
    "A spokesman for {maker} said that the permit covers {number} customers in Europe.",
    "The ministry has told {maker} that its application will be answered by {day} {month}.",
    "Buyers in {place} expect {maker} to deliver {number} tonnes before the end of {month}.",
    "Analysts in {place} doubt that the exemption for {maker} will be renewed after {month}.",
    "Until {day} {month} every shipment from {place} needs a paper of its own.",
)
_WIDE_DEEDS = (
    "{maker}于{month}{day}日取得通用出口许可证，有效期为一年。",
    "公司表示，{place}工厂本月发运磁材{number}吨，同比增长。",
    "主管部门尚未答复{maker}提出的{number}份申请。",
    "据知情人士透露，{maker}的许可覆盖欧洲{number}家客户。",
)
_MONTHS = ("March", "April", "May", "June", "July", "August")
_TEASERS = [
    f"{verb} {thing} {where}"
    for verb in ("Why", "How", "Inside", "Rethinking", "Watching")
    for thing in ("the harbour cranes", "a quiet lithium town", "old copper lines", "the new tram sheds")
    for where in ("this winter", "after the flood", "and what they cost")
]
_HOUSE_ADS = (
    "Sleep better tonight on a mattress made of cork and wool",
    "Our readers save on insurance when they compare ten offers",
    "Learn Italian in a fortnight with lessons at breakfast",
    "Hearing aids so small that nobody at the table will notice",
    "A watch that winds itself while you walk the dog",
    "Boots for wet fields, now with a second pair of laces",
    "The garden shed that arrives as one flat parcel",
)


@dataclass
class NoisyPage:
    """A page about a few facts. `kind`: article, register (a table), news (a list of links) or report (Chinese)."""

    number: int
    kind: str = ""
    heading: str = ""
    sentences: list[list[str]] = field(default_factory=list)
    rows: list[tuple[str, str, str]] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        draw = self._draw = random.Random(f"page {self.number}")
        self.kind = ("article", "article", "register", "news", "report")[self.number % 5]
        self.heading = f"{draw.choice(_MAKERS)} and the permits of {draw.choice(_PLACES)}"
        deeds = _WIDE_DEEDS if self.kind == "report" else _DEEDS
        count = 2 if self.kind == "news" else draw.randint(4, 8)
        self.sentences = [[_deed(draw, deeds) for _ in range(draw.randint(1, 3))] for _ in range(count)]
        if self.kind == "register":
            self.rows = [
                (
                    f"{draw.choice(_MAKERS)} {n}",
                    f"{n + 1} {draw.choice(_MONTHS)} 2027",
                    draw.choice(("granted", "pending")),
                )
                for n in range(6)
            ]
        if self.kind == "news":
            self.links = [f"{draw.choice(_MAKERS)} tells {draw.choice(_PLACES)} of {n} new orders" for n in range(8)]
        #: Half of all sites do not say which part of a page is its article.
        self.bare = draw.random() < 0.5
        self.noise = {kind for kind in NOISES if draw.random() < 0.45}

    def render(self, now: datetime, chance: random.Random) -> str:
        """One answer of the page. `now` drives its clocks, `chance` everything that differs between answers."""
        made = {kind: NOISES[kind](self, now, chance) if kind in self.noise else "" for kind in NOISES}
        paragraphs = [f"<p>{escape(' '.join(each))}</p>" for each in self.sentences]
        if made["advertisement between paragraphs"]:
            paragraphs.insert(2, made["advertisement between paragraphs"])
        body = "".join(paragraphs)
        if self.rows:
            rows = "".join(f"<tr><td>{a}</td><td>{b}</td><td>{c}</td></tr>" for a, b, c in self.rows)
            body += f"<table><tr><th>Holder</th><th>Valid until</th><th>Status</th></tr>{rows}</table>"
        if self.links:
            body += "<ul>" + "".join(f'<li><a href="/n/{t[-9:]}">{t}</a></li>' for t in self.links) + "</ul>"
        body += "".join(f'<aside class="correction"><p>{note}</p></aside>' for note in self.notes)
        inner = f"<h1>{self.heading}</h1>{made['byline']}{body}"
        wrapped = f"<section>{inner}</section>" if self.kind == "news" or self.bare else f"<article>{inner}</article>"
        tag = "div" if self.bare else "main"
        around = {
            name: html for name, html in made.items() if name not in ("byline", "advertisement between paragraphs")
        }
        above = [around[name] for name in sorted(around)[::2]]
        below = [around[name] for name in sorted(around)[1::2]]
        return (
            f'<!doctype html><html lang="en"><head><title>{self.heading}</title>'
            f'<meta name="csrf" content="{chance.getrandbits(64):x}">'
            f"<style>.s{chance.randrange(99)}{{color:red}}</style>"
            f'<script nonce="{chance.getrandbits(64):x}">window.t={now.timestamp()}</script></head><body>'
            f"<header><nav><ul><li><a href='/'>Home</a></li><li><a href='/news'>News</a></li></ul></nav></header>"
            f'{"".join(above)}<{tag} class="Main_{chance.getrandbits(24):x}">{wrapped}</{tag}>{"".join(below)}'
            f"<footer><p>Made in Ghent since {now.year - 40}</p></footer></body></html>"
        )

    def amend(self, chance: random.Random) -> str:
        """Make one true change; the answer says which."""
        possible = [name for name, (kinds, _) in AMENDMENTS.items() if self.kind in kinds]
        name = chance.choice(possible)
        AMENDMENTS[name][1](self, chance)
        return name


def _deed(draw: random.Random, deeds: tuple[str, ...]) -> str:
    return draw.choice(deeds).format(
        maker=draw.choice(_MAKERS),
        place=draw.choice(_PLACES),
        number=draw.randint(100, 9000),
        day=draw.randint(1, 28),
        month=draw.choice(_MONTHS),
    )


def _teasers(page: NoisyPage, now: datetime, chance: random.Random) -> str:
    chosen = list(_TEASERS[:8])
    chance.shuffle(chosen)
    return "<div class='s7'>" + "".join(f"<div><a href='/t/{hash(t) % 997}'>{t}</a></div>" for t in chosen) + "</div>"


def _drawn_teasers(page: NoisyPage, now: datetime, chance: random.Random) -> str:
    chosen = chance.sample(_TEASERS, 6)
    items = "".join(f"<div class='c'><a href='/t'><h3>{t}</h3></a><p>{t} is told in full.</p></div>" for t in chosen)
    return f"<section><h2>You may also like</h2>{items}</section>"


NOISES: dict[str, Callable[[NoisyPage, datetime, random.Random], str]] = {
    "clock": lambda p, now, c: f"<div>{now:%H:%M:%S}</div>",
    "labelled clock": lambda p, now, c: f'<p class="x1">Page updated {now:%d %B %Y, %H:%M:%S} UTC</p>',
    "date of rendering": lambda p, now, c: f"<div>{now:%A}, {now.day} {now:%B %Y}</div>",
    "chinese date": lambda p, now, c: (
        f"<div>今天是{now.year}年{now.month}月{now.day}日 星期{'一二三四五六日'[now.weekday()]}</div>"
    ),
    "views": lambda p, now, c: f"<span>{c.randint(1000, 99999):,} views</span>",
    "chinese views": lambda p, now, c: (
        f"<p>阅读 {c.randint(1000, 99999)} 点赞 {c.randint(1, 900)} 评论 {c.randint(1, 90)}</p>"
    ),
    "likes": lambda p, now, c: (
        f"<div><span>{c.randint(10, 999)}</span> <span>Likes</span> <span>{c.randint(1, 99)} comments</span></div>"
    ),
    "bare number": lambda p, now, c: f"<div class='badge'>{c.randint(1, 400)}</div>",
    "byline": lambda p, now, c: (
        f"<div>By A. Weaver · {c.randint(2, 59)} minutes ago · {c.randint(100, 9000)} reads</div>"
    ),
    "audience": lambda p, now, c: f"<p>{c.randint(20, 400)} people are reading this right now</p>",
    "advertisement": lambda p, now, c: f'<div class="ad-slot_{c.randrange(9)}"><p>{c.choice(_HOUSE_ADS)}.</p></div>',
    "plain advertisement": lambda p, now, c: (
        f"<div><p>{c.choice(_HOUSE_ADS)}, from {c.randint(5, 900)} euros.</p></div>"
    ),
    "advertisement between paragraphs": lambda p, now, c: (
        f"<p>{c.choice(_HOUSE_ADS)}, from {c.randint(5, 900)} euros.</p>"
    ),
    "advertisement now and then": lambda p, now, c: f"<div>{c.choice(_HOUSE_ADS)}.</div>" if c.random() < 0.5 else "",
    "request id": lambda p, now, c: f"<div>Request ID: {c.getrandbits(64):016x}</div>",
    "visible token": lambda p, now, c: f"<small>served by edge {c.getrandbits(80):020x}</small>",
    "hidden token": lambda p, now, c: f'<form><input type="hidden" name="t" value="{c.getrandbits(64):x}"></form>',
    "variant": lambda p, now, c: (
        f'<div data-variant="{c.choice("AB")}" class="variant">{c.choice(["Try it free", "Join in"])}</div>'
    ),
    "shuffled teasers": _teasers,
    "drawn teasers": _drawn_teasers,
    "related": lambda p, now, c: (
        "<aside><h3>Related</h3><ul>"
        + "".join(f"<li><a href='/r'>{t}</a></li>" for t in c.sample(_TEASERS, 4))
        + "</ul></aside>"
    ),
    "ticker": lambda p, now, c: (
        f"<div><span>Copper</span> <span>{c.uniform(8, 9):.2f}</span> <span>{c.uniform(-2, 2):+.2f}%</span></div>"
    ),
    "weather": lambda p, now, c: f"<div>Ghent {c.randint(-5, 30)}°C</div>",
    "greeting": lambda p, now, c: f"<div>{'Good morning' if now.hour < 12 else 'Good evening'}</div>",
    "cookie banner": lambda p, now, c: (
        "<div class='cookie-bar'><p>We use cookies to make this site work for you.</p></div>"
        if c.random() < 0.5
        else ""
    ),
    "made in": lambda p, now, c: f"<div>Page generated in {c.uniform(0.01, 2):.3f} seconds</div>",
    "quotation of the day": lambda p, now, c: (
        f'<blockquote class="widget">{_HOUSE_ADS[now.toordinal() % 7]}</blockquote>'
    ),
    "most read": lambda p, now, c: (
        "<div><h3>Most read</h3><ol>"
        + "".join(f"<li><a href='/m'>{t}</a></li>" for t in c.sample(_TEASERS, 5))
        + "</ol></div>"
    ),
    "comments": lambda p, now, c: (
        '<section id="comments"><h2>Comments</h2>'
        + "".join(f"<p>{c.choice(_TEASERS)}, if you ask me, friend {c.randrange(999)}.</p>" for _ in range(3))
        + "</section>"
    ),
    "typography": lambda p, now, c: (
        "<p>The board" + c.choice(["'", "’"]) + "s word  stands" + c.choice([" ", "\n"]) + "as it was.</p>"
    ),
}


def _new_sentence(page: NoisyPage, chance: random.Random) -> None:
    chance.choice(page.sentences).append(
        f"Late on Friday {chance.choice(_MAKERS)} was told to wait another {chance.randint(3, 90)} days."
    )


def _new_paragraph(page: NoisyPage, chance: random.Random) -> None:
    page.sentences.insert(chance.randint(0, len(page.sentences)), [_deed(chance, _DEEDS) + " That is new."])


def _edit(old: str, new: str) -> Callable[[NoisyPage, random.Random], None]:
    """Change one word in the first sentence that has it; where none has, the sentence is added."""

    def edit(page: NoisyPage, chance: random.Random) -> None:
        for paragraph in page.sentences:
            for at, sentence in enumerate(paragraph):
                if old in sentence:
                    paragraph[at] = sentence.replace(old, new, 1)
                    return
        page.sentences[-1].append(f"What was said of it {new} was said in haste.")

    return edit


def _new_name(page: NoisyPage, chance: random.Random) -> None:
    for maker in _MAKERS:
        for paragraph in page.sentences:
            for at, sentence in enumerate(paragraph):
                if maker in sentence:
                    paragraph[at] = sentence.replace(maker, "Quarrymag", 1)
                    return
    page.sentences[0].append("Quarrymag is named for the first time.")


def _removed_sentence(page: NoisyPage, chance: random.Random) -> None:
    paragraph = max(page.sentences, key=len)
    paragraph.pop()
    if not paragraph:
        page.sentences.remove(paragraph)


def _removed_paragraph(page: NoisyPage, chance: random.Random) -> None:
    page.sentences.pop(chance.randrange(len(page.sentences)))


def _row(
    at: int, what: Callable[[tuple[str, str, str], random.Random], tuple[str, str, str]]
) -> Callable[[NoisyPage, random.Random], None]:
    def change(page: NoisyPage, chance: random.Random) -> None:
        page.rows[at] = what(page.rows[at], chance)

    return change


_PROSE = ("article", "register", "report")
_ANY = ("article", "register", "news", "report")

AMENDMENTS: dict[str, tuple[tuple[str, ...], Callable[[NoisyPage, random.Random], None]]] = {
    "a new sentence": (_ANY, _new_sentence),
    "a new paragraph": (_ANY, _new_paragraph),
    "one word: not": (("article", "register"), _edit("was granted", "was not granted")),
    "a changed month": (("article", "register", "news"), _edit(" in ", " since before ")),
    "a changed name": (_ANY, _new_name),
    "a removed sentence": (_PROSE, _removed_sentence),
    "a removed paragraph": (_PROSE, _removed_paragraph),
    "a changed headline": (
        _ANY,
        lambda p, c: setattr(p, "heading", f"{c.choice(_PLACES)} asks {c.randint(3, 90)} makers"),
    ),
    "a correction": (
        _ANY,
        lambda p, c: p.notes.append(f"Correction: {c.randint(3, 900)} tonnes were refused, not granted."),
    ),
    "a status": (("register",), _row(2, lambda r, c: (r[0], r[1], "pending" if r[2] == "suspended" else "suspended"))),
    "a date in a table": (
        ("register",),
        _row(3, lambda r, c: (r[0], f"{c.randint(1, 28)} May {c.randint(2028, 2060)}", r[2])),
    ),
    "a new row": (
        ("register",),
        lambda p, c: p.rows.append((f"Quarrymag {c.randint(3, 900)}", "1 May 2027", "granted")),
    ),
    "a new link": (
        ("news",),
        lambda p, c: p.links.insert(0, f"Quarrymag opens {c.randint(3, 900)} books to the harbour board"),
    ),
    "a changed figure": (
        ("report",),
        lambda p, c: p.sentences[0].append(f"有效期改为{c.randint(2, 90)}年，自五月起算。"),
    ),
}

#: From one round of visits to the next.
ROUND = timedelta(minutes=37)
