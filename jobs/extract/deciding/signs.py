"""The signs of a company in a text: the words and cues around it, with every company and licence as one letter.

So no name can matter, and nothing that the rules made of it: rules are sure of the texts they were written for, and what
they are worth on others could not be learned from those. What the signs weigh is in `likelihood.py`.
"""

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise

from jobs.extract.names.subjects import Entity, own_trade
from jobs.extract.statements.page import Page
from jobs.extract.text.cues import EASTERN
from storage.domain.licence import Role

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
#: How many sentences that name a company are looked at, near a licence and elsewhere, and how many tokens of each.
_MENTIONS, _FAR_MENTIONS, _TOKENS = 10, 4, 160


class Signs:
    """The signs of a text's companies; what several of them share is looked up once."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._title = frozenset(f"title {tag}" for tag in page.headline_tags & _TOLD)
        self._sentences: dict[int, list[_Token]] = {}

    def of(self, mentions: list[Entity]) -> frozenset[str]:
        """The signs of one company by the sentences that name it; none where nothing does."""
        if not mentions:
            return frozenset()
        found = {*_of_name(mentions[0]), *self._title}
        for number in self._passages(mentions):
            tokens, at = self._tokens(number, mentions[0].key)
            if at:
                found.update(_beside(tokens, at))
                found.update(_around(tokens, at))
                found.update(_marks(tokens))
            found.update(_of_sentence(self._page, mentions[0], number))
        return frozenset(found)

    def _passages(self, mentions: list[Entity]) -> list[int]:
        """The sentences that name the company and are near a licence, or all when none is."""
        numbers = list(dict.fromkeys(self._page.sentence_of(entity.start) for entity in mentions))
        near = [number for number in numbers if self._page.near_licence[number]]
        return near[:_MENTIONS] or numbers[:_FAR_MENTIONS]

    def _tokens(self, number: int, key: str) -> tuple[list[str], list[int]]:
        """A sentence as tokens: X the company, C M O others, G I L T licences, <cue> cues, words; and where X stands."""
        if (sentence := self._sentences.get(number)) is None:
            sentence = self._sentences[number] = _read(self._page, number)
        row = [one if isinstance(one, str) else "X" if one.key == key else _other(one) for one in sentence]
        return row, [place for place, mark in enumerate(row) if mark == "X"]


#: A word, a mark, or a company.
_Token = str | Entity

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


def _beside(tokens: list[str], at: list[int]) -> Iterator[str]:
    """What stands right beside the company, between it and the nearest licence, and after that."""
    padded = ["<s>", *tokens, "</s>"]
    for place in at[:2]:
        p = place + 1
        yield f"{padded[p - 1]} X"
        yield f"X {padded[p + 1]}"
        if p >= 2:
            yield f"{padded[p - 2]} {padded[p - 1]} X"
        if p + 2 < len(padded):
            yield f"X {padded[p + 1]} {padded[p + 2]}"
    here = at[0]
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
    else:
        yield "no licence in the sentence"
    before = [token for token in tokens[:here] if token[0] == "<"]
    after = [token for token in tokens[here + 1 :] if token[0] == "<"]
    if before:
        yield f"before {before[-1]}"
    if after:
        yield f"after {after[0]}"
        yield f"after {' '.join(after[:2])}"


def _around(tokens: list[str], at: list[int]) -> Iterator[str]:
    """The words before and after the company, and before and after a licence."""
    for place in at[:2]:
        before, after = tokens[max(0, place - 6) : place], tokens[place + 1 : place + 9]
        for token in before:
            yield f"{token} .. X"
        for token in after:
            yield f"X .. {token}"
        for one, two in pairwise(before):
            yield f"{one} {two} .. X"
        for one, two in pairwise(after):
            yield f"X .. {one} {two}"
    licences = [place for place, token in enumerate(tokens) if token in _LICENCES]
    for place in licences[:2]:
        for token in tokens[max(0, place - 4) : place]:
            yield f"{token} .. L"
        for token in tokens[place + 1 : place + 6]:
            yield f"L .. {token}"


def _marks(tokens: list[str]) -> Iterator[str]:
    """The sentence as companies, licences and cues alone: who stands how to what, whatever words say so."""
    row = ["^"]
    for token in tokens:
        if (token in _LETTERS or (token[0] == "<" and len(token) > 1)) and token != row[-1]:
            row.append(token)
    row.append("$")
    companies = [place for place, mark in enumerate(row) if mark == "X"]
    licences = [place for place, mark in enumerate(row) if mark in _LICENCES]
    for mark in {token for token in row if token[0] == "<"}:
        yield f"in {mark}"
    for place in companies[:3]:
        for before, after in _ABOUT_COMPANY:
            yield f"x {' '.join(row[max(0, place - before) : place + after + 1])}"
    for place in licences[:3]:
        for before, after in _ABOUT_LICENCE:
            yield f"l {' '.join(row[max(0, place - before) : place + after + 1])}"
    if companies and licences:
        here, near = min(((one, two) for one in companies for two in licences), key=lambda pair: abs(pair[0] - pair[1]))
        first, last = min(here, near), max(here, near)
        if last - first <= 5:
            yield f"way {' '.join(row[first : last + 1])}"
        others = sum(token in _COMPANIES for token in row[first + 1 : last])
        yield f"{'X..L' if here < near else 'L..X'} past {min(others, 3)}"
        yield f"nearest to L {min(_those(row), key=lambda one: abs(one[0] - near))[1]}"
    yield f"first {_those(row)[0][1] if _those(row) else 'none'}"


def _those(row: list[str]) -> list[tuple[int, str]]:
    return [(place, token) for place, token in enumerate(row) if token in _COMPANIES]


_COMPANIES = frozenset("XCMO")
_LETTERS = _COMPANIES | _LICENCES | {";", "；"}
#: How many marks before and after one are taken together with it.
_ABOUT_COMPANY = ((1, 1), (2, 0), (0, 2), (1, 2), (2, 1), (0, 3), (3, 0), (0, 4))
_ABOUT_LICENCE = ((1, 0), (2, 0), (1, 1), (0, 1), (0, 2))


def _of_sentence(page: Page, entity: Entity, number: int) -> Iterator[str]:
    """What kind of sentence it is, and what those around it speak of."""
    low, high = page.spans[number]
    if number == 0:
        yield "first sentence"
    if page.text[low:high].rstrip().endswith(("?", "？")):
        yield "question"
    for name, place in (("next", number + 1), ("last", number - 1)):
        if 0 <= place < len(page.spans):
            named = any(one.key != entity.key for one in page.people[place])
            for tag in page.tags[place] & _NEIGHBOURS:
                yield f"{name}{'*' if named else ''} {tag}"
    for name, place in (("on", number + 1), ("further on", number + 2)):
        # As long as nobody else is named, it goes on about the same company.
        if place >= len(page.spans) or page.people[place]:
            return
        for tag in page.tags[place] & _TOLD:
            yield f"{name} {tag}"
        if begins := _words(page.text[slice(*page.spans[place])][:_BEGINNING])[:2]:
            yield f"on: {' '.join(begins)}"


#: How much of a sentence is looked at for its first two words.
_BEGINNING = 60
_NEIGHBOURS = frozenset(
    ("general", "individual", "deny", "rumour", "unconfirmed", "expect", "neg", "cond", "revoke", "expire", "suspend",
     "get", "give", "cover", "apply", "refuse", "lacks", "goods", "issuer", "streamlined", "licence")
)  # fmt: skip


def _far(distance: int) -> str:
    return "touching" if distance == 0 else "close" if distance < 4 else "near" if distance < 10 else "far"


def _read(page: Page, number: int) -> list[_Token]:
    text = page.text
    low, high = page.spans[number]
    marks: list[tuple[int, int, _Token]] = [(one.start, one.end, one) for one in page.people[number]]
    marks += [(hit.start, hit.end, _named(hit.tags)) for hit in page.inside[number]]
    goods = {(hit.start, hit.end) for hit in page.inside[number] if hit.tags & {"rare", "topic"}}
    marks.sort(key=lambda mark: (mark[0], mark[1], type(mark[2]) is str))
    tokens: list[_Token] = []
    place = low
    for start, end, mark in marks:
        if start < place:
            continue
        tokens.extend(_words(text[place:start]))
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
    return tokens


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
        if EASTERN.match(word):
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
