"""Reading: text in, claims out. Pure functions over text; the words they look for are tables in `cues/`."""

from typing import Any

from jobs.extract import figures, sentences
from jobs.extract.claims import read_claims
from storage.domain.claim import Claim, Document, Door, Figure, Reading
from storage.domain.names import NameIndex

__all__ = ["read", "to_json"]


def read(document: Document, names: NameIndex) -> Reading:
    """Everything a document says about somebody's licence, and the export figures it states.

    Never raises on any text; every quote is a substring of the document's text; time is linear in the text.
    """
    spans = sentences.split(document.text)
    return Reading(claims=tuple(read_claims(document, names, spans)), figures=tuple(figures.read(document, spans)))


def to_json(document_id: str, reading: Reading) -> dict[str, Any]:
    """A reading as `lodestone extract --jsonl` prints it: gains (what would be posted or asked), claims and figures."""
    return {
        "id": document_id,
        "gains": [
            {
                "subject": claim.subject,
                "kind": claim.kind.value,
                "disposition": claim.door.value,
                "reason": claim.reason,
            }
            for claim in reading.claims
            if claim.door is not Door.KEEP
        ],
        "claims": [_claim(claim) for claim in reading.claims],
        "stats": [_figure(figure) for figure in reading.figures],
    }


def _claim(claim: Claim) -> dict[str, Any]:
    return {
        "subject": claim.subject,
        "subject_kind": claim.kind.value,
        "licence": claim.licence.value,
        "status": claim.status.value,
        "scope": claim.scope.value if claim.scope else None,
        "materials": list(claim.materials),
        "date": claim.date,
        "attribution": claim.attribution.value,
        "speaker": claim.speaker,
        "outlet": claim.outlet,
        "hedged": claim.hedged,
        "disposition": claim.door.value,
        "evidence": claim.quote,
    }


def _figure(figure: Figure) -> dict[str, Any]:
    return {
        "period": figure.period,
        "measure": figure.measure,
        "series": figure.series.value,
        "country": figure.country,
        "tonnes": figure.tonnes,
        "change_pct": figure.change_pct,
        "basis": figure.basis,
        "evidence": figure.quote,
    }
