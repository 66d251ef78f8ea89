"""Foreign text is shown and cannot act; every message fits."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.commands.paging import Page
from bot.messages import (
    alert,
    card,
    changes,
    correcting,
    evidence,
    findings,
    following,
    home,
    overview,
    problems,
    review,
    slack,
    sources,
    views,
    watchlist,
)
from bot.messages import settings as settings_cards
from bot.messages.parts import Button, Choices, Code, Facts, Head, Link, Message, Moment, Note, Quote, Rows, Say, Strong
from storage.domain.claim import Claim, ClaimStatus, SubjectKind
from storage.domain.licence import Certainty, LicenceKind, Role
from storage.domain.names import KnownCompany, NameMatch
from storage.domain.telling import Mute, Pace, Settings
from storage.domain.views import (
    AlertView,
    ChangeView,
    CompanyView,
    CorrectionView,
    EvidenceView,
    FollowView,
    Listed,
    QuietView,
    Since,
    SourceView,
    Summary,
    WatchView,
)
from storage.follows import Rule
from tests.bot import situations
from tests.bot.limits import check, check_view, words
from tests.bot.situations import T0
from tests.examples import few

HOSTILE = st.one_of(
    st.text(max_size=60),
    st.sampled_from(
        [
            "",
            " ",
            "<!channel>",
            "<!here|all>",
            "<@U012AB>",
            "<https://evil.example|Reuters>",
            "&lt;!channel&gt;",
            "*bold* _it_ ~no~ `code`",
            "> quoted\n> twice",
            "name\u202egnp.exe",
            "\u2066isolated\u2069 \u200f\u061c",
            "🧲" * 200,
            "磁" * 10_000,
            "x" * 10_000,
            "&" * 10_000,
            '"quotes" “curly”',
            "a|b>c<d",
            "\x00\x1b[31mred\x07",
            "👩‍👩‍👧‍👦",
        ]
    ),
)


def _everything(name: str, quote: str, url: str) -> list[Message]:
    """Every card there is, about one subject."""
    report = situations.report(
        subject=name, quote=quote, speaker=name, outlet=quote, publisher=name, origin=name, url=url
    )
    held = situations.held(
        name=name, origins=(name, quote), because=(quote,), evidence=(report,) * 3, denials=(report,), materials=(name,)
    )
    gained = situations.gained(subject=name, licence=held, evidence=(report,), text=quote, why_you=quote)
    company = replace(
        situations.COMPANY,
        name=name,
        legal_name=quote,
        local_name=name,
        licences=(held,),
        other=Listed(rows=(report,) * 6, total=9),
    )
    follow = FollowView(
        id="W1",
        outlet="C012",
        kinds=("smco",),
        companies=(),
        materials=(),
        customers=(),
        minimum=Certainty.REPORTED,
        created_by="U012",
        words=quote,
    )
    watch = WatchView(
        company="x", name=name, role=Role.EXPORTER, aliases=(quote,) * 9, tickers=(), added_by=name, added_at=T0
    )
    change = ChangeView(
        at=T0,
        company="x",
        name=name,
        role=Role.EXPORTER,
        old="none",
        new="granted",
        old_certainty=Certainty.NOT_KNOWN,
        new_certainty=Certainty.REPORTED,
        cause=quote,
        because=quote,
        evidence="C1",
    )
    turned = Page(number=2, rows=20, command=f"evidence {name}").turning(90)
    return [
        alert.single(gained),
        alert.first_reading([gained] * 40, name),
        card.company(company, {}),
        card.holders([held] * 25, quote, today=T0.date()),
        card.customers([replace(held, role=Role.CUSTOMER)] * 25, [report] * 30, name, today=T0.date()),
        card.smco(replace(situations.NO_SMCO, absence=(report,), licences=())),
        card.expiring(Listed(rows=(held,) * 25, total=25), 90, T0.date()),
        evidence.one(report),
        evidence.listing([report] * 20, (), name, page=2, turning=turned),
        overview.overview(
            replace(situations.TODAY, holders=Listed(rows=(held,) * 8, total=30), excluded=(report,)), T0.date()
        ),
        review.queue([replace(situations.QUESTION, subject=name, quote=quote, reason=quote, url=url)] * 6, 9),
        watchlist.followed(Summary(follow=follow, holding=(held,) * 30)),
        watchlist.following([follow] * 40, "C012"),
        watchlist.watch_list([watch] * watchlist.PAGE, 70),
        watchlist.watch_added(watch),
        sources.listing(Listed(rows=(_source(name, url),) * 20, total=20)),
        changes.changes(
            Since(
                moved=(change,) * changes.ROWS,
                moves=40,
                claims=1_000,
                companies=300,
                newest=(report,) * 8,
                corrections=(CorrectionView(claim="C1", subject=name, status="granted", at=T0, why=quote),) * 8,
                quiet=(QuietView(name=name, since=T0, failing=True),) * 40,
                looking=situations.LOOKING,
            ),
            T0.date(),
        ),
        *_interactive(name, quote, url, report, gained, follow, company),
    ]


def _interactive(
    name: str,
    quote: str,
    url: str,
    report: EvidenceView,
    gained: AlertView,
    follow: FollowView,
    company: CompanyView,
) -> list[Message]:
    """What came with buttons: questions, disputes, lists that waited, settings, the Home, what was read for one."""
    question = replace(situations.QUESTION, subject=name, quote=quote, reason=quote, url=url, raised_by="U1", link=url)
    decided = replace(question, state="accepted", decided_by="U1", decision=quote)
    mute = Mute(id=1, outlet="C012", name=name, until=T0, muted_by=name, publisher=name)
    chosen = Settings(outlet="C012", paused=True, paused_until=T0, digest=Pace.WEEKLY)
    claim = Claim(
        subject=name,
        kind=SubjectKind.EXPORTER,
        licence=LicenceKind.GENERAL,
        status=ClaimStatus.GRANTED,
        quote=quote,
        speaker=name,
        reason=quote,
        company=name,
    )
    follows = [follow] * 30
    return [
        review.card(question, reminder=True),
        review.card(decided),
        review.too_late(decided),
        review.arrived([question] * 60),
        review.blocked(replace(decided, source_name=name)),
        alert.card([gained] * 40, None, "Daily digest"),
        alert.single(replace(gained, seen_by=(name,) * 30, evidence=(replace(report, disputed=True),) * 9)),
        evidence.of_alert(replace(gained, evidence=(report,) * 60)),
        correcting.shared(card.company(company, {}), "U1", "C1", name),
        correcting.disputed(question),
        settings_cards.settings(chosen, [mute] * 30, follows=9, held=9, now=T0),
        settings_cards.muted(mute),
        findings.findings(url, name, quote, (claim,) * 40, ""),
        findings.findings(url, name, quote, (), name),
        problems.not_posted("C012", name, f"share {name}"),
        home.home(
            replace(situations.TODAY, holders=Listed(rows=(situations.held(name=name),) * 8, total=30)),
            follows,
            follows,
            3,
            None,
        ),
    ]


@few(8)
@given(name=HOSTILE, quote=HOSTILE)
def test_no_name_or_quote_can_burst_a_form_or_the_home(name: str, quote: str) -> None:
    question = replace(situations.QUESTION, subject=name, quote=quote)
    report = situations.report(subject=name, quote=quote)
    mute = Mute(id=1, outlet="C012", name=name, until=T0, muted_by="U1")
    rule = Rule(companies=("x",), excepted=(name, quote), materials=(name,))
    claims = tuple(replace(report, id=f"C{number}") for number in range(30))
    for form in (
        review.misread(question),
        review.merge(question),
        correcting.dispute(name, claims),
        correcting.dispute(name, (report,)),
        correcting.share_where("C1", name),
        following.form("W1", rule, {"x": name}),
        settings_cards.form(Settings(outlet="C012"), [mute] * 20, T0),
        settings_cards.mute_form(),
    ):
        check_view(views.form(form, "C012"))
    for message in _everything(name, quote, "https://news.example/"):
        check_view(views.window(message))
        check_view(views.home(message))


def _source(name: str, url: str) -> SourceView:
    return SourceView(
        id=1,
        url=url,
        name=name,
        kind="feed",
        state="active",
        publisher=name,
        grade=None,
        note=name,
        last_checked_at=T0,
        last_success_at=T0,
        last_new_at=None,
        next_check_at=None,
        failures=3,
        trouble=name,
        documents=1,
    )


@few(30)
@given(name=HOSTILE, quote=HOSTILE, url=st.one_of(HOSTILE, st.just("https://news.example/?a=<b>|c&d")))
def test_no_name_quote_or_address_can_act_or_burst_a_message(name: str, quote: str, url: str) -> None:
    for message in _everything(name, quote, url):
        check(slack.payload(message))


def _rendered(*spans: Any) -> str:
    payload = slack.payload(Message(title="t", parts=(Say(spans),), summary="s"))
    return str(payload["blocks"][1]["text"]["text"])


@pytest.mark.parametrize(
    ("foreign", "shown"),
    [
        ("<!channel>", "&lt;!channel&gt;"),
        ("<https://evil.example|Reuters>", "&lt;https://evil.example|Reuters&gt;"),
        ("AT&T", "AT&amp;T"),
        ("*not bold*", "∗not bold∗"),
        ("snake_case_name", "snake_case_name"),
        ("a\u202eb", "ab"),
        ("two\n> lines", "two &gt; lines"),
    ],
)
def test_foreign_text_is_shown_as_it_is(foreign: str, shown: str) -> None:
    assert _rendered(foreign) == shown


def test_a_link_carries_only_web_addresses() -> None:
    assert _rendered(Link("https://a.example/?x=1&y=2", "Wire")) == "<https://a.example/?x=1&amp;y=2|Wire>"
    assert _rendered(Link("javascript:alert(1)", "Wire")) == "Wire"
    assert _rendered(Link("https://a.example/|b>c", "W|ire>")) == "<https://a.example/%7Cb%3Ec|W¦ire&gt;>"


def test_a_time_is_the_readers_own_and_says_so() -> None:
    assert _rendered(Moment(T0)) == "<!date^1795340400^{date_short}, {time} your time|22 Nov 2026, 09:40 UTC>"


def test_bold_and_code_come_only_from_us() -> None:
    assert _rendered(Strong("A*B "), " ", Code("x`y<z>")) == "*A*B* `xˋy&lt;z&gt;`"


def test_what_does_not_fit_is_cut_between_characters_and_says_so() -> None:
    text = _rendered("&" * 5_000)
    assert len(text) <= 3_000
    assert text.endswith("&amp;…")


def test_a_message_too_long_for_slack_ends_with_a_word_about_it() -> None:
    rows = tuple((f"{n} " + "x" * 200,) for n in range(200))
    payload = slack.payload(Message(title="t", parts=(Rows(rows), Note(("end",))), summary="s"))
    check(payload)
    assert "Cut here" in words(payload)


def test_every_part_has_a_block() -> None:
    parts = (
        Say(("a",)),
        Head("b"),
        Rows((("c",),)),
        Facts((("d", ("e",)),)),
        Quote("f"),
        Note(("g",)),
        Choices((Button(label="h", command="help"),)),
    )
    payload = slack.payload(Message(title="t", parts=parts, summary="s"))
    check(payload)
    assert [block["type"] for block in payload["blocks"]] == [
        "header",
        "section",
        "section",
        "section",
        "section",
        "section",
        "context",
        "actions",
    ]


@pytest.mark.parametrize(("title", "shown"), [("R & D", "R &amp; D"), ("\u2028", "Lodestone")])
def test_a_notification_is_never_empty(title: str, shown: str) -> None:
    assert slack.payload(Message(title=title, parts=(), summary=" "))["text"] == shown


def test_an_answer_is_ephemeral_and_leaves_the_message_it_was_asked_from() -> None:
    reply = slack.reply(Message(title="t", parts=(), summary="s"))
    assert (reply["response_type"], reply["replace_original"]) == ("ephemeral", False)


def test_an_unknown_name_offers_the_nearest_without_taking_it() -> None:
    match = NameMatch(company=KnownCompany(key="x", name='The "`<!here>`" Co'), score=90, because="close")
    payload = slack.payload(problems.unknown_name("<!here>", [match]))
    check(payload)
