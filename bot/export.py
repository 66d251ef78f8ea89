"""What the command line prints: JSON for scripts, lines for people. The forms are a contract; keys are only added."""

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import Any

from bot.messages.parts import clean
from bot.messages.sources import apart
from jobs import extract
from jobs.fetch import FetchError
from jobs.trial import Trial
from storage import seeding
from storage.deliveries import Verdict, Waiting
from storage.domain.claim import Document, Door
from storage.domain.names import KnownCompany, NameIndex, roles_of
from storage.domain.views import AlertView, DeliveryView, EvidenceView, ReviewView, SourceView, WatchView

#: The longest line `extract --jsonl` reads, in characters.
LINE_LIMIT = 4_000_000


class BadInput(ValueError):
    """What was given cannot be read; the message says which line and why."""


def alert(view: AlertView) -> dict[str, Any]:
    """One alert as `lodestone alerts --json` prints it."""
    return {
        "id": view.id,
        "raised_at": view.raised_at.isoformat(),
        "subject": view.subject,
        "kind": view.kind,
        "event": view.event.value,
        "status": view.status.value,
        "certainty": view.certainty.value,
        "text": view.text,
        "evidence": [
            {
                "id": item.id,
                "url": item.url,
                "publisher": item.publisher,
                "origin": item.origin,
                "published": item.published,
                "quote": item.quote,
                "summary": item.summary,
                "status": item.status.value,
            }
            for item in view.evidence
        ]
        + [
            {"url": page.url, "publisher": page.publisher, "origin": None, "published": page.published, "quote": ""}
            for page in view.printed
        ],
        "deliveries": [
            {
                "outlet": d.outlet,
                "state": d.state,
                "why": _why(d),
                "attempts": [{"at": a.at.isoformat(), "outcome": a.outcome, "why": a.why} for a in d.attempts],
            }
            for d in view.deliveries
        ],
    }


def alert_lines(view: AlertView, zone: tzinfo) -> str:
    lines = [f"{view.id}  {_time(view.raised_at, zone)}  {clean(view.text)}"]
    lines += [f"      {_said(item)}" for item in view.evidence]
    lines += [
        f"      {clean(p.says)}, {clean(p.publisher or '')}, {p.published or 'no date'} {p.url}" for p in view.printed
    ]
    for d in view.deliveries:
        lines.append(f"      to {d.outlet}: {d.state} ({clean(_why(d))})")
        if len(d.attempts) > 1:
            lines += [f"        {_time(a.at, zone)} {a.outcome}: {clean(a.why)}" for a in d.attempts]
    return "\n".join(lines)


def _why(view: DeliveryView) -> str:
    """How it stands, and which follow brought it."""
    because = f"because {view.reason}" if view.reason else ""
    return because if view.state == "sent" and because else "; ".join(filter(None, (view.why, because)))


def waiting(view: Waiting) -> dict[str, Any]:
    """What has not arrived, as `lodestone deliveries --json` prints it."""
    return {
        "id": view.id,
        "alert": view.alert,
        "update": view.sequel or None,
        "subject": view.subject,
        "outlet": view.outlet,
        "state": view.state,
        "why": view.why,
        "because": view.reason,
        "since": view.since.isoformat(),
        "until": _iso(view.until),
        "attempts": view.attempts,
    }


def waiting_lines(view: Waiting, zone: tzinfo) -> str:
    until = f", until {_time(view.until, zone)}" if view.until else ""
    what = f"{view.alert}{f' {view.sequel}' if view.sequel else ''}"
    return (
        f"{view.id}  {view.state:9}  {view.outlet}  {what} {clean(view.subject, 80)}\n"
        f"      {clean(view.why)}; since {_time(view.since, zone)}{until}; because {clean(view.reason)}"
    )


def verdict(view: Verdict) -> dict[str, Any]:
    """Why one outlet has an alert, or has not."""
    return {"outlet": view.outlet, "told": view.told, "state": view.state or None, "why": view.why}


def verdict_line(view: Verdict) -> str:
    return f"{view.outlet}  {view.state if view.told else 'not told'}: {clean(view.why)}"


def review(view: ReviewView) -> dict[str, Any]:
    """One open question as `lodestone review --json` prints it."""
    return {
        "id": view.id,
        "raised_at": view.raised_at.isoformat(),
        "subject": view.subject,
        "kind": view.kind,
        "quote": view.quote,
        "url": view.url,
        "reason": view.reason,
        "licence": view.licence.value,
        "status": view.status.value,
        "publisher": view.publisher,
        "published": view.published,
    }


def review_lines(view: ReviewView) -> str:
    return (
        f"{view.id}  {clean(view.subject)} ({view.kind}, {view.licence.value} licence, {view.status.value})\n"
        f"      why we ask: {clean(view.reason)}\n"
        f"      “{clean(view.quote)}” {clean(view.publisher or '')}, {view.published or 'no date'} {view.url or ''}"
    )


def source(view: SourceView) -> dict[str, Any]:
    return {
        "url": view.url,
        "name": view.name,
        "kind": view.kind,
        "state": view.state,
        "publisher": view.publisher,
        "grade": view.grade,
        "note": view.note,
        "ignore_robots": view.ignore_robots,
        "last_checked_at": _iso(view.last_checked_at),
        "last_success_at": _iso(view.last_success_at),
        "last_new_at": _iso(view.last_new_at),
        "next_check_at": _iso(view.next_check_at),
        "rhythm_seconds": view.rhythm.total_seconds() if view.rhythm else None,
        "silent": view.silent,
        "failures": view.failures,
        "failing_since": _iso(view.failing_since),
        "error": view.trouble or None,
        "documents": view.documents,
    }


def source_line(view: SourceView, zone: tzinfo) -> str:
    facts = [f"last read {_time(view.last_success_at, zone) if view.last_success_at else 'never'}"]
    facts += [f"last new {_time(view.last_new_at, zone)}"] if view.last_new_at else []
    facts += [f"news {apart(view.rhythm.total_seconds())} apart"] if view.rhythm else []
    facts += [f"next check {_time(view.next_check_at, zone)}"] if view.next_check_at and view.state == "active" else []
    lines = [f"{view.state:8}  {view.kind:4}  {clean(view.name)}  {view.url}", ", ".join(facts)]
    if view.trouble:
        since = f" since {_time(view.failing_since, zone)}" if view.failing_since else ""
        lines.append(f"{clean(view.trouble)} ({view.failures} in a row{since})")
    lines += ["unusually silent"] if view.silent else []
    lines += ["robots.txt is overruled"] if view.ignore_robots else []
    lines += [clean(view.note)] if view.note and (view.state != "active" or view.ignore_robots) else []
    return "\n          ".join(lines)


def watch(view: WatchView) -> dict[str, Any]:
    return {
        "company": view.company,
        "name": view.name,
        "role": view.role.value,
        "aliases": list(view.aliases),
        "tickers": list(view.tickers),
        "added_by": view.added_by,
        "added_at": view.added_at.isoformat(),
    }


def trial_lines(trial: Trial, zone: tzinfo) -> str:
    """What `source test` found: nothing of it was kept."""
    title = f" “{clean(trial.title)}”" if trial.title else ""
    language = f"language {trial.language}" if trial.language else "language not said"
    lines = [f"{trial.url}: read as a {trial.kind}{title}, {trial.items} items, {language}."]
    lines.append(f"  newest: {trial.newest or 'no item has a date'}")
    lines += [f"  sample: {clean(trial.sample)}"] if trial.sample else []
    gains, asked, kept = trial.claims
    lines.append(f"  claims: {gains} would alert, {asked} would be asked, {kept} would only be kept")
    lines += [f"  rhythm: news {apart(trial.rhythm)} apart"] if trial.rhythm is not None else []
    lines += [f"  moved for good to {trial.moved_to}"] if trial.moved_to else []
    lines.append(f"  next check, if it were watched from now on: {_time(trial.next_visit, zone)}")
    return "\n".join(lines)


def extract_lines(lines: Iterable[str]) -> Iterator[dict[str, Any]]:
    """Answers to documents given as JSON lines. Raises BadInput naming the line."""
    names = shipped_names()
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        if len(line) > LINE_LIMIT:
            raise BadInput(f"Line {number} is longer than {LINE_LIMIT:,} characters.")
        try:
            given = json.loads(line)
        except ValueError as error:
            raise BadInput(f"Line {number} is not JSON: {error}.") from error
        if not isinstance(given, dict) or not isinstance(given.get("text"), str):
            raise BadInput(f'Line {number} is not an object with a "text".')
        document = Document(
            url=str(given.get("url") or given.get("id") or number),
            title=str(given.get("title") or ""),
            text=given["text"],
            published=str(given["published"]) if given.get("published") else None,
            publisher=str(given["publisher"]) if given.get("publisher") else None,
            language=str(given["lang"]) if given.get("lang") else None,
        )
        yield extract.to_json(given.get("id", number), extract.read(document, names))


def extract_file(path: str) -> str:
    """What one text or HTML file says, for people. Raises BadInput when it cannot be read."""
    file = Path(path)
    if file.suffix.lower() not in (".txt", ".html", ".htm", ".pdf"):
        raise BadInput(f"{path} is none of a .txt, a .html and a .pdf file.")
    try:
        raw = file.read_bytes()
    except OSError as error:
        raise BadInput(f"{path} cannot be read: {error.strerror}.") from error
    title, text = _text_of(raw, html=file.suffix.lower() != ".txt")
    reading = extract.read(Document(url=file.name, title=title, text=text), shipped_names())
    lines = []
    for claim in reading.claims:
        door = {Door.ALERT: "would alert", Door.REVIEW: "would ask", Door.KEEP: "kept"}[claim.door]
        lines.append(f"{door}: {clean(claim.subject)}, {claim.kind}, {claim.licence} licence, {claim.status}")
        lines += [f"    because {clean(claim.reason)}"] if claim.reason else []
        lines.append(f"    “{clean(claim.quote)}”")
    for figure in reading.figures:
        amount = f"{figure.tonnes:,.1f} t" if figure.tonnes is not None else "no tonnage"
        change = f", {figure.change_pct:+} % {figure.basis or ''}" if figure.change_pct is not None else ""
        lines.append(f"figure: {figure.period or 'no period'}, {amount}{change} ({figure.series})")
    return "\n".join(lines) or "Nothing about anybody's export licence was found."


def shipped_names() -> NameIndex:
    """The names of the shipped seeds, for reading without a record."""
    return NameIndex(
        KnownCompany(
            key=row["key"],
            name=row.get("name") or row["legal_name"],
            roles=roles_of(row.get("roles", []), row.get("country")),
            aliases=tuple(text for text, _ in seeding.names_of(row)),
        )
        for row in seeding.known_companies()
    )


def _text_of(raw: bytes, *, html: bool) -> tuple[str, str]:
    from jobs.fetch import decoding, page, pdf  # the readers of web pages are slow to import

    if pdf.is_pdf(raw):
        try:
            filing = pdf.read(raw, datetime.now(UTC))
        except FetchError as error:
            raise BadInput(f"Nothing can be read there: {error.reason}.") from error
        return filing.title or "", filing.text
    text = decoding.decode(raw, "text/html" if html else "text/plain")
    if html:
        try:
            article = page.read(text, "file", datetime.now(UTC))
        except FetchError as error:
            raise BadInput(f"Nothing can be read there: {error.reason}.") from error
        return article.title or "", article.text
    return text.lstrip().partition("\n")[0].strip(), text


def _said(item: EvidenceView) -> str:
    what = f"“{clean(item.quote)}”" if item.quote else clean(item.summary)
    origin = item.origin or "unknown"
    return f"{item.id} {what} {clean(item.publisher or '')}, {item.published or 'no date'}, origin {origin} {item.url}"


def _time(moment: datetime, zone: tzinfo) -> str:
    return moment.astimezone(zone).strftime("%Y-%m-%d %H:%M %Z")


def _iso(moment: datetime | None) -> str | None:
    return moment.astimezone(UTC).isoformat() if moment else None
