"""Reading: text in, claims out. Pure functions over text; the words they look for are tables in `cues/`."""

from dataclasses import replace
from typing import Any

from jobs.extract import figures
from jobs.extract.claims import read_claims
from jobs.extract.names.casing import sentence_case
from jobs.extract.text import sentences
from jobs.extract.text.smoothing import one_script, smooth
from storage.domain.claim import Claim, Document, Door, Figure, Reading
from storage.domain.names import NameIndex

__all__ = ["read", "to_json"]


def read(document: Document, names: NameIndex) -> Reading:
    """Everything a document says about somebody's licence, and the export figures it states.

    Never raises on any text; every quote is a substring of the document's text; time is linear in the text.
    """
    smoothed = replace(
        document,
        title=sentence_case(smooth(document.title), names),
        text=sentence_case(smooth(document.text), names),
    )
    plain = replace(document, title=one_script(smoothed.title), text=one_script(smoothed.text))
    spans = sentences.split(plain.text)
    claims, found = read_claims(plain, names, spans), figures.read(plain, spans)
    if plain == document:
        return Reading(claims=tuple(claims), figures=tuple(found))
    return Reading(
        claims=tuple(
            replace(
                claim,
                quote=_as_written(claim.quote, plain, document),
                subject=claim.subject if claim.company else _as_written(claim.subject, plain, smoothed),
            )
            for claim in claims
        ),
        figures=tuple(replace(figure, quote=_as_written(figure.quote, plain, document)) for figure in found),
    )


def _as_written(passage: str, plain: Document, document: Document) -> str:
    """A passage of the plain text, or a name in its title, as the original has it, which is as long."""
    for smoothed, original in ((plain.text, document.text), (plain.title, document.title)):
        start = smoothed.find(passage)
        if start >= 0:
            return original[start : start + len(passage)]
    return passage


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
