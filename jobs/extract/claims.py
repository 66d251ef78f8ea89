"""Claims: who, what, how sure and when put together, and the door each claim goes through."""

from jobs.extract.deciding import asides, headlines, likelihood
from jobs.extract.deciding.doors import Judge
from jobs.extract.statements import groups
from jobs.extract.statements.discourse import Discourse
from jobs.extract.statements.page import open_page
from jobs.extract.text.sentences import Span
from storage.domain.claim import Claim, Document
from storage.domain.names import NameIndex


def read_claims(document: Document, names: NameIndex, spans: list[Span]) -> list[Claim]:
    """Every claim of a document, companies in the order in which they are spoken of, then the unnamed."""
    page = open_page(document, names, spans)
    if page is None:
        return []
    discourse = Discourse(page)
    discourse.read()
    discourse.statements += headlines.told(page, names, discourse.statements)
    judge = Judge(page, discourse.statements)
    judged = judge.judged()
    claims = likelihood.settle(page, discourse.statements, judged, judge.beside)
    beside = [judge.kept(raw) for raw in judge.beside]
    return asides.joined(claims, beside) + groups.read(page, discourse.statements, discourse.groups)
