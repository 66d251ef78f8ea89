"""Whose a licence is called: "X's general licence", "the licence held by X", "the company's general licence"."""

import re

from jobs.extract.names.subjects import Entity
from jobs.extract.statements.page import Page
from jobs.extract.text.phrases import Phrase
from jobs.extract.text.sentences import Clause

_HOLDER_AFTER = Phrase("possession", "holder_after")
_NO_HOLDER = Phrase("possession", "no_holder")
_OF_BEFORE = Phrase("possession", "of_before")
_WANTS = Phrase("possession", "wants", capitals=True)
#: One of these ends the words between a licence and its holder.
_LEADS_TO_HOLDER = ("by", "of", "to", "that", "the")
_OWN_EASTERN = Phrase("possession", "own_eastern", capitals=True)
_OWN_LICENCE = Phrase("possession", "own_licence", capitals=True)


def of(page: Page, entity: Entity, clause: Clause) -> bool:
    """Whether the licence is called this company's: "X's general licence", "the licence held by X"."""
    for hit in clause.having("general", "licence", "streamlined"):
        if hit.start > entity.end and _OWN_EASTERN.match(page.text, entity.end, hit.start):
            return True
        own = page.text[entity.start : entity.end].lower() == "our"
        if hit.start >= entity.end and (
            own or re.match(r"(?:['’]s?\s|的|\s?通)", page.text[entity.end : entity.end + 2] + " ")
        ):
            between = page.text[entity.end : hit.start]
            if _HOLDER_AFTER.match(between) and not _NO_HOLDER.match(page.text, hit.end):
                return True
    before = page.text[max(0, entity.start - 40) : entity.start]
    if not before.rstrip().lower().endswith(_LEADS_TO_HOLDER):
        return False
    return bool(_OF_BEFORE.search(before)) and not _WANTS.match(page.text, entity.end)


def called_own(page: Page, clause: Clause) -> bool:
    """Whether the clause speaks of "the company's general licence", "our general licence" - one that exists."""
    if clause.tags & {"neg", "cond", "deny", "rumour", "apply", "expect", "unconfirmed", "lacks", "refuse"}:
        return False
    owners = [hit for hit in clause.having("firm", "we", "it") if page.text[hit.start] > "\u2e7f"]
    return any(
        0 <= licence.start - owner.end <= 4 and _OWN_LICENCE.fullmatch(page.text[owner.end : licence.start])
        for owner in owners
        for licence in clause.having("general")
        if not _NO_HOLDER.match(page.text, licence.end)
    )


def its(page: Page, clause: Clause) -> bool:
    """Whether "we" or "the company" stands before a licence as its holder."""
    return any(
        _HOLDER_AFTER.match(page.text[hit.end : licence.start])
        for hit in clause.having("firm", "we")
        for licence in clause.having("general", "streamlined")
        if hit.end <= licence.start
    )
