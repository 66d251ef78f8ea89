"""Whether samarium-cobalt that a sentence names is what a licence is for: only its own goods, or those of its firm, count.

A sentence may name it for any reason: its price fell, its users complain, a rival makes it. English only; other
languages are read by `materials` alone.
"""

from collections.abc import Sequence
from enum import Enum

from jobs.extract.text.cues import Hit
from jobs.extract.text.phrases import Phrase
from jobs.extract.text.sentences import Span


class Bearing(Enum):
    """What samarium-cobalt in a sentence has to do with somebody's licence."""

    LICENCE = "the licence is for it"
    FIRM = "the firm is a maker of it"
    OTHER = "it is named for another reason"
    OPEN = "nobody can tell"


_WHEN = (
    r"January|February|March|April|May|June|July|August|September|October|November|December|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|"
    r"\d[\d.,-]*|year|month|week|years|months|today|yesterday|spring|summer|autumn|winter|early|late|mid|end|start|beginning"
)
#: What may stand between a licence and its goods besides the words that lead to them; X is a company.
_FILLER = (
    rf"(?:[\s,()“”\"’'–—-]|:(?=\s)|\b(?:X|s|granted|issued|given|awarded|handed|obtained|received|secured|won|gained|collected|got|held|hold|holds|has|have|had|been|was|were|is|are|being|"
    rf"approved|renewed|extended|widened|broadened|restored|reinstated|confirmed|announced|signed|finally|recently|newly|just|already|also|now|then|later|first|second|third|fourth|fifth|"
    rf"that|which|it|they|we|company|firm|ministry|producer|maker|producers|makers|group|MOFCOM|Beijing|commerce|Chinese|China|to|by|from|of|in|on|since|at|last|this|next|the|a|an|one|ones|"
    rf"another|other|two|three|four|dated|valid|good|runs?|until|year-long|one-year|twelve|full|took|takes|effect|force|came|come|comes|through|into|and|both|only|even|but|plus|too|new|own|its|their|our|his|"
    rf"exports?|shipments?|sales?|deliver(?:y|ies)|licen[cs]es?|permits?|holders?|licensees?|recipients?|companies|firms|namely|include|includes?|including|said|says|far|so|kind|type|general|{_WHEN})\b)*"
)
#: What leads from a licence to its goods.
_LEADS = (
    r"(?:\b(?:for|covering|covers?|covered|to (?:also )?(?:export|ship|sell|supply|deliver|cover|include|take in)|on|of|includ(?:es?|ing|ed)|lists?|listing|names?|limited to|confined to|restricted to|"
    r"appl(?:ies|y|ied) to|extend(?:s|ed)? to|widened to|broadened to|mentions?|takes? in|as well as|plus|and(?: for)?|also|in)\b|\(|:)"
)
_QUALITY = (
    r"(?:[\s(]*\b(?!(?:users?|buyers?|customers?|prices?|shortage|rivals?|individual|single|one-off|no|not|neither|without)\b)"
    r"[\w’':-]+\b){0,7}?[\s(]*"
)
_BEHIND_LICENCE = Phrase("goods", "behind_licence")
_ON_FROM_GOODS = Phrase("goods", "on_from_goods")
_UNDER = Phrase("goods", "under")
_OWN_GOODS = Phrase("goods", "own_goods")
_NAMED_FOR = Phrase("goods", "named_for")
_NAMED_AFTER = Phrase("goods", "named_after")
_A_LICENCE = Phrase("goods", "a_licence")
_TO_MAKER = Phrase("goods", "to_maker")
_FROM_FIRM = Phrase("goods", "from_firm", capitals=True)
_IT_IS_FOR = Phrase("goods", "it_is_for")
_AT_ONCE = Phrase("goods", "at_once", capitals=True)
_IN_NAME = Phrase("goods", "in_name")


def bearing(
    text: str,
    span: Span,
    cobalt: Sequence[Hit],
    licences: Sequence[Hit],
    names: Sequence[tuple[str, int, int]],
    key: str,
) -> Bearing:
    """What samarium-cobalt (`cobalt`: where it is named) has to do in a sentence with the licence of the company `key`.

    `names` are all companies of the sentence: key, start, end.
    """
    ways = {_of_one(text, span, hit, licences, names, key) for hit in cobalt}
    return next((way for way in (Bearing.LICENCE, Bearing.FIRM, Bearing.OPEN) if way in ways), Bearing.OTHER)


def says_its_name(name: str) -> bool:
    """Whether a firm is called after samarium-cobalt, and not after samarium alone."""
    return _IN_NAME.search(name) is not None


def of_neodymium(text: str, span: Span, licences: Sequence[Hit], names: Sequence[tuple[str, int, int]]) -> bool:
    """Whether a sentence says that a licence is for neodymium magnets."""
    first = licences[0].end if licences else span[1]
    return any(
        _BEHIND_LICENCE.fullmatch(_masked(text, one.end, start, names)) is not None
        for start, _ in _neodymium(text, first, span[1])
        for one in licences
        if one.end <= start
    )


def of_it(text: str, low: int, start: int) -> bool:
    """Whether a sentence that begins at `low` speaks of the licence up to where samarium-cobalt stands in it."""
    return _IT_IS_FOR.match(text[low:start]) is not None


def _of_one(
    text: str, span: Span, hit: Hit, licences: Sequence[Hit], names: Sequence[tuple[str, int, int]], key: str
) -> Bearing:
    low = span[0]
    if "general" in hit.tags or _A_LICENCE.match(text, hit.end):
        return Bearing.LICENCE
    if _NAMED_FOR.match(text, hit.end):
        return Bearing.OTHER
    if _of_firm(text, low, hit, names, key):
        return Bearing.FIRM
    before = text[max(low, hit.start - 80) : hit.start]
    if not hit.tags.isdisjoint(("smco_maker", "group")) or _NAMED_AFTER.search(before):
        return Bearing.OTHER
    ahead = [one for one in licences if one.end <= hit.start]
    if ahead and _AT_ONCE.fullmatch(text, ahead[-1].end, hit.start):
        return Bearing.LICENCE
    if ahead and _BEHIND_LICENCE.fullmatch(_masked(text, ahead[-1].end, hit.start, names)):
        return Bearing.LICENCE
    if ahead and any(
        _BEHIND_LICENCE.match(_masked(text, ahead[-1].end, start, names))
        and _ON_FROM_GOODS.fullmatch(_masked(text, end, hit.start, names))
        for start, end in _neodymium(text, ahead[-1].end, hit.start)
    ):
        return Bearing.LICENCE
    behind = next((one for one in licences if one.start >= hit.end), None)
    if (
        behind is not None
        and _UNDER.fullmatch(text, hit.end, behind.start)
        and _OWN_GOODS.search(_masked(text, max(low, hit.start - 80), hit.start, names))
    ):
        return Bearing.LICENCE
    return Bearing.OPEN


_NEODYMIUM = Phrase("goods", "neodymium")


def _neodymium(text: str, low: int, high: int) -> list[Span]:
    return [match.span() for match in _NEODYMIUM.finditer(text, low, high)]


def _masked(text: str, low: int, high: int, names: Sequence[tuple[str, int, int]]) -> str:
    """A stretch of text with X for each company."""
    parts, at = [], low
    for _, start, end in sorted(names, key=lambda one: one[1]):
        if at <= start and end <= high:
            parts += [text[at:start], "X"]
            at = end
    return "".join((*parts, text[at:high]))


def _of_firm(text: str, low: int, hit: Hit, names: Sequence[tuple[str, int, int]], key: str) -> bool:
    """Whether the words between a company and samarium-cobalt say that it is a maker of it."""
    mine = [(start, end) for one, start, end in names if one == key]
    others = [(start, end) for one, start, end in names if one != key]
    for start, end in mine:
        if end <= hit.start and not any(end <= other < hit.start for other, _ in others):
            if _FROM_FIRM.fullmatch(text, end, hit.start) and not _NAMED_AFTER.search(text[end : hit.start]):
                return True
        elif start >= hit.end and _TO_MAKER.fullmatch(_masked(text, hit.end, start, names)):
            return not _NAMED_AFTER.search(text[max(low, hit.start - 80) : hit.start])
    return False
