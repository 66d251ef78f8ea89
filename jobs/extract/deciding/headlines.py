"""What only the title says: "X gets general licence", over a text that goes on about the deliveries.

A title is read as a text of its own. A gain that it tells plainly counts where the text tells nothing else of that
company and has no word that denies, doubts or puts off anything; its evidence is where the text goes on about it.
"""

from dataclasses import replace

from jobs.extract.statements.discourse import Discourse
from jobs.extract.statements.page import Page, open_page
from jobs.extract.statements.statement import Statement
from jobs.extract.text import sentences
from jobs.extract.text.cues import LICENCE_TAGS
from storage.domain.claim import GAINS
from storage.domain.licence import LicenceKind
from storage.domain.names import NameIndex

#: One of these in the text, and the title alone is not believed; the second only beside a licence.
_OPEN = frozenset(
    ("deny", "rumour", "unconfirmed", "whether", "hedge", "opinion", "refuse", "lacks", "revoke", "suspend", "expire",
     "issuer", "goods", "exclude")
)  # fmt: skip
_OPEN_BESIDE = frozenset(("neg", "apply", "expect", "cond", "individual"))


def told(page: Page, names: NameIndex, statements: list[Statement]) -> list[Statement]:
    """The gains that only the title tells."""
    title = page.document.title.strip()
    if not page.headline_general or title.endswith(("?", "？")) or not page.spans:
        return []
    if any(not tags.isdisjoint(_OPEN) for tags in page.tags):
        return []
    if any(not tags.isdisjoint(LICENCE_TAGS) and not tags.isdisjoint(_OPEN_BESIDE) for tags in page.tags):
        return []
    if page.headline_tags & (_OPEN | _OPEN_BESIDE):
        return []
    known = {raw.entity.key for raw in statements}
    own = open_page(replace(page.document, title="", text=title), names, sentences.split(title))
    if own is None:
        return []
    discourse = Discourse(own)
    discourse.read()
    number = next((at for at, tags in enumerate(page.tags) if not tags.isdisjoint(LICENCE_TAGS)), 0)
    low, _ = page.spans[number]
    return [
        replace(raw, entity=replace(raw.entity, start=low, end=low), sentence=number, at=low)
        for raw in discourse.statements
        if raw.status in GAINS
        and raw.licence.kind is LicenceKind.GENERAL
        and raw.licence.plain
        and not (raw.doubts or raw.hedged or raw.question or raw.entity.key in known)
    ]
