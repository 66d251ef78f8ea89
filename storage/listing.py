"""Lists of licences, a page at a time: the database narrows, sorts and counts; nothing is fetched that is not shown.

Of each company in each role the newest period counts. What the clock changes (a window that ended) is worked out in the
query, as storage.domain.assessment.state_today does for a row.
"""

from collections.abc import Collection
from dataclasses import dataclass, fields
from datetime import date
from functools import cache
from json import dumps
from typing import Any

from sqlalchemy import Date, String, and_, bindparam, case, cast, exists, func, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.domain.licence import ENDED, HOLDS, Certainty, LicenceState, Role
from storage.models import Company, Licence
from storage.prepared import Prepared

_STRENGTH = {certainty.value: -strength for strength, certainty in enumerate(Certainty)}


# Made once: building a query costs more than running it on a record of some hundred licences.
_LATER = aliased(Licence)
_BEGUN, _THEIRS = (func.coalesce(col(of.valid_from), date.min) for of in (Licence, _LATER))
#: Something is known of it, and no later period of this company in this role is on record.
NEWEST: Any = and_(
    col(Licence.state) != LicenceState.NONE.value,
    ~exists().where(
        col(_LATER.company_id) == col(Licence.company_id),
        col(_LATER.role) == col(Licence.role),
        col(_LATER.state) != LicenceState.NONE.value,
        or_(
            _THEIRS > _BEGUN,
            and_(_THEIRS == _BEGUN, col(_LATER.period) > col(Licence.period)),
            and_(_THEIRS == _BEGUN, col(_LATER.period) == col(Licence.period), col(_LATER.id) > col(Licence.id)),
        ),
    ),
)


_TODAY = bindparam("today", type_=Date())
_LAPSED: Any = and_(
    col(Licence.state).not_in([state.value for state in ENDED]),
    col(Licence.valid_until).is_not(None),
    col(Licence.valid_until) < _TODAY,
)
#: That anything on record says it holds today; contested ones do, and are called so.
_HOLDS: Any = and_(
    col(Licence.state).in_([state.value for state in HOLDS]),
    ~_LAPSED,
    col(Licence.certainty) != Certainty.NOT_KNOWN.value,
)
#: What a line in a list needs.
LINE: tuple[Any, ...] = (
    *(Licence.id, Licence.company_id, Licence.role, Licence.kind, Licence.state, Licence.certainty, Licence.support),
    *(Licence.scope, Licence.materials, Licence.customers, Licence.first_reported, Licence.valid_from),
    *(Licence.valid_until, Licence.issue_date_known, Licence.origins, Licence.articles, Licence.last_origin_on),
    *(col(Company.key).label("company"), Company.name),
)


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Conditions that must all hold; None is no limit. `customer` and `companies` are company keys.

    With `ends_from` and `ends_by`: of those that held until then, whose window ends between these days.
    """

    roles: Collection[Role] | None = None
    material: str | None = None
    customer: str | None = None
    certainties: Collection[Certainty] | None = None
    state: LicenceState | None = None
    since: date | None = None
    companies: Collection[str] | None = None
    ends_from: date | None = None
    ends_by: date | None = None

    def given(self) -> dict[str, Any]:
        """The conditions there are, with their values as the query wants them."""
        found: dict[str, Any] = {}
        for each in fields(self):
            value = getattr(self, each.name)
            if value is not None:
                found[each.name] = (
                    list(value) if isinstance(value, Collection) and not isinstance(value, str) else value
                )
        if self.material is not None:
            found["material"] = _quoted(self.material.casefold())
        if self.customer is not None:
            found["customer"] = _quoted(self.customer)
        return found


def _quoted(word: str) -> str:
    """A word as it stands in a list in the record, for LIKE with `/` before what is meant literally."""
    return dumps(word).replace("/", "//").replace("%", "/%").replace("_", "/_")


def _conditions(given: Collection[str]) -> list[Any]:
    held = [state.value for state in (*HOLDS, LicenceState.LAPSED)]
    state, until = bindparam("state", type_=String()), col(Licence.valid_until)
    same = and_(col(Licence.state) == state, ~_LAPSED)
    all_there_are: dict[str, Any] = {
        "roles": col(Licence.role).in_(bindparam("roles", expanding=True)),
        "material": func.lower(cast(col(Licence.materials), String)).contains(bindparam("material"), escape="/"),
        "customer": cast(col(Licence.customers), String).contains(bindparam("customer"), escape="/"),
        "certainties": col(Licence.certainty).in_(bindparam("certainties", expanding=True)),
        "state": or_(same, and_(state == LicenceState.LAPSED.value, _LAPSED)),
        "since": col(Licence.first_reported) >= bindparam("since"),
        "companies": col(Company.key).in_(bindparam("companies", expanding=True)),
        "ends_from": and_(until >= bindparam("ends_from"), or_(col(Licence.state).in_(held), _LAPSED)),
        "ends_by": until <= bindparam("ends_by"),
    }
    return [NEWEST, *(all_there_are[name] for name in given)]


#: Those that hold today, exporters before makers of samarium-cobalt, the surest and longest known first.
_SUREST_FIRST = (
    case((_HOLDS, 0), else_=1),
    case((col(Licence.role) == Role.SMCO_PRODUCER.value, 1), else_=0),
    case(_STRENGTH, value=col(Licence.certainty), else_=0),
    func.coalesce(col(Licence.first_reported), date.max),
    col(Company.name),
    col(Licence.id),
)
_SOONEST_FIRST = (col(Licence.valid_until), col(Company.name), col(Licence.id))


async def page(
    session: AsyncSession, wanted: Wanted, today: date, limit: int | None = None, offset: int = 0
) -> list[Any]:
    """Lines of these licences: those that end, soonest first, others surest first."""
    given = wanted.given()
    values = given | {"today": today} | ({"limit": limit, "offset": offset} if limit is not None else {})
    return await _page(tuple(given), limit is not None).rows(session, **values)


@cache
def _page(given: tuple[str, ...], cut: bool) -> Prepared:
    order = _SOONEST_FIRST if "ends_by" in given else _SUREST_FIRST
    query: Any = select(*LINE).where(_owner(), *_conditions(given)).order_by(*order)
    return Prepared(query.offset(bindparam("offset")).limit(bindparam("limit")) if cut else query)


async def count(session: AsyncSession, wanted: Wanted, today: date) -> int:
    """How many licences meet these conditions."""
    given = wanted.given()
    return int(await _count(tuple(given)).value(session, **given, today=today))


@cache
def _count(given: tuple[str, ...]) -> Prepared:
    query: Any = select(func.count()).select_from(Licence).join(Company, _owner()).where(*_conditions(given))
    return Prepared(query)


async def standing(session: AsyncSession, today: date) -> list[tuple[Role, Certainty, bool, int]]:
    """How many there are in each role, how sure, and whether they hold today."""
    found = await _standing().rows(session, today=today)
    return [(Role(role), Certainty(word), bool(now), number) for role, word, now, number in found]


@cache
def _standing() -> Prepared:
    held: Any = case((_HOLDS, 1), else_=0).label("held")
    query: Any = (
        select(col(Licence.role), col(Licence.certainty), held, func.count())
        .where(NEWEST)
        .group_by(col(Licence.role), col(Licence.certainty), held)
    )
    return Prepared(query)


def _owner() -> Any:
    return col(Licence.company_id) == col(Company.id)
