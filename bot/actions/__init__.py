"""Everything interactive, by name. What a person can press is a record id and one of these; a file per thing."""

from bot import grammar
from bot.actions import (
    access,
    cards,
    deliveries,
    figures,
    filing,
    following,
    imports,
    ordering,
    outlets,
    review,
    settling,
)
from bot.actions.finding import suggest
from bot.actions.reading import read_message
from bot.actions.registry import Action, Press
from bot.messages import problems
from bot.replies import EXPECTED, Faulty, Reply, explained
from storage import sequels

#: Buttons and entries of menus.
ACTIONS: tuple[Action, ...] = (
    *cards.ACTIONS,
    *following.ACTIONS,
    *outlets.ACTIONS,
    *review.ACTIONS,
    *figures.ACTIONS,
    *access.ACTIONS,
    *settling.ACTIONS,
    *deliveries.ACTIONS,
)
#: Forms that were sent.
FORMS: tuple[Action, ...] = (
    *cards.FORMS,
    *following.FORMS,
    *outlets.FORMS,
    *review.FORMS,
    *imports.FORMS,
    *filing.FORMS,
    *ordering.FORMS,
)

#: Whoever used one of these on a card is told when what it says falls.
_MINDED = frozenset({"seen", "follow", "dispute", "share", "mute"})

_ACTIONS = {action.name: action for action in ACTIONS}
_FORMS = {form.name: form for form in FORMS}


async def press(name: str, pressed: Press) -> Reply:
    """What pressing a button answers. Errors of the record pass through."""
    return await _run(_ACTIONS.get(name), pressed)


async def minded(name: str, pressed: Press) -> None:
    """Keep that somebody used a card's button, once they were answered: they are told when what it says falls."""
    alert_id = grammar.short_id(pressed.record, "A") if name in _MINDED else None
    if alert_id is not None:
        asker = pressed.asker
        async with pressed.db.write() as session:
            await sequels.press(session, alert_id, asker.outlet, asker.user, name, pressed.now)


async def send(name: str, pressed: Press) -> Reply:
    """What sending a form answers. Raises Faulty when a field has to be put right."""
    return await _run(_FORMS.get(name), pressed)


async def _run(entry: Action | None, pressed: Press) -> Reply:
    if entry is None:
        # A card of an earlier version: its button outlived what it did.
        return Reply(message=problems.not_possible("That button is from an earlier version; `/licence help` has more."))
    try:
        return await entry.run(pressed)
    except Faulty:
        raise
    except EXPECTED as error:
        return explained(error)


__all__ = ["ACTIONS", "FORMS", "Action", "Press", "minded", "press", "read_message", "send", "suggest"]
