"""Turns of phrase as the cue tables have them ([construction], [sequel]), made into expressions.

They are written over a sentence in which every company is one letter and every licence another, so that no name can
matter. {X} is who holds, {XX} a list of them, {Y} who is named (a list of names too), {G} the licence, {few} up to four
words, {desc} words that introduce a name, {intro} such words that name nobody else's customers, {c} a character that is
no name and ends no statement. What stands in `weak` is somebody's licence only where he is known to make magnets. In
`told` {S} is who holds as a subject, {O} as an object and {P} as whose: each turn is taken twice, of a name and of a word
that stands for one ("it", "the Ningbo firm").
Chinese, Japanese and Korean are read in simplified characters with wide punctuation: {d} is up to eight characters of
words, {s} up to fourteen within a clause, {n} up to forty within the sentence, none of them over another name.
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from jobs.extract.text.cues import table
from jobs.extract.text.watchwords import Watch

FIRST, LAST = "\ue000", "\ue7ff"
LICENCE, SINGLE = "\uf000", "\uf001"
_NAME = f"[{FIRST}-{LAST}]"
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
    "{mid}": rf"(?:(?! (?:who|that|which|whose|but|while|whereas|although|though|if|unless|until|because|and) )[^.;:,{FIRST}-{LAST}{LICENCE}{SINGLE}]){{0,80}}?",
    "{far}": rf"[^.;{FIRST}-{LAST}{LICENCE}{SINGLE}]{{0,60}}?",
    "{app}": r"(?: (?:of|in|from) (?-i:[A-Z])[\w-]+)?(?:,? \([^()]{1,40}\)|, [^;:.]{1,90},|,)?",
}
_MACROS = {
    "{G}": rf"{LICENCE}{{1,2}}(?: (?:[\w-]+ ){{0,3}}?{LICENCE})?",
    "{adj}": rf"(?:own )?(?:(?!{_NO_ADJECTIVE})[\w-]+ ){{0,4}}?",
    # A licence of either kind.
    "{P}": f"[{LICENCE}{SINGLE}]",
    # Any name, which the turn tells nothing of.
    "{N}": _NAME,
    "{few}": _FEW,
    # What is put, named or added there is told before: an object after the verb makes the subject the one who did it.
    "{done}": r"(?! (?:the|an?|one|two|three|four|five|six|seven|eight|nine|ten|several|some|more|new|its|their|another|\d+|it|them|us|him|her|all|both|samarium\S*|smco|neodymium|ndfeb|magnets?|dysprosium|terbium)\b)",
    # What stands before the licence in its own phrase.
    "{np}": r"(?:one of (?:the )?[\w-]+ |one )?(?:(?!(?:of|for|in|on|to|and|or|that|which|who|whose|as|at|by|with|from|about|over|into|than|but|is|was|are|were|be|been|has|had|have|said|says|told|known)\b)[\w’'-]+,? ){0,5}?[\"“‘']?",
    # The licence is the head of its phrase.
    "{notit}": r"(?!: )(?!(?:['’]s)?[ -](?:holders?|owners?|bids?|applications?|requests?|hopes?|plans?|fil(?:e|es|ing)|forms?|papers|schemes?|systems?|regimes?|rules?|status|applicants?|candidates?|training|talks|hearings?|questions?|polic(?:y|ies)|procedures?|process)\b)",
    "{c}": f"[^.;{FIRST}-{LAST}]",
    "{w}": r"[\w’'-]",
    "{words}": r"[\w’', -]",
    "{desc}": _DESC,
    "{intro}": rf"(?:(?!(?:{_NOT_HIS})\b)[\w’'-]+ ){{0,5}}?",
    "{d}": _WORDS,
    "{s}": rf"[^，。；：\n{FIRST}-{LAST}]{{0,14}}?",
    "{n}": rf"[^。；\n{FIRST}-{LAST}]{{0,40}}?",
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
NAMES = re.compile(_NAME)


#: How a turn begins that begins with a name; no turn has a bar outside of groups.
_NAME_FIRST = ("(?P<x0>", "(?P<xx>", "(?P<y>")


class Pattern(NamedTuple):
    """A turn as the table has it, ready to be looked for, with what a sentence must have for it."""

    source: str
    #: Not so where the turn only shows whose licence it is of somebody known to make magnets.
    plain: bool
    #: Whether it has a possessive; most sentences have none, and then it is not looked for.
    own: bool
    #: How many names it needs.
    names: int
    theirs: bool
    #: Taken only where nobody else is spoken of.
    wide: bool
    stands: bool
    #: The list of the table that it stands in.
    name: str
    #: Whether it cannot do without a word that stands for a name (`STANDS_FOR`).
    meant: bool

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
#: A word that stands for a name, as every turn that is told of one has it.
STANDS_FOR = re.compile(rf"\bit|\bthe[ym]|its\b|their|{_FIRM}".replace("{w}", _MACROS["{w}"]), re.IGNORECASE)
_GROUP = re.compile(r"\((?:[^()\\\[]|\\.|\[[^\]]*\])*\)")
_SLOT = re.compile(r"\{(?:XX?|Y)\}")


def _names_in(turn: str) -> int:
    """How many names a turn cannot do without: those outside all its groups, which may be optional."""
    bare = _outside_groups(turn)
    return 1 if "|" in bare else len(_SLOT.findall(bare))


def _outside_groups(turn: str) -> str:
    while (inner := _GROUP.sub("", turn)) != turn:
        turn = inner
    return turn


@cache
def _compiled(source: str) -> re.Pattern[str]:
    return re.compile(source, re.IGNORECASE)


@cache
def patterns(languages: tuple[str, ...], told: bool, section: str) -> tuple[list[Pattern], Watch]:
    """The turns of some languages, and what looks out for the words that they cannot do without."""
    turns = [pattern for language in languages for pattern in turns_of(language, told=told, section=section)]
    return turns, Watch([pattern.source for pattern in turns])


def turns_of(language: str, *, told: bool = False, section: str = "construction") -> Iterator[Pattern]:
    """The turns of one language's table, in its order; those of `told` by themselves."""
    families = {
        f"{{{name}}}": rf"[\"“‘']?(?:{'|'.join(each)})\b" for name, each in table(language).get("family", {}).items()
    }
    written = [
        one
        for name, turns in table(language).get(section, {}).items()
        if (name == "told") is told
        for turn in turns
        for one in (_both(turn) if name == "told" else ((name, turn, False),))
    ]
    for name, turn, meant in written:
        pattern = turn
        for macro, meaning in (*_OUTER.items(), *families.items(), *_MACROS.items()):
            pattern = pattern.replace(macro, meaning)
        count = pattern.count("{X}")
        for number in range(count):
            pattern = pattern.replace("{X}", f"(?P<x{number}>{_ONE})", 1)
        # A list is taken whole: what must not follow it may not follow its first name either.
        pattern = pattern.replace("{Y}", f"(?P<y>(?>{_LIST}))").replace("{XX}", f"(?P<xx>(?>{_LIST}))")
        named = _names_in(turn.replace("{hg}", "{X}").replace("{hb}", "{X}"))
        yield Pattern(
            source=pattern,
            plain=name != "weak",
            own="}{own}" in turn,
            names=named,
            theirs=name == "theirs",
            wide=name == "wide",
            stands=name == "stands",
            name=name,
            meant=meant,
        )


def _both(turn: str) -> Iterator[tuple[str, str, bool]]:
    """A turn of `told`, of a name and of a word that stands for one, and whether it cannot do without that word."""
    for name, words in (("held", _NAMED), ("stands", _MEANT)):
        if "{X}" in turn and words is _MEANT:
            continue
        whole = turn
        for slot, meaning in words.items():
            whole = whole.replace(slot, meaning)
        bare = _outside_groups(turn)
        yield name, whole, words is _MEANT and "|" not in bare and any(slot in bare for slot in words)
