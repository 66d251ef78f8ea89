"""Companies for a select that looks them up while one types."""

from storage import companies
from storage.database import Database

#: What Slack shows of suggestions at once.
_MOST = 20


async def suggest(typed: str, db: Database) -> dict[str, str]:
    """Key -> name of the companies a few letters fit, in any script; exact and beginning names first."""
    wanted = typed.strip().casefold()
    async with db.read() as session:
        known = (await companies.index(session)).companies
        near = await companies.near(session, typed) if wanted else []
    found: dict[str, str] = {}
    for starts in (True, False):
        for company in known:
            names = [name.casefold() for name in (company.name, *company.aliases)]
            if any(name.startswith(wanted) if starts else wanted in name for name in names):
                found.setdefault(company.key, company.name)
    for match in near:
        found.setdefault(match.company.key, match.company.name)
    return dict(list(found.items())[:_MOST])
