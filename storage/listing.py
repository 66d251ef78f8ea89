"""Lists of licences, a page at a time: the database narrows, sorts and counts; nothing is fetched that is not shown.

Of each company in each role the newest period counts. What the clock changes (a window that ended) is worked out in the
query, as storage.domain.assessment.state_today does for a row.
"""

from collections.abc import Collection
from datetime import date
from json import dumps
from typing import Any

from sqlalchemy import String, and_, case, cast, exists, func, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.domain.licence import ENDED, HOLDS, Certainty, LicenceState, Role
from storage.models import Company, Licence

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


def _lapsed(today: date) -> Any:
    return and_(
        col(Licence.state).not_in([state.value for state in ENDED]),
        col(Licence.valid_until).is_not(None),
        col(Licence.valid_until) < today,
    )


def holds(today: date) -> Any:
    """That anything on record says it holds today; contested ones do, and are called so."""
    return and_(
        col(Licence.state).in_([state.value for state in HOLDS]),
        ~_lapsed(today),
        col(Licence.certainty) != Certainty.NOT_KNOWN.value,
    )


def narrowed(
    today: date,
    *,
    roles: Collection[Role] = (),
    material: str | None = None,
    customer: str | None = None,
    certainties: Collection[Certainty] = (),
    state: LicenceState | None = None,
    since: date | None = None,
    companies: Collection[str] | None = None,
) -> list[Any]:
    """Conditions that must all hold. `customer` and `companies` are company keys."""
    wanted: list[Any] = [NEWEST]
    if roles:
        wanted.append(col(Licence.role).in_([role.value for role in roles]))
    if material is not None:
        held = func.lower(cast(col(Licence.materials), String))
        wanted.append(held.contains(dumps(material.casefold()), autoescape=True))
    if customer is not None:
        wanted.append(cast(col(Licence.customers), String).contains(dumps(customer), autoescape=True))
    if certainties:
        wanted.append(col(Licence.certainty).in_([certainty.value for certainty in certainties]))
    if state is not None:
        same = and_(col(Licence.state) == state.value, ~_lapsed(today))
        wanted.append(or_(same, _lapsed(today)) if state is LicenceState.LAPSED else same)
    if since is not None:
        wanted.append(col(Licence.first_reported) >= since)
    if companies is not None:
        wanted.append(col(Company.key).in_(companies))
    return wanted


def ending(first: date, last: date, today: date) -> list[Any]:
    """Of those that held until then: whose window ends between these days."""
    held = [state.value for state in (*HOLDS, LicenceState.LAPSED)]
    return [
        NEWEST,
        col(Licence.valid_until) >= first,
        col(Licence.valid_until) <= last,
        or_(col(Licence.state).in_(held), _lapsed(today)),
    ]


def surest_first(today: date) -> tuple[Any, ...]:
    """Those that hold today, exporters before makers of samarium-cobalt, the surest and longest known first."""
    return (
        case((holds(today), 0), else_=1),
        case((col(Licence.role) == Role.SMCO_PRODUCER.value, 1), else_=0),
        case(_STRENGTH, value=col(Licence.certainty), else_=0),
        func.coalesce(col(Licence.first_reported), date.max),
        col(Company.name),
        col(Licence.id),
    )


def soonest_first() -> tuple[Any, ...]:
    return (col(Licence.valid_until), col(Company.name), col(Licence.id))


async def count(session: AsyncSession, wanted: Collection[Any]) -> int:
    """How many licences meet these conditions."""
    query: Any = select(func.count()).select_from(Licence).join(Company, _owner()).where(*wanted)
    return int((await session.exec(query)).scalar_one())


async def standing(session: AsyncSession, today: date) -> list[tuple[Role, Certainty, bool, int]]:
    """How many there are in each role, how sure, and whether they hold today."""
    held: Any = case((holds(today), 1), else_=0)
    query: Any = (
        select(col(Licence.role), col(Licence.certainty), held, func.count())
        .where(NEWEST)
        .group_by(col(Licence.role), col(Licence.certainty), held)
    )
    found = (await session.exec(query)).all()
    return [(Role(role), Certainty(word), bool(now), number) for role, word, now, number in found]


def _owner() -> Any:
    return col(Licence.company_id) == col(Company.id)
