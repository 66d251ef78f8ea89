"""Who is named as a user of somebody's general licence, where no turn of phrase was read: by who is talked of.

A clause that says that somebody is on a licence, and takes nothing back, is about the buyers it names; where it names
none, its pronoun means the one buyer that the text was about last.
"""

import re
from dataclasses import replace
from functools import cache

from jobs.extract.deciding.known import Known
from jobs.extract.deciding.overlooked import NOT_PLAIN, SOMEBODY_ELSE, in_one_list, makes, named
from jobs.extract.names.subjects import Entity, unique
from jobs.extract.statements import heads, receivers
from jobs.extract.statements.page import Page
from jobs.extract.statements.statement import Statement, without_reserve
from jobs.extract.text.cues import LANGUAGES, LICENCE_TAGS, table, tags_of, within
from jobs.extract.text.expressions import Lists, either
from jobs.extract.text.phrases import Phrase
from jobs.extract.text.sentences import Clause
from storage.domain.claim import GAINS, SubjectKind
from storage.domain.licence import Role

#: How many sentences after a general licence "it" is still this one, and after a buyer "it" is still that buyer.
_NEAR, _BACK = 2, 3
#: Words that put somebody on a licence and stand in no list of cues.
_ON_IT = Lists("users", ["on_it"])
#: Where one of these stands, the general licence spoken of is not there, or no longer.
_NO_LICENCE_THERE = frozenset(
    ("deny", "refuse", "lacks", "expect", "rumour", "unconfirmed", "revoke", "suspend", "expire")
)
_STANDS_FOR = ("it", "we", "firm")
#: A maker puts "it" on a licence: the object is the buyer talked of, whoever stands before.
_PUT_IT = Lists("users", ["put_it"])
#: "The Hungarian turbine maker": the buyer talked of, by what it makes.
_THE_FIRM = Lists("users", ["the_firm"])
#: Whoever is meant by these is no buyer of magnets but somebody who talks of them.
_HEADS_LIST = Lists("users", ["heads_list"])
_ITEM = Phrase("users", "item", capitals=True)


def found(known: Known) -> list[Statement]:
    """Users whom a plain clause names or means, and who stand in a list under a heading that says so."""
    page = known.page
    told = known.keys
    out: list[Statement] = []
    if all(one.key in told or makes(one) for one in page.entities):
        return out
    for number, tags in enumerate(page.tags):
        if not _of_general(page, number) or "issuer" in tags or "goods" in tags:
            continue
        low, high = page.spans[number]
        if page.asks[number] or page.granted_abroad(number):
            continue
        those = [] if SOMEBODY_ELSE.search(page.text, low, high) else _of_clauses(page, number)
        those += [(one, low) for one in (*_in_line(page, number), *_under_heading(page, number))]
        for one, at in those:
            if one.key not in told:
                told.add(one.key)
                user = one if one.company and one.company.roles else replace(one, role=Role.CUSTOMER)
                where = number if one.start < high else page.sentence_of(one.start)
                out.append(without_reserve(page, user, SubjectKind.CUSTOMER, where, at))
    return out


def _of_general(page: Page, number: int) -> bool:
    """Whether a sentence goes on about a general licence."""
    if page.headline_general and not number:
        return True
    own = page.tags[number]
    beside = page.tags[max(0, number - _NEAR) : number + 2]
    if "individual" in own or any(not tags.isdisjoint(("goods", "issuer")) for tags in beside):
        return False
    if "general" in own:
        return own.isdisjoint(_NO_LICENCE_THERE)
    near = [tags for tags in page.tags[max(0, number - _NEAR) : number] if "general" in tags]
    return bool(near) and near[-1].isdisjoint(NOT_PLAIN - {"past", "harmless", "hedge"})


@cache
def _only_supplies() -> frozenset[str]:
    """Words of supplying: who supplies goods puts nobody on a licence."""
    return frozenset(words for language in LANGUAGES for words in table(language).get("joints", {}).get("supplies", ()))


def _of_clauses(page: Page, number: int) -> list[tuple[Entity, int]]:
    parts = page.clauses(number)
    out: list[tuple[Entity, int]] = []
    for place, clause in enumerate(parts):
        if not _plain(page, clause):
            continue
        cover = [hit for hit in clause.having("cover") if page.text[hit.start : hit.end] not in _only_supplies()]
        put = _PUT_IT.search(page.text, clause.start, clause.end)
        if not cover and put is None and not _ON_IT.search(page.text, clause.start, clause.end):
            continue
        at = cover[0].start if cover else put.start() if put else clause.start
        those = _buyers(page, clause)
        if (
            not those
            and page.text[clause.end - 1 : clause.end + 1].rstrip()[-1:] in (":", "：")
            and place + 1 < len(parts)
        ):
            those = _buyers(page, parts[place + 1])
        if not those and (put or _means_a_buyer(page, clause, at)):
            those = _talked_of(page, number, clause.start)
        out += [(one, at) for one in those if receivers.buyer([one]) or not heads.another(page, one, at)]
    return out


def _means_a_buyer(page: Page, clause: Clause, at: int) -> bool:
    """Whether a clause has a word that stands for a company, and no maker before it that it could stand for."""
    stands = clause.having(*_STANDS_FOR) or (
        clause.having("customer") and _THE_FIRM.search(page.text, clause.start, clause.end)
    )
    return bool(stands) and not any(
        makes(one) and one.start < at and page.text[one.end : one.end + 2] not in ("'s", "’s")
        for one in page.named_in(clause)
    )


def _plain(page: Page, clause: Clause) -> bool:
    """Whether a clause says without reserve what it says."""
    if clause.tags & NOT_PLAIN:
        return False
    said = page.said(clause)
    return said.status is None or (said.status in GAINS and not said.doubts)


def _buys(one: Entity) -> bool:
    """Whether a company may be a user: it is no maker of magnets and none of China's."""
    roles = one.company.roles if one.company else frozenset()
    return (
        named(one)
        and not makes(one)
        and not one.home
        and roles <= {Role.CUSTOMER}
        and one.role in (None, Role.CUSTOMER)
    )


def _buyers(page: Page, clause: Clause) -> list[Entity]:
    """The buyers a clause names, where they are one or stand in one list."""
    those = [
        one
        for one in unique(page.named_in(clause))
        if _buys(one) and not receivers.aside(page, one) and page.text[one.end : one.end + 2] not in ("'s", "’s")
    ]
    cover = clause.having("cover")
    if cover:
        those = [one for one in those if not receivers.goes_its_own_way(page, clause, one, cover[0])]
    return those if in_one_list(page, those) else []


def _talked_of(page: Page, number: int, before: int) -> list[Entity]:
    """The one buyer that the text was about last."""
    places = [(page.spans[number][0], before), *reversed(page.spans[max(0, number - _BACK) : number])]
    for low, high in places:
        those = [one for one in unique(page.entities_in(low, high)) if one.plain]
        buyers = [one for one in those if _buys(one)]
        if len(buyers) == 1:
            return [replace(buyers[0], start=before, end=before)]
        if those:
            return []
    return []


@cache
def _opens() -> re.Pattern[str]:
    """What opens a list in a line: a colon, or a bracket that says so."""
    words = either("joints", "opens")
    return re.compile(rf"[:：(（](?:(?<=[:：])(?:\s|(?=[^\d\s]))|(?<=[(（])(?:{words})[:：,]?\s?)")


_DENIES = Lists("users", ["denies"])
_SPARED = Lists("users", ["spared"])
_BREAK = re.compile("[;；,，、(（]|—|–")


def _in_line(page: Page, number: int) -> list[Entity]:
    """ "The licence names six users: A, B and C": the buyers of a list that a plain head opens."""
    low, high = page.spans[number]
    for opening in _opens().finditer(page.text, low, high):
        head = page.text[low : opening.start()]
        tags = tags_of(within(page.hits, low, opening.start()))
        if not (_HEADS_LIST.search(page.text, low, opening.start()) or "cover" in tags) or tags & (
            NOT_PLAIN - {"neg", "harmless", "past"}
        ):
            continue
        spared = _SPARED.whole.sub(" ", head)
        if _DENIES.whole.search(spared) or SOMEBODY_ELSE.search(page.text, low, opening.start()):
            continue
        end = _open_until(page, opening.end(), high)
        those = [one for one in unique(page.entities_in(opening.end(), end)) if _buys(one)]
        return [one for one in those if not receivers.aside(page, one)]
    return []


def _open_until(page: Page, low: int, high: int) -> int:
    """How far a list goes on: up to the item in which something else is said."""
    for hit in within(page.hits, low, high):
        if hit.tags & (NOT_PLAIN | {"individual", "says"}):
            marks = [mark.start() for mark in _BREAK.finditer(page.text, low, hit.start)]
            return marks[-1] if marks else low
    return high


def _under_heading(page: Page, number: int) -> list[Entity]:
    """ "The licence names these end users:" and a list: the first company of each item."""
    low, high = page.spans[number]
    if page.text[high - 1] not in ":：" or not _HEADS_LIST.search(page.text, low, high):
        return []
    if page.tags[number] & (NOT_PLAIN - {"neg"}) or not page.tags[number] & (LICENCE_TAGS | {"cover"}):
        return []
    out: list[Entity] = []
    for place in range(number + 1, len(page.spans)):
        if not _ITEM.match(page.text, *page.spans[place]):
            break
        people = page.people[place]
        if people and people[0].plain and not makes(people[0]) and not page.tags[place] & NOT_PLAIN:
            out.append(people[0])
    return out
