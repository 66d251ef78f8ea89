"""Which words of a clause tell of getting or having a licence, which decides, and whether the licence is its object."""

import re

from jobs.extract.licence.licences import background
from jobs.extract.text.cues import EASTERN, LICENCE_TAGS, Hit
from jobs.extract.text.expressions import Lists
from jobs.extract.text.phrases import Phrase
from jobs.extract.text.sentences import Clause

#: Lists of cues that tell of a gain.
GAIN_TAGS = ("get", "give", "cover", "renew")
#: An application that went through.
APPLICATION_PASSED = Lists("gain", ["passed"])
_SOMEBODY = Phrase("gainwords", "somebody", capitals=True)
#: "Has had its licence extended to 1 May": to a date or by a time, not to a customer.
EXTENDED = Lists("gain", ["extended"])
_AMOUNT = Phrase("gainwords", "amount")
#: Cues that may stand between "has" and the licence it has.
_NEUTRAL = frozenset(
    ("it", "firm", "now", "topic", "rare", "SmCo", "NdFeB", "Dy", "Tb", "maker", "smco_maker", "we", "stop")
)
_CONVERTED = Phrase("gainwords", "converted")
_UNDER = Phrase("gainwords", "under")
_BY = Phrase("gainwords", "by", capitals=True)
_ASKED_EACH = Phrase("gainwords", "asked_each", capitals=True)


#: "The award of a general licence to X would be", "receipt of a licence is a condition of": a noun of getting, and what
#: is said of it is that it has not happened.
_ONLY_IF = Lists("gain", ["only_if"])


def only_supposed(text: str, low: int, high: int) -> bool:
    """Whether a noun of getting is the subject of what has not happened: "the award of a licence to X would be"."""
    return _ONLY_IF.search(text, low, high) is not None


def gains_of(clause: Clause, text: str) -> list[Hit]:
    """Gain words of a clause. "Has" is one only where a licence follows at once."""
    gains = clause.having(*GAIN_TAGS)
    if "have" in clause.tags:
        for position, hit in enumerate(clause.hits[:-1]):
            if "have" not in hit.tags:
                continue
            for following in clause.hits[position + 1 :]:
                if following.start - hit.end > 44 or re.search(
                    r"\bto\b|\bbeen\b|[,;:]", text[hit.end : following.start]
                ):
                    break
                if following.tags & LICENCE_TAGS:
                    if not _OBJECT.match(text[hit.end : following.start]):
                        break
                    gains = [*gains, Hit(hit.start, hit.end, hit.tags | {"get"})]
                    break
                if not following.tags <= _NEUTRAL:
                    break
    gains = [
        Hit(hit.start, hit.end, frozenset(("get", "cover"))) if _COVERS_GOODS.match(text, hit.end) else hit
        for hit in gains
    ]
    longer = None
    if not clause.tags.isdisjoint(("general", "licence", "theirs", "streamlined")):
        longer = EXTENDED.search(text, clause.start, clause.end)
    if longer:
        gains = [*gains, Hit(longer.start(), longer.end(), frozenset(("renew",)))]
    if {"general", "individual"} <= clause.tags:
        for hit in clause.having("general"):
            # "Switched from single permits to a general licence".
            if turned := _CONVERTED.search(text, max(clause.start, hit.start - 120), hit.start):
                gains = [*gains, Hit(turned.start(), turned.start() + 4, frozenset(("get", "turned")))]
    for hit in clause.having("general", "streamlined"):
        # "ships under a general licence", "可按通用许可发货": an exporter or a buyer who does so has one or is covered.
        if under := _UNDER.search(text, max(clause.start, hit.start - 40), hit.start):
            gains = [*gains, Hit(under.start(), under.end(), frozenset(("get", "under")))]
    for hit in clause.having("individual"):
        # "仍按单项许可出口": who still works with single licences has got them.
        by = _BY.search(text, max(clause.start, hit.start - 8), hit.start)
        if by and not background(hit, text) and not _ASKED_EACH.match(text, hit.end):
            gains = [*gains, Hit(by.start(), by.end(), frozenset(("get", "under")))]
    return sorted(
        hit
        for hit in gains
        if not _AMOUNT.match(text, hit.start)
        and not _HAD_TO.match(text, hit.start)
        and not _AS_A_MATTER.match(text, hit.end)
        and not (
            "renew" in hit.tags
            and to_renew(text, hit)
            and not APPLICATION_PASSED.search(text, clause.start, clause.end)
        )
        and not (
            text[hit.start : hit.start + 4] == "with"
            and _SOMEBODY.search(text, max(clause.start, hit.start - 16), hit.start)
        )
    )


_COVERS_GOODS = Phrase("gainwords", "covers_goods", capitals=True)
_AS_A_MATTER = Phrase("gainwords", "as_a_matter", capitals=True)
_ITS_PARTICIPLE = Phrase("gainwords", "its_participle", capitals=True)
#: "Used to work under a general licence": it does so no longer.
USED_TO = re.compile(
    r"\bused to (?:\w+ly )?(?:hold|have|own|work|ship|sell|export|deliver|operate|enjoy|possess|supply|be)\b[^.;,]{0,60}$",
    re.IGNORECASE,
)
_HAD_TO = Phrase("gainwords", "had_to", capitals=True)


def of_the_licence(clause: Clause, text: str, verb: Hit) -> bool:
    """Whether a word of giving only describes a licence that another word of the clause tells of: "is named in a
    licence issued by", after a word of covering.
    """
    if "give" not in verb.tags or text[verb.start] > "\u2e7f":
        return False
    licence = next((hit for hit in reversed(clause.having(*LICENCE_TAGS)) if hit.end <= verb.start), None)
    return (
        licence is not None
        and bool(_ITS_PARTICIPLE.fullmatch(text, licence.end, verb.start))
        and any(hit.end <= licence.start for hit in clause.having("cover"))
    )


_TO_RENEW = Phrase("gainwords", "to_renew", capitals=True)


def to_renew(text: str, hit: Hit) -> bool:
    """Whether a word of renewal only says what somebody asks for: "续期申请", "its renewal papers"."""
    return _TO_RENEW.match(text, hit.end) is not None


#: "Has become the second maker to be cleared": what counts is the verb that follows.
BECAME = re.compile(r"(?:has |have )?(?:became|become)\b")


def deciding(gains: list[Hit]) -> Hit | None:
    """The verb that decides: getting or giving before being covered, the first of its rank."""
    for tags in ({"renew"}, {"get", "give"}, {"cover"}):
        for hit in gains:
            if hit.tags & tags:
                return hit
    return None


#: What says only from whom, when or of how many a licence was received.
_FROM_WHOM = re.compile(
    r"^\s+(?:of|with|for)\s(?!(?:\w+\s)?customers)|\b(?:from|by) (?:the |China['’]s |Beijing['’]s )?(?:[A-Z][\w’'-]*(?: of the| of| for)? ?){1,8}|\bon (?:\d{1,2}(?:st|nd|rd|th)? )?[A-Z]\w+(?: \d{1,2})?(?:,? \d{4})?"
    r"|\bin [A-Z]\w+(?: \d{4})?|\bone of (?:the|its|his)\b"
)
_BATCH = Phrase("gainwords", "batch", capitals=True)
_RANKS = Phrase("gainwords", "ranks", capitals=True)
#: What may stand between a verb and the licence it takes: articles and adjectives, no preposition and no second noun.
_OBJECT = re.compile(
    r"(?!.*\b(?:for|to|of|over|about|from|with|on|in|at|than|after|before|until|that|which|"
    r"and|concerning|regarding)\b)[^,.;:()]{0,60}$",
    re.IGNORECASE | re.DOTALL,
)
_OBJECT_HAN = re.compile(
    r"(?!.*(?:关于|關於|有关|有關|培训|通知|函|(?<![磁性土新])材料|步|是否|能否))[^，。；：]{0,32}$"
)
_OTHER_HEAD = Phrase("gainwords", "other_head", capitals=True)
_SOMEBODY_ELSE = Phrase("gainwords", "somebody_else", capitals=True)
_TO_TALK = Phrase("gainwords", "to_talk")
_OFF = Phrase("gainwords", "off", capitals=True)


_OWN_OBJECT = Phrase("gainwords", "own_object")
_AND = Phrase("gainwords", "and", capitals=True)


def taking(clause: Clause, text: str, verb: Hit, gains: list[Hit]) -> Hit:
    """The verb that takes the licence where the deciding one has an object of its own: "cleared a hurdle and got one"."""
    if not _OWN_OBJECT.match(text, verb.end):
        return verb
    return next(
        (
            other
            for other in gains
            if not other.tags.isdisjoint(("get", "give"))
            and _AND.fullmatch(text, verb.end, other.start)
            and takes_licence(clause, text, other)
        ),
        verb,
    )


def heads_another(clause: Clause, text: str) -> bool:
    """Whether a licence only describes another noun: "firms with a general licence", "a licence application"."""
    return any(_OTHER_HEAD.match(text, hit.end) for hit in clause.having("general")) and not (
        APPLICATION_PASSED.search(text, clause.start, clause.end)
    )


def takes_licence(clause: Clause, text: str, verb: Hit) -> bool:
    """Whether a verb of getting has the licence itself as its object (or, before it, as its subject)."""
    licences = [
        hit for hit in clause.having("general", "individual", "streamlined", "licence", "theirs") if hit != verb
    ]
    if any(_OTHER_HEAD.match(text, hit.end) for hit in licences if "general" in hit.tags):
        return bool(APPLICATION_PASSED.search(text, clause.start, clause.end))
    if _OFF.search(text, clause.start, verb.start):
        return False
    if not verb.tags & {"get", "give"} and any(
        0 <= verb.start - hit.end <= 2 and text[hit.start - 1] in "将将把將" for hit in licences
    ):
        # "将通用许可列为头等大事": the licence itself is counted among something.
        return False
    general = [hit for hit in licences if "general" in hit.tags and hit.start > verb.end]
    if general and any(verb.end <= hit.start < general[0].start for hit in clause.having("cond", "expect")):
        return False
    if "get" not in verb.tags and licences and _SOMEBODY_ELSE.search(text, verb.end, max(verb.end, licences[0].start)):
        return False
    if "turned" in verb.tags:
        return True
    if "get" not in verb.tags and licences and _TO_TALK.search(text, verb.end, max(verb.end, licences[0].start)):
        return False
    if "get" not in verb.tags or "under" in verb.tags or not licences or ("theirs" in verb.tags and not general):
        return True
    if any(hit.end <= verb.start for hit in licences):
        return True
    if _RANKS.match(text, verb.end, licences[0].start) or _BATCH.match(text, verb.end, licences[0].start):
        return True
    between = _FROM_WHOM.sub(" ", text[verb.end : licences[0].start])
    if _UNDER.search(between):
        return True
    pattern = _OBJECT_HAN if EASTERN.search(between) else _OBJECT
    return bool(pattern.match(between)) or "scope" in clause.tags
