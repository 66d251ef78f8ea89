"""How likely: what a careful reader would make of a company in a text, by weights learned from labelled reports.

The signs of a mention are the words and cues around it, with every company and licence as one letter, so that no name
can matter, and what the rules made of it. The weights stand in `likelihood.toml`, one line a sign, made by
`tests/corpus/learn.py`. They move a claim between the doors; the rules keep the veto.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from importlib.resources import files
from itertools import pairwise
from math import exp

from jobs.extract import asides, licences
from jobs.extract.doors import Judged
from jobs.extract.page import Page
from jobs.extract.reasons import OPEN, Reason
from jobs.extract.statements import Statement
from jobs.extract.subjects import Entity, own_trade
from storage.domain.claim import ENDS, GAINS, Claim, ClaimStatus, Door, SubjectKind
from storage.domain.licence import LicenceKind, Role

#: Cue lists by how much they say: the first one a cue stands in names it.
_ORDER = (
    "individual", "general", "streamlined", "theirs", "licence",
    "deny", "rumour", "unconfirmed", "refuse", "lacks", "exclude", "revoke", "suspend", "expire", "restore", "stands",
    "renew", "apply", "expect", "cond", "neg", "hedge", "cover", "give", "get", "have", "says",
    "newspaper", "ministry", "anonymous", "analyst", "issuer", "goods", "group", "supplier", "customer", "smco_maker",
    "maker", "both", "firm", "we", "it", "now", "past", "SmCo", "NdFeB",
)  # fmt: skip
_LETTER = {"individual": "I", "general": "G", "streamlined": "G", "theirs": "T", "licence": "L"}
_LICENCES = frozenset("GILT")
_WORD = re.compile(r"[^\W\d_]+(?:['’][a-z]+)?|\d+|[^\w\s]")
_HAN = re.compile("[\u3040-\u9fff\uac00-\ud7a3]")
#: How many mentions of a company are looked at, and how many tokens of a sentence.
_MENTIONS, _TOKENS = 10, 160


#: From here on the weights settle what the rules left open; a claim the rules are sure of is asked about below `_DOUBT`.
_SURE, _DOUBT = 0.7, 0.3
#: The same for a company on no list, whose role is not shown or that no turn of phrase shows: there the rules err most.
_SURE_NEW, _DOUBT_NEW = 0.85, 0.8
#: A softening word alone leaves little doubt: of 44 reports softened and nothing else, 43 were true.
_SURE_SOFTENED = 0.6
_UNSHOWN = frozenset((Reason.NO_MAKER, Reason.NO_ROLE))
#: From here on a passage that no rule could read is shown to a person.
_ASK = 0.2


def settle(page: Page, statements: list[Statement], judged: list[Judged]) -> list[Claim]:
    """The claims of a document, each with the door that rules and weights agree on.

    What the text itself casts into doubt (`reasons.OPEN` names the rest) stays with a person whatever the weights say.
    """
    mentions: dict[str, list[Entity]] = {}
    for entity in page.entities:
        mentions.setdefault(entity.key, []).append(entity)
    told: dict[str, list[Statement]] = {}
    for raw in statements:
        told.setdefault(raw.entity.key, []).append(raw)
    rules: dict[str, list[Judged]] = {}
    for one in judged:
        rules.setdefault(one.entity.key, []).append(one)
    general = page.headline_general or any("general" in tags for tags in page.tags)
    out: list[Claim] = []
    for key in {**rules, **mentions}:
        own = rules.get(key, [])
        if any(one.claim.door is not Door.KEEP for one in own):
            found = signs(page, mentions.get(key, []), told.get(key, []), own)
            out.extend(asides.without([_settled(one, found) for one in own], general=general))
        else:
            out.extend(asides.without([one.claim for one in own], general=general))
            if key in mentions and (asked := _unread(page, mentions[key], told.get(key, []), own)):
                out.append(asked)
    return out


def _settled(one: Judged, found: frozenset[str]) -> Claim:
    claim = one.claim
    if claim.door is Door.KEEP:
        return claim
    holds, named = chance("holder", found), chance("customer", found)
    if claim.kind is SubjectKind.EXPORTER and named > 0.5 > holds and _may_buy(one.entity):
        claim = replace(claim, kind=SubjectKind.CUSTOMER, status=ClaimStatus.COVERED)
    likely = named if claim.kind is SubjectKind.CUSTOMER else holds
    sure = _SURE if one.entity.company is not None or _UNSHOWN.isdisjoint(one.reasons) else _SURE_NEW
    if one.reasons == (Reason.SOFTENED,):
        sure = _SURE_SOFTENED
    if claim.door is Door.REVIEW and likely >= sure and OPEN.issuperset(one.reasons):
        return replace(claim, door=Door.ALERT, reason="")
    known = one.entity.company is not None and bool(one.entity.company.roles)
    firm = known or not found.isdisjoint(("rule shown", "rule direct"))
    if claim.door is Door.ALERT and likely < (_DOUBT if firm else _DOUBT_NEW):
        return replace(claim, door=Door.REVIEW, reason=Reason.UNLIKE)
    return claim


def _may_buy(entity: Entity) -> bool:
    roles = entity.company.roles if entity.company else frozenset()
    return not roles and not entity.home and not own_trade(entity) and entity.role in (None, Role.CUSTOMER)


def _unread(page: Page, mentions: list[Entity], told: list[Statement], own: list[Judged]) -> Claim | None:
    """A claim to ask about where no rule read a gain, but the passage reads like the report of one."""
    place = next((one for one in mentions if page.near_licence[page.sentence_of(one.start)]), None)
    if place is None or not place.plain or any(one.claim.status in GAINS | ENDS for one in own):
        return None
    found = signs(page, mentions, told, own)
    holds, named = chance("holder", found), chance("customer", found)
    if max(holds, named) < _ASK:
        return None
    number = page.sentence_of(place.start)
    customer = named > holds
    return Claim(
        subject=place.name,
        company=place.company.key if place.company else None,
        kind=SubjectKind.CUSTOMER if customer else SubjectKind.EXPORTER,
        licence=_kind_here(page, number, place.start),
        status=ClaimStatus.COVERED if customer else ClaimStatus.GRANTED,
        quote=page.quote(number, place.start),
        outlet=page.outlet(number),
        door=Door.REVIEW,
        reason=Reason.LIKENESS,
    )


def _kind_here(page: Page, number: int, at: int) -> LicenceKind:
    """The kind of licence a passage that no rule could read is about: the one its sentence names, else the text's."""
    named = licences.explicit(page.inside[number], page.text, at)
    if named is not None:
        return named.kind
    general = page.headline_general or any(not tags.isdisjoint(("general", "streamlined")) for tags in page.tags)
    return LicenceKind.GENERAL if general else LicenceKind.UNSPECIFIED


@cache
def _weights() -> dict[str, dict[str, float]]:
    return tomllib.loads((files("jobs.extract") / "likelihood.toml").read_text("utf-8"))


def chance(what: str, found: frozenset[str]) -> float:
    """How likely it is, from 0 to 1, that a careful reader says so ("holder", "customer")."""
    return chance_by(_weights()[what], found)


def chance_by(weights: Mapping[str, float], found: frozenset[str]) -> float:
    """The same by weights of one's own."""
    total = weights["bias"] + sum(map(weights.__getitem__, weights.keys() & found))
    return 1 / (1 + exp(-max(-30.0, min(30.0, total))))


def signs(page: Page, mentions: list[Entity], statements: list[Statement], judged: list[Judged]) -> frozenset[str]:
    """The signs of one company: of the sentences that name it and of what the rules read and judged there."""
    found: set[str] = set()
    seen: set[int] = set()
    for entity in mentions:
        number = page.sentence_of(entity.start)
        if number in seen or not page.near_licence[number]:
            continue
        seen.add(number)
        found.update(_of_sentence(page, entity, number))
        if len(seen) >= _MENTIONS:
            break
    for raw in statements:
        found.add(f"rule {raw.kind.value} {raw.status.value}")
        found.add(f"rule {raw.licence.kind.value}")
        if raw.inherited:
            found.add("rule inherited")
        if raw.shown:
            found.add("rule shown")
        if raw.direct:
            found.add("rule direct")
        if raw.paired:
            found.add("rule paired")
        if raw.hedged:
            found.add("rule hedged")
    for one in judged:
        found.add(f"door {one.claim.door.value} {one.claim.kind.value}")
        found.update(f"reason {reason.name}" for reason in one.reasons)
    if not statements:
        found.add("rule silent")
    found.update(_of_name(mentions[0] if mentions else statements[0].entity))
    found.update(f"title {tag}" for tag in page.headline_tags & _TOLD)
    return frozenset(found)


_TOLD = frozenset(_ORDER)


def _of_name(one: Entity) -> Iterator[str]:
    roles = one.company.roles if one.company else {one.role} if one.role else set()
    for role in roles:
        yield f"name {Role(role).value}"
    if not roles:
        yield "name of no role"
    if own_trade(one):
        yield "name of the trade"
    if one.home:
        yield "name from China"
    if one.plain:
        yield "name plain"


def _of_sentence(page: Page, entity: Entity, number: int) -> Iterator[str]:
    low, high = page.spans[number]
    tokens, at = _tokens(page, entity, number)
    if not at:
        return
    here = at[0]
    padded = ["<s>", *tokens, "</s>"]
    for place in at[:2]:
        p = place + 1
        yield f"{padded[p - 1]} X"
        yield f"X {padded[min(p + 1, len(padded) - 1)]}"
        if p >= 2:
            yield f"{padded[p - 2]} {padded[p - 1]} X"
        if p + 2 < len(padded):
            yield f"X {padded[p + 1]} {padded[p + 2]}"
    licences = [place for place, token in enumerate(tokens) if token in _LICENCES]
    if licences:
        near = min(licences, key=lambda place: min(abs(place - one) for one in at))
        here = min(at, key=lambda one: abs(one - near))
        first, last = (here, near) if here < near else (near, here)
        between = tokens[first + 1 : last]
        way = f"X..{tokens[near]}" if here < near else f"{tokens[near]}..X"
        yield way
        yield f"{way} {_far(len(between))}"
        if len(between) <= 24:
            for token in set(between):
                yield f"{way}: {token}"
            for one, two in pairwise(tokens[first : last + 1]):
                yield f"{one} {two} |"
        for other in tokens[near + 1 : near + 3]:
            yield f"L. {other}"
    else:
        yield "no licence in the sentence"
    marks = [token for token in tokens if token[0] == "<"]
    for mark in set(marks):
        yield f"in {mark}"
    before = [token for token in tokens[:here] if token[0] == "<"]
    after = [token for token in tokens[here + 1 :] if token[0] == "<"]
    if before:
        yield f"before {before[-1]}"
    if after:
        yield f"after {after[0]}"
        yield f"after {' '.join(after[:2])}"
    if number == 0:
        yield "first sentence"
    if page.text[low:high].rstrip().endswith(("?", "？")):
        yield "question"
    for name, place in (("next", number + 1), ("last", number - 1)):
        if 0 <= place < len(page.spans):
            named = any(one.key != entity.key for one in page.people[place])
            for tag in page.tags[place] & _AROUND:
                yield f"{name}{'*' if named else ''} {tag}"


_AROUND = frozenset(
    ("general", "individual", "deny", "rumour", "unconfirmed", "expect", "neg", "cond", "revoke", "expire", "suspend",
     "get", "give", "cover", "apply", "refuse", "lacks", "goods", "issuer", "streamlined", "licence")
)  # fmt: skip


def _far(distance: int) -> str:
    return "touching" if distance == 0 else "close" if distance < 4 else "near" if distance < 10 else "far"


def _tokens(page: Page, entity: Entity, number: int) -> tuple[list[str], list[int]]:
    """A sentence as tokens: X the company, C M O others, G I L T licences, <cue> cues, words; and where X stands."""
    text = page.text
    low, high = page.spans[number]
    marks: list[tuple[int, int, str]] = [
        (one.start, one.end, "X" if one.key == entity.key else _other(one)) for one in page.people[number]
    ]
    marks += [(hit.start, hit.end, _named(hit.tags)) for hit in page.inside[number]]
    goods = {(hit.start, hit.end) for hit in page.inside[number] if hit.tags & {"rare", "topic"}}
    marks.sort()
    tokens: list[str] = []
    at: list[int] = []
    place = low
    for start, end, mark in marks:
        if start < place:
            continue
        tokens.extend(_words(text[place:start]))
        if mark == "X":
            at.append(len(tokens))
        if text[start] > "\u2e7f" and mark in _OF_GOODS and (start, end) in goods:
            # "稀土永磁", "两用物项": what all of these reports are about, and no grammar.
            pass
        elif mark:
            tokens.append(mark)
        else:
            tokens.extend(_words(text[start:end]))
        place = end
        if len(tokens) > _TOKENS:
            break
    else:
        tokens.extend(_words(text[place:high]))
    return tokens, at


#: What a word for goods may be named by its other lists.
_OF_GOODS = frozenset(("", "<maker>"))


def _words(piece: str) -> list[str]:
    if not piece or piece.isspace():
        return []
    found: list[str] = _WORD.findall(piece.lower())
    if piece.isascii():
        return ["0" if word.isdigit() else word for word in found]
    out: list[str] = []
    for word in found:
        if _HAN.match(word):
            out.extend(word)
        else:
            out.append("0" if word.isdigit() else word)
    return out


def _other(one: Entity) -> str:
    roles = one.company.roles if one.company else {one.role} if one.role else set()
    if roles == {Role.CUSTOMER}:
        return "C"
    return "M" if roles or own_trade(one) or one.home else "O"


@cache
def _named(tags: frozenset[str]) -> str:
    for name in _ORDER:
        if name in tags:
            return _LETTER.get(name) or f"<{name}>"
    return ""
