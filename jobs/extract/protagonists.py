"""Who has a licence in a text about one maker of magnets: told without its name, or by a short answer to a question.

A text that names one maker and nobody else who could hold a licence is about it: what a plain sentence tells of "the
general licence" is told of this maker.
"""

import re
from dataclasses import replace

from jobs.extract import hedging, licences
from jobs.extract.overlooked import NOT_PLAIN, SOMEBODY_ELSE, TALK, makes
from jobs.extract.page import Page
from jobs.extract.statements import Statement, without_reserve
from jobs.extract.subjects import Entity, unique
from storage.domain.claim import GAINS, SubjectKind

#: How many sentences after a maker's name, or before it, a licence is still plainly the maker's.
_AFTER, _BEFORE = 3, 1
#: "The holder is X": whose licence it is that was just spoken of.
_HOLDER_IS = re.compile(
    r"\b(?:holder|licensee|recipient|owner|winner|beneficiary) (?:of the (?:licence|license|permit) )?(?:is|was)(?: called| named)? (?:(?:the|a|an) )?(?:[a-z][\w-]* ){0,4}$"
    r"|(?:持证人|持證人|持证方|持有人|持有者|得主|获证企业|獲證企業|持证企业)(?:是|为|為|系|即|：|:)$",
    re.IGNORECASE,
)
#: One licence that is there, not licences as such.
_ONE = re.compile(
    r"\b(?:an?|the|its|their|our|this|that|one|such an?|his|her|ministry['’]s|Beijing['’]s|China['’]s)\s+(?:[\w-]+\s+){0,3}[\"“‘']?$|(?:张|張|份|纸|紙|该|該|此|这|這|的|了|到|获|獲|得|颁|頒)[^，。；]{0,12}$",
    re.IGNORECASE,
)
_MANY = re.compile(
    r"\b(?:several|many|most|some|few|two|three|four|five|six|seven|eight|nine|ten|\d+|all|more|dozen\w*) (?:[\w-]+ ){0,3}?(?:makers?|compan\w+|firms?|exporters?|producers?|licen[cs]es|permits|holders?)\b"
    r"|[几幾多两兩三四五六七八九十\d][家间間]|部分企业|一些企业|企业们|各企业|不少企业|首批|每[家张]",
    re.IGNORECASE,
)
_YES = re.compile(
    r"\W*(?:(?:A|Answer|答|回复|回覆|回答|[\w .&’'-]{1,40}|[\w（）()]{1,20})\s*[:：])?\W*(?:(?:Hello|Hi|Dear investor|Thank you[^.!]{0,40}|您好|你好|尊敬的投资者|尊敬的投資者|感谢[^。！，]{0,12})[\W]*)*"
    r"(?:yes\b|we (?:do|have|did)\b|it (?:does|has|did|is)\b|they (?:do|have)\b|indeed\b|correct\b|that is (?:so|right|true|correct)|the (?:information|report)[^.]{0,40} is (?:correct|accurate|true)|certainly\b|of course\b|sure\b|absolutely\b"
    r"|是的|有的|有了|对[，。！的]|對[，。！的]|已经?(?:有|拿到|取得|获得|持有|办妥|到手)|没错|沒錯|当然|當然|确实|確實|属实|屬實|嗯)(?!,? (?:but|if|in principle|once|as soon|unless|not|n't)\b)",
    re.IGNORECASE,
)
_YOU = re.compile(r"\b(?:you|your)\b|[贵貴](?:公司|司|厂|廠|方|集团|集團)|你们|你們|你司|咱们", re.IGNORECASE)
#: "Is that so?": it asks for what the sentence before said.
_SO = re.compile(
    r"\b(?:is|was) (?:that|this|it|the (?:report|news|information)) (?:so|true|right|correct|accurate|the case)\b|是否属实|是否屬實|是真的吗|真的吗|属实吗|对吗|對嗎",
    re.IGNORECASE,
)
_GREETING = re.compile(
    r"[^.!。！:：]{0,40}[:：]?\s*(?:hello|hi|dear \w+|thank you[^.!]{0,40}|您好|你好|尊敬的投资者(?:您好)?|感谢您?的?(?:关注|提问))\W*",
    re.IGNORECASE,
)


def found(page: Page, statements: list[Statement]) -> list[Statement]:
    """Makers of whom a plain sentence or a short answer tells that they have a general licence.

    Takes out of `statements` the questions that have been answered.
    """
    out: list[Statement] = []
    sole = _sole_maker(page)
    for number in range(len(page.spans)):
        low, high = page.spans[number]
        if hedging.is_question(page.text[low:high]):
            if one := _answered(page, number, sole):
                statements[:] = [raw for raw in statements if not (raw.question and raw.entity.key == one.key)]
                if all(raw.entity.key != one.key for raw in statements):
                    out.append(without_reserve(page, one, SubjectKind.EXPORTER, number + 1, page.spans[number + 1][0]))
            continue
        told = {raw.entity.key for raw in (*statements, *out)}
        if (one := _holder(page, number)) and one.key not in told:
            out.append(without_reserve(page, one, SubjectKind.EXPORTER, number, one.start))
        elif sole is not None and sole.key not in told and (at := _told_of_it(page, number, sole)) is not None:
            here = replace(sole, start=low, end=low)
            out.append(without_reserve(page, here, SubjectKind.EXPORTER, number, at))
    return out


def _sole_maker(page: Page) -> Entity | None:
    """The one maker of magnets that a text and its title name."""
    those = unique([one for one in (*page.entities, *page.headline) if makes(one) or one.home])
    return those[0] if len(those) == 1 and makes(those[0]) else None


def _holder(page: Page, number: int) -> Entity | None:
    """ "The holder is X", after a sentence that speaks of a general licence somebody is named on or has."""
    before = page.tags[max(0, number - 1)] | page.tags[number]
    if "general" not in before or before & (NOT_PLAIN - {"past", "harmless", "hedge"}):
        return None
    for one in page.people[number]:
        if makes(one) and _HOLDER_IS.search(page.text, max(page.spans[number][0], one.start - 60), one.start):
            return one
    return None


def _told_of_it(page: Page, number: int, sole: Entity) -> int | None:
    """Where a plain sentence that names no company tells of a general licence of the maker that the text is about."""
    tags = page.tags[number]
    if "general" not in tags or tags & NOT_PLAIN or not tags.isdisjoint(("individual", "group")) or page.people[number]:
        return None
    low, high = page.spans[number]
    if any(pattern.search(page.text, low, high) for pattern in (SOMEBODY_ELSE, TALK, _MANY)):
        return None
    if licences.foreign(page.inside[number]) or licences.for_something_else(page.inside[number], page.text):
        return None
    mentions = [page.sentence_of(one.start) for one in page.entities if one.key == sole.key]
    if not any(-_BEFORE <= number - place <= _AFTER for place in mentions):
        return None
    hit = next(one for one in page.inside[number] if "general" in one.tags)
    if not _ONE.search(page.text, max(low, hit.start - 40), hit.start):
        return None
    for clause in page.clauses(number):
        said = hedging.said(clause, page.text)
        if said.status is not None and (said.status not in GAINS or said.doubts):
            return None
        if said.status in GAINS and clause.holds(hit.start):
            return said.at
    return None


def _answered(page: Page, number: int, sole: Entity | None) -> Entity | None:
    """Of whom a question asks whether it has a general licence, where the next sentence says yes."""
    after = _past_greeting(page, number + 1)
    if after >= len(page.spans):
        return None
    tags = page.tags[number] | (page.tags[number - 1] if number else frozenset())
    if "general" not in tags or not page.tags[number].isdisjoint(("neg", "goods", "issuer", "SmCo")):
        return None
    if not _YES.match(page.text, *page.spans[after]) or not page.tags[after].isdisjoint(
        NOT_PLAIN - {"past", "harmless"}
    ):
        return None
    asked = page.text[page.spans[number][0] : page.spans[number][1]]
    people = page.people[number] or (page.people[number - 1] if number and _SO.search(asked) else [])
    keys = {one.key for one in people}
    if len(keys) == 1 and makes(people[0]):
        return people[0]
    return sole if not people and sole is not None and _YOU.search(asked) else None


def _past_greeting(page: Page, number: int) -> int:
    """The next sentence that says more than "Hello!"."""
    while number < len(page.spans) and _GREETING.fullmatch(page.text, *page.spans[number]):
        number += 1
    return number
