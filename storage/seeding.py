"""seeds/ -> rows. Safe to run as often as you like: a row that is there is never changed, least of all a person's."""

import tomllib
from collections.abc import Callable, Coroutine
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlmodel import SQLModel, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage import companies, evidence, proposals, publishers, rosters
from storage.domain.claim import ClaimState, ClaimStatus, SubjectKind
from storage.domain.licence import LicenceKind, Role
from storage.models import (
    Alias,
    Company,
    Conflict,
    Evidence,
    ExportSeries,
    Figure,
    Meta,
    Publisher,
    RegimeEvent,
    Roster,
    RosterEntry,
    Rule,
    Source,
)

Row = dict[str, Any]

#: Marks the record as seeded, so that a start without news loads nothing.
_SEEDED = "seeded"
#: The shipped seeds' edition; raise it when rows are added, and records take the new rows at their next start.
EDITION = "4"

#: Sources seeded together are spread over this time, so that a first start is no herd.
_SPREAD = timedelta(seconds=2)


class BadSeeds(ValueError):
    """A seed file does not say what it should; the message names file and row."""


Plant = Callable[[AsyncSession, list[Row], datetime], Coroutine[Any, Any, None]]


#: The seeds that came with this installation lie beside the three storeys.
SHIPPED = Path(__file__).parent.parent / "seeds"


async def seed(
    session: AsyncSession, now: datetime, *, folder: Path | None = None, only: tuple[str, ...] = ()
) -> tuple[str, ...]:
    """Load seed files in an order in which each finds what it refers to; the answer names what was loaded.

    Raises BadSeeds for an unknown part, a file that is not TOML, or a row without a field it needs.
    """
    unknown = set(only) - set(_PARTS)
    if unknown:
        raise BadSeeds(f"There is no seed part {', '.join(sorted(unknown))}: use {', '.join(_PARTS)}.")
    place = folder or SHIPPED
    # A folder need not have every part; one that was asked for by name must be there.
    wanted = [name for name in _PARTS if name in only or (not only and (place / f"{name}.toml").is_file())]
    if not wanted:
        raise BadSeeds(f"There are no seed files in {place}.")
    for name in wanted:
        rows = _load(place, f"{name}.toml")
        try:
            await _PARTS[name](session, rows, now)
        except KeyError as error:
            raise BadSeeds(f"{name}.toml: a row lacks the field {error}.") from error
        except (TypeError, ValueError) as error:
            raise BadSeeds(f"{name}.toml: {error}.") from error
    if not only and folder is None:
        await session.merge(Meta(key=_SEEDED, value=EDITION))
    return tuple(wanted)


async def is_seeded(session: AsyncSession) -> bool:
    """Whether this record has the shipped seeds of this edition."""
    row = await session.get(Meta, _SEEDED)
    return row is not None and row.value == EDITION


def known_companies(folder: Path | None = None) -> list[Row]:
    """The shipped companies as plain rows, for reading without a record."""
    return [row for row in _load(folder or SHIPPED, "companies.toml") if row["_table"] == "company"]


def names_of(row: Row) -> list[tuple[str, str]]:
    """Every (name, kind) a company row carries; ambiguous words identify nobody and are left out."""
    names = [(row[key], "legal") for key in ("legal_name", "legal_name_local") if row.get(key)]
    names += [(alias, "alias") for alias in row.get("aliases", [])]
    return names + [(ticker, "ticker") for ticker in row.get("tickers", [])]


def _load(folder: Path, file: str) -> list[Row]:
    path = folder / file
    if not path.is_file():
        raise BadSeeds(f"{file} is missing in the seeds.")
    try:
        tables = tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadSeeds(f"{file} is not TOML: {error}.") from error
    if not all(isinstance(rows, list) and all(isinstance(row, dict) for row in rows) for rows in tables.values()):
        raise BadSeeds(f"{file} must consist of tables such as [[company]].")
    return [{"_table": table, **row} for table, rows in tables.items() for row in rows]


async def _companies(session: AsyncSession, rows: list[Row], now: datetime) -> None:
    held = await _held(session, Company.key)
    new = [row for row in rows if row["key"] not in held and not await _adopt(session, row, now, known=bool(held))]
    added = {
        row["key"]: Company(
            **_facts(row, Company)
            | {
                "name": row.get("name") or row["legal_name"],
                "roles": [Role(role).value for role in row.get("roles", [])],
            },
            local_name=row.get("legal_name_local"),
            cause="seed",
            learnt_at=now,
        )
        for row in new
    }
    session.add_all(added.values())
    await session.flush()
    for row in new:
        company = added[row["key"]]
        # A file may list a spelling twice; a name is kept once.
        names = {text: kind for text, kind in reversed(names_of(row)) if text != company.name}
        session.add_all(
            Alias(company_id=company.id or 0, text=text, kind=kind, cause="seed", learnt_at=now)
            for text, kind in names.items()
        )
    if new:
        await companies.touch(session)
    if held:
        await _complete_names(session, {row["key"]: row for row in rows if row["key"] in held}, now)


async def _complete_names(session: AsyncSession, rows: dict[str, Row], now: datetime) -> None:
    """Names that a later edition has for companies the record holds; one that a person took away stays away."""
    known: dict[int | None, set[str]] = {}
    for alias in (await session.exec(select(Alias))).all():
        known.setdefault(alias.company_id, set()).add(alias.text)
    for company in (await session.exec(select(Company).where(col(Company.merged_into).is_(None)))).all():
        had = known.get(company.id, set()) | {company.name}
        names = [(text, kind) for text, kind in names_of(rows.get(company.key, {})) if text not in had]
        free = [(text, kind) for text, kind in names if await companies.resolve(session, text) is None]
        if free:
            await companies.add_names(session, company, free, now=now, cause="seed")


async def _company(session: AsyncSession, key: str) -> Company | None:
    """By key; a company that was met under another key before is found by its name."""
    found = await companies.by_key(session, key)
    match = None if found else await companies.resolve(session, key.replace("-", " "))
    return await companies.by_key(session, match.company.key) if match else found


async def _adopt(session: AsyncSession, row: Row, now: datetime, *, known: bool) -> bool:
    """A company we met in the news before the seeds brought it is the same one: it gets the seeds' names."""
    if not known:
        return False
    for name in (row.get("name"), *(text for text, _ in names_of(row))):
        match = await companies.resolve(session, name) if name else None
        company = await companies.by_key(session, match.company.key) if match else None
        if company is not None:
            company.proposed = False
            free = [(text, kind) for text, kind in names_of(row) if await companies.resolve(session, text) is None]
            await companies.add_names(session, company, free, now=now, cause="seed")
            for role in row.get("roles", []):
                await companies.add_role(session, company, Role(role))
            return True
    return False


async def _claims(session: AsyncSession, rows: list[Row], now: datetime) -> None:
    planted = []
    for row in rows:
        company = await _company(session, row["company"]) if "company" in row else None
        if "company" in row and company is None:
            raise BadSeeds(f"no company has the key {row['company']}")
        # What is said of a group is told of the group, also where it is filed with one of those in it.
        subject: str = row.get("subject") or (company.name if company else "")
        kind = SubjectKind(row.get("subject_kind") or row.get("role") or "customer")
        told = (row["kind"], row["status"], row.get("url"), row.get("outlet"), row.get("valid_from"))
        planted.append(
            Evidence(
                claim_key=evidence.claim_key("seed", company.name if company else subject, kind, *told),
                company_id=company.id if company else None,
                subject=subject,
                kind=kind,
                licence=LicenceKind(row["kind"]),
                status=ClaimStatus(row["status"]),
                state=ClaimState.REPORTED,
                scope=row.get("scope"),
                materials=row.get("materials", []),
                customers=row.get("customers", []),
                suppliers=row.get("suppliers_named", []),
                end_uses=row.get("end_uses", []),
                stated_date=row.get("valid_from"),
                attribution=row["attribution"],
                speaker=row.get("speaker"),
                outlet=await publishers.name_of(session, row.get("outlet")),
                summary=row["summary"],
                url=row.get("url"),
                publisher=row["publisher"],
                grade=await publishers.grade_of(session, row["publisher"]),
                published=row["published"],
                cause="seed",
                learnt_at=now,
            )
        )
    await evidence.plant(session, planted, now)


async def _sources(session: AsyncSession, rows: list[Row], now: datetime) -> None:
    names, urls = await _held(session, Publisher.name), await _held(session, Source.url)
    outlets = [row for row in rows if row["_table"] == "publisher" and row["name"] not in names]
    session.add_all(Publisher(**_facts(row, Publisher), cause="seed", learnt_at=now) for row in outlets)
    publishers.forget(session)
    places = [row for row in rows if row["_table"] == "source" and row["url"] not in urls]
    session.add_all(
        Source(
            **_facts(row, Source),
            fetch_url=row["url"],
            state="active" if row["enabled"] else "disabled",
            next_check_at=now + _SPREAD * number if row["enabled"] else None,
            cause="seed",
            learnt_at=now,
        )
        for number, row in enumerate(sorted(places, key=lambda row: not row["enabled"]))
    )


async def _lists(session: AsyncSession, rows: list[Row], now: datetime) -> None:
    held = {row.key: row for row in (await session.exec(select(Roster))).all()}
    for row in (row for row in rows if row["_table"] == "list"):
        facts = {"local_name": row.get("name_local"), "groups": row.get("groups", [])}
        if (roster := held.get(row["key"])) is not None:
            _complete(roster, facts)
        else:
            session.add(Roster(**_facts(row, Roster) | facts, held_from=row["date"], cause="seed", learnt_at=now))
    await session.flush()
    ids = {row.key: row.id or 0 for row in (await session.exec(select(Roster))).all()}
    entries = {(row.roster_id, row.name): row for row in (await session.exec(select(RosterEntry))).all()}
    for row in (row for row in rows if row["_table"] == "entry"):
        of_list, facts = ids[row["list"]], {"local_name": row.get("name_local")}
        if (entry := entries.get((of_list, row["name"]))) is not None:
            _complete(entry, facts)
        else:
            told = _facts(row, RosterEntry) | facts
            session.add(RosterEntry(**told, roster_id=of_list, held_from=row["date"], cause="seed", learnt_at=now))
    await rosters.touch(session)


async def _regime(session: AsyncSession, rows: list[Row], now: datetime) -> None:
    events = {row.key: row for row in (await session.exec(select(RegimeEvent))).all()}
    rules = {row.topic: row for row in (await session.exec(select(Rule))).all()}
    for row in rows:
        facts = {"published": _printed(row)}
        if row["_table"] == "event":
            if (event := events.get(row["key"])) is not None:
                _complete(event, facts)
            else:
                session.add(
                    RegimeEvent(**_facts(row, RegimeEvent) | facts, held_from=row["date"], cause="seed", learnt_at=now)
                )
        elif (rule := rules.get(row["topic"])) is not None:
            _complete(rule, facts | {name: row.get(name) for name in ("myth", "related", "words")})
        else:
            session.add(Rule(**_facts(row, Rule) | facts, cause="seed", learnt_at=now))
    await rosters.touch(session)


def _printed(row: Row) -> str:
    """When the page was printed; of a page without a date we only know when we looked at it."""
    printed: str = row["date"] if row["_table"] == "rule" else row["published"]
    return f"undated, seen {printed}" if row.get("undated") else printed


def _complete(held: SQLModel, facts: Row) -> None:
    """What a row of an older edition had no column for. What it says already stays."""
    for name, value in facts.items():
        if value and not getattr(held, name):
            setattr(held, name, value)


async def _series(session: AsyncSession, rows: list[Row], now: datetime) -> None:
    series = await _held(session, ExportSeries.key)
    figures = {row.figure_key: row for row in (await session.exec(select(Figure).where(Figure.cause == "seed"))).all()}
    conflicts = {row.claim: row for row in (await session.exec(select(Conflict))).all()}
    for row in rows:
        if row["_table"] == "series" and row["key"] not in series:
            session.add(ExportSeries(**_facts(row, ExportSeries), published=row["date"], cause="seed", learnt_at=now))
        elif row["_table"] == "conflict":
            filed = {name: row.get(name) for name in ("series", "period", "tonnes", "country", "taken_for")}
            if (conflict := conflicts.get(row["claim"])) is not None:
                _complete(conflict, filed)
            else:
                session.add(Conflict(**_facts(row, Conflict), cause="seed", learnt_at=now))
        elif row["_table"] == "figure":
            key = f"seed/{row['series']}/{row['period']}/{row.get('country', '')}"
            if (figure := figures.get(key)) is not None:
                _complete(figure, {name: row.get(name) for name in ("made_from", "mom_pct", "yoy_pct")})
            else:
                session.add(_figure(row, key, now))
    await session.flush()
    await proposals.judge_again(session, now)


def _figure(row: Row, key: str, now: datetime) -> Figure:
    basis = "mom" if "mom_pct" in row else "yoy" if "yoy_pct" in row else None
    return Figure(
        **_facts(row, Figure),
        figure_key=key,
        change_pct=row.get(f"{basis}_pct"),
        basis=basis,
        published=row["date"],
        cause="seed",
        learnt_at=now,
    )


def _facts(row: Row, model: type[SQLModel]) -> Row:
    return {key: value for key, value in row.items() if key in model.model_fields}


async def _held(session: AsyncSession, column: str) -> frozenset[str]:
    """The keys that are in the record already; `column` is a table's attribute, typed by SQLModel as its value."""
    return frozenset((await session.exec(select(column))).all())


#: In this order each part finds what it refers to: companies before claims, grades before claims.
_PARTS: dict[str, Plant] = {
    "companies": _companies,
    "sources": _sources,
    "licences": _claims,
    "customers": _claims,
    "lists": _lists,
    "regime": _regime,
    "series": _series,
}
