"""The exact words for what is known, how sure, and who said so."""

from dataclasses import replace
from datetime import date

import pytest

from bot.messages import alert, card, evidence, slack, terminal, wording
from bot.messages.parts import Message
from storage.domain.claim import Attribution, ClaimStatus, SubjectKind
from storage.domain.figure_views import FigureView
from storage.domain.licence import Certainty, Event, LicenceKind, LicenceState, Role
from tests.bot import situations
from tests.bot.limits import check
from tests.bot.situations import T0, gained, held, report


def _says(message: Message) -> str:
    check(slack.payload(message))
    return " ".join(terminal.render(message, width=10_000).split())


@pytest.mark.parametrize(
    ("view", "sentence"),
    [
        (held(), "General licence: reported, not confirmed by the company or MOFCOM"),
        (held(certainty=Certainty.CLAIMED), "General licence: claimed, no source named"),
        (held(certainty=Certainty.CONTESTED), "General licence: contested, reports or speakers disagree"),
        (held(certainty=Certainty.NOT_KNOWN, state=LicenceState.NONE), "General licence: not known"),
        (held(state=LicenceState.REVOKED), "General licence revoked: reported, not confirmed by the company or MOFCOM"),
        (
            held(state=LicenceState.LAPSED),
            "General licence lapsed as far as known, no renewal seen: the period ended about 2 Dec 2026, issue date "
            "unknown (reckoned a year from the first report); it was reported, not confirmed by the company or MOFCOM",
        ),
        (
            held(certainty=Certainty.CONFIRMED, evidence=(report(attribution=Attribution.MINISTRY),)),
            "General licence: confirmed by China's commerce ministry (MOFCOM)",
        ),
        (
            held(role=Role.CUSTOMER),
            "Covered by a general licence of its suppliers: "
            "reported, not confirmed by the company, its suppliers or MOFCOM",
        ),
        (
            held(role=Role.SMCO_PRODUCER),
            "General licence for samarium-cobalt: reported, not confirmed by the company or MOFCOM",
        ),
    ],
)
def test_certainty_in_words_names_who_has_not_spoken(view: object, sentence: str) -> None:
    assert wording.status(view) == sentence  # type: ignore[arg-type]


@pytest.mark.parametrize("certainty", list(Certainty))
@pytest.mark.parametrize("state", list(LicenceState))
@pytest.mark.parametrize("role", list(Role))
def test_every_truth_has_a_sentence_and_a_colour(certainty: Certainty, state: LicenceState, role: Role) -> None:
    view = held(certainty=certainty, state=state, role=role)
    assert wording.status(view)
    assert wording.badge(view)
    assert wording.brief_sureness(certainty)


@pytest.mark.parametrize("status", list(ClaimStatus))
@pytest.mark.parametrize("kind", list(LicenceKind))
def test_every_claim_has_a_phrase(status: ClaimStatus, kind: LicenceKind) -> None:
    assert kind.value.split()[0] in wording.claim(report(status=status, licence=kind)) or status in (
        ClaimStatus.EXCLUDED,
        *(s for s in ClaimStatus if kind is LicenceKind.UNSPECIFIED),
    )


@pytest.mark.parametrize("event", list(Event))
def test_every_event_has_a_headline_and_a_card_that_fits(event: Event) -> None:
    assert _says(alert.single(gained(event=event)))


def test_origins_are_counted_and_named_not_articles() -> None:
    view = held(articles=24, origins=("Example Wire", "Other Paper"))
    assert wording.origins(view) == "24 reports, 2 origins: Example Wire; Other Paper"
    assert wording.origins(held(articles=3, origins=())) == "3 reports, origin unknown"


def test_a_known_end_is_a_day_and_an_unknown_one_a_window() -> None:
    assert wording.window(held()) == "about 2 Dec 2026, issue date unknown (reckoned a year from the first report)"
    assert wording.window(held(issue_date_known=True)) == "2 Dec 2026"
    assert wording.window(held(valid_until=None)) == "not known"


@pytest.mark.parametrize(
    ("today", "words"),
    [
        (date(2026, 11, 22), "(in about 10 days)"),
        (date(2026, 12, 1), "(in about 1 day)"),
        (date(2026, 12, 2), "(today)"),
        (date(2026, 12, 5), "(3 days ago)"),
    ],
)
def test_how_far_away_an_end_is(today: date, words: str) -> None:
    assert words in wording.ends(held(), today)


def test_a_lapse_is_no_report_either_way() -> None:
    ends = wording.ends(held(state=LicenceState.LAPSED), date(2027, 1, 1))
    assert "lapsed as far as known" in ends
    assert "no report of a renewal or of an end" in ends


def test_a_denial_is_shown_on_the_card_it_speaks_against() -> None:
    denial = report(id="C8", status=ClaimStatus.DENIED, attribution=Attribution.COMPANY, speaker="Lanxi Magnetics")
    view = replace(situations.COMPANY, licences=(held(certainty=Certainty.CONTESTED, denials=(denial,)),))
    text = _says(card.company(view, {}))
    assert "Spoken against - `C8`" in text
    assert "Lanxi Magnetics, the company on record" in text


def test_individual_licences_are_said_to_be_no_general_licence() -> None:
    assert "Individual licences, or of a kind not named: these are no general licence" in _says(
        card.company(situations.COMPANY, {})
    )


def test_a_customer_named_by_key_is_shown_by_name() -> None:
    view = replace(situations.COMPANY, licences=(held(customers=("orrin-motors",)),))
    assert "Customers Orrin Motors; some of its customers, none named" in _says(
        card.company(view, {"orrin-motors": "Orrin Motors"})
    )


def test_an_alert_shows_quote_publisher_origin_date_and_link() -> None:
    text = _says(alert.single(situations.GAINED))
    assert text.startswith("New exporter: Lanxi Magnetics")
    assert f'"{situations.REPORT.quote}"' in text
    assert "Example Wire, unnamed sources; origin Example Wire" in text
    assert "2 Dec 2025, Example Wire https://news.example/lanxi?a=1&b=2" in text
    assert "3 reports, 1 origin: Example Wire" in text
    assert "A31 · why you see this: W12 (exporters min:reported)" in text


def test_an_alert_quotes_the_report_that_counts() -> None:
    retold = report(id="C1", origin=None, counts=False, quote="Retold.", published="2025-12-01")
    assert "Retold." not in _says(alert.single(gained(evidence=(retold, situations.REPORT))))


def test_later_news_changes_the_counter_of_the_same_card() -> None:
    before = _says(alert.single(situations.GAINED))
    after = _says(alert.single(gained(licence=held(articles=4, origins=("Example Wire", "Other Paper")))))
    assert before.split("Counted")[0] == after.split("Counted")[0]
    assert "4 reports, 2 origins: Example Wire; Other Paper" in after


def test_a_first_reading_is_one_card_with_a_line_for_each() -> None:
    names = ("Maker One", "Maker Two", "Maker Three", "Buyer Four")
    alerts = [gained(id=f"A{n}", subject=name) for n, name in enumerate(names)]
    text = _says(alert.first_reading(alerts, "Example Feed"))
    assert text.startswith("First reading of Example Feed: 4 new on record")
    assert all(f"{name} (exporter): General licence: reported" in text for name in names)
    assert text.count(situations.REPORT.quote) == 4
    assert text.count("https://news.example/lanxi") == 4


def test_a_figure_without_a_series_says_so_and_our_arithmetic_is_called_ours() -> None:
    figure = FigureView(
        series="series not named",
        period="2025-11",
        tonnes=6150.0,
        change_pct=-3.2,
        basis="yoy",
        kind="derived",
        publisher="Example Wire",
        url=None,
        quote="",
        note="",
        country="Examplia",
    )
    text = _says(evidence.listing((), (figure,), "on figures"))
    assert "series not named to Examplia, 2025-11: 6,150 t -3.2 % on the year before (our arithmetic)" in text


def test_smco_without_a_licence_counts_how_hard_we_looked() -> None:
    text = _says(card.smco(situations.NO_SMCO))
    assert "No public confirmation that a samarium-cobalt producer holds a general licence." in text
    assert (
        "Looked until 22 Nov 2026, 09:40 UTC: 43 news pages and feeds watched, 2 of them failing, 41 read in the last "
        "24 hours; 212 articles read in all, searched for 16 " in text
    )


def test_dates_stay_as_their_publisher_printed_them() -> None:
    assert wording.printed("2025-12-02T23:30:00+08:00") == "2 Dec 2025"
    assert wording.printed("2025-12") == "Dec 2025"
    assert wording.printed(None) == "date not known"
    assert wording.printed("Q4 2025") == "Q4 2025"
    assert T0.tzinfo is not None


def test_a_day_in_a_reason_is_said_as_people_say_it() -> None:
    assert wording.days_in_words("Denied on 2025-12-02; see 2025-12-02-x.") == "Denied on 2 Dec 2025; see 2025-12-02-x."


def test_a_card_of_a_lapse_says_that_its_quote_is_older_and_nothing_of_what_the_licence_covers() -> None:
    lapsed = gained(event=Event.LAPSED, licence=held(state=LicenceState.LAPSED))
    for text in (_says(alert.single(lapsed)), _says(alert.listed((lapsed, lapsed), "Two", "Both."))):
        assert "What was reported before: " in text
        assert "A period that ends without a report of renewal is not proof that the licence ended." in text
        assert "it does not cover new customers" not in text
    ended = report(status=ClaimStatus.REVOKED, quote="It was revoked, the ministry said.")
    told = _says(alert.single(gained(event=Event.REVOKED, licence=held(), evidence=(report(), ended))))
    assert "It was revoked, the ministry said." in told
    assert "What was reported before" not in told


def test_an_unnamed_group_is_said_to_be_one_and_gets_no_colour_of_the_ladder() -> None:
    some = report(subject="some exporters", kind=SubjectKind.GROUP, company=None)
    text = _says(evidence.listing((some,), (), ""))
    assert "▫ some exporters (unnamed group): general licence granted" in text


@pytest.mark.parametrize(
    ("attribution", "outlet", "badge"),
    [
        (Attribution.ANONYMOUS, None, "🟡"),
        (Attribution.MEDIA, "Example Wire", "🟡"),
        (Attribution.MEDIA, None, "🔘"),
        (Attribution.NONE, None, "🔘"),
        (Attribution.ANALYST, "Example Wire", "🔘"),
    ],
)
def test_a_gain_that_names_no_source_bears_the_badge_of_a_claim(
    attribution: Attribution, outlet: str | None, badge: str
) -> None:
    said = report(attribution=attribution, outlet=outlet, speaker=None)
    for text in (_says(evidence.listing((said,), (), "")), " ".join(str(evidence.short_row(said)).split())):
        assert badge in text
        assert not ({"🟡", "🔘"} - {badge}) & set(text)


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"attribution": Attribution.ANONYMOUS, "outlet": "Example Wire"}, "Example Wire, unnamed sources"),
        ({"attribution": Attribution.COMPANY, "speaker": "Orrin Motors"}, "Orrin Motors, the company on record"),
        (
            {"attribution": Attribution.MINISTRY, "outlet": "Example Wire"},
            "China's commerce ministry (MOFCOM), as told by Example Wire",
        ),
        ({"attribution": Attribution.NONE, "outlet": None}, "nobody named"),
    ],
)
def test_who_said_it_is_told_from_who_printed_it(facts: dict[str, object], words: str) -> None:
    assert wording.said_by(report(**facts)) == words
