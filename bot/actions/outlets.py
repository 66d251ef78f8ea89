"""Settings of a channel or a person, and what it does not want to hear of."""

from dataclasses import replace

from bot import commands
from bot.actions.registry import Action, Press
from bot.commands import digest as digests
from bot.commands import settings
from bot.commands.mute import until
from bot.messages import settings as messages
from bot.replies import Faulty, NotPossible, Reply
from storage import follows, outlets
from storage.domain.telling import Pace


async def unmute(press: Press) -> Reply:
    number = press.record.removeprefix("M")
    async with press.db.write() as session:
        ended = (
            await outlets.unmute(session, press.asker.outlet, int(number), press.asker.user, press.now)
            if number.isdigit()
            else None
        )
    if ended is None:
        raise NotPossible("That mute is over already, or it is another channel's.")
    return Reply(message=messages.unmuted(ended))


async def change(press: Press) -> Reply:
    """The form begins as things are."""
    async with press.db.read() as session:
        chosen = await outlets.settings(session, press.asker.outlet)
        mutes = await outlets.mutes(session, press.asker.outlet, press.now)
    form = messages.form(chosen, mutes, press.now)
    return Reply(message=messages.digest(chosen, press.now), form=form)


async def changed(press: Press) -> Reply:
    """Everything of the form at once; what was left empty stays as it was."""
    at = digests.hour(press.one("at")) if press.one("at") else None
    zone = digests.zone_named(press.one("zone")) if press.one("zone") else None
    faults = {}
    if press.one("at") and at is None:
        faults["at"] = "Write it as 08:30."
    if press.one("zone") and zone is None:
        faults["zone"] = "That is no time zone; Europe/Berlin is one, and so is Berlin."
    quiet = settings.span(press.one("quiet")) if press.one("quiet") else None
    if press.one("quiet") and quiet is None and press.one("quiet").casefold() not in ("off", "none"):
        faults["quiet"] = "Write them as 22:00-07:00, or off."
    if faults:
        raise Faulty(faults)
    async with press.db.write() as session:
        # The outlet is where the form was opened, never what the form says.
        wanted = await outlets.settings(session, press.asker.outlet)
        wanted = replace(
            wanted,
            digest=Pace(press.one("digest") or wanted.digest),
            digest_at=at or wanted.digest_at,
            timezone=zone or wanted.timezone,
            digest_day=int(press.one("day") or wanted.digest_day),
            # The form shows these as they are: what is empty or not ticked was switched off.
            quiet=quiet,
            threads="threads" in press.all("news"),
            broadcast="broadcast" in press.all("news"),
        )
        pause = press.one("pause")
        if pause:
            end = until(pause, press.now) if pause != "off" else None
            wanted = replace(wanted, paused=end is not None, paused_until=end)
        chosen = await outlets.change(session, wanted, press.asker.user, press.now)
        return Reply(
            message=messages.settings(
                chosen,
                await outlets.mutes(session, chosen.outlet, press.now),
                follows=await follows.count(session, chosen.outlet),
                held=await outlets.held(session, chosen.outlet),
                now=press.now,
            )
        )


async def muted(press: Press) -> Reply:
    name = press.one("company") or press.one("source")
    if not name:
        raise Faulty({"company": "Choose a company, or name a source."})
    command = f'mute "{name.replace(chr(34), "")}" {press.one("length") or "7d"}'
    return (await commands.answer(command, press.asker, press.db, press.now)).reply


ACTIONS = (Action(name="unmute", run=unmute), Action(name="settings", run=change))
FORMS = (Action(name="settings", run=changed), Action(name="mute", run=muted))
