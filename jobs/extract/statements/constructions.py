"""Turns of phrase that show by their grammar who holds a licence and who is named on it: "A is named on B's".

The turns stand in the cue tables ([construction]), written as expressions over a sentence in which every company is one
letter and every licence another, so that no name can matter. {X} is who holds, {XX} a list of them, {Y} who is named
(a list of names too), {G} the licence, {few} up to four words, {desc} words that introduce a name, {intro} such words
that name nobody else's customers, {c} a character that is no name and ends no statement. What stands in `weak` is
somebody's licence only where he is known to make magnets. In `told` {S} is who holds as a subject, {O} as an object and
{P} as whose: each turn is taken twice, of a name and of a word that stands for one ("it", "the Ningbo firm").
Chinese, Japanese and Korean are read in simplified characters with wide punctuation: {d} is up to eight characters of
words, {s} up to fourteen within a clause, {n} up to forty within the sentence, none of them over another name.
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from jobs.extract.names.subjects import Entity, own_trade
from jobs.extract.text.cues import EASTERN, Hit, table
from jobs.extract.text.phrases import Phrase
from jobs.extract.text.watchwords import Watch
from storage.domain.folding import simplified
from storage.domain.licence import Role

_FIRST, _LAST = "\ue000", "\ue7ff"
_LICENCE, _SINGLE = "\uf000", "\uf001"
_NAME = f"[{_FIRST}-{_LAST}]"
_ONE = rf"(?:[“「『‘]{_NAME}[”」』’]|{_NAME})(?: \([^()]{{1,40}}\)|（[^（）]{{1,24}}）)?"
_FEW = r"(?:[\w-]+ ){0,4}?"
#: Verbs that end the description of a name.
_NOT_SAID_OF = (
    r"names?|lists?|covers?|includes?|shields?|protects?|serves?|reach(?:es)?|extends?|allows?|lets|permits|says?|said|told|has|have|had|"
    r"is|was|are|were|will|would|can|may|could|might|should|holds?|received|obtained|ships?|supplies|sells|delivers|confirmed"
)
_DESC = rf"(?:(?:(?!(?:{_NOT_SAID_OF})\b)[\w’'-]+ ){{0,5}}?)"
#: Between "X's" and "licence" these show that the licence is not X's: "X's press office said licences".
_NO_ADJECTIVE = (
    r"said|says|told|office|spokes|has|had|is|was|of|for|in|to|and|or|that|as|application|bid|under|on|via|by|with|from|"
    r"received|obtained|suppliers?|vendors?|makers?|customers?|"
    r"future|planned|next|forthcoming|upcoming|coming|hoped|pending|promised|expected|prospective|draft|proposed|would-be|missing|lost|lapsed|revoked|suspended|cancelled|withdrawn"
)
#: Words before a name that make the licence somebody else's.
_NOT_HIS = r"with|among|without|against|behind|unlike|customers?|clients?|suppliers?|vendors?|buyers?|users?|of|by|and|or|from|that|which|not|no|than|if|all|nearly|almost"
_WORDS = r"[\u3040-\u9fff\uac00-\ud7a3 —·]{0,8}?"
#: Between two names of a list in Chinese, Japanese and Korean.
_LINK = r" ?(?:、|，?以及|，?及|和|与|跟|同|と|や|および|및|和び|와 |과 |, ?|， (?:그리고 )?) ?"
_PUNCTUATION = str.maketrans(",;:()!?", "，；：（）！？")
#: Macros that are made of others.
_OUTER = {
    # A licence with its holder, and the same with words before it.
    "{hg}": r"(?:[\w’'-]+ ){0,6}?{hb}",
    "{hb}": r"(?:{X}{own} {adj}{G}|{G}(?:(?: no\. ?\w+)?,? (?:that |which )?{hold}"
    r"| (?:that|which) (?:{w}+ ){1,4}?(?:gave|granted|issued|awarded|handed|presented)(?: to)?) {desc}{X}"
    r"|{G} (?:that |which )?{desc}{X} (?:was (?:given|granted|issued|handed|awarded)|received|obtained|holds?|secured|has held|collected|won|got)"
    r")(?! (?:holder|bid|application|request))",
    "{sg}": r"(?:(?:[\w’'-]+ ){0,6}?{supplier}{own} {few}{G}"
    r"|{few}{G} (?:of|held by|issued to|granted to|given to|belonging to) (?:one of )?(?:its|their|our|an?|the) (?:{w}+ ){0,4}?{supplier})",
    "{nottaken}": r"(?<!took )(?<!takes )(?<!taking )(?<!taken )(?<!filled )(?<!fills )(?<!inherited )(?<!lost )",
    "{prep}": r"[\"“”]?(?:on the (?:strength|basis|back) of|by virtue of|courtesy of|in|into|on|onto|under|to|by|of|within|through|via|thanks to|from|against|among)[\"“”]?",
    # A name behind one of these only says where, with whom or by whom.
    "{at}": r"(?<!\bas far as )(?<!\bin )(?<!\bnear )(?<!\bat )(?<!\bfrom )(?<!\bwith )(?<!\bby )(?<!\bagainst )(?<!\bthan )(?<!\bunlike )(?<!\bnot )(?<!\bexcept )",
    "{nosay}": r"(?!,? (?:said|says|told|according|reported|wrote|added|confirmed)\b)",
    # Words within a clause over no name, within a sentence over no name, and what is told of a name beside the matter.
    "{mid}": rf"(?:(?! (?:who|that|which|whose|but|while|whereas|although|though|if|unless|until|because|and) )[^.;:,{_FIRST}-{_LAST}{_LICENCE}{_SINGLE}]){{0,80}}?",
    "{far}": rf"[^.;{_FIRST}-{_LAST}{_LICENCE}{_SINGLE}]{{0,60}}?",
    "{app}": r"(?: (?:of|in|from) (?-i:[A-Z])[\w-]+)?(?:,? \([^()]{1,40}\)|, [^;:.]{1,90},|,)?",
}
_MACROS = {
    "{G}": rf"{_LICENCE}{{1,2}}(?: (?:[\w-]+ ){{0,3}}?{_LICENCE})?",
    "{adj}": rf"(?:own )?(?:(?!{_NO_ADJECTIVE})[\w-]+ ){{0,4}}?",
    # A licence of either kind.
    "{P}": f"[{_LICENCE}{_SINGLE}]",
    # Any name, which the turn tells nothing of.
    "{N}": _NAME,
    "{few}": _FEW,
    # What is put, named or added there is told before: an object after the verb makes the subject the one who did it.
    "{done}": r"(?! (?:the|an?|one|two|three|four|five|six|seven|eight|nine|ten|several|some|more|new|its|their|another|\d+|it|them|us|him|her|all|both|samarium\S*|smco|neodymium|ndfeb|magnets?|dysprosium|terbium)\b)",
    # What stands before the licence in its own phrase.
    "{np}": r"(?:one of (?:the )?[\w-]+ |one )?(?:(?!(?:of|for|in|on|to|and|or|that|which|who|whose|as|at|by|with|from|about|over|into|than|but|is|was|are|were|be|been|has|had|have|said|says|told|known)\b)[\w’'-]+,? ){0,5}?[\"“‘']?",
    # The licence is the head of its phrase.
    "{notit}": r"(?!: )(?!(?:['’]s)?[ -](?:holders?|owners?|bids?|applications?|requests?|hopes?|plans?|fil(?:e|es|ing)|forms?|papers|schemes?|systems?|regimes?|rules?|status|applicants?|candidates?|training|talks|hearings?|questions?|polic(?:y|ies)|procedures?|process)\b)",
    "{c}": f"[^.;{_FIRST}-{_LAST}]",
    "{w}": r"[\w’'-]",
    "{words}": r"[\w’', -]",
    "{desc}": _DESC,
    "{intro}": rf"(?:(?!(?:{_NOT_HIS})\b)[\w’'-]+ ){{0,5}}?",
    "{d}": _WORDS,
    "{s}": rf"[^，。；：\n{_FIRST}-{_LAST}]{{0,14}}?",
    "{n}": rf"[^。；\n{_FIRST}-{_LAST}]{{0,40}}?",
    # "X said it", "X: we" stands for X.
    "{Y}": r"{Y}(?:(?::| (?:said|says|confirmed|disclosed|reported|noted|wrote|stated)(?: [\w-]+){0,3}?(?: that)?)"
    r" (?:it|they|we))?",
    "{own}": r"(?:['’]s?|['’])",
    # What a holder does with a name, and what has been done with it.
    "{put}": r"added|put|placed|entered|included|named|listed|written|wrote|taken|took|brought|admitted|accepted|registered"
    r"|inscribed|enrolled|recorded|noted|moved|inserted|incorporated|designated",
    "{hold}": r"(?:held by|of|issued to|granted to|given to|awarded to|belonging to|in the hands of|obtained by"
    r"|in the name of|made out to)",
}
_LIST = (
    rf"{_ONE}(?:(?: (?:of|in|from) (?-i:[A-Z])[\w-]+)?(?:, and | and |, or |, | & | as well as | plus |; | / )(?:to |of |for )?(?!(?:none|not|nothing|neither|nor|never|no|but)\b){_DESC}{_ONE}"
    rf"|{_LINK}{_WORDS}{_ONE})*"
)
_CODES = re.compile(_NAME)


class Turn(NamedTuple):
    """A construction found at `start`:`end` of the text: who holds, who is named, where the licence stands."""

    start: int
    end: int
    licence: int
    holders: tuple[Entity, ...]
    buyers: tuple[Entity, ...]
    #: The words from the named to the licence, where a negation would stand.
    between: str
    #: False where the turn only shows whose licence it is of somebody known to make magnets.
    plain: bool = True
    #: Who is talked of is named on the licence: "its supplier's licence names it".
    theirs: bool = False
    #: Words between leave room for doubt, which the turn alone does not settle.
    wide: bool = False
    #: A word that stands for a name is the holder: "it was handed a general licence".
    stands: bool = False
    #: The list of the table that it stands in.
    name: str = ""

    @property
    def uses(self) -> bool:
        """Whether those named are users whatever they make: somebody else's licence names them, or it says so."""
        return bool(self.holders) or _AS_USER.search(self.between) is not None


_AS_WHAT = Phrase("constructions", "as_what", capitals=True)
#: As what somebody is named on a licence.
_AS_USER = re.compile(
    r"\bend[- ]users?\b|\bimporter\b|\bas (?:an? )?(?:{w}+ )?(?:user|customer)\b|用户|Endverwender|utilisateurs? fina|最終需要者|最終使用者|최종사용자".replace(
        "{w}", r"[\w-]"
    ),
    re.IGNORECASE,
)


#: How a turn begins that begins with a name; no turn has a bar outside of groups.
_NAME_FIRST = ("(?P<x0>", "(?P<xx>", "(?P<y>")


class _Pattern(NamedTuple):
    """A turn as the table has it, ready to be looked for, with what a sentence must have for it."""

    source: str
    plain: bool
    #: Whether it has a possessive; most sentences have none, and then it is not looked for.
    own: bool
    #: How many names it needs.
    names: int
    theirs: bool
    #: Taken only where nobody else is spoken of.
    wide: bool = False
    stands: bool = False
    #: The list of the table that it stands in.
    name: str = ""

    @property
    def regex(self) -> re.Pattern[str]:
        return _compiled(self.source)

    @property
    def begins_with_name(self) -> bool:
        return self.source.startswith(_NAME_FIRST)


#: What a holder is called in a turn that is told of a name or of a word that stands for one.
_FIRM = (
    r"the (?!(?:other|another|same|second|third|rival|parent|former|latter)\b)(?:{w}+ ){0,3}?"
    r"(?:company|firm|group|maker|producer|manufacturer|exporter|supplier|plant|factory|business|house|outfit|seller|vendor|mill|works|concern|bidder|consignor|enterprise)"
)
_NAMED = {"{S0}": "(?:the )?(?:{w}+ ){0,4}?{X}", "{S}": "{X}(?!.s ){app}", "{O}": "{X}(?!.s )", "{P}": "{X}{own}"}
_MEANT = {
    "{S0}": rf"(?:it|they|{_FIRM})\b",
    "{S}": rf"(?:^|[,;:–—“\"] ?|\b(?:and|but|that|so|as|since|when|now|because|says?|said) )(?:it|they|{_FIRM})",
    "{O}": rf"(?:it|them|{_FIRM})",
    "{P}": rf"(?:its|their|{_FIRM}['’]s)",
}
_GROUP = re.compile(r"\((?:[^()\\\[]|\\.|\[[^\]]*\])*\)")
_SLOT = re.compile(r"\{(?:XX?|Y)\}")


def _names_in(turn: str) -> int:
    """How many names a turn cannot do without: those outside all its groups, which may be optional."""
    bare = turn
    while (inner := _GROUP.sub("", bare)) != bare:
        bare = inner
    return 1 if "|" in bare else len(_SLOT.findall(bare))


@cache
def _compiled(source: str) -> re.Pattern[str]:
    return re.compile(source, re.IGNORECASE)


@cache
def _patterns(languages: tuple[str, ...], told: bool, section: str) -> tuple[list[_Pattern], Watch]:
    """The turns of some languages, and what looks out for the words that they cannot do without."""
    turns = [pattern for language in languages for pattern in turns_of(language, told=told, section=section)]
    return turns, Watch([pattern.source for pattern in turns])


def turns_of(language: str, *, told: bool = False, section: str = "construction") -> Iterator[_Pattern]:
    """The turns of one language's table, in its order; those of `told` by themselves."""
    families = {
        f"{{{name}}}": rf"[\"“‘']?(?:{'|'.join(each)})\b" for name, each in table(language).get("family", {}).items()
    }
    written = [
        one
        for name, turns in table(language).get(section, {}).items()
        if (name == "told") is told
        for turn in turns
        for one in (_both(turn) if name == "told" else ((name, turn),))
    ]
    for name, turn in written:
        pattern = turn
        for macro, meaning in (*_OUTER.items(), *families.items(), *_MACROS.items()):
            pattern = pattern.replace(macro, meaning)
        count = pattern.count("{X}")
        for number in range(count):
            pattern = pattern.replace("{X}", f"(?P<x{number}>{_ONE})", 1)
        # A list is taken whole: what must not follow it may not follow its first name either.
        pattern = pattern.replace("{Y}", f"(?P<y>(?>{_LIST}))").replace("{XX}", f"(?P<xx>(?>{_LIST}))")
        named = _names_in(turn.replace("{hg}", "{X}").replace("{hb}", "{X}"))
        yield _Pattern(
            pattern, name != "weak", "}{own}" in turn, named, name == "theirs", name == "wide", name == "stands", name
        )


def _both(turn: str) -> Iterator[tuple[str, str]]:
    """A turn of `told`, of a name and of a word that stands for one."""
    for name, words in (("held", _NAMED), ("stands", _MEANT)):
        if "{X}" in turn and words is _MEANT:
            continue
        whole = turn
        for slot, meaning in words.items():
            whole = whole.replace(slot, meaning)
        yield name, whole


def find(
    text: str,
    low: int,
    high: int,
    people: list[Entity],
    licences: list[Hit],
    languages: tuple[str, ...],
    *,
    told: bool = False,
    section: str = "construction",
) -> list[Turn]:
    """The turns of a sentence, in the order of the table; those of `told` by themselves, those of a `sequel` may do
    without a licence.
    """
    if (not licences and section == "construction") or high - low > 2000:
        return []
    line, offsets = _skeleton(text, low, high, people, licences)
    if eastern := languages[0] in ("zh", "ja", "ko") and bool(EASTERN.search(line)):
        line = simplified(line).translate(_PUNCTUATION)
    found = []
    owns = "'" in line or "’" in line
    names = [match.start() for match in _CODES.finditer(line)]
    # A name may stand in quotation marks.
    at_names = sorted({place - quoted for place in names for quoted in (0, 1) if place >= quoted})
    may_buy = any(not _makes(one) for one in people)
    likely = _likely(line, tuple(each for each in languages if not (eastern and each == "en")), told, section)
    for pattern, begins in likely:
        if (pattern.own and not owns) or pattern.names > len(names):
            continue
        if not (people or pattern.theirs or pattern.stands):
            continue
        if pattern.wide and not may_buy:
            continue
        for match in _matches(pattern.regex, line, at_names if pattern.begins_with_name else begins):
            groups = match.groupdict()
            if pattern.wide and not _plainly_told(match[0], groups, people, languages):
                continue
            named = groups.get("y") or ""
            holding = "".join(value for key, value in groups.items() if key != "y" and value)
            if not {one.key for one in _those(named, people)}.isdisjoint(one.key for one in _those(holding, people)):
                continue
            spot = line.find(_LICENCE, match.start())
            found.append(
                Turn(
                    start=offsets[match.start()],
                    end=offsets[match.end()],
                    licence=offsets[spot] if 0 <= spot < match.end() else offsets[match.start()],
                    holders=_those(holding, people),
                    buyers=_those(named, people),
                    between=match[0] + (tail[0] if (tail := _AS_WHAT.match(line, match.end())) else ""),
                    plain=pattern.plain,
                    theirs=pattern.theirs,
                    wide=pattern.wide,
                    stands=pattern.stands,
                    name=pattern.name,
                )
            )
    return found


def _likely(line: str, languages: tuple[str, ...], told: bool, section: str) -> list[tuple[_Pattern, list[int] | None]]:
    """The turns whose words a sentence has, and where each may begin; None where that is anywhere."""
    turns, watch = _patterns(languages, told, section)
    seen = watch.seen(line)
    if seen is None:
        return [(turn, None) for turn in turns]
    begins: dict[int, list[int] | None] = dict.fromkeys(watch.always)
    for end, word in seen:
        for number, back in watch.signs[word]:
            if number not in watch.fixed:
                begins[number] = None
            elif (known := begins.setdefault(number, [])) is not None:
                known.append(end - back)
    return [(turns[number], begins[number]) for number in sorted(begins)]


def _matches(regex: re.Pattern[str], line: str, begins: list[int] | None) -> Iterator[re.Match[str]]:
    """The matches that do not overlap, in order, of which each begins where one may."""
    if begins is None:
        yield from regex.finditer(line)
        return
    free = 0
    for begin in sorted(begins):
        if begin >= free and (match := regex.match(line, begin)) is not None:
            yield match
            free = match.end()


@cache
def _others(languages: tuple[str, ...]) -> tuple[re.Pattern[str], re.Pattern[str]] | None:
    """Words for others than those named, and what shows that those named are some of them."""
    families = [table(language).get("family", {}) for language in languages]
    others = "|".join(word for family in families for word in family.get("others", ()))
    among = "|".join(word for family in families for word in family.get("among", ()))
    if not others:
        return None
    some = rf"\b(?:{among})(?: [\w’'-]+){{0,4}}? (?:{others})\b"
    return re.compile(some, re.IGNORECASE), re.compile(rf"\b(?:{others})\b", re.IGNORECASE)


def _plainly_told(told: str, groups: dict[str, str | None], people: list[Entity], languages: tuple[str, ...]) -> bool:
    """Whether those named as holders may hold, those named as users may buy, and nobody else is spoken of."""
    buyers = _those(groups.get("y") or "", people)
    holders = _those("".join(value for key, value in groups.items() if key != "y" and value), people)
    if any(_makes(one) for one in buyers) or any(_buys(one) for one in holders):
        return False
    return not _of_others(told, languages)


def _makes(one: Entity) -> bool:
    roles = one.company.roles if one.company else {one.role}
    return one.home or own_trade(one) or not roles.isdisjoint((Role.EXPORTER, Role.SMCO_PRODUCER))


def _buys(one: Entity) -> bool:
    return (one.company.roles if one.company else {one.role}) == {Role.CUSTOMER}


def _of_others(told: str, languages: tuple[str, ...]) -> bool:
    """Whether a passage speaks of somebody without a name, who may be the one that it tells of."""
    patterns = _others(languages)
    if patterns is None:
        return False
    among, others = patterns
    return others.search(among.sub(" ", told)) is not None


def a_licence(text: str, hit: Hit) -> bool:
    """Whether a cue is a noun for a licence: not what is only said of one ("获批", "首批")."""
    return hit.tags != {"theirs"} or text[hit.start] < "\u2e80" or bool(_PAPER.search(text, hit.start, hit.end))


_PAPER = Phrase("constructions", "paper", capitals=True)


def _those(codes: str, people: list[Entity]) -> tuple[Entity, ...]:
    return tuple(people[ord(code) - ord(_FIRST)] for code in _CODES.findall(codes))


_NOUN = Phrase("constructions", "noun", capitals=True)


def _noun_of(text: str, hit: Hit) -> int:
    noun = (
        _NOUN.search(text, hit.start + 1, hit.end) if hit.end - hit.start > 4 and text[hit.start] > "\u2e7f" else None
    )
    return noun.start() if noun and not hit.tags.isdisjoint(("get", "give", "cover", "renew")) else hit.start


def _skeleton(text: str, low: int, high: int, people: list[Entity], licences: list[Hit]) -> tuple[str, list[int]]:
    """The sentence with one letter for each name and licence, and where each letter stands in the text."""
    marks = [(e.start, e.end, chr(ord(_FIRST) + number)) for number, e in enumerate(people[:2000])]
    marks += [(_noun_of(text, h), h.end, _SINGLE if "individual" in h.tags else _LICENCE) for h in licences]
    parts: list[str] = []
    offsets: list[int] = []
    at = low
    for start, end, letter in sorted(marks):
        if start < at or end > high:
            continue
        parts.append(text[at:start].replace("\n", " "))
        offsets.extend(range(at, start))
        # "Our licence" of a voice that is known: the word is a name and its possessive.
        written = letter + "'s" if text[start:end].lower() == "our" else letter
        parts.append(written)
        offsets.extend([start] * len(written))
        at = end
    parts.append(text[at:high].replace("\n", " "))
    offsets.extend(range(at, high + 1))
    return "".join(parts), offsets
