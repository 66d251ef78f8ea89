"""Whether a licence is for samarium-cobalt: the case apart, where a wrong alert hurts most."""

import re
from dataclasses import replace

from jobs.extract.licence import families, goods
from jobs.extract.reasons import Reason
from jobs.extract.statements import receivers
from jobs.extract.statements.page import Page
from jobs.extract.statements.statement import Statement
from jobs.extract.text.cues import LICENCE_TAGS
from jobs.extract.text.phrases import Phrase
from storage.domain.claim import GAINS, SubjectKind
from storage.domain.licence import Role

_COBALT = Phrase("cobalt", "cobalt")
#: The bare element in Latin letters may be the name of a site; with its cobalt, or in another script, it is the matter.
_BARE_SAMARIUM = re.compile(r"(?!.*(?:cobalt|kobalt|sm-?co\b))[\x00-\x7f]*", re.IGNORECASE | re.DOTALL)

_LICENCE_FOR = Phrase("cobalt", "licence_for")


def told_apart(page: Page, raws: list[Statement]) -> list[Statement]:
    """A company's statements with those about samarium-cobalt as claims of their own."""
    raws = [part for raw in raws for part in _by_material(page, raw)]
    if any(raw.kind is SubjectKind.SMCO_PRODUCER and raw.status in GAINS for raw in raws):
        # Where the licence is once said to be for samarium-cobalt alone, the other statements mean the same one.
        only = not any(
            set(raw.materials) - {"SmCo", "Gd"} or _widened(page, raw) for raw in raws if raw.status in GAINS
        )
        raws = [_of_cobalt(raw) if only and raw.kind is SubjectKind.EXPORTER else raw for raw in raws]
    return raws


def _of_cobalt(raw: Statement) -> Statement:
    return replace(raw, kind=SubjectKind.SMCO_PRODUCER)


def _by_material(page: Page, raw: Statement) -> list[Statement]:
    """An exporter's licence for SmCo is a claim of its own; one for both is two."""
    if raw.kind is not SubjectKind.EXPORTER:
        return [raw]
    roles = set(raw.entity.company.roles) if raw.entity.company else {raw.entity.role} if raw.entity.role else set()
    smco = "SmCo" in raw.materials
    others = bool(set(raw.materials) - {"SmCo", "Gd"})
    if smco and others and raw.status in GAINS:
        return [raw, _of_cobalt(raw)]
    if smco and raw.status in GAINS and _widened(page, raw):
        # What is added to a licence comes to what it was for before.
        return [raw, _of_cobalt(raw)]
    if smco and not others:
        if _of_another_part(page, raw):
            return [replace(raw, materials=(), doubts=[*raw.doubts, Reason.SMCO_OPEN])]
        return [_of_cobalt(raw)]
    if not raw.materials and (roles == {Role.SMCO_PRODUCER} or (not roles and _COBALT.search(raw.entity.name))):
        return [_of_cobalt(raw)]
    if not raw.materials and not raw.tabled and raw.status in GAINS and _titled(page, raw):
        return [replace(_of_cobalt(raw), materials=("SmCo",))]
    if not raw.materials and not raw.tabled and raw.status in GAINS and talked_of(page, raw.sentence, raw.entity.key):
        return [_of_cobalt(raw)]
    return [raw]


def _widened(page: Page, raw: Statement) -> bool:
    return families.widened(page.text, *page.spans[raw.sentence])


def share(page: Page, raw: Statement) -> families.Share | None:
    """What the clause of a statement about a maker says its licence is for, where samarium-cobalt is named in it."""
    if raw.kind is SubjectKind.CUSTOMER or raw.tabled or page.tags[raw.sentence].isdisjoint(("SmCo", "smco_maker")):
        return None
    span, inside = page.spans[raw.sentence], page.inside[raw.sentence]
    makers = [one for one in page.people[raw.sentence] if not receivers.buyer([one])]
    if len({one.key for one in makers}) > 1:
        clause = next((one for one in page.clauses(raw.sentence) if one.holds(raw.at)), None)
        if clause is None:
            return None
        there = [one for one in makers if clause.holds(one.start)]
        if any(one.key == raw.entity.key for one in there):
            span, inside, makers = (clause.start, clause.end), list(clause.hits), there
    named = [(one.key, one.start, one.end) for one in makers]
    licences = [hit for hit in inside if not hit.tags.isdisjoint(("general", "theirs"))]
    spans = [(one.start, one.end) for one in page.people[raw.sentence]]
    goods_named = [hit for hit in inside if not any(low <= hit.start < high for low, high in spans)]
    return families.of_company(page.text, span, goods_named, named, licences, raw.entity.key)


def checked(page: Page, raw: Statement) -> None:
    """Leave samarium-cobalt to a person, or out, where an English text names it for another reason than a licence."""
    if page.languages[0] != "en" or raw.tabled or "SmCo" not in raw.materials or raw.goods_shared:
        return
    named = [
        hit
        for hit in page.inside[raw.sentence]
        if not hit.tags.isdisjoint(("SmCo", "smco_maker"))
        or ("group" in hit.tags and _COBALT.search(page.text, hit.start, hit.end))
    ]
    if not named:
        _checked_behind(page, raw)
        return
    if page.tags[raw.sentence].isdisjoint(LICENCE_TAGS):
        # The licence is another sentence's: what this one tells is told of it.
        return
    names = [(one.key, one.start, one.end) for one in page.people[raw.sentence]]
    named = [hit for hit in named if not any(start <= hit.start < end for _, start, end in names)]
    licences = [
        hit
        for hit in page.inside[raw.sentence]
        if not hit.tags.isdisjoint(("general", "streamlined", "theirs", "licence"))
    ]
    way = goods.bearing(page.text, page.spans[raw.sentence], named, licences, names, raw.entity.key)
    elsewhere = way is goods.Bearing.OPEN and goods.of_neodymium(page.text, page.spans[raw.sentence], licences, names)
    if (way is goods.Bearing.OTHER and named) or elsewhere:
        raw.materials = tuple(one for one in raw.materials if one != "SmCo")
    if not named and len(raw.materials) > 1:
        raw.materials = tuple(one for one in raw.materials if one != "SmCo")
    # That it stands in a name alone says nothing of a licence.
    only_called = not named and raw.materials == ("SmCo",) and not goods.says_its_name(raw.entity.name)
    raw.goods_open = raw.goods_open or (way is goods.Bearing.OPEN and not elsewhere) or only_called


def _checked_behind(page: Page, raw: Statement) -> None:
    """The same where the next sentence names it."""
    if raw.sentence + 1 >= len(page.spans) or "SmCo" not in page.tags[raw.sentence + 1]:
        return
    low, _ = page.spans[raw.sentence + 1]
    first = next(hit for hit in page.inside[raw.sentence + 1] if "SmCo" in hit.tags)
    raw.goods_open = raw.goods_open or not goods.of_it(page.text, low, first.start)


def _titled(page: Page, raw: Statement) -> bool:
    """Whether the title speaks of a licence for samarium-cobalt, and the text of one maker and no other magnets."""
    if not _LICENCE_FOR.search(page.document.title) or page.headline_tags & {"neg", "NdFeB", "refuse", "deny"}:
        return False
    if "general" in page.tags[raw.sentence] or any(tags & {"NdFeB", "Dy", "Tb"} for tags in page.tags):
        return False
    return all(one.key == raw.entity.key or receivers.buyer([one]) for one in page.entities)


def _of_another_part(page: Page, raw: Statement) -> bool:
    """Whether samarium-cobalt is named only behind a semicolon, where a list goes on to others: "X: general; Y (SmCo): none"."""
    named = [hit for hit in page.inside[raw.sentence] if "SmCo" in hit.tags]
    return bool(named) and all(
        hit.start > raw.entity.end and any(mark in page.text[raw.entity.end : hit.start] for mark in ";；")
        for hit in named
    )


def talked_of(page: Page, number: int, key: str) -> bool:
    """Whether the sentence before speaks of samarium-cobalt, of no other maker, and the text of no other magnets."""
    if not number or "SmCo" not in page.tags[number - 1] or page.tags[number - 1] & {"neg", "exclude"}:
        return False
    if any(one.key != key and not receivers.buyer([one]) for one in page.people[number - 1]):
        return False
    if _LICENCE_FOR.search(page.text, *page.spans[number - 1]) and page.tags[number].isdisjoint({"NdFeB", "Dy", "Tb"}):
        # "Licences for samarium-cobalt have been granted to two companies. X and Y received the permits."
        return True
    return not any(tags & {"NdFeB", "Dy", "Tb"} for tags in (*page.tags, page.headline_tags))


def left_open(page: Page, raw: Statement) -> bool:
    """Samarium-cobalt is where a wrong alert hurts most: its licence must be named with it."""
    if raw.goods_open:
        return True
    inside = page.tags[raw.sentence]
    roles = raw.entity.company.roles if raw.entity.company else frozenset()
    if raw.kind is SubjectKind.SMCO_PRODUCER:
        others = {entity.key for entity in page.people[raw.sentence] if not receivers.buyer([entity])}
        alone = len(others | {raw.entity.key}) < 2
        known = not raw.entity.company or Role.SMCO_PRODUCER in roles
        apart = alone or raw.goods_shared or "NdFeB" not in inside
        return "SmCo" not in raw.materials or not (known or alone) or not apart
    if roles == {Role.SMCO_PRODUCER} and "NdFeB" not in raw.materials:
        return True
    headline, title = page.headline_tags, page.document.title.strip()
    if not raw.materials and raw.sentence:
        asked = page.tags[raw.sentence - 1]
        if "SmCo" in asked and "NdFeB" not in asked and page.asks[raw.sentence - 1]:
            # An answer to a question about samarium-cobalt.
            return raw.kind is SubjectKind.EXPORTER
    if not raw.materials and raw.kind is SubjectKind.EXPORTER and _said_next(page, raw.sentence):
        return True
    # A headline about samarium-cobalt, not the name of a site that happens to bear the word.
    if not raw.materials and "SmCo" in headline and "NdFeB" not in headline and not _BARE_SAMARIUM.fullmatch(title):
        return raw.kind is SubjectKind.EXPORTER
    return (
        (Role.SMCO_PRODUCER in roles or raw.entity.role is Role.SMCO_PRODUCER)
        and "SmCo" in inside
        and not raw.materials
    )


def _said_next(page: Page, number: int) -> bool:
    """Whether one of the next two sentences says of "its licence" that it is for samarium-cobalt, and for nothing else."""
    after = page.tags[number + 1 : number + 3]
    return any({"SmCo", "it", "licence"} <= tags and "NdFeB" not in tags for tags in after)
