"""How a name is introduced: as a maker of magnets, of samarium-cobalt, as a buyer, as a firm in China - or not at all."""

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass

from jobs.extract.names.capitals import chinese, chinese_places
from jobs.extract.text.cues import Hit
from storage.domain.licence import Role


@dataclass(frozen=True, slots=True)
class Introduction:
    """What the words around a name say of it. `home`: a place in China is named with it."""

    role: Role | None = None
    plain: bool = False
    home: bool = False


NOTHING = Introduction()

#: Between a describing noun and the name it introduces: nothing, or a list that begins.
_INTRODUCES = re.compile(
    r"s?[ ,]{0,2}|s?,?\s+(?:including|such as|namely|called|named(?! (?:in|on|as|under|by|to)\b)|like)\s+(?:[\w.-]+\s+){0,4}?(?:[\w.-]+(?:\s[\w.-]+){0,5},\s+){0,6}(?:and\s+)?"
    r"|s?[:：]\s*|(?:有三|有两|包括|即|为|如|是)?[：:]?"
    r"|(?:永?磁体|磁钢|磁铁|磁环|环|产品)?(?:供应商|供货商|供货方|供應商|生产商|生產商|制造商|厂商|廠商|企业|企業)(?:——|—|：|、|，)?[“「]?"
)
_ROLE_BEFORE = 120
_ROLE_AFTER = 60
_NOUN = (
    r"(?:maker|builder|producer|manufacturer|supplier|specialist|exporter|assembler|group|firm|company|brand|outfit|house|importer|vendor|plant|"
    r"factory|works|unit|subsidiary|start-?up|newcomer|processor|integrator|developer|operator|giant|conglomerate|converter|distributor)s?"
)
_DESCRIBES = re.compile(_NOUN)
_BEFORE = re.compile(
    rf"(?P<phrase>(?:[\w’'&-]+ ){{0,6}}?)(?P<noun>{_NOUN})(?:,? [-–—]{{1,2}} |, |: | )?(?P<list>(?:[A-Z][\w.&’'-]*(?: [A-Z][\w.&’'-]*){{0,4}}(?:,| and|, and) ){{0,4}})$"
)
#: "A second cobalt supplier has one: X".
_COLON = re.compile(
    rf"\b(?:[Aa]n?|[Oo]ne|[Aa]nother|[Tt]he) (?P<phrase>(?:[\w’'&-]+ ){{0,5}}?)(?P<noun>{_NOUN}) [^.:;]{{3,60}}: $"
)
_AFTER = re.compile(
    rf"(?:\s*[(][^()]{{1,30}}[)])?(?:,| [-–—]{{1,2}}|\s[(]) ?(?:an?|the|its|their|our|one of|another|two|both)\b (?P<phrase>(?:[\w’'&.-]+ ){{0,6}}?)(?P<noun>{_NOUN})\b(?P<of>(?: (?:of|for) (?:[\w-]+ ?){{1,4}})?)"
)
_IS_A = re.compile(
    rf" (?:is|was|became|remains) (?:an?|the|our|one of the) (?P<phrase>(?:[\w’'&.-]+ ){{0,6}}?)(?P<noun>{_NOUN})\b(?P<of>(?: (?:of|for) (?:[\w-]+ ?){{1,4}})?)"
)
_MAKES = re.compile(
    r"(?:\s*[(][^()]{1,30}[)])?, (?:which|who|known for|best known for|until then known for|whose) (?:mainly |mostly |now |also )?(?P<does>[^,.;]{3,70})"
)
#: "X makes magnets for drills".
_ITSELF_MAKES = re.compile(
    r" (?:itself |also |only |mainly |mostly |now )?(?P<does>(?:makes|produces|manufactures|presses|sinters|bonds|casts) [^,.;]{3,60})"
)
#: "Magnets made by X".
_MADE_BY = re.compile(
    r"\b(?:(?:neodymium|samarium|cobalt|smco|ndfeb|permanent|rare[ -]earth|and)[ -])*(?:magnets|smco|ndfeb|magnet (?:blocks|rings|alloys?))(?: of [\w -]{3,30}?)? (?:made|produced|manufactured|pressed|sintered|exported) by (?:the )?$",
    re.IGNORECASE,
)
#: "X was among five magnet producers given licences".
_ONE_OF = re.compile(
    rf" (?:is|was|are|were|has been|ranks|counts) (?:now |also )?(?:among|one of) (?:the )?(?P<phrase>(?:[\w’'&.-]+ ){{0,5}}?)(?P<noun>{_NOUN})\b"
)
_DOES = re.compile(
    r"\b(?:mak\w+|press\w*|sinter\w*|produc\w+|manufactur\w+|grind\w*|coat\w*|bond\w*|sell\w*|export\w*|ship\w*|rings|blocks|arcs|known)\b"
)
#: "X, whose Chinese magnet maker holds ...": somebody else makes them.
_ITS_MAKER = re.compile(
    r"(?:[\w’'-]+ ){0,4}?(?:suppliers?|vendors?|makers?|producers?|manufacturers?|sources?|exporters?|sellers?)\b"
)
_SMCO = re.compile(r"\b(?:samarium|smco|cobalt)\b", re.IGNORECASE)
_MAGNET = re.compile(r"\b(?:magnets?|magnetic|rare[ -]earths?|ndfeb|neodymium|sinter\w*|[\w-]*magnet)\b", re.IGNORECASE)
_RELATIVE = re.compile(
    r"^(?:its|their|our|his|whose|the|an?|another|lead|main|principal|first|second|third|sole|only|chinese|new|old|long-?time|regular|current)$",
    re.IGNORECASE,
)
_PLAINLY = frozenset(("supplier", "vendor"))
#: "A unit of Y": whose it is, not what it makes.
_BELONGS = re.compile(r"unit|subsidiary|subsidiarie|group|company|firm|brand|plant|house|outfit|works|factory")
#: What says nothing about the goods a firm makes.
_COLOURLESS = re.compile(
    r"^(?:\d+|[A-Z][\w’'-]*|its|their|our|his|whose|the|an?|another|one|two|three|four|five|six|both|more|other|new|old|lead|main|principal|first|second|third|"
    r"fourth|sole|only|chinese|small|big|large|larger|largest|biggest|mid-?sized|medium-?sized|smaller|leading|listed|unlisted|private|privately|state-?owned|family-?owned|family|"
    r"wholly|owned|local|provincial|foreign|overseas|domestic|little-?known|young|publicly|traded|fast-?growing|northern|southern|eastern|western|central|of|the|and|holding|parent|sister|same|said|that|told|from|by|at|to|in|like|top|major|is|was|are|be|been|has|have|year)$"
)
_PLACE_OF = re.compile(r"(?:, | \(| of | in )(?:the )?(?P<place>[A-Z][a-z’']+)\b")
_PLACE_OWNS = re.compile(r"(?P<place>[A-Z][a-z’']+?)(?:['’]s|-based|-area|-listed)\s+(?:[a-z-]+\s+){0,4}$")


def of(text: str, start: int, end: int, found: list[Hit], starts: list[int]) -> Introduction:
    """What the words right before or right after a name make of it."""
    tagged = _by_cue(text, start, end, found, starts)
    worded, home = NOTHING, False
    if text[start] < "\u2e80":
        # The turns below are English ones.
        line = text[max(0, start - _ROLE_BEFORE) : start]
        worded = _worded(line[max(line.rfind("\n"), line.rfind(". ")) + 1 :], text[end : end + 140])
        home = worded.home or _at_home(text, start, end)
    role = tagged if tagged is not None else worded.role
    if worded.role is Role.SMCO_PRODUCER or (worded.role is Role.EXPORTER and tagged is Role.CUSTOMER):
        role = worded.role
    if role is None and home and worded.plain:
        role = Role.EXPORTER
    return Introduction(role=role, plain=role is not None or worded.plain or home, home=home)


def _by_cue(text: str, start: int, end: int, found: list[Hit], starts: list[int]) -> Role | None:
    low = bisect_left(starts, start - _ROLE_BEFORE)
    high = bisect_right(starts, end + _ROLE_AFTER)
    for hit in found[low:high]:
        if hit.tags.isdisjoint(("customer", "maker", "smco_maker")):
            continue
        before = text[hit.end : start] if hit.end <= start else None
        if (before is not None and _INTRODUCES.fullmatch(before)) or _apposition(text, end, hit):
            if "smco_maker" in hit.tags:
                return Role.SMCO_PRODUCER
            return Role.CUSTOMER if "customer" in hit.tags else Role.EXPORTER
    return None


def _worded(before: str, after: str) -> Introduction:
    """The describing noun next to a name and what stands before it: "fan maker X", "X, a pump group"."""
    described = _DESCRIBES.search(before) is not None
    if described and (match := _BEFORE.search(before)) is not None and not _of_first_only(match):
        phrase = match["phrase"]
        opens = not before[: match.start("phrase")].strip(" \"“'‘-•*")
        # The first word of a sentence has a capital whatever it is.
        return _judged(phrase[:1].lower() + phrase[1:] if opens else phrase, match["noun"], "")
    if described and (match := _COLON.search(before)) is not None:
        return _judged(match["phrase"], match["noun"], "")
    if (match := _AFTER.match(after) or _IS_A.match(after)) is not None:
        return _judged(match["phrase"], match["noun"], match["of"])
    if (match := _MADE_BY.search(before)) is not None:
        smco = _SMCO.search(match[0]) is not None
        return Introduction(role=Role.SMCO_PRODUCER if smco else Role.EXPORTER, plain=True)
    if (match := _ONE_OF.match(after)) is not None:
        return _judged(match["phrase"], match["noun"], "")
    match = _MAKES.match(after) or _ITSELF_MAKES.match(after)
    if match is not None and _DOES.search(match["does"]) and not _ITS_MAKER.match(match["does"]):
        if _SMCO.search(match["does"]):
            return Introduction(role=Role.SMCO_PRODUCER, plain=True)
        if re.search(r"\b(?:magnets?|rare earths?)\b(?! (?:motors?|users?))", match["does"]):
            return Introduction(role=Role.EXPORTER, plain=True)
    return NOTHING


def _of_first_only(match: re.Match[str]) -> bool:
    """Whether one firm is described and this is a later name: "through its supplier X, Y has ..."."""
    return bool(match["list"]) and not match["noun"].endswith("s")


#: A verb or a preposition in what stands before a describing noun: what stands before that describes nothing.
_BREAKS = re.compile(
    r"(?:got|had|has|have|put|added|named|told|informed|listed|let|is|was|are|were|gets|gives|gave|supplies|serves|ships|sells|covers|names|includes|lists|to|for|by|with|from|that|as|says|said|when|and|which|under|on|in)"
)


def _judged(phrase: str, noun: str, of_what: str) -> Introduction:
    bare = noun.rstrip("s").lower()
    near = phrase.split()[-5:]
    breaks = [place for place, word in enumerate(near) if _BREAKS.fullmatch(word)]
    near = near[breaks[-1] + 1 :] if breaks else near
    described = " ".join(near)
    home = any(word.split("-")[0].removesuffix("'s").removesuffix("’s").lower() in chinese_places() for word in near)
    if _SMCO.search(of_what) or _SMCO.search(described):
        return Introduction(role=Role.SMCO_PRODUCER, plain=True, home=home)
    if _MAGNET.search(of_what) or _MAGNET.search(described) or bare == "exporter":
        return Introduction(role=Role.EXPORTER, plain=True, home=home)
    last = near[-1].lower() if near else ""
    if bare in _PLAINLY and (not last or _RELATIVE.match(last)):
        return Introduction(role=Role.EXPORTER, plain=True, home=home)
    if home and not any(not _COLOURLESS.match(word) and not word[0].isupper() for word in near):
        return Introduction(role=Role.EXPORTER, plain=True, home=True)
    belongs = bool(of_what) and _BELONGS.match(bare) is not None
    if belongs and any(chinese(word.lower()) for word in of_what.split()[1:]):
        return Introduction(role=Role.EXPORTER, plain=True, home=True)
    goods = (of_what and not belongs) or (last and not _COLOURLESS.match(near[-1]))
    if goods:
        return Introduction(role=None if home else Role.CUSTOMER, plain=True, home=home)
    return Introduction(plain=True, home=home) if near or belongs else NOTHING


def _at_home(text: str, start: int, end: int) -> bool:
    """ "Baotou's X", "X of Dongyang", "X (Weihai)": a place in China is named with it."""
    owner = _PLACE_OWNS.search(text[max(0, start - 60) : start])
    if owner and owner["place"].lower() in chinese_places():
        return True
    after = _PLACE_OF.match(text[end : end + 40])
    return after is not None and after["place"].removesuffix("'s").removesuffix("’s").lower() in chinese_places()


def buys(text: str, start: int, end: int) -> bool:
    """Whether the words at a name show a buyer: it has suppliers, or magnets are sold to it."""
    before, after = text[max(0, start - 40) : start], text[end : end + 90]
    return bool(_SOLD_TO.search(before) or _HAS_SUPPLIERS.match(after))


_SOLD_TO = re.compile(
    r"(?:suppliers? (?:to|of|for)|vendors? (?:to|of)|supply(?:ing)?|supplies|that sell to|sells? (?:magnets )?to|deliver(?:y|ies|ing)? to|served|serving|"
    r"(?:customers?|buyers?|accounts?|clients?|users?),? (?:such as|like|including|among them)|(?<![者人方])为|給|给|供應|供应)\s*(?:the\s+)?(?:[A-Z][\w.]+(?:,| and)\s+)?$",
    re.IGNORECASE,
)
_HAS_SUPPLIERS = re.compile(
    r"(?:['’]s?|的|兩家|两家|一家|三家)?\s*(?:\w+[ -]){0,3}?(?:suppliers?|vendors?|purchasing|procurement)\b|(?:的|两家|兩家|一家)?(?:中国|中國)?(?:磁\w{1,2})?(?:供应商|供應商|采购|採購)|"
    r"[^.;。；]{0,70}?\b(?:its|their|from which it|whose|which)\s+(?:[\w-]+\s){0,3}?(?:suppliers?|vendors?|buys|magnet makers)\b|[^.;]{0,70}?\b(?:it|they) (?:buys?|sources?|gets?) (?:[\w-]+ ){0,4}?from\b|[^。；]{0,24}?其(?!他|它|余|餘|中)(?:\w{0,4})(?:供应商|供應商)"
)


#: Words of a description, up to where somebody else may come in: "the first company to be served by a magnet maker".
_NO_OTHER = r"(?:(?! (?:by|from|to|with|under|that|which|whose|shares?|shared) )[^,.;:])*"


def _apposition(text: str, end: int, hit: Hit) -> bool:
    """Whether a noun after a name describes it: "X, a magnet maker", "X, one of the largest magnet producers"."""
    between = text[end : hit.start]
    return 0 < len(between) <= _ROLE_AFTER and bool(
        re.match(rf",\s+(?:an?|one of the|the|another|two|three|both|eine?r?|un|une)\s+{_NO_OTHER}$", between)
        or re.match(r"(?:，|,)?(?:做|一家|是一家|主要从事)[^，。；]*$", between)
        or re.match(
            rf"\s+(?:is|was|has become|became|remains)\b[^,.;:]{{0,30}}?\s(?:an?|the|one of the)\s+{_NO_OTHER}$",
            between,
        )
    )
