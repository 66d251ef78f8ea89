"""What an order check says, one sentence a reason, each with the rules and events of seeds/regime.toml it rests on.

Part of the catalogue of storage.domain.law: what is said of law or licences anywhere else fails a test.
"""

from collections.abc import Mapping

from storage.domain.law import Sentence
from storage.domain.order import Reason, Verdict

_GENERAL, _SCOPE, _HOLDER = ("general",), ("scope",), ("holder",)
_LISTS = ("control-list", "watch-list")
_GOODS = ("smco", "ndfeb", "announcement-18-2025")


def _all(table: Mapping[Reason, tuple[str, tuple[str, ...]]]) -> dict[Reason, Sentence]:
    return {reason: Sentence(text=text, rests_on=rests_on) for reason, (text, rests_on) in table.items()}


#: The answer in one sentence.
VERDICTS: dict[Verdict, Sentence] = {
    Verdict.NONE_NEEDED: Sentence(text="No licence needed as far as known", rests_on=_GOODS),
    Verdict.YES: Sentence(text="Yes as far as known", rests_on=_SCOPE),
    Verdict.NO: Sentence(text="No", rests_on=_SCOPE),
    Verdict.NOT_KNOWN: Sentence(text="Not known", rests_on=_SCOPE),
}
BY_PRACTICE = Sentence(
    text="No licence needed as far as known: by a supplier's practice, not by law", rests_on=("threshold",)
)
NOTHING = Sentence(text="No: no dual-use goods may go to this customer as far as known", rests_on=("control-list",))
NO_GENERAL = Sentence(
    text="No: no general licence can be used for this customer as far as known", rests_on=("watch-list",)
)
#: Said of every answer.
SMALL_PRINT = Sentence(
    text="The record as it stands, not a clearance: the licence itself decides, and only the exporter can show it.",
    rests_on=("scope", "holder"),
)
NO_SOURCE = Sentence(text="No dated source is on record for this answer.", rests_on=_SCOPE)
#: On the card of a company.
ON_LIST = Sentence(text="On the {list} as {entry}, {announcement}.", rests_on=_LISTS)
LIKE_ON_LIST = Sentence(text="Shares a name with {entry} on the {list}, {announcement}: check.", rests_on=_LISTS)
ROUTE = Sentence(text="The other way: an individual licence", rests_on=("individual", "supplement"))
PAPERS = Sentence(text="Papers that sellers ask for", rests_on=("papers", "company-file"))
CHECK_FIRST = Sentence(text="Before it ships", rests_on=("test-report", "traces", "customs"))

#: What each step says.
STEPS = _all(
    {
        Reason.CONTROLLED: (
            "{material} counts as controlled: a listed element is in it, so its export needs a licence.",
            _GOODS,
        ),
        Reason.SMCO: ("Samarium-cobalt is always controlled: its export needs a licence.", ("smco",)),
        Reason.FREE: ("{material} as described holds no controlled element.", _GOODS),
        Reason.PRACTICE: (
            "At most 0.1 % dysprosium and terbium together: sellers ship that without a licence. This is a supplier's "
            "practice, not law; the announcement prints no threshold.",
            ("threshold", "ndfeb"),
        ),
        Reason.UNSAID: (
            "NdFeB is controlled if it holds dysprosium or terbium, and how much of both it holds was not said.",
            ("ndfeb", "threshold"),
        ),
        Reason.SUSPENDED: (
            "{material} is under the October 2025 controls, suspended as far as known (in print: {suspension}).",
            ("announcements-55-62-2025",),
        ),
        Reason.ASSEMBLY: (
            "Assemblies with magnets built in fall outside by the ministry's answers; whether this one does is a "
            "matter of its classification.",
            ("assemblies",),
        ),
        Reason.ELSEWHERE: ("No rule about {material} is on record here.", ("announcement-18-2025",)),
        Reason.NOT_UNDERSTOOD: ("“{material}” names no material known here, so what controls it is open.", _GOODS),
        Reason.NOT_SAID: ("No material was given, so whether it is controlled is open.", _GOODS),
        Reason.NO_RULE: ("The rule this would rest on has no source that a reader can open.", _SCOPE),
        Reason.ON_CONTROL_LIST: (
            "{customer} is on the {list} as {entry}: no dual-use goods may go there.",
            ("control-list",),
        ),
        Reason.ON_WATCH_LIST: (
            "{customer} is on the {list} as {entry}: no general licence may be used.",
            ("watch-list",),
        ),
        Reason.LIST_UNOPENABLE: (
            "{customer} is said to be on the {list}, without a source that can be opened.",
            _LISTS,
        ),
        Reason.NAMESAKE: (
            "{customer} shares a name with {entry} on the {list}: check; it is not taken for it.",
            _LISTS,
        ),
        Reason.KIN: (
            "{customer} shares a name with {group}, of which units not named to us are on the {list}.",
            _LISTS,
        ),
        Reason.LIST_PARTIAL: (
            "{held} of the {total} names on the lists concerned are known here, and {customer} is none of these: check "
            "the announcement ({lists}).",
            _LISTS,
        ),
        Reason.NOT_LISTED: ("{customer} is on no list that concerns it.", _LISTS),
        Reason.LISTS_ELSEWHERE: (
            "The lists on record name firms of {countries}; as far as known {places}.",
            _LISTS,
        ),
        Reason.NO_LISTS: ("No control or watch list is on record, so whether {customer} is on one is open.", _LISTS),
        Reason.DFARS: ("US defence contracts exclude these magnets since 1 January 2027.", ("defence", "dfars-2027")),
        Reason.DFARS_SOON: (
            "From 1 January 2027 US defence contracts exclude such magnets, whatever licence the exporter holds.",
            ("defence", "dfars-2027"),
        ),
        Reason.DFARS_PERHAPS: (
            "If this is for a US defence contract: from 1 January 2027 such contracts exclude SmCo and NdFeB magnets "
            "with any step in China.",
            ("defence", "dfars-2027"),
        ),
        Reason.JAPAN_MILITARY: ("No dual-use item may go to a Japanese military user or use.", ("military",)),
        Reason.MILITARY: (
            "By the wording of Announcement 61 military users are refused in principle, in whatever country. It is "
            "suspended as far as known (in print: {suspension}), so what holds for {use} is open.",
            ("military-users", "extraterritorial", "announcements-55-62-2025"),
        ),
        Reason.USE_A_CONCERN: (
            "Goods on no list can still need a licence when their use is a concern.",
            ("catch-all",),
        ),
        Reason.PLACE_A_CONCERN: (
            "Goods on no list can still need a licence when their use is a concern, and in {country} that is open.",
            ("catch-all",),
        ),
        Reason.SUPPLIER_UNKNOWN: (
            "No company on record is called {supplier}, so nothing is known of its licences.",
            _HOLDER,
        ),
        Reason.NOT_CHINESE: (
            "{supplier} is no exporter in China, and only such a one can hold a licence; which exporter ships is open.",
            ("holder", "reseller"),
        ),
        Reason.NONE_ON_RECORD: (
            "No general licence of {supplier} is on record; that is no proof that it has none.",
            _GENERAL,
        ),
        Reason.SAYS_NONE: ("{supplier} itself says that it has no general licence.", _GENERAL),
        Reason.HELD: (
            "A general licence of {supplier} is {certainty}; its period ends {until}.",
            ("general", "first-general-one-year"),
        ),
        Reason.CLAIMED: ("A general licence of {supplier} is only claimed: nobody is named as the source.", _GENERAL),
        Reason.CONTESTED: ("The general licence of {supplier} is contested: reports or speakers disagree.", _GENERAL),
        Reason.LAPSED: (
            "The licence of {supplier} lapsed as far as known: its period ended {until} and no renewal is on record.",
            ("year-long", "first-general-one-year"),
        ),
        Reason.ENDED: ("The general licence of {supplier} is {state}, {certainty}.", ("revocation",)),
        Reason.ENDED_PERHAPS: ("The general licence of {supplier} may be over: {state}, {certainty}.", ("revocation",)),
        Reason.NARROWED: ("The general licence of {supplier} was narrowed; for whom it still serves is open.", _SCOPE),
        Reason.NO_WINDOW: ("Until when the general licence of {supplier} runs is not known.", ("year-long",)),
        Reason.NOT_BEGUN: ("The period of {supplier}'s general licence has not begun.", _GENERAL),
        Reason.NAMED: ("{customer} is named for {supplier} by {by}.", _SCOPE),
        Reason.NAMED_EARLIER: (
            "{customer} was named for {supplier} in an earlier period; for this one it is open.",
            _SCOPE,
        ),
        Reason.NAMED_BY_PRESS: (
            "Press reports name {customer} for {supplier}; neither of them nor the ministry does.",
            _SCOPE,
        ),
        Reason.EXCLUDED: ("{customer} is left out, by name, according to {by}.", _SCOPE),
        Reason.LEFT_OUT_REPORTED: (
            "{customer}, or a group it belongs to, is reported as left out; nobody with standing says so by name.",
            _SCOPE,
        ),
        Reason.GROUP: (
            "{supplier}'s licence is reported for {scope}: that names nobody, so whether {customer} is in it is open.",
            _SCOPE,
        ),
        Reason.OUR_SUPPLIERS: ("{customer} is said to be covered by its suppliers, and no supplier is named.", _SCOPE),
        Reason.NOT_NAMED: ("Nobody on record names {customer} for {supplier}.", _SCOPE),
        Reason.MATERIAL_IN: ("{material} is inside what is stated for the licence ({stated}).", _SCOPE),
        Reason.MATERIAL_OUT: ("{material} is not among the materials stated for the licence ({stated}).", _SCOPE),
        Reason.MATERIAL_UNSTATED: ("No report states a material for {supplier}'s licence.", _SCOPE),
        Reason.USE_IN: ("The end use ({use}) is inside what is stated for the licence ({stated}).", _SCOPE),
        Reason.USE_OUT: ("The end use ({use}) is not among those stated for the licence ({stated}).", _SCOPE),
        Reason.USE_UNSTATED: ("No report states an end use for {supplier}'s licence.", _SCOPE),
        Reason.USE_NOT_SAID: ("No end use was given; a licence holds only inside those written on it.", _SCOPE),
    }
)

_NAMING = "a statement of the exporter, the customer or the ministry that names the customer for this supplier"
_ANNOUNCEMENT = "the full list in the announcement"
_CLAIM = "a report with a named source, or the supplier's own word, that it holds one today"
_COMPOSITION = "the dysprosium and terbium content, measured"
_USE = "the end uses written on the licence, beside that of the order"
_RENEWAL = "a report of a renewal"

#: What would change the answer, by the reason that stands in the way.
CHANGES = _all(
    {
        Reason.FREE: ("a test that finds a controlled element", _GOODS),
        Reason.PRACTICE: ("a text of law with or without a threshold, or a test that finds more", ("threshold",)),
        Reason.UNSAID: (_COMPOSITION, ("ndfeb", "threshold")),
        Reason.SUSPENDED: ("an announcement that amends or ends the suspension", ("announcements-55-62-2025",)),
        Reason.ASSEMBLY: ("the classification of the assembly, confirmed", ("assemblies",)),
        Reason.NOT_UNDERSTOOD: (
            "the material in words such as NdFeB, SmCo, ferrite, with its dysprosium and terbium",
            _GOODS,
        ),
        Reason.NOT_SAID: ("the material of the order", _GOODS),
        Reason.ON_CONTROL_LIST: ("the name leaving the list, or a special approval by the ministry", ("control-list",)),
        Reason.ON_WATCH_LIST: ("the name leaving the list", ("watch-list",)),
        Reason.LIST_UNOPENABLE: (_ANNOUNCEMENT, _LISTS),
        Reason.NAMESAKE: (_ANNOUNCEMENT, _LISTS),
        Reason.KIN: (_ANNOUNCEMENT, _LISTS),
        Reason.LIST_PARTIAL: (_ANNOUNCEMENT, _LISTS),
        Reason.NO_LISTS: (_ANNOUNCEMENT, _LISTS),
        Reason.DFARS: ("an end use outside US defence contracts", ("defence",)),
        Reason.DFARS_PERHAPS: ("whether it is for a US defence contract", ("defence",)),
        Reason.JAPAN_MILITARY: ("an end use and end user that are not military", ("military",)),
        Reason.MILITARY: ("an end use and end user that are not military", ("military-users",)),
        Reason.USE_A_CONCERN: ("the ministry's word on the end use, or a use that is plainly civil", ("catch-all",)),
        Reason.PLACE_A_CONCERN: ("the ministry's word on the end use and end user", ("catch-all",)),
        Reason.SUPPLIER_UNKNOWN: ("a report on this supplier, or its name as it is on record", _HOLDER),
        Reason.NOT_CHINESE: ("the name of the exporter in China who ships", _HOLDER),
        Reason.NONE_ON_RECORD: (_CLAIM, _GENERAL),
        Reason.SAYS_NONE: (_CLAIM, _GENERAL),
        Reason.CLAIMED: (_CLAIM, _GENERAL),
        Reason.CONTESTED: (_CLAIM, _GENERAL),
        Reason.LAPSED: (_RENEWAL, ("year-long",)),
        Reason.ENDED: (_RENEWAL, ("revocation",)),
        Reason.ENDED_PERHAPS: (_RENEWAL, ("revocation",)),
        Reason.NARROWED: ("a report of what is left of it", _SCOPE),
        Reason.NO_WINDOW: ("the validity written on the licence", ("year-long",)),
        Reason.NAMED_EARLIER: (_NAMING, _SCOPE),
        Reason.NAMED_BY_PRESS: (_NAMING, _SCOPE),
        Reason.EXCLUDED: ("a later statement that names the customer for this supplier", _SCOPE),
        Reason.LEFT_OUT_REPORTED: (_NAMING, _SCOPE),
        Reason.GROUP: (_NAMING, _SCOPE),
        Reason.OUR_SUPPLIERS: (_NAMING, _SCOPE),
        Reason.NOT_NAMED: (_NAMING, _SCOPE),
        Reason.MATERIAL_OUT: ("the materials written on the licence", _SCOPE),
        Reason.MATERIAL_UNSTATED: ("the materials written on the licence", _SCOPE),
        Reason.USE_OUT: (_USE, _SCOPE),
        Reason.USE_UNSTATED: (_USE, _SCOPE),
        Reason.USE_NOT_SAID: ("the end use of the order", _SCOPE),
        Reason.HELD: ("the licence ending, narrowed or taken back", ("revocation",)),
        Reason.NAMED: ("a statement that leaves the customer out", _SCOPE),
    }
)

#: The letter to the supplier: what it is about, to whom, its questions, the order, the end.
LETTER_SUBJECT = Sentence(text="Subject: Export licence for our order", rests_on=_SCOPE)
LETTER_SUBJECT_FREE = Sentence(text="Subject: Composition of the goods in our order", rests_on=_GOODS)
LETTER_TO = Sentence(text="To {supplier}", rests_on=_HOLDER)
LETTER_ASKS = Sentence(text="For our records on the supply to {customer} we ask you to answer:", rests_on=_SCOPE)
LETTER: tuple[Sentence, ...] = (
    Sentence(text="Under which export licence would you ship: general or individual? Its number?", rests_on=_GENERAL),
    Sentence(text="From when until when is it valid, and is a renewal applied for?", rests_on=("year-long",)),
    Sentence(text="Which goods, end uses, countries and quantities are written on it?", rests_on=_SCOPE),
    Sentence(text="Is {customer} named on it as an end user, in exactly this name?", rests_on=_SCOPE),
    Sentence(text="Which of our parts does it cover? Please list part numbers and grades.", rests_on=("change",)),
)
LETTER_FREE: tuple[Sentence, ...] = (
    Sentence(text="Will {material} ship without an export licence, and on what ground?", rests_on=_GOODS),
    Sentence(text="How are the goods declared to customs?", rests_on=("customs",)),
)
#: Only of magnets that can hold them.
LETTER_HEAVY = Sentence(
    text="Dysprosium and terbium content of {material} by batch, with the test report?", rests_on=("test-report",)
)
LETTER_USE = Sentence(text="Our end use: {use}.", rests_on=("papers",))
LETTER_COUNTRY = Sentence(text="Destination: {country}.", rests_on=("papers",))
LETTER_END = Sentence(text="A copy of the licence page that shows it would answer all of this.", rests_on=_SCOPE)

#: Every sentence above; the test of the catalogue reads it.
CATALOGUE: tuple[Sentence, ...] = (
    *(value for value in globals().values() if isinstance(value, Sentence)),
    *VERDICTS.values(),
    *STEPS.values(),
    *CHANGES.values(),
    *LETTER,
    *LETTER_FREE,
)
