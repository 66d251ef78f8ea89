"""Whether samarium-cobalt that a sentence names is what a licence is for: only its own goods, or those of its firm, count.

A sentence may name it for any reason: its price fell, its users complain, a rival makes it. English only; other
languages are read by `materials` alone.
"""

import re
from collections.abc import Sequence
from enum import Enum

from jobs.extract.text.cues import Hit
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
_BEHIND_LICENCE = re.compile(rf"{_FILLER}{_LEADS}{_QUALITY}", re.IGNORECASE)
_ON_FROM_GOODS = re.compile(
    rf"(?:{_FILLER}|\b(?:magnets?|alloys?|rings|blocks|iron|boron|sintered|bonded|NdFeB|as well as|or|for|covering|dysprosium|terbium)\b|[\s,/&+;-])*",
    re.IGNORECASE,
)
#: Behind goods that are shipped under a licence, up to the word for it.
_UNDER = re.compile(
    r"[^.;]{0,90}?\b(?:under|with|on|by|via|through|in|onto|into|to|holds?|has|have|had|received|obtained|got|given|granted|won|issued|awarded|secured|require|need)\b[\w’' -]{0,40}",
    re.IGNORECASE,
)
#: Right before goods that are a firm's own, or what is said of them goes for all of them.
_OWN_GOODS = re.compile(
    r"(?:(?:^|[.;:,\n•*-]\s*)|\b(?:its|their|our|his|whose|ships?|shipped|exports?|exported|exporting|shipping|sells?|supply|supplies|delivers?|export|exports|shipments|sales|deliveries|"
    r"add(?:s|ed|ing)?|including|include[sd]?|all|for|of|X(?:['’]s?)?) )(?:of |the |its |their |all |both |kinds |types |sintered |bonded |exports of |own |NdFeB |neodymium |magnets? |and |or |X(?:['’]s?) )*[\w-]{0,12} ?$",
    re.IGNORECASE,
)
#: Right behind goods: somebody's or something that has nothing to do with a licence for them.
_NAMED_FOR = re.compile(
    r"(?: (?:magnets?|alloys?|powders?|blocks|rings|material))?(?:['’]s?)? (?:price|prices|sales|demand|market|markets|users?|buyers?|customers?|clients|shortages?|suppl(?:y|ies)|orders|revenues?|rivals?|"
    r"importers?|motors?|imports?|costs?|stocks?|inventor(?:y|ies)|scrap|output|production|competitors?|peers?|traders?|shares|projects?|plans?|research|prototypes?)\b",
    re.IGNORECASE,
)
#: Right before goods: the same.
_NAMED_AFTER = re.compile(
    r"\b(?:(?:shortages?|prices?|costs?|users?|buyers?|scarcity|lack|suppl(?:y|ies)|demand|imports?|output|traders?|rivals?|markets?|interest|price|importers?|knowledge|research) (?:of|for|in|on) "
    r"|(?:buys?|bought|uses?|used|imports?|imported|needs?|lacks?|knew it for|known it for|stopped \w+ing|ceased \w+ing|gave up|abandoned|quit|sold off|spun off|does not make|doesn[’']t make|never made|no longer makes?|"
    r"(?:will|would|may|could|wants? to|plans? to|hopes? to|intends? to|aims? to|is to) (?:\w+ ){0,3}?(?:mak|produc|sinter|press|launch|develop|add|enter)\w*|unlike|compared with|instead of|rather than|apart from) )"
    r"(?:[\w-]+ ){0,3}$",
    re.IGNORECASE,
)
_A_LICENCE = re.compile(r"(?: magnets?)?(?: export)?(?: general)?(?: export)? (?:licen[cs]e|permit)", re.IGNORECASE)
#: "X, a producer of samarium-cobalt", "samarium-cobalt producer X", "X makes samarium-cobalt".
_TO_MAKER = re.compile(
    r"[\s-]?(?:(?:permanent[ -])?magnets?|alloys?|powders?|rings?)?(?:[\s-](?:and [\w-]+ )?(?:magnets? )?(?:producers?|makers?|manufacturers?|suppliers?|specialists?|exporters?|houses?|firms?|compan(?:y|ies)|group|plant|unit|arm|segment|division|business|works|subsidiary))?"
    r"(?:,? (?:to|with|which|that)\b[^.;]{0,60}|(?: now| finally| also| already){0,2} (?:has|have|holds?|got|received|obtained|won|secured)\b[^.;:]{0,60}: |[\s,()–—:]|\b(?:X|and|of|in|based|Ltd|Co|the|called|named|now|is|are|now has|has|have)\b)*",
    re.IGNORECASE,
)
_FROM_FIRM = re.compile(
    r"(?:['’]s)?[\s,()–—]*(?:(?:Co|Ltd|Inc)\b[.,\s]*)*(?:(?:of|in|from|based in) [A-Z][\w’']+,? ?)?(?:(?:is|was|are|were|became|becomes|has become|remains|which|who|that|known|best|long|until then|now|also|only|itself|and|mainly|the|an?|one|among|of|for|its|their|both|"
    r"first|second|third|sole|latest|newest|largest|biggest|leading|big|small|major|top|Chinese|China['’]s|state-owned|private|listed|makes?|made|making|produces?|producing|producers?|makers?|manufacturers?|manufactures|manufacturing|suppliers?|sinters?|sintering|presses|pressing|exports?|"
    r"exporters?|sells|ships|shipping|supplies|delivers|grinds|casts|specialist|specialises|specializes|specialising|specialising|specialized|specialised|in|maker|famous|noted|group|company|firm|unit|subsidiary|[A-Z][\w’'-]*|[\w-]+-based|NdFeB|neodymium|magnets|rings|blocks)[\s,]+){0,9}(?:[\w-]+ )?",
)
#: The sentence behind that says what "it" is for.
_IT_IS_FOR = re.compile(
    r"\W*(?:it|they|both|these|the (?:general |new |export |two )*(?:licen[cs]es?|permits?|papers?|documents?|certificates?)|this|that|this one|under (?:it|them|the licen[cs]e))\b[^.;]{0,140}$",
    re.IGNORECASE,
)
#: Right behind a licence: "general licence: sintered SmCo", "(general licence, SmCo)".
_AT_ONCE = re.compile(r"[\s,:(–-]+(?:sintered |only )?")
#: A name that says it in full.
_IN_NAME = re.compile(r"sm-?co\b|samarium[- ]cobalt", re.IGNORECASE)


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


_NEODYMIUM = re.compile(r"neodymium(?:[ -]iron[ -]boron)?|NdFeB", re.IGNORECASE)


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
