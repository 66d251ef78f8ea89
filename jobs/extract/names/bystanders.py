"""Who stands in reports without being a company: people, outlets, analysts' houses, offices and their parts."""

import re
import unicodedata

from jobs.extract.text.cues import words

_ROLES = (
    r"founder|director|manager|minister|analyst|chief|head|president|chairman|chairwoman|chair|spokes(?:man|woman|person)|secretary|officer|executive|professor|"
    r"lawyer|commissioner|ceo|cfo|coo|engineer|owner|economist|strategist|delegate|foreman|salesman|judge|senator|attorney|consultant|ambassador|editor"
)
_ROLE = re.compile(rf"(?:{_ROLES}|sir|dame|lord|lady|baron|baroness|viscount|councillor)s?")
_AFTER = re.compile(
    rf"\s*(?:,\s+(?:\d\d,\s+)?(?:the\s+|its\s+|a\s+|an\s+|who\s+(?:runs|heads|leads|manages|buys|sells|owns)\s+|our\s+)?(?:[\w’'-]+\s+){{0,3}}?(?:{_ROLES})s?\b"
    r"|,\s+who\b|\s+(?:runs|heads)\s+(?:exports|sales|purchasing|sourcing)\b)",
    re.IGNORECASE,
)
_BEFORE = re.compile(
    rf"\b(?:mr|mrs|ms|dr|prof|sir|dame|lord|lady|baron|baroness|viscount|congressman|congresswoman|representative|councillor|herr|frau|madame|monsieur|senator|chancellor|premier|hi|hello|dear|cheers|regards|thanks|{_ROLES}|(?:head|chief|director|vice president) of (?:[a-z]+ ){{1,2}})\.?\s+(?:(?-i:[A-Z])\w+\s+)?$",
    re.IGNORECASE,
)
_OF_SAID = re.compile(
    r"\s+(?:of|from|at)\s+(?:(?:the|[a-z]+)\s+)?(?P<where>[A-Z][\w-]+)[^.;]{0,50}?\s+(?:said|told|says|wrote|writes)\b"
)
_CAPITAL_BEFORE = re.compile(r"\b([A-Z][a-z]+) $")
_INITIAL = re.compile(r"(?:^|\s)[A-Z]\.\s+$")
_SAID_BEFORE = re.compile(r"(?:[\"”’]\s*,?\s*|,\s+)(?:said|says|adds?|added|explain\w*|writes|wrote)\s+$")
#: What only companies have or do.
_FIRM_AFTER = re.compile(
    r"['’]s?\s+(?:[\w-]+\s+){0,2}?(?:licen[cs]e|permit|plant|factory|suppliers?|customers|magnets?|shares)"
    r"|\s+(?:also |now |already )?(?:(?:has|have|had)\s+(?:\w+\s+)?(?:received|obtained|secured|won|got|an? |its |been (?:granted|named|covered|listed|given|added|awarded|issued))"
    r"|(?:is|was|are|were) (?:\w+ )?(?:granted|named|covered|listed|given|added|awarded|issued|licensed)|holds?|received|obtained|secured|makes|ships|exports|confirmed|disclosed|announced)\b"
)
#: Somebody of a company: "a manager from X".
_FROM = re.compile(
    rf"\b(?:man|woman|gentleman|lady|colleague|people|someone|somebody|rival|friend|manager|staff|employee|official|representative|visitor|guest|{_ROLES})s?\s+(?:from|of|at|with)\s+$",
    re.IGNORECASE,
)
_NAMED_OF = re.compile(r"(?P<who>[A-Z][\w’'-]+ [A-Z][\w’'-]+),? (?:of|from|at|with)\s+$")
_HOUSE_AFTER = re.compile(
    r"['’]?s?\s+(?:analysts?|economists?|strategists?|researchers?|correspondents?|reporters?|editors?|news(?:paper|letter)?|readers)\b"
)
#: "(ECNS) --": who sends a report stands before its first sentence.
_DATELINE = re.compile(r"\)?\s*(?:--|—|–)\s")
#: Parts of a country, not of a company's name.
_LAND = frozenset(
    (
        "province",
        "county",
        "kingdom",
        "prefecture",
        "republic",
        "district",
        "majesty",
        "highness",
        "parliament",
        "senate",
    )
)
_HOUSE_BEFORE = re.compile(
    r"\b(?:(?:analyst|economist|strategist|researcher|consultant|broker|correspondent|reporter|journalist|editor|lawyer)s?,? (?:at|of|from|with|for)(?: (?:the )?(?:[a-z]+ ){0,2})?"
    r"|(?:consultancy|consultants|brokerage|broker|bank|law firm|lawyers|newsletter|newspaper|(?:trade|local|daily|business|regional|the|a) paper|publication|trade title|tabloid|podcast|broadcaster|news service|daily|weekly|magazine|journal|portal|website|site|blog|platform|think[ -]tank|data provider|price reporter|pricing agency|"
    r"news agency|wire service|agency|broadcaster|research (?:house|firm|group|company)|advisory firm|forwarder|freight forwarder|airline|shipping line|lender|insurer|university|institute|ship|vessel|freighter|minister|province|city|town|village|district|county|port|state|fachdienst(?:e?s)?|branchendienst(?:e?s)?|nachrichtendienst(?:e?s)?|zeitung|zeitschrift|magazins?|blatt(?:e?s)?|portals?|quotidien|hebdomadaire|journal|user|poster|blogger|account|nickname|commenter|handle) )\s*$",
    re.IGNORECASE,
)
#: Whom people talk to: "told X", "confirmed to X", "in an interview with X".
_TALKED_TO = re.compile(
    r"\b(?:(?:confirmed|said|spoke|speaking|talked|talking|admitted|explained|disclosed|confided|revealed|insisted) to|interview with|interviewed by|quoted by|cited by|reported by|as) $"
)
_REPORTS = re.compile(
    r",?\s+(?:reported|writes|wrote|reports)\b(?! (?:a|an|its|higher|lower|sales|net|profit|revenue|that it|it)\b)"
)
_OFFICE_BEFORE = re.compile(
    r"\b(?:Department|Directorate|Chambre|Ministry|Bureau|Office|Institute|University|Chamber|Association|Federation|Society|Republic|Court|Committee|Commission|Council|Agency|Academy|College|School|Port|City|Province|Forum|Union|Minister|Secretar(?:y|ie))"
    r"s? (?:of|for) (?:the )?(?:[A-Z]\w+(?:,| and) ){0,3}$"
)


def house(text: str, start: int, end: int, low: int) -> bool:
    """Whether an outlet, an analysts' house or a part of an office's name stands at `start`:`end`."""
    last = text[start:end].rsplit(" ", 1)[-1].lower().strip(".,")
    if last in words("en", "names", "outlet") or last in _LAND or _HOUSE_AFTER.match(text, end):
        return True
    if text[low:start].strip() == "(" and _DATELINE.match(text, end):
        return True
    before = text[max(low, start - 60) : start]
    if _TALKED_TO.search(before) and (not before.endswith("as ") or _REPORTS.match(text, end)):
        return True
    return bool(_OFFICE_BEFORE.search(before) or _HOUSE_BEFORE.search(before))


def person(text: str, start: int, end: int) -> bool:
    """Whether a person is named at `start`:`end`."""
    # A title's or an initial's full stop may look like the end of a sentence.
    before = text[max(0, start - 34) : start].rpartition("\n")[2]
    if _AFTER.match(text, end) or _BEFORE.search(before) or _INITIAL.search(before):
        return True
    of = _OF_SAID.match(text, end)
    if of is not None and not _is_place(of["where"].lower()):
        # "A B of Y said": who speaks for Y; but "A of Gothenburg said" is a company.
        return True
    parts = text[start:end].lower().split()
    if len(parts) > 1 and any(_ROLE.fullmatch(part) for part in parts[:3]):
        return True
    if given(parts[0]):
        return len(parts) == 1 or len(parts) > 3 or not _FIRM_AFTER.match(text, end)
    if len(parts) == 1:
        # "Kong Deming": the first half is a place as well.
        first = _CAPITAL_BEFORE.search(before)
        if parts[0] in words("en", "words", "family") and re.search(
            rf"\b{re.escape(text[start:end])} [A-Z][a-z]+,", text[:start]
        ):
            # "Lin Weijie, deputy director ... Lin said".
            return True
        return first is not None and first[1].lower() in words("en", "words", "family")
    if _SAID_BEFORE.search(before):
        return True
    chinese = len(parts) == 2 and parts[0] in words("en", "words", "family") and len(parts[1]) < 9
    return chinese and not _FIRM_AFTER.match(text, end)


def _is_place(word: str) -> bool:
    return any(word in words("en", "places", name) for name in ("cities", "china", "stop"))


def given(name: str) -> bool:
    """Whether a name begins with what people are called first."""
    first = unicodedata.normalize("NFKD", name.split(" ")[0].strip(".,").lower())
    return "".join(char for char in first if not unicodedata.combining(char)) in words("en", "words", "given")


def from_a_firm(before: str) -> bool:
    """Whether the words before a name say that somebody is from there: "a man from X said"."""
    of = _NAMED_OF.search(before)
    return bool(
        _FROM.search(before)
        or (of and (given(of["who"]) or of["who"].split(" ")[0].lower() in words("en", "words", "family")))
    )
