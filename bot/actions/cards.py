"""Buttons on alerts, companies and claims. Where a verb does the same, the verb does it."""

from collections.abc import Awaitable, Callable

from bot import commands, grammar
from bot.actions.registry import Action, Press
from bot.messages import correcting, problems
from bot.replies import Faulty, NotPossible, Reply
from storage import alerts, judgements


def by_verb(command: str) -> Callable[[Press], Awaitable[Reply]]:
    """A button that does what a command does on its record; `{}` stands for the short id or key."""

    async def run(press: Press) -> Reply:
        record = press.record.replace('"', "")
        return (await commands.answer(command.format(record), press.asker, press.db, press.now)).reply

    return run


async def seen(press: Press) -> Reply:
    """The card itself shows it a second later, so nothing is said."""
    alert_id = grammar.short_id(press.record, "A")
    if alert_id is None:
        raise NotPossible("There is no such alert.")
    async with press.db.write() as session:
        if await alerts.one(session, alert_id, press.now) is None:
            raise NotPossible("There is no such alert.")
        await alerts.mark_seen(session, alert_id, press.asker.outlet, press.asker.user, press.now)
    return Reply(message=problems.not_possible("Noted."), silent=True)


async def disputed(press: Press) -> Reply:
    reason, link = press.one("reason"), press.one("link")
    if not reason:
        raise Faulty({"reason": "Say in a few words what is wrong."})
    if link and not link.startswith(("https://", "http://")):
        raise Faulty({"link": "An address begins with https://."})
    claim = grammar.short_id(press.one("claim") or press.record, "C")
    if claim is None:
        raise NotPossible("There is no such claim.")
    try:
        async with press.db.write() as session:
            view = await judgements.dispute(session, claim, press.asker.user, reason, link, press.now)
    except LookupError as gone:
        raise NotPossible(str(gone)) from gone
    return Reply(message=correcting.disputed(view))


async def shared(press: Press) -> Reply:
    """The form that asked where; what it names is posted there, by whoever speaks to Slack."""
    where = press.one("where")
    if not where.startswith(("C", "G")):
        raise Faulty({"where": "Choose a channel."})
    command = f'share "{press.record}" in <#{where}>'
    return (await commands.answer(command, press.asker, press.db, press.now)).reply


ACTIONS = (
    Action(name="evidence", run=by_verb("evidence {}")),
    Action(name="share", run=by_verb('share "{}"')),
    Action(name="dispute", run=by_verb('dispute "{}"')),
    Action(name="mute", run=by_verb('mute "{}" 7d')),
    Action(name="seen", run=seen),
)
FORMS = (Action(name="dispute", run=disputed), Action(name="share", run=shared))
