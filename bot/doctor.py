"""`lodestone doctor`: settings, record, Slack and sources, each with how to mend it."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.messages.sources import apart
from bot.settings import Settings
from storage import admins, documents, outbox, reviews, settling, sources
from storage.database import Database, RecordError
from storage.domain.views import SourceView

#: The scopes the bot cannot work without (bot/manifest.yaml has them all, with reasons).
SCOPES = frozenset({"commands", "chat:write"})


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing that was looked at; `what` is a sentence that says how to mend it when it is not well."""

    well: bool
    what: str


async def examine(settings: Settings, db: Database, *, record_only: bool = False) -> AsyncIterator[Finding]:
    """Look at everything; a fault in one thing does not hide the others.

    With `record_only` nothing is looked at that lies outside: what fails there is no reason to start this anew.
    """
    yield Finding(well=True, what="Settings are understood.")
    usable = False
    async for finding in _record(db):
        usable = finding.well
        yield finding
    if record_only:
        return
    yield await _slack(settings)
    if usable:
        async for finding in _sources(settings, db):
            yield finding


async def _record(db: Database) -> AsyncIterator[Finding]:
    try:
        if db.path is not None and not db.path.exists():
            yield Finding(
                well=False, what="There is no record yet: `lodestone run` or `lodestone db upgrade` makes it."
            )
        elif await db.needs_upgrade():
            yield Finding(well=False, what="The record is older than this program: run `lodestone db upgrade`.")
        else:
            async with db.write():
                pass
            yield Finding(well=True, what=f"The record is at schema {await db.revision()} and can be written.")
    except RecordError as error:
        yield Finding(well=False, what=str(error))


async def _slack(settings: Settings) -> Finding:
    if settings.slack_bot_token is None:
        return Finding(well=True, what="Slack is not set up (no SLACK_BOT_TOKEN); alerts go to the console.")
    from slack_sdk.errors import SlackApiError, SlackClientError
    from slack_sdk.web.async_client import AsyncWebClient

    client = AsyncWebClient(token=settings.slack_bot_token.get_secret_value(), base_url=settings.slack_api_url)
    try:
        answer = await client.auth_test()
    except SlackApiError as error:
        code = error.response.get("error", "unknown_error")
        return Finding(
            well=False, what=f"Slack refuses the bot token ({code}): install the app again and copy it anew."
        )
    except (SlackClientError, OSError, TimeoutError) as error:
        return Finding(well=False, what=f"Slack cannot be reached at {settings.slack_api_url}: {error}.")
    granted = {scope.strip() for scope in str(answer.headers.get("x-oauth-scopes", "")).split(",") if scope.strip()}
    missing = SCOPES - granted if granted else frozenset[str]()
    if missing:
        return Finding(
            well=False, what=f"Slack lacks the scopes {', '.join(sorted(missing))}: add them, install again."
        )
    return Finding(well=True, what=f"Slack answers as {answer.get('user')} in {answer.get('team')}.")


async def _sources(settings: Settings, db: Database) -> AsyncIterator[Finding]:
    async with db.read() as session:
        health = await sources.health(session, datetime.now(UTC))
        every = await sources.all(session, now=datetime.now(UTC))
        waiting = await reviews.count_open(session)
        any_admin = await admins.any_admin(session)
        told = await outbox.counts(session)
        halted = await settling.halts(session)
        unread = await documents.count_failed(session)
    if not health.active:
        yield Finding(well=False, what="No source is watched: `lodestone source add URL`.")
    else:
        well = health.failing < health.active
        yield Finding(
            well=well,
            what=f"{health.active} sources are watched, {health.read_last_day} were read in the last 24 hours, "
            f"{health.failing} fail.",
        )
    for source in every:
        if (fault := _fault(source, settings)) is not None:
            yield Finding(well=False, what=fault)
    if settings.contact is None:
        yield Finding(
            well=True, what="Publishers cannot reach you: LODESTONE_CONTACT would name you in the User-Agent."
        )
    yield Finding(well=True, what=f"{waiting} readings wait for a person (`lodestone review`).")
    stuck = {state: told.get(state, 0) for state in ("uncertain", "failed") if told.get(state)}
    if stuck:
        counted = ", ".join(f"{number} {state}" for state, number in stuck.items())
        yield Finding(well=False, what=f"Deliveries need a person: {counted}. `lodestone alerts` says why for each.")
    for halt in halted:
        since, again = _time(halt.since, settings), _time(halt.until, settings)
        yield Finding(
            well=False,
            what=f"{halt.outlet} takes no alerts since {since}: {halt.why}. They are kept; tried again {again}.",
        )
    if told.get("pending"):
        yield Finding(well=True, what=f"{told['pending']} deliveries wait to be sent (`lodestone alerts` says why).")
    if unread:
        yield Finding(well=False, what=f"{unread} documents could not be read; the log says why.")
    if settings.slack_bot_token is not None and not any_admin:
        yield Finding(
            well=False, what="Nobody is admin: type the code that `lodestone run` prints, or set LODESTONE_ADMINS."
        )


def _fault(source: SourceView, settings: Settings) -> str | None:
    """What is wrong with a source and what happens about it; None when it is well or not watched."""
    since = _time(source.failing_since, settings)
    if source.state == "paused" and source.trouble:
        return f"{source.url}: {source.trouble}; it is asked no more: `lodestone source remove` or `resume`."
    if source.state != "active":
        return None
    if source.trouble:
        again = _time(source.next_check_at, settings)
        return f"{source.url}: {source.trouble} ({source.failures} in a row since {since}; asked again {again})."
    if source.silent and source.rhythm is not None:
        usual = apart(source.rhythm.total_seconds())
        last = _time(source.last_new_at, settings)
        return f"{source.url}: nothing new since {last}, though its news come {usual} apart: `lodestone source test`."
    return None


def _time(moment: datetime | None, settings: Settings) -> str:
    return moment.astimezone(settings.timezone).strftime("%Y-%m-%d %H:%M %Z") if moment else "the start"
