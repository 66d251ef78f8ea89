"""Who works with individual licences: said without a word of getting, or only done until a general one comes."""

from dataclasses import replace

from jobs.extract.certainty import hedging
from jobs.extract.licence import licences
from jobs.extract.names.subjects import Entity
from jobs.extract.statements.page import Page
from jobs.extract.statements.talk import Talk
from jobs.extract.text.phrases import Phrase
from jobs.extract.text.sentences import Clause
from storage.domain.claim import ClaimStatus
from storage.domain.licence import LicenceKind

_ASKS_EACH = Phrase("singly", "asks_each")
_MEANWHILE = Phrase("singly", "meanwhile", capitals=True)
#: Where one of these stands, nobody is said to be served.
_UNSURE = frozenset(("deny", "rumour", "cond", "expect", "apply", "unconfirmed", "whether", "issuer", "goods"))


def said(
    page: Page, clause: Clause, before: hedging.Said, who: list[Entity], focus: list[Entity]
) -> hedging.Said | None:
    """That a clause without a word of getting serves somebody by individual licences; None where it does not."""
    if clause.tags & _UNSURE or not (who or (len(focus) == 1 and clause.having("firm", "we", "it"))):
        return None
    for hit in clause.having("individual"):
        plain = not any(other.start < hit.start for other in clause.having("neg"))
        if plain and not licences.background(hit, page.text):
            asks = _ASKS_EACH.search(page.text, clause.start, clause.end)
            return replace(before, status=ClaimStatus.APPLIED if asks else ClaimStatus.GRANTED, at=hit.start)
    return None


def until_then(page: Page, clause: Clause, number: int, talk: Talk, said: hedging.Said) -> bool:
    """Whether individual licences are only what helps over the waiting: "has filed for a new one and ships one by one"."""
    if talk.kind is None or talk.kind.kind is not LicenceKind.GENERAL or number - talk.at > 1:
        return False
    single = clause.having("individual")
    if not single or clause.having("general") or single[0].start <= said.at:
        return False
    return _MEANWHILE.search(page.text, said.at, single[0].start) is not None
