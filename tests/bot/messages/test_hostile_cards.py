"""Order checks, rules, figures, deliveries, threads, files: whatever is in them, they act as little and fit as well."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.download import File
from bot.messages import (
    admins,
    audit,
    check,
    deliveries,
    downloads,
    figures,
    problems,
    quality,
    rules,
    settling,
    slack,
    terminal,
    thread,
    views,
)
from bot.messages.parts import Message, Say, Strong
from storage.audit import AuditView
from storage.database import Database
from storage.deliveries import Verdict as Told
from storage.deliveries import Waiting
from storage.domain import law_orders, uses
from storage.domain.figure_views import ConflictView, FigureView, MonthView, SeriesView
from storage.domain.goods import Goods
from storage.domain.law import Ending, EventView, RuleView
from storage.domain.order import Checked, Customer, Facts, Finding, Order, Source, Step, Supplier, Verdict
from storage.domain.quality import Quality
from storage.domain.series import Checked as Added
from storage.domain.vetoes import Rolls
from storage.domain.views import SequelView
from storage.settling import Verdict as Settled
from tests.bot import situations
from tests.bot.limits import check as fits
from tests.bot.limits import check_view
from tests.bot.situations import T0
from tests.examples import few

FOREIGN = st.one_of(
    st.text(max_size=60),
    st.sampled_from(
        [
            "",
            "<!channel>",
            "<https://evil.example|Reuters>",
            "```\n<!here>```",
            ":large_green_circle: confirmed",
            "name\u202egnp.exe",
            "🧲" * 5_000,
            "磁" * 10_000,
            "& " * 5_000,
            'a "quoted" `name`',
            "{company} {0} %s",
            "line\nline\nline\nline",
        ]
    ),
)


def _rule(word: str, url: str) -> RuleView:
    return RuleView(
        topic="backlog",
        summary=word,
        myth=word,
        basis=word,
        related=(),
        words=(word,),
        url=url,
        publisher=word,
        published="2025-12",
        confidence=3,
        openable=True,
    )


def _event(word: str, url: str) -> EventView:
    until = (Ending(on=date(2026, 11, 10), says=word, url=url), Ending(on=date(2026, 12, 10), says=word, url=url))
    return EventView(
        key="k",
        on=date(2025, 11, 10),
        title=word,
        state="suspended",
        until=until,
        tags=("Dy",),
        summary=word,
        url=url,
        publisher=word,
        published=word,
        confidence=3,
    )


def _order(word: str, url: str) -> list[Message]:
    """A check with every reason there is, each with everything foreign that its sentence takes."""
    source = Source(publisher=word, url=url, dated="2026-02-24", claim="C7", basis=word)
    names = "supplier customer list entry announcement total held material use materials uses publisher country kin"
    facts = dict.fromkeys(names.split(), word) | {"exact": "about", "certainty": "reported", "until": "2026-12-02"}
    findings = list(Finding)
    steps = []
    for number, (reason, sentence) in enumerate(law_orders.STEPS.items()):
        asked = {"exact": "about"} | {field: facts.get(field, word) for field in _fields(sentence.text)}
        step = Step(reason=reason, finding=findings[number % 4], sources=(source,) * 3, facts=asked)
        steps.append(step)
    order = Order(
        supplier=word, customer=word, goods=Goods(typed=word), use=uses.EndUse(typed=word, field=uses.Field.AUTOMOTIVE)
    )
    record = Facts(
        supplier=Supplier(name=word, key="x"),
        customer=Customer(name=word, names=(word,), key="y"),
        rolls=Rolls(()),
        rules={"backlog": _rule(word, url)},
        events={},
    )
    checked = Checked(verdict=Verdict.NOT_KNOWN, steps=tuple(steps), route=("backlog",) * 4, papers=("backlog",) * 4)
    near = ((word, f"check {word}"),) * 2

    def command(more: str = "") -> str:
        return f'check "{word}" {more}'

    return [
        check.card(order, record, checked, command, near=near),
        check.card(order, record, checked, command, near=near, shares=False),
        check.card(order, record, checked, command, shared_by="U012"),
    ]


def _fields(text: str) -> list[str]:
    return [piece.partition("}")[0] for piece in text.split("{")[1:]]


def _figures(word: str, url: str) -> list[Message]:
    figure = FigureView(
        series="magnets",
        period="2025-11",
        tonnes=6150.0,
        change_pct=None,
        basis=None,
        kind="proposed",
        publisher=word,
        url=url,
        quote=word,
        note=word,
        country=None,
        id="F12",
        reason=word,
        stated_series=word,
        stated_period="2025-11",
    )
    months = tuple(
        MonthView(
            period=f"{2024 + number // 12}-{number % 12 + 1:02}",
            figure=replace(figure, kind="derived"),
            mom_pct=1.5,
            yoy_pct=-2.5,
        )
        for number in range(30)
    )
    series = SeriesView(
        key="magnets",
        name=word,
        hs=None,
        publisher=word,
        release_day=word,
        summary=word,
        url=url,
        months=months,
        missing=("2025-01",) * 12,
        totals=(replace(figure, period="2025"),) * 9,
        conflicts=(ConflictView(claim=word, said_by=word, verdict=word, reason=word, url=url),) * 20,
        waiting=(figure,) * 8,
        waits=30,
        checked=Added(fits=("2025",), breaches=(), untested=("2024",)),
    )
    return [
        figures.series(series),
        figures.nothing(series, "2020-01", "2020-12"),
        figures.one(figure),
        figures.proposals((figure,) * 10, 99),
        figures.decided(figure),
    ]


def _telling(word: str) -> list[Message]:
    waiting = Waiting(
        id="D12",
        alert="A31",
        sequel="",
        subject=word,
        outlet="C012",
        state="uncertain",
        why=word,
        reason=word,
        since=T0,
        until=T0,
        attempts=3,
        card="c",
    )
    many = [
        replace(waiting, card=f"{state}{number}", state=state)
        for state in ("uncertain", "failed", "held", "pending")
        for number in range(20)
    ]
    sequel = SequelView(id="S3", about="A31", kind="correction", text=word, broadcast=True, at=T0)
    gained = situations.gained(subject=word)
    entry = AuditView(id=1, at=T0, who=word, action="watch added", target=word, before=word, after=word)
    return [
        deliveries.waiting(many, 9),
        deliveries.why("A31", [Told(outlet=word, told=False, state="", why=word)] * 40),
        thread.reply([sequel], [gained]),
        thread.fell(f"A31\ncorrected\n{word}\n{word}"),
        settling.asked(f"12\nC012\n{word}\n{word}"),
        settling.asked(f"\n{word}\n40\n"),
        settling.undelivered(f"C012\n{word}"),
        settling.settled(Settled(outlet="C012", subject=word, sent=True)),
        audit.trail([entry] * 40, 7, names={}),
        admins.access_requested([word, "U012"]),
        problems.perhaps_posted("C012", f"share {word}"),
    ]


def _everything(word: str, url: str) -> list[Message]:
    told = Quality(
        told=40,
        right=9,
        wrong=1,
        withdrawn=1,
        missed=1,
        delays=(timedelta(hours=2),) * 9,
        readings_right=9,
        readings_wrong=1,
        disputes=1,
        seen=9,
        sources=40,
        silent=(word,) * 9,
        failing=(word,) * 9,
    )
    return [
        *_order(word, url),
        *_figures(word, url),
        *_telling(word),
        rules.rule(_rule(word, url), [_rule(word, url)] * 3, T0.date()),
        rules.topics([_rule(word, url)] * 40),
        rules.regime([_event(word, url)] * 30, T0.date()),
        quality.quality(told),
        downloads.not_sent(File(kind="holders", db=Database("sqlite+aiosqlite://"), now=T0), word),
        problems.ran(f"who {word}", problems.unknown_name(word, [])),
    ]


@few(5)
@given(word=FOREIGN, url=st.one_of(FOREIGN, st.just("https://news.example/?a=<b>|c&d")))
def test_nothing_foreign_can_act_in_or_burst_a_card(word: str, url: str) -> None:
    for message in _everything(word, url):
        fits(slack.payload(message))
        fits(slack.payload(message, modest=True))
        check_view(views.window(message))
        assert terminal.render(message)


@pytest.mark.parametrize(
    ("foreign", "shown"),
    [
        (":large_green_circle: confirmed", "∶large_green_circle: confirmed"),
        ("a:+1:b", "a:+1:b"),
        ("at 12:30:45", "at 12:30:45"),
        ("Note: this", "Note: this"),
        ("https://a.example:80", "https://a.example:80"),
    ],
)
def test_foreign_text_draws_no_signs_of_its_own(foreign: str, shown: str) -> None:
    """A name cannot forge the colour of a certainty."""
    for span in (foreign, Strong(foreign)):
        payload = slack.payload(Message(title="t", parts=(Say((span,)),), summary="s"))
        assert shown in payload["blocks"][1]["text"]["text"]
