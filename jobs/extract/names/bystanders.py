"""Who stands in reports without being a company: people, outlets, analysts' houses, offices and their parts."""

import re
import unicodedata

from jobs.extract.text.cues import words
from jobs.extract.text.phrases import Phrase

_ROLES = (
    r"founder|director|manager|minister|analyst|chief|head|president|chairman|chairwoman|chair|spokes(?:man|woman|person)|secretary|officer|executive|professor|"
    r"lawyer|commissioner|ceo|cfo|coo|engineer|owner|economist|strategist|delegate|foreman|salesman|judge|senator|attorney|consultant|ambassador|editor"
)
_ROLE = Phrase("bystanders", "role", capitals=True)
_AFTER = Phrase("bystanders", "after")
_BEFORE = Phrase("bystanders", "before")
_OF_SAID = Phrase("bystanders", "of_said", capitals=True)
_CAPITAL_BEFORE = re.compile(r"\b([A-Z][a-z]+) $")
_INITIAL = re.compile(r"(?:^|\s)[A-Z]\.\s+$")
_SAID_BEFORE = Phrase("bystanders", "said_before", capitals=True)
_FIRM_AFTER = Phrase("bystanders", "firm_after", capitals=True)
_FROM = Phrase("bystanders", "from")
_NAMED_OF = Phrase("bystanders", "named_of", capitals=True)
_HOUSE_AFTER = Phrase("bystanders", "house_after", capitals=True)
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
_HOUSE_BEFORE = Phrase("bystanders", "house_before")
_TALKED_TO = Phrase("bystanders", "talked_to", capitals=True)
_REPORTS = Phrase("bystanders", "reports", capitals=True)
_OFFICE_BEFORE = Phrase("bystanders", "office_before", capitals=True)


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
